"""Deep kernels in float64, values and coefficients on spheres, against balls and mpmath."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from freqbias.numerics.depth.angles import deep_function
from freqbias.numerics.depth.certified import certified_coefficients, certified_sphere_eigenvalues
from freqbias.numerics.depth.reference import recursion_in_covariances
from freqbias.numerics.depth.slopes import slopes
from freqbias.numerics.depth.spheres import (
    chord_moments,
    deep_sphere_eigenvalues,
    panel_eigenvalues,
)
from freqbias.numerics.fourier import ball_coefficient, coefficients
from freqbias.theory.depth.recursion import DeepKernel, deep, deep_bias, deep_inner
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, random_bias

EPS = float(np.finfo(float).eps)
DEEP = [deep(1), deep(2), deep(6), deep_bias(4, sp.Rational(1, 2)), deep_inner(3)]
deep_kernels = st.sampled_from(DEEP)


def printed(kernel: DeepKernel, theta: float) -> Any:
    """The recursion in covariances, in 50 digits."""
    with mpmath.workdps(50):
        return recursion_in_covariances(kernel, theta)


@given(deep_kernels, st.one_of(st.floats(0, np.pi), st.floats(0, 1e-3), st.floats(0.69, 0.71)))
def test_values(kernel: DeepKernel, theta: float) -> None:
    found = float(deep_function(kernel)(np.array([theta]))[0])
    defect = found - float(printed(kernel, theta))
    size = float(kernel.at_zero)
    assert abs(defect) < 20 * EPS * size, f"{kernel.name} at {theta}: {found}, off by {defect}"


def test_a_hundred_layers_lose_nothing() -> None:
    """Clipped arccos of cosines loses 1e-8; here errors stay at 1e-14 of the value."""
    kernel = deep(100)
    for theta in (1e-9, 0.03, 3.1):
        exact = float(printed(kernel, theta))
        found = float(deep_function(kernel)(np.array([theta]))[0])
        assert found == pytest.approx(exact, rel=2e-14), f"theta = {theta}: {found} and {exact}"


@pytest.mark.parametrize("kernel", DEEP, ids=lambda kernel: kernel.name)
def test_coefficients_lie_in_the_balls(kernel: DeepKernel) -> None:
    balls = np.array([float(ball) for ball in certified_coefficients(kernel, 600, 25)])
    found = coefficients(kernel, 600)
    low = 5 * kernel.recursion.depth + 20
    error = np.abs(found - balls)
    assert error[:low].max() < 40 * EPS * balls[0], f"{kernel.name}: {error[:low].max()}"
    significant = balls[low:] > 1e-20  # odd coefficients of one layer are 0
    relative = (error[low:] / np.where(significant, balls[low:], 1.0))[significant]
    assert relative.max() < 1e-13, f"{kernel.name}: {relative.argmax() + low}, {relative.max()}"


@pytest.mark.parametrize("dimension", [3, 5])
def test_sphere_eigenvalues_lie_in_the_balls(dimension: int) -> None:
    balls = certified_sphere_eigenvalues(deep(3), 80, dimension, 25)
    exact = np.array([float(ball) for ball in balls])
    found = deep_sphere_eigenvalues(deep(3), 80, dimension)
    error = np.abs(found - exact)
    assert error.max() < 200 * EPS, f"d = {dimension}: {error.argmax()}, {error.max()}"
    assert (error[40:] / exact[40:]).max() < 1e-13, f"d = {dimension}: {error[40:] / exact[40:]}"


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([1, 3, 5]), st.integers(3, 9), st.integers(2, 7))
def test_chord_moments(power: int, degree: int, dimension: int) -> None:
    """Against quadrature with the Gegenbauer polynomials of SciPy (Chebyshev on the circle)."""
    from scipy.special import eval_chebyt, eval_gegenbauer

    a = (dimension - 2) / 2

    def zonal(x: float) -> float:
        if dimension == 2:
            return float(eval_chebyt(degree, x))
        return float(eval_gegenbauer(degree, a, x) / eval_gegenbauer(degree, a, 1.0))

    def integrand(t: float) -> float:
        chord, measure = 2 * math.sin(t / 2), math.sin(t) ** (dimension - 2)
        return chord**power * zonal(math.cos(t)) * measure

    mass = quad(lambda t: np.sin(t) ** (dimension - 2), 0, np.pi)[0]
    expected = quad(integrand, 0, np.pi, epsabs=1e-13)[0] / mass
    found = float(chord_moments(power, np.array([float(degree)]), dimension)[0])
    assert found == pytest.approx(expected, abs=1e-11), f"s^{power}, k = {degree}, d = {dimension}"


@settings(max_examples=20, deadline=None)
@given(deep_kernels, st.integers(3, 6))
def test_trace(kernel: DeepKernel, dimension: int) -> None:
    """``sum_k N(d,k) mu_k = k(0)``; what is left out falls like 1/K."""
    count = 4000
    k = np.arange(count, dtype=float)
    copies = np.array([1.0])
    ratio = (2 * k[1:] + dimension - 2) / np.maximum(2 * k[:-1] + dimension - 2, 1)
    ratio *= (k[1:] + dimension - 3) / k[1:]
    copies = np.concatenate([copies, np.cumprod(ratio)])
    total = float(copies @ deep_sphere_eigenvalues(kernel, count, dimension))
    left = float(kernel.at_zero) - total
    allowed = 100 * float(kernel.at_zero) / count
    assert 0 < left < allowed, f"{kernel.name}, d = {dimension}: {left} of the trace is missing"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_panels_need_no_recursion(kernel: Any) -> None:
    """Closed forms on the circle."""
    error = np.abs(2 * np.pi * panel_eigenvalues(kernel, 40, 2) - coefficients(kernel, 40))
    assert error.max() < 40 * EPS, f"{kernel.name}: {error.argmax()} off by {error.max()}"


@pytest.mark.parametrize("kernel", [deep(2), random_bias(1)], ids=lambda k: k.name)
def test_single_balls(kernel: Any) -> None:
    for m in (0, 3, 8):
        ball = ball_coefficient(kernel, m, 18)
        found = coefficients(kernel, m + 1)[m]
        assert found == pytest.approx(float(ball), abs=1e-14), f"{kernel.name}: {ball}, {found}"


def test_slopes_tend_to_the_dimension() -> None:
    """And fall with depth at a fixed degree."""
    for dimension in (2, 3):
        far = slopes(deep(3), [2000], dimension)[0]
        assert far == pytest.approx(dimension, rel=1 / 2000), f"d = {dimension}: {far}"
        table = [slopes(deep(layers), [10, 20, 50], dimension) for layers in (10, 30, 50)]
        assert (np.diff(table, axis=0) < 0).all(), f"d = {dimension}: {table}"


@pytest.mark.parametrize(("count", "dimension"), [(0, 3), (3, 1), (10**8, 2), (2.5, 3)])
def test_bad_input(count: Any, dimension: int) -> None:
    with pytest.raises(InputError, match="is not an integer between"):
        deep_sphere_eigenvalues(deep(2), count, dimension)
