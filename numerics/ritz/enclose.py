"""Eigenvalues of T above a threshold, proposed and proved sector by sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.ritz.count import Interval, Section, proves
from freqbias.numerics.ritz.refine import (
    Group,
    enough_frequencies,
    float_pairs,
    groups_above,
    refined,
    threshold,
)
from freqbias.numerics.ritz.sectors import Sector, SymmetrisedOperator

__all__ = ["Finder", "Member"]

_GUARD = 2  # digits beyond those asked for
_ATTEMPTS = 5
_SHARPER = 2  # how often the digits are doubled to tell neighbours apart
_FLOAT_DIGITS = 15
_ALL = 10**6


@dataclass(frozen=True)
class Member:
    """Eigenvalues of one sector: ``size`` in the ball and, in the sector, ``first`` above it.

    :param group: the float64 values and vectors they were found from.
    :param proved: whether that is proved, or only what float64 says.
    """

    sector: Sector
    first: int
    size: int
    ball: Ball
    group: Group
    proved: bool

    @property
    def found(self) -> Found:
        """As part of a row."""
        return Found(self.ball, self.size, self.sector.copies)

    def lies_in(self, row: Eigenvalue) -> bool:
        """Whether the ball is part of the row's."""
        (low, high), (least, most) = bounds(self.ball), bounds(row.value)
        return least <= low and high <= most


class Finder:
    """Proposes and proves the eigenvalues above one threshold, sector by sector."""

    def __init__(self, operator: SymmetrisedOperator, count: int, digits: int) -> None:
        self._operator, self._digits = operator, digits
        self._sections: dict[tuple[Sector, int, int], Section] = {}
        self._known: dict[tuple[Sector, int, int], list[Member]] = {}
        self._enough: dict[int, int] = {}
        self.frequencies, enough = 0, operator.settled + 2 * operator.degree + count + 8
        while enough > self.frequencies:
            self.frequencies = enough
            self._sectors = operator.sectors(enough)
            found = [(s, *float_pairs(self._section(s, enough, 64))) for s in self._sectors]
            self.below = threshold([(s, values) for s, values, _ in found], count)
            enough = enough_frequencies(operator, self.below, digits)
        self._groups = [group for pairs in found for group in groups_above(*pairs, self.below)]

    def members(self) -> list[Member]:
        """All above the threshold; neighbours that meet are computed to more digits."""
        digits = dict.fromkeys(range(len(self._groups)), self._digits)
        for attempt in range(_SHARPER + 1):
            members = [m for i, g in enumerate(self._groups) for m in self._prove(g, digits[i])]
            crowded = {id(member.group) for member in _crowded(members)}
            if not crowded or attempt == _SHARPER:
                break
            for i, group in enumerate(self._groups):
                digits[i] *= 2 if id(group) in crowded else 1
        return members

    def are_complete(self) -> bool:
        """Whether T has no eigenvalue above the threshold but those of the groups."""
        beyond = self._operator.tail(self.frequencies, 128)
        return bool(beyond < self.below) and all(
            self._is_complete(sector) for sector in self._sectors
        )

    def _is_complete(self, sector: Sector) -> bool:
        expected = sum(group.values.size for group in self._groups if group.sector == sector)
        for attempt in range(_ATTEMPTS):
            section = self._section(sector, self.frequencies << attempt, 256)
            above = section.count(arb(self.below))
            if above is not None:
                return above == expected
        return False

    def _section(self, sector: Sector, frequencies: int, bits: int) -> Section:
        key = (sector, frequencies, bits)
        if key not in self._sections:
            self._sections[key] = Section(self._operator, *key)
        return self._sections[key]

    def _prove(self, group: Group, digits: int) -> list[Member]:
        key = (group.sector, group.first, digits)
        if key not in self._known:
            self._known[key] = self._enclosed(group, digits) or [_unproved(group)]
        return self._known[key]

    def _enclosed(self, group: Group, digits: int) -> list[Member] | None:
        """Proved members, None if neither more frequencies nor more bits suffice."""
        if digits not in self._enough:
            self._enough[digits] = enough_frequencies(self._operator, self.below, digits)
        frequencies = max(self.frequencies, self._enough[digits])
        bits = 7 * digits + 128  # a shift within 10^-digits of an eigenvalue costs half of them
        for _ in range(_ATTEMPTS):
            section = self._section(group.sector, frequencies, bits)
            values, _ = refined(section, group.vectors, digits)
            claims = _claims(values, digits, bits)
            if proves(section, claims, group.first):
                return _members(group, claims, digits, bits)
            frequencies, bits = frequencies * 3 // 2 + 8, bits * 3 // 2
        return None


def _claims(values: Sequence[arb], digits: int, bits: int) -> list[Interval]:
    """Intervals around decreasing approximations; those that would nearly touch become one."""
    claims: list[Interval] = []
    with precision(bits):
        radius = abs(values[0]) / (8 * arb(10) ** digits)
        for value in values:
            low, high = (value - radius).mid(), (value + radius).mid()
            if claims and not claims[-1].low - high > 2 * radius:
                claims[-1] = Interval(low, claims[-1].high, claims[-1].size + 1)
            else:
                claims.append(Interval(low, high, 1))
    return claims


def _members(group: Group, claims: Sequence[Interval], digits: int, bits: int) -> list[Member]:
    members, first = [], group.first
    for claim in claims:
        with precision(bits):
            wide = Ball.of(claim.low.union(claim.high), digits + _GUARD)
        ball = wide.rounded(digits + _GUARD)
        members.append(Member(group.sector, first, claim.size, ball, group, True))
        first += claim.size
    return members


def _unproved(group: Group) -> Member:
    """What float64 says, with the usual size of its backward error."""
    values = group.values
    error = 4 * group.vectors.shape[0] * np.finfo(float).eps * float(values[0])
    with precision(64):
        wide = arb(float(values[0])).union(arb(float(values[-1]))) + arb(0, error)
        ball = Ball.of(wide, _FLOAT_DIGITS)
    return Member(group.sector, group.first, values.size, ball, group, False)


def _crowded(members: Sequence[Member]) -> list[Member]:
    """Members that share a row with others, or are several themselves."""
    found = rows((member.found for member in members), Fraction(0), _ALL)
    return [m for row in found if row.cluster for m in members if m.lies_in(row)]
