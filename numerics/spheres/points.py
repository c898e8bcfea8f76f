"""Points on S^(d-1) as unit vectors, and the angles between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial.distance import cdist

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, shown

__all__ = ["angles_between", "unit_vectors"]

_OFF = 1e-12  # of a length from 1: rounding, not another sphere


def unit_vectors(points: ArrayLike, dimension: int | None = None) -> Floats:
    """The points as floats, shape (n, d), each divided by its length, which must be 1 but for rounding.

    :param dimension: d, where only one is possible.
    :raises InputError: for another shape, or points that are not on the sphere.

    >>> unit_vectors([[0.0, 0.6, 0.8]])
    array([[0. , 0.6, 0.8]])
    """
    vectors = np.asarray(points, dtype=float)
    if vectors.ndim != 2 or not vectors.size or (dimension or vectors.shape[1]) != vectors.shape[1]:
        wanted = dimension or "d"
        raise InputError(f"points of shape {shown(vectors.shape)} are not (n, {wanted}) with n > 0")
    lengths = np.linalg.norm(vectors, axis=1)
    off = ~(np.abs(lengths - 1) <= _OFF)
    if off.any():
        first = int(np.argmax(off))
        raise InputError(f"point {first} has length {lengths[first]:.6g}, not 1")
    return np.asarray(vectors / lengths[:, None])


def angles_between(points: Floats, others: Floats) -> Floats:
    """Angles in [0, pi] between unit vectors, shape (n, d) and (m, d) to (n, m).

    ``2 atan2(|x - y|, |x + y|)``, from chords: the arccos of an inner product loses half of the digits
    near 0 and pi.

    >>> angles_between(np.array([[1.0, 0.0]]), np.array([[1.0, 1e-9], [-1.0, 0.0]]))
    array([[1.00000000e-09, 3.14159265e+00]])
    """
    return np.asarray(2 * np.arctan2(cdist(points, others), cdist(points, -others)))
