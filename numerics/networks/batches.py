"""Mini-batches: the same two passes over the sorted points of a batch, O(B + m log B) a step.

A batch of B points is a sample of its own.  The pass over the units that makes a step on one batch
finds the arcs on the next one, mostly by walking from where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from freqbias.numerics.networks.arcs import located
from freqbias.numerics.networks.looks import Log, look
from freqbias.numerics.networks.steps import Iterate, Sample, place, residuals, step_rates, update
from freqbias.numerics.networks.two_layer import Network
from freqbias.theory.descent import Descent

__all__ = ["batches", "mini_batches"]


def mini_batches(
    iterate: Iterate, log: Log, network: Network, descent: Descent, size: int, seed: int
) -> Callable[[int, int], tuple[int, int]]:
    """Steps on batches; the whole sample is looked at after the last step of a span."""
    at = iterate
    stream = batches(at.sample, size, seed)
    batch = next(stream)
    arcs = located(at.units, batch.inputs, batch.angles)
    jumps, sums, unused = (
        np.zeros((size + 1, 3)),
        np.empty((size + 1, 3)),
        np.empty_like(at.squares),
    )
    place(at.units, arcs, jumps)

    def step() -> None:
        nonlocal batch
        here, ahead = len(batch.targets) + 1, next(stream)
        residuals(jumps[:here], batch, at.scale, sums[:here], unused)
        rates = step_rates(network, descent, here - 1)
        update(at.units, arcs, jumps[: len(ahead.targets) + 1], sums[:here], ahead, rates)
        batch = ahead

    def advance(begin: int, end: int) -> tuple[int, int]:
        for _ in range(max(begin, 1), end + 1):
            step()
        at.jumps[:] = 0.0
        place(at.units, located(at.units, at.sample.inputs, at.sample.angles), at.jumps)
        residuals(at.jumps, at.sample, at.scale, at.sums, at.squares)
        return end, look(at.squares, end, log)

    return advance


def batches(sample: Sample, size: int, seed: int) -> Iterator[Sample]:
    """Batches of a fresh permutation each epoch, for ever."""
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(len(sample.targets))
        for start in range(0, order.size, size):
            yield sample.chosen(np.sort(order[start : start + size]))
