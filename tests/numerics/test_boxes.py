"""Bisection: what it proves is true, what it refutes is false, the rest it says it does not know."""

from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.boxes import Box, Cover, cover, merged
from freqbias.theory.errors import InputError

X, Y = sp.symbols("x y", real=True)
ZERO, ONE = Fraction(0), Fraction(1)
SQUARE: Box = {X: (Fraction(-1), ONE), Y: (Fraction(-1), ONE)}
_quarters = st.integers(-6, 6).map(lambda n: sp.Rational(n, 4))
_leaves = st.one_of(_quarters, st.sampled_from([X, Y]))


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        inner.map(sp.cos),
        inner.map(lambda a: sp.exp(a / 4)),
        inner.map(lambda a: a**2),
        inner.map(lambda a: 1 / (3 + a**2)),
    )


expressions = st.recursive(_leaves, _compound, max_leaves=5)


def _value(g: Any, point: dict[Any, Fraction]) -> Any:
    exact = {s: sp.Rational(v.numerator, v.denominator) for s, v in point.items()}
    with mpmath.workdps(30):
        return mpmath.mpf(sp.N(g.subs(exact), 30))


def _grid(box: Box, steps: int = 8) -> list[dict[Any, Fraction]]:
    axes = [[a + (b - a) * Fraction(n, steps) for n in range(steps + 1)] for a, b in box.values()]
    return [dict(zip(box, point, strict=True)) for point in product(*axes)]


@settings(max_examples=40, deadline=None)
@given(g=expressions, shift=_quarters)
def test_what_is_proved_holds_and_what_is_refuted_fails(g: Any, shift: Any) -> None:
    found = cover([g + shift], SQUARE, budget=300)
    for part in found.proved:
        for point in _grid(part):
            assert _value(g + shift, point) > -1e-25, f"{g + shift} at {point}"
    if found.counterexample is not None:
        assert _value(g + shift, dict(found.counterexample[1])) < 0


@settings(max_examples=30, deadline=None)
@given(g=expressions)
def test_proved_and_left_fill_the_box(g: Any) -> None:
    found = cover([g], SQUARE, budget=200)
    area = sum(
        (b - a) * (d - c) for (a, b), (c, d) in (p.values() for p in found.proved + found.left)
    )
    assert area == 4, f"{g}: the boxes have area {area} of 4"


def _decided(g: Any, low: Any, high: Any, **options: Any) -> Cover:
    return cover([g], {X: (Fraction(low), Fraction(high))}, **options)


@pytest.mark.parametrize(
    ("g", "high"),
    [
        (X - sp.sin(X), 3),
        (sp.exp(X) - 1 - X, 2),
        (-sp.log(1 - X) - X, Fraction(1, 2)),
        (X * (1 - X), 1),
        (1 - X**4, 1),
    ],
)
def test_zeros_at_an_end_are_decided(g: Any, high: Any) -> None:
    found = _decided(g, 0, high)
    assert found.left == (), f"{g} >= 0 was not shown on {found.left[:3]}"
    assert found.proved == ({X: (ZERO, Fraction(high))},)


@pytest.mark.parametrize("g", [X - sp.sin(X), X * (1 - X), sp.exp(X) - 1 - X])
def test_a_zero_forbids_strictness(g: Any) -> None:
    found = _decided(g, 0, 1, strict=True, budget=500)
    assert any(part[X][0] == 0 for part in found.left), f"{g} > 0 was shown at 0"


def test_a_zero_inside_is_left_over() -> None:
    g = (3 * X - 1) ** 2 - sp.Rational(1, 10**40) * X * (1 - X)  # 0 up to 10^-40 at x = 1/3
    found = _decided(g, 0, 1, budget=2000)
    assert found.left, "a sign change of size 10^-40 was overlooked"
    assert any(part[X][0] <= Fraction(1, 3) <= part[X][1] for part in found.left)


def test_one_bad_corner_is_found() -> None:
    found = cover([X + Y + sp.Rational(1999, 1000)], SQUARE)
    assert found.counterexample is not None
    assert dict(found.counterexample[1]) == {X: Fraction(-1), Y: Fraction(-1)}


def test_a_pole_is_not_covered() -> None:
    found = _decided(1 / X**2, -1, 1, budget=500)
    assert not any(part[X][0] <= 0 <= part[X][1] for part in found.proved), "1/x^2 at x = 0"


def test_what_is_not_real_is_left_over() -> None:
    assert not _decided(sp.sqrt(X - 2), 0, 1, budget=100).proved
    halves = _decided(1 + sp.sqrt(X), -1, 1, budget=500)
    assert halves.proved
    assert all(part[X][0] >= 0 for part in halves.proved), "1 + sqrt(x) is not real for x < 0"
    assert _decided(sp.asin(X / 3) + X ** sp.Rational(1, 3) + sp.log(X), 1, 2).left == ()


def test_several_inequalities_hold_together() -> None:
    both = cover([X, 1 - X], {X: (Fraction(-1), ONE)}, budget=400)
    assert both.proved == ()
    assert both.counterexample is not None


@given(st.permutations(range(8)))
def test_merging_gives_back_the_whole(order: list[int]) -> None:
    cells = [
        {
            X: (Fraction(n % 4, 4), Fraction(n % 4 + 1, 4)),
            Y: (Fraction(n // 4), Fraction(n // 4 + 1)),
        }
        for n in order
    ]
    assert merged(cells) == ({X: (ZERO, ONE), Y: (ZERO, Fraction(2))},)


def test_a_hole_stays_a_hole() -> None:
    cells = [{X: (Fraction(n, 4), Fraction(n + 1, 4))} for n in (0, 1, 3)]
    assert merged(cells) == ({X: (ZERO, Fraction(1, 2))}, {X: (Fraction(3, 4), ONE)})


def test_the_answer_does_not_depend_on_the_clock() -> None:
    first, again = (cover([1 - X * Y - sp.sin(X) / 5], SQUARE, budget=150) for _ in range(2))
    assert first == again


def test_bad_boxes_are_refused() -> None:
    with pytest.raises(InputError, match="no interval for y"):
        _decided(X + Y, 0, 1)
    with pytest.raises(InputError, match="not a rational one"):
        cover([X], {X: (ONE, ZERO)})
    with pytest.raises(InputError, match="not a rational one"):
        cover([X], {X: (0.0, 1.0)})  # type: ignore[dict-item]


_OUTSIDE = [
    sp.acot(X),
    sp.Piecewise((0, sp.Rational(9, 10) > X), (-1, True)),
    sp.gamma(X) ** 2,
    sp.zeta(X),
    sp.sign(X),
    sp.Abs(X),
    sp.floor(X) + 1,
    sp.Max(X, 0),
    sp.Heaviside(X),
    sp.Integral(X, (X, 0, 1)),
    sp.Float("0.5") * X,
    sp.sqrt(-2) * sp.sqrt(-3 - X**2),
    1 / sp.Mul(X, 0),
]


@pytest.mark.parametrize("g", _OUTSIDE, ids=str)
def test_only_a_small_vocabulary_is_certified(g: Any) -> None:
    """acot jumps at 0 though its slope is negative everywhere: a jump is seen by no derivative."""
    with pytest.raises(InputError, match="vocabulary"):
        _decided(g, Fraction(-3, 4), 1)


@pytest.mark.parametrize("assumptions", [{"positive": True}, {"integer": True}, {}], ids=str)
def test_variables_with_other_assumptions_are_refused(assumptions: dict[str, bool]) -> None:
    """sqrt(x^2) is x for a positive x, and sin(pi x) is 0 for an integer one."""
    x = sp.Symbol("x", **assumptions)
    with pytest.raises(InputError, match="real and nothing more"):
        cover([1 - sp.exp(x)], {x: (Fraction(-1), ONE)})


_SOMEWHERE = {  # g, its box, and where in it g is real: a square is no proof beyond that
    "log(x)^2": (sp.log(X) ** 2, (Fraction(-11, 10), 4), (0, 4)),
    "(x + 3/2)(log(x) - 1)^2": (
        (X + Fraction(3, 2)) * (sp.log(X) - 1) ** 2,
        (Fraction(-11, 10), 4),
        (0, 4),
    ),
    "(acos(x) + 1)^2": ((sp.acos(X) + 1) ** 2, (0, Fraction(3, 2)), (-1, 1)),
    "2 + cos(2 acos(x))": (2 + sp.cos(2 * sp.acos(X)), (0, Fraction(3, 2)), (-1, 1)),
    "(asin(x) - 2)^2": ((sp.asin(X) - 2) ** 2, (-2, 0), (-1, 1)),
    "(1 + x^(1/3))^2": ((1 + sp.cbrt(X)) ** 2, (-1, 1), (0, 1)),
    "x^x": (X**X, (-1, 1), (0, 1)),
    "exp(sqrt(x))": (sp.exp(sp.sqrt(X)), (-1, 1), (0, 1)),
}


@pytest.mark.parametrize("name", list(_SOMEWHERE))
def test_nothing_is_certified_where_it_is_not_real(name: str) -> None:
    g, (low, high), (least, most) = _SOMEWHERE[name]
    found = _decided(g, low, high, budget=800)
    assert found.counterexample is None, f"{name} < 0 at {found.counterexample}"
    assert found.proved, f"{name} >= 0 was shown nowhere"
    for part in found.proved:
        assert least <= part[X][0] <= part[X][1] <= most, f"{name} >= 0 was shown on {part[X]}"


@pytest.mark.parametrize(
    "g",
    [
        3 + (X**2 - 1) / (X - 1),
        1 + sp.Mul(X - 1, sp.Pow(X - 1, -1, evaluate=False), evaluate=False),
        1 + (X**2 - 1) ** 2 / (X - 1) ** 2,
        sp.exp(1 / (1 - X)),
        (1 - X) ** -2,
    ],
    ids=str,
)
def test_a_zero_of_a_divisor_is_left_over(g: Any) -> None:
    found = _decided(g, 0, 3, budget=500)
    assert found.proved
    assert not any(part[X][0] <= 1 <= part[X][1] for part in found.proved), f"{g} at x = 1"


def test_no_counterexample_where_it_is_undefined() -> None:
    """(x^2 - 1)/(x - 1) - 2 would be 0 - 10^-3 at x = 1, which is not in its domain."""
    g = (X**2 - 1) / (X - 1) - sp.Rational(2001, 1000)
    assert _decided(g, 1, 1).counterexample is None
    found = _decided(g, 0, 2)
    assert found.counterexample is not None
    assert found.counterexample[1][X] != 1


def test_what_must_be_defined_too_is() -> None:
    found = _decided(X + 2, -1, 1, defined=[sp.log(X)], budget=500)
    assert all(part[X][0] > 0 for part in found.proved), "log(x) for x <= 0"
    assert _decided(X + 2, -1, 1, defined=[sp.log(X + 2)]).left == ()
