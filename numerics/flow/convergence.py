"""When a network has learned a target, region by region: the certified answer for one target."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import sympy as sp
from flint import arb

from freqbias.numerics.balls import Ball, precision, rational_ball
from freqbias.numerics.flow import table
from freqbias.numerics.flow.certified import (
    Group,
    NotResolved,
    certified_interval,
    certified_steps,
)
from freqbias.numerics.flow.enclosure import BITS, Enclosure
from freqbias.numerics.flow.flow import Flow, Indices
from freqbias.numerics.flow.times import (
    Measure,
    Search,
    checked_tolerance,
    suprema,
    times_to_converge,
)
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.display import columns, html_lines, html_table, latex_table
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.targets import Target

__all__ = ["Convergence", "RegionTime", "State", "time_to_converge"]

_MOST_IN_BALLS = 1500  # unknowns: about a minute
_ATTEMPTS = 8
_RATIO = 1.003  # of the search for one target: fine, for it costs little


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
    """The time after which the error of a region, or of the circle, stays below the tolerance.

    :param estimate: operator time in float64; NaN in a gap, infinite for NEVER.
    :param time: a ball around it, if certified, for gradient flow.
    :param steps: for gradient descent, (least, most) number of steps, equal or adjacent.
    """

    state: State
    estimate: float
    time: Ball | None = None
    steps: tuple[int, int] | None = None


@dataclass(frozen=True, repr=False)
class Convergence:
    """Times of one target.

    :param regions: in the order of ``density.regions``; the error is ``integral_R r^2 dx`` over
        its value at t = 0.
    :param overall: of ``integral r^2 p dx`` over the whole circle.
    :param norm: the error of the regions: "mean-square" or "sup", as :func:`time_to_converge` says.
    """

    density: PiecewiseConstant
    kernel: Kernel
    target: Target
    tolerance: Any
    descent: Descent | None
    regions: tuple[RegionTime, ...]
    overall: RegionTime
    norm: str = "mean-square"

    def local_law(self, region: int) -> float | None:
        """Leading order for a single wave, ``ln(1/tolerance)/(2 p khat_k)``, in the same unit.

        None in a gap, for other targets, and where khat_k = 0.
        """
        value = float(self.density.regions[region].value)
        if len(self.target.waves) != 1 or not value:
            return None
        khat = float(self.kernel.fourier()(self.target.frequency))
        return self.in_unit(-math.log(float(self.tolerance)) / (2 * value * khat)) if khat else None

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
        shown = html_table(table.head(self), table.rows(self))
        return str(html_lines(*table.about(self), shown, *table.notes(self)))


def time_to_converge(
    density: Density,
    target: Target,
    tolerance: Any = 0.01,
    kernel: Kernel = first_layer_bias,
    descent: Descent | None = None,
    norm: str = "mean-square",
) -> Convergence:
    """The first time after which the error stays at or below the tolerance, in every region.

    :param tolerance: a float, taken as the binary fraction it is, or an exact number.
    :param descent: how steps of gradient descent are scaled; None for gradient flow.
    :param norm: "mean-square" over each region, or "sup", which is estimated on a grid only.
    :raises InputError: for a tolerance not between 0 and 1, an unstable step, a density that is not
        piecewise constant.

    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> [row.time.rounded(8) for row in time_to_converge(p, Target.sine(3), 0.1).regions]
    [[432.08571 +/- 1e-5], [229.59069 +/- 1e-5], [106.93417 +/- 1e-5]]
    """
    tolerance = _exact(tolerance)
    checked_tolerance(float(tolerance))
    if norm not in ("mean-square", "sup"):
        raise InputError(f"norm {shown(norm)} is neither 'mean-square' nor 'sup'")
    scaled = target.scaled()
    flow, search = _resolved(density, scaled, float(tolerance), kernel, descent)
    times, after = search.times()[:, 0], iter(search.energy_is_below)
    latest = [np.nan if np.isnan(time) else float(next(after)) for time in times]
    certify = _certifier(flow, scaled, tolerance, times.tolist(), latest)
    if norm == "sup":
        regions = _suprema(flow, scaled, float(tolerance))
    else:
        regions = [certify(j) for j in range(len(flow.regions))]
    overall = certify(len(flow.regions))
    for j, region in enumerate(flow.density.regions):
        if region.value == 0:
            regions[j] = RegionTime(State.GAP, math.nan)
    known = flow.density, kernel, target, tolerance, descent
    return Convergence(*known, tuple(regions), overall, norm)


def _exact(tolerance: Any) -> Any:
    try:
        return sp.Rational(tolerance)
    except (TypeError, ValueError):
        raise InputError(f"tolerance {shown(tolerance)} is not a rational number") from None


def _certifier(
    flow: Flow, target: Target, tolerance: Any, times: list[float], latest: list[float]
) -> Callable[[int], RegionTime]:
    """What encloses the time of a region, or of the circle, which comes after them."""
    with precision(BITS):
        enclosure = Enclosure(flow, target)
        goals = [rational_ball(tolerance) * e for e in _energies(enclosure)]
    groups = _groups(flow)

    def certify(j: int) -> RegionTime:
        with precision(BITS):
            return _row(enclosure, groups[j], goals[j], times[j], latest[j])

    return certify


def _suprema(flow: Flow, target: Target, tolerance: float) -> list[RegionTime]:
    times = times_to_converge(flow, flow.target(target), tolerance, suprema(flow))[:, 0]
    return [_estimate(flow, time) for time in times.tolist()]


def _estimate(flow: Flow, time: float) -> RegionTime:
    if not math.isfinite(time):
        return RegionTime(State.SMALL if math.isnan(time) else State.NEVER, time)
    return RegionTime(State.ESTIMATED if time <= flow.horizon else State.UNRESOLVED, time)


def _groups(flow: Flow) -> list[Indices]:
    return [*flow.regions, np.arange(flow.eigenvalues.size)]


def _energies(enclosure: Enclosure) -> list[arb]:
    """``integral p g^2`` over each region, and over the circle."""
    spaces, energies = enclosure.flow.spaces, enclosure.expansion.energies
    totals = [arb(0)] * len(enclosure.flow.density.regions)
    for arc, energy in zip(spaces, energies, strict=True):
        totals[arc.region] += energy
    return [*totals, sum(energies, arb(0))]


def _resolved(
    density: Density, target: Target, tolerance: float, kernel: Kernel, descent: Descent | None
) -> tuple[Flow, Search]:
    """A flow that resolves the target up to the time when all is below every goal, if affordable."""
    found: tuple[Flow, Search] | None = None
    horizon: float | None = None
    affordable = True
    for _ in range(_ATTEMPTS):
        try:
            flow = Flow.of(density, kernel, max(target.frequency, 1), horizon, _MOST_IN_BALLS)
        except InputError:
            if found is None or horizon is None:
                raise
            affordable, horizon = False, math.sqrt(horizon * found[0].horizon)  # what can be had
            continue
        flow = flow.descent(descent) if descent else flow
        measures = [Measure(rows) for rows in _groups(flow)]
        found = flow, Search(flow, flow.target(target), tolerance, measures, _RATIO)
        needed = float(found[1].energy_is_below.max())
        if needed <= flow.horizon or not affordable:
            break
        horizon = 1.2 * needed
    assert found is not None
    return found


def _row(enclosure: Enclosure, rows: Indices, goal: arb, time: float, after: float) -> RegionTime:
    estimate = _estimate(enclosure.flow, time)
    if not math.isfinite(time):
        return estimate
    group, step = Group(enclosure, rows.tolist(), goal, arb(after)), enclosure.flow.step
    try:
        if step:
            steps = certified_steps(group, round(time / step))
            return RegionTime(State.CERTIFIED, time, None, steps)
        low, high = certified_interval(group, time)
        return RegionTime(State.CERTIFIED, time, Ball.of(low.union(high), 20))
    except NotResolved:
        return estimate
