"""All files of a report, as text by path."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from freqbias.claims.canonical import canonical_json
from freqbias.claims.judge import VERDICTS
from freqbias.claims.theorems import THEOREMS
from freqbias.report.claim_page import Relations, claim_page, section
from freqbias.report.diagram import diagram
from freqbias.report.parts import Part
from freqbias.report.themes import embedded
from freqbias.verification import Record

__all__ = ["Contents", "pages"]

_ASSETS = ("style.css", "report.js")


@dataclass(frozen=True)
class Contents:
    """What a report shows.

    :param title: of the whole; a text.
    :param records: of the claims, as :func:`freqbias.verification.verify` gives them.
    :param derivations: as :func:`freqbias.report.parts.derivation_part` gives them.
    :param plots: as :func:`freqbias.report.parts.plot_part` gives them.
    :param remarks: sentences that a reader must know first: what differs from the ledger.
    """

    title: str
    records: Sequence[Record]
    derivations: Sequence[Part] = ()
    plots: Sequence[Part] = ()
    remarks: Sequence[str] = ()


def pages(contents: Contents) -> dict[str, str]:
    """The files by path.  Deterministic: nothing in them depends on how long something took."""
    relations = Relations(contents.records)
    render = _Renderer(contents)
    found = {name: _asset(name) for name in _ASSETS}
    found["index.html"] = render("index", **_overview(contents.records))
    found["graph.html"] = render("graph", diagram=diagram(relations.graph))
    found["derivations.html"] = render("derivations", theorems=_theorems(contents.records))
    found["claims.json"] = _json([_timeless(record) for record in contents.records])
    found |= _claims(contents, relations, render)
    for part in contents.derivations:
        users = relations.into(f"derivation:{part['name']}", "rests on")
        path = f"derivations/{part['name']}.html"
        found[path] = render("derivation", "../", part=part, users=users, references=THEOREMS)
    if contents.plots:
        found["plots.html"] = render("plots", plots=[_shown(part) for part in contents.plots])
        found |= _data(contents.plots)
    return found


class _Renderer:
    """Templates with what all pages have in common."""

    def __init__(self, contents: Contents) -> None:
        loader = PackageLoader("freqbias", "templates/report")
        self._environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"markup": Markup, "section": section}
        self._environment.globals |= {
            "contents": contents,
            "by_id": {record["id"]: record for record in contents.records},
            "parts": {part["name"]: part for part in contents.derivations},
            "VERDICTS": VERDICTS,
        }

    def __call__(self, name: str, root: str = "", **variables: Any) -> str:
        template = self._environment.get_template(f"{name}.html.jinja")
        return template.render(root=root, page=name, **variables).rstrip() + "\n"


def _claims(contents: Contents, relations: Relations, render: _Renderer) -> dict[str, str]:
    by_id = {record["id"]: record for record in contents.records}
    names = [part["name"] for part in contents.derivations]
    found = {}
    for record in contents.records:
        variables = claim_page(record, by_id, relations, names)
        found[f"claims/{record['id']}.html"] = render("claim", "../", **variables)
        if record["certificate"] is not None:
            path = f"certificates/{record['id']}.json"
            found[path] = canonical_json(record["certificate"]) + "\n"
    return found


def _overview(records: Sequence[Record]) -> dict[str, Any]:
    counts = Counter(record["verdict"] for record in records)
    controls = [r["controls"] for r in records if r["verdict"] != "UNDECIDED"]
    return {
        "sources": list(dict.fromkeys(map(_paper, records))),
        "counts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
        "kinds": sorted({record["kind"] for record in records}),
        "sections": list(dict.fromkeys(section(record["place"]) for record in records)),
        "rejected": sum(control["rejected"] for control in controls),
        "controls": sum(control["total"] for control in controls),
    }


def _paper(record: Record) -> str:
    """The source without the place in it."""
    return str(record["source"]).removesuffix(f", {record['place']}")


def _theorems(records: Sequence[Record]) -> dict[str, str]:
    """The theorems cited by the records, with references where there is one."""
    cited = {name for record in records for name in record["evidence"]["cited"]}
    return {name: THEOREMS.get(name, "") for name in sorted(cited)}


def _timeless(record: Record) -> Record:
    """The record without the seconds it took, so that a report of the same evidence is the same."""
    evidence = {name: value for name, value in record["evidence"].items() if name != "seconds"}
    return {**{n: v for n, v in record.items() if n != "seconds"}, "evidence": evidence}


def _shown(part: Part) -> Mapping[str, Any]:
    return {**part, "svg": Markup(embedded(part["svg"], part["name"], part["title"]))}


def _data(plots: Sequence[Part]) -> dict[str, str]:
    """Each plot as a file of its own, and its numbers twice."""
    found: dict[str, str] = {}
    for part in plots:
        path, columns = f"data/{part['name']}", part["columns"]
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
        found |= {
            f"{path}.csv": text.getvalue(),
            f"{path}.json": _json(columns),
            f"{path}.svg": part["svg"],
        }
    return found


def _json(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _asset(name: str) -> str:
    folder = files("freqbias").joinpath("templates", "report")
    return folder.joinpath(name).read_text(encoding="utf-8")
