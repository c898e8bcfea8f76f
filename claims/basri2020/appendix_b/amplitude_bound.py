"""Appendix B, (36): the bound for a single amplitude, and when it says anything."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.charts import MATCHED, neighbours
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples
from freqbias.claims.parameters import Sample
from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.theory.amplitudes import RATIO, manifestly_nonnegative

__all__ = ["CLAIMS", "borders_hold"]

_RHO, _Z, _Q, _SIGMA = sp.symbols("rho Z q Sigma", positive=True)  # Sigma = sum_j p_j^(-1/2)
_REGIONS = sp.Symbol("l", integer=True, positive=True)
_BRACKET = sp.pi - _Z / (2 * _Q) * _SIGMA
_BOUNDED = ("C^1-matched cosines", "equal regions", "int f^2 dx = 1", "bracket positive")
_MATCHED_REGIONS = Family("C^1-matched cosines on equal regions, bracket positive", _BOUNDED)


def _bound(power: Any = None, bracket: Any = _BRACKET) -> sp.Expr:
    return _RHO ** (_REGIONS / 2 if power is None else power) / sp.sqrt(bracket)


def borders_hold() -> bool:
    """Whether crossing a border multiplies a^2 by at most max(R, 1/R), in either direction."""
    bounds = (
        (neighbours(True), (RATIO - MATCHED, 1 - 1 / MATCHED)),
        (neighbours(False), (1 - MATCHED, 1 / RATIO - 1 / MATCHED)),
    )
    return all(manifestly_nonnegative(chart.apply(d)) for chart, rows in bounds for d in rows)


def _amplitude_bound(context: Context, statement: sp.Expr) -> Evidence:
    """Against the proved ``a_i^2 <= rho^(l-1)/bracket``; and for (35), q = 3, p = (4/5, 1/5)/pi."""
    context.rely_on(amplitude_bound())
    proved = _RHO ** (_REGIONS - 1) / _BRACKET
    surplus = sp.powsimp(sp.simplify(statement**2 / proved))
    root = sp.sqrt(5 * sp.pi)
    values = {_RHO: 4, _REGIONS: 2, _Q: 3, _Z: sp.Rational(3, 2) / root, _SIGMA: root * 3 / 2}
    x = sp.Symbol("x", real=True)
    square = 4 * sp.Integral(sp.sin(2 * x) ** 2, (x, -sp.pi, 0))
    square += sp.Integral(sp.sin(4 * x) ** 2, (x, 0, sp.pi))
    point = {"f": Family("p^(-1/2) sin of (35), q = 3, p = (1/5, 4/5)/pi", _BOUNDED)}
    part = statement - 2 / sp.sqrt(square)
    found = at_samples(context, part, [Sample(point, values)], "the bound minus an amplitude is")
    if isinstance(found, Evidence):
        return found
    base, exponent = surplus.as_base_exp()
    if borders_hold() and (surplus == 1 or (base == _RHO and exponent.is_nonnegative)):
        return context.holds(({"f": _MATCHED_REGIONS},), found)
    return context.open("not compared with the proved bound")


_TWO = (2 + sp.sqrt(_RHO) + 1 / sp.sqrt(_RHO)) / 4  # (Z/2) Sigma on two equal regions


def _bracket_positive(context: Context, statement: sp.Expr) -> Evidence:
    """Whether the bracket is positive on two equal regions; tried at rho = 10^4, q = 1."""
    values = {_RHO: sp.Integer(10_000), _Q: sp.Integer(1)}
    sample = Sample({"rho": 10_000, "q": 1}, values)
    found = at_samples(context, statement, [sample], "the bracket under the root is")
    if isinstance(found, Evidence):
        return found
    return context.open("the bracket is positive where it was tried")


CLAIMS = (
    Claim(
        "basri2020.B.36",
        at("appendix B, (36), where its root is real"),
        Kind.INEQUALITY,
        "If pi > (Z/2q) sum_j p_j^(-1/2), every amplitude is at most rho^(l/2)/sqrt(pi - (Z/2q) sum_j "
        "p_j^(-1/2)), rho = p_max/p_min, on l equal regions with int f^2 dx = 1 (not int p f^2 dx).",
        _bound(),
        {"f": _MATCHED_REGIONS},
        _amplitude_bound,
        (
            Control("no ratio of densities", _bound(sp.Integer(0))),
            Control("ratio inverted", _bound(-_REGIONS / 2)),
            Control("bracket of 100 pi", _bound(bracket=_BRACKET + 99 * sp.pi)),
        ),
        ("C^1-matched pure cosines", "local frequencies q sqrt(p_j)/Z", "bracket positive"),
        aliases=("basri2020.eq36",),
        steps=("basri2020.B.transitions", "basri2020.B.mean-square"),
        quantity="bound for a_i",
        derivation="corrections.B.36",
    ),
    Claim(
        "basri2020.B.36.every-q",
        at("appendix B, (36), read for every order q"),
        Kind.INEQUALITY,
        "The bracket of (36) is positive for every q >= 1; on two equal regions it is pi - (2 + "
        "sqrt(rho) + 1/sqrt(rho))/(4 q).",
        sp.pi - _TWO / _Q,
        {"rho": Interval(Fraction(1), None), "q": Integers(1)},
        _bracket_positive,
        (
            Control("2 pi", 2 * sp.pi - _TWO / _Q),
            Control("half the sum", sp.pi - _TWO / (2 * _Q)),
            Control("q^2", sp.pi - _TWO / _Q**2),
        ),
        ("two equal regions",),
        correction="basri2020.B.36",
        quantity="bracket, said to be > 0",
    ),
)
