"""Densities in float64: values, Fourier coefficients, distribution function, seeded samples."""

from __future__ import annotations

from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.errors import integer

__all__ = [
    "cumulative",
    "fourier",
    "quantile_points",
    "quantiles",
    "sample",
    "upper_bound",
    "values",
]


@singledispatch
def values(density: Density, x: Floats) -> Floats:
    """``p(x)`` for angles of any turn.

    >>> from freqbias.theory.densities import uniform
    >>> values(uniform(), np.array([0.0, 4.0])) * 2 * np.pi
    array([1., 1.])
    """
    raise TypeError(f"no float64 form of {type(density).__name__}")


@singledispatch
def fourier(density: Density, count: int) -> NDArray[np.complex128]:
    """``phat_m = integral p(x) e^{-i m x} dx`` for m = 0, ..., count - 1."""
    raise TypeError(f"no float64 form of {type(density).__name__}")


@singledispatch
def _distribution(density: Density, x: Floats) -> Floats:
    raise TypeError(f"no float64 form of {type(density).__name__}")


@singledispatch
def quantiles(density: Density, u: Floats) -> Floats:
    """The angle in [start, start + 2 pi] below which a share u of the mass lies, start as below."""
    raise TypeError(f"no float64 form of {type(density).__name__}")


@singledispatch
def upper_bound(density: Density) -> float:
    """A number that p nowhere exceeds, up to rounding."""
    raise TypeError(f"no float64 form of {type(density).__name__}")


def cumulative(density: Density, x: Floats) -> Floats:
    """``integral_start^x p`` for x in the turn from ``start``: the first break, or -pi.

    >>> from freqbias.theory.densities import uniform
    >>> cumulative(uniform(), np.array([-np.pi, 0.0, np.pi]))
    array([0. , 0.5, 1. ])
    """
    return _distribution(density, np.asarray(x, dtype=float))


def sample(density: Density, count: int, seed: int) -> Floats:
    """``count`` independent samples in [-pi, pi), by inversion; the seed is an argument.

    >>> from freqbias.theory.densities import uniform
    >>> sample(uniform(), 2, seed=0)
    array([ 0.86055566, -1.44647274])
    """
    return _wrapped(quantiles(density, np.random.default_rng(seed).random(_count(count))))


def quantile_points(density: Density, count: int) -> Floats:
    """The deterministic points ``F^{-1}((i + 1/2)/count)``, in [-pi, pi)."""
    return _wrapped(quantiles(density, (np.arange(_count(count)) + 0.5) / count))


def _count(count: int) -> int:
    return integer("samples", count, 1, 10**9)


def _wrapped(x: Floats) -> Floats:
    turned = (x + np.pi) % (2 * np.pi) - np.pi
    return np.where(turned < np.pi, turned, -np.pi)


def _edges(density: PiecewiseConstant) -> tuple[Floats, Floats]:
    edges = np.array([float(b) for b in density.breaks]) * np.pi
    return edges, np.array([float(region.value) for region in density.regions])


def _pieces(density: PiecewiseConstant) -> tuple[Floats, Floats, Floats]:
    """Left ends, lengths and masses, each rounded once from its exact value.

    Differences of rounded breaks would lose the mass of a piece that is short against 1e-16.
    """
    regions = density.regions
    left = np.array([float(r.left) for r in regions]) * np.pi
    lengths = np.array([float(r.right - r.left) for r in regions]) * np.pi
    masses = np.array([float(r.value * r.length) for r in regions])
    return left, lengths, masses


@values.register
def _(density: PiecewiseConstant, x: Floats) -> Floats:
    edges, heights = _edges(density)
    folded = edges[0] + (np.asarray(x) - edges[0]) % (2 * np.pi)
    at = np.clip(np.searchsorted(edges, folded, side="right") - 1, 0, heights.size - 1)
    return np.asarray(heights[at])


@upper_bound.register
def _(density: PiecewiseConstant) -> float:
    return float(density.maximum)


@fourier.register
def _(density: PiecewiseConstant, count: int) -> NDArray[np.complex128]:
    left, lengths, masses = _pieces(density)
    m = np.arange(count)[:, None]
    middles = left + lengths / 2
    return np.asarray((np.exp(-1j * m * middles) * np.sinc(m * lengths / (2 * np.pi))) @ masses)


@_distribution.register
def _(density: PiecewiseConstant, x: Floats) -> Floats:
    left, lengths, masses = _pieces(density)
    x = np.clip(x, left[0], left[0] + 2 * np.pi)
    at = np.clip(np.searchsorted(left, x, side="right") - 1, 0, left.size - 1)
    before = np.concatenate([[0.0], np.cumsum(masses)[:-1]])
    share = np.clip((x - left[at]) / lengths[at], 0.0, 1.0)
    return np.asarray(np.minimum(before[at] + masses[at] * share, 1.0))


@quantiles.register
def _(density: PiecewiseConstant, u: Floats) -> Floats:
    left, lengths, masses = _pieces(density)
    ends = np.cumsum(masses)
    occupied = np.flatnonzero(masses)
    scaled = np.clip(u, 0.0, 1.0) * ends[-1]
    at = occupied[np.minimum(np.searchsorted(ends[occupied], scaled), occupied.size - 1)]
    share = np.clip((scaled - ends[at] + masses[at]) / masses[at], 0.0, 1.0)
    return np.asarray(left[at] + share * lengths[at])


def _waves(density: Trigonometric) -> NDArray[np.complex128]:
    return np.array(
        [float(a) - 1j * float(b) for a, b in zip(density.cosines, density.sines, strict=True)]
    )


@values.register
def _(density: Trigonometric, x: Floats) -> Floats:
    total = np.ones_like(x, dtype=float)
    for k, wave in enumerate(_waves(density), start=1):
        total += (wave * np.exp(1j * k * np.asarray(x))).real
    return np.asarray(np.maximum(total, 0.0) / (2 * np.pi))


@upper_bound.register
def _(density: Trigonometric) -> float:
    return float((1 + np.abs(_waves(density)).sum()) / (2 * np.pi))


@fourier.register
def _(density: Trigonometric, count: int) -> NDArray[np.complex128]:
    coefficients = np.zeros(count, dtype=complex)
    waves = np.concatenate([[1.0], _waves(density) / 2])[:count]
    coefficients[: waves.size] = waves
    return coefficients


@_distribution.register
def _(density: Trigonometric, x: Floats) -> Floats:
    total = x + np.pi
    for k, wave in enumerate(_waves(density), start=1):
        total = total + (wave / (1j * k) * (np.exp(1j * k * x) - (-1) ** k)).real
    return total / (2 * np.pi)


@quantiles.register
def _(density: Trigonometric, u: Floats) -> Floats:
    low = np.full(np.shape(u), -np.pi)
    high = np.full(np.shape(u), np.pi)
    for _ in range(54):  # bisection: also where p vanishes, to the last bit of pi
        middle = (low + high) / 2
        below = cumulative(density, middle) < u
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)
