"""Products, solves, counts and spectra of sampled Gram matrices, in one run.  No asserts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/gram.py [--repeat 9] [--largest 10000000] [--threads 2]``:
products with sorted points on one core are beside a plain sweep over the same arrays.  Each row is a
process of its own, so its peak of memory is its own too; how others do is in ``gram_peers.py``.
Machines are shared and noisy: compare the rows of one run.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, NamedTuple

import click
import numpy as np
from apart import apart
from rich.console import Console
from rich.table import Table

from freqbias.memory import available, in_words
from freqbias.numerics.compiled import compiled
from freqbias.numerics.densities import sample
from freqbias.numerics.gram.eigenpairs import top_eigenpairs
from freqbias.numerics.gram.factorisation import Factorisation
from freqbias.numerics.gram.inertia import inertia
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.reading import piecewise_constant

_CONSOLE = Console(width=130)
_DENSITY = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_TOP = 50
_ASKED = {10**6: "5", 10**7: "50", 10**8: "600"}  # milliseconds a product
_NEEDED = 110  # bytes a point, at the peak of folding and sorting


class Product(NamedTuple):
    """What one size takes: seconds; bytes of all arrays while folding and in a product."""

    folding: float
    products: list[float]
    sweeps: list[float]
    folding_bytes: int
    product_bytes: int


@compiled
def _sweep(y: Any, sides: Any, waves: Any, values: Any, result: Any) -> None:
    """Read and write once what a product reads and writes, with as little arithmetic as can be."""
    for i in range(len(y)):
        total = y[i] + values[i] * sides[i]
        for row in range(len(waves)):
            total += waves[row, i]
        result[i] = total


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def product(n: int, repeat: int) -> Product:
    """n samples: folded and sorted once, then products and sweeps by turns."""
    angles = sample(_DENSITY, n, seed=0)
    small = GramOperator(angles[:9])
    small @ np.ones(9)  # compiles
    _sweep(small.points.y, small.points.sides, small.points.waves, np.ones(9), np.ones(9))
    tracemalloc.start()  # NumPy tells it of its arrays
    start = time.perf_counter()
    H = GramOperator(angles)
    folding = time.perf_counter() - start
    folding_bytes = angles.nbytes + tracemalloc.get_traced_memory()[1]
    del angles
    points, v = H.points, np.random.default_rng(1).standard_normal((1, n))

    def sweep() -> None:
        _sweep(points.y, points.sides, points.waves, v[0], np.empty(n))

    def multiply() -> None:
        H.sorted_product(v)

    tracemalloc.reset_peak()
    multiply()
    _, product_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    times = [(_seconds(multiply), _seconds(sweep)) for _ in range(repeat)]
    products, sweeps = (list(column) for column in zip(*times, strict=True))
    return Product(folding, products, sweeps, folding_bytes, product_bytes)


def products(repeat: int, largest: int) -> Table:
    """From 10^5 points up, with the growth."""
    table = Table("n", "fold, sort, waves s", "asked ms", "product, median ms", "least ms",
                  "ns a point", "sweep, ms", "ratio", "bytes a point", "while folding", "peak",
                  title="H v, points sorted, one core, first layer with bias")  # fmt: skip
    sizes, least = [], []
    for n in (10**k for k in range(5, 9) if 10**k <= largest):
        there = available()
        if there is not None and there < _NEEDED * n:
            table.add_row(f"{n:,}", f"needs {in_words(_NEEDED * n)}")
            continue
        found, peak = apart(product, n, repeat)
        median, sweep = statistics.median(found.products), statistics.median(found.sweeps)
        table.add_row(
            f"{n:,}", f"{found.folding:.3f}", _ASKED.get(n, ""), f"{1e3 * median:.2f}",
            f"{1e3 * min(found.products):.2f}", f"{1e9 * median / n:.2f}", f"{1e3 * sweep:.2f}",
            f"{median / sweep:.2f}", f"{found.product_bytes / n:.1f}",
            f"{found.folding_bytes / n:.1f}", in_words(peak),
        )  # fmt: skip
        sizes.append(n)
        least.append(min(found.products))
    if len(sizes) > 1:
        slope = np.polyfit(np.log(sizes), np.log(least), 1)[0]
        table.caption = f"slope of the least on doubly logarithmic axes {slope:.2f}"
    return table


class Solve(NamedTuple):
    """Seconds of each, and how good they are."""

    factors: float
    solution: float
    count: float
    residual: float
    radius: float


def solve(n: int, repeat: int) -> Solve:
    """``(H + I) x = b``, and how many eigenvalues of H exceed n/1000."""
    small = GramOperator(sample(_DENSITY, 9, seed=0))
    Factorisation(small, 1.0).solve(np.ones(9))  # compiles
    inertia(small, 1.0)
    H = GramOperator(sample(_DENSITY, n, seed=0))
    b = np.random.default_rng(1).standard_normal(n)
    factors = Factorisation(H, 1.0)
    return Solve(
        statistics.median(_seconds(lambda: Factorisation(H, 1.0)) for _ in range(repeat)),
        statistics.median(_seconds(lambda: factors.solve(b)) for _ in range(repeat)),
        statistics.median(_seconds(lambda: inertia(H, n / 1000)) for _ in range(repeat)),
        factors.solve(b).residual,
        inertia(H, n / 1000).error / n,
    )


def solves(repeat: int, largest: int) -> Table:
    """Asked at 10^6: 0.5 s for factors and solution, 0.1 s for a count."""
    table = Table("n", "factors s", "solution s", "asked s", "both s", "relative residual",
                  "asked s", "count s", "shift within, units of H/n", "peak",
                  title="(H + I) x = b, and a count of eigenvalues of H/n above 0.001")  # fmt: skip
    for n in (10**k for k in range(5, 8) if 10**k <= largest):
        found, peak = apart(solve, n, repeat)
        asked = ("0.5", "0.1") if n == 10**6 else ("", "")
        table.add_row(
            f"{n:,}", f"{found.factors:.3f}", f"{found.solution:.3f}", asked[0],
            f"{found.factors + found.solution:.3f}", f"{found.residual:.0e}", asked[1],
            f"{found.count:.3f}", f"{found.radius:.0e}", in_words(peak),
        )  # fmt: skip
    return table


def spectrum(n: int, threads: int) -> tuple[float, float, int, float]:
    """Seconds to fold and for the rest; eigenvalues with certain indices; the largest radius."""
    angles = sample(_DENSITY, n, seed=0)
    top_eigenpairs(GramOperator(angles[:999], threads=threads), 9)  # compiles
    start = time.perf_counter()
    operator = GramOperator(angles, threads=threads)
    folded = time.perf_counter()
    rows = top_eigenpairs(operator, _TOP).rows
    seconds = time.perf_counter() - folded
    certain = sum(row.multiplicity for row in rows if row.certified)
    radius = max(row.value.rad * 10.0**row.value.exponent for row in rows)
    return folded - start, seconds, certain, radius


def spectra(largest: int, threads: int) -> Table:
    """Top 50 with certified indices."""
    table = Table("n", "fold, sort, waves s", f"top {_TOP} s", "asked s", "whole s",
                  "indices certified", "largest radius", "peak",
                  title=f"Largest eigenpairs of H/n, threads: {threads}")  # fmt: skip
    for n in (10**k for k in range(5, 8) if 10**k <= largest):
        (folding, seconds, certain, radius), peak = apart(spectrum, n, threads)
        asked = {10**6: "4", 10**7: "60"}.get(n, "")
        table.add_row(
            f"{n:,}", f"{folding:.2f}", f"{seconds:.2f}", asked, f"{folding + seconds:.2f}",
            f"{certain} of {_TOP}", f"{radius:.0e}", in_words(peak),
        )  # fmt: skip
    return table


@click.command()
@click.option("--repeat", default=9, show_default=True, help="Runs of each; medians are printed.")
@click.option("--largest", default=10**7, show_default=True, help="Most points; products: 10^8.")
@click.option("--threads", default=2, show_default=True, help="For spectra.")
def main(repeat: int, largest: int, threads: int) -> None:
    """Print the tables."""
    _CONSOLE.print(products(repeat, largest), "")
    _CONSOLE.print(solves(repeat, largest), "")
    _CONSOLE.print(spectra(largest, threads))


if __name__ == "__main__":
    main()
