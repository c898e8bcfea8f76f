"""An analytic function on [0, pi] as a polynomial with a proved error, and its Fourier integrals.

The polynomial interpolates in Chebyshev nodes and its coefficients are then cut to their midpoints,
so it is known exactly and all doubt is in one number, the distance to the function.  Repeated
integration by parts ends for a polynomial,

    integral_0^pi p cos(m theta) = sum_{j >= 0} (-1)^j ((-1)^m p^(2j+1)(pi) - p^(2j+1)(0))/m^(2j+2),

a polynomial in 1/m^2 for each parity of m: with ``theta = (x + 1) pi/2`` and
``T_n^(k)(1) = (-1)^(n+k) T_n^(k)(-1) = prod_{i<k} (n^2 - i^2)/(2i + 1)``, even m see even n and odd m
odd n only.  The terms are as large as factorials and cancel where m is small, so that precision is
raised there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb, arb_poly, ctx, fmpz

from freqbias.numerics.balls import precision

__all__ = ["Interpolant", "interpolated"]


@dataclass(frozen=True)
class Interpolant:
    """``p(theta) = sum_n coefficients[n] T_n(2 theta/pi - 1)`` on [0, pi].

    :param coefficients: exact dyadic numbers.
    :param error: a bound of the distance to the function on [0, pi].
    """

    coefficients: tuple[arb, ...]
    error: arb

    def cosine_coefficients(self, frequencies: range) -> list[arb]:
        """``2 integral_0^pi f cos(m theta) dtheta`` of the function f, for consecutive m >= 0.

        Each has the radius ``2 pi error`` and what rounding adds at the working precision.

        >>> line = Interpolant((arb(1), arb(1)), arb(0))  # theta over pi/2
        >>> [c.str(5, radius=False) for c in line.cosine_coefficients(range(4))]
        ['6.2832', '-2.5465', '0', '-0.28294']
        """
        doubt = arb(0, (2 * arb.pi() * self.error).abs_upper())
        found = [2 * self._integral()] if 0 in frequencies else []
        for block in _octaves(frequencies):
            found += self._block(block)
        return [value + doubt for value in found]

    def _integral(self) -> arb:
        """The integral of T_n over [-1, 1] is ``2/(1 - n^2)`` for even n, else 0."""
        even = enumerate(self.coefficients[::2])
        return sum((c / (1 - 4 * n * n) for n, c in even), arb(0)) * arb.pi()

    def _block(self, block: range) -> list[arb]:
        """Frequencies whose terms cancel about as much, at a precision that allows for it."""
        goal, sizes = ctx.prec, [self._size(order, block[0]) for order in range(1, self._orders, 2)]
        with precision(goal + max([0, *sizes])):
            polynomials = [arb_poly([0, *self._terms(parity)]) for parity in (0, 1)]
            return [polynomials[m % 2](1 / arb(m) ** 2) for m in block]

    @property
    def _orders(self) -> int:
        return len(self.coefficients)

    def _size(self, order: int, m: int) -> int:
        """The binary logarithm of the largest term of an order, rounded up."""
        largest = max(abs(sums[order // 2]).bit_length() for sums in self._derivatives)
        scale = order * math.log2(2 / math.pi) - (order + 1) * math.log2(m)
        return math.ceil(largest + self._unit + scale) + 4

    def _terms(self, parity: int) -> list[arb]:
        """The coefficients of ``m^-2, m^-4, ...``, at the working precision."""
        step = -((2 / arb.pi()) ** 2)
        factor = (8 if parity == 0 else -8) / arb.pi() * arb(2) ** self._unit
        listed = []
        for total in self._derivatives[parity]:
            listed.append(factor * fmpz(total))
            factor *= step
        return listed

    @cached_property
    def _unit(self) -> int:
        """All coefficients are integers times 2 to this power."""
        return min(int(c.man_exp()[1]) for c in self.coefficients)

    @cached_property
    def _derivatives(self) -> tuple[list[int], list[int]]:
        """``sum_n c_n T_n^(k)(1)`` over even n and over odd n, for k = 1, 3, ..., in units."""
        sums: tuple[list[int], list[int]] = ([0] * (self._orders // 2), [0] * (self._orders // 2))
        for n, coefficient in enumerate(self.coefficients):
            mantissa, exponent = (int(part) for part in coefficient.man_exp())
            value = mantissa << (exponent - self._unit)
            for k in range(n):
                value = value * (n * n - k * k) // (2 * k + 1)
                if k % 2 == 0:
                    sums[n % 2][k // 2] += value
        return sums


def interpolated(function: Callable[[arb], Any], nodes: int, truncation: arb) -> Interpolant:
    """The interpolant in the zeros of T_n, ``theta = pi cos(phi/2)^2`` with ``phi = pi (j + 1/2)/n``.

    :param function: its values at angles inside (0, pi), as balls at the working precision.
    :param nodes: n, their number.
    :param truncation: a bound of the distance to the function for exact values.
    """
    quarter = [arb(j) / (2 * nodes) for j in range(4 * nodes)]
    cosines = [turn.cos_pi() for turn in quarter]  # cos(n phi_j) = cosines[n (2 j + 1) mod 4 nodes]
    values = [
        function(arb.pi() * (arb(2 * j + 1) / (4 * nodes)).cos_pi() ** 2) for j in range(nodes)
    ]
    found = [_coefficient(values, cosines, n) for n in range(nodes)]
    error = truncation + sum((c.rad() for c in found), arb(0))
    return Interpolant(tuple(c.mid() for c in found), arb(error.abs_upper()))


def _coefficient(values: Sequence[arb], cosines: Sequence[arb], n: int) -> arb:
    total, turn = arb(0), len(cosines)
    for j, value in enumerate(values):
        total += value * cosines[n * (2 * j + 1) % turn]
    return total * (2 if n else 1) / len(values)


def _octaves(frequencies: range) -> Iterator[range]:
    """The positive frequencies in blocks of at most a factor 2."""
    first = max(frequencies.start, 1)
    while first < frequencies.stop:
        yield range(first, min(2 * first, frequencies.stop))
        first *= 2
