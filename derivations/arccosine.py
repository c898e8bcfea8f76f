"""The Gaussian expectations behind the kernels, step by step."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE
from freqbias.derivations.unevaluated import product
from freqbias.theory.arccosine import THETA, angular_integral, expectation, radial_integral
from freqbias.theory.exponential_polynomials import ExponentialPolynomial

__all__ = ["gaussian_expectation"]

_RADIUS, _ANGLE = sp.symbols("r phi", real=True)


@lru_cache
def gaussian_expectation(a: int, b: int) -> Derivation:
    """E[relu(u)^a relu(v)^b] for correlation cos(theta), 0 <= theta <= pi.

    >>> print(gaussian_expectation(0, 0).steps[-1].statement)
    Eq((pi - theta)/(2*pi), -theta/(2*pi) + 1/2)
    """
    power = a + b + 1
    half = sp.Rational(power + 1, 2)
    mean = sp.Symbol(f"E_{a}{b}", real=True)
    integrand = sp.cos(_ANGLE) ** a * sp.cos(_ANGLE - THETA) ** b
    radial = sp.Integral(_RADIUS**power * sp.exp(-(_RADIUS**2) / 2), (_RADIUS, 0, sp.oo))
    angular = sp.Integral(integrand, (_ANGLE, THETA - sp.pi / 2, sp.pi / 2))
    primitive = ExponentialPolynomial.of(integrand, _ANGLE).antiderivative(_ANGLE)
    return Derivation(
        f"arccosine.{a}{b}",
        rf"The expectation ${_mean(a, b)}$ of unit Gaussians with correlation $\cos\theta$",
        (
            Step(
                mean,
                product(1 / (2 * sp.pi), radial, angular),
                "cited: change to polar coordinates",
                r"With $u = r \cos\varphi$ and $v = r \cos(\varphi - \theta)$ the density is $\frac{1}"
                r"{2\pi} e^{-r^2/2}\, r\,dr\,d\varphi$, and both are positive if and only if "
                r"$\theta - \pi/2 < \varphi < \pi/2$.",
            ),
            Step(
                radial,
                radial_integral(power),
                "cited: Euler's Gamma integral",
                rf"The substitution $t = r^2/2$ makes it $2^{{{half - 1}}} \Gamma({half})$.",
            ),
            Step(
                sp.Derivative(primitive, _ANGLE),
                integrand,
                "antiderivative",
                r"Found term by term, each of the form $\varphi^n e^{i w \varphi}$.",
            ),
            Step(
                sp.Subs(primitive, _ANGLE, sp.pi / 2)
                - sp.Subs(primitive, _ANGLE, THETA - sp.pi / 2),
                angular_integral(a, b),
                "fundamental theorem",
                "The angular integral: the antiderivative between the limits, in normal form.",
            ),
            Step(
                radial_integral(power) * angular_integral(a, b) / (2 * sp.pi),
                expectation(a, b).expression(THETA),
                "substitution",
                rf"The product is $E_{{{a}{b}}}$, on the whole of $0 \le \theta \le \pi$.",
            ),
        ),
        (
            ANGLE,
            Notation(mean, f"E_{{{a}{b}}}", rf"${_mean(a, b)}$"),
            Notation(_RADIUS, "r", "radius in the plane of two independent unit Gaussians"),
            Notation(_ANGLE, r"\varphi", "polar angle in that plane"),
        ),
    )


def _mean(a: int, b: int) -> str:
    """LaTeX of the expectation; relu(u)^0 means step(u)."""
    parts = zip("uv", (a, b), strict=True)
    factors = (_power(x, n) for x, n in parts)
    return rf"\operatorname{{E}}[{' '.join(factors)}]"


def _power(x: str, n: int) -> str:
    if n == 0:
        return f"1_{{{x} > 0}}"
    return rf"\max({x}, 0)" + (f"^{n}" if n > 1 else "")
