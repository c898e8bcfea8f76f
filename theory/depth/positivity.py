"""Why all coefficients of a deep kernel are positive, and decrease within each parity.

As functions of the correlation u both arc-cosine kernels are power series with coefficients >= 0,

    k0(u) = 1/2 + (1/pi) sum_n C(2n, n)/(4^n (2n+1)) u^{2n+1},   k1(0) = 1/pi,  k1' = k0,

so the tangent kernel, a sum of products of compositions, is one: ``Theta_L = sum_n c_n u^n`` with
``sum c_n = Theta_L(0)``.  ``k1(u)`` has u and all even powers; a square of it has the odd ones too, so
for L >= 2, and for L = 1 with bias, c_1, c_2, ... are positive (``all_powers``).  On S^{d-1}, u^n has
the harmonic coefficients

    (u^n)_k = Gamma(d/2) n!/(2^n j! Gamma(k + j + d/2)),  n = k + 2 j,  and 0 if k > n or n - k is odd,

for the probability measure (circle: khat_k/(2 pi)), and ``(u^n)_{k+2} = (u^n)_k j/(k + j + d/2)`` is
less.  Summed over n, coefficients are positive and decrease strictly from k to k + 2.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.depth.recursion import Recursion
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION

__all__ = [
    "CORRELATION",
    "PAIRS",
    "all_powers",
    "next_degree",
    "power_coefficient",
    "taylor_relu",
    "taylor_step",
]

CORRELATION = sp.Symbol("u", real=True)
PAIRS = sp.Symbol("j", integer=True, nonnegative=True)


def taylor_step(power: int) -> Any:
    """The coefficient of u^power in ``k0(u) = 1 - arccos(u)/pi``.

    >>> [taylor_step(n) for n in range(4)]
    [1/2, 1/pi, 0, 1/(6*pi)]
    """
    if power == 0:
        return sp.Rational(1, 2)
    n, even = divmod(power, 2)
    return sp.binomial(2 * n, n) / (sp.Integer(4) ** n * power * sp.pi) if even else sp.Integer(0)


def taylor_relu(power: int) -> Any:
    """The coefficient of u^power in ``k1(u) = u k0(u) + sqrt(1 - u^2)/pi``, by ``k1' = k0``.

    >>> [taylor_relu(n) for n in range(5)]
    [1/pi, 1/2, 1/(2*pi), 0, 1/(24*pi)]
    """
    return taylor_step(power - 1) / sp.Integer(power) if power else 1 / sp.pi


def all_powers(recursion: Recursion) -> bool:
    """Whether the Taylor coefficients ``c_1, c_2, ...`` of ``Theta_L`` in u = cos(theta) are positive.

    True for L >= 2, whichever layers are trained, and with bias; then coefficients on every sphere are
    positive and decrease from k to k + 2.  For L = 1 without bias the odd c_n from c_3 on are 0, and so
    are the coefficients of odd degree >= 3; if no layer is trained, ``Theta_L = 0``.

    >>> [all_powers(Recursion(depth, range(depth + 1))) for depth in (1, 2, 3)]
    [False, True, True]
    >>> all_powers(Recursion(2, range(0)))
    False
    """
    trained = any(layer in recursion.trained for layer in range(recursion.depth + 1))
    return trained and (recursion.depth >= 2 or recursion.bias != 0)


def power_coefficient(power: Any, degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``(u^n)_k`` on S^{d-1}, the mean of u^n P_k(u) on the sphere; k <= n of its parity.

    >>> power_coefficient(2, 0, 3), power_coefficient(3, 1, 2)
    (1/3, 3/8)
    """
    return _in_pairs((power - degree) / sp.Integer(2), degree, dimension)


def _in_pairs(pairs: Any, degree: Any, dimension: Any) -> Any:
    n, half = degree + 2 * pairs, sp.sympify(dimension) / 2
    below = sp.Integer(2) ** n * sp.factorial(pairs) * sp.gamma(degree + pairs + half)
    return sp.gamma(half) * sp.factorial(n) / below


def next_degree(degree: Any = DEGREE, pairs: Any = PAIRS, dimension: Any = DIMENSION) -> Any:
    """``(u^n)_{k+2}/(u^n)_k`` for n = k + 2 j: at least 0 and less than 1.

    >>> next_degree()
    j/(d/2 + j + k)
    """
    return pairs / (degree + pairs + sp.sympify(dimension) / 2)
