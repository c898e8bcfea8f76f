"""Densities in float64: values, Fourier coefficients, distribution function, seeded samples."""

from __future__ import annotations

from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.errors import InputError, shown

__all__ = ["cumulative", "fourier", "quantile_points", "quantiles", "sample", "values"]


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
    if not isinstance(count, int) or not 1 <= count <= 10**9:
        raise InputError(f"samples {shown(count)} is not an integer between 1 and 1000000000")
    return count


def _wrapped(x: Floats) -> Floats:
    return (x + np.pi) % (2 * np.pi) - np.pi


def _edges(density: PiecewiseConstant) -> tuple[Floats, Floats]:
    edges = np.array([float(b) for b in density.breaks]) * np.pi
    return edges, np.array([float(region.value) for region in density.regions])


@values.register
def _(density: PiecewiseConstant, x: Floats) -> Floats:
    edges, heights = _edges(density)
    folded = edges[0] + (np.asarray(x) - edges[0]) % (2 * np.pi)
    at = np.clip(np.searchsorted(edges, folded, side="right") - 1, 0, heights.size - 1)
    return np.asarray(heights[at])


@fourier.register
def _(density: PiecewiseConstant, count: int) -> NDArray[np.complex128]:
    edges, heights = _edges(density)
    jumps = heights - np.roll(heights, 1)  # phat_m = sum_j jump_j e^{-i m b_j} / (i m)
    m = np.arange(1, count)
    coefficients = np.ones(count, dtype=complex)
    coefficients[1:] = np.exp(-1j * np.outer(m, edges[:-1])) @ jumps / (1j * m)
    return coefficients


@_distribution.register
def _(density: PiecewiseConstant, x: Floats) -> Floats:
    edges, heights = _edges(density)
    mass = np.concatenate([[0.0], np.cumsum(heights * np.diff(edges))])
    return np.asarray(np.interp(x, edges, mass / mass[-1]))


@quantiles.register
def _(density: PiecewiseConstant, u: Floats) -> Floats:
    edges, heights = _edges(density)
    pieces = heights * np.diff(edges)
    ends = np.cumsum(pieces)
    occupied = np.flatnonzero(heights)
    scaled = np.asarray(u) * ends[-1]
    at = occupied[np.minimum(np.searchsorted(ends[occupied], scaled), occupied.size - 1)]
    beyond = (scaled - ends[at] + pieces[at]) / heights[at]
    return np.asarray(edges[at] + np.clip(beyond, 0, np.diff(edges)[at]))


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
