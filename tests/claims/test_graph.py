"""The graph holds what the checks asked for when they ran, and nothing else."""

from dataclasses import replace
from typing import Any

import sympy as sp

from freqbias.claims import records, registry
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence
from freqbias.claims.graph import graph, mermaid
from freqbias.derivations.trace import z_scaling


def _asks(context: Context, statement: Any) -> Evidence:
    context.kernel("first_layer")
    context.rely_on(z_scaling())
    context.cite("Euler's Gamma integral")
    context.claim("basri2020.arccos.relu")
    return context.open("it only asks")


def _record() -> dict[str, Any]:
    controls = tuple(Control(str(n), sp.Integer(n)) for n in range(3))
    source = Source("a test", "v1", "here")
    claim = Claim("test.asks", source, Kind.IDENTITY, "reading", sp.Integer(0), {}, _asks, controls)
    return records.record(records.examine(claim, {}))


def test_edges_are_what_was_asked_for() -> None:
    edges = {(e["from"], e["to"]) for e in graph([_record()])["edges"]}
    asked = {"kernel:first_layer", "claim:basri2020.arccos.relu", "theorem:Euler's Gamma integral"}
    asked |= {f"derivation:{z_scaling().name}"}
    assert asked <= {end for start, end in edges if start == "claim:test.asks"}
    for theorem in z_scaling().cited:
        assert (f"derivation:{z_scaling().name}", f"theorem:{theorem}") in edges


def test_a_claim_cannot_rest_on_one_that_is_refuted_or_on_itself() -> None:
    def rests(id_: str) -> str:
        def check(context: Context, statement: Any) -> Evidence:
            context.claim(id_)
            return context.holds(({},), ())

        claim = registry.claim("basri2020.eq3.constant")
        return records.examine(replace(claim, check=check), {}).ruling.reason

    assert "which is REFUTED" in rests("basri2020.arccos.step")
    assert "rests on itself" in rests("basri2020.eq3.constant")


def test_mermaid_names_every_node_once() -> None:
    data = graph([_record()])
    text = mermaid(data)
    for node in data["nodes"]:
        assert text.count(f'"{node["id"].split(":", 1)[1]}') >= 1, node
    assert len(text.splitlines()) == 1 + len(data["nodes"]) + len(data["edges"])


def test_a_name_that_two_claims_have_is_nothing_to_rest_on() -> None:
    """A file cannot make a refuted claim of the paper true by taking its name."""
    proved, refuted = registry.claim("basri2020.eq3.constant"), "basri2020.arccos.step"

    def rests(context: Context, statement: Any) -> Evidence:
        context.claim(refuted)
        return proved.check(context, statement)

    resting = replace(proved, id="test.rests", check=rests)
    for impostor in (replace(proved, id=refuted), replace(proved, id="a", aliases=(refuted,))):
        own = registry.Registry([impostor, resting], {c.id: c for c in registry.all_claims()})
        verdict = records.examine(own.find("test.rests"), {}, registry=own)
        assert verdict.status.value == "UNDECIDED", f"resting on {impostor.id}: {verdict}"
        assert set(own.ids) == {impostor.id, "test.rests"}, "a claim is missing in the report"
