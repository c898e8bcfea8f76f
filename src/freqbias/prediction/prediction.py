"""When is each frequency learned in each region?  From a file of angles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow
from freqbias.numerics.flow.times import checked_tolerance
from freqbias.numerics.histogram import CELLS, Binning
from freqbias.numerics.samples import Unit
from freqbias.prediction.data import Data
from freqbias.prediction.fit import Fit
from freqbias.prediction.intervals import Interval, bootstrap, refusal, sensitivities
from freqbias.prediction.training import Training
from freqbias.prediction.waves import Waves
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["Prediction", "predict"]

_HIGHEST = 200
_MOST_DRAWS = 100_000


@dataclass(frozen=True, eq=False)
class Prediction:
    """Operator times until the error of waves stays at or below a tolerance; and all they rest on.

    The error is the mean square of the residual over a region, averaged over the phase of the wave,
    over its value at t = 0.  Arrays have shape (regions, frequencies); a gap has NaN, and what is never
    learned infinity.

    :param times: operator times of gradient flow, or of descent in whole steps of ``training``.
    :param interval: bootstrap bounds of the times; the regions are held fixed.
    :param without_interval: why there are none although they were asked for.
    :param fit: what of a target column stands out from noise.
    """

    data: Data
    binning: Binning
    density: PiecewiseConstant
    waves: Waves
    tolerance: float
    times: Floats
    interval: Interval | None
    without_interval: str | None
    training: Training | None
    fit: Fit | None

    @property
    def kernel(self) -> Kernel:
        """k."""
        return self.waves.flow.kernel

    @property
    def frequencies(self) -> tuple[int, ...]:
        """k >= 1 of the waves ``sin(k x + phase)``."""
        return self.waves.frequencies

    def steps(self, times: Floats) -> Floats:
        """Operator times in steps of the training.

        :raises InputError: if there is no training.
        """
        if self.training is None:
            raise InputError("training None: without a learning rate there are no steps")
        return times / self.training.time_per_step

    def learned(self, by: float) -> tuple[Floats, Floats]:
        """What is learned at operator time ``by``: highest frequencies, and shares ``1 - error``.

        :returns: for each region the highest frequency up to which the errors of all that were asked
            for are at most the tolerance then, 0 if there is none; and the shares for every frequency.
        """
        errors = self.waves.errors(by)
        upwards = np.argsort(self.frequencies)
        done = np.cumprod(errors[:, upwards] <= self.tolerance, axis=1)
        return (done * np.array(self.frequencies)[upwards]).max(axis=1), 1 - errors


def predict(
    path: str | Path,
    *,
    column: str | None = None,
    unit: Unit | None = None,
    regions: int | None = None,
    frequencies: Sequence[int] = range(1, 21),
    tolerance: float = 0.01,
    target: str | None = None,
    kernel: Kernel = first_layer_bias,
    training: dict[str, Any] | None = None,
    draws: int = 200,
    seed: int = 0,
) -> Prediction:
    """Predict from the angles in a CSV file.

    :param column: of angles, or "x,y"; by default the one numeric column.
    :param unit: of the angles; radians, unless the values cannot be.
    :param regions: how many equal regions; by default Rice's rule and Bayesian blocks.
    :param frequencies: between 1 and 200.
    :param target: a column to be learned.
    :param training: arguments of :class:`~freqbias.prediction.training.Training`; ``samples`` is by
        default the rows used.
    :param draws: bootstrap resamplings for the intervals; 0 for none.
    :raises InputError: naming the argument, its value and the relation it breaks.

    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("angle\\n" + "\\n".join(f"{30 * k % 180}" for k in range(100)) + "\\n240")
    ...     file.flush()
    ...     result = predict(file.name, unit=Unit.DEGREES, regions=2, frequencies=[5], draws=0)
    >>> result.binning.counts, result.times.round(1)
    ((100, 1), array([[  639.7],
           [57182. ]]))
    """
    _check(frequencies, draws, seed)
    checked_tolerance(tolerance)
    cells = CELLS
    if regions is not None:
        cells = integer("regions", regions, 1, 1000) * math.ceil(CELLS / regions)
    data = Data.read(path, column, unit, target, cells)
    binning = Binning.equal(data.histogram, regions) if regions else Binning.blocks(data.histogram)
    density = binning.density()
    flow = Flow.of(density, kernel, frequencies=max(frequencies))
    plan = None
    if training is not None:
        plan = Training(**{"samples": data.histogram.total, **training})
        flow = plan.applied(flow)
    waves = Waves(flow, tuple(frequencies))
    times = waves.times(tolerance)
    why_not = refusal(flow, binning.counts) if draws else None
    interval = None
    if draws and not why_not:
        slopes = sensitivities(waves, times)
        interval = bootstrap(times, slopes, np.array(binning.counts), draws, seed)
        interval = interval.outwards(flow.step)
    fit = Fit.of(flow, data.histogram) if target else None
    return Prediction(data, binning, density, waves, tolerance, times, interval, why_not, plan, fit)


def _check(frequencies: Sequence[int], draws: int, seed: int) -> None:
    if not frequencies:
        raise InputError(f"frequencies {shown(frequencies)} are none")
    for k in frequencies:
        integer("frequency", k, 1, _HIGHEST)
    integer("bootstrap", draws, 0, _MOST_DRAWS)
    integer("seed", seed, 0, 2**63)
