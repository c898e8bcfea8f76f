"""What the claims about spectra share: densities as points of families, certified values as balls."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, arb

from freqbias.claims.domain import Family, Interval
from freqbias.claims.evidence import Spot, Witness
from freqbias.claims.parameters import admissible
from freqbias.numerics.balls import Ball, complex_ball, precision, rational_ball
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = [
    "HALVES",
    "NUS",
    "PIECEWISE",
    "POSITIVE",
    "Within",
    "arb_of",
    "certified",
    "density_point",
    "hull",
    "witness",
]

HALVES = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
POSITIVE = Family("densities with p_min > 0", ("density", "positive"))
PIECEWISE = Family("piecewise-constant densities", ("density", "piecewise constant"))
NUS = Interval(Fraction(0), None)
_CERTIFIED = (
    "its defect is computed from certified amplitudes or eigenvalues, not from an expression"
)
_BITS = 300
_DIGITS = 30


@dataclass(frozen=True)
class Within:
    """A quantity, and how far it may be from what the claim says of it."""

    value: Any
    error: Any

    def __str__(self) -> str:
        return f"{self.value}, up to {self.error}"


def density_point(density: PiecewiseConstant, name: str) -> Family:
    """The density as a point of a family; its traits are computed from it."""
    traits = admissible(density, name).traits
    return Family(name, (*traits, "positive") if density.minimum > 0 else traits)


def hull(low: Any, high: Any) -> arb:
    """A ball around the rationals between two."""
    with precision(_BITS):
        ball: arb = rational_ball(Fraction(low)).union(rational_ball(Fraction(high)))
    return ball


@lru_cache(maxsize=32)
def certified(
    kernel: Kernel, density: PiecewiseConstant, count: int, digits: int = 40
) -> tuple[Ball, ...]:
    """Certified balls of the first ``count`` eigenvalues; for densities with simple ones.

    :raises InputError: if one is not certified or not simple; a check that asks is then undecided.
    """
    rows = spectrum(kernel, density, count, digits).rows
    balls = [row.value for row in rows if row.certified and row.multiplicity == 1][:count]
    if len(balls) < count or [row.index for row in rows[:count]] != list(range(count)):
        raise InputError(f"the first {count} eigenvalues of {density} are not certified as simple")
    return tuple(balls)


def arb_of(ball: Ball) -> arb:
    """The decimal ball as a binary one."""
    unit = Fraction(10) ** ball.exponent
    return hull((ball.mid - ball.rad) * unit, (ball.mid + ball.rad) * unit)


def witness(
    point: dict[str, Any], expression: Any, values: dict[Any, arb], meaning: str
) -> Witness | None:
    """A witness that the expression, which should not be positive, is."""
    with precision(_BITS):
        value = complex_ball(expression, {symbol: acb(ball) for symbol, ball in values.items()})
        ball = Ball.of(value.real, _DIGITS)
    return Witness(Spot(point, ball), meaning, _CERTIFIED) if ball.is_positive else None
