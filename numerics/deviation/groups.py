"""The joint law of sums of sampled eigenvalues over groups of indices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freqbias.numerics.evaluate import Floats

__all__ = ["GroupLaw"]


@dataclass(frozen=True)
class GroupLaw:
    """Mean and covariance of ``sum_{i in group} (lambdahat_i - lambda_i)``, to order 1/n.

    :param groups: index ranges [first, last), G of them.
    :param values: the sums of the exact eigenvalues; (G,).
    :param mean: (G,).
    :param covariance: (G, G).
    """

    groups: tuple[tuple[int, int], ...]
    values: Floats
    mean: Floats
    covariance: Floats

    def sums(self, eigenvalues: Floats) -> Floats:
        """Sums over the groups; (G,)."""
        return np.array([float(np.sum(eigenvalues[a:b])) for a, b in self.groups])

    def standardised(self, eigenvalues: Floats) -> Floats:
        """``(sum lambdahat - sum lambda - mean)/standard error`` of each group; (G,)."""
        rest = self.sums(eigenvalues) - self.values - self.mean
        return np.asarray(rest / np.sqrt(np.diag(self.covariance)))

    def by_index(self, of_groups: Floats, count: int) -> Floats:
        """What is known of each group, for each index below count; NaN outside all groups."""
        spread = np.full(count, np.nan)
        for (first, last), value in zip(self.groups, of_groups, strict=True):
            spread[first:last] = value
        return spread

    def within(self, first: int, last: int) -> GroupLaw:
        """The law of the groups all of whose indices are in [first, last)."""
        kept = [g for g, (a, b) in enumerate(self.groups) if first <= a and b <= last]
        groups = tuple(self.groups[g] for g in kept)
        block = self.covariance[np.ix_(kept, kept)]
        return GroupLaw(groups, self.values[kept], self.mean[kept], block)
