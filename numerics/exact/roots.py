"""Certified eigenvalues: a sign change of D between two ends of a decimal interval."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from math import log2
from typing import Any

from flint import arb, fmpq

from freqbias.numerics.balls import Ball, precision, rational_ball
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.exact.determinant import FredholmDeterminant
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import Kernel
from freqbias.theory.sectors import WHOLE, Sector

__all__ = ["EigenvalueFinder", "Finder"]

_STEPS = 12
_ATTEMPTS = 3
_SPACING = -50  # log2 of the first step: about the error of a float64 estimate
_CURVATURE = 2**10


class Finder(ABC):
    """Encloses zeros of ``lambda -> D(1/lambda)`` near estimates, to ``digits`` significant digits."""

    def __init__(self, digits: int) -> None:
        self.digits = digits

    @abstractmethod
    def determinant(self, bits: int) -> Any:
        """D at a working precision of at least so many bits, a function of balls."""

    def enclose(self, estimate: float, lower: float, upper: float) -> Ball | None:
        """A decimal interval inside (lower, upper) that certainly holds an eigenvalue, or None.

        :param estimate: where to start; no property of it is relied on.
        """
        bits = int(3.33 * self.digits + 4 * max(0.0, -log2(estimate))) + 96
        for _ in range(_ATTEMPTS):
            start = arb(estimate)
            ball = self.search(start, start * arb(2) ** _SPACING, arb(lower), arb(upper), bits)
            if ball is not None:
                return ball
            bits *= 2
        return None

    def within(self, ball: Ball) -> Ball | None:
        """A narrower ball inside one that holds a single eigenvalue of the sector."""
        bits = int(3.33 * self.digits + 4 * max(0.0, -log2(float(ball)))) + 96
        for _ in range(_ATTEMPTS):
            with precision(bits):
                lower, upper = map(rational_ball, bounds(ball))
                start, step = ((lower + upper) / 2).mid(), ((upper - lower) / 64).mid()
            found = self.search(start, step, lower, upper, bits)
            if found is not None:
                return found
            bits *= 2
        return None

    def search(self, start: arb, step: arb, lower: arb, upper: arb, bits: int) -> Ball | None:
        """Inverse interpolation through all points so far, until a sign change is certain.

        :param step: from the first point to the second; about the error of ``start``.
        """
        with precision(bits):
            tolerance = arb(10) ** (-self.digits - 1)
            points = [self._point(x.mid(), bits) for x in (start, start + step)]
            for _ in range(_STEPS):
                exact = points[-1][1] == 0  # interpolation would divide 0 by 0
                root, error = (points[-1][0], arb(0)) if exact else _at_zero(points)
                if not lower < root < upper:  # also if it is not a number
                    return None
                if error < tolerance * abs(root):
                    ball = self.certify(root, bits)
                    if ball is not None and _within(ball, lower, upper):
                        return ball
                if root == points[-1][0]:
                    return None
                points.append(self._point(root, bits))
        return None

    def _point(self, value: arb, bits: int) -> tuple[arb, arb]:
        return value, self.determinant(bits)(1 / value).mid()

    def certify(self, root: arb, bits: int) -> Ball | None:
        """A decimal interval around the root over which D changes sign, or None."""
        with precision(bits):
            mid, _, exponent = (int(part) for part in root.mid_rad_10exp(self.digits + 3))
            mid, exponent = _shortened(mid, exponent, self.digits + 1)
            low, high = (
                self.determinant(bits)(1 / arb(fmpq(end) * fmpq(10) ** exponent))
                for end in (mid - 5, mid + 5)
            )
        return Ball(mid, 5, exponent) if low * high < 0 else None


class EigenvalueFinder(Finder):
    """Of the Fredholm determinant of a sector under a piecewise-constant density."""

    def __init__(
        self, kernel: Kernel, density: PiecewiseConstant, digits: int, sector: Sector = WHOLE
    ) -> None:
        super().__init__(digits)
        self.kernel, self.density, self.sector = kernel, density, sector

    def determinant(self, bits: int) -> FredholmDeterminant:
        """D at a working precision, rounded up to a multiple of 64."""
        return _determinant(self.kernel, self.density, -(-bits // 64) * 64, self.sector)


@lru_cache(maxsize=64)
def _determinant(
    kernel: Kernel, density: PiecewiseConstant, bits: int, sector: Sector
) -> FredholmDeterminant:
    """Kept in each process: setting one up costs as much as ten values."""
    return FredholmDeterminant(kernel, density, bits, sector)


def _within(ball: Ball, lower: arb, upper: arb) -> bool:
    low, high = map(rational_ball, bounds(ball))
    return bool(lower <= low and high <= upper)


def _at_zero(points: list[tuple[arb, arb]]) -> tuple[arb, arb]:
    """The value at y = 0 of the polynomial x(y) through the points (Neville), and about its error.

    One point fewer errs by about what the last level changes; one more gains the relative distance of
    the first two, but for a factor.
    """
    values = [x for x, _ in points]
    before = values[-1]
    for level in range(1, len(points)):
        before = values[1]
        for i in range(len(points) - level):
            low, high = points[i][1], points[i + level][1]
            values[i] = ((values[i + 1] * low - values[i] * high) / (low - high)).mid()
    gain = abs(points[1][0] / points[0][0] - 1) * _CURVATURE
    return values[0], abs(values[0] - before) * gain


def _shortened(mid: int, exponent: int, digits: int) -> tuple[int, int]:
    cut = max(len(str(abs(mid))) - digits, 0)
    return (2 * mid + 10**cut) // (2 * 10**cut), exponent + cut
