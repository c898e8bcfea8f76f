"""Appendix B, the steps: (28), (29), the mean square over a region, and the transitions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_b.amplitude_bound import borders_hold
from freqbias.claims.basri2020.entries import step
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples, shown_nonnegative
from freqbias.claims.parameters import Chart, Sample
from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.theory.amplitudes import (
    RATIO,
    SINE_PART,
    VALUE_PART,
    amplitude_ratio,
)

__all__ = ["CLAIMS"]

_COS, _SIN, _NEXT_COS, _NEXT_SIN = sp.symbols("cos2_j sin2_j cos2_next sin2_next", positive=True)
_T, _I = sp.Symbol("tan2_j", positive=True), sp.Symbol("I", real=True)
_X = sp.Symbol("x", real=True)
_L = sp.Symbol("l", integer=True, positive=True)
_Q, _RHO = sp.symbols("q rho", positive=True)


def _phases() -> Chart:
    """Squares of cosine and sine at a border on both sides, tan(b_j)^2 = T, by matching."""
    square = amplitude_ratio().subs({VALUE_PART: 1, SINE_PART: _T})  # W
    after = square / (1 + _T)  # 1/a_{j+1}^2 for a_j^2 cos^2 = 1
    parts = {
        _COS: 1 / (1 + _T),
        _SIN: _T / (1 + _T),
        _NEXT_COS: after,
        _NEXT_SIN: after * _T / RATIO,
    }
    samples = []
    for log_r, log_t in ((Fraction(1, 2), Fraction(-1)), (Fraction(-2), Fraction(1, 3))):
        t, ratio = (sp.exp(sp.Rational(a.numerator, a.denominator)) for a in (log_t, log_r))
        cosine, sine, rate = 1 / sp.sqrt(1 + t), sp.sqrt(t / (1 + t)), sp.sqrt(ratio)
        wave = cosine * sp.cos(rate * _X) - sine * sp.sin(rate * _X) / rate
        square = sp.Integral(wave**2, (_X, 0, 2 * sp.pi / rate)) * rate / sp.pi  # a_{j+1}^2
        next_sine = sine**2 / ratio / square
        values = {
            _COS: cosine**2,
            _SIN: sine**2,
            _NEXT_COS: cosine**2 / square,
            _NEXT_SIN: next_sine,
        }
        point = {"log R": log_r, "log tan(b_j)^2": log_t}
        samples.append(Sample(point, {**values, RATIO: ratio, _I: 1 / square}))
    whole = Interval(None, None)
    return Chart(parts, {"log R": whole, "log tan(b_j)^2": whole}, tuple(samples))


_PHASES = _phases()


def _ratio(_: Context) -> Derived:
    """(a_j/a_{j+1})^2 from the matching conditions; independently, by the mean square beyond."""
    return Derived(amplitude_ratio().subs({VALUE_PART: 1, SINE_PART: _T}), _I)


_ANY = Family("regions of l equal ones, any q_j and b_j", ("arc of length 2 pi/l",))
_MATCHED = Family("C^1-matched cosines on l regions", ("C^1-matched cosines",))


def _mean_square(context: Context, statement: Any) -> Evidence:
    """Against the proved ``pi/l - 1/(2 q_j)``; equal for l = 2, q_j = 1/2, b_j = -pi/4."""
    context.rely_on(amplitude_bound())
    wave = sp.cos(_X / 2 - sp.pi / 4) ** 2
    values = {_L: 2, _Q: sp.Rational(1, 2), _I: sp.Integral(wave, (_X, -sp.pi, 0))}
    point = {"R_j": Family("[-pi, 0], q_j = 1/2, b_j = -pi/4", _ANY.traits)}
    samples, said = [Sample(point, values)], "the integral minus its lower bound is"
    found = at_samples(context, _I - statement, samples, said)
    if isinstance(found, Evidence):
        return found
    if shown_nonnegative(sp.expand(sp.pi / _L - 1 / (2 * _Q) - statement)):
        return context.holds(({"R_j": _ANY},), found)
    return context.open("not compared with the proved bound")


def _transitions(context: Context, statement: Any) -> Evidence:
    """The exponent of rho is enough iff >= (l - 1)/2; equal for (35) on two regions, rho = 4."""
    squares = [sp.Integral(sp.sin(n * _X) ** 2, (_X, 0, sp.pi)) for n in (2, 4)]
    values = {_L: 2, _RHO: 4, _I: sp.sqrt(4 * squares[0] / squares[1])}  # p^(-1/2) sin
    point = {"f": Family("(35), q = 3, p = (1/5, 4/5)/pi", _MATCHED.traits)}
    samples, said = [Sample(point, values)], "the bound for a_j/a_min minus the ratio is"
    found = at_samples(context, _RHO**statement - _I, samples, said)
    if isinstance(found, Evidence):
        return found
    if borders_hold() and shown_nonnegative(statement - (_L - 1) / 2):
        return context.holds(({"f": _MATCHED},), found)
    return context.open("not compared with the proved bound")


def _quotient(name: str, place: str, reading: str, statement: Any, *controls: Any) -> Claim:
    aliases = (f"basri2020.eq{name.removeprefix('B.')}",)
    rest = {"controls": controls, "kind": Kind.IDENTITY, "quantity": "(a_j/a_{j+1})^2"}
    return step(
        name,
        place,
        reading,
        statement,
        _PHASES.box,
        identity(_ratio, (_PHASES,)),
        aliases=aliases,
        **rest,
    )


_QUARTER, _LEAST = sp.Rational(1, 4), sp.pi / _L - 1 / (2 * _Q)
_COSINES, _SINES = _NEXT_COS / _COS, RATIO * _NEXT_SIN / _SIN

CLAIMS = (
    _quotient(
        "B.28",
        "appendix B, (28), squared",
        "Continuity: (a_j/a_{j+1})^2 = cos(b_{j+1})^2/cos(b_j)^2, where cos(b_j) != 0.",
        _COSINES,
        ("inverted", 1 / _COSINES),
        ("not squared", sp.sqrt(_COSINES)),
        ("sines", _NEXT_SIN / _SIN),
    ),
    _quotient(
        "B.29",
        "appendix B, (29)",
        "Differentiability: (a_j/a_{j+1})^2 = p_{j+1} sin(b_{j+1})^2/(p_j sin(b_j)^2), where sin(b_j) "
        "!= 0; at b_j = 0, which the paper uses below (33), it reads 0/0.",
        _SINES,
        ("without R", _SINES / RATIO),
        ("1/R", _SINES / RATIO**2),
        ("cosines", RATIO * _COSINES),
    ),
    step(
        "B.mean-square",
        "appendix B, section B.2, the integral over a region",
        "int_{R_j} cos(q_j x + b_j)^2 dx >= pi/l - 1/(2 q_j) on each of l equal regions; so int f^2 >= "
        "a_min^2 (pi - (Z/2q) sum_j p_j^(-1/2)), q_j = q sqrt(p_j)/Z.",
        _LEAST,
        {"R_j": _ANY},
        _mean_square,
        controls=(
            ("1/(4 q_j)", sp.pi / _L - 1 / (4 * _Q)),
            ("nothing subtracted", sp.pi / _L),
            ("1/(3 q_j)", sp.pi / _L - 1 / (3 * _Q)),
        ),
        quantity="lower bound",
    ),
    step(
        "B.transitions",
        "appendix B, section B.2, 'no more than l transitions'",
        "a_j <= a_min rho^(l/2), rho = p_max/p_min; l - 1 transitions, so rho^((l - 1)/2), suffice.",
        _L / 2,
        {"f": _MATCHED},
        _transitions,
        controls=(("l - 2", (_L - 2) / 2), ("none", sp.Integer(0)), ("(l - 1)/4", (_L - 1) / 4)),
        quantity="exponent of rho",
    ),
)
