"""Fourier-Galerkin spectrum of T in float64, for any kernel and density.

With ``K = sum_m khat_m e_m e_m^*`` the non-zero spectrum of T is that of ``K^{1/2} M_p K^{1/2}``.
In the real orthonormal basis 1, cos, sin its section to frequencies <= M is a real symmetric matrix
of Toeplitz plus Hankel blocks.  Its eigenvalues are lower bounds (Rayleigh-Ritz), and since the
trace of T is k(0) for every density, ``k(0) - sum mu_i`` bounds all that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigvalsh

from freqbias.numerics import densities
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.theory.densities import Density
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel

__all__ = [
    "GalerkinSpectrum",
    "amplitudes",
    "galerkin_matrix",
    "galerkin_spectrum",
    "measure_matrix",
]

_MOST_FREQUENCIES = 6000


@dataclass(frozen=True)
class GalerkinSpectrum:
    """Eigenvalues mu_i of a Galerkin section.

    :param eigenvalues: decreasing, counting copies, ``2 * frequencies + 1`` of them.
    :param missing: ``k(0) - sum eigenvalues``; up to rounding, ``0 <= lambda_i - mu_i <= missing``
        for every i, and the eigenvalues beyond the section sum to at most ``missing``.
    :param tail: ``(bound of p) * sup_{m > frequencies} khat_m``, another such bound for every i, since
        adding the remaining block of a semidefinite operator raises no eigenvalue by more than its
        norm; infinite where the supremum is not known.
    """

    eigenvalues: Floats
    missing: float
    tail: float
    frequencies: int

    @property
    def error(self) -> float:
        """The smaller of the two bounds of ``lambda_i - mu_i``, and what rounding may add."""
        return min(max(self.missing, 0.0), self.tail) + self.rounding

    @property
    def rounding(self) -> float:
        """``n eps`` times the largest eigenvalue: the usual size of the backward error."""
        return self.eigenvalues.size * float(np.finfo(float).eps) * float(self.eigenvalues[0])

    def clusters(self, count: int) -> list[tuple[int, int]]:
        """Index ranges ``[first, last)`` of eigenvalues that the bound separates, up to ``count``."""
        apart = np.flatnonzero(-np.diff(self.eigenvalues) > self.error) + 1
        edges = [0, *map(int, apart), self.eigenvalues.size]
        return [(first, last) for first, last in pairwise(edges) if first < count]


def galerkin_matrix(kernel: Kernel, density: Density, frequencies: int) -> Floats:
    """The section in the basis ``1/sqrt(2 pi), cos(m x)/sqrt(pi), sin(m x)/sqrt(pi)``, m <= M.

    Shape (2 M + 1, 2 M + 1), cosines first.
    """
    integer("frequencies", frequencies, 0, _MOST_FREQUENCIES)
    return measure_matrix(kernel, densities.fourier(density, 2 * frequencies + 1))


def measure_matrix(kernel: Kernel, phat: NDArray[np.complex128]) -> Floats:
    """The same section for any measure, from its Fourier coefficients.

    :param phat: ``integral e^{-i m x} dP`` for m = 0, ..., 2 M.
    """
    scale = amplitudes(kernel, phat.size // 2)
    return np.asarray(scale[:, None] * _multiplication(phat) * scale)


def amplitudes(kernel: Kernel, frequencies: int) -> Floats:
    """What K^{1/2} makes of the basis: a vector g stands for the function
    ``sum_m a_m (g_m cos(m x) + g_{M+m} sin(m x))``, whose square has the mean ``g^T matrix g / 2``.

    :raises InputError: if the kernel is not semidefinite.
    """
    khat = coefficients(kernel, frequencies + 1)
    if khat.min() < -1e-12 * khat.max():
        raise InputError(
            f"kernel {kernel.name!r} has a negative Fourier coefficient {khat.min():.3g}"
        )
    root = np.sqrt(np.maximum(khat, 0.0) / (2 * np.pi))
    scale = np.concatenate([root, root[1:]])
    scale[0] /= np.sqrt(2)
    return np.asarray(scale)


def _multiplication(phat: NDArray[np.complex128]) -> Floats:
    """``2 pi`` times multiplication by p, the constant function counted as cos(0 x)."""
    m = np.arange(phat.size // 2 + 1)
    difference, total = m[:, None] - m, m[:, None] + m
    cosine = phat.real
    sine = -phat.imag
    odd = np.sign(difference) * sine[np.abs(difference)]
    cos_cos = cosine[np.abs(difference)] + cosine[total]
    sin_sin = (cosine[np.abs(difference)] - cosine[total])[1:, 1:]
    cos_sin = (sine[total] - odd)[:, 1:]
    return np.block([[cos_cos, cos_sin], [cos_sin.T, sin_sin]])


def galerkin_spectrum(kernel: Kernel, density: Density, frequencies: int = 800) -> GalerkinSpectrum:
    """Eigenvalues of the section to ``frequencies`` (2 M + 1 modes), eigenvalues only.

    :raises InputError: if ``frequencies`` is out of range or the kernel is not semidefinite.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> galerkin_spectrum(first_layer_bias, uniform(), 50).eigenvalues[:3].round(6)
    array([0.175661, 0.113161, 0.113161])
    """
    matrix = galerkin_matrix(kernel, density, frequencies)
    values = eigvalsh(matrix, overwrite_a=True, check_finite=False, driver="evd")
    eigenvalues = np.asarray(values[::-1], dtype=float)
    trace = float(kernel.at_zero)
    missing = trace - float(np.sum(eigenvalues))
    if min(missing, float(eigenvalues[-1])) < -1e-10 * trace:
        raise InputError(
            f"the section of {kernel.name!r} has smallest eigenvalue {eigenvalues[-1]:.3g} and trace "
            f"{trace - missing:.6g} of {trace:.6g}, so kernel or density is not resolved by float64"
        )
    return GalerkinSpectrum(eigenvalues, missing, _tail(kernel, density, frequencies), frequencies)


def _tail(kernel: Kernel, density: Density, frequencies: int) -> float:
    settled = _decreasing_from(kernel)
    if settled is None or settled > frequencies:
        return float("inf")
    beyond = coefficients(kernel, frequencies + 3)[-2:]
    return densities.upper_bound(density) * float(beyond.max())


def _decreasing_from(kernel: Kernel) -> int | None:
    """From where on the coefficients of each parity decrease, if that is known.

    Those of deep kernels do from the first on: :mod:`freqbias.theory.depth.positivity`.
    """
    if isinstance(kernel, DeepKernel):
        return 0
    return kernel.fourier().decreasing_from if kernel.is_exponential_polynomial else None
