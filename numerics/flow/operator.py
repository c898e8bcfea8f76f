"""The matrix of T between Legendre polynomials on arcs, float64.

Two arcs are either equal or opposite, and then the kernel has a kink at distance 0 or pi, or k is
analytic between them and its Taylor series separates the variables:

* equal or opposite: with ``J f(xi) = integral_{-1}^xi f``, convolution by ``t^j/j!`` from the left
  is ``J^{j+1}``, so the block is ``F(hJ) + F(hJ)^T`` with ``F(s) = sum_j k^(j) s^{j+1}``, k^(j)
  taken at 0 or, towards smaller distances, at pi;
* otherwise ``k(theta + u - v) = sum_{a,b} k^(a+b)(theta) u^a (-v)^b/(a! b!)``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from freqbias.numerics.balls import precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import legendre
from freqbias.numerics.flow.arcs import Arc, offsets
from freqbias.numerics.flow.taylor import derivatives
from freqbias.theory.kernels import Kernel

__all__ = ["ORDERS", "operator_matrix", "separation"]

ORDERS = 40  # Taylor terms: (pi/3)^40/40! is 1e-47


def operator_matrix(kernel: Kernel, spaces: Sequence[Arc]) -> Floats:
    """``A = sqrt(p) K sqrt(p)`` in the orthonormal basis ``phi_n/sqrt(p)`` of L2(p); symmetric.

    :raises NotExponentialPolynomial: for kernels without closed form.
    """
    places = offsets(spaces)
    roots = [math.sqrt(float(arc.density)) for arc in spaces]
    matrix = np.empty((places[-1].stop, places[-1].stop))
    for i, first in enumerate(spaces):
        for j, second in enumerate(spaces[: i + 1]):
            block = roots[i] * roots[j] * _block(kernel, first, second)
            matrix[places[i], places[j]] = block
            matrix[places[j], places[i]] = block.T
    return matrix


def separation(first: Arc, second: Arc) -> tuple[Any, int]:
    """The distance of the centres in units of pi, and the sign with which x enters it."""
    turned = (first.centre - second.centre) % 2
    return (2 - turned, -1) if turned > 1 else (turned, 1)


def _block(kernel: Kernel, first: Arc, second: Arc) -> Floats:
    distance, sign = separation(first, second)
    if distance in (0, 1):
        return _kinked(kernel, distance, float(first.half) * math.pi, first.degrees, second.degrees)
    return _separated(kernel, distance, sign, first, second)


@lru_cache(maxsize=256)
def _derivatives(kernel: Kernel, at: Any) -> Floats:
    with precision(128):
        return np.array([float(value) for value in derivatives(kernel.profile, at, ORDERS)])


@lru_cache(maxsize=256)
def _kinked(kernel: Kernel, at: Any, half: float, rows: int, columns: int) -> Floats:
    outward = _derivatives(kernel, at) * (-1.0 if at == 1 else 1.0) ** np.arange(ORDERS)
    size = max(rows, columns)
    power = np.eye(size + ORDERS, size)
    total = np.zeros((size, size))
    for derivative in outward:
        power = half * legendre.integrated(power)
        total += derivative * power[:size]
    return np.asarray((total + total.T)[:rows, :columns])


def _separated(kernel: Kernel, at: Any, sign: int, first: Arc, second: Arc) -> Floats:
    h, g = (sign * float(arc.half) * math.pi for arc in (first, second))
    a = np.arange(ORDERS)
    inverse = 1 / np.array([math.factorial(n) for n in range(ORDERS)], dtype=float)
    padded = np.concatenate([_derivatives(kernel, at), np.zeros(ORDERS)])
    middle = padded[a[:, None] + a] * (h**a * inverse)[:, None] * ((-g) ** a * inverse)
    left, right = (legendre.monomials(arc.degrees, ORDERS) for arc in (first, second))
    return np.asarray(math.sqrt(abs(h * g)) * (left.T @ middle @ right))
