"""Explicit two-sided decay, the Laplacian's rational functions, and the solvable case S^3."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.densities import Zones, uniform_sphere
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, both_layers_bias, first_layer, first_layer_bias
from freqbias.theory.spheres.decay import manifest, parity_decay, uniform_decay
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, laplacian, shifted_degree
from freqbias.theory.spheres.local import local_symbol
from freqbias.theory.spheres.three_sphere import closure_matrix, folded_zones, zonal_system

_WITH_BIAS = [kernel for kernel in KERNELS.values() if "b" in kernel.trained]
_FEW = settings(max_examples=6, deadline=None)


def parities(kernel: Kernel) -> list[int]:
    return [0, 1] if "b" in kernel.trained else [0]


@given(st.sampled_from([*KERNELS.values()]), st.integers(0, 30), st.integers(2, 12))
@_FEW
def test_the_bounds_hold(kernel: Kernel, half: int, d: int) -> None:
    """Against exact values, in balls of 40 digits; equality on the circle's odd degrees."""
    for parity in parities(kernel):
        found = parity_decay(kernel, parity)
        k = found.start + 2 * half
        value = harmonic_eigenvalues(kernel).parity(k).subs({DEGREE: k, DIMENSION: d})
        low, middle, high = (
            sp.N(x, 40) for x in (found.bounds(k, d)[0], value, found.bounds(k, d)[1])
        )
        room = sp.Rational(1, 10**35) * middle
        assert low <= middle + room, f"d = {d}, k = {k}: {low} is above {middle}"
        assert middle <= high + room, f"d = {d}, k = {k}: {high} is below {middle}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
@pytest.mark.parametrize("d", [2, 3, 6])
def test_the_correction_is_the_first_one(kernel: Kernel, d: int) -> None:
    """nu^2 (nu^p mu_k/C - 1) tends to c like 1/nu^2."""
    for parity in parities(kernel):
        found, k = parity_decay(kernel, parity), 2000 + parity
        nu, at = shifted_degree(k, d), {DEGREE: k, DIMENSION: d}
        power, limit = (sp.sympify(x).subs(DIMENSION, d) for x in (found.power, found.limit))
        mu = found.formula.subs(at)
        measured = sp.N(nu**2 * (nu**power * mu / limit - 1), 30)
        c = found.correction.subs(DIMENSION, d)
        assert abs(measured - c) < 1e-3, f"parity {parity}: {measured}, not {c}"


@pytest.mark.parametrize("kernel", _WITH_BIAS, ids=lambda k: k.name)
@pytest.mark.parametrize("d", [2, 3, 4, 9])
def test_uniform_constants_and_no_faster_decay(kernel: Kernel, d: int) -> None:
    mu, found = harmonic_eigenvalues(kernel), uniform_decay(kernel).at(d)
    scaled = [k**d * mu(k, d) for k in range(1, 40)]
    assert all(found.least <= value <= found.most for value in scaled), (found, scaled)
    by_nu = [shifted_degree(k, d) ** d * mu(k, d) for k in range(1, 40)]
    assert max(by_nu, key=float) == found.most, "the upper constant is not attained"
    assert all(found.limit <= value for value in by_nu), f"{found.limit} is no lower bound"


def test_without_bias_there_is_no_uniform_law() -> None:
    with pytest.raises(InputError, match="every odd degree"):
        uniform_decay(first_layer)


def test_a_wrong_power_or_correction_is_not_manifest() -> None:
    found = parity_decay(first_layer_bias, 1)
    nu = shifted_degree()
    for extra in (-1, 1):
        slope = found.log_slope + extra * (1 / (nu + 2) - 1 / nu)
        assert None in (manifest(slope, 1), manifest(-slope, 1))
    assert manifest(found.log_slope, 1) is not None
    below, above = found.exponents
    assert manifest(-found.room(above * 9 / 10), 1) is None
    assert manifest(found.room(below * 11 / 10), 1) is None


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
@pytest.mark.parametrize("d", [2, 4, 6, 8])
def test_even_dimensions_have_rational_functions_of_the_laplacian(kernel: Kernel, d: int) -> None:
    mu = harmonic_eigenvalues(kernel)
    for parity in parities(kernel):
        local = local_symbol(kernel, d, parity)
        for k in range(parity, 12, 2):
            assert sp.expand(local(k, d) - mu(k, d)) == 0, f"k = {k}: {local}"
    solvable = d == (8 if "a" in kernel.trained else 4)
    assert local_symbol(kernel, d, 0).is_polynomial == solvable


@pytest.mark.parametrize("d", [3, 5, 7])
def test_odd_dimensions_have_none(d: int) -> None:
    """No quotient of polynomials of degree 2 in Lambda interpolates mu_k; the law says none does."""
    with pytest.raises(InputError, match="odd power"):
        local_symbol(first_layer_bias, d, 1)
    mu = harmonic_eigenvalues(first_layer_bias)
    rows = []
    for k in range(3, 17, 2):
        powers = [laplacian(k, d) ** i for i in range(3)]
        rows.append([mu(k, d) * x for x in powers] + powers)
    assert sp.Matrix(rows).rank() == 6, "some quotient has the first seven values"


def closure(zones: Zones, nu: Any) -> mpmath.mpf:
    """The determinant through Taylor series of the exponentials, at 30 digits."""
    with mpmath.workdps(20):
        product = mpmath.eye(6)
        for factor in reversed(closure_matrix(first_layer_bias, zones, nu).args):
            inner = factor.args[0] if not hasattr(factor, "tolist") else factor
            matrix = mpmath.matrix(
                [[mpmath.mpf(sp.N(x, 25)) for x in row] for row in inner.tolist()]
            )
            whole = matrix if inner is factor else mpmath.expm(matrix, method="taylor")
            product = whole * product
        return mpmath.det(product)


def test_the_determinant_of_the_uniform_density_is_the_product() -> None:
    mu, zones = harmonic_eigenvalues(first_layer_bias), uniform_sphere(4)
    start = closure(zones, sp.S.Zero)
    for k in range(4):
        near = [
            closure(zones, (1 + x) / mu(k, 4))
            for x in (-sp.Rational(1, 10**9), sp.Rational(1, 10**9))
        ]
        assert near[0] * near[1] < 0, f"mu_{k} is no zero: {near}"
    values = [float(1 - 3 * mu(k, 4)) for k in range(400)]
    expected = mpmath.fprod(values)
    assert abs(closure(zones, sp.Integer(3)) / start - expected) < 1e-8, "not the product"


@pytest.mark.parametrize("weights", ["1, 4, 2"])
def test_its_zeros_are_those_of_a_galerkin_matrix(weights: str) -> None:
    """sin((k+1) chi)/sin(chi) is an orthonormal basis of the zonal functions."""
    zones, degrees = Zones.from_text("-1, -1/2, 1/3, 1", weights, 4), np.arange(100)
    difference, total = degrees[:, None] - degrees, degrees[:, None] + degrees + 2

    def waves(height: Any) -> Any:
        """A primitive of ``2 sin((k+1) chi) sin((l+1) chi)`` at the angle of a height."""
        chi, equal = np.arccos(float(height)), difference == 0
        same = np.where(equal, chi, np.sin(difference * chi) / (difference + equal))
        return same - np.sin(total * chi) / total

    overlaps = sum(float(z.value) * (waves(z.bottom) - waves(z.top)) for z in zones.zones) / np.pi
    mu = harmonic_eigenvalues(first_layer_bias)
    roots = np.sqrt([float(mu(int(k), 4)) for k in degrees])
    for value in np.linalg.eigvalsh(roots[:, None] * overlaps * roots)[:-3:-1]:
        low, high = (closure(zones, sp.Rational(str(x / value))) for x in (1 - 1e-5, 1 + 1e-5))
        assert low * high < 0, f"no zero near 1/{value}: {low}, {high}"


def test_the_system_has_the_frequencies_it_says() -> None:
    system, (nu, s, d, t) = zonal_system(first_layer_bias), sp.symbols("nu sigma delta t")
    generator = system.generator(nu, s, d)
    x = sp.Symbol("x")
    at = {nu: 7, s: sp.Rational(3, 2), d: sp.Rational(1, 3)}
    found = generator.subs(at).charpoly(x).as_expr()
    expected = system.frequencies(t, nu, s, d).subs(at).subs(t, -(x**2))
    assert sp.expand(found - expected * (x**2 + 1) ** 2 * (x**2 + 4) ** 2) == 0


def test_zones_fold_at_the_equator() -> None:
    arcs = folded_zones(Zones.from_text("-1, -1/2, 1/3, 1", "1, 4, 2", 4))
    assert sp.simplify(sum(arc.length for arc in arcs) - sp.pi / 2) == 0
    assert len(arcs) == 3
    with pytest.raises(InputError, match="is not 4"):
        folded_zones(uniform_sphere(3))
    with pytest.raises(InputError, match="second layer"):
        zonal_system(both_layers_bias)
