"""What a person reads: why a claim failed, and the verdicts of a run."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from freqbias.claims.judge import VERDICTS
from freqbias.verification import Record

__all__ = ["IN_FAVOUR", "counted", "explained"]

IN_FAVOUR = ("PROVED", "CERTIFIED", "SUPPORTED")
_WIDTH = 100


def explained(difference: str, record: Record, file: Path | None = None) -> str:
    """A failed claim: what differs, then the claim, its evidence, and the command to see it again."""
    rows = [(name, value) for name, value in _rows(record) if value and value not in difference]
    where = "--fresh" if file is None else f"--file {os.path.relpath(file)}"
    command = f"freqbias verify {record['id']} {where}"  # never folded, so that it can be copied
    lines = (_row(name, value) for name, value in rows)
    return "\n".join([textwrap.fill(difference, _WIDTH), "", *lines, f"{'reproduce':<12}{command}"])


def _row(name: str, value: str) -> str:
    lines = (line for part in value.splitlines() for line in textwrap.wrap(part, _WIDTH - 12))
    return "\n".join(f"{name if not n else '':<12}{line}" for n, line in enumerate(lines))


def _rows(record: Record) -> list[tuple[str, str]]:
    domain = "; ".join(f"{name} in {range_}" for name, range_ in record["domain"].items())
    statuses = record["controls"]["statuses"]
    return [
        ("source", record["source"]),
        ("reading", record["reading"]),
        ("statement", record["statement"]),
        ("domain", domain),
        ("assumptions", "; ".join(record["assumptions"])),
        ("because", record["reason"]),
        ("instead", record["correction"] or record["correction_pending"] or ""),
        ("controls", "\n".join(f"{status}  {name}" for name, status in statuses.items())),
        ("trust base", "; ".join(record["trust_base"])),
    ]


def counted(records: Sequence[Record]) -> str:
    """``9 claims: 5 PROVED, 4 REFUTED; 41 of 41 controls rejected``."""
    counts = Counter(record["verdict"] for record in records)
    total = sum(record["controls"]["total"] for record in records)
    rejected = sum(record["controls"]["rejected"] for record in records)
    found = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
    noun = "claim" if len(records) == 1 else "claims"
    return f"{len(records)} {noun}: {found}; {rejected} of {total} controls rejected"
