"""Densities in float64: against the exact ones, and quantiles against distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from freqbias.numerics import densities as floats
from freqbias.numerics.evaluate import Floats
from freqbias.strategies import densities, piecewise_constant_densities, trigonometric_densities
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.densities.density import ANGLE
from freqbias.theory.errors import InputError

FEWER = settings(max_examples=settings().max_examples // 2)
EPS = float(np.finfo(float).eps)
HALF_AT_MINUS_PI = PiecewiseConstant((sp.Rational(-5, 3), -1, sp.Rational(1, 3)), (2, 1))
shares = st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20).map(np.array)


def top(density: Density) -> float:
    """A bound of p."""
    return float(np.nanmax(floats.values(density, np.linspace(-np.pi, np.pi, 2001))))


def mass_rounding(density: Density) -> float:
    """Of a mass below an angle: angles up to 5 pi are right to a few eps, which moves the mass by at
    most that times max p; sums of at most eight masses add a few eps more."""
    return 10 * EPS * (1 + 5 * np.pi * floats.upper_bound(density))


def start(density: Density) -> float:
    return float(density.breaks[0]) * np.pi if isinstance(density, PiecewiseConstant) else -np.pi


@FEWER
@given(densities(), st.integers(0, 12))
def test_fourier_coefficients_are_the_exact_ones(density: Density, m: int) -> None:
    """Phases m b with |b| <= 3 pi, three roundings each, weighted by masses that sum to 1."""
    value = floats.fourier(density, m + 1)[m]
    exact = complex(density.fourier_coefficient(m))
    allowed = EPS * (9 * np.pi * m + 20)
    assert abs(value - exact) < allowed, f"{density}: phat_{m} = {value}, not {exact}"


@given(piecewise_constant_densities(), st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_values_of_pieces(density: PiecewiseConstant, share: float) -> None:
    """Inside every piece, in this turn and the next ones."""
    for region in density.regions:
        left, right = float(region.left) * np.pi, float(region.right) * np.pi
        x = left + (right - left) * (0.1 + 0.8 * share)
        for turn in (-2, -1, 0, 1, 5):
            value = float(floats.values(density, np.array(x + 2 * np.pi * turn)))
            assert value == float(region.value), f"{density} at {x} + {turn} turns: {value}"


@FEWER
@given(trigonometric_densities(), st.floats(-10, 10))
def test_values_of_a_trigonometric_density(density: Trigonometric, x: float) -> None:
    """Up to four waves of size at most 2 and phases up to 30."""
    exact = float(sp.N(density.expression().subs(ANGLE, sp.Rational(*x.as_integer_ratio())), 30))
    value = float(floats.values(density, np.array(x)))
    assert abs(value - exact) < 100 * EPS, f"{density} at {x}: {value}, not {exact}"


@given(densities(), shares)
def test_distribution_undoes_quantiles(density: Density, u: Floats) -> None:
    x = floats.quantiles(density, u)
    error = np.abs(floats.cumulative(density, x) - u).max()
    allowed = 2 * mass_rounding(density)
    assert error < allowed, f"{density}: F(F^-1(u)) is off by {error}, allowed {allowed}"


@given(densities(), shares)
def test_quantiles_increase_within_one_turn(density: Density, u: Floats) -> None:
    x = floats.quantiles(density, np.sort(u))
    low = start(density)
    assert (np.diff(x) >= 0).all(), f"{density}: {x} do not increase"
    assert low <= x[0], f"{density}: {x[0]} lies before {low}"
    assert x[-1] <= low + 2 * np.pi + 8 * EPS, f"{density}: {x[-1]} is beyond a turn from {low}"


@given(densities())
def test_the_distribution_runs_from_0_to_1(density: Density) -> None:
    x = start(density) + np.linspace(0, 2 * np.pi, 101)
    mass = floats.cumulative(density, x)
    assert abs(mass[0]) < 1e-15, f"{density}: F(start) = {mass[0]}"
    allowed = mass_rounding(density)
    assert abs(mass[-1] - 1) < allowed, f"{density}: F(start + 2 pi) = {mass[-1]}"
    assert (np.diff(mass) >= -allowed).all(), f"{density}: {mass} does not increase"


@given(densities(), st.integers(1, 300))
@example(HALF_AT_MINUS_PI, 1)
def test_quantile_points_share_the_mass_evenly(density: Density, count: int) -> None:
    points = floats.quantile_points(density, count)
    assert points.shape == (count,), f"{points.shape}"
    assert (points >= -np.pi).all(), f"{density}: {points.min()} < -pi"
    assert (points < np.pi).all(), f"{density}: {points.max()} >= pi"
    on_support = floats.values(density, points)
    if isinstance(density, PiecewiseConstant):
        assert (np.abs(distance_to_support(density, points)) < 20 * EPS).all(), f"{density}"
    else:
        assert (on_support >= 0).all(), f"{density}"


def distance_to_support(density: PiecewiseConstant, points: Floats) -> Floats:
    """Distance of each point to the nearest piece of positive density."""
    distances = []
    for region in density.regions:
        if region.value:
            middle = float(region.left + region.right) * np.pi / 2
            apart = np.abs((points - middle + np.pi) % (2 * np.pi) - np.pi)
            distances.append(np.maximum(apart - float(region.length) / 2, 0))
    return np.asarray(np.min(distances, axis=0))


@FEWER
@given(densities(), st.integers(0, 2**32))
def test_samples_are_seeded(density: Density, seed: int) -> None:
    first, second = (floats.sample(density, 50, seed) for _ in range(2))
    assert (first == second).all(), f"{density}, seed {seed}"
    assert (floats.sample(density, 50, seed + 1) != first).any(), f"{density}, seed {seed} + 1"


@pytest.mark.parametrize(
    "density",
    [
        uniform(),
        PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4"),
        PiecewiseConstant.from_text("-1/2, 0, 1/7, 3/2", "3, 0, 1"),
        Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)"),
    ],
    ids=str,
)
def test_samples_follow_the_distribution(density: Density) -> None:
    """Dvoretzky-Kiefer-Wolfowitz-Massart: P(sup |F_n - F| > d) <= 2 e^{-2 n d^2} = 1e-9."""
    count = 20_000
    bound = np.sqrt(np.log(2e9) / (2 * count))
    turn = start(density)
    x = np.sort(turn + (floats.sample(density, count, seed=1) - turn) % (2 * np.pi))
    mass = floats.cumulative(density, x)
    ranks = np.arange(count + 1) / count
    distance = max(np.abs(mass - ranks[1:]).max(), np.abs(mass - ranks[:-1]).max())
    assert distance < bound, f"{density}: sup |F_n - F| = {distance}, bound {bound}"


@given(densities())
def test_upper_bound(density: Density) -> None:
    bound = floats.upper_bound(density)
    assert top(density) <= bound * (1 + 10 * EPS), f"{density}: {top(density)} > {bound}"


@pytest.mark.parametrize("count", [0, -1, 2.0, "5", True])
def test_counts_are_checked(count: Any) -> None:
    for function in (floats.quantile_points, lambda p, n: floats.sample(p, n, 0)):
        with pytest.raises(InputError, match="is not an integer between 1 and 1000000000"):
            function(uniform(), count)
