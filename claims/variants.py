"""Wrong variants of a formula, made systematically from it: the negative controls nobody chose.

Each differs from a true identity in one place, so that none can be true unless the formula does not
depend on that place: the size or sign of a term, an exponent, a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.claims.claim import Control

__all__ = ["variants"]

_EXCHANGED = {sp.cos: sp.sin, sp.sin: sp.cos, sp.acos: sp.asin, sp.asin: sp.acos}
_MOST = 12  # of one formula
Variant = tuple[str, Any]


def variants(statement: Any) -> tuple[Control, ...]:
    """Wrong variants of an expression or an equation ``left = right``; none of anything else.

    >>> x = sp.Symbol("x", real=True)
    >>> [str(control.statement) for control in variants(1 + x**2 * sp.cos(x))]
    ['x**2*cos(x) + 2', '2*x**2*cos(x) + 1', 'x**3*cos(x) + 1', 'x**2*sin(x) + 1']
    """
    if isinstance(statement, sp.Equality):
        found = [*_sides(statement)]
    elif isinstance(statement, sp.Expr):
        found = [*_terms(statement), *_exponents(statement), *_functions(statement)]
    else:
        found = []
    return tuple(Control(name, wrong) for name, wrong in found[:_MOST])


def _sides(equation: Any) -> Iterator[Variant]:
    left, right = equation.args
    for name, wrong in _terms(left):
        yield f"left: {name}", sp.Eq(wrong, right, evaluate=False)
    for name, wrong in _terms(right):
        yield f"right: {name}", sp.Eq(left, wrong, evaluate=False)


def _terms(expression: Any) -> Iterator[Variant]:
    """One term doubled at a time."""
    for term in sp.Add.make_args(expression):
        if not term.is_zero:
            yield f"{_short(term)} doubled", expression + term


def _exponents(expression: Any) -> Iterator[Variant]:
    """One integer exponent raised at a time."""
    for power in _atoms(expression, sp.Pow):
        if power.exp.is_Integer:
            raised = expression.xreplace({power: power * power.base})
            yield f"exponent of {_short(power)} raised", raised


def _functions(expression: Any) -> Iterator[Variant]:
    """One function exchanged for its partner at a time."""
    for wave in _atoms(expression, *_EXCHANGED):
        partner = _EXCHANGED[wave.func](*wave.args)
        yield f"{partner.func} for {_short(wave)}", expression.xreplace({wave: partner})


def _atoms(expression: Any, *types: Any) -> list[Any]:
    return sorted(expression.atoms(*types), key=sp.default_sort_key)


def _short(expression: Any) -> str:
    text = str(expression)
    return text if len(text) <= 40 else f"{text[:37]}..."
