"""Rows of a spectrum: balls that meet are one cluster, nothing below an estimate is certified."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, disjoint, hull, inside, rows

_balls = st.builds(Ball, st.integers(-40, 400), st.integers(0, 12), st.integers(-2, 0))
_found = st.builds(
    Found, _balls, st.integers(1, 2), st.integers(1, 3), st.sampled_from([None, "s"]), st.booleans()
)


def _meet(a: Ball, b: Ball) -> bool:
    (low, high), (start, end) = bounds(a), bounds(b)
    return low <= end and start <= high


@pytest.mark.parametrize(
    ("ball", "ends"),
    [
        (Ball(25, 3, -1), (Fraction(22, 10), Fraction(28, 10))),
        (Ball(-7, 0, 0), (Fraction(-7), Fraction(-7))),
        (Ball(2, 5, 2), (Fraction(-300), Fraction(700))),
    ],
)
def test_bounds_are_exact(ball: Ball, ends: tuple[Fraction, Fraction]) -> None:
    assert bounds(ball) == ends


@given(st.lists(_balls, min_size=1, max_size=4))
def test_a_hull_holds_all_and_nothing_else(balls: list[Ball]) -> None:
    ends = [bounds(ball) for ball in balls]
    least, most = min(a for a, _ in ends), max(b for _, b in ends)
    assert bounds(hull(balls)) == (least, most), f"{hull(balls)} around {balls}"
    finest = min(ball.exponent for ball in balls)
    assert hull(balls).exponent in (finest, finest - 1)
    if len(balls) == 1:
        assert hull(balls) == balls[0]


def test_a_cluster_does_not_reach_a_neighbour() -> None:
    """The middle of [5, 90] is no integer: rounded outwards the cluster would meet the ball at 91."""
    found = [
        Found(Ball(91, 0, 0)),
        Found(Ball(65, 25, 0)),
        Found(Ball(23, 18, 0)),
        Found(Ball(41, 0, 0)),
    ]
    single, cluster = rows(found, Fraction(0), 9)
    assert bounds(single.value) == (Fraction(91), Fraction(91))
    assert bounds(cluster.value) == (Fraction(5), Fraction(90))


@given(st.lists(_balls, max_size=4))
def test_disjoint_means_decreasing_and_apart(balls: list[Ball]) -> None:
    apart = all(not _meet(a, b) for a, b in combinations(balls, 2))
    decreasing = all(bounds(a) > bounds(b) for a, b in pairwise(balls))
    assert disjoint(balls) == (apart and decreasing), balls


def test_balls_that_touch_are_not_disjoint() -> None:
    assert not disjoint([Ball(3, 1, 0), Ball(1, 1, 0)])
    assert disjoint([Ball(3, 1, 0), Ball(1, 0, 0)])


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [(1.0, 5.0, True), (2.0, 5.0, False), (1.0, 4.0, False), (2.5, 5.0, False), (1.0, 3.5, False)],
)
def test_inside_is_strict(lower: float, upper: float, expected: bool) -> None:
    assert inside(Ball(3, 1, 0), lower, upper) is expected


@given(st.lists(_found, max_size=6), st.integers(1, 8), st.none() | st.integers(-10, 200))
def test_rows_against_a_slow_count(found: list[Found], count: int, above: int | None) -> None:
    """Clusters are the connected parts of the union of the balls."""
    threshold = None if above is None else Fraction(above)
    listed = rows(found, threshold, count)
    assert all(bounds(a.value)[0] > bounds(b.value)[1] for a, b in pairwise(listed))
    index, sure = 0, True
    for row in listed:
        members = [item for item in found if _meet(item.value, row.value)]
        assert row.index == index < count
        assert row.multiplicity == sum(item.separate * item.copies for item in members)
        sure = sure and all(item.proved for item in members)
        complete = threshold is not None and bounds(row.value)[0] > threshold
        assert row.certified == (sure and complete), row
        alone = len(members) == 1 and members[0].separate == 1
        assert row.exact == alone
        assert row.origin == (members[0].origin if alone else None)
        index += row.multiplicity
    wanted = sum(item.separate * item.copies for item in found)
    assert index >= min(count, wanted), "rows are missing"


def test_a_wide_ball_joins_what_lies_apart() -> None:
    """The wide ball meets both of two that do not meet: one cluster of three."""
    wide, high, low = Found(Ball(50, 45, 0)), Found(Ball(90, 1, 0)), Found(Ball(10, 1, 0))
    (row,) = rows([low, high, wide], Fraction(0), 9)
    assert (row.multiplicity, row.exact, row.cluster) == (3, False, True)
    assert bounds(row.value) == (Fraction(5), Fraction(95))


def test_copies_of_one_eigenvalue_are_no_cluster() -> None:
    double = Eigenvalue(0, 2, Ball(1, 0, 0), True, exact=True)
    assert not double.cluster
    assert Eigenvalue(0, 2, Ball(1, 0, 0), True, exact=False).cluster
    assert not Eigenvalue(0, 1, Ball(1, 0, 0), True, exact=False).cluster
    assert Eigenvalue(0, 2, Ball(1, 0, 0), True) == double
    plain = Found(Ball(1, 0, 0))
    assert (plain.separate, plain.copies, plain.origin, plain.proved) == (1, 1, None, True)


def test_rows_cannot_be_changed() -> None:
    (row,) = rows([Found(Ball(1, 0, 0))], Fraction(0), 1)
    for thing in (row, Found(row.value)):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, "value", Ball(2, 0, 0))  # noqa: B010
