"""What is recorded of a training, and what is read from it: means over regions, times of settling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from freqbias.numerics.deep_networks.model import Parameters
from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError

__all__ = ["History", "region_means", "settled"]


@dataclass(frozen=True)
class History:
    """What was recorded: f at the watched inputs, at the start and after every few epochs.

    :param epochs: shape (records,).
    :param outputs: shape (records, watched); not finite where training diverged.
    :param parameters: at the end.
    """

    epochs: Any
    outputs: Floats
    parameters: Parameters


def region_means(values: Any, regions: Any) -> Floats:
    """Means over the regions of what is given at points: shape (..., points) to (..., regions).

    :param regions: the number of the region of each point, 0, 1, ...; none is empty.
    :raises InputError: if a region has no point, or the shapes do not fit.

    Mean squares of a residual on two regions:

    >>> region_means(np.array([1.0, 3.0, 2.0]) ** 2, [0, 0, 1])
    array([5., 4.])
    """
    values, regions = np.asarray(values, dtype=float), np.asarray(regions)
    if regions.shape != values.shape[-1:]:
        raise InputError(f"regions of shape {regions.shape} are not one for each point")
    counts = np.bincount(regions)
    if not counts.all():
        raise InputError(f"region {int(np.argmin(counts))} has no point")
    return np.asarray(values @ (np.eye(counts.size)[regions] / counts))


def settled(errors: Any, threshold: float) -> Floats:
    """The first record from which on errors stay at the threshold or below; inf if there is none.

    Shape (records, ...) to (...).  What is not a number is not below.

    >>> settled([0.9, 0.05, 0.2, 0.1], 0.1), settled([0.1, 0.3], 0.1), settled([0.1, 0.1], 0.1)
    (array(3.), array(inf), array(0.))
    """
    above = ~(np.asarray(errors) <= threshold)
    after_last = len(above) - np.argmax(above[::-1], axis=0)
    times = np.where(above.any(axis=0), after_last, 0)
    return np.where(times == len(above), np.inf, times)
