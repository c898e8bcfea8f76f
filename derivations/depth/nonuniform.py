"""A deep kernel under a density: its largest eigenvalue is above the largest uniform one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.depth.notation import LAYERS
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, eigenvalue, merged
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.expansions import DEPTH
from freqbias.theory.depth.network import covariance, tangent

__all__ = ["nonuniform"]

_LAMBDA = sp.Symbol("lambda", real=True)
_LARGEST, _LARGEST_OF_SECTION = sp.symbols("lambda_0 lambda_+", positive=True)
_AT_ZERO, _AT_M = sp.symbols("khat_0 khat_m", positive=True)
_PHAT = sp.Symbol("rho", nonnegative=True)
_ENTRY = sp.Symbol("t", nonnegative=True)
_SPREAD = sp.Symbol("D", nonnegative=True)
_EPS = sp.Symbol("epsilon", positive=True)
_SUM = sp.Symbol("Sigma", positive=True)
_SYMBOLS = merged(
    ANGLE,
    LAYERS,
    eigenvalue(_LAMBDA),
    Notation(_LARGEST, r"\lambda_0", "largest eigenvalue of $T$"),
    Notation(_LARGEST_OF_SECTION, r"\lambda_+", "largest eigenvalue of the section"),
    Notation(_AT_ZERO, r"\hat k_0", "coefficient of the kernel at frequency 0"),
    Notation(_AT_M, r"\hat k_m", r"coefficient at a frequency $m \ge 1$"),
    Notation(_PHAT, r"\rho", r"$|\hat p_m|$, where $\hat p_m = \int p\,e^{-i m x}\,dx$"),
    Notation(_ENTRY, "t", "entry of the section off the diagonal"),
    Notation(_SPREAD, "D", r"$\sqrt{(\hat k_0 - \hat k_m)^2/4 + \hat k_0 \hat k_m \rho^2}$"),
    Notation(_EPS, r"\varepsilon", r"$\pi - \theta$"),
    Notation(_SUM, r"\sum_i \lambda_i", "sum of the eigenvalues of $T$, with multiplicity"),
)


def nonuniform() -> Derivation:
    """``lambda_0(p) > khat_0/(2 pi) = lambda_0(uniform)`` for every density that is not uniform.

    >>> nonuniform().require()
    """
    return Derivation(
        "depth.non-uniform",
        "The largest eigenvalue of a deep kernel is least for the uniform density",
        (*_section(), *_sign_of_one_layer(), *_mean_is_largest(), _sum()),
        _SYMBOLS,
    )


def _determinant() -> Any:
    """The section less lambda, with ``t^2`` written out."""
    corners = product(_AT_ZERO / (2 * sp.pi) - _LAMBDA, _AT_M / (2 * sp.pi) - _LAMBDA)
    return total(corners, -_AT_ZERO * _AT_M * _PHAT**2 / (4 * sp.pi**2))


def _section() -> Iterator[Step]:
    yield Step(
        _ENTRY,
        sp.sqrt(_AT_ZERO * _AT_M) * _PHAT / (2 * sp.pi),
        "cited: convolution theorem",
        r"Let $K$ be the convolution with the kernel.  $T = K p$ has the eigenvalues of $K^{1/2} p "
        r"K^{1/2}$, for $f = K^{1/2} v$; in the basis $e^{i m x}/\sqrt{2 \pi}$ that has the entries "
        r"$\sqrt{\hat k_m \hat k_n}\,\hat p_{m-n}/(2 \pi)$, as all $\hat k_m > 0$.  A phase of $e^{i m "
        r"x}$ makes this one real.",
    )
    yield Step(
        _LARGEST - _LARGEST_OF_SECTION,
        nonnegative(_LARGEST - _LARGEST_OF_SECTION),
        "cited: spectral theorem",
        r"$\lambda_0$ is the maximum of $\langle v, K^{1/2} p K^{1/2} v \rangle/\langle v, v \rangle$, "
        r"also over $v$ with the frequencies 0 and $m$ alone.",
    )
    entry = sp.sqrt(_AT_ZERO * _AT_M) * _PHAT / (2 * sp.pi)
    first, second = (value / (2 * sp.pi) - _LAMBDA for value in (_AT_ZERO, _AT_M))
    yield Step(
        sp.Determinant(sp.Matrix([[first, entry], [entry, second]])),
        _determinant(),
        "determinant",
        r"The characteristic polynomial of the section, for $\hat p_0 = 1$.",
    )
    middle, half = (_AT_ZERO + _AT_M) / 2, (_AT_ZERO - _AT_M) / 2
    yield Step(
        total(product(first, second), -(_SPREAD**2 - half**2) / (4 * sp.pi**2)),
        product(
            _LAMBDA - (middle + _SPREAD) / (2 * sp.pi), _LAMBDA - (middle - _SPREAD) / (2 * sp.pi)
        ),
        "factors",
        r"As $D^2 - (\hat k_0 - \hat k_m)^2/4 = \hat k_0 \hat k_m \rho^2$: so $\lambda_+ = ((\hat k_0 "
        r"+ \hat k_m)/2 + D)/(2 \pi)$.",
    )
    yield Step(
        -sp.Subs(_determinant(), _LAMBDA, _AT_ZERO / (2 * sp.pi)),
        nonnegative(_AT_ZERO * _AT_M * _PHAT**2 / (4 * sp.pi**2)),
        "sign",
        r"The polynomial is negative at $\hat k_0/(2 \pi)$ if $\rho > 0$: this lies between its zeros, "
        r"and $\lambda_0 \ge \lambda_+ > \hat k_0/(2 \pi)$.  A density all of whose $\hat p_m$, $m \ge "
        r"1$, are 0 is uniform.",
    )


def _sign_of_one_layer() -> Iterator[Step]:
    """``Theta_1`` is positive up to some angle, and negative beyond it."""
    yield Step(
        product(sp.pi, sp.Subs(_one_layer(), THETA, sp.pi - _EPS)),
        sp.sin(_EPS) - 2 * _EPS * sp.cos(_EPS),
        "substitution",
        r"$\pi \Theta_1$ near $\pi$.  It is positive for $\pi/2 \le \varepsilon < \pi$, and for "
        r"$\varepsilon < \pi/2$ it has the sign of $\tan\varepsilon - 2 \varepsilon$.",
    )
    yield Step(
        sp.Derivative(sp.sin(_EPS) / sp.cos(_EPS) - 2 * _EPS, _EPS),
        1 / sp.cos(_EPS) ** 2 - 2,
        "differentiation",
        r"It increases from $-1$ without bound on $(0, \pi/2)$: $\tan\varepsilon - 2 \varepsilon$ "
        r"falls from 0 and then rises to $\infty$, so it has one zero.  $\Theta_1 > 0$ for $\theta < "
        r"\theta_*$ and $\Theta_1 < 0$ for $\theta_* < \theta < \pi$.",
    )
    yield Step(
        sp.Derivative(covariance(1, 0), THETA),
        product(-(1 - THETA / sp.pi), sp.sin(THETA)),
        "differentiation",
        r"$\cos\theta_1$ falls from 1 to 0: $\theta_1$ increases with $\theta$ and is in $[0, "
        r"\pi/2]$.  So do and are all further $\theta_h$, and $G = \prod_{j=1}^{L-1} (1 - "
        r"\theta_j/\pi) > 0$ does not increase: $(G - G(\theta_*)) \Theta_1 \ge 0$.",
    )


def _mean_is_largest() -> Iterator[Step]:
    weighted = product(1 - sp.cos(THETA), _one_layer())
    yield Step(
        sp.Derivative(_primitive(), THETA), weighted, "differentiation", "A primitive function."
    )
    yield Step(
        total(*(sign * sp.Subs(_primitive(), THETA, end) for sign, end in ((1, sp.pi), (-1, 0)))),
        nonnegative(6 / sp.pi - sp.pi / 2),
        "sign",
        r"$\int_0^\pi (1 - \cos\theta) \Theta_1\,d\theta$, positive as $\pi^2 < 12$.  $\Theta_L$ is "
        r"$\Theta_1 G$ plus terms $\cos\theta_h \prod_{j=h}^{L-1} (1 - \theta_j/\pi) \ge 0$, $h \ge "
        r"2$.  So $\frac12 (\hat k_0 - \hat k_1) = \int_0^\pi (1 - \cos\theta) \Theta_L\,d\theta$ is "
        r"at least $G(\theta_*)$ times this.  As coefficients are positive and decrease within a "
        r"parity, $\hat k_0$ is the largest, and $\lambda_0$ of the uniform density is $\hat k_0/(2 "
        r"\pi)$.",
    )


def _one_layer() -> Any:
    """``Theta_1 = 2 cos(theta) (1 - theta/pi) + sin(theta)/pi``."""
    return tangent(sp.cos(THETA), 1, 0)


def _primitive() -> Any:
    """Of ``(1 - cos(theta)) Theta_1``."""
    t, passed = THETA, 1 - THETA / sp.pi
    alone = 2 * sp.sin(t) * passed - 3 * sp.cos(t) / sp.pi
    doubled = t - t**2 / (2 * sp.pi) + sp.sin(2 * t) * passed / 2 - sp.cos(2 * t) / (4 * sp.pi)
    return alone - doubled - sp.sin(t) ** 2 / (2 * sp.pi)


def _sum() -> Step:
    return Step(
        _SUM,
        DEPTH + 1,
        "cited: Mercer's theorem",
        r"$\int \Theta_L(0) p\,dx$, for every density.  So eigenvalues in proportion to the uniform "
        r"ones would be equal to them, and the largest is not; some other is smaller.",
    )
