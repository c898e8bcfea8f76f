"""Piecewise-constant densities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.theory.densities.density import ANGLE, Density, Exactness
from freqbias.theory.densities.weights import check_weights, exact_numbers
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import exact_number
from freqbias.theory.text import numbers

__all__ = ["PiecewiseConstant", "Region", "uniform"]

_MOST_PIECES = 10_000


@dataclass(frozen=True)
class Region:
    """A piece: left and right break in units of pi, and the value of p there."""

    left: Any
    right: Any
    value: Any

    @property
    def length(self) -> Any:
        """Length in radians."""
        return (self.right - self.left) * sp.pi


@dataclass(frozen=True, repr=False)
class PiecewiseConstant(Density):
    """Density proportional to ``weights[j]`` between ``breaks[j]`` and ``breaks[j+1]``.

    :param breaks: n+1 increasing rationals in units of pi that span exactly one turn (2).  They
        may start anywhere: the seam at +-pi is an ordinary point.
    :param weights: n rationals >= 0, not all zero; normalised to integral 1.
    :raises InputError: naming argument, value and the relation it breaks.

    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> [region.value for region in p.regions]
    [3/(14*pi), 3/(7*pi), 6/(7*pi)]
    >>> p.minimum, p.root_mean**2 < 1/(2*sp.pi)
    (3/(14*pi), True)
    """

    breaks: tuple[Any, ...]
    weights: tuple[Any, ...]
    exactness: Exactness = Exactness.EXACT

    def __post_init__(self) -> None:
        object.__setattr__(self, "breaks", exact_numbers(self.breaks, "breaks"))
        object.__setattr__(self, "weights", exact_numbers(self.weights, "weights"))
        _check_breaks(self.breaks)
        check_weights(self.weights, len(self.breaks) - 1, "breaks make", "pieces")

    @classmethod
    def from_text(cls, breaks: str, weights: str) -> PiecewiseConstant:
        """From comma-separated numbers; breaks in units of pi."""
        return cls(numbers(breaks, "breaks"), numbers(weights, "weights"))

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The pieces with their normalised values, empty ones (value 0) included."""
        lengths = [right - left for left, right in pairwise(self.breaks)]
        total = sum(w * length for w, length in zip(self.weights, lengths, strict=True)) * sp.pi
        return tuple(
            Region(left, right, weight / total)
            for (left, right), weight in zip(pairwise(self.breaks), self.weights, strict=True)
        )

    def expression(self, x: Any = ANGLE) -> Any:
        points = sorted(
            {2 * sp.frac((b + 1) / 2) - 1 for b in self.breaks} | {sp.Integer(-1), sp.Integer(1)}
        )
        cases = [
            (self.at((left + right) / 2), x < right * sp.pi) for left, right in pairwise(points)
        ]
        return sp.Piecewise(*cases[:-1], (cases[-1][0], True))

    def fourier_coefficient(self, m: Any) -> Any:
        m = sp.sympify(m, strict=True)
        if not m.is_integer:
            raise InputError(f"frequency {shown(m)} is not an integer")
        if m == 0:
            return sp.Integer(1)
        phases = [sp.exp(-sp.I * m * sp.pi * b) for b in self.breaks]
        total = sum(
            region.value * (right - left)
            for region, (left, right) in zip(self.regions, pairwise(phases), strict=True)
        )
        return sp.expand(sp.I * total / m)

    @cached_property
    def root_mean(self) -> Any:
        total = sp.Add(*(region.length * sp.sqrt(region.value) for region in self.regions))
        return sp.expand(total / (2 * sp.pi))

    @property
    def minimum(self) -> Any:
        return min(region.value for region in self.regions)

    @property
    def maximum(self) -> Any:
        return max(region.value for region in self.regions)

    @property
    def is_uniform(self) -> bool:
        return len(set(self.weights)) == 1

    @property
    def gaps(self) -> tuple[Region, ...]:
        """The pieces on which p = 0: L2(p) does not see them."""
        return tuple(region for region in self.regions if region.value == 0)

    def rotated(self, shift: Any) -> PiecewiseConstant:
        shift = exact_number(shift, "shift")
        return PiecewiseConstant(
            tuple(b + shift for b in self.breaks), self.weights, self.exactness
        )

    def reflected(self) -> PiecewiseConstant:
        mirrored = tuple(-b for b in reversed(self.breaks))
        return PiecewiseConstant(mirrored, tuple(reversed(self.weights)), self.exactness)

    def refined(self) -> tuple[tuple[Region, Region], ...]:
        """Common refinement of p and p(. + pi) over the half circle [-pi, 0).

        Each entry is an arc with the value of p on it, and the opposite arc (half a turn on) with
        the value there, so that both p and pbar are constant on every arc.

        >>> [(a.left, a.right, a.value, b.value) for a, b in uniform().refined()]
        [(-1, 0, 1/(2*pi), 1/(2*pi))]
        """
        folded = {b - sp.floor(b) - 1 for b in self.breaks}
        points = sorted(folded | {sp.Integer(-1), sp.Integer(0)})
        return tuple(
            (
                Region(left, right, self.at((left + right) / 2)),
                Region(left + 1, right + 1, self.at((left + right) / 2 + 1)),
            )
            for left, right in pairwise(points)
        )

    def at(self, point: Any) -> Any:
        """The value at an interior point of a piece; the point in units of pi, any turn of it."""
        point = self.breaks[0] + (point - self.breaks[0]) % 2
        return next(r.value for r in self.regions if r.left <= point < r.right)

    def __str__(self) -> str:
        weights = " : ".join(map(str, self.weights))
        return f"piecewise constant {weights} on breaks {', '.join(map(str, self.breaks))} (pi)"


def uniform() -> PiecewiseConstant:
    """The uniform density 1/(2 pi).

    >>> uniform().root_mean**2
    1/(2*pi)
    """
    return PiecewiseConstant((-1, 1), (1,))


def _check_breaks(breaks: tuple[Any, ...]) -> None:
    if not 2 <= len(breaks) <= _MOST_PIECES + 1:
        raise InputError(f"breaks has {len(breaks)} entries, not between 2 and {_MOST_PIECES + 1}")
    for value in breaks:
        if not value.is_Rational:
            hint = f"; write {shown(value / sp.pi)}" if (value / sp.pi).is_Rational else ""
            raise InputError(f"breaks contains {shown(value)}, not rational in units of pi{hint}")
    for left, right in pairwise(breaks):
        if not left < right:
            raise InputError(
                f"breaks must increase, but {shown(left)} is followed by {shown(right)}"
            )
    if breaks[-1] - breaks[0] != 2:
        span = breaks[-1] - breaks[0]
        raise InputError(f"breaks must span one turn, 2 in units of pi, but span {shown(span)}")
