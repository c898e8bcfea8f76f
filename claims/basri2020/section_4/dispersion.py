"""Section 4.1, (12), to leading order: the roots of the dispersion polynomial, with explicit errors.

With ``m = p/(pi lambda)`` and ``n = pbar/(pi lambda)`` the squares s of the exponents on an arc are the
roots of ``Q(s) = s (s+1)^2 + (m+n)/2 (2 s^2 + s + 1) + (s-1) m n``; (12) says s = -m.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import Within, hull, witness
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite, Interval
from freqbias.claims.evidence import Evidence, Spot
from freqbias.claims.parameters import Chart, Sample
from freqbias.derivations.modes import arc_modes, dispersion_by_symbols
from freqbias.numerics.balls import Ball
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, modes

__all__ = ["CLAIMS", "HERE", "THERE", "root_near"]

HERE, THERE = sp.symbols("m n", nonnegative=True)  # p/(pi lambda), pbar/(pi lambda)
_LESS, _GAP = sp.symbols("a b", nonnegative=True)
_ROOT = sp.Symbol("s_p", real=True)
_LEAST, _APART = 3, 4  # smallest m and n, smallest difference between them
_ORDERS = ("p > pbar", "p < pbar")
_SAMPLES = ((100, 20), (20, 100), (7, 3), (3, 7), (1000, 250), (250, 1000))
_BITS = 140
_ARC = {NU: 1, SIGMA: sp.pi * (HERE + THERE) / 2, DELTA: sp.pi * (HERE - THERE) / 2}


def _polynomial(kernel: Kernel) -> sp.Poly:
    """Q, monic, in m and n."""
    return sp.Poly(modes(kernel).dispersion.as_expr().subs(_ARC), SQUARE).monic()


def _at_the_printed(context: Context) -> Derived:
    """``Q(-m)`` from the half-circle system, and from the Fourier coefficients."""
    kernel = context.kernel("first_layer_bias")
    context.rely_on(arc_modes(kernel))
    other = dispersion_by_symbols(kernel).subs(_ARC) * (SQUARE - 1) / sp.pi**2
    return Derived(_polynomial(kernel).as_expr().subs(SQUARE, -HERE), other.subs(SQUARE, -HERE))


def _quadrant() -> Chart:
    box = {symbol.name: Interval(Fraction(0), None) for symbol in (HERE, THERE)}
    samples = (
        Sample({HERE.name: m, THERE.name: n}, {HERE: sp.Rational(m), THERE: sp.Rational(n)})
        for m, n in ((Fraction(7, 3), Fraction(1, 2)), (Fraction(5), Fraction(0)), (2, 11))
    )
    return Chart({}, box, tuple(samples))


def _apart(order: str) -> dict[Any, Any]:
    """m and n, the smaller at least 3 and the difference at least 4."""
    small = _LEAST + _LESS
    large = small + _APART + _GAP
    return {HERE: large, THERE: small} if order == _ORDERS[0] else {HERE: small, THERE: large}


def _domain(*orders: str) -> Domain:
    return {
        "min(m, n)": Interval(Fraction(_LEAST), None),
        "abs(m - n)": Interval(Fraction(_APART), None),
        "order": Finite(orders),
    }


def _definite(expression: Any) -> int:
    """The sign of a rational function for all a, b >= 0, if all coefficients show it; else 0."""
    signs = [_shown(part) for part in sp.fraction(sp.together(expression))]
    return signs[0] * signs[1]


def _shown(polynomial: Any) -> int:
    terms = sp.Poly(polynomial, _LESS, _GAP)
    signs = {1 if c > 0 else -1 for c in terms.coeffs()}
    return signs.pop() if len(signs) == 1 and terms.coeff_monomial(1) != 0 else 0


def _localised(polynomial: sp.Poly, statement: Within, order: str) -> bool:
    """Whether Q has one root near -m, one near -n and one in (0, 1), in disjoint intervals.

    Sign changes give at least one in each; Q is cubic, so exactly one.
    """
    swap = {HERE: THERE, THERE: HERE}
    gap = {sp.Abs(HERE - THERE): _APART + _GAP}
    centres, errors = (
        [e.subs(gap).subs(_apart(order)) for e in (part, part.subs(swap, simultaneous=True))]
        for part in (statement.value, statement.error)
    )
    q = polynomial.as_expr().subs(_apart(order))
    changes = [
        _definite(q.subs(SQUARE, c - e)) * _definite(q.subs(SQUARE, c + e)) == -1
        for c, e in zip(centres, errors, strict=True)
    ]
    first, second = (0, 1) if order == _ORDERS[0] else (1, 0)  # -large < -small < 0
    between = (centres[second] - errors[second]) - (centres[first] + errors[first])
    return (
        all(changes)
        and _definite(q.subs(SQUARE, 0)) == -1
        and _definite(q.subs(SQUARE, 1)) == 1
        and _definite(between) == 1
        and _definite(centres[second] + errors[second]) == -1
    )


@lru_cache(maxsize=64)
def root_near(kernel: Kernel, m: int, n: int) -> arb:
    """A ball around the root nearest to -m - 3/2, isolated exactly; by the second route."""
    at_pair = {HERE: sp.Integer(m), THERE: sp.Integer(n)}
    values = {symbol: sp.sympify(value).subs(at_pair) for symbol, value in _ARC.items()}
    expression = sp.cancel(sp.expand(dispersion_by_symbols(kernel).subs(values) / sp.pi**2))
    polynomial = sp.Poly(sp.fraction(expression)[0], SQUARE)
    ends = [interval for interval, _ in polynomial.intervals(eps=sp.Rational(1, 10**40))]
    low, high = min(ends, key=lambda pair: abs(pair[0] + m + sp.Rational(3, 2)))
    return hull(Fraction(low.p, low.q), Fraction(high.p, high.q))


def _roots(context: Context, statement: Within) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    spots = []
    for m, n in _SAMPLES:
        order = _ORDERS[0] if m > n else _ORDERS[1]
        point = {"min(m, n)": min(m, n), "abs(m - n)": abs(m - n), "order": order}
        at_pair = {HERE: sp.Integer(m), THERE: sp.Integer(n)}
        excess = (sp.Abs(_ROOT - statement.value) - statement.error).subs(at_pair)
        values = {_ROOT: root_near(kernel, m, n)}
        found = witness(point, excess, values, "the root misses by more than the error, by")
        if found is not None:
            return context.fails(found)
        spots.append(Spot(point, Ball(0, 0, 0)))
    proved = [order for order in _ORDERS if _localised(_polynomial(kernel), statement, order)]
    if len(proved) < len(_ORDERS):
        return context.open("the root is not localised so closely, and no sample refutes it")
    context.rely_on(arc_modes(kernel))
    return context.holds((_domain(*proved),), tuple(spots))


_CENTRE = -HERE - sp.Rational(3, 2)
_ERROR = (HERE + 8 * THERE) / (2 * HERE * sp.Abs(HERE - THERE))
_PRINTED = (HERE - THERE) * (3 * HERE - 1) / 2

CLAIMS = (
    Claim(
        "basri2020.eq12.defect",
        at("section 4.1, (12) with (15): when s = -p/(pi lambda) is a square of an exponent"),
        Kind.IDENTITY,
        "With m = p/(pi lambda), n = pbar/(pi lambda), the polynomial Q of the exponents has Q(-m) = "
        "(m - n)(3 m - 1)/2: the frequency sqrt(p/(pi lambda)) of (12) occurs on an arc iff p = pbar "
        "or lambda = 3 p/pi.",
        _PRINTED,
        {HERE.name: Interval(Fraction(0), None), THERE.name: Interval(Fraction(0), None)},
        identity(_at_the_printed, (_quadrant(),)),
        (
            Control("(12) exact: zero", sp.Integer(0)),
            Control("3 m + 1", (HERE - THERE) * (3 * HERE + 1) / 2),
            Control("sum for difference", (HERE + THERE) * (3 * HERE - 1) / 2),
            Control("without 1/2", 2 * _PRINTED),
        ),
        ("kernel (10)",),
        quantity="Q(-m)",
        derivation="corrections.4.local-frequencies",
    ),
    Claim(
        "basri2020.eq12.corrected",
        at("section 4.1, (12), to leading order, with its error"),
        Kind.INEQUALITY,
        "With m = p/(pi lambda), n = pbar/(pi lambda) >= 3 and abs(m - n) >= 4, exactly one s of the "
        "general solution on an arc lies within (m + 8 n)/(2 m abs(m - n)) of -m - 3/2, one likewise "
        "belongs to n, and the third lies in (0, 1).  The frequency of p is therefore sqrt(p/(pi "
        "lambda) + 3/2 + O(lambda)), which is q sqrt(p)/Z (1 + O(lambda)), q = Z/sqrt(pi lambda).",
        Within(_CENTRE, _ERROR),
        _domain(*_ORDERS),
        _roots,
        (
            Control("(12): no 3/2", Within(-HERE, _ERROR)),
            Control("1/2 for 3/2", Within(-HERE - sp.Rational(1, 2), _ERROR)),
            Control("sign of 3/2", Within(-HERE + sp.Rational(3, 2), _ERROR)),
            Control("a quarter of the error", Within(_CENTRE, _ERROR / 4)),
        ),
        ("kernel (10)", "p != pbar"),
        quantity="s",
        derivation="corrections.4.local-frequencies",
    ),
)
