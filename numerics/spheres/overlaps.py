"""Overlaps of harmonics of one order on zones of S^(d-1), exact up to rounding.

A harmonic of degree l and order m is ``u_l(z)`` times a harmonic of degree m on S^(d-2), where
``u_l`` is ``(1-z^2)^(m/2)`` times a Gegenbauer polynomial; on S^2 these are the associated Legendre
functions.  They are orthonormal for ``w = c (1-z^2)^((d-3)/2)``, of integral 1 on [-1, 1], and with
``a_l = sqrt((l-m) (l+m+d-3) / ((2l+d-2) (2l+d-4)))``

    z u_l = a_{l+1} u_{l+1} + a_l u_{l-1},        (1-z^2) u_l' = (2l+d-2) a_l u_{l-1} - l z u_l.

They solve a Sturm-Liouville equation with eigenvalue ``Lambda_l = l (l+d-2)``, so that below a height h

    integral_{-1}^h w u_l u_k = [w (1-z^2) (u_l u_k' - u_k u_l')](h) / (Lambda_l - Lambda_k),  l != k.

For l = k write I for the integrals, and compare ``(z u_l) u_{l+1}`` with ``u_l (z u_{l+1})``:

    I_{l+1,l+1} = I_{l,l} + (a_{l+2} I_{l,l+2} - a_l I_{l-1,l+1}) / a_{l+1}.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import beta, betainc

from freqbias.numerics.evaluate import Floats

__all__ = ["Overlaps", "overlaps", "radial_functions", "recursion"]

_STEPS = 32  # of the recursion between two looks at its size
_LARGE = 400  # a power of two that is taken away when it is passed


@dataclass(frozen=True, eq=False)
class Overlaps:
    """``G_lk = integral w q u_l u_k`` for q constant on zones, between degrees m, m + 1, ...

    :param heights: the exact interior heights, increasing.
    :param order: m.
    :param dimension: d >= 3.
    :param values: ``u_l(h)``, a row for each degree, one degree more than asked for.
    """

    heights: tuple[Any, ...]
    order: int
    dimension: int
    values: Floats

    def matrix(self, zones: Floats, size: int) -> Floats:
        """G between the first ``size`` degrees.

        :param zones: q from south to north, one number more than heights.
        """
        found = self.block(zones, slice(size), slice(size))
        np.fill_diagonal(found, zones[-1] - self._below[:size] @ np.diff(zones))
        return found

    def block(self, zones: Floats, rows: slice, columns: slice) -> Floats:
        """The same between two ranges of degrees, counted from m; zero where they are equal."""
        weights = -np.diff(zones) * self._edge
        u, v = self.values, self._slopes
        left = np.hstack([u[rows] * weights, -v[rows] * weights])
        found = left @ np.hstack([v[columns], u[columns]]).T
        laplacian = self.degrees * (self.degrees + self.dimension - 2)
        gaps = np.subtract.outer(laplacian[rows], laplacian[columns])
        gaps[gaps == 0] = np.inf
        found /= gaps
        return np.asarray(found)

    @cached_property
    def degrees(self) -> Floats:
        """m, m + 1, ..."""
        return self.order + np.arange(len(self.values), dtype=float)

    @cached_property
    def _edge(self) -> Floats:
        """``w(h)``."""
        d = self.dimension
        return np.asarray(_complements(self.heights) ** ((d - 3) / 2) / beta(0.5, (d - 1) / 2))

    @cached_property
    def _slopes(self) -> Floats:
        """``(1-h^2) u_l'(h)``."""
        a = recursion(self.order, len(self.values), self.dimension)[:-1, None]
        before = np.vstack([np.zeros_like(self.values[:1]), self.values[:-1]])
        degree, z = self.degrees[:, None], np.array(self.heights, dtype=float)
        scale = 2 * degree + self.dimension - 2
        return np.asarray(scale * a * before - degree * z * self.values)

    @cached_property
    def _below(self) -> Floats:
        """``I_{l,l}`` for every height, by the recursion; one degree less than there are values."""
        shape = self.order + (self.dimension - 1) / 2
        first = betainc(shape, shape, np.array([(1 + h) / 2 for h in self.heights], dtype=float))
        a = recursion(self.order, len(self.values), self.dimension)[:-1, None]
        u, v = self.values, self._slopes
        apart = self._edge * (v[:-2] * u[2:] - u[:-2] * v[2:])
        apart /= 4 * self.degrees[:-2, None] + 2 * self.dimension
        terms = a[2:] * apart
        terms[1:] -= a[1:-2] * apart[:-1]
        return np.vstack([first, first + np.cumsum(terms / a[1:-1], axis=0)])


def overlaps(
    heights: Sequence[Any], orders: Sequence[int], count: int, dimension: int
) -> list[Overlaps]:
    """Overlaps of the first ``count`` degrees of each order.

    On the southern half of S^2, of weight 2, the constant and z:

    >>> (half,) = overlaps([0], [0], 2, 3)
    >>> half.matrix(np.array([2.0, 0.0]), 2).round(6)
    array([[ 1.      , -0.866025],
           [-0.866025,  1.      ]])
    """
    values = radial_functions(heights, orders, count + 1, dimension)
    return [
        Overlaps(tuple(heights), order, dimension, np.ascontiguousarray(values[:, i]))
        for i, order in enumerate(orders)
    ]


def recursion(order: Any, count: int, dimension: int) -> Floats:
    """``a_m = 0, a_{m+1}, ..., a_{m+count}``, along the first axis.

    :param order: one order, or an array of them along the second axis.
    """
    m = np.asarray(order, dtype=float)
    n = np.arange(1, count + 1).reshape(-1, *[1] * m.ndim)
    d, degree = dimension, m + n
    square = n * (degree + m + d - 3) / ((2 * degree + d - 2) * (2 * degree + d - 4))
    return np.concatenate([np.zeros((1, *m.shape)), np.sqrt(square)])


def radial_functions(
    heights: Sequence[Any], orders: Sequence[int], count: int, dimension: int
) -> Floats:
    """``u_l(h)`` of shape (count, orders, heights) for l = m, ..., m + count - 1.

    The recursion is stable upwards; its start may be far below the range of floats, near a pole for a
    large order, so a power of two is carried along.

    :param heights: exact, or floats.

    >>> radial_functions([1], [0], 4, 3).ravel()**2
    array([1., 3., 5., 7.])
    """
    z = np.array(heights, dtype=float)
    current, exponent = _start(heights, orders, dimension)
    previous = np.zeros_like(current)
    a = recursion(orders, count, dimension)[:, :, None]
    found = np.empty((count, *current.shape))
    powers = np.empty((-(-count // _STEPS), *current.shape), dtype=np.intc)
    for n in range(count):
        if n % _STEPS == 0:
            excess = np.where(np.abs(current) > 2.0**_LARGE, _LARGE, 0)
            current, previous = np.ldexp(current, -excess), np.ldexp(previous, -excess)
            exponent = exponent + excess
            powers[n // _STEPS] = exponent
        found[n] = current
        current, previous = (z * current - a[n] * previous) / a[n + 1], current
    return np.asarray(np.ldexp(found, np.repeat(powers, _STEPS, axis=0)[:count]))


def _start(heights: Sequence[Any], orders: Sequence[int], dimension: int) -> tuple[Floats, Any]:
    """``u_m = (1-z^2)^(m/2) sqrt(prod_{j=1}^m (2j+d-2)/(2j+d-3))`` as mantissa and power of two."""
    j = np.arange(1, max(orders, default=0) + 1)
    growth = np.concatenate([[0.0], np.cumsum(np.log2(1 + 1 / (2 * j + dimension - 3.0)))])
    m = np.array(orders)[:, None]
    with np.errstate(divide="ignore"):  # at a pole only the order 0 does not vanish
        logarithm = np.maximum(np.log2(_complements(heights)), -1e5)
    half = m * logarithm + growth[m]
    exponent = np.floor(half / 2)
    return 2.0 ** (half / 2 - exponent), exponent.astype(np.intc)


def _complements(heights: Sequence[Any]) -> Floats:
    """``1 - h^2``, without cancellation where h is exact."""
    return np.array([(1 - h) * (1 + h) for h in heights], dtype=float)
