"""The figures of the project, each beside its alternative in the same run: medians and ratios.

``python benchmarks/run.py [--repeat 5]``.  Machines are shared and noisy: compare ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import click
import mpmath
import numpy as np
from rich.console import Console
from rich.table import Table

from freqbias.numerics import densities
from freqbias.numerics.evaluate import multiprecision
from freqbias.numerics.fourier import ball_coefficient, coefficients
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.numerics.reading import piecewise_constant
from freqbias.theory.kernels import first_layer_bias

_DENSITY = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")


@dataclass(frozen=True)
class Case:
    """One row: what is timed, the figure asked for in seconds, and the alternative."""

    name: str
    ours: Callable[[], object]
    asked: float | None = None
    alternative: str = ""
    theirs: Callable[[], object] | None = None


def _process(*arguments: str, fresh_cache: bool = False) -> Callable[[], object]:
    def call() -> None:
        environment = dict(os.environ)
        if fresh_cache:
            environment["FREQBIAS_CACHE"] = tempfile.mkdtemp()
        subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, check=True
        )

    return call


def _complex_galerkin() -> object:
    """The same section in the complex basis, as it is usually written."""
    m = np.arange(-800, 801)
    phat = densities.fourier(_DENSITY, 1601)
    both = np.concatenate([np.conj(phat[:0:-1]), phat])
    root = np.sqrt(coefficients(first_layer_bias, 801)[np.abs(m)])
    matrix = root[:, None] * both[m[:, None] - m + 1600] * root / (2 * np.pi)
    return np.linalg.eigvalsh(matrix)


def _mpmath_coefficient() -> object:
    with mpmath.workdps(100):
        kernel = lambda t: (1 + mpmath.cos(t)) * (mpmath.pi - t) / (4 * mpmath.pi)  # noqa: E731
        return 2 * mpmath.quad(lambda t: kernel(t) * mpmath.cos(20 * t), [0, mpmath.pi])


def _cases() -> list[Case]:
    verify = ("-m", "freqbias", "verify", "--jobs", "2")
    points = densities.quantile_points(_DENSITY, 1601)
    return [
        Case("import freqbias", _process("-c", "import freqbias"), 0.2, "import sympy",
             _process("-c", "import sympy")),
        Case("freqbias --help", _process("-m", "freqbias", "--help"), 0.25, "python -c pass",
             _process("-c", "pass")),
        Case("freqbias verify, cold", _process(*verify, fresh_cache=True), 20.0),
        Case("freqbias verify, cached", _process(*verify), 1.5, "import sympy",
             _process("-c", "import sympy")),
        Case("Galerkin, 1601 modes, eigenvalues", lambda: galerkin_spectrum(first_layer_bias, _DENSITY),
             0.3, "complex Hermitian section", _complex_galerkin),
        Case("the same against sampling", lambda: galerkin_spectrum(first_layer_bias, _DENSITY), None,
             "dense Gram matrix, 1601 points", lambda: gram_spectrum(first_layer_bias, points, 1601)),
        Case("khat_20 to 100 digits, closed form",
             lambda: multiprecision(first_layer_bias.fourier()(20), 100), None,
             "mpmath quad", _mpmath_coefficient),
        Case("khat_20 to 100 digits, ball quadrature",
             lambda: ball_coefficient(first_layer_bias, 20, 100), None,
             "mpmath quad", _mpmath_coefficient),
    ]  # fmt: skip


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@click.command()
@click.option("--repeat", default=5, show_default=True, help="Runs of each; medians are printed.")
def main(repeat: int) -> None:
    """Print the table of figures."""
    table = Table("what", "asked s", "median s", "alternative", "median s", "ratio", box=None)
    for case in _cases():
        case.ours()  # warm-up: caches, imports
        ours, theirs = [], []
        for _ in range(repeat):
            ours.append(_seconds(case.ours))
            if case.theirs:
                theirs.append(_seconds(case.theirs))
        ratio = (
            statistics.median(a / b for a, b in zip(ours, theirs, strict=True)) if theirs else None
        )
        table.add_row(
            case.name,
            "" if case.asked is None else f"{case.asked:g}",
            f"{statistics.median(ours):.4f}",
            case.alternative,
            f"{statistics.median(theirs):.4f}" if theirs else "",
            "" if ratio is None else f"{ratio:.3f}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
