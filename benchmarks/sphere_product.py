"""Products with the Gram matrix of points on S^2, beside the matrix itself, in one run.  No asserts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/sphere_product.py [--repeat 7] [--largest 1000000]``: the
matrix is formed and multiplied in blocks of rows, for a few of them only, and its time scaled to all
of them.  Machines are shared and noisy: compare the rows of one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from freqbias.numerics.spheres.operator import SphereGramOperator

_ROWS = 20
_HEAD = ("n", "degrees", "set-up s", "product s", "asked s", "relative error", "direct s", "ratio")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _row(n: int, degrees: int, repeat: int) -> tuple[str, ...]:
    random = np.random.default_rng(0)
    points = random.standard_normal((n, 3))
    points /= np.linalg.norm(points, axis=1)[:, None]
    v = random.standard_normal(n)
    start = time.perf_counter()
    H = SphereGramOperator(points, degrees=degrees)
    H @ v
    setup = time.perf_counter() - start
    ours, direct = [], []
    for _ in range(repeat):
        ours.append(_seconds(lambda: H @ v))
        direct.append(_seconds(lambda: H.rows(np.arange(_ROWS)) @ v) * n / _ROWS)
    ratio = statistics.median(a / b for a, b in zip(ours, direct, strict=True))
    found = (setup, statistics.median(ours))
    error, whole = H.measured_error(v, 50), statistics.median(direct)
    asked = "1" if (n, degrees) == (10**6, 1000) else ""
    times = (f"{found[0]:.2f}", f"{found[1]:.3f}", asked)
    return (f"{n:,}", str(degrees), *times, f"{error:.1e}", f"{whole:.0f}", f"{ratio:.1e}")


@click.command()
@click.option("--repeat", default=7, show_default=True, help="Runs of each; medians are printed.")
@click.option("--largest", default=10**6, show_default=True, help="Points.")
def main(repeat: int, largest: int) -> None:
    """Print the table."""
    table = Table(*_HEAD, box=None)
    for n in (10**4, 10**5, 10**6, 10**7):
        for degrees in (300, 1000):
            if n <= largest:
                table.add_row(*_row(n, degrees, repeat))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
