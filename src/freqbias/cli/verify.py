"""``freqbias verify``: check claims and compare with the committed ledger."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output

if TYPE_CHECKING:
    from freqbias.cache import Cache
    from freqbias.verification import Record, Run

__all__ = ["COMMANDS", "examined", "existing", "progress"]


@click.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR ...]")
@click.option("--profile", type=click.Choice(["quick", "full"]), default="quick", show_default=True,
              help="full: slow claims too, and spot checks at every sample point.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N",
              help="Processes to use.  [default: the number of cores]")  # fmt: skip
@click.option(
    "--json", "target", metavar="FILE", help="Write the full report; - is standard output."
)
@click.option("--fresh", is_flag=True, help="Recompute even what the cache has.")
@click.option("--strict", is_flag=True, help="Fail also if any verdict is UNDECIDED.")
@click.option("--file", metavar="FILE.py",
              help="Check the claims in a Python file, which is run, and not the papers'.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(0, 1e6, min_open=True), default=600.0,
              show_default=True, metavar="SECONDS",
              help="How long one claim may take; longer is a defect.")  # fmt: skip
@click.option("--certificates", metavar="DIR",
              help="Write the certificates of the verdicts, for the checker.")  # fmt: skip
@click.option(
    "--update-ledger",
    is_flag=True,
    help="Write what was examined to the committed ledger (maintainers).",
)
def verify(
    selectors: tuple[str, ...],
    profile: str,
    jobs: int | None,
    target: str | None,
    fresh: bool,
    strict: bool,
    file: str | None,
    time_limit: float,
    certificates: str | None,
    update_ledger: bool,
) -> int:
    """Check claims, all or those that a SELECTOR (an id or the beginning of one) matches.

    Exit status: 0 if the committed ledger is reproduced, 1 if a verdict differs or a claim is
    defective, 2 for wrong usage.
    """
    from freqbias.cache import Cache, default_path
    from freqbias.verification import Run, select

    path = None if target is None else output.json_target(target)
    folder = None if certificates is None else output.folder(certificates, "--certificates")
    if update_ledger and file:
        raise click.UsageError("--update-ledger is for the claims of the papers, not of --file")
    run = Run(thorough=profile == "full", file=existing(file), limit=time_limit)
    cache = Cache(default_path(), output.note)
    chosen = select(selectors, cache, run)
    records = examined(chosen.ids, cache, run, fresh, jobs or os.cpu_count() or 1)
    if target is None or path is not None:
        _show(records)
    if path is not None:
        output.write_json(records, path)
    elif target is not None:
        output.print_json(records)
    if folder is not None:
        _certify(records, folder)
    if update_ledger:
        _update(records, select((), cache, Run(thorough=True)).ids)
    if chosen.left_out:
        output.note(f"left to --profile full: {', '.join(chosen.left_out)}")
    expected = None if selectors else chosen.left_out
    return _status(records, expected, strict=strict, compared=file is None)


def existing(file: str | None) -> str | None:
    """The absolute path of the claim file, if one is given.

    :raises click.ClickException: if it is none.
    """
    if file is None:
        return None
    if not os.path.isfile(file):
        raise click.ClickException(f"--file {file!r} cannot be read: it names no file")
    return os.path.abspath(file)


def examined(ids: Sequence[str], cache: Cache, run: Run, fresh: bool, jobs: int) -> list[Record]:
    """The records of the ids, with a progress bar on a terminal."""
    from freqbias.verification import verify as verified
    from freqbias.workers import process_pool, processes

    if run.file is None:
        pool = process_pool(min(jobs, max(1, len(ids) // 4)))
    else:  # what is unknown never runs in this process
        pool = processes(min(jobs, len(ids)))
    with progress(len(ids)) as tick, pool as executor:
        return verified(ids, cache, executor=executor, run=run, fresh=fresh, progress=tick)


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on standard error, if that is a terminal; gives what is to be called with each name."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    screen = output.console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("checking", total=total)
        yield lambda id_: bar.update(task, advance=1, description=id_)


def _show(records: Sequence[Record]) -> None:
    from rich.table import Table
    from rich.text import Text

    screen = output.console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, options in (
        ("verdict", {"no_wrap": True}),
        ("claim and evidence", {"overflow": "fold"}),
        ("controls", {"justify": "right"}),
        ("seconds", {"justify": "right"}),
    ):
        table.add_column(name, **options)
    for record in records:
        controls = record["controls"]
        verdict = Text(record["verdict"], style=output.STYLES[record["verdict"]])
        rejected = f"{controls['rejected']}/{controls['total']}"
        table.add_row(verdict, _evidence(record), rejected, f"{record['seconds']:.2f}")
    screen.print(table)
    counts = Counter(record["verdict"] for record in records)
    total = sum(record["controls"]["total"] for record in records)
    rejected = sum(record["controls"]["rejected"] for record in records)
    summary = ", ".join(f"{counts[name]} {name}" for name in output.STYLES if counts[name])
    screen.print(f"\n{len(records)} claims: {summary}; {rejected} of {total} controls rejected.")


def _evidence(record: Record) -> Any:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    lines = [record["reason"]]
    if record["correction"]:
        lines.append(f"true instead: {record['correction']}")
    elif record["correction_pending"]:
        lines.append(f"no correction yet: {record['correction_pending']}")
    indented = (Padding(Text(line), (0, 0, 0, 2)) for line in lines)
    return Group(Text(record["id"], style="bold"), *indented)


def _certify(records: Sequence[Record], folder: Path) -> None:
    """One file for each certificate; those of claims that have none any more go."""
    from freqbias.claims.canonical import canonical_json

    written = 0
    for record in (record for record in records if not record["defect"]):
        path = folder / f"{record['id']}.json"
        if record["certificate"] is None:
            path.unlink(missing_ok=True)
        else:
            output.write_text(canonical_json(record["certificate"]) + "\n", path, "--certificates")
            written += 1
    output.note(f"wrote {written} certificates to {folder}")


def _update(records: Sequence[Record], ids: Sequence[str]) -> None:
    """What was not examined keeps its entry."""
    from importlib.resources import files

    from freqbias.claims import ledger

    path = Path(str(files("freqbias.claims").joinpath("ledger.json")))
    ledger.write(records, path, ids)
    output.note(f"wrote {path}")


def _status(
    records: Sequence[Record], left_out: Sequence[str] | None, *, strict: bool, compared: bool
) -> int:
    from freqbias.claims import ledger

    defective = [record for record in records if record["defect"]]
    for record in defective:
        output.note(f"{record['id']} is defective: {record['defect']}")
    differences = ledger.differences(records, left_out) if compared else []
    for sentence in differences:
        output.note(sentence)
    if defective or differences:
        return 1
    undecided = sum(record["verdict"] == "UNDECIDED" for record in records)
    reproduced = "The committed ledger is reproduced" if compared else f"{len(records)} examined"
    click.echo(f"{reproduced}; {undecided} undecided.", err=True)
    return 1 if strict and undecided else 0


COMMANDS = (verify,)
