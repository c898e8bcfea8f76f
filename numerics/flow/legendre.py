"""Orthonormal Legendre polynomials on an arc, float64.

On an arc of centre c and half-width h: ``phi_n(x) = sqrt((2n+1)/(2h)) P_n((x - c)/h)``, so that
``integral phi_m phi_n dx = delta_mn``.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import eval_legendre, spherical_jn

from freqbias.numerics.evaluate import Floats

__all__ = ["integrated", "monomials", "polynomials", "wave"]


@lru_cache(maxsize=64)
def monomials(degrees: int, count: int) -> Floats:
    """Row a: coefficients of ``xi^a`` in the orthonormal polynomials on [-1, 1]."""
    n = np.arange(1, degrees)
    shift = n / np.sqrt(4.0 * n * n - 1)
    rows = np.zeros((count, degrees))
    rows[0, 0] = math.sqrt(2)
    for a in range(1, count):
        rows[a, 1:] = rows[a - 1, :-1] * shift
        rows[a, :-1] += rows[a - 1, 1:] * shift
    return rows


def integrated(columns: Floats) -> Floats:
    """The coefficients of ``integral_{-1}^xi`` of the functions whose coefficients are the columns."""
    n = np.arange(columns.shape[0] - 1)
    shift = (1 / np.sqrt((2.0 * n + 1) * (2 * n + 3)))[:, None]
    result = np.zeros_like(columns)
    result[1:] = shift * columns[:-1]
    result[:-1] -= shift * columns[1:]
    result[0] += columns[0]
    return result


def polynomials(xi: Floats, degrees: int) -> Floats:
    """``sqrt((2n+1)/2) P_n(xi)``, shape (points, degrees)."""
    n = np.arange(degrees)
    return np.asarray(eval_legendre(n, np.asarray(xi)[:, None]) * np.sqrt(n + 0.5))


def wave(frequencies: Floats, centre: float, half: float, degrees: int) -> NDArray[np.complex128]:
    """``integral phi_n(x) e^{i k x} dx = sqrt(2h(2n+1)) i^n j_n(k h) e^{i k c}``, (degrees, waves)."""
    n = np.arange(degrees)[:, None]
    k = np.asarray(frequencies, dtype=float)
    size = np.sqrt(2 * half * (2 * n + 1)) * spherical_jn(n, k * half)
    return np.asarray(size * 1j ** (n % 4) * np.exp(1j * k * centre))
