"""Where block iteration starts: Galerkin on the Fourier coefficients of the samples themselves.

With ``c_m = (1/mass) sum_j w_j e^{-i m x_j}`` the operator of the measure ``sum_j w_j delta(x_j)/mass``
is that of a density with these coefficients, so a section of a few hundred frequencies has nearly
its eigenvalues, those of H/mass, and an eigenvector g gives the function f whose values
``sqrt(w_j) f(x_j)`` are nearly an eigenvector of H.  What lies beyond M frequencies is missing: an
error which one product with H reduces by about khat_M/(2 pi lambda).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.galerkin import amplitudes, measure_matrix
from freqbias.numerics.gram.operator import GramOperator

__all__ = ["fourier_coefficients", "galerkin_block", "section_frequencies", "sorted_angles"]

_PER_VECTOR = 10  # frequencies of the section for each vector: 20 times those of the last one
_FREQUENCIES = (64, 1200)  # at least, at most (if that gives vectors enough)
_ACCURACY = 1e-4  # of values at the points: what is wrong is of high frequency and damped at once
_STRIP = 16384  # points at once


def sorted_angles(operator: GramOperator) -> Floats:
    """The angles in [-pi, pi), in sorted order."""
    points = operator.points
    return np.asarray(np.where(points.sides > 0, points.y, points.y - np.pi))


def fourier_coefficients(operator: GramOperator, count: int) -> NDArray[np.complex128]:
    """``c_m = (1/mass) sum_j w_j e^{-i m x_j}`` for m = 0, ..., count - 1, to about 1e-9.

    >>> H = GramOperator([0.0, np.pi / 2])
    >>> fourier_coefficients(H, 3).round(6)
    array([1. +0.j , 0.5-0.5j, 0. +0.j ])
    """
    import finufft

    weights = np.ones(len(operator.points)) if operator.roots is None else operator.roots**2
    found = finufft.nufft1d1(
        sorted_angles(operator),
        weights.astype(complex),
        2 * count - 1,
        eps=1e-9,
        isign=-1,
        nthreads=operator.threads,
    )
    return np.asarray(found[count - 1 :] / operator.mass)


def section_frequencies(points: int, count: int) -> int:
    """How many frequencies the section for ``count`` vectors has.

    >>> section_frequencies(10**6, 3), section_frequencies(10**6, 56)
    (64, 560)
    """
    least, most = _FREQUENCIES
    return max(min(_PER_VECTOR * count, most, 2 * points), least, count)


def galerkin_block(operator: GramOperator, count: int) -> Floats:
    """``count`` approximate eigenvectors of H as rows, points sorted, nearly orthonormal; (count, n).

    :raises InputError: if the kernel has a negative Fourier coefficient.

    >>> H = GramOperator(np.linspace(-3, 3, 500))
    >>> V = galerkin_block(H, 3)
    >>> np.diag(V @ H.sorted_product(V).T / H.mass).round(3)
    array([0.177, 0.118, 0.107])
    """
    frequencies = section_frequencies(operator.shape[0], count)
    phat = fourier_coefficients(operator, 2 * frequencies + 1)
    size = 2 * frequencies + 1
    values, vectors = eigh(
        measure_matrix(operator.kernel, phat),
        subset_by_index=(size - count, size - 1),
        overwrite_a=True,
        check_finite=False,
    )
    functions = vectors.T[::-1] * amplitudes(operator.kernel, frequencies)
    functions *= np.sqrt(2 / np.maximum(values[::-1], values[-1] * 1e-14))[:, None]
    return _values(operator, functions)


def _values(operator: GramOperator, functions: Floats) -> Floats:
    """Rows of coefficients of 1, cos, sin become ``sqrt(w_j/mass) f(x_j)``, strip by strip."""
    import finufft

    series = _paired_series(functions)
    angles = sorted_angles(operator)
    rows = np.empty((2 * len(series), angles.size))

    def strip(start: int) -> None:
        at = slice(start, start + _STRIP)
        values = finufft.nufft1d2(angles[at], series, eps=_ACCURACY, isign=1, nthreads=1)
        roots = 1.0 if operator.roots is None else operator.roots[at]
        values *= roots / np.sqrt(operator.mass)
        rows[::2, at], rows[1::2, at] = values.real, values.imag

    with ThreadPoolExecutor(operator.threads) as pool:
        list(pool.map(strip, range(0, angles.size, _STRIP)))
    return rows[: len(functions)]


def _paired_series(functions: Floats) -> NDArray[np.complex128]:
    """Coefficients of ``e^{i m x}``, |m| <= M, of f + i g for two real functions each."""
    count, frequencies = len(functions), functions.shape[1] // 2
    series = np.zeros((count + count % 2, 2 * frequencies + 1), dtype=complex)
    waves = functions[:, 1 : frequencies + 1] - 1j * functions[:, frequencies + 1 :]
    series[:count, frequencies] = functions[:, 0]
    series[:count, frequencies + 1 :] = waves / 2
    series[:count, :frequencies] = waves.conj()[:, ::-1] / 2
    return np.asarray(series[::2] + 1j * series[1::2])
