"""How the eigenvalues of deep kernels decay on every sphere: the limits of k^d mu_k, with constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, merged
from freqbias.derivations.spheres.eigenvalues import (
    DEGREE_NOTATION,
    DIMENSION_NOTATION,
    REGULAR,
)
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.network import covariance
from freqbias.theory.spheres.activations import closed_form
from freqbias.theory.spheres.decay import BEYOND_START, BEYOND_TWO
from freqbias.theory.spheres.funk_hecke import components, zonal_laplacian
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, laplacian

__all__ = ["limits"]

_RATES = sp.symbols("c s", real=True)
_POLYNOMIAL = sp.Symbol("P_k", real=True)
_COUNT = sp.Symbol("N", positive=True)
_COEFFICIENT, _OF_LAPLACIAN = sp.symbols("mu_h mu_Delta", real=True)
_STEP, _HEIGHT = sp.symbols("lim_step lim_height", positive=True)
_SYMBOLS = merged(
    ANGLE,
    DEGREE_NOTATION,
    DIMENSION_NOTATION,
    NEAR,
    FAR,
    Notation(_RATES[0], "c", r"any number, for $f(\theta) = e^{i c \theta}$"),
    Notation(_RATES[1], "s", r"any number, for $g(\theta) = e^{i s \theta}$"),
    Notation(_POLYNOMIAL, r"P_k(x \cdot z)", "zonal harmonic of degree $k$, 1 at $x = z$"),
    Notation(_COUNT, "N", "number of independent harmonics of degree $k$"),
    Notation(_COEFFICIENT, r"\mu_k[h]", r"mean of $h\,P_k$ over the sphere"),
    Notation(_OF_LAPLACIAN, r"\mu_k[\Delta h]", r"mean of $\Delta h\,P_k$"),
    Notation(BEYOND_START, "t", r"$k - 1$, any number $\ge 0$"),
    Notation(BEYOND_TWO, r"\delta", r"$d - 2$, any number $\ge 0$"),
    Notation(_STEP, r"\lim k^d \mu_k[k_0]", r"limit for odd $k$, with $k_0 = 1 - \theta/\pi$"),
    Notation(_HEIGHT, r"\lim k^d \mu_k[\cos\theta\,k_0]", "limit for even $k$"),
)


def limits() -> Derivation:
    """``k^d mu_k -> (a + (-1)^k b) 2^(d-2) Gamma(d/2)^2/pi`` on S^(d-1), for every depth.

    >>> limits().require()
    """
    return Derivation(
        "depth.limits",
        "How the eigenvalues of a deep kernel decay on spheres",
        (*_analytic(), *_by_parts(), *_bounded(), *_slopes(), *_known(), *_decay()),
        _SYMBOLS,
    )


def _analytic() -> Iterator[Step]:
    following = covariance(1, 0)
    yield Step(
        sp.Subs(sp.Derivative(following, (THETA, 2)), THETA, 0),
        sp.Integer(-1),
        "Taylor coefficients",
        r"$\cos\theta_1$ is entire in $\theta$, with value 1 and slope 0 at 0: $1 - \cos\theta_1 = "
        r"\theta^2 g$ with $g(0) = \frac12$, so $\theta_1 = 2 \arcsin(\theta \sqrt{g/2})$ is analytic "
        r"near 0.",
    )
    yield Step(
        sp.Derivative(following, THETA),
        product(-(1 - THETA / sp.pi), sp.sin(THETA)),
        "differentiation",
        r"Negative on $(0, \pi)$: from 1 at 0 it falls to 0 at $\pi$, so $\theta_1$ is analytic on "
        r"$(0, \pi]$ too, with values in $[0, \pi/2]$.  By composition every $\theta_h$, and so "
        r"$\Theta_L$, is analytic on a neighbourhood of $[0, \pi]$; call this class $S$.",
    )
    yield Step(
        sp.Subs(following, THETA, sp.pi), sp.Integer(0), "substitution", r"Where it falls to."
    )


def _by_parts() -> Iterator[Step]:
    """Green's identity for functions of the angle, with its boundary terms."""
    f, g = (sp.exp(sp.I * rate * THETA) for rate in _RATES)
    bracket = sp.diff(f, THETA) * g - f * sp.diff(g, THETA)
    weight = sp.sin(THETA) ** (DIMENSION - 2)
    yield Step(
        sp.Derivative(product(weight, bracket), THETA) / weight,
        total(product(g, zonal_laplacian(f)), product(-f, zonal_laplacian(g))),
        "differentiation",
        r"With $\Delta f = f'' + (d-2) \cot\theta f'$.  Both sides are bilinear in the jets of $f$ and "
        r"$g$ with coefficients that do not depend on them, so exponentials suffice.",
    )
    for pole, sign in ((sp.S.Zero, 1), (sp.pi, -1)):
        yield Step(
            sp.Subs(sp.expand(sp.sin(THETA) * zonal_laplacian(f)), THETA, pole),
            product(sign, DIMENSION - 2, sp.Subs(sp.Derivative(f, THETA), THETA, pole)),
            "residue",
            rf"$\sin\theta\,\Delta f$ at ${sp.latex(pole)}$: if $f$ is in $S$ and $f' = 0$ at both "
            r"ends, $\Delta f$ is in $S$.",
        )
    yield Step(
        product(laplacian(), _COEFFICIENT),
        -_OF_LAPLACIAN,
        "cited: Funk-Hecke formula",
        r"The eigenvalue of a function of the angle is its mean against $P_k(\cos\theta)$, with the "
        r"density $\propto \sin^{d-2}\theta$, and $-\Delta P_k = k (k+d-2) P_k$.  For $h$ in $S$ with "
        r"$h' = 0$ at both ends the integral of the identity above, with $f = h$ and $g = P_k$, has no "
        r"boundary terms: $P_k(\cos\theta)$ has slope 0 there too.",
    )


def _bounded() -> Iterator[Step]:
    for sign, shown in ((-1, "-"), (1, "+")):
        yield Step(
            product(_COUNT / 2, total(2 / _COUNT, sign * 2 * _POLYNOMIAL / _COUNT)),
            1 + sign * _POLYNOMIAL,
            "square",
            r"By the same formula, for $w$ uniform on the sphere the mean of $P_k(w \cdot x) P_k(w "
            rf"\cdot z)$ is $P_k(x \cdot z)/N$; so this is $N/2$ times the mean of $(P_k(w \cdot x) "
            rf"{shown} P_k(w \cdot z))^2$, at least 0.  So $|P_k| \le 1$ and $|\mu_k[f]| \le \max "
            r"|f|$.",
        )


def _shares() -> tuple[Any, Any]:
    """What ``k0`` and ``cos(theta) k0`` are multiplied by, to have the slopes -a at 0 and b at pi."""
    a, b = NEAR.symbol, FAR.symbol
    return sp.pi * (a - b) / 2, sp.pi * (a + b) / 2


def _slopes() -> Iterator[Step]:
    step, height, _ = components()
    alpha, beta = _shares()
    combined = product(alpha, step) + product(beta, height)
    for pole, slope, name in (
        (sp.S.Zero, -NEAR.symbol, "$-a$ at $0$"),
        (sp.pi, FAR.symbol, r"$b$ at $\pi$"),
    ):
        yield Step(
            sp.Subs(sp.Derivative(combined, THETA), THETA, pole),
            slope,
            "differentiation",
            r"$\alpha k_0 + \beta \cos\theta\,k_0$ with $\alpha = \pi (a - b)/2$, $\beta = \pi (a + "
            rf"b)/2$ has the slope {name}.  What is left of a function in $S$ with these slopes is "
            r"some $h$ in $S$ with $h' = 0$ at both ends.",
        )


def _front() -> Any:
    return sp.gamma(DIMENSION / 2) ** 2 / (2 * sp.pi**2)


def _known() -> Iterator[Step]:
    odd = sp.gamma(DEGREE / 2) / sp.gamma((DEGREE + DIMENSION) / 2)
    even = sp.gamma((DEGREE - 1) / 2) / sp.gamma((DEGREE + DIMENSION + 1) / 2)
    heights = 1 + laplacian()
    square = 2 * closed_form(1) ** 2
    parts = (
        (_STEP, 2 * closed_form(0) ** 2, product(_front(), odd**2), "k_0", "odd"),
        (
            *(_HEIGHT, heights * square, product(_front() / 4, heights, even**2)),
            *(r"\cos\theta\,k_0", "even"),
        ),
    )
    for symbol, eigenvalue, quotient, name, parity in parts:
        yield Step(
            eigenvalue,
            quotient,
            "substitution",
            rf"$\mu_k[{name}]$ for {parity} $k \ge 2$, from the squares of the activations' "
            r"coefficients; for the other parity it is 0.",
            REGULAR,
        )
        yield Step(
            symbol,
            product(_front(), 2**DIMENSION),
            "cited: quotients of Gamma functions",
            r"With $k/2$ for $z$; $1 + k (k+d-2)$ counts as $k^2$.",
        )


def _decay() -> Iterator[Step]:
    at = {DEGREE: 1 + BEYOND_START, DIMENSION: 2 + BEYOND_TWO}
    yield Step(
        total(laplacian().subs(at), -((1 + BEYOND_START) ** 2)),
        nonnegative(BEYOND_TWO + BEYOND_START * BEYOND_TWO),
        "sign",
        r"$k (k+d-2) \ge k^2$ for $k = 1 + t$, $d = 2 + \delta$.  If $\mu_k[f] = O(k^{-s})$ for every "
        r"$f$ in $S$, then $\mu_k[h] = -\mu_k[\Delta h]/(k (k+d-2)) = O(k^{-s-2})$ and $\mu_k[f] = "
        r"\alpha \mu_k[k_0] + \beta \mu_k[\cos\theta\,k_0] + \mu_k[h] = O(k^{-\min(d, s+2)})$.  From "
        r"$s = 0$ on, by induction, $s = d$: $k^d \mu_k[h]$ tends to 0.",
    )
    for share, parity in zip(_shares(), ("odd", "even"), strict=True):
        near = NEAR.symbol + (FAR.symbol if parity == "even" else -FAR.symbol)
        yield Step(
            product(share, _front(), 2**DIMENSION),
            product(near, 2 ** (DIMENSION - 2), sp.gamma(DIMENSION / 2) ** 2 / sp.pi),
            "substitution",
            rf"The limit of $k^d \mu_k$ of $\Theta_L$ for {parity} $k$.",
        )
