"""A circular histogram: angles, streamed into fine cells, then a piecewise-constant density.

Cells are so fine, and divide a turn in so many ways, that bins are unions of them and nothing needs a
second pass.  An angle goes to the *nearest* multiple of a cell, and a bin is the multiples from its
left edge on: an angle that misses an edge by rounding, say 20.333333 h, counts as on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from freqbias.numerics.blocks import changes
from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer

__all__ = ["CELLS", "Binning", "Histogram", "rice"]

CELLS = 554_400  # 2^5 3^2 5^2 7 11: whole degrees, tenths of a degree and minutes are multiples
_MOST_BINS = 120
_MOST_BLOCKS = 24  # more are read by nobody
_MOST_REGIONS = 1000

Counts = NDArray[np.int64]


@dataclass
class Histogram:
    """Counts, and sums of a target and of its square, at each of ``cells`` multiples of 1/cells turn.

    >>> histogram = Histogram.of([np.array([0.0, 0.25]), np.array([0.2500000001, 7.75])], 4)
    >>> histogram.counts.tolist()
    [1, 2, 0, 1]
    """

    cells: int = CELLS
    counts: Counts = field(init=False)
    sums: Floats = field(init=False)
    squares: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.counts = np.zeros(self.cells, dtype=np.int64)
        self.sums, self.squares = np.zeros((2, self.cells))

    @classmethod
    def of(cls, chunks: Iterable[Floats], cells: int = CELLS) -> Histogram:
        """From chunks of angles in turns, finite, of any turn."""
        histogram = cls(cells)
        for turns in chunks:
            histogram.add(turns)
        return histogram

    def add(self, turns: Floats, target: Floats | None = None) -> None:
        """Count angles in turns, and sum the target over them."""
        at = np.rint((turns % 1.0) * self.cells).astype(np.int64) % self.cells
        self.counts += np.bincount(at, minlength=self.cells)
        if target is not None:
            self.sums += np.bincount(at, target, minlength=self.cells)
            self.squares += np.bincount(at, target**2, minlength=self.cells)

    @property
    def total(self) -> int:
        """How many angles were counted."""
        return int(self.counts.sum())

    @property
    def positions(self) -> int:
        """How many equal places around the turn rounded data can take: 360 for whole degrees.

        Bins that do not divide it would hold unequally many places.
        """
        steps = np.diff(np.flatnonzero(self.counts))
        return self.cells // math.gcd(self.cells, *np.unique(steps).tolist())

    def bins(self, count: int) -> Counts:
        """Counts of ``count`` equal bins, the first one beginning at angle 0."""
        if self.cells % count:
            raise InputError(f"{count} bins do not divide {self.cells} cells")
        return np.asarray(self.counts.reshape(count, -1).sum(axis=1))


def rice(samples: int) -> int:
    """Rice's rule, ``ceil(2 n^(1/3))`` bins: NumPy's "rice" for data that span the turn.

    It sees the number of data only, so that turning them changes nothing.

    >>> rice(254)
    13
    """
    return math.ceil(2 * math.cbrt(samples))


@dataclass(frozen=True)
class Binning:
    """Regions, as unions of equal bins: the choice, and the counts.

    :param bins: how many equal bins divide the turn.
    :param edges: first bins of the regions, increasing; the last region runs on to the first.
    :param counts: points in each region; 0 is a gap.
    :param rule: the choice in words.
    """

    bins: int
    edges: tuple[int, ...]
    counts: tuple[int, ...]
    rule: str

    @classmethod
    def equal(cls, histogram: Histogram, regions: int) -> Binning:
        """``regions`` equal arcs from angle 0 on.

        >>> Binning.equal(Histogram.of([np.array([0.1, 0.6, 0.7])]), 2).density().weights
        (1, 2)
        """
        integer("regions", regions, 1, _MOST_REGIONS)
        counts = tuple(map(int, histogram.bins(regions)))
        return cls(regions, tuple(range(regions)), counts, f"{regions} equal bins")

    @classmethod
    def blocks(cls, histogram: Histogram) -> Binning:
        """Bins by Rice's rule, neighbours merged by Bayesian blocks (Scargle 2013; astropy).

        Bins are at most 120, divide the places that the data are rounded to, and are coarsened until
        at most 24 regions are left.  Blocks without a point are gaps.

        :raises InputError: if astropy is missing.
        """
        wanted = rice(histogram.total)
        bins = first = _divisor(histogram.positions, min(wanted, _MOST_BINS))
        while len(edges := changes(fine := histogram.bins(bins)) or (0,)) > _MOST_BLOCKS:
            bins = _divisor(histogram.positions, 2 * bins // 3)
        counts = np.add.reduceat(np.roll(fine, -edges[0]), np.array(edges) - edges[0])
        why = f", at most {_MOST_BINS}" * (wanted > _MOST_BINS)
        why += f", coarsened to at most {_MOST_BLOCKS} regions" * (bins < first)
        rule = f"{bins} equal bins (Rice's rule: {wanted}{why}), merged by Bayesian blocks"
        return cls(bins, edges, tuple(map(int, counts)), rule)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Bins in each region."""
        following = (*self.edges[1:], self.edges[0] + self.bins)
        return tuple(b - a for a, b in zip(self.edges, following, strict=True))

    def density(self) -> PiecewiseConstant:
        """The histogram as an exact density: breaks rational in units of pi, weights integers.

        Density is ``count / (n length)`` in each region.
        """
        common = int(np.lcm.reduce(self.lengths))
        pairs = zip(self.counts, self.lengths, strict=True)
        weights = [count * (common // length) for count, length in pairs]
        ends = (*self.edges, self.edges[0] + self.bins)
        return PiecewiseConstant(
            tuple(sp.Rational(2 * end, self.bins) for end in ends), tuple(weights)
        )


def _divisor(number: int, most: int) -> int:
    return max(k for k in range(1, most + 1) if number % k == 0)
