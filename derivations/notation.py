"""Notation and words that several derivations share."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Notation
from freqbias.theory.arccosine import THETA
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["ANGLE", "MEAN_ROOT", "ORDER", "eigenvalue", "real", "reciprocal", "spoken"]

ANGLE = Notation(THETA, r"\theta", r"angle between two inputs, $0 \le \theta \le \pi$")
MEAN_ROOT = Notation(ROOT_MEAN, "Z", r"the mean of $\sqrt{p}$, $\frac{1}{2\pi} \int \sqrt{p}\,dx$")
ORDER = Notation(FREQUENCY, "m", "frequency, an integer")


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


def spoken(kernel: Kernel) -> str:
    """The name of a kernel in a sentence.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> spoken(first_layer_bias)
    'kernel first layer bias'
    """
    return f"kernel {kernel.name.replace('_', ' ')}"
