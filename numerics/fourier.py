"""Fourier coefficients of kernels as numbers, by routes that do not share code.

``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta``: from the closed form where there is one,
by panel Gauss quadrature in float64 for every kernel, and in balls.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from freqbias.numerics.balls import Ball, enclose
from freqbias.numerics.depth.certified import frequency_balls
from freqbias.numerics.depth.spheres import deep_sphere_eigenvalues, panel_eigenvalues
from freqbias.numerics.evaluate import Floats, array_function
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import integer
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.kernels import Kernel

__all__ = ["ball_coefficient", "closed_coefficients", "coefficients", "quadrature_coefficients"]


def coefficients(kernel: Kernel, count: int) -> Floats:
    """``khat_0, ..., khat_{count-1}`` in float64: closed form where there is one, for deep kernels
    quadrature and then an asymptotic series, else quadrature.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> coefficients(first_layer_bias, 3).round(6)
    array([1.103708, 0.711009, 0.176839])
    """
    integer("count", count, 1, 10_000_000)
    if kernel.is_exponential_polynomial:
        return closed_coefficients(kernel.fourier(), count)
    return 2 * np.pi * deep_sphere_eigenvalues(kernel, count, dimension=2)


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
    return 2 * np.pi * panel_eigenvalues(kernel, count, dimension=2)


def ball_coefficient(kernel: Kernel, m: int, digits: int = 30) -> Ball:
    """``khat_m`` enclosed, by ball quadrature of the kernel's expression as it is written.

    For a deep kernel by :func:`freqbias.numerics.depth.certified.frequency_balls`, with a radius of at
    most ``10^-digits``.  Independent of :mod:`freqbias.theory.fourier`.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> ball_coefficient(first_layer_bias, 3, digits=12)
    [0.035367765131532296 +/- 2e-17]
    """
    if isinstance(kernel, DeepKernel):
        return frequency_balls(kernel, range(m, m + 1), digits)[0]
    expression = kernel.expression.subs(kernel.definitions[::-1])
    return enclose(sp.Integral(2 * expression * sp.cos(m * THETA), (THETA, 0, sp.pi)), digits)
