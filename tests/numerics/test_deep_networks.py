"""Deep networks: values, gradients, training and the empirical kernel, each against another route."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.deep_networks import (
    DeepNetwork,
    Parameters,
    Training,
    empirical_kernel,
    initial,
    on_circle,
    outputs,
    region_means,
    train,
)
from freqbias.numerics.deep_networks.network import arithmetic
from freqbias.numerics.deep_networks.training import batches, update
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.theory.descent import Loss, Parameterisation
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import both_layers_bias, deep

jax = pytest.importorskip("jax")

_STANDARD = Parameterisation.STANDARD
_NETWORKS = (
    DeepNetwork(1, 5),
    DeepNetwork(3, 4, _STANDARD, deviation=0.8),
    DeepNetwork(2, 6, bias=0.7, bias_deviation=0.5),
    DeepNetwork(2, 3, _STANDARD, deviation=1.1, bias=1.0, inputs=3),
)
_SEEDS = st.integers(0, 1000)
_Z = 4.42  # two-sided, 1e-5


def _by_hand(network: DeepNetwork, parameters: Parameters, inputs: Floats) -> Floats:
    """f in NumPy, one point and one layer after another."""
    values = []
    for x in inputs:
        for weights, bias in zip(parameters.weights, parameters.biases, strict=True):
            x = np.asarray(weights) @ x + network.bias * np.asarray(bias)
            x = network.unit_scale * np.maximum(x, 0)
        values.append(float(np.asarray(parameters.output) @ x))
    return np.array(values)


def _leaves(parameters: Parameters) -> list[Floats]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(parameters)]


def _points(network: DeepNetwork, count: int, seed: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.standard_normal((count, network.inputs)), random.standard_normal(count)


@lru_cache(maxsize=16)
def _step(network: DeepNetwork, loss: Loss) -> Callable[..., Parameters]:
    """One jitted step."""
    compiled: Callable[..., Parameters] = jax.jit(
        lambda theta, x, y, eta: update(network, loss, theta, x, y, eta)
    )
    return compiled


@given(st.sampled_from(_NETWORKS), _SEEDS)
@settings(max_examples=20)
def test_values_are_those_of_the_definition(network: DeepNetwork, seed: int) -> None:
    inputs, _ = _points(network, 3, seed)
    parameters = initial(network, seed, "float64")
    found, expected = outputs(network, parameters, inputs), _by_hand(network, parameters, inputs)
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-13), f"{found} is not {expected}"


@given(st.sampled_from(_NETWORKS[1:]), st.sampled_from(Loss), _SEEDS)
@settings(max_examples=20)
def test_a_step_goes_along_the_gradient_of_the_loss(
    network: DeepNetwork, loss: Loss, seed: int
) -> None:
    """Against a central difference of the loss, written out, in a random direction."""
    n, h = 4, 1e-6
    inputs, targets = _points(network, n, seed)
    c = {Loss.SUM: 1, Loss.HALF: 1 / 2, Loss.MEAN: 1 / n, Loss.HALF_MEAN: 1 / (2 * n)}[loss]
    start, direction = (initial(network, s, "float64") for s in (seed, seed + 10**6))

    def objective(t: float) -> float:
        moved = jax.tree.map(lambda a, b: np.asarray(a) + t * np.asarray(b), start, direction)
        return float(c * np.sum((_by_hand(network, moved, inputs) - targets) ** 2))

    with arithmetic("float64"):
        after = _step(network, loss)(start, inputs, targets, 1.0)
    gradient = [a - b for a, b in zip(_leaves(start), _leaves(after), strict=True)]
    slope = sum(float(np.sum(g * d)) for g, d in zip(gradient, _leaves(direction), strict=True))
    difference = (objective(h) - objective(-h)) / (2 * h)
    scale = 1 + abs(difference) + sum(float(np.sum(np.abs(g))) for g in gradient)
    assert abs(slope - difference) < 1e-6 * scale, f"slope {slope}, difference {difference}"


@pytest.mark.parametrize(("dtype", "rounding"), [("float32", 2e-5), ("float64", 1e-13)])
def test_scanned_training_is_a_plain_loop_over_steps(dtype: str, rounding: float) -> None:
    network, loss = DeepNetwork(3, 16), Loss.MEAN
    inputs, targets = _points(network, 12, 0)
    start = initial(network, 3, dtype)
    training = Training(0.05, 6, loss, batch=4, epochs_per_record=3, seed=5)
    history = train(network, start, inputs, targets, training, inputs)
    looped = [outputs(network, start, inputs)]
    with arithmetic(dtype):
        x, y, theta = inputs.astype(dtype), targets.astype(dtype), start
        for epoch in range(6):
            for chosen in np.asarray(batches(jax.random.key(5), epoch, 12, 4)):
                theta = _step(network, loss)(theta, x[chosen], y[chosen], 0.05)
            if epoch % 3 == 2:
                looped.append(outputs(network, theta, inputs))
    assert history.epochs.tolist() == [0, 3, 6]
    moved = np.abs(history.outputs[-1] - history.outputs[0]).max()
    apart = np.abs(history.outputs - np.stack(looped)).max()
    assert moved > 0.1, f"nothing was learned: outputs moved by {moved}"
    assert apart < rounding, f"scan and loop differ by {apart}"
    for ours, theirs in zip(_leaves(history.parameters), _leaves(theta), strict=True):
        assert np.allclose(ours, theirs, atol=rounding, rtol=rounding)


@given(st.permutations(range(7)), _SEEDS)
@settings(max_examples=20)
def test_the_order_of_points_does_not_matter_in_full_batches(order: list[int], seed: int) -> None:
    network = _NETWORKS[2]
    inputs, targets = _points(network, 7, seed)
    start, training = initial(network, seed, "float64"), Training(0.01, 4)
    ours = train(network, start, inputs, targets, training, inputs).outputs
    theirs = train(network, start, inputs[order], targets[order], training, inputs).outputs
    assert np.allclose(ours, theirs, rtol=1e-10, atol=1e-11), np.abs(ours - theirs).max()


@given(st.just(_NETWORKS[2]), _SEEDS)
@settings(max_examples=5)
def test_step_size_zero_changes_nothing(network: DeepNetwork, seed: int) -> None:
    inputs, targets = _points(network, 4, seed)
    start = initial(network, seed)
    history = train(network, start, inputs, targets, Training(0.0, 2, batch=2), inputs)
    assert np.array_equal(history.outputs[0], history.outputs[2])
    for before, after in zip(_leaves(start), _leaves(history.parameters), strict=True):
        assert np.array_equal(before, after)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([1, 2, 3, 6]))
def test_an_epoch_meets_every_point_once(seed: int, epoch: int, batch: int) -> None:
    found = np.asarray(batches(jax.random.key(seed), epoch, 6, batch))
    assert found.shape == (6 // batch, batch)
    assert sorted(found.ravel().tolist()) == list(range(6)), found


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.integers(0, 3)), min_size=1).filter(
        lambda pairs: {r for _, r in pairs} == set(range(max(r for _, r in pairs) + 1))
    )
)
def test_means_of_regions_weighted_by_size_are_the_mean(pairs: list[tuple[float, int]]) -> None:
    values, regions = np.array([v for v, _ in pairs]), np.array([r for _, r in pairs])
    means = region_means(values, regions)
    total = float(means @ np.bincount(regions)) / len(pairs)
    assert abs(total - float(values.mean())) < 1e-12 * (1 + np.abs(values).max())


def test_seeds_decide_everything_and_all_of_them_count() -> None:
    network = _NETWORKS[0]
    inputs, targets = _points(network, 8, 0)

    def final(start: int, order: int) -> Floats:
        training = Training(0.05, 3, batch=2, seed=order)
        history = train(network, initial(network, start), inputs, targets, training, inputs)
        return np.asarray(history.outputs[-1])

    assert np.array_equal(final(1, 2), final(1, 2))
    assert not np.allclose(final(1, 2), final(1, 3))
    assert not np.allclose(final(1, 2), final(2, 2))


def _kernels(network: DeepNetwork, inputs: Floats, seeds: int) -> Floats:
    """Empirical kernels of independent networks, shape (seeds, n, n)."""
    found = [
        empirical_kernel(network, initial(network, s, "float64"), inputs) for s in range(seeds)
    ]
    return np.stack(found)


def _mean_and_error(samples: Floats) -> tuple[Any, Any]:
    return samples.mean(axis=0), samples.std(axis=0, ddof=1) / np.sqrt(len(samples))


@pytest.mark.parametrize(
    "network", [DeepNetwork(3, 8), DeepNetwork(2, 10, _STANDARD, deviation=0.4)]
)
def test_the_mean_of_the_kernel_at_zero_is_exact_at_every_width(network: DeepNetwork) -> None:
    """``E K(x, x) = gain (L + 1)``: activations and gates are independent of norms."""
    samples = _kernels(network, on_circle([0.3]), 500)[:, 0, 0]
    mean, error = _mean_and_error(samples)
    expected = network.kernel_gain * float(deep(network.depth).at_zero)
    assert abs(mean - expected) < _Z * error, f"{mean} +- {error}, not {expected}"


def test_one_hidden_layer_has_the_mean_of_its_kernel_with_bias() -> None:
    """Units are independent, so at every width the mean is ``2 k``, c_sigma = 2."""
    angles = np.array([0.0, 0.9, 2.5])
    samples = _kernels(DeepNetwork(1, 20, bias=1.0), on_circle(angles), 400)
    mean, error = _mean_and_error(samples)
    expected = 2 * gram_matrix(both_layers_bias, angles)
    assert (np.abs(mean - expected) < _Z * error).all(), f"{mean} +- {error}, not\n{expected}"


@pytest.mark.slow
@pytest.mark.parametrize("depth", [2])
def test_the_empirical_kernel_tends_to_the_recursion_like_a_square_root(depth: int) -> None:
    """Mean square deviations fall like 1/width, up to four standard errors of the exponent."""
    angles, widths = np.array([0.0, 0.4, 1.7, 3.0]), np.array([32, 96, 288])
    expected = gram_matrix(deep(depth), angles)
    logs, variances = [], []
    for width in widths:
        deviations = _kernels(DeepNetwork(depth, int(width)), on_circle(angles), 24) - expected
        mean, error = _mean_and_error((deviations**2).mean(axis=(1, 2)))
        logs.append(np.log(mean))
        variances.append((error / mean) ** 2)
    x = np.log(widths) - np.log(widths).mean()
    slope = float(x @ np.array(logs) / (x @ x))
    error = float(np.sqrt(x**2 @ np.array(variances)) / (x @ x))
    assert error < 0.25, f"no power: the exponent is known to {error} only"
    assert abs(slope + 1) < 4 * error, f"mean squares fall like width^{slope:.3f} +- {error:.3f}"


@pytest.mark.slow
def test_wide_networks_follow_the_linear_dynamics() -> None:
    """``u(t) - y = (I - eta 2c H)^t (u(0) - y)``, H of ``deep(L)``; the distance falls with width."""
    angles, steps, depth = np.linspace(-3, 3, 8), 40, 2
    inputs, targets = on_circle(angles), np.cos(angles) + 0.5 * np.sin(3 * angles)
    eta, loss = 0.2, Loss.HALF_MEAN
    slope = eta / angles.size * gram_matrix(deep(depth), angles)
    power = np.linalg.matrix_power(np.eye(angles.size) - slope, steps)
    widths, distances = (32, 128, 512), []
    for width in widths:
        network, found = DeepNetwork(depth, width), []
        for seed in range(4):
            training = Training(eta, steps, loss, epochs_per_record=steps)
            start = initial(network, seed)
            first, last = train(network, start, inputs, targets, training, inputs).outputs - targets
            found.append(np.linalg.norm(last - power @ first) / np.linalg.norm(first))
        distances.append(float(np.sqrt(np.mean(np.square(found)))))
    exponent = np.polyfit(np.log(widths), np.log(distances), 1)[0]
    assert sorted(distances, reverse=True) == distances, f"distances {distances}"
    assert distances[-1] < 0.1, f"distances {distances}"
    assert -0.8 < exponent < -0.3, f"distances {distances} fall like width^{exponent}"


@pytest.mark.slow
def test_the_linear_theory_says_where_training_diverges() -> None:
    """Full batch, wide: stable just below ``eta 2c n lambda_0 = 2`` and not far above it."""
    angles = np.linspace(-np.pi, np.pi, 16, endpoint=False)
    network, inputs = DeepNetwork(2, 256), on_circle(angles)
    largest = float(np.linalg.eigvalsh(gram_matrix(deep(2), angles))[-1])
    for share, finite in ((0.8, True), (4.0, False)):
        training = Training(share * 2 / largest, 100, Loss.HALF, epochs_per_record=100)
        history = train(network, initial(network, 0), inputs, np.cos(angles), training, inputs)
        assert bool(np.isfinite(history.outputs[-1]).all()) is finite, (share, history.outputs[-1])


def test_float64_leaves_the_setting_of_jax_alone() -> None:
    before = jax.config.jax_enable_x64
    parameters = initial(_NETWORKS[0], 0, "float64")
    assert parameters.dtype == "float64"
    assert outputs(_NETWORKS[0], parameters, [[1.0, 0.0]]).dtype == np.float64
    assert outputs(_NETWORKS[0], initial(_NETWORKS[0], 0), [[1.0, 0.0]]).dtype == np.float32
    assert jax.config.jax_enable_x64 == before


def test_depth_one_and_its_kernel_agree_on_the_definition_of_depth() -> None:
    assert kernel_function(deep(1))(0.0) == pytest.approx(2.0)
    assert DeepNetwork(1, 7).kernel_gain == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: DeepNetwork(0, 5), "depth 0 is not an integer between 1"),
        (lambda: DeepNetwork(2, 5, Parameterisation.MEAN_FIELD), "neither NTK nor STANDARD"),
        (lambda: DeepNetwork(2, 5, deviation=-1.0), "deviation -1.0 is not a finite"),
        (lambda: Training(float("nan"), 1), "step size nan is not a finite"),
        (lambda: Training(0.1, 5, epochs_per_record=2), "epochs 5 are not a multiple"),
        (lambda: Training(0.1, 5, batch=3).batch_of(10), "batch 3 does not divide"),
        (lambda: initial(_NETWORKS[0], 0, "float16"), "dtype 'float16' is neither"),
        (lambda: initial(_NETWORKS[0], -1), "seed -1 is not an integer"),
        (lambda: region_means([1.0, 2.0], [0, 2]), "region 1 has no point"),
        (lambda: outputs(_NETWORKS[0], initial(_NETWORKS[0], 0), [1.0, 2.0]), r"not \(n, 2\)"),
    ],
)
def test_errors_name_argument_and_relation(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


def test_jax_is_optional_and_loaded_late(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, freqbias.numerics.deep_networks; print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(InputError, match=r'pip install "freqbias\[networks\]"'):
        initial(DeepNetwork(1, 2), 0)
