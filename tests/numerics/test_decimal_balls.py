"""Decimal balls: rounding outwards, as little as possible, and printing without loss."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, rational_ball
from freqbias.theory.errors import InputError

_mids = st.integers(-(10**12), 10**12) | st.integers(-30, 30)
_balls = st.builds(Ball, _mids, st.integers(0, 10**6) | st.integers(0, 30), st.integers(-30, 30))


def _ends(ball: Ball) -> tuple[Fraction, Fraction]:
    unit = Fraction(10) ** ball.exponent
    return (ball.mid - ball.rad) * unit, (ball.mid + ball.rad) * unit


@given(_balls, st.integers(1, 8))
def test_a_rounded_ball_holds_the_ball_and_little_more(ball: Ball, digits: int) -> None:
    rounded = ball.rounded(digits)
    (low, high), (lower, upper) = _ends(ball), _ends(rounded)
    assert lower <= low <= high <= upper, f"{rounded} does not hold {ball}"
    assert abs(rounded.mid) <= 10**digits
    assert rounded.rad < 100
    if rounded.exponent == ball.exponent:
        assert rounded == ball, "nothing was cut, so nothing is lost"
    unit = Fraction(10) ** rounded.exponent
    assert abs((low + high) / 2 - rounded.mid * unit) <= unit / 2, "mid is the nearest"
    assert (upper - lower) - (high - low) < 3 * unit, "no more is added than rounding needs"
    coarse = rounded.exponent > ball.exponent
    wide = len(str(abs(ball.mid))) > digits or ball.rad > 9
    assert coarse == wide, f"{ball} is cut to {rounded}"


@given(_balls)
def test_a_ball_prints_its_midpoint_exactly_and_its_radius_from_above(ball: Ball) -> None:
    mid, rad = ball.decimal()
    unit = Fraction(10) ** ball.exponent
    assert Fraction(mid) == ball.mid * unit, f"{ball.mid} 10^{ball.exponent} is printed {mid}"
    assert Fraction(rad) >= ball.rad * unit
    if ball.rad:
        lead, place = rad.split("e")
        assert Fraction(int(lead) - 1) * Fraction(10) ** int(place) < ball.rad * unit, (
            "one digit up"
        )
        assert 1 <= int(lead) <= 10
    assert repr(ball) == f"[{mid} +/- {rad}]"
    assert float(ball) == float(Fraction(mid))


@pytest.mark.parametrize(
    ("ball", "text"),
    [
        (Ball(0, 0, 5), "[0 +/- 0]"),
        (Ball(0, 12, -3), "[0 +/- 2e-2]"),
        (Ball(-1, 1, 0), "[-1 +/- 1e0]"),
        (Ball(1, 0, -1), "[0.1 +/- 0]"),
        (Ball(12, 20, -1), "[1.2 +/- 2e0]"),
        (Ball(-12, 21, -3), "[-0.012 +/- 3e-2]"),
        (Ball(7, 0, -5), "[0.00007 +/- 0]"),
        (Ball(7, 0, -6), "[7.0e-6 +/- 0]"),
        (Ball(71, 0, -7), "[7.1e-6 +/- 0]"),
        (Ball(1, 0, 20), "[100000000000000000000 +/- 0]"),
        (Ball(1, 0, 21), "[1.0e21 +/- 0]"),
        (Ball(-123, 0, 19), "[-1.23e21 +/- 0]"),
    ],
)
def test_small_and_large_numbers_print_with_exponents(ball: Ball, text: str) -> None:
    assert repr(ball) == text


@pytest.mark.parametrize(
    ("ball", "digits"),
    [
        (Ball(0, 5, 0), 0),
        (Ball(0, 0, 0), 0),
        (Ball(314159, 1, -5), 5),
        (Ball(-314159, 12, -5), 4),
        (Ball(3, 1, 9), 0),
    ],
)
def test_certain_digits(ball: Ball, digits: int) -> None:
    assert ball.digits == digits


@given(_balls)
def test_the_sign_of_a_ball_is_that_of_its_ends(ball: Ball) -> None:
    low, high = _ends(ball)
    assert ball.contains_zero == (low <= 0 <= high)
    assert (ball.is_positive, ball.is_negative) == (low > 0, high < 0)


@given(st.fractions(), st.integers(2, 40))
def test_the_decimal_ball_of_an_arb_holds_it(number: Fraction, digits: int) -> None:
    with ctx.workprec(200):
        ball = Ball.of(rational_ball(number), digits)
    low, high = _ends(ball)
    assert low <= number <= high
    assert ball.rad * 10 ** (digits - 1) <= abs(ball.mid)


@pytest.mark.parametrize("value", [arb("nan"), arb("inf"), -arb("inf"), arb(0, float("inf"))])
def test_what_is_not_finite_has_no_ball(value: arb) -> None:
    with pytest.raises(InputError, match="not finite"):
        Ball.of(value, 10)


def test_balls_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Ball(1, 0, 0).rad = 2  # type: ignore[misc]
