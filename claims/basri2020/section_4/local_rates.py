"""Theorem 1, region by region: the local rate, its error, and the error from below."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.single_frequency import (
    COUPLED,
    DELTA,
    FAMILY,
    FLOW,
    KAPPA,
    KHAT,
    LEAST,
    TOTAL,
    UNIFORM,
    UNIFORM_COUPLING,
    UNIFORM_VALUE,
    at_least,
    coefficient,
    uniform_time,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.derivations.local_law import local_law
from freqbias.numerics.balls import enclose
from freqbias.theory.identities import vanishes
from freqbias.theory.rates import (
    law_error,
    local_rate,
    logarithmic_time,
    regional_bound,
)

__all__ = ["CLAIMS", "After", "Law"]

_VALUE, _LENGTH, _COUPLED_J = sp.symbols("p_j length S_j", positive=True)
_PASSED = sp.Symbol("mu_j t", nonnegative=True)
_REGIONS = Family("regions R_j", ("region",))
_WHOLE = Family("the whole circle", ("region",))
_SHARP, _LOCAL = "basri2020.thm1.sharp", "basri2020.thm1.local"


@dataclass(frozen=True)
class Law:
    """On R_j the residual is ``g e^{-rate t}``; ``error`` bounds the distance in L2(p), for all t."""

    rate: Any
    error: Any

    def __str__(self) -> str:
        return f"r(t) = g exp(-{self.rate} t) on R_j, up to {self.error}"


@dataclass(frozen=True)
class After:
    """A time that is enough, for all kappa >= ``frequency``."""

    time: Any
    frequency: Any

    def __str__(self) -> str:
        return f"time <= {self.time} for kappa >= {self.frequency}"


def _sharp(context: Context, statement: Any) -> Evidence:
    """For the uniform density, as one region, the error is ``sqrt(pi) e^{-mu t}``."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency, passed in ((1, 0), (2, 1), (31, 3), (10**6, 5), (10**6 + 1, 0)):
        values = {
            **{KAPPA: frequency, _PASSED: passed, _LENGTH: 2 * sp.pi},
            **{_VALUE: UNIFORM_VALUE, _COUPLED_J: UNIFORM_COUPLING},
        }
        point = {"p": UNIFORM, "R_j": _WHOLE, "kappa": frequency, "mu_j t": Fraction(passed)}
        error = sp.sqrt(sp.pi) * sp.exp(-_PASSED)
        rooms.append((error - statement, Sample(point, values)))
    found = all_at(context, rooms, "the error for the uniform density minus the bound is")
    if isinstance(found, Evidence):
        return found
    context.rely_on(local_law(kernel))
    proved = regional_bound(sp.exp(-_PASSED), _LENGTH, KAPPA, _VALUE, _COUPLED_J)
    if vanishes(sp.expand(statement - proved)) is True:
        return context.holds((_IN_REGIONS,), found)
    return context.open("not the proved bound, and not refuted")


def _local(context: Context, statement: Law) -> Evidence:
    """For the uniform density r(t) is ``e^{-lambda t} g``, lambda = khat/(2 pi), norm(g)^2 = 1/2."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency in (3, 31, 10**7 + 1, 10**7 + 2):
        khat = coefficient(kernel, frequency)
        values = {
            KAPPA: frequency,
            _VALUE: UNIFORM_VALUE,
            TOTAL: UNIFORM_VALUE,
            COUPLED: UNIFORM_COUPLING,
            KHAT: khat,
        }
        passed = statement.rate / local_rate(KHAT, _VALUE)  # at the time 1/mu
        distance = sp.Abs(sp.exp(-1) - sp.exp(-passed)) / sp.sqrt(2)
        point = {"p": UNIFORM, "kappa": frequency, "mu t": Fraction(1)}
        rooms.append((statement.error - distance, Sample(point, values)))
    found = all_at(context, rooms, "the error minus the distance for the uniform density is")
    if isinstance(found, Evidence):
        return found
    context.rely_on(local_law(kernel))
    same = vanishes(statement.rate - local_rate(KHAT, _VALUE)) is True
    if same and at_least(statement.error, law_error(KAPPA, TOTAL, COUPLED)):
        return context.holds((_AT_ALL_TIMES,), found)
    return context.open("not the proved law, and not refuted")


def _logarithmic(context: Context, statement: After) -> Evidence:
    """For the uniform density the time to delta in L2(p) is ``log(1/(sqrt(2) delta))/lambda``."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency, log in ((10**7 + 1, -3), (10**9 + 1, -7), (10**9, -5)):
        error = sp.exp(log)
        values = {
            KAPPA: frequency,
            DELTA: error,
            LEAST: UNIFORM_VALUE,
            TOTAL: UNIFORM_VALUE,
            COUPLED: UNIFORM_COUPLING,
        }
        point = {"p": UNIFORM, "kappa": frequency, "log delta": Fraction(log)}
        if enclose(KAPPA - statement.frequency, 20, values).is_positive:
            time = uniform_time(kernel, frequency, 1 / sp.sqrt(2), error)
            rooms.append((statement.time - time, Sample(point, values)))
    found = all_at(context, rooms, "the time for the uniform density is longer, by minus")
    if isinstance(found, Evidence):
        return found
    context.claim(_LOCAL)
    context.rely_on(local_law(kernel))
    enough = at_least(statement.time, logarithmic_time(KAPPA, DELTA, LEAST))
    within = law_error(statement.frequency, TOTAL, COUPLED)  # the other half is the law's own
    if enough and at_least(DELTA / 2, within):
        return context.holds((_BEYOND,), found)
    return context.open("not seen to be at least what is proved, and not refuted")


_IN_REGIONS: Domain = {
    "p": FAMILY,
    "R_j": _REGIONS,
    "kappa": Integers(1),
    "mu_j t": Interval(Fraction(0), None),
}
_AT_ALL_TIMES: Domain = {
    "p": FAMILY,
    "kappa": Integers(1),
    "mu t": Interval(Fraction(0), None),
}
_BEYOND: Domain = {"p": FAMILY, "kappa": Integers(1), "log delta": Interval(None, Fraction(0))}
_BOUND = regional_bound(sp.exp(-_PASSED), _LENGTH, KAPPA, _VALUE, _COUPLED_J)
_LAW = Law(local_rate(KHAT, _VALUE), law_error(KAPPA, TOTAL, COUPLED))
_ENOUGH = sp.Rational(768, 5) * sp.sqrt(TOTAL) * COUPLED / DELTA**2
_LOG = logarithmic_time(KAPPA, DELTA, LEAST)
_PLACE = "section 4.2, theorem 1"

CLAIMS = (
    Claim(
        _SHARP,
        at(f"{_PLACE}, from below, with constants"),
        Kind.INEQUALITY,
        "On every region R_j and at all times the error in L2(R_j, dx) is at least sqrt(length/(2 "
        "pi)) (e^{-mu_j t} - (12 sqrt(2) pi^2/5) length^(-3/2) S_j/(p_j kappa)), mu_j = p_j "
        "khat_kappa, S_j = sqrt(p_max + p_j^2/p*); so the time to delta is at least of the order "
        "kappa^2/p_j where length^(3/2) p_j kappa exceeds a multiple of S_j, not uniformly in p.  For "
        "smaller kappa the bound is vacuous: for weights 1:1:1, 1:2:4, 1:100:10000 on "
        "thirds it is positive at t = 0, on the sparsest, from kappa = 40, 95, 160758 on.",
        _BOUND,
        _IN_REGIONS,
        _sharp,
        (
            Control("half the rate", _BOUND.subs(_PASSED, _PASSED / 2)),
            Control("twice the bound", 2 * _BOUND),
            Control("length for its root", _BOUND * sp.sqrt(_LENGTH)),
            Control("no decay", _BOUND.subs(_PASSED, 0)),
        ),
        (*FLOW[:2], "u' = T (g - u), u(0) = 0", "kappa >= pi/length"),
        quantity="lower bound of the error on R_j",
    ),
    Claim(
        _LOCAL,
        at(f"{_PLACE}, 'for each region', as a law with its error"),
        Kind.INEQUALITY,
        "At all times t >= 0 the residual is g e^{-mu_j t} on every region R_j, mu_j = p_j "
        "khat_kappa, up to (192 sqrt(P) S/(5 kappa))^(1/2) in L2(p); P = sum_j p_j, S = sum_j "
        "sqrt(p_max + p_j^2/p*).  For weights 1:1:1, 1:2:4, 1:100:10000 on thirds that is less than "
        "1/sqrt(2), the size of g, from kappa = 90, 133, 3737 on.",
        _LAW,
        _AT_ALL_TIMES,
        _local,
        (
            Control("half the rate", Law(_LAW.rate / 2, _LAW.error)),
            Control("1/pi^2 for 1/pi in khat, as in (20)", Law(_LAW.rate / sp.pi, _LAW.error)),
            Control("p_j^2", Law(_LAW.rate * _VALUE, _LAW.error)),
            Control("sqrt(p_j)", Law(_LAW.rate / sp.sqrt(_VALUE), _LAW.error)),
            Control("nothing learned", Law(_LAW.rate * 0, _LAW.error)),
        ),
        (*FLOW[:2], "u' = T (g - u), u(0) = 0"),
        quantity="residual",
    ),
    Claim(
        "basri2020.thm1.logarithm",
        at(f"{_PLACE}, 'O~ hides logarithmic terms', for large kappa"),
        Kind.INEQUALITY,
        "For 0 < delta <= 1 and kappa >= (768/5) sqrt(P) S/delta^2 the error in L2(p) is at most delta "
        "after the time (pi kappa^2/p*) log(2/delta): for such kappa, the range in which the printed "
        "proof argues, the dependence on delta is logarithmic.  At delta = 1/10, for weights 1:1:1, "
        "1:2:4, 1:100:10000 on thirds, that is from kappa = 17965, 26435, 747364 on.",
        After(_LOG, _ENOUGH),
        _BEYOND,
        _logarithmic,
        (
            Control("half the time", After(_LOG / 2, _ENOUGH)),
            Control("without pi", After(_LOG / sp.pi, _ENOUGH)),
            Control("kappa for kappa^2", After(_LOG / KAPPA, _ENOUGH)),
            Control("sqrt(p*)", After(_LOG * sp.sqrt(LEAST), _ENOUGH)),
        ),
        FLOW,
    ),
)
