"""The training loop: curves, stopping, mini-batches, seeds, refused step sizes."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.densities import quantile_points, sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import Indices
from freqbias.numerics.networks.linear import LinearDescent, limit_gram
from freqbias.numerics.networks.looks import Outcome, StoppingRule, Training, regions_of
from freqbias.numerics.networks.steps import Iterate
from freqbias.numerics.networks.tangent import largest_step_size
from freqbias.numerics.networks.training import train, train_all
from freqbias.numerics.networks.two_layer import Network
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.descent import Descent, Loss
from freqbias.theory.errors import InputError

seeds = st.integers(0, 2**32 - 1)
FIGURE_7 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
POINTS = sample(FIGURE_7, 120, seed=0)
TARGETS = np.cos(2 * POINTS) + np.sin(POINTS)
REGIONS = regions_of(FIGURE_7, POINTS)


def exact(value: float) -> Any:
    return sp.Rational(Fraction(value))


def same(first: Training, second: Training) -> bool:
    return (
        np.array_equal(first.network.units, second.network.units)
        and np.array_equal(first.errors, second.errors)
        and np.array_equal(first.recorded, second.recorded)
    )


@given(piecewise_constant_densities(), seeds)
def test_regions_are_the_pieces(density: PiecewiseConstant, seed: int) -> None:
    """The exact density at the piece of a point is that at the point; other turns change nothing."""
    points = sample(density, 20, seed)
    pieces = density.regions
    edges = np.array([float(b) for b in density.breaks]) * np.pi
    clear = np.abs((points[:, None] - edges + np.pi) % (2 * np.pi) - np.pi).min(axis=1) > 1e-9
    for point, region in zip(
        points[clear], regions_of(density, points + 4 * np.pi)[clear], strict=True
    ):
        left, right = (float(x) * np.pi for x in (pieces[region].left, pieces[region].right))
        turned = left + (point - left) % (2 * np.pi)
        assert left <= turned <= right, f"{point} is not in [{left}, {right}] of {density}"


@given(seeds, st.sampled_from(Loss), st.integers(1, 9))
def test_errors_are_those_of_the_iterates(seed: int, loss: Loss, record: int) -> None:
    network = Network.drawn(40, seed, trained="Wba", bias_scale=0.3)
    limit = largest_step_size(network, POINTS, loss)
    descent = network.descent(exact(limit / 4), 120, loss)
    training = train(network, POINTS, TARGETS, descent, steps=20, record=record, regions=REGIONS)
    assert list(training.recorded) == sorted({*range(0, 20, record), 20})
    iterate, made = Iterate(network, POINTS, TARGETS, descent), 0
    for step, errors in zip(training.recorded, training.errors, strict=True):
        iterate.advance(int(step) - made)
        made = int(step)
        squares = (iterate.outputs - TARGETS) ** 2
        expected = [squares[j == REGIONS].mean() for j in range(3)]
        assert errors == pytest.approx(expected, rel=1e-9), f"step {step}"
    assert np.array_equal(training.network.units, iterate.network.units)


def looked_up(errors: Floats, threshold: float) -> list[tuple[int | None, int | None]]:
    """First and staying step of each region, from errors recorded after every step."""
    below = errors / 2 < threshold
    found: list[tuple[int | None, int | None]] = []
    for region in below.T:
        first = int(np.argmax(region)) if region.any() else None
        above = np.flatnonzero(~region)
        staying = int(above[-1]) + 1 if above.size else 0
        found.append((first, staying if staying < region.size else None))
    return found


@given(seeds, st.sampled_from([0.3, 0.03, 0.01, 0.002]), st.sampled_from([0.3, 0.95]))
def test_the_stopping_rule_is_what_the_curve_says(
    seed: int, threshold: float, share: float
) -> None:
    """Targets that differ in size by region, near the stable limit: errors need not be monotone."""
    network = Network.drawn(100, seed)
    targets = TARGETS * np.array([0.1, 1.0, 0.3])[REGIONS]
    limit = largest_step_size(network, POINTS, Loss.HALF_MEAN)
    descent = network.descent(exact(share * limit), 120, Loss.HALF_MEAN)

    def run(rule: StoppingRule | None, record: int) -> Training:
        return train(
            network, POINTS, targets, descent, steps=60, record=record, regions=REGIONS, rule=rule
        )

    errors = run(None, 1).errors
    stopped = run(StoppingRule(threshold), 1000)
    together = np.flatnonzero((errors / 2 < threshold).all(axis=1))
    last = int(together[0]) if together.size else 60
    assert stopped.steps == last, (
        f"stopped at {stopped.steps}, all are below first at {together[:1]}"
    )
    assert stopped.outcome is (Outcome.CONVERGED if together.size else Outcome.EXHAUSTED)
    expected = looked_up(errors[: last + 1], threshold)
    found = list(zip(stopped.first, stopped.staying, strict=True))
    assert found == expected, f"(first, staying) by region {found}, the curve says {expected}"


def test_a_region_that_comes_back_is_seen() -> None:
    """First and staying steps differ for some region here, so that the distinction is tested."""
    differ = 0
    for seed in range(30):
        network = Network.drawn(100, seed)
        targets = TARGETS * np.array([0.1, 1.0, 0.3])[REGIONS]
        descent = network.descent(
            exact(0.95 * largest_step_size(network, POINTS, Loss.HALF_MEAN)), 120, Loss.HALF_MEAN
        )
        ended = train(
            network, POINTS, targets, descent, steps=300, regions=REGIONS, rule=StoppingRule(0.03)
        )
        differ += ended.first != ended.staying and ended.outcome is Outcome.CONVERGED
    assert differ > 3, f"only in {differ} of 30 runs"


@given(seeds, st.sampled_from(Loss), st.sampled_from(["W", "Wb", "Wa", "Wba"]))
def test_a_batch_of_everything_is_the_full_batch(seed: int, loss: Loss, trained: str) -> None:
    network = Network.drawn(50, seed, trained=trained, bias_scale=0.2)
    limit = largest_step_size(network, POINTS, loss)
    descent = network.descent(exact(limit / 3), 120, loss)
    full = train(network, POINTS, TARGETS, descent, steps=25, record=5)
    batch = train(network, POINTS, TARGETS, descent, steps=25, record=5, batch_size=120, seed=seed)
    assert np.array_equal(full.recorded, batch.recorded)
    apart = np.abs(full.errors - batch.errors).max()
    assert apart <= 1e-12 * full.errors.max(), f"errors are {apart} apart"


@pytest.mark.parametrize("size", [1, 7, 50])
@pytest.mark.parametrize("loss", [Loss.HALF, Loss.MEAN])
def test_mini_batches_are_plain_ones(size: int, loss: Loss) -> None:
    """Dense steps on the same permutations of the sorted points, over more than two epochs."""
    network = Network.drawn(60, seed=3, trained="Wba", bias_scale=0.5)
    eta = Fraction(1, 4) if loss is Loss.MEAN else Fraction(1, 4 * size)
    steps = 2 * (120 // size) + 3
    settings = network.descent(sp.Rational(eta), 120, loss)
    fast = train(network, POINTS, TARGETS, settings, steps=steps, batch_size=size, seed=9)
    angles, units = np.sort(POINTS), network.units.copy()
    y = TARGETS[np.argsort(POINTS)]
    random, order = np.random.default_rng(9), np.empty(0, dtype=int)
    for _ in range(steps):
        order = order if order.size else random.permutation(120)
        chosen, order = order[:size], order[size:]
        x = np.array([np.cos(angles[chosen]), np.sin(angles[chosen]), np.ones(chosen.size)])
        before = units[:, :3] @ x
        rho = network.scale * units[:, 3] @ np.maximum(before, 0) - y[chosen]
        rate = float(eta) * network.scale * (2 / chosen.size if loss is Loss.MEAN else 1)
        inner = ((before > 0) * rho) @ x.T * units[:, 3:]
        outer = np.maximum(before, 0) @ rho
        units -= rate * np.column_stack([inner, outer])
    apart = np.abs(fast.network.units - units).max()
    assert apart < 1e-11, f"batches of {size}: parameters {apart} apart after {steps} steps"


def test_seeds_reproduce() -> None:
    network = Network.drawn(80, seed=1)
    descent = network.descent(1, 120, Loss.HALF_MEAN)
    runs = [
        train(network, POINTS, TARGETS, descent, steps=40, batch_size=10, seed=seed)
        for seed in (4, 4, 5)
    ]
    assert same(runs[0], runs[1])
    assert not same(runs[0], runs[2])
    assert np.array_equal(Network.drawn(80, seed=1).units, network.units)
    assert not np.array_equal(Network.drawn(80, seed=2).units, network.units)


def test_many_at_once_are_each_alone() -> None:
    networks = [Network.drawn(200, seed) for seed in range(6)]
    descent = networks[0].descent(1, 120, Loss.HALF_MEAN)
    settings: dict[str, Any] = {"steps": 100, "record": 10, "regions": REGIONS}
    together = train_all(networks, POINTS, TARGETS, descent, threads=3, **settings)
    for network, training in zip(networks, together, strict=True):
        assert same(training, train(network, POINTS, TARGETS, descent, **settings))


@given(seeds, st.sampled_from(Loss))
def test_energy_decreases_below_the_largest_step_size(seed: int, loss: Loss) -> None:
    """In wide networks, which linearised descent describes; at 0.95 of the limit every step."""
    network = Network.drawn(5000, seed)
    points = POINTS[:20]
    limit = largest_step_size(network, points, loss)
    descent = network.descent(exact(0.95 * limit), 20, loss)
    energy = train(network, points, TARGETS[:20], descent, steps=15).errors[:, 0]
    assert np.all(np.diff(energy) < 0), f"mean square errors {energy}"


@given(seeds, st.sampled_from(Loss))
def test_unstable_step_sizes_are_refused_with_the_limit(seed: int, loss: Loss) -> None:
    network = Network.drawn(50, seed)
    limit = largest_step_size(network, POINTS, loss)
    with pytest.raises(InputError, match="is not below") as error:
        train(network, POINTS, TARGETS, network.descent(exact(1.01 * limit), 120, loss), steps=1)
    said = re.search(r"not below ([0-9.e+-]+),", str(error.value))
    assert said is not None
    assert float(said[1]) == pytest.approx(limit, rel=1e-5), f"{error.value}, the limit is {limit}"
    # it is the limit of what linearised descent does: 2 over the largest eigenvalue of J J^T
    x = np.array([np.cos(POINTS), np.sin(POINTS)])
    active = (network.weights @ x > 0).astype(float)
    gram = active.T @ active * (x.T @ x + 1) / 50
    twice_c = float(loss.curvature(120)) / 120
    dense = 2 / (twice_c * float(np.linalg.eigvalsh(gram)[-1]))
    assert limit == pytest.approx(dense, rel=1e-9)


def test_divergence_is_detected() -> None:
    """Large targets make both layers, hence H, grow past a step size that is stable at the start."""
    network = Network.drawn(100, seed=0, trained="Wa")
    limit = largest_step_size(network, POINTS, Loss.HALF_MEAN)
    descent = network.descent(exact(0.9 * limit), 120, Loss.HALF_MEAN)
    small, large = (
        train(network, POINTS, size * np.cos(POINTS), descent, steps=100) for size in (1, 100)
    )
    assert small.outcome is Outcome.EXHAUSTED
    assert large.outcome is Outcome.DIVERGED, f"errors {large.errors[:, 0]}"
    assert large.steps < 100
    assert not large.errors[-1, 0] <= 1e5 * large.errors[0, 0]


def test_regions_converge_when_linearised_descent_says() -> None:
    """The sample, width, step size of figure 7, sin(5 x): densities 1 : 2 : 4, sparse comes last.

    Weights have tau = 1.  With the figure's tau = 0.2 descent is far from linear at this width: see
    :func:`test_small_weights_leave_the_linear_regime`.
    """
    points, regions, network, descent = figure_7(weight_scale=1.0)
    targets, rule = np.sin(5 * points), StoppingRule(0.02)
    settings: dict[str, Any] = {"steps": 1000, "record": 1000, "regions": regions, "rule": rule}
    training = train(network, points, targets, descent, **settings)
    assert training.outcome is Outcome.CONVERGED
    gram = limit_gram(network, points)
    linear = LinearDescent.of(gram, network(points) - targets, descent).residuals(range(1000))
    errors = np.stack([(linear[:, j == regions] ** 2).mean(axis=1) for j in range(3)], axis=1)
    expected = [first for first, _ in looked_up(errors, rule.threshold)]
    assert training.staying[0] == max(step or 0 for step in training.staying)
    assert training.staying == pytest.approx(expected, rel=0.2), f"linearised: {expected}"


def test_small_weights_leave_the_linear_regime() -> None:
    """With tau = 0.2 the network of width 4000 is several times later than its linearisation."""
    points, _, network, descent = figure_7(weight_scale=0.2)
    targets = np.sin(5 * points)
    error = train(network, points, targets, descent, steps=400, record=400).errors[-1, 0]
    start = network(points) - targets
    linear = LinearDescent.of(limit_gram(network, points), start, descent).residuals([400])
    assert error > 10 * np.mean(linear**2), f"error {error}, linearised {np.mean(linear**2)}"


def figure_7(weight_scale: float) -> tuple[Floats, Indices, Network, Descent]:
    """n = 734 quantile points of 1 : 2 : 4 with their regions, m = 4000, eta = 0.004, loss (4)."""
    points = quantile_points(FIGURE_7, 734)
    network = Network.drawn(4000, seed=2, weight_scale=weight_scale)
    return points, regions_of(FIGURE_7, points), network, network.descent(sp.Rational(1, 250), 734)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": -1}, "steps -1"),
        ({"record": 0}, "record 0"),
        ({"batch_size": 121}, "batch_size 121"),
        ({"regions": np.zeros(3, dtype=int)}, "regions of shape"),
        ({"regions": np.full(120, 2)}, "without a gap"),
        ({"regions": np.zeros(120)}, "integers"),
        ({"descent": Descent(1, 7)}, "7 samples"),
        ({"targets": np.full(120, np.nan)}, "targets of shape"),
        ({"points": np.full(120, np.nan)}, "points of shape"),
    ],
)
def test_bad_input(change: dict[str, Any], message: str) -> None:
    settings: dict[str, Any] = {
        "points": POINTS,
        "targets": TARGETS,
        "descent": Descent(1, 120, Loss.HALF_MEAN),
        "steps": 3,
    }
    with pytest.raises(InputError, match=message):
        train(Network.drawn(5, 0), **{**settings, **change})


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan"), float("inf")])
def test_bad_threshold(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        StoppingRule(threshold)
