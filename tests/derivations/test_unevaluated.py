"""What is written out stays so until it is asked for, and then is what it was meant to be."""

from typing import Any

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.derivations.derivation import Outcome, Step
from freqbias.derivations.unevaluated import entries, nonnegative, product, total

_NUMBERS = st.fractions(max_denominator=99).map(sp.Rational)


@given(_NUMBERS)
def test_a_sign_is_exact_where_it_holds_and_false_elsewhere(number: Any) -> None:
    outcome = Step(number, nonnegative(number), "sign", "").check()
    assert outcome is (Outcome.EXACT if number >= 0 else Outcome.FAILED), f"{number}: {outcome}"


def test_a_sign_that_is_not_seen_is_not_exact() -> None:
    x = sp.Symbol("x", real=True)
    assert Step(x, nonnegative(x), "sign", "").check() is Outcome.FAILED
    square = x**2 - 2 * x + 1
    assert Step(square, nonnegative(square), "sign", "").check() is Outcome.BALLS
    assert Step(square, nonnegative((x - 1) ** 2), "sign", "").check() is Outcome.EXACT


@given(st.lists(_NUMBERS, min_size=2, max_size=4))
def test_sums_and_products_have_their_value(numbers: list[Any]) -> None:
    assert total(*numbers).doit() == sum(numbers)
    assert product(*numbers).doit() == sp.Mul(*numbers)
    assert len(total(*numbers).args) == len(numbers), "a sum is written as it is given"


def test_entries() -> None:
    assert entries(sp.Matrix([[1, 2], [3, 4]])) == [1, 2, 3, 4]
    assert entries(sp.pi) == [sp.pi]
