"""Float64 eigenvalues of T to full relative accuracy, up to indices of 1e5 and beyond.

With omega = sqrt(nu), D = det(I - nu T) is entire of exponential type with all zeros real.  It is
sampled at Chebyshev points of panels that hold about 24 zeros; the zeros of the interpolants are sign
changes, and minima of abs(D), which between real zeros can only be double zeros within rounding.  The
count of ``FloatDeterminant.count`` says how many must be found between any two points: a panel
that disagrees is divided.  Zeros that rounding of D leaves uncertain, pairs above all, are taken
from the pencil of two closure matrices instead, in which near-double zeros are well conditioned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.floating.determinant import FloatDeterminant
from freqbias.numerics.floating.pencil import polished
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel

__all__ = ["float_spectrum"]

_MOST = 1_000_000
_ZEROS = 24  # expected in a panel
_NODES = 80  # resolve D there to rounding: its type is pi times the density of zeros
_GRID = 12 * _ZEROS
_DEEPEST = 2  # divisions by three before bisection by counts
_HALVINGS = 30


def float_spectrum(kernel: Kernel, density: PiecewiseConstant, count: int) -> Floats:
    """The ``count`` largest eigenvalues of T, decreasing, copies counted; shape (count,).

    Relative errors are about 1e-13, for weights in ratios up to 1e6 and with gaps too.  Nothing here
    is certified: completeness is checked against an independent count, but in float64.

    :raises InputError: if the kernel is not an exponential polynomial with an inverse symbol or is
        not semidefinite, the density is not piecewise constant, or count is out of range.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> float_spectrum(first_layer_bias, uniform(), 4).round(8)
    array([0.17566059, 0.11316059, 0.11316059, 0.02814477])
    """
    integer("count", count, 1, _MOST)
    if not isinstance(density, PiecewiseConstant):
        raise InputError(f"density {shown(density)} is not piecewise constant")
    if not kernel.fourier().is_nonnegative:
        raise InputError(f"kernel {kernel.name!r} is not proved to be positive semidefinite")
    determinant = FloatDeterminant(kernel, density)
    edges, counts = _panels(determinant, float(kernel.at_zero), count)
    zeros, slack = _zeros(determinant, edges, counts)
    uncertain = slack > 1e-14 * zeros
    zeros = polished(determinant, zeros, uncertain)
    return np.asarray(zeros[:count] ** -2.0)


def _panels(
    determinant: FloatDeterminant, trace: float, count: int
) -> tuple[Floats, NDArray[np.int64]]:
    """Edges in omega from below the first zero to beyond the last wanted, and the counts there."""
    width = _ZEROS / determinant.zeros_per_unit
    steps = np.r_[0, 1 / 6, 1 / 2, np.arange(1, count // _ZEROS + 4)]  # D is not level at first
    edges = trace**-0.5 * (1 - 1e-9) + width * steps
    counts = determinant.count(edges**2)
    while counts[-1] < count:
        more = edges[-1] + width * np.arange(1, 2 + (count - int(counts[-1])) // _ZEROS)
        edges, counts = np.r_[edges, more], np.r_[counts, determinant.count(more**2)]
    last = int(np.searchsorted(counts, count)) + 1
    return edges[:last], counts[:last]


def _zeros(
    determinant: FloatDeterminant, edges: Floats, counts: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """All zeros between the edges, ascending, and how far each may be off by rounding of D."""
    left, right = edges[:-1], edges[1:]
    low, high = counts[:-1], counts[1:]
    found: list[tuple[Floats, Floats]] = []
    for depth in range(_DEEPEST + 1):
        full = high > low
        left, right, low, high = left[full], right[full], low[full], high[full]
        if not left.size:
            break
        if depth == _DEEPEST:
            found.append(_bisected(determinant, left, right, low, high))
            break
        panels = _Panels.sampled(determinant, left, right)
        zeros, slack, at = panels.zeros()
        agrees = np.bincount(at, minlength=left.size) == high - low
        found.append((zeros[agrees[at]], slack[agrees[at]]))
        if agrees.all():
            break
        left, right, low, high = _divided(determinant, left, right, low, high, ~agrees)
    zeros, slack = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(zeros)
    return zeros[order], slack[order]


def _divided(
    determinant: FloatDeterminant,
    left: Floats,
    right: Floats,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    where: NDArray[np.bool_],
) -> tuple[Any, Any, Any, Any]:
    """Panels in three parts each, with the counts at the new edges."""
    a, b = left[where, None], right[where, None]
    inner = a + (b - a) * np.array([0.341, 0.653])  # no symmetric place, where zeros may sit
    middle = determinant.count(inner.ravel() ** 2).reshape(inner.shape)
    middle = np.clip(middle, low[where, None], high[where, None])
    ends = np.concatenate([a, inner, b], axis=1)
    counts = np.concatenate([low[where, None], middle, high[where, None]], axis=1)
    parts = (ends[:, :-1], ends[:, 1:], counts[:, :-1], counts[:, 1:])
    return tuple(part.ravel() for part in parts)  # type: ignore[return-value]


def _bisected(
    determinant: FloatDeterminant,
    left: Floats,
    right: Floats,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """The zeros of these panels by their indices, roughly, from counts alone."""
    which = np.repeat(np.arange(left.size), high - low)
    first = np.concatenate([[0], np.cumsum(high - low)[:-1]])
    index = low[which] + np.arange(which.size) - first[which]
    a, b = left[which], right[which]
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        above = determinant.count(middle**2) > index
        a, b = np.where(above, a, middle), np.where(above, middle, b)
    return (a + b) / 2, np.full(a.size, np.inf)


@dataclass(frozen=True)
class _Panels:
    """Chebyshev interpolants of D on intervals, each scaled to maximum 1.

    :param values: D at the nodes, shape (panels, nodes); ``slopes`` and ``bends`` its derivatives
        with respect to the coordinate in [-1, 1].
    """

    left: Floats
    right: Floats
    values: Floats
    slopes: Floats
    bends: Floats

    @classmethod
    def sampled(cls, determinant: FloatDeterminant, left: Floats, right: Floats) -> _Panels:
        nodes, _, derivative, _, _ = _rule()
        points = (left + right)[:, None] / 2 + (right - left)[:, None] / 2 * nodes
        sign, size = determinant.sign_and_log(points.ravel() ** 2)
        size = size.reshape(points.shape)
        values = sign.reshape(points.shape) * np.exp(size - size.max(axis=1, keepdims=True))
        slopes = values @ derivative.T
        return cls(left, right, values, slopes, slopes @ derivative.T)

    def zeros(self) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Zeros, their uncertainty, and the panel of each; minima of abs(D) count twice."""
        _, _, _, onto, _ = _rule()
        d, slope = self.values @ onto.T, self.slopes @ onto.T
        dips = (d[:, :-1] * d[:, 1:] > 0) & (d[:, :-1] * slope[:, :-1] < 0)
        dips &= d[:, 1:] * slope[:, 1:] > 0
        panel, cell = np.nonzero(dips)
        ends = np.linspace(-1, 1, _GRID + 1)
        lowest = self._solve(self.slopes, self.bends, panel, ends[cell], ends[cell + 1])
        depth = _interpolated(self.values[panel], lowest) * np.sign(d[panel, cell])
        touching, crossing = depth >= 0, depth < 0
        panels = [panel[crossing], panel[crossing]]
        lower = [ends[cell][crossing], lowest[crossing]]
        upper = [lowest[crossing], ends[cell + 1][crossing]]
        row, column = np.nonzero(d[:, :-1] * d[:, 1:] <= 0)
        at = np.concatenate([row, *panels])
        low = np.concatenate([ends[column], *lower])
        high = np.concatenate([ends[column + 1], *upper])
        zeros = self._solve(self.values, self.slopes, at, low, high)
        twice, where = np.repeat(lowest[touching], 2), np.repeat(panel[touching], 2)
        at, zeros = np.concatenate([at, where]), np.concatenate([zeros, twice])
        half = (self.right - self.left)[at] / 2
        omega = (self.left + self.right)[at] / 2 + half * zeros
        steep = np.abs(_interpolated(self.slopes[at], zeros))
        tail = np.abs(self.values @ _rule()[4].T).max(axis=1)[at]
        rounding = 2e-15 * (1 + omega / half / 10) + 4 * tail
        slack = half * rounding / np.maximum(steep, np.sqrt(rounding))
        slack[at.size - twice.size :] = np.inf
        return omega, slack, at

    @staticmethod
    def _solve(values: Floats, slopes: Floats, at: Any, low: Floats, high: Floats) -> Floats:
        """Zeros of interpolants in brackets: bisection to start, Newton steps kept inside."""
        own, own_slopes = values[at], slopes[at]
        sign = np.sign(_interpolated(own, low))
        x = (low + high) / 2
        for _ in range(10):
            value = _interpolated(own, x)
            left = value * sign > 0
            low, high = np.where(left, x, low), np.where(left, high, x)
            with np.errstate(all="ignore"):
                step = x - value / _interpolated(own_slopes, x)
            inside = (step > low - 1e-9) & (step < high + 1e-9)  # rounding of a zero at an end
            x = np.where(inside, step, (low + high) / 2)
        return np.asarray(x)


def _interpolated(values: Floats, x: Floats) -> Floats:
    """Barycentric interpolation: row i of ``values`` at the point ``x[i]``."""
    nodes, weights, _, _, _ = _rule()
    distance = x[:, None] - nodes
    distance[distance == 0] = 1e-300
    ratio = weights / distance
    return np.asarray((values * ratio).sum(axis=1) / ratio.sum(axis=1))


@lru_cache
def _rule() -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Chebyshev nodes, barycentric weights, differentiation, and interpolation onto the grid, tail."""
    angles = np.pi * (np.arange(_NODES) + 0.5) / _NODES
    nodes = np.cos(angles)
    weights = (-1.0) ** np.arange(_NODES) * np.sin(angles)
    to_series = np.linalg.inv(chebyshev.chebvander(nodes, _NODES - 1))
    grid = np.linspace(-1, 1, _GRID + 1)
    onto = chebyshev.chebvander(grid, _NODES - 1) @ to_series
    differentiated = chebyshev.chebder(to_series, axis=0)
    derivative = chebyshev.chebvander(nodes, _NODES - 2) @ differentiated
    parts = (nodes, weights, derivative, onto, to_series[-4:])
    return tuple(np.asarray(part, dtype=float) for part in parts)  # type: ignore[return-value]
