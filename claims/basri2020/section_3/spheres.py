"""Section 3, below (5): the decay of the eigenvalues for the uniform density on S^(d-1), d >= 3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_3.decay import KAPPA, ROOM, Decay
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.exact import sign
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.spheres.decay import uniform_decay
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DIMENSION, shifted_degree

__all__ = ["BOUNDS", "CLAIMS", "ShiftedBounds", "mean_against_harmonic"]

_DIGITS = 50
_BOUNDS = "basri2020.eq5.uniform-decay.spheres.bounds"
_SAMPLES = ((3, 1), (3, 2), (3, 7), (4, 1), (4, 4), (5, 2), (5, 5), (9, 3))
_FAR = ((3, 1), (3, 2), (3, 40), (4, 1), (4, 31), (8, 2), (8, 300))


@dataclass(frozen=True)
class ShiftedBounds:
    """``lower <= nu^power mu_kappa <= max(uppers)`` for kappa >= 1, d >= 3; nu = kappa + (d-2)/2."""

    lower: Any
    uppers: tuple[Any, ...]
    power: Any = DIMENSION

    def __str__(self) -> str:
        uppers = ", ".join(map(str, self.uppers))
        return f"{self.lower} <= nu^({self.power}) mu_kappa <= max({uppers})"

    def _latex(self, printer: Any) -> str:
        lower, power = printer.doprint(self.lower), printer.doprint(self.power)
        uppers = ", ".join(map(printer.doprint, self.uppers))
        return rf"{lower} \le \nu^{{{power}}} \mu_\kappa \le \max({uppers})"


@dataclass(frozen=True)
class Steps:
    """``eta t <= bound kappa^power log(1/delta)``."""

    bound: Any
    power: Any = DIMENSION

    def __str__(self) -> str:
        return f"eta t <= {self.bound} kappa^({self.power}) log(1/delta)"

    def _latex(self, printer: Any) -> str:
        bound, power = printer.doprint(self.bound), printer.doprint(self.power)
        return rf"\eta t \le {bound}\, \kappa^{{{power}}} \log(1/\delta)"


def mean_against_harmonic(kernel: Kernel, degree: int, dimension: int) -> Any:
    """``mu_k``, the mean of k(x.y) P_k(x.y) over y, as integrals that are not evaluated."""
    half = sp.Rational(dimension - 2, 2)
    harmonic = sp.gegenbauer(degree, half, sp.cos(THETA)) / sp.gegenbauer(degree, half, 1)
    weight = sp.sin(THETA) ** (dimension - 2)
    span = (THETA, 0, sp.pi)
    return sp.Integral(kernel.expression * harmonic * weight, span) / sp.Integral(weight, span)


def _rooms(kernel: Kernel, statement: ShiftedBounds) -> Iterator[tuple[Any, Sample]]:
    for d, k in _SAMPLES:
        at_d = {DIMENSION: d}
        nu = shifted_degree(k, d)
        value = nu ** sp.sympify(statement.power, strict=True).subs(at_d)
        value *= mean_against_harmonic(kernel, k, d)
        uppers = [upper.subs(at_d) for upper in statement.uppers]
        most = next(u for u in uppers if all(sign(u - other) >= 0 for other in uppers))
        for room in (value - statement.lower.subs(at_d), most - value):
            yield room, Sample({"d": d, KAPPA: k}, {})


def _bounded(context: Context, statement: ShiftedBounds) -> Evidence:
    """Exactly, the constants of :func:`freqbias.theory.spheres.decay.uniform_decay` and no others.

    Balls: quadrature of kernel times harmonic, at some degrees and dimensions.
    """
    context.cite("Funk-Hecke theorem")
    kernel = context.kernel("first_layer_bias")
    found = all_at(context, _rooms(kernel, statement), ROOM)
    if isinstance(found, Evidence):
        return found
    proved = uniform_decay(kernel)
    stated = (statement.power, statement.lower, *statement.uppers)
    true = (DIMENSION, proved.limit, *proved.firsts)
    if len(stated) != len(true) or not all(map(_equal, stated, true)):
        return context.open("not the constants that are proved, and no sample is a counterexample")
    return context.holds((_ALL,), found)


def _equal(first: Any, second: Any) -> bool:
    return vanishes(sp.gammasimp(first - second)) is True


def _decay(context: Context, statement: Decay) -> Evidence:
    """From ``c <= nu^d mu_kappa <= C``, c > 0, kappa <= nu <= d kappa/2: O iff power <= d, o iff <.

    ``nu - kappa = (d-2)/2 >= 0`` and ``d kappa/2 - nu = (d-2)(kappa-1)/2 >= 0``.
    """
    context.claim(_BOUNDS)
    excess = sp.expand(sp.sympify(statement.power, strict=True) - DIMENSION)
    if not excess.is_number:
        excess = excess.subs(DIMENSION, 3)  # a counterexample on S^2 is enough
        return _too_fast(context, excess) if excess > 0 else context.open("not of the form d + c")
    if excess < 0 or (excess == 0 and not statement.strictly):
        return context.holds(({"d": Integers(3)},), ())
    return _too_fast(context, excess)


def _too_fast(context: Context, excess: Any) -> Evidence:
    what, size = "kappa^d mu_kappa does not fall below", uniform_decay(first_layer_bias).at(3).least
    if excess > 0:
        what, size = "kappa^power mu_kappa grows like kappa to the power", excess
    spot = Spot({"d": 3}, enclose(size, _DIGITS))
    return context.fails(Witness(spot, what, tree_or_reason(size)))


def _steps(context: Context, statement: Steps) -> Evidence:
    """``(1 - x)^t = delta`` with ``x = eta mu_kappa`` in (0, 1): ``eta t <= log(1/delta)/mu_kappa``.

    For ``-log(1 - x) >= x``, and ``mu_kappa >= least kappa^-d``; the supremum over eta is at eta -> 0.
    """
    context.claim(_BOUNDS)
    kernel = context.kernel("first_layer_bias")
    mu, power = harmonic_eigenvalues(kernel), sp.sympify(statement.power, strict=True)
    spots = []
    for d, k in _FAR:
        bound = (statement.bound * k**power).subs(DIMENSION, d)
        spots.append((bound - 1 / mu(k, d), Sample({"d": d, KAPPA: k}, {})))
    found = all_at(context, spots, "the bound minus the supremum 1/mu_kappa over eta is")
    if isinstance(found, Evidence):
        return found
    true = 1 / uniform_decay(kernel).least
    if _equal(power, DIMENSION) and vanishes(sp.gammasimp(statement.bound / true) - 1) is True:
        return context.holds((_ALL,), found)
    return context.open("not the bound that is proved, and no sample is a counterexample")


_ALL: Domain = {"d": Integers(3), KAPPA: Integers(1)}
_PROVED = uniform_decay(first_layer_bias)
BOUNDS = ShiftedBounds(_PROVED.limit, _PROVED.firsts)
_LEAST = 1 / _PROVED.least
_KERNEL = ("uniform density on S^(d-1), probability measure", "kernel (5)")

CLAIMS = (
    Claim(
        _BOUNDS,
        at("section 3, below (5), d > 2, with constants"),
        Kind.INEQUALITY,
        "For the uniform density on S^(d-1), d >= 3, the eigenfunctions are the spherical harmonics; "
        "with nu = kappa + (d-2)/2 the eigenvalue mu_kappa at degree kappa >= 1 has nu^d mu_kappa at "
        "least its limit 2^(d-3) Gamma(d/2)^2/pi^2 and at most the larger of its values at kappa = 1 "
        "and 2.  Both constants are the best.",
        BOUNDS,
        _ALL,
        _bounded,
        (
            Control("lower constant doubled", replace(BOUNDS, lower=2 * BOUNDS.lower)),
            Control("upper constant of kappa = 2", replace(BOUNDS, uppers=BOUNDS.uppers[1:])),
            Control("upper constant the limit", replace(BOUNDS, uppers=(BOUNDS.lower,))),
            Control("nu^(d+1)", replace(BOUNDS, power=DIMENSION + 1)),
            Control("nu^(d-1)", replace(BOUNDS, power=DIMENSION - 1)),
            Control("nu^2, as on the circle", replace(BOUNDS, power=sp.Integer(2))),
        ),
        _KERNEL,
        quantity="bounds of nu^d mu_kappa",
    ),
    Claim(
        "basri2020.eq5.uniform-decay.spheres",
        at("section 3, below (5), d > 2"),
        Kind.ASYMPTOTIC,
        "For the uniform density on S^(d-1), d >= 3, the eigenfunctions are the spherical harmonics, "
        "and the eigenvalue at degree kappa is O(kappa^-d).",
        Decay(DIMENSION),
        {"d": Integers(3)},
        _decay,
        (
            Control("kappa^-(d+1)", Decay(DIMENSION + 1)),
            Control("kappa^-(d+1/2)", Decay(DIMENSION + sp.Rational(1, 2))),
            Control("kappa^-(2 d)", Decay(2 * DIMENSION)),
            Control("o(kappa^-d)", Decay(DIMENSION, True)),
        ),
        _KERNEL,
    ),
    Claim(
        "basri2020.eq5.uniform-decay.spheres.iterations",
        at("section 3, below (5), O(kappa^d) iterations, d > 2, with a constant"),
        Kind.INEQUALITY,
        "For a harmonic of degree kappa >= 1 as target and eta < 1/mu_0 the t with "
        "(1 - eta mu_kappa)^t = delta, after which the error is at most delta, is at most "
        "kappa^d log(1/delta)/(eta c), c = (2/d)^d 2^(d-3) Gamma(d/2)^2/pi^2.",
        Steps(_LEAST),
        _ALL,
        _steps,
        (
            Control("kappa^(d-1)", Steps(_LEAST, DIMENSION - 1)),
            Control("kappa^2, as on the circle", Steps(_LEAST, sp.Integer(2))),
            Control("the limit doubled for c", Steps(1 / (2 * _PROVED.limit))),
            Control("nu^d mu_kappa at kappa = 1 for c", Steps(1 / _PROVED.firsts[0])),
        ),
        (*_KERNEL, "0 < delta < 1"),
        quantity="eta t",
    ),
)
