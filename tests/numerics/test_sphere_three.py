"""S^3: certified zonal eigenvalues from the exact determinant, beside those of Galerkin sections."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import acb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import precision
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.spheres.three_sphere import ZonalDeterminant, zonal_eigenvalues
from freqbias.numerics.spheres.zones import ZonalSection
from freqbias.theory.densities import Zones, uniform_sphere
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, both_layers_bias, first_layer, first_layer_bias
from freqbias.theory.kernels import first_layer_bias_unscaled as unscaled
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues

REFERENCE = [0.1608998785952167, 0.0412033450875420, 0.0074514618585691]
HEMISPHERES = Zones.from_text("-1, 0, 1", "3, 1", 4)


def test_reference_values() -> None:
    found = zonal_eigenvalues(first_layer_bias, HEMISPHERES, 3, 20)
    np.testing.assert_allclose([float(row.value) for row in found], REFERENCE, rtol=2e-14)
    assert all(row.certified and row.value.digits >= 20 for row in found)


@settings(max_examples=3)
@given(st.integers(-9, 9), st.integers(1, 9), st.sampled_from([first_layer_bias, unscaled]))
def test_galerkin_bounds_hold_the_certified_eigenvalues(
    tenth: int, weight: int, kernel: Kernel
) -> None:
    """Two routes without a common line: an initial value problem, and overlaps of harmonics."""
    zones = Zones((-1, Fraction(tenth, 10), 1), (weight, 4), 4)
    found = zonal_eigenvalues(kernel, zones, 4, 15)
    (zonal,) = ZonalSection(kernel, zones, 90).spectra([0], 0.0)
    for low, high, row in zip(zonal.lower, zonal.upper, found, strict=False):
        low, high = (Fraction(end) for end in (low - zonal.rounding, high + zonal.rounding))
        below, above = bounds(row.value)
        assert low <= below <= above <= high, f"{row} outside [{low:.17f}, {high:.17f}] for {zones}"
        assert row.certified


def test_uniform_density_has_the_closed_form() -> None:
    mu = harmonic_eigenvalues(first_layer_bias)
    found = zonal_eigenvalues(first_layer_bias, uniform_sphere(4), 4, 20)
    for degree, row in enumerate(found):
        low, high = (sp.Rational(end.numerator, end.denominator) for end in bounds(row.value))
        assert low <= mu(degree, 4) <= high, (degree, row)


def test_the_determinant_is_the_product_over_eigenvalues() -> None:
    """``prod (1 - nu lambda_i)`` from Galerkin, at a complex point too."""
    determinant = ZonalDeterminant(first_layer_bias, HEMISPHERES, 128)
    values = ZonalSection(first_layer_bias, HEMISPHERES, 200).ritz_values(0, 200)
    with precision(128):
        for nu in (3.0, 40.0, -100.0, 10 + 20j):
            found = complex(determinant(acb(nu)))
            assert found == pytest.approx(np.prod(1 - nu * values), rel=1e-6)


@pytest.mark.parametrize(
    ("kernel", "zones", "said"),
    [
        (first_layer_bias, uniform_sphere(3), "dimension 3"),
        (both_layers_bias, HEMISPHERES, "second layer"),
        (first_layer, HEMISPHERES, "odd degree"),
    ],
)
def test_what_has_no_such_determinant(kernel: Kernel, zones: Zones, said: str) -> None:
    with pytest.raises(InputError, match=said):
        zonal_eigenvalues(kernel, zones, 2)
