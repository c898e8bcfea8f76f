"""Appendix C, (37) and (38): projections of cos(k x) on cosines of higher local frequency."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.charts import CIRCLE
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Angle, Domain, Family, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples, positives, shown_nonnegative
from freqbias.claims.parameters import Chart, Sample
from freqbias.derivations.tails import oscillation

__all__ = ["CLAIMS"]

_K, _Q, _L, _Z = sp.symbols("k q l Z", positive=True)
_ROOT = sp.Symbol("sqrt(p*)", positive=True)
_BEYOND = sp.Symbol("s", nonnegative=True)  # q - 2 k
_X, _I = sp.symbols("x I", real=True)
_HALF = Fraction(1, 2)
_FREQUENCIES: Domain = {"k": Integers(1), "q - 2 k": Interval(Fraction(0), None), "l": Integers(1)}
_REGIONS = Family("regions R_j of l equal ones", ("arc of length 2 pi/l",))
_ALL: Domain = {**_FREQUENCIES, "R_j": _REGIONS, "b": CIRCLE}
_CASES = (
    (2, Fraction(-1), 1, 2, _HALF),
    (3, Fraction(-1), 1, Fraction(5, 2), Fraction(0)),
    (4, Fraction(0), 2, 7, Fraction(-1, 3)),
)  # l, left end of the region and phase as shares of pi; k, q


def _rational(number: Any) -> Any:
    return sp.Rational(Fraction(number).numerator, Fraction(number).denominator)


def _evaluated(half: Any) -> Any:
    """``int_{-h}^{h} cos(k x) cos(q x) dx``, h = half, as evaluated in the paper."""
    return sp.sin((_Q + _K) * half) / (_Q + _K) + sp.sin((_Q - _K) * half) / (_Q - _K)


def _samples() -> list[Sample]:
    """With the modulus of the integral over the region by quadrature."""
    found = []
    for count, left, k, q, phase in _CASES:
        ends = [_rational(share) * sp.pi for share in (left, left + Fraction(2, count))]
        b = _rational(phase) * sp.pi
        wave = sp.cos(k * _X) * sp.cos(_rational(q) * _X + b)
        region = Family(f"[{ends[0]}, {ends[1]}]", _REGIONS.traits)
        point = {
            "k": k,
            "q - 2 k": Fraction(q) - 2 * k,
            "l": count,
            "R_j": region,
            "b": Angle(phase),
        }
        values = {_K: k, _Q: _rational(q), _L: count, _I: sp.Integral(wave, (_X, *ends))}
        found.append(Sample(point, values))
    return found


def _oscillation(context: Context, statement: Any) -> Evidence:
    """Whether the modulus of the integral is at most the statement; proved: 2 q/(q^2 - k^2)."""
    context.rely_on(oscillation())
    part = statement - sp.Abs(_I)
    found = at_samples(context, part, _samples(), "the bound minus the modulus of the integral is")
    if isinstance(found, Evidence):
        return found
    room = (statement - 2 * _Q / (_Q**2 - _K**2)).subs(_Q, 2 * _K + _BEYOND)
    if shown_nonnegative(room):
        return context.holds((_ALL,), found)
    return context.open("not compared with the proved bound")


def _middle(_: Context) -> Derived:
    """Between the ends of an antiderivative, and as an integral."""
    primitive = (sp.sin((_Q + _K) * _X) / (_Q + _K) + sp.sin((_Q - _K) * _X) / (_Q - _K)) / 2
    half = sp.pi / _L
    closed = primitive.subs(_X, half) - primitive.subs(_X, -half)
    return Derived(closed, sp.Integral(sp.cos(_K * _X) * sp.cos(_Q * _X), (_X, -half, half)))


def _real_frequencies() -> Chart:
    """``q = 2 k + s``, with s >= 0."""
    values = ((1, 0, 2), (2, Fraction(3, 5), 3), (1, Fraction(7, 2), 5))
    samples = (
        Sample(
            {"k": k, "q - 2 k": Fraction(s), "l": count},
            {_K: k, _Q: 2 * k + _rational(s), _L: count},
        )
        for k, s, count in values
    )
    return Chart({_Q: 2 * _K + _BEYOND}, _FREQUENCIES, tuple(samples))


_LOCAL = positives(_K, _Z, _ROOT)


def _threshold(_: Context) -> Derived:
    """The q at which q sqrt(p*)/Z = 2 k; the left side increases with q."""
    (least,) = sp.solve(_Q * _ROOT / _Z - 2 * _K, _Q)
    return Derived(least, 2 * _K / (_ROOT / _Z))


_BOUND = 8 / (3 * _Q)
_MIDDLE = sp.Abs(_evaluated(sp.pi / _L))
_PROJECTION = "appendix C, proof of lemma 2, "

CLAIMS = (
    step(
        "C.37",
        "appendix C, (37), first inequality below it",
        "For q >= 2 k, every region R_j of l equal ones and every phase b: abs(int_{R_j} cos kx cos(qx "
        "+ b) dx) <= abs(int_{-pi/l}^{pi/l} cos kx cos qx dx).",
        _MIDDLE,
        _ALL,
        _oscillation,
        quantity="bound for abs(int over R_j)",
        controls=(
            ("times 3/2", _MIDDLE * 3 / 2),
            ("half", _MIDDLE / 2),
            ("region twice as long", sp.Abs(_evaluated(2 * sp.pi / _L))),
        ),
        correction="basri2020.C.bound",
    ),
    step(
        "C.bound",
        _PROJECTION + "the bound 8/(3 q_ij)",
        "For q >= 2 k the modulus of the integral of cos kx cos(qx + b) over any region, for any "
        "phase, is at most 1/(q + k) + 1/(q - k) = 2 q/(q^2 - k^2) <= 8/(3 q).",
        _BOUND,
        _ALL,
        _oscillation,
        quantity="bound for abs(int over R_j)",
        controls=(
            ("7 for 8", _BOUND * 7 / 8),
            ("q^2", _BOUND / _Q),
            ("sum for difference of squares", 2 * _Q / (_Q**2 + _K**2)),
        ),
        derivation="tails.oscillation",
    ),
    step(
        "C.evaluated",
        _PROJECTION + "the integral over [-pi/l, pi/l]",
        "int_{-pi/l}^{pi/l} cos kx cos qx dx = sin((q + k) pi/l)/(q + k) + sin((q - k) pi/l)/(q - k).",
        _evaluated(sp.pi / _L),
        _FREQUENCIES,
        identity(_middle, (_real_frequencies(),)),
        kind=Kind.IDENTITY,
        quantity="int over [-pi/l, pi/l]",
        controls=(
            ("difference", _evaluated(sp.pi / _L).subs(_K, -_K) * 2),
            ("half the interval", _evaluated(sp.pi / _L / 2)),
            ("twice", 2 * _evaluated(sp.pi / _L)),
        ),
    ),
    step(
        "C.38",
        "appendix C, (38)",
        "q_i sqrt(p*)/Z > 2 k iff q_i > 2 Z k/sqrt(p*).",
        2 * _Z * _K / _ROOT,
        _LOCAL.box,
        identity(_threshold, (_LOCAL,)),
        aliases=("basri2020.eq38",),
        kind=Kind.IDENTITY,
        controls=(
            ("p* for sqrt(p*)", 2 * _Z * _K / _ROOT**2),
            ("Z inverted", 2 * _K / (_Z * _ROOT)),
            ("k", _Z * _K / _ROOT),
        ),
        quantity="least q_i",
    ),
)
