r"""Formulas in LaTeX, with the names that a derivation gives its symbols."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from freqbias.derivations.typesetting.parser import parse
from freqbias.derivations.typesetting.words import mathematics
from freqbias.derivations.unevaluated import bounded
from freqbias.theory.errors import InputError

__all__ = ["equation", "formula"]

_HOSTILE = r"[\\{}#%&~$^_]+"


def formula(expression: Any, names: Mapping[Any, str] | None = None) -> str:
    r"""An expression in LaTeX; names that are no LaTeX are shown as words.

    :param names: LaTeX of symbols that are not printed by their own name.

    >>> formula(sp.Symbol("#{n}"))
    '\\text{n}'
    """
    settings = {"symbol_names": dict(names or {}), "inv_trig_style": "full"}
    return mathematics(str(_Printer(settings).doprint(expression)))


def equation(left: Any, right: Any, names: Mapping[Any, str] | None = None) -> str:
    r"""``left = right``; where right is ``max(0, x)``, which says that left is x and x >= 0, so.

    >>> x = sp.Symbol("x", positive=True)
    >>> equation(sp.Symbol("y"), sp.Max(0, x - 1))
    'y = x - 1 \\geq 0'
    """
    bound = bounded(right)
    if bound == left:
        return f"{formula(left, names)} \\geq 0"
    if bound is not None:
        return f"{formula(left, names)} = {formula(bound, names)} \\geq 0"
    return f"{formula(left, names)} = {formula(right, names)}"


class _Printer(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's, with substitutions as one writes them and names that cannot break a document."""

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        return _named(str(super()._print_Symbol(expr, style)))

    def _hprint_Function(self, func: str) -> str:
        return _named(str(super()._hprint_Function(func)))

    def _print_Subs(self, subs: Any) -> str:
        expression, old, new = subs.args
        pairs = (f"{self._print(a)} = {self._print(b)}" for a, b in zip(old, new, strict=True))
        inside = self._print(expression)
        several = len(parse(inside)) > 1 and (expression.is_Add or expression.is_Mul)
        if several or inside.startswith("-"):
            inside = rf"\left({inside}\right)"
        return rf"\left. {inside} \right|_{{{', '.join(pairs)}}}"

    def parenthesize(
        self, item: Any, level: int, is_neg: bool = False, strict: bool = False
    ) -> Any:
        text = super().parenthesize(item, level, is_neg, strict)
        power = level >= PRECEDENCE["Pow"]
        return self._add_parens(text) if power and isinstance(item, sp.Subs) else text


def _named(latex: str) -> str:
    try:
        safe = not re.search(r"(?<!\\)[#%&~$]", latex) and mathematics(latex)
    except InputError:
        safe = ""
    return latex if safe else rf"\text{{{re.sub(_HOSTILE, ' ', latex).strip()}}}"
