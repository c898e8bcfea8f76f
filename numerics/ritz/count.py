"""How many eigenvalues lie above a threshold: exact, by the inertia of a band matrix in balls.

Split a sector at abs(m) = M: ``S = [[A, B], [B*, D]]`` with ``0 <= D <= d = max p sup_{m>M} khat_m``.
For tau > d the block tau - D is positive and by a congruence (Haynsworth; D acts on an infinite
space, and everything is bounded) the number of eigenvalues of S above tau is the negative inertia of

    tau - A - B (tau - D)^{-1} B*.

Since ``0 <= (tau - D)^{-1} <= 1/(tau - d)``, it lies between the negative inertias of tau - A and of
``tau - A - B B*/(tau - d)``.  B couples only the last modes, so both are finite band matrices, and
where they agree the count is exact.  Eigenvectors decay faster than exponentially: they agree except
when tau is absurdly close to an eigenvalue.  (With B ignored, Weyl gives less: S = X* X with
X = [X_1 X_2] has the spectrum of ``X_1 X_1* + X_2 X_2*``, so no eigenvalue of A is raised by more
than ``norm(D)``, whatever B is.)

The inertia is the signs of the pivots of an elimination from the highest frequency down (Sylvester).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from freqbias.numerics.balls import precision
from freqbias.numerics.ritz.sectors import Sector, SymmetrisedOperator

__all__ = ["Interval", "Section", "SingularShift", "Vector", "conjugate", "dot", "proves"]

Vector = list[Any]


class SingularShift(ArithmeticError):
    """A pivot may vanish: the shift is too close to an eigenvalue for the working precision."""


@dataclass(frozen=True)
class Interval:
    """A claim: exactly ``size`` eigenvalues of the sector in (low, high].  Ends are exact numbers."""

    low: arb
    high: arb
    size: int


class Section:
    """The blocks A and B of a sector, cut at ``abs(m) = frequencies``, in balls of ``bits``.

    :raises InputError: if khat_m does not yet decrease at ``frequencies``.

    Cosines of even frequency, figure 5 of 2003.04560: the largest eigenvalue is 0.1827...

    >>> from freqbias.theory.densities import Trigonometric
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    >>> operator = SymmetrisedOperator(first_layer_bias, p)
    >>> section = Section(operator, operator.sectors(20)[0], 20, 64)
    >>> section.count(arb("0.1827")), section.count(arb("0.1828"))
    (1, 0)
    """

    def __init__(
        self, operator: SymmetrisedOperator, sector: Sector, frequencies: int, bits: int
    ) -> None:
        self.operator, self.sector = operator, sector
        self.frequencies, self.bits = frequencies, bits
        reach = frequencies + operator.degree
        modes = operator.modes(sector, reach)
        self.modes = [m for m in modes if abs(m) <= frequencies]
        self._all_modes = modes
        self._rows = [self._row(i) for i in range(len(self.modes))]
        self._first = self._profile()
        self._tail = operator.tail(frequencies, bits)
        self._coupled = self._coupling_squared()

    def _row(self, i: int) -> Vector:
        """Entries (i, j) of [A B] for j >= i, as far as frequencies differ by at most the degree."""
        m = self._all_modes[i]
        last = abs(m) + self.operator.degree
        modes = (n for n in self._all_modes[i:] if abs(n) <= last)
        return [self.operator.entry(self.sector, m, n, self.bits) for n in modes]

    def _profile(self) -> list[int]:
        """The first row that reaches each column: an elimination fills nothing outside."""
        first = list(range(len(self.modes)))
        for i, row in reversed(list(enumerate(self._rows))):
            for k in range(i, min(i + len(row), len(first))):
                first[k] = i
        return first

    def _coupling_squared(self) -> dict[tuple[int, int], Any]:
        """``B B*``: entries (i, j), i <= j."""
        size = len(self.modes)
        outer = {i: row[size - i :] for i, row in enumerate(self._rows) if len(row) > size - i}
        with precision(self.bits):
            return {(i, j): dot(outer[j], outer[i]) for i in outer for j in outer if i <= j}

    def dense(self) -> NDArray[Any]:
        """A in float64."""
        size = len(self.modes)
        matrix = np.zeros((size, size), dtype=complex)
        for i, row in enumerate(self._rows):
            for j, value in enumerate(row[: size - i], start=i):
                matrix[i, j] = complex(value)
                matrix[j, i] = matrix[i, j].conjugate()
        return matrix if matrix.imag.any() else np.asarray(matrix.real)

    def times(self, vector: Vector) -> Vector:
        """S times a vector extended by zero: on the modes of A, then on those that B reaches."""
        with precision(self.bits):
            image = [arb(0) for _ in self._all_modes]
            for i, row in enumerate(self._rows):
                for j, value in enumerate(row, start=i):
                    image[j] += conjugate(value) * vector[i]
                    if i < j < len(vector):
                        image[i] += value * vector[j]
            return image

    def count(self, tau: arb) -> int | None:
        """How many eigenvalues of the sector exceed every number of the ball; None if undecided."""
        with precision(self.bits):
            if not tau > self._tail:
                return None
            lower, upper = self._inertia(tau, arb(0)), self._inertia(tau, 1 / (tau - self._tail))
        return lower if lower == upper else None

    def _inertia(self, tau: arb, weight: arb) -> int | None:
        try:
            pivots, _ = self._eliminate(tau, weight)
        except SingularShift:
            return None
        return sum(bool(pivot < 0) for pivot in pivots)

    def solve(self, shift: arb, rhs: Sequence[Vector]) -> list[Vector]:
        """Midpoints of ``(shift - A)^{-1}`` times each vector: an approximation, nothing proved.

        :raises SingularShift: if the shift is an eigenvalue, as far as this precision can tell.
        """
        with precision(self.bits):
            pivots, factors = self._eliminate(shift, arb(0))
            return [_substitute(pivots, factors, vector) for vector in rhs]

    def _eliminate(self, tau: arb, weight: arb) -> tuple[Vector, list[Vector]]:
        """``tau - A - weight B B* = U diag(pivots) U*``, U unit upper triangular.

        ``factors[k][i]`` is the entry (k - len + i, k) of U.
        """
        size = len(self.modes)
        work = [[-value for value in row[: size - i]] for i, row in enumerate(self._rows)]
        for i in range(size):
            work[i][0] = work[i][0].real + tau
        if weight != 0:
            for (i, j), value in self._coupled.items():
                work[i][j - i] -= weight * value
        pivots: Vector = [None] * size
        factors: list[Vector] = [[] for _ in range(size)]
        for k in reversed(range(size)):
            pivot = work[k][0].real
            if not (pivot > 0 or pivot < 0):
                raise SingularShift(f"pivot {k} is {pivot}")
            first = self._first[k]
            column = [work[i][k - i] for i in range(first, k)]
            factor = [value / pivot for value in column]
            mirrored = [conjugate(value) for value in column]
            for i, f in enumerate(factor, start=first):
                row = work[i]
                for j in range(i, k):
                    row[j - i] -= f * mirrored[j - first]
            pivots[k], factors[k] = pivot, factor
        return pivots, factors


def proves(section: Section, claims: Sequence[Interval], first: int) -> bool:
    """Whether the decreasing claims hold, with exactly ``first`` eigenvalues above them all.

    Nothing is assumed of the claims: the counts at both ends of each must be exactly what they say,
    so one too many, one too few or a wrong interval is noticed.
    """
    for claim in claims:
        if not claim.low < claim.high or section.count(claim.high) != first:
            return False
        first += claim.size
        if section.count(claim.low) != first:
            return False
    return True


def dot(x: Vector, y: Vector) -> Any:
    """``sum conj(x_i) y_i``; the shorter is extended by zeros."""
    total = arb(0)
    for a, b in zip(x, y, strict=False):
        total += conjugate(a) * b
    return total


def conjugate(z: Any) -> Any:
    """The conjugate of an arb or acb."""
    return z.conjugate() if isinstance(z, acb) else z


def _substitute(pivots: Vector, factors: list[Vector], vector: Vector) -> Vector:
    """Solve ``U diag(pivots) U* y = vector``, radii dropped: they grow with the condition."""
    y = list(vector)
    for k in reversed(range(len(y))):
        first = k - len(factors[k])
        for i, f in enumerate(factors[k], start=first):
            y[i] = (y[i] - f * y[k]).mid()
    for k in range(len(y)):
        first = k - len(factors[k])
        value = y[k] / pivots[k]
        for i, f in enumerate(factors[k], start=first):
            value -= conjugate(f) * y[i]
        y[k] = value.mid()
    return y
