"""Eigenvalues of kernels on S^(d-1) under the uniform density, by routes that do not share code.

``k(x.y) = sum_k mu_k N(d,k) P_k(x.y)`` with ``P_k(1) = 1``: mu_k is the eigenvalue of harmonics of
degree k with respect to the probability measure.  In float64 for all degrees to 10^6, or one in balls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from flint import acb

from freqbias.numerics.balls import Ball, complex_ball, enclose, precision
from freqbias.numerics.evaluate import Floats, array_function
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.funk_hecke import HarmonicEigenvalues, harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, MOST_DIMENSIONS

__all__ = ["ball_sphere_eigenvalue", "sphere_eigenvalues"]

_MOST_DEGREES = 10_000_000
_BLOCK = 8192
_BITS = 128  # gamma functions of 10^7 cost 28 of them


def sphere_eigenvalues(kernel: Kernel, count: int, dimension: int) -> Floats:
    """``mu_0, ..., mu_{count-1}`` in float64; on the circle (d = 2) ``khat_m / (2 pi)``.

    Where there is a closed form the relative error is below 1e-13: the ratio ``mu_{k+2}/mu_k`` is a
    rational function of the degree, and products of ratios start from a ball every 8192 steps.
    Differences of log-gamma would lose nine digits at degree 10^6.

    :param dimension: d, of the surrounding space.
    :raises InputError: if count or dimension is out of range.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> sphere_eigenvalues(first_layer_bias, 4, 3) * [32, 96, 512, 512]
    array([5., 7., 7., 1.])
    """
    integer("count", count, 1, _MOST_DEGREES)
    integer("dimension", dimension, 2, MOST_DIMENSIONS)
    if not kernel.is_exponential_polynomial:
        from freqbias.numerics.depth.spheres import deep_sphere_eigenvalues

        return np.asarray(deep_sphere_eigenvalues(kernel, count, dimension))
    closed = harmonic_eigenvalues(kernel)
    values = np.empty(count)
    for parity in (0, 1):
        values[parity::2] = _progression(closed, parity, values[parity::2].size, dimension)
    for degree in closed.exceptional:
        if degree < count:
            values[degree] = float(closed(degree, dimension))
    return values


def _progression(closed: HarmonicEigenvalues, parity: int, size: int, dimension: int) -> Floats:
    """The formula at the first ``size`` degrees of a parity, in rows that start from a ball."""
    formula = closed.parity(parity)
    if formula == 0 or size == 0:
        return np.zeros(size)
    starts = np.arange(parity, parity + 2 * size, 2 * _BLOCK)
    rows = np.empty((starts.size, min(size, _BLOCK)))
    formula = formula.subs(DIMENSION, dimension)
    with precision(_BITS):
        rows[:, 0] = [float(complex_ball(formula, {DEGREE: acb(int(k))}).real) for k in starts]
    steps = 2.0 * np.arange(rows.shape[1] - 1)
    rows[:, 1:] = _ratio(closed, parity, dimension)(starts[:, None] + steps)
    return np.asarray(np.cumprod(rows, axis=1).ravel()[:size])


@lru_cache(maxsize=64)
def _ratio(closed: HarmonicEigenvalues, parity: int, dimension: int) -> Callable[[Any], Any]:
    """``mu_{k+2} / mu_k`` as a NumPy function of the degree."""
    return array_function(closed.ratio(parity).subs(DIMENSION, dimension), DEGREE)


def ball_sphere_eigenvalue(kernel: Kernel, degree: int, dimension: int, digits: int = 30) -> Ball:
    """``mu_k``, by ball quadrature over theta in [0, pi].

    ``integral k(theta) P_k(cos theta) sin(theta)^(d-2) / integral sin(theta)^(d-2)``, of the kernel's
    expression as it is written: independent of closed forms.

    :raises InputError: if an argument is out of range, or the integral cannot be enclosed.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> ball_sphere_eigenvalue(first_layer_bias, 3, 3, digits=12)
    [0.0019531249999999999 +/- 2e-19]
    """
    integer("degree", degree, 0, 10_000)
    integer("dimension", dimension, 2, MOST_DIMENSIONS)
    expression = kernel.expression
    for symbol, definition in reversed(kernel.definitions):
        expression = expression.subs(symbol, definition)
    measure = sp.sin(THETA) ** (dimension - 2)
    d = sp.Integer(dimension)
    total = sp.sqrt(sp.pi) * sp.gamma((d - 1) / 2) / sp.gamma(d / 2)
    integrand = expression * _zonal(degree, dimension) * measure
    return enclose(sp.Integral(integrand, (THETA, 0, sp.pi)) / total, digits)


def _zonal(degree: int, dimension: int) -> Any:
    """``P_k(cos theta)`` as a sum of cosines with positive coefficients, which do not cancel.

    The Gegenbauer polynomial with parameter ``a = (d-2)/2`` is ``sum_j c_j c_{k-j} cos((k-2j) theta)``
    with ``c_j = a (a+1) ... (a+j-1) / j!``, for its generating function factors.
    """
    if dimension == 2:
        return sp.cos(degree * THETA)
    a = sp.Rational(dimension - 2, 2)
    c = [sp.Integer(1)]
    for j in range(degree):
        c.append(c[-1] * (a + j) / (j + 1))
    products = [c[j] * c[degree - j] for j in range(degree + 1)]
    waves = (sp.cos((degree - 2 * j) * THETA) * value for j, value in enumerate(products))
    return sp.Add(*waves) / sp.Add(*products)
