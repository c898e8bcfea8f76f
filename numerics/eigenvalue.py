"""A row of a spectrum: an eigenvalue with its copies, or a cluster of eigenvalues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from freqbias.numerics.balls import Ball

__all__ = ["Eigenvalue", "Found", "bounds", "disjoint", "hull", "inside", "rows"]


@dataclass(frozen=True, repr=False)
class Eigenvalue:
    """An eigenvalue or a cluster: index of its first copy, joint multiplicity, enclosure.

    ``certified`` means: the ball holds exactly ``multiplicity`` eigenvalues, copies counted, and
    exactly ``index`` lie above it.

    :param exact: whether the copies are one eigenvalue for certain; balls alone cannot prove that.
    :param origin: where it comes from (a frequency, a sector), for the route that found it.
    """

    index: int
    multiplicity: int
    value: Ball
    certified: bool
    exact: bool = True
    origin: Any = None

    @property
    def cluster(self) -> bool:
        """Whether these are several eigenvalues that may differ."""
        return self.multiplicity > 1 and not self.exact

    @property
    def standing(self) -> str:
        """How many copies, and whether that and the enclosure are proved, in words."""
        copies = f"{'cluster of' if self.cluster else 'multiplicity'} {self.multiplicity}"
        return f"{copies}, {'certified' if self.certified else 'not certified'}"

    def __repr__(self) -> str:
        return f"eigenvalue {self.index}: {self.value}, {self.standing}"


@dataclass(frozen=True)
class Found:
    """A ball that holds ``separate`` eigenvalues, each with ``copies`` copies.

    :param proved: whether that is certain, or the ball only an estimate.
    """

    value: Ball
    separate: int = 1
    copies: int = 1
    origin: Any = None
    proved: bool = True


def bounds(ball: Ball) -> tuple[Fraction, Fraction]:
    """The exact ends of a ball."""
    unit = Fraction(10) ** ball.exponent
    return (ball.mid - ball.rad) * unit, (ball.mid + ball.rad) * unit


def disjoint(balls: Sequence[Ball]) -> bool:
    """Whether the balls are decreasing and do not meet."""
    ends = [bounds(ball) for ball in balls]
    return all(low > high for (low, _), (_, high) in pairwise(ends))


def rows(
    found: Iterable[Found], complete_above: Fraction | None, count: int
) -> tuple[Eigenvalue, ...]:
    """Rows in decreasing order up to ``count`` copies; balls that meet become one cluster.

    :param complete_above: a number above which none is missing, if any; rows above it are certified.
    """
    listed: list[Eigenvalue] = []
    index = 0
    sure = True
    for group in _groups(found):
        if index >= count:
            break
        copies = sum(item.separate * item.copies for item in group)
        ball = hull([item.value for item in group])
        exact = len(group) == 1 and group[0].separate == 1
        sure = sure and all(item.proved for item in group)  # below an estimate no index is certain
        complete = complete_above is not None and bounds(ball)[0] > complete_above
        origin = group[0].origin if exact else None
        listed.append(Eigenvalue(index, copies, ball, sure and complete, exact, origin))
        index += copies
    return tuple(listed)


def _groups(found: Iterable[Found]) -> list[list[Found]]:
    groups: list[list[Found]] = []
    lowest = Fraction(0)
    for item in sorted(found, key=lambda item: bounds(item.value)[1], reverse=True):
        low, high = bounds(item.value)
        if groups and high >= lowest:
            groups[-1].append(item)
            lowest = min(low, lowest)
        else:
            groups.append([item])
            lowest = low
    return groups


def inside(ball: Ball, lower: float, upper: float) -> bool:
    """Whether the ball lies strictly between two exact floats."""
    low, high = bounds(ball)
    return Fraction(lower) < low and high < Fraction(upper)


def hull(balls: Sequence[Ball]) -> Ball:
    """The least ball around all of them: rounded outwards it could meet a neighbour.

    >>> hull([Ball(5, 0, 0), Ball(90, 0, 0)])
    [47.5 +/- 5e1]
    """
    if len(balls) == 1:
        return balls[0]
    ends = [bounds(ball) for ball in balls]
    low, high = min(a for a, _ in ends), max(b for _, b in ends)
    exponent = min(ball.exponent for ball in balls)
    unit = Fraction(10) ** -exponent
    if (low + high) * unit % 2:  # the middle has one digit more
        exponent, unit = exponent - 1, unit * 10
    return Ball(int((low + high) / 2 * unit), int((high - low) / 2 * unit), exponent)
