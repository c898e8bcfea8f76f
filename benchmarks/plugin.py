"""What the pytest plugin costs where it is not used: seconds, and the modules it brings.

``python benchmarks/plugin.py [--repeat 9]``.  A run of pytest on one empty test with the plugin and
with ``-p no:freqbias``, in turn; and the import of the plugin alone, after pytest.  Machines are
shared and noisy: medians are printed, and the import is the figure to hold against the 10 ms.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

_IMPORT = """
import sys, time, _pytest.config, pytest
before, start = set(sys.modules), time.perf_counter()
import freqbias.pytest_plugin
print(time.perf_counter() - start, *sorted(set(sys.modules) - before))
"""


def _run(folder: Path, *options: str) -> float:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
        str(folder),
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - start


def _imported() -> tuple[float, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT], check=True, capture_output=True, text=True
    )
    seconds, *modules = done.stdout.split()
    return float(seconds), modules


@click.command()
@click.option("--repeat", default=9, show_default=True, help="Runs of each; medians are printed.")
def main(repeat: int) -> None:
    """Print the table of figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_it.py").write_text("def test_it(): pass\n")
        pairs = [(_run(folder), _run(folder, "-p", "no:freqbias")) for _ in range(repeat)]
    loaded, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    found = [_imported() for _ in range(repeat)]
    table = Table("what", "asked ms", "ms", box=None)
    table.add_row(
        "import of the plugin", "10", f"{statistics.median(s for s, _ in found) * 1e3:.1f}"
    )
    table.add_row("pytest with the plugin", "", f"{loaded * 1e3:.0f}")
    table.add_row("pytest without it", "", f"{alone * 1e3:.0f}")
    Console(width=100).print(table)
    Console(width=100).print(f"modules: {', '.join(found[0][1])}")


if __name__ == "__main__":
    main()
