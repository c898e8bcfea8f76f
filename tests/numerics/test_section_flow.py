"""Gradient flow in spectral sections: circle, spheres, and sampled points."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.flow import Flow, State, time_to_converge, times_to_converge
from freqbias.numerics.flow.fourier_section import fourier_section, section_times
from freqbias.numerics.flow.sampled import SampledFlow
from freqbias.numerics.flow.section import SectionFlow, gauss_nodes, settled_times
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.flow import (
    Harmonic,
    harmonic_times,
    sphere_section,
    sphere_time_to_converge,
)
from freqbias.numerics.spheres.points import angles_between
from freqbias.numerics.spheres.samples import sample_sphere, spiral_points, zone_points
from freqbias.theory.densities import PiecewiseConstant, Zones, uniform, uniform_sphere
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import deep, first_layer, first_layer_bias, random_bias
from freqbias.theory.targets import Target

_WEIGHTS = st.lists(st.integers(1, 12), min_size=2, max_size=4)
_THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")


def _circle(weights: list[int]) -> PiecewiseConstant:
    breaks = ", ".join(f"{2 * j}/{len(weights)} - 1" for j in range(len(weights) + 1))
    return PiecewiseConstant.from_text(breaks, ", ".join(map(str, weights)))


def _zones(weights: list[int], dimension: int = 3) -> Zones:
    heights = ", ".join(f"{2 * j}/{len(weights)} - 1" for j in range(len(weights) + 1))
    return Zones.from_text(heights, ", ".join(map(str, weights)), dimension)


@given(st.floats(-3, 2.9), st.floats(0.05, 6), st.integers(1, 300))
def test_nodes_are_exact_for_products_of_waves(left: float, length: float, degrees: int) -> None:
    nodes = gauss_nodes([(left, left + length, 1.0)], degrees)
    for k in {0, degrees - 1, 2 * (degrees - 1)}:
        ends = np.array([left, left + length])
        exact = np.diff(np.sin(k * ends) / k)[0] if k else length
        found = nodes.weights @ np.cos(k * nodes.points)
        assert found == pytest.approx(exact, abs=1e-12), f"cos({k} x) on {length} from {left}"


@settings(deadline=None, max_examples=12)
@given(_WEIGHTS, st.integers(1, 6), st.sampled_from([0.3, 0.01]))
def test_two_layers_converge_as_by_legendre_polynomials(
    weights: list[int], frequency: int, tolerance: float
) -> None:
    p = _circle(weights)
    flow = Flow.of(p, first_layer_bias, frequency)
    expected = times_to_converge(flow, flow.waves([frequency]), tolerance)[:, 0]
    found = section_times(p, Target.sine(frequency), tolerance, first_layer_bias)
    off = np.abs(found.times[:-1, 0] / expected - 1).max()
    assert off < 1e-5, f"{found.times[:-1, 0]} by Fourier, {expected} by Legendre"


def test_steps_of_descent_are_those_by_legendre_polynomials() -> None:
    descent = Descent(sp.Rational(1, 250), 734)
    flow = Flow.of(_THIRDS, first_layer_bias, 5).descent(descent)
    expected = times_to_converge(flow, flow.waves([5]), 0.05)[:, 0] / flow.step
    found = section_times(_THIRDS, Target.sine(5), 0.05, first_layer_bias, descent).times[:-1, 0]
    assert np.abs(found / flow.step - expected).max() <= 1


@pytest.mark.parametrize("kernel", [deep(1), deep(7), random_bias(1)], ids=lambda k: k.name)
def test_kernels_without_closed_form_on_the_uniform_circle(kernel) -> None:  # type: ignore[no-untyped-def]
    found = time_to_converge(uniform(), Target.sine(4), 0.01, kernel)
    rate = coefficients(kernel, 5)[4] / (2 * np.pi)
    assert found.overall.estimate == pytest.approx(np.log(100) / (2 * rate), rel=1e-9)
    assert {row.state for row in (*found.regions, found.overall)} == {State.ESTIMATED}
    assert found.local_law(0) == pytest.approx(found.overall.estimate, rel=1e-9)


def test_deep_kernels_learn_dense_regions_first_and_say_that_it_is_an_estimate() -> None:
    found = time_to_converge(_THIRDS, Target.sine(5), 0.01, deep(3))
    times = [row.estimate for row in found.regions]
    assert times == sorted(times, reverse=True)
    assert "estimated" in repr(found)
    assert "Certified" not in repr(found)


def test_a_gap_has_no_time_and_a_frequency_the_kernel_lacks_is_never_learned() -> None:
    gap = time_to_converge(_circle([0, 1]), Target.sine(3), 0.01, deep(2))
    assert [row.state for row in gap.regions] == [State.GAP, State.ESTIMATED]
    never = section_times(uniform(), Target.sine(5), 0.01, first_layer)
    assert np.isinf(never.times).all(), "first_layer has no odd frequency from 3 on"


@given(st.integers(3, 7), st.integers(0, 9), st.integers(0, 4))
@settings(deadline=None, max_examples=15)
def test_uniform_spheres_learn_harmonics_at_their_eigenvalue(
    d: int, degree: int, order: int
) -> None:
    order = min(order, degree)
    found = sphere_time_to_converge(uniform_sphere(d), degree, order, 0.1)
    mu = sphere_eigenvalues(first_layer_bias, degree + 1, d)[degree]
    assert found.overall.estimate == pytest.approx(np.log(10) / (2 * mu), rel=1e-9)


@given(_WEIGHTS, st.integers(4, 20))
@settings(deadline=None, max_examples=10)
def test_eigenvalues_of_all_orders_have_the_trace_of_the_section(
    weights: list[int], degrees: int
) -> None:
    p = _zones(weights)
    traces = [
        (1 if m == 0 else 2) * sphere_section(p, first_layer_bias, m, degrees - m).eigenvalues.sum()
        for m in range(degrees)
    ]
    mu = sphere_eigenvalues(first_layer_bias, degrees, 3)
    assert sum(traces) == pytest.approx((2 * np.arange(degrees) + 1) @ mu, rel=1e-12)


def _nystroem(p: Zones, order: int, nodes: int) -> tuple[SectionFlow, Floats]:
    """The kernel's own values, its order m by the trapezoidal rule: no harmonic enters."""
    pieces = [
        (np.arccos(float(z.top)), np.arccos(float(z.bottom)), 0.5 * float(z.value)) for z in p.zones
    ]
    grid = gauss_nodes(pieces, nodes)
    theta = grid.points
    grid = grid.weighted(np.sin(theta))
    phi = 2 * np.pi * (np.arange(240) + 0.5) / 240
    matrix = np.zeros((theta.size, theta.size))
    half_sines = np.sin(theta)[:, None] * np.sin(theta)
    for angle in phi:
        chord = np.sin((theta[:, None] - theta) / 2) ** 2 + half_sines * np.sin(angle / 2) ** 2
        matrix += np.cos(order * angle) * kernel_function(first_layer_bias)(
            2 * np.arcsin(np.sqrt(chord))
        )
    root = np.sqrt(grid.weights)
    values, vectors = np.linalg.eigh(root[:, None] * matrix / phi.size * root)
    flow = SectionFlow(grid, horizon=np.inf, eigenvalues=values[::-1], vectors=vectors[:, ::-1])
    return flow, theta


@pytest.mark.parametrize(("order", "degree"), [(0, 6), (3, 5)])
def test_zones_converge_as_by_the_kernel_itself(order: int, degree: int) -> None:
    from scipy.special import lpmv

    p = _zones([1, 3])
    found = harmonic_times(p, [degree], order, 0.01).times[:-1, 0]
    flow, theta = _nystroem(p, order, 120)
    target = flow.coordinates(lpmv(order, degree, np.cos(theta))[:, None])
    direct = times_to_converge(flow, target, 0.01)[:, 0]
    assert np.abs(found / direct - 1).max() < 2e-3, f"{found} in a section, {direct} at nodes"


def test_the_ratio_of_times_approaches_that_of_the_densities() -> None:
    """The values of an independent computation, to their three digits."""
    expected = {2: (1.81, 1.94), 3: (2.63, 2.87), 4: (3.46, 3.81)}
    for ratio, ends in expected.items():
        times = harmonic_times(_zones([1, ratio]), [6, 20], 0, 0.01).times
        assert times[0] / times[1] == pytest.approx(ends, abs=0.0055), f"1 : {ratio}"


def test_bad_input_is_named() -> None:
    p = _zones([1, 3])
    for call, sentence in (
        (lambda: Harmonic(3, 4), "order 4"),
        (lambda: harmonic_times(p, [301]), "degree 301"),
        (lambda: sphere_time_to_converge(p, 3, 0, 2), "tolerance 2"),
        (lambda: sphere_time_to_converge(p, 3, descent=Descent(1, 1000)), "it diverges"),
        (lambda: zone_points(p, [1], 0), "counts has 1 entries for 2 zones"),
        (lambda: spiral_points(_zones([1, 3], 4), [1, 1]), r"not for S\^3"),
        (lambda: SampledFlow.of(np.eye(3), [1, 1]), "add up to 2, not to 3"),
        (lambda: section_times(uniform(), Target.sine(500), 0.1, deep(2)), "are needed, more than"),
    ):
        with pytest.raises(InputError, match=sentence):
            call()


@given(_WEIGHTS, st.integers(3, 6), st.integers(0, 99))
@settings(deadline=None, max_examples=10)
def test_samples_have_the_share_of_each_zone(weights: list[int], d: int, seed: int) -> None:
    p, n = _zones(weights, d), 4000
    x = sample_sphere(p, n, seed)
    assert np.abs(np.linalg.norm(x, axis=1) - 1).max() < 1e-12
    heights = [float(zone.bottom) for zone in p.zones] + [1.0]
    counts, _ = np.histogram(x[:, -1], heights)
    shares = np.array([float(zone.value * zone.mass) for zone in p.zones])
    off = np.abs(counts / n - shares) / np.sqrt(shares * (1 - shares) / n + 1e-12)
    assert off.max() < 6, f"{counts} of {n} for shares {shares}"


def test_sampled_flow_is_the_explicit_iteration() -> None:
    p = _zones([1, 2])
    x = zone_points(p, [30, 60], seed=5)
    gram = kernel_function(first_layer_bias)(angles_between(x, x))
    y = np.sin(5 * x[:, :1])
    left = y.copy()
    for _ in range(50):
        left -= 0.01 * gram @ left
    flow = SampledFlow.of(gram.copy(), [30, 60]).descent(0.01 * 90)
    assert flow.residual(y, 50 * flow.step) == pytest.approx(left, abs=1e-12)


def test_many_samples_converge_as_the_operator() -> None:
    p = _zones([1, 2])
    x = spiral_points(p, [500, 1000])
    gram = kernel_function(first_layer_bias)(angles_between(x, x))
    flow = SampledFlow.of(gram, [500, 1000])
    z = x[:, 2:]
    found = times_to_converge(flow, (3 * z**2 - 1) / 2, 0.1)[:, 0]
    expected = harmonic_times(p, [2], 0, 0.1).times[:-1, 0]
    assert found == pytest.approx(expected, rel=0.02)


def test_a_section_that_does_not_settle_says_so() -> None:
    def resolved(frequencies: int) -> tuple[SectionFlow, Floats]:
        flow = fourier_section(_THIRDS, first_layer_bias, frequencies)
        return flow, flow.coordinates(np.sin(3 * flow.nodes.points)[:, None])

    rough = settled_times(resolved, 0.01, 8, most=16)
    assert rough.change > 1e-5
    assert rough.horizon == 0
