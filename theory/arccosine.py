"""The Gaussian expectations the kernels come from, derived in polar coordinates.

For unit-variance jointly Gaussian (u, v) of correlation rho = cos(theta), theta in [0, pi],
write ``u = r cos(phi), v = r cos(phi - theta)`` with r, phi the polar coordinates of a standard
Gaussian pair.  Both are positive iff ``theta - pi/2 < phi < pi/2``, so

    E[relu(u)^a relu(v)^b] = (1/2pi) integral_0^inf r^(a+b+1) e^{-r^2/2} dr
                             * integral_{theta-pi/2}^{pi/2} cos(phi)^a cos(phi-theta)^b dphi.

The radial integral is a Gamma value, the angular one an exponential polynomial: nothing is
asserted, nothing is sampled.  (Cho and Saul 2009; Basri et al. 2020, section 3.)
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.exponential_polynomials import ExponentialPolynomial

__all__ = ["THETA", "angular_integral", "expectation", "radial_integral"]

THETA = sp.Symbol("theta", real=True, nonnegative=True)


def radial_integral(power: int) -> Any:
    """``integral_0^inf r^power e^{-r^2/2} dr = 2^((power-1)/2) Gamma((power+1)/2)``.

    >>> radial_integral(1), radial_integral(3)
    (1, 2)
    """
    half = sp.Rational(power + 1, 2)
    return sp.Integer(2) ** (half - 1) * sp.gamma(half)


@lru_cache
def angular_integral(a: int, b: int) -> Any:
    """``integral_{theta-pi/2}^{pi/2} cos(phi)^a cos(phi-theta)^b dphi`` as a function of THETA."""
    phi = sp.Dummy("phi", real=True)
    integrand = sp.cos(phi) ** a * sp.cos(phi - THETA) ** b
    profile = ExponentialPolynomial.of(integrand, phi)
    value = profile.integral(THETA - sp.pi / 2, sp.pi / 2)
    return ExponentialPolynomial.of(value, THETA).expression(THETA)


@lru_cache
def expectation(a: int, b: int) -> ExponentialPolynomial:
    """``E[relu(u)^a relu(v)^b]`` as an exponential polynomial in theta on [0, pi].

    ``relu(u)^0`` means step(u).

    >>> expectation(0, 0).expression(THETA)
    -theta/(2*pi) + 1/2
    >>> expectation(1, 1).expression(THETA)
    -theta*cos(theta)/(2*pi) + sin(theta)/(2*pi) + cos(theta)/2
    """
    value = radial_integral(a + b + 1) * angular_integral(a, b) / (2 * sp.pi)
    return ExponentialPolynomial.of(value, THETA)
