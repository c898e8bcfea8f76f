"""How the entries of this paper are written: places, steps of proofs, what is left for later."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.charts import for_pairs, pairs_at
from freqbias.claims.claim import Check, Claim, Control, Kind, Source
from freqbias.claims.domain import Domain, Family

__all__ = ["about", "at", "equal", "later", "step"]

_ASSUMED = ("kernel (10)", "T f = lambda f in L2(p)")


def at(place: str) -> Source:
    """A place in the edition that was read."""
    return Source("Basri et al. 2020, arXiv 2003.04560", "v1", place)


def equal(left: Any, right: Any) -> sp.Eq:
    """The equation as data, not evaluated."""
    return sp.Eq(left, right, evaluate=False)


def about(
    name: str, place: str, family: Family, reading: str, statement: sp.Eq, **rest: Any
) -> Claim:
    """A claim for every eigenpair of the family; controls are pairs (name, statement)."""
    controls = tuple(Control(title, wrong) for title, wrong in rest.pop("controls"))
    return Claim(
        f"basri2020.{name}",
        at(place),
        rest.pop("kind", Kind.IDENTITY),
        reading,
        statement,
        pairs_at(family),
        rest.pop("check", for_pairs(family)),
        controls,
        (*_ASSUMED, *rest.pop("assumptions", ())),
        **rest,
    )


def step(
    name: str, place: str, reading: str, statement: Any, domain: Domain, check: Check, **rest: Any
) -> Claim:
    """A step of a proof; ``controls`` are pairs (name, statement)."""
    controls = tuple(Control(title, wrong) for title, wrong in rest.pop("controls"))
    kind = rest.pop("kind", Kind.PROOF_STEP)
    id_ = f"basri2020.{name}"
    return Claim(id_, at(place), kind, reading, statement, domain, check, controls, **rest)


def later(
    name: str,
    place: str,
    kind: Kind,
    reading: str,
    statement: str,
    reason: str,
    steps: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Claim:
    """An entry without a check; ``steps`` and ``aliases`` are ids of this paper."""
    ids: dict[str, Any] = {
        "steps": tuple(f"basri2020.{step}" for step in steps),
        "aliases": tuple(f"basri2020.{alias}" for alias in aliases),
    }
    text = f"not built yet: {reason}"
    return Claim(f"basri2020.{name}", at(place), kind, reading, statement, {}, pending=text, **ids)
