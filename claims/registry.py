"""All claims, by id."""

from __future__ import annotations

from freqbias.claims import basri2020
from freqbias.claims.claim import Claim
from freqbias.theory.errors import nearest

__all__ = ["all_claims", "claim"]

_BY_ID: dict[str, Claim] = {entry.id: entry for entry in basri2020.CLAIMS}


def all_claims() -> tuple[Claim, ...]:
    """Every claim, in the order of the papers."""
    return tuple(_BY_ID.values())


def claim(id_: str) -> Claim:
    """The claim with this id.

    :raises InputError: unknown id; the nearest is suggested.
    """
    if id_ not in _BY_ID:
        raise nearest("claim", id_, _BY_ID)
    return _BY_ID[id_]
