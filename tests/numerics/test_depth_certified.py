"""Deep coefficients in balls against quadrature of the recursion as the paper prints it."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.depth.certified import (
    certified_coefficients,
    certified_sphere_eigenvalues,
    frequency_balls,
)
from freqbias.numerics.depth.ellipse import magnitude, widest
from freqbias.numerics.depth.interpolation import interpolated
from freqbias.numerics.depth.recursion import BallRecursion, end_expansions
from freqbias.numerics.depth.reference import recursion_in_covariances
from freqbias.theory.depth.recursion import DeepKernel, deep, deep_bias, deep_inner
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias

KERNELS = [deep(1), deep(2), deep(5), deep_bias(3, sp.Rational(1, 2)), deep_inner(4)]
IDS = [kernel.name for kernel in KERNELS]
FIRST_RISE = {2: 7, 3: 21, 4: 51, 5: 107}  # khat_{m+1} > khat_m, from a/b - 1/2


# One rule of quadrature asks for the same angles for every weight.
printed = cache(recursion_in_covariances)


def quadrature(kernel: DeepKernel, weight: Any) -> Any:
    """``integral_0^pi k(theta) weight(theta)``, graded to 0 where the recursion has its small scale."""
    ends = [0, *(mpmath.pi / 2**j for j in (4, 2, 0))]
    return mpmath.quad(lambda t: printed(kernel, t) * weight(t), ends)


def off(ball: Ball, exact: Any) -> Any:
    """By how much a number lies outside a ball."""
    scale = mpmath.mpf(10) ** ball.exponent
    return max(abs(exact - ball.mid * scale) - ball.rad * scale, mpmath.mpf(0))


@pytest.mark.parametrize("kernel", KERNELS, ids=IDS)
def test_balls_hold_the_integrals(kernel: DeepKernel) -> None:
    balls = certified_coefficients(kernel, 13, digits=25)
    with mpmath.workdps(36):
        for m in (0, 1, 12):
            exact = 2 * quadrature(kernel, lambda t, m=m: mpmath.cos(m * t))
            missed = off(balls[m], exact)
            assert missed < mpmath.mpf(10) ** -26, f"{kernel.name}, m = {m}: {balls[m]}, {exact}"


@pytest.mark.parametrize("dimension", [3, 4, 6])
def test_balls_hold_the_integrals_on_spheres(dimension: int) -> None:
    kernel, a = deep(3), (dimension - 2) / mpmath.mpf(2)
    balls = certified_sphere_eigenvalues(kernel, 8, dimension, digits=20)
    with mpmath.workdps(32):
        mass = mpmath.beta(a + mpmath.mpf(1) / 2, mpmath.mpf(1) / 2)
        for k in (0, 7):

            def weight(t: Any, k: int = k) -> Any:
                zonal = mpmath.gegenbauer(k, a, mpmath.cos(t)) / mpmath.gegenbauer(k, a, 1)
                return zonal * mpmath.sin(t) ** (dimension - 2)

            exact = quadrature(kernel, weight) / mass
            missed = off(balls[k], exact)
            assert missed < mpmath.mpf(10) ** -22, f"d = {dimension}, k = {k}: {balls[k]}, {exact}"


def test_the_circle_is_a_sphere() -> None:
    on_circle = certified_coefficients(deep(4), 9, digits=20)
    found = certified_sphere_eigenvalues(deep(4), 9, 2, digits=20)
    for m, (khat, mu) in enumerate(zip(on_circle, found, strict=True)):
        ratio = float(khat) / float(mu)
        assert ratio == pytest.approx(2 * math.pi, rel=1e-13), f"khat_{m} = {khat}, mu_{m} = {mu}"


def test_one_hidden_layer_is_exact() -> None:
    """``khat_1 = pi``, and khat_m = 0 for odd m >= 3: u^3, u^5, ... are missing from k1."""
    balls = certified_coefficients(deep(1), 12)
    assert off(balls[1], mpmath.mpf(str(sp.pi.n(40)))) < 1e-15
    assert all(balls[m].contains_zero for m in range(3, 12, 2)), balls[3::2]


@pytest.mark.parametrize("digits", [15, 60])
@settings(max_examples=5, deadline=None)
@given(layers=st.sampled_from([1, 2, 5]), first=st.integers(0, 3000))
def test_radii_are_as_asked(digits: int, layers: int, first: int) -> None:
    for ball in frequency_balls(deep(layers), range(first, first + 2), digits):
        radius = ball.rad * mpmath.mpf(10) ** ball.exponent
        assert radius <= mpmath.mpf(10) ** -digits, f"L = {layers}, m = {first}: {ball}"


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(KERNELS), st.integers(0, 100), st.integers(1, 20))
def test_a_part_of_a_list_is_the_same(kernel: DeepKernel, first: int, count: int) -> None:
    part = frequency_balls(kernel, range(first, first + count), 20)
    whole = certified_coefficients(kernel, 121, 20)[first : first + count]
    for m, (one, other) in enumerate(zip(part, whole, strict=True), start=first):
        exact = other.mid * mpmath.mpf(10) ** other.exponent
        slack = other.rad * mpmath.mpf(10) ** other.exponent
        assert off(one, exact) <= slack, f"{kernel.name}, m = {m}: {one} and {other}"


@pytest.mark.parametrize("layers", FIRST_RISE)
def test_first_rise(layers: int) -> None:
    """The coefficients decrease strictly up to odd m > a/b - 1/2 and rise there, for certain."""
    expected = FIRST_RISE[layers]
    balls = certified_coefficients(deep(layers), expected + 2, digits=20)
    low = [(b.mid - b.rad) * 10.0**b.exponent for b in balls]
    high = [(b.mid + b.rad) * 10.0**b.exponent for b in balls]
    rises = [m for m in range(expected + 1) if low[m + 1] > high[m]]
    falls = [m for m in range(expected + 1) if high[m + 1] < low[m]]
    assert rises == [expected], f"L = {layers}: rises at {rises}"
    assert falls == list(range(expected)), f"L = {layers}: not decided before {expected}"


@pytest.mark.parametrize("kernel", KERNELS[1:], ids=IDS[1:])
def test_the_ellipse_bounds_the_kernel_inside(kernel: DeepKernel) -> None:
    """Points of the ellipse and of its inside, half-way to the segment."""
    ellipse = widest(kernel)
    with precision(128):
        recursion = BallRecursion(kernel)
        for share in (1.0, 0.5):
            rho = 1 + share * (ellipse.rho - 1)
            for phase in np.linspace(0, np.pi, 7):
                turned = rho * np.exp(1j * phase)
                z = np.pi / 2 + np.pi / 4 * (turned + 1 / turned)
                size = float(abs(recursion(acb(z.real, z.imag))).mid())
                assert size <= ellipse.magnitude, f"{kernel.name} at {z}: {size} > {ellipse}"


def test_too_wide_an_ellipse_is_refused() -> None:
    """Far left of 0 the layers leave the domain of the arc sine."""
    assert magnitude(deep(10), 3.0) is None


def test_interpolation_error_is_a_bound() -> None:
    """exp on [0, pi]: at most e^height on the ellipse, and 12 nodes are visibly not enough."""
    rho, nodes = 3.0, 12
    height = math.exp(math.pi / 2 + math.pi / 4 * (rho + 1 / rho))
    with precision(128):
        truncation = 4 * arb(height) * arb(rho) ** (1 - nodes) / (rho - 1)
        found = interpolated(lambda t: t.exp(), nodes, truncation)
        values = found.cosine_coefficients(range(6))
        for m, value in enumerate(values):  # 2 (e^pi (-1)^m - 1)/(1 + m^2)
            exact = 2 * (arb.pi().exp() * (-1) ** m - 1) / (1 + m * m)
            assert value.contains(exact), f"m = {m}: {value} and {exact}"
        missed = abs(float(values[5].mid() - exact))
        assert missed > 1e-12, f"12 nodes should be visibly too few: off by {missed}"


@pytest.mark.parametrize("layers", [2, 3, 8])
def test_ends_against_the_slopes(layers: int) -> None:
    """a = L (L + 1)/(2 pi), b = (1/pi) prod k0(s_j) with s_1 = 0, s_{j+1} = k1(s_j)."""
    s, b = 0.0, 1 / math.pi
    for _ in range(layers - 1):
        b *= 1 - math.acos(s) / math.pi
        s = (math.sqrt(1 - s * s) + s * (math.pi - math.acos(s))) / math.pi
    with precision(64):
        at_zero, at_pi = end_expansions(deep(layers), 3)
    assert -float(at_zero[1]) == pytest.approx(layers * (layers + 1) / (2 * math.pi), rel=1e-15)
    assert -float(at_pi[1]) == pytest.approx(b, rel=1e-13), f"L = {layers}"
    assert at_pi[2].contains(0), f"L = {layers}: no even power at pi, got {at_pi[2]}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: certified_coefficients(first_layer_bias, 3), "not defined by a recursion"),
        (lambda: certified_coefficients(deep(2), 0), "count 0"),
        (lambda: certified_coefficients(deep(2), 3, digits=0), "digits 0"),
        (lambda: certified_sphere_eigenvalues(deep(2), 3, 1), "dimension 1"),
        (lambda: certified_sphere_eigenvalues(deep(2), 10**6, 3), "count 1000000"),
    ],
)
def test_bad_input(call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()
