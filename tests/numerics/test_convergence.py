"""Certified times to converge."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, RegionTime, State, time_to_converge, times_to_converge
from freqbias.numerics.flow.ball_operator import REACH, BallOperator
from freqbias.numerics.flow.certified import Group
from freqbias.numerics.flow.enclosure import BITS, Enclosure
from freqbias.numerics.flow.operator import operator_matrix
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory import kernels
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.descent import Descent, Loss
from freqbias.theory.errors import InputError
from freqbias.theory.targets import Target

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
TENTH = sp.Rational(1, 10)
mild = piecewise_constant_densities(max_pieces=3, max_ratio=6, gaps=False)


def _ball(row: RegionTime) -> Ball:
    assert row.time is not None, f"{row} is not certified"
    return row.time


def _holds(ball: Ball, value: arb) -> bool:
    radius = arb(ball.rad) * arb(10) ** ball.exponent
    return bool(abs(value - arb(ball.mid) * arb(10) ** ball.exponent) < radius)


@pytest.mark.parametrize("kernel", ["first_layer_bias", "both_layers_bias", "both_layers"])
@pytest.mark.parametrize("frequency", [1, 2])
def test_the_uniform_density_is_closed_form(kernel: str, frequency: int) -> None:
    """t = pi ln(1/theta)/khat_k exactly."""
    chosen = kernels.named(kernel)
    found = time_to_converge(uniform(), Target.sine(frequency), TENTH, chosen)
    with precision(200):
        from freqbias.numerics.balls import complex_ball

        exact = complex_ball(sp.pi * sp.log(10) / chosen.fourier()(frequency)).real
        assert _holds(_ball(found.regions[0]), exact), f"{found} misses {exact}"
        assert _holds(_ball(found.overall), exact)


@given(mild, st.integers(1, 4), st.sampled_from([0.5, 0.1, 0.01]))
@settings(max_examples=6)
def test_random_densities_are_certified_and_hold_the_estimates(
    density: PiecewiseConstant, frequency: int, tolerance: float
) -> None:
    """The ball holds the float64 time at twice the resolution, to the accuracy of that."""
    found = time_to_converge(density, Target.sine(frequency), tolerance)
    finer = Flow.of(density, kernels.first_layer_bias, 3 * frequency + 12)
    times = times_to_converge(finer, finer.waves([frequency]), tolerance)[:, 0]
    for row, time in zip(found.regions, times, strict=True):
        assert row.state is State.CERTIFIED, f"{density}: {row}"
        radius = _ball(row).rad * 10.0 ** _ball(row).exponent
        assert radius < 1e-6 * time
        assert abs(float(_ball(row)) - time) < radius + 1e-10 * time, f"{density}: {row} {time}"


def test_steps_of_descent_are_those_of_an_explicit_iteration() -> None:
    """Iterated with the matrix of T, error by error, without eigenvectors."""
    descent = Descent(sp.Rational(1, 100), 300, Loss.HALF)
    found = time_to_converge(THIRDS, Target.sine(3), TENTH, descent=descent)
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 9)
    residual = flow.target(Target.sine(3))
    initial = flow.energies(residual)[:, 0]
    matrix = operator_matrix(kernels.first_layer_bias, flow.spaces)
    last = np.zeros(3, dtype=int)
    for step in range(1, 400):
        residual = residual - 3 * (matrix @ residual)
        above = flow.energies(residual)[:, 0] > 0.1 * initial
        last[above] = step
    assert [row.steps for row in found.regions] == [(n + 1, n + 1) for n in last.tolist()]


def test_overshooting_steps_are_certified_too() -> None:
    """With s lambda_0 > 1 even and odd steps differ; both must stay below."""
    longest = 2 / float(Flow.of(THIRDS, kernels.first_layer_bias, 2).eigenvalues[0])
    descent = Descent(sp.Rational(str(round(0.97 * longest, 3))), 1, Loss.HALF)
    found = time_to_converge(THIRDS, Target.from_text("1 + sin(2x)"), TENTH, descent=descent)
    assert {row.state for row in found.regions} == {State.CERTIFIED}


def test_the_ball_matrix_encloses_the_float_matrix() -> None:
    flow = Flow.of(THIRDS, kernels.both_layers_bias, 2)
    with precision(BITS):
        identity = np.eye(flow.eigenvalues.size)
        from flint import arb_mat

        inside, outside = BallOperator(flow.kernel, flow.spaces).applied(
            arb_mat([[arb(v) for v in row] for row in identity.tolist()])
        )
        balls = np.array([[float(v.mid()) for v in row] for row in inside.table()])
        assert outside.nrows() == REACH * len(flow.spaces)
    floats = operator_matrix(flow.kernel, flow.spaces)
    assert np.abs(balls - floats).max() < 1e-16 * 20


def test_the_enclosure_holds_a_finer_residual() -> None:
    """The distance to a residual of twice the resolution is within the bound."""
    coarse, fine = (Flow.of(THIRDS, kernels.first_layer_bias, 3, h) for h in (60.0, 2000.0))
    x = np.linspace(-3.1, 3.1, 400)
    weights = np.sqrt(np.array([float(THIRDS.at(sp.Rational(str(v)) / sp.pi)) for v in x]))
    with precision(BITS):
        enclosure = Enclosure(coarse, Target.sine(3))
        for t in (10.0, 300.0, 3000.0):
            difference = _values(coarse, t, x) - _values(fine, t, x)
            distance = np.sqrt(np.mean((weights * difference) ** 2) * 2 * np.pi)
            bound = float(enclosure.error(arb(t)))
            assert distance < bound + 1e-13, f"t = {t}: {distance} beyond {bound}"


def _values(flow: Flow, t: float, x: Floats) -> Floats:
    return np.asarray(flow.values(flow.residual(flow.waves([3]), t), x)[:, 0])


def test_a_time_that_is_too_early_is_not_certified() -> None:
    """The negative control: before the crossing nothing stays below, after it nothing is above."""
    time = float(_ball(time_to_converge(THIRDS, Target.sine(3), TENTH).regions[0]))
    flow = Flow.of(THIRDS, kernels.first_layer_bias, 3, 2000.0)
    with precision(BITS):
        enclosure = Enclosure(flow, Target.sine(3))
        energies = zip(flow.spaces, enclosure.expansion.energies, strict=True)
        goal = sum((e for arc, e in energies if arc.region == 0), arb(0)) / 10
        group = Group(enclosure, flow.regions[0].tolist(), goal, arb(1500))
        early, late = arb(time * (1 - 1e-6)), arb(time * (1 + 1e-6))
        assert group.is_above(early)
        assert not group.stays_below(early)
        assert not group.is_above(late)
        assert group.stays_below(late)


def test_gaps_absent_targets_and_what_is_never_learned() -> None:
    gap = PiecewiseConstant.from_text("-1, 0, 1", "0, 1")
    states = [row.state for row in time_to_converge(gap, Target.sine(2), TENTH).regions]
    assert states == [State.GAP, State.CERTIFIED]
    never = time_to_converge(uniform(), Target.sine(3), TENTH, kernels.first_layer)
    assert never.regions[0].state is State.NEVER
    assert math.isinf(never.regions[0].estimate)


def test_the_supremum_takes_longer_than_the_mean_square() -> None:
    mean = time_to_converge(THIRDS, Target.sine(5), TENTH)
    largest = time_to_converge(THIRDS, Target.sine(5), TENTH, norm="sup")
    assert all(row.state is State.ESTIMATED for row in largest.regions)
    for one, other in zip(mean.regions, largest.regions, strict=True):
        assert one.estimate < other.estimate


def test_a_late_excursion_is_found() -> None:
    """The error of the sparse region comes back above the tolerance long after it fell below."""
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 1000, 100")
    target = Target.from_text("7sin(x) + 6cos(x) + 7sin(2x) - 4cos(3x) - sin(4x)")
    row = time_to_converge(density, target, sp.Rational("0.5215637")).regions[0]
    assert row.state is State.CERTIFIED
    assert float(_ball(row)) == pytest.approx(1361.524, rel=1e-6)


def test_odd_and_even_steps_that_overshoot_are_searched_apart() -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 100, 10")
    flow = Flow.of(density, kernels.first_layer_bias, 9)
    wave = flow.target(Target.from_text("4 + 3cos(x) - 3sin(x) - 2cos(3x)"))
    step = 1.97 / float(flow.eigenvalues[0])
    times = times_to_converge(flow.descent(step), wave, 0.02)[:, 0] / step
    matrix = operator_matrix(kernels.first_layer_bias, flow.spaces)
    initial, residual, last = flow.energies(wave)[:, 0], wave, np.zeros(3)
    for n in range(1, int(2 * times.max())):
        residual = residual - step * (matrix @ residual)
        last[flow.energies(residual)[:, 0] > 0.02 * initial] = n
    assert np.allclose(times, last + 1, atol=0.01), f"{times}, iterated {last + 1}"


def test_what_is_not_resolved_says_so() -> None:
    found = time_to_converge(THIRDS, Target.sine(3), sp.Rational(1, 10**20))
    assert {row.state for row in found.regions} == {State.UNRESOLVED}


def test_a_step_at_the_limit_of_stability_is_not_certified() -> None:
    density = PiecewiseConstant.from_text("-1, 0, 1", "1000, 1001")
    flow = Flow.of(density, kernels.first_layer_bias, 3)
    step = sp.Rational(math.nextafter(2 / float(flow.eigenvalues[0]), 0))
    found = time_to_converge(density, Target.sine(3), TENTH, descent=Descent(step, 1))
    assert State.CERTIFIED not in {row.state for row in found.regions}


def test_kernels_that_are_not_semidefinite_are_refused() -> None:
    plain = kernels.first_layer_bias
    less = sp.Rational(1, 5) * sp.cos(2 * THETA)
    bent = kernels.Kernel("bent", "W", "none", plain.expression - less)
    with pytest.raises(InputError, match="'bent' is not shown to be positive semidefinite"):
        time_to_converge(THIRDS, Target.sine(1), TENTH, bent)


@pytest.mark.parametrize("size", ["1e-200", "1e200"])
def test_the_size_of_the_target_does_not_matter(size: str) -> None:
    plain, other = (
        time_to_converge(THIRDS, Target.from_text(f"{factor} sin(3x)"), TENTH)
        for factor in ("1", size)
    )
    assert plain.regions == other.regions


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(InputError, match=r"tolerance sqrt\(2\)/10 is not a rational number"):
        time_to_converge(THIRDS, Target.sine(3), sp.sqrt(2) / 10)
    wave = Trigonometric.from_text("1 + cos(x)/2")
    with pytest.raises(InputError, match="not piecewise constant"):
        time_to_converge(wave, Target.sine(3))
    with pytest.raises(InputError, match=r"between 0 and 0\.0123977"):
        time_to_converge(THIRDS, Target.sine(3), descent=Descent(sp.Integer(1), 734))
    with pytest.raises(InputError, match="neither 'mean-square' nor 'sup'"):
        time_to_converge(THIRDS, Target.sine(3), norm="max")
