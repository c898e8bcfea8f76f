"""Sampled kernel matrices: definite, symmetric under relabelling, and tending to T."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import eigh

from freqbias.numerics.densities import quantile_points, sample
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.gram.dense import angular_distance, gram_matrix, gram_spectrum
from freqbias.strategies import all_kernels, densities, kernels, piecewise_constant_densities
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 8)
EPS = float(np.finfo(float).eps)
FIGURE_2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")

angles = st.floats(-20, 20)
point_sets = st.lists(angles, min_size=1, max_size=30).map(np.array)


def rounding(kernel: Kernel, points: Floats) -> float:
    """Of an eigenvalue of H/n: entries are right to about 10 eps k(0) plus eps |x| times the slope
    of k, below 8 k(0) here, and the solver to n eps times the norm, at most k(0)."""
    entry = 10 + 16 * (1 + float(np.abs(points).max()))
    return float(kernel.at_zero) * EPS * (entry + 4 * len(points))


@given(angles, angles, angles)
def test_angular_distance_is_a_metric_on_the_circle(x: float, y: float, z: float) -> None:
    def d(a: float, b: float) -> float:
        return float(angular_distance(np.array(a), np.array(b)))

    slack = 20 * EPS * (abs(x) + abs(y) + abs(z) + 7)  # differences and remainders of such angles
    assert 0 <= d(x, y) <= np.pi, f"d({x}, {y}) = {d(x, y)}"
    assert d(x, y) == d(y, x), f"d({x}, {y}) = {d(x, y)}, d({y}, {x}) = {d(y, x)}"
    assert d(x, z) <= d(x, y) + d(y, z) + slack, f"{x}, {y}, {z}"
    assert abs(d(x + 2 * np.pi, y) - d(x, y)) <= slack, f"{x} + 2 pi, {y}"
    cosine = np.cos(d(x, y)) - np.cos(x - y)
    assert abs(cosine) <= slack, f"cos d({x}, {y}) is off by {cosine}"


@given(all_kernels(), point_sets)
def test_the_trace_is_the_diagonal(kernel: Kernel, points: Floats) -> None:
    n = len(points)
    mean = gram_matrix(kernel, points).trace() / n
    assert abs(mean - float(kernel.at_zero)) <= 10 * EPS * float(kernel.at_zero), f"{mean}"
    total = gram_spectrum(kernel, points, n).sum()
    allowed = n * rounding(kernel, points)
    assert abs(total - float(kernel.at_zero)) <= allowed, f"eigenvalues sum to {total}"


@given(all_kernels(), point_sets)
def test_semidefinite(kernel: Kernel, points: Floats) -> None:
    least = gram_spectrum(kernel, points, len(points))[-1]
    assert least >= -rounding(kernel, points), f"{kernel.name} at {points}: eigenvalue {least}"


@given(all_kernels(), point_sets)
def test_symmetric_with_kernel_values(kernel: Kernel, points: Floats) -> None:
    matrix = gram_matrix(kernel, points)
    assert matrix.shape == (len(points), len(points))
    assert (matrix == matrix.T).all(), f"{kernel.name} at {points}"
    distance = angular_distance(points[0], points[-1:])
    assert matrix[0, -1] == kernel_function(kernel)(distance)[0], f"{kernel.name} at {points}"


@given(all_kernels(), point_sets, st.randoms(use_true_random=False), angles)
def test_relabelling_rotation_and_reflection(
    kernel: Kernel, points: Floats, random: Any, shift: float
) -> None:
    n = len(points)
    order = random.sample(range(n), n)
    expected = gram_spectrum(kernel, points, n)
    allowed = 2 * rounding(kernel, np.append(points, np.abs(points).max() + abs(shift)))
    for moved in (points[order], points + shift, -points):
        apart = np.abs(gram_spectrum(kernel, moved, n) - expected).max()
        assert apart <= allowed, f"{kernel.name}: {points} and {moved} differ by {apart}"


@given(all_kernels(), st.integers(2, 40))
def test_equispaced_points_alias_the_coefficients(kernel: Kernel, n: int) -> None:
    """A circulant matrix: eigenvalue m is the discrete Fourier coefficient of k at the points."""
    points = 2 * np.pi * np.arange(n) / n - np.pi
    row = kernel_function(kernel)(angular_distance(points[0], points))
    expected = np.sort(np.fft.fft(row).real / n)[::-1]
    apart = np.abs(gram_spectrum(kernel, points, n) - expected).max()
    assert apart <= 2 * rounding(kernel, points), f"{kernel.name}, n = {n}: off by {apart}"


@given(all_kernels(), angles, st.integers(1, 10))
def test_repeated_points_count_once(kernel: Kernel, angle: float, copies: int) -> None:
    spectrum = gram_spectrum(kernel, np.full(copies, angle), copies)
    expected = np.zeros(copies)
    expected[0] = float(kernel.at_zero)
    apart = np.abs(spectrum - expected).max()
    assert apart <= rounding(kernel, np.full(copies, angle)), f"{spectrum}"


def test_equispaced_points_converge_from_above_to_the_uniform_spectrum() -> None:
    """lambda_m(H/n) - khat_m/(2 pi) = (1/2pi) sum_{l != 0} khat_{m + l n} >= 0, here about 2/n^2."""
    khat = coefficients(first_layer_bias, 3) / (2 * np.pi)
    errors = []
    for n in (50, 200):
        points = 2 * np.pi * np.arange(n) / n - np.pi
        errors.append(gram_spectrum(first_layer_bias, points, 4) - khat[[0, 1, 1, 2]])
    assert (errors[1] > 0).all(), f"{errors}"
    orders = np.log(errors[0] / errors[1]) / np.log(4)
    assert (np.abs(orders - 2) < 0.05).all(), f"observed orders {orders}, expected 2"


@FEWER
@given(piecewise_constant_densities(max_pieces=5, max_ratio=50, gaps=False), kernels())
def test_quantile_points_converge(density: PiecewiseConstant, kernel: Kernel) -> None:
    """A midpoint rule in the mass: second order, a factor 16 from n = 200 to 800 for smooth
    integrands; where the kinks of p fall in their cells moves single errors, not their decrease.

    The section's own error of 200 frequencies (below 1e-8) is far below both.
    """
    exact = galerkin_spectrum(kernel, density, 200).eigenvalues[:8]
    errors = [
        float(np.abs(gram_spectrum(kernel, quantile_points(density, n), 8) - exact).max())
        for n in (200, 800)
    ]
    assert errors[1] < errors[0], f"{density}, {kernel.name}: errors {errors} at n = 200, 800"


@pytest.mark.parametrize(
    "density",
    [FIGURE_2, Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")],
    ids=["figure 2", "trigonometric"],
)
def test_order_of_quantile_points(density: Density) -> None:
    exact = galerkin_spectrum(first_layer_bias, density, 400).eigenvalues[:5]
    errors = [
        np.abs(gram_spectrum(first_layer_bias, quantile_points(density, n), 5) - exact)
        for n in (140, 560)  # multiples of 14, so that the breaks of figure 2 lie between cells
    ]
    orders = np.log(errors[0] / errors[1]) / np.log(4)
    assert (np.abs(orders - 2) < 0.1).all(), f"observed orders {orders}, expected 2"


def test_quantile_points_on_both_sides_of_a_gap() -> None:
    """Masses 1/3 and 2/3: n divisible by 3 puts the gap between two cells, so the order stays 2."""
    density = PiecewiseConstant.from_text("-1, -1/2, 0, 1", "1, 0, 1")
    exact = galerkin_spectrum(first_layer_bias, density, 400).eigenvalues[:5]
    errors = [
        np.abs(gram_spectrum(first_layer_bias, quantile_points(density, n), 5) - exact)
        for n in (90, 360)
    ]
    orders = np.log(errors[0] / errors[1]) / np.log(4)
    assert (np.abs(orders - 2) < 0.1).all(), f"observed orders {orders}, expected 2"


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_independent_samples_within_five_standard_deviations(seed: int) -> None:
    """First-order perturbation: lambda_i(H/n) - lambda_i is lambda_i times the mean of f_i^2 - 1.

    Its standard deviation is lambda_i sqrt(Var f_i^2 / n), with Var f_i^2 = n sum v^4 - 1 for the
    unit eigenvector v ~ f_i/sqrt n; the second order is about the sum over j != i of
    lambda_i lambda_j / (n |lambda_i - lambda_j|).
    """
    n, count = 600, 3
    exact = galerkin_spectrum(first_layer_bias, FIGURE_2, 200).eigenvalues
    matrix = gram_matrix(first_layer_bias, sample(FIGURE_2, n, seed)) / n
    values, vectors = eigh(matrix, subset_by_index=(n - count, n - 1))
    for i in range(count):
        value, vector = values[-1 - i], vectors[:, -1 - i]
        deviation = exact[i] * np.sqrt(max(n * (vector**4).sum() - 1, 0) / n)
        others = np.delete(exact, i)
        second = (exact[i] * others / np.abs(exact[i] - others)).sum() / n
        off = abs(value - exact[i])
        assert off <= 5 * deviation + 3 * second, (
            f"seed {seed}: lambda_{i} = {exact[i]}, sampled {value}, "
            f"off by {off}, standard deviation {deviation}, second order {second}"
        )


def test_samples_of_another_density_are_told_apart() -> None:
    """The same statistic rejects uniform samples: the test above has power."""
    exact = galerkin_spectrum(first_layer_bias, FIGURE_2, 200).eigenvalues
    uniform_density = PiecewiseConstant.from_text("-1, 1", "1")
    value = gram_spectrum(first_layer_bias, sample(uniform_density, 1000, 0), 1)[0]
    assert abs(value - exact[0]) > 0.03, f"{value} against {exact[0]}"


@FEWER
@given(densities(), kernels(), st.integers(0, 1000))
def test_sampling_error_is_bounded_in_the_mean(density: Density, kernel: Kernel, seed: int) -> None:
    """H/n and T share their spectra with a mean of n independent operators of norm k(0) and its
    expectation, so |lambda_i(H/n) - lambda_i| <= k(0) (1 + sqrt(2 ln(1/delta)))/sqrt n with
    probability 1 - delta (McDiarmid in Hilbert-Schmidt norm); delta = 1e-9."""
    n = 300
    spectrum = galerkin_spectrum(kernel, density, 60)
    values = gram_spectrum(kernel, sample(density, n, seed), 10)
    bound = float(kernel.at_zero) * (1 + np.sqrt(2 * np.log(1e9))) / np.sqrt(n)
    off = np.abs(values - spectrum.eigenvalues[:10]).max()
    assert off <= bound + spectrum.error, f"{density}, {kernel.name}: off by {off}, bound {bound}"


@pytest.mark.parametrize(
    "points",
    [np.array([]), np.zeros((2, 2)), np.array([0.0, np.nan]), np.array([np.inf]), np.zeros(20_001)],
    ids=["none", "a matrix", "nan", "inf", "too many"],
)
def test_points_are_checked(points: Floats) -> None:
    with pytest.raises(InputError, match="are not between 1 and 20000 finite angles"):
        gram_matrix(first_layer_bias, points)


@pytest.mark.parametrize("count", [0, -1, 4, 1.0, "2"])
def test_count_is_checked(count: Any) -> None:
    with pytest.raises(InputError, match="is not an integer between 1 and"):
        gram_spectrum(first_layer_bias, np.array([0.0, 1.0, 2.0]), count)
