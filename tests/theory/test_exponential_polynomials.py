"""Exponential polynomials form a differential ring in which equality is decided."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.errors import NotExponentialPolynomial
from freqbias.theory.exponential_polynomials import (
    ExponentialPolynomial,
    antiderivative,
    canonical,
)

T = sp.Symbol("t", real=True)
FEWER = settings(max_examples=settings().max_examples // 4)

rationals = st.fractions(-3, 3, max_denominator=3).map(lambda q: sp.Rational(q))
twelfths = st.integers(-12, 12).map(lambda k: sp.Rational(k, 12) * sp.pi)
coefficients = st.builds(
    lambda real, imaginary, unit: (real + sp.I * imaginary) * unit,
    rationals,
    rationals,
    st.sampled_from([sp.Integer(1), 1 / sp.pi, sp.sqrt(2)]),
)
polynomials = st.dictionaries(
    st.tuples(st.integers(0, 2), rationals), coefficients, max_size=2
).map(lambda terms: ExponentialPolynomial.collect(terms.items()))


def difference(left: ExponentialPolynomial, right: ExponentialPolynomial) -> Any:
    return (left - right).expression(T)


def assert_equal(left: ExponentialPolynomial, right: ExponentialPolynomial, what: str) -> None:
    assert (left - right).is_zero, f"{what}: the sides differ by {difference(left, right)}"


@FEWER
@given(polynomials)
def test_the_real_form_reads_back(f: ExponentialPolynomial) -> None:
    assert_equal(ExponentialPolynomial.of(f.expression(T), T), f, f"of(expression) of {f}")


@given(polynomials, polynomials)
def test_equality_is_equality_of_terms(f: ExponentialPolynomial, g: ExponentialPolynomial) -> None:
    """Terms are linearly independent, so f - g vanishes iff f and g have the same terms."""
    assert (f - g).is_zero == (f.terms == g.terms), f"{f.terms} and {g.terms}"


@FEWER
@given(polynomials, polynomials, polynomials)
def test_ring(f: ExponentialPolynomial, g: ExponentialPolynomial, h: ExponentialPolynomial) -> None:
    assert_equal(f + g, g + f, "f + g = g + f")
    assert_equal(f * g, g * f, "f g = g f")
    assert_equal((f + g) * h, f * h + g * h, "(f + g) h = f h + g h")
    assert (f - f).is_zero, f"f - f is {difference(f, f)}"


@FEWER
@given(polynomials, polynomials)
def test_product_rule(f: ExponentialPolynomial, g: ExponentialPolynomial) -> None:
    by_rule = f.derivative() * g + f * g.derivative()
    assert_equal((f * g).derivative(), by_rule, "(f g)' = f' g + f g'")


@FEWER
@given(polynomials)
def test_derivative_is_sympys(f: ExponentialPolynomial) -> None:
    known = ExponentialPolynomial.of(sp.diff(f.expression(T), T), T)
    assert_equal(f.derivative(), known, f"derivative of {f.expression(T)}")


@FEWER
@given(polynomials)
def test_antiderivative(f: ExponentialPolynomial) -> None:
    primitive = ExponentialPolynomial.of(f.antiderivative(T), T)
    assert_equal(primitive.derivative(), f, f"(integral of f)' = f for f = {f.expression(T)}")


@FEWER
@given(polynomials, twelfths, twelfths)
def test_shifts_add_up(f: ExponentialPolynomial, shift: Any, other: Any) -> None:
    """With integer frequencies, so that all phases lie in Q(sqrt 2, sqrt 3, i)."""
    f = ExponentialPolynomial.collect(((n, sp.floor(w)), c) for (n, w), c in f.terms.items())
    what = f"{f.expression(T)} shifted by {shift} and {other}"
    assert_equal(f.shifted(shift).shifted(other), f.shifted(shift + other), what)
    moved = ExponentialPolynomial.of(f.expression(T).subs(T, T + shift), T)
    assert_equal(f.shifted(shift), moved, what)


@FEWER
@given(polynomials, st.integers(-3, 3).map(lambda k: k * sp.pi / 2))
def test_values_are_those_of_the_real_form(f: ExponentialPolynomial, point: Any) -> None:
    """With integer frequencies, so that all phases are powers of i."""
    f = ExponentialPolynomial.collect(((n, sp.floor(w)), c) for (n, w), c in f.terms.items())
    expected = f.expression(T).subs(T, point)
    assert canonical(f.at(point) - expected) == 0, f"{f.expression(T)} at {point}: {f.at(point)}"


def test_the_value_of_a_power() -> None:
    cube = ExponentialPolynomial.of(T**3 * sp.cos(T), T)
    assert (cube.at(sp.Integer(0)), cube.at(2 * sp.pi)) == (0, 8 * sp.pi**3)


@FEWER
@given(polynomials)
def test_reversal(f: ExponentialPolynomial) -> None:
    assert_equal(f.reversed().reversed(), f, "reversed twice")
    mirrored = ExponentialPolynomial.of(f.expression(T).subs(T, -T), T)
    assert_equal(f.reversed(), mirrored, f"{f.expression(T)} reversed")


@FEWER
@given(polynomials, rationals, rationals, rationals)
def test_integrals_over_adjacent_intervals_add_up(
    f: ExponentialPolynomial, a: Any, b: Any, c: Any
) -> None:
    defect = canonical(f.integral(a, b) + f.integral(b, c) - f.integral(a, c))
    assert defect == 0, f"{f.expression(T)} over [{a}, {b}] and [{b}, {c}]: defect {defect}"


@pytest.mark.parametrize("n", range(6))
def test_antiderivative_of_a_term_for_symbolic_frequency(n: int) -> None:
    w = sp.Symbol("w", real=True, nonzero=True)
    defect = sp.diff(antiderivative(n, w, T), T) - T**n * sp.exp(sp.I * w * T)
    assert sp.expand(defect / sp.exp(sp.I * w * T)) == 0, f"n = {n}: the defect is {defect}"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (sp.sqrt(3 + 2 * sp.sqrt(2)) - 1 - sp.sqrt(2), "a nested radical"),
        ((sp.pi**2 - 1) / (sp.pi - 1) - sp.pi - 1, "a rational function of pi"),
        (1 / (1 + sp.sqrt(2)) - sp.sqrt(2) + 1, "a radical in a denominator"),
        (sp.exp(sp.I * sp.pi / 3) - sp.Rational(1, 2) - sp.I * sp.sqrt(3) / 2, "a root of unity"),
    ],
)
def test_canonical_form_of_zero(number: Any, why: str) -> None:
    assert canonical(number) == 0, f"{why}: {number} became {canonical(number)}"


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7, 8, 9])
def test_rotations_of_the_cosine_cancel(n: int) -> None:
    """``sum_j cos(t + 2 pi j/n) = 0``: an identity between roots of unity of any order."""
    cosine = ExponentialPolynomial.of(sp.cos(T), T)
    total = ExponentialPolynomial({})
    for j in range(n):
        total = total + cosine.shifted(2 * sp.pi * sp.Rational(j, n))
    assert total.is_zero, f"n = {n}: the sum is said to be {total.expression(T)}"


@pytest.mark.parametrize(
    "expression", [sp.sqrt(T), sp.exp(T), 1 / T, 1 / sp.cos(T), sp.Abs(T), sp.exp(sp.I * T**2)]
)
def test_other_functions_are_refused_in_one_sentence(expression: Any) -> None:
    with pytest.raises(NotExponentialPolynomial) as caught:
        ExponentialPolynomial.of(expression, T)
    assert "\n" not in str(caught.value), f"{expression}: {caught.value}"
