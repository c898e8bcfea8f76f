"""Top eigenvalues of sampled Gram matrices beside what others do, in one run.  No asserts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/gram_peers.py [--size 2000 --size 8000] [--neural-tangents
PYTHON]``, PYTHON the interpreter of an environment in which neural-tangents works: Python 3.11 with
``pip install "jax==0.4.30" "jaxlib==0.4.30" "neural-tangents==0.6.5" "numpy<2" "scipy<1.13"``.

The network is two layers without bias, both trained: both sides have its kernel in closed form.
Machines are shared and noisy: compare the rows of one run.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from apart import apart
from rich.console import Console
from rich.table import Table
from scipy.linalg import eigh
from scipy.optimize import nnls

from freqbias.memory import in_words
from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.reading import piecewise_constant
from freqbias.theory.kernels import both_layers

_CONSOLE = Console(width=130)
_DENSITY = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_TOP, _MILLION = 50, 10**6
_TANGENTS = """
import json, sys, time
from pathlib import Path
import jax, numpy as np
jax.config.update("jax_enable_x64", True)
from neural_tangents import stax
from scipy.linalg import eigh
_, _, kernel = stax.serial(stax.Dense(1, W_std=2**0.5), stax.Relu(), stax.Dense(1))
x, count = np.load(sys.argv[1]), int(sys.argv[2])
inputs = np.stack([np.cos(x), np.sin(x)], axis=1)
kernel(inputs[:9], None, "ntk")
start = time.perf_counter()
matrix = np.asarray(kernel(inputs, None, "ntk"))
made = time.perf_counter()
n = len(x)
np.save(sys.argv[1], eigh(matrix / n, eigvals_only=True, subset_by_index=(n - count, n - 1)))
seconds = (made - start, time.perf_counter() - made)
status = Path("/proc/self/status").read_text()
peak = 1024 * int(status.split("VmHWM:")[1].split()[0])
print(json.dumps({"seconds": seconds, "peak": peak}))
"""


class Found(NamedTuple):
    """Eigenvalues of H/n, decreasing; seconds for the matrix and for its eigenvalues; peak."""

    values: Floats
    matrix: float
    solver: float
    peak: int


def _dense(angles: Floats) -> tuple[Floats, float, float]:
    start = time.perf_counter()
    n = len(angles)
    matrix = gram_matrix(both_layers, angles) / n
    made = time.perf_counter()
    found = eigh(matrix, eigvals_only=True, subset_by_index=(n - _TOP, n - 1), overwrite_a=True)
    return found[::-1], made - start, time.perf_counter() - made


def dense(angles: Floats) -> Found:
    """The kernel matrix by NumPy, its top eigenvalues by LAPACK."""
    (values, matrix, solver), peak = apart(_dense, angles)
    return Found(values, matrix, solver, peak)


def tangents(angles: Floats, python: str) -> Found:
    """The kernel matrix by neural-tangents, its top eigenvalues by LAPACK, as its users do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "angles.npy"
        np.save(path, angles)
        command = [python, "-c", _TANGENTS, str(path), str(_TOP)]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = json.loads(run.stdout)
        return Found(np.load(path)[::-1], *figures["seconds"], figures["peak"])


def _certified(angles: Floats) -> tuple[Floats, float, float]:
    from freqbias.numerics.gram.eigenpairs import top_eigenpairs
    from freqbias.numerics.gram.operator import GramOperator

    top_eigenpairs(GramOperator(angles[:999], both_layers), 9)  # compiles
    start = time.perf_counter()
    operator = GramOperator(angles, both_layers)
    made = time.perf_counter()
    rows = top_eigenpairs(operator, _TOP).rows
    seconds = time.perf_counter() - made
    if not all(row.certified for row in rows):
        raise ArithmeticError("not every index is certified")
    values = np.repeat([float(row.value) for row in rows], [row.multiplicity for row in rows])
    return values[:_TOP], made - start, seconds


def certified(angles: Floats) -> Found:
    """Folding and sorting, then eigenpairs by products, every index certified."""
    (values, matrix, solver), peak = apart(_certified, angles)
    return Found(values, matrix, solver, peak)


def compared(sizes: Sequence[int], python: str | None) -> Table:
    """Every way at every size, and what the cubic ones would take for a million points.

    Differences are from the certified eigenvalues, in units of the largest.
    """
    title = "Eigenvalues of H/n, two layers; others give their matrix to LAPACK"
    table = Table("way", "n", "matrix s", f"top {_TOP} s", "whole s", "peak", "largest difference",
                  "times as long", title=title)  # fmt: skip
    ways: dict[str, Callable[[Floats], Found]] = {"products, certified": certified}
    ways["NumPy"] = dense
    if python:
        ways["neural-tangents"] = lambda angles: tangents(angles, python)
    found = {n: {name: way(_angles(n)) for name, way in ways.items()} for n in sizes}
    million = certified(_angles(_MILLION))
    for name in ways:
        for n in sizes:
            table.add_row(*_cells(name, n, found[n][name], found[n]["products, certified"]))
        if name == "products, certified":
            table.add_row(*_cells(name, _MILLION, million, million))
        else:
            seconds, size = _extrapolated({n: found[n][name] for n in sizes})
            ratio = f"{seconds / (million.matrix + million.solver):.1e}"
            whole, needs = f"fit: {seconds:.1e}", f"over {in_words(size)}"
            table.add_row(name, f"{_MILLION:,}", "", "", whole, needs, "", ratio)
        table.add_section()
    return table


def _angles(n: int) -> Floats:
    return sample(_DENSITY, n, seed=0)


def _cells(name: str, n: int, found: Found, reference: Found) -> tuple[str, ...]:
    apart = np.abs(found.values - reference.values).max() / reference.values[0]
    seconds = found.matrix + found.solver
    ratio = seconds / (reference.matrix + reference.solver)
    return (name, f"{n:,}", f"{found.matrix:.3f}", f"{found.solver:.3f}", f"{seconds:.3f}",
            in_words(found.peak), f"{apart:.1e}" if apart else "", f"{ratio:.1f}")  # fmt: skip


def _extrapolated(found: dict[int, Found]) -> tuple[float, int]:
    """Seconds, by least squares of ``a n^2 + b n^3`` with a, b >= 0; bytes of the matrix alone."""
    n = np.array(list(found), dtype=float)
    seconds = np.array([row.matrix + row.solver for row in found.values()])
    powers = np.column_stack([n**2, n**3]) / seconds[:, None]  # relative errors count alike
    (a, b), _ = nnls(powers, np.ones(len(n)))
    return float(a * _MILLION**2 + b * _MILLION**3), 8 * _MILLION**2


@click.command()
@click.option("--size", "sizes", default=(2000, 4000, 8000), multiple=True, show_default=True)
@click.option("--neural-tangents", "python", help="Interpreter of its environment.")
def main(sizes: tuple[int, ...], python: str | None) -> None:
    """Print the table."""
    _CONSOLE.print(compared(sizes, python))


if __name__ == "__main__":
    main()
