"""The Fredholm determinant in mpmath: generic matrix exponentials, any precision, not certified.

An independent route for checks: it shares the half-circle system with the balls, but neither the modes
nor the doubling nor the arithmetic.
"""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp

from freqbias.numerics.evaluate import multiprecision
from freqbias.theory.characteristic import MatrixExponential, characteristic_matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import NU
from freqbias.theory.sectors import WHOLE, Sector, arcs

__all__ = ["determinant", "eigenvalue"]


def determinant(
    kernel: Kernel, density: PiecewiseConstant, nu: Any, digits: int, sector: Sector = WHOLE
) -> Any:
    """``D(nu)`` to about ``digits`` digits less what cancels; nu an mpmath number.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> print(mpmath.nstr(determinant(first_layer_bias, uniform(), mpmath.mpf(2), 30), 10))
    0.31804298
    """
    integer("digits", digits, 1, 10_000)
    with mpmath.workdps(digits):
        return _closure_determinant(kernel, density, nu, digits, sector) / _closure_determinant(
            kernel, density, mpmath.mpf(0), digits, sector
        )


def eigenvalue(
    kernel: Kernel,
    density: PiecewiseConstant,
    estimate: float,
    digits: int,
    sector: Sector = WHOLE,
) -> Any:
    """The eigenvalue near an estimate, by the secant method.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    >>> print(mpmath.nstr(eigenvalue(first_layer_bias, p, 0.2271656, 7), 7))
    0.2271656
    """
    with mpmath.workdps(2 * digits + 15):
        start = 1 / mpmath.mpf(estimate)

        def value(nu: Any) -> Any:
            return mpmath.re(determinant(kernel, density, nu, 2 * digits + 15, sector))

        nearby = start * (1 + mpmath.mpf(10) ** -8)
        return 1 / mpmath.findroot(value, (start, nearby), tol=mpmath.mpf(10) ** (-3 * digits))


def _closure_determinant(
    kernel: Kernel, density: PiecewiseConstant, nu: Any, digits: int, sector: Sector
) -> Any:
    start, turned = characteristic_matrix(kernel, arcs(density, sector), NU, sector).args
    *factors, first = turned.args
    product = _matrix(first, digits)
    for factor in reversed(factors):
        product = _factor(factor, nu, digits) * product
    return mpmath.det(_matrix(start, digits) + product)


def _factor(factor: Any, nu: Any, digits: int) -> Any:
    """A matrix, or the exponential of one that is linear in nu."""
    if not isinstance(factor, MatrixExponential):
        return _matrix(factor, digits)
    slope = factor.args[0].diff(NU)
    constant = (factor.args[0] - slope * NU).applyfunc(sp.expand)
    return mpmath.expm(_matrix(constant, digits) + nu * _matrix(slope, digits))


def _matrix(entries: Any, digits: int) -> Any:
    rows = [[_number(x, digits) for x in entries.row(i)] for i in range(entries.rows)]
    return mpmath.matrix(rows) if entries.cols else mpmath.matrix(entries.rows, 0)


def _number(entry: Any, digits: int) -> Any:
    real, imaginary = (multiprecision(part, digits) for part in entry.as_real_imag())
    return mpmath.mpc(real, imaginary) if imaginary else mpmath.mpf(real)
