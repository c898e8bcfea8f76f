"""Times to converge as a table: what the command line, a terminal and a notebook show."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freqbias.numerics.flow.learning import LearningTimes, RegionTime

__all__ = ["ERRORS", "about", "angle", "head", "notes", "rows", "time"]

ERRORS = {
    "mean-square": "mean square over the region / its value at t=0",
    "sup": "largest square over the region / its value at t=0, float64 on 400 points",
}
_NOTES = {
    "certified": "above the tolerance just before, and at or below it at all times after.",
    "estimated": "float64, not certified.",
    "not resolved": "an order of magnitude; more unknowns than are allowed here are needed.",
    "too small": "the target is below 1e-14 of its size there.",
}


def about(found: LearningTimes) -> list[str]:
    """Of what these are the times."""
    density, target = found.about
    return [
        f"kernel {found.kernel.name}, {density}",
        f"target {target}, tolerance {float(found.tolerance):.6g}",
        f"error: {ERRORS[found.norm]}",
    ]


def head(found: LearningTimes) -> tuple[str, ...]:
    """The names of the columns."""
    unit = "steps" if found.descent else "operator time"
    return ("region", "from", "to", "density", unit, "", "local law")


def rows(found: LearningTimes) -> list[tuple[str, ...]]:
    """One row for each region, and one for all of them."""
    listed = []
    for j, (piece, row) in enumerate(zip(found.pieces, found.regions, strict=True)):
        law = found.local_law(j)
        ends = (*map(found.place, piece[:2]), f"{float(piece[2]):.6g}")
        shown = "" if law is None else f"{law:.6g}"
        listed.append((str(j), *ends, time(found, row), row.state.value, shown))
    overall = found.overall
    return [*listed, ("all", "", "", "", time(found, overall), overall.state.value, "")]


def angle(end: Any) -> str:
    """An angle in units of pi, exact where that is short.

    >>> import sympy as sp
    >>> angle(sp.Rational(-1, 3)), angle(sp.Rational(12345, 67891))
    ('-1/3 pi', '0.18184 pi')
    """
    exact = f"{end} pi"
    return exact if len(exact) <= 10 else f"{float(end):.5f} pi"


def time(found: LearningTimes, row: RegionTime) -> str:
    """The time or the number of steps, as far as it is known."""
    if row.steps is not None:
        least, most = row.steps
        return str(least) if least == most else f"{least} or {most}"
    if row.time is not None:
        return str(row.time.rounded(max(row.time.digits - 2, 1)))  # what no machine changes
    return f"about {found.in_unit(row.estimate):.4g}" if isfinite(row.estimate) else ""


def notes(found: LearningTimes) -> list[str]:
    """What the states that occur mean."""
    states = {row.state.value for row in (*found.regions, found.overall)}
    return [f"{s.capitalize()}: {said}" for s, said in _NOTES.items() if s in states]
