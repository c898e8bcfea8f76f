"""The Gaussian expectations behind the kernels, step by step."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.arccosine import THETA, angular_integral, expectation, radial_integral
from freqbias.theory.exponential_polynomials import ExponentialPolynomial

__all__ = ["gaussian_expectation"]


@lru_cache
def gaussian_expectation(a: int, b: int) -> Derivation:
    """E[relu(u)^a relu(v)^b] for correlation cos(theta), 0 <= theta <= pi.

    >>> print(gaussian_expectation(0, 0).steps[-1].statement)
    Eq((pi - theta)/(2*pi), -theta/(2*pi) + 1/2)
    """
    power = a + b + 1
    radius, angle = sp.symbols("r phi", real=True)
    mean, radial, angular = sp.symbols(f"E_{a}{b} R_{power} A_{a}{b}", real=True)
    integrand = sp.cos(angle) ** a * sp.cos(angle - THETA) ** b
    weight = radius**power * sp.exp(-(radius**2) / 2)
    profile = ExponentialPolynomial.of(integrand, angle)
    primitive = profile.antiderivative(angle)
    return Derivation(
        f"arccosine.{a}{b}",
        f"E[relu(u)^{a} relu(v)^{b}] for unit Gaussians of correlation cos(theta)",
        (
            Step(
                mean,
                radial * angular / (2 * sp.pi),
                "cited: change to polar coordinates",
                "u = r cos(phi), v = r cos(phi - theta): the density is e^{-r^2/2} r/(2 pi), both "
                "are positive iff theta - pi/2 < phi < pi/2, and the integral is a product.",
            ),
            Step(
                sp.Integral(weight, (radius, 0, sp.oo)),
                radial_integral(power),
                "cited: Euler's Gamma integral",
                f"R_{power}, with the substitution s = r^2/2.",
            ),
            Step(
                sp.diff(primitive, angle),
                integrand,
                "antiderivative",
                "Of theta^n e^{i w theta}, term by term.",
            ),
            Step(
                primitive.subs(angle, sp.pi / 2) - primitive.subs(angle, THETA - sp.pi / 2),
                angular_integral(a, b),
                "fundamental theorem",
                f"A_{a}{b}, the difference between the limits, in normal form.",
            ),
            Step(
                radial_integral(power) * angular_integral(a, b) / (2 * sp.pi),
                expectation(a, b).expression(THETA),
                "substitution",
                "The product in normal form.",
            ),
        ),
    )
