"""What is seen of a training: errors by region, when each region converged, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import Indices
from freqbias.numerics.networks.two_layer import Network
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, shown

__all__ = ["Log", "Outcome", "StoppingRule", "Training", "checked_regions", "look", "regions_of"]

_GROWTH = 1e6  # of the sum of squares, beyond which descent has diverged


class Outcome(Enum):
    """How a training ended."""

    EXHAUSTED = 0  # all steps are made
    CONVERGED = 1  # every region is below the threshold
    DIVERGED = (
        2  # the sum of squares is a million times that of targets and first residuals, or nan
    )


@dataclass(frozen=True)
class StoppingRule:
    """Region R_j has converged when ``(1/(2 |R_j|)) sum_{i in R_j} (f(x_i) - y_i)^2 < threshold``.

    Training stops at the first step at which every region has.  Figure 7 of 2003.04560 has the
    threshold delta/n, delta = 0.05, n = 734.

    :raises InputError: if the threshold is not a positive number.
    """

    threshold: float

    def __post_init__(self) -> None:
        if not 0 < self.threshold < np.inf:
            raise InputError(f"threshold {shown(self.threshold)} is not a positive number")


@dataclass(frozen=True, eq=False)
class Training:
    """A network after training, and what was seen on the way.

    :param network: the network after the last step.
    :param outcome: why it ended there.
    :param recorded: the steps at which errors were recorded, shape (k,); 0 is before the first.
    :param errors: mean square errors ``(1/|R_j|) sum_{R_j} (f - y)^2``, shape (k, regions).
    :param first: for each region the first step after which it is below the threshold, or None.
    :param staying: the first step from which on it is below at every look until the end, or None.

    With mini-batches regions are looked at only when errors are recorded.
    """

    network: Network
    outcome: Outcome
    recorded: Indices
    errors: Floats
    first: tuple[int | None, ...]
    staying: tuple[int | None, ...]

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return int(self.recorded[-1])


class Log(NamedTuple):
    """The arrays behind a :class:`Training`, written by compiled code."""

    limits: Floats  # of the sums of squares, by region
    ceiling: float  # of their sum
    first: Indices
    since: Indices  # the step from which a region is below its limit; -1 if it is not

    @classmethod
    def of(cls, rule: StoppingRule | None, sizes: Indices, targets: Floats, start: float) -> Log:
        """A new one, for regions of given sizes and a sum of squares at the start."""
        limits = np.multiply(sizes, 2 * rule.threshold if rule else -1.0, dtype=float)
        ceiling = _GROWTH * (start + float(targets @ targets)) + np.finfo(float).tiny
        return cls(limits, ceiling, np.full(sizes.size, -1), np.full(sizes.size, -1))


@compiled
def look(squares: Floats, step: int, log: Log) -> int:
    """Take note of the sums of squares after a step; the value of an :class:`Outcome`, 0 to go on."""
    converged = True
    for j in range(len(squares)):
        if squares[j] < log.limits[j]:
            if log.since[j] < 0:
                log.since[j] = step
            if log.first[j] < 0:
                log.first[j] = step
        else:
            log.since[j] = -1
            converged = False
    if not squares.sum() <= log.ceiling:  # also if it is nan
        return 2
    return 1 if converged else 0


def regions_of(density: PiecewiseConstant, points: Floats) -> Indices:
    """The index of the piece of the density in which each angle lies, shape (n,).

    >>> density = PiecewiseConstant.from_text("-1, 0, 1", "1, 3")
    >>> regions_of(density, np.array([-1.0, 1.0, 3.0, 4.0]))
    array([0, 1, 1, 0])
    """
    edges = np.array([float(b) for b in density.breaks]) * np.pi
    folded = edges[0] + (np.asarray(points) - edges[0]) % (2 * np.pi)
    found = np.searchsorted(edges, folded, side="right") - 1
    regions: Indices = np.clip(found, 0, edges.size - 2).astype(np.int64)
    return regions


def checked_regions(regions: Indices | None, samples: int) -> Indices:
    """One region for each sample, 0 to the number of regions - 1, none empty."""
    if regions is None:
        return np.zeros(samples, dtype=np.int64)
    regions = np.asarray(regions)
    if regions.shape != (samples,) or regions.dtype.kind not in "iu":
        raise InputError(f"regions of shape {shown(regions.shape)} are not {samples} integers")
    present = np.unique(regions)
    if not np.array_equal(present, np.arange(present.size)):
        raise InputError(
            f"regions {shown(present)} of the points are not 0, 1, 2, ... without a gap"
        )
    return regions.astype(np.int64)
