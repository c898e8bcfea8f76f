"""``freqbias erratum``: what is refuted, as a document to send to the authors."""

from __future__ import annotations

import os

import click

from freqbias.cli import output
from freqbias.cli.verify import examined

__all__ = ["COMMANDS"]


@click.command()
@click.option("-o", "target", metavar="DIR", required=True,
              help="Where to write erratum.md and erratum.tex.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=None, metavar="N",
              help="Processes to use.  [default: the number of cores]")  # fmt: skip
def erratum(target: str, jobs: int | None) -> int:
    """Write the erratum: what is refuted, with counterexample, correction and a program.

    Nothing is written unless the committed ledger is reproduced.
    """
    from freqbias.cache import Cache, default_path
    from freqbias.claims import ledger
    from freqbias.erratum import FORMATS, erratum
    from freqbias.verification import Run, select

    folder = output.folder(target, "-o")
    cache = Cache(default_path(), output.note)
    chosen = select((), cache)
    records = examined(chosen.ids, cache, Run(), False, jobs or os.cpu_count() or 1)
    differences = ledger.differences(records, chosen.left_out)
    for sentence in differences:
        output.note(sentence)
    if differences:
        return 1
    for format_ in FORMATS:
        path = folder / f"erratum.{format_}"
        output.write_text(erratum(records, format_), path, "-o")
        output.note(f"wrote {path}")
    return 0


COMMANDS = (erratum,)
