"""Weyl's law with Z for Hill's equation and for T, with explicit errors, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.hill import two_sided
from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["weyl"]

_NU, _SLOPE = sp.symbols("nu s", positive=True)
_ROOM = sp.Symbol("y", nonnegative=True)


def weyl(kernel: Kernel = first_layer_bias) -> Derivation:
    """``abs(#{lambda_i > 1/nu} - 2 Z sqrt(nu/s)) <= l + 2 sqrt(radius/s)`` for l regions, p >= 0.

    >>> weyl().require()
    """
    bounds = symbol_bounds(kernel)
    pieces = sp.Symbol("l", integer=True, positive=True)
    first, second = sp.symbols("w r", nonnegative=True)
    error = bounds.weyl_error(pieces)
    return Derivation(
        "hill.weyl",
        "Weyl's law with Z, and what the exact spectrum may differ from it",
        (
            *two_sided(kernel).steps,
            *_counting_steps(),
            Step(
                2 * sp.pi * ROOT_MEAN * sp.sqrt(_NU / _SLOPE) / sp.pi,
                2 * ROOT_MEAN * sp.sqrt(_NU / _SLOPE),
                "linearity",
                "w = nu p: the l_j sqrt(nu p_j/s)/pi of the regions sum to this, for the l_j sqrt(p_j) "
                "sum to 2 pi Z.",
            ),
            Step(
                (sp.sqrt(first) + sp.sqrt(second)) ** 2 - (first + second),
                sp.Max(0, 2 * sp.sqrt(first * second)),
                "sign",
                "sqrt(w + r) <= sqrt(w) + sqrt(r), for w = nu p, and for w = nu p - r where positive.",
            ),
            Step(
                pieces + 2 * sp.pi * sp.sqrt(bounds.radius / bounds.slope) / sp.pi,
                error,
                "substitution",
                "One for each region, and the lengths, which sum to 2 pi, times sqrt(r/s)/pi.",
            ),
            *_frequency_steps(bounds, pieces),
        ),
    )


def _counting_steps() -> Iterator[Step]:
    """Dirichlet and Neumann counts of one region against l sqrt(w/s)/pi."""
    x, length = sp.symbols("x l", positive=True)
    k = sp.Symbol("k", integer=True, nonnegative=True)
    rate = k * sp.pi / length
    for wave, name in ((sp.sin(rate * x), "Dirichlet, k >= 1"), (sp.cos(rate * x), "Neumann")):
        yield Step(
            -_SLOPE * sp.diff(wave, x, 2), _SLOPE * rate**2 * wave, "differentiation", f"{name}."
        )
    low, high = sp.symbols("N_D N_N", integer=True, nonnegative=True)
    yield Step(
        sp.Max(low, sp.Symbol("N(w)")),
        sp.Min(high, sp.Symbol("N(w)")),
        "cited: Dirichlet-Neumann bracketing",
        "N_D <= N(w) <= N_N, conditions at all jumps.",
    )
    phase = k + 1 / (1 + _ROOM)
    yield Step(
        k - (phase - 1),
        sp.Max(0, _ROOM / (1 + _ROOM)),
        "sign",
        "u = l sqrt(w/s)/pi = k + 1/(1 + y) > 0: k Dirichlet values s (j pi/l)^2, j >= 1, lie below "
        "w, and k >= u - 1; with w <= 0 none does, and u counts as 0.",
    )
    yield Step(
        phase + 1 - (k + 1),
        sp.Max(0, 1 / (1 + _ROOM)),
        "sign",
        "k + 1 Neumann values lie below w, and k + 1 <= u + 1; with w <= 0 none.",
    )


def _frequency_steps(bounds: SymbolBounds, pieces: sp.Symbol) -> Iterator[Step]:
    q = sp.Symbol("q", integer=True, positive=True)
    error, half = bounds.weyl_error(pieces), bounds.frequency_error(pieces)
    for index, sign in ((2 * q - 1, -1), (2 * q, 1)):
        yield Step(
            (index + int(sign < 0) + sign * error) / 2,
            q + sign * half,
            "substitution",
            "At nu = 1/lambda_i at most i eigenvalues lie above 1/nu, just beyond it i + 1 or more; so "
            "i + 1 - E <= 2 x <= i + E, and for i = 2 q - 1 and 2 q, x lies between these.",
        )
    part = 1 / (2 * (1 + _ROOM))
    for gap in (1 + 6 * part - (1 - part) ** -2, (1 + part) ** -2 - (1 - 2 * part)):
        yield Step(
            gap,
            sp.Max(0, _manifest(gap)),
            "sign",
            "u = E/(2 q) <= 1/2: s q^2 lambda/Z^2 = (q/x)^2 lies between (1 + u)^-2 >= 1 - 2 u and "
            "(1 - u)^-2 <= 1 + 6 u.",
        )


def _manifest(expression: sp.Expr) -> sp.Expr:
    """A rational function of y with expanded numerator and denominator."""
    top, bottom = sp.fraction(sp.cancel(sp.together(expression)))
    if sp.Poly(bottom, _ROOM).LC() < 0:
        top, bottom = -top, -bottom
    return sp.expand(top) / sp.expand(bottom)
