"""Blocks of long vectors, as rows, a strip of points at a time: so nothing large is made on the way.

Inner products have a bound of their rounding.  A plain sum over n points could be wrong by ``n u``;
here parts of 128 points are summed in whatever order, 32 of them one after the other, and strips of
these by halves: with u = 2^-53

    |fl(x . y) - x . y| <= (161 + log2(n)) u |x| |y|,

and u more for each thread but the first, as their sums are added one after the other.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from freqbias.numerics.compiled import compiled_in_any_order
from freqbias.numerics.evaluate import Floats

__all__ = ["combined", "distances", "inner_error", "inner_products"]

_PART, _PARTS = 128, 32
_STRIP = _PART * _PARTS


def inner_error(points: int, threads: int = 1) -> float:
    """A number e with ``|fl(x . y) - x . y| <= e |x| |y|``.

    >>> f"{inner_error(1_000_000):.1e}"
    '2.0e-14'
    """
    return float(_PART + _PARTS + threads + np.log2(points)) * 2.0**-53


def inner_products(left: Floats, right: Floats, threads: int = 1) -> Floats:
    """``left_i . right_j``; rows (m, n) and (k, n), result (m, k).

    >>> inner_products(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [1.0, 0.0]]))
    array([[11.,  1.]])
    """

    def product(start: int, stop: int) -> Floats:
        if stop - start > _STRIP:
            middle = start + _PART * ((stop - start) // (2 * _PART))
            return product(start, middle) + product(middle, stop)
        whole = start + _PART * ((stop - start) // _PART)
        rest = np.asarray(left[:, whole:stop] @ right[:, whole:stop].T)
        parts = [rows[:, start:whole].reshape(len(rows), -1, _PART) for rows in (left, right)]
        sums = parts[0].transpose(1, 0, 2) @ parts[1].transpose(1, 2, 0)
        return np.asarray(sums.sum(axis=0) + rest)

    edges = np.linspace(0, left.shape[1], threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        return np.asarray(sum(pool.map(product, edges[:-1], edges[1:])))


def combined(rows: Floats, matrix: Floats, threads: int = 1) -> Floats:
    """``matrix @ rows`` in the memory of the rows: (m, n) and (k, m) with k <= m give (k, n).

    >>> combined(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]]))
    array([[-2., -2.]])
    """
    kept = len(matrix)

    def combine(at: slice) -> None:
        rows[:kept, at] = matrix @ rows[:, at]

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(combine, _strips(rows)))
    return rows[:kept]


def distances(left: Floats, right: Floats, factors: Floats, threads: int = 1) -> Floats:
    """``|left_i - factors_i right_i|``, (m,), to ``n u`` of it.

    >>> distances(np.array([[3.0, 5.0]]), np.array([[0.0, 1.0]]), np.array([1.0]))
    array([5.])
    """

    squares = np.empty(len(left))
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_square, left, right, factors, np.split(squares, len(left))))
    return np.asarray(np.sqrt(squares))


@compiled_in_any_order
def _square(left: Floats, right: Floats, factor: float, result: Floats) -> None:
    total = 0.0
    for j in range(len(left)):
        apart = left[j] - factor * right[j]
        total += apart * apart
    result[0] = total


def _strips(rows: Floats) -> list[slice]:
    return [slice(start, start + _STRIP) for start in range(0, rows.shape[1], _STRIP)]
