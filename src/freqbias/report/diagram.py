"""The dependency graph as coordinates for a template: theorems, derivations, then claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from freqbias.report.layers import layout

__all__ = ["diagram"]

_FIRST = {"theorem": 0, "derivation": 1, "claim": 2}  # the least column of each type
_WIDTH, _GAP, _ROW, _MARGIN, _HEAD = 236, 96, 24, 8, 34
_LETTERS = 32  # that a node has room for


def diagram(graph: Mapping[str, Any]) -> dict[str, Any]:
    """Nodes with place and label, edges as paths, the size, and the claims that have no edge.

    Kernels are left out: nearly everything rests on one.

    :param graph: nodes and edges as :func:`freqbias.claims.graph.graph` gives them.
    """
    shown = {n["id"]: n for n in graph["nodes"] if n["type"] in _FIRST}
    edges = [e for e in graph["edges"] if e["from"] in shown and e["to"] in shown]
    joined = {end for e in edges for end in (e["from"], e["to"])}
    first = {id_: _FIRST[n["type"]] for id_, n in shown.items() if id_ in joined}
    placed = layout(first, [(e["from"], e["to"]) for e in edges])
    corners = {
        id_: (_MARGIN + column * (_WIDTH + _GAP), _HEAD + row * _ROW)
        for id_, (column, row) in placed.places.items()
    }
    claims = [id_.split(":", 1)[1] for id_, n in shown.items() if n["type"] == "claim"]
    papers = {id_.partition(".")[0] for id_ in claims}
    prefix = f"{papers.pop()}." if len(papers) == 1 else ""
    return {
        "nodes": [_node(shown[id_], corner, prefix) for id_, corner in corners.items()],
        "edges": [_edge(e, corners) for e in edges],
        "width": 2 * _MARGIN + len(placed.columns) * (_WIDTH + _GAP) - _GAP,
        "height": _HEAD + _MARGIN + _ROW * max(map(len, placed.columns), default=0),
        "heads": _heads(placed.columns),
        "node": (_WIDTH, _ROW - 4),
        "alone": [id_ for id_ in claims if f"claim:{id_}" not in joined],
    }


def _node(node: Mapping[str, Any], corner: tuple[int, int], prefix: str) -> dict[str, Any]:
    name = node["id"].split(":", 1)[1]
    label = name.removeprefix(prefix) if node["type"] == "claim" else name
    if len(label) > _LETTERS:
        label = f"{label[: _LETTERS - 1]}…"
    return {**node, "name": name, "label": label, "x": corner[0], "y": corner[1]}


def _edge(edge: Mapping[str, str], corners: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """From the right side of what is rested on to the left side of what rests on it."""
    (x0, y0), (x1, y1) = corners[edge["to"]], corners[edge["from"]]
    half = (_ROW - 4) / 2
    start, end = x0 + _WIDTH, x1
    bend = max(40.0, (end - start) / 2)
    curve = f"{start + bend:g} {y0 + half:g} {end - bend:g} {y1 + half:g} {end:g} {y1 + half:g}"
    return {**edge, "path": f"M{start:g} {y0 + half:g}C{curve}"}


def _heads(columns: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """A title over each column."""
    titles = (
        "theorems cited",
        "derivations",
        "claims",
        *["claims resting on claims"] * len(columns),
    )
    return [
        (_MARGIN + number * (_WIDTH + _GAP), titles[number])
        for number, column in enumerate(columns)
        if column
    ]
