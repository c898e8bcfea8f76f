"""``freqbias report`` from a cold and from a warm cache: seconds, sizes, and whether it is the same.

``python benchmarks/report.py [--repeat 3] [--jobs 2]``.  Each run is a process of its own, start-up
included; asked for are 30 s from a warm cache and a first page of 1 MB.  Machines are shared and noisy.
"""

from __future__ import annotations

import filecmp
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table


def _run(folder: Path, cache: Path, jobs: int) -> float:
    """Seconds to write the report."""
    command = [sys.executable, "-m", "freqbias", "report", "-o", str(folder), "--jobs", str(jobs)]
    environment = {**os.environ, "FREQBIAS_CACHE": str(cache)}
    start = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return time.perf_counter() - start


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _same(one: Path, other: Path) -> bool:
    names = _files(one)
    if names != _files(other):
        return False
    return not any(filecmp.cmpfiles(one, other, map(str, names), shallow=False)[1:])


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Warm runs; the median is printed.")
@click.option("--jobs", default=2, show_default=True)
def main(repeat: int, jobs: int) -> None:
    """Print the table."""
    table = Table("what", "measured", "asked for")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        cold = _run(root / "cold", root / "cache", jobs)
        warm = statistics.median(_run(root / "warm", root / "cache", jobs) for _ in range(repeat))
        sizes = {path: (root / "warm" / path).stat().st_size for path in _files(root / "warm")}
        table.add_row("cold cache", f"{cold:.1f} s")
        table.add_row("warm cache", f"{warm:.1f} s", "30 s")
        table.add_row("first page", f"{sizes[Path('index.html')] / 1e6:.2f} MB", "1 MB")
        table.add_row("all files", f"{len(sizes)} files, {sum(sizes.values()) / 1e6:.1f} MB")
        same = "yes" if _same(root / "cold", root / "warm") else "no"
        table.add_row("byte-identical", same, "yes")
    Console().print(table)


if __name__ == "__main__":
    main()
