"""The local rate: R_j is learned at the rate ``mu_j = p_j khat_kappa``, up to leakage.

``chi`` is a window in H^1 that vanishes outside of R_j, where p = p_j, and rho = (T - mu_j)(chi g),
which is ``p_j (K - khat_kappa)(chi g)``.  The Fourier mode m of chi e^{i kappa x} is mode m - kappa of
chi.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import LEAST_DENSITY, merged
from freqbias.derivations.rates import EXPANSION, FLOW, TARGET, source_form
from freqbias.derivations.regional_error import ONE_REGION, one_region
from freqbias.derivations.unevaluated import nonnegative, product
from freqbias.derivations.windows import (
    COEFFICIENTS,
    SLOW_CHANGE,
    WIDTH,
    WINDOWS,
    border,
    scaled_coefficients,
    slope,
    slow_change,
    smooth_symbol,
    trapezoid,
)
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import (
    coupling,
    flow_factor,
    law_error,
    leakage,
    local_rate,
    logarithmic_time,
)

__all__ = ["local_law"]

_T, _RATE, _MU, _KHAT, _P, _MOST, _KAPPA, _S = sp.symbols(
    "t lambda mu khat p_j p_max kappa s", positive=True
)
_LEAST, _ROOM = (notation.symbol for notation in LEAST_DENSITY)
_STEEP, _HIGH, _LOW, _AWAY, _LOWER = sp.symbols(
    "alpha alpha_+ alpha_- Delta abs(m)", nonnegative=True
)
_TOTAL, _COUPLED, _DELTA = sp.symbols("P S delta", positive=True)
_IMAGE, _MODES = map(sp.Symbol, ("K[chi e^{i kappa x}]_m", "khat_m chihat_(m - kappa)"))
_SYMBOLS = (
    Notation(_MU, r"\mu", r"the local rate $\mu_j = p_j \hat k$ of the region"),
    Notation(_MOST, r"p_{\max}", "the greatest value of the density"),
    Notation(_S, "s", r"a time, $0 \leq s \leq t$"),
    Notation(
        _IMAGE,
        r"(K(\chi e^{i \kappa x}))_m",
        r"a Fourier coefficient; $\chi$ is a window on $R_j$",
    ),
    Notation(_MODES, r"\hat k_m \hat \chi_{m - \kappa}", "the product of two"),
    Notation(_AWAY, r"\Delta", r"the distance $||m| - \kappa|$ of frequencies"),
    Notation(_LOWER, "|m|", r"the modulus of a frequency below $\kappa$"),
    Notation(_HIGH, r"\alpha_+", r"$\|\chi'\|_{L_2(dx)}$ of the modes with $|m| \geq \kappa$"),
    Notation(_LOW, r"\alpha_-", r"the same of the modes with $|m| < \kappa$"),
    Notation(_TOTAL, "P", r"$\sum_j p_j$"),
    Notation(_DELTA, r"\delta", "the error to be reached"),
)


def _duhamel() -> Iterator[Step]:
    """``e^{-t T} f - e^{-mu t} f = -phi(T) rho``, phi an integral of ``e^{-lambda (t-s) - mu s}``."""
    phi = (flow_factor(_MU, _T) - flow_factor(_RATE, _T)) / (_RATE - _MU)
    yield Step(
        flow_factor(_RATE, _T) - flow_factor(_MU, _T),
        -product(phi, _RATE - _MU),
        "factoring",
        r"On an eigenfunction: so $e^{-t T} f - e^{-\mu t} f = -\varphi(T) \rho$ with $\rho = (T - "
        r"\mu) f$ and $\varphi(\lambda) = (e^{-\mu t} - e^{-\lambda t})/(\lambda - \mu)$, "
        r"continuous at $\mu$.",
    )
    yield Step(
        sp.Derivative(phi, _T) + _RATE * phi,
        flow_factor(_MU, _T),
        "differentiation",
        r"And it is $0$ at $t = 0$, so $\varphi = \int_0^t e^{-\lambda (t - s) - \mu s}\,ds$.",
    )
    for rate, own, other in ((_RATE, r"\lambda", r"\mu s"), (_MU, r"\mu", r"\lambda s")):
        yield Step(
            sp.Derivative(flow_factor(rate, _T - _S) / rate, _S),
            flow_factor(rate, _T - _S),
            "antiderivative",
            rf"As $e^{{-{other}}} \leq 1$: $0 \leq {own} \varphi \leq 1 - e^{{-{own} t}} \leq 1$.",
        )


def _projections(change: Any) -> Iterator[Step]:
    """norm(phi(T) rho) by high and low modes of rho; c = ``change``, of the slow change."""
    rate = local_rate(_KHAT, _P)
    yield Step(
        _IMAGE,
        _MODES,
        "cited: convolution theorem",
        r"As $p = p_j$ on $R_j$, $T (\chi g) = K(p_j \chi g)$: so $\rho$ has the modes $p_j (\hat "
        r"k_m - \hat k) \hat \chi_{m - \kappa}$; $\hat k_m$ is even in $m$, and $|m - \kappa| \geq "
        r"||m| - \kappa|$; for the real part, $\cos$, and the imaginary one, $\sin$, norms are no "
        "larger.",
    )
    slow = change * _AWAY / _KAPPA
    yield Step(
        slow - change * _AWAY / (_KAPPA + _AWAY),
        nonnegative(change * _AWAY**2 / (_KAPPA * (_KAPPA + _AWAY))),
        "sign",
        r"For $|m| = \kappa + \Delta$ the slow change from $\kappa$ to $|m|$ gives $0 \leq 1 - \hat "
        rf"k_m/\hat k \leq c \Delta/\kappa$, $c = {sp.latex(change)}$.",
    )
    high = sp.sqrt(_MOST) * change * _HIGH / _KAPPA
    yield Step(
        sp.sqrt(_MOST) * _P * _KHAT / rate * sp.Subs(slow, _AWAY, _HIGH),
        high,
        "linearity",
        r"So $\|\rho_+\|/\mu$ is at most this for $|m| \geq \kappa$, by Parseval, and $\varphi "
        r"\leq 1/\mu$.",
    )
    yield Step(
        sp.Subs(slow, _AWAY, _KAPPA - _LOWER),
        change * (_KAPPA - _LOWER) / _KAPPA,
        "substitution",
        r"For $|m| < \kappa$ the slow change from $|m|$ to $\kappa$ gives $0 \leq 1 - \hat k/\hat k_m "
        r"\leq c (\kappa - |m|)/\kappa$, so with $\Delta = \kappa - |m|$ the same.",
    )
    low = _P / sp.sqrt(_LEAST) * slow.subs(_AWAY, _LOW)
    yield Step(
        _P**2 / _LEAST - _P**2 / (_LEAST + _ROOM),
        nonnegative(_P**2 * _ROOM / (_LEAST * (_LEAST + _ROOM))),
        "sign",
        r"Then $\rho_- = T \psi$ where $p \psi$ has the modes $p_j (1 - \hat k/\hat k_m) \hat "
        r"\chi_{m - \kappa}$, and $p = p_{\min} + d$: so $\|\psi\| \leq p_j c "
        r"\alpha_-/(\sqrt{p_{\min}} \kappa)$, and $\lambda \varphi \leq 1$.",
    )
    steep = sp.sqrt(_HIGH**2 + _LOW**2)
    yield Step(
        leakage(_KAPPA, steep, coupling(_P, _LEAST, _MOST)) ** 2 - (high + low) ** 2,
        (change / _KAPPA) ** 2 * (sp.sqrt(_MOST) * _LOW - _P / sp.sqrt(_LEAST) * _HIGH) ** 2,
        "Lagrange's identity",
        r"$\alpha_+^2 + \alpha_-^2 = \|\chi'\|^2$ in $L_2(dx)$: the sum of both bounds is at most "
        r"the leakage $c \|\chi'\| S_j/\kappa$.",
    )
    yield Step(
        sp.Pow(coupling(_P, _LEAST, _MOST), 2, evaluate=False),
        (high / _HIGH * _KAPPA / change) ** 2 + (low / _LOW * _KAPPA / change) ** 2,
        "substitution",
        r"$S_j^2$ is the sum of the squares of what multiplies $c \alpha_+/\kappa$ and $c "
        r"\alpha_-/\kappa$.",
    )


def _whole_circle(change: Any) -> Iterator[Step]:
    """Trapezoids on all regions: the error of ``g sum_j 1_{R_j} e^{-mu_j t}``."""
    yield from trapezoid()
    lost = 2 * sp.sqrt(border(WIDTH) * _TOTAL)
    leaked = change * slope(WIDTH) * _COUPLED / _KAPPA
    yield Step(
        sp.Subs(change * _STEEP * _COUPLED / _KAPPA, _STEEP, slope(WIDTH)),
        leakage(_KAPPA, slope(WIDTH), _COUPLED),
        "linearity",
        "The leakage of all regions, $S$ for the sum of the $S_j$.",
    )
    first, second = lost / sp.sqrt(WIDTH), leaked * sp.sqrt(WIDTH)
    yield Step(
        sp.Subs(lost + leaked, WIDTH, second / first),
        law_error(_KAPPA, _TOTAL, _COUPLED),
        "substitution",
        r"$\|g - \sum_j \chi_j g\| \leq \sqrt{2 \beta P}$ twice, for $r$ against $\sum_j e^{-\mu_j "
        r"t} \chi_j g$ and for that against the law, and the leakage; the width $\beta$ is where both "
        "are equal.",
    )
    threshold = 64 * change * sp.sqrt(_TOTAL) * _COUPLED / _DELTA**2
    yield Step(
        sp.Subs(law_error(_KAPPA, _TOTAL, _COUPLED), _KAPPA, threshold),
        _DELTA / 2,
        "substitution",
        r"From this $\kappa$ on the law is within $\delta/2$.",
    )
    rate = local_rate(1 / (sp.pi * _KAPPA**2), _LEAST)
    yield Step(
        sp.Subs(flow_factor(rate, _T), _T, logarithmic_time(_KAPPA, _DELTA, _LEAST)),
        _DELTA / 2,
        "substitution",
        r"$\mu_j \geq p_{\min}/(\pi \kappa^2)$ and $\|g\| \leq 1$: from this time on the law itself is "
        r"at most $\delta/2$.",
    )


@lru_cache
def local_law(kernel: Kernel = first_layer_bias) -> Derivation:
    """``norm(r(t) - g sum_j 1_{R_j} e^{-mu_j t}) <= (192 sqrt(P) S/(5 kappa))^(1/2)`` for all t >= 0.

    And the leakage of one window, and the error on one region from below.

    >>> local_law().require()
    """
    change = slow_change(kernel)
    return Derivation(
        "rates.local-law",
        r"Every region is learned at its own rate $p_j \hat k$, up to leakage",
        (
            *smooth_symbol(kernel),
            *scaled_coefficients(kernel),
            *source_form()[2:],
            *_duhamel(),
            *_projections(change),
            *_whole_circle(change),
            *one_region(change),
        ),
        merged(
            *FLOW,
            *TARGET,
            *EXPANSION,
            *COEFFICIENTS,
            *SLOW_CHANGE,
            *ONE_REGION,
            *_SYMBOLS,
            *LEAST_DENSITY,
            *WINDOWS,
        ),
    )
