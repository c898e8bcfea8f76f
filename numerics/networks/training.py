"""Training two-layer networks on the circle: full batches or mini-batches, one seed or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import Indices
from freqbias.numerics.networks.batches import mini_batches
from freqbias.numerics.networks.looks import (
    Log,
    Outcome,
    StoppingRule,
    Training,
    checked_regions,
    look,
)
from freqbias.numerics.networks.steps import Iterate, Rates, Sample, residuals, update
from freqbias.numerics.networks.tangent import TangentKernel
from freqbias.numerics.networks.two_layer import Network
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, integer

__all__ = ["refuse_unstable", "train", "train_all"]

_WORK = 10**8  # units and points passed before an interrupt is heard
_Advance = Callable[[int, int], tuple[int, int]]  # first and last step to the step reached, outcome


def train(
    network: Network,
    points: Floats,
    targets: Floats,
    descent: Descent,
    *,
    steps: int,
    record: int = 1,
    regions: Indices | None = None,
    rule: StoppingRule | None = None,
    batch_size: int | None = None,
    seed: int = 0,
) -> Training:
    """Gradient descent on ``c sum_i (f(x_i) - y_i)^2`` from the network given.

    :param points: n angles in radians, in any order.
    :param targets: y, shape (n,).
    :param descent: step size, loss and scaling, as from ``Network.descent``.
    :param steps: how many at most.
    :param record: errors are recorded every so many steps, and at the end.
    :param regions: the index of each point's region, as from :func:`~.looks.regions_of`; one if None.
    :param rule: when to stop early.
    :param batch_size: points in a batch; c is then that of a loss on the batch.  Every epoch is a
        fresh permutation, its last batch is what is left.
    :param seed: of the permutations.
    :raises InputError: if shapes or settings do not belong together, or if the linearised descent is
        unstable; the sentence says the largest stable step size.

    >>> from freqbias.theory.descent import Loss
    >>> points = np.linspace(-np.pi, np.pi, 100, endpoint=False)
    >>> network = Network.drawn(2000, seed=0)
    >>> training = train(network, points, np.cos(2 * points), network.descent(1, 100, Loss.HALF_MEAN),
    ...                  steps=1000, record=50, rule=StoppingRule(1e-3))
    >>> training.outcome.name, training.first == training.staying == (training.steps,)
    ('CONVERGED', True)
    """
    integer("steps", steps, 0, 10**12)
    integer("record", record, 1, 10**12)
    regions = checked_regions(regions, len(points))
    iterate = Iterate(network, points, targets, descent, regions)
    n = len(points)
    size = n if batch_size is None else integer("batch_size", batch_size, 1, n)
    refuse_unstable(network, points, descent, size)
    start = iterate.outputs - targets
    sizes = np.bincount(regions)
    log = Log.of(rule, sizes, iterate.sample.targets, float(start @ start))
    if batch_size is None:
        advance = _full_batch(iterate, log)
    else:
        advance = mini_batches(iterate, log, network, descent, size, seed)
    outcome, recorded, squares = _followed(advance, iterate.squares, steps, record)
    return Training(
        iterate.network,
        Outcome(outcome),
        np.array(recorded),
        np.array(squares) / sizes,
        _steps(log.first),
        _steps(log.since),
    )


def train_all(
    networks: Iterable[Network],
    points: Floats,
    targets: Floats,
    descent: Descent,
    *,
    threads: int = 2,
    steps: int,
    record: int = 1,
    regions: Indices | None = None,
    rule: StoppingRule | None = None,
) -> list[Training]:
    """:func:`train` with full batches for each network, several at once; compiled steps run in
    parallel threads.

    >>> from freqbias.theory.descent import Loss
    >>> points = np.linspace(-3, 3, 20)
    >>> networks = [Network.drawn(200, seed) for seed in range(3)]
    >>> settings = networks[0].descent(1, 20, Loss.HALF_MEAN)
    >>> trainings = train_all(networks, points, np.cos(points), settings, steps=10)
    >>> [training.steps for training in trainings]
    [10, 10, 10]
    """
    integer("threads", threads, 1, 1024)
    one = partial(
        train,
        points=points,
        targets=targets,
        descent=descent,
        steps=steps,
        record=record,
        regions=regions,
        rule=rule,
    )
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, networks))


def refuse_unstable(network: Network, points: Floats, descent: Descent, batch_size: int) -> None:
    """Refuse a step size of at least ``2/(2 c' lambda_max(H))``, ``c' = c (batch size)/n``.

    For the full batch that is exactly when linearised descent grows.  The mean of a step over all
    mini-batches has that condition too, so it is necessary, not sufficient; see Outcome.DIVERGED.
    """
    kernel = TangentKernel(network, points)
    curvature = float(descent.loss.curvature(batch_size)) / len(kernel)
    largest = kernel.largest_eigenvalue()
    step = float(descent.step_size)
    if step * curvature * largest >= 2:
        raise InputError(
            f"step size {step:g} is not below {2 / (curvature * largest):.6g}, "
            f"2 over the largest eigenvalue of the Hessian of the linearised loss"
        )


def _steps(found: Indices) -> tuple[int | None, ...]:
    return tuple(int(step) if step >= 0 else None for step in found)


def _followed(
    advance: _Advance, squares: Floats, steps: int, record: int
) -> tuple[int, list[int], list[Floats]]:
    """From record to record until the steps are made or an outcome is seen; step 0 is only a look."""
    step, outcome = advance(0, 0)
    recorded, errors = [step], [squares.copy()]
    while not outcome and step < steps:
        step, outcome = advance(step + 1, min(steps, step - step % record + record))
        recorded.append(step)
        errors.append(squares.copy())
    return outcome, recorded, errors


@compiled
def _descend(
    units: Floats,
    arcs: Indices,
    jumps: Floats,
    sums: Floats,
    squares: Floats,
    sample: Sample,
    scale: float,
    rates: Rates,
    log: Log,
    span: tuple[int, int],
) -> tuple[int, int]:
    """The steps of a span, a look after each; the last look's squares and sums are kept."""
    for step in range(span[0], span[1] + 1):
        if step > 0:
            update(units, arcs, jumps, sums, sample, rates)
        residuals(jumps, sample, scale, sums, squares)
        outcome = look(squares, step, log)
        if outcome:
            return step, outcome
    return span[1], 0


def _full_batch(iterate: Iterate, log: Log) -> _Advance:
    at = iterate
    longest = _WORK // (len(at.units) + len(at.circle)) + 1

    def advance(begin: int, end: int) -> tuple[int, int]:
        for start in range(begin, end + 1, longest):
            span = (start, min(end, start + longest - 1))
            step, outcome = _descend(
                at.units, at.arcs, at.jumps, at.sums, at.squares, at.sample,
                at.scale, at.rates, log, span,
            )  # fmt: skip
            if outcome:
                break
        return step, outcome

    return advance
