"""Eigenfunctions in closed form on the circle: values, derivatives, suprema, inner products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from flint import acb, arb

from freqbias.numerics.balls import Ball, complex_ball, precision, rational_ball
from freqbias.numerics.eigenvalue import hull
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.pieces import Piece
from freqbias.numerics.waves import Wave, dominant_wave
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.densities.density import ANGLE
from freqbias.theory.display import html_lines, mathml
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.exact import exact_number

__all__ = ["Eigenfunction", "PlacedPiece"]

_CELLS = 20_000
_TURN = 2


@dataclass(frozen=True)
class PlacedPiece:
    """A piece on [left, right], in units of pi, and the density there; all exact."""

    left: Any
    right: Any
    density: Any
    piece: Piece


@dataclass(frozen=True, repr=False)
class Eigenfunction:
    """A real function on the circle in closed form on every arc; 2 pi-periodic and continuous.

    Eigenfunctions are normalised, ``integral p f^2 dx = 1``, of either sign; their derivatives are
    functions of the same class and not normalised.

    :param density: p.
    :param pieces: ascending, from -pi to pi.
    :param bits: the precision at which the balls of the pieces were computed.
    """

    density: PiecewiseConstant
    pieces: tuple[PlacedPiece, ...]
    bits: int

    def value(self, x: Any, digits: int = 15) -> Ball:
        """A ball around f(x) at an exact angle x in radians (a number or exact SymPy constant).

        :raises InputError: if x is not exact.
        """
        integer("digits", digits, 1, 10_000)
        x = exact_number(x, "x")
        with precision(self.bits):
            turns = complex_ball(x).real / arb.pi()
            turns -= _TURN * ((turns.mid() + 1) / _TURN).floor()
            values = [
                placed.piece((turn - rational_ball(placed.left)) * arb.pi())
                for turn in (turns, turns + _TURN, turns - _TURN)
                for placed in self.pieces
                if not (turn < rational_ball(placed.left) or turn > rational_ball(placed.right))
            ]
            hull = acb(values[0]).real
            for value in values[1:]:
                hull = hull.union(acb(value).real)
            return Ball.of(hull, digits + 2)

    def __call__(self, x: Any) -> Floats:
        """Values in float64 at angles x in radians, of the shape of x; not certified."""
        angles = np.asarray(x, dtype=float)
        turns = (angles.ravel() / np.pi + 1) % _TURN - 1
        starts = np.array([float(placed.left) for placed in self.pieces])
        which = np.clip(np.searchsorted(starts, turns, side="right") - 1, 0, None)
        values = np.empty(turns.shape)
        for i, placed in enumerate(self.pieces):
            here = which == i
            values[here] = placed.piece.floats((turns[here] - starts[i]) * np.pi)
        return values.reshape(angles.shape)

    @property
    def error(self) -> arb:
        """The largest radius of the values at the ends of the arcs."""
        with precision(self.bits):
            ends = ((p.piece, end) for p in self.pieces for end in (arb(0), p.piece.length))
            return max((acb(piece(end)).real.rad() for piece, end in ends), default=arb(0))

    def derivative(self) -> Eigenfunction:
        """The derivative; continuous as well, for T f has a continuous derivative."""
        with precision(self.bits):
            pieces = [replace(placed, piece=placed.piece.derivative()) for placed in self.pieces]
        return replace(self, pieces=tuple(pieces))

    def scaled(self, factor: Any) -> Eigenfunction:
        """A multiple."""
        with precision(self.bits):
            pieces = [replace(p, piece=p.piece.scaled(factor)) for p in self.pieces]
        return replace(self, pieces=tuple(pieces))

    def inner(self, other: Eigenfunction) -> arb:
        """``integral p f g dx`` as a ball, in closed form; both on the same pieces."""
        with precision(self.bits):
            total = arb(0)
            for mine, yours in zip(self.pieces, other.pieces, strict=True):
                if (mine.left, mine.right) != (yours.left, yours.right):
                    raise InputError("the functions are given on different arcs")
                if mine.density != 0:
                    density = complex_ball(mine.density).real
                    total += density * acb(mine.piece.inner(yours.piece)).real
            return total

    def waves(self, digits: int = 15) -> tuple[Wave | None, ...]:
        """For each arc the oscillation of largest amplitude; None where nothing oscillates."""
        with precision(self.bits):
            return tuple(
                dominant_wave(placed.piece, placed.left, placed.right, placed.density, digits)
                for placed in self.pieces
            )

    def local_waves(self, region: int) -> tuple[Wave, ...]:
        """The oscillations on the arcs of one region of the density.

        :raises InputError: if there is no such region, or if nothing oscillates on one of its arcs.
        """
        integer("region", region, 0, len(self.density.regions) - 1)
        where = self.density.regions[region]
        found = [
            wave
            for wave, placed in zip(self.waves(), self.pieces, strict=True)
            if ((placed.left + placed.right) / 2 - where.left) % 2 < where.right - where.left
        ]
        if not found or None in found:
            raise InputError(f"on region {region} the function does not oscillate")
        return tuple(wave for wave in found if wave is not None)

    def local_frequency(self, region: int) -> Ball:
        """A ball around the frequencies on all arcs of a region; they differ by O(lambda).

        To leading order ``sqrt(p/(pi lambda))``, the paper's ``q sqrt(p)/Z`` (2003.04560 (12)).
        """
        return _shown(hull([wave.frequency for wave in self.local_waves(region)]))

    def local_amplitude(self, region: int) -> Ball:
        """A ball around the amplitudes on all arcs of a region."""
        return _shown(hull([wave.amplitude for wave in self.local_waves(region)]))

    def expression(self, x: Any = ANGLE, digits: int = 15) -> Any:
        """As SymPy on [-pi, pi): :func:`freqbias.numerics.expressions.expression`."""
        from freqbias.numerics import expressions

        return expressions.expression(self, x, digits)

    def latex(self) -> str:
        """One line for each arc: :func:`freqbias.numerics.expressions.latex`."""
        from freqbias.numerics import expressions

        return expressions.latex(self)

    def __repr__(self) -> str:
        return f"function in closed form on its arcs: {self._known}; {self.density}"

    @property
    def _known(self) -> str:
        """Its norm, and how well its values are known."""
        radius = self.error.str(1, radius=False)
        return f"integral p f^2 dx = {Ball.of(self.inner(self), 12).rounded(6)}, values within {radius}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_html_(self) -> str:
        return str(html_lines(mathml(self.latex()), self._known, f"p: {self.density}"))

    def supremum(self, left: Any = -1, right: Any = 1, digits: int = 6) -> Ball:
        """A ball around the maximum of abs(f) on [left pi, right pi], by subdivision.

        :param left: exact, in units of pi, within [-1, 1].
        :param right: the same.
        """
        left, right = exact_number(left, "left"), exact_number(right, "right")
        if not -1 <= left < right <= 1:
            raise InputError(f"[{shown(left)}, {shown(right)}] is not an interval inside [-1, 1]")
        with precision(self.bits):
            cells = [
                (placed.piece, placed.piece.derivative(), start, stop)
                for placed in self.pieces
                for start, stop in [_part(placed, left, right)]
                if start is not None
            ]
            return Ball.of(_maximum(cells, arb(10) ** -digits), digits + 2)


def _shown(ball: Ball) -> Ball:
    """Without digits that the radius makes meaningless."""
    return ball.rounded(max(ball.digits, 0) + 2)


def _part(placed: PlacedPiece, left: Any, right: Any) -> tuple[arb | None, arb]:
    """What of [left, right] lies on the piece, in radians from its start; None if nothing."""
    start, stop = max(placed.left, left), min(placed.right, right)
    if start >= stop:
        return None, arb(0)
    return tuple(rational_ball(end - placed.left) * arb.pi() for end in (start, stop))  # type: ignore[return-value]


def _maximum(cells: Sequence[Any], tolerance: arb) -> arb:
    """Branch and bound: values at middles bound it from below, mean-value forms from above.

    The heap is ordered by exact upper bounds, so that its first cell has the largest.
    """
    low, heap = arb(0), []
    for number, cell in enumerate(cells):
        low, bound = _bounded(cell, low)
        heap.append((-bound, number, cell))
    heapify(heap)
    number = len(heap)
    while number < _CELLS and not -heap[0][0] - low < tolerance * low:
        _, _, (f, slope, start, stop) = heappop(heap)
        middle = ((start + stop) / 2).mid()
        for part in ((f, slope, start, middle), (f, slope, middle, stop)):
            low, bound = _bounded(part, low)
            number += 1
            heappush(heap, (-bound, number, part))
    return low.union(-heap[0][0])


def _bounded(cell: Any, low: arb) -> tuple[arb, arb]:
    """The larger lower bound so far, and an upper bound on the cell; both exact."""
    f, slope, start, stop = cell
    middle = ((start + stop) / 2).mid()
    radius = max(abs(stop - middle).upper(), abs(start - middle).upper())
    value = abs(acb(f(middle)).real)
    steepest = abs(acb(slope(arb(middle, radius))).real).upper()
    bound = (value.upper() + steepest * radius).upper()
    return max(low, value.lower()), bound if bound.is_finite() else arb.pos_inf()
