"""Times to converge beside explicit gradient descent, in one run.  No asserts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/convergence.py [--repeat 3]``.  Machines are shared and
noisy: compare the rows of one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np
import sympy as sp
from rich.console import Console
from rich.table import Table

from freqbias.numerics.densities import quantile_points
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, time_to_converge, times_to_converge
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.reading import piecewise_constant
from freqbias.theory.descent import Descent
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.targets import Target

_DENSITY = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_DESCENT = Descent(sp.Rational(1, 250), 734)
_TOLERANCE, _FREQUENCY, _MANY = 0.01, 5, 200


def many(tolerance: float, frequencies: int = _MANY) -> Floats:
    """Times of 1, ..., frequencies on the three regions, from nothing."""
    flow = Flow.of(_DENSITY, first_layer_bias, frequencies)
    return times_to_converge(flow, flow.waves(range(1, _MANY + 1)), tolerance)


def exact_steps() -> Floats:
    """Steps of gradient descent for one frequency, from the operator."""
    flow = Flow.of(_DENSITY, first_layer_bias, _FREQUENCY).descent(_DESCENT)
    times = times_to_converge(flow, flow.waves([_FREQUENCY]), _TOLERANCE)
    return np.asarray(times[:, 0] / flow.step)


def explicit_steps() -> Floats:
    """The same by iterating with the Gram matrix of 734 points until all regions have converged."""
    x = quantile_points(_DENSITY, 734)
    x.sort()
    matrix = float(_DESCENT.step_size) * gram_matrix(first_layer_bias, x)
    regions = np.searchsorted(np.pi * np.array([-1 / 3, 1 / 3]), x)
    residual = np.sin(_FREQUENCY * x)
    goals = _TOLERANCE * np.bincount(regions, residual**2)
    last = np.zeros(3)
    step = 0
    while step < 2 * last.max() + 100:
        step += 1
        residual = residual - matrix @ residual
        last[np.bincount(regions, residual**2) > goals] = step
    return last + 1


def _median(call: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    seconds, result = [], None
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Runs of each; medians are printed.")
def main(repeat: int) -> None:
    """Print the table of figures."""
    _median(exact_steps, 1)
    table = Table("what", "asked s", "median s", "remark", box=None)
    seconds, times = _median(lambda: many(_TOLERANCE), repeat)
    finer = many(_TOLERANCE, 3 * _MANY // 2)
    remark = f"differs from 1.5 times the resolution by {np.max(np.abs(times / finer - 1)):.1e}"
    table.add_row(f"{_MANY} frequencies x 3 regions to 0.01", "3", f"{seconds:.2f}", remark)
    seconds, _ = _median(lambda: many(1e-4), repeat)
    table.add_row(f"{_MANY} frequencies x 3 regions to 0.0001", "3", f"{seconds:.2f}", "")
    for frequency in (14, 40):
        target = Target.sine(frequency)
        seconds, found = _median(lambda t=target: time_to_converge(_DENSITY, t), 1)  # type: ignore[misc]
        radii = (row.time.rad * 10.0**row.time.exponent / row.estimate for row in found.regions)
        what = f"one target, frequency {frequency}, certified"
        table.add_row(what, "", f"{seconds:.2f}", f"relative radius {max(radii):.0e}")
    ours, exact = _median(exact_steps, repeat)
    theirs, explicit = _median(explicit_steps, 1)
    named = "gradient descent, frequency 5, "
    table.add_row(f"{named}from the operator", "", f"{ours:.4f}", f"steps {exact.astype(int)}")
    remark = f"steps {explicit.astype(int)}, {theirs / ours:.0f} times as long"
    table.add_row(f"{named}Gram matrix, n = 734, step by step", "", f"{theirs:.3f}", remark)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
