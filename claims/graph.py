"""What rests on what: claims, derivations, theorems and kernels, as the checks asked for them.

Read from the records of runs, not from annotations: an edge is there because a check asked its context
for the thing when it ran.  Corrections and steps of proofs, which are data of claims, are edges of
their own relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["graph", "mermaid"]

_ASKED = {"kernels": "kernel", "derivations": "derivation", "cited": "theorem", "claims": "claim"}
_SHAPES = {
    "claim": '["{}"]',
    "derivation": '(["{}"])',
    "theorem": '[/"{}"/]',
    "kernel": '{{{{"{}"}}}}',
}
_ARROWS = {"rests on": "-->", "corrected by": "-. corrected by .->", "step": "-- step -->"}


def graph(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Nodes ``{id, type, verdict?}`` and edges ``{from, to, relation}``, sorted, as JSON data.

    A node's id is ``type:name``; relations are "rests on", "corrected by" and "step".
    """
    edges = sorted({edge for record in records for edge in _edges(record)})
    verdicts = {f"claim:{record['id']}": record["verdict"] for record in records}
    names = sorted({end for edge in edges for end in edge[:2]} | set(verdicts))
    return {
        "nodes": [_node(name, verdicts) for name in names],
        "edges": [{"from": a, "to": b, "relation": relation} for a, b, relation in edges],
    }


def _node(name: str, verdicts: Mapping[str, str]) -> dict[str, str]:
    node = {"id": name, "type": name.split(":", 1)[0]}
    return {**node, "verdict": verdicts[name]} if name in verdicts else node


def _edges(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    here = f"claim:{record['id']}"
    evidence = record["evidence"]
    through = {theorem for _, theorem in evidence["via"]}
    for field, type_ in _ASKED.items():
        for name in evidence[field]:
            if not (type_ == "theorem" and name in through):
                yield here, f"{type_}:{name}", "rests on"
    for derivation, theorem in evidence["via"]:
        yield f"derivation:{derivation}", f"theorem:{theorem}", "rests on"
    if record["correction"]:
        yield here, f"claim:{record['correction']}", "corrected by"
    for step in record["steps"]:
        yield here, f"claim:{step}", "step"


def mermaid(data: Mapping[str, Any]) -> str:
    """The graph as Mermaid text, for a Markdown page.

    >>> nodes = [{"id": "claim:a", "type": "claim", "verdict": "PROVED"}]
    >>> print(mermaid({"nodes": nodes, "edges": []}))
    flowchart LR
        n0["a: PROVED"]
    """
    keys = {node["id"]: f"n{number}" for number, node in enumerate(data["nodes"])}
    lines = ["flowchart LR"]
    for node in data["nodes"]:
        label = node["id"].split(":", 1)[1]
        label = f"{label}: {node['verdict']}" if "verdict" in node else label
        shape = _SHAPES[node["type"]].format(label.replace('"', "#quot;"))
        lines.append(f"    {keys[node['id']]}{shape}")
    for edge in data["edges"]:
        arrow = _ARROWS[edge["relation"]]
        lines.append(f"    {keys[edge['from']]} {arrow} {keys[edge['to']]}")
    return "\n".join(lines)
