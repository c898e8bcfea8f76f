"""A verdict as plain data: what the cache, the JSON report and the command line show."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence
from freqbias.claims.judge import Verdict, judge
from freqbias.theory.errors import InputError

__all__ = ["examine", "record"]


def examine(
    claim: Claim, versions: Mapping[str, str], *, seed: int = 0, thorough: bool = False
) -> Verdict:
    """Run the check on the statement and on every control, and judge."""

    def find(statement: Any) -> Evidence:
        start = time.perf_counter()
        context = Context(seed, thorough)
        try:
            evidence = claim.check(context, statement)
        except InputError as error:  # what cannot be evaluated is not decided
            evidence = context.open(str(error))
        return evidence.timed(time.perf_counter() - start, versions)

    controls = {control.name: find(control.statement) for control in claim.controls}
    return judge(claim, find(claim.statement), controls)


def record(verdict: Verdict) -> dict[str, Any]:
    """The verdict with its claim, evidence and controls as JSON data."""
    claim = verdict.claim
    return {
        "id": claim.id,
        "kind": claim.kind.value,
        "source": str(claim.source),
        "reading": claim.reading,
        "statement": claim.equation,
        "latex": claim.latex,
        "domain": {name: str(range_) for name, range_ in claim.domain.items()},
        "assumptions": list(claim.assumptions),
        "verdict": verdict.status.value,
        "proof": None,
        "reason": verdict.ruling.reason,
        "correction": claim.correction,
        "correction_pending": claim.correction_pending,
        "snippet": claim.snippet,
        "controls": {
            "total": len(claim.controls),
            "rejected": verdict.rejected,
            "statuses": {name: status.value for name, status in verdict.controls.items()},
        },
        "trust_base": list(verdict.trust_base),
        "evidence": verdict.evidence.to_json(),
    }
