"""Kernels assembled from expectations against explicit network gradients, at a stated confidence.

Confidence 1 - 1e-6 for each interval, fixed seeds: a wrong constant is seen, chance is not.
"""

import numpy as np
import pytest

from freqbias.numerics.evaluate import kernel_function
from freqbias.numerics.montecarlo import Interval, sampled_kernel
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import (
    Kernel,
    both_layers,
    both_layers_bias,
    first_layer,
    first_layer_bias,
    first_layer_bias_unscaled,
    random_bias,
)

_FAMILY = [
    (first_layer, "W", 0.0),
    (first_layer_bias_unscaled, "Wb", 0.0),
    (both_layers, "Wa", 0.0),
    (both_layers_bias, "Wba", 0.0),
    (random_bias(1), "Wb", 1.0),
    (random_bias(2), "Wb", 2.0),
]


def _sampled(trained: str, theta: float, bias_scale: float) -> Interval:
    return sampled_kernel(trained, theta, samples=400_000, seed=20, bias_scale=bias_scale)


@pytest.mark.parametrize("theta", [0.3, 1.5, 2.9])
@pytest.mark.parametrize(
    ("kernel", "trained", "bias"), _FAMILY, ids=lambda v: getattr(v, "name", v)
)
def test_kernel_is_the_mean_of_gradient_products(
    kernel: Kernel, trained: str, bias: float, theta: float
) -> None:
    interval = _sampled(trained, theta, bias)
    value = float(kernel_function(kernel)(np.array(theta)))
    assert value in interval, f"{kernel.name} at {theta}: {value}, sampled {interval}"
    assert interval.half_width < 0.02 * float(kernel.at_zero), "the interval has no power"


@pytest.mark.parametrize("theta", [0.3, 1.5])
def test_the_printed_factor_is_excluded(theta: float) -> None:
    """With unit inputs the printed kernel is half of what the gradients give."""
    printed = float(kernel_function(first_layer_bias)(np.array(theta)))
    interval = _sampled("Wb", theta, 0.0)
    assert printed not in interval
    assert 2 * printed in interval


@pytest.mark.parametrize(("trained", "samples"), [("", 10), ("X", 10), ("W", 1), ("W", 10**9)])
def test_bad_input(trained: str, samples: int) -> None:
    with pytest.raises(InputError):
        sampled_kernel(trained, 1.0, samples=samples, seed=0)
