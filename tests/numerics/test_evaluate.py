"""The same closed forms in float64, in mpmath and in balls."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.numerics.evaluate import array_function, kernel_function, multiprecision
from freqbias.strategies import all_kernels, kernels, piecewise_constant_densities
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, deep, random_bias

FEWER = settings(max_examples=settings().max_examples // 2)
EPS = float(np.finfo(float).eps)


def assert_agree(expression: Any, digits: int) -> None:
    """The mpmath number is rounded to ``digits`` digits: half a unit of the last one allowed.

    mpmath's last digit is binary, hence at most one decimal unit; the ball has three digits more.
    """
    number = multiprecision(expression, digits)
    ball = enclose(expression, digits + 3)
    value = Fraction(Decimal(mpmath.nstr(number, digits + 3)))
    mid, rad = (Fraction(part) * Fraction(10) ** ball.exponent for part in (ball.mid, ball.rad))
    allowed = rad + abs(mid) / 10 ** (digits - 1)
    assert abs(value - mid) <= allowed, f"{expression}: {number} against {ball}"


@pytest.mark.parametrize("digits", [15, 50, 200])
@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_fourier_coefficients_at_any_precision(kernel: Kernel, digits: int) -> None:
    for m in (0, 1, 2, 3, 10):
        assert_agree(kernel.fourier()(m), digits)


@FEWER
@given(piecewise_constant_densities(), st.sampled_from([15, 50, 200]))
def test_root_means_at_any_precision(density: PiecewiseConstant, digits: int) -> None:
    assert_agree(density.root_mean, digits)


@pytest.mark.parametrize("digits", [15, 50, 200])
@pytest.mark.parametrize(
    "expression",
    [
        sp.pi / 4 + 1 / sp.pi,
        sp.sin(sp.Integer(10) ** 30),
        sp.cos(sp.Integer(10) ** 20) - 1,
        sp.exp(-50) * sp.sqrt(2),
        sp.cos(sp.Rational(1, 10**12)) - 1,
        sp.sqrt(10**40 + 1) - 10**20,
    ],
    ids=str,
)
def test_cancellation_costs_no_digits(expression: Any, digits: int) -> None:
    assert_agree(expression, digits)


def test_the_global_context_is_left_alone() -> None:
    before = mpmath.mp.dps
    assert multiprecision(sp.pi, 77).context.dps == 77
    assert mpmath.mp.dps == before


@pytest.mark.parametrize("expression", [sp.Integer(0), sp.sqrt(2) * sp.sqrt(3) - sp.sqrt(6)])
def test_zero(expression: Any) -> None:
    assert multiprecision(expression, 30) == 0


@pytest.mark.parametrize(
    ("expression", "digits", "reason"),
    [
        (sp.I, 10, "has no real value"),
        (sp.nan, 10, "has no real value"),
        (sp.oo, 10, "has no real value"),
        (sp.Symbol("a"), 10, "has no real value"),
        (sp.pi, 0, "digits 0 is not an integer between 1 and 100000"),
        (sp.pi, "3", "digits '3' is not an integer between 1 and 100000"),
    ],
    ids=str,
)
def test_refusals(expression: Any, digits: Any, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        multiprecision(expression, digits)
    assert reason in str(caught.value), f"{caught.value}"


@given(kernels(), st.floats(0, np.pi))
def test_float_kernels_agree_with_the_closed_form(kernel: Kernel, theta: float) -> None:
    """About ten operations on terms of size at most 2: an absolute error below 20 units of eps."""
    exact = kernel.expression.subs(THETA, sp.Rational(*theta.as_integer_ratio()))
    defect = float(kernel_function(kernel)(np.asarray(theta))) - float(enclose(exact, 20))
    assert abs(defect) < 40 * EPS, f"{kernel.name} at {theta}: off by {defect}"


@given(st.sampled_from([1, 2, 3, 4, 10]), st.floats(0, np.pi))
def test_float_deep_kernels_agree_with_mpmath(layers: int, theta: float) -> None:
    """Per layer the angle is found to about 3 eps absolutely, which moves the total by at most
    slope L (L + 1)/(2 pi) times that, plus rounding of L + 1 terms."""
    with mpmath.workdps(60):
        angle, total = mpmath.mpf(theta), mpmath.cos(theta)
        for _ in range(layers):
            cosine = mpmath.cos(angle) + (mpmath.sin(angle) - angle * mpmath.cos(angle)) / mpmath.pi
            total = total * (1 - angle / mpmath.pi) + cosine
            angle = mpmath.acos(min(cosine, mpmath.mpf(1)))
        defect = float(kernel_function(deep(layers))(np.asarray(theta)) - total)
    allowed = 10 * EPS * (layers + 1) * (layers + 2)
    assert abs(defect) < allowed, f"L = {layers}, theta = {theta}: off by {defect}"


@given(st.fractions(Fraction(1, 4), 4, max_denominator=4), st.floats(0, np.pi))
def test_random_bias_is_the_arccosine_formula(beta: Fraction, theta: float) -> None:
    """In 40 digits, because arccos in float64 loses half of them near theta = 0."""
    with mpmath.workdps(40):
        square, cosine = mpmath.mpf(beta.numerator) / beta.denominator, mpmath.cos(theta)
        square *= square
        angle = mpmath.acos((cosine + square) / (1 + square))
        direct = (1 + cosine) * (mpmath.pi - angle) / (2 * mpmath.pi)
        defect = float(kernel_function(random_bias(sp.Rational(beta)))(np.asarray(theta)) - direct)
    assert abs(defect) < 20 * EPS, f"beta = {beta}, theta = {theta}: off by {defect}"


@given(all_kernels())
def test_ends_of_the_interval(kernel: Kernel) -> None:
    values = kernel_function(kernel)(np.array([0.0, np.pi]))
    assert np.isfinite(values).all(), f"{kernel.name}: {values}"
    assert abs(values[0] - float(kernel.at_zero)) <= 4 * EPS * float(kernel.at_zero), f"{values}"


@given(all_kernels(), st.integers(1, 3), st.integers(1, 3))
def test_shapes_are_kept(kernel: Kernel, rows: int, columns: int) -> None:
    values = kernel_function(kernel)(np.ones((rows, columns)))
    assert values.shape == (rows, columns), f"{kernel.name}: {values.shape}"
    assert values.dtype == float, f"{kernel.name}: {values.dtype}"


def test_constants_are_broadcast() -> None:
    x = sp.Symbol("x")
    assert array_function(sp.pi, x)(np.zeros(3)).tolist() == [np.pi] * 3
