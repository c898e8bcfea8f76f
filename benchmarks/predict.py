"""``freqbias predict`` on synthetic rows: seconds and peak memory, beside reading the file alone.

``python benchmarks/predict.py [--rows 1000000 --rows 10000000] [--repeat 3]``.  Each run is a process
of its own, start-up and all tables included.  Machines are shared and noisy: compare ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from freqbias.numerics import densities
from freqbias.numerics.reading import density_from_function, piecewise_constant

_STEPS = piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4")
_SMOOTH = density_from_function(lambda x: np.exp(1.5 * np.cos(x)), pieces=3600)
_CHUNK = 250_000
_READ = "import sys, pandas; [0 for _ in pandas.read_csv(sys.argv[1], chunksize=2**18)]"


def _write(path: Path, density: object, rows: int) -> None:
    with path.open("w") as file:
        file.write("angle\n")
        for seed, start in enumerate(range(0, rows, _CHUNK)):
            count = min(_CHUNK, rows - start)
            angles = densities.sample(density, count, seed)  # type: ignore[arg-type]
            file.write("\n".join(map(repr, angles.tolist())) + "\n")


def _run(arguments: list[str]) -> tuple[float, float]:
    """Seconds, and the peak memory of the process in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"{arguments} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024  # KiB on Linux


def _median(call: Callable[[], tuple[float, float]], repeat: int) -> tuple[float, float]:
    seconds, memory = zip(*(call() for _ in range(repeat)), strict=True)
    return statistics.median(seconds), max(memory)


@click.command()
@click.option("--rows", type=int, multiple=True, default=(10**6, 10**7), show_default=True)
@click.option("--repeat", default=3, show_default=True, help="Runs of each; medians are printed.")
def main(rows: tuple[int, ...], repeat: int) -> None:
    """Print the table of figures."""
    table = Table("rows", "density", "asked s", "predict s", "MB", "pandas alone s", "MB", box=None)
    with tempfile.TemporaryDirectory() as folder:
        for count in rows:
            for name, density in (("steps 1:2:4", _STEPS), ("smooth", _SMOOTH)):
                path = Path(folder) / "angles.csv"
                _write(path, density, count)
                predict = ["-m", "freqbias", "predict", str(path)]
                ours = _median(lambda command=predict: _run(command), repeat)
                theirs = _median(lambda file=str(path): _run(["-c", _READ, file]), repeat)
                asked = {10**6: "3", 10**7: "10"}.get(count, "")
                figures = (f"{value:.2f}" for value in (*ours, *theirs))
                table.add_row(f"{count:,}", name, asked, *figures)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
