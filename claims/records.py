"""A verdict as plain data: what the cache, the JSON report and the command line show."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from freqbias.claims.certificates import certificate
from freqbias.claims.claim import Claim, Kind, Source
from freqbias.claims.context import Context
from freqbias.claims.defects import defect_of
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.claims.judge import Ruling, Status, Verdict, judge
from freqbias.claims.registry import Registry, papers
from freqbias.theory.errors import InputError

__all__ = ["defective", "examine", "record", "stripped"]


class _Broken(Exception):
    """The check did something that no check may do."""


def examine(
    claim: Claim,
    versions: Mapping[str, str],
    *,
    seed: int = 0,
    thorough: bool = False,
    registry: Registry = papers,
    within: tuple[str, ...] = (),
) -> Verdict:
    """Run the check on the statement and on every control, and judge.

    Whatever goes wrong with the claim or its check is its defect, and no reason to stop.

    :param registry: where checks find the claims they rest on.
    :param within: the claims that are being examined and asked for this one.
    """
    defect = defect_of(claim)
    if defect is not None:
        return defective(claim, defect, versions)
    if claim.pending is not None:
        return _undecided(claim, claim.pending, versions)
    asking = (*within, claim.id)

    def child(id_: str) -> Verdict:
        asked = registry.find(id_)
        if asked.id in asking:
            raise InputError(f"{asked.id} rests on itself")
        defect = registry.defect(asked.id)
        if defect is not None:  # it may be another claim than the name says
            return defective(asked, defect, versions)
        return examine(
            asked, versions, seed=seed, thorough=thorough, registry=registry, within=asking
        )

    def found(statement: Any) -> Evidence:
        return _found(claim, statement, Context(seed, thorough, child), versions)

    try:
        controls = {control.name: found(control.statement) for control in claim.controls}
        return judge(claim, found(claim.statement), controls)
    except _Broken as broken:
        return defective(claim, str(broken), versions)


def _found(claim: Claim, statement: Any, context: Context, versions: Mapping[str, str]) -> Evidence:
    start = time.perf_counter()
    try:
        evidence: Any = claim.check(context, statement)
    except InputError as error:  # what cannot be evaluated is not decided
        evidence = context.open(str(error))
    except (Exception, SystemExit) as error:
        raise _Broken(f"its check raised {type(error).__name__}: {error}") from error
    if not isinstance(evidence, Evidence):
        raise _Broken(f"its check returned {type(evidence).__name__}, not evidence")
    return evidence.timed(time.perf_counter() - start, versions)


def defective(claim: Claim, defect: str, versions: Mapping[str, str]) -> Verdict:
    """The verdict on a claim that could not be examined."""
    return _undecided(claim, defect, versions, defect)


def stripped(id_: str, defect: str, versions: Mapping[str, str]) -> dict[str, Any]:
    """The record of a claim of which nothing but the id can be shown."""
    bare = Claim(id_, Source("unknown", "", ""), Kind.IDENTITY, "it cannot be shown", "", {})
    return record(defective(bare, defect, versions))


def _undecided(
    claim: Claim, reason: str, versions: Mapping[str, str], defect: str | None = None
) -> Verdict:
    evidence = Evidence(Finding.OPEN, Rigour.NUMERICAL, note=reason).timed(0.0, versions)
    return Verdict(claim, Ruling(Status.UNDECIDED, reason), evidence, {}, defect)


def record(verdict: Verdict, registry: Registry = papers) -> dict[str, Any]:
    """The verdict with its claim, evidence and controls as JSON data; proofs are judged later."""
    claim = verdict.claim
    domain = claim.domain if isinstance(claim.domain, Mapping) else {}
    made = certificate(verdict)  # or why there is none
    return {
        "id": claim.id,
        "aliases": list(claim.aliases),
        "kind": getattr(claim.kind, "value", str(claim.kind)),
        "source": str(claim.source),
        "place": getattr(claim.source, "place", ""),
        "reading": claim.reading,
        "statement": claim.equation,
        "quantity": str(claim.quantity),
        "latex": claim.latex,
        "domain": {name: str(range_) for name, range_ in domain.items()},
        "assumptions": list(claim.assumptions),
        "verdict": verdict.status.value,
        "proof": None,
        "steps": list(claim.steps),
        "is_step": registry.is_step(claim.id),
        "tacit": claim.tacit,
        "misprint": claim.misprint,
        "reason": verdict.ruling.reason,
        "everywhere": verdict.ruling.everywhere,
        "defect": verdict.defect,
        "correction": claim.correction,
        "correction_pending": claim.correction_pending,
        "derivation": claim.derivation,
        "expected": claim.expected,
        "snippet": claim.snippet,
        "controls": {
            "total": len(claim.controls),
            "rejected": verdict.rejected,
            "statuses": {name: status.value for name, status in verdict.controls.items()},
        },
        "certificate": made if isinstance(made, dict) else None,
        "uncertified": made if isinstance(made, str) else None,
        "trust_base": list(verdict.trust_base),
        "evidence": verdict.evidence.to_json(),
    }
