"""``freqbias derive``: derivations on the terminal, in LaTeX and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation

__all__ = ["COMMANDS"]

_COLOURS = {
    "title": "bold",
    "why": "dim",
    "outcome-exact": "green",
    "outcome-cited": "cyan",
    "outcome-balls": "yellow",
    "outcome-open": "yellow",
    "outcome-failed": "bold red",
    "printed": "red",
}


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="All derivations.")
@click.option("--list", "listed", is_flag=True, help="Names and titles alone.")
@click.option("-o", "target", metavar="FILE.tex",
              help="LaTeX for \\input; FILE.srepr.json has what is behind the labels.")  # fmt: skip
@click.option("--standalone", is_flag=True,
              help="With -o: a document of its own; its references are FILE.bib.")  # fmt: skip
@click.option("--pdf", "printed", metavar="FILE.pdf", help="A document, by LaTeX.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def derive(ids: tuple[str, ...], all_: bool, listed: bool, target: str | None,
           standalone: bool, printed: str | None, as_json: bool) -> None:  # fmt: skip
    """Show how it is derived: every step with its reason, checked as it is printed.

    An ID is the name of a derivation or the id of a claim; for a refuted claim it is the derivation of
    what holds instead, with what is printed beside it.  Without one, names and titles are listed.
    """
    from freqbias.claims.derived import derivations, everything

    if ids and all_:
        raise click.UsageError("--all is given together with an ID")
    if standalone and target is None:
        raise click.UsageError("--standalone is a form of -o FILE.tex, which is missing")
    if (target or printed) and not (ids or all_):
        raise click.UsageError("no ID says what to write; --all is all of them")
    names = ids or everything()
    if target or printed:
        _write(names, target, standalone, printed)
    else:
        _show(derivations(names), as_json, listed or not (ids or all_))


def _write(names: Sequence[str], target: str | None, standalone: bool, printed: str | None) -> None:
    from freqbias.claims.derived import derivations
    from freqbias.derivations.typesetting import files, tex
    from freqbias.derivations.typesetting.pdf import pdf

    latex = None if target is None else tex.target(target, standalone)
    paper = None if printed is None else files.target(printed, ".pdf")
    found = derivations(names)
    contents = {} if latex is None else tex.written(found, latex, standalone)
    if paper is not None:
        contents[paper] = pdf(found)
    files.write(contents)
    for path in contents:
        output.note(f"wrote {path}")


def _show(found: Sequence[Derivation], as_json: bool, listed: bool) -> None:
    if as_json:
        output.print_json([_data(derivation, listed) for derivation in found])
    elif listed:
        _print_list(found)
    else:
        for derivation in found:
            _print(derivation)


def _data(derivation: Derivation, listed: bool) -> dict[str, Any]:
    """Name and title, or everything, with LaTeX as it is written in the steps."""
    import json

    from freqbias.derivations.typesetting.tex import sidecar

    entry = {"name": derivation.name, "title": derivation.title}
    if listed:
        return entry
    symbols = [{"latex": n.latex, "meaning": n.meaning} for n in derivation.symbols]
    printed = [vars(p) for p in derivation.printed]
    steps = json.loads(sidecar([derivation]))
    for step, data in zip(derivation.steps, steps.values(), strict=True):
        data["why"] = step.why
    return entry | {"symbols": symbols, "steps": steps, "printed": printed}


def _print_list(found: Sequence[Derivation]) -> None:
    from rich.table import Table
    from rich.text import Text

    from freqbias.derivations.typesetting.words import plain

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for derivation in found:
        table.add_row(derivation.name, Text(plain(derivation.title)))
    output.console().print(table)


def _print(derivation: Derivation) -> None:
    """In the width of the terminal; formulas are never folded."""
    from rich.text import Text

    from freqbias.derivations.typesetting.terminal import paragraphs

    console = output.console()
    for kind, text in paragraphs(derivation, min(console.width, 100)):
        console.print(Text(text, style=_COLOURS.get(kind, "")), soft_wrap=True)
    console.print()


COMMANDS = (derive,)
