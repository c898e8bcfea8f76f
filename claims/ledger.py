"""The committed ledger: the verdict every claim is expected to get.  Plain JSON, no SymPy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from freqbias.claims.canonical import digest

__all__ = ["committed", "differences", "entry", "write"]

_JUDGED = ("source", "reading", "statement", "domain", "assumptions")
_FIELDS = ("id", "aliases", "kind", "verdict", "proof", "correction")


def committed() -> dict[str, dict[str, Any]]:
    """The committed entries by id."""
    text = files("freqbias.claims").joinpath("ledger.json").read_text(encoding="utf-8")
    return {item["id"]: item for item in json.loads(text)}


def entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a record that is committed: nothing that depends on the machine.

    ``certificate`` is the digest of the certificate, or null; ``says`` that of what was judged.
    """
    controls, certificate = record["controls"], record["certificate"]
    return {
        **{name: record[name] for name in _FIELDS},
        "says": digest([record[name] for name in _JUDGED])[:16],
        "certificate": certificate and digest(certificate),
        "controls": {"total": controls["total"], "rejected": controls["rejected"]},
    }


def differences(
    records: Iterable[Mapping[str, Any]], left_out: Iterable[str] | None = None
) -> list[str]:
    """One sentence for each record that differs from the ledger.

    :param left_out: where the records are meant to be all but these, so that others that are absent
        differ too.
    """
    expected = committed()
    found = {record["id"]: entry(record) for record in records}
    sentences = []
    for id_, now in found.items():
        before = expected.get(id_)
        if before is None:
            sentences.append(f"{id_} is not in the committed ledger")
        elif before != now:
            sentences.append(f"{id_}: {_difference(now, before)}")
    absent = [] if left_out is None else sorted(set(expected) - set(found) - set(left_out))
    return sentences + [f"{id_} is in the committed ledger but was not checked" for id_ in absent]


def _difference(now: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    parts = (
        f"{name} is {now.get(name)}, in the ledger {before.get(name)}"
        for name in now
        if now.get(name) != before.get(name)
    )
    return "; ".join(parts)


def write(records: Iterable[Mapping[str, Any]], path: Path, order: Iterable[str]) -> None:
    """Write a new ledger, for a maintainer to commit.

    :param order: the ids it is to have; what was not examined keeps its entry, if it has one.
    """
    entries = {**committed(), **{record["id"]: entry(record) for record in records}}
    lines = ",\n".join(json.dumps(entries[id_]) for id_ in order if id_ in entries)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
