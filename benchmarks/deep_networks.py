"""Steps per second of a deep network: scanned training beside one jitted step per Python iteration.

``python benchmarks/deep_networks.py [--steps 200] [--repeat 5] [--depth 3 --depth 10]``.  Both take the
same mini batches; medians of alternating runs, compilation not counted.  Machines are shared and
noisy: compare the rows of one run.  On a GPU the loop also pays for one launch after another; none was
at hand when figures were taken.  Figure 11's full batches are ``--batch 630 --depth 3 --depth 7``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import click
import jax
import numpy as np
from rich.console import Console
from rich.table import Table

from freqbias.numerics.deep_networks import DeepNetwork, Parameters, Training, initial, on_circle
from freqbias.numerics.deep_networks import train as train_scanned
from freqbias.numerics.deep_networks.training import batches, update
from freqbias.theory.descent import Loss, Parameterisation

_ETA, _LOSS, _WATCHED = 0.001, Loss.MEAN, 16


def _network(depth: int, width: int) -> DeepNetwork:
    return DeepNetwork(depth, width, Parameterisation.STANDARD, deviation=0.1)


def _data(steps: int, batch: int) -> tuple[np.ndarray, np.ndarray]:
    angles = np.random.default_rng(0).uniform(-np.pi, np.pi, steps * batch)
    inputs, targets = on_circle(angles), 0.4 * np.cos(16 * angles) + np.cos(angles)
    return inputs.astype(np.float32), targets.astype(np.float32)


def scanned(network: DeepNetwork, start: Parameters, steps: int, batch: int) -> Callable[[], None]:
    """One epoch of so many steps in one dispatch."""
    inputs, targets = _data(steps, batch)
    training = Training(_ETA, 1, _LOSS, batch)

    def call() -> None:
        history = train_scanned(network, start, inputs, targets, training, inputs[:_WATCHED])
        history.parameters.output.block_until_ready()

    return call


def looped(network: DeepNetwork, start: Parameters, steps: int, batch: int) -> Callable[[], None]:
    """The same steps, one call of a jitted step after another, data on the device."""
    x, y = map(jax.device_put, _data(steps, batch))
    step = jax.jit(lambda theta, x, y, at: update(network, _LOSS, theta, x[at], y[at], _ETA))
    order = list(np.asarray(batches(jax.random.key(0), 0, steps * batch, batch)))

    def call() -> None:
        theta = start
        for chosen in order:
            theta = step(theta, x, y, chosen)
        theta.output.block_until_ready()

    return call


def _medians(calls: tuple[Callable[[], None], ...], repeat: int) -> list[float]:
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()  # compiles
    for _ in range(repeat):
        for call, found in zip(calls, times, strict=True):
            begin = time.perf_counter()
            call()
            found.append(time.perf_counter() - begin)
    return [statistics.median(found) for found in times]


@click.command()
@click.option("--steps", default=200, show_default=True, help="Steps in each run.")
@click.option("--repeat", default=5, show_default=True, help="Runs of each; medians are printed.")
@click.option("--depth", "depths", default=(3, 10), multiple=True, show_default=True)
@click.option("--width", default=256, show_default=True)
@click.option("--batch", default=100, show_default=True)
def main(steps: int, repeat: int, depths: tuple[int, ...], width: int, batch: int) -> None:
    """Print the table."""
    device = jax.devices()[0].device_kind
    table = Table("depth", "scan, steps/s", "loop, steps/s", "ratio", title=f"Device: {device}")
    for depth in depths:
        network = _network(depth, width)
        start = initial(network, seed=0)
        calls = tuple(way(network, start, steps, batch) for way in (scanned, looped))
        scan, loop = _medians(calls, repeat)
        row = (f"{steps / scan:.0f}", f"{steps / loop:.0f}", f"{loop / scan:.2f}")
        table.add_row(str(depth), *row)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
