"""Eigenfunctions under axisymmetric zones: values on the sphere, zeros, local degree in each zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import poch

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.overlaps import radial_functions
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError, integer

__all__ = ["SphereFunction"]

_CHUNK = 512
_SAMPLES = 24  # for each half wave of the mean degree
_SECANTS = 6


@dataclass(frozen=True, eq=False, repr=False)
class SphereFunction:
    """``f(x) = f_m(z) Re((x_1 + i x_2)/sqrt(1-z^2))^m`` times a constant, z the last coordinate of x.

    With ``integral p f^2 = 1`` for p relative to the probability measure, and of either sign.  On S^2
    the second factor is ``sqrt(2) cos(m phi)``; the other functions of the eigenspace are its images
    under rotations that keep the axis.

    :param order: m.
    :param eigenvalue: of T.
    :param coefficients: ``f_l`` in ``f_m(z) = sum_l f_l u_l(z)``, l = m, m + 1, ..., float64, not
        certified; u_l as in :mod:`freqbias.numerics.spheres.overlaps`.
    """

    zones: Zones
    order: int
    eigenvalue: float
    coefficients: Floats

    def radial(self, z: Any) -> Floats:
        """``f_m(z)`` at heights z in [-1, 1], of the shape of z."""
        heights = np.asarray(z, dtype=float)
        if np.any(np.abs(heights) > 1):
            raise InputError(f"z reaches {np.abs(heights).max()}, outside [-1, 1]")
        flat, count, d = heights.ravel(), self.coefficients.size, self.zones.dimension
        parts = [
            np.dot(self.coefficients, radial_functions(list(part), [self.order], count, d)[:, 0])
            for part in np.array_split(flat, -(-flat.size // _CHUNK) or 1)
        ]
        return np.concatenate(parts).reshape(heights.shape)

    def __call__(self, points: Any) -> Floats:
        """Values at unit vectors x, the last axis of ``points`` of length d."""
        x = self._vectors(points)
        return np.asarray(self.radial(np.clip(x[..., -1], -1.0, 1.0)) * self.angular(x))

    def angular(self, points: Any) -> Floats:
        """The factor of order m at unit vectors, which does not depend on the height."""
        x = self._vectors(points)
        if self.order == 0:
            return np.ones(x.shape[:-1])
        across = x[..., 0] + 1j * x[..., 1]
        size = np.linalg.norm(x[..., :-1], axis=-1)
        turn = (across / np.where(size > 0, size, 1.0)) ** self.order
        return np.asarray(turn.real * self._angular_scale)

    def _vectors(self, points: Any) -> Floats:
        x, d = np.asarray(points, dtype=float), self.zones.dimension
        if x.ndim == 0 or x.shape[-1] != d:
            raise InputError(f"points of shape {x.shape} are not vectors of R^{d}")
        return x

    @property
    def _angular_scale(self) -> float:
        """One over the norm of ``Re(xi_1 + i xi_2)^m`` on S^(d-2), from moments of a beta variable.

        The mean of ``abs(xi_1 + i xi_2)^(2m)`` is ``m! / (D/2)_m`` in D = d - 1 dimensions.
        """
        m = self.order
        return float(np.sqrt(2 * poch((self.zones.dimension - 1) / 2, m) / poch(1, m)))

    def zeros(self, zone: int) -> Floats:
        """Polar angles in a zone, increasing from the north pole, where ``f_m`` vanishes.

        :param zone: from 0 in the south.
        """
        top, bottom = self._angles(zone)
        mean = np.sqrt(np.average(self._laplacian, weights=self.coefficients**2))
        theta = np.linspace(top, bottom, int(_SAMPLES * (mean + 8)))[1:-1]
        values = self.radial(np.cos(theta))
        at = np.flatnonzero(values[:-1] * values[1:] < 0)
        left, right, f_left, f_right = theta[at], theta[at + 1], values[at], values[at + 1]
        for _ in range(_SECANTS):
            rise = f_right - f_left
            step = np.divide(
                f_right * (right - left), rise, out=np.zeros_like(rise), where=rise != 0
            )
            left, right, f_left = right, right - step, f_right
            f_right = self.radial(np.cos(right))
        return np.asarray(right)

    def local_degree(self, zone: int) -> float:
        """The degree whose waves have the spacing of the zeros in a zone, by their phase.

        ``g = sin(theta)^((d-2)/2) f`` has ``g'' = -(nu^2 - s/sin(theta)^2) g`` for a harmonic, with
        ``nu = l + (d-2)/2`` and ``s = (m + (d-3)/2)^2 - 1/4``: between the first and the last of n
        zeros its phase grows by ``(n-1) pi``.  To leading order l grows like ``p^(1/d)``.

        :raises InputError: if the zone has fewer than two zeros.
        """
        zeros = self.zeros(zone)
        if zeros.size < 2:
            raise InputError(f"zone {zone} has {zeros.size} zeros, too few for a local degree")
        d = self.zones.dimension
        shift = (self.order + (d - 3) / 2) ** 2 - 0.25
        nodes, weights = np.polynomial.legendre.leggauss(64)
        half = (zeros[-1] - zeros[0]) / 2
        inverse = 1 / np.sin(zeros[0] + half * (1 + nodes)) ** 2

        def excess(nu: float) -> float:
            phase = np.sqrt(np.maximum(nu**2 - shift * inverse, 0.0)) @ weights * half
            return float(phase - np.pi * (zeros.size - 1))

        straight = np.pi * (zeros.size - 1) / (2 * half)
        most = np.sqrt(straight**2 + max(shift, 0.0) * float(inverse.max())) + 1
        return float(brentq(excess, 0.0, most, xtol=1e-12)) - (d - 2) / 2

    def _angles(self, zone: int) -> tuple[float, float]:
        """Polar angles of the northern and the southern edge."""
        integer("zone", zone, 0, len(self.zones.weights) - 1)
        found = self.zones.zones[zone]
        return float(np.arccos(float(found.top))), float(np.arccos(float(found.bottom)))

    @property
    def _laplacian(self) -> Floats:
        degrees = self.order + np.arange(self.coefficients.size, dtype=float)
        return degrees * (degrees + self.zones.dimension - 2)

    def __repr__(self) -> str:
        return (
            f"eigenfunction of order {self.order}, eigenvalue {self.eigenvalue:.12g}: harmonics of "
            f"degrees {self.order} to {self.order + self.coefficients.size - 1}, float64, not "
            f"certified; {self.zones}; integral p f^2 = 1"
        )
