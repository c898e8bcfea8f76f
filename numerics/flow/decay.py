"""How the modes of gradient flow and of gradient descent decay, in balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flint import arb, arb_mat

__all__ = ["Decay", "column_norms", "diagonal"]


@dataclass(frozen=True, eq=False)
class Decay:
    """The factors ``f_i(t) = e^{-lambda_i t}``, or ``(1 - s lambda_i)^{t/s}`` after t/s steps of
    descent.

    :param eigenvalues: lambda_i >= 0.
    :param step: operator time of a step; 0 for gradient flow.
    """

    eigenvalues: Sequence[arb]
    step: arb

    @cached_property
    def _bases(self) -> list[arb]:
        return [1 - self.step * value for value in self.eigenvalues]

    @cached_property
    def rates(self) -> list[arb]:
        """mu_i with ``|f_i(t)| = e^{-mu_i t}``."""
        if self.step == 0:
            return list(self.eigenvalues)
        return [-abs(base).log() / self.step for base in self._bases]

    @cached_property
    def signs(self) -> list[int]:
        """The sign of f_i after one step: -1 where the step overshoots, ``s lambda_i > 1``."""
        return [1 if self.step == 0 or base > 0 else -1 for base in self._bases]

    @cached_property
    def parities(self) -> tuple[int, ...]:
        """Even and odd numbers of steps, if that makes a difference."""
        return (0, 1) if -1 in self.signs else (0,)

    @cached_property
    def lifetimes(self) -> list[arb]:
        """Bounds of ``integral |f_i| dt`` over all times, for descent of the sum over its steps."""
        if self.step == 0:
            gaps = list(self.eigenvalues)
        else:
            gaps = [(1 - abs(base)) / self.step for base in self._bases]
        return [(1 / gap).abs_upper() if gap > 0 else arb("inf") for gap in gaps]

    def factors(self, t: arb, parity: int = 0) -> list[arb]:
        """``f_i(t)``, continued from even or from odd numbers of steps to all t."""
        return [
            (-rate * t).exp() * (sign if parity else 1)
            for rate, sign in zip(self.rates, self.signs, strict=True)
        ]

    def derivatives(self, t: arb, orders: int, parity: int = 0) -> arb_mat:
        """Row i: ``f_i^(k)(t)/k!`` for k < orders."""
        rows = []
        for rate, factor in zip(self.rates, self.factors(t, parity), strict=True):
            row = [factor]
            for k in range(1, orders):
                row.append(-rate * row[-1] / k)
            rows.append(row)
        return arb_mat(rows)


def diagonal(values: Sequence[arb]) -> arb_mat:
    """The diagonal matrix."""
    matrix = arb_mat(len(values), len(values))
    for i, value in enumerate(values):
        matrix[i, i] = value
    return matrix


def column_norms(matrix: arb_mat) -> list[arb]:
    """Bounds of the Euclidean norms of the columns."""
    squares = [arb(0)] * matrix.ncols()
    for row in matrix.table():
        squares = [total + entry * entry for total, entry in zip(squares, row, strict=True)]
    return [total.sqrt().abs_upper() for total in squares]
