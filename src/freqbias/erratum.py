"""The erratum: every refuted claim with defect, counterexample, correction and a program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.evidence import Evidence
from freqbias.derivations.typesetting.words import escaped
from freqbias.verification import Record

__all__ = ["FORMATS", "erratum"]

FORMATS = ("md", "tex")


def erratum(records: Sequence[Record], format_: str) -> str:
    """The document in Markdown (``md``) or LaTeX (``tex``), from the records of a whole run.

    Deterministic: the same verdicts give the same text.
    """
    by_id = {record["id"]: record for record in records}
    entries = [_entry(r, by_id[r["correction"]]) for r in records if r["verdict"] == "REFUTED"]
    entries.sort(key=lambda entry: _SECTIONS.index(entry["section"]))
    sections = [
        {"title": title, "entries": list(group)}
        for title, group in groupby(entries, key=lambda entry: entry["section"])
    ]
    template = _environment(format_).get_template(f"erratum.{format_}.jinja")
    return template.render(entries=entries, sections=sections).rstrip() + "\n"


_SECTIONS = [*(f"Section {number}" for number in ("3", "4.1", "4.2", "4.3", "5"))]
_SECTIONS += [f"Appendix {letter}" for letter in "ABCD"]


def _entry(record: Record, correction: Record) -> dict[str, Any]:
    witness = Evidence.from_json(record["evidence"]).witness
    assert witness is not None  # there is no refutation without one
    section, place = _place(record["place"])
    return {
        "id": record["id"],
        "section": section,
        "place": place,
        "reading": record["reading"],
        "meaning": witness.meaning,
        "ball": str(witness.spot.ball.rounded(6)),
        "point": ", ".join(f"{name} = {value}" for name, value in witness.spot.point.items()),
        "extent": "It fails on its whole domain" if record["everywhere"] else "It fails",
        "formulas": errata()[record["id"]],
        "correction": correction["id"],
        "status": correction["verdict"],
        "snippet": (record["snippet"] or "").strip(),
    }


def _place(place: str) -> tuple[str, str]:
    """Section or appendix, and the place in it."""
    found = re.match(r"(section [\d.]+|appendix [A-D]|figure 13)(?:\.\d)?,? ?(.*)", place)
    if found is None:
        raise ValueError(f"the place {place!r} names no section")
    section = {"figure 13": "appendix B"}.get(found[1], found[1])
    return section[0].upper() + section[1:], found[2] or place


def _environment(format_: str) -> Environment:
    loader = PackageLoader("freqbias", "templates")
    if format_ == "md":
        return Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True)
    marks = {"block_start_string": "<%", "block_end_string": "%>"}
    marks |= {"variable_start_string": "<<", "variable_end_string": ">>"}
    marks |= {"comment_start_string": "<#", "comment_end_string": "#>"}
    environment = Environment(loader=loader, undefined=StrictUndefined, **marks)  # type: ignore[arg-type]
    environment.filters["escaped"] = escaped
    return environment
