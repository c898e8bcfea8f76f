"""``freqbias sweep``: sampled spectra for many densities, kernels, sizes and seeds, resumable."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from freqbias.sweeps import Case, Store, Table

__all__ = ["COMMANDS"]

_STORES = (".sqlite", ".sqlite3", ".db")
_EXPORTS = (".csv", ".parquet")
_PICTURES = (".svg", ".png", ".pdf")
_INTERRUPTED = 130


@click.command()
@click.argument("file", metavar="FILE.toml")
@click.option("-o", "--output", "target", required=True, metavar="FILE",
              help="The store, .sqlite; or .csv or .parquet, with a store beside it.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N",
              help="Processes to use.  [default: the number of cores]")  # fmt: skip
@click.option("--plot", metavar="FILE",
              help="Deviations against the sample size; .svg, .png or .pdf.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: every row.")
def sweep(file: str, target: str, jobs: int | None, plot: str | None, as_json: bool) -> int:
    """Largest eigenvalues of H/n for every combination in FILE.toml, beside those of T.

    Each sampled matrix is in the store as soon as it is there; the same command goes on where one that
    was interrupted ended, and adds what FILE.toml has more.  In FILE.toml there may be

    \b
      samples = [1000, 10000]           # sizes n
      seeds = "0:9"                     # both ends included
      points = ["iid", "quantile"]
      count = 20                        # eigenvalues
      kernels = ["first_layer_bias"]    # see `freqbias kernels`
      [[densities]]
      breaks = "-1, -1/3, 1/3, 1"       # in units of pi
      weights = "1, 2, 4"
      [[densities]]
      formula = "1 + cos(2x)/2"

    of which samples and one density must be there.
    """
    path, picture = _result(target), _picture(plot)
    from freqbias.sweeps import Store
    from freqbias.sweeps.reading import read

    cases = read(file)
    jobs = min(jobs or os.cpu_count() or 1, len(cases))
    _require_memory(cases, jobs)
    store = Store(path if path.suffix in _STORES else path.with_suffix(".sqlite"), output.note)
    try:
        table = _table(cases, store, jobs)
    except KeyboardInterrupt:
        output.note(
            f"interrupted; {_progress(cases, store)}, and the same command goes on from there"
        )
        return _INTERRUPTED
    if path.suffix in _EXPORTS:
        output.write_bytes(table.encoded(path.suffix), path, "-o")
    if picture is not None:
        _draw(table, picture)
    if as_json:
        from dataclasses import asdict

        output.print_json([asdict(row) for row in table])
    else:
        _show(table, path)
    return 0


def _result(target: str) -> Path:
    """The file of -o, checked before any work is done."""
    suffixes = (*_STORES, *_EXPORTS)
    path = _checked(target, "-o", suffixes)
    if path.suffix == ".parquet":
        from freqbias.sweeps.table import needs

        needs("pandas", "pyarrow")
    return path


def _picture(target: str | None) -> Path | None:
    if target is None:
        return None
    path = _checked(target, "--plot", _PICTURES)
    from freqbias.heatmap import needs_matplotlib

    needs_matplotlib()
    return path


def _checked(target: str, option: str, suffixes: tuple[str, ...]) -> Path:
    path = output.json_target(target, option)
    if path is None or path.suffix not in suffixes:
        raise click.UsageError(f"{option} {target!r} does not end in {', '.join(suffixes)}")
    return path


def _require_memory(cases: Sequence[Case], jobs: int) -> None:
    """As much as all processes together need at worst."""
    from freqbias.memory import require

    largest = max(cases, key=lambda case: case.memory)
    require(jobs * largest.memory, f"{jobs} processes with {largest}")


def _table(cases: Sequence[Case], store: Store, jobs: int) -> Table:
    """All rows; whatever ends it early, what is done is in the store."""
    from concurrent.futures import BrokenExecutor

    from freqbias.sweeps import execute
    from freqbias.theory.errors import InputError
    from freqbias.workers import process_pool

    try:
        with process_pool(jobs) as executor:
            return execute(cases, store, executor)
    except BrokenExecutor:
        raise click.ClickException(
            f"a process was ended from outside, perhaps for want of memory; {_progress(cases, store)}, "
            f"and the same command with fewer --jobs than {jobs} goes on from there"
        ) from None
    except InputError:
        output.note(_progress(cases, store))
        raise


def _progress(cases: Sequence[Case], store: Store) -> str:
    done = sum(store.get(case.key) is not None for case in cases)
    return f"{done} of {len(cases)} matrices are in {store.path.name}"


def _draw(table: Table, path: Path) -> None:
    from freqbias.sweeps.plot import plot

    output.write_bytes(_encoded(plot(table), path.suffix), path, "--plot")


def _encoded(figure: Figure, suffix: str) -> bytes:
    """The picture as the content of a file, the same for the same table."""
    if suffix == ".svg":
        from freqbias.plots import svg

        return svg(figure).encode()
    data = BytesIO()
    undated: dict[str, Any] = {"metadata": {"CreationDate": None}} if suffix == ".pdf" else {}
    figure.savefig(data, format=suffix[1:], dpi=160, **undated)
    return data.getvalue()


def _show(table: Table, path: Path) -> None:
    from rich.table import Table as Columns

    from freqbias.sweeps.deviations import chosen, curves

    screen = output.console()
    indices = chosen(table, None)
    for panel, found in curves(table, indices).items():
        heads = [f"index {curve.index}" for curve in found]
        columns = Columns("n", "seeds", *heads, box=None, pad_edge=False)
        for row, n in enumerate(found[0].sizes):
            cells = [f"{curve.rms[row]:.2e}" for curve in found]
            seeds = "-" if panel.points == "quantile" else str(found[0].values[row].size)
            columns.add_row(f"{n:,.0f}", seeds, *cells)
        screen.print(f"{panel.kernel}, {panel.points} points, {panel.density}", soft_wrap=True)
        screen.print(columns)
        screen.print()
    certified = sum(row.certified for row in table)
    screen.print(
        f"Above: |eigenvalue of H/n - eigenvalue of T|, root mean square over the seeds.\n"
        f"{table.runs} matrices, {table.computed} of them computed now; {len(table):,} eigenvalues, "
        f"{certified:,} certified, in {path.name}."
    )


COMMANDS = (sweep,)
