"""The matrix of T between Legendre polynomials on arcs, in balls, with all rows it reaches.

Cut off after ORDERS Taylor terms the kernel maps degrees < N to degrees < N + ORDERS + 1, exactly;
what is cut off is at most ``max |k^(ORDERS)| (2h)^ORDERS/ORDERS!`` everywhere, by Lagrange's
remainder, and so is its norm on L2(p), because p has integral 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

from flint import arb, arb_mat

from freqbias.numerics.balls import complex_ball, rational_ball
from freqbias.numerics.flow.arcs import Arc
from freqbias.numerics.flow.operator import ORDERS, separation
from freqbias.numerics.flow.taylor import derivative_bound, derivatives
from freqbias.theory.kernels import Kernel

__all__ = ["REACH", "BallOperator"]

REACH = ORDERS + 1
Column = dict[int, arb]


class BallOperator:
    """``A = sqrt(p) K sqrt(p)`` from the spaces to the spaces with REACH more degrees.

    Made and used at one working precision.

    :param spaces: arcs; see :mod:`freqbias.numerics.flow.arcs`.
    """

    def __init__(self, kernel: Kernel, spaces: Sequence[Arc]) -> None:
        self._profile, self._spaces = kernel.profile, spaces
        self._roots = [complex_ball(arc.density).real.sqrt() for arc in spaces]
        self._largest = max(arc.degrees for arc in spaces)
        self._kinks: dict[Any, list[Column]] = {}
        self._derivatives: dict[Any, list[arb]] = {}

    @property
    def cut_off(self) -> arb:
        """A bound of the norm of what the Taylor sums leave out."""
        widest = 2 * arb.pi() * max(rational_ball(arc.half) for arc in self._spaces)
        return derivative_bound(self._profile, ORDERS) * widest**ORDERS / math.factorial(ORDERS)

    def applied(self, vectors: arb_mat) -> tuple[arb_mat, arb_mat]:
        """A times columns of coordinates: the rows inside the spaces, and those beyond."""
        table = (self._matrix() * vectors).table()
        inside, outside, start = [], [], 0
        for arc in self._spaces:
            inside += table[start : start + arc.degrees]
            outside += table[start + arc.degrees : start + arc.degrees + REACH]
            start += arc.degrees + REACH
        return arb_mat(inside), arb_mat(outside)

    def _matrix(self) -> arb_mat:
        rows: list[list[arb]] = []
        for i, first in enumerate(self._spaces):
            blocks = [
                self._block(first, second, self._roots[i] * self._roots[j])
                for j, second in enumerate(self._spaces)
            ]
            rows += [list(chain.from_iterable(parts)) for parts in zip(*blocks, strict=True)]
        return arb_mat(rows)

    def _block(self, first: Arc, second: Arc, scale: arb) -> list[list[arb]]:
        distance, sign = separation(first, second)
        height = first.degrees + REACH
        if distance in (0, 1):
            columns = self._kink(distance, first.half)
            return [
                [
                    scale * (columns[n].get(i, _ZERO) + columns[i].get(n, _ZERO))
                    for n in range(second.degrees)
                ]
                for i in range(height)
            ]
        low = self._separated(distance, sign, first, second, scale).table()
        width = min(ORDERS, second.degrees)
        rows = [[*row[:width], *[_ZERO] * (second.degrees - width)] for row in low]
        return rows[:height] + [[_ZERO] * second.degrees] * (height - len(rows))

    def _kink(self, at: Any, half: Any) -> list[Column]:
        """Columns of F(h J) for degrees below the largest there is, and REACH beyond."""
        if (at, half) not in self._kinks:
            outward = [d * (-1) ** (j * int(at)) for j, d in enumerate(self._taylor(at))]
            h = arb.pi() * rational_ball(half)
            count = self._largest + REACH
            shifts = [1 / arb((2 * n + 1) * (2 * n + 3)).sqrt() for n in range(count + REACH)]
            columns = [_series(outward, h, n, shifts) for n in range(count)]
            self._kinks[at, half] = columns
        return self._kinks[at, half]

    def _taylor(self, at: Any) -> list[arb]:
        if at not in self._derivatives:
            self._derivatives[at] = derivatives(self._profile, at, ORDERS)
        return self._derivatives[at]

    def _separated(self, at: Any, sign: int, first: Arc, second: Arc, scale: arb) -> arb_mat:
        h, g = (arb.pi() * rational_ball(arc.half) for arc in (first, second))
        taylor = self._taylor(at)
        left = [(sign * h) ** a / math.factorial(a) for a in range(ORDERS)]
        right = [(-sign * g) ** b / math.factorial(b) for b in range(ORDERS)]
        middle = arb_mat(
            [
                [
                    taylor[a + b] * left[a] * right[b] if a + b < ORDERS else _ZERO
                    for b in range(ORDERS)
                ]
                for a in range(ORDERS)
            ]
        )
        basis = _monomials()
        return (h * g).sqrt() * scale * (basis.transpose() * middle * basis)


_ZERO = arb(0)


def _series(outward: Sequence[arb], half: arb, degree: int, shifts: Sequence[arb]) -> Column:
    """Column ``degree`` of ``sum_j k_j (h J)^{j+1}``."""
    power: Column = {degree: arb(1)}
    total: Column = {}
    for derivative in outward:
        following: Column = {}
        for i, value in power.items():
            scaled = half * value
            following[i + 1] = following.get(i + 1, _ZERO) + shifts[i] * scaled
            if i:
                following[i - 1] = following.get(i - 1, _ZERO) - shifts[i - 1] * scaled
            else:
                following[0] = following.get(0, _ZERO) + scaled
        power = following
        for i, value in power.items():
            total[i] = total.get(i, _ZERO) + derivative * value
    return total


def _monomials() -> arb_mat:
    """Row a: the coefficients of xi^a in the orthonormal Legendre polynomials on [-1, 1]."""
    shift = [n / arb(4 * n * n - 1).sqrt() if n else _ZERO for n in range(ORDERS + 1)]
    row = [arb(2).sqrt(), *[_ZERO] * (ORDERS - 1)]
    rows = []
    for _ in range(ORDERS):
        rows.append(row)
        row = [
            (shift[n] * row[n - 1] if n else _ZERO)
            + (shift[n + 1] * row[n + 1] if n + 1 < ORDERS else _ZERO)
            for n in range(ORDERS)
        ]
    return arb_mat(rows)
