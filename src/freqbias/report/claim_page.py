"""What the page of a claim shows, from its record and those of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.evidence import Evidence, Spot
from freqbias.claims.graph import graph
from freqbias.claims.proofs import step
from freqbias.claims.theorems import THEOREMS
from freqbias.report.formulas import formula, is_words, quantity, sentence
from freqbias.report.ledger import NOT_RUN
from freqbias.verification import Record

__all__ = ["Relations", "claim_page", "section"]

_MOST_SPOTS = 12
_RELATIONS = ("rests on", "corrected by", "step")


class Relations:
    """Who rests on whom among the records, by name of node (``claim:ID``, ``derivation:NAME``)."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.graph = graph(records)
        self._into: dict[tuple[str, str], list[str]] = {}
        for edge in self.graph["edges"]:
            key = edge["to"], edge["relation"]
            self._into.setdefault(key, []).append(edge["from"].split(":", 1)[1])

    def into(self, node: str, relation: str) -> list[str]:
        """The claims (or derivations) that have the relation to the node."""
        return self._into.get((node, relation), [])


def claim_page(
    record: Record, by_id: Mapping[str, Record], relations: Relations, derivations: Sequence[str]
) -> dict[str, Any]:
    """The variables of the template.

    :param by_id: records by id.
    :param derivations: names of those that have a page.
    """
    evidence = Evidence.from_json(record["evidence"])
    node = f"claim:{record['id']}"
    return {
        "record": record,
        "statement": _statement(record),
        "from_ledger": record["reason"] == NOT_RUN,
        "erratum": _erratum(record),
        "correction": by_id.get(record["correction"]),
        "witness": evidence.witness and (evidence.witness.meaning, *_shown(evidence.witness.spot)),
        "covered": [_box(box) for box in evidence.covered],
        "spots": [_shown(spot) for spot in evidence.spots[:_MOST_SPOTS]],
        "more_spots": max(0, len(evidence.spots) - _MOST_SPOTS),
        "evidence": evidence,
        "steps": [_step(id_, by_id) for id_ in record["steps"]],
        "theorems": [(name, THEOREMS.get(name, "")) for name in evidence.cited],
        "derivations": [name for name in _derivations(record, by_id) if name in derivations],
        "inward": {relation: relations.into(node, relation) for relation in _RELATIONS},
    }


def section(place: str) -> str:
    """The section, appendix or figure a place is in; the place itself where it names none.

    >>> section("section 4.1, (20), the factor"), section("appendix D.3"), section("lemma 2")
    ('Section 4.1', 'Appendix D', 'lemma 2')
    """
    found = re.match(r"(section \d+(?:\.\d+)?|appendix [A-Z]|figure \d+)", place)
    name = "Figures" if found and found[1].startswith("figure") else found and found[1]
    return name[0].upper() + name[1:] if name else place.split(",")[0][:40]


def _statement(record: Record) -> dict[str, Any]:
    """Quantity and formula where the statement has one; its text in any case."""
    latex = record["latex"]
    return {
        "quantity": quantity(record["quantity"]) if record["quantity"] else None,
        "formula": None if is_words(latex) else formula(latex),
        "text": record["statement"],
    }


def _erratum(record: Record) -> dict[str, Markup] | None:
    entry = errata().get(record["id"])
    if entry is None or not record["correction"]:
        return None
    parts = ("printed", "instead", "consequence")
    return {part: sentence(getattr(entry, part).strip()) for part in parts}


def _shown(spot: Spot) -> tuple[str, str]:
    """The ball, and the point."""
    point = ", ".join(f"{name} = {value}" for name, value in spot.point.items())
    return str(spot.ball.rounded(6)), point


def _box(box: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} in {range_}" for name, range_ in box.items()) or "a closed statement"


def _step(id_: str, by_id: Mapping[str, Record]) -> dict[str, Any]:
    record = by_id.get(id_)
    if record is None:
        return {"id": id_, "record": None, "state": None}
    tacit, misprint = record["tacit"], record["misprint"]
    return {
        "id": id_,
        "record": record,
        "state": record["proof"] or step(record["verdict"], tacit=tacit, misprint=misprint),
    }


def _derivations(record: Record, by_id: Mapping[str, Record]) -> list[str]:
    """The one that shows it, or its correction, and those its check asked for."""
    names = [record["derivation"], *record["evidence"]["derivations"]]
    correction = by_id.get(record["correction"])
    if correction is not None:
        names += [correction["derivation"], *correction["evidence"]["derivations"]]
    return list(dict.fromkeys(name for name in names if name))
