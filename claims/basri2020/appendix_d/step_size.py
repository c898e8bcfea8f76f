"""Appendix D.3, derivations 1 and 2: the norm of one step, and the sum of the powers of two factors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.checks import combine, compare
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Chart, Sample
from freqbias.theory.amplitudes import EXCESS, SINE_PART, VALUE_PART, manifestly_nonnegative

__all__ = ["CLAIMS"]

_DIGITS = 50
_LOW, _HIGH = sp.symbols("a b", real=True)  # eta times the least and the greatest eigenvalue
_SPREAD, _SUM = "eta (lambda_max - lambda_0)", "eta (lambda_max + lambda_0)"
_RATE = sp.Symbol("x", positive=True)


def _charts() -> tuple[tuple[Chart, Any], ...]:
    """a + b <= 2 and a + b >= 2, with what the norm is there."""
    half = Fraction(1, 2)
    below = _chart(
        2 - SINE_PART, Interval(None, Fraction(2)), ((Fraction(1), half), (Fraction(2), 1))
    )
    above = _chart(2 + SINE_PART, Interval(Fraction(2), None), ((Fraction(5), 3), (Fraction(2), 1)))
    return (below, 1 - _LOW), (above, _HIGH - 1)


def _chart(total: Any, half_line: Interval, points: tuple[tuple[Fraction, Any], ...]) -> Chart:
    """a and b by their sum and their difference, a parameter >= 0."""
    samples = (
        Sample(
            {_SPREAD: Fraction(spread), _SUM: sum_},
            {_LOW: sp.Rational(sum_ - spread) / 2, _HIGH: sp.Rational(sum_ + spread) / 2},
        )
        for sum_, spread in points
    )
    substitution = {_LOW: (total - VALUE_PART) / 2, _HIGH: (total + VALUE_PART) / 2}
    box = {_SPREAD: Interval(Fraction(0), None), _SUM: half_line}
    return Chart(substitution, box, tuple(samples))


def _norm(context: Context, statement: Any) -> Evidence:
    """norm(I - eta H) is the greatest abs(1 - eta lambda), so abs(1 - a) or abs(1 - b)."""
    context.cite("spectral theorem")
    ends = sp.Abs(1 - _LOW), sp.Abs(1 - _HIGH)
    independent = (ends[0] + ends[1] + sp.Abs(ends[0] - ends[1])) / 2
    found = []
    for chart, norm in _charts():
        shown = (norm, norm**2 - (1 - _LOW) ** 2, norm**2 - (1 - _HIGH) ** 2)
        if not all(manifestly_nonnegative(sp.expand(chart.apply(part))) for part in shown):
            return context.open("the greater of the two moduli was not found")
        found.append(compare(context, statement - norm, statement - independent, (chart,)))
    return combine(context, found)


def _geometric(context: Context, statement: Any) -> Evidence:
    """``sum_(i<t) a^i (1-x)^((t-1-i)/2) <= 1/(1-r)``, r = sqrt(1-x) = s/(1+s), for 0 <= a <= 1."""
    root = EXCESS / (1 + EXCESS)
    room = statement.subs(_RATE, sp.factor(1 - root**2)) - (1 + EXCESS)
    parts = []
    for r, t in ((sp.Rational(1, 2), 20), (sp.Rational(9, 10), 200), (sp.Rational(1, 9), 5)):
        rate = 1 - r**2
        point = {"1/x": Fraction(int((1 / rate).p), int((1 / rate).q)), "t": t}
        excess = statement.subs(_RATE, rate) - sum(r**j for j in range(t))
        parts.append((excess, Sample(point, {})))
    found = all_at(context, parts, "for a = 1, the bound minus the sum is")
    if isinstance(found, Evidence):
        return found
    if not manifestly_nonnegative(sp.factor(room)):
        return context.open("no sign was proved, and no sample is a counterexample")
    domain: Domain = {"1/x": Interval(Fraction(1), None), "t": Integers(0)}
    return context.holds((domain,), found)


_ALL: Domain = {_SPREAD: Interval(Fraction(0), None), _SUM: Interval(None, None)}
_GREATER = (_HIGH - _LOW + sp.Abs(2 - _HIGH - _LOW)) / 2
_EIGENVALUES = ("H symmetric", "a = eta lambda_0, b = eta lambda_max")

CLAIMS = (
    Claim(
        "basri2020.D.norm",
        at("appendix D.3, derivation 1"),
        Kind.IDENTITY,
        "norm(I - eta H) = max(1 - eta lambda_0, eta lambda_max - 1), which is 1 - eta lambda_0 iff "
        "eta (lambda_max + lambda_0) <= 2, so where I - eta H is positive definite, as the paper says.",
        _GREATER,
        _ALL,
        _norm,
        (
            Control("1 - eta lambda_0 for every eta", 1 - _LOW),
            Control("eta lambda_max - 1", _HIGH - 1),
            Control("half the spread", (_HIGH - _LOW) / 2),
        ),
        _EIGENVALUES,
        quantity="norm(I - eta H)",
    ),
    Claim(
        "basri2020.D.sum",
        at("appendix D.3, derivations 2 and 3, with the sum kept"),
        Kind.INEQUALITY,
        "sum_(i<t) a^i (1 - x)^((t-1-i)/2) <= 2/x for every t >= 0, 0 <= a <= 1 and 0 < x <= 1, so the "
        "sum over i needs no bound of t.",
        2 / _RATE,
        {"1/x": Interval(Fraction(1), None), "t": Integers(0)},
        _geometric,
        (
            Control("1/x", 1 / _RATE),
            Control("2", sp.Integer(2)),
            Control("2/sqrt(x)", 2 / sp.sqrt(_RATE)),
        ),
        quantity="bound",
    ),
)
