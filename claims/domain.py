"""Domains of quantified statements, and whether a list of boxes covers one.

A domain maps variable names to ranges.  Coverage is computed, in exact arithmetic, from the boxes;
a cover that this module cannot see counts as none, so a verdict is never stronger than what was
covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf, lcm
from typing import Any

__all__ = [
    "Angle",
    "Domain",
    "Family",
    "Finite",
    "Integers",
    "Interval",
    "Range",
    "bounded",
    "contains",
    "covers",
]


@dataclass(frozen=True, order=True)
class Angle:
    """A rational multiple of pi, as a point of an interval of unit pi."""

    share: Fraction

    def __str__(self) -> str:
        numerator, denominator = self.share.numerator, self.share.denominator
        multiple = {1: "pi", -1: "-pi", 0: "0"}.get(numerator, f"{numerator} pi")
        return multiple if denominator == 1 else f"{multiple}/{denominator}"


@dataclass(frozen=True)
class Interval:
    """Closed interval ``[lower, upper] * unit``; None is infinite; unit is "1" or "pi"."""

    lower: Fraction | None
    upper: Fraction | None
    unit: str = "1"

    def __str__(self) -> str:
        number = Angle if self.unit == "pi" else Fraction
        low = "-oo" if self.lower is None else number(self.lower)
        high = "oo" if self.upper is None else number(self.upper)
        return f"[{low}, {high}]"


@dataclass(frozen=True)
class Integers:
    """``start, start + step, start + 2 step, ...``"""

    start: int
    step: int = 1

    def __str__(self) -> str:
        return f"{{{self.start}, {self.start + self.step}, {self.start + 2 * self.step}, ...}}"


@dataclass(frozen=True)
class Finite:
    """Finitely many integers, fractions or names."""

    members: tuple[Any, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(map(str, self.members)) + "}"


@dataclass(frozen=True)
class Family:
    """A named family such as the non-uniform densities, with the larger families it lies in.

    ``traits`` are what its members have in common; a family lies in another iff it has all the
    other's traits.
    """

    name: str
    traits: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


Range = Interval | Integers | Finite | Family
Domain = Mapping[str, Range]


def covers(boxes: Sequence[Domain], domain: Domain) -> bool:
    """Whether the union of boxes contains the domain, which is cut along all their ends.

    A cell between neighbouring cuts lies in the union iff it lies in one of the boxes, so for
    intervals and integers the answer is exact.  A family is never put together from smaller ones.

    >>> covers([{"q": Integers(0, 2)}, {"q": Integers(1, 2)}], {"q": Integers(0)})
    True
    >>> covers([{"q": Integers(2, 2)}, {"q": Integers(1, 2)}], {"q": Integers(0)})
    False
    """
    usable = [box for box in boxes if set(box) == set(domain)]
    return _covered(usable, domain, list(domain))


def _covered(boxes: Sequence[Domain], domain: Domain, variables: Sequence[str]) -> bool:
    if not boxes:
        return False
    if not variables:
        return True
    name, *rest = variables
    target = domain[name]
    cells = _cells(target, [box[name] for box in boxes])
    return bool(cells) and all(
        _covered([box for box in boxes if _includes(box[name], target, cell)], domain, rest)
        for cell in cells
    )


def _cells(target: Range, ranges: Sequence[Range]) -> list[Any]:
    """Parts of the target that each range contains or leaves out as a whole."""
    if isinstance(target, Interval):
        return _between_cuts(target, ranges)
    if isinstance(target, Integers):
        return _up_to_a_period(target, ranges)
    return list(target.members) if isinstance(target, Finite) else [target]


def _includes(range_: Range, target: Range, cell: Any) -> bool:
    if isinstance(target, Interval):
        return isinstance(range_, Interval) and _spans(range_, cell)
    if isinstance(target, Integers):
        return cell in _integers(range_) or (isinstance(range_, Integers) and _holds(range_, cell))
    if isinstance(target, Family):
        return isinstance(range_, Family) and _holds(range_, cell)
    return _holds(range_, cell)


def _between_cuts(target: Interval, ranges: Sequence[Range]) -> list[Interval]:
    low, high = _ends(target)
    spans = [_ends(r) for r in ranges if isinstance(r, Interval) and r.unit == target.unit]
    cuts = sorted({low, high, *(cut for span in spans for cut in span if low < cut < high)})
    pairs = list(pairwise(cuts)) if low < high else [(low, high)]
    return [_interval(a, b, target.unit) for a, b in pairs if a <= b]


def _ends(range_: Interval) -> tuple[Any, Any]:
    low = -inf if range_.lower is None else range_.lower
    return low, inf if range_.upper is None else range_.upper


def _interval(low: Any, high: Any, unit: str) -> Interval:
    return Interval(None if low == -inf else low, None if high == inf else high, unit)


def _spans(range_: Interval, cell: Interval) -> bool:
    if (range_.lower, range_.upper) == (None, None):
        return True  # all reals, whatever the unit
    (low, high), (start, end) = _ends(range_), _ends(cell)
    return range_.unit == cell.unit and low <= start and end <= high


def _integers(range_: Range) -> list[int]:
    members = range_.members if isinstance(range_, Finite) else ()
    return [m for m in members if isinstance(m, int)]


def _up_to_a_period(target: Integers, ranges: Sequence[Range]) -> list[int]:
    """The integers up to where all that follows repeats, and one period more."""
    rays = [r for r in ranges if isinstance(r, Integers)]
    points = [m for r in ranges for m in _integers(r)]
    period = lcm(target.step, *(r.step for r in rays))
    settled = max([r.start for r in rays] + points + [target.start]) + 1
    return list(range(target.start, settled + 2 * period, target.step))


def contains(domain: Domain, point: Mapping[str, Any]) -> bool:
    """Whether a point (variable to value) lies in the domain: every variable given and admissible.

    Values are integers, fractions, angles (for intervals of unit pi), names, and families of one
    member.

    >>> contains({"q": Integers(3, 2)}, {"q": 5}), contains({"q": Integers(3, 2)}, {"q": 4})
    (True, False)
    """
    return set(point) == set(domain) and all(_holds(domain[name], point[name]) for name in point)


def _holds(range_: Range, value: Any) -> bool:
    if isinstance(range_, Family):
        return isinstance(value, Family) and set(range_.traits) <= set(value.traits)
    if isinstance(range_, Finite):
        return value in range_.members
    if isinstance(range_, Interval) and range_.unit == "pi":
        value = value.share if isinstance(value, Angle) else None
    if not isinstance(value, (int, Fraction)):
        return False
    if isinstance(range_, Integers):
        return value >= range_.start and (value - range_.start) % range_.step == 0
    above = range_.lower is None or value >= range_.lower
    return above and (range_.upper is None or value <= range_.upper)


def bounded(domain: Domain) -> bool:
    """Whether every range is a finite set or a compact interval."""
    return all(
        isinstance(r, Finite)
        or (isinstance(r, Interval) and r.lower is not None and r.upper is not None)
        for r in domain.values()
    )
