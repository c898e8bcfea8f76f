"""The edition that was read."""

from __future__ import annotations

from freqbias.claims.claim import Source

__all__ = ["at"]


def at(place: str) -> Source:
    """A place in the source paper."""
    return Source("Basri et al. 2020, arXiv 2003.04560", "v1", place)
