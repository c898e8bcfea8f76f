"""Gradient flow on sampled points: what a finite number of them makes of the operator's flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.relaxation import Indices, Relaxation
from freqbias.theory.errors import InputError

__all__ = ["SampledFlow", "consecutive"]


@dataclass(frozen=True, eq=False)
class SampledFlow(Relaxation):
    """``u' = H (y - u)/n`` on n points: H/n for T, the mean over points for the integral against p.

    Coordinates are values over ``sqrt(n)``; the points of a region stand together.

    :param counts: how many points each region has.

    >>> flow = SampledFlow.of(np.array([[2.0, 0.0], [0.0, 4.0]]), [1, 1])
    >>> flow.eigenvalues
    array([2., 1.])
    >>> flow.errors(np.ones((2, 1)), 0.5).round(4)  # e^(-2 lambda t) at the points
    array([[0.3679],
           [0.1353]])
    """

    counts: tuple[int, ...]

    @classmethod
    def of(cls, gram: Floats, counts: Sequence[int]) -> SampledFlow:
        """From the matrix ``H_ij = k(x_i, x_j)``, which is overwritten.

        :raises InputError: if the counts do not add up to its size.
        """
        n = gram.shape[0]
        if sum(counts) != n:
            raise InputError(f"counts {tuple(counts)} add up to {sum(counts)}, not to {n} points")
        values, vectors = eigh(gram, overwrite_a=True, check_finite=False, driver="evd")
        return cls(
            tuple(counts),
            horizon=np.inf,
            eigenvalues=np.maximum(values[::-1], 0.0) / n,
            vectors=np.ascontiguousarray(vectors[:, ::-1]),
        )

    @property
    def regions(self) -> list[Indices]:
        """The points of each region."""
        return consecutive(self.counts)


def consecutive(counts: Sequence[int]) -> list[Indices]:
    """Indices that are counted off one group after the other.

    >>> consecutive([2, 0, 1])
    [array([0, 1]), array([], dtype=int64), array([2])]
    """
    ends = np.cumsum([0, *counts])
    return [np.arange(first, last, dtype=np.intp) for first, last in pairwise(ends)]
