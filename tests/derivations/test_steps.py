"""A step that says x >= 0 is exact only where x is seen to be; floats and poles decide nothing."""

from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.derivations.derivation import Outcome, Step
from freqbias.derivations.unevaluated import nonnegative

P, X = sp.Symbol("p", positive=True), sp.Symbol("x", real=True)
Z = sp.Symbol("z")


@given(st.fractions(max_denominator=9))
def test_a_number_is_said_to_be_nonnegative_only_if_it_is(number: Any) -> None:
    x = sp.Rational(number)
    outcome = Step(x, nonnegative(x), "sign", "").check()
    assert outcome is (Outcome.EXACT if number >= 0 else Outcome.FAILED), f"{x} >= 0"


@pytest.mark.parametrize(
    ("left", "bound"), [(0, -P), (0, -(X**2) - 1), (X, X), (P - 1, P - 1)], ids=str
)
def test_a_maximum_hides_no_negative_number(left: Any, bound: Any) -> None:
    outcome = Step(sp.sympify(left), nonnegative(bound), "sign", "").check()
    assert outcome is Outcome.FAILED, f"{left} = {bound} >= 0 is {outcome.value}"


def test_a_sign_that_is_not_seen_is_sampled() -> None:
    hidden = X**2 - 2 * X + 1
    assert Step((X - 1) ** 2, nonnegative(hidden), "sign", "").check() is Outcome.BALLS
    assert Step(hidden, nonnegative((X - 1) ** 2), "sign", "").check() is Outcome.EXACT


def test_floats_decide_nothing() -> None:
    step = Step(sp.Float("0.1"), sp.Rational(1, 10), "rounding", "")
    assert step.check() is Outcome.OPEN


def test_real_points_decide_nothing_about_complex_symbols() -> None:
    assert Step(sp.conjugate(Z), Z, "true on the real line only", "").check() is Outcome.OPEN
