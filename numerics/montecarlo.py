"""Explicit network gradients by Monte Carlo, with a stated confidence: supports, never proves.

For one unit ``a relu(w . x + b)`` of unit variance weights the sampled product of gradients has mean
k(theta); the interval is the normal one for the mean, at the confidence asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, integer, shown

__all__ = ["Interval", "sampled_kernel"]


@dataclass(frozen=True)
class Interval:
    """A two-sided confidence interval ``mean +/- half_width``."""

    mean: float
    half_width: float
    confidence: float

    def __contains__(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half_width


def sampled_kernel(
    trained: str,
    theta: float,
    *,
    samples: int,
    seed: int,
    bias_scale: float = 0.0,
    confidence: float = 0.999999,
) -> Interval:
    """``E <grad f(x), grad f(z)>`` over the parameters named, inputs at angle theta apart.

    :param trained: letters of ``W``, ``b``, ``a``.
    :param bias_scale: standard deviation of the bias at initialisation; 0 is zero-initialised.

    >>> interval = sampled_kernel("Wb", 1.0, samples=100_000, seed=0)
    >>> (np.pi - 1) * (1 + np.cos(1)) / (2 * np.pi) in interval
    True
    """
    integer("samples", samples, 2, 10**8)
    if not trained or not set(trained) <= set("Wba"):
        raise InputError(f"trained {shown(trained)} is not a non-empty choice of W, b, a")
    random = np.random.default_rng(seed)
    weights = random.standard_normal((samples, 2))
    bias = bias_scale * random.standard_normal(samples)
    signs = random.choice([-1.0, 1.0], samples)
    inputs = np.array([[1.0, 0.0], [np.cos(theta), np.sin(theta)]])
    first, second = (_gradients(trained, weights, bias, signs, x) for x in inputs)
    products = np.sum(first * second, axis=1)
    z = float(ndtri((1 + confidence) / 2))
    half_width = z * float(products.std(ddof=1)) / np.sqrt(samples)
    return Interval(float(products.mean()), float(half_width), confidence)


def _gradients(trained: str, weights: Floats, bias: Floats, signs: Floats, x: Floats) -> Floats:
    """Columns: the derivative of each unit's output in each trained parameter."""
    activation = weights @ x + bias
    active = signs * (activation > 0)
    columns = {
        "W": active[:, None] * x,
        "b": active[:, None],
        "a": np.maximum(activation, 0)[:, None],
    }
    return np.hstack([columns[letter] for letter in trained])
