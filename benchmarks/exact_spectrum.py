"""The exact spectrum beside its alternatives in one run: medians, errors, and growth.  No asserts.

``python benchmarks/exact_spectrum.py [--repeat 3] [--full]``.  Machines are shared and noisy: compare
the rows of one run.  The default takes a minute or two; ``--full`` adds the long rows.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from fractions import Fraction
from typing import Any

import click
import numpy as np
from flint import arb
from rich.console import Console
from rich.table import Table
from scipy.linalg import eigh

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.densities import quantile_points
from freqbias.numerics.exact.determinant import ArcTransfer
from freqbias.numerics.exact.spectrum import ExactSpectrum
from freqbias.numerics.exact.transfer import DoublingTransfer
from freqbias.numerics.floating.spectrum import float_spectrum
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.gram.dense import gram_matrix, gram_spectrum
from freqbias.numerics.reading import piecewise_constant
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.sectors import Sector, arcs

_CONSOLE = Console(width=110)
_THIRDS = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_TOP = 50
_POINTS = 4000
_MODES = 800  # frequencies, so 1601 of them
_EVALUATIONS = ((30.0, 160), (1e4, 224), (1e6, 288))  # nu, bits


def _median(call: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _certified(
    density: PiecewiseConstant, count: int, digits: int, workers: Executor | None = None
) -> ExactSpectrum:
    return ExactSpectrum(first_layer_bias, density, count, digits, workers)


def _floats(density: PiecewiseConstant, count: int) -> Any:
    return float_spectrum(first_layer_bias, density, count)


def _pieces(count: int) -> PiecewiseConstant:
    """Equal pieces, weights 1, 2, 4, 3, ... without a symmetry."""
    breaks = [Fraction(2 * j, count) - 1 for j in range(count + 1)]
    weights = [1 + (j * j + j) // 2 % 7 for j in range(count - 1)] + [8]
    return PiecewiseConstant(tuple(breaks), tuple(weights))


def asked(repeat: int, full: bool) -> Table:
    """The figures that the project asks of itself."""
    table = Table("weights 1, 2, 4 on thirds", "asked s", "median s", "ms each", title="Figures")
    with ProcessPoolExecutor(2) as workers:
        _certified(_THIRDS, 20, 15, workers)  # starts them
        rows: list[tuple[str, float, int, Callable[[], object], bool]] = [
            ("certified, complete, 50 to 30 digits", 0.5, 50,
             lambda: _certified(_THIRDS, 50, 30), True),
            ("the same, 2 processes", 0.5, 50,
             lambda: _certified(_THIRDS, 50, 30, workers), True),
            ("certified, complete, 1,000 to 50 digits, 2 processes", 6.0, 1000,
             lambda: _certified(_THIRDS, 1000, 50, workers), full),
            ("float64, 1,000", 0.2, 1000, lambda: _floats(_THIRDS, 1000), True),
            ("float64, 100,000", 20.0, 100_000, lambda: _floats(_THIRDS, 100_000), full),
        ]  # fmt: skip
        for name, limit, count, call, wanted in rows:
            if wanted:
                seconds = _median(call, repeat if limit < 1 else 1)
                each = f"{1000 * seconds / count:.3f}"
                table.add_row(name, f"{limit:g}", f"{seconds:.3f}", each)
    return table


def peers(repeat: int) -> Table:
    """What the field does, against the certified values: seconds and errors of the top 50."""
    exact = np.array([float(row.value) for row in _certified(_THIRDS, _TOP, 30).eigenvalues])
    points = quantile_points(_THIRDS, _POINTS)

    def whole() -> Any:
        return eigh(gram_matrix(first_layer_bias, points) / _POINTS, eigvals_only=True)[::-1]

    ways: list[tuple[str, Callable[[], Any], int]] = [
        ("certified, 30 digits", lambda: exact, 0),
        ("float64, closed form", lambda: _floats(_THIRDS, _TOP), repeat),
        (f"Gram, n = {_POINTS}, scipy eigh, top {_TOP}",
         lambda: gram_spectrum(first_layer_bias, points, _TOP), 1),
        (f"Gram, n = {_POINTS}, scipy eigh, all", whole, 1),
        (f"Fourier-Galerkin, {2 * _MODES + 1} modes",
         lambda: galerkin_spectrum(first_layer_bias, _THIRDS, _MODES).eigenvalues, repeat),
    ]  # fmt: skip
    table = Table(f"top {_TOP}", "median s", "error of lambda_0", "median error", "largest error",
                  title="The peers' way; errors relative, against the certified values")  # fmt: skip
    for name, call, times in ways:
        seconds = _median(call, times) if times else _median(
            lambda: _certified(_THIRDS, _TOP, 30), repeat)  # fmt: skip
        off = np.abs(np.asarray(call())[:_TOP] / exact[:_TOP] - 1)
        errors = (off[0], np.median(off), off.max()) if times else ()
        table.add_row(name, f"{seconds:.3f}", *(f"{x:.1e}" for x in errors))
    return table


def transfers(repeat: int) -> Table:
    """One transfer over one arc: the matrix exponential by doubling against the closed modes."""
    table = Table("nu", "bits", "doubling ms", "modes ms", "ratio", "balls meet",
                  title="Transfer over one arc")  # fmt: skip
    system = half_circle_system(first_layer_bias)
    arc = arcs(_THIRDS, Sector())[0]
    for nu, bits in _EVALUATIONS:
        with precision(bits):
            exact = (complex_ball(x).real for x in (arc.length, arc.sigma, arc.delta))
            doubling = DoublingTransfer(system, tuple(exact))
            closed = ArcTransfer(first_layer_bias, system, arc).modes
            at = arb(nu)
            slow, fast = (
                _median(lambda call=call, at=at: call(at), 20 * repeat)  # type: ignore[misc]
                for call in (doubling, closed)
            )
            pairs = zip(doubling(at)[0].entries(), closed(at)[0].entries(), strict=True)
            meet = all(a.overlaps(b) for a, b in pairs)
        table.add_row(f"{nu:g}", str(bits), f"{1000 * slow:.3f}", f"{1000 * fast:.3f}",
                      f"{slow / fast:.1f}", "yes" if meet else "NO")  # fmt: skip
    return table


def growth(full: bool) -> Table:
    """Seconds against count and pieces, and the slopes fitted on doubly logarithmic axes."""
    counts = [10, 100, 1000, 10_000] + [100_000] * full
    certified = [10, 30, 100, 300] + [1000] * full
    pieces = [2, 4, 8, 16] + [32, 64] * full
    series: list[tuple[str, list[int], Callable[[int], object]]] = [
        ("float64, count", counts, lambda n: _floats(_THIRDS, n)),
        ("certified to 30 digits, count", certified, lambda n: _certified(_THIRDS, n, 30)),
        ("float64, 1,000, pieces", pieces, lambda n: _floats(_pieces(n), 1000)),
        ("certified, 20 to 30 digits, pieces", pieces, lambda n: _certified(_pieces(n), 20, 30)),
    ]
    table = Table("what grows", "seconds at each size", "slope", "slope, last half", title="Growth")
    for name, sizes, call in series:
        call(sizes[0])  # imports and caches
        seconds = [_median(lambda n=n, call=call: call(n), 1) for n in sizes]  # type: ignore[misc]
        cells = ", ".join(f"{n:,}: {s:.3g}" for n, s in zip(sizes, seconds, strict=True))
        half = len(sizes) // 2
        slopes = (_slope(sizes, seconds), _slope(sizes[half:], seconds[half:]))
        table.add_row(name, cells, *(f"{slope:.2f}" for slope in slopes))
    return table


def _slope(sizes: Iterable[int], seconds: Iterable[float]) -> float:
    return float(np.polyfit(np.log(list(sizes)), np.log(list(seconds)), 1)[0])


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Runs of the short rows.")
@click.option("--full", is_flag=True, help="The long rows too: a few minutes.")
def main(repeat: int, full: bool) -> None:
    """Print the tables."""
    _certified(_THIRDS, 3, 15)  # warm-up: imports, symbolic systems
    _floats(_THIRDS, 30)
    for make in (lambda: asked(repeat, full), lambda: transfers(repeat), lambda: peers(repeat),
                 lambda: growth(full)):  # fmt: skip
        _CONSOLE.print(make(), "")


if __name__ == "__main__":
    main()
