"""Block iteration and Rayleigh-Ritz on the fast product, in little more memory than one block.

A block has m vectors as rows, points sorted.  A round multiplies it by ``x T_d(2 x/edge - 1)`` at
``x = H/mass``, edge the smallest Ritz value: eigenvectors far below it are damped by the factor x,
those just below it by the Chebyshev polynomial T_d (Zhou, Saad, Tiago and Chelikowsky 2006).  The first
round has d = 0, one product: enough after a good start.  Then d is as large as ``_GROWTH`` permits: the
first eigenvectors grow most, and rounding turns what is left of them in the others into noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.vectors import combined, distances, inner_products

__all__ = ["Block", "Projection", "converge"]

_TOGETHER = 8  # rows multiplied at once
_INDEPENDENT = 1e-10  # what is smaller, squared and relative, are dependent vectors
_ORTHONORMAL = 1e-11
_GROWTH = 1e12
_MOST_ROUNDS = 40


@dataclass(frozen=True)
class Projection:
    """H/mass seen from a block of m vectors, as computed.

    :param values: Rayleigh quotients, (m,); Ritz values once the block is rotated.
    :param residuals: ``|H v_i/mass - values_i v_i|``, (m,).
    :param gram: ``v_i . v_j``, (m, m).
    :param section: ``v_i . H v_j/mass``, (m, m).
    """

    values: Floats
    residuals: Floats
    gram: Floats
    section: Floats

    @property
    def departure(self) -> float:
        """``|V V^T - I|``, Frobenius."""
        return float(np.linalg.norm(self.gram - np.eye(len(self.gram))))


class Block:
    """Vectors to be made eigenvectors of H/mass, in place.

    :param rows: (m, n), points sorted; overwritten.
    """

    def __init__(self, operator: GramOperator, rows: Floats) -> None:
        self.operator, self.rows = operator, rows
        self._space = np.empty((2, min(_TOGETHER, len(rows)), rows.shape[1]))

    def projection(self) -> Projection:
        """One product with each vector.

        >>> Block(GramOperator([0.0, 1.0, 2.0]), np.eye(3)[:1]).projection().values
        array([0.16666667])
        """
        threads = self.operator.threads
        gram = inner_products(self.rows, self.rows, threads)
        section, values, residuals = np.zeros_like(gram), np.zeros(len(gram)), np.zeros(len(gram))
        for start in range(0, len(gram), _TOGETHER):
            rows = self.rows[start : start + _TOGETHER]
            products, at = self._space[0, : len(rows)], slice(start, start + len(rows))
            self._multiply(rows, products, 1.0)
            section[at, start:] = inner_products(products, self.rows[start:], threads)
            values[at] = np.diag(section)[at] / np.diag(gram)[at]
            residuals[at] = distances(products, rows, values[at], threads)
        section = np.triu(section) + np.triu(section, 1).T
        return Projection(values, residuals, gram, section)

    def rotate(self, found: Projection) -> None:
        """To Ritz vectors, Ritz values decreasing; dependent directions are left out."""
        sizes, directions = eigh(found.gram)
        kept = sizes > _INDEPENDENT * sizes[-1]
        basis = directions[:, kept] / np.sqrt(sizes[kept])
        _, within = eigh(basis.T @ found.section @ basis)
        self.rows = combined(self.rows, (basis @ within[:, ::-1]).T, self.operator.threads)

    def filter(self, degree: int, edge: float) -> None:
        """``x T_degree(2 x/edge - 1)``; rows come out with length 1."""
        for start in range(0, len(self.rows), _TOGETHER):
            rows = self.rows[start : start + _TOGETHER]
            last, (following, before) = rows, self._space[:, : len(rows)]
            self._multiply(rows, rows, 1.0)
            for step in range(degree):
                self._multiply(last, following, (4 if step else 2) / edge)
                following -= last
                if step:
                    following -= last
                    following -= before
                before, last, following = last, following, before
            if last is not rows:
                rows[:] = last
            for row in rows:
                row /= np.linalg.norm(row) or 1.0

    def _multiply(self, rows: Floats, products: Floats, factor: float) -> None:
        """``factor H/mass`` times rows; the products may take the place of the rows."""
        self.operator.sorted_product(rows, products, factor / self.operator.mass)


def converge(block: Block, count: int, tolerance: float) -> Iterator[Projection]:
    """Make Ritz vectors of a block, round by round, and what each has reached.

    Ends when the residuals are below the tolerance or no longer fall: as small as rounding lets.

    :param count: for how many vectors the residual matters.
    """
    degree, edge, best = 0, 0.0, np.inf
    for _ in range(_MOST_ROUNDS):
        block.filter(degree, edge)
        block.rotate(block.projection())
        found = block.projection()
        if found.departure > _ORTHONORMAL:
            block.rotate(found)
            found = block.projection()
        yield found
        largest = float(found.residuals[:count].max())
        if largest <= tolerance or largest > best / 2:
            break
        best, edge = largest, float(found.values[-1])
        degree = _permitted(float(found.values[0]) / edge) if edge > 0 else 0


def _permitted(ratio: float) -> int:
    """The largest degree d >= 1 with ``ratio T_d(2 ratio - 1) <= _GROWTH``.

    >>> _permitted(300.0)
    3
    """
    degree = np.arccosh(max(_GROWTH / ratio, 1.0)) / np.arccosh(max(2 * ratio - 1, 1 + 1e-3))
    return max(1, int(degree))
