"""Gaussian expectations of ramps: base case, boundary values and Price's theorem fix them all."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA, angular_integral, expectation, radial_integral
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical

FEWER = settings(max_examples=settings().max_examples // 2)
POWERS = [(a, b) for a in range(4) for b in range(4)]


def profile(expression: Any) -> ExponentialPolynomial:
    return ExponentialPolynomial.of(expression, THETA)


@pytest.mark.parametrize("power", range(2, 10))
def test_radial_integral_by_parts(power: int) -> None:
    """``R_p = (p - 1) R_{p-2}``, from R_0 = sqrt(pi/2) and R_1 = 1."""
    assert radial_integral(0) == sp.sqrt(sp.pi / 2)
    assert radial_integral(1) == 1
    ratio = sp.simplify(radial_integral(power) / radial_integral(power - 2))
    assert ratio == power - 1, f"R_{power}/R_{power - 2} = {ratio}"


@FEWER
@given(st.sampled_from(POWERS), st.fractions(0, 1, max_denominator=20))
def test_angular_integral_agrees_with_ball_quadrature(
    powers: tuple[int, int], share: Fraction
) -> None:
    a, b = powers
    theta = sp.Rational(share) * sp.pi
    phi = sp.Symbol("phi", real=True)
    integrand = sp.cos(phi) ** a * sp.cos(phi - theta) ** b
    quadrature = sp.Integral(integrand, (phi, theta - sp.pi / 2, sp.pi / 2))
    defect = enclose(angular_integral(a, b).subs(THETA, theta) - quadrature, 30)
    assert defect.contains_zero, f"a, b, theta = {a}, {b}, {theta}: closed - quadrature = {defect}"


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b in POWERS if a < b])
def test_expectation_is_symmetric_in_the_units(a: int, b: int) -> None:
    defect = expectation(a, b) - expectation(b, a)
    assert defect.is_zero, f"E_{a}{b} - E_{b}{a} = {defect.expression(THETA)}"


@pytest.mark.parametrize(("a", "b"), POWERS)
def test_aligned_and_opposite_units(a: int, b: int) -> None:
    """At theta = 0 it is a half-line moment of one Gaussian; at theta = pi nothing is active."""
    moment = radial_integral(a + b) / sp.sqrt(2 * sp.pi)
    at_zero, at_pi = expectation(a, b).at(0), expectation(a, b).at(sp.pi)
    assert canonical(at_zero - moment) == 0, f"E_{a}{b}(0) = {at_zero}, the moment is {moment}"
    assert at_pi == 0, f"E_{a}{b}(pi) = {at_pi}"


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b in POWERS if a and b])
def test_price(a: int, b: int) -> None:
    """``d/drho E[f(u) g(v)] = E[f'(u) g'(v)]`` with rho = cos(theta)."""
    slope = expectation(a, b).derivative()
    predicted = profile(-sp.sin(THETA) * a * b * expectation(a - 1, b - 1).expression(THETA))
    defect = (slope - predicted).expression(THETA)
    assert defect == 0, f"dE_{a}{b}/dtheta differs from Price's theorem by {defect}"


@pytest.mark.parametrize(
    ("a", "numerator"),
    [
        (0, sp.pi - THETA),
        (1, sp.sin(THETA) + (sp.pi - THETA) * sp.cos(THETA)),
        (
            2,
            3 * sp.sin(THETA) * sp.cos(THETA) + (sp.pi - THETA) * (1 + 2 * sp.cos(THETA) ** 2),
        ),
    ],
)
def test_cho_and_saul(a: int, numerator: Any) -> None:
    """The angular factors J_0, J_1, J_2 of Cho and Saul (2009), over 2 pi."""
    defect = expectation(a, a) - profile(numerator / (2 * sp.pi))
    assert defect.is_zero, f"E_{a}{a} - J_{a}/(2 pi) = {defect.expression(THETA)}"
