"""Spheres: harmonic eigenvalues and zones, each beside an alternative in the same run.

``OPENBLAS_NUM_THREADS=1 python benchmarks/spheres.py [--repeat 5]``.  Each row has its error beside its
time, against balls or against sections of four times the degrees.  Machines are shared and noisy:
compare ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import click
import numpy as np
from flint import acb
from rich.console import Console
from rich.table import Table
from scipy.special import gammaln

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.numerics.spheres.three_sphere import zonal_eigenvalues
from freqbias.numerics.spheres.zones import ZonalSection
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION

_DEGREES = 1_000_000
_HEMISPHERES = Zones.from_text("-1, 0, 1", "12, 1")
_THREE_SPHERE = Zones.from_text("-1, 0, 1", "3, 1", 4)
_LEAST = 1e-3  # eigenvalues above it are compared


class Case(NamedTuple):
    """One row: what is timed, the figure asked for, the alternative, and the errors of both."""

    name: str
    asked: str
    ours: Callable[[], Any]
    error: Callable[[Any], float]
    alternative: str
    theirs: Callable[[], Any]


def _by_log_gamma() -> Floats:
    k = np.arange(_DEGREES, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        odd = np.exp(2 * (gammaln(1.5) + gammaln(k / 2) - gammaln((k + 3) / 2))) / (8 * np.pi**2)
        even = np.exp(2 * (gammaln(1.5) + gammaln((k - 1) / 2) - gammaln((k + 4) / 2)))
        even *= (1 + k * (k + 1)) / (32 * np.pi**2)
    return np.where(k % 2 == 1, odd, even)


def _relative_error(values: Floats) -> float:
    """At some degrees from 2 on."""
    mu, worst = harmonic_eigenvalues(first_layer_bias), 0.0
    with precision(128):
        for k in np.unique(np.geomspace(2, _DEGREES - 1, 60).astype(int)):
            exact = complex_ball(mu.parity(int(k)).subs(DIMENSION, 3), {DEGREE: acb(int(k))}).real
            worst = max(worst, abs(float(float(values[k]) / exact - 1)))
    return worst


def _zones(degrees: int, beyond: int) -> list[Floats]:
    section = ZonalSection(first_layer_bias, _HEMISPHERES, degrees, beyond)
    return [each.values for each in section.spectra(range(9), _LEAST)]


def _zonal_error(values: list[Floats]) -> float:
    pairs = zip(values, _zones(400, 8000), strict=True)
    return max(float(np.abs(a[: b.size] - b[: a.size]).max(initial=0)) for a, b in pairs)


def _nystroem() -> list[Floats]:
    """A dense matrix on a product grid: all orders at once, 40 heights by 80 azimuths."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    z = np.concatenate([(nodes - 1) / 2, (nodes + 1) / 2])
    masses = np.concatenate([24 / 13 * weights, 2 / 13 * weights]) / 4
    phi = 2 * np.pi * np.arange(80) / 80
    s = np.sqrt(1 - z**2)[:, None]
    x = np.stack([s * np.cos(phi), s * np.sin(phi), np.broadcast_to(z[:, None], (40, 80))], -1)
    x, root = x.reshape(-1, 3), np.sqrt(np.repeat(masses, 80) / 80)
    angles = np.arccos(np.clip(x @ x.T, -1, 1))
    values = np.linalg.eigvalsh(root[:, None] * kernel_function(first_layer_bias)(angles) * root)
    return [np.asarray(values[::-1][:1], dtype=float)]


def _nystroem_error(values: list[Floats]) -> float:
    return float(abs(values[0][0] - _zones(400, 8000)[0][0]))


def _cases() -> list[Case]:
    return [
        Case("mu_k on S^2 to degree 1e6", "0.1 at 1e-13",
             lambda: sphere_eigenvalues(first_layer_bias, _DEGREES, 3), _relative_error,
             "scipy gammaln", _by_log_gamma),
        Case("hemispheres 12:1, m <= 8, 1e-11", "0.3", lambda: _zones(60, 960), _zonal_error,
             "dense Nystroem, 3200 points", _nystroem),
        Case("hemispheres 12:1, m <= 8, 1e-14", "1", lambda: _zones(150, 3000), _zonal_error,
             "dense Nystroem, 3200 points", _nystroem),
        Case("1000 eigenvalues, all orders", "",
             lambda: sphere_spectrum(first_layer_bias, _HEMISPHERES, 1000),
             lambda found: max(row.upper - row.lower for row in found.rows),
             "dense Nystroem, 3200 points", _nystroem),
        Case("S^3, 6 zonal eigenvalues, certified", "",
             lambda: zonal_eigenvalues(first_layer_bias, _THREE_SPHERE, 6, 20),
             lambda found: max(float(f"{row.value.rad}e{row.value.exponent}") for row in found),
             "Galerkin section, not certified",
             lambda: ZonalSection(first_layer_bias, _THREE_SPHERE, 120).spectra([0], 1e-4)),
    ]  # fmt: skip


def _seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@click.command()
@click.option("--repeat", default=5, show_default=True, help="Runs of each; medians are printed.")
def main(repeat: int) -> None:
    """Print the table of figures."""
    table = Table(
        "what", "asked s", "median s", "error", "alternative", "median s", "ratio", box=None
    )
    for case in _cases():
        error = case.error(case.ours())  # warm-up: caches, imports
        times = [(_seconds(case.ours), _seconds(case.theirs)) for _ in range(repeat)]
        ours, theirs = (statistics.median(each) for each in zip(*times, strict=True))
        ratio = statistics.median(a / b for a, b in times)
        table.add_row(case.name, case.asked, f"{ours:.3f}", f"{error:.1e}", case.alternative,
                      f"{theirs:.3f}", f"{ratio:.3f}")  # fmt: skip
    console = Console(width=140)
    console.print(table)
    console.print(f"error of gammaln: {_relative_error(_by_log_gamma()):.1e}")
    console.print(f"error of Nystroem in lambda_0: {_nystroem_error(_nystroem()):.1e}")


if __name__ == "__main__":
    main()
