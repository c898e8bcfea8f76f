"""Certified roots: a planted wrong enclosure is caught, a right one stands."""

from typing import Any

import pytest
from flint import arb, ctx

from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.exact.pairs import enclose_pair
from freqbias.numerics.exact.roots import EigenvalueFinder
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import first_layer_bias

_DENSITY = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
_TRUE = "0.1221492761412219224065283070261469706181711239941495"


@pytest.mark.parametrize("digits", [5, 20, 40])
def test_the_true_eigenvalue_is_certified(digits: int) -> None:
    finder = EigenvalueFinder(first_layer_bias, _DENSITY, digits)
    with ctx.workprec(300):
        ball = finder.certify(arb(_TRUE), 300)
    assert ball is not None
    low, high = bounds(ball)
    assert float(low) <= float(_TRUE) <= float(high)


@pytest.mark.parametrize("shift", [-1e-15, 1e-17, 1e-3])
def test_a_planted_wrong_enclosure_is_caught(shift: float) -> None:
    finder = EigenvalueFinder(first_layer_bias, _DENSITY, 20)
    with ctx.workprec(300):
        assert finder.certify(arb(_TRUE) * (1 + arb(shift)), 300) is None


def test_nothing_is_found_where_nothing_is() -> None:
    finder = EigenvalueFinder(first_layer_bias, _DENSITY, 15)
    assert finder.enclose(0.09, 0.07, 0.12) is None
    assert finder.within(Ball(90, 1, -3)) is None
    assert enclose_pair(finder, 0.09, 1e-10, 0.07, 0.12) == []


def test_one_simple_eigenvalue_is_no_pair() -> None:
    finder = EigenvalueFinder(first_layer_bias, _DENSITY, 15)
    assert enclose_pair(finder, float(_TRUE), 1e-12, 0.1, 0.13) == []


@pytest.mark.parametrize(
    ("zero", "around", "mid"),
    [
        ("0.25045", "0.25", 2500),
        ("0.24955", "0.25", 2500),
        ("0.25055", "0.25", None),
        ("0.24945", "0.25", None),
        ("0.25004", "0.250049", 2500),
        ("0.25004", "0.250051", 2501),
    ],
)
def test_five_units_of_the_last_digit_are_searched_and_no_more(
    zero: str, around: str, mid: int | None
) -> None:
    """D = 1 - zero nu, three digits: the ball is (mid +- 5) 10^-4 with the nearest mid."""

    class OneZero(EigenvalueFinder):
        def determinant(self, bits: int) -> Any:
            return lambda nu: 1 - arb(zero) * nu

    with ctx.workprec(120):
        found = OneZero(first_layer_bias, _DENSITY, 3).certify(arb(around), 120)
    assert found == (None if mid is None else Ball(mid, 5, -4))
