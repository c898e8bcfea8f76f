"""Exponents of measured laws: the slope of a line through logarithms, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, shown

__all__ = ["PowerLaw"]


@dataclass(frozen=True)
class PowerLaw:
    """``value ~ parameter^exponent``.

    :param exponent: slope of the least-squares line through (log parameter, log value).
    :param interval: of the exponent, by Student's t for independent normal errors of one variance.
    :param confidence: of the interval.
    """

    exponent: float
    interval: tuple[float, float]
    confidence: float

    @classmethod
    def fitted(
        cls, parameters: Sequence[float], values: Floats, confidence: float = 0.99
    ) -> PowerLaw:
        """From positive values, one row for each of k parameters, shape (k, repetitions).

        :raises InputError: for fewer than two parameters or three values, for values or parameters that
            are not positive, or a confidence that is not between 0 and 1.

        >>> round(PowerLaw.fitted([100, 400], np.array([[0.2, 0.2], [0.1, 0.1]])).exponent, 9)
        -0.5
        """
        values = np.asarray(values, dtype=float)
        if values.ndim != 2 or len(values) != len(parameters):
            raise InputError(
                f"values of shape {shown(values.shape)} have no row for each parameter"
            )
        if len(set(parameters)) < 2 or values.size < 3:
            raise InputError(f"{values.size} values are too few to fit an exponent")
        if not (values > 0).all() or min(parameters) <= 0:
            raise InputError("a value or a parameter is not positive, so it has no logarithm")
        if not 0 < confidence < 1:
            raise InputError(f"confidence {shown(confidence)} is not between 0 and 1")
        from scipy.stats import linregress, t  # takes most of a second to load

        line = linregress(np.repeat(np.log(parameters), values.shape[1]), np.log(values).ravel())
        half = float(t.ppf((1 + confidence) / 2, values.size - 2) * line.stderr)
        slope = float(line.slope)
        return cls(slope, (slope - half, slope + half), confidence)
