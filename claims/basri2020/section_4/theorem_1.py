"""Theorem 1: the time to an error delta is of order kappa^2/p*."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.single_frequency import (
    DELTA,
    FAMILY,
    FLOW,
    KAPPA,
    LEAST,
    UNIFORM,
    UNIFORM_VALUE,
    at_least,
    uniform_time,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.rates import source_condition
from freqbias.numerics.balls import enclose
from freqbias.theory.rates import (
    source_time,
)

__all__ = ["CLAIMS", "Growth"]

_DIGITS = 50
_UPPER, _SHARP = "basri2020.thm1.upper", "basri2020.thm1.sharp"


@dataclass(frozen=True)
class Growth:
    """``time = O(kappa^frequency (1/p*)^sparsity)`` for each delta, uniformly in kappa and p."""

    frequency: Any
    sparsity: Any

    def __str__(self) -> str:
        return f"time = O(kappa^({self.frequency}) (1/p*)^({self.sparsity}))"


def _upper(context: Context, statement: Any) -> Evidence:
    """For the uniform density the time is known: ``r(t) = e^{-lambda t} g``, norm(g)^2 = pi."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency, log in ((3, -1), (3, -5), (1, -2), (9, -1), (1001, -1)):
        error = sp.sqrt(sp.pi) * sp.exp(log)
        time = uniform_time(kernel, frequency, sp.sqrt(sp.pi), error)
        values = {KAPPA: frequency, DELTA: error, LEAST: UNIFORM_VALUE}
        point = {"p": UNIFORM, "kappa": frequency, "log(delta/sqrt(pi))": Fraction(log)}
        rooms.append((statement - time, Sample(point, values)))
    found = all_at(context, rooms, "the time for the uniform density is longer, by minus")
    if isinstance(found, Evidence):
        return found
    context.rely_on(source_condition(kernel))
    if at_least(statement, source_time(KAPPA, DELTA, LEAST)):
        return context.holds((_TARGETS,), found)
    return context.open("not seen to be at least the proved bound, and not refuted")


def _growth(context: Context, statement: Growth) -> Evidence:
    """From thm1.upper; and from thm1.sharp, for fixed p, and for halves and kappa = A/p*, p* -> 0.

    There the leakage is at most 1/4 for a large A, so an error of 1/8 takes a time of at least log(2)
    kappa^2/(2 p*), where ``kappa^a (1/p*)^b`` is of the order ``(1/p*)^(a + b)``, and kappa^2/p* of 3.
    """
    context.claim(_SHARP)
    if statement.frequency >= 2 and statement.sparsity >= 1:
        context.claim(_UPPER)
        return context.holds((_TARGETS,), ())
    short = sp.Max(2 - statement.frequency, 3 - statement.frequency - statement.sparsity)
    if short <= 0:
        return context.open("neither below the lower bound nor above the upper one")
    point = {"p": UNIFORM, "kappa": 1, "log(delta/sqrt(pi))": Fraction(-4)}
    said = "kappa^2/p* over the statement grows like kappa, or 1/p* at kappa = A/p*, to the power"
    spot = Spot(point, enclose(short, _DIGITS))
    return context.fails(Witness(spot, said, tree_or_reason(short)))


_TARGETS: Domain = {
    "p": FAMILY,
    "kappa": Integers(1),
    "log(delta/sqrt(pi))": Interval(None, None),
}
_TIME = source_time(KAPPA, DELTA, LEAST)
_PROOF = (
    *("lemma2", "C.substitution", "C.threshold", "C.40", "C.40.pi", "C.eigenvalue"),
    *("C.eigenvalue.scale", "C.pi", "C.delta", "C.logarithm", "C.direction", "C.log"),
)
_PLACE = "section 4.2, theorem 1"

CLAIMS = (
    Claim(
        "basri2020.thm1",
        at(f"{_PLACE}; the same as theorem 3 of appendix C"),
        Kind.ASYMPTOTIC,
        "For every delta > 0 there is a C(delta) such that for every piecewise-constant density with "
        "p* > 0 and every kappa >= 1 the error is at most delta after the time C(delta) kappa^2/p*: no "
        "smaller power of kappa or of 1/p* will do.  How C depends on delta: thm1.upper, "
        "thm1.logarithm, thm1.delta.",
        Growth(sp.Integer(2), sp.Integer(1)),
        _TARGETS,
        _growth,
        (
            Control("kappa", Growth(sp.Integer(1), sp.Integer(1))),
            Control("kappa^(3/2)", Growth(sp.Rational(3, 2), sp.Integer(1))),
            Control("without p*", Growth(sp.Integer(2), sp.Integer(0))),
            Control("sqrt(p*)", Growth(sp.Integer(2), sp.Rational(1, 2))),
        ),
        (*FLOW, "error in L2(dx)"),
        aliases=("basri2020.thm3",),
        steps=tuple(f"basri2020.{name}" for name in _PROOF),
    ),
    Claim(
        _UPPER,
        at(f"{_PLACE}, with constants"),
        Kind.INEQUALITY,
        "The error in L2(dx) is at most delta after the time pi^(3/2) kappa^2/(e delta p*); the best "
        "constant (uniform density, odd kappa >= 3, delta = sqrt(pi)/e).",
        _TIME,
        _TARGETS,
        _upper,
        (
            Control("nine tenths", _TIME * sp.Rational(9, 10)),
            Control("kappa for kappa^2", _TIME / KAPPA),
            Control("without 1/delta", _TIME * DELTA),
            Control("sqrt(p*)", _TIME * sp.sqrt(LEAST)),
            Control("log for 1/delta", _TIME * DELTA * sp.log(2 / DELTA)),
        ),
        (*FLOW, "error in L2(dx)"),
        quantity="time",
        derivation="rates.source-condition",
    ),
)
