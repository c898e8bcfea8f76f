"""Coverage is decided conservatively; membership exactly."""

from fractions import Fraction

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
    bounded,
    contains,
    covers,
)

_rays = st.builds(Integers, st.integers(-5, 12), st.integers(1, 6))
_points = st.builds(
    lambda members: Finite(tuple(members)), st.sets(st.integers(-5, 20), max_size=6)
)
_fractions = st.fractions(-3, 3, max_denominator=6)
_intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), _fractions, _fractions)


@given(boxes=st.lists(_rays | _points, max_size=4), target=_rays)
def test_integer_coverage_is_membership(boxes: list[Integers | Finite], target: Integers) -> None:
    """Against brute force over a window longer than any period (lcm(1..6) = 60)."""
    window = range(target.start, target.start + 400, target.step)
    missing = [n for n in window if not any(contains({"q": box}, {"q": n}) for box in boxes)]
    said = covers([{"q": box} for box in boxes], {"q": target})
    assert said == (not missing), (
        f"{boxes} cover {target}: said {said}, first missing {missing[:3]}"
    )


@given(boxes=st.lists(_intervals, max_size=4), target=_intervals)
def test_interval_coverage_has_no_holes(boxes: list[Interval], target: Interval) -> None:
    assert target.lower is not None
    assert target.upper is not None
    steps = 240
    grid = [
        target.lower + (target.upper - target.lower) * Fraction(n, steps) for n in range(steps + 1)
    ]
    holes = [x for x in grid if not any(contains({"t": box}, {"t": x}) for box in boxes)]
    if covers([{"t": box} for box in boxes], {"t": target}):
        assert not holes, f"{boxes} do not cover {target}: {holes[0]}"


def test_one_box_must_hold_the_other_variables() -> None:
    domain: Domain = {"kernel": Finite(("a", "b")), "m": Integers(3, 2)}
    both: list[Domain] = [{"kernel": Finite((name,)), "m": Integers(3, 2)} for name in "ab"]
    diagonal: list[Domain] = [
        {"kernel": Finite(("a",)), "m": Integers(3, 4)},
        {"kernel": Finite(("b",)), "m": Integers(5, 4)},
    ]
    assert covers(both, domain)
    assert not covers(diagonal, domain)


@pytest.mark.parametrize(
    ("covered", "stated"),
    [
        (Integers(1), Integers(0)),
        (Interval(Fraction(0), Fraction(100)), Integers(0)),
        (Interval(Fraction(0), Fraction(10) ** 100), Interval(Fraction(0), None)),
        (Finite((Fraction(0), Fraction(1))), Integers(0)),
        (Integers(0, 2), Integers(0)),
        (Finite(tuple(range(1000))), Integers(0)),
        (Interval(Fraction(0), Fraction(1), "1"), Interval(Fraction(0), Fraction(1), "pi")),
        (Interval(Fraction(0), Fraction(1)), Interval(Fraction(0), None)),
        (Interval(Fraction(0), Fraction(1)), Interval(None, Fraction(1))),
        (Interval(Fraction(1, 10), Fraction(1)), Interval(Fraction(0), Fraction(1))),
        (Finite((Fraction(1, 2),)), Interval(Fraction(0), Fraction(1))),
        (Family("PCD", ("density", "piecewise constant")), Family("all", ("density",))),
        (Family("non-uniform", ("density", "non-uniform")), Family("all", ("density",))),
        (Finite(("1 : 2 : 4",)), Family("all", ("density",))),
        (Finite(("first_layer",)), Finite(("first_layer", "both_layers"))),
        (Interval(Fraction(0), 1 - Fraction(1, 10**40)), Interval(Fraction(0), Fraction(1))),
        (Interval(Fraction(1), Fraction(0)), Interval(Fraction(0), Fraction(1))),
        (Interval(Fraction(1), Fraction(0)), Interval(Fraction(1), Fraction(0))),
        (Interval(Fraction(0), None), Interval(None, None)),
        (Interval(Fraction(0), None), Interval(Fraction(0), None, "pi")),
        (Integers(0), Interval(Fraction(0), Fraction(1))),
        (Interval(None, None), Integers(0)),
        (Family("x", ()), Finite(("x",))),
        (Finite((Family("all", ("density",)),)), Family("all", ("density",))),
        (Finite(()), Finite(())),
        (Finite((Fraction(3),)), Integers(3, 5)),
    ],
)
def test_planted_over_claims_are_caught(covered: object, stated: object) -> None:
    assert not covers([{"x": covered}], {"x": stated})  # type: ignore[dict-item]


_spans = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)
_rectangles = st.lists(st.tuples(_spans, _spans), max_size=9)


@given(rectangles=_rectangles, width=st.integers(1, 4), height=st.integers(1, 4))
def test_boxes_in_two_variables_cover_as_cells_do(
    rectangles: list[tuple[list[int], list[int]]], width: int, height: int
) -> None:
    """Against brute force over unit squares, each of which a rectangle holds or does not meet."""

    def box(x: list[int], y: list[int]) -> Domain:
        return {
            "x": Interval(Fraction(x[0]), Fraction(x[1])),
            "y": Interval(Fraction(y[0]), Fraction(y[1]), "pi"),
        }

    missing = [
        (i, j)
        for i in range(width)
        for j in range(height)
        if not any(x[0] <= i < x[1] and y[0] <= j < y[1] for x, y in rectangles)
    ]
    said = covers([box(*r) for r in rectangles], box([0, width], [0, height]))
    assert said == (not missing), f"{rectangles}: said {said}, missing {missing[:3]}"


def test_pieces_of_different_kinds_cover_together() -> None:
    half = Fraction(1, 2)
    domain: Domain = {"n": Integers(0), "t": Interval(Fraction(0), Fraction(1))}
    boxes: list[Domain] = [
        {"n": Integers(0, 2), "t": Interval(Fraction(0), half)},
        {"n": Integers(0, 2), "t": Interval(half, Fraction(1))},
        {"n": Integers(1, 2), "t": Interval(Fraction(0), Fraction(1))},
    ]
    assert covers(boxes, domain)
    assert not any(covers([b for b in boxes if b is not left], domain) for left in boxes)


def test_other_variables_never_count() -> None:
    assert not covers([{"y": Integers(0)}], {"x": Integers(0)})
    assert not covers([{"x": Integers(0), "y": Integers(0)}], {"x": Integers(0)})
    assert not covers([], {})
    assert covers([{}], {})


def test_membership() -> None:
    assert contains({"t": Interval(Fraction(-1), Fraction(1), "pi")}, {"t": Angle(Fraction(1, 7))})
    assert not contains({"t": Interval(Fraction(-1), Fraction(1), "pi")}, {"t": Fraction(1, 7)})
    assert not contains({"q": Integers(0)}, {"q": Fraction(1, 2)})
    densities = Family("densities", ("density",))
    assert contains({"p": densities}, {"p": Family("one", ("density", "non-uniform"))})
    assert not contains({"p": densities}, {"p": 3})
    assert not contains({"q": Integers(0)}, {})
    assert not contains({"p": Family("anything")}, {"p": 5})


def test_finitely_many_points_never_replace_a_residue_class() -> None:
    evens = {"q": Integers(0, 2)}
    assert not covers([evens, {"q": Interval(Fraction(0), Fraction(100))}], {"q": Integers(0)})
    odd = Finite((Fraction(1), Fraction(3), Fraction(5), Fraction(7)))
    assert not covers([evens, {"q": odd}], {"q": Integers(0)})


def test_bounded() -> None:
    assert bounded({"t": Interval(Fraction(0), Fraction(1)), "q": Finite((1, 2))})
    assert not bounded({"q": Integers(0)})
    assert not bounded({"t": Interval(Fraction(0), None)})
