"""A ball contains the truth, whatever is done to it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, complex_ball, enclose
from freqbias.strategies import all_kernels
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

FEWER = settings(max_examples=settings().max_examples // 2)
X, Z = sp.Symbol("x", real=True), sp.Symbol("z")
TEN = Fraction(10)

balls = st.builds(
    Ball, st.integers(-(10**30), 10**30), st.integers(0, 10**12), st.integers(-60, 30)
)
rationals = st.fractions(-9, 9, max_denominator=9).map(lambda q: sp.Rational(q))
leaves = st.one_of(rationals, st.sampled_from([sp.pi, sp.sqrt(2), sp.E]))


def compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        inner.map(sp.cos),
        inner.map(sp.sin),
        inner.map(lambda a: sp.exp(-(sp.cos(a) ** 2))),
        inner.map(lambda a: sp.sqrt(1 + a**2)),
        inner.map(sp.Abs),
        inner.map(lambda a: sp.asin(sp.cos(a) / 2)),
    )


expressions = st.recursive(leaves, compound, max_leaves=5)


def ends(ball: Ball) -> tuple[Fraction, Fraction]:
    unit = TEN**ball.exponent
    return (ball.mid - ball.rad) * unit, (ball.mid + ball.rad) * unit


def contains(outer: Ball, inner: Ball) -> bool:
    return ends(outer)[0] <= ends(inner)[0] and ends(inner)[1] <= ends(outer)[1]


def overlap(a: Ball, b: Ball) -> bool:
    return ends(a)[0] <= ends(b)[1] and ends(b)[0] <= ends(a)[1]


@given(balls, st.integers(1, 40))
def test_rounding_widens(ball: Ball, digits: int) -> None:
    rounded = ball.rounded(digits)
    assert contains(rounded, ball), f"{ball!r} became {rounded!r}"
    fits = len(str(abs(rounded.mid))) <= digits or abs(rounded.mid) == 10**digits
    assert fits, f"{ball!r} to {digits} digits is {rounded!r}"


@given(balls)
def test_decimal_strings_enclose_the_ball(ball: Ball) -> None:
    mid, rad = (Fraction(Decimal(part)) for part in ball.decimal())
    unit = TEN**ball.exponent
    assert mid == ball.mid * unit, f"{ball.mid} * 10^{ball.exponent} is printed as {mid}"
    assert rad >= ball.rad * unit, f"{ball.rad} * 10^{ball.exponent} is printed as {rad}"
    assert repr(ball) == f"[{ball.decimal()[0]} +/- {ball.decimal()[1]}]"


@given(balls)
def test_zero_and_float(ball: Ball) -> None:
    low, high = ends(ball)
    assert ball.contains_zero == (low <= 0 <= high), f"{ball!r}"
    assert float(ball) == float(ball.mid * TEN**ball.exponent), f"{ball!r} is {float(ball)}"


@given(expressions, st.sampled_from([5, 30, 100]))
def test_enclosures_contain_the_value(expression: Any, digits: int) -> None:
    """Against mpmath at 40 digits more: an evaluation that shares no code with Arb.

    mpmath's value is right to a few units of its last digit, so a ball of radius 10^-30 of the
    asked-for precision around it must meet the enclosure.
    """
    ball = enclose(expression, digits)
    with mpmath.workdps(digits + 40):
        value = sp.lambdify((), expression, "mpmath")()
        truth = Fraction(Decimal(mpmath.nstr(mpmath.mpf(value), digits + 40)))
    low, high = ends(ball)
    slack = Fraction(1, 10 ** (digits + 30)) * (1 + abs(truth))
    assert low - slack <= truth <= high + slack, f"{expression}: {truth} is not in {ball}"


@given(expressions)
def test_sharpness(expression: Any) -> None:
    """The radius is at most 10^-digits, relative or (near zero) absolute."""
    ball = enclose(expression, 30)
    size = TEN ** (-30) * max(abs(ball.mid) * TEN**ball.exponent, Fraction(ball.contains_zero))
    assert ball.rad * TEN**ball.exponent <= 2 * size, f"{expression}: {ball}"


@given(expressions)
def test_more_digits_give_a_ball_that_meets_the_first(expression: Any) -> None:
    coarse, fine = enclose(expression, 10), enclose(expression, 60)
    assert overlap(coarse, fine), f"{expression}: {coarse} and {fine}"


@FEWER
@given(st.integers(0, 6), rationals, rationals)
def test_integrals_of_powers(n: int, a: Any, b: Any) -> None:
    integral = sp.Integral(X**n, (X, a, b))
    defect = enclose(integral - (b ** (n + 1) - a ** (n + 1)) / (n + 1), 30)
    assert defect.contains_zero, f"integral of x^{n} over [{a}, {b}] is off by {defect}"


@FEWER
@given(st.integers(-6, 6), st.integers(-6, 6))
def test_integrals_of_absolute_values(a: int, b: int) -> None:
    """|x - 1/2| has its corner inside, at an end, or outside; a > b changes the sign."""
    half = sp.Rational(1, 2)
    primitive = [(x - half) * abs(x - half) / 2 for x in (sp.Integer(a), sp.Integer(b))]
    integral = sp.Integral(sp.Abs(X - half), (X, a, b))
    defect = enclose(integral - primitive[1] + primitive[0], 15)
    assert defect.contains_zero, f"integral of |x - 1/2| from {a} to {b} is off by {defect}"


@pytest.mark.parametrize(
    ("integrand", "lower", "upper", "value"),
    [
        (sp.sqrt(X), 0, 1, sp.Rational(2, 3)),
        (1 / sp.sqrt(1 + X), 0, 3, sp.Integer(2)),
        (sp.sqrt(1 - X**2), 0, 1, sp.pi / 4),
        (sp.asin(X), 0, 1, sp.pi / 2 - 1),
        (sp.acos(X), 0, 1, sp.Integer(1)),
        (sp.exp(-X), 0, 50, 1 - sp.exp(-50)),
    ],
    ids=str,
)
def test_integrals_with_singular_ends(integrand: Any, lower: Any, upper: Any, value: Any) -> None:
    defect = enclose(sp.Integral(integrand, (X, lower, upper)) - value, 15)
    assert defect.contains_zero, f"{integrand} over [{lower}, {upper}] is off by {defect}"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (sp.Abs(1 + sp.exp(sp.I)), sp.sqrt(2 + 2 * sp.cos(1))),
        (sp.Abs(1 + sp.exp(sp.I)) + sp.Abs(1 + sp.exp(-sp.I)), 2 * sp.sqrt(2 + 2 * sp.cos(1))),
        (
            sp.Integral(sp.Abs(Z + sp.I) + sp.Abs(Z - sp.I), (Z, 1, 2)),
            2 * sp.Integral(sp.sqrt(1 + X**2), (X, 1, 2)),
        ),
    ],
    ids=str,
)
def test_the_modulus_of_a_complex_number(expression: Any, value: Any) -> None:
    """Right or refused, but never the analytic continuation of |x| from the real axis."""
    try:
        defect = enclose(expression - value, 6)
    except InputError:
        return
    assert defect.contains_zero, f"{expression} is off by {defect}"


@FEWER
@given(all_kernels(), st.fractions(0, 1, max_denominator=40))
def test_kernels_are_enclosed_with_their_definitions(kernel: Kernel, share: Fraction) -> None:
    theta = sp.Rational(share) * sp.pi
    with ctx.workprec(200):
        values = {THETA: complex_ball(theta)}
        for symbol, definition in kernel.definitions:
            values[symbol] = complex_ball(definition, values)
        value = complex_ball(kernel.expression, values)
    assert value.imag.contains(0), f"{kernel.name} at {theta}: {value} is not real"
    assert value.rad() < 1e-20, f"{kernel.name} at {theta}: {value} is too wide"


@pytest.mark.parametrize(
    "expression",
    [
        sp.sqrt(2) * sp.sqrt(3) - sp.sqrt(6),
        sp.sin(sp.Integer(1)) ** 2 + sp.cos(sp.Integer(1)) ** 2 - 1,
        sp.asin(sp.sin(sp.Integer(1))) - 1,
        sp.Integer(0),
    ],
    ids=str,
)
def test_zero_is_never_excluded(expression: Any) -> None:
    ball = enclose(expression, 50)
    assert ball.contains_zero, f"{expression} = 0, but {ball}"
    assert ball.rad * TEN**ball.exponent <= TEN**-49, f"{ball} is wide"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (sp.I**2, -1),
        (sp.Abs(3 + 4 * sp.I), 5),
        ((2 + sp.I) * (2 - sp.I), 5),
        (sp.exp(sp.I * sp.pi), -1),
        (sp.Mul(sp.I, sp.I, evaluate=False), -1),
        (sp.Pow(sp.E, 2) / sp.E, sp.E),
    ],
    ids=str,
)
def test_constants(expression: Any, value: Any) -> None:
    with ctx.workprec(100):
        defect = complex_ball(expression) - complex_ball(value)
        assert defect.contains(0)
        assert defect.rad() < 1e-20
        assert complex_ball(sp.I).real == 0
        assert complex_ball(sp.I).imag == 1


def test_symbols_take_exact_values() -> None:
    ball = enclose(X**2, 20, {X: sp.Rational(1, 3)})
    assert overlap(ball, enclose(sp.Rational(1, 9), 20)), f"{ball}"


@pytest.mark.parametrize(
    ("expression", "digits", "reason"),
    [
        (sp.zeta(3), 10, "has no ball enclosure"),
        (X, 10, "has no ball enclosure"),
        (sp.sqrt(-2), 10, "is not real"),
        (sp.I * sp.pi, 10, "is not real"),
        (sp.pi, 0, "digits 0 is not an integer between 1 and 10000"),
        (sp.pi, 10_001, "digits 10001 is not an integer between 1 and 10000"),
        (sp.pi, 1.5, "digits 1.5 is not an integer between 1 and 10000"),
        (sp.Integral(1 / X, (X, 0, 1)), 5, "could not be enclosed"),
        (sp.Integral(X, (X, 0, 1), (X, 0, 1)), 5, "is a multiple integral"),
    ],
    ids=str,
)
def test_refusals_are_one_sentence(expression: Any, digits: Any, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        enclose(expression, digits)
    assert reason in str(caught.value), f"{caught.value}"
    assert len(str(caught.value).splitlines()) == 1, f"{caught.value}"
