"""Eigenvalues on spheres in float64 and by balls: independent routes, every kernel and dimension."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.fourier import coefficients
from freqbias.numerics.spheres.eigenvalues import ball_sphere_eigenvalue, sphere_eigenvalues
from freqbias.strategies import kernels
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias, random_bias
from freqbias.theory.spheres.harmonics import multiplicity

FEW = settings(max_examples=15)
REFERENCE = [5 / 32, 7 / 96, 7 / 512, 1 / 512, 7 / 6144, 1 / 2048, 43 / 131072, 25 / 131072]


@FEW
@given(kernels(), st.integers(2, 9), st.integers(0, 12))
def test_closed_form_agrees_with_ball_quadrature(
    kernel: Kernel, dimension: int, degree: int
) -> None:
    found = sphere_eigenvalues(kernel, degree + 1, dimension)[degree]
    ball = ball_sphere_eigenvalue(kernel, degree, dimension, 20)
    assert abs(found - float(ball)) <= 1e-15 * kernel.at_zero, f"{found} outside {ball}"


@FEW
@given(kernels(), st.integers(2, 9))
def test_multiplicities_times_eigenvalues_approach_the_trace(
    kernel: Kernel, dimension: int
) -> None:
    degrees = 4000 if dimension < 6 else 400
    copies = np.array([float(multiplicity(k, dimension)) for k in range(degrees)])
    terms = copies * sphere_eigenvalues(kernel, degrees, dimension)
    rest = float(kernel.at_zero) - terms.sum()
    tail = degrees * terms[-2:].sum() / 2  # terms fall like k^-2
    assert rest == pytest.approx(tail, rel=0.01 * dimension, abs=1e-13)


@FEW
@given(kernels(), st.integers(1, 300))
def test_the_circle_is_the_sphere_of_dimension_two(kernel: Kernel, count: int) -> None:
    ours, circle = sphere_eigenvalues(kernel, count, 2), coefficients(kernel, count) / (2 * np.pi)
    np.testing.assert_allclose(ours, circle, rtol=4e-14, atol=1e-17)


def test_first_values_on_the_sphere() -> None:
    np.testing.assert_allclose(sphere_eigenvalues(first_layer_bias, 8, 3), REFERENCE, rtol=3e-15)


@pytest.mark.parametrize("dimension", [2, 3, 4, 5, 9])
def test_relative_error_at_large_degrees(dimension: int) -> None:
    values = sphere_eigenvalues(first_layer_bias, 10**6, dimension)
    rng = np.random.default_rng(dimension)
    degrees = [2, 3, 16383, 16384, 16385, 16386, 999_998, 999_999, *rng.integers(2, 10**6, 40)]
    with mpmath.workdps(40):
        for degree in map(int, degrees):
            exact = _printed(degree, dimension)
            error = abs(mpmath.mpf(values[degree]) / exact - 1)
            assert error < 1e-13, (
                f"mu_{degree} on S^{dimension - 1}: relative error {float(error):.1e}"
            )


def _printed(k: int, d: int) -> mpmath.mpf:
    """The printed kernel's eigenvalue for k >= 2, from Gamma functions in mpmath."""
    odd = k % 2
    quotient = mpmath.gammaprod([mpmath.mpf(d) / 2, mpmath.mpf(k + odd - 1) / 2],
                                [mpmath.mpf(k + d + 1 - odd) / 2])  # fmt: skip
    return quotient**2 / (mpmath.pi**2 * (8 if odd else mpmath.mpf(32) / (1 + k * (k + d - 2))))


def test_ball_quadrature_of_a_kernel_without_closed_form() -> None:
    with mpmath.workdps(25):

        def integrand(theta: mpmath.mpf) -> mpmath.mpf:
            phi = 2 * mpmath.asin(mpmath.sin(theta / 2) / mpmath.sqrt(2))
            kernel = (1 + mpmath.cos(theta)) * (mpmath.pi - phi) / (2 * mpmath.pi)
            return kernel * mpmath.legendre(4, mpmath.cos(theta)) * mpmath.sin(theta) / 2

        expected = mpmath.quad(integrand, [0, mpmath.pi / 2, mpmath.pi])
    assert float(ball_sphere_eigenvalue(random_bias(), 4, 3, 20)) == pytest.approx(
        float(expected), rel=1e-13
    )


@pytest.mark.parametrize(
    ("count", "dimension", "said"),
    [
        (0, 3, "count 0"),
        (3, 1, "dimension 1"),
        (10**8, 3, "count 100000000"),
        (3, 2.5, "dimension 2.5"),
    ],
)
def test_what_cannot_be_meant(count: int, dimension: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sphere_eigenvalues(first_layer_bias, count, dimension)
