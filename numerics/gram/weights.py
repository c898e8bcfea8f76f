"""Weights of sampled points: ``H_ij = sqrt(w_i) k(x_i, x_j) sqrt(w_j)``."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, shown

__all__ = ["roots"]


def roots(weights: ArrayLike, count: int) -> Floats:
    """``sqrt(w)``, one for each point.

    :raises InputError: if the weights do not fit, or are not all finite and >= 0.
    """
    given = np.asarray(weights, dtype=float)
    if given.shape != (count,):
        raise InputError(f"weights of shape {shown(given.shape)} do not fit {count} points")
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise InputError("weights are not all finite and >= 0")
    return np.asarray(np.sqrt(given))
