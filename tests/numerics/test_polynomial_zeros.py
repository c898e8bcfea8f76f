"""What is proved of Fredholm determinants, of polynomials whose zeros are known instead."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, rational_ball
from freqbias.numerics.eigenvalue import Found, bounds, disjoint, inside
from freqbias.numerics.exact.completeness import (
    Circle,
    Completeness,
    _beyond,
    _growth,
    prove_completeness,
)
from freqbias.numerics.exact.pairs import enclose_pair
from freqbias.numerics.exact.roots import EigenvalueFinder
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import first_layer_bias

_DENSITY = PiecewiseConstant((-1, 1), (1,))


class _Polynomial(EigenvalueFinder):
    """``D(nu) = prod_i (1 - lambda_i nu)`` in place of a Fredholm determinant."""

    def __init__(self, eigenvalues: list[Fraction], digits: int) -> None:
        super().__init__(first_layer_bias, _DENSITY, digits)
        self._eigenvalues = eigenvalues

    def determinant(self, bits: int) -> Any:
        def product(nu: Any) -> Any:
            return prod((1 - rational_ball(f) * nu for f in self._eigenvalues), start=arb(1))

        return product


def _holds(ball: Ball, value: Fraction) -> bool:
    low, high = bounds(ball)
    return low <= value <= high


def _width(found: Found) -> Fraction:
    low, high = bounds(found.value)
    return high - low


_OTHERS = [Fraction(1, 3), Fraction(1, 50), Fraction(1, 90)]


@given(st.integers(2, 45), st.integers(-3, 3), st.integers(5, 25))
def test_a_pair_is_found_apart_or_together_and_never_wrong(
    gap: int, offset: int, digits: int
) -> None:
    """``1/10 +- 10^-gap/20``, from an estimate that is off by up to three gaps (or rounding)."""
    half = Fraction(1, 20 * 10**gap)
    true = [Fraction(1, 10) + half, Fraction(1, 10) - half]
    finder = _Polynomial([*true, *_OTHERS], digits)
    centre = float(Fraction(1, 10) + offset * half)
    found = enclose_pair(finder, centre, 8 * float(half), 0.05, 0.2)
    assert all(item.proved and item.copies == 1 for item in found)
    if len(found) == 2:
        assert [item.separate for item in found] == [1, 1]
        assert disjoint([item.value for item in found]), "in decreasing order"
        for item, value in zip(found, true, strict=True):
            assert _holds(item.value, value), f"{item.value} is not around {value}"
            assert _width(item) <= Fraction(1, 10**digits)
    else:
        assert [item.separate for item in found] in ([], [2])
        assert all(_holds(item.value, value) for item in found for value in true)
    if gap <= digits - 2:
        assert len(found) == 2, f"10^-{gap} apart at {digits} digits: {found}"
    if gap >= digits + 6:
        assert [item.separate for item in found] == [2], f"{digits} digits do not tell: {found}"


@pytest.mark.parametrize("digits", [6, 15, 30])
def test_a_double_zero_is_one_ball_with_two(digits: int) -> None:
    value = Fraction(2, 17)
    finder = _Polynomial([value, value, *_OTHERS], digits)
    (found,) = enclose_pair(finder, float(value), 1e-9, 0.05, 0.2)
    assert found.separate == 2
    assert _holds(found.value, value)
    assert _width(found) <= Fraction(4, 10**digits)


@pytest.mark.parametrize("digits", [6, 15])
def test_three_zeros_are_at_least_two(digits: int) -> None:
    """At a triple zero D changes sign: nothing may be said of two."""
    value = Fraction(2, 17)
    finder = _Polynomial([value] * 3 + _OTHERS, digits)
    found = enclose_pair(finder, float(value), 1e-9, 0.05, 0.2)
    assert [item.separate for item in found] in ([], [2])


@pytest.mark.parametrize("eigenvalues", [_OTHERS, [Fraction(1, 10), *_OTHERS]])
def test_one_zero_or_none_is_no_pair(eigenvalues: list[Fraction]) -> None:
    for digits in (6, 15, 30):
        assert enclose_pair(_Polynomial(eigenvalues, digits), 0.1, 1e-8, 0.05, 0.2) == []


def test_no_zero_at_all_is_no_pair() -> None:
    """D = 1 has no curvature to follow."""
    assert enclose_pair(_Polynomial([], 15), 0.1, 1e-8, 0.05, 0.2) == []


@pytest.mark.parametrize("gap", [Fraction(0), Fraction(1, 10**8), Fraction(1, 10**20)])
@pytest.mark.parametrize(
    ("lower", "upper", "within"), [(0.05, 0.2, True), (0.1, 0.2, False), (0.05, 0.1, False)]
)
def test_a_pair_that_reaches_out_of_its_window_is_not_returned(
    gap: Fraction, lower: float, upper: float, within: bool
) -> None:
    """The float 0.1 lies above 1/10: both pairs straddle or touch it."""
    true = [Fraction(1, 10) + gap, Fraction(1, 10) - gap]
    found = enclose_pair(_Polynomial([*true, *_OTHERS], 12), 0.1, 1e-7, lower, upper)
    assert bool(found) == within, found
    assert all(inside(item.value, lower, upper) for item in found)


def test_precision_is_restored() -> None:
    before = ctx.prec
    enclose_pair(_Polynomial([Fraction(1, 10)] * 2 + _OTHERS, 12), 0.1, 1e-7, 0.05, 0.2)
    assert ctx.prec == before


@given(st.fractions(Fraction(1, 10**6), 1), st.integers(3, 40), st.floats(-1e-12, 1e-12))
def test_a_simple_zero_is_enclosed_to_the_digits_asked_for(
    value: Fraction, digits: int, error: float
) -> None:
    finder = _Polynomial([value, *(value / n for n in (3, 7, 90)), value * 2], digits)
    estimate = float(value) * (1 + error)
    ball = finder.enclose(estimate, estimate * 0.9, estimate * 1.1)
    assert ball is not None
    assert _holds(ball, value), f"{ball} is not around {value}"
    assert 0 < _width(Found(ball)) <= 10 * value / 10**digits
    narrow = _Polynomial([value], digits + 20).within(ball)
    assert narrow is not None
    assert _holds(narrow, value)
    assert bounds(ball)[0] <= bounds(narrow)[0] < bounds(narrow)[1] <= bounds(ball)[1]
    assert _width(Found(narrow)) <= 10 * value / 10 ** (digits + 20)


@pytest.mark.parametrize(
    ("lower", "upper", "found"),
    [
        (0.2, 0.3, True),
        (0.25, 0.3, False),
        (0.2, 0.25, False),
        (0.26, 0.3, False),
        (0.2, 0.24, False),
    ],
)
def test_a_zero_outside_its_window_is_not_returned(lower: float, upper: float, found: bool) -> None:
    ball = _Polynomial([Fraction(1, 4), Fraction(1, 9)], 12).enclose(0.25, lower, upper)
    assert (ball is not None) == found, f"1/4 in ({lower}, {upper}): {ball}"


def test_a_zero_at_the_estimate_is_certified_only_by_a_change_of_sign() -> None:
    """At a double zero D vanishes and keeps its sign: nothing is certain."""
    for zeros, found in (([Fraction(1, 4)], True), ([Fraction(1, 4)] * 2, False)):
        finder = _Polynomial([*zeros, Fraction(1, 9)], 12)
        with ctx.workprec(200):
            ball = finder.certify(arb("0.25"), 200)
        assert (ball is not None) == found


_steps = st.lists(st.floats(0.5, 2.5), min_size=16, max_size=16)


@given(_steps, st.integers(1, 8), st.sets(st.integers(0, 7), max_size=2), st.booleans())
def test_no_zero_is_missed_and_none_is_invented(
    steps: list[float], count: int, missing: set[int], doubled: bool
) -> None:
    """Zeros that grow like squares, the first ``count`` known but for the missing ones."""
    zeros = [float(1 + sum(steps[: n + 1]) ** 2) for n in range(16)]
    listed = sorted([*zeros, zeros[count - 1]]) if doubled else zeros
    finder = _Polynomial([1 / Fraction(zero) for zero in listed], 20)
    top = (zeros[count - 1] + zeros[count]) / 2
    known = [(arb(z), 1 + (doubled and i == count - 1)) for i, z in enumerate(zeros[:count])]
    kept = [pair for i, pair in enumerate(known) if i not in missing]
    proof = prove_completeness(finder.determinant, kept, np.array(listed), top, Fraction(1, 2))
    lost = [zeros[i] for i in missing if i < count]
    if lost:
        assert proof.bound < min(lost), f"{min(lost)} is missing, {proof.bound} is proved"
    elif not doubled:
        reached = zeros[count - 1] < proof.bound and proof.bound >= top * (1 - 1e-12)  # rounding
        assert reached, [circle.quotient for circle in proof.circles]
        assert len(proof.circles) <= 12
    for circle in (circle for circle in proof.circles if circle.quotient.mid):  # 0: not finite
        apart = [
            (circle.radius / (float(z.mid()) - circle.centre)) ** 4
            for z, n in kept
            for _ in range(n)
        ]
        every = [(circle.radius / (zero - circle.centre)) ** 4 for zero in listed]
        quotient = np.prod([1 + x for x in every]) / np.prod([1 + x for x in apart])
        assert abs(float(circle.quotient) / quotient - 1) < 1e-6, f"{circle} but {quotient}"


@pytest.mark.parametrize(
    ("quotient", "proved"),
    [
        (Ball(1, 0, 0), True),
        (Ball(15, 4, -1), True),
        (Ball(15, 5, -1), False),
        (Ball(2, 0, 0), False),
        (Ball(9, 1, -1), True),
        (Ball(9, 0, -1), False),
        (Ball(0, 10**6, 0), False),
    ],
)
def test_a_quotient_certainly_below_two_leaves_no_room(quotient: Ball, proved: bool) -> None:
    assert Circle(1.0, 0.5, quotient).proved is proved


def test_circles_cannot_be_changed() -> None:
    circle = Circle(1.0, 0.5, Ball(1, 0, 0))
    for thing, name in ((circle, "quotient"), (Completeness((circle,), Fraction(1)), "floor")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


@pytest.mark.parametrize(
    ("count", "centre", "radius"), [(60, 300.3, 250.0), (60, 900.3, 800.0), (20, 60.3, 50.0)]
)
def test_what_lies_beyond_is_estimated_by_its_law(count: int, centre: float, radius: float) -> None:
    """These estimates prove nothing; they only choose circles.  The tail from above, within 2."""

    def summed(zeros: Any) -> float:
        return float(np.sum(np.log1p((radius / (zeros - centre)) ** 4)))

    above = np.arange(np.ceil(np.sqrt(centre)), 4000.0) ** 2
    listed = above[above <= count**2]
    tail = summed(above) - summed(listed)
    assert tail < _beyond(listed, centre, radius) - summed(listed) < 2 * tail


def test_growth_is_that_of_the_product() -> None:
    zeros, centre, radius = np.arange(1.0, 200.0) ** 2, 50.3, 20.0
    node = centre + radius * np.exp(0.75j * np.pi)
    direct = np.sum(np.log2(np.abs((zeros - node) / (zeros - centre))))
    assert _growth(zeros, centre, radius) == pytest.approx(direct, rel=1e-12)
