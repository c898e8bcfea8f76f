"""Times to converge for many targets at once, float64.

The time of a region is the first after which its error *stays* at or below the tolerance; errors
of one region need not decrease, the energy in all of L2(p) does.  So the search starts where that
energy is below the region's threshold, which is after the last crossing, and goes back from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.flow import Flow
from freqbias.numerics.flow.relaxation import Coordinates, Indices, Relaxation, squared
from freqbias.theory.errors import InputError, shown

__all__ = ["Measure", "Search", "checked_tolerance", "suprema", "times_to_converge"]

_RATIO = 1.1  # of the search backwards; an excursion shorter than that in log t can be missed
_LATEST = 1e17  # in units of 1/lambda_0; what has not converged by then does not


def checked_tolerance(tolerance: float) -> float:
    """The tolerance, if it lies between 0 and the initial error, which is 1.

    >>> checked_tolerance(0)
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: tolerance 0 is not between 0 and 1, the error at t = 0
    """
    if not 0 < tolerance < 1:
        raise InputError(f"tolerance {shown(tolerance)} is not between 0 and 1, the error at t = 0")
    return float(tolerance)


@dataclass(frozen=True, eq=False)
class Measure:
    """An error: linear functionals of the residual, squared, and summed or the largest taken.

    :param rows: the functionals as rows on coordinates, or the indices of coordinates.
    :param reduce: ``numpy.sum`` or ``numpy.max``.
    """

    rows: Floats | Indices
    reduce: Callable[..., Floats] = np.sum

    def on(self, vectors: Floats) -> Floats:
        """The functionals of the columns."""
        if self.rows.ndim == 1:
            return np.asarray(vectors[self.rows.astype(np.intp)])
        return np.asarray(self.rows @ vectors)


def suprema(flow: Flow, points: int = 400) -> list[Measure]:
    """``max |r|^2`` over a grid in each region; empty in a gap."""
    found = []
    for region in flow.density.regions:
        left, right = float(region.left) * np.pi, float(region.right) * np.pi
        x = left + (right - left) * (np.arange(points) + 0.5) / points
        rows = flow.values(np.eye(flow.eigenvalues.size), x if region.value != 0 else x[:0])
        found.append(Measure(rows, np.max))
    return found


def times_to_converge(
    flow: Relaxation,
    targets: Coordinates,
    tolerance: float,
    measures: Sequence[Measure] | None = None,
) -> Floats:
    """Operator times after which ``integral_R r^2 <= tolerance integral_R g^2``.

    :param targets: coordinates, as from ``flow.waves``, shape (n, targets); complex ones, cos + i sin,
        for the mean over the phase.
    :param measures: other errors, say ``suprema(flow)``; by default the mean squares of the regions.
    :returns: shape (regions, targets).  NaN in a gap and where the target vanishes on the region,
        infinity where the error does not fall (a kernel without odd frequencies, say).  For gradient
        descent multiples of its step.  Beyond ``flow.horizon`` less accurate than the digits given.
    :raises InputError: for a tolerance not between 0 and 1.

    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> flow = Flow.of(p, first_layer_bias, frequencies=14)
    >>> times_to_converge(flow, flow.waves([7, 14]), 0.01).round()
    array([[ 4999., 20187.],
           [ 2649., 10349.],
           [ 1384.,  5312.]])
    """
    measures = measures or [Measure(rows) for rows in flow.regions]
    return Search(flow, targets, checked_tolerance(tolerance), measures).times()


class Search:
    """All pairs of a measure and a target, numbered row by row."""

    def __init__(
        self,
        flow: Relaxation,
        targets: Coordinates,
        tolerance: float,
        measures: Sequence[Measure],
        ratio: float = _RATIO,
    ) -> None:
        self._flow, self._measures, self._ratio = flow, measures, ratio
        overshoots = bool(flow.step * flow.eigenvalues[0] > 1)
        self._stride = 2 if overshoots else 1  # odd and even steps are then two curves
        self._inside = flow.vectors.T @ targets
        self._rows = [measure.on(flow.vectors) for measure in measures]
        initial = np.array([self._error(j, self._inside) for j in range(len(measures))])
        self._shape = initial.shape
        self._goals = (tolerance * initial).ravel()
        self._pairs = np.flatnonzero(initial > 1e-28 * squared(targets).sum(axis=0))
        self._unit = flow.step or 1 / float(flow.eigenvalues[0])

    def _error(self, measure: int, inside: Coordinates) -> Floats:
        squares = squared(self._rows[measure] @ inside)
        if not squares.size:
            return np.zeros(inside.shape[1])
        return np.asarray(self._measures[measure].reduce(squares, axis=0))

    def times(self) -> Floats:
        """The times, shape (measures, targets)."""
        found = np.full(self._goals.size, np.nan)
        after = self._below(self.energy_is_below)
        step = self._flow.step
        starts = [after + parity * step for parity in range(self._stride)]
        times = np.max([self._from(start) for start in starts], axis=0)
        late = self._excess(np.full(times.size, _LATEST * self._unit), self._pairs) > 0
        found[self._pairs] = np.where(late, np.inf, times)
        return found.reshape(self._shape)

    def _from(self, after: Floats) -> Floats:
        low, high = self._last_crossing(after)
        return self._steps(low, high) if self._flow.step else self._instants(low, high)

    @cached_property
    def energy_is_below(self) -> Floats:
        """For each pair a time from which on the energy of the whole circle is below the goal.

        A proof that a mean square has fallen for good; a good place to start for a supremum.
        """
        low = np.zeros(self._pairs.size)
        high = np.full(self._pairs.size, np.log(_LATEST))
        for _ in range(12):
            middle = (low + high) / 2
            below = self._energy(self._rounded(self._unit * np.exp(middle))) <= 0
            low, high = np.where(below, low, middle), np.where(below, middle, high)
        return self._rounded(self._unit * np.exp(high))

    def _below(self, t: Floats) -> Floats:
        """Later, where the error is still above the goal: a supremum may be."""
        t, latest = t.copy(), _LATEST * self._unit
        while (above := (self._excess(t, self._pairs) > 0) & (t < latest)).any():
            t[above] = self._rounded(2 * t[above])
        return t

    def _energy(self, t: Floats) -> Floats:
        inside = self._inside[:, self._pairs % self._shape[1]]
        energy = squared(self._flow.factors(t) * inside).sum(axis=0)
        return np.asarray(energy - self._goals[self._pairs])

    def _excess(self, t: Floats, pairs: Indices) -> Floats:
        """log of (error / goal) at the times."""
        measure, target = np.divmod(pairs, self._shape[1])
        inside = self._flow.factors(t) * self._inside[:, target]
        errors = np.empty(pairs.size)
        for j in np.unique(measure):
            errors[measure == j] = self._error(j, inside[:, measure == j])
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(errors) - np.log(self._goals[pairs]))

    def _rounded(self, t: Floats) -> Floats:
        """Up to a whole number of steps, for gradient descent."""
        step = self._flow.step
        return np.asarray(np.ceil(t / step - 1e-9) * step) if step else t

    def _last_crossing(self, after: Floats) -> tuple[Floats, Floats]:
        """Times with the error above and not above the goal, the last such neighbours on the grid."""
        low, high = after.copy(), after.copy()
        open_ = np.arange(after.size)
        while open_.size:
            earlier = self._earlier(low[open_])
            started = self._excess(np.maximum(earlier, 0.0), self._pairs[open_])
            above = (earlier < 0) | (started > 0)
            low[open_] = earlier
            high[open_[~above]] = earlier[~above]
            open_ = open_[~above]
        return low, high

    def _earlier(self, t: Floats) -> Floats:
        """A ratio earlier; for gradient descent a number of strides, at least one."""
        step, stride = self._flow.step, self._stride
        if not step:
            return t / self._ratio
        steps = np.round(t / step)
        strides = np.maximum(np.floor(steps * (1 - 1 / self._ratio) / stride), 1)
        return np.asarray(np.maximum(steps - stride * strides, steps % stride - stride) * step)

    def _instants(self, low: Floats, high: Floats) -> Floats:
        from scipy.optimize import elementwise  # slow to import

        result = elementwise.find_root(
            self._excess, (low, high), args=(self._pairs,), tolerances={"xrtol": 1e-15}
        )
        return np.asarray(result.x)

    def _steps(self, low: Floats, high: Floats) -> Floats:
        """The first step from which on all steps are below: one after the last that is above."""
        step, stride = self._flow.step, self._stride
        above, below = np.round(low / step), np.round(high / step)
        while (below - above > stride).any():
            middle = above + stride * np.floor((below - above) / (2 * stride))
            over = (middle < 0) | (self._excess(np.maximum(middle, 0) * step, self._pairs) > 0)
            above, below = np.where(over, middle, above), np.where(over, below, middle)
        return np.asarray(np.maximum(above + 1, 0) * step)
