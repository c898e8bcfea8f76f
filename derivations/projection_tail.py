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
from freqbias.derivations.windows import scaled_coefficients, smooth_symbol, trapezoid
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import (
    SMOOTHNESS,
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
    weight = source_bound(1 / sp.E, 1 / (sp.pi * _KAPPA**2), sp.pi / _LEAST)
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
    yield Step(
        (4 * (1 + u) - 1) / (4 * (1 + u)) - sp.Rational(3, 4),
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
    spread = sp.pi * kernel.fourier()(1)  # pi m^2 khat_m lies between 1 and this
    yield from scaled_coefficients(kernel)
    high = SMOOTHNESS**2 * spread
    yield Step(
        high + SMOOTHNESS**2 / 4,
        sp.Rational(18, 25) * (10 + sp.pi**2),
        "linearity",
        "(khat - khat_m)^2/khat_m <= (144/25) (1 + pi^2/8) khat d^2/kappa^2 for abs(m) >= kappa, as "
        "khat/khat_m <= (1 + pi^2/8) m^2/kappa^2; with low modes over T, times lambda/khat <= sqrt("
        "lambda p*/khat)/2, and by Lagrange's identity.",
    )
    constant = sp.sqrt(sp.Rational(18, 25) * (10 + sp.pi**2))
    border = sp.sqrt(2 * _WIDTH * _TOTAL)
    leaked = sp.Rational(4, 3) * _PIECES * constant * sp.sqrt(sp.pi * value) * sp.sqrt(2 / _WIDTH)
    yield from trapezoid(_WIDTH)
    balance = leaked * sp.sqrt(_WIDTH) / (border / sp.sqrt(_WIDTH))
    yield Step(
        ((border + leaked).subs(_WIDTH, balance)) ** 2,
        tail_bound(position, ROOT_MEAN, _PIECES, _TOTAL),
        "substitution",
        "norm(g - sum w_j g) <= (2 w P)^(1/2), and (4/3) constant (lambda/khat)^(1/2) "
        "norm(w_j')/kappa for each region, 1/khat <= pi kappa^2; the width w is where both are equal.",
    )
    yield Step(
        tail_bound(window_count(eps, ROOT_MEAN, _PIECES, _TOTAL) / 2, ROOT_MEAN, _PIECES, _TOTAL),
        eps**2,
        "substitution",
        "x = (n - 2 H)/2.",
    )
