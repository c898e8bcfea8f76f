"""Ranges: membership against its definition, ends at infinity, and how they print."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.domain import (
    Angle,
    Domain,
    Family,
    Finite,
    Integers,
    Interval,
    Range,
    bounded,
    contains,
    covers,
)

_numbers = st.fractions(-3, 3, max_denominator=4)
_ends = st.none() | _numbers
_units = st.sampled_from(["1", "pi"])
_intervals = st.builds(Interval, _ends, _ends, st.just("1"))


def _reals(interval: Interval) -> tuple[Any, Any]:
    low = -inf if interval.lower is None else interval.lower
    return low, inf if interval.upper is None else interval.upper


@given(_ends, _ends, _units, _numbers)
def test_an_interval_holds_what_lies_between_its_ends(
    lower: Fraction | None, upper: Fraction | None, unit: str, value: Fraction
) -> None:
    interval = Interval(lower, upper, unit)
    low, high = _reals(interval)
    point, other = (value, Angle(value)) if unit == "1" else (Angle(value), value)
    assert contains({"x": interval}, {"x": point}) == (low <= value <= high)
    assert not contains({"x": interval}, {"x": other}), "a number is no multiple of pi"


@given(st.lists(_intervals, max_size=3), _intervals)
def test_coverage_of_intervals_with_infinite_ends(boxes: list[Interval], target: Interval) -> None:
    """Against all ends and the middles between them, with one point beyond each side."""
    ends = {e for i in (*boxes, target) for e in _reals(i) if e not in (inf, -inf)} | {Fraction(0)}
    marks = sorted({*ends, min(ends) - 1, max(ends) + 1})
    points = [*marks, *((a + b) / 2 for a, b in pairwise(marks))]
    inside = [x for x in points if contains({"t": target}, {"t": x})]
    missing = [x for x in inside if not any(contains({"t": box}, {"t": x}) for box in boxes)]
    said = covers([{"t": box} for box in boxes], {"t": target})
    if said:
        assert not missing, f"{boxes} do not cover {target}: {missing[0]}"
    low, high = _reals(target)
    if not missing and low < high:  # an interval is its points and the gaps between marks
        assert said, f"{boxes} cover {target}"


@pytest.mark.parametrize("unit", ["1", "pi"])
def test_intervals_meet_in_a_point(unit: str) -> None:
    def made(low: int | None, high: int | None) -> Domain:
        lower, upper = (None if end is None else Fraction(end) for end in (low, high))
        return {"t": Interval(lower, upper, unit)}

    everything = made(None, None)
    assert covers([made(None, 0), made(0, None)], everything)
    assert covers([made(0, None), made(None, 0)], everything)
    assert not covers([made(None, 0), made(1, None)], everything)
    assert not covers([made(0, None)], made(None, 0))
    assert not covers([made(0, None)], everything)
    assert not covers([made(None, 0)], everything)
    assert covers([made(0, 1), made(1, 2)], made(0, 2))
    assert covers([made(0, 0)], made(0, 0))
    assert not covers([made(1, 1)], made(0, 0))
    assert covers([made(None, None)], made(0, 0))


@given(st.integers(-9, 9), st.integers(1, 5), st.integers(-20, 60), _numbers)
def test_integers_are_start_and_steps(start: int, step: int, n: int, x: Fraction) -> None:
    members = range(start, 100, step)
    domain: Domain = {"q": Integers(start, step)}
    assert contains(domain, {"q": n}) == (n in members)
    assert contains({"q": Finite(tuple(members))}, {"q": n}) == (n in members)
    assert contains(domain, {"q": x}) == (x in members), "a fraction may be an integer"
    assert Integers(start) == Integers(start, 1)


@pytest.mark.parametrize("value", ["one", None, 0.5, Angle(Fraction(1)), Family("one"), "0"])
def test_what_is_no_number_lies_in_no_numbers(value: Any) -> None:
    for range_ in (Integers(0), Interval(None, None)):
        assert not contains({"x": range_}, {"x": value}), f"{value!r} in {range_}"


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        (Interval(Fraction(-1, 2), Fraction(3)), "[-1/2, 3]"),
        (Interval(None, Fraction(3)), "[-oo, 3]"),
        (Interval(Fraction(3), None), "[3, oo]"),
        (Interval(Fraction(0), Fraction(1), "pi"), "[0, pi]"),
        (Interval(Fraction(-1), Fraction(3, 2), "pi"), "[-pi, 3 pi/2]"),
        (Interval(Fraction(1, 3), Fraction(2), "pi"), "[pi/3, 2 pi]"),
        (Interval(Fraction(-1, 3), None, "pi"), "[-pi/3, oo]"),
        (Integers(3), "{3, 4, 5, ...}"),
        (Integers(2, 7), "{2, 9, 16, ...}"),
        (Finite((1, Fraction(1, 2), "name")), "{1, 1/2, name}"),
        (Finite(()), "{}"),
        (Family("densities", ("density",)), "densities"),
    ],
)
def test_ranges_print_as_they_are_written(range_: Range, text: str) -> None:
    assert str(range_) == text


def test_ranges_cannot_be_changed() -> None:
    """They are keys, and what was covered must stay what it was."""
    things = (Angle(Fraction(0)), Interval(None, None), Integers(0), Finite(()), Family("f"))
    names = ("share", "lower", "start", "members", "name")
    for thing, name in zip(things, names, strict=True):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)
        assert hash(thing) is not None


def test_angles_are_ordered_by_size() -> None:
    shares = [Fraction(1, 2), Fraction(-1), Fraction(1, 3)]
    assert [angle.share for angle in sorted(map(Angle, shares))] == sorted(shares)


@pytest.mark.parametrize(
    ("range_", "finite"),
    [
        (Finite(()), True),
        (Interval(Fraction(0), Fraction(1)), True),
        (Interval(Fraction(0), Fraction(1), "pi"), True),
        (Interval(Fraction(0), None), False),
        (Interval(None, Fraction(0)), False),
        (Interval(None, None), False),
        (Integers(0), False),
        (Family("all"), False),
    ],
)
def test_bounded_is_finite_or_compact(range_: Range, finite: bool) -> None:
    assert bounded({"x": range_}) is finite
    assert bounded({"y": Finite((1,)), "x": range_}) is finite
    assert bounded({"x": range_, "y": Finite((1,))}) is finite


def test_a_family_lies_in_those_whose_traits_it_has() -> None:
    small, large = Family("small", ("a", "b")), Family("large", ("a",))
    for inner, outer, lies in ((small, large, True), (large, small, False), (small, small, True)):
        assert covers([{"p": outer}], {"p": inner}) is lies, f"{inner} in {outer}"
        assert contains({"p": outer}, {"p": inner}) is lies, f"{inner} in {outer}"
    assert contains({"p": Family("any")}, {"p": Family("other name")}), "names do not count"
