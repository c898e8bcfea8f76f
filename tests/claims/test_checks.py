"""The shared checks: what holds is proved on the boxes of the charts, what fails has a witness."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.checks import Derived, combine, compare, identity, proportional
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite, Integers, contains
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.claims.parameters import Chart, Sample, frequencies, reals

_Q = sp.Symbol("q", integer=True, nonnegative=True)
_X = sp.Symbol("x", real=True)
_Y = sp.Symbol("y", real=True)
_EVEN, _ODD = frequencies(_Q, 0, 2), frequencies(_Q, 1, 2)


def _compared(expression: Any, *charts: Chart, thorough: bool = False) -> Evidence:
    return compare(
        Context(thorough=thorough), sp.sympify(expression), sp.sympify(expression), charts
    )


def test_what_holds_is_covered_by_all_charts_and_spot_checked_on_each() -> None:
    found = _compared((_Q + 1) ** 2 - _Q**2 - 2 * _Q - 1, _EVEN, _ODD)
    assert (found.finding, found.rigour) == (Finding.HOLDS, Rigour.EXACT)
    assert found.covered == ({"q": Integers(0, 2)}, {"q": Integers(1, 2)})
    middle = [chart.samples[len(chart.samples) // 2].point for chart in (_EVEN, _ODD)]
    assert [spot.point for spot in found.spots] == middle
    assert all(spot.ball.contains_zero for spot in found.spots)


def test_a_thorough_check_encloses_every_sample() -> None:
    found = _compared(_Q - _Q, _EVEN, _ODD, thorough=True)
    points = [sample.point for chart in (_EVEN, _ODD) for sample in chart.samples]
    assert [spot.point for spot in found.spots] == points
    assert len(points) > 2


def test_one_chart_on_which_it_fails_is_a_counterexample() -> None:
    """It holds for all even q; the witness is the first odd one at which it fails."""
    found = _compared(sp.cos(sp.pi * _Q) * (_Q - 1) - _Q + 1, _EVEN, _ODD)
    assert (found.finding, found.rigour) == (Finding.FAILS, Rigour.BALLS)
    assert found.witness is not None
    assert found.witness.meaning == "stated minus true is"
    assert found.witness.spot.point == {"q": 3}, "q = 1 is odd, but there it holds"
    assert abs(float(found.witness.spot.ball) + 4) < 1e-40
    assert found.covered == ()


def test_witnesses_have_fifty_digits() -> None:
    witness = _compared(sp.sqrt(2) + _X - _X, reals(_X)).witness
    assert witness is not None
    assert witness.spot.ball.digits >= 50
    assert abs(witness.spot.ball.mid) < 10**60


def test_a_sample_where_nothing_is_defined_is_passed_over() -> None:
    found = _compared(1 / (_Q - 1), _ODD)
    assert found.witness is not None
    assert found.witness.spot.point == {"q": 3}
    nowhere = Chart(_EVEN.substitution, _EVEN.box, ())
    assert _compared(_Q, nowhere).finding is Finding.OPEN, "there is no sample to show it"


@given(st.integers(0, 12), st.integers(0, 6), st.integers(1, 4))
@settings(max_examples=25)
def test_a_pole_at_an_integer_of_the_chart_is_seen(pole: int, start: int, step: int) -> None:
    chart = frequencies(_Q, start, step)
    met = contains(chart.box, {"q": pole})
    numerator = sp.expand((_Q - pole) * (_Q + pole + 1))
    found = _compared(numerator / (_Q - pole) - _Q - pole - 1, chart)
    wanted = Finding.OPEN if met else Finding.HOLDS
    assert found.finding is wanted, f"({numerator})/(q - {pole}) on {chart.box['q']}"


@pytest.mark.parametrize(
    ("u", "seen"),
    [
        (_Q + 1, True),
        (2 * _Q - 1, True),
        (_Q**2 - 2, True),
        (sp.sqrt(2) - 1, True),
        (_Q, False),
        (_Q**2 - _Q, False),
        (sp.pi * _Q - 7 * sp.pi, False),
        (sp.cos(_Q) - 1, False),
        (sp.cos(_Q), False),
        (_X**2 + 1, True),
        (_X + 1, False),
        (_X * _Q + 1, False),
        (_X * _Y + 1, False),
    ],
)
def test_a_quotient_is_proved_only_where_its_denominator_has_no_zero(u: Any, seen: bool) -> None:
    """``(u^2 + u)/u = u + 1`` where u is not 0, and not elsewhere."""
    x, q = reals(_X, _Y), frequencies(_Q, 0)
    chart = Chart({**x.substitution, **q.substitution}, {**x.box, **q.box}, ())
    found = compare(Context(), sp.expand(u**2 + u) / u - u - 1, sp.Integer(0), (chart,))
    assert (found.finding is Finding.HOLDS) == seen, f"(u^2 + u)/u = u + 1 for u = {u}"


@pytest.mark.parametrize("value", [sp.nan, sp.zoo, sp.oo, -sp.oo])
def test_what_is_not_finite_does_not_vanish(value: Any) -> None:
    assert compare(Context(), value, sp.Integer(0), (reals(_X),)).finding is Finding.OPEN


def _derived(value: Any, independent: Any = None) -> Any:
    return lambda _: Derived(value, value if independent is None else independent)


def test_identity_compares_with_both_routes() -> None:
    """The exact decision uses the closed form, the balls the other one."""
    chart = reals(_X)
    right = identity(_derived(_X, _X + 1), (chart,))(Context(), _X)
    assert right.finding is Finding.HOLDS
    assert [float(spot.ball) for spot in right.spots] == [-1.0]
    wrong = identity(_derived(_X, _X + 1), (chart,))(Context(), _X - 2)
    assert wrong.witness is not None
    assert float(wrong.witness.spot.ball) == -3.0
    for factor in (2, -1, 0):
        multiple = identity(_derived(_X), (chart,))(Context(), factor * _X)
        assert multiple.finding is Finding.FAILS, f"{factor} x is not x"


_AT: Mapping[Any, Any] = {_X: sp.Integer(2)}
_REFERENCE = Sample({"x": Fraction(2)}, _AT)


@given(st.fractions(-5, 5).filter(bool), st.fractions(-3, 3))
@settings(max_examples=25)
def test_proportional_is_up_to_a_constant_and_no_further(factor: Fraction, shift: Fraction) -> None:
    check = proportional(_derived(_X**2 + 1), (reals(_X),), _REFERENCE)
    c, s = (sp.Rational(number.numerator, number.denominator) for number in (factor, shift))
    assert check(Context(), c * (_X**2 + 1)).finding is Finding.HOLDS
    shifted = check(Context(), c * (_X**2 + 1) + s).finding
    assert shifted in ({Finding.HOLDS} if s == 0 else {Finding.FAILS, Finding.OPEN})
    assert check(Context(), c * (_X**2 + 1) + _X - 2).finding is Finding.FAILS


def test_proportional_refutes_what_is_zero_at_the_reference() -> None:
    check = proportional(_derived(_X**2 + 1, _X**2 + 2), (reals(_X),), _REFERENCE)
    for statement in (sp.Integer(0), _X - 2):
        found = check(Context(), statement)
        assert found.finding is Finding.FAILS
        assert found.witness is not None
        assert found.witness.meaning == "the statement is 0 where the true value is"
        assert found.witness.spot.point == {"x": 2}
        assert float(found.witness.spot.ball) == 6.0, "the ball is around the independent value"


def test_proportional_is_open_where_the_truth_may_vanish_at_the_reference() -> None:
    check = proportional(_derived(_X - 2), (reals(_X),), _REFERENCE)
    for statement in (_X - 2, _X**2, sp.Integer(0)):
        assert check(Context(), statement).finding is Finding.OPEN, statement
    unseen = proportional(_derived(_X), (reals(_X),), _REFERENCE)
    tiny = _X * sp.Rational(1, 10**80)
    assert unseen(Context(), tiny).finding is Finding.HOLDS, "balls are relative, not absolute"


def test_the_cross_product_uses_the_independent_route_for_balls() -> None:
    check = proportional(_derived(_X, _X + 1), (reals(_X),), _REFERENCE)
    found = check(Context(), 3 * _X)
    assert found.finding is Finding.HOLDS
    ((spot),) = found.spots
    at = {"x": Fraction(1, 2)}
    assert spot.point == at
    expected = Fraction(3, 2) * 3 - 6 * Fraction(3, 2)  # f(x) g(r) - f(r) g(x), g = x + 1
    assert abs(Fraction(spot.ball.mid) * Fraction(10) ** spot.ball.exponent - expected) < 1e-40


def _part(q: int) -> Evidence:
    return Context().holds(({"q": Finite((q,))},), tuple(_compared(_Q - _Q, _EVEN).spots))


def test_parts_that_hold_make_a_whole_and_the_first_that_does_not_decides() -> None:
    context, failing = Context(seed=3), _compared(_Q + 1, _EVEN)
    whole = combine(context, [_part(0), _part(1)])
    boxes: tuple[Domain, ...] = ({"q": Finite((0,))}, {"q": Finite((1,))})
    assert (whole.finding, whole.covered) == (Finding.HOLDS, boxes)
    assert len(whole.spots) == 2
    assert whole.seed == 3
    open_ = context.open("not decided")
    assert combine(context, [_part(0), failing, open_]) is failing
    assert combine(context, [open_, failing]) is open_
    assert combine(context, []).covered == ()


def test_what_was_derived_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Derived(_X, _X).expression = _Y  # type: ignore[misc]
