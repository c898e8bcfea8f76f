"""Dense sampled Gram matrices ``H_ij = k(x_i - x_j)`` and their spectra.

The eigenvalues of H/n tend to those of T as the samples fill the density (2003.04560, (7)).
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel

__all__ = ["angular_distance", "gram_matrix", "gram_spectrum"]

_MOST_POINTS = 20_000


def angular_distance(x: Floats, z: Floats) -> Floats:
    """Distance on the circle, in [0, pi].

    >>> angular_distance(np.array([3.0]), np.array([-3.0])).round(6)
    array([0.283185])
    """
    turned = np.abs(x - z) % (2 * np.pi)
    return np.minimum(turned, 2 * np.pi - turned)


def gram_matrix(kernel: Kernel, points: Floats) -> Floats:
    """``H_ij = k(|x_i - x_j|)``, shape (n, n), not divided by n.

    :raises InputError: for more than 20000 points, which need 3 GB.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 1 or not 1 <= points.size <= _MOST_POINTS or not np.isfinite(points).all():
        raise InputError(
            f"points of shape {shown(points.shape)} are not between 1 and {_MOST_POINTS} finite angles"
        )
    return kernel_function(kernel)(angular_distance(points[:, None], points))


def gram_spectrum(kernel: Kernel, points: Floats, count: int) -> Floats:
    """The ``count`` largest eigenvalues of H/n, decreasing.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> gram_spectrum(first_layer_bias, np.linspace(-np.pi, np.pi, 200, endpoint=False), 2).round(4)
    array([0.1757, 0.1132])
    """
    n = len(points)
    if not isinstance(count, int) or not 1 <= count <= n:
        raise InputError(f"count {shown(count)} is not an integer between 1 and the {n} points")
    matrix = gram_matrix(kernel, points) / n
    values = eigh(matrix, eigvals_only=True, subset_by_index=(n - count, n - 1), overwrite_a=True)
    return np.asarray(values[::-1])
