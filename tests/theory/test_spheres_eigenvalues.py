"""Harmonic eigenvalues against the circle, Gegenbauer quadrature, exact integrals and the trace."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.gamma_quotients import over_generators, reduced
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias, random_bias
from freqbias.theory.spheres.activations import by_rodrigues, closed_form, resonant
from freqbias.theory.spheres.funk_hecke import (
    components,
    harmonic_eigenvalues,
    height_defect,
    zonal_laplacian,
)
from freqbias.theory.spheres.harmonics import (
    DEGREE,
    DIMENSION,
    area,
    laplacian,
    multiplicity,
)

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
_DEGREES, _DIMENSIONS = st.integers(0, 14), st.integers(2, 9)
_WEIGHTS = st.tuples(*[st.fractions(0, 3, max_denominator=4)] * 3)
_FEW = settings(max_examples=8, deadline=None)


def zonal(degree: int, dimension: int, cosine: Any) -> Any:
    """P_k by its three-term recursion, which shares nothing with Rodrigues' formula."""
    before, here = 0 * cosine, 0 * cosine + 1
    for k in range(degree):
        following = (2 * k + dimension - 2) * cosine * here - k * before
        before, here = here, cosine if k == 0 else following / (k + dimension - 2)
    return here


def by_quadrature(profile: Any, degree: int, dimension: int, end: float = np.pi) -> float:
    """The mean of k P_k over the sphere, k cut off at an angle: 80 Gauss points, all is analytic."""
    values = sp.lambdify(THETA, profile, "numpy")
    nodes, weights = np.polynomial.legendre.leggauss(80)
    t, whole = end * (nodes + 1) / 2, np.pi * (nodes + 1) / 2
    above = weights @ (
        values(t) * zonal(degree, dimension, np.cos(t)) * np.sin(t) ** (dimension - 2)
    )
    return float(above * end / np.pi / (weights @ np.sin(whole) ** (dimension - 2)))


@given(_WEIGHTS.filter(any), _DEGREES, _DIMENSIONS)
@_FEW
def test_against_quadrature_of_any_mixture(
    weights: tuple[Fraction, Fraction, Fraction], k: int, d: int
) -> None:
    parts = zip(weights, components(), strict=True)
    profile = sum(sp.Rational(w.numerator, w.denominator) * part for w, part in parts)
    mu = harmonic_eigenvalues(Kernel("mixture", "W", "none", profile))
    exact, integral = mu(k, d), by_quadrature(profile, k, d)
    assert abs(float(exact) - integral) < 1e-13 * float(mu.at_zero), (
        f"d = {d}, k = {k}: {exact} against {integral}"
    )


@_KERNELS
def test_the_circle_is_contained_for_symbolic_degree(kernel: Kernel) -> None:
    mu, khat = harmonic_eigenvalues(kernel), kernel.fourier()
    for name, formula, known in zip(("even", "odd"), mu.on(2), (khat.even, khat.odd), strict=True):
        defect = sp.cancel(formula - known.subs(FREQUENCY, DEGREE) / (2 * sp.pi))
        assert defect == 0, f"{name} degrees of {kernel.name} differ by {defect}"
    for k in (*mu.exceptional, *khat.exceptional):
        assert mu(k, 2) == khat.eigenvalue(k), f"k = {k}"


@_KERNELS
def test_the_trace_is_approached_from_below(kernel: Kernel) -> None:
    """k(0) less the partial sum is positive and falls like 1/K: N mu ~ 2 C k^-2/(d-2)!."""
    mu = harmonic_eigenvalues(kernel)
    assert mu.at_zero == kernel.at_zero
    for d in (2, 3, 4, 5):
        rest = [float(mu.at_zero - mu.partial_trace(count, d)) for count in (10, 20)]
        assert 0 < rest[1] < 0.7 * rest[0], f"d = {d}: {rest} is left of {mu.at_zero}"


@given(_DEGREES, _DIMENSIONS)
def test_values_are_rational_or_rational_over_pi_squared(k: int, d: int) -> None:
    value = harmonic_eigenvalues(first_layer_bias)(k, d)
    assert not value.has(sp.gamma)
    parts = sp.Poly(value, 1 / sp.pi).terms() if d % 2 == 0 else [((0,), value)]
    assert {n for (n,), _ in parts} <= {0, 2}, f"mu_{k} = {value} for d = {d}"
    assert all(c.is_Rational for _, c in parts), f"mu_{k} = {value} for d = {d}"


@_KERNELS
def test_exceptions_are_exactly_where_the_formula_fails(kernel: Kernel) -> None:
    mu = harmonic_eigenvalues(kernel)
    for k in range(6):
        integral = by_quadrature(kernel.expression, k, 5)
        formula = mu.parity(k).subs({DEGREE: k, DIMENSION: 5})
        fails = abs(float(formula) - integral) > 1e-13
        assert fails == (k in mu.exceptional), f"k = {k}: {formula} against {integral}"


@_KERNELS
@pytest.mark.parametrize("parity", [0, 1])
def test_the_recursion_gives_the_next_value(kernel: Kernel, parity: int) -> None:
    mu = harmonic_eigenvalues(kernel)
    start = parity + 2
    if mu.vanishes(start):
        with pytest.raises(InputError, match="mu_k = 0 for every odd"):
            mu.ratio(parity)
        return
    for d in (2, 3, 6):
        ratio = mu.ratio(parity)
        at = ratio.subs({DEGREE: start, DIMENSION: d})
        assert sp.cancel(mu(start + 2, d) - at * mu(start, d)) == 0, f"d = {d}: ratio {ratio}"


@given(st.integers(0, 1), st.integers(0, 8), _DIMENSIONS)
def test_rodrigues_against_the_closed_form(p: int, half: int, d: int) -> None:
    k = 2 * half + p + 1
    assert by_rodrigues(p, k, d) == closed_form(p, k, d), f"p = {p}, k = {k}, d = {d}"


@pytest.mark.parametrize("d", [2, 3, 4, 7])
def test_the_activations_at_low_degree(d: int) -> None:
    """Half of t^p, and of the step's and relu's other parity, by quadrature in u = cos(angle)."""
    for p, k, expected in (
        (0, 0, resonant(0, d)),
        (1, 1, resonant(1, d)),
        (1, 0, -closed_form(1, 0, d)),
        (0, 1, closed_form(0, 1, d)),
    ):
        integral = by_quadrature(sp.cos(THETA) ** p, k, d, np.pi / 2)
        assert abs(float(expected) - integral) < 1e-13, f"p = {p}, k = {k}: {expected}, {integral}"


def test_the_differential_equation_of_the_height_is_an_identity_in_d() -> None:
    assert height_defect() == 0
    _, height, k1 = components()
    for wrong in (2 * height, height + k1):
        defect = sp.expand(sp.sin(THETA) * (k1 - zonal_laplacian(k1, 3) - 3 * wrong))
        assert defect != 0, f"the identity also holds for {wrong}"


@given(_DEGREES, _DIMENSIONS)
def test_multiplicities_are_those_of_polynomials(k: int, d: int) -> None:
    """Homogeneous polynomials of degree k are harmonic ones times powers of |x|^2."""
    total = sum(multiplicity(j, d) for j in range(k, -1, -2))
    assert total == sp.binomial(k + d - 1, d - 1), f"d = {d}, k = {k}: {total}"
    if k + d > 2:
        symbolic = multiplicity(DEGREE, d).subs(DEGREE, k)
        assert symbolic == multiplicity(k, d), f"d = {d}, k = {k}: {symbolic}"


@given(st.integers(0, 8), st.integers(2, 7))
@settings(max_examples=6, deadline=None)
def test_the_laplacian_of_a_zonal_harmonic(k: int, d: int) -> None:
    u = sp.cos(THETA)
    before, here = sp.S.Zero, sp.S.One
    for j in range(k):
        following = u if j == 0 else ((2 * j + d - 2) * u * here - j * before) / (j + d - 2)
        before, here = here, sp.expand(following)
    defect = sp.sin(THETA) * (zonal_laplacian(here, d) + laplacian(k, d) * here)
    assert vanishes(sp.expand(defect)), f"d = {d}, k = {k}: {here} is no eigenfunction"


def test_areas() -> None:
    for d in range(2, 9):
        assert sp.expand(area(d + 2) - 2 * sp.pi * area(d) / d) == 0, f"area of S^{d + 1}"


@pytest.mark.parametrize("kernel", [random_bias(), deep(2)], ids=lambda k: k.name)
def test_other_kernels_are_refused(kernel: Kernel) -> None:
    with pytest.raises(InputError, match=kernel.name):
        harmonic_eigenvalues(kernel)
    with pytest.raises(InputError, match="no combination of k0, u k0 and k1"):
        harmonic_eigenvalues(Kernel("other", "W", "none", sp.cos(THETA) ** 3))


@pytest.mark.parametrize(("k", "d"), [(-1, 3), (2, 1), (True, 3), (1, 10**6)])
def test_degrees_and_dimensions_out_of_range(k: int, d: int) -> None:
    with pytest.raises(InputError, match="is not an integer between"):
        harmonic_eigenvalues(first_layer_bias)(k, d)


@given(st.integers(-3, 5), st.integers(-3, 5), st.integers(1, 7))
def test_gamma_quotients_are_rational(m: int, n: int, z: int) -> None:
    x = sp.Symbol("x", positive=True)
    quotient = sp.gamma(x + m) / sp.gamma(x + n)
    rational = reduced(quotient)
    assert not rational.has(sp.gamma), rational
    point = sp.Rational(2 * z + 1, 2)  # no pole of either
    defect = enclose((rational - quotient).subs(x, point), 30)
    assert defect.contains_zero, f"{quotient} is not {rational} at {point}"


def test_gamma_values_of_other_classes_stay_apart() -> None:
    x = sp.Symbol("x", positive=True)
    duplication = sp.gamma(2 * x) - 4**x * sp.gamma(x) * sp.gamma(x + sp.S.Half) / 2 / sp.sqrt(
        sp.pi
    )
    assert vanishes(duplication) is None, "a relation between classes is not decided"
    assert vanishes(sp.gamma(x + 1) - (x + 1) * sp.gamma(x)) is None
    assert len(over_generators(duplication)[1]) == 3
