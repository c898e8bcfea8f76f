"""Eigenvalues of a deep kernel under a density beside those of its leading order, index by index.

:mod:`freqbias.theory.depth.leading_order` has ``p f = lambda (-A f'' + B fbar'' + R f)``; here are its
leading eigenvalues nu_n, those without R, the symbol of R, and the bounds of ``1/lambda_n``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freqbias.numerics.balls import precision
from freqbias.numerics.depth.recursion import end_expansions
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.galerkin import amplitudes, galerkin_matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.depth.leading_order import LeadingOrder
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import integer

__all__ = [
    "LeadingBounds",
    "end_slopes",
    "leading_bounds",
    "leading_eigenvalues",
    "remainder_symbol",
]

_SYMBOLS = 4000


@dataclass(frozen=True)
class LeadingBounds:
    """``lower[n] <= 1/lambda_n <= upper[n]``, in float64; ``leading[n]`` is nu_n, increasing from 0."""

    leading: Floats
    lower: Floats
    upper: Floats


def end_slopes(kernel: DeepKernel) -> tuple[float, float]:
    """``(a, b)``: ``k = k(0) - a theta + ...`` and ``k = k(pi) - b (pi - theta) + ...``.

    >>> from freqbias.theory.depth.recursion import deep
    >>> end_slopes(deep(2))
    (0.954929658551372, 0.15915494309189535)
    """
    with precision(64):
        at_zero, at_pi = end_expansions(kernel, 2)
    return -float(at_zero[1]), -float(at_pi[1])


def _leading_symbol(kernel: DeepKernel, m: Floats) -> Floats:
    """``m^2 (A - (-1)^m B)``."""
    order = LeadingOrder(*end_slopes(kernel))
    return np.asarray(m**2 * (order.own - (-1.0) ** m * order.opposite))


def remainder_symbol(kernel: DeepKernel, count: int) -> Floats:
    """``r_m = 1/khat_m - m^2 (A - (-1)^m B)`` for m = 0, ..., count - 1; bounded, with a limit for each
    parity.

    >>> from freqbias.theory.depth.recursion import deep
    >>> r = remainder_symbol(deep(9), 2000)
    >>> bool(0.0399 < r.min() < r.max() < 0.1704)
    True
    """
    m = np.arange(integer("count", count, 1, 100_000), dtype=float)
    return np.asarray(1 / coefficients(kernel, count) - _leading_symbol(kernel, m))


def leading_eigenvalues(kernel: DeepKernel, density: PiecewiseConstant, frequencies: int) -> Floats:
    """Rayleigh-Ritz values of ``-A f'' + B fbar'' = nu p f`` in 2 M + 1 modes: nu_n from above."""
    from scipy.linalg import eigh

    scale = amplitudes(kernel, frequencies)
    weights = scale * np.sqrt(2 * np.pi)
    weights[0] *= np.sqrt(2)  # of the orthonormal basis: the square roots of khat
    matrix = galerkin_matrix(kernel, density, frequencies) / np.outer(weights, weights)
    m = np.concatenate([np.arange(frequencies + 1.0), np.arange(1.0, frequencies + 1)])
    found = eigh(np.diag(_leading_symbol(kernel, m)), matrix, eigvals_only=True)
    return np.asarray(found)


def leading_bounds(
    kernel: DeepKernel, density: PiecewiseConstant, count: int, frequencies: int = 400
) -> LeadingBounds:
    """Two-sided bounds of ``1/lambda_n``, n < count: nu_n and extreme values of R over those of p.

    As good as nu_n and as the first 4000 values of the symbol of R show its extremes: not certified.

    :raises InputError: if count is out of range; the density must be positive.
    """
    integer("count", count, 1, frequencies)
    leading = leading_eigenvalues(kernel, density, frequencies)[:count]
    symbol = remainder_symbol(kernel, _SYMBOLS)
    values = np.array([float(region.value) for region in density.regions])
    ratios = np.outer([symbol.min(), symbol.max()], 1 / np.array([values.min(), values.max()]))
    return LeadingBounds(leading, leading + ratios.min(), leading + ratios.max())
