"""Spectra on spheres in the rows of :class:`freqbias.numerics.spectrum.Spectrum`."""

from __future__ import annotations

from fractions import Fraction
from itertools import count as counting
from math import floor
from typing import Any

from freqbias.numerics.balls import Ball, enclose
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.decay import parity_decay
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import multiplicity

__all__ = ["UniformSphereRoute", "ZonesRoute"]

_PLACES = 19


class UniformSphereRoute:
    """At least ``count`` eigenvalues mu_k, each N(d, k) times, certified; the origin of a row is k.

    From degree 2 on those of each parity decrease (:func:`freqbias.theory.spheres.decay.parity_decay`)
    or vanish, so those not listed are at most the last two.

    :raises InputError: if the kernel has no closed form, or its decay is not proved.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> found = UniformSphereRoute(first_layer_bias, 3, 5, 20).eigenvalues
    >>> [(row.origin, row.multiplicity, row.certified) for row in found]
    [(0, 1, True), (1, 3, True), (2, 5, True)]
    """

    method = "closed harmonic eigenvalues"

    def __init__(self, kernel: Kernel, dimension: int, count: int, digits: int) -> None:
        self._mu, self._dimension = harmonic_eigenvalues(kernel), dimension
        for parity in (0, 1):
            if not self._mu.vanishes(2 + parity):
                _ = parity_decay(kernel, parity).forms
        self.eigenvalues: tuple[Eigenvalue, ...] = self._rows(count, digits)

    def _rows(self, count: int, digits: int) -> tuple[Eigenvalue, ...]:
        """Degrees are listed until enough copies lie above the last two."""
        listed: list[Ball] = []
        for degree in counting():
            listed.append(enclose(self._mu(degree, self._dimension), digits))
            if degree < 3:
                continue
            most = max(bounds(ball)[1] for ball in listed[-2:])
            found = [
                Found(ball, copies=int(multiplicity(k, self._dimension)), origin=k)
                for k, ball in enumerate(listed[:-2])
                if bounds(ball)[0] > most
            ]
            if sum(item.copies for item in found) >= count:
                break
        return rows(found, most, count)

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits."""
        return enclose(self._mu(row.origin, self._dimension), digits)

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Any, ...]:
        """None.

        :raises InputError: always.
        """
        raise InputError(f"eigenvalue {row.index} has all harmonics of degree {row.origin}")


class ZonesRoute:
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
    """The least decimal ball of 19 places around two floats."""
    unit = Fraction(10) ** _PLACES
    first, last = floor(Fraction(low) * unit), -floor(-Fraction(high) * unit)
    mid = (first + last) // 2
    return Ball(mid, max(last - mid, mid - first), -_PLACES)
