"""Deep networks with fixed layers: their kernels, and how far training is from linear descent."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.deep_networks import (
    DeepNetwork,
    Parameters,
    Trained,
    Training,
    empirical_kernel,
    initial,
    on_circle,
    train,
)
from freqbias.numerics.deep_networks.linear import (
    Run,
    initial_gram,
    limit_gram,
    limit_kernel,
)
from freqbias.numerics.deep_networks.model import forward
from freqbias.numerics.deep_networks.network import arithmetic
from freqbias.numerics.evaluate import Floats
from freqbias.theory.descent import Descent, Loss
from freqbias.theory.errors import InputError

jax = pytest.importorskip("jax")

_INNER = Trained.INNER
_NETWORKS = (
    DeepNetwork(1, 5),
    DeepNetwork(1, 5, trained=_INNER),
    DeepNetwork(3, 4, bias=0.7, bias_deviation=0.5),
    DeepNetwork(4, 3, deviation=0.8, bias=0.3, trained=_INNER),
)
_X = np.linspace(-3, 3, 7)


@lru_cache(maxsize=8)
def _gradient(network: DeepNetwork) -> Any:
    return jax.jit(jax.jacrev(lambda theta, x: forward(network, theta, x)))


def _rows(network: DeepNetwork, parameters: Parameters, inputs: Floats) -> Floats:
    """Gradients in what is trained, one row for each input, held in memory."""
    with arithmetic("float64"):
        parts = _gradient(network)(parameters, np.asarray(inputs))
    layers = zip([*parts.weights, parts.output], [*parts.biases, 0 * parts.output], strict=True)
    rows = [
        np.asarray(part).reshape(len(inputs), -1)
        for layer, moves in zip(layers, network.moving, strict=True)
        for part in layer
        if moves
    ]
    return np.concatenate(rows, axis=1) if rows else np.zeros((len(inputs), 1))


@given(st.sampled_from(_NETWORKS), st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_the_kernel_is_that_of_the_gradients(network: DeepNetwork, seed: int) -> None:
    parameters, inputs = initial(network, seed, "float64"), on_circle(_X)
    rows = _rows(network, parameters, inputs)
    defect = empirical_kernel(network, parameters, inputs) - rows @ rows.T
    assert np.abs(defect).max() < 1e-12 * (1 + np.abs(rows).max() ** 2), f"{network}: {defect}"


@pytest.mark.parametrize("network", _NETWORKS)
def test_fixed_layers_stay_and_the_others_move(network: DeepNetwork) -> None:
    network = replace(network, width=16)  # some units of each layer are active
    start, inputs = initial(network, 1), on_circle(_X)
    end = train(network, start, inputs, np.cos(_X), Training(0.01, 3), inputs).parameters
    before, after = ((*p.weights, p.output) for p in (start, end))
    moved = tuple(bool((a != b).any()) for a, b in zip(before, after, strict=True))
    assert moved == network.moving
    for bias, other, moves in zip(start.biases, end.biases, network.moving, strict=False):
        assert moves or np.array_equal(bias, other), f"a bias of a fixed layer moved: {network}"


@pytest.mark.parametrize("depth", [2, 4])
def test_the_mean_of_the_inner_kernel_on_the_diagonal_is_its_limit(depth: int) -> None:
    network, inputs = DeepNetwork(depth, 8, trained=_INNER), on_circle([0.4])
    found = np.array([empirical_kernel(network, initial(network, s), inputs) for s in range(400)])
    error = found.std(ddof=1) / np.sqrt(found.size)
    assert int(limit_kernel(network).at_zero) == depth - 1
    assert abs(found.mean() - (depth - 1)) < 4.42 * error, f"{found.mean()} +- {error}"


def test_the_inner_kernel_tends_to_its_limit_like_a_square_root() -> None:
    def apart(width: int) -> float:
        network = DeepNetwork(3, width, trained=_INNER)
        limit = limit_gram(network, initial(network, 0), _X)
        drawn = (initial_gram(network, initial(network, seed), _X) for seed in range(12))
        return float(np.sqrt(np.mean([np.sum((h - limit) ** 2) for h in drawn])))

    ratio = apart(64) / apart(1024)
    assert 2.5 < ratio < 6.5, f"16 times the width: {ratio:.2f} times nearer, not about 4"


def _run(network: DeepNetwork, eta: Any, seed: int = 0) -> Run:
    descent = Descent(eta, _X.size, Loss.HALF_MEAN)
    return Run.trained(network, seed, _X, np.cos(_X), descent, records=2, every=2)


@given(st.integers(0, 1000))
@settings(max_examples=2, deadline=None)
def test_norms_differ_by_no_more_than_vectors(seed: int) -> None:
    run = _run(DeepNetwork(3, 32, trained=_INNER), sp.Rational(1, 2), seed)
    for gram in (initial_gram, limit_gram):
        found = run.deviations(gram)
        assert 0 <= found.norms <= found.vectors + 1e-12, f"seed {seed}: {found}"


def test_nothing_between_first_and_last_layer_is_no_training() -> None:
    run = _run(DeepNetwork(1, 32, trained=_INNER), 1)
    assert np.array_equal(run.residuals, run.residuals[[0, 0, 0]])
    assert run.deviations(initial_gram).vectors == 0


def test_small_changes_of_the_parameters_are_linear() -> None:
    run = _run(DeepNetwork(3, 256, trained=_INNER), sp.Rational(1, 50))
    moved = np.linalg.norm(run.residuals[-1] - run.residuals[0]) / np.linalg.norm(run.targets)
    left = run.deviations(initial_gram).vectors
    assert left < 0.1 * moved, f"moved by {moved}, of which {left} is not linear"


def test_another_beginning_adds_its_own_residual() -> None:
    run = _run(DeepNetwork(2, 64, trained=_INNER), sp.Rational(1, 10**6))
    still = run.deviations(initial_gram, -np.cos(_X)).vectors  # nothing moves
    outputs = run.residuals[0] + np.cos(_X)
    expected = np.linalg.norm(outputs) / np.linalg.norm(np.cos(_X))
    assert still == pytest.approx(expected, rel=1e-3)


def test_errors_name_argument_and_relation() -> None:
    with pytest.raises(InputError, match=r"bias 0\.5 is not 0"):
        limit_kernel(DeepNetwork(2, 4, bias=0.5))
    with pytest.raises(InputError, match="neither ALL nor INNER"):
        DeepNetwork(2, 4, trained="inner")  # type: ignore[arg-type]
