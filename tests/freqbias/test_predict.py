"""Prediction from data: what must not matter does not, and two routes agree."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freqbias.numerics import densities
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.samples import Unit
from freqbias.prediction import Prediction, Training, predict
from freqbias.prediction.waves import Waves
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.descent import Loss, Parameterisation
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer, first_layer_bias

_ARRIVALS = Path(__file__).parents[2] / "examples" / "arrivals.csv"
_THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_few = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
_seeds = st.integers(0, 2**32 - 1)


def _degrees(seed: int, rows: int = 400) -> Floats:
    """Middles of degrees from three random steps."""
    random = np.random.default_rng(seed)
    weights = np.repeat(random.gamma(1.0, size=6) + 0.05, 60)
    degrees = random.choice(360, size=rows, p=weights / weights.sum())
    return np.asarray(degrees + 0.5, dtype=float)


def _predicted(folder: Path, angles: Floats, **options: Any) -> Prediction:
    path = folder / "angles.csv"
    path.write_text("angle\n" + "\n".join(f"{angle:.17g}" for angle in angles))
    fixed: dict[str, Any] = {"unit": Unit.DEGREES, "regions": 6, "frequencies": [1, 4], "draws": 0}
    return predict(path, **{**fixed, **options})


def _close(found: Floats, expected: Floats, what: str, tolerance: float = 1e-9) -> None:
    same = np.allclose(found, expected, rtol=tolerance, atol=0, equal_nan=True)
    assert same, f"{what}:\n{found}\nand not\n{expected}"


@_few
@given(_seeds, st.integers(1, 5))
def test_turning_the_data_turns_the_answer(tmp_path: Path, seed: int, shift: int) -> None:
    still = _predicted(tmp_path, _degrees(seed))
    moved = _predicted(tmp_path, _degrees(seed) + 60 * shift)
    _close(np.roll(still.times, shift, axis=0), moved.times, f"turned by {shift} bins of 6")


@_few
@given(_seeds)
def test_order_and_repetition_of_rows_do_not_matter(tmp_path: Path, seed: int) -> None:
    """Repetition only for a fixed number of regions: more data show more of them."""
    angles = _degrees(seed)
    once = _predicted(tmp_path, angles).times
    shuffled = np.random.default_rng(seed).permutation(angles)
    _close(_predicted(tmp_path, shuffled).times, once, "shuffled")
    _close(_predicted(tmp_path, np.repeat(angles, 2)).times, once, "every row twice")


@_few
@given(_seeds, st.sampled_from(list(Unit)))
def test_the_unit_does_not_matter(tmp_path: Path, seed: int, unit: Unit) -> None:
    angles = _degrees(seed)
    once = _predicted(tmp_path, angles).times
    _close(_predicted(tmp_path, angles / 360 * unit.turn, unit=unit).times, once, unit.value)


def test_points_are_their_directions(tmp_path: Path) -> None:
    radians = np.radians(_degrees(0))
    path = tmp_path / "points.csv"
    lengths = np.random.default_rng(0).uniform(0.1, 9, radians.size)
    points = np.column_stack([lengths * np.cos(radians), lengths * np.sin(radians)])
    lines = [f"{x!r},{y!r}" for x, y in [*points.tolist(), (0.0, 0.0), (float("nan"), 1.0)]]
    path.write_text("x,y\n" + "\n".join(lines))
    found = predict(path, column="x,y", regions=6, frequencies=[1, 4], draws=0)
    _close(found.times, _predicted(tmp_path, _degrees(0)).times, "from x, y")
    assert (found.data.rows, found.data.at_origin, found.data.missing) == (402, 1, 1)


@_few
@given(piecewise_constant_densities(max_pieces=4, max_ratio=50, gaps=True))
def test_times_fall_as_the_tolerance_grows(density: PiecewiseConstant) -> None:
    waves = Waves(Flow.of(density, first_layer_bias, 6), (1, 3, 6))
    times = [waves.times(tolerance) for tolerance in (0.3, 0.03, 0.003)]
    present = np.isfinite(times[0])
    assert present.any()
    assert (times[0][present] <= times[1][present]).all(), f"{density}: {times}"
    assert (times[1][present] <= times[2][present]).all(), f"{density}: {times}"


@_few
@given(st.integers(2, 30), st.integers(6, 12))
def test_the_denser_region_is_not_slower(ratio: int, frequency: int) -> None:
    """Two halves 1:ratio.  What the slow half leaks, some 0.05/k of its error, delays the dense one by
    less than half of its time at tolerance 0.01."""
    density = PiecewiseConstant((-1, 0, 1), (1, ratio))
    waves = Waves(Flow.of(density, first_layer_bias, frequency), (frequency,))
    slow, fast = waves.times(0.01)[:, 0]
    assert fast < slow, f"1:{ratio} at k = {frequency}: dense {fast}, sparse {slow}"
    law = np.log(100) * np.pi * frequency**2 / (2 * float(density.maximum))
    assert fast < 1.5 * law, f"1:{ratio} at k = {frequency}: {fast}, local law {law}"


@given(st.integers(1, 12), st.floats(1e-6, 0.9))
@settings(max_examples=8)
def test_the_uniform_density_has_its_closed_time(frequency: int, tolerance: float) -> None:
    """Error e^{-2 lambda t} with lambda = khat_k/(2 pi)."""
    waves = Waves(Flow.of(uniform(), first_layer_bias, 12), (frequency,))
    expected = np.pi * np.log(1 / tolerance) / float(first_layer_bias.fourier()(frequency))
    assert waves.times(tolerance)[0, 0] == pytest.approx(expected, rel=1e-9)


def test_times_are_those_of_a_gram_matrix() -> None:
    """Another route: 1600 quantile points, H/n, both phases, the first time below on a fine grid."""
    points = densities.quantile_points(_THIRDS, 1600)
    values, vectors = np.linalg.eigh(gram_matrix(first_layer_bias, points) / 1600)
    waves = Waves(Flow.of(_THIRDS, first_layer_bias, 7), (2, 7))
    times = waves.times(0.05)
    region = np.searchsorted(np.array([-np.pi / 3, np.pi / 3]), points)
    for i, k in enumerate(waves.frequencies):
        phases = np.column_stack([np.sin(k * points), np.cos(k * points)])
        inside = vectors.T @ phases
        for j in range(3):
            moved = vectors @ (np.exp(-values[:, None] * times[j, i]) * inside)
            error = (moved[region == j] ** 2).sum() / (phases[region == j] ** 2).sum()
            assert error == pytest.approx(0.05, rel=0.02), f"region {j}, k = {k}: error {error}"


def test_errors_at_the_times_are_the_tolerance() -> None:
    waves = Waves(Flow.of(_THIRDS, first_layer_bias, 9), (1, 4, 9))
    times = waves.times(0.01)
    for j, i in np.ndindex(times.shape):
        assert waves.errors(float(times[j, i]))[j, i] == pytest.approx(0.01, rel=1e-8)


def test_gaps_have_no_times_and_what_is_never_learned_no_end() -> None:
    """Without a bias odd frequencies above 1 are not learned (uniform density)."""
    gap = PiecewiseConstant.from_text("-1, 0, 1/2, 1", "1, 0, 3")
    times = Waves(Flow.of(gap, first_layer_bias, 3), (1, 3)).times(0.01)
    assert np.isnan(times[1]).all()
    assert np.isfinite(times[[0, 2]]).all()
    never = Waves(Flow.of(uniform(), first_layer, 4), (2, 3, 4)).times(0.01)[0]
    assert np.isfinite(never[[0, 2]]).all()
    assert np.isinf(never[1])


def test_steps_end_when_the_error_first_is_below(tmp_path: Path) -> None:
    """Whole steps of descent: one step earlier the error is above the tolerance."""
    training = {"step_size": sp.Rational(1, 100)}
    found = _predicted(tmp_path, _degrees(3), training=training)
    steps = found.steps(found.times)
    assert np.allclose(steps, np.round(steps), atol=1e-6)
    step = found.training.time_per_step if found.training else 0.0
    for j, i in np.argwhere(np.isfinite(found.times)):
        time = found.times[j, i]
        now, before = (found.waves.errors(t)[j, i] for t in (time, time - step))
        assert now <= 0.01 < before, f"region {j}, wave {i}: {before} then {now}"


def test_small_steps_follow_the_flow(tmp_path: Path) -> None:
    flow = _predicted(tmp_path, _degrees(3))
    training = {"step_size": sp.Rational(1, 10**5), "loss": Loss.MEAN}
    steps = _predicted(tmp_path, _degrees(3), training=training)
    _close(steps.times, flow.times, "small steps against the flow", 1e-4)


@pytest.mark.parametrize(
    ("options", "time"),
    [
        ({}, 1),
        ({"loss": Loss.SUM}, 2),
        ({"loss": Loss.HALF_MEAN}, sp.Rational(1, 1000)),
        ({"batch": 100}, sp.Rational(1, 10)),
        ({"batch": 100, "loss": Loss.MEAN}, sp.Rational(1, 500)),
        ({"parameterisation": Parameterisation.STANDARD, "width": 50}, 50),
    ],
)
def test_a_step_is_what_its_formula_says(options: dict[str, Any], time: Any) -> None:
    """eta 2 c n m s^2, n being what one step sees."""
    training = Training(sp.Rational(1, 1000), 1000, **options)
    assert training.descent.time_per_step == time
    assert training.steps_per_epoch == 1000 // options.get("batch", 1000)


def test_an_unstable_rate_is_refused_and_the_one_below_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the largest stable one is") as caught:
        _predicted(tmp_path, _degrees(1), training={"step_size": sp.Integer(7)})
    largest = float(str(caught.value).split()[-1])
    stable = sp.Rational(largest * 0.999)
    assert np.isfinite(
        _predicted(tmp_path, _degrees(1), training={"step_size": stable}).times
    ).any()


def test_what_is_learned_by_a_time(tmp_path: Path) -> None:
    found = _predicted(tmp_path, _degrees(5), frequencies=[1, 2, 3, 4])
    highest, shares = found.learned(500.0)
    for j in np.flatnonzero(found.binning.counts):
        done = found.times[j] <= 500
        first_undone = next((i for i, learned in enumerate(done) if not learned), done.size)
        assert highest[j] == (0, *found.frequencies)[first_undone]
        assert ((shares[j] >= 0.99) == done).all()


@pytest.mark.parametrize("rate", [sp.Rational(1, 100), sp.Integer(3)])
def test_intervals_of_descent_are_whole_steps_or_none(tmp_path: Path, rate: sp.Rational) -> None:
    """Up to half of 1/lambda_max a step follows gradient flow, whose widths are taken."""
    training = {"step_size": rate, "loss": Loss.HALF_MEAN}
    found = _predicted(tmp_path, _degrees(3), draws=50, training=training)
    assert found.training is not None
    length = found.training.time_per_step * found.waves.flow.eigenvalues[0]
    if length > 0.5:
        assert found.interval is None
        assert f"a step is {length:.3g}/lambda_max" in str(found.without_interval)
        return
    assert found.without_interval is None
    assert found.interval is not None
    low, high = (found.steps(bound) for bound in (found.interval.low, found.interval.high))
    assert np.allclose(low, np.round(low))
    assert np.allclose(high, np.round(high))
    flow = _predicted(tmp_path, _degrees(3), draws=50).interval
    assert flow is not None
    assert np.allclose(found.interval.low, flow.low, rtol=0.01, atol=0.02, equal_nan=True)


def test_arrivals_at_an_intensive_care_unit() -> None:
    """254 patients (Fisher 1993, B1): early morning is sparse, and learned three times later."""
    found = predict(_ARRIVALS, unit=Unit.HOURS, frequencies=[10])
    assert (found.data.rows, found.data.missing) == (254, 0)
    assert found.binning.bins == 12
    assert found.binning.edges == (0, 2, 5)
    assert found.binning.counts == (31, 18, 205)
    night, morning, day = found.times[:, 0]
    assert 3 < morning / day < 5.5, f"{night}, {morning}, {day}"
    assert day < night < morning
