"""Claims about deep kernels and about decay on spheres, by routes that their checks do not take."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020.section_3 import spheres
from freqbias.claims.basri2020.section_3.spheres import BOUNDS, mean_against_harmonic
from freqbias.claims.basri2020.section_4 import figures_2_3
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_5 import depth_10, figure_10, monotone
from freqbias.claims.basri2020.section_5.figure_12 import local_slopes, slope
from freqbias.claims.basri2020.section_5.slopes import limits
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.derivations.depth.limits import limits as derived_limits
from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.numerics.balls import enclose
from freqbias.numerics.densities import quantile_points
from freqbias.numerics.depth.spheres import deep_sphere_eigenvalues
from freqbias.numerics.evaluate import kernel_function
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.theory.densities import uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias, named
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DIMENSION, shifted_degree

_SLOPES = {2: (3 / np.pi, 1 / (2 * np.pi)), 9: (45 / np.pi, 0.0159214684739)}


def _theta(depth: int, theta: mpmath.mpf) -> mpmath.mpf:
    """Theta_L as the sum over layers, with cosines: not how any module of the house computes it."""
    angles = [theta]
    for _ in range(depth):
        t = angles[-1]
        angles.append(mpmath.acos(mpmath.cos(t) + (mpmath.sin(t) - t * mpmath.cos(t)) / mpmath.pi))
    passed = [1 - t / mpmath.pi for t in angles]
    return mpmath.fsum(
        mpmath.cos(angles[h]) * mpmath.fprod(passed[h:depth]) for h in range(depth + 1)
    )


def test_the_first_rise_of_three_layers_by_mpmath() -> None:
    """khat_5, ..., khat_8 of L = 2 by quadrature of the sum over layers."""
    with mpmath.workdps(30):
        values = [
            2
            * mpmath.quad(
                lambda t, m=m: _theta(2, t) * mpmath.cos(m * t), mpmath.linspace(0, mpmath.pi, 5)
            )
            for m in range(5, 9)
        ]
    assert values[0] > values[1] > values[2], f"no decrease up to 7: {values}"
    assert values[3] > values[2], f"khat_8 = {values[3]} is not above khat_7 = {values[2]}"
    for m, value in enumerate(values, 5):
        assert abs(float(monotone.coefficients(2, 9)[m].mid()) - float(value)) < 1e-15


@settings(max_examples=30, deadline=None)
@given(depth=st.sampled_from([2, 3, 9]), kappa=st.integers(0, 400))
def test_coefficients_are_positive_and_fall_within_a_parity(depth: int, kappa: int) -> None:
    khat = monotone.coefficients(depth, 403)
    assert khat[kappa + 2] > 0
    assert khat[kappa + 2] < khat[kappa], f"L = {depth}: rises from {kappa} to {kappa + 2}"


@settings(max_examples=20, deadline=None)
@given(points=st.integers(8, 60), depth=st.sampled_from([1, 2, 9]))
def test_sampled_eigenvalues_are_those_of_the_dense_matrix(points: int, depth: int) -> None:
    """Each of 0 < kappa < n/2 twice; the eigenvectors are the Fourier series."""
    found = figure_10.sampled(depth, points)
    matrix = gram_matrix(named(f"deep:{depth}"), quantile_points(uniform(), points)) / points
    copies = [1 if 2 * k in (0, points) else 2 for k in range(found.size)]
    expected = np.sort(np.repeat(found, copies))
    assert np.allclose(np.linalg.eigvalsh(matrix), expected, atol=1e-13 * (depth + 1))


def test_an_odd_number_of_points_hides_the_rise() -> None:
    """Below n/2 frequencies kappa and n - kappa are the same, and n is odd or even."""
    rises = {n: np.flatnonzero(np.diff(figure_10.sampled(9, n)) >= 0) for n in (1255, 1256, 1257)}
    assert [rises[n].size for n in (1255, 1257)] == [0, 0]
    assert rises[1256][0] == 461


def test_no_decrease_over_no_distance_is_stated() -> None:
    for step in (0, -2, 2.0, 40):
        with pytest.raises(InputError, match="step"):
            monotone.Falls(step)  # type: ignore[arg-type]


def test_a_law_for_both_readings_of_the_depth_falls_at_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The counterexamples of L = 9 and 10; with fewer coefficients at L = 10 nothing is decided."""
    claim = next(c for c in monotone.CLAIMS if c.id.endswith("fig10.monotone"))
    found = claim.check(Context(), claim.statement)
    assert found.finding is Finding.FAILS
    assert found.witness is not None
    assert found.witness.spot.point == {"L": 9, "kappa": 901}
    assert "L = 10, kappa = 1351" in found.witness.meaning
    monkeypatch.setitem(monotone._LOOK, 10, 1351)
    assert claim.check(Context(), claim.statement).finding is Finding.OPEN


@pytest.mark.parametrize("more", [BOUNDS.uppers[:1], (2 * BOUNDS.uppers[0],)])
def test_bounds_with_another_constant_are_not_those_proved(more: tuple[sp.Expr, ...]) -> None:
    statement = replace(BOUNDS, uppers=(*BOUNDS.uppers, *more))
    assert spheres._bounded(Context(), statement).finding is Finding.OPEN


@pytest.mark.parametrize("dimension", [2, 3, 5])
@pytest.mark.parametrize("depth", [2, 9])
def test_limits_of_scaled_eigenvalues(depth: int, dimension: int) -> None:
    """``nu^d mu_k`` at degrees near 3000 against the limit for each parity, which nu reaches faster."""
    values = deep_sphere_eigenvalues(named(f"deep:{depth}"), 3002, dimension)
    near, far = _SLOPES[depth]
    for k, limit in zip((3000, 3001), limits(), strict=True):
        exact = float(limit.subs({NEAR.symbol: near, FAR.symbol: far, DIMENSION: dimension}))
        found = values[k] * float(shifted_degree(k, dimension)) ** dimension
        assert abs(found / exact - 1) < 1e-4, f"k = {k}: {found} is not {exact}"


@pytest.mark.parametrize("dimension", [2, 3, 6])
@pytest.mark.parametrize("depth", [2, 9])
def test_what_the_slopes_leave_decays_two_orders_faster(depth: int, dimension: int) -> None:
    """``k^(d+2) mu_k[h]`` tends to a constant along each parity, with h as in the derivation."""
    mu = deep_sphere_eigenvalues(named(f"deep:{depth}"), 1602, dimension)
    two_layers, (near, far) = harmonic_eigenvalues(first_layer_bias), _SLOPES[depth]
    shares = {0: np.pi * (near + far) / 2 * 4, 1: np.pi * (near - far) / 2 * 4}  # of (k0 + u k0)/4
    for parity, share in shares.items():
        degrees = [400 + parity, 800 + parity, 1600 + parity]
        scaled = [
            float(k) ** (dimension + 2) * (mu[k] - share * float(two_layers(k, dimension)))
            for k in degrees
        ]
        steps = abs(np.diff(scaled))
        assert steps[1] < max(steps[0], 1e-2 * abs(scaled[-1])), f"{degrees}: {scaled}"


def test_the_derivation_concludes_the_limits() -> None:
    """Its last two steps against what the eigenvalues of two layers give."""
    odd, even = (step.right.doit() for step in derived_limits().steps[-2:])
    for stated, found in zip((even, odd), limits(), strict=True):
        for d in (2, 3, 7):
            assert sp.simplify((stated - found).subs(DIMENSION, d)) == 0, f"{stated}, {found}"


@settings(max_examples=12, deadline=None)
@given(depth=st.integers(2, 40))
def test_the_mean_of_a_deep_kernel_is_its_largest_coefficient(depth: int) -> None:
    """khat_0 - khat_1 is at least 2 G (6/pi - pi/2), G at the zero of Theta_1, as derived."""
    khat = coefficients(named(f"deep:{depth}"), 400)
    angle = mpmath.pi - mpmath.findroot(lambda e: mpmath.tan(e) - 2 * e, 1.17)
    least = 2 * (6 / mpmath.pi - mpmath.pi / 2)
    for _ in range(1, depth):
        angle = mpmath.acos(
            mpmath.cos(angle) + (mpmath.sin(angle) - angle * mpmath.cos(angle)) / mpmath.pi
        )
        least *= 1 - angle / mpmath.pi
    assert khat[0] - khat[1] > least > 0, f"L = {depth}: {khat[:2]}, {least}"
    assert khat[0] > khat[1:].max()


@settings(max_examples=10, deadline=None)
@given(
    frequency=st.floats(8, 14),
    phases=st.tuples(*[st.floats(0, 6)] * 3),
    exponent=st.sampled_from([0.25, 0.5]),
)
def test_waves_that_are_planted_are_explained(
    frequency: float, phases: tuple[float, float, float], exponent: float
) -> None:
    """One wave on each region with frequencies c p^e leaves nothing for e, and much for e + 1/2."""
    x = -np.pi + 2 * np.pi * (np.arange(600) + 0.5) / 600
    powers = np.array([float(r.value) ** exponent for r in THIRDS.regions])
    region = np.minimum((3 * (x + np.pi) / (2 * np.pi)).astype(int), 2)
    values = np.cos(frequency * powers[region] / powers.mean() * x + np.array(phases)[region])
    own = figures_2_3.left_by(x, values, frequency * powers / powers.mean())
    other = np.array([float(r.value) ** (exponent + 0.5) for r in THIRDS.regions])
    assert own < 1e-20
    assert figures_2_3.left_by(x, values, frequency * other / other.mean()) > 0.1


@pytest.mark.slow
def test_figure_2_at_depth_10_is_told_from_other_exponents() -> None:
    claim = next(claim for claim in depth_10.CLAIMS if claim.id.endswith("fig2.depth-10"))
    assert claim.check(Context(3), claim.statement).finding is Finding.HOLDS
    for control in claim.controls:
        assert claim.check(Context(3), control.statement).finding is Finding.FAILS, control.name


@pytest.mark.parametrize("dimension", [3, 4, 6])
def test_bounds_of_the_decay_are_the_best(dimension: int) -> None:
    mu = harmonic_eigenvalues(first_layer_bias)
    scaled = [
        float(shifted_degree(k, dimension)) ** dimension * float(mu(k, dimension))
        for k in range(1, 60)
    ]
    lower = float(BOUNDS.lower.subs(DIMENSION, dimension))
    upper = max(float(bound.subs(DIMENSION, dimension)) for bound in BOUNDS.uppers)
    assert max(scaled) == pytest.approx(upper, rel=1e-12)
    assert lower < min(scaled) < 1.1 * lower
    assert all(a > b for a, b in zip(scaled[2:], scaled[4:], strict=False)), (
        "no decrease to the limit"
    )


def test_the_mean_against_a_harmonic_is_the_closed_eigenvalue() -> None:
    mu = harmonic_eigenvalues(first_layer_bias)
    for degree, dimension in ((0, 3), (3, 3), (2, 4)):
        defect = mean_against_harmonic(first_layer_bias, degree, dimension) - mu(degree, dimension)
        assert enclose(defect, 30).contains_zero, f"k = {degree}, d = {dimension}: {defect}"


def test_fits_of_a_power_are_its_exponent() -> None:
    values = np.append(1.0, np.arange(1.0, 100.0) ** -2.5)
    assert slope(values, 10, 90) == pytest.approx(2.5, rel=1e-12)


def test_deeper_is_flatter_and_tends_to_the_dimension() -> None:
    for dimension in (2, 3):
        shallow, deep = (local_slopes(depth, dimension, (5, 400)) for depth in (3, 20))
        assert deep[0] < shallow[0]
        assert max(abs(deep[1] - dimension), abs(shallow[1] - dimension)) < 0.02


def test_deep_kernels_are_the_sum_over_layers() -> None:
    for depth in (1, 4, 9):
        values = kernel_function(named(f"deep:{depth}"))(np.array([0.3, 1.0, 2.5]))
        expected = [float(_theta(depth, mpmath.mpf(t))) for t in (0.3, 1.0, 2.5)]
        assert np.allclose(values, expected, rtol=1e-13)
