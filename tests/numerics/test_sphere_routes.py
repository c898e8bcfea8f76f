"""Rows for spectra on spheres: certified under the uniform density, estimates under zones."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.spheres.routes import UniformSphereRoute, ZonesRoute
from freqbias.strategies import kernels
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias, random_bias
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import multiplicity

HEMISPHERES = Zones.from_text("-1, 0, 1", "12, 1")


@settings(max_examples=10)
@given(kernels(), st.integers(3, 7), st.integers(1, 60))
def test_uniform_rows_are_the_largest_harmonic_eigenvalues(
    kernel: Kernel, dimension: int, count: int
) -> None:
    found = UniformSphereRoute(kernel, dimension, count, 20).eigenvalues
    mu = harmonic_eigenvalues(kernel)
    expected = sorted((mu(k, dimension) for k in range(14)), reverse=True)
    for row, value in zip(found, expected, strict=False):
        low, high = bounds(row.value)
        assert row.certified
        assert low <= value <= high, f"row {row.index} of {kernel.name}: {row.value} lacks {value}"
        assert row.multiplicity == multiplicity(row.origin, dimension)
    assert sum(row.multiplicity for row in found) >= count


def test_uniform_rows_can_be_refined() -> None:
    route = UniformSphereRoute(first_layer_bias, 4, 6, 15)
    assert route.refined(route.eigenvalues[-1], 80).digits >= 80
    with pytest.raises(InputError, match="degree 0"):
        route.functions(route.eigenvalues[0], 10)


def test_zones_have_rows_with_their_bounds() -> None:
    route = ZonesRoute(first_layer_bias, HEMISPHERES, 20)
    assert [row.multiplicity for row in route.eigenvalues[:4]] == [1, 2, 1, 2]
    low, high = bounds(route.eigenvalues[0].value)
    reference = Fraction("0.20353496874341")
    assert low < high
    assert max(abs(low - reference), abs(high - reference)) < Fraction("2e-14")
    assert not any(row.certified for row in route.eigenvalues)
    (function,) = route.functions(route.eigenvalues[1], 10)
    assert function.order == 1
    with pytest.raises(InputError, match="float64 only"):
        route.refined(route.eigenvalues[0], 30)


def test_kernels_without_closed_form_are_refused() -> None:
    with pytest.raises(InputError, match="random_bias"):
        UniformSphereRoute(random_bias(), 3, 5, 15)
