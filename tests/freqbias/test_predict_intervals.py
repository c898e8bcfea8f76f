"""Sensitivities and bootstrap against whole recomputations; a target told from noise."""

import numpy as np
import pytest
from hypothesis import given, settings

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow
from freqbias.numerics.histogram import CELLS, Histogram
from freqbias.prediction.fit import Fit
from freqbias.prediction.intervals import bootstrap, sensitivities
from freqbias.prediction.waves import Waves
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias


def _waves(counts: Floats) -> Waves:
    """Counts on arcs of 3, 3, 4 and 2 twelfths of a turn."""
    weights = np.array(counts) * [4, 4, 3, 6]
    density = PiecewiseConstant.from_text("-1, -1/2, 0, 2/3, 1", ",".join(map(str, weights)))
    return Waves(Flow.of(density, first_layer_bias, 8), (1, 3, 8))


@settings(max_examples=6)
@given(piecewise_constant_densities(min_pieces=2, max_pieces=4, max_ratio=30, gaps=True))
def test_sensitivities_sum_to_minus_one(density: PiecewiseConstant) -> None:
    """A density c times as high learns c times as fast, exactly."""
    waves = Waves(Flow.of(density, first_layer_bias, 5), (1, 5))
    sums = sensitivities(waves, waves.times(0.01)).sum(axis=2)
    present = np.array([region.value != 0 for region in density.regions])
    assert sums[present] == pytest.approx(-1, abs=1e-6), f"{density}: {sums}"


@pytest.mark.parametrize("region", range(4))
def test_sensitivities_are_derivatives(region: int) -> None:
    counts = np.array([300_000, 60_000, 700_000, 20_000])
    waves = _waves(counts)
    slopes = sensitivities(waves, waves.times(0.01))
    logs, shares = [], []
    for sign in (1, -1):
        moved = counts.copy()
        moved[region] += sign * counts[region] // 200
        logs.append(np.log(_waves(moved).times(0.01)))
        shares.append(np.log(moved / moved.sum()))
    found, expected = slopes @ (shares[0] - shares[1]), logs[0] - logs[1]
    assert np.abs(found - expected).max() < 2e-4, f"first order {found}, recomputed {expected}"


def test_leakage_is_what_stands_off_the_diagonal() -> None:
    """High frequencies obey the local law more closely than low ones."""
    waves = _waves(np.array([300, 60, 700, 20]))
    off = np.abs(sensitivities(waves, waves.times(0.1)) + np.eye(4)[:, None]).max(axis=(0, 2))
    assert off[2] < off[0], f"at k = 1, 3, 8: {off}"


def test_bootstrap_agrees_with_full_recomputation() -> None:
    """40 resamplings of 600 rows, each with its own spectrum: bounds within a tenth of the width."""
    counts = np.array([160, 60, 300, 80])
    waves = _waves(counts)
    times = waves.times(0.01)
    interval = bootstrap(times, sensitivities(waves, times), counts, 40, seed=5)
    drawn = np.random.default_rng(5).multinomial(600, counts / 600, size=40)
    full = np.percentile([_waves(draw).times(0.01) for draw in drawn], (2.5, 97.5), axis=0)
    width = full[1] - full[0]
    misses = np.abs(np.array([interval.low, interval.high]) - full) / width
    assert misses.max() < 0.1, f"misses in widths\n{misses}"


def test_bootstrap_is_seeded_and_shrinks() -> None:
    counts = np.array([160, 60, 300, 80])
    waves = _waves(counts)
    times = waves.times(0.01)
    slopes = sensitivities(waves, times)
    one, same, other = (bootstrap(times, slopes, counts, 200, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.low, same.low)
    assert np.array_equal(one.high, same.high)
    assert not np.array_equal(one.low, other.low)
    many = bootstrap(times, slopes, 100 * counts, 200, seed=1)
    ratio = np.log(one.high / one.low) / np.log(many.high / many.low)
    assert ((ratio > 7) & (ratio < 14)).all(), f"ten times narrower: {ratio}"
    assert ((one.low < times) & (times < one.high)).all()


def test_bootstrap_of_regions_that_a_draw_may_miss() -> None:
    counts = np.array([160, 1, 300, 80])
    waves = _waves(counts)
    times = waves.times(0.01)
    interval = bootstrap(times, sensitivities(waves, times), counts, 200, seed=0)
    assert np.isfinite(interval.high).all()


def _histogram(rows: int, noise: float, seed: int) -> Histogram:
    random = np.random.default_rng(seed)
    region = random.choice(4, size=rows, p=[0.4, 0.1, 0.4, 0.1])
    left, length = np.array([-1, -0.5, 0, 2 / 3]), np.array([0.5, 0.5, 2 / 3, 1 / 3])
    x = np.pi * (left[region] + length[region] * random.random(rows))
    histogram = Histogram()
    histogram.add(x / (2 * np.pi), np.sin(2 * x) + noise * random.standard_normal(rows))
    return histogram


def _fit(rows: int, noise: float, seed: int = 0) -> Fit:
    return Fit.of(_waves(np.array([40, 10, 40, 10])).flow, _histogram(rows, noise, seed))


def test_a_target_is_told_from_noise() -> None:
    """sin(2x) plus noise of variance 1/4: its energy, its shape, and what it is learned by."""
    fit = _fit(40_000, 0.5)
    truth = fit.flow.waves([2])
    energy = float((truth**2).sum())
    assert fit.signal == pytest.approx(energy, rel=0.03)
    assert fit.noise == pytest.approx(0.25, rel=0.1)
    distance = float(((fit.target - truth) ** 2).sum()) / energy
    assert distance < 0.01, f"squared distance to sin(2x) {distance}"
    close = np.abs(fit.learned(100.0) - (1 - fit.flow.errors(truth, np.asarray(100.0))[:, 0]))
    assert close.max() < 0.05, f"{close}"


def test_standard_errors_are_the_spread_over_samples() -> None:
    """Of modes that are clear in all of 40 samples, of which noise is a small part."""
    flow = _waves(np.array([40, 10, 40, 10])).flow
    fits = [Fit.of(flow, _histogram(3000, 0.1, seed)) for seed in range(40)]
    errors = np.array([fit.errors for fit in fits])
    always = (errors > 0).all(axis=0)
    found = np.array([(flow.vectors.T @ fit.target)[always, 0] for fit in fits]).std(axis=0)
    ratio = np.sqrt((found**2).sum() / (errors[:, always].mean(axis=0) ** 2).sum())
    assert always.sum() >= 2
    assert 0.85 < ratio < 1.15, f"spread {found}, standard errors {errors[:, always].mean(axis=0)}"


@pytest.mark.parametrize("seed", range(3))
def test_noise_alone_has_hardly_a_clear_mode(seed: int) -> None:
    random = np.random.default_rng(seed)
    histogram = Histogram()
    turns = _histogram(5000, 0.0, seed).counts.nonzero()[0] / CELLS
    histogram.add(turns, random.standard_normal(turns.size))
    fit = Fit.of(_waves(np.array([40, 10, 40, 10])).flow, histogram)
    assert fit.modes <= 3
    assert fit.signal < 0.02
    assert fit.noise == pytest.approx(fit.mean_square, rel=0.03)


def test_more_rows_show_more() -> None:
    few, many = _fit(500, 0.5), _fit(200_000, 0.5)
    assert many.modes > few.modes
    assert (many.levels(1e-3) <= 0.05).all()


def test_a_target_of_zeros_is_refused() -> None:
    histogram = Histogram()
    histogram.add(np.array([0.1, 0.7]), np.zeros(2))
    with pytest.raises(InputError, match="the target is 0 in every row"):
        Fit.of(_waves(np.array([1, 1, 1, 1])).flow, histogram)
