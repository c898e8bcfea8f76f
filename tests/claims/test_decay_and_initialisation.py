"""Constants said to be the best are attained; expectations over weights, against sampled networks."""

import math

import numpy as np
import pytest
import sympy as sp

from freqbias.claims.basri2020.appendix_d import initialisation
from freqbias.claims.basri2020.section_3 import decay, iterations
from freqbias.theory.kernels import first_layer_bias

_EIGENVALUE = first_layer_bias.fourier().eigenvalue


def test_the_constants_of_the_decay_are_attained() -> None:
    bounds = decay.CIRCLE_BOUNDS
    assert sp.simplify(9 * _EIGENVALUE(3) - bounds.lower) == 0
    assert sp.simplify(_EIGENVALUE(1) - bounds.upper) == 0


@pytest.mark.parametrize("kappa", [1, 2, 3, 6, 15])
@pytest.mark.parametrize("share", [1.0, 0.1])
def test_gradient_descent_takes_the_steps_stated(kappa: int, share: float) -> None:
    """Steps counted one by one; the first integer beyond t, so up to one more than the bounds."""
    least, most = (float(bound) for bound in iterations.CLAIMS[0].statement)
    value, top, error = float(_EIGENVALUE(kappa)), float(_EIGENVALUE(0)), 1e-3
    eta, residual, steps = share / top, 1.0, 0
    while residual > error:
        residual -= eta * value * residual
        steps += 1
    unit = kappa**2 * math.log(1 / error) / eta
    assert least * unit <= steps <= most * unit + 1, f"{steps} steps for kappa = {kappa}"


def test_one_step_bound_is_attained() -> None:
    """kappa = 1 and eta = 1/lambda_0 give the lower bound exactly."""
    least = iterations.CLAIMS[0].statement[0]
    t = 1 / -sp.log(1 - _EIGENVALUE(1) / _EIGENVALUE(0))  # for log(1/delta) = 1
    assert sp.simplify(t / _EIGENVALUE(0) - least) == 0


@pytest.mark.parametrize(("width", "layers"), [(8, 1), (32, 3)])
def test_moments_of_the_output_of_sampled_networks(width: int, layers: int) -> None:
    """norm(h_L)^2 has mean 1; 4,000 networks, seeded, within six standard errors."""
    rng = np.random.default_rng(20030456)
    hidden = np.ones((4000, 1))
    for _ in range(layers + 1):
        weights = rng.normal(0, math.sqrt(2 / width), (4000, width, hidden.shape[1]))
        hidden = np.maximum(np.einsum("sij,sj->si", weights, hidden), 0)
    squares = (hidden**2).sum(axis=1)
    error = squares.std() / math.sqrt(len(squares))
    assert abs(squares.mean() - 1) < 6 * error, f"mean {squares.mean()}, error {error}"
    fourth = (1 + 5 / width) ** (layers + 1)
    spread = (squares**2).std() / math.sqrt(len(squares))
    assert abs((squares**2).mean() - fourth) < 6 * spread, f"{(squares**2).mean()}, not {fourth}"
    outputs = rng.normal(0, 1, 4000) * np.sqrt(squares)
    for theta in (0.01, 0.25):
        bound = float(initialisation._exceeds(sp.Rational(str(theta)), width, layers))
        assert np.mean(outputs**2 > theta) > bound - 0.05
