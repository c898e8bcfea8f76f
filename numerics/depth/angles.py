"""Deep kernels in float64, as functions of the angle.

Each layer keeps the angle and the sine of its half, as in :mod:`freqbias.numerics.depth.recursion`: an
arccos of cosines would lose half of the digits near theta = 0, and L layers add them up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from flint import arb_series
from numpy.typing import NDArray

from freqbias.numerics.balls import precision
from freqbias.numerics.depth.recursion import gain, recursive, series_length
from freqbias.theory.kernel import Kernel

__all__ = ["deep_function"]

_SMALL = 0.7  # below, g cancels
_TERMS = 9  # of a series in (t/2 pi)^2
_Floats = NDArray[np.float64]


def deep_function(kernel: Kernel) -> Callable[[_Floats], _Floats]:
    """The kernel as a function of angles in [0, pi].

    :raises InputError: if the kernel is not that of a recursion over layers.

    >>> from freqbias.theory.depth.recursion import deep
    >>> deep_function(deep(9))(np.array([0.0]))
    array([10.])
    """
    found = recursive(kernel)
    recursion = found.recursion
    variances = [float(recursion.variance(h)) for h in range(recursion.depth + 1)]
    sources = [q * (h in recursion.trained) for h, q in enumerate(variances)]
    scales = [math.sqrt(p / q) for p, q in pairwise(variances)]
    start, factor = 1 / math.sqrt(variances[0]), float(found.factor)

    def values(theta: _Floats) -> _Floats:
        half = start * np.sin(theta / 2)
        angle = theta if start == 1 else 2 * np.arcsin(half)
        total = sources[0] * np.cos(angle)
        for scale, source in zip(scales, sources[1:], strict=True):
            passed = total * (1 - angle / np.pi)
            half = scale * half * np.sqrt(1 - _gain(angle, half))
            angle = 2 * np.arcsin(half)
            total = passed + source * (1 - 2 * half**2)
        return np.asarray(factor * total)

    return values


def _gain(angle: _Floats, half: _Floats) -> _Floats:
    """``g`` of the recursion, given t and sin(t/2)."""
    small = angle < _SMALL
    with np.errstate(divide="ignore", invalid="ignore"):
        direct = (np.sin(angle) - angle * np.cos(angle)) / (2 * np.pi * half**2)
    return np.where(small, angle * np.polyval(_series(), np.where(small, angle, 0.0) ** 2), direct)


@lru_cache
def _series() -> _Floats:
    """The Taylor coefficients of ``g(t)/t`` in t^2, highest first."""
    with precision(128), series_length(2 * _TERMS + 4):
        coefficients = list(gain(arb_series([0, 1])))
    return np.array([float(c) for c in coefficients[1 : 2 * _TERMS : 2]][::-1])
