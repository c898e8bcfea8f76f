"""Eigenfunctions on spheres: the eigenvalue equation by quadrature, norms, zeros, local degrees."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.numerics.spheres.spectrum import SphereSpectrum, sphere_spectrum
from freqbias.theory.densities import Zones, uniform_sphere
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
PANELS = np.pi * 2.0 ** np.arange(-24, 1)


@pytest.fixture(scope="module")
def hemispheres() -> SphereSpectrum:
    return sphere_spectrum(first_layer_bias, Zones.from_text("-1, 0, 1", "12, 1"), 60)


def panels(edges: Floats) -> tuple[Floats, Floats]:
    """Gauss nodes and weights on the intervals between edges."""
    parts = [
        (left + (right - left) / 2 * (1 + NODES), WEIGHTS * (right - left) / 2)
        for left, right in pairwise(edges)
    ]
    nodes, weights = (np.concatenate(each) for each in zip(*parts, strict=True))
    return nodes, weights


def applied(f: SphereFunction, at: float) -> float:
    """``T f`` on S^2 at a polar angle and azimuth 0, from values of f and k alone.

    Panels of polar angles are graded towards the point and the edges of zones, where f is less smooth.
    """
    phi, phi_weights = panels(np.concatenate([[0.0], PANELS]))
    total = 0.0
    for zone in f.zones.zones:
        top, bottom = (np.arccos(float(h)) for h in (zone.top, zone.bottom))
        graded = [top, bottom]
        for center in (top, bottom, at):
            graded += [center + sign * step for sign in (1, -1) for step in PANELS]
        edges = np.unique([each for each in graded if top <= each <= bottom])
        theta, weights = panels(edges)
        chord = np.sin((theta[:, None] - at) / 2) ** 2
        chord = chord + np.sin(theta[:, None]) * np.sin(at) * np.sin(phi / 2) ** 2
        k = kernel_function(first_layer_bias)(2 * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))
        around = k @ (phi_weights * np.cos(f.order * phi)) / np.pi
        radial = f.radial(np.cos(theta))
        total += float(zone.value) / 2 * float(around @ (weights * np.sin(theta) * radial))
    return total


@pytest.mark.parametrize("row", [0, 1, 3, 10])
def test_the_eigenvalue_equation_by_quadrature(hemispheres: SphereSpectrum, row: int) -> None:
    f = hemispheres.function(row)
    for theta in (0.3, 1.4, 2.2):
        expected = f.eigenvalue * float(f.radial(np.cos(theta)))
        error = abs(applied(f, theta) - expected)
        assert error < 1e-12, f"order {f.order}: T f - lambda f = {error:.1e} at theta = {theta}"


def test_functions_are_orthonormal(hemispheres: SphereSpectrum) -> None:
    z, weights = panels(np.array([-1.0, -0.5, 0.0, 0.5, 1.0]))
    density = np.where(z < 0, 24 / 13, 2 / 13) * weights / 2
    for order in range(3):
        rows = [i for i, row in enumerate(hemispheres.rows) if row.order == order]
        values = np.array([hemispheres.function(i).radial(z) for i in rows])
        gram = (values * density) @ values.T
        np.testing.assert_allclose(gram, np.eye(len(rows)), atol=1e-9)


@pytest.mark.parametrize("dimension", [3, 4, 5])
def test_values_at_points_have_norm_one(dimension: int) -> None:
    """A mean over random points; the order 2 needs the norm of its angular part."""
    p = Zones((-1, 0, 1), (1, 2), dimension)
    found = sphere_spectrum(first_layer_bias, p, 30)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4000, dimension))
    x /= np.linalg.norm(x, axis=1)[:, None]
    density = np.where(x[:, -1] < 0, 2 / 3, 4 / 3)
    row = next(i for i, row in enumerate(found.rows) if row.order == 2)
    squares = density * found.function(row)(x) ** 2
    assert squares.mean() == pytest.approx(1, abs=5 * squares.std() / np.sqrt(len(x)))


def test_uniform_density_has_harmonics_with_their_degree() -> None:
    found = sphere_spectrum(first_layer_bias, uniform_sphere(3), 200)
    for row, each in enumerate(found.rows):
        if each.order in (0, 1) and each.number == 7:
            f = found.function(row)
            largest = each.order + int(np.argmax(np.abs(f.coefficients)))
            assert f.local_degree(0) == pytest.approx(largest, abs=0.01)
            assert len(f.zeros(0)) == largest - each.order


@pytest.mark.parametrize("order", [0, 3])
def test_local_degree_grows_like_the_cube_root_of_the_density(order: int) -> None:
    """12^(1/3) = 2.289, where sqrt(12) = 3.46; the rest falls as the degree grows."""
    found = sphere_spectrum(first_layer_bias, Zones.from_text("-1, 0, 1", "12, 1"), 1500)
    f = found.function(max(i for i, row in enumerate(found.rows) if row.order == order))
    dense, thin = (f.local_degree(zone) + 0.5 for zone in (0, 1))
    assert dense / thin == pytest.approx(12 ** (1 / 3), rel=0.04), (dense, thin)


def test_what_cannot_be_asked(hemispheres: SphereSpectrum) -> None:
    f = hemispheres.function(0)
    with pytest.raises(InputError, match="zone 0 has 0 zeros"):
        f.local_degree(0)
    with pytest.raises(InputError, match="zone 2"):
        f.zeros(2)
    with pytest.raises(InputError, match=r"vectors of R\^3"):
        f(np.zeros((4, 2)))
    with pytest.raises(InputError, match="outside"):
        f.radial([0.0, 1.5])
