"""``freqbias claims``: the committed ledger."""

from __future__ import annotations

import click

from freqbias.cli import output

__all__ = ["COMMANDS"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def claims(as_json: bool) -> None:
    """List the committed ledger: every claim with its verdict."""
    from freqbias.claims.ledger import committed

    entries = list(committed().values())
    if as_json:
        output.print_json(entries)
        return
    from rich.table import Table
    from rich.text import Text

    columns = ("verdict", "claim", "proof", "controls", "true instead")
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for item in entries:
        verdict = Text(item["verdict"], style=output.STYLES[item["verdict"]])
        controls = f"{item['controls']['rejected']}/{item['controls']['total']}"
        name = ", ".join((item["id"], *(alias.split(".", 1)[1] for alias in item["aliases"])))
        table.add_row(verdict, name, item["proof"] or "", controls, item["correction"] or "")
    output.console().print(table)


COMMANDS = (claims,)
