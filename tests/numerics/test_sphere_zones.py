"""Zones on spheres: exact overlaps, two-sided bounds, and an independent Nystroem route."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from scipy.special import beta, eval_gegenbauer

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.overlaps import overlaps, radial_functions
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.numerics.spheres.zones import ZonalSection
from freqbias.theory.densities import Zones, uniform_sphere
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, first_layer_bias
from freqbias.theory.spheres.harmonics import multiplicity

FEW = settings(max_examples=20)
DENSE_SOUTH = Zones.from_text("-1, 0, 1", "12, 1")
DENSE_NORTH = Zones.from_text("-1, 0, 1", "1, 3")
REFERENCE = {  # by another implementation, and by Nystroem matrices on graded panels
    DENSE_SOUTH: {
        0: [0.20353496874341, 0.03296507720765, 0.00746559702836],
        1: [0.08053236244196, 0.00730862647576],
        2: [0.01474493042483],
        3: [0.00269252672538],
    },
    DENSE_NORTH: {
        0: [0.17691471132874, 0.05362656903657, 0.01268104790756],
        1: [0.07577741958490, 0.01106143641285],
        2: [0.01406694814617],
        3: [0.00229466881255],
    },
}


def zones(dimensions: SearchStrategy[int] | None = None) -> SearchStrategy[Zones]:
    """Up to six zones, some thin, some empty."""

    def built(cuts: list[int], weights: list[int], dimension: int) -> Zones:
        heights = [Fraction(-1), *(Fraction(cut, 500) for cut in sorted(cuts)), Fraction(1)]
        return Zones(tuple(heights), tuple(weights[: len(heights) - 1]), dimension)

    cuts = st.lists(st.integers(-499, 499), max_size=5, unique=True)
    weights = st.lists(st.integers(0, 9), min_size=6, max_size=6).map(
        lambda w: [max(w[0], 1), *w[1:]]
    )
    return st.builds(built, cuts, weights, dimensions or st.integers(3, 6))


def floats(p: Zones) -> Floats:
    return np.array([float(zone.value) for zone in p.zones])


@FEW
@given(zones(), st.integers(0, 9))
def test_overlaps_are_integrals(p: Zones, order: int) -> None:
    """Gauss quadrature in the polar angle, with Gegenbauer polynomials of another library."""
    d, count = p.dimension, 15
    (found,) = overlaps(p.heights[1:-1], [order], count, d)
    nodes, weights = np.polynomial.legendre.leggauss(64)
    expected = np.zeros((count, count))
    for zone in p.zones:
        top, bottom = (np.arccos(float(h)) for h in (zone.top, zone.bottom))
        theta = top + (bottom - top) / 2 * (1 + nodes)
        measure = weights * (bottom - top) / 2 * np.sin(theta) ** (d - 2) / beta(0.5, (d - 1) / 2)
        u = _gegenbauer(theta, order, count, d)
        expected += float(zone.value) * (u * measure) @ u.T
    error = np.abs(found.matrix(floats(p), count) - expected).max()
    assert error <= 1e-12 * float(p.maximum), (
        f"order {order}: overlaps differ by {error:.1e} for {p}"
    )


def _gegenbauer(theta: Floats, order: int, count: int, dimension: int) -> Floats:
    """``u_l`` normalised by quadrature; the parameter 0 stands for Chebyshev, which d >= 3 avoids."""
    nodes, weights = np.polynomial.legendre.leggauss(128)
    whole = np.pi / 2 * (1 + nodes)
    a, n = order + (dimension - 2) / 2, np.arange(count)[:, None]
    measure = (
        weights * np.pi / 2 * np.sin(whole) ** (dimension - 2) / beta(0.5, (dimension - 1) / 2)
    )

    def plain(at: Floats) -> Floats:
        return np.asarray(np.sin(at) ** order * eval_gegenbauer(n, a, np.cos(at)))

    return np.asarray(plain(theta) / np.sqrt(plain(whole) ** 2 @ measure)[:, None])


@FEW
@given(zones())
def test_each_degree_has_the_mass_of_its_harmonics(p: Zones) -> None:
    """Addition theorem: the squares of the harmonics of a degree sum to a constant."""
    degrees, d = 24, p.dimension
    total = np.zeros(degrees)
    for found in overlaps(p.heights[1:-1], range(degrees), degrees, d):
        size = degrees - found.order
        copies = float(multiplicity(found.order, d - 1))
        total[found.order :] += copies * np.diag(found.matrix(floats(p), size))
    expected = [float(multiplicity(k, d)) for k in range(degrees)]
    np.testing.assert_allclose(total, expected, rtol=1e-11, err_msg=str(p))


def test_functions_of_high_order_survive_underflow() -> None:
    """At height 97/100 order 600 starts at 1e-368; high degrees share their mass as rays do.

    A ray of degree l and order m stays below the height ``h_1 = sqrt(1 - (m/l)^2)``, and below h for
    the share ``1/2 + asin(h/h_1)/pi`` of its time.
    """
    height, order, count = sp.Rational(97, 100), 600, 2400
    assert radial_functions([height], [order], 1, 3)[0, 0, 0] == 0.0
    (found,) = overlaps([height], [order], count, 3)
    diagonal = np.diag(found.matrix(np.array([1.0, 0.0]), count))
    assert diagonal[0] == 1.0
    highest = np.sqrt(1 - (order / (order + count - 0.5)) ** 2)
    assert diagonal[-1] == pytest.approx(0.5 + np.arcsin(0.97 / highest) / np.pi, abs=1e-3)


@pytest.mark.parametrize("p", list(REFERENCE), ids=str)
def test_reference_values(p: Zones) -> None:
    for each in ZonalSection(first_layer_bias, p, 120).spectra(range(4), 1e-3):
        expected = REFERENCE[p][each.order]
        found = each.values[: len(expected)]
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-14, err_msg=f"m = {each.order}")
        assert np.all(each.upper - each.lower < 1e-12)


@FEW
@given(zones(), st.sampled_from(sorted(KERNELS)), st.integers(0, 3))
def test_bounds_of_a_small_section_hold(p: Zones, name: str, order: int) -> None:
    """What a larger section finds lies between them: both routes bound the same eigenvalues."""
    small, large = (ZonalSection(KERNELS[name], p, degrees) for degrees in (24, 96))
    (rough,), (sharp,) = (each.spectra([order], 4 * small.unresolved) for each in (small, large))
    count = min(rough.lower.size, sharp.lower.size)
    assert abs(rough.lower.size - sharp.lower.size) <= 1
    slack = rough.rounding + sharp.rounding
    below = rough.lower[:count] - sharp.upper[:count]
    above = sharp.lower[:count] - rough.upper[:count]
    assert max(below.max(initial=-1), above.max(initial=-1)) <= slack, (
        f"{p}: {rough} against {sharp}"
    )
    assert np.all(rough.lower <= rough.upper + slack)


@FEW
@given(zones())
def test_ritz_values_have_the_trace_of_the_section(p: Zones) -> None:
    """Over all orders they sum to ``sum_{l < L} N(d, l) mu_l``, for every density."""
    degrees, d = 20, p.dimension
    section = ZonalSection(first_layer_bias, p, degrees, 40)
    total = sum(
        float(multiplicity(m, d - 1)) * section.ritz_values(m, degrees).sum()
        for m in range(degrees)
    )
    expected = sum(
        float(multiplicity(k, d)) * mu for k, mu in enumerate(section.eigenvalues[:degrees])
    )
    assert total == pytest.approx(expected, rel=1e-12), p


@FEW
@given(zones(), st.integers(0, 4))
def test_orientation_and_imaginary_cuts_do_not_matter(p: Zones, cut: int) -> None:
    """North and south may be exchanged, and a zone cut in two of the same weight."""
    zone = p.zones[cut % len(p.zones)]
    middle = (zone.bottom + zone.top) / 2
    heights = tuple(sorted([*p.heights, middle]))
    at = heights.index(middle)
    again = Zones(heights, (*p.weights[:at], p.weights[at - 1], *p.weights[at:]), p.dimension)
    turned = Zones(tuple(-h for h in reversed(p.heights)), p.weights[::-1], p.dimension)
    for other in (again, turned):
        ours, theirs = (
            ZonalSection(first_layer_bias, each, 30).ritz_values(1, 30) for each in (p, other)
        )
        np.testing.assert_allclose(
            ours, theirs, rtol=0, atol=1e-13 * float(p.maximum), err_msg=str(p)
        )


@pytest.mark.parametrize("dimension", [3, 4, 5, 6])
def test_uniform_density_has_the_harmonic_eigenvalues(dimension: int) -> None:
    found = sphere_spectrum(first_layer_bias, uniform_sphere(dimension), 40)
    mu = sphere_eigenvalues(first_layer_bias, 20, dimension)
    copies = [int(multiplicity(k, dimension)) for k in range(20)]
    expected = np.sort(np.repeat(mu, copies))[::-1]
    np.testing.assert_allclose(found.values[:40], expected[:40], rtol=0, atol=1e-14)


@pytest.mark.parametrize(("p", "order"), [(DENSE_SOUTH, 0), (DENSE_NORTH, 1)], ids=str)
def test_nystroem_matrix_of_an_order(p: Zones, order: int) -> None:
    """Another route: the kernel integrated over the azimuth, sampled at Gauss nodes of the zones.

    Its error falls like the cube of the spacing, so that two sizes say how large it is.
    """
    (found,) = ZonalSection(first_layer_bias, p, 60).spectra([order], 1e-3)
    coarse, fine = (_nystroem(p, order, size)[: found.values.size] for size in (30, 60))
    errors = np.abs(coarse - found.values), np.abs(fine - found.values)
    assert np.all(errors[1] < 2e-6), f"Nystroem {fine}, Galerkin {found.values}"
    assert np.all(errors[1] < errors[0] / 4 + 1e-9), f"no convergence: {errors}"


def _nystroem(p: Zones, order: int, size: int) -> Floats:
    nodes, weights = np.polynomial.legendre.leggauss(size)
    points, masses = [], []
    for zone in p.zones:
        top, bottom = (np.arccos(float(h)) for h in (zone.top, zone.bottom))
        theta = top + (bottom - top) / 2 * (1 + nodes)
        points.append(theta)
        masses.append(float(zone.value) * weights * (bottom - top) / 4 * np.sin(theta))
    theta, root = np.concatenate(points), np.sqrt(np.concatenate(masses))
    matrix = azimuthal_kernel(theta[:, None], theta[None, :], order)
    return np.linalg.eigvalsh(root[:, None] * matrix * root)[::-1]


def azimuthal_kernel(first: Floats, second: Floats, order: int) -> Floats:
    """``(1/pi) integral_0^pi k(angle) cos(m phi) dphi`` by Gauss panels graded towards phi = 0."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    edges = np.concatenate([[0.0], np.pi * 2.0 ** np.arange(-20, 1)])
    k = kernel_function(first_layer_bias)
    total = np.zeros(np.broadcast_shapes(first.shape, second.shape))
    for left, right in pairwise(edges):
        for node, weight in zip(nodes, weights, strict=True):
            phi = left + (right - left) / 2 * (1 + node)
            chord = np.sin((first - second) / 2) ** 2
            chord = chord + np.sin(first) * np.sin(second) * np.sin(phi / 2) ** 2
            angle = 2 * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
            total += weight * (right - left) / 2 * np.cos(order * phi) * k(angle)
    return total / np.pi


def test_no_order_is_missed() -> None:
    """A thin, heavy zone lets high orders in; every order up to 60 is searched by hand."""
    p = Zones.from_text("-1, -0.05, 0.05, 1", "1, 40, 1")
    found = sphere_spectrum(first_layer_bias, p, 60)
    section = ZonalSection(first_layer_bias, p, 150)
    by_hand = np.concatenate(
        [np.repeat(each.values, 1 + (each.order > 0)) for each in section.spectra(range(60), 2e-5)]
    )
    by_hand = np.sort(by_hand)[::-1]
    np.testing.assert_allclose(found.values[:60], by_hand[:60], rtol=0, atol=1e-11)
    assert max(row.order for row in found.rows) >= 8


def test_many_thin_zones_approach_a_smooth_density() -> None:
    """p = 1 + z cut into cells: eigenvalues converge like the square of the width."""

    def cells(count: int) -> Zones:
        heights = tuple(Fraction(2 * i, count) - 1 for i in range(count + 1))
        return Zones(heights, tuple(2 * i + 1 for i in range(count)))

    values = [sphere_spectrum(first_layer_bias, cells(n), 6).values[:6] for n in (25, 50, 100, 400)]
    errors = [np.abs(each - values[-1]).max() for each in values[:3]]
    assert errors[0] > 3 * errors[1] > 9 * errors[2] > 0, errors


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"degrees": 1}, "degrees 1"),
        ({"degrees": 10**9}, "degrees 1000000000"),
        ({"degrees": 5000, "beyond": 10**6}, "degrees 5000 with beyond 1000000"),
        ({"degrees": 50, "beyond": 20}, "beyond 20"),
    ],
)
def test_sections_that_cannot_be_meant(change: dict[str, int], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ZonalSection(first_layer_bias, DENSE_SOUTH, **change)


def test_a_section_too_small_for_the_count_is_refused() -> None:
    with pytest.raises(InputError, match="count 500 needs"):
        sphere_spectrum(first_layer_bias, DENSE_SOUTH, 500, degrees=15)
