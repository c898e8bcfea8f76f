"""Certified simple eigenvalues: a sign change of D between two ends of a decimal interval."""

from __future__ import annotations

from dataclasses import dataclass

from flint import acb, arb, fmpq

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.determinant import FredholmDeterminant
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import Kernel

__all__ = ["EigenvalueFinder"]

_STEPS = 40


@dataclass
class EigenvalueFinder:
    """Finds zeros of ``lambda -> D(1/lambda)`` near estimates, to ``digits`` significant digits."""

    kernel: Kernel
    density: PiecewiseConstant
    digits: int

    def __post_init__(self) -> None:
        self._determinants: dict[int, FredholmDeterminant] = {}

    def _at(self, value: arb, bits: int) -> arb:
        if bits not in self._determinants:
            self._determinants[bits] = FredholmDeterminant(self.kernel, self.density, bits)
        with precision(bits):
            result: arb = self._determinants[bits](1 / acb(value)).real
        return result

    def enclose(self, estimate: float, lower: float, upper: float) -> Ball | None:
        """A decimal interval inside (lower, upper) that certainly holds an eigenvalue, or None.

        :param estimate: where to start; no property of it is relied on.
        """
        bits = int(3.33 * self.digits) + 96
        for _ in range(3):
            root = self._secant(estimate, lower, upper, bits)
            if root is not None:
                ball = self._certify(root, bits)
                if ball is not None:
                    return ball
            bits *= 2
        return None

    def _secant(self, estimate: float, lower: float, upper: float, bits: int) -> arb | None:
        """An approximate zero, by secant steps on midpoints."""
        with precision(bits):
            tolerance = arb(10) ** (-self.digits - 3)
            x, y = arb(estimate), arb(estimate) * (1 + arb(2) ** -30)
            at_x, at_y = self._at(x, bits).mid(), self._at(y, bits).mid()
            for _ in range(_STEPS):
                if at_y == at_x:
                    return y
                x, y, at_x = y, (y - at_y * (y - x) / (at_y - at_x)).mid(), at_y
                if not lower < y < upper:
                    return None
                if abs(y - x) < tolerance * y:
                    return y
                at_y = self._at(y, bits).mid()
        return None

    def _certify(self, root: arb, bits: int) -> Ball | None:
        with precision(bits):
            mid, _, exponent = (int(part) for part in root.mid_rad_10exp(self.digits + 3))
        mid, exponent = _shortened(mid, exponent, self.digits + 1)
        signs = []
        for end in (mid - 5, mid + 5):
            with precision(bits):
                point = arb(fmpq(end) * fmpq(10) ** exponent)
            value = self._at(point, bits)
            if value.contains(0):
                return None
            signs.append(value > 0)
        return Ball(mid, 5, exponent) if signs[0] != signs[1] else None


def _shortened(mid: int, exponent: int, digits: int) -> tuple[int, int]:
    cut = max(len(str(abs(mid))) - digits, 0)
    return (2 * mid + 10**cut) // (2 * 10**cut), exponent + cut
