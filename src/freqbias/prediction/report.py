"""A prediction as plain data for JSON, every quantity with its unit; nothing is rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from freqbias.prediction.fit import Fit
from freqbias.prediction.prediction import Prediction
from freqbias.prediction.training import Training

__all__ = ["intervals_of_angles", "report"]


def intervals_of_angles(prediction: Prediction) -> list[tuple[float, float]]:
    """Where each region begins and ends, in the user's unit; ends may lie beyond the turn.

    The turn begins at angle 0, or half a turn before where negative angles were seen.

    >>> from tempfile import NamedTemporaryFile
    >>> from freqbias.numerics.samples import Unit
    >>> from freqbias.prediction import predict
    >>> with NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("hour\\n1.5\\n13\\n")
    ...     file.flush()
    ...     result = predict(file.name, unit=Unit.HOURS, regions=2, frequencies=[1], draws=0)
    >>> intervals_of_angles(result)
    [(0.0, 12.0), (12.0, 24.0)]
    """
    binning, turn = prediction.binning, prediction.data.unit.turn
    start = Fraction(-1, 2) if prediction.data.least < 0 else Fraction(0)
    found = []
    for edge, length in zip(binning.edges, binning.lengths, strict=True):
        left = (Fraction(edge, binning.bins) - start) % 1 + start
        right = left + Fraction(length, binning.bins)
        found.append((float(left) * turn, float(right) * turn))
    return found


def report(prediction: Prediction, by: float | None = None) -> dict[str, Any]:
    """Everything that is known, by names that say units.

    :param by: an operator time; what is learned by then is added.
    """
    data = prediction.data
    found: dict[str, Any] = {
        "file": str(data.path),
        "columns": list(data.columns),
        "unit": data.unit.value,
        "rows": {
            "read": data.rows,
            "used": data.histogram.total,
            "not_finite": data.missing,
            "at_origin": data.at_origin,
        },
        "kernel": prediction.kernel.name,
        "tolerance": prediction.tolerance,
        "binning": prediction.binning.rule,
        "frequencies": list(prediction.frequencies),
        "largest_eigenvalue": float(prediction.waves.flow.eigenvalues[0]),
        "regions": _regions(prediction),
        "operator_time": _plain(prediction.times),
    }
    if prediction.interval is not None:
        interval = prediction.interval
        low, high = _plain(interval.low), _plain(interval.high)
        found["operator_time_interval"] = {"level": interval.level, "low": low, "high": high}
    if prediction.without_interval is not None:
        found["operator_time_interval"] = None
        found["without_interval"] = prediction.without_interval
    if prediction.training is not None:
        found |= _training(prediction, prediction.training)
    if by is not None:
        found["by"] = _by(prediction, by)
    if prediction.fit is not None:
        found["target"] = _target(prediction, prediction.fit, by)
    return found


def _training(prediction: Prediction, training: Training) -> dict[str, Any]:
    steps = prediction.steps(prediction.times)
    return {
        "training": {
            "learning_rate": str(training.step_size),
            "samples": training.samples,
            "batch_size": training.batch_size,
            "loss": training.loss.value,
            "parameterisation": training.parameterisation.value,
            "width": training.width,
            "operator_time_per_step": training.time_per_step,
        },
        "steps": _plain(steps),
        "epochs": _plain(steps / training.steps_per_epoch),
    }


def _by(prediction: Prediction, by: float) -> dict[str, Any]:
    highest, shares = prediction.learned(by)
    return {
        "operator_time": by,
        "highest_frequency_learned": _plain(highest),
        "share_learned": _plain(shares),
    }


def _target(prediction: Prediction, fit: Fit, by: float | None) -> dict[str, Any]:
    found = {
        "column": prediction.data.target,
        "mean_square": fit.mean_square,
        "signal_mean_square": fit.signal,
        "clear_eigenfunctions": fit.modes,
        "eigenfunctions": fit.flow.eigenvalues.size,
        "noise_mean_square": fit.noise,
        "energy_by_region": _plain(fit.energies),
        "noise_by_region": _plain(fit.floors),
        "level": _plain(fit.levels(prediction.tolerance)),
        "operator_time": _plain(fit.times(prediction.tolerance)),
    }
    return found if by is None else {**found, "share_learned": _plain(fit.learned(by))}


def _regions(prediction: Prediction) -> list[dict[str, Any]]:
    rows = zip(
        intervals_of_angles(prediction),
        prediction.binning.counts,
        prediction.density.regions,
        strict=True,
    )
    return [
        {
            "left": left,
            "right": right,
            "count": count,
            "density_per_radian": float(region.value),
            "gap": count == 0,
        }
        for (left, right), count, region in rows
    ]


def _plain(values: Any) -> Any:
    """Nested lists; NaN, a gap, becomes null and infinity the text "never"."""
    if np.ndim(values):
        return [_plain(value) for value in values]
    value = float(values)
    if np.isnan(value):
        return None
    return "never" if np.isinf(value) else int(value) if value.is_integer() else value
