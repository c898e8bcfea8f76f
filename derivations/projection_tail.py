"""The tail of the squares of the projections on eigenfunctions of small eigenvalue.

``g_i = <g, f_i>_p`` for eigenfunctions of norm 1 in L2(p), g = cos(kappa x) or sin(kappa x); beyond the
first n eigenvalues, from 1, the sum of ``g_i^2``.  H is the error of Weyl's law.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.rates import source_form
from freqbias.derivations.weyl import weyl
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
    local_rate,
    source_bound,
    source_count,
    tail_bound,
    window_count,
)
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["tail"]

_LEAST, _KAPPA, _WIDTH, _PIECES, _TOTAL = sp.symbols("p* kappa w l P", positive=True)


@lru_cache
def tail(kernel: Kernel = first_layer_bias) -> Derivation:
    """The sum of ``g_i^2`` over small eigenvalues: by the source condition, and by windows.

    >>> tail().require()
    """
    position = sp.Symbol("x", positive=True)
    value = ROOT_MEAN**2 / (sp.pi * position**2)  # of lambda_n, x = n/2 - H
    shift = sp.Symbol("2 H", positive=True)
    eps = sp.Symbol("eps", positive=True)
    mass, least = sp.pi / _LEAST, 1 / (sp.pi * _KAPPA**2)  # of g^2/p, and khat at least
    weight = sp.sqrt(mass) / least
    reached = source_count(_KAPPA, eps, _LEAST, ROOT_MEAN, shift)
    steps = (
        *weyl(kernel).steps,
        *smooth_symbol(kernel),
        *source_form(),
        Step(
            ROOT_MEAN / sp.sqrt(sp.pi * value),
            position,
            "substitution",
            "Beyond the first n eigenvalues Z/sqrt(pi lambda) >= ceil(n/2) - H >= x = n/2 - H, by "
            "hill.weyl.",
        ),
        Step(
            weight,
            source_bound(1 / sp.E, least, mass),
            "substitution",
            "norm(h) = (integral g^2/p dx)^(1/2)/khat is at most this.",
        ),
        Step(
            (value * weight).subs(position, (reached - shift) / 2),
            eps,
            "substitution",
            "g_i = lambda_i h_i: the tail is at most lambda_n^2 norm(h)^2, and norm(h)^2 <= pi (pi "
            "kappa^2)^2/p*.",
        ),
        *_windows(kernel, position, value, eps),
    )
    return Derivation("rates.tail", "The tail of the squares of the projections", steps)


def _windows(kernel: Kernel, position: Any, value: Any, eps: Any) -> Iterator[Step]:
    """All lambda_i <= lambda <= mu_j/4: ``(w_j g)_i = rho_i/(lambda_i - mu_j)``."""
    u = sp.Symbol("u", nonnegative=True)
    apart = sp.Rational(3, 4)
    yield Step(
        (4 * (1 + u) - 1) / (4 * (1 + u)) - apart,
        sp.Max(0, u / (4 * (1 + u))),
        "sign",
        "mu_j = 4 (1 + u) lambda_i: abs(lambda_i - mu_j) >= (3/4) mu_j.",
    )
    yield Step(
        value.subs(position, 2 * ROOT_MEAN * _KAPPA / sp.sqrt(_LEAST)),
        local_rate(1 / (sp.pi * _KAPPA**2), _LEAST) / 4,
        "substitution",
        "x >= 2 Z kappa/sqrt(p*) makes lambda <= p*/(4 pi kappa^2) <= mu_j/4 for every j.",
    )
    yield from scaled_coefficients(kernel)
    constant = sp.sqrt(sp.Rational(18, 25) * (10 + sp.pi**2))
    yield from _modes(kernel, constant)
    lost = sp.sqrt(border(_WIDTH) * _TOTAL)
    leaked = _PIECES / apart * constant * sp.sqrt(sp.pi * value) * slope(_WIDTH)
    yield from trapezoid(_WIDTH)
    balance = leaked * sp.sqrt(_WIDTH) / (lost / sp.sqrt(_WIDTH))
    yield Step(
        ((lost + leaked).subs(_WIDTH, balance)) ** 2,
        tail_bound(position, ROOT_MEAN, _PIECES, _TOTAL),
        "substitution",
        "norm(g - sum w_j g) <= (2 w P)^(1/2), and (4/3) constant (pi lambda)^(1/2) norm(w_j') for "
        "each region; the width w is where both are equal.",
    )
    yield Step(
        tail_bound(window_count(eps, ROOT_MEAN, _PIECES, _TOTAL) / 2, ROOT_MEAN, _PIECES, _TOTAL),
        eps**2,
        "substitution",
        "x = (n - 2 H)/2.",
    )


def _modes(kernel: Kernel, constant: Any) -> Iterator[Step]:
    """norm(rho)/mu_j on the space of all ``lambda_i <= lambda``: ``constant norm(w')`` times root."""
    change = slow_change(kernel)
    spread = sp.pi * kernel.fourier()(1)  # pi m^2 khat_m lies between 1 and this
    khat, mode, small, value = sp.symbols("khat m lambda p_j", positive=True)
    high, low, u = sp.symbols("a_+ a_- u", nonnegative=True)  # a: norm(w') by modes of rho
    rate, root = local_rate(khat, value), sp.sqrt(small / khat) / _KAPPA
    energy = khat * change**2 * spread * high**2 / _KAPPA**2
    yield Step(
        (khat * change * high / mode) ** 2 / khat * (spread * mode**2 / _KAPPA**2),
        energy,
        "linearity",
        "abs(m) >= kappa: khat - khat_m <= khat c d/abs(m), and khat/khat_m <= pi khat_1 m^2/kappa^2, "
        "so (khat - khat_m)^2/khat_m is at most this, with d for a_+.",
    )
    yield Step(
        sp.sqrt(small) * value * sp.sqrt(energy) / rate,
        change * sp.sqrt(spread) * high * root,
        "linearity",
        "norm(rho_+)/mu_j there, as norm(f) <= lambda^(1/2) norm(T^(-1/2) f).",
    )
    least = _LEAST * khat / (4 * (1 + u) ** 2)
    part = small * value / sp.sqrt(_LEAST) * change * low / _KAPPA / rate
    half = change * low * root / 2
    yield Step(
        (half - part).subs(small, least),
        sp.Max(0, change * low * sp.sqrt(_LEAST) * u / (4 * (1 + u) ** 2 * _KAPPA)),
        "sign",
        "abs(m) < kappa: rho_- = T psi, norm(psi) <= p_j c a_-/(kappa sqrt(p*)) as in rates.local-law, "
        "and lambda = p* khat/(4 (1 + u)^2): norm(rho_-)/mu_j is at most c a_-/2 times root.",
    )
    yield Step(
        constant**2 * (high**2 + low**2) - (change * sp.sqrt(spread) * high + half / root) ** 2,
        change**2 * (sp.sqrt(spread) * low - high / 2) ** 2,
        "Lagrange's identity",
        "a_+^2 + a_-^2 = norm(w')^2 in L2(dx).",
    )
    yield Step(
        root.subs(khat, 1 / (sp.pi * _KAPPA**2)),
        sp.sqrt(sp.pi * small),
        "substitution",
        "root = (lambda/khat)^(1/2)/kappa is at most this, as khat >= 1/(pi kappa^2).",
    )
