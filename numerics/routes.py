"""The routes to a spectrum other than closed forms: Rayleigh-Ritz and, uncertified, Galerkin."""

from __future__ import annotations

from typing import Any

from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.ritz.spectrum import ritz_spectrum
from freqbias.numerics.ritz.vectors import RitzVector, ritz_vector
from freqbias.theory.densities import Density, Trigonometric
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = ["GalerkinRoute", "RitzRoute"]

_PLACES = 17


class RitzRoute:
    """Trigonometric densities, certified: :mod:`freqbias.numerics.ritz.spectrum`."""

    method = "Rayleigh-Ritz in balls"

    def __init__(self, kernel: Kernel, density: Trigonometric, count: int, digits: int) -> None:
        self.density = density
        self._spectrum = ritz_spectrum(kernel, density, count, digits)
        self.eigenvalues: tuple[Eigenvalue, ...] = self._spectrum.eigenvalues

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """From a new run at more digits."""
        found = self._spectrum
        return ritz_spectrum(found.kernel, found.density, row.index + 1, digits)[row.index].value

    def functions(self, row: Eigenvalue, digits: int) -> tuple[RitzVector, ...]:
        """The Fourier series of a simple eigenvalue's function.

        :raises InputError: for a multiple eigenvalue.
        """
        return (ritz_vector(self._spectrum, row.index, digits),)


class GalerkinRoute:
    """Any kernel and density in float64, not certified: :mod:`freqbias.numerics.galerkin`."""

    def __init__(self, kernel: Kernel, density: Density, count: int) -> None:
        found = galerkin_spectrum(kernel, density, max(800, 4 * count))
        self.method = f"Galerkin, {2 * found.frequencies + 1} modes, float64, not certified"
        self.eigenvalues = tuple(
            Eigenvalue(first, last - first, _ball(found, first, last), False, last - first == 1)
            for first, last in found.clusters(count)
        )

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """Impossible.

        :raises InputError: always.
        """
        raise InputError(f"digits {digits}: eigenvalue {row.index} is known in float64 only")

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Any, ...]:
        """None.

        :raises InputError: always.
        """
        raise InputError(
            f"eigenvalue {row.index} comes from Galerkin, which gives no function here"
        )


def _ball(found: Any, first: int, last: int) -> Ball:
    """From the smallest estimate of the group to the largest plus the error bound."""
    low, high = float(found.eigenvalues[last - 1]), float(found.eigenvalues[first])
    mid = high if last - first == 1 else (low + high) / 2
    unit = 10**_PLACES
    return Ball(round(mid * unit), int((high - mid + found.error) * unit) + 1, -_PLACES)
