"""Certificates: what a stand-alone program needs to re-verify the evidence behind a verdict.

A certificate is JSON data: the claim in words, what its verdict rests on, and an exact expression with
the interval in which its value lies, or the boxes on which it has a sign.  ``checker/check.py``
re-verifies that with the standard library alone; that the expression is the right one is what the
derivations named in it say.
"""

from __future__ import annotations

from typing import Any

from freqbias.claims.boxes import differences, in_units
from freqbias.claims.canonical import canonical_json
from freqbias.claims.domain import Interval, Range
from freqbias.claims.judge import Status, Verdict
from freqbias.claims.trees import grid, tree
from freqbias.theory.errors import InputError

__all__ = ["FORMAT", "certificate"]

FORMAT = "freqbias-certificate-1"
_DIGITS = 18
_EXPRESSION = (
    "that the expressions are what the statement is about: see the derivations and theorems"
)
_ROOT = (
    "that the determinant is det(I - nu T) up to a constant (theory.characteristic), and that the "
    "root is the eigenvalue (the wave) meant: the certified complete spectrum is not in here"
)


def certificate(verdict: Verdict) -> dict[str, Any] | str:
    """The certificate of a verdict, or one sentence that says why it has none."""
    if verdict.status is Status.REFUTED:
        return _of_witness(verdict)
    if verdict.status is Status.CERTIFIED:
        return _of_cover(verdict)
    if verdict.status is Status.PROVED:
        return "it rests on a derivation, not on a number: read that"
    return f"{verdict.status.value} rests on nothing that is exact and finite"


def _of_witness(verdict: Verdict) -> dict[str, Any] | str:
    witness = verdict.evidence.witness
    if witness is None or witness.defect is None:
        return "its defect is not a closed expression in exact numbers"
    if isinstance(witness.defect, str):
        return witness.defect
    interval = grid(witness.spot.ball, _DIGITS)
    if isinstance(interval, str):
        return interval
    beyond = [_EXPRESSION] + [_ROOT] * ('["root",' in canonical_json(witness.defect))
    return {
        **_common(verdict, *beyond),
        "kind": "defect",
        "shows": f"{witness.meaning} {witness.spot}",
        "point": {name: str(value) for name, value in witness.spot.point.items()},
        "defect": witness.defect,
        "interval": interval,
    }


def _of_cover(verdict: Verdict) -> dict[str, Any] | str:
    claim, covered = verdict.claim, verdict.evidence.covered
    names = sorted(claim.domain)
    try:
        stated, strict = differences(claim.statement)
        expressions = [tree(in_units(claim.domain, g)) for g in stated]
        domain, *boxes = [[_ends(box[name]) for name in names] for box in (claim.domain, *covered)]
    except (InputError, KeyError) as error:
        return f"it is not about inequalities on boxes: {error}"
    return {
        **_common(verdict, _EXPRESSION),
        "kind": "cover",
        "shows": f"the statement, on {len(boxes)} boxes that cover {domain}",
        "variables": names,
        "units": {name: _unit(claim.domain[name]) for name in names},
        "domain": domain,
        "boxes": sorted(boxes),
        "expressions": expressions,
        "strict": strict,
    }


def _unit(range_: Range) -> str:
    return range_.unit if isinstance(range_, Interval) else "1"


def _ends(range_: Range) -> list[str]:
    if not isinstance(range_, Interval) or range_.lower is None or range_.upper is None:
        raise InputError(f"{range_} is not a bounded interval")
    return [str(range_.lower), str(range_.upper)]


def _common(verdict: Verdict, *beyond: str) -> dict[str, Any]:
    claim, evidence = verdict.claim, verdict.evidence
    return {
        "format": FORMAT,
        "claim": claim.id,
        "source": str(claim.source),
        "reading": claim.reading,
        "statement": claim.equation,
        "assumptions": list(claim.assumptions),
        "verdict": verdict.status.value,
        "beyond": list(beyond),
        "derivations": list(evidence.derivations),
        "theorems": list(evidence.cited),
        "kernels": list(evidence.kernels),
    }
