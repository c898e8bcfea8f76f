"""Mathematics written out but not carried out, so that a step shows what it says.

SymPy carries out ``Max(0, 3)`` or a product with a sum at once, and the reader sees ``3 = 3``.  What is
written with these functions stays as it is until the step is checked.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = ["bounded", "entries", "nonnegative", "product", "total"]


def nonnegative(expression: Any) -> Any:
    """``max(0, x)``: a step with this right side says that the left side is x and that x >= 0.

    It is exact only where SymPy sees the sign, so x must be in a form that shows it.

    >>> nonnegative(sp.Integer(3)), nonnegative(sp.Integer(3)).doit()
    (Max(0, 3), 3)
    """
    return sp.Max(0, expression, evaluate=False)


def bounded(right: Any) -> Any:
    """The x of ``max(0, x)``, or None.

    >>> x = sp.Symbol("x")
    >>> bounded(sp.Max(0, x)), bounded(x)
    (x, None)
    """
    if not isinstance(right, sp.Max) or sp.S.Zero not in right.args or len(right.args) > 2:
        return None
    return next((part for part in right.args if part != 0), sp.S.Zero)


def product(*factors: Any) -> Any:
    """A product that is not multiplied out; factors 1 are left out.

    >>> x = sp.Symbol("x")
    >>> product(2, 1, x + 1)
    2*(x + 1)
    """
    kept = [factor for factor in map(sp.sympify, factors) if factor != 1]
    return sp.Mul(*kept, evaluate=False)


def total(*terms: Any) -> Any:
    """A sum whose like terms are not collected.

    >>> x = sp.Symbol("x")
    >>> total(x, x).doit(), len(total(x, x).args)
    (2*x, 2)
    """
    return sp.Add(*map(sp.sympify, terms), evaluate=False)


def entries(expression: Any) -> list[Any]:
    """The entries of a matrix; of anything else, itself."""
    return list(expression) if isinstance(expression, sp.MatrixBase) else [expression]
