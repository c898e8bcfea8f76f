"""Ranges that a figure allows a statistic of runs, and Student's intervals to compare them with."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np

__all__ = ["Between", "median_interval", "prediction_interval"]


@dataclass(frozen=True)
class Between:
    """The statistic lies in [low, high]; None is infinite."""

    low: Fraction | None
    high: Fraction | None

    def __str__(self) -> str:
        return f"[{'-oo' if self.low is None else self.low}, {self.high or 'oo'}]"

    def meets(self, low: float, high: float) -> bool:
        """Whether the range and an interval have a point in common."""
        start, end = self._ends
        return start <= high and low <= end

    def contains(self, low: float, high: float) -> bool:
        """Whether an interval lies in the range."""
        start, end = self._ends
        return start <= low and high <= end

    @property
    def _ends(self) -> tuple[float, float]:
        low = -inf if self.low is None else float(self.low)
        return low, inf if self.high is None else float(self.high)


def median_interval(values: Any, *, logarithms: bool) -> tuple[float, float]:
    """Student's 99 % interval for the median of independent normal (or log-normal) values.

    >>> median_interval([-1.0, 1.0], logarithms=False)
    (-63.65..., 63.65...)
    """
    return _interval(values, 1 / np.size(values), logarithms)


def prediction_interval(values: Any, *, logarithms: bool) -> tuple[float, float]:
    """Student's 99 % interval for one more of independent normal (or log-normal) values.

    >>> prediction_interval([-1.0, 1.0], logarithms=False)
    (-110.25..., 110.25...)
    """
    return _interval(values, 1 + 1 / np.size(values), logarithms)


def _interval(values: Any, variance: float, logarithms: bool) -> tuple[float, float]:
    """About the mean, for what deviates from it with so many times the variance of a value."""
    from scipy.stats import t as student

    x = np.log(values) if logarithms else np.asarray(values, dtype=float)
    reach = float(student.ppf(0.995, x.size - 1) * x.std(ddof=1) * np.sqrt(variance))
    ends = np.array([x.mean() - reach, x.mean() + reach])
    low, high = np.exp(ends) if logarithms else ends
    return float(low), float(high)
