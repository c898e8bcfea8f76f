"""Domains of quantified statements, and whether a list of boxes covers one.

A domain maps variable names to ranges.  Coverage is decided conservatively: a cover that this
module cannot see counts as none, so a verdict is never stronger than what was covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
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
    """Whether the union of boxes contains the domain.

    Decided where one box does it alone, or where boxes that each hold all other variables
    together cover one variable.

    >>> covers([{"q": Integers(0, 2)}, {"q": Integers(1, 2)}], {"q": Integers(0)})
    True
    >>> covers([{"q": Integers(2, 2)}, {"q": Integers(1, 2)}], {"q": Integers(0)})
    False
    """
    usable = [box for box in boxes if set(box) == set(domain)]
    if not domain:
        return bool(usable)
    return any(_covers_along(usable, domain, variable) for variable in domain)


def _covers_along(boxes: Sequence[Domain], domain: Domain, variable: str) -> bool:
    others = [name for name in domain if name != variable]
    wide = [box for box in boxes if all(_union_covers([box[o]], domain[o]) for o in others)]
    return _union_covers([box[variable] for box in wide], domain[variable])


def _union_covers(ranges: Sequence[Range], target: Range) -> bool:
    if isinstance(target, Interval):
        return _intervals_cover(ranges, target)
    if isinstance(target, Integers):
        return _integers_cover(ranges, target)
    if isinstance(target, Finite):
        return all(any(_holds(r, member) for r in ranges) for member in target.members)
    return any(isinstance(r, Family) and set(r.traits) <= set(target.traits) for r in ranges)


def _intervals_cover(ranges: Sequence[Range], target: Interval) -> bool:
    pieces = [r for r in ranges if isinstance(r, Interval) and r.unit == target.unit]
    everything = [
        r for r in ranges if isinstance(r, Interval) and (r.lower, r.upper) == (None, None)
    ]
    if everything:
        return True
    goal = inf if target.upper is None else target.upper
    reached = -inf if target.lower is None else target.lower
    spans = [
        (-inf if r.lower is None else r.lower, inf if r.upper is None else r.upper) for r in pieces
    ]
    started = False
    for low, high in sorted(spans):
        if low > reached:
            break
        started = started or high >= reached
        reached = max(reached, high)
    return started and reached >= goal


def _integers_cover(ranges: Sequence[Range], target: Integers) -> bool:
    rays = [r for r in ranges if isinstance(r, Integers)]
    if not rays:
        return False
    members = (m for r in ranges if isinstance(r, Finite) for m in r.members)
    points = [m for m in members if isinstance(m, int)]
    period = lcm(target.step, *(r.step for r in rays))
    settled = max([r.start for r in rays] + points + [target.start]) + 1
    tested = range(target.start, settled + 2 * period, target.step)
    return all(n in points or any(_holds(ray, n) for ray in rays) for n in tested)


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
