"""Coefficients of deep kernels beside quadrature of the recursion: seconds, ratios, and agreement.

``python benchmarks/depth.py [--repeat 3]``.  The alternatives integrate one frequency at a time, so
they are timed on a few and scaled up.  Seconds are of the processor, for machines are shared and noisy.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import click
import mpmath
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.integrate import quad

from freqbias.numerics.depth import certified, ellipse, spheres
from freqbias.numerics.fourier import coefficients
from freqbias.theory.depth.recursion import DeepKernel, deep

_COUNT = 10_000
_ASKED = {"certified": 3.0, "float64": 0.02}
_FEW = (0, 3, 17, 60)


def _forget() -> None:
    """Every run starts from nothing but imports."""
    for remembered in (certified._interpolant, ellipse.widest, spheres._odd_terms):
        remembered.cache_clear()


def _certified(kernel: DeepKernel) -> Any:
    return certified.certified_coefficients(kernel, _COUNT, digits=30)


def _float64(kernel: DeepKernel) -> Any:
    return coefficients(kernel, _COUNT)


def _recursion(theta: Any, layers: int, m: Any) -> Any:
    """The recursion (6) as it is printed; m is the module of the arithmetic."""
    cosine, total = m.cos(theta), m.cos(theta)
    for _ in range(layers):
        angle = (m.acos if m is mpmath else m.arccos)(min(cosine, 1))
        cosine = (m.sin(angle) + (m.pi - angle) * m.cos(angle)) / m.pi
        total = total * (1 - angle / m.pi) + cosine
    return total


def _by_mpmath(layers: int) -> list[float]:
    with mpmath.workdps(35):
        ends = mpmath.linspace(0, mpmath.pi, 9)
        return [
            float(
                2
                * mpmath.quad(
                    lambda t, k=k: _recursion(t, layers, mpmath) * mpmath.cos(k * t), ends
                )
            )
            for k in _FEW
        ]


def _by_scipy(layers: int) -> list[float]:
    def integral(k: int) -> float:
        return 2 * float(quad(_recursion, 0, np.pi, (layers, np), weight="cos", wvar=k)[0])

    return [integral(k) for k in _FEW]


def _median(call: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    times = []
    for _ in range(repeat):
        _forget()
        start = time.process_time()
        result = call()
        times.append(time.process_time() - start)
    return statistics.median(times), result


def _row(table: Table, name: str, ours: Any, theirs: Any, asked: str) -> None:
    (seconds, found), (other, alternative) = ours, theirs
    scaled = other * _COUNT / len(_FEW)
    apart = max(
        abs(float(found[k]) / value - 1) for k, value in zip(_FEW, alternative, strict=True)
    )
    cells = [f"{seconds:.3g}", asked, f"{scaled:.3g}", f"{scaled / seconds:.3g}", f"{apart:.1e}"]
    table.add_row(name, *cells)


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Runs; medians are printed.")
@click.option("--depth", default=10, show_default=True, help="L, hidden layers.")
def main(repeat: int, depth: int) -> None:
    """Print the table of figures."""
    kernel = deep(depth)
    _float64(kernel)  # imports
    table = Table(title=f"deep:{depth}, {_COUNT} coefficients")
    for head in ("what", "seconds", "asked", "alternative", "ratio", "relative difference"):
        table.add_column(head)
    by_mpmath, by_scipy = (
        _median(lambda: _by_mpmath(depth), 1),
        _median(lambda: _by_scipy(depth), repeat),
    )
    balls = _median(lambda: _certified(kernel), repeat)
    floats = _median(lambda: _float64(kernel), repeat)
    _row(table, "in balls, radius 1e-30; mpmath quad", balls, by_mpmath, f"{_ASKED['certified']}")
    _row(table, "float64; SciPy's quad, weight cos", floats, by_scipy, f"{_ASKED['float64']}")
    Console().print(table)
    radius = max(ball.rad * 10.0**ball.exponent for ball in balls[1])
    exact = np.array([float(ball) for ball in balls[1]])
    worst = float(np.abs(floats[1] / exact - 1).max())
    print(f"largest radius {radius:.1e}; float64 off by at most {worst:.1e}, relative")


if __name__ == "__main__":
    main()
