"""Weyl's law with Z for Hill's equation and for T, with explicit errors, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.hill import two_sided
from freqbias.derivations.notation import MEAN_ROOT, real
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["weyl"]

_NU, _SLOPE = sp.symbols("nu s", positive=True)
_ROOM = sp.Symbol("y", nonnegative=True)
_X, _LENGTH = sp.symbols("x length", positive=True)
_INDEX = sp.Symbol("k", integer=True, nonnegative=True)
_FIRST, _SECOND = sp.symbols("w r", nonnegative=True)
_Q = sp.Symbol("q", integer=True, positive=True)
_PIECES = sp.Symbol("l", integer=True, positive=True)
_DIRICHLET = real("N_D", "N_D", "the same count with Dirichlet conditions at all jumps")
_NEUMANN = real("N_N", "N_N", "the same count with Neumann conditions at all jumps")
_COUNT = real("N(w)", "N(w)", r"number of negative eigenvalues of the periodic $-s D^2 - w$")

_SYMBOLS = (
    MEAN_ROOT,
    Notation(_SLOPE, "s", r"slope of the inverse symbol, the limit of $1/(m^2 \hat k_m)$"),
    _COUNT,
    _DIRICHLET,
    _NEUMANN,
    Notation(_X, "x", "position in a region, from its left end"),
    Notation(_LENGTH, r"\ell_j", "length of a region $R_j$"),
    Notation(_INDEX, "k", "number of half waves in a region, 0 or a positive integer"),
    Notation(_ROOM, "y", r"any number $\ge 0$; $k + 1/(1 + y)$ is any positive number"),
    Notation(_FIRST, "w", "value of the potential on a region"),
    Notation(_SECOND, "r", r"a bound of $|R_-|$ and $|R_+|$"),
    Notation(_PIECES, r"\ell", "number of regions"),
    Notation(_Q, "q", "frequency, of the eigenvalues with indices $2 q - 1$ and $2 q$"),
)


def weyl(kernel: Kernel = first_layer_bias) -> Derivation:
    """``abs(#{lambda_i > 1/nu} - 2 Z sqrt(nu/s)) <= l + 2 sqrt(radius/s)`` for l regions, p >= 0.

    >>> weyl().require()
    """
    bounds = symbol_bounds(kernel)
    error = bounds.weyl_error(_PIECES)
    between = two_sided(kernel)
    return Derivation(
        "hill.weyl",
        "Weyl's law with $Z$, and what the exact spectrum may differ from it",
        (
            *between.steps,
            *_counting_steps(),
            Step(
                product(sp.sqrt(_NU / _SLOPE) / sp.pi, 2 * sp.pi * MEAN_ROOT.symbol),
                2 * MEAN_ROOT.symbol * sp.sqrt(_NU / _SLOPE),
                "linearity",
                r"For $w = \nu p$ the $\ell_j \sqrt{\nu p_j/s}/\pi$ of the regions sum to this, for "
                r"the $\ell_j \sqrt{p_j}$ sum to $2 \pi Z$.",
            ),
            Step(
                (sp.sqrt(_FIRST) + sp.sqrt(_SECOND)) ** 2 - (_FIRST + _SECOND),
                nonnegative(2 * sp.sqrt(_FIRST * _SECOND)),
                "sign",
                r"So $\sqrt{w + r} \le \sqrt{w} + \sqrt{r}$, for $w = \nu p$, and for $w = \nu p - r$ "
                r"where that is positive.",
            ),
            Step(
                _PIECES + product(2 * sp.pi, sp.sqrt(bounds.radius / bounds.slope) / sp.pi),
                error,
                "substitution",
                r"The error $E$ of $2 Z \sqrt{\nu/s}$ as a count: 1 for each region, and the lengths, "
                r"which sum to $2 \pi$, times $\sqrt{r/s}/\pi$.",
            ),
            *_frequency_steps(bounds),
        ),
        (*between.symbols, *_SYMBOLS),
    )


def _counting_steps() -> Iterator[Step]:
    """Dirichlet and Neumann counts of one region against h sqrt(w/s)/pi."""
    rate = _INDEX * sp.pi / _LENGTH
    waves = (
        (sp.sin(rate * _X), r"Dirichlet, $k \ge 1$"),
        (sp.cos(rate * _X), r"Neumann, $k \ge 0$"),
    )
    for wave, name in waves:
        yield Step(
            -_SLOPE * sp.Derivative(wave, (_X, 2)),
            _SLOPE * rate**2 * wave,
            "differentiation",
            f"The eigenfunctions of a region: {name}.",
        )
    for gap in (_COUNT.symbol - _DIRICHLET.symbol, _NEUMANN.symbol - _COUNT.symbol):
        yield Step(
            gap,
            nonnegative(gap),
            "cited: Dirichlet-Neumann bracketing",
            "Dirichlet conditions at the jumps shrink the form domain, Neumann conditions enlarge it.",
        )
    phase = _INDEX + 1 / (1 + _ROOM)
    yield Step(
        _INDEX + product(-1, phase - 1),
        nonnegative(_ROOM / (1 + _ROOM)),
        "sign",
        r"With $u = \ell_j \sqrt{w/s}/\pi = k + 1/(1 + y) > 0$, $k$ Dirichlet eigenvalues lie below "
        r"$w$, and $k \ge u - 1$; with $w \le 0$ none does, and $u$ counts as 0.",
    )
    yield Step(
        phase + 1 + product(-1, _INDEX + 1),
        nonnegative(1 / (1 + _ROOM)),
        "sign",
        r"$k + 1$ Neumann eigenvalues lie below $w$, and $k + 1 \le u + 1$; with $w \le 0$ none.",
    )


def _frequency_steps(bounds: SymbolBounds) -> Iterator[Step]:
    error, half = bounds.weyl_error(_PIECES), bounds.frequency_error(_PIECES)
    for terms, sign in (((2 * _Q - 1, 1, -error), -1), ((2 * _Q, error), 1)):
        yield Step(
            product(sp.Rational(1, 2), total(*terms)),
            _Q + sign * half,
            "substitution",
            r"At $\nu = 1/\lambda_i$ at most $i$ eigenvalues lie above $1/\nu$, just beyond it over "
            r"$i$.  So $i + 1 - E \le 2 Z \sqrt{\nu/s} \le i + E$; for $i = 2 q - 1$ and $2 q$ the "
            rf"frequency $Z \sqrt{{\nu/s}}$ is at {'least' if sign < 0 else 'most'} this.",
        )
    part = 1 / (2 * (1 + _ROOM))
    for terms in ((1, 6 * part, -((1 - part) ** -2)), ((1 + part) ** -2, -1, 2 * part)):
        yield Step(
            total(*terms),
            nonnegative(_manifest(sp.Add(*terms))),
            "sign",
            r"With $u = E/(2 q) = 1/(2 + 2 y)$, at most $\frac12$: $s q^2 \lambda/Z^2$ is between "
            r"$(1 + u)^{-2} \ge 1 - 2 u$ and $(1 - u)^{-2} \le 1 + 6 u$.",
        )


def _manifest(expression: sp.Expr) -> sp.Expr:
    """A rational function of y with expanded numerator and denominator."""
    top, bottom = sp.fraction(sp.cancel(sp.together(expression)))
    if sp.Poly(bottom, _ROOM).LC() < 0:
        top, bottom = -top, -bottom
    return sp.expand(top) / sp.expand(bottom)
