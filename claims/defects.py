"""What is wrong with a claim as data, whatever its statement: one sentence, or None."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from freqbias.claims.claim import NO_DOMAIN, Claim, Kind, Source, unbuilt
from freqbias.claims.domain import Family, Finite, Integers, Interval

__all__ = ["LEAST_CONTROLS", "defect_of"]

LEAST_CONTROLS = 3
_RANGES = (Family, Finite, Integers, Interval)


def defect_of(claim: Claim) -> str | None:
    """Why the claim cannot be examined.

    >>> from freqbias.claims.claim import Claim, Kind, Source
    >>> defect_of(Claim("a.b", Source("a", "v1", "(1)"), Kind.IDENTITY, "1 = 1", 1))
    'its domain is missing'
    """
    return next(filter(None, (_form(claim), _domain(claim.domain), _check(claim))), None)


def _form(claim: Claim) -> str | None:
    if not isinstance(claim.source, Source):
        return f"its source {claim.source!r} is not a Source"
    if not isinstance(claim.kind, Kind):
        return f"its kind {claim.kind!r} is not a Kind"
    if claim.statement is None or not claim.reading:
        return "its statement or its reading is missing"
    return None


def _domain(domain: Any) -> str | None:
    if domain is NO_DOMAIN or domain is None:
        return "its domain is missing"
    if not isinstance(domain, Mapping):
        return f"its domain {domain!r} is not a mapping from variables to ranges"
    for variable, range_ in domain.items():
        if not isinstance(range_, _RANGES):
            return f"the range {range_!r} of its variable {variable} is not a Range"
    return None


def _check(claim: Claim) -> str | None:
    if claim.check is unbuilt:
        return None if claim.pending else "it has neither a check nor a reason why there is none"
    if not callable(claim.check):
        return f"its check {claim.check!r} cannot be called"
    names = [control.name for control in claim.controls]
    if len(set(names)) < len(names):
        return f"two of its controls have one name: {names}"
    if len(names) < LEAST_CONTROLS:
        return f"its check has {len(names)} negative controls; {LEAST_CONTROLS} are needed"
    return None
