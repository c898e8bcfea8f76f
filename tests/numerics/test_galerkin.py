"""Galerkin sections: lower bounds that grow, with the spectrum's symmetries and stated errors."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import polygamma

from freqbias.numerics import densities as floats
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.galerkin import GalerkinSpectrum, galerkin_matrix, galerkin_spectrum
from freqbias.strategies import (
    all_kernels,
    densities,
    kernels,
    pi_periodic_densities,
    piecewise_constant_densities,
    symmetric_densities,
)
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias, random_bias

FEWER = settings(max_examples=settings().max_examples // 5)
FEWEST = settings(max_examples=settings().max_examples // 10)
EPS = float(np.finfo(float).eps)
TRIGONOMETRIC = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")

REFERENCE = {  # each confirmed to 1e-50 by a sign change of a determinant in ball arithmetic
    "fig2": (
        PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4"),
        [
            0.2197817719756309865503,
            0.1109959551588548386616,
            0.0812823899904813933632,
            0.0249784679489360192986,
            0.0234920511049506343443,
            0.0061679676222095206305,
            0.0054840236524198665854,
            0.0032923677008307227408,
            0.0031322491772077094904,
            0.0021117247758013336219,
            0.0019678127565405876480,
            0.0013781134686977041014,
        ],
    ),
    "fig13": (
        PiecewiseConstant.from_text("-1, 0, 1", "4, 1"),
        [
            0.2271656138988545941472,
            0.1221492761412219224065,
            0.0662730793528246118778,
            0.0252574165729228200680,
            0.0204803144902878761229,
            0.0060240009417178565735,
            0.0057496447742548731835,
            0.0031954279673010033793,
            0.0029418777472597291157,
            0.0020497298812603303520,
            0.0018865224602580307788,
            0.0013353925482611665733,
        ],
    ),
}


def rounding(kernel: Kernel, frequencies: int) -> float:
    """Of an eigenvalue of a section.

    The phases m b of phat_m, m <= 2 M and |b| <= 5 pi, are right to three roundings, and the masses
    they weigh sum to 1: d = eps (15 pi 2 M + 10) bounds the error of phat_m.  With scales
    s_m^2 = khat_m/(2 pi), summing to k(0) over the basis, that moves the matrix by at most
    2 d sum s_m^2 = 2 d k(0) in norm.  The eigenvalue solver is backward stable: a few times
    dimension times eps times the norm, itself at most k(0).
    """
    coefficient = EPS * (30 * np.pi * frequencies + 10)
    solver = 4 * EPS * (2 * frequencies + 1)
    return float(kernel.at_zero) * (2 * coefficient + solver)


def section(kernel: Kernel, density: Density, frequencies: int) -> tuple[Floats, float]:
    spectrum = galerkin_spectrum(kernel, density, frequencies)
    return spectrum.eigenvalues, rounding(kernel, frequencies)


def assert_close(left: Floats, right: Floats, allowed: float, what: str) -> None:
    apart = np.abs(left - right)
    at = int(apart.argmax())
    assert apart[at] <= allowed, f"{what}: eigenvalue {at} is {left[at]} and {right[at]}"


@given(densities(), kernels(), st.integers(0, 20), st.integers(1, 10))
def test_sections_interlace(density: Density, kernel: Kernel, frequencies: int, more: int) -> None:
    """Cauchy: mu_i(small) <= mu_i(large), and mu_{i + 2 more}(large) <= mu_i(small)."""
    small, _ = section(kernel, density, frequencies)
    large, allowed = section(kernel, density, frequencies + more)
    grown = (large[: small.size] - small).min()
    interlaced = (small - large[2 * more :]).min()
    assert grown >= -2 * allowed, f"{density}, {kernel.name}: an eigenvalue fell by {-grown}"
    assert interlaced >= -2 * allowed, f"{density}, {kernel.name}: off by {-interlaced}"


@given(densities(), all_kernels(), st.integers(0, 30))
def test_the_sum_stays_below_the_trace(density: Density, kernel: Kernel, frequencies: int) -> None:
    """The diagonal of p is 1/(2 pi) for every density: missing = (1/pi) sum_{m > M} khat_m."""
    spectrum = galerkin_spectrum(kernel, density, frequencies)
    khat = coefficients(kernel, frequencies + 1)
    tail = float(kernel.at_zero) - (khat[0] + 2 * khat[1:].sum()) / (2 * np.pi)
    allowed = (2 * frequencies + 1) * rounding(kernel, frequencies)
    assert spectrum.missing >= -allowed, f"{density}, {kernel.name}: {spectrum.missing}"
    assert abs(spectrum.missing - tail) <= allowed, f"{density}: {spectrum.missing}, tail {tail}"


@pytest.mark.parametrize("frequencies", [1, 2, 9, 50])
@pytest.mark.parametrize("name", [*REFERENCE, "trigonometric"])
def test_what_is_missing_is_the_closed_tail(name: str, frequencies: int) -> None:
    """(1/pi) sum_{m > M} khat_m by trigamma values: sum_{odd n >= a} 1/n^2 = psi'(a/2)/4, and
    (m^2+1)/(m^2-1)^2 = (1/(m-1)^2 + 1/(m+1)^2)/2 for even m."""
    density: Density = TRIGONOMETRIC if name == "trigonometric" else REFERENCE[name][0]
    odd = frequencies + 1 + frequencies % 2
    even = frequencies + 2 - frequencies % 2
    inverse_squares = [float(polygamma(1, a / 2)) / 4 for a in (odd, even - 1, even + 1)]
    tail = (inverse_squares[0] + (inverse_squares[1] + inverse_squares[2]) / 2) / np.pi**2
    missing = galerkin_spectrum(first_layer_bias, density, frequencies).missing
    allowed = (2 * frequencies + 1) * rounding(first_layer_bias, frequencies)
    assert abs(missing - tail) <= allowed, f"M = {frequencies}: missing {missing}, tail {tail}"


@given(densities(), all_kernels(), st.integers(0, 12), st.integers(1, 20))
def test_the_error_bound_covers_what_larger_sections_add(
    density: Density, kernel: Kernel, frequencies: int, more: int
) -> None:
    small = galerkin_spectrum(kernel, density, frequencies)
    large, allowed = section(kernel, density, frequencies + more)
    added = (large[: small.eigenvalues.size] - small.eigenvalues).max()
    assert added <= small.error + 2 * allowed, (
        f"{density}, {kernel.name}: M = {frequencies} + {more} adds {added}, "
        f"said to be at most {small.error}"
    )


@pytest.mark.parametrize("frequencies", [3, 8, 12])
def test_the_error_bound_covers_a_late_large_coefficient(frequencies: int) -> None:
    """(pi - theta) cos(21 theta/2) is definite with its largest coefficients at m = 10 and 11."""
    expression = (sp.pi - THETA) * sp.cos(sp.Rational(21, 2) * THETA)
    kernel = Kernel("late", "none", "a test", expression)
    small = galerkin_spectrum(kernel, uniform(), frequencies)
    large, allowed = section(kernel, uniform(), 60)
    added = (large[: small.eigenvalues.size] - small.eigenvalues).max()
    assert added <= small.error + 2 * allowed, f"added {added}, said at most {small.error}"


@pytest.mark.parametrize("name", REFERENCE)
@pytest.mark.parametrize("frequencies", [100, 400])
def test_reference_eigenvalues_are_covered(name: str, frequencies: int) -> None:
    density, reference = REFERENCE[name]
    spectrum = galerkin_spectrum(first_layer_bias, density, frequencies)
    allowed = rounding(first_layer_bias, frequencies)
    for index, exact in enumerate(reference):
        mu = spectrum.eigenvalues[index]
        covered = mu - allowed <= exact <= mu + spectrum.error + allowed
        assert covered, f"lambda_{index} = {exact}, section {mu}, error {spectrum.error}"


@pytest.mark.parametrize("name", REFERENCE)
def test_order_of_convergence(name: str) -> None:
    """Eigenfunctions with jumps in the second derivative: lambda_i - mu_i ~ M^-3."""
    density, reference = REFERENCE[name]
    errors = [
        np.array(reference) - galerkin_spectrum(first_layer_bias, density, m).eigenvalues[:12]
        for m in (50, 200)
    ]
    orders = np.log(errors[0] / errors[1]) / np.log(4)
    assert (np.abs(orders - 3) < 0.25).all(), f"observed orders {orders.round(2)}, expected 3"


@pytest.mark.parametrize("name", REFERENCE)
def test_400_frequencies_give_nine_digits(name: str) -> None:
    """The M^-3 law with the constant of M = 50, where the errors are below 1e-7."""
    density, reference = REFERENCE[name]
    errors = (
        np.array(reference) - galerkin_spectrum(first_layer_bias, density, 400).eigenvalues[:12]
    )
    assert errors.max() < 1e-7 / 8**3, f"{errors}"


@FEWEST
@given(densities(), kernels(), st.sampled_from([sp.Rational(1, 100), sp.Integer(3)]))
def test_scaling(density: Density, kernel: Kernel, factor: Any) -> None:
    scaled = kernel.scaled(factor, "scaled", "a test")
    values, allowed = section(kernel, density, 8)
    expected = float(factor) * values
    assert_close(
        section(scaled, density, 8)[0], expected, 2 * float(factor) * allowed, f"{density}"
    )


@given(piecewise_constant_densities(), kernels(), st.fractions(-2, 2, max_denominator=12))
def test_rotation(density: PiecewiseConstant, kernel: Kernel, shift: Any) -> None:
    values, allowed = section(kernel, density, 12)
    rotated = section(kernel, density.rotated(sp.Rational(shift)), 12)[0]
    assert_close(rotated, values, 2 * allowed, f"{density} turned by {shift} pi")


@given(densities(), kernels())
def test_reflection_and_antipode(density: Density, kernel: Kernel) -> None:
    values, allowed = section(kernel, density, 12)
    for moved in (density.reflected(), density.antipodal()):
        assert_close(section(kernel, moved, 12)[0], values, 2 * allowed, f"{density}, {moved}")


@pytest.mark.parametrize("shift", [sp.Rational(1, 3), sp.Rational(1, 7)])
@pytest.mark.parametrize("text", ["2+cos(x)", "3+cos(x)+sin(2x)"])
def test_trigonometric_densities_rotate(text: str, shift: Any) -> None:
    density = Trigonometric.from_text(text)
    values, allowed = section(first_layer_bias, density, 12)
    rotated = section(first_layer_bias, density.rotated(shift), 12)[0]
    assert_close(rotated, values, 2 * allowed, f"{text} turned by {shift} pi")


@given(densities(), kernels(), st.integers(0, 15))
def test_the_real_section_is_the_complex_one(
    density: Density, kernel: Kernel, frequencies: int
) -> None:
    """sqrt(khat_m) phat_{m-n} sqrt(khat_n)/(2 pi) in the basis e^{imx}, written independently."""
    m = np.arange(-frequencies, frequencies + 1)
    root = np.sqrt(coefficients(kernel, frequencies + 1)[np.abs(m)] / (2 * np.pi))
    phat = floats.fourier(density, 2 * frequencies + 1)
    steps = m[:, None] - m
    toeplitz = np.where(steps >= 0, phat[np.abs(steps)], phat[np.abs(steps)].conj())
    expected = np.linalg.eigvalsh(root[:, None] * toeplitz * root)[::-1]
    values, allowed = section(kernel, density, frequencies)
    assert_close(values, expected, 2 * allowed, f"{density}, {kernel.name}, M = {frequencies}")


@given(all_kernels(), st.integers(0, 40))
def test_the_uniform_density_gives_the_coefficients(kernel: Kernel, frequencies: int) -> None:
    """khat_m/(2 pi): once for m = 0, twice for every m >= 1."""
    khat = np.maximum(coefficients(kernel, frequencies + 1), 0)
    expected = np.sort(np.concatenate([khat, khat[1:]]))[::-1] / (2 * np.pi)
    values, allowed = section(kernel, uniform(), frequencies)
    assert_close(values, expected, allowed, f"{kernel.name}, M = {frequencies}")


@given(pi_periodic_densities(), kernels())
def test_pi_periodic_densities_keep_parities_apart(density: Density, kernel: Kernel) -> None:
    matrix = galerkin_matrix(kernel, density, 9)
    m = np.concatenate([np.arange(10), np.arange(1, 10)])
    mixed = np.abs(matrix[m % 2 == 0][:, m % 2 == 1]).max()
    allowed = rounding(kernel, 9)
    assert mixed <= allowed, f"{density}: even and odd frequencies are coupled by {mixed}"


@given(symmetric_densities(), kernels())
def test_symmetric_densities_keep_cosines_and_sines_apart(density: Density, kernel: Kernel) -> None:
    mixed = np.abs(galerkin_matrix(kernel, density, 9)[:10, 10:]).max()
    allowed = rounding(kernel, 9)
    assert mixed <= allowed, f"{density}: cosines and sines are coupled by {mixed}"


def test_analytic_densities_converge_exponentially() -> None:
    """The eigenfunctions are entire; the printed trigonometric density, first 12 eigenvalues."""
    fine, allowed = section(first_layer_bias, TRIGONOMETRIC, 60)
    errors = [
        np.abs(galerkin_spectrum(first_layer_bias, TRIGONOMETRIC, m).eigenvalues[:12] - fine[:12])
        for m in (8, 10, 12, 24)
    ]
    sizes = [float(e.max()) for e in errors]
    assert sizes[1] < sizes[0] / 4, f"from M = 8 to 10: {sizes}"
    assert sizes[2] < sizes[1] / 4, f"from M = 10 to 12: {sizes}"
    assert sizes[3] <= 2 * allowed, f"M = 24 is converged: {sizes}"


def test_multiplicity_two_is_forced_by_a_rotation_of_order_three() -> None:
    density = PiecewiseConstant.from_text("-1,-5/6,-1/3,-1/6,1/3,1/2,1", "5,1,5,1,5,1")
    values, allowed = section(first_layer_bias, density, 60)
    assert abs(values[1] - values[2]) < 2 * allowed, f"{values[:4]}"
    two_pieces = section(first_layer_bias, REFERENCE["fig13"][0], 60)[0]
    assert two_pieces[1] - two_pieces[2] > 0.05, f"no symmetry, no copy: {two_pieces[:4]}"


@given(densities(), all_kernels(), st.integers(1, 20))
def test_clusters_partition_and_are_separated(density: Density, kernel: Kernel, count: int) -> None:
    spectrum = galerkin_spectrum(kernel, density, 10)
    clusters = spectrum.clusters(count)
    assert clusters[0][0] == 0, f"{clusters}"
    assert clusters[-1][1] >= min(count, 21), f"{count} eigenvalues wanted, clusters {clusters}"
    for (_, last), (first, _) in pairwise(clusters):
        gap = spectrum.eigenvalues[last - 1] - spectrum.eigenvalues[first]
        assert last == first, f"{clusters}"
        assert gap > spectrum.error, f"{clusters}: gap {gap}, error {spectrum.error}"


def test_clusters_by_hand() -> None:
    spectrum = GalerkinSpectrum(np.array([1.0, 0.5, 0.49, 0.3, 0.1]), 0.05, np.inf, 2)
    assert 0.05 <= spectrum.error < 0.05 + 1e-12, f"{spectrum.error}"
    assert spectrum.clusters(4) == [(0, 1), (1, 3), (3, 4)]


@pytest.mark.parametrize("frequencies", [-1, 1.0, "3", 6001, True])
def test_frequencies_are_checked(frequencies: Any) -> None:
    with pytest.raises(InputError, match="is not an integer between 0 and 6000"):
        galerkin_spectrum(first_layer_bias, uniform(), frequencies)


def test_indefinite_kernels_are_refused() -> None:
    kernel = KERNELS["first_layer"].scaled(-1, "negative", "a test")
    with pytest.raises(InputError, match="'negative' has a negative Fourier coefficient"):
        galerkin_spectrum(kernel, uniform(), 5)


def test_without_closed_form_only_the_trace_bounds_the_error() -> None:
    spectrum = galerkin_spectrum(random_bias(sp.Integer(1)), uniform(), 20)
    assert spectrum.tail == np.inf
    assert 0 < spectrum.missing <= spectrum.error < spectrum.missing + 1e-12, f"{spectrum.error}"
