"""The tail of the squares of the projections on eigenfunctions of small eigenvalue.

``g_i = <g, f_i>_p`` for eigenfunctions of norm 1 in L2(p), g = cos(kappa x) or sin(kappa x); beyond the
first n eigenvalues, from 1, the sum of ``g_i^2``.  H is the error of Weyl's law.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import LEAST_DENSITY, MEAN_ROOT, merged
from freqbias.derivations.rates import SOURCE, source_form
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.derivations.weyl import weyl
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
from freqbias.theory.rates import local_rate, source_bound, source_count, tail_bound, window_count
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["tail"]

_LEAST = LEAST_DENSITY[0].symbol
_KAPPA, _TOTAL, _EPS, _POSITION, _SHIFT = sp.symbols("kappa Sigma eps X 2H", positive=True)
_T, _KHAT, _MODE, _SMALL, _VALUE = sp.symbols("t khat abs(m) Lambda p_j", positive=True)
_PIECES = sp.Symbol("l", integer=True, positive=True)
_HIGH, _LOW, _AWAY, _APART = sp.symbols("alpha_+ alpha_- Delta v", nonnegative=True)
_SYMBOLS = (
    Notation(_EPS, r"\varepsilon", r"the root of what may be left of the squares"),
    Notation(_POSITION, "X", r"$n/2 - H$ with $H = \ell/2 + \sqrt{3}$, positive"),
    Notation(_SHIFT, "2 H", r"the error $E$ of Weyl's law, $\ell + 2 \sqrt{3}$"),
    Notation(_SMALL, r"\Lambda", r"an upper bound of $\lambda_i$ for $i > n$"),
    Notation(_T, "t", "a time"),
    Notation(_APART, "v", r"any number $\geq 0$"),
    Notation(_AWAY, r"\Delta", r"the distance $||m| - \kappa|$ of frequencies"),
    Notation(_TOTAL, r"\Sigma", r"$\sum_j p_j$"),
    Notation(_VALUE, "p_j", "the density on the region $R_j$"),
    Notation(_MODE, "|m|", r"the modulus of a frequency of $\rho = (T - \mu_j)(\chi_j g)$"),
    Notation(
        _HIGH,
        r"\alpha_+",
        r"$\|\chi_j'\|_{L_2(dx)}$, of the modes $m - \kappa$ with $|m| \geq \kappa$",
    ),
    Notation(_LOW, r"\alpha_-", r"the same with $|m| < \kappa$"),
)


@lru_cache
def tail(kernel: Kernel = first_layer_bias) -> Derivation:
    """The sum of ``g_i^2`` over small eigenvalues: by the source condition, and by windows.

    >>> tail().require()
    """
    law = weyl(kernel)
    return Derivation(
        "rates.tail",
        r"The tail of the squares of the projections, $\sum_{i > n} g_i^2$",
        (
            *law.steps,
            *smooth_symbol(kernel),
            *source_form(),
            *_by_source(),
            *_by_windows(kernel),
        ),
        merged(
            *SOURCE,
            MEAN_ROOT,
            *_SYMBOLS,
            *law.symbols,
            *COEFFICIENTS,
            *SLOW_CHANGE,
            *LEAST_DENSITY,
            *WINDOWS,
        ),
    )


def _smallest() -> Any:
    """``Z^2/(pi X^2)``, at least lambda_i for all i > n."""
    return ROOT_MEAN**2 / (sp.pi * _POSITION**2)


def _by_source() -> Iterator[Step]:
    mass, least = sp.pi / _LEAST, 1 / (sp.pi * _KAPPA**2)  # of g^2/p, and khat at least
    weight = sp.sqrt(mass) / least
    reached = source_count(_KAPPA, _EPS, _LEAST, ROOT_MEAN, _SHIFT)
    yield Step(
        sp.Subs(ROOT_MEAN / sp.sqrt(sp.pi * _SMALL), _SMALL, _smallest()),
        _POSITION,
        "substitution",
        r"By hill.weyl $Z/\sqrt{\pi \lambda_i} \geq \lceil n/2 \rceil - H \geq X$ beyond the first "
        r"$n$ eigenvalues, so $\lambda_i \leq Z^2/(\pi X^2)$ there.",
    )
    yield Step(
        weight,
        sp.Subs(source_bound(_T, least, mass), _T, 1 / sp.E),
        "substitution",
        r"$\|\gamma\| = (\int g^2/p\,dx)^{1/2}/\hat k$ is at most this, as $p \geq p_{\min}$ and "
        r"$\hat k \geq 1/(\pi \kappa^2)$: the bound of $\|e^{-t T} g\|$ at $t = 1/e$.",
    )
    yield Step(
        sp.Subs(_smallest() * weight, _POSITION, total(reached, -_SHIFT) / 2),
        _EPS,
        "substitution",
        r"$g_i = \lambda_i \gamma_i$: the tail is at most the square of $\Lambda \|\gamma\|$, $\Lambda "
        r"= Z^2/(\pi X^2)$, which is this product for the least such $n$, at $X = (n - 2 H)/2$.",
    )


def _by_windows(kernel: Kernel) -> Iterator[Step]:
    """All lambda_i <= Lambda <= mu_j/4: ``(chi_j g)_i = rho_i/(lambda_i - mu_j)``."""
    apart = sp.Rational(3, 4)
    ratio = 4 * (1 + _APART)
    yield Step(
        (ratio - 1) / ratio - apart,
        nonnegative(_APART / ratio),
        "sign",
        r"$\mu_j = p_j \hat k = 4 (1 + v) \lambda_i$: so $|\lambda_i - \mu_j| \geq \frac34 \mu_j$.",
    )
    yield Step(
        sp.Subs(_smallest(), _POSITION, 2 * ROOT_MEAN * _KAPPA / sp.sqrt(_LEAST)),
        local_rate(1 / (sp.pi * _KAPPA**2), _LEAST) / 4,
        "substitution",
        r"$X \geq 2 Z \kappa/\sqrt{p_{\min}}$ makes $\Lambda \leq p_{\min}/(4 \pi \kappa^2) \leq "
        r"\mu_j/4$ for every $j$.",
    )
    yield from scaled_coefficients(kernel)
    constant = sp.sqrt(sp.Rational(18, 25) * (10 + sp.pi**2))
    yield from _modes(kernel, constant)
    lost = sp.sqrt(border(WIDTH) * _TOTAL)
    leaked = _PIECES / apart * constant * sp.sqrt(sp.pi * _smallest()) * slope(WIDTH)
    yield from trapezoid()
    balance = leaked * sp.sqrt(WIDTH) / (lost / sp.sqrt(WIDTH))
    yield Step(
        sp.Pow(sp.Subs(lost + leaked, WIDTH, balance), 2, evaluate=False),
        tail_bound(_POSITION, ROOT_MEAN, _PIECES, _TOTAL),
        "substitution",
        r"$\|g - \sum_j \chi_j g\| \leq \sqrt{2 \beta \Sigma}$, and $\frac43 C \sqrt{\pi "
        r"\Lambda}\,\|\chi_j'\|$ for each region; the width $\beta$ is where both are equal.",
    )
    yield Step(
        sp.Subs(
            tail_bound(_POSITION, ROOT_MEAN, _PIECES, _TOTAL),
            _POSITION,
            window_count(_EPS, ROOT_MEAN, _PIECES, _TOTAL) / 2,
        ),
        _EPS**2,
        "substitution",
        r"At this $X = (n - 2 H)/2$ the tail is at most $\varepsilon^2$.",
    )


def _modes(kernel: Kernel, constant: Any) -> Iterator[Step]:
    """norm(rho)/mu_j on the space of all ``lambda_i <= Lambda``: ``constant norm(chi')`` times root."""
    change = slow_change(kernel)
    spread = sp.pi * kernel.fourier()(1)  # pi m^2 khat_m lies between 1 and this
    rate, root = local_rate(_KHAT, _VALUE), sp.sqrt(_SMALL / _KHAT) / _KAPPA
    energy = _KHAT * change**2 * spread * _AWAY**2 / _KAPPA**2
    yield Step(
        product(
            sp.Pow(_KHAT * change * _AWAY / _MODE, 2, evaluate=False) / _KHAT,
            spread * _MODE**2 / _KAPPA**2,
        ),
        energy,
        "linearity",
        r"$(\chi_j g)_i = \rho_i/(\lambda_i - \mu_j)$ for $\rho = (T - \mu_j)(\chi_j g)$, whose mode "
        r"$m$ is $p_j (\hat k_m - \hat k)$ times that of $\chi_j g$.  For $|m| = \kappa + \Delta$: "
        r"$\hat k - \hat k_m \leq \hat k c \Delta/|m|$ and $\hat k/\hat k_m \leq \pi \hat k_1 "
        r"m^2/\kappa^2$, so $(\hat k - \hat k_m)^2/\hat k_m$ is at most this.",
    )
    yield Step(
        product(sp.sqrt(_SMALL), _VALUE, 1 / rate, sp.Subs(sp.sqrt(energy), _AWAY, _HIGH)),
        change * sp.sqrt(spread) * _HIGH * root,
        "linearity",
        r"By Parseval $\|\rho_+\|/\mu_j$ is at most this on the space of all $\lambda_i \leq "
        r"\Lambda$, as there $\|f\| \leq \Lambda^{1/2} \|T^{-1/2} f\|$.",
    )
    least = _LEAST * _KHAT / (4 * (1 + _APART) ** 2)
    part = _SMALL * _VALUE / sp.sqrt(_LEAST) * change * _LOW / _KAPPA / rate
    half = change * _LOW * root / 2
    yield Step(
        sp.Subs(half - part, _SMALL, least),
        nonnegative(change * _LOW * sp.sqrt(_LEAST) * _APART / (4 * (1 + _APART) ** 2 * _KAPPA)),
        "sign",
        r"For $|m| < \kappa$: $\rho_- = T \psi$ with $\|\psi\| \leq p_j c \alpha_-/(\kappa "
        r"\sqrt{p_{\min}})$ as in rates.local-law.  With $\Lambda = p_{\min} \hat k/(4 (1 + v)^2)$ "
        r"it is $\|\rho_-\|/\mu_j \leq \frac12 c \alpha_- (\Lambda/\hat k)^{1/2}/\kappa$.",
    )
    yield Step(
        constant**2 * (_HIGH**2 + _LOW**2) - (change * sp.sqrt(spread) * _HIGH + half / root) ** 2,
        change**2 * (sp.sqrt(spread) * _LOW - _HIGH / 2) ** 2,
        "Lagrange's identity",
        r"$\alpha_+^2 + \alpha_-^2 = \|\chi_j'\|^2$ in $L_2(dx)$: so $\|\rho\|/\mu_j \leq "
        rf"C\,\|\chi_j'\|\,(\Lambda/\hat k)^{{1/2}}/\kappa$ with $C^2 = {sp.latex(constant**2)}$.",
    )
    yield Step(
        sp.Subs(root, _KHAT, 1 / (sp.pi * _KAPPA**2)),
        sp.sqrt(sp.pi * _SMALL),
        "substitution",
        r"And $(\Lambda/\hat k)^{1/2}/\kappa$ is at most this, as $\hat k \geq 1/(\pi \kappa^2)$.",
    )
