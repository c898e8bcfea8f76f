"""When harmonics are learned on S^(d-1) under an axisymmetric density: gradient flow order by order.

A density of the height alone keeps the order m of a harmonic, so its residual lives in the space of
radial functions of that order, see :mod:`freqbias.numerics.spheres.overlaps`.  Operator time is that of
``u' = T (g - u)``, ``T f = integral k(x.y) p(y) f(y) dy`` over the uniform probability measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from freqbias.numerics.depth.spheres import sphere_mass
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.learning import LearningTimes, estimates, exact_tolerance
from freqbias.numerics.flow.section import (
    SectionFlow,
    SettledTimes,
    gauss_nodes,
    settled_times,
    told_from_rounding,
)
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.overlaps import radial_functions
from freqbias.theory.densities import Zones
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = [
    "Harmonic",
    "SphereConvergence",
    "harmonic_times",
    "sphere_section",
    "sphere_time_to_converge",
]

_HIGHEST = 300
_MASS = 1e-9  # how far the integral of the density may be from 1
_MOST = 1600  # degrees: a matrix of 2600 x 1600, half a minute


@dataclass(frozen=True)
class Harmonic:
    """The real harmonic of degree l and order m, whichever of those there are: times are the same.

    :param order: of the harmonic on S^(d-2) that it is made from; on S^2 the azimuthal order.
    :raises InputError: unless 0 <= order <= degree <= 300.
    """

    degree: int
    order: int = 0

    def __post_init__(self) -> None:
        integer("degree", self.degree, 0, _HIGHEST)
        integer("order", self.order, 0, self.degree)

    def __str__(self) -> str:
        return f"harmonic of degree {self.degree} and order {self.order}"


@dataclass(frozen=True, repr=False, kw_only=True)
class SphereConvergence(LearningTimes):
    """Times of one harmonic, zone by zone; float64, not certified."""

    density: Zones
    target: Harmonic

    @property
    def about(self) -> tuple[str, str]:
        """The density and the target in words."""
        return str(self.density), str(self.target)

    @property
    def pieces(self) -> list[tuple[Any, Any, Any]]:
        """The zones by height, from south to north."""
        return [(zone.bottom, zone.top, zone.value) for zone in self.density.zones]

    def place(self, end: Any) -> str:
        """A height."""
        return str(end)

    @cached_property
    def coefficient(self) -> float:
        """``mu_l`` of the target."""
        degree = self.target.degree
        return float(sphere_eigenvalues(self.kernel, degree + 1, self.density.dimension)[degree])


def sphere_time_to_converge(
    density: Zones,
    degree: int,
    order: int = 0,
    tolerance: Any = 0.01,
    kernel: Kernel = first_layer_bias,
    descent: Descent | None = None,
) -> SphereConvergence:
    """The first time after which the mean square of the residual stays at or below the tolerance.

    :param tolerance: of its value at t = 0, zone by zone.
    :param descent: how steps of gradient descent are scaled; None for gradient flow.
    :raises InputError: for a degree, an order or a tolerance out of range, or an unstable step.

    >>> p = Zones.from_text("-1, 0, 1", "3, 1")
    >>> found = sphere_time_to_converge(p, 6)
    >>> [round(row.estimate) for row in found.regions]
    [5257, 13819]
    """
    tolerance, target = exact_tolerance(tolerance), Harmonic(degree, order)
    found = harmonic_times(density, [degree], order, float(tolerance), kernel, descent)
    weights = [*(zone.value for zone in density.zones), 1]
    mu = sphere_eigenvalues(kernel, degree + 1, density.dimension)[degree:]
    horizon = found.horizon if told_from_rounding(mu, kernel) else 0.0
    *regions, overall = estimates(found.times[:, 0].tolist(), weights, horizon)
    return SphereConvergence(
        density=density, kernel=kernel, target=target, tolerance=tolerance, descent=descent,
        regions=tuple(regions), overall=overall,
    )  # fmt: skip


def harmonic_times(
    density: Zones,
    degrees: Sequence[int],
    order: int = 0,
    tolerance: float = 0.01,
    kernel: Kernel = first_layer_bias,
    descent: Descent | None = None,
) -> SettledTimes:
    """Times of the zones, and of the sphere, for harmonics of one order, shape (zones + 1, degrees).

    :raises InputError: as for :func:`sphere_time_to_converge`.
    """
    targets = [Harmonic(degree, order).degree - order for degree in degrees]

    def resolved(count: int) -> tuple[SectionFlow, Floats]:
        flow, harmonics = _section(density, kernel, order, count)
        flow = flow.descent(descent) if descent else flow
        return flow, flow.coordinates(harmonics[:, targets])

    return settled_times(resolved, tolerance, 2 * max(targets, default=0) + 32, _MOST)


def sphere_section(density: Zones, kernel: Kernel, order: int, count: int) -> SectionFlow:
    """Gradient flow among harmonics of one order, the kernel cut off from degree order + count on.

    Coordinates are ``sqrt(p w) f`` at nodes whose points are colatitudes, from the south pole on.

    >>> from freqbias.theory.densities import uniform_sphere
    >>> sphere_section(uniform_sphere(3), first_layer_bias, 0, 9).eigenvalues[:3].round(6)
    array([0.15625 , 0.072917, 0.013672])
    """
    return _section(density, kernel, order, count)[0]


def _section(density: Zones, kernel: Kernel, order: int, count: int) -> tuple[SectionFlow, Floats]:
    """The flow, and the harmonics at its nodes, shape (nodes, count)."""
    d = density.dimension
    pieces = [
        (np.arccos(float(zone.top)), np.arccos(float(zone.bottom)), float(zone.value))
        for zone in density.zones
    ]
    nodes = gauss_nodes(pieces, order + count + d // 2)
    nodes = nodes.weighted(np.sin(nodes.points) ** (d - 2) / sphere_mass(d))
    mass = float(nodes.weights.sum())
    if abs(mass - 1) > _MASS:
        raise InputError(
            f"the zones are too thin for float64: the density has integral {mass:.9g} there, not 1"
        )
    harmonics = radial_functions(np.cos(nodes.points).tolist(), [order], count, d)[:, 0].T
    multipliers = sphere_eigenvalues(kernel, order + count, d)[order:]
    return SectionFlow.of(nodes, harmonics, multipliers), harmonics
