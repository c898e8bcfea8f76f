"""Angles folded to the half circle and sorted, with the waves a kernel needs there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.semiseparable import semiseparable

__all__ = ["FOLDING", "FoldedPoints", "frequencies"]

FOLDING = 7e-16


@dataclass(frozen=True)
class FoldedPoints:
    """n points ``x = y`` or ``x = y - pi``, ascending in y in [0, pi].

    Folding rounds an angle by at most ``FOLDING`` = 7e-16 (4e-16 in [-pi, pi)).

    :param order: which of the given points comes where: ``given[order]`` is ascending in y; (n,).
    :param y: (n,).
    :param sides: sigma, 1 where x = y and -1 where x = y - pi; int8, (n,).
    :param waves: ``cos(w y)`` and ``sin(w y)`` for each frequency w > 0; (2 * frequencies, n).
    """

    order: NDArray[np.intp]
    y: Floats
    sides: NDArray[np.int8]
    waves: Floats

    @classmethod
    def of(cls, angles: ArrayLike, kernel: Kernel) -> FoldedPoints:
        """Fold and sort.

        :raises InputError: if the angles are not a non-empty row of finite numbers.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> points = FoldedPoints.of([-1.0, 0.5], first_layer_bias)
        >>> points.y.round(3), points.sides
        (array([0.5  , 2.142]), array([ 1, -1], dtype=int8))
        """
        given = checked_angles(angles)
        inside = (given >= -np.pi) & (given <= np.pi)
        # a multiple of the float 2 pi would move far angles: the waves know where they are
        x = (
            given
            if inside.all()
            else np.where(inside, given, np.arctan2(np.sin(given), np.cos(given)))
        )
        x = np.where(x == np.pi, -np.pi, x)  # one place, to the last bit
        del inside
        y = np.where(x < 0, x + np.pi, x)
        order = np.argsort(y)
        sides = np.where(x < 0, -1, 1).astype(np.int8)[order]
        y = y[order]
        positive = frequencies(kernel)
        waves = np.empty((2 * len(positive), y.size))
        for row, w in enumerate(positive):
            phase = float(w) * y
            np.cos(phase, out=waves[2 * row])
            np.sin(phase, out=waves[2 * row + 1])
        return cls(order, y, sides, waves)

    def __len__(self) -> int:
        return int(self.y.size)

    @cached_property
    def repeated(self) -> int:
        """How many points are at the place of another one."""
        same = 0
        for side in (1, -1):
            y = self.y[self.sides == side]
            same += int(np.count_nonzero(y[1:] == y[:-1]))
        return same


def checked_angles(angles: ArrayLike) -> Floats:
    """A row of finite float64 angles.

    :raises InputError: if it is none; the first that is not finite is named.
    """
    try:
        if np.iscomplexobj(angles):
            raise TypeError
        given = np.asarray(angles, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"points {shown(angles)} are not real numbers") from None
    if given.ndim != 1 or not given.size:
        raise InputError(f"points of shape {shown(given.shape)} are not a non-empty row of angles")
    if not np.isfinite(given).all():
        first = int(np.argmin(np.isfinite(given)))
        raise InputError(f"point {first} is {given[first]}, which is not a finite angle")
    return given


def frequencies(kernel: Kernel) -> list[Any]:
    """The positive frequencies in the basis of a kernel, ascending."""
    found = {b.frequency for half in semiseparable(kernel) for b in half.basis}
    return sorted(found - {0})
