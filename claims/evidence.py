"""Evidence: what a check found, on which domain, resting on what.  Plain data, JSON both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any

from freqbias.claims.domain import Angle, Domain, Family, Finite, Integers, Interval, Range
from freqbias.numerics.balls import Ball

__all__ = ["Evidence", "Finding", "Rigour", "Spot", "Witness", "violation"]


class Finding(Enum):
    """What the check found."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


class Rigour(Enum):
    """How it was found."""

    EXACT = "exact"
    BALLS = "balls"
    NUMERICAL = "numerical"
    STATISTICAL = "statistical"


@dataclass(frozen=True)
class Spot:
    """A ball around the defect (left minus right) of a statement at a point of its domain."""

    point: Mapping[str, Any]
    ball: Ball

    @property
    def excludes_zero(self) -> bool:
        """Whether the defect is certainly not zero."""
        return not self.ball.contains_zero

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.point.items())
        ball = self.ball.rounded(6)
        return f"{ball} at {at}" if at else str(ball)


def violation(point: Mapping[str, Any], ball: Ball) -> Spot:
    """By how much something that should be >= 0 is negative: 0 unless the ball certainly is."""
    return Spot(point, ball if ball.is_negative else Ball(0, 0, 0))


@dataclass(frozen=True)
class Witness:
    """A counterexample: the point, the enclosed defect there, and what the defect is.

    :param defect: the defect as a tree (:mod:`freqbias.claims.trees`), or why there is none.
    """

    spot: Spot
    meaning: str
    defect: Any = None


@dataclass(frozen=True)
class Evidence:
    """What a check found.

    :param covered: boxes on which the finding holds, computed by the parametrisations used.
    :param spots: independent ball enclosures of the defect at points of the domain.
    :param cited: theorems relied on; ``derivations``, ``kernels``, ``claims``: what the check asked
        for; ``via``: which derivation cites which theorem.
    :param note: one sentence; for an open finding, the reason.
    """

    finding: Finding
    rigour: Rigour
    covered: tuple[Domain, ...] = ()
    witness: Witness | None = None
    spots: tuple[Spot, ...] = ()
    cited: tuple[str, ...] = ()
    derivations: tuple[str, ...] = ()
    kernels: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    via: tuple[tuple[str, str], ...] = ()
    note: str = ""
    seed: int | None = None
    seconds: float = 0.0
    versions: Mapping[str, str] | None = None

    def timed(self, seconds: float, versions: Mapping[str, str]) -> Evidence:
        """With the time it took and the versions it ran with."""
        return replace(self, seconds=round(seconds, 3), versions=dict(versions))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        witness = self.witness and {
            "spot": _spot(self.witness.spot),
            "meaning": self.witness.meaning,
            "defect": self.witness.defect,
        }
        return {
            "finding": self.finding.value,
            "rigour": self.rigour.value,
            "covered": [{name: _range(r) for name, r in box.items()} for box in self.covered],
            "witness": witness,
            "spots": [_spot(spot) for spot in self.spots],
            "cited": list(self.cited),
            "derivations": list(self.derivations),
            "kernels": list(self.kernels),
            "claims": list(self.claims),
            "via": [list(pair) for pair in self.via],
            "note": self.note,
            "seed": self.seed,
            "seconds": self.seconds,
            "versions": dict(self.versions or {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        """Back from :meth:`to_json`; raises KeyError, TypeError or ValueError on anything else."""
        witness = data["witness"]
        return cls(
            Finding(data["finding"]),
            Rigour(data["rigour"]),
            tuple({name: _read_range(r) for name, r in box.items()} for box in data["covered"]),
            _read_witness(witness) if witness else None,
            tuple(_read_spot(spot) for spot in data["spots"]),
            tuple(map(str, data["cited"])),
            tuple(map(str, data["derivations"])),
            tuple(map(str, data["kernels"])),
            tuple(map(str, data["claims"])),
            tuple((str(derivation), str(theorem)) for derivation, theorem in data["via"]),
            str(data["note"]),
            data["seed"],
            float(data["seconds"]),
            dict(data["versions"]),
        )


def _read_witness(data: Mapping[str, Any]) -> Witness:
    return Witness(_read_spot(data["spot"]), str(data["meaning"]), data["defect"])


def _value(value: Any) -> Any:
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, Angle):
        return {"angle": str(value.share)}
    if isinstance(value, Family):
        return {"family": value.name, "traits": list(value.traits)}
    return value


def _read_value(value: Any) -> Any:
    if isinstance(value, dict):
        if "fraction" in value:
            return Fraction(value["fraction"])
        if "angle" in value:
            return Angle(Fraction(value["angle"]))
        return Family(value["family"], tuple(value["traits"]))
    return value


def _spot(spot: Spot) -> dict[str, Any]:
    point = {name: _value(value) for name, value in spot.point.items()}
    ball = spot.ball
    return {"point": point, "mid": str(ball.mid), "rad": str(ball.rad), "exponent": ball.exponent}


def _read_spot(data: Mapping[str, Any]) -> Spot:
    point = {name: _read_value(value) for name, value in data["point"].items()}
    return Spot(point, Ball(int(data["mid"]), int(data["rad"]), int(data["exponent"])))


def _range(range_: Range) -> dict[str, Any]:
    match range_:
        case Interval(lower, upper, unit):
            ends = [None if end is None else str(end) for end in (lower, upper)]
            return {"interval": ends, "unit": unit}
        case Integers(start, step):
            return {"integers": [start, step]}
        case Finite(members):
            return {"finite": [_value(member) for member in members]}
        case Family(name, traits):
            return {"family": name, "traits": list(traits)}


def _read_range(data: Mapping[str, Any]) -> Range:
    if "interval" in data:
        lower, upper = (None if end is None else Fraction(end) for end in data["interval"])
        return Interval(lower, upper, data["unit"])
    if "integers" in data:
        start, step = data["integers"]
        return Integers(int(start), int(step))
    if "finite" in data:
        return Finite(tuple(_read_value(member) for member in data["finite"]))
    return Family(data["family"], tuple(data["traits"]))
