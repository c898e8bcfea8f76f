"""``freqbias report``: everything as a folder of static pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.verify import examined, existing, progress

if TYPE_CHECKING:
    from freqbias.cache import Cache
    from freqbias.report.parts import Part
    from freqbias.verification import Record, Run

__all__ = ["COMMANDS"]


@click.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR ...]")
@click.option("-o", "target", metavar="DIR", required=True,
              help="The folder to write: a new one, an empty one, or an earlier report.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N",
              help="Processes to use.  [default: the number of cores]")  # fmt: skip
@click.option("--file", metavar="FILE.py",
              help="Report on the claims in a Python file, which is run.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(0, 1e6, min_open=True), default=600.0,
              show_default=True, metavar="SECONDS",
              help="How long one claim may take; longer is a defect.")  # fmt: skip
def report(
    selectors: tuple[str, ...], target: str, jobs: int | None, file: str | None, time_limit: float
) -> int:
    """Write verdicts, evidence, derivations and plots as static pages; open DIR/index.html.

    Without a SELECTOR it is about all claims, and has plots; else about those that match.  Slow claims
    that are not in the cache have the verdict of the committed ledger, and say so.

    Exit status: 0, or 1 if a claim is defective or a verdict differs from the committed ledger; the
    report says so.
    """
    from freqbias.cache import Cache, default_path
    from freqbias.report import Contents, Target, pages
    from freqbias.verification import Run

    folder = Target(target)
    run = Run(file=existing(file), limit=time_limit)
    cache, count = Cache(default_path(), output.note), jobs or os.cpu_count() or 1
    records, remarks = _records(selectors, cache, run, count)
    whole = not selectors and file is None
    contents = Contents(
        _title(file),
        records,
        _derivations(records, whole, cache, count),
        _plots(cache, count) if whole else [],
        remarks,
    )
    folder.write(pages(contents))
    for sentence in remarks:
        output.note(sentence)
    click.echo(f"wrote {Path(target) / 'index.html'}: {len(records)} claims", err=True)
    return 1 if remarks else 0


def _title(file: str | None) -> str:
    if file is not None:
        return f"Claims of {Path(file).name}"
    return "Frequency bias in neural networks: is it true?"


def _records(
    selectors: Sequence[str], cache: Cache, run: Run, jobs: int
) -> tuple[list[Record], list[str]]:
    """The records, and sentences on what is not as it should be."""
    from freqbias.claims.ledger import differences
    from freqbias.report.ledger import completed
    from freqbias.verification import select

    chosen = select(selectors, cache, run)
    records = examined(chosen.ids, cache, run, False, jobs)
    remarks = [f"{r['id']} is defective: {r['defect']}" for r in records if r["defect"]]
    if run.file is None:
        remarks += differences(records)
    return completed(records, chosen.left_out, cache), remarks


def _derivations(records: Sequence[Record], whole: bool, cache: Cache, jobs: int) -> list[Part]:
    """All derivations, or those that the records name."""
    from freqbias.derivations.catalogue import DERIVATIONS
    from freqbias.report.parts import derivation_part

    named = {name for r in records for name in (r["derivation"], *r["evidence"]["derivations"])}
    names = [name for name in DERIVATIONS if whole or name in named]
    return _made(derivation_part, names, cache, jobs)


def _plots(cache: Cache, jobs: int) -> list[Part]:
    """The plots, if matplotlib is there."""
    from freqbias.heatmap import needs_matplotlib
    from freqbias.report.parts import plot_part
    from freqbias.theory.errors import InputError

    try:
        needs_matplotlib()
    except InputError as error:
        output.note(f"the report has no plots: {error}")
        return []
    from freqbias.report.figures import FIGURES

    return _made(plot_part, list(FIGURES), cache, jobs)


def _made(make: Callable[[str], Any], names: Sequence[str], cache: Cache, jobs: int) -> list[Part]:
    from freqbias.report.parts import made
    from freqbias.workers import process_pool

    pool = process_pool(min(jobs, max(1, len(names) // 2)))
    with progress(len(names)) as tick, pool as executor:
        return made(make, names, cache, executor, tick)


COMMANDS = (report,)
