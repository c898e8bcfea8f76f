"""The proofs of the paper, apart from the truth of what they prove: VALID, GAP or INVALID.

A step is VALID if it is established, INVALID if it is printed and refuted, a GAP if the proof needs it
without saying so and it is refuted.  A misprint that nothing rests on leaves a step valid.  A proof is
as good as its worst step.  A true statement may have an invalid proof, and a valid step may serve a
false one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["judged", "step"]

_WORST = ("INVALID", "GAP", None, "VALID")
_ESTABLISHED = ("PROVED", "CERTIFIED")


def step(verdict: str, *, tacit: bool = False, misprint: bool = False) -> str | None:
    """The state of one step of a proof; None while it is neither established nor refuted.

    >>> step("PROVED"), step("REFUTED"), step("REFUTED", tacit=True), step("UNDECIDED")
    ('VALID', 'INVALID', 'GAP', None)
    """
    if verdict in _ESTABLISHED or (verdict == "REFUTED" and misprint):
        return "VALID"
    if verdict == "REFUTED":
        return "GAP" if tacit else "INVALID"
    return None


def judged(
    records: Sequence[Mapping[str, Any]], committed: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The records with ``proof`` filled in: for steps, and for statements whose steps are entries.

    :param committed: the ledger, for steps that are not among the records.
    """
    known: dict[str, str | None] = {id_: entry["proof"] for id_, entry in committed.items()}
    left = {record["id"]: record for record in records}
    known.update({id_: _alone(record) for id_, record in left.items() if not record["steps"]})
    left = {id_: record for id_, record in left.items() if record["steps"]}
    while left:  # those first whose steps are all settled; a circle is broken anywhere
        ready = [id_ for id_, record in left.items() if not set(record["steps"]) & set(left)]
        for id_ in ready or list(left)[:1]:
            states = [known.get(step_) for step_ in left.pop(id_)["steps"]]
            known[id_] = next(state for state in _WORST if state in states)
    return [{**record, "proof": known[record["id"]]} for record in records]


def _alone(record: Mapping[str, Any]) -> str | None:
    if record["is_step"] or record["kind"] == "proof step":
        return step(record["verdict"], tacit=record["tacit"], misprint=record["misprint"])
    return None
