"""Section 4.3, the conjecture for S^(d-1): the time after which a harmonic is learned."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.single_frequency import DELTA, LEAST, at_least
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.sphere_rates import source_condition_on_spheres
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.decay import uniform_decay
from freqbias.theory.spheres.rates import harmonic_time

__all__ = ["CLAIMS", "SphereGrowth"]

_DIGITS = 50
_UPPER = "basri2020.conj.sphere.upper"
_MU = sp.Symbol("mu_kappa", positive=True)
_FAMILY = Family("densities on S^(d-1) with p* > 0", ("density", "positive"))
_UNIFORM = Family("uniform", ("density", "positive", "uniform"))
_DOMAIN: Domain = {
    "d": Integers(3),
    "p": _FAMILY,
    "kappa": Integers(1),
    "log delta": Interval(None, Fraction(0)),
}


def _eigenvalue(kernel: Kernel, degree: int, dimension: int) -> Any:
    """mu_k as an integral over the angle: it uses no closed form."""
    order, u = sp.Rational(dimension - 2, 2), sp.cos(THETA)
    zonal = sp.gegenbauer(degree, order, u) / sp.gegenbauer(degree, order, 1)
    sine = sp.sin(THETA) ** (dimension - 2)
    total = sp.sqrt(sp.pi) * sp.gamma(sp.Rational(dimension - 1, 2)) / sp.gamma(1 + order)
    return sp.Integral(kernel.expression * zonal * sine, (THETA, 0, sp.pi)) / total


def _upper(context: Context, statement: Any) -> Evidence:
    """For the uniform density the residual is ``e^{-mu t} g``, so the time is ``log(1/delta)/mu``.

    In steps it is ``(1 - s mu)^N g``, at most that of flow at ``t = s N`` and as s -> 0 equal to it.
    """
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for d, degree, log in ((3, 1, -1), (3, 3, -4), (3, 8, -1), (4, 2, -1), (5, 3, -2), (7, 2, -1)):
        mu = _eigenvalue(kernel, degree, d)
        values = {_MU: mu, DELTA: sp.exp(log), LEAST: sp.Integer(1)}
        point = {"d": d, "p": _UNIFORM, "kappa": degree, "log delta": Fraction(log)}
        rooms.append((statement.subs(values) + log / mu, Sample(point, {})))
    found = all_at(context, rooms, "the time for the uniform density is longer, by minus")
    if isinstance(found, Evidence):
        return found
    context.rely_on(source_condition_on_spheres())
    if at_least(statement, harmonic_time(_MU, DELTA, LEAST)):
        return context.holds((_DOMAIN,), found)
    return context.open("not seen to be at least the proved bound, and not refuted")


@dataclass(frozen=True)
class SphereGrowth:
    """``time = O(kappa^(d + excess)/p*)``, or o of it, for each d and delta, for all kappa and p."""

    excess: Any
    strictly: bool = False

    def __str__(self) -> str:
        order = "o" if self.strictly else "O"
        return f"time = {order}(kappa^({sp.Symbol('d') + self.excess})/p*)"


def _growth(context: Context, statement: SphereGrowth) -> Evidence:
    """From conj.sphere.upper and ``c_d <= kappa^d mu_kappa <= C_d``, proved with both constants.

    From below for the uniform density, p* = 1: its time is ``log(1/delta)/mu_kappa >= log(1/delta)
    kappa^d/C_d``; in steps at least ``1 - s mu_kappa`` of it, as ``-log(1 - x) <= x/(1 - x)``.
    """
    kernel = context.kernel("first_layer_bias")
    decay = uniform_decay(kernel)  # raises unless both constants are proved
    context.claim(_UPPER)
    if statement.excess > 0 or (statement.excess == 0 and not statement.strictly):
        return context.holds((_DOMAIN,), ())
    if statement.excess == 0:
        what, size = "kappa^-d times the time stays above", 1 / decay.at(3).most
    else:
        what = "the time over the statement grows like kappa to the power"
        size = -sp.sympify(statement.excess, strict=True)
    point = {"d": 3, "p": _UNIFORM, "kappa": 1, "log delta": Fraction(-1)}
    return context.fails(Witness(Spot(point, enclose(size, _DIGITS)), what, tree_or_reason(size)))


_TIME = harmonic_time(_MU, DELTA, LEAST)
_FLOW = (
    "kernel (10)",
    "u' = T (g - u), u(0) = 0, or N steps of size s with s lambda_1 <= 1, whose time is s N",
    "g a harmonic of mean square 1",
)
_PLACE = "section 4.3"
_HALF = sp.Rational(1, 2)

CLAIMS = (
    Claim(
        "basri2020.conj.sphere",
        at(f"{_PLACE}, the conjectured time"),
        Kind.ASYMPTOTIC,
        "For every d >= 3 and delta there is a C such that on S^(d-1), for every density with p* > 0, "
        "constant on pieces or not, a harmonic of degree kappa >= 1 is learned to an error delta after "
        "the time C kappa^d/p*, and no smaller power of kappa will do (uniform density).  What the "
        "conjecture says of eigenfunctions: conj.sphere.local and conj.sphere.patches.",
        SphereGrowth(sp.Integer(0)),
        _DOMAIN,
        _growth,
        (
            Control("kappa^(d-1)", SphereGrowth(sp.Integer(-1))),
            Control("kappa^(d-1/2)", SphereGrowth(-_HALF)),
            Control("o(kappa^d)", SphereGrowth(sp.Integer(0), True)),
        ),
        (*_FLOW, "error in L2 of the uniform measure"),
        derivation="rates.source-condition.spheres",
    ),
    Claim(
        _UPPER,
        at(f"{_PLACE}, the conjectured time, with constants"),
        Kind.INEQUALITY,
        "On S^(d-1) the error in L2 of the uniform measure is at most delta after the time 1/(e delta "
        "mu_kappa p*), mu_kappa the eigenvalue for the uniform density, p relative to the uniform "
        "probability measure; the best constant (uniform density, delta = 1/e).",
        _TIME,
        _DOMAIN,
        _upper,
        (
            Control("nine tenths", _TIME * sp.Rational(9, 10)),
            Control("without 1/delta", _TIME * DELTA),
            Control("log for 1/delta", _TIME * DELTA * sp.log(2 / DELTA)),
            Control("sqrt(mu_kappa)", _TIME * sp.sqrt(_MU)),
        ),
        (*_FLOW, "error in L2 of the uniform measure"),
        quantity="time",
        derivation="rates.source-condition.spheres",
    ),
)
