"""Full-batch steps of two-layer networks beside their alternatives, in one run.  No asserts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/two_layer.py [--repeat 5] [--largest 1000000]``: one core, to
which XLA is held too.  Machines are shared and noisy: compare the rows of one run.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np
import sympy as sp
from rich.console import Console
from rich.table import Table

from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.steps import Iterate
from freqbias.numerics.networks.two_layer import Network
from freqbias.numerics.reading import piecewise_constant
from freqbias.theory.descent import Loss

_CONSOLE = Console(width=110)
_DENSITY = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_SAMPLES, _WIDTH, _ETA = 734, 4000, sp.Rational(1, 250)  # of figure 7
_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
_ASKED = 0.25  # milliseconds a step


class PlainDescent:
    """The same step by dense matrices: activations (n, m), O(n m)."""

    def __init__(self, network: Network, points: Floats, targets: Floats) -> None:
        self.inputs = np.column_stack([np.cos(points), np.sin(points), np.ones(points.size)])
        self.units, self.scale, self.targets = network.units.copy(), network.scale, targets
        self.rate = float(_ETA) * network.scale

    def advance(self, steps: int) -> None:
        """So many steps on."""
        inner, outer = self.units[:, :3], self.units[:, 3]
        for _ in range(steps):
            before = self.inputs @ inner.T
            rho = self.scale * (np.maximum(before, 0) @ outer) - self.targets
            inner -= self.rate * outer[:, None] * ((before > 0).T @ (self.inputs * rho[:, None]))


class JaxDescent:
    """The same step by automatic differentiation in double precision, compiled."""

    def __init__(self, jax: Any, network: Network, points: Floats, targets: Floats) -> None:
        jax.config.update("jax_enable_x64", True)
        x = jax.numpy.array([np.cos(points), np.sin(points), np.ones(points.size)])
        outer, scale, eta = jax.numpy.array(network.amplitudes), network.scale, float(_ETA)

        def loss(inner: Any) -> Any:
            return ((scale * outer @ jax.nn.relu(inner @ x) - targets) ** 2).sum() / 2

        self.step = jax.jit(lambda inner: inner - eta * jax.grad(loss)(inner))
        self.inner = jax.numpy.array(network.units[:, :3])

    def advance(self, steps: int) -> None:
        """So many steps on."""
        for _ in range(steps):
            self.inner = self.step(self.inner)
        self.inner.block_until_ready()


def _milliseconds(advance: Callable[[int], None], steps: int) -> float:
    start = time.perf_counter()
    advance(steps)
    return 1000 * (time.perf_counter() - start) / steps


def _problem(samples: int, width: int) -> tuple[Network, Floats, Floats]:
    points = sample(_DENSITY, samples, seed=0)
    return Network.drawn(width, seed=1, weight_scale=0.2), points, np.sin(5 * points)


def peers(repeat: int) -> Table:
    """One step at the size of figure 7, alternating between the ways."""
    network, points, targets = _problem(_SAMPLES, _WIDTH)
    ours = Iterate(network, points, targets, network.descent(_ETA, _SAMPLES))
    plain = PlainDescent(network, points, targets)
    ways: list[tuple[str, Any, int]] = [("running sums", ours, 400), ("plain NumPy", plain, 10)]
    try:
        os.environ.setdefault("XLA_FLAGS", _ONE_THREAD)
        import jax

        ways.append(("jitted JAX, float64", JaxDescent(jax, network, points, targets), 20))
    except ImportError:
        _CONSOLE.print("JAX is not installed, so its row is left out.")
    for _, way, _ in ways:
        way.advance(20)  # warm-up: compilation, first steps
    apart = np.abs(ours.network.units - plain.units).max()
    rounds = [[_milliseconds(way.advance, steps) for _, way, steps in ways] for _ in range(repeat)]
    table = Table("way", "asked ms", "median ms a step", "least ms", "median ratio to running sums",
                  title=f"n = {_SAMPLES}, m = {_WIDTH}; parameters of NumPy and ours are "
                  f"{apart:.1e} apart after 20 steps")  # fmt: skip
    for (name, _, _), times in zip(ways, zip(*rounds, strict=True), strict=True):
        ratio = statistics.median(t / row[0] for t, row in zip(times, rounds, strict=True))
        asked = f"{_ASKED}" if name == "running sums" else ""
        cells = (f"{statistics.median(times):.3f}", f"{min(times):.3f}", f"{ratio:.1f}")
        table.add_row(name, asked, *cells)
    return table


def growth(repeat: int, largest: int) -> Table:
    """n = m from 1,000 up: the first steps, in which borders move far, and later ones."""
    table = Table("n = m", "set-up s", "first 5 steps, ms each", "later, ms", "ns a point and unit",
                  title="Growth")  # fmt: skip
    sizes = [10**k for k in range(3, 10) if 10**k <= largest]
    seconds = []
    for size in sizes:
        network, points, targets = _problem(size, size)
        start = time.perf_counter()
        settings = network.descent(1, size, Loss.HALF_MEAN)
        iterate = Iterate(network, points, targets, settings)
        begun = time.perf_counter() - start
        first = _milliseconds(iterate.advance, 5)
        later = [_milliseconds(iterate.advance, max(3, 10**6 // size)) for _ in range(repeat)]
        seconds.append(statistics.median(later))
        each = 1e6 * seconds[-1] / (2 * size)
        table.add_row(
            f"{size:,}", f"{begun:.3f}", f"{first:.2f}", f"{seconds[-1]:.2f}", f"{each:.1f}"
        )
    if len(sizes) > 1:
        slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
        table.caption = f"slope on doubly logarithmic axes {slope:.2f}"
    return table


@click.command()
@click.option("--repeat", default=5, show_default=True, help="Runs of each; medians are printed.")
@click.option("--largest", default=10**6, show_default=True, help="Largest n = m of the growth.")
def main(repeat: int, largest: int) -> None:
    """Print the tables."""
    _CONSOLE.print(peers(repeat), "")
    _CONSOLE.print(growth(repeat, largest))


if __name__ == "__main__":
    main()
