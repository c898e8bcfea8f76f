"""Coefficients of deep kernels in balls, on the circle and on spheres.

A deep kernel is analytic on an ellipse around [0, pi] (:mod:`freqbias.numerics.depth.ellipse`), so a
polynomial in theta is close to it (:mod:`freqbias.numerics.depth.interpolation`), and the
coefficients of the polynomial are known exactly: thousands cost little more than one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from flint import arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.depth.ellipse import Ellipse, widest
from freqbias.numerics.depth.interpolation import Interpolant, interpolated
from freqbias.numerics.depth.recursion import BallRecursion
from freqbias.theory.errors import integer
from freqbias.theory.kernel import Kernel

__all__ = ["certified_coefficients", "certified_sphere_eigenvalues", "frequency_balls"]

_MOST = 1_000_000
_MOST_DEGREES = 3000  # the work grows like their square
_MOST_DIGITS = 10_000
_NARROWER = 24  # ellipses to choose from, in high dimensions
_LARGEST_LOGARITHM = 600.0
_GUARD = 32


def certified_coefficients(kernel: Kernel, count: int, digits: int = 30) -> list[Ball]:
    """``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta`` for m = 0, ..., count - 1, enclosed.

    :param kernel: one of :mod:`freqbias.theory.depth.recursion`.
    :param digits: every radius is at most ``10^-digits``; the coefficients fall like m^-2.
    :raises InputError: for another kernel, or a count or digits out of range.

    >>> from freqbias.theory.depth.recursion import deep
    >>> certified_coefficients(deep(2), 3, digits=12)[2]
    [1.3877074727257898086 +/- 4e-17]
    """
    integer("count", count, 1, _MOST)
    return frequency_balls(kernel, range(count), digits)


def frequency_balls(kernel: Kernel, frequencies: range, digits: int = 30) -> list[Ball]:
    """The same for consecutive frequencies ``range(first, last)``.

    >>> from freqbias.theory.depth.recursion import deep
    >>> frequency_balls(deep(2), range(7, 9), digits=12)[1].mid > 0
    True
    """
    integer("digits", digits, 1, _MOST_DIGITS)
    found = _interpolant(kernel, digits, 2)
    with precision(_bits(digits)):
        return [Ball.of(value, digits + 3) for value in found.cosine_coefficients(frequencies)]


def certified_sphere_eigenvalues(
    kernel: Kernel, count: int, dimension: int, digits: int = 30
) -> list[Ball]:
    """``mu_0, ..., mu_{count-1}`` on S^(d-1) with respect to the probability measure, enclosed.

    P_k(cos theta) is a mean of the cosines of ``k, k - 2, ..., -k``, so that each eigenvalue is a mean
    of Fourier coefficients of ``k(theta) sin(theta)^(d-2)``.

    :param dimension: d >= 2; on the circle ``khat_k/(2 pi)``.
    :param digits: every radius is at most ``10^-digits``; the eigenvalues fall like k^-d.
    :raises InputError: for another kernel, or an argument out of range.

    >>> from freqbias.theory.depth.recursion import deep
    >>> certified_sphere_eigenvalues(deep(1), 2, 3, digits=12)
    [[0.49999999999999999948 +/- 8e-18], [0.33333333333333333331 +/- 8e-18]]
    """
    integer("count", count, 1, _MOST_DEGREES)
    integer("dimension", dimension, 2, 1000)
    integer("digits", digits, 1, _MOST_DIGITS)
    found = _interpolant(kernel, digits, dimension)
    with precision(_bits(digits)):
        waves = found.cosine_coefficients(range(count))
        mass = arb.pi().sqrt() * (arb(dimension - 1) / 2).gamma() / (arb(dimension) / 2).gamma()
        factors = _factors(count, dimension)
        values = (_mean(waves, factors, k) / (2 * mass) for k in range(count))
        return [Ball.of(value, digits + 3) for value in values]


def _factors(count: int, dimension: int) -> list[arb]:
    """``c_j = a (a+1) ... (a+j-1)/j!`` with ``a = (d-2)/2``: P_k is proportional to
    ``sum_j c_j c_{k-j} cos((k - 2j) theta)``, for the generating function factors."""
    a, factors = arb(dimension - 2) / 2, [arb(1)]
    for j in range(count - 1):
        factors.append(factors[-1] * (a + j) / (j + 1))
    return factors


def _mean(waves: Sequence[arb], factors: Sequence[arb], k: int) -> arb:
    if k and factors[-1] == 0:  # on the circle only the first and the last of the cosines count
        return waves[k]
    weights = [factors[j] * factors[k - j] for j in range(k + 1)]
    total = sum((w * waves[abs(k - 2 * j)] for j, w in enumerate(weights)), arb(0))
    return total / sum(weights, arb(0))


@lru_cache(maxsize=32)
def _interpolant(kernel: Kernel, digits: int, dimension: int) -> Interpolant:
    """A polynomial close to ``k(theta) sin(theta)^(d-2)``, the integrand on S^(d-1)."""
    bits = _bits(digits)
    ellipse = _weighted(widest(kernel), dimension, bits - 8)
    nodes = ellipse.nodes(bits - 8)
    with precision(bits + _GUARD):
        recursion = BallRecursion(kernel)
        return interpolated(
            lambda theta: recursion(theta) * theta.sin() ** (dimension - 2),
            nodes,
            ellipse.truncation(nodes),
        )


def _weighted(ellipse: Ellipse, dimension: int, bits: int) -> Ellipse:
    """The one that needs fewest nodes, of some inside; ``|sin| <= cosh(height)`` on each."""
    found = []
    for part in range(_NARROWER):
        rho = 1 + (ellipse.rho - 1) * 0.8**part
        height = math.pi / 4 * (rho - 1 / rho)
        growth = (dimension - 2) * math.log(1.000001 * math.cosh(1.000001 * height))
        if growth < _LARGEST_LOGARITHM:
            found.append(Ellipse(rho, 1.000001 * ellipse.magnitude * math.exp(growth)))
    return min(found, key=lambda each: each.nodes(bits))


def _bits(digits: int) -> int:
    return math.ceil(3.3220 * digits) + 24
