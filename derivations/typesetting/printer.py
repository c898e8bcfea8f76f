"""Formulas in LaTeX, with the names that a derivation gives its symbols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

__all__ = ["equation", "formula"]


def formula(expression: Any, names: Mapping[Any, str] | None = None) -> str:
    """An expression in LaTeX.

    :param names: LaTeX of symbols that are not printed by their own name.
    """
    return str(sp.latex(expression, symbol_names=dict(names or {}), inv_trig_style="full"))


def equation(left: Any, right: Any, names: Mapping[Any, str] | None = None) -> str:
    r"""``left = right``; where right is ``max(0, x)``, which says that left is x and x >= 0, so.

    >>> x = sp.Symbol("x", positive=True)
    >>> equation(sp.Symbol("y"), sp.Max(0, x - 1))
    'y = x - 1 \\geq 0'
    """
    if isinstance(right, sp.Max) and sp.S.Zero in right.args:
        (other,) = (part for part in right.args if part != 0)
        return f"{formula(left, names)} = {formula(other, names)} \\geq 0"
    return f"{formula(left, names)} = {formula(right, names)}"
