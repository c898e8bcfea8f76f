"""``freqbias show``: one claim from the statement to its evidence, or all readings of a statement."""

from __future__ import annotations

from typing import Any

import click

from freqbias.cli import output

__all__ = ["COMMANDS"]


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--mermaid", is_flag=True, help="What it rests on, as the text of a Mermaid graph.")
def show(id_: str, as_json: bool, mermaid: bool) -> None:
    """Show one claim: statement, domain, verdict, evidence, controls, correction.

    For a statement with several readings, or the beginning of several ids: what each says, what fails
    and by how much, and what holds instead.
    """
    from freqbias.cache import Cache, default_path
    from freqbias.claims import graph
    from freqbias.verification import select, verify

    cache = Cache(default_path(), output.note)
    ids = select([id_], cache).ids
    entry = next((name for name in (id_, _canonical(id_)) if name in ids), None)
    records = verify([entry] if entry else ids, cache)
    if mermaid:
        click.echo(graph.mermaid(graph.graph(records)))
    elif as_json:
        data = [{**record, "graph": graph.graph([record])} for record in records]
        output.print_json(data[0] if entry else data)
    elif entry:
        correction = records[0]["correction"]
        _print(_rows(records[0], verify([correction], cache)[0] if correction else None))
        _print_program(records[0]["snippet"])
    else:
        _print_readings(id_, records)


def _canonical(id_: str) -> str | None:
    """The id of which this one is an alias."""
    from freqbias.claims.ledger import committed

    entries = committed().values()
    return next((entry["id"] for entry in entries if id_ in entry["aliases"]), None)


def _print(rows: list[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value, style=output.STYLES.get(value, "")))
    output.console().print(table)


def _print_program(snippet: str | None) -> None:
    """As it is, never folded, so that it can be copied and run."""
    if snippet is not None:
        click.echo("\nThis prints the defect, with mpmath alone:\n\n" + snippet.rstrip())


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


def _rows(record: dict[str, Any], correction: dict[str, Any] | None) -> list[tuple[str, str]]:
    evidence = record["evidence"]
    domain = "; ".join(f"{name} in {range_}" for name, range_ in record["domain"].items())
    statuses = record["controls"]["statuses"]
    pending = not statuses
    rows = [
        ("claim", record["id"]),
        ("also", ", ".join(record["aliases"])),
        ("source", record["source"]),
        ("reading", record["reading"]),
        ("statement", record["statement"]),
        ("domain", domain or ("" if pending else "closed statement")),
        ("assumptions", "; ".join(record["assumptions"])),
        ("verdict", record["verdict"]),
        ("because", record["reason"]),
        ("proof", _proof(record)),
        ("instead", _instead(correction) or record["correction_pending"] or ""),
        ("ball checks", str(len(evidence["spots"])) if evidence["spots"] else ""),
        ("certificate", _certificate(record)),
        ("controls", "\n".join(f"{status}  {name}" for name, status in statuses.items())),
        ("rests on", ", ".join(evidence["claims"])),
        ("derivations", ", ".join(evidence["derivations"])),
        ("kernels", ", ".join(evidence["kernels"])),
        ("trust base", "; ".join(record["trust_base"])),
        ("reproduce", f"freqbias verify {record['id']} --fresh   ({record['seconds']:.2f} s)"),
    ]
    return [(name, value) for name, value in rows if value]


def _proof(record: dict[str, Any]) -> str:
    steps = ", ".join(record["steps"])
    remark = " (needed, but not said)" if record["tacit"] else ""
    remark = " (a misprint; nothing rests on it)" if record["misprint"] else remark
    found = (record["proof"] or ("not decided" if steps else "")) + remark
    return f"{found}; its steps: {steps}" if steps else found


def _certificate(record: dict[str, Any]) -> str:
    if record["certificate"] is None:
        return f"none: {record['uncertified']}"
    return f"checker/certificates/{record['id']}.json, re-verified by python checker/check.py"


def _instead(correction: dict[str, Any] | None) -> str:
    if correction is None:
        return ""
    return f"{correction['id']} ({correction['verdict']}): {correction['reading']}"


COMMANDS = (show,)
