"""Solves with a Gram matrix and a ridge: ``(H + mu I) x = b`` in O(n).

``H + mu I = L D L^T`` in sorted order, with ``L_ij = u_i^T l_j`` below a diagonal of ones
(:mod:`freqbias.numerics.gram.elimination`), so each substitution is one pass with R running sums:

    forward:   z_i = b_i - u_i^T sum_{j < i} l_j z_j,
    backward:  x_i = z_i/D_i - l_i^T sum_{j > i} u_j x_j.

The factors are those of a matrix at a distance of at most ``error``, less than half the least
eigenvalue, or they are refused; so each refinement with the fast product at least halves the
residual, down to what the product itself rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from freqbias.numerics.compiled import compiled_in_any_order
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.elimination import eliminate, rank, roots
from freqbias.numerics.gram.inertia import inertia
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.scan import moments, replaced, terms
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel

__all__ = ["Factorisation", "Solution"]

_REFINEMENTS = 8
_ROUNDED = 2.0**-50  # a residual as small as what rounding x leaves


@dataclass(frozen=True, eq=False)
class Solution:
    """x, and ``|b - (H + mu I) x|_2 / |b|_2`` as computed, the largest of all right-hand sides."""

    x: Floats
    residual: float


class Factorisation:
    """``H + mu I = L D L^T``, positive definite; 8 (R + 1) bytes for each point.

    :param operator: H, not divided by n.
    :param ridge: mu >= 0, units of H.
    :raises InputError: for a ridge that is no such number, or too small: H alone is singular where
        points are repeated, weights are 0 or the kernel is degenerate, and nearly so where points
        are close.

    ``error`` bounds the distance of ``L D L^T`` from ``H + mu I`` in norm and ``least`` its least
    eigenvalue from below: mu, or if that is not above twice the error, what a count of inertia proves.

    >>> H = GramOperator([0.0, np.pi / 2, -np.pi / 2])
    >>> factors = Factorisation(H, 0.5)
    >>> factors.solve([1.0, 0.0, 0.0]).x.round(6)
    array([ 1.032258, -0.129032, -0.129032])
    >>> round(factors.logdet, 6)
    -0.031749
    """

    def __init__(self, operator: GramOperator, ridge: float) -> None:
        if not (np.isfinite(ridge) and ridge >= 0):
            raise InputError(f"ridge {shown(ridge)} is not a finite number >= 0")
        self.operator = operator
        self.ridge = float(ridge)
        n = operator.shape[0]
        self.pivots = np.empty(n)
        self.columns = np.empty((n, rank(operator)))
        positive, self.error = eliminate(operator, -self.ridge, self.pivots, self.columns)
        self.least = self.ridge if self.ridge > 2 * self.error else self._counted()
        if positive < n or not self.least > 2 * self.error:
            raise self._singular(f"rounding may be as large as {self.error:.1e}")

    def _counted(self) -> float:
        """If all eigenvalues are above four times the error, a bound of the least."""
        wanted = 4 * self.error
        if not np.isfinite(wanted):
            return 0.0
        found = inertia(self.operator, wanted - self.ridge)
        return wanted - found.error if found.count == self.operator.shape[0] else 0.0

    @property
    def logdet(self) -> float:
        """``log det(H + mu I)``, within ``-n log(1 - error/least)`` and the rounding of the sum."""
        return float(np.log(self.pivots).sum())

    def solve(self, b: ArrayLike, tolerance: float = 1e-8) -> Solution:
        """x with ``(H + mu I) x = b``.

        :param b: (n,) or (n, count), in the order in which the points were given.
        :param tolerance: how large the relative residual may be.
        :raises InputError: if b does not fit, or the residual does not fall that far.
        """
        n, given = self.operator.shape[0], np.asarray(b, dtype=float)
        if given.ndim not in (1, 2) or len(given) != n or not np.isfinite(given).all():
            raise InputError(f"b of shape {shown(given.shape)} is not finite or has not {n} rows")
        order = self.operator.points.order
        right = np.ascontiguousarray(given.reshape(n, -1).T[:, order])
        solution, residual = self._refined(right)
        if not residual <= tolerance:
            raise self._singular(f"the relative residual stays at {residual:.1e}")
        x = np.empty_like(solution.T)
        x[order] = solution.T
        return Solution(x.reshape(given.shape), residual)

    def _refined(self, right: Floats) -> tuple[Floats, float]:
        """Solved and refined as long as the residual falls."""
        size = np.linalg.norm(right, axis=1)
        size[size == 0] = 1
        best, reached = np.zeros_like(right), np.inf
        rest = right
        for _ in range(_REFINEMENTS):
            x = best + self._substituted(rest)
            rest = right - self.operator.sorted_product(x) - self.ridge * x
            residual = float((np.linalg.norm(rest, axis=1) / size).max(initial=0.0))
            if not residual < reached:
                break
            slow = residual > reached / 2
            best, reached = x, residual
            if slow or residual < _ROUNDED:
                break
        return best, reached

    def _substituted(self, right: Floats) -> Floats:
        """Both substitutions, for each row."""
        result = np.empty_like(right)
        points, weights = self.operator.points, roots(self.operator)
        substitute = _substitution(self.operator.kernel)
        for b, x in zip(right, result, strict=True):
            substitute(
                points.y, points.sides, points.waves, weights, self.pivots, self.columns, b, x
            )
        return result

    def _singular(self, seen: str) -> InputError:
        repeated = self.operator.points.repeated
        why = f", as {repeated} points are repeated" if repeated else ""
        return InputError(
            f"ridge {self.ridge} leaves H + ridge I too near to a singular matrix{why}: {seen}; "
            f"a ridge of {max(2 * self.ridge, 1e-8 * self.operator.trace):.1e} is more"
        )


@lru_cache
def _substitution(kernel: Kernel) -> Callable[..., None]:
    """Both passes of a kernel."""
    shape = moments(kernel).shape

    @compiled_in_any_order
    def substitution(
        y: Any, sides: Any, rows: Any, weights: Any, pivots: Any, columns: Any, b: Any, x: Any
    ) -> None:
        sums = shape[0]
        for i in range(len(y)):
            u = terms(shape, y[i], rows, i, weights[i], sides[i])
            z = b[i]
            for a in range(len(sums)):
                z -= u[a] * sums[a]
            for a in range(len(sums)):
                sums = replaced(sums, a, sums[a] + columns[i, a] * z)
            x[i] = z
        sums = shape[0]
        for i in range(len(y) - 1, -1, -1):
            u = terms(shape, y[i], rows, i, weights[i], sides[i])
            z = x[i] / pivots[i]
            for a in range(len(sums)):
                z -= columns[i, a] * sums[a]
            for a in range(len(sums)):
                sums = replaced(sums, a, sums[a] + u[a] * z)
            x[i] = z

    return substitution
