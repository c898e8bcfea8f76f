"""The empirical tangent kernel, its limit, and linearised descent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.networks.linear import (
    LinearDescent,
    deviation,
    initial_gram,
    limit_gram,
    width_study,
)
from freqbias.numerics.networks.steps import Iterate
from freqbias.numerics.networks.tangent import TangentKernel, kernel_change, largest_step_size
from freqbias.numerics.networks.two_layer import Network, limit_kernel
from freqbias.theory.descent import Descent, Loss, Parameterisation
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias, random_bias

TRAINED = ("W", "Wb", "Wa", "Wba")
seeds = st.integers(0, 2**32 - 1)
angle_sets = st.lists(st.floats(-10, 10), min_size=1, max_size=40).map(np.array)


def jacobian(network: Network, points: Floats) -> Floats:
    """Rows: the gradient of f(x_i) in the trained parameters, by definition."""
    units, scale = network.units, network.scale
    x = np.array([np.cos(points), np.sin(points)])
    before = units[:, :2] @ x + units[:, 2:3]
    active = units[:, 3:] * (before > 0)
    parts = {"W": [active * x[0], active * x[1]], "b": [active], "a": [np.maximum(before, 0)]}
    return scale * np.vstack([part for letter in network.trained for part in parts[letter]]).T


@given(
    st.integers(1, 40),
    seeds,
    st.sampled_from(TRAINED),
    st.sampled_from([0.0, 1.0]),
    st.sampled_from(Parameterisation),
    angle_sets,
)
def test_kernel_is_the_product_of_explicit_gradients(
    width: int,
    seed: int,
    trained: str,
    bias: float,
    parameterisation: Parameterisation,
    points: Floats,
) -> None:
    network = Network.drawn(
        width,
        seed,
        trained=trained,
        bias_scale=bias,
        amplitudes="normal",
        parameterisation=parameterisation,
    )
    kernel, dense = TangentKernel(network, points), jacobian(network, points)
    expected = dense @ dense.T
    size = np.abs(dense).sum(axis=1).max() ** 2
    apart = np.abs(kernel.matrix() - expected).max()
    assert apart <= 1e-13 * size, f"H is {apart} from J J^T, entries up to {size}"
    vector = np.random.default_rng(seed).standard_normal(points.size)
    apart = np.abs(kernel.product(vector) - expected @ vector).max()
    assert apart <= 1e-13 * size * np.abs(vector).sum(), f"H v is {apart} from J J^T v"
    largest = float(np.linalg.eigvalsh(expected)[-1])
    found = kernel.largest_eigenvalue()
    assert found == pytest.approx(largest, rel=1e-9, abs=1e-13 * size * points.size)


@given(seeds, st.sampled_from(TRAINED), st.sampled_from(Loss), st.sampled_from(Parameterisation))
def test_kernel_is_the_first_order_of_a_step(
    seed: int, trained: str, loss: Loss, parameterisation: Parameterisation
) -> None:
    """``f_1 - f_0 = - 2 c eta H (f_0 - y) + O(eta^2)``: halving eta quarters what is left."""
    random = np.random.default_rng(seed)
    points, n = random.uniform(-np.pi, np.pi, 25), 25
    network = Network.drawn(
        30, seed, trained=trained, bias_scale=0.5, parameterisation=parameterisation
    )
    x = np.array([np.cos(points), np.sin(points)])
    assume(np.abs(network.weights @ x + network.bias[:, None]).min() > 1e-3)  # no border moves
    targets = random.standard_normal(n)
    start = network(points)
    limit = largest_step_size(network, points, loss)
    left = []
    for share in (2.0**-20, 2.0**-21):
        descent = network.descent(sp.Rational(Fraction(limit * share)), n, loss)
        iterate = Iterate(network, points, targets, descent)
        iterate.advance(1)
        linear = LinearDescent.of(initial_gram(network, points), start - targets, descent)
        left.append(np.abs(iterate.outputs - targets - linear.residuals([1])[0]).max())
    size = np.abs(start - targets).max() + np.abs(network.units).max() ** 2 * 30 * network.scale
    assert left[0] < 1e-9 * size, f"what is left is not of second order: {left}"
    assert left[1] <= left[0] / 3 + 1e-13 * size, f"what is left does not shrink by 4: {left}"


_FAMILY: list[tuple[str, float, Kernel]] = [
    *((trained, 0.0, limit_kernel(trained)) for trained in TRAINED),
    ("Wb", 1.0, random_bias(1)),
    ("Wb", 0.5, random_bias(sp.Rational(1, 2))),
]


@pytest.mark.parametrize("amplitudes", ["signs", "normal"])
@pytest.mark.parametrize(("trained", "bias", "kernel"), _FAMILY)
def test_mean_over_initialisations_is_the_theoretical_kernel(
    trained: str, bias: float, kernel: Kernel, amplitudes: Any
) -> None:
    """Normal intervals for means of 400 networks at 6 distances, all to hold with 1 - 1e-6."""
    points = np.array([0.0, 0.3, 1.0, 1.7, 2.4, 3.1])
    entries = np.array(
        [
            TangentKernel(
                Network.drawn(100, seed, trained=trained, bias_scale=bias, amplitudes=amplitudes),
                points,
            ).product(np.eye(6)[0])
            for seed in range(400)
        ]
    )
    expected = kernel_function(kernel)(points)
    error = entries.std(axis=0, ddof=1) / np.sqrt(len(entries))
    scores = np.abs(entries.mean(axis=0) - expected) / np.maximum(error, 1e-12)
    assert scores.max() < norm.isf(1e-6 / 12), f"{kernel.name}: standard scores {scores.round(1)}"
    assert error.max() < 0.02 * float(kernel.at_zero), "the intervals have no power"


def test_the_printed_factor_is_excluded() -> None:
    """What (1)-(2) give for unit inputs is twice the printed (5)."""
    points = np.linspace(-3, 3, 20)
    network = Network.drawn(10_000, seed=0)
    printed, found = gram_matrix(first_layer_bias, points), initial_gram(network, points)
    assert np.abs(found / 2 - printed).max() < 0.02
    assert np.abs(found - printed).max() > 0.4


@pytest.mark.parametrize(("gram", "steps"), [(initial_gram, [5, 20, 80]), (limit_gram, [1, 2])])
def test_wide_networks_approach_linearised_descent(gram: Any, steps: list[int]) -> None:
    """The kernel at initialisation is off its limit like m^(-1/2), which two steps show; the change of
    the kernel in training, which many steps show against the initial one, falls no slower."""
    points = np.random.default_rng(0).uniform(-np.pi, np.pi, 60)
    study = width_study(
        Network.drawn,
        points,
        np.cos(points) + np.sin(3 * points),
        lambda network: network.descent(2, 60, Loss.HALF_MEAN),
        widths=[250, 1000, 4000, 16_000],
        seeds=range(8),
        steps=steps,
        gram=gram,
        confidence=0.999,
    )
    low, high = study.law.interval
    assert high - low < 0.5, f"{study.law.interval} has no power"
    if gram is limit_gram:
        assert low < -0.5 < high < 0, f"exponent {study.law.exponent} in {study.law.interval}"
    else:
        assert high < -0.5, f"exponent {study.law.exponent} in {study.law.interval}"


@pytest.mark.parametrize("parameterisation", list(Parameterisation))
def test_kernel_grows_with_the_gain(parameterisation: Parameterisation) -> None:
    points = np.random.default_rng(0).uniform(-np.pi, np.pi, 60)
    network = Network.drawn(20_000, 0, parameterisation=parameterisation)
    found, limit = initial_gram(network, points), limit_gram(network, points)
    gain = {"ntk": 1, "standard": 20_000, "mean-field": 1 / 20_000}[parameterisation.value]
    assert np.abs(found - limit).max() < 0.05 * gain
    assert limit.trace() == pytest.approx(60 * gain)


def test_kernel_changes_less_in_wide_networks() -> None:
    points = np.random.default_rng(0).uniform(-np.pi, np.pi, 60)
    changes = []
    for width in (100, 10_000):
        network = Network.drawn(width, seed=1)
        iterate = Iterate(
            network, points, np.cos(2 * points), network.descent(2, 60, Loss.HALF_MEAN)
        )
        iterate.advance(100)
        before, after = (TangentKernel(at, points) for at in (network, iterate.network))
        changes.append(kernel_change(before, after))
        dense = np.linalg.norm(after.matrix() - before.matrix(), 2)
        dense /= np.linalg.norm(before.matrix(), 2)
        assert changes[-1] == pytest.approx(dense, rel=1e-8), f"width {width}"
    assert 0 < 3 * changes[1] < changes[0], f"relative changes of H by width: {changes}"


@given(seeds, st.integers(1, 12))
def test_linear_descent_is_the_iterated_matrix(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    root = random.standard_normal((n, n))
    gram, residual = root @ root.T / n, random.standard_normal(n)
    linear = LinearDescent.of(gram, residual, Descent(sp.Rational(1, 4), n))
    expected = [residual]
    for _ in range(10):
        expected.append(expected[-1] - gram @ expected[-1] / 4)
    apart = np.abs(linear.residuals(range(11)) - expected).max()
    assert apart < 1e-11 * np.abs(expected).max(), f"{apart} apart"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda n: TangentKernel(n, np.ones(5001)).matrix(), "5001 points"),
        (lambda n: TangentKernel(n, np.ones(5)).product(np.ones(4)), "vectors of shape"),
        (
            lambda n: kernel_change(TangentKernel(n, np.ones(2)), TangentKernel(n, np.ones(3))),
            "2 and of 3",
        ),
        (lambda n: LinearDescent.of(np.eye(3), np.ones(2), Descent(1, 2)), "gram of shape"),
        (lambda n: deviation(n, np.ones(2), np.ones(2), Descent(1, 2), [3, 3]), "steps"),
        (lambda n: deviation(n, np.ones(2), np.ones(2), Descent(1, 2), [0]), "steps"),
        (
            lambda n: width_study(
                Network.drawn, np.ones(2), np.ones(2), lambda at: at.descent(1, 2),
                widths=[5], seeds=range(9), steps=[1],
            ),
            "widths",
        ),
    ],
)  # fmt: skip
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make(Network.drawn(5, 0))
