"""``freqbias claims`` and ``freqbias show``: the ledger, and one claim with its evidence."""

from __future__ import annotations

from typing import Any

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

    table = Table("verdict", "claim", "kind", "controls", "correction", box=None, pad_edge=False)
    for item in entries:
        verdict = Text(item["verdict"], style=output.STYLES[item["verdict"]])
        controls = f"{item['controls']['rejected']}/{item['controls']['total']}"
        table.add_row(verdict, item["id"], item["kind"], controls, item["correction"] or "")
    output.console().print(table)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def show(id_: str, as_json: bool) -> None:
    """Show one claim: statement, domain, verdict, evidence, controls, correction.

    For a statement with several readings: what each says, what fails and by how much, and what
    holds instead.
    """
    from freqbias.cache import Cache, default_path
    from freqbias.theory.errors import nearest
    from freqbias.verification import select, verify

    cache = Cache(default_path(), output.note)
    known = select((), cache)
    readings = [name for name in known if name.startswith(f"{id_}.")]
    if id_ not in known and not readings:
        raise nearest("claim", id_, known)
    single = id_ in known
    records = verify([id_] if single else readings, cache)
    if as_json:
        output.print_json(records[0] if single else records)
    elif single:
        _print(_rows(records[0]))
    else:
        _print_readings(id_, records)


def _print(rows: list[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value, style=output.STYLES.get(value, "")))
    output.console().print(table)


def _print_readings(id_: str, records: list[dict[str, Any]]) -> None:
    """What is refuted first, each with its correction in words, then what holds."""
    said = {record["id"]: record["reading"] for record in records}
    refuted = [r for r in records if r["verdict"] in ("REFUTED", "CONTRADICTED")]
    click.echo(f"{id_}: {len(records)} readings, {len(refuted)} of them wrong")
    for record in [*refuted, *(r for r in records if r not in refuted)]:
        instead = record["correction"] or ""
        words = f"{instead}: {said[instead]}" if instead in said else instead
        rows = [
            ("verdict", record["verdict"]),
            ("claim", record["id"]),
            ("says", record["reading"]),
            ("because", record["reason"]),
            ("instead", words),
        ]
        click.echo()
        _print([(name, value) for name, value in rows if value])


def _rows(record: dict[str, Any]) -> list[tuple[str, str]]:
    evidence = record["evidence"]
    domain = "; ".join(f"{name} in {range_}" for name, range_ in record["domain"].items())
    statuses = record["controls"]["statuses"]
    rows = [
        ("claim", record["id"]),
        ("source", record["source"]),
        ("reading", record["reading"]),
        ("statement", record["statement"]),
        ("domain", domain or "closed statement"),
        ("assumptions", "; ".join(record["assumptions"])),
        ("verdict", record["verdict"]),
        ("because", record["reason"]),
        ("instead", record["correction"] or record["correction_pending"] or ""),
        ("ball checks", str(len(evidence["spots"])) if evidence["spots"] else ""),
        ("snippet", (record["snippet"] or "").rstrip()),
        ("controls", "\n".join(f"{status}  {name}" for name, status in statuses.items())),
        ("derivations", ", ".join(evidence["derivations"])),
        ("kernels", ", ".join(evidence["kernels"])),
        ("trust base", "; ".join(record["trust_base"])),
        ("reproduce", f"freqbias verify {record['id']} --fresh   ({evidence['seconds']:.2f} s)"),
    ]
    return [(name, value) for name, value in rows if value]


COMMANDS = (claims, show)
