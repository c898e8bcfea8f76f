"""Spectra on spheres in the rows of :class:`freqbias.numerics.spectrum.Spectrum`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from freqbias.numerics.balls import Ball, enclose
from freqbias.numerics.depth.certified import certified_sphere_eigenvalues
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.theory.densities import Zones
from freqbias.theory.depth.positivity import all_powers
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.decay import parity_decay
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import multiplicity

__all__ = ["SphereRoute", "UniformSphereRoute", "ZonesRoute", "sphere_route"]

_PLACES = 19


class SphereRoute(ABC):
    """A spectrum whose rows belong to harmonics."""

    method: str
    eigenvalues: tuple[Eigenvalue, ...]

    @abstractmethod
    def origin(self, row: Eigenvalue) -> str:
        """Which harmonics the eigenfunctions are made of, in words; empty for a cluster."""

    @abstractmethod
    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits."""

    @abstractmethod
    def functions(self, row: Eigenvalue, digits: int) -> tuple[Any, ...]:
        """Eigenfunctions of a row."""


def sphere_route(kernel: Kernel, zones: Zones, count: int, digits: int) -> SphereRoute:
    """Certified for the uniform density where eigenvalues can be enclosed, else order by order."""
    if zones.is_uniform and (kernel.is_exponential_polynomial or isinstance(kernel, DeepKernel)):
        return UniformSphereRoute(kernel, zones.dimension, count, digits)
    return ZonesRoute(kernel, zones, count)


class UniformSphereRoute(SphereRoute):
    """At least ``count`` eigenvalues mu_k, each N(d, k) times, certified; the origin of a row is k.

    From degree 2 on those of each parity decrease (:func:`freqbias.theory.spheres.decay.parity_decay`,
    for deep kernels :mod:`freqbias.theory.depth.positivity`) or vanish, so those not listed are at
    most the last two.

    :raises InputError: if the eigenvalues cannot be enclosed, or their decay is not proved.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> found = UniformSphereRoute(first_layer_bias, 3, 5, 20).eigenvalues
    >>> [(row.origin, row.multiplicity, row.certified) for row in found]
    [(0, 1, True), (1, 3, True), (2, 5, True)]
    """

    def __init__(self, kernel: Kernel, dimension: int, count: int, digits: int) -> None:
        self._dimension = dimension
        if isinstance(kernel, DeepKernel):
            self.method = "certified harmonic eigenvalues"
            self._enclosed = _certified(kernel, dimension)
        else:
            self.method = "closed harmonic eigenvalues"
            self._enclosed = _closed(kernel, dimension)
        self.eigenvalues: tuple[Eigenvalue, ...] = self._rows(count, digits)

    def _rows(self, count: int, digits: int) -> tuple[Eigenvalue, ...]:
        """Degrees are listed until enough copies lie above the last two."""
        degrees, listed = 4, list[Ball]()
        while True:
            listed += self._enclosed(range(len(listed), degrees), digits)
            most = max(bounds(ball)[1] for ball in listed[-2:])
            found = [
                Found(ball, copies=int(multiplicity(k, self._dimension)), origin=k)
                for k, ball in enumerate(listed[:-2])
                if bounds(ball)[0] > most
            ]
            if sum(item.copies for item in found) >= count:
                return rows(found, most, count)
            degrees += max(2, degrees // 3)

    def origin(self, row: Eigenvalue) -> str:
        """``degree k``; empty for a cluster."""
        return "" if row.origin is None else f"degree {row.origin}"

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits."""
        return self._enclosed(range(row.origin, row.origin + 1), digits)[0]

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Any, ...]:
        """None.

        :raises InputError: always.
        """
        raise InputError(f"eigenvalue {row.index} has all harmonics of degree {row.origin}")


_Enclosed = Callable[[range, int], list[Ball]]


def _closed(kernel: Kernel, dimension: int) -> _Enclosed:
    """mu_k of degrees from the closed form."""
    mu = harmonic_eigenvalues(kernel)
    for parity in (0, 1):
        if not mu.vanishes(2 + parity):
            _ = parity_decay(kernel, parity).forms
    return lambda degrees, digits: [enclose(mu(k, dimension), digits) for k in degrees]


def _certified(kernel: DeepKernel, dimension: int) -> _Enclosed:
    """mu_k of a deep kernel; with one layer and no bias those of odd degree from 3 on are 0."""
    every = all_powers(kernel.recursion)

    def enclosed(degrees: range, digits: int) -> list[Ball]:
        places = digits + 8
        while True:
            found = certified_sphere_eigenvalues(kernel, degrees.stop, dimension, places)
            positive = [found[k] for k in degrees if every or k == 1 or k % 2 == 0]
            missing = digits - min((ball.digits for ball in positive), default=digits)
            if missing <= 0:
                return [found[k] for k in degrees]
            places += missing + 4

    return enclosed


class ZonesRoute(SphereRoute):
    """Zones in float64, bounds from both sides but for rounding: not certified.

    The origin of a row is its place in the :class:`freqbias.numerics.spheres.spectrum.SphereSpectrum`.
    """

    def __init__(self, kernel: Kernel, zones: Zones, count: int) -> None:
        self._spectrum = sphere_spectrum(kernel, zones, count)
        self.method = self._spectrum.method
        found = (
            Found(
                _between(row.lower, row.upper), copies=row.multiplicity, origin=place, proved=False
            )
            for place, row in enumerate(self._spectrum.rows)
        )
        self.eigenvalues: tuple[Eigenvalue, ...] = rows(found, None, count)

    def origin(self, row: Eigenvalue) -> str:
        """``order m``."""
        if row.origin is None:
            return ""
        return f"order {self._spectrum.rows[row.origin].order}"

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """Impossible.

        :raises InputError: always.
        """
        raise InputError(f"digits {digits}: eigenvalue {row.index} is known in float64 only")

    def functions(self, row: Eigenvalue, digits: int) -> tuple[SphereFunction, ...]:
        """The function whose angular part is a cosine; its images under rotations have the others.

        :raises InputError: for a cluster.
        """
        if row.origin is None:
            raise InputError(
                f"eigenvalue {row.index} is in a cluster, so its function is not known"
            )
        return (self._spectrum.function(row.origin),)


def _between(low: float, high: float) -> Ball:
    """A decimal ball around two floats, with no digit that is not certain."""
    unit = Fraction(10) ** _PLACES
    first, last = floor(Fraction(low) * unit), -floor(-Fraction(high) * unit)
    mid = (first + last) // 2
    ball = Ball(mid, max(last - mid, mid - first), -_PLACES)
    return ball.rounded(max(ball.digits, 1))
