"""Fourier coefficients of deep kernels in balls.

A deep kernel is analytic on an ellipse around [0, pi] (:mod:`freqbias.numerics.depth.ellipse`), so a
polynomial in theta is close to it (:mod:`freqbias.numerics.depth.interpolation`), and the coefficients of
the polynomial are known exactly: thousands cost little more than one.
"""

from __future__ import annotations

import math
from functools import lru_cache


from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.depth.ellipse import Ellipse, widest
from freqbias.numerics.depth.interpolation import Interpolant, interpolated
from freqbias.numerics.depth.recursion import BallRecursion
from freqbias.theory.errors import integer
from freqbias.theory.kernel import Kernel

__all__ = ["certified_coefficients", "interpolant"]

_GUARD = 32


def certified_coefficients(kernel: Kernel, count: int, digits: int = 30) -> list[Ball]:
    """``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta`` for m = 0, ..., count - 1, enclosed.

    :param kernel: one of :mod:`freqbias.theory.depth.recursion`.
    :param digits: every radius is at most ``10^-digits``; the coefficients fall like m^-2.
    :raises InputError: for another kernel, or a count or digits out of range.

    >>> from freqbias.theory.depth.recursion import deep
    >>> certified_coefficients(deep(2), 3, digits=12)[2]
    [1.387707472725790 +/- 2e-14]
    """
    integer("count", count, 1, 1_000_000)
    integer("digits", digits, 1, 1000)
    polynomial = interpolant(kernel, digits)
    with precision(_bits(digits)):
        return [Ball.of(value, digits + 4) for value in polynomial.cosine_coefficients(count)]


@lru_cache(maxsize=32)
def interpolant(kernel: Kernel, digits: int, dimension: int = 2) -> Interpolant:
    """A polynomial in theta at distance at most ``10^-(digits + 1)/(2 pi)`` from the kernel.

    :param dimension: d, for ``k(theta) sin(theta)^(d-2)``, the integrand on S^(d-1), instead.
    """
    ellipse = _weighted(widest(kernel), dimension)
    bits = _bits(digits)
    nodes = ellipse.nodes(bits - 8)
    with precision(bits + _GUARD):
        recursion = BallRecursion(kernel)
        return interpolated(
            lambda theta: recursion(theta) * theta.sin() ** (dimension - 2),
            nodes,
            ellipse.truncation(nodes),
        )


def _weighted(ellipse: Ellipse, dimension: int) -> Ellipse:
    """``|sin| <= cosh(height)`` on the ellipse."""
    height = math.pi / 4 * (ellipse.rho - 1 / ellipse.rho)
    growth = 1.000001 * math.cosh(1.000001 * height)
    return Ellipse(ellipse.rho, ellipse.magnitude * growth ** (dimension - 2))


def _bits(digits: int) -> int:
    return math.ceil(3.3220 * digits) + 24
