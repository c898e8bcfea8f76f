"""When a target is learned, piece by piece: what is known of the times, on circle and sphere."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sympy as sp

from freqbias.numerics.balls import Ball
from freqbias.numerics.flow import table
from freqbias.numerics.flow.times import checked_tolerance
from freqbias.theory.descent import Descent
from freqbias.theory.display import columns, html_lines, html_table, latex_table
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel

__all__ = ["LearningTimes", "RegionTime", "State", "estimate", "estimates", "exact_tolerance"]


class State(Enum):
    """What is known of the time of a region."""

    CERTIFIED = "certified"
    ESTIMATED = "estimated"  # float64, resolved up to that time; the enclosure was too wide
    UNRESOLVED = "not resolved"  # float64, an order of magnitude: more unknowns are needed
    GAP = "gap"  # p = 0: there is no data
    SMALL = "too small"  # the target is below 1e-14 of its size there
    NEVER = "never"  # the error does not fall: an estimate too


@dataclass(frozen=True)
class RegionTime:
    """The time after which the error of a region, or of all of them, stays below the tolerance.

    :param estimate: operator time in float64; NaN in a gap, infinite for NEVER.
    :param time: a ball around it, if certified, for gradient flow.
    :param steps: for gradient descent, (least, most) number of steps, equal or adjacent.
    """

    state: State
    estimate: float
    time: Ball | None = None
    steps: tuple[int, int] | None = None


@dataclass(frozen=True, repr=False, kw_only=True)
class LearningTimes:
    """Times of one target, and how they are shown.

    :param regions: in the order of the density's; the error is the integral of r^2 over the region,
        over its value at t = 0.
    :param overall: of ``integral r^2 p`` over all of them.
    :param norm: the error of the regions: "mean-square" or "sup".
    """

    kernel: Kernel
    tolerance: Any
    descent: Descent | None
    regions: tuple[RegionTime, ...]
    overall: RegionTime
    norm: str = "mean-square"

    @property
    @abstractmethod
    def about(self) -> tuple[str, str]:
        """The density and the target in words."""

    @property
    @abstractmethod
    def pieces(self) -> Sequence[tuple[Any, Any, Any]]:
        """From where to where each region goes, and the value of p there; all exact."""

    @abstractmethod
    def place(self, end: Any) -> str:
        """An end of a region in words."""

    @property
    @abstractmethod
    def coefficient(self) -> float | None:
        """What p is multiplied by in the local rate; None for a target that is not one harmonic."""

    def local_law(self, region: int) -> float | None:
        """Leading order for a single wave, ``ln(1/tolerance)/(2 p khat_k)``, in the same unit.

        None in a gap, for other targets, and where khat_k = 0.
        """
        rate = float(self.pieces[region][2]) * (self.coefficient or 0.0)
        return self.in_unit(-math.log(float(self.tolerance)) / (2 * rate)) if rate > 0 else None

    def in_unit(self, time: float) -> float:
        """An operator time in steps of gradient descent, or as it is for gradient flow."""
        return float(self.descent.steps(time)) if self.descent else time

    def __repr__(self) -> str:
        lines = [*table.about(self), columns(table.head(self), table.rows(self))]
        return "\n".join([*lines, *table.notes(self)])

    def _repr_latex_(self) -> str:
        cells = [tuple(rf"\text{{{cell}}}" for cell in row) for row in table.rows(self)]
        return latex_table(table.head(self), cells)

    def _repr_html_(self) -> str:
        shown_table = html_table(table.head(self), table.rows(self))
        return str(html_lines(*table.about(self), shown_table, *table.notes(self)))


def exact_tolerance(tolerance: Any) -> Any:
    """A float is the binary fraction that it is.

    :raises InputError: if it is not between 0 and 1.
    """
    try:
        exact = sp.Rational(tolerance)
    except (TypeError, ValueError):
        raise InputError(f"tolerance {shown(tolerance)} is not a rational number") from None
    checked_tolerance(float(exact))
    return exact


def estimates(
    times: Sequence[float], weights: Sequence[Any], horizon: float
) -> tuple[RegionTime, ...]:
    """Rows that are not certified.

    :param weights: p on each region, exact: 0 makes a gap.
    :param horizon: up to which times are resolved.

    >>> [row.state.value for row in estimates([5.0, 7.0, math.nan], [1, 2, 0], 6.0)]
    ['estimated', 'not resolved', 'gap']
    """
    return tuple(
        RegionTime(State.GAP, math.nan) if weight == 0 else estimate(time, horizon)
        for time, weight in zip(times, weights, strict=True)
    )


def estimate(time: float, horizon: float) -> RegionTime:
    """A row that is not certified, resolved up to the horizon."""
    if math.isnan(time):
        return RegionTime(State.SMALL, time)
    if math.isinf(time):
        return RegionTime(State.NEVER if horizon else State.UNRESOLVED, time)
    return RegionTime(State.ESTIMATED if time <= horizon else State.UNRESOLVED, time)
