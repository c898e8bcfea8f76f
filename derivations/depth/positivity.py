"""All coefficients of a deep kernel are positive, and decrease within each parity."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.depth.opposite import arc_cosine
from freqbias.theory.depth.positivity import (
    CORRELATION,
    PAIRS,
    next_degree,
    power_coefficient,
    taylor_relu,
    taylor_step,
)
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION

__all__ = ["positivity"]

_HALF = sp.Symbol("n", integer=True, nonnegative=True)
_BINOMIAL = sp.Symbol("C", positive=True)
_SHARE = sp.Symbol("b", positive=True)
_EVEN = sp.Symbol("x", nonnegative=True)

_SYMBOLS = (
    Notation(CORRELATION, "u", r"$\cos\theta$"),
    Notation(_HALF, "n", "a number, 0 or a positive integer"),
    Notation(
        _BINOMIAL, "c_n", r"$\binom{2n}{n} 4^{-n}$, coefficient of $u^{2n}$ in $(1 - u^2)^{-1/2}$"
    ),
    Notation(_SHARE, r"\beta^2", "variance of the biases"),
    Notation(_EVEN, "x", r"the even powers in $\cos\theta_1$"),
    Notation(DEGREE, "k", "degree of a harmonic; on the circle, frequency"),
    Notation(DIMENSION, "d", r"dimension of the space, $d \ge 2$; the sphere is $S^{d-1}$"),
    Notation(PAIRS, "j", r"$(n - k)/2$, for the power $u^n$"),
)


def positivity() -> Derivation:
    """Deep kernels of L >= 2 hidden layers, or with bias, on every sphere.

    >>> positivity().require()
    """
    return Derivation(
        "depth.positivity",
        "Coefficients of deep kernels are positive and decrease within each parity",
        (*_series(), *_all_powers(), *_harmonics(), *_decrease()),
        _SYMBOLS,
    )


def _series() -> Iterator[Step]:
    u, n = CORRELATION, _HALF
    step, _ = arc_cosine(u)
    yield Step(
        sp.Derivative(sp.asin(u) / sp.pi + sp.Rational(1, 2), u),
        sp.Derivative(step, u),
        "differentiation",
        r"$k_0(u) = 1 - \arccos(u)/\pi = \frac12 + \arcsin(u)/\pi$: both are $\frac12$ at 0.",
    )
    yield Step(
        sp.Derivative(u * sp.asin(u) + sp.sqrt(1 - u**2), u),
        sp.asin(u),
        "differentiation",
        r"So $k_1' = k_0$ for $k_1(u) = u k_0(u) + \sqrt{1 - u^2}/\pi$, and $k_1(0) = 1/\pi$.",
    )
    y = 1 / sp.sqrt(1 - u**2)
    yield Step(
        product(1 - u**2, sp.Derivative(y, u)),
        u * y,
        "differentiation",
        r"For $y = (1 - u^2)^{-1/2}$, which is $\pi k_0'$.",
    )
    yield Step(
        product(2 * n + 2, _BINOMIAL, (2 * n + 1) / (2 * n + 2)) - 2 * n * _BINOMIAL,
        _BINOMIAL,
        "power series",
        r"The coefficients of $u^{2n+1}$ in $y' = u^2 y' + u y$, with $c_{n+1} = c_n (2n + 1)/(2n "
        r"+ 2)$ from "
        r"$c_0 = 1$ on: all are positive.  Integrated once and twice, coefficients of $k_0$ and "
        r"$k_1$ are "
        r"at least 0.",
    )
    for power in (3, 5):
        yield Step(
            taylor_step(power),
            product(
                sp.binomial(power - 1, (power - 1) // 2) / 4 ** ((power - 1) // 2),
                1 / (power * sp.pi),
            ),
            "power series",
            rf"The coefficient of $u^{power}$ in $k_0$, $c_n/((2n + 1) \pi)$ with $2n + 1 = "
            rf"{power}$.",
        )


def _all_powers() -> Iterator[Step]:
    u = CORRELATION
    linear = taylor_relu(1)
    yield Step(
        (linear * u + _EVEN) ** 2,
        total(linear**2 * u**2, product(2 * linear, u, _EVEN), _EVEN**2),
        "square",
        r"$\cos\theta_1 = k_1(u)$ has $u$ with coefficient $\frac12$ and every even power, $x$.  "
        r"Its square "
        r"has $u x$, so every odd power too.  $k_0$ and $k_1$ of it contain it: $k_1$ has $u^2$ "
        r"and $u$, "
        r"$k_0$ has 1, $u$ and $u^3$, whose $3 (u/2) x^2$ has every odd power.",
    )
    yield Step(
        sp.Subs(sp.Derivative(arc_cosine(u)[0], u), u, 0) / 2,
        taylor_relu(2),
        "power series",
        r"The coefficient of $u^2$ in $k_1$, by $k_1' = k_0$, is positive; so from $\theta_2$ on "
        r"all Taylor "
        r"coefficients of $\cos\theta_h$ in $u$ are, and from $\theta_1$ on those of $1 - "
        r"\theta_h/\pi$.",
    )
    yield Step(
        (u + _SHARE) ** 3,
        total(u**3, product(3 * _SHARE, u**2), product(3 * _SHARE**2, u), _SHARE**3),
        "binomial formula",
        r"With bias the first correlation is $(u + \beta^2)/(1 + \beta^2)$, whose powers have all "
        r"lower "
        "ones: every coefficient is positive from the first layer on.",
    )
    yield Step(
        sp.Subs(arc_cosine(u)[0], u, 0),
        sp.Rational(1, 2),
        "products",
        r"$\Theta_L = \sum_h \cos\theta_h \prod_{j=h}^{L-1} (1 - \theta_j/\pi)$ over the trained "
        r"layers: "
        r"for $L \ge 2$ each product has a factor with all powers; the others have coefficients at "
        r"least "
        r"0 and all but $\cos\theta_0 = u$ are positive at $u = 0$, $k_0 \ge \frac12$ there.  So "
        r"the "
        r"coefficients of $u, u^2, \dots$ are positive.  At $u = 1$ they sum to $\Theta_L(0)$: the "
        r"series "
        r"converges uniformly.",
    )


def _harmonics() -> Iterator[Step]:
    k, d, j = DEGREE, DIMENSION, PAIRS
    n = k + 2 * j
    yield Step(
        product(sp.gamma(d / 2), 1 / sp.gamma(d / 2)),
        power_coefficient(0, 0),
        "start",
        r"The mean of $u^0 P_0$ is 1.",
    )
    for factors, value, said in (
        ((2, 1 / n, j), 2 * j / n, "(u^{n-1})_{k+1}"),
        ((2, 1 / n, k + j - 1 + d / 2), (2 * k + 2 * j + d - 2) / n, "(u^{n-1})_{k-1}"),
    ):
        yield Step(
            product(*factors),
            value,
            "quotients of Gamma values",
            rf"${said}$ over $(u^n)_k = \Gamma(d/2)\,n!/(2^n j!\,\Gamma(k + j + d/2))$, $n = k + "
            rf"2j$.",
        )
    yield Step(
        total(product(k + d - 2, 2 * j / n), product(k, (2 * k + 2 * j + d - 2) / n)),
        2 * k + d - 2,
        "induction",
        r"This is $(2k + d - 2) (u^n)_k = (k + d - 2) (u^{n-1})_{k+1} + k (u^{n-1})_{k-1}$, which "
        r"$(2k + d - "
        r"2) u P_k = (k + d - 2) P_{k+1} + k P_{k-1}$ gives for the means of $u^n P_k$.  So the "
        r"formula "
        r"holds for every $n$; $(u^n)_k$ is positive for $j \ge 0$ and 0 otherwise.",
    )


def _decrease() -> Iterator[Step]:
    k, d, j = DEGREE, DIMENSION, PAIRS
    yield Step(
        product(j, 1 / (k + 1 + j + d / 2 - 1)),
        next_degree(),
        "quotients of Gamma values",
        r"$(u^n)_{k+2}$ over $(u^n)_k$: from $k$ to $k + 2$ the number $j$ becomes $j - 1$.",
    )
    yield Step(
        1 - next_degree(),
        nonnegative((k + d / 2) / (k + j + d / 2)),
        "sign",
        r"So $(u^n)_{k+2} < (u^n)_k$ for every $n \ge k$ of its parity.  Summed with the Taylor "
        r"coefficients, "
        r"all positive, $0 < \mu_{k+2} < \mu_k$ for every $k \ge 0$ on every sphere, and on the "
        r"circle "
        r"$0 < \hat k_{m+2} < \hat k_m$.",
    )
