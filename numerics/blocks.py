"""Bayesian blocks on a circle: where the rate of counts changes (Scargle et al. 2013).  Needs astropy.

The library works on an interval, and gives the first and last bin half their width, by which uniform
counts nearly always seem to change there.  Here every bin has its width, and the circle is cut where
the library would have to cut it anyway: at an end of the arc that differs most from the rest.

astropy is an extra (``pip install "freqbias[data]"``) and is imported when blocks are asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError

__all__ = ["changes"]

_FALSE_ALARM = 0.05  # of one change on an interval; on a circle two are paid for

Edges = tuple[int, ...]


def changes(counts: NDArray[np.int64]) -> Edges:
    """The bins at which blocks begin, increasing; none if one rate fits all around.

    Maximises ``sum over blocks of N log(N/T) - prior``, N the count of a block and T its length in
    bins, among the partitions that cut at an end of the arc that stands out most; the prior is
    astropy's.  Turning the counts turns the answer.

    :raises InputError: if astropy is missing.

    >>> changes(np.array([20, 23, 18, 95, 103]))
    (0, 3)
    >>> changes(np.array([90, 110, 103, 98, 101]))
    ()
    """
    library, fitness = _library()
    prior = fitness(p0=_FALSE_ALARM).compute_ncp_prior(counts.size)
    candidates: list[Edges] = [()]
    for cut in _outstanding(counts):
        turned = np.roll(counts, -cut)
        middles = np.arange(counts.size) + 0.5
        edges = library(middles, turned, fitness=fitness, ncp_prior=prior)
        # the first edge is the first middle, the others lie between middles
        candidates.append(tuple(sorted((int(edge) + cut) % counts.size for edge in edges[:-1])))
    return max(candidates, key=lambda found: _worth(counts, found, prior))


def _outstanding(counts: NDArray[np.int64]) -> Edges:
    """The ends of the arc whose rate and the rest's are together the best two blocks."""
    before = np.concatenate([[0], np.cumsum(counts)])
    left, right = np.triu_indices(counts.size, 1)
    inside, length = before[right] - before[left], right - left
    worth = _log_rate(inside, length) + _log_rate(before[-1] - inside, counts.size - length)
    best = np.argmax(worth)
    return int(left[best]), int(right[best])


def _worth(counts: NDArray[np.int64], edges: Edges, prior: float) -> float:
    if len(edges) < 2:  # one edge bounds no second block
        return float(_log_rate(counts.sum(), counts.size))
    sums = np.add.reduceat(np.roll(counts, -edges[0]), np.array(edges) - edges[0])
    lengths = np.diff([*edges, edges[0] + counts.size])
    return float(_log_rate(sums, lengths).sum()) - prior * len(edges)


def _log_rate(count: Any, length: Any) -> Floats:
    return np.asarray(xlogy(count, count / length))


def _library() -> tuple[Any, Any]:
    """``bayesian_blocks``, and its fitness of events for bins of equal width."""
    try:
        from astropy.stats import (  # type: ignore[import-untyped]
            Events,
            bayesian_blocks,
        )
    except ImportError:
        raise InputError(
            "regions 'auto' need astropy, which is not installed: "
            'pip install "freqbias[data]", or give their number'
        ) from None

    class Bins(Events):  # type: ignore[misc]
        def fitness(self, N_k: Floats) -> Floats:
            return _log_rate(N_k, np.arange(N_k.size, 0, -1))

    return bayesian_blocks, Bins
