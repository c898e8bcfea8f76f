"""When a network has learned a target, region by region: the certified answer for one target."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
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
from freqbias.numerics.flow.flow import Flow
from freqbias.numerics.flow.fourier_section import section_times
from freqbias.numerics.flow.learning import (
    LearningTimes,
    RegionTime,
    State,
    estimate,
    estimates,
    exact_tolerance,
)
from freqbias.numerics.flow.relaxation import Indices
from freqbias.numerics.flow.section import told_from_rounding
from freqbias.numerics.flow.times import Measure, Search, suprema, times_to_converge
from freqbias.numerics.fourier import coefficients
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.targets import Target

__all__ = ["Convergence", "time_to_converge"]

_MOST_IN_BALLS = 1500  # unknowns: about a minute
_ATTEMPTS = 8
_RATIO = 1.003  # of the search for one target: fine, for it costs little


@dataclass(frozen=True, repr=False, kw_only=True)
class Convergence(LearningTimes):
    """Times of one target on the circle; errors of regions are with respect to dx."""

    density: PiecewiseConstant
    target: Target

    @property
    def about(self) -> tuple[str, str]:
        """The density and the target in words."""
        return str(self.density), str(self.target)

    @property
    def pieces(self) -> list[tuple[Any, Any, Any]]:
        """The regions, ends in units of pi."""
        return [(region.left, region.right, region.value) for region in self.density.regions]

    def place(self, end: Any) -> str:
        """An angle."""
        return table.angle(end)

    @property
    def coefficient(self) -> float | None:
        """``khat_k`` of the target, if it is one wave."""
        k = self.target.frequency
        return float(coefficients(self.kernel, k + 1)[k]) if len(self.target.waves) == 1 else None


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
    :param kernel: one without closed form (deep, random bias) has times that are estimated, by Fourier
        sections that are doubled until they change by less than 1e-5.
    :raises InputError: for a tolerance not between 0 and 1, an unstable step, a density that is not
        piecewise constant.

    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> [row.time.rounded(8) for row in time_to_converge(p, Target.sine(3), 0.1).regions]
    [[432.08571 +/- 1e-5], [229.59069 +/- 1e-5], [106.93417 +/- 1e-5]]
    """
    tolerance = exact_tolerance(tolerance)
    if norm not in ("mean-square", "sup"):
        raise InputError(f"norm {shown(norm)} is neither 'mean-square' nor 'sup'")
    if kernel.is_exponential_polynomial:
        return _certified(density, target, tolerance, kernel, descent, norm)
    if norm == "sup":
        raise InputError(f"norm 'sup' is for kernels with a closed form, unlike {kernel.name!r}")
    return _estimated(density, target, tolerance, kernel, descent)


def _estimated(
    density: Density,
    target: Target,
    tolerance: Any,
    kernel: Kernel,
    descent: Descent | None,
) -> Convergence:
    """For kernels without closed form: a section that is doubled until times no longer change."""
    found = section_times(density, target, float(tolerance), kernel, descent)
    assert isinstance(density, PiecewiseConstant)  # section_times refuses others
    weights = [*(region.value for region in density.regions), 1]
    khat = coefficients(kernel, target.frequency + 1)[[wave[0] for wave in target.waves]]
    horizon = found.horizon if told_from_rounding(khat, kernel) else 0.0
    *regions, overall = estimates(found.times[:, 0].tolist(), weights, horizon)
    return Convergence(
        density=density, kernel=kernel, target=target, tolerance=tolerance, descent=descent,
        regions=tuple(regions), overall=overall,
    )  # fmt: skip


def _certified(
    density: Density,
    target: Target,
    tolerance: Any,
    kernel: Kernel,
    descent: Descent | None,
    norm: str,
) -> Convergence:
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
    return Convergence(
        density=flow.density, kernel=kernel, target=target, tolerance=tolerance, descent=descent,
        regions=tuple(regions), overall=overall, norm=norm,
    )  # fmt: skip


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
    return [estimate(time, flow.horizon) for time in times.tolist()]


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
    rough = estimate(time, enclosure.flow.horizon)
    if not math.isfinite(time):
        return rough
    group, step = Group(enclosure, rows.tolist(), goal, arb(after)), enclosure.flow.step
    try:
        if step:
            steps = certified_steps(group, round(time / step))
            return RegionTime(State.CERTIFIED, time, None, steps)
        low, high = certified_interval(group, time)
        return RegionTime(State.CERTIFIED, time, Ball.of(low.union(high), 20))
    except NotResolved:
        return rough
