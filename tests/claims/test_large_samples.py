"""Claims on H/n with many samples: verdicts, what the checks let pass, and the statistics they use."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims import records
from freqbias.claims.basri2020.section_4 import (
    figure_4,
    figures_2_3_large,
    large_samples,
    sampling_rate,
)
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.sampled_waves import (
    HEIGHTS,
    INDICES,
    exact_run,
    fitted,
    left_by_exact,
    left_by_waves,
    sampled_run,
)
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, Verdict
from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import uniform
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.trace import ROOT_MEAN

_MODULES = (large_samples, sampling_rate, figure_4, figures_2_3_large)
_CLAIMS: dict[str, Claim] = {
    claim.id.removeprefix("basri2020."): claim for module in _MODULES for claim in module.CLAIMS
}
_QUICK = {
    "eq7": Status.PROVED,
    "eq7.mean-square": Status.PROVED,
    "eq7.rate": Status.SUPPORTED,
    "fig4": Status.SUPPORTED,
}
_SLOW = {
    "fig2.large": Status.SUPPORTED,
    "fig2.million": Status.SUPPORTED,
    "fig2.exact.million": Status.SUPPORTED,
    "fig3.large": Status.CONTRADICTED,
    "fig3.million": Status.CONTRADICTED,
    "fig3.exact": Status.SUPPORTED,
    "fig3.exact.million": Status.SUPPORTED,
    "fig4.leading": Status.SUPPORTED,
    "fig4.sampled": Status.CONTRADICTED,
    "fig4.exact": Status.SUPPORTED,
    "fig4.sampled.million": Status.CONTRADICTED,
    "fig4.exact.million": Status.SUPPORTED,
}


def _as_expected(verdict: Verdict, status: Status) -> None:
    assert verdict.defect is None, str(verdict)
    assert verdict.status is status, str(verdict)
    assert verdict.rejected == len(verdict.claim.controls) >= 3, verdict.controls


@pytest.mark.xdist_group("verdicts")
@pytest.mark.parametrize("name", _QUICK)
def test_verdicts_and_controls(verdicts: dict[str, Verdict], name: str) -> None:
    _as_expected(verdicts[f"basri2020.{name}"], _QUICK[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", _SLOW)
def test_slow_verdicts_and_controls(name: str) -> None:
    _as_expected(records.examine(_CLAIMS[name], {}), _SLOW[name])


def test_all_claims_are_expected_and_slow_where_they_are() -> None:
    assert set(_CLAIMS) == set(_QUICK) | set(_SLOW)
    assert {name for name, claim in _CLAIMS.items() if claim.slow} == set(_SLOW)


def test_what_is_contradicted_has_a_correction_that_is_supported() -> None:
    for name, status in (_QUICK | _SLOW).items():
        if status is Status.CONTRADICTED:
            correction = str(_CLAIMS[name].correction).removeprefix("basri2020.")
            assert (_QUICK | _SLOW)[correction] is Status.SUPPORTED, f"{name}: {correction}"


@pytest.mark.parametrize(("n", "place"), [(1, 0), (2, 1)])
def test_expectations_for_one_and_two_samples(n: int, place: int) -> None:
    """By quadrature over the distance of two samples, against the closed form."""
    theta = np.linspace(0, np.pi, 20_001)
    k = (1 + np.cos(theta)) * (np.pi - theta) / (4 * np.pi)
    exact = coefficients(first_layer_bias, 3000) / (2 * np.pi)
    exact = np.sort(np.concatenate([exact, exact[1:]]))[::-1]
    squares = float(np.sum(exact**2))
    tops = np.array([[0.5, 0]]) if n == 1 else np.stack([0.25 + k / 2, 0.25 - k / 2], axis=1)
    sums = np.sum(tops**2, axis=1) - 2 * tops @ exact[:2] + squares
    mean = sums[0] if n == 1 else np.trapezoid(sums, theta) / np.pi
    size, closed = large_samples._first_deviations(first_layer_bias, sp.Float(squares))[place]
    assert size == n
    assert abs(float(closed) - mean) < 1e-7, f"{closed} against {mean}"


@pytest.mark.parametrize("density", [uniform(), THIRDS], ids=["uniform", "thirds"])
@pytest.mark.parametrize("n", [1, 3, 30])
def test_the_bound_in_mean_square_holds_and_is_not_far_off(density, n: int) -> None:  # type: ignore[no-untyped-def]
    """Against dense spectra: 200 seeds; every sum of the missing eigenvalues is counted."""
    exact = np.array([float(pair.row.value) for pair in spectrum(first_layer_bias, density, 60)])[
        :60
    ]
    runs = []
    for seed in range(200):
        found = np.zeros(60)
        found[:n] = gram_spectrum(first_layer_bias, sample(density, n, seed), n)
        runs.append(np.sum((found - exact) ** 2))
    bound = (0.25 - np.sum(exact**2)) / n
    mean, error = np.mean(runs), np.std(runs) / np.sqrt(200)
    assert mean - 4 * error < bound, f"n = {n}: {mean} +- {error}, bound {bound}"
    assert mean > bound / 10, f"n = {n}: {mean}, bound {bound}"


@pytest.mark.parametrize(
    "larger", [sp.Rational(1, 4) / large_samples._N, large_samples._VARIANCE + 1 / large_samples._N]
)
def test_larger_bounds_hold_too(larger: sp.Expr) -> None:
    found = _CLAIMS["eq7.mean-square"].check(Context(), larger)
    assert found.finding is Finding.HOLDS


def test_a_bound_that_is_neither_proved_nor_refuted_is_left_open() -> None:
    found = _CLAIMS["eq7.mean-square"].check(Context(), large_samples._VARIANCE * 9 / 10)
    assert found.finding is Finding.OPEN, found


def test_a_limit_for_a_written_out_density_is_the_same() -> None:
    p = large_samples._P
    statement = large_samples.EmpiricalLimit((p**2 - p) / (p - 1))
    asked = Context(examine=lambda _: records.examine(_CLAIMS["eq7.mean-square"], {}))
    assert _CLAIMS["eq7"].check(asked, statement).finding is Finding.HOLDS


_QUOTIENTS = st.lists(st.floats(0.5, 2), min_size=2, max_size=8)


@given(_QUOTIENTS, st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_the_misfit_is_the_least_number_of_errors(quotients: list[float], seed: int) -> None:
    """Against a scan over the factor, and against the factor 1."""
    values = np.array(quotients)
    errors = np.random.default_rng(seed).uniform(0.1, 1, values.size)
    free = figure_4.misfit(values, errors, free=True)
    scan = np.linspace(0.5, 2, 6001)[:, None]
    least = np.min(np.max(np.abs(values - scan) / errors, axis=1))
    assert -1e-12 < least - free < 0.003, f"{free} against {least}"
    assert free <= figure_4.misfit(values, errors, free=False) + 1e-12


def test_a_list_is_indexed_as_the_paper_counts() -> None:
    q, z = figure_4._Q, ROOT_MEAN
    found = figure_4.Listed(z**2 * q).values(first_layer_bias, uniform())
    assert np.isnan(found[0])
    assert np.allclose(found[1:7] * 2 * np.pi, [1, 1, 2, 2, 3, 3])
    assert found.size == 31


@given(st.floats(6, 30), st.floats(0, 6), st.floats(0.5, 3))
@settings(deadline=None)
def test_one_wave_has_its_own_frequency(frequency: float, phase: float, length: float) -> None:
    if frequency * length < 4 * np.pi:
        return
    x = 1 + (np.arange(1000) + 0.5) * length / 1000
    found = fitted(x, np.cos(frequency * x + phase))
    assert abs(found - frequency) < 1e-6 * frequency, f"{frequency}: {found}"


@pytest.mark.parametrize("exponent", [0.5, 0.25])
def test_waves_that_obey_a_law_leave_nothing(exponent: float) -> None:
    index, scale = 20, 1.045
    powers = HEIGHTS**exponent
    frequencies = 10 / powers.mean() * scale * powers
    left = np.array([float(r.left) for r in THIRDS.regions]) * np.pi
    x = left[:, None] + (np.arange(1000) + 0.5) * 2 * np.pi / 3000
    values: Floats = np.cos(frequencies[:, None] * x + np.array([[0.3], [1.0], [2.0]]))
    assert left_by_waves(values, index, exponent) < 1e-3
    assert left_by_waves(values, index, exponent + 0.3) > 0.1


def test_exact_functions_leave_nothing_of_themselves() -> None:
    run = exact_run(first_layer_bias)
    for index, values in list(zip(INDICES, run.values, strict=True))[::6]:
        assert left_by_exact(first_layer_bias, values, (index + 1) // 2) < 1e-12
        assert left_by_exact(first_layer_bias, values, (index + 3) // 2) > 0.9


@pytest.mark.slow
def test_sampled_functions_tend_to_exact_ones() -> None:
    """What is left falls like 1/n, here to within a factor of three; seeds are fixed."""
    rests = []
    for n in (2000, 32_000):
        runs = [sampled_run(first_layer_bias, n, seed) for seed in (11, 12)]
        rests.append(
            np.median(
                [
                    left_by_exact(first_layer_bias, values, (index + 1) // 2)
                    for run in runs
                    for index, values in zip(INDICES, run.values, strict=True)
                ]
            )
        )
    assert 16 / 3 < rests[0] / rests[1] < 16 * 3, f"left: {rests}"
