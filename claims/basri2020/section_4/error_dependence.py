"""Theorem 1, 'O~ hides logarithmic terms': how the time depends on the error for a fixed frequency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.single_frequency import (
    FAMILY,
    FLOW,
    KAPPA,
    KHAT,
    LEAST,
    UNIFORM,
    coefficient,
)
from freqbias.claims.basri2020.section_4.spectra import HALVES, density_point
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.saturation import no_logarithm, power
from freqbias.numerics.balls import enclose
from freqbias.theory.hill.bounds import symbol_bounds
from freqbias.theory.kernels import Kernel
from freqbias.theory.rates import power_bound

__all__ = ["CLAIMS", "InError"]

_DIGITS = 50
_ERROR, _TIME, _PIECES = sp.symbols("delta t l", positive=True)
_LOG = sp.Symbol("log(1/delta)", positive=True)
_POWER = "basri2020.thm1.power"
_EXPONENT = sp.Rational(4, 5)
_JUMP = (
    "if the time were of this order, g/(khat_kappa p) would have no jump; for weights 4 : 1 on halves "
    "and g = cos(x) it jumps at x = 0 by"
)


@dataclass(frozen=True)
class InError:
    """For fixed p and kappa ``time <= C(p, kappa) order`` for 0 < delta <= 1/2.

    :param order: positive, in delta.
    """

    order: Any

    def __str__(self) -> str:
        return f"time = O({self.order}) as delta -> 0"

    @property
    def exponent(self) -> Any:
        """The a with ``order = delta^(-a)`` up to factors smaller than every power."""
        inverse = sp.log(self.order.subs(_ERROR, sp.exp(-_LOG)))
        return sp.limit(sp.expand_log(inverse, force=True) / _LOG, _LOG, sp.oo)


def _jump(kernel: Kernel) -> Any:
    """Of ``cos(x)/(khat_1 p)`` at 0."""
    left, right = HALVES.regions
    return (1 / right.value - 1 / left.value) / coefficient(kernel, 1)


def _in_error(context: Context, statement: InError) -> Evidence:
    """4/5 is reached, by thm1.power, and where h = g/(khat p) jumps nothing less is."""
    kernel = context.kernel("first_layer_bias")
    if statement.exponent < _EXPONENT:
        context.rely_on(no_logarithm(kernel))
        jump = _jump(kernel)
        point = {"p": density_point(HALVES, "4 : 1 on halves"), "kappa": 1}
        spot = Spot(point, enclose(jump, _DIGITS))
        return context.fails(Witness(spot, _JUMP, tree_or_reason(jump)))
    context.claim(_POWER)
    if sp.limit(statement.order * _ERROR**_EXPONENT, _ERROR, 0, "+") > 0:
        return context.holds((_FIXED,), ())
    return context.open("smaller than delta^(-4/5) by less than a power")


def _power(context: Context, statement: Any) -> Evidence:
    """For the uniform density, as one region, the error in L2(p) is ``e^{-lambda t}/sqrt(2)``."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency, passed in ((1, 1), (1, 2), (7, 2), (10**4 + 1, 1), (10**6 + 1, 2)):
        khat = coefficient(kernel, frequency)
        time = 2 * sp.pi * passed / khat
        values = {KAPPA: frequency, KHAT: khat, _PIECES: 1, LEAST: 1 / (2 * sp.pi), _TIME: time}
        point = {"p": UNIFORM, "kappa": frequency, "mu t": Fraction(passed)}
        error = sp.exp(-passed) / sp.sqrt(2)
        rooms.append((statement - error, Sample(point, values)))
    found = all_at(context, rooms, "the bound minus the error for the uniform density is")
    if isinstance(found, Evidence):
        return found
    context.rely_on(power(kernel))
    share = sp.cancel(statement / _proved(kernel))
    if share.is_number and share >= 1:
        return context.holds((_AT_ALL_TIMES,), found)
    return context.open("not a multiple of the proved bound, and not refuted")


def _proved(kernel: Kernel) -> Any:
    upper = symbol_bounds(kernel).upper
    return power_bound(_TIME, KAPPA, KHAT, _PIECES, LEAST, upper)


_FIXED: Domain = {"p": FAMILY, "kappa": Integers(1)}
_AT_ALL_TIMES: Domain = {**_FIXED, "mu t": Interval(Fraction(0), None)}
_R0 = 4 * sp.pi / (4 + sp.pi**2)
_BOUND = power_bound(_TIME, KAPPA, KHAT, _PIECES, LEAST, _R0)
_ROOT = InError(_ERROR**-_EXPONENT)
_PLACE = "section 4.2, theorem 1, 'for any delta > 0', 'O~ hides logarithmic terms'"
_SNIPPET = (
    "from mpmath import cos, mp, pi, quad\nmp.dps = 30\n"
    "khat = 2*quad(lambda t: (1 + cos(t))*(pi - t)/(4*pi)*cos(t), [0, pi])\n"
    "left, right = 4/(5*pi), 1/(5*pi)  # p, weights 4 : 1 on halves; g(0) = 1\n"
    "print((1/right - 1/left)/khat)  # of g/(khat p), which would be continuous\n"
)

CLAIMS = (
    Claim(
        "basri2020.thm1.delta",
        at(_PLACE),
        Kind.ASYMPTOTIC,
        "For every piecewise-constant density with p* > 0 and every kappa the number of iterations "
        "grows like log(1/delta) as delta -> 0.",
        InError(sp.log(1 / _ERROR)),
        _FIXED,
        _in_error,
        (
            Control("a power of the logarithm", InError(sp.log(1 / _ERROR) ** 5)),
            Control("delta^(-1/2)", InError(1 / sp.sqrt(_ERROR))),
            Control("delta^(-3/4)", InError(_ERROR ** sp.Rational(-3, 4))),
            Control("bounded", InError(sp.Integer(1))),
        ),
        (*FLOW, "error in L2(p)"),
        correction="basri2020.thm1.delta.corrected",
        snippet=_SNIPPET,
    ),
    Claim(
        "basri2020.thm1.delta.corrected",
        at(_PLACE),
        Kind.ASYMPTOTIC,
        "For every piecewise-constant density with p* > 0 and every kappa the number of iterations is "
        "O(delta^(-4/5)) as delta -> 0, and for no smaller power where p jumps and g is not 0.",
        _ROOT,
        _FIXED,
        _in_error,
        (
            Control("log(1/delta), as printed", InError(sp.log(1 / _ERROR))),
            Control("delta^(-1/2)", InError(1 / sp.sqrt(_ERROR))),
            Control("delta^(-79/100)", InError(_ERROR ** sp.Rational(-79, 100))),
            Control("a power of the logarithm", InError(sp.log(1 / _ERROR) ** 9)),
        ),
        (*FLOW, "error in L2(p)"),
        derivation="corrections.theorem-1.delta",
    ),
    Claim(
        _POWER,
        at(f"{_PLACE}, with constants"),
        Kind.INEQUALITY,
        "At every time t > 0 the error in L2(p) is at most ((2 l/p*)^(1/2) t^(-5/4)/e + (3/(2 e "
        "t))^(3/2) (4 pi l t^(1/2) + 4 pi^2 kappa^2 + 2 pi/khat_0)^(1/2)/p*)/khat_kappa, for l "
        "regions.",
        _BOUND,
        _AT_ALL_TIMES,
        _power,
        (
            Control("a tenth", _BOUND / 10),
            Control("without khat", _BOUND * KHAT),
            Control("t^(-7/4)", _BOUND / sp.sqrt(_TIME)),
            Control("kappa^(-1)", _BOUND / KAPPA),
        ),
        FLOW,
        quantity="upper bound of the error",
        derivation="rates.power",
    ),
)
