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
        r"+ 2)$ from $c_0 = 1$ on: all are positive.  Integrated once and twice, coefficients of "
        r"$k_0$ and $k_1$ are at least 0.",
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
        r"Its square has $u x$, so every odd power too.  $k_0$ and $k_1$ of it contain it: $k_1$ "
        r"has $u^2$ and $u$, $k_0$ has 1, $u$ and $u^3$, whose $3 (u/2) x^2$ has every odd power.",
    )
    yield Step(
        sp.Subs(sp.Derivative(arc_cosine(u)[0], u), u, 0) / 2,
        taylor_relu(2),
        "power series",
        r"The coefficient of $u^2$ in $k_1$, by $k_1' = k_0$, is positive; so from $\theta_2$ on "
        r"all Taylor coefficients of $\cos\theta_h$ in $u$ are, and from $\theta_1$ on those of $1 "
        r"- \theta_h/\pi$.",
    )
    yield Step(
        (u + _SHARE) ** 3,
        total(u**3, product(3 * _SHARE, u**2), product(3 * _SHARE**2, u), _SHARE**3),
        "binomial formula",
        r"With bias the first correlation is $(u + \beta^2)/(1 + \beta^2)$, whose powers have all "
        r"lower ones: every coefficient is positive from the first layer on.",
    )
    yield Step(
        sp.Subs(arc_cosine(u)[0], u, 0),
        sp.Rational(1, 2),
        "products",
        r"$\Theta_L = \sum_h \cos\theta_h \prod_{j=h}^{L-1} (1 - \theta_j/\pi)$ over the trained "
        r"layers: for $L \ge 2$ each product has a factor with all powers; the others have "
        r"coefficients at least 0 and all but $\cos\theta_0 = u$ are positive at $u = 0$, $k_0 \ge "
        r"\frac12$ there.  So the coefficients of $u, u^2, \dots$ are positive.  At $u = 1$ they "
        r"sum to $\Theta_L(0)$: the series converges uniformly.",
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
    up, down = product(2, j, 1 / n), product(2, k + j - 1 + d / 2, 1 / n)
    yield Step(
        total(product(k + d - 2, up), product(k, down)),
        2 * k + d - 2,
        "induction",
        r"Let $(u^n)_k = \Gamma(d/2)\,n!/(2^n j!\,\Gamma(k + j + d/2))$, $n = k + 2j$.  Over it, "
        r"$(u^{n-1})_{k+1}$ is $2j/n$ and $(u^{n-1})_{k-1}$ is $(2k + 2j - 2 + d)/n$.  So it "
        r"satisfies $(2k + d - 2) (u^n)_k = (k + d - 2) (u^{n-1})_{k+1} + k (u^{n-1})_{k-1}$, "
        r"which the recursion $(2k + d - 2) u P_k = (k + d - 2) P_{k+1} + k P_{k-1}$ gives for the "
        r"mean of $u^n P_k$: they agree for every $n$.  The mean is positive for $j \ge 0$, and 0 "
        r"otherwise.",
    )


def _decrease() -> Iterator[Step]:
    k, d, j = DEGREE, DIMENSION, PAIRS
    yield Step(
        1 - next_degree(),
        nonnegative((k + d / 2) / (k + j + d / 2)),
        "sign",
        r"From $k$ to $k + 2$, $j$ becomes $j - 1$, and $(u^n)_{k+2}$ is $j/(k + j + d/2)$ times "
        r"$(u^n)_k$.  So $(u^n)_{k+2} < (u^n)_k$ for every $n \ge k$ of its parity.  Summed with "
        r"the Taylor coefficients, all positive, $0 < \mu_{k+2} < \mu_k$ for every $k \ge 0$ on "
        r"every sphere, and on the circle $0 < \hat k_{m+2} < \hat k_m$.",
    )
