"""Notation and words that several derivations share."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Notation
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import STEP
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = [
    "ANGLE",
    "COUNTER",
    "LEAST_DENSITY",
    "MEAN_ROOT",
    "ORDER",
    "eigenvalue",
    "merged",
    "real",
    "reciprocal",
    "spoken",
]

ANGLE = Notation(THETA, r"\theta", r"angle between two inputs, $0 \le \theta \le \pi$")
MEAN_ROOT = Notation(ROOT_MEAN, "Z", r"the mean of $\sqrt{p}$, $\frac{1}{2\pi} \int \sqrt{p}\,dx$")
ORDER = Notation(FREQUENCY, "m", "frequency, an integer")
COUNTER = Notation(STEP, "j", "a number, 0 or a positive integer")
LEAST_DENSITY = (
    Notation(sp.Symbol("p_min", positive=True), r"p_{\min}", "minimum of the density, positive"),
    Notation(sp.Symbol("d", nonnegative=True), "d", r"$p - p_{\min}$ at a point"),
)


def eigenvalue(symbol: Any) -> Notation:
    """The eigenvalue of T, under the symbol a derivation has for it."""
    return Notation(symbol, r"\lambda", r"eigenvalue of $T f(x) = \int k(x - z) p(z) f(z)\,dz$")


def reciprocal(symbol: Any) -> Notation:
    """The spectral parameter nu, under the symbol a derivation has for it."""
    return Notation(
        symbol, r"\nu", r"spectral parameter; $\lambda = 1/\nu$ is the eigenvalue of $T$"
    )


def real(name: str, latex: str, meaning: str) -> Notation:
    """A new real symbol and what it stands for."""
    return Notation(sp.Symbol(name, real=True), latex, meaning)


def merged(*notations: Notation) -> tuple[Notation, ...]:
    """The notations, each symbol once.

    :raises InputError: if two differ about a symbol, or print two symbols alike.

    >>> merged(ANGLE, MEAN_ROOT, ANGLE) == (ANGLE, MEAN_ROOT)
    True
    """
    symbols: dict[Any, Notation] = {}
    printed: dict[str, Notation] = {}
    for notation in notations:
        for known in (
            symbols.setdefault(notation.symbol, notation),
            printed.setdefault(notation.latex, notation),
        ):
            if known != notation:
                raise InputError(f"{notation.latex} is {known.meaning}, and {notation.meaning}")
    return tuple(symbols.values())


def spoken(kernel: Kernel) -> str:
    """The name of a kernel in a sentence.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> spoken(first_layer_bias)
    'kernel first layer bias'
    """
    return f"kernel {kernel.name.replace('_', ' ')}"
