"""Sampled eigenvalues deviate as theory says: law, mean, groups, quantile points, preference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.densities import sample
from freqbias.numerics.deviation.basis import eigenbasis, rule
from freqbias.numerics.deviation.law import sampling_law
from freqbias.numerics.deviation.preference import compared, equivalent_sigmas, proposed_lists
from freqbias.numerics.deviation.quantile import quantile_shift, shifted_quantile_points
from freqbias.numerics.deviation.table import COLUMNS, deviations, rate
from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias as KERNEL

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
HALVES = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
GAP = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 0, 4")
FEWER = settings(max_examples=settings().max_examples // 4)


def fourth_moment(f: Eigenfunction) -> arb:
    """``integral p f^4 dx`` in balls, from the closed form."""
    with precision(100):
        total = arb(0)
        for placed in f.pieces:
            total += complex_ball(placed.density).real * _fourth_power(placed.piece).real
        return total


def _fourth_power(piece: Any) -> Any:
    return acb.integral(lambda x, _: piece(x) ** 4, 0, piece.length)


@pytest.mark.parametrize("index", [0, 3, 12, 25])
def test_fourth_moments_are_those_of_the_exact_functions(index: int) -> None:
    """Second derivatives jump at breaks, so what frequencies <= M leave out is below 1/M^2."""
    exact = fourth_moment(spectrum(KERNEL, THIRDS, 26, 20)[index].function)
    basis = eigenbasis(KERNEL, THIRDS, 60)
    found, largest = float(basis.moments[index, index]), basis.coefficients.shape[1] // 2
    assert exact.rad() < 1e-10
    assert abs(found - float(exact.mid())) < largest**-2, f"index {index}: {found}, exact {exact}"


@FEWER
@given(st.integers(1, 20), st.integers(0, 12), st.integers(0, 12))
def test_rules_are_exact(frequency: int, m: int, k: int) -> None:
    if m + k <= frequency:
        part = rule(THIRDS, frequency)
        found = part.weights @ (np.cos(m * part.nodes) * np.cos(k * part.nodes))
        waves = [complex(THIRDS.fourier_coefficient(j)).real for j in (m - k, m + k)]
        assert abs(found - sum(waves) / 2) < 1e-12, f"{m}, {k}: {found}, not {sum(waves) / 2}"


def closed_uniform_law(count: int) -> tuple[Floats, Floats]:
    """n times mean and standard error of the sums of pairs m < count, by |S_k|^2.

    With ``S_k = (1/n) sum e^{i k x}`` the numbers ``X_k = n |S_k|^2`` are independent, exponential with
    mean 1, and n times what the sum of the pair m moves by is
    ``2 sum_{l != +-m} lambda_m lambda_l/(lambda_m - lambda_l) X_|m - l|``; half of it for m = 0.
    """
    reach = 60 * count
    values = coefficients(KERNEL, reach + 1) / (2 * np.pi)
    rows = []
    for m in range(count):
        signed = np.arange(-reach, reach + 1)
        others = signed[np.abs(signed) != m]
        lambdas = values[np.abs(others)]
        pushes = (2 if m else 1) * values[m] * lambdas / (values[m] - lambdas)
        rows.append(np.bincount(np.abs(others - m), pushes, minlength=2 * reach + 1)[1:])
    weights = np.array(rows)
    return weights.sum(axis=1), np.sqrt((weights**2).sum(axis=1))


def test_under_the_uniform_density_the_law_is_of_second_order() -> None:
    n = 10**7
    law = sampling_law(KERNEL, uniform(), 15).at(n)
    assert law.groups == ((0, 1), *((2 * m - 1, 2 * m + 1) for m in range(1, 8))), f"{law.groups}"
    mean, error = closed_uniform_law(8)
    found = np.sqrt(np.diag(law.covariance)) * n
    assert np.allclose(found, error, rtol=2e-3), f"standard errors {found}, closed form {error}"
    assert np.all(np.abs(law.mean * n - mean) < 0.02 * error), f"means {law.mean * n}, not {mean}"


def scores(density: PiecewiseConstant, n: int, count: int, seeds: range) -> tuple[Any, Floats]:
    law = sampling_law(KERNEL, density, count + 3).at(n).within(0, count)
    found = [gram_spectrum(KERNEL, sample(density, n, seed), count) for seed in seeds]
    rest = np.array([law.sums(values) - law.values - law.mean for values in found])
    return law, rest


def test_independent_samples_have_the_stated_covariance() -> None:
    """chi^2 over 150 seeds, with the whole covariance matrix."""
    law, rest = scores(THIRDS, 350, 5, range(150))
    total = float(np.sum(rest @ np.linalg.inv(law.covariance) * rest))
    degrees = rest.size
    sigmas = (total - degrees) / np.sqrt(2 * degrees)
    assert abs(sigmas) < 4, f"chi^2 {total:.1f} for {degrees} degrees of freedom"
    doubled = float(np.sum(rest @ np.linalg.inv(2 * law.covariance) * rest))
    assert (doubled - degrees) / np.sqrt(2 * degrees) < -4, "a doubled covariance would pass"


def test_the_mean_shift_is_seen() -> None:
    """Under the uniform density the shift of the top eigenvalue is as large as its fluctuation."""
    law, rest = scores(uniform(), 550, 1, range(40))
    error = np.sqrt(law.covariance[0, 0] / len(rest))
    assert abs(rest.mean()) < 4 * error, f"mean {rest.mean()}, standard error {error}"
    assert law.mean[0] > 6 * error, "without the shift this test would pass as well"


def test_near_copies_form_groups_until_samples_separate_them() -> None:
    law = sampling_law(KERNEL, HALVES, 20)
    few, many = law.groups(1000), law.groups(10**9)
    assert any(b - a > 1 for a, b in few), f"1000 samples separate all: {few}"
    assert all(b - a == 1 for a, b in many), f"1e9 samples do not separate {many}"


@pytest.mark.parametrize("density", [THIRDS, HALVES, GAP, uniform()], ids=str)
@pytest.mark.parametrize(("n", "shift"), [(500, 0.5), (701, 0.1)])
def test_quantile_points_deviate_as_expected(
    density: PiecewiseConstant, n: int, shift: float
) -> None:
    exact = sampling_law(KERNEL, density, 7).eigenvalues
    found = gram_spectrum(KERNEL, shifted_quantile_points(density, n, shift), 7) - exact
    expected = quantile_shift(KERNEL, density, 7, n, shift)
    largest = np.abs(expected).max()
    assert np.all(np.abs(found - expected) < 0.02 * largest), (
        f"n = {n}, delta = {shift}: deviations {found}, expected {expected}"
    )


def test_gaps_make_quantile_points_slow() -> None:
    """Of order 1/n across a gap, 1/n^2 without one."""
    ratio = [
        np.abs(quantile_shift(KERNEL, density, 3, 70_001, 0.2)).max()
        / np.abs(quantile_shift(KERNEL, density, 3, 701, 0.2)).max()
        for density in (GAP, THIRDS)
    ]
    assert 1e-3 < ratio[0] < 1e-1, f"across a gap the deviation falls by {ratio[0]}"
    assert 1e-5 < ratio[1] < 1e-3, f"without a gap it falls by {ratio[1]}"


@pytest.mark.parametrize(
    ("points", "exponent", "slack"), [("iid", -0.5, 0.0), ("quantile", -2.0, 0.1)]
)
def test_rates(points: str, exponent: float, slack: float) -> None:
    sizes, seeds = (50, 100, 200, 400), range(10)
    table = deviations(THIRDS, KERNEL, sizes, seeds, (0, 1, 2, 3), points)
    found = rate(table, confidence=0.999)
    assert found.low - slack <= exponent <= found.high + slack, f"{found}"
    assert found.high - found.low < 1, f"the interval says nothing: {found}"


def test_the_table_is_one_row_for_each_n_seed_and_index() -> None:
    table = deviations(THIRDS, KERNEL, (60, 90), (3, 4), (0, 2))
    assert table.dtype == COLUMNS
    assert table.shape == (8,)
    keys = {tuple(row) for row in table[["n", "seed", "index"]].tolist()}
    assert keys == {(n, s, i) for n in (60, 90) for s in (3, 4) for i in (0, 2)}
    assert np.array_equal(table["deviation"], table["value"] - table["exact"])


@given(st.floats(-3, 6), st.integers(1, 60))
def test_equivalent_sigmas_invert_the_tail(sigmas: float, degrees: int) -> None:
    value = float(chi2.isf(norm.sf(sigmas), degrees))
    assert abs(equivalent_sigmas(value, degrees) - sigmas) < 1e-6, f"chi^2 {value}/{degrees}"


@given(st.integers(1, 60), st.floats(1, 1e9), st.floats(1.01, 10))
def test_equivalent_sigmas_increase(degrees: int, value: float, factor: float) -> None:
    assert equivalent_sigmas(value * factor, degrees) > equivalent_sigmas(value, degrees)


@pytest.mark.parametrize("density", [THIRDS, HALVES], ids=str)
def test_samples_prefer_the_exact_spectrum(density: PiecewiseConstant) -> None:
    values = gram_spectrum(KERNEL, sample(density, 2000, 5), 12)
    fits = compared(density, 2000, values)
    exact, *others = fits
    assert exact.sigmas < 4, f"{exact}"
    best = min(others, key=lambda f: f.sigmas)
    assert best.sigmas > 6, f"{best} is not rejected"


def test_a_list_times_its_best_factor_fits_no_worse() -> None:
    values = gram_spectrum(KERNEL, sample(THIRDS, 1000, 1), 12)
    _, *fits = compared(THIRDS, 1000, values)
    for plain, scaled in zip(fits[::2], fits[1::2], strict=True):
        assert plain.name == scaled.name
        assert scaled.chi_square <= plain.chi_square, f"{plain}, {scaled}"


def test_the_right_list_under_the_uniform_density_is_the_scaled_one() -> None:
    lists = proposed_lists(uniform(), 9)
    exact = sampling_law(KERNEL, uniform(), 9).eigenvalues
    assert np.allclose(lists["uniform times 2 pi Z^2"], exact, rtol=1e-12)
    assert np.isinf(lists["leading order"][0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: deviations(THIRDS, points="grid"),
            "points 'grid' is neither 'iid' nor 'quantile'",
        ),
        (lambda: deviations(THIRDS, sizes=[5], indices=[5]), "index 5 is not an integer between 0"),
        (lambda: shifted_quantile_points(THIRDS, 5, 1.5), "shift 1.5 is not in"),
        (lambda: rate(np.zeros(3, COLUMNS)), "1 sizes and 1 seeds are not two of each"),
        (lambda: sampling_law(KERNEL, HALVES, 4).at(0), "samples 0 is not an integer"),
        (lambda: compared(HALVES, 5, np.ones(5)), "samples 5 are too few to separate three"),
    ],
)
def test_bad_input_is_a_sentence(call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()
