"""What the claims about targets g = cos(kappa x) and sin(kappa x) share."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.section_4.spectra import density_point
from freqbias.claims.domain import Family
from freqbias.claims.inequalities import shown_nonnegative
from freqbias.theory.amplitudes import EXCESS
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import uniform
from freqbias.theory.kernels import Kernel
from freqbias.theory.rates import coupling

__all__ = [
    "COUPLED",
    "DELTA",
    "FAMILY",
    "FLOW",
    "KAPPA",
    "KHAT",
    "LEAST",
    "TOTAL",
    "UNIFORM",
    "UNIFORM_COUPLING",
    "UNIFORM_VALUE",
    "at_least",
    "coefficient",
    "uniform_time",
]

KAPPA, LEAST, DELTA, TOTAL, COUPLED, KHAT = sp.symbols("kappa p* delta P S khat", positive=True)
FAMILY = Family(
    "piecewise-constant densities with p* > 0", ("density", "piecewise constant", "positive")
)
FLOW = (
    "kernel (10)",
    "g = cos(kappa x) or sin(kappa x)",
    "u' = T (g - u), u(0) = 0, or N steps of size s with s lambda_1 <= 1, whose time is s N",
)
UNIFORM = density_point(uniform(), "uniform")
UNIFORM_VALUE = 1 / (2 * sp.pi)
UNIFORM_COUPLING = coupling(UNIFORM_VALUE, UNIFORM_VALUE, UNIFORM_VALUE)
_MOST_QUADRATURE = 31


def coefficient(kernel: Kernel, frequency: int) -> Any:
    """``khat_kappa``: by quadrature where that is cheap, and so by a route of its own."""
    if frequency > _MOST_QUADRATURE:
        return kernel.fourier()(frequency)
    wave = 2 * kernel.expression * sp.cos(frequency * THETA)
    return sp.Integral(wave, (THETA, 0, sp.pi))


def at_least(stated: Any, proved: Any) -> bool:
    """Whether ``stated >= proved > 0`` is seen, for all kappa >= 1."""
    ratio = sp.cancel(sp.powsimp(stated / proved)).subs(KAPPA, 1 + EXCESS)
    return shown_nonnegative(ratio - 1)


def uniform_time(kernel: Kernel, frequency: int, start: Any, error: Any) -> Any:
    """When ``start e^{-lambda t}`` is the error: the uniform density, lambda = khat/(2 pi)."""
    return sp.log(start / error) * 2 * sp.pi / coefficient(kernel, frequency)
