"""Proofs are judged apart from truth: a proof is as good as its worst step."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims import registry
from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.judge import Status
from freqbias.claims.proofs import judged, step

_STATES = [None, "VALID", "GAP", "INVALID"]


def _record(id_: str, verdict: str, steps: tuple[str, ...] = (), tacit: bool = False) -> Any:
    record = {"id": id_, "verdict": verdict, "steps": list(steps), "tacit": tacit}
    return {**record, "is_step": True, "misprint": False, "kind": "identity"}


@given(st.lists(st.tuples(st.sampled_from(list(Status)), st.booleans()), min_size=1, max_size=5))
def test_a_proof_is_as_good_as_its_worst_step(steps: list[tuple[Status, bool]]) -> None:
    names = [f"s{n}" for n in range(len(steps))]
    records = [
        _record(name, status.value, tacit=tacit)
        for name, (status, tacit) in zip(names, steps, strict=True)
    ]
    *found, whole = judged([*records, _record("all", "PROVED", tuple(names))], {})
    states = [record["proof"] for record in found]
    assert states == [step(status.value, tacit=tacit) for status, tacit in steps]
    if whole["proof"] == "VALID":
        assert all(status.value in ("PROVED", "CERTIFIED") for status, _ in steps)
    assert (whole["proof"] == "INVALID") == ("INVALID" in states)
    assert (whole["proof"] == "GAP") == ("GAP" in states and "INVALID" not in states)


def test_steps_may_have_steps_and_circles_end() -> None:
    records = [
        _record("a", "PROVED", ("b",)),
        _record("b", "PROVED", ("c",)),
        _record("c", "REFUTED"),
    ]
    assert [record["proof"] for record in judged(records, {})] == ["INVALID"] * 3
    circle = [_record("a", "PROVED", ("b",)), _record("b", "PROVED", ("a",))]
    assert [record["proof"] for record in judged(circle, {})] == [None, None]


@pytest.mark.parametrize("proof", _STATES)
def test_steps_that_were_not_run_count_as_committed(proof: str | None) -> None:
    (record,) = judged([_record("a", "PROVED", ("b",))], {"b": {"proof": proof}})
    assert record["proof"] == proof


def test_steps_corrections_and_aliases_name_claims() -> None:
    for claim in registry.all_claims():
        assert registry.papers.defect(claim.id) is None, f"{claim.id}"
        for alias in claim.aliases:
            assert registry.claim(alias) is claim


@pytest.mark.parametrize("status", Status)
def test_only_what_is_established_or_refuted_decides_a_step(status: Status) -> None:
    established = status in (Status.PROVED, Status.CERTIFIED)
    for tacit, refuted in ((False, "INVALID"), (True, "GAP")):
        wanted = "VALID" if established else refuted if status is Status.REFUTED else None
        assert step(status.value, tacit=tacit) == wanted, f"{status}, tacit {tacit}"


def test_what_is_no_step_has_no_state_of_its_own() -> None:
    statement = {**_record("a", "REFUTED"), "is_step": False}
    assert [r["proof"] for r in judged([statement], {})] == [None]
    for kind, is_step in (("proof step", False), ("identity", True), ("proof step", True)):
        (record,) = judged([{**statement, "kind": kind, "is_step": is_step}], {})
        assert record["proof"] == "INVALID", f"kind {kind}, step of another: {is_step}"


def test_records_keep_their_order_and_their_fields() -> None:
    records = [_record("b", "PROVED", ("a",)), _record("a", "REFUTED", tacit=True)]
    found = judged(records, {"a": {"proof": "VALID"}})
    assert found == [{**record, "proof": "GAP"} for record in records], "what was run counts"
    assert judged([_record("a", "PROVED", ("nobody",))], {})[0]["proof"] is None


def test_a_misprint_leaves_a_step_valid() -> None:
    assert step("REFUTED", misprint=True) == "VALID"
    misprints = [claim.id for claim in registry.all_claims() if claim.misprint]
    assert set(misprints) <= set(errata()), f"{misprints}: only what is refuted can be misprinted"


@pytest.mark.parametrize("status", Status)
def test_a_misprint_excuses_a_refutation_and_nothing_else(status: Status) -> None:
    excused = step(status.value, misprint=True)
    assert excused == ("VALID" if status is Status.REFUTED else step(status.value)), status


def test_what_is_not_said_is_printed_and_no_misprint() -> None:
    assert step("REFUTED") == "INVALID"
    assert step("REFUTED", tacit=True, misprint=True) == "VALID"
