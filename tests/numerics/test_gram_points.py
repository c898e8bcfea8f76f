"""Folded points: every angle is where it was, to the rounding stated, in balls."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.points import FOLDING, FoldedPoints, checked_angles, frequencies
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

MORE = settings(max_examples=settings().max_examples * 5)
INSIDE = 4e-16  # as stated there: by how much folding moves an angle in [-pi, pi)
UNIT = 2.0**-53

borders = [b * s for b in (0.0, 5e-324, 1e-17, np.pi / 2, np.pi, 2 * np.pi) for s in (1, -1)]
seam = st.sampled_from(
    borders + [float(np.nextafter(b, to)) for b in borders for to in (-np.inf, np.inf)]
)
centres = st.sampled_from([0.0, 1.0, np.pi / 2, np.pi, -np.pi, -2.5])
clustered = st.builds(lambda centre, k: centre + 1e-12 * k, centres, st.integers(-3, 3))
angles = st.one_of(st.floats(-np.pi, np.pi), seam, clustered)
turned = st.integers(-(10**5), 10**5).map(lambda turns: turns * np.pi)
far_angles = st.one_of(angles, st.floats(-1e6, 1e6), turned)
point_sets = st.lists(far_angles, min_size=1, max_size=20).map(np.array)


def moved_by(points: FoldedPoints, given: Floats) -> Floats:
    """By how much folding moved each point on the circle: at most, for certain."""
    moved = []
    with precision(128):
        for x, y, side in zip(given[points.order], points.y, points.sides, strict=True):
            apart = arb(float(x)) - arb(float(y)) + (arb.pi() if side < 0 else 0)
            turns = (apart / (2 * arb.pi()) + arb("0.5")).floor()
            moved.append(float((apart - 2 * arb.pi() * turns).abs_upper()))
    return np.array(moved)


@MORE
@given(point_sets)
def test_points_stay_where_they_are(given: Floats) -> None:
    points = FoldedPoints.of(given, first_layer_bias)
    moved = moved_by(points, given)
    x = given[points.order]
    allowed = np.where((x >= -np.pi) & (x < np.pi), INSIDE, FOLDING)
    worst = int((moved / allowed).argmax())
    assert (moved <= allowed).all(), f"{x[worst]!r} moved by {moved[worst]}"


@MORE
@given(point_sets)
def test_ascending_on_the_half_circle_and_a_permutation(given: Floats) -> None:
    points = FoldedPoints.of(given, first_layer_bias)
    assert len(points) == len(given)
    assert (np.diff(points.y) >= 0).all(), f"{points.y}"
    assert points.y[0] >= 0, f"{points.y}"
    assert points.y[-1] <= np.pi, f"{points.y}"
    assert set(np.unique(points.sides)) <= {-1, 1}, f"{points.sides}"
    assert points.sides.dtype == np.int8
    assert sorted(points.order) == list(range(len(given))), f"{points.order}"


@given(st.lists(st.floats(-3.1, 3.1), min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_the_order_given_is_of_no_consequence(given: list[float], random: object) -> None:
    shuffled = list(given)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (FoldedPoints.of(row, first_layer_bias) for row in (given, shuffled))
    assert (one.y == other.y).all(), f"{given} and {shuffled}"
    both = (sorted(zip(p.y, p.sides, strict=True)) for p in (one, other))
    assert next(both) == next(both), f"{given} and {shuffled}"


@given(st.lists(angles, min_size=1, max_size=12), st.data())
def test_repeated_points_are_counted(given: list[float], data: st.DataObject) -> None:
    copies = data.draw(st.lists(st.sampled_from(given), max_size=12))
    once = FoldedPoints.of(given, first_layer_bias)
    places = set(zip(once.y.tolist(), once.sides.tolist(), strict=True))
    found = FoldedPoints.of(given + copies, first_layer_bias).repeated
    expected = len(given) + len(copies) - len(places)
    assert found == expected, f"{given} and copies {copies}: {found} repeated, not {expected}"


def test_antipodes_and_the_two_ends_of_the_turn() -> None:
    points = FoldedPoints.of([1.0, 1.0 - np.pi, np.pi, -np.pi, 0.0, -0.0], first_layer_bias)
    assert points.repeated == 2, "pi and -pi are one point, and so are the zeros"
    pair = points.y[points.order < 2]
    assert abs(pair[0] - pair[1]) <= INSIDE, f"1 and its antipode fold to {pair}"
    assert sorted(points.sides[points.order < 2]) == [-1, 1]


@pytest.mark.parametrize("frequency", [1, 2, 3, sp.Rational(1, 3), sp.sqrt(2), 100], ids=str)
def test_waves_are_right_to_two_units_and_the_rounding_of_their_angle(frequency: sp.Expr) -> None:
    """``w y`` takes up to one rounding of w, none for integers, and one of the product."""
    kernel = Kernel("wave", "", "", sp.cos(frequency * THETA))
    assert frequencies(kernel) == [frequency]
    near = np.array([np.pi / 2 + s * 10.0**-k for k in range(1, 17) for s in (1, -1)])
    drawn = np.random.default_rng(0).uniform(-np.pi, np.pi, 500)
    points = FoldedPoints.of(np.concatenate([drawn, near]), kernel)
    assert points.waves.shape == (2, len(points))
    errors = np.empty_like(points.waves)
    with precision(128):
        w = arb(str(sp.N(frequency, 50)))
        for i, y in enumerate(points.y):
            exact = ((w * arb(float(y))).cos(), (w * arb(float(y))).sin())
            for row in (0, 1):
                errors[row, i] = (arb(float(points.waves[row, i])) - exact[row]).abs_upper()
    allowed = (2 + 2 * float(frequency) * points.y) * UNIT
    worst = int((errors.max(axis=0) / allowed).argmax())
    at, units = points.y[worst], errors[:, worst].max() / UNIT
    assert (errors <= allowed).all(), f"waves at {frequency} * {at!r} are off by {units} units"


@pytest.mark.parametrize("empty", [[], np.empty((0,)), 1.0, [[1.0]]], ids=str)
def test_shapes_that_are_no_row_are_refused(empty: object) -> None:
    with pytest.raises(InputError, match="not a non-empty row of angles"):
        checked_angles(empty)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [["a"], [1 + 2j], np.array([1 + 2j])], ids=["text", "j", "array"])
def test_angles_that_are_no_real_numbers_are_refused(bad: object) -> None:
    with pytest.raises(InputError, match=r"^points .* are not real numbers$"):
        checked_angles(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_first_angle_that_is_not_finite_is_named(bad: float) -> None:
    with pytest.raises(InputError, match=f"^point 2 is {bad}, which is not a finite angle$"):
        FoldedPoints.of([0.0, 1.0, bad, bad], first_layer_bias)
