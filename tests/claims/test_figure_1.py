"""Figure 1: what is measured, on shares that are known; the check, with networks that are small."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from freqbias.claims import records
from freqbias.claims.basri2020.section_4 import figure_1
from freqbias.claims.basri2020.section_4.figure_1 import CLAIMS, HALVES, Protocol
from freqbias.claims.basri2020.section_4.intervals import (
    Between,
    median_interval,
    prediction_interval,
)
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, Verdict
from freqbias.numerics.deep_networks import DeepNetwork, Training, settled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.theory.densities import Density, uniform
from freqbias.theory.descent import Loss, Parameterisation
from freqbias.theory.kernels import deep

_BY_NAME: dict[str, Claim] = {c.id.removeprefix("basri2020.fig1"): c for c in CLAIMS}
_RECORDS = 121
_Times = Callable[[Density, int], tuple[tuple[float, float], ...]]


def _decaying(times: tuple[tuple[float, float], ...]) -> Floats:
    """Shares that fall by straight lines and are 1/10 at the times, shape (records, 2, 2)."""
    return np.asarray(1.0 - 0.9 * np.arange(_RECORDS)[:, None, None] / np.array(times))


def _verdict(monkeypatch: pytest.MonkeyPatch, name: str, times: _Times) -> Verdict:
    """On runs that learn at the times given by density and seed: low, high; halves."""
    monkeypatch.setattr(
        figure_1, "_shares", lambda protocol, density, seed: _decaying(times(density, seed % 100))
    )
    return records.examine(_BY_NAME[name], {})


def _like_the_paper(density: Density, seed: int) -> tuple[tuple[float, float], ...]:
    if density.is_uniform:
        return (1.5, 1.5), (90 + seed, 95 - seed)
    return (38.0 + seed, 2), (98, 38 - seed)


def _without_effect(density: Density, seed: int) -> tuple[tuple[float, float], ...]:
    return (2, 2 + seed % 2), (80 + seed, 90 - seed)


def _high_first(density: Density, seed: int) -> tuple[tuple[float, float], ...]:
    return (90, 80 + seed), (20 + seed, 30)


@pytest.mark.parametrize("name", ["", ".density", ".epochs", ".uniform"])
def test_runs_like_the_paper_s_support_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    verdict = _verdict(monkeypatch, name, _like_the_paper)
    assert verdict.status is Status.SUPPORTED, verdict
    assert verdict.rejected == len(verdict.controls) >= 3, dict(verdict.controls)


def _scattered(density: Density, seed: int) -> tuple[tuple[float, float], ...]:
    return ((1.0, 110.0)[seed % 2], 2), (90, 90)


@pytest.mark.parametrize("name", ["", ".density", ".epochs"])
def test_without_an_effect_of_the_density_nothing_is_supported(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    verdict = _verdict(monkeypatch, name, _without_effect)
    assert verdict.status in (Status.UNDECIDED, Status.CONTRADICTED), verdict


@pytest.mark.parametrize("name", ["", ".density", ".epochs"])
def test_where_the_alternative_is_not_excluded_nothing_is_decided(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    verdict = _verdict(monkeypatch, name, _scattered)
    assert verdict.status is Status.UNDECIDED, verdict
    assert "alternative" in verdict.ruling.reason, verdict


def test_the_high_frequency_first_contradicts_the_uniform_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        figure_1, "_shares", lambda _, d, seed: _decaying(_high_first(d, seed % 100))
    )
    claim = _BY_NAME[".uniform"]
    assert claim.check(Context(), claim.statement).finding is Finding.FAILS


@pytest.mark.parametrize("name", _BY_NAME)
def test_what_is_never_learned_decides_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    verdict = _verdict(monkeypatch, name, lambda *_: ((1e9, 1e9),) * 2)
    assert verdict.status is Status.UNDECIDED, verdict
    assert "not everything is learned within" in verdict.ruling.reason


@pytest.mark.parametrize("name", _BY_NAME)
def test_without_jax_it_is_undecided(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    verdict = records.examine(_BY_NAME[name], {})
    assert verdict.status is Status.UNDECIDED, verdict
    assert 'pip install "freqbias[networks]"' in verdict.ruling.reason


@pytest.mark.parametrize("name", _BY_NAME)
def test_claims_are_well_formed(name: str) -> None:
    claim = _BY_NAME[name]
    assert len(claim.controls) >= 3
    assert len({str(c.statement) for c in claim.controls} | {str(claim.statement)}) > 3


_INTERVALS = {median_interval: 0, prediction_interval: 1}  # with the variance of one more value


@pytest.mark.parametrize(("interval", "more"), _INTERVALS.items())
@given(
    values=st.lists(st.floats(0.1, 100), min_size=2, max_size=9).filter(
        lambda v: max(v) > 1.01 * min(v)
    ),
    logarithms=st.booleans(),
)
def test_intervals_are_student_s(
    interval: Callable[..., tuple[float, float]], more: int, values: list[float], logarithms: bool
) -> None:
    """The end is where Student's statistic is at its quantile."""
    scale = np.log if logarithms else np.asarray
    low, high = (float(scale(e)) for e in interval(values, logarithms=logarithms))
    x = np.asarray(scale(values))
    deviation = float(np.sqrt(((x - x.mean()) ** 2).sum() / (x.size - 1)))
    statistic = (high - x.mean()) / (deviation * np.sqrt(more + 1 / x.size))
    assert abs(2 * student.sf(statistic, x.size - 1) - 0.01) < 1e-6
    assert abs(low + high - 2 * x.mean()) < 1e-6 * (1 + abs(high))


@pytest.mark.parametrize(("interval", "more"), _INTERVALS.items())
def test_what_they_are_for_lies_inside_99_times_of_100(
    interval: Callable[..., tuple[float, float]], more: int
) -> None:
    random, hits, trials = np.random.default_rng(0), 0, 4000
    for values in 3 + random.standard_normal((trials, 5)):
        low, high = interval(np.exp(values[:4]), logarithms=True)
        hits += low <= np.exp(values[4] if more else 3) <= high
    expected, error = 0.99 * trials, np.sqrt(0.99 * 0.01 * trials)
    assert abs(hits - expected) < 4.42 * error, f"{hits} of {trials}"


def test_runs_far_from_the_print_contradict_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not they are far from the alternative as well."""
    for low in (2.0, 12.0):

        def times(density: Density, seed: int, low: float = low) -> Any:
            return (low + seed % 3, 2), (95, 80 + seed)

        verdict = _verdict(monkeypatch, "", times)
        assert verdict.status is Status.CONTRADICTED, f"{low} epochs: {verdict}"


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_settled_is_the_first_record_after_the_last_error_above(
    errors: list[float], threshold: float
) -> None:
    time = float(settled(errors, threshold))
    first = next((k for k in range(len(errors)) if max(errors[k:]) <= threshold), float("inf"))
    assert time == first, f"{errors}, {threshold}: {time}, not {first}"


@given(st.fractions(-5, 5), st.fractions(0, 3), st.floats(-9, 9), st.floats(0, 3))
def test_ranges_meet_intervals_that_have_a_point_in_common(
    low: Fraction, length: Fraction, start: float, reach: float
) -> None:
    meets = Between(low, low + length).meets(start, start + reach)
    apart = start > low + length or start + reach < low
    assert meets is not apart
    assert Between(None, None).meets(start, start + reach)


@pytest.mark.parametrize(
    ("density", "loss", "printed"),
    [
        (uniform(), Loss.HALF, 5.14),
        (HALVES, Loss.HALF, 6.07),
        (uniform(), Loss.MEAN, 0.103),
        (HALVES, Loss.MEAN, 0.121),
    ],
)
def test_the_losses_are_told_apart_by_linear_stability(
    density: Density, loss: Loss, printed: float
) -> None:
    """``eta 2 c B gain lambda_0`` against 2: the figures that the module states."""
    protocol = Protocol()
    largest = galerkin_spectrum(deep(10), density, 200).eigenvalues[0]
    gain = protocol.network.kernel_gain * float(loss.curvature(100))
    assert protocol.training.step_size * gain * largest == pytest.approx(printed, rel=0.005)


@pytest.mark.slow
def test_a_small_network_learns_the_low_frequency_first() -> None:
    """Through the whole check, training included."""
    pytest.importorskip("jax")
    network = DeepNetwork(3, 64, Parameterisation.STANDARD, deviation=0.2)
    training = Training(0.02, epochs=120, loss=Loss.MEAN, batch=50)
    small = Protocol(network, training, samples=500)
    shares = figure_1._shares(small, HALVES, 0)
    assert shares.shape == (121, 2, 2)
    low, high = shares[-1, 0], shares[-1, 1]
    assert (low < 0.5 * high).all(), f"low {low}, high {high} after {training.epochs} epochs"
    assert low[1] < 0.1, f"the low frequency on the dense half: {low[1]}"
    other = figure_1._shares(
        Protocol(network, replace(training, loss=Loss.HALF_MEAN), 500), HALVES, 0
    )
    assert np.array_equal(shares[0], other[0])
    assert not np.allclose(shares[-1], other[-1])
