"""Gradient flow and descent in Legendre polynomials on arcs, by other routes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.stats import linregress
from scipy.stats import t as student

from freqbias.numerics import densities
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.floating.spectrum import float_spectrum
from freqbias.numerics.flow import Flow, times_to_converge
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory import kernels
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.targets import Target

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
GAP = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 0, 4")
KERNELS = [k for k in kernels.KERNELS.values() if k.is_exponential_polynomial]
mild = piecewise_constant_densities(max_pieces=4, max_ratio=8, gaps=False)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.name)
def test_the_residual_satisfies_the_integral_equation(kernel: Kernel) -> None:
    """``u' = T r`` at random points, the integral by Gauss quadrature of the values of r."""
    flow = Flow.of(THIRDS, kernel, 4)
    t, step = 3.0, 1e-4
    wave = flow.waves([4], 0.3)
    residual = flow.residual(wave, t)
    rate = (flow.residual(wave, t - step) - flow.residual(wave, t + step)) / (2 * step)
    x = np.linspace(-3, 3, 7)
    left = flow.values(rate, x)[:, 0]
    right = [_integral(kernel, flow, residual, point) for point in x]
    assert np.allclose(left, right, atol=1e-7), f"{kernel.name}: {left - right}"


def _integral(kernel: Kernel, flow: Flow, residual: Floats, x: float) -> float:
    """``integral k(x - z) p(z) r(z) dz``, split where the integrand has kinks."""
    k = kernel_function(kernel)
    breaks = [float(b) * math.pi for b in flow.density.breaks]
    cuts = np.unique([*breaks, *((np.array([x, x + math.pi]) + math.pi) % (2 * math.pi) - math.pi)])
    nodes, weights = np.polynomial.legendre.leggauss(40)
    total = 0.0
    for a, b in pairwise(cuts):
        z = (a + b) / 2 + (b - a) / 2 * nodes
        distance = np.abs((x - z + math.pi) % (2 * math.pi) - math.pi)
        product = k(distance) * densities.values(flow.density, z) * flow.values(residual, z)[:, 0]
        total += (b - a) / 2 * float(weights @ product)
    return total


@given(mild)
@settings(max_examples=15)
def test_eigenvalues_are_those_of_the_exact_spectrum(density: PiecewiseConstant) -> None:
    flow = Flow.of(density, kernels.first_layer_bias, 8)
    exact = float_spectrum(kernels.first_layer_bias, density, 16)
    worst = np.max(np.abs(flow.eigenvalues[:16] / exact - 1))
    assert worst < 1e-12, f"{density}: relative difference {worst:.1e}"


def test_eigenvalues_keep_their_relative_accuracy() -> None:
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 100)
    exact = float_spectrum(kernels.first_layer_bias, THIRDS, 200)
    worst = np.max(np.abs(flow.eigenvalues[:200] / exact - 1))
    assert worst < 2e-14, f"relative difference {worst:.1e} among the first 200"


@given(mild, st.integers(1, 4), st.floats(0.0, 3.0))
@settings(max_examples=8)
def test_flow_is_the_matrix_exponential_of_sampled_kernels(
    density: PiecewiseConstant, frequency: int, phase: float
) -> None:
    flow = Flow.of(density, kernels.first_layer_bias, frequency)
    x = densities.quantile_points(density, 700)
    matrix = gram_matrix(kernels.first_layer_bias, x) / x.size
    t = 20.0 * frequency**2
    sampled = expm(-t * matrix) @ np.sin(frequency * x + phase)
    exact = flow.values(flow.residual(flow.waves([frequency], phase), t), x)[:, 0]
    error = np.sqrt(np.mean((sampled - exact) ** 2))
    assert error < 5e-3, f"{density}, frequency {frequency}: sampled minus exact {error:.1e}"


@given(mild, st.integers(1, 4))
@settings(max_examples=10)
def test_descent_is_the_explicit_iteration(density: PiecewiseConstant, frequency: int) -> None:
    """(1 - s T)^N g by repeated application of the matrix of T, without its eigenvectors."""
    flow = Flow.of(density, kernels.first_layer_bias, frequency)
    matrix = flow.vectors @ np.diag(flow.eigenvalues) @ flow.vectors.T
    step = 1.7 / flow.eigenvalues[0]
    wave = flow.waves([frequency])
    iterated = wave
    for _ in range(50):
        iterated = iterated - step * (matrix @ iterated)
    found = flow.descent(step).residual(wave, 50 * step)
    assert np.allclose(found, iterated, atol=1e-12), np.abs(found - iterated).max()


def test_small_steps_are_gradient_flow() -> None:
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 5)
    wave = flow.waves([5])
    t = 200.0
    steps = (8.0, 0.8, 0.08)
    gaps = [
        np.linalg.norm(flow.descent(s).residual(wave, t) - flow.residual(wave, t)) for s in steps
    ]
    orders = np.log10(np.divide(gaps[:-1], gaps[1:]))
    assert np.allclose(orders, 1, atol=0.1), f"distances {gaps} do not fall like the step"


@given(mild, st.integers(1, 6), st.floats(-3, -0.3))
@settings(max_examples=15)
def test_times_grow_as_the_tolerance_falls(
    density: PiecewiseConstant, frequency: int, exponent: float
) -> None:
    flow = Flow.of(density, kernels.first_layer_bias, frequency)
    wave = flow.waves([frequency])
    early, late = (times_to_converge(flow, wave, 10.0**e) for e in (exponent, exponent - 0.2))
    with np.errstate(invalid="ignore"):
        assert not (late < early).any(), f"{density}: {early.ravel()} then {late.ravel()}"


@given(mild, st.integers(1, 6), st.integers(-7, 7))
@settings(max_examples=15)
def test_rotation_of_density_and_target_changes_no_time(
    density: PiecewiseConstant, frequency: int, turns: int
) -> None:
    shift = sp.Rational(turns, 8)
    phase = float(-frequency * shift * sp.pi)
    one = Flow.of(density, kernels.first_layer_bias, frequency)
    other = Flow.of(density.rotated(shift), kernels.first_layer_bias, frequency)
    times = times_to_converge(one, one.waves([frequency]), 0.03)
    turned = times_to_converge(other, other.waves([frequency], phase), 0.03)
    assert np.allclose(times, turned, rtol=1e-9, equal_nan=True), (
        f"{times.ravel()} {turned.ravel()}"
    )


@given(mild, st.integers(1, 6))
@settings(max_examples=10)
def test_after_the_time_the_error_stays_below(density: PiecewiseConstant, frequency: int) -> None:
    flow = Flow.of(density, kernels.first_layer_bias, frequency)
    wave = flow.waves([frequency])
    times = times_to_converge(flow, wave, 0.05)[:, 0]
    for j, time in enumerate(times):
        if np.isfinite(time):
            later = time * np.geomspace(1 + 1e-9, 20, 200)
            errors = flow.errors(np.repeat(wave, 200, axis=1), later)[j]
            before = flow.errors(wave, time * (1 - 1e-6))[j, 0]
            assert errors.max() <= 0.05 < before, f"{density}, region {j}: {before}, {errors.max()}"


def test_the_law_kappa_squared_over_p() -> None:
    """Exponents 2 of kappa, inside its 99 % interval, and -1 of p."""
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 80)
    kappas = np.arange(21, 81, 3)
    times = times_to_converge(flow, flow.waves(kappas), 0.01)
    for row in times:
        fit = linregress(np.log(kappas), np.log(row))
        half = student.ppf(0.995, kappas.size - 2) * fit.stderr
        assert abs(fit.slope - 2) < max(half, 0.01), f"exponent {fit.slope:.4f} +/- {half:.4f}"
    p = [float(r.value) for r in THIRDS.regions]
    off = 1 + np.polyfit(np.log(p), np.log(times), 1)[0]  # leakage: of order 1/kappa
    assert (np.abs(off) < 0.6 / kappas).all(), f"exponents of p {off - 1} at {kappas}"


def test_without_bias_odd_frequencies_are_never_learned() -> None:
    flow = Flow.of(uniform(), kernels.first_layer, 4)
    times = times_to_converge(flow, flow.waves([3, 4]), 0.01)
    assert np.isinf(times[0, 0])
    assert times[0, 1] == pytest.approx(math.log(100) / 2 / float(flow.eigenvalues[5]), rel=1e-9)


def test_a_gap_has_no_time() -> None:
    flow = Flow.of(GAP, kernels.first_layer_bias, 3)
    times = times_to_converge(flow, flow.waves([3]), 0.01)[:, 0]
    assert np.isnan(times[1])
    assert np.isfinite(times[[0, 2]]).all()


def test_functions_and_values_at_points_are_targets_too() -> None:
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 12)
    formula = flow.target(Target.from_text("0.4 cos(12x) + cos(x)"))
    function = flow.target(lambda x: 0.4 * np.cos(12 * x) + np.cos(x))
    assert np.allclose(formula, function, atol=1e-12)
    with pytest.raises(InputError, match="more frequencies"):
        flow.target(lambda x: np.sign(np.sin(60 * x)))


@pytest.mark.parametrize("step", [0.0, -1.0, 9.2])
def test_steps_that_diverge_are_refused(step: float) -> None:
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 2)
    with pytest.raises(InputError, match=r"between 0 and 9\.0999"):
        flow.descent(step)


@pytest.mark.parametrize("tolerance", [0, -0.1, 1, 2.5, math.nan])
def test_tolerances_outside_are_refused(tolerance: float) -> None:
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 2)
    with pytest.raises(InputError, match="between 0 and 1"):
        times_to_converge(flow, flow.waves([1]), tolerance)
