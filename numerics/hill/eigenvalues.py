"""Eigenvalues of Hill's equation: all of them in float64, single ones between certified bounds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.hill.counts import hill_count, pivots
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer

__all__ = ["hill_eigenvalues", "hill_interval"]

_CUTS = (0.5, 0.381, 0.279, 0.173)
_HALVINGS = 60
_MOST = 10**6


def _halves(length: float, phase: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Lengths and phases of a region cut in two, away from poles, by one of a few shares for each.

    At a double eigenvalue whole regions often end at a pole, where their entries lose all digits.
    """
    quality = [
        np.minimum(np.abs(np.sin(cut * phase)), np.abs(np.sin((1 - cut) * phase))) for cut in _CUTS
    ]
    share = np.choose(np.argmax(quality, axis=0), _CUTS)
    for part in (share, 1 - share):
        yield length * part, phase * part


def _float_counts(density: PiecewiseConstant, square: Floats) -> Floats:
    """The number of Hill eigenvalues below omega^2, in float64, vectorised."""
    total = np.zeros_like(square)
    diagonal, coupling = [], []
    for region in density.regions:
        whole = float(region.length) * np.sqrt(square * float(region.value))
        for length, phase in _halves(float(region.length), whole):
            sine = np.where(phase > 0, np.sin(phase), 1.0)
            factor = np.where(phase > 0, phase / sine, 1.0) / length
            diagonal.append(factor * np.cos(phase))
            coupling.append(factor)
            total += np.floor(phase / np.pi)
    for pivot in pivots(diagonal, coupling):
        total += pivot < 0
    return total


def hill_eigenvalues(density: PiecewiseConstant, count: int, slope: Any = np.pi) -> Floats:
    """The lowest Hill eigenvalues nu_0 = 0 <= nu_1 <= ... of ``-slope f'' = nu p f``, in float64.

    By bisection on the count, all indices at once, so copies of double eigenvalues are returned as
    often as they occur; not certified.  Empty regions are allowed.

    >>> from freqbias.theory.densities import uniform
    >>> hill_eigenvalues(uniform(), 4, 1).round(9)  # 2 pi m^2
    array([ 0.        ,  6.28318531,  6.28318531, 25.13274123])
    """
    integer("count", count, 1, _MOST)
    pieces = len(density.regions)
    unit = float(density.root_mean)
    index = np.arange(1, count)
    low = (np.maximum(index + 1 - pieces, 0) / (2 * unit) * (1 - 1e-12)) ** 2
    high = ((index + pieces) / (2 * unit) * (1 + 1e-12)) ** 2
    with np.errstate(all="ignore"):
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = _float_counts(density, middle) > index
            low, high = np.where(below, low, middle), np.where(below, middle, high)
    return np.concatenate([[0.0], float(slope) * (low + high) / 2])


def hill_interval(
    density: PiecewiseConstant, index: int, slope: Any, relative: Any = Fraction(1, 10**9)
) -> tuple[Any, Any]:
    """Exact rationals ``a <= nu_index <= b``, certified by counts: ``N(a) <= index < N(b)``.

    :param relative: half the relative width aimed at; doubled until both counts are decided.
    :raises InputError: if no interval of relative width below 1/100 can be certified.

    >>> from freqbias.theory.densities import uniform
    >>> [round(float(end), 6) for end in hill_interval(uniform(), 2, 1)]  # 2 pi
    [6.283185, 6.283185]
    """
    integer("index", index, 0, _MOST)
    if index == 0:
        return Fraction(0), Fraction(0)
    estimate = Fraction(float(hill_eigenvalues(density, index + 1, float(slope))[-1]))
    width = Fraction(relative)
    while width < Fraction(1, 100):
        low, high = estimate * (1 - width), estimate * (1 + width)
        below, above = (hill_count(density, end, slope) for end in (low, high))
        if below is not None and above is not None and below <= index < above:
            return low, high
        width *= 4
    raise InputError(f"the Hill eigenvalue of index {index} could not be enclosed")
