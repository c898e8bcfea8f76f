"""What is wrong with a claim as data, whatever its statement: one sentence, or None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from freqbias.claims.claim import NO_DOMAIN, Claim, Control, Kind, Source, unbuilt
from freqbias.claims.domain import Family, Finite, Integers, Interval

__all__ = ["LEAST_CONTROLS", "defect_of", "malformed", "nameless"]

LEAST_CONTROLS = 3
_RANGES = (Family, Finite, Integers, Interval)
_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_TEXTS = ("reading", "quantity")
_OPTIONAL = ("correction", "correction_pending", "snippet", "pending", "expected")


def nameless(claim: Any) -> str | None:
    """Why something has no id under which a defect of it could be reported.

    >>> nameless(3)
    'it is not a Claim'
    """
    if not isinstance(claim, Claim):
        return "it is not a Claim"
    if not _is_id(claim.id):
        return f"its id {claim.id!r} is not words of letters, digits, - and _, joined by dots"
    return None


def malformed(claim: Claim) -> str | None:
    """Why a claim cannot be related to others: aliases or steps that are none."""
    for name in ("aliases", "steps"):
        given = getattr(claim, name)
        if not isinstance(given, tuple) or not all(map(_is_id, given)):
            return f"its {name} {given!r} are not a tuple of ids"
    return None


def _is_id(text: Any) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def defect_of(claim: Claim) -> str | None:
    """Why the claim cannot be examined.

    >>> from freqbias.claims.claim import Claim, Kind, Source
    >>> defect_of(Claim("a.b", Source("a", "v1", "(1)"), Kind.IDENTITY, "1 = 1", 1))
    'its domain is missing'
    """
    parts = (nameless, malformed, _form, lambda c: _domain(c.domain), _check)
    return next(filter(None, (part(claim) for part in parts)), None)


def _form(claim: Claim) -> str | None:
    if not isinstance(claim.source, Source):
        return f"its source {claim.source!r} is not a Source"
    if not isinstance(claim.kind, Kind):
        return f"its kind {claim.kind!r} is not a Kind"
    if claim.statement is None or not claim.reading:
        return "its statement or its reading is missing"
    for name in (*_TEXTS, *_OPTIONAL):
        given = getattr(claim, name)
        if not isinstance(given, str) and (given is not None or name in _TEXTS):
            return f"its {name} {given!r} is not text"
    if not isinstance(claim.assumptions, tuple) or not all(map(_is_text, claim.assumptions)):
        return f"its assumptions {claim.assumptions!r} are not a tuple of texts"
    return "it is its own correction" if claim.correction == claim.id else None


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


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
    if claim.pending is not None:
        return "it has a check and a reason why there is none"
    if not callable(claim.check):
        return f"its check {claim.check!r} cannot be called"
    controls: Any = claim.controls
    if not isinstance(controls, tuple) or not all(isinstance(c, Control) for c in controls):
        return f"its controls {controls!r} are not a tuple of Control"
    names = [control.name for control in claim.controls]
    if len(set(names)) < len(names):
        return f"two of its controls have one name: {names}"
    if len(names) < LEAST_CONTROLS:
        return f"its check has {len(names)} negative controls; {LEAST_CONTROLS} are needed"
    return None
