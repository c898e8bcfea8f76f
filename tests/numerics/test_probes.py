"""Deep networks layer by layer: slopes, scalings, changes of the weights, descent, fitted powers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.deep_networks.descent import course, descended, linearisation_error
from freqbias.numerics.deep_networks.perturbations import (
    backward_change,
    output_change,
    steered,
    switched,
    turned_on,
)
from freqbias.numerics.deep_networks.probes import Probe
from freqbias.numerics.power_law import PowerLaw
from freqbias.theory.errors import InputError

_X = np.array([[1.0, 0.0], [0.6, 0.8], [-0.8, 0.6]])
_Y = np.array([1.0, -1.0, 0.5])
_networks = st.builds(
    Probe.drawn, st.integers(4, 24), st.integers(1, 4), st.integers(0, 10**6), tau=st.floats(0.1, 2)
)


@given(_networks)
@settings(max_examples=20, deadline=None)
def test_kernel_is_made_of_gradients(probe: Probe) -> None:
    rows = []
    for i in range(3):
        slopes = probe(_X[i : i + 1]).gradient(np.ones(1))
        rows.append(np.concatenate([slope.ravel() for slope in slopes]))
    direct = np.array(rows) @ np.array(rows).T
    np.testing.assert_allclose(probe(_X).kernel, direct, rtol=1e-9, atol=1e-12)


@given(_networks, st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_gradients_are_slopes_of_the_outputs(probe: Probe, seed: int) -> None:
    random = np.random.default_rng(seed)
    along = [random.standard_normal(w.shape) for w in probe.inner]
    step = 1e-7
    ahead, behind = (probe.moved(s * step * a for a in along)(_X) for s in (1, -1))
    if any((p != q).any() for p, q in zip(ahead.active, behind.active, strict=True)):
        return  # a kink in between
    slopes = probe(_X).gradient(_Y)
    exact = sum(float(np.sum(s * a)) for s, a in zip(slopes, along, strict=True))
    measured = (ahead.outputs - behind.outputs) @ _Y / (2 * step)
    assert measured == pytest.approx(exact, rel=1e-4, abs=1e-5)


@given(st.integers(4, 24), st.integers(1, 4), st.integers(0, 10**6), st.floats(0.05, 1))
@settings(max_examples=20, deadline=None)
def test_powers_of_tau(width: int, depth: int, seed: int, tau: float) -> None:
    """Descent with tau is that of tau = 1 with targets y/tau and step size eta tau^2."""
    thin, unit = Probe.drawn(width, depth, seed, tau=tau), Probe.drawn(width, depth, seed)
    np.testing.assert_allclose(thin(_X).kernel, tau**2 * unit(_X).kernel, rtol=1e-10, atol=1e-14)
    eta = 1e-3
    passes = zip(
        descended(thin, _X, _Y, eta / tau**2), descended(unit, _X, _Y / tau, eta), strict=False
    )
    for _, (a, b) in zip(range(4), passes, strict=False):
        for ours, theirs in zip(a.probe.inner, b.probe.inner, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


@given(_networks, st.integers(0, 10**6), st.floats(1e-3, 0.5))
@settings(max_examples=20, deadline=None)
def test_the_sum_of_lemma_5(probe: Probe, seed: int, size: float) -> None:
    """h(t+1) - h(t) is the sum over layers, with diagonals D + D'' and D'' in [-1, 1]."""
    random = np.random.default_rng(seed)
    changes = [size * random.standard_normal(w.shape) / np.sqrt(len(w)) for w in probe.inner]
    before, after = probe(_X[:1]), probe.moved(changes)(_X[:1])
    total = np.zeros(probe.last.size)
    layers = zip(probe.inner, changes, strict=True)
    for layer, (weights, change) in enumerate(layers):
        z = weights @ before.hidden[layer][0]
        moved = (weights + change) @ after.hidden[layer][0]
        rise = np.maximum(moved, 0) - np.maximum(z, 0)
        diagonal = np.divide(rise, moved - z, out=(z >= 0).astype(float), where=moved != z)
        extra = diagonal - before.active[layer][0]
        assert np.all(np.abs(extra) <= 1 + 1e-9)
        switched_off = (moved >= 0) == (z >= 0)
        np.testing.assert_allclose(extra[switched_off], 0, atol=1e-6)
        total = diagonal * (weights @ total + change @ after.hidden[layer][0])
    np.testing.assert_allclose(total, after.hidden[-1][0] - before.hidden[-1][0], atol=1e-10)


@given(_networks, st.floats(1e-4, 0.3))
@settings(max_examples=20, deadline=None)
def test_changes_have_the_norm_they_are_said_to_have(probe: Probe, omega: float) -> None:
    seen = probe(_X)
    for found in (steered(seen, probe.last, len(probe.inner), omega), turned_on(seen, omega)):
        for after, before in zip(found.inner, probe.inner, strict=True):
            norm = np.linalg.norm(after - before, 2)
            assert norm <= omega * (1 + 1e-6), f"{norm} > {omega}"


@pytest.mark.parametrize("seed", range(3))
def test_what_turned_on_does_is_what_lemma_14_cannot_allow(seed: int) -> None:
    """For orthonormal inputs no unit goes off, and H moves by more than the proof promises."""
    n, width, omega = 4, 2000, 0.02
    seen = Probe.drawn(width, 1, seed, inputs=n)(np.eye(n))
    moved = turned_on(seen, omega)(np.eye(n))
    assert np.all(moved.active[0] >= seen.active[0])
    change = np.linalg.norm(moved.kernel - seen.kernel, 2)
    assert change > width * n ** (2 / 3) * omega ** (2 / 3) / 1680


def test_steering_is_better_than_chance() -> None:
    probe, omega = Probe.drawn(128, 2, seed=5), 0.01
    random = np.random.default_rng(0)
    noise = [random.standard_normal(w.shape) for w in probe.inner]
    moved = probe.moved(omega * a / np.linalg.norm(a, 2) for a in noise)
    apart = np.linalg.norm(moved(_X).hidden[-1][0] - probe(_X).hidden[-1][0]) / omega
    assert output_change(probe, _X, omega, seed=0)[0] > 3 * apart
    flips = np.sum(moved(_X).active[-1][0] != probe(_X).active[-1][0])
    assert switched(probe, _X, omega) > flips


def test_the_backward_product_keeps_its_mean_square() -> None:
    """E norm(B D_L W_L ... D_1 W_1)^2 = tau^2 m, exactly at every width."""
    draws = [Probe.drawn(30, 3, seed, tau=0.5) for seed in range(3000)]
    squares = [np.sum((p(_X[:1]).sensitivities[0][0] @ p.inner[0]) ** 2) for p in draws]
    error = np.std(squares) / np.sqrt(len(squares))
    assert abs(np.mean(squares) - 0.25 * 30) < 4 * error


def test_raising_a_share_of_the_units_makes_the_product_explode() -> None:
    """Lemma 7 beyond its range: one unit in a hundred, raised by 3, in each of many layers."""
    norms = [backward_change(Probe.drawn(300, depth, 1), _X, 0.0, entries=3) for depth in (10, 60)]
    rate = np.log(norms[1] / norms[0]) / 50
    assert rate > np.log(1.12) / 2, f"{rate} a layer is less than the proof promises"


def test_the_error_of_linearisation_vanishes_with_the_step() -> None:
    probe = Probe.drawn(64, 2, seed=3)
    errors = [linearisation_error(probe, _X, _Y, eta, 3) for eta in (1e-3, 1e-4, 1e-6)]
    assert errors[0] > errors[1] > errors[2]


def test_a_descent_that_does_not_arrive_says_so() -> None:
    with pytest.raises(InputError, match="after 5 steps"):
        course(Probe.drawn(16, 1, seed=0), _X, _Y, 1e-9, 0.01, 5)


@given(st.floats(-3, 3), st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_fitted_powers_are_found(exponent: float, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.1, (4, 20))
    sizes = [10.0, 20.0, 40.0, 80.0]
    values = np.array(sizes)[:, None] ** exponent * np.exp(noise)
    law = PowerLaw.fitted(sizes, values, 0.999999)
    assert law.interval[0] < exponent < law.interval[1], f"{law} misses {exponent}"


@pytest.mark.parametrize(
    ("parameters", "values", "said"),
    [
        ([1, 2], np.ones((3, 2)), "no row for each"),
        ([1, 1], np.ones((2, 2)), "too few"),
        ([1, 2], np.zeros((2, 2)), "not positive"),
    ],
)
def test_what_has_no_power_is_refused(parameters: list[int], values: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        PowerLaw.fitted(parameters, values)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="inputs of shape"):
        Probe.drawn(4, 1, 0)(np.ones((2, 3)))
