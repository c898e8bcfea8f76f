"""The arc on which a unit is active, as a cyclic range of points sorted by angle.

A unit ``relu(w . x + b)`` on the circle, ``x = (cos phi, sin phi)``, is positive where
``|w| cos(phi - alpha) > -b``, alpha the angle of w: on one arc around alpha.  Among sorted points that
is one cyclic range, so where some points are active and some are not there is exactly one border of
each kind.  A border is therefore right as soon as the signs on its two sides are, and small changes
of (w, b) are followed from the old border: O(log d) if it moves past d points, never above O(log n).

Signs are those of ``w_1 cos + w_2 sin + b`` as computed in float64; where it is 0 a unit is inactive.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, shown

__all__ = [
    "CirclePoints",
    "Indices",
    "Unit",
    "arcs_of",
    "bounded",
    "locate",
    "located",
    "settle",
]

Indices = NDArray[np.int64]
Unit = tuple[float, float, float]  # w_1, w_2, b
_TANGENT = 1e-9  # where b^2/|w|^2 is this near to 1, rounding decides signs at the tip of the arc


@dataclass(frozen=True)
class CirclePoints:
    """Points of the circle in the order of their angles; equal and antipodal ones are welcome.

    :param points: n >= 1 finite angles in radians, of any turn and in any order.
    :raises InputError: if they are not that.

    >>> circle = CirclePoints(np.array([3.0, -1.0, 7.0]))
    >>> circle.order, circle.angles.round(3)
    (array([1, 2, 0]), array([-1.   ,  0.717,  3.   ]))
    """

    points: Floats

    def __post_init__(self) -> None:
        points = np.asarray(self.points, dtype=float)
        if points.ndim != 1 or not points.size or not np.isfinite(points).all():
            raise InputError(
                f"points of shape {shown(points.shape)} are not finite angles in a row"
            )
        object.__setattr__(self, "points", points)

    def __len__(self) -> int:
        return self.points.size

    @cached_property
    def order(self) -> Indices:
        """The index of the point that comes k-th."""
        return np.argsort(self._unsorted[1], kind="stable")

    @cached_property
    def inputs(self) -> Floats:
        """``(cos, sin)`` in order, shape (n, 2)."""
        return np.ascontiguousarray(self._unsorted[0][self.order])

    @cached_property
    def angles(self) -> Floats:
        """The angles of ``inputs`` in [-pi, pi], increasing."""
        return self._unsorted[1][self.order]

    @cached_property
    def _unsorted(self) -> tuple[Floats, Floats]:
        inputs = np.column_stack([np.cos(self.points), np.sin(self.points)])
        return inputs, np.arctan2(inputs[:, 1], inputs[:, 0])

    def sorted(self, values: Floats) -> Floats:
        """Values given point by point, in order of the angles; along the first axis."""
        return np.ascontiguousarray(np.asarray(values, dtype=float)[self.order])

    def restored(self, values: Floats) -> Floats:
        """Values in order of the angles, point by point as the points were given."""
        result = np.empty_like(values)
        result[self.order] = values
        return result


@compiled
def _active(unit: Unit, inputs: Floats, k: int) -> bool:
    return bool(unit[0] * inputs[k, 0] + unit[1] * inputs[k, 1] + unit[2] > 0)


@compiled
def _wrapped(k: int, n: int) -> int:
    """An index between -n and 2 n in the turn from 0."""
    if k < 0:
        return k + n
    return k - n if k >= n else k


@compiled
def _nearest(unit: Unit, inputs: Floats, angles: Floats, angle: float, side: float) -> int:
    """Of the neighbours of an angle, the one with the larger ``side (w . x)``."""
    n = len(angles)
    found = int(np.searchsorted(angles, angle))
    after = found if found < n else 0
    before = after - 1 if after else n - 1
    difference = unit[0] * (inputs[after, 0] - inputs[before, 0])
    difference += unit[1] * (inputs[after, 1] - inputs[before, 1])
    return after if side * difference >= 0 else before


@compiled
def _crossing(unit: Unit, inputs: Floats, start: int, stop: int) -> int:
    """First index from ``start`` round to ``stop`` with the activity of ``stop``; start's differs."""
    n = len(inputs)
    sought = _active(unit, inputs, stop)
    below, above = start, stop if stop > start else stop + n
    while above - below > 1:
        middle = (below + above) // 2
        if _active(unit, inputs, middle if middle < n else middle - n) == sought:
            above = middle
        else:
            below = middle
    return above if above < n else above - n


@compiled
def locate(unit: Unit, inputs: Floats, angles: Floats) -> tuple[int, int]:
    """The range [first, end) of active points of a unit (w_1, w_2, b), by bisection.

    ``0 <= first < n`` and ``first <= end <= first + n``: indices from n on begin the next turn.  Among
    the points w . x is largest next to alpha and smallest next to alpha + pi, and monotone between.
    """
    n = len(angles)
    alpha = np.arctan2(unit[1], unit[0])
    top = _nearest(unit, inputs, angles, alpha, 1.0)
    if not _active(unit, inputs, top):
        return 0, 0
    bottom = _nearest(unit, inputs, angles, alpha - np.copysign(np.pi, alpha), -1.0)
    if _active(unit, inputs, bottom):
        return 0, n
    first = _crossing(unit, inputs, bottom, top)
    end = _crossing(unit, inputs, top, bottom)
    return first, end if end > first else end + n


@compiled
def _followed(unit: Unit, inputs: Floats, start: int, inwards: int) -> int:
    """The active point at one border, by strides that double and then bisection; -1 if none is found.

    ``inwards`` is the direction into the arc: 1 at its first point, -1 at its last.  However far a
    stride went, between different signs in this direction lies the one border of its kind.
    """
    n = len(inputs)
    active = _active(unit, inputs, start)
    direction = -inwards if active else inwards
    near, far = 0, 1  # offsets; the sign at near is that at the start
    while far < n and _active(unit, inputs, _wrapped(start + direction * far, n)) == active:
        near, far = far, 2 * far
    if far >= n:
        return -1
    while far - near > 1:
        middle = (near + far) // 2
        if _active(unit, inputs, _wrapped(start + direction * middle, n)) == active:
            near = middle
        else:
            far = middle
    return _wrapped(start + direction * (near if active else far), n)


@compiled
def bounded(unit: Unit, first: int, end: int, inputs: Floats) -> bool:
    """Whether [first, end) is the range of a unit that has borders: four signs, no call, no loop.

    The signs at a border tell nothing at the tip of a tangent arc, where rounding decides them.
    """
    n = len(inputs)
    before = first - 1 if first else n - 1
    last = end - 1 if end <= n else end - 1 - n
    after = end if end < n else end - n
    weight = unit[0] * unit[0] + unit[1] * unit[1]
    return (
        0 < end - first < n
        and unit[2] * unit[2] < (1 - _TANGENT) * weight
        and _active(unit, inputs, first)
        and not _active(unit, inputs, before)
        and _active(unit, inputs, last)
        and not _active(unit, inputs, after)
    )


@compiled
def settle(unit: Unit, first: int, end: int, inputs: Floats, angles: Floats) -> tuple[int, int]:
    """The range of active points, from an old one whose unit or points were a little else.

    ``0 <= first < n`` and ``first <= end <= first + n``, else any range will do as the old one.  A
    border that moved past d points costs O(log d); where none is found :func:`locate` answers.
    """
    n = len(inputs)
    bias, weight = unit[2] * unit[2], unit[0] * unit[0] + unit[1] * unit[1]
    if bias > (1 + _TANGENT) * weight:
        return 0, n if unit[2] > 0 else 0
    if bias > (1 - _TANGENT) * weight or first == end or end - first == n:
        return locate(unit, inputs, angles)
    first = _followed(unit, inputs, first, 1)
    last = _followed(unit, inputs, end - 1 if end <= n else end - 1 - n, -1)
    if first < 0 or last < 0:
        return locate(unit, inputs, angles)
    return first, last + 1 if last >= first else last + 1 + n


@compiled
def _locate_all(units: Floats, inputs: Floats, angles: Floats, arcs: Indices) -> None:
    for r in range(len(units)):
        unit = (units[r, 0], units[r, 1], units[r, 2])
        arcs[r, 0], arcs[r, 1] = locate(unit, inputs, angles)


def arcs_of(units: Floats, circle: CirclePoints) -> Indices:
    """The ranges [first, end) of all units, shape (m, 2); O(m log n).

    :param units: rows that begin with ``w_1, w_2, b``.

    >>> circle = CirclePoints(np.array([0.0, 1.5, 3.0, -1.5]))
    >>> arcs_of(np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [1.0, 0.0, 2.0]]), circle)
    array([[0, 3],
           [3, 4],
           [0, 4]])
    """
    return located(units, circle.inputs, circle.angles)


def located(units: Floats, inputs: Floats, angles: Floats) -> Indices:
    """:func:`arcs_of` for sorted inputs and their angles."""
    arcs = np.empty((len(units), 2), dtype=np.int64)
    _locate_all(units, inputs, angles, arcs)
    return arcs
