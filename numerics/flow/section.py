"""Gradient flow with the kernel cut off at a degree: for kernels and spaces without closed forms.

Where ``k(x, y) = sum_l mu_l e_l(x) e_l(y)`` with known functions e_l (Fourier's on the circle,
harmonics of one order on a sphere), the sum to degrees below L is an operator of finite rank.  On
Gauss nodes x_q of weight w_q, which are exact for products of two e_l on pieces where p is constant, it
is ``X X^T``, ``X_ql = sqrt(p(x_q) w_q) e_l(x_q) sqrt(mu_l)``: its eigenvalues are the squares of X's
singular values, so small ones lose no digits, and ``sqrt(p w) f`` at the nodes are coordinates.
What is cut off is seen by doubling L, see :func:`settled_times`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import svd

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.relaxation import Indices, Relaxation
from freqbias.numerics.flow.sampled import consecutive
from freqbias.numerics.flow.times import Measure, Search
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = [
    "Nodes",
    "SectionFlow",
    "SettledTimes",
    "gauss_nodes",
    "settled_times",
    "told_from_rounding",
]

_MARGIN = 24  # nodes beyond those that resolve the oscillation: products to 1e-15
_LONGEST = 96  # nodes in one rule: longer rules lose digits
_TOLD = 1e-11  # of k(0); eigenvalues have errors of 1e-15 k(0)
_ROUNDING = 1e-13  # of the largest eigenvalue of the kernel
_AGREED = 1e-5  # of times, relative: doubling again changes them by an eighth of that or less
_RATIO = 1.01  # of the search backwards


@dataclass(frozen=True, eq=False)
class Nodes:
    """Points of the pieces, one after the other, and what their values count.

    :param points: angles, shape (nodes,).
    :param weights: p times the quadrature weights, > 0.
    :param counts: how many lie on each piece; 0 on a gap.
    """

    points: Floats
    weights: Floats
    counts: tuple[int, ...]

    def weighted(self, factors: Floats) -> Nodes:
        """For another measure, with this density with respect to the angle."""
        return replace(self, weights=self.weights * factors)


def gauss_nodes(pieces: Iterable[tuple[float, float, float]], degrees: int) -> Nodes:
    """Gauss-Legendre nodes for products of two trigonometric polynomials of degree < L.

    :param pieces: (left, right, p), angles in radians.
    :param degrees: L.

    >>> nodes = gauss_nodes([(-np.pi, 0.0, 0.1), (0.0, 1.0, 0.0), (1.0, np.pi, 0.3)], 10)
    >>> nodes.counts[1], round(float(nodes.weights.sum()) - (0.4 * np.pi - 0.3), 12)
    (0, 0.0)
    """
    points, weights, counts = [np.empty(0)], [np.empty(0)], []
    for left, right, value in pieces:
        found = _panels(left, right, degrees) if value else []
        points += [x for x, _ in found]
        weights += [value * w for _, w in found]
        counts.append(sum(x.size for x, _ in found))
    return Nodes(np.concatenate(points), np.concatenate(weights), tuple(counts))


def _panels(left: float, right: float, degrees: int) -> list[tuple[Floats, Floats]]:
    half = (right - left) / 2
    panels = max(1, math.ceil(degrees * half / (_LONGEST - _MARGIN)))
    half /= panels
    nodes, weights = np.polynomial.legendre.leggauss(math.ceil(degrees * half) + _MARGIN)
    centres = left + half * (2 * np.arange(panels) + 1)
    return [(centre + half * nodes, half * weights) for centre in centres]


@dataclass(frozen=True, eq=False)
class SectionFlow(Relaxation):
    """The residual of gradient flow for a kernel that is cut off.

    Functions are columns of coordinates ``sqrt(p w) f`` at the nodes.  What is orthogonal to the
    harmonics of the kernel stays: its eigenvalues are 0.

    >>> nodes = gauss_nodes([(-np.pi, np.pi, 1 / (2 * np.pi))], 4)
    >>> waves = np.sqrt(2) * np.cos(nodes.points[:, None] * [1, 2])
    >>> flow = SectionFlow.of(nodes, waves, np.array([0.5, 0.25]), np.inf)
    >>> flow.eigenvalues[:3].round(12)
    array([0.5 , 0.25, 0.  ])
    >>> flow.errors(flow.coordinates(waves), 1.0).round(4)  # e^(-2 lambda)
    array([[0.3679, 0.6065]])
    """

    nodes: Nodes

    @classmethod
    def of(
        cls, nodes: Nodes, basis: Floats, multipliers: Floats, horizon: float = np.inf
    ) -> SectionFlow:
        """From the values of the e_l at the nodes, shape (nodes, L), and the mu_l >= 0.

        :raises InputError: if a mu_l is negative, by more than rounding.
        """
        if multipliers.min() < -_ROUNDING * multipliers.max():
            raise InputError(f"the kernel has the negative eigenvalue {multipliers.min():.3g}")
        roots = np.sqrt(np.maximum(multipliers, 0.0))
        matrix = np.sqrt(nodes.weights)[:, None] * basis * roots
        vectors, singular, _ = svd(matrix, check_finite=False)
        eigenvalues = np.zeros(nodes.points.size)
        eigenvalues[: singular.size] = singular**2
        return cls(nodes, horizon=horizon, eigenvalues=eigenvalues, vectors=vectors)

    @property
    def regions(self) -> list[Indices]:
        """The nodes of each piece."""
        return consecutive(self.nodes.counts)

    def coordinates(self, values: Floats) -> Floats:
        """Of functions with these values at the nodes, shape (nodes, functions)."""
        return np.asarray(np.sqrt(self.nodes.weights)[:, None] * values)


@dataclass(frozen=True, eq=False)
class SettledTimes:
    """Times of the pieces, and last of all of them together.

    :param times: shape (pieces + 1, targets); NaN in a gap, infinite where the error does not fall.
    :param degrees: below which the kernel was cut off.
    :param change: the largest relative change from half as many; what the times are good for.
    """

    times: Floats
    degrees: int
    change: float

    @property
    def horizon(self) -> float:
        """Up to which the times are resolved: all or none, as the change is below 1e-5 or not."""
        return np.inf if self.change <= _AGREED else 0.0


def told_from_rounding(multipliers: Floats, kernel: Kernel) -> bool:
    """Whether each is 0 or larger than what rounding makes of a kernel without closed form.

    >>> from freqbias.theory.kernels import deep
    >>> told_from_rounding(np.array([0.0, 1e-17]), deep(2))
    False
    """
    if kernel.is_exponential_polynomial:
        return True
    return bool(((multipliers == 0) | (multipliers > _TOLD * float(kernel.at_zero))).all())


def settled_times(
    resolved: Callable[[int], tuple[SectionFlow, Floats]],
    tolerance: float,
    degrees: int,
    most: int,
) -> SettledTimes:
    """Times to converge, with degrees doubled until they no longer change.

    :param resolved: the flow and its targets for L degrees.
    :param tolerance: what is left of the mean square.
    :param degrees: to begin with.
    :param most: beyond which they are not doubled.
    :raises InputError: if more are needed even to begin with.
    """
    if 2 * degrees > most:
        raise InputError(f"degrees up to {2 * degrees} are needed, more than {most}")
    coarse = _times(*resolved(degrees), tolerance)
    while True:
        degrees *= 2
        fine = _times(*resolved(degrees), tolerance)
        change = _change(coarse, fine)
        if change <= _AGREED or 2 * degrees > most:
            return SettledTimes(fine, degrees, change)
        coarse = fine


def _times(flow: SectionFlow, targets: Floats, tolerance: float) -> Floats:
    groups = [*flow.regions, np.arange(flow.vectors.shape[0])]
    return Search(flow, targets, tolerance, [Measure(rows) for rows in groups], _RATIO).times()


def _change(coarse: Floats, fine: Floats) -> float:
    """Relative; infinite where one is finite and the other is not."""
    finite = np.isfinite(fine)
    if (finite != np.isfinite(coarse)).any():
        return np.inf
    return float(np.abs(coarse[finite] / fine[finite] - 1).max(initial=0.0))
