"""Residual curves: the error in each region against time, float64."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.flow import Flow
from freqbias.numerics.flow.table import angle
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.display import columns, html_lines, html_table, latex_table
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.targets import Target

__all__ = ["ResidualCurve", "residual_curve"]

_DEFAULT, _MOST, _SHOWN = 200, 10_000, 7
_SPAN = 1e-4  # the first time after 0 over the last, by default


@dataclass(frozen=True, eq=False, repr=False)
class ResidualCurve:
    """What is left of the error at each time; not certified.

    :param times: shape (times,): operator time, or numbers of steps of gradient descent.
    :param regions: ``integral_R r^2 dx`` over its value at t = 0, shape (regions, times); NaN in a gap.
    :param overall: ``integral r^2 p dx`` over its value at t = 0, shape (times,).
    """

    density: PiecewiseConstant
    kernel: Kernel
    target: Target
    descent: Descent | None
    times: Floats
    regions: Floats
    overall: Floats

    @property
    def unit(self) -> str:
        """Of the times."""
        return "steps" if self.descent else "operator time"

    @property
    def labels(self) -> tuple[str, ...]:
        """The regions in words."""
        ends = ((angle(region.left), angle(region.right)) for region in self.density.regions)
        return tuple(f"{left} to {right}" for left, right in ends)

    @property
    def _about(self) -> tuple[str, str]:
        about = f"target {self.target}, kernel {self.kernel.name}, {self.density}"
        return about, "mean square of the residual over its value at t = 0; float64, not certified"

    def _table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        which = np.unique(np.linspace(0, self.times.size - 1, _SHOWN).round().astype(int))
        errors = np.vstack([self.regions, self.overall])
        rows = [(f"{self.times[i]:.6g}", *(f"{e:.3e}" for e in errors[:, i])) for i in which]
        return (self.unit, *self.labels, "all"), rows

    def __repr__(self) -> str:
        rest = max(self.times.size - _SHOWN, 0)
        more = [f"and {rest} more times"] if rest else []
        return "\n".join([*self._about, columns(*self._table()), *more])

    def _repr_latex_(self) -> str:
        head, rows = self._table()
        return latex_table(head, [tuple(rf"\text{{{cell}}}" for cell in row) for row in rows])

    def _repr_html_(self) -> str:
        return str(html_lines(*self._about, html_table(*self._table())))


def residual_curve(
    density: Density,
    target: Target,
    times: ArrayLike | None = None,
    kernel: Kernel = first_layer_bias,
    descent: Descent | None = None,
) -> ResidualCurve:
    """The error of each region at some times.

    :param times: operator times >= 0, or whole numbers of steps with ``descent``; by default 0 and 200
        times up to where the highest frequency has fallen by e^-10 in square everywhere.
    :raises InputError: for other times, an unstable step, or a density that is not piecewise constant.

    >>> from freqbias.theory.densities import uniform
    >>> residual_curve(uniform(), Target.sine(1), [0, 10]).regions.round(4)  # e^(-20 lambda_1)
    array([[1.   , 0.104]])
    """
    given = None if times is None else _checked(times, whole=descent is not None)
    step = float(descent.time_per_step) if descent else 1.0
    horizon = None if given is None else float(given.max()) * step or None
    flow = Flow.of(density, kernel, max(target.frequency, 1), horizon)
    flow = flow.descent(descent) if descent else flow
    chosen = _spread(flow.horizon / step, whole=descent is not None) if given is None else given
    regions, overall = _errors(flow, target, chosen * step)
    return ResidualCurve(flow.density, kernel, target, descent, chosen, regions, overall)


def _checked(times: ArrayLike, whole: bool) -> Floats:
    try:
        given = np.atleast_1d(np.asarray(times, dtype=float))
    except (TypeError, ValueError):
        raise InputError(f"times {shown(times)} are not numbers") from None
    if given.ndim != 1 or not 1 <= given.size <= _MOST:
        raise InputError(f"times has shape {given.shape}, not (n,) with n between 1 and {_MOST}")
    if not (np.isfinite(given) & (given >= 0)).all():
        raise InputError(f"times {shown(times)} are not all finite and >= 0")
    if whole and (given != given.round()).any():
        raise InputError(f"times {shown(times)} are not all whole numbers of steps")
    return given


def _spread(last: float, whole: bool) -> Floats:
    """0 and times that are evenly spread in their logarithm."""
    times = np.append(0.0, np.geomspace(_SPAN * last, last, _DEFAULT))
    return np.unique(times.round()) if whole else times


def _errors(flow: Flow, target: Target, times: Floats) -> tuple[Floats, Floats]:
    """Of the regions and of the circle; in blocks of times, so that memory stays small."""
    given = flow.target(target.scaled())
    start = flow.energies(given)
    blocks: Sequence[Any] = [
        flow.energies(flow.residual(given, block))
        for block in np.array_split(times, -(-times.size // _DEFAULT))
    ]
    energies = np.concatenate(blocks, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return energies / start, energies.sum(axis=0) / start.sum()
