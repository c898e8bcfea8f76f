"""Fourier coefficients of kernels as numbers, by routes that do not share code.

``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta``: from the closed form where there is one,
by panel Gauss quadrature in float64 for every kernel, and by rigorous ball quadrature.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from freqbias.numerics.balls import Ball, enclose
from freqbias.numerics.evaluate import Floats, array_function, kernel_function
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError, integer
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.kernels import Kernel

__all__ = ["ball_coefficient", "closed_coefficients", "coefficients", "quadrature_coefficients"]

_NODES = 32


def coefficients(kernel: Kernel, count: int) -> Floats:
    """``khat_0, ..., khat_{count-1}`` in float64: closed form where there is one, else quadrature.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> coefficients(first_layer_bias, 3).round(6)
    array([1.103708, 0.711009, 0.176839])
    """
    integer("count", count, 1, 10_000_000)
    if kernel.is_exponential_polynomial:
        return closed_coefficients(kernel.fourier(), count)
    return quadrature_coefficients(kernel, count)


def closed_coefficients(closed: FourierCoefficients, count: int) -> Floats:
    """The closed form at m = 0, ..., count-1, exceptions included."""
    m = np.arange(count, dtype=float)
    values = np.empty(count)
    for parity, formula in enumerate((closed.even, closed.odd)):
        with np.errstate(divide="ignore", invalid="ignore"):  # poles at exceptional frequencies
            values[parity::2] = array_function(formula, FREQUENCY)(m[parity::2])
    for at, value in closed.exceptional.items():
        if at < count:
            values[at] = float(value)
    return values


def quadrature_coefficients(kernel: Kernel, count: int) -> Floats:
    """Panels of 32-point Gauss-Legendre on [0, pi], about four nodes to a wavelength.

    Accurate to about 1e-15 absolutely for kernels analytic on the closed interval [0, pi].
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    edges = np.linspace(0.0, np.pi, 8 + count // 16)
    half = np.diff(edges)[:, None] / 2
    theta = ((edges[:-1, None] + half) + half * nodes).ravel()
    weighted = kernel_function(kernel)(theta) * (half * weights).ravel()
    blocks = np.array_split(np.arange(count), 1 + count * theta.size // 10_000_000)
    return np.concatenate([2 * np.cos(np.outer(m, theta)) @ weighted for m in blocks])


def ball_coefficient(kernel: Kernel, m: int, digits: int = 30) -> Ball:
    """``khat_m`` enclosed by adaptive ball quadrature of the kernel's expression.

    Independent of :mod:`freqbias.theory.fourier`: the integrand is evaluated as it is written.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> ball_coefficient(first_layer_bias, 3, digits=12)
    [0.035367765131532296 +/- 2e-17]
    """
    if kernel.definitions:
        raise InputError(
            f"kernel {kernel.name!r} is defined recursively; no ball quadrature for it yet"
        )
    integrand = 2 * kernel.expression * sp.cos(m * THETA)
    return enclose(sp.Integral(integrand, (THETA, 0, sp.pi)), digits)
