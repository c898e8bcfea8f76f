"""Zeros of the closure matrix from pencils: accurate where its determinant is not.

Between two nearby points the matrix is linear in omega to second order,
``M(omega_0 + t h) = M_0 + t (M_1 - M_0)``, so its zeros are ``t = 1/theta`` for the eigenvalues theta
of ``-M_0^-1 (M_1 - M_0)``.  The problem is self-adjoint behind the closure matrix, so a double zero
moves by as little as a simple one, while the determinant there loses half of the digits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.floating.determinant import FloatDeterminant

__all__ = ["polished"]

_SQUARINGS = 4
_ROUNDS = 4
_CHUNK = 256


def polished(determinant: FloatDeterminant, zeros: Floats, uncertain: NDArray[np.bool_]) -> Floats:
    """The zeros (ascending omega) with the uncertain ones recomputed until they stay.

    Zeros nearer than rounding of D resolves are taken together, so none is found twice.
    """
    unit = 1 / determinant.zeros_per_unit
    step = 1e-7 * unit * np.sqrt(1 + zeros / unit / 10)
    for _ in range(_ROUNDS):
        if not uncertain.any():
            break
        better = _once(determinant, zeros, uncertain, step, unit)
        uncertain = uncertain & (np.abs(better - zeros) > 10 * step)
        zeros = better
    return zeros


def _once(
    determinant: FloatDeterminant,
    zeros: Floats,
    uncertain: NDArray[np.bool_],
    step: Floats,
    unit: float,
) -> Floats:
    joined = np.diff(zeros) < 20 * step[1:]
    first = np.flatnonzero(np.r_[True, ~joined])
    sizes = np.diff(np.r_[first, zeros.size])
    wanted = np.logical_or.reduceat(uncertain, first)
    first, sizes = _paired(zeros, first[wanted], sizes[wanted], unit)
    result = zeros.copy()
    for size in np.unique(sizes):
        at = first[sizes == size]
        low, high = zeros[at], zeros[at + size - 1]
        short = np.maximum(step[at] - (high - low), 0)
        low, high = low - short / 2 * (size > 1), high + short / (1 + (size > 1))
        for start in range(0, at.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            roots = _roots(determinant, low[part], high[part], int(size))
            result[at[part, None] + np.arange(size)] = roots
    return np.asarray(np.sort(result))


def _paired(
    zeros: Floats, first: NDArray[np.int64], sizes: NDArray[np.int64], unit: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two uncertain neighbours, well away from all others, share their two points."""
    apart = np.diff(zeros, prepend=-np.inf, append=np.inf)
    single = sizes == 1
    follows = np.r_[(np.diff(first) == 1) & single[:-1] & single[1:], False]
    gap = apart[np.minimum(first + 1, zeros.size)]
    outside = np.minimum(apart[first], apart[np.minimum(first + 2, zeros.size)])
    pair = follows & (gap < 0.1 * unit) & (outside > 3 * gap)
    pair[1:] &= ~pair[:-1]
    second = np.r_[False, pair[:-1]]
    sizes = np.where(pair, 2, sizes)
    return first[~second], sizes[~second]


def _roots(determinant: FloatDeterminant, low: Floats, high: Floats, size: int) -> Floats:
    here, there = determinant.matrix(low**2), determinant.matrix(high**2)
    centre = 0.0 if size == 1 else 0.5  # from where the wanted roots are the nearest
    theta = np.linalg.eigvals(_compressed(_quotient(here, there, centre), size))
    with np.errstate(all="ignore"):
        t = (1 / theta).real
    t = np.where(np.isfinite(t), t, np.inf)
    nearest = np.argsort(np.abs(t), axis=1)[:, :size]
    chosen = centre + np.sort(np.take_along_axis(t, nearest, axis=1), axis=1)
    return np.asarray(low[:, None] + (high - low)[:, None] * chosen)


def _quotient(here: Floats, there: Floats, centre: float) -> Floats:
    """``-M(centre)^-1 (M_1 - M_0)``, whose eigenvalues are 1/(t - centre)."""
    middle = here + centre * (there - here)
    try:
        return np.asarray(-np.linalg.solve(middle, there - here))
    except np.linalg.LinAlgError:  # a zero to the last bit: move by rounding
        middle = middle * (1 + 2e-16 * np.cos(np.arange(here.shape[1])))
        return np.asarray(-np.linalg.solve(middle, there - here))


def _compressed(operator: Floats, count: int) -> Floats:
    """The operator on the span of its ``count`` largest eigenvalues, by repeated squaring."""
    size = operator.shape[1]
    if count + 1 >= size:
        return operator
    power = operator
    for _ in range(_SQUARINGS):
        power = power / np.abs(power).max(axis=(1, 2), keepdims=True)
        power = power @ power
    start = np.cos(np.outer(np.arange(size) + 1.0, np.arange(count + 1) + 1.0) * 1.7)
    basis = np.linalg.qr(power @ start)[0]
    return np.asarray(basis.swapaxes(1, 2) @ operator @ basis)
