"""Section 5, figure 12: fitted slopes, and how they depend on range, depth and sampling.

The slope is minus that of a straight line fitted to log eigenvalue against log kappa, every integer
kappa of a range counted once.  On the circle n = 16,383 equidistant points have the eigenvalues ``sum_j
lambda_(kappa + j n)``, which near n/4 are larger than those of the kernel.  On S^2, n = 20,000 points
resolve degrees up to 141 at most, for 141^2 < n.  The paper does not say where its ranges end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_5.figure_10 import READINGS, sampled
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.theory.kernels import named

__all__ = ["CLAIMS", "local_slopes", "slope"]

_POINTS, _QUARTER, _RESOLVED = 16_383, 4095, 141
_DEPTHS = (2, 3, 9, 10, 20, 30, 50)
_LOW = (5, 10, 20, 50)


@dataclass(frozen=True)
class Fitted:
    """A slope up to a tolerance, for every depth, over a range of frequencies or degrees.

    :param dimension: 2 for the circle, 3 for S^2.
    :param points: of equidistant samples of the circle; None for the kernel itself.
    """

    value: float
    tolerance: float
    first: int
    last: int
    depths: tuple[int, ...] = READINGS
    dimension: int = 2
    points: int | None = None

    def __str__(self) -> str:
        depths = ", ".join(map(str, self.depths))
        where = "" if self.points is None else f", n = {self.points}"
        span = f"kappa = {self.first}, ..., {self.last}"
        return f"slope {self.value} +- {self.tolerance} for {span}, L = {depths}{where}"


@dataclass(frozen=True)
class Flatter:
    """Local slopes at every kappa from layer to layer of ``depths`` fall by at least a factor."""

    factor: float
    depths: tuple[int, ...] = _DEPTHS
    kappas: tuple[int, ...] = _LOW

    def __str__(self) -> str:
        return f"slope(L_(i+1)) <= {self.factor} slope(L_i) at kappa = {self.kappas}"


@lru_cache(maxsize=64)
def _eigenvalues(depth: int, count: int, dimension: int) -> Floats:
    return sphere_eigenvalues(named(f"deep:{depth}"), count, dimension)


def slope(values: Floats, first: int, last: int) -> float:
    """Minus the slope of the least-squares line of log values against log index.

    >>> round(slope(np.maximum(np.arange(50.0), 1) ** -2, 10, 40), 9)
    2.0
    """
    index = np.arange(first, last + 1)
    return -float(np.polyfit(np.log(index), np.log(values[first : last + 1]), 1)[0])


def local_slopes(depth: int, dimension: int, kappas: tuple[int, ...]) -> Floats:
    """The slope between kappa and kappa + 2, which have one parity."""
    values, k = _eigenvalues(depth, max(kappas) + 3, dimension), np.array(kappas)
    return np.asarray(-np.log(values[k + 2] / values[k]) / np.log((k + 2) / k))


def _decided(context: Context, agrees: bool, note: str) -> Evidence:
    finding = Finding.HOLDS if agrees else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.NUMERICAL)


def _fit(context: Context, statement: Fitted) -> Evidence:
    found = {}
    for depth in statement.depths:
        if statement.points is None:
            values = _eigenvalues(depth, statement.last + 1, statement.dimension)
        else:
            values = sampled(depth, statement.points)
        found[depth] = slope(values, statement.first, statement.last)
    agrees = all(abs(s - statement.value) <= statement.tolerance for s in found.values())
    listed = ", ".join(f"{s:.3f} (L = {depth})" for depth, s in found.items())
    note = f"fitted over {statement.first} <= kappa <= {statement.last}: {listed}"
    return _decided(
        context, agrees, f"{note}; {statement.value} +- {statement.tolerance} was stated"
    )


def _flatter(context: Context, statement: Flatter) -> Evidence:
    worst = 0.0
    for dimension in (2, 3):
        found = np.array(
            [local_slopes(depth, dimension, statement.kappas) for depth in statement.depths]
        )
        worst = max(worst, float(np.max(found[1:] / found[:-1])))
    note = (
        f"from one depth to the next of {statement.depths} slopes change by a factor <= {worst:.4f}"
    )
    return _decided(context, worst <= statement.factor, note)


_SAMPLED = Fitted(1.94, 0.01, 50, _QUARTER, _DEPTHS, points=_POINTS)
_KERNEL = Fitted(1.94, 0.01, 50, _QUARTER)
_SPHERE = Fitted(2.80, 0.04, 10, _RESOLVED, dimension=3)
_NO_BIAS = ("uniform density", "L hidden layers, no bias, c_sigma = 2")


def _controls(statement: Fitted, *values: float) -> tuple[Control, ...]:
    return tuple(Control(f"slope {value}", replace(statement, value=value)) for value in values)


def _claim(
    name: str, place: str, reading: str, statement: Fitted, *wrong: float, **rest: Any
) -> Claim:
    return Claim(
        f"basri2020.fig12{name}",
        at(f"section 5, figure 12, with appendix E{place}"),
        Kind.FIGURE,
        reading,
        statement,
        {"L": Finite(statement.depths)},
        _fit,
        _controls(statement, *wrong),
        _NO_BIAS,
        **rest,
    )


CLAIMS = (
    _claim(
        "",
        ", S^1, eigenvalues of sampled points",
        "At every depth the eigenvalues of H/n for n = 16,383 equidistant points of the circle have "
        "the fitted slope 1.94 over kappa = 50, ..., 4095, that is up to n/4.",
        _SAMPLED,
        2.0,
        1.9,
        1.77,
    ),
    _claim(
        ".kernel",
        ", S^1, eigenvalues of the kernel",
        "For depth 10 the eigenvalues of the kernel itself have the slope 1.94 over the same range.",
        _KERNEL,
        1.9,
        1.8,
        1.77,
        correction="basri2020.fig12.unaliased",
    ),
    _claim(
        ".unaliased",
        ", S^1, eigenvalues of the kernel",
        "For depth 10 the eigenvalues of the kernel itself have the slope 2.00 over that range: what "
        "is missing in 1.94 is aliasing.",
        replace(_KERNEL, value=2.0),
        1.94,
        1.9,
        2.1,
    ),
    _claim(
        ".sphere",
        ", S^2, all degrees that the points resolve",
        "For depth 10 on S^2 the slope over kappa = 10, ..., 141 is 2.80.",
        _SPHERE,
        2.6,
        2.7,
        3.1,
        correction="basri2020.fig12.sphere.low",
    ),
    _claim(
        ".sphere.low",
        ", S^2, low degrees",
        "For depth 10 on S^2 the slope over kappa = 10, ..., 20 is 2.80 up to 0.04.",
        replace(_SPHERE, last=20),
        2.6,
        2.7,
        2.95,
    ),
    Claim(
        "basri2020.fig12.flatter",
        at("section 5, figure 12, low frequencies"),
        Kind.FIGURE,
        "On S^1 and S^2 the local slopes at kappa = 5, 10, 20 and 50 fall from depth to depth, L = 2, "
        "3, 9, 10, 20, 30, 50: deeper is flatter at low frequencies.",
        Flatter(1.0),
        {"L": Finite(_DEPTHS)},
        _flatter,
        (
            Control("by a tenth each time", Flatter(0.9)),
            Control("by a hundredth each time", Flatter(0.99)),
            Control("from deep to shallow", Flatter(1.0, _DEPTHS[::-1])),
        ),
        _NO_BIAS,
    ),
)
