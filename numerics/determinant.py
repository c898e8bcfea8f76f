"""The Fredholm determinant ``D(nu) = det(I - nu T) = prod (1 - nu lambda_i)`` in balls.

Evaluated from the half-circle system of :mod:`freqbias.theory.folding`: one ball matrix exponential
for each arc, and a determinant of at most ten rows.  D is entire of order 1/2; its zeros, counted with
multiplicity, are 1/lambda_i.
"""

from __future__ import annotations

from math import frexp
from typing import Any

from flint import acb, acb_mat, arb

from freqbias.numerics.balls import complex_ball, precision
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.folding import Half, arcs, half_circle_system
from freqbias.theory.kernels import Kernel

__all__ = ["FredholmDeterminant"]


class FredholmDeterminant:
    """D for one kernel and density, at one working precision.

    :param bits: working precision; used inside each call and restored.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> D = FredholmDeterminant(first_layer_bias, uniform(), 64)
    >>> D(acb(0)).real.str(5), D(1 / (acb(1) / 8 + 1 / (2 * acb.pi() ** 2))).contains(0)
    ('[1.0000 +/- 3e-10]', True)
    """

    def __init__(self, kernel: Kernel, density: PiecewiseConstant, bits: int) -> None:
        self._bits = bits
        self._system = half_circle_system(kernel)
        with precision(bits + 32):
            self._constant, self._same, self._mixed = (
                acb_mat(matrix.rows, matrix.cols, [complex_ball(entry) for entry in matrix])
                for matrix in (self._system.constant, self._system.same, self._system.mixed)
            )
            self._arcs = [
                tuple(complex_ball(value) for value in (arc.length, arc.sigma, arc.delta))
                for arc in arcs(density)
            ]
            self._scale = acb(1)
            self._scale = self._determinant(acb(0))

    def __call__(self, nu: acb) -> acb:
        """``D(nu)`` as a ball; real and positive at nu = 0."""
        with precision(self._bits):
            return self._determinant(nu)

    def _determinant(self, nu: acb) -> acb:
        transfer = self._transfer(nu)
        even, odd = self._system.halves
        first = self._rows(even, transfer, 0, self._system.unknowns)
        second = self._rows(odd, transfer, even.order, self._system.unknowns + even.gain.rows)
        value: acb = acb_mat(first + second).det() / self._scale
        return value

    def _transfer(self, nu: acb) -> acb_mat:
        """The propagator over the half circle, from balanced exponentials.

        A component of derivative order j is divided by rho^j with rho^2 near abs(nu), which makes
        the norm of the exponent about rho instead of rho^2; powers of 2, so without rounding.
        """
        size = self._constant.nrows()
        exponent = max(0, frexp(float(nu.abs_upper()))[1] // 2)
        up = _diagonal([arb(2) ** (exponent * j) for j in self._system.orders])
        down = _diagonal([arb(2) ** (-exponent * j) for j in self._system.orders])
        total = acb_mat(size, size, [acb(i == j) for i in range(size) for j in range(size)])
        for length, sigma, delta in self._arcs:
            matrix = self._constant + self._same * (nu * sigma) + self._mixed * (nu * delta)
            total = (down * matrix * up * length).exp() * total
        return up * total * down

    def _rows(self, half: Half, transfer: acb_mat, start: int, accumulated: int) -> list[list[acb]]:
        """The conditions ``N (y(0) - s y(pi))`` and ``R y(0) - s a(pi)`` in the initial values."""
        width = self._system.unknowns
        rows = []
        for combination in half.closure.tolist():
            row = _initial(combination, start, width)
            for k, weight in enumerate(combination):
                for j in range(width) if weight != 0 else ():
                    row[j] -= half.sign * complex_ball(weight) * transfer[start + k, j]
            rows.append(row)
        for i, combination in enumerate(half.resonance.tolist()):
            row = _initial(combination, start, width)
            rows.append([row[j] - half.sign * transfer[accumulated + i, j] for j in range(width)])
        return rows


def _initial(combination: list[Any], start: int, width: int) -> list[acb]:
    row = [acb(0)] * width
    for k, weight in enumerate(combination):
        row[start + k] = complex_ball(weight)
    return row


def _diagonal(entries: list[arb]) -> acb_mat:
    size = len(entries)
    return acb_mat(
        size, size, [entries[i] if i == j else 0 for i in range(size) for j in range(size)]
    )
