"""Deciding that an expression vanishes identically: proved, disproved, or not decided.

Three normal forms are complete on what they accept: exact numbers and rational functions in
symbols (``cancel``), and exponential polynomials, whose terms are linearly independent where their
frequencies differ, so that every coefficient must vanish in its turn.  Gamma values become symbols,
one for each class of arguments, which proves identities and disproves none.  Anything else is not
decided.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import sympy as sp

from freqbias.theory.errors import NotExponentialPolynomial
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.gamma_quotients import over_generators

__all__ = ["on_the_half_circle", "vanishes"]


def vanishes(expression: Any) -> bool | None:
    """Whether the expression is 0 for all values of its symbols; None if this cannot be decided.

    >>> t = sp.Symbol("t", real=True)
    >>> vanishes(sp.sin(2 * t) - 2 * sp.sin(t) * sp.cos(t)), vanishes(sp.cos(t) - 1)
    (True, False)
    >>> vanishes(sp.gamma(t + 1) - t * sp.gamma(t)), vanishes(sp.acos(t) + sp.asin(t)) is None
    (True, True)
    """
    expression = sp.sympify(expression, strict=True)
    if expression.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return None
    if expression.is_zero:
        return True
    if expression.has(sp.gamma):
        return True if vanishes(over_generators(expression)[0]) else None
    symbols = sorted(expression.free_symbols, key=str)
    if _is_rational(expression, symbols):
        if sp.cancel(sp.together(canonical(expression))) == 0:
            return True
        return False if _has_independent_constants(expression) else None
    transcendental = [s for s in symbols if not _is_rational(expression, [s])]
    numerator, _ = sp.fraction(sp.together(expression))
    try:
        profile = ExponentialPolynomial.of(numerator, transcendental[0])
    except NotExponentialPolynomial:
        return None
    decided = [vanishes(coefficient) for coefficient in profile.terms.values()]
    if False in decided:
        return None if _coincide(profile) else False
    return None if None in decided else True


def _coincide(profile: ExponentialPolynomial) -> bool:
    """Whether frequencies that are written differently are equal: then terms are not independent."""
    frequencies = {w for _, w in profile.terms}
    return any(canonical(v - w) == 0 for v, w in combinations(frequencies, 2))


def _is_rational(expression: Any, symbols: list[Any]) -> bool:
    return bool(_without_constants(expression).is_rational_function(*symbols))


def _without_constants(expression: Any) -> Any:
    """A symbol for each constant but rationals; one number for all might cancel where they do not."""
    if expression.is_number:
        return expression if expression.is_Rational else sp.Dummy()
    if not expression.args:
        return expression
    return expression.func(*map(_without_constants, expression.args))


def _has_independent_constants(expression: Any) -> bool:
    """No constants but rationals, pi and i: then a normal form that is not 0 is not zero."""
    if expression.atoms(sp.NumberSymbol) - {sp.pi}:
        return False
    composite = (e for e in sp.preorder_traversal(expression) if e.is_number and e.args)
    return all(e.is_Rational or e.is_Add or e.is_Mul or _integer_power(e) for e in composite)


def _integer_power(e: Any) -> bool:
    return bool(e.is_Pow and e.exp.is_Integer)


def on_the_half_circle(expression: Any, theta: Any) -> Any:
    """Simplify inverse functions of ``cos(theta)`` for 0 <= theta <= pi.

    There ``acos(cos(theta)) = theta`` and ``sqrt(1 - cos(theta)^2) = sin(theta)``.

    >>> t = sp.Symbol("t", real=True)
    >>> on_the_half_circle(sp.acos(sp.cos(t)) + sp.sqrt(1 - sp.cos(t)**2), t)
    t + sin(t)
    """
    cosine = sp.cos(theta)
    return expression.subs(sp.acos(cosine), theta).subs(sp.sqrt(1 - cosine**2), sp.sin(theta))
