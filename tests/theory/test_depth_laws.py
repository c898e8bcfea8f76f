"""Positivity, decrease, many layers and the leading order, each against another route."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.depth import limit
from freqbias.theory.depth.expansions import slope_at_zero
from freqbias.theory.depth.leading_order import LeadingOrder, shifts
from freqbias.theory.depth.monotone import certain_failure, leading_excess, leading_failure
from freqbias.theory.depth.opposite import arc_cosine, slope_at_pi
from freqbias.theory.depth.positivity import (
    CORRELATION,
    all_powers,
    next_degree,
    power_coefficient,
    taylor_relu,
    taylor_step,
)
from freqbias.theory.depth.recursion import Recursion
from freqbias.theory.errors import InputError

FEWER = settings(max_examples=max(5, settings().max_examples // 8))
DEGREES, DIMENSIONS = st.integers(0, 8), st.integers(2, 9)
POSITIVE = st.fractions(Fraction(1, 20), 20, max_denominator=20).map(sp.Rational)


@pytest.mark.parametrize("power", range(6))
def test_taylor_coefficients_of_arc_cosine_kernels(power: int) -> None:
    for kernel, coefficient in zip(
        arc_cosine(CORRELATION), (taylor_step, taylor_relu), strict=True
    ):
        derivative = sp.diff(kernel, CORRELATION, power) if power else kernel
        expected = derivative.subs(CORRELATION, 0) / sp.factorial(power)
        assert sp.simplify(coefficient(power) - expected) == 0, f"u^{power}: {expected}"


@given(st.integers(2, 5), st.data())
def test_support_of_the_power_series(depth: int, data: st.DataObject) -> None:
    """Which c_n are positive, by multiplying truncated series of the recursion with numbers > 0."""
    trained = data.draw(
        st.sampled_from([range(depth + 1), range(1, depth), range(depth, depth + 1), range(1)])
    )
    support = series_support(Recursion(depth, trained))
    assert all_powers(Recursion(depth, trained))
    assert all(support[1:]), f"L = {depth}, trained {trained}: {support}"


def test_one_layer_lacks_odd_powers() -> None:
    assert not all_powers(Recursion(1, range(2)))
    assert series_support(Recursion(1, range(2)))[3::2] == [False] * 5
    assert all_powers(Recursion(1, range(2), sp.Rational(1, 4)))


def series_support(recursion: Recursion, order: int = 13) -> list[bool]:
    """Truncated product series with the signs of the coefficients alone: sums never cancel."""
    step = [bool(taylor_step(n)) for n in range(order)]
    relu = [bool(taylor_relu(n)) for n in range(order)]
    rho, total = [n == 1 for n in range(order)], [False] * order
    for layer in range(recursion.depth + 1):
        if layer in recursion.trained:
            total = [a or b for a, b in zip(total, rho, strict=True)]
        if layer < recursion.depth:
            total, rho = product(total, composed(step, rho)), composed(relu, rho)
    return total


def product(left: list[bool], right: list[bool]) -> list[bool]:
    return [any(left[i] and right[n - i] for i in range(n + 1)) for n in range(len(left))]


def composed(outer: list[bool], inner: list[bool]) -> list[bool]:
    found, power = [False] * len(inner), [n == 0 for n in range(len(inner))]
    for present in outer:
        found = [a or (present and b) for a, b in zip(found, power, strict=True)]
        power = product(power, inner)
    return found


@given(DEGREES, st.integers(0, 6), DIMENSIONS)
def test_harmonic_coefficients_of_powers(degree: int, pairs: int, dimension: int) -> None:
    """By Beta integrals of Gegenbauer polynomials, written with their explicit coefficients."""
    n = degree + 2 * pairs
    found = power_coefficient(n, degree, dimension)
    expected = mean_of_power_times_harmonic(n, degree, dimension)
    assert sp.simplify(found - expected) == 0, (
        f"(u^{n})_{degree} on S^{dimension - 1}: {found}, {expected}"
    )
    quotient = next_degree(degree, pairs, dimension)
    assert 0 <= quotient < 1
    if pairs:
        following = power_coefficient(n, degree + 2, dimension)
        assert sp.simplify(following - quotient * found) == 0, f"{following}, {quotient * found}"


def mean_of_power_times_harmonic(n: int, degree: int, dimension: int) -> Any:
    u, d = sp.Symbol("u"), dimension
    before, here = sp.Integer(1), u
    for k in range(1, degree):
        before, here = here, ((2 * k + d - 2) * u * here - k * before) / (k + d - 2)
    harmonic = sp.Poly(sp.expand(here if degree else 1), u)
    return sum(c * even_moment(n + power, d) for (power,), c in harmonic.terms())


def even_moment(power: int, dimension: int) -> Any:
    """The mean of u^p: ``(p-1)!!/(d (d+2) ... (d+p-2))``."""
    if power % 2:
        return sp.Integer(0)
    below = sp.Mul(*(dimension + 2 * i for i in range(power // 2)))
    return sp.factorial2(power - 1) / below


def test_powers_of_the_cosine_on_the_circle() -> None:
    for n in range(9):
        for j in range(n // 2 + 1):
            assert power_coefficient(n, n - 2 * j, 2) == sp.Rational(comb(n, j), 2**n), (
                f"cos^{n}, {j}"
            )


@given(POSITIVE)
def test_leading_failure_is_the_first_odd_frequency(ratio: Any) -> None:
    found = leading_failure(ratio)
    assert found % 2 == 1
    assert leading_excess(ratio, 1, sp.Integer(found)) > 0
    assert all(leading_excess(ratio, 1, sp.Integer(m)) <= 0 for m in range(1, found, 2)), f"{ratio}"


@pytest.mark.parametrize(
    ("depth", "first"),
    zip(range(2, 13), (7, 21, 51, 107, 201, 351, 577, 901, 1351, 1961, 2771), strict=True),
)
def test_first_failures_at_leading_order(depth: int, first: int) -> None:
    """The certified first failures are those of the leading order."""
    far, definitions = slope_at_pi(depth)
    known: dict[Any, Any] = {}
    for symbol, definition in definitions:
        known[symbol] = definition.subs(known).evalf(30)
    ratio = sp.Rational(str((slope_at_zero(depth) / far).subs(known).evalf(20)))
    assert leading_failure(ratio) == first, f"L = {depth}: a/b = {ratio.evalf(8)}"


@given(POSITIVE, POSITIVE, st.fractions(0, 50).map(sp.Rational))
def test_certain_failure(near: Any, far: Any, remainder: Any) -> None:
    """At every m from there on the excess is more than 4 R."""
    start = sp.ceiling(certain_failure(near, far, remainder))
    for m in (max(start, 1), start + 1, 3 * start + 7):
        assert leading_excess(near, far, m) > 4 * remainder, (
            f"a, b, R = {near}, {far}, {remainder}, m = {m}"
        )


def test_ratio_must_be_positive() -> None:
    for bad in (0, -1, 0.5):
        with pytest.raises(InputError, match="ratio"):
            leading_failure(bad)


@mpmath.workdps(20)  # type: ignore[untyped-decorator]
def at_depth(layers: int, time: Any) -> Any:
    """``Theta_L(3 pi t/L)/(L + 1)`` in correlations."""
    rho = mpmath.cos(3 * mpmath.pi * time / layers)
    total = rho
    for _ in range(layers):
        step = 1 - mpmath.acos(rho) / mpmath.pi
        rho = rho * step + mpmath.sqrt(1 - rho**2) / mpmath.pi
        total = total * step + rho
    return total / (layers + 1)


@pytest.mark.parametrize("time", [Fraction(1, 3), 1, 4])
def test_many_layers_converge_to_the_profile(time: Any) -> None:
    limiting = mpmath.mpf(str(limit.profile(sp.Rational(time)).evalf(20)))
    time = mpmath.mpf(Fraction(time).numerator) / Fraction(time).denominator
    errors = [abs(at_depth(layers, time) - limiting) for layers in (1000, 4000)]
    assert errors[1] < errors[0] / 2 < 0.01, f"t = {time}: {errors}"


@pytest.mark.parametrize("frequency", [0.5, 3, 20])
def test_cosine_transform_by_quadrature(frequency: float) -> None:
    exact = limit.cosine_transform(sp.Float(frequency)).evalf()
    found = mpmath.quadosc(
        lambda t: sum(1 / (1 + t) ** n for n in (1, 2, 3)) / 4 * mpmath.cos(frequency * t),
        [0, mpmath.inf],
        omega=frequency,
    )
    assert abs(found - exact) < 1e-10, f"G({frequency}) = {exact}, by quadrature {found}"


@pytest.mark.parametrize(
    ("share", "slope"), [(0.041, 0.5), (0.183, 1), (0.5, 1.5), (1.67, 1.9), (5.75, 1.99)]
)
def test_local_slope(share: float, slope: float) -> None:
    """Against stated values and against differences of the transform."""
    w = sp.Float(3 * sp.pi.evalf() * share, 30)
    found = limit.local_slope(w).evalf(20)
    assert abs(found - slope) < 0.002, f"m/L = {share}: {found}"
    up, down = (
        sp.log(limit.cosine_transform(w * (1 + s * sp.Rational(1, 10**6)))).evalf(25)
        for s in (1, -1)
    )
    assert abs(-(up - down) / 2 * 10**6 - found) < 1e-6, f"m/L = {share}: {found}"


@FEWER
@given(POSITIVE, POSITIVE, POSITIVE, st.fractions(0, Fraction(19, 20), max_denominator=20))
def test_local_frequencies_solve_the_dispersion_relation(
    here: Any, there: Any, near: Any, share: Any
) -> None:
    order = LeadingOrder(near, near * sp.Rational(share))
    squares = order.squares(here, there, sp.Rational(7, 3))
    for square in squares:
        assert sp.simplify(order.dispersion(square, here, there, sp.Rational(7, 3))) == 0, (
            f"{square}"
        )
        assert square > 0
    rates = sum(sp.sqrt(s) for s in squares) / sp.sqrt(sp.Rational(14, 3))
    assert abs((rates - order.rate(here, there)).evalf(20)) < 1e-15


@pytest.mark.parametrize(
    "density", [uniform(), PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")]
)
def test_without_coupling_it_is_hill(density: PiecewiseConstant) -> None:
    near = sp.Rational(9, 4)
    found = LeadingOrder(near, sp.Integer(0)).root_mean(density)
    assert abs((found - sp.sqrt(near) * density.root_mean).evalf(20)) < 1e-15, f"{density}: {found}"


def test_uniform_density_has_the_mean_of_both_parities() -> None:
    """2 Z_L^2/q^2 at nu: the numbers of even and of odd m below nu add up."""
    order = LeadingOrder(sp.Integer(5), sp.Integer(3))
    nu, p = sp.Integer(10**6), 1 / (2 * sp.pi)
    below = sum(sp.sqrt(2 * (5 + sign * 3) * nu * p) for sign in (1, -1))
    assert abs((order.count(uniform(), nu)[0] - below).evalf(20)) < 1e-9, f"{below}"


@given(POSITIVE, POSITIVE, st.fractions(-9, 9), st.fractions(0, 9))
def test_shifts_bound_the_remainder_by_the_density(
    least: Any, more: Any, lower: Any, width: Any
) -> None:
    """``c p <= r <= e p`` for every r in the bounds and p in its range."""
    lower, upper = sp.Rational(lower), sp.Rational(lower) + sp.Rational(width)
    below, above = shifts(lower, upper, least, least + more)
    for p in (least, least + more / 3, least + more):
        assert below * p <= lower
        assert upper <= above * p, f"{(lower, upper)} over {p}: {(below, above)}"


def test_no_leading_order_shift_across_gaps() -> None:
    with pytest.raises(InputError, match="minimum"):
        shifts(sp.Integer(0), sp.Integer(1), sp.Integer(0), sp.Integer(1))
