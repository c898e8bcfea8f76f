"""The local rate: R_j is learned at the rate ``mu_j = p_j khat_kappa``, up to leakage.

``w`` is a window in H^1 that vanishes outside of R_j, where p = p_j, and rho = (T - mu_j)(w g), which
is ``p_j (K - khat_kappa)(w g)``.  The Fourier mode m of w e^{i kappa x} is mode d = m - kappa of w.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.rates import source_form
from freqbias.derivations.windows import (
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
    regional_bound,
)

__all__ = ["local_law"]

_T, _RATE, _MU, _KHAT, _P, _LEAST, _MOST, _KAPPA = sp.symbols(
    "t lambda mu khat p_j p* p_max kappa", positive=True
)
_HIGH, _LOW = sp.symbols("a_+ a_-", nonnegative=True)  # norm(w') by modes abs(m) >= kappa, < kappa
_WIDTH, _PIECES, _TOTAL, _COUPLED, _DELTA = sp.symbols("w l P S delta", positive=True)


def _duhamel() -> Iterator[Step]:
    """``e^{-t T} f - e^{-mu t} f = -phi(T) rho``, phi an integral of ``e^{-lambda (t-s) - mu s}``."""
    phi = (flow_factor(_MU, _T) - flow_factor(_RATE, _T)) / (_RATE - _MU)
    yield Step(
        flow_factor(_RATE, _T) - flow_factor(_MU, _T),
        -phi * (_RATE - _MU),
        "factoring",
        "On an eigenfunction, with rho = (T - mu) f; phi is continuous at lambda = mu.",
    )
    yield Step(
        sp.diff(phi, _T) + _RATE * phi, flow_factor(_MU, _T), "differentiation", "And phi(0) = 0."
    )
    s = sp.Symbol("s", positive=True)
    for rate, other in ((_RATE, "e^{-mu s}"), (_MU, "e^{-lambda s}")):
        yield Step(
            sp.diff(flow_factor(rate, _T - s) / rate, s),
            flow_factor(rate, _T - s),
            "antiderivative",
            f"As {other} <= 1, 0 <= {rate} phi <= 1 - e^{{-{rate} t}} <= 1.",
        )


def _projections(change: Any) -> Iterator[Step]:
    """norm(phi(T) rho) by high and low modes of rho; c = ``change``, of the slow change."""
    rate = local_rate(_KHAT, _P)
    more = sp.Symbol("d", nonnegative=True)
    yield Step(_P * _KHAT - rate, sp.Integer(0), "substitution", "T (w g) = K(p_j w g) on R_j.")
    yield Step(
        sp.Symbol("K[w e^{i kappa x}]_m"),
        sp.Symbol("khat_m what_(m - kappa)"),
        "cited: convolution theorem",
        "rho has the modes p_j (khat_m - khat) what_d; khat_m is even in m and abs(d) >= abs(abs(m) - "
        "kappa); for the real part, cos, and the imaginary one, sin, norms are no larger.",
    )
    slow = change * more / _KAPPA  # d is abs(abs(m) - kappa)
    yield Step(
        slow - change * more / (_KAPPA + more),
        sp.Max(0, change * more**2 / (_KAPPA * (_KAPPA + more))),
        "sign",
        "a = kappa, b = abs(m) = kappa + d: 0 <= 1 - khat_m/khat <= c d/kappa, c = 12/5.",
    )
    high = sp.sqrt(_MOST) * change * _HIGH / _KAPPA
    yield Step(
        sp.sqrt(_MOST) * _P * _KHAT * slow.subs(more, _HIGH) / rate,
        high,
        "linearity",
        "abs(m) >= kappa: norm(rho_+)/mu is at most this, by Parseval, and phi <= 1/mu.",
    )
    yield Step(
        slow.subs(more, _KAPPA - more),
        change * (_KAPPA - more) / _KAPPA,
        "substitution",
        "a = abs(m), b = kappa: 0 <= 1 - khat/khat_m <= c abs(d)/kappa.",
    )
    low = _P / sp.sqrt(_LEAST) * slow.subs(more, _LOW)
    yield Step(
        _P**2 / _LEAST - _P**2 / (_LEAST + more),
        sp.Max(0, _P**2 * more / (_LEAST * (_LEAST + more))),
        "sign",
        "abs(m) < kappa: rho_- = T psi, p psi = p_j (1 - khat/K) of the modes, and p = p* + d: norm("
        "psi) <= (p_j^2/p*)^(1/2) c a_-/kappa, and lambda phi <= 1.",
    )
    steep = sp.sqrt(_HIGH**2 + _LOW**2)
    yield Step(
        leakage(_KAPPA, steep, coupling(_P, _LEAST, _MOST)) ** 2 - (high + low) ** 2,
        (change / _KAPPA) ** 2 * (sp.sqrt(_MOST) * _LOW - _P / sp.sqrt(_LEAST) * _HIGH) ** 2,
        "Lagrange's identity",
        "a_+^2 + a_-^2 = norm(w')^2 in L2(dx): the sum of both bounds is at most the leakage.",
    )
    yield Step(
        coupling(_P, _LEAST, _MOST) ** 2,
        (high / _HIGH * _KAPPA / change) ** 2 + (low / _LOW * _KAPPA / change) ** 2,
        "substitution",
        "S_j^2 is the sum of the squares of what multiplies c a_+/kappa and c a_-/kappa.",
    )


def _whole_circle(change: Any) -> Iterator[Step]:
    """Trapezoids on all regions: the error of ``g sum_j 1_{R_j} e^{-mu_j t}``."""
    yield from trapezoid(_WIDTH)
    lost = 2 * sp.sqrt(border(_WIDTH) * _TOTAL)
    leaked = change * slope(_WIDTH) * _COUPLED / _KAPPA
    yield Step(leaked, leakage(_KAPPA, slope(_WIDTH), _COUPLED), "linearity", "Over all regions.")
    first, second = lost / sp.sqrt(_WIDTH), leaked * sp.sqrt(_WIDTH)
    yield Step(
        (lost + leaked).subs(_WIDTH, second / first),
        law_error(_KAPPA, _TOTAL, _COUPLED),
        "substitution",
        "With norm(g - sum w_j g)^2 <= 2 w P: of r against sum e^{-mu_j t} w_j g and of that against "
        "the law once each, and the leakage of each region; the width w of the flanks is where both "
        "are equal.",
    )
    threshold = 64 * change * sp.sqrt(_TOTAL) * _COUPLED / _DELTA**2
    yield Step(
        law_error(threshold, _TOTAL, _COUPLED),
        _DELTA / 2,
        "substitution",
        "Beyond this kappa the law is within delta/2.",
    )
    rate = local_rate(1 / (sp.pi * _KAPPA**2), _LEAST)
    yield Step(
        flow_factor(rate, logarithmic_time(_KAPPA, _DELTA, _LEAST)),
        _DELTA / 2,
        "substitution",
        "mu_j >= p*/(pi kappa^2), and norm(g) <= 1: then the law itself is at most delta/2.",
    )


def _one_region(change: Any) -> Iterator[Step]:
    """``w = cos(pi x/length)`` on R_j = [-length/2, length/2]: the error there from below."""
    length, x = sp.Symbol("length", positive=True), sp.Symbol("x", real=True)
    rate = sp.pi / length
    window = sp.cos(rate * x)
    ends = (length / 2, -length / 2)
    mass, energy = 2 * length / sp.pi, sp.pi**2 / (2 * length)
    for what, primitive, value, why in (
        (window, sp.sin(rate * x) / rate, mass, "integral w"),
        (
            sp.diff(window, x) ** 2,
            rate**2 * (x / 2 - sp.sin(2 * rate * x) / (4 * rate)),
            energy,
            "integral w'^2",
        ),
    ):
        yield Step(sp.diff(primitive, x), what, "antiderivative", f"For {why}.")
        rise = primitive.subs(x, ends[0]) - primitive.subs(x, ends[1])
        yield Step(rise, value, "fundamental theorem", f"{why} over the region.")
    half = (mass - 1 / _KAPPA) / 2
    least = length / (2 * sp.pi)
    yield Step(
        half.subs(_KAPPA, rate),
        least,
        "substitution",
        "g^2 = (1 + cos(2 kappa x + b))/2, and abs(integral w cos(2 kappa x + b)) <= integral "
        "abs(w')/(2 kappa) = 1/kappa: I = integral w g^2 >= length/(2 pi) for kappa >= pi/length.",
    )
    decay = sp.Symbol("D", positive=True)
    leaked = change * sp.sqrt(energy) * _COUPLED / _KAPPA
    yield Step(
        leaked, leakage(_KAPPA, sp.sqrt(energy), _COUPLED), "substitution", "Of this window."
    )
    yield Step(
        (_P * decay * least - leaked) / (_P * sp.sqrt(least)),
        regional_bound(decay, length, _KAPPA, _P, _COUPLED),
        "substitution",
        "p_j integral w g r dx = <r, w g> >= D p_j I - leakage, D = e^{-mu_j t}, norm(g) <= 1, and "
        "integral (w g)^2 <= I as 0 <= w <= 1; D sqrt(I) - leakage/(p_j sqrt(I)) grows with I.",
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
        "Every region is learned at its own rate, up to leakage",
        (
            *smooth_symbol(kernel),
            *scaled_coefficients(kernel),
            *source_form()[2:],
            *_duhamel(),
            *_projections(change),
            *_whole_circle(change),
            *_one_region(change),
        ),
    )
