"""Charts: the box is what the substitution reaches, and the samples are points of it."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.domain import Angle, Family, Finite, Integers, Interval, contains, covers
from freqbias.claims.parameters import (
    DENSITIES,
    NON_UNIFORM,
    Chart,
    admissible,
    angles,
    closed,
    cosines,
    frequencies,
    parities,
    reals,
    turn,
)
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant, Trigonometric

_Q = sp.Symbol("q", integer=True, nonnegative=True)
_T, _U = sp.symbols("t u", real=True)
_J = sp.Symbol("j", integer=True, nonnegative=True)
_S = sp.Symbol("t", real=True, nonnegative=True)  # the parameter of angles
_CHARTS = [
    closed(),
    reals(_T),
    reals(_T, _U),
    frequencies(_Q, 3, 2),
    *parities(_Q, {2, 3}),
    *(turn(_T, n) for n in range(-3, 4)),
    turn(THETA),
    angles(),
    cosines(_U),
]


def _exact(value: Any) -> Any:
    """A value of a point in SymPy."""
    if isinstance(value, Angle):
        return sp.Rational(str(value.share)) * sp.pi
    return sp.Rational(str(value))


@pytest.mark.parametrize("chart", _CHARTS, ids=lambda chart: str(chart.box))
def test_samples_lie_in_the_box_and_agree_with_their_values(chart: Chart) -> None:
    assert chart.samples
    for sample in chart.samples:
        assert contains(chart.box, sample.point), f"{sample.point} is not in {chart.box}"
        named = {symbol.name: value for symbol, value in sample.values.items()}
        for name, value in sample.point.items():
            assert named[name] == _exact(value), f"{name} = {value} is given as {named[name]}"


@given(st.integers(0, 9), st.integers(1, 5), st.integers(0, 8))
def test_frequencies_reach_their_box_and_no_more(start: int, step: int, j: int) -> None:
    chart = frequencies(_Q, start, step)
    assert chart.box == {"q": Integers(start, step)}
    assert chart.apply(_Q).subs(_J, j) == start + j * step
    assert [sample.point["q"] for sample in chart.samples] == [
        start,
        start + step,
        start + 7 * step,
    ]


def test_frequencies_take_every_integer_unless_told_otherwise() -> None:
    assert frequencies(_Q, 4).box == {"q": Integers(4, 1)}


@given(st.sets(st.integers(0, 9), max_size=4))
@settings(max_examples=60)
def test_parities_cover_all_and_set_the_exceptional_apart(exceptional: set[int]) -> None:
    charts = parities(_Q, exceptional)
    assert covers([chart.box for chart in charts], {"q": Integers(0)}), exceptional
    reached = [n for n in range(40) for chart in charts if contains(chart.box, {"q": n})]
    assert reached == list(range(40)), f"{exceptional}: some n is reached twice or not at all"
    for chart in charts:
        (range_,) = chart.box.values()
        if isinstance(range_, Integers):
            members = {n for n in range(40) if contains(chart.box, {"q": n})}
            assert not members & exceptional, f"{exceptional} is met by {range_}"
            assert range_.step == 2
            assert chart.apply(_Q) == range_.start + 2 * _J
            before = range_.start - 2
            assert before < 0 or before in exceptional, "no more single points than are needed"
        else:
            assert isinstance(range_, Finite)
            assert chart.apply(_Q) == range_.members[0]


@pytest.mark.parametrize("n", range(-4, 4))
def test_a_turn_runs_from_end_to_end(n: int) -> None:
    """The substitution maps [0, pi] onto the box, and THETA is the distance on the circle."""
    chart = turn(_T, n)
    assert chart.box == {"t": Interval(Fraction(n), Fraction(n + 1), "pi")}
    ends = {chart.apply(_T).subs(_S, end) for end in (0, sp.pi)}
    assert ends == {n * sp.pi, (n + 1) * sp.pi}
    for end in (0, sp.pi / 3, sp.pi):
        angle, distance = (chart.apply(symbol).subs(_S, end) for symbol in (_T, THETA))
        assert sp.cos(angle) == sp.cos(distance)
        assert 0 <= distance <= sp.pi
    points = {sample.point["t"].share for sample in chart.samples}
    assert {Fraction(n), Fraction(n + 1)} <= points, "both ends are sampled"
    assert len(points) > 3


def test_angles_are_the_first_turn() -> None:
    assert angles().box == {"theta": Interval(Fraction(0), Fraction(1), "pi")}
    assert angles().apply(THETA) == _S
    assert angles(_T).apply(THETA) == _S
    assert turn(_T).box == turn(_T, 0).box
    with pytest.raises(ValueError, match="THETA lies in"):
        turn(THETA, 1)
    with pytest.raises(ValueError, match="THETA lies in"):
        turn(THETA, -1)


def test_cosines_cover_the_interval_and_are_rewritten() -> None:
    chart = cosines(_U)
    assert chart.box == {"u": Interval(Fraction(-1), Fraction(1))}
    assert chart.apply(sp.acos(_U) + sp.sqrt(1 - _U**2)) == _S + sp.sin(_S)
    points = [sample.point["u"] for sample in chart.samples]
    assert {min(points), max(points)} == {-1, 1}
    assert len(points) > 3


def test_reals_are_all_reals_with_different_samples() -> None:
    chart = reals(_T, _U)
    assert chart.box == {"t": Interval(None, None), "u": Interval(None, None)}
    assert chart.apply(_T + _U) == _T + _U
    (sample,) = chart.samples
    assert len({abs(value) for value in sample.values.values()} - {0, 1}) == 2


def test_closed_is_one_point() -> None:
    assert closed().box == {}
    assert closed().apply(sp.pi) == sp.pi
    assert [(sample.point, sample.values) for sample in closed().samples] == [({}, {})]


def test_labels_are_further_variables() -> None:
    chart = frequencies(_Q, 1).labelled(kernel="first_layer", layer="one")
    labels = {"kernel": "first_layer", "layer": "one"}
    ranges = {name: Finite((value,)) for name, value in labels.items()}
    assert chart.box == {"q": Integers(1), **ranges}
    for sample, before in zip(chart.samples, frequencies(_Q, 1).samples, strict=True):
        assert sample.point == {**before.point, **labels}
        assert sample.values == before.values
    assert chart.apply(_Q) == 1 + _J


@pytest.mark.parametrize("make", [reals, cosines, turn, lambda v: frequencies(v, 0)])
def test_a_variable_may_not_know_more_than_its_box(make: Any) -> None:
    positive = sp.Symbol("x", positive=True)
    with pytest.raises(ValueError, match="nothing more"):
        make(positive)
    even = sp.Symbol("q", integer=True, nonnegative=True, even=True)
    with pytest.raises(ValueError, match="nothing more"):
        make(even)


def test_traits_of_densities_are_computed() -> None:
    steps, flat = PiecewiseConstant.from_text("-1, 0, 1", "4, 1"), PiecewiseConstant((-1, 1), (1,))
    wave = Trigonometric.from_text("(1 + cos(x)/2)/(2 pi)")
    families = {density: admissible(density, "one") for density in (steps, flat, wave)}
    assert {family.name for family in families.values()} == {"one"}
    for density, family in families.items():
        assert contains({"p": DENSITIES}, {"p": family})
        assert contains({"p": NON_UNIFORM}, {"p": family}) == (density is steps)
    assert families[wave].traits == ("density", "non-uniform")
    assert families[flat].traits == ("density", "piecewise constant")
    assert covers([{"p": DENSITIES}], {"p": NON_UNIFORM})
    assert not covers([{"p": NON_UNIFORM}], {"p": DENSITIES})
    assert not contains({"p": NON_UNIFORM}, {"p": Family("any", ("density", "non-uniform"))})


def test_charts_cannot_be_changed() -> None:
    """What they cover is fixed together with what they substitute."""
    chart = angles()
    for thing, name in ((chart, "box"), (chart.samples[0], "point")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, {})
