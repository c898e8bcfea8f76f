"""Expansions at both ends: formulas in L, layer by layer, and the recursion itself at 60 digits."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball, precision
from freqbias.theory.depth.ends import EndExpansion, end_expansion
from freqbias.theory.depth.expansions import (
    DEPTH,
    angle_at_zero,
    expansion_at_zero,
    inner_expansion_at_zero,
    layer_map,
    slope_at_zero,
)
from freqbias.theory.depth.opposite import opposite, slope_at_pi
from freqbias.theory.depth.recursion import DeepKernel, deep, deep_bias, deep_inner
from freqbias.theory.errors import InputError

FEWER = settings(max_examples=max(4, settings().max_examples // 10))
DIGITS = 60
KERNELS = st.one_of(
    st.builds(deep, st.integers(1, 4)),
    st.builds(deep_inner, st.integers(2, 4)),
    st.builds(deep_bias, st.integers(1, 3), st.sampled_from([sp.Rational(1, 2), sp.Integer(2)])),
)


@mpmath.workdps(DIGITS)  # type: ignore[untyped-decorator]
def numbers(definitions: Any, expressions: Any) -> list[Any]:
    """The expressions to 50 digits, by balls, the definitions one after the other."""
    known: dict[Any, Any] = {}
    with precision(600):
        for symbol, definition in definitions:
            known[symbol] = complex_ball(definition, known)
        balls = [complex_ball(sp.sympify(e), known).real for e in expressions]
        assert all(ball.rad() < 1e-50 for ball in balls), "the enclosures are too wide"
        return [mpmath.mpf(ball.str(50, radius=False)) for ball in balls]


def evaluated(expansion: EndExpansion, end: str) -> list[Any]:
    found: list[Any] = numbers(expansion.definitions, getattr(expansion, end))
    return found


@mpmath.workdps(DIGITS)  # type: ignore[untyped-decorator]
def kernel_at(kernel: DeepKernel, theta: Any) -> Any:
    """The sum over trained layers, in correlations."""
    recursion = kernel.recursion
    bias = mpmath.mpf(int(recursion.bias.p)) / int(recursion.bias.q)
    covariance, total = mpmath.cos(theta) + bias, mpmath.mpf(0)
    for layer in range(recursion.depth + 1):
        total += covariance if layer in recursion.trained else 0
        if layer < recursion.depth:
            variance = 1 + (layer + 1) * bias
            rho = covariance / variance
            step = 1 - mpmath.acos(rho) / mpmath.pi
            covariance = variance * (rho * step + mpmath.sqrt(1 - rho**2) / mpmath.pi) + bias
            total *= step
    return total


@mpmath.workdps(DIGITS)  # type: ignore[untyped-decorator]
def extrapolated(kernel: DeepKernel, end: str, coefficients: list[Any]) -> Any:
    """The next coefficient, from what the partial sum leaves of the kernel at t = 1/100 and 1/200."""
    order, left = len(coefficients), []
    for t in (mpmath.mpf(1) / 100, mpmath.mpf(1) / 200):
        partial = sum(c * t**n for n, c in enumerate(coefficients))
        theta = t if end == "at_zero" else mpmath.pi - t
        left.append((kernel_at(kernel, theta) - partial) / t**order)
    return 2 * left[1] - left[0]


@FEWER
@given(KERNELS, st.sampled_from(["at_zero", "at_pi"]))
def test_partial_sums_approach_the_kernel_with_their_order(kernel: DeepKernel, end: str) -> None:
    """What the sum up to t^6 leaves is the term in t^7, to the precision of an extrapolation."""
    coefficients = evaluated(end_expansion(kernel, 7), end)
    limit = extrapolated(kernel, end, coefficients[:7])
    size = max(abs(coefficients[7]), 1)
    assert abs(limit - coefficients[7]) < size / 20, (
        f"{kernel.name} {end}: coefficient {coefficients[7]} of t^7, by differences {limit}"
    )


@FEWER
@given(st.integers(1, 4))
def test_formulas_in_the_depth_agree_with_layers(depth: int) -> None:
    layers = evaluated(end_expansion(deep(depth), 6), "at_zero")
    formula = numbers((), expansion_at_zero(6, depth))
    inner = evaluated(end_expansion(deep_inner(depth + 1), 6), "at_zero")
    inner_formula = numbers((), inner_expansion_at_zero(6, depth + 1))
    for n in range(7):
        assert abs(layers[n] - formula[n]) < 1e-40, (
            f"L = {depth}, theta^{n}: {layers[n]}, {formula[n]}"
        )
        assert abs(inner[n] - inner_formula[n]) < 1e-40, f"inner {depth + 1}, theta^{n}"


def test_coefficients_are_polynomials_in_the_depth() -> None:
    for n, coefficient in enumerate(expansion_at_zero(6)):
        assert sp.Poly(coefficient, DEPTH).degree() == n + 1, f"theta^{n}: {coefficient}"
    for n, coefficient in enumerate(angle_at_zero(6)[1:]):
        assert sp.Poly(coefficient, DEPTH).degree() == n, f"theta^{n + 1}: {coefficient}"


def test_one_layer_is_the_layer_map() -> None:
    assert angle_at_zero(8, 1) == layer_map(8)
    assert angle_at_zero(8, 0) == (0, 1, *[0] * 7)


def test_stated_constants() -> None:
    """Slope, second and third coefficient at 0, for every L."""
    el, pi = DEPTH, sp.pi
    stated = (
        el + 1,
        -el * (el + 1) / (2 * pi),
        5 * el * (el**2 - 1) / (18 * pi**2) - (el + 1) / 2,
        5 * el * (el + 1) / (12 * pi) - el * (el**2 - 1) * (15 * el - 26) / (108 * pi**3),
    )
    for n, (found, expected) in enumerate(zip(expansion_at_zero(3), stated, strict=True)):
        assert sp.expand(found - expected) == 0, f"theta^{n}: {found}, stated {expected}"
    assert sp.expand(inner_expansion_at_zero(1)[1] + el * (el - 1) / (2 * pi)) == 0
    assert slope_at_zero(10) == 55 / pi


@FEWER
@given(st.one_of(st.builds(deep, st.integers(1, 8)), st.builds(deep_inner, st.integers(2, 7))))
def test_at_pi_two_routes(kernel: DeepKernel) -> None:
    """The linear recursions for value, slope and cubic term against series of every order."""
    closed = opposite(kernel.recursion)
    found = numbers(closed.definitions, closed.expansion)
    series = evaluated(end_expansion(kernel, 3), "at_pi")
    for n in range(4):
        assert abs(found[n] - series[n]) < 1e-40, f"{kernel.name}, eps^{n}: {found[n]}, {series[n]}"


@pytest.mark.parametrize(
    ("depth", "slope"),
    [(3, "0.0959887730413"), (9, "0.0159214684739"), (10, "0.0129631807728")],
)
def test_known_slopes_at_pi(depth: int, slope: str) -> None:
    expression, definitions = slope_at_pi(depth)
    (found,) = numbers(definitions, [expression])
    assert abs(found - mpmath.mpf(slope)) < 5.1e-14, f"L = {depth}: b = {found}"


@FEWER
@given(st.integers(1, 4), st.sampled_from([sp.Rational(1, 3), sp.Integer(1)]))
def test_with_bias_the_kernel_is_even_at_pi(depth: int, beta: Any) -> None:
    coefficients = evaluated(end_expansion(deep_bias(depth, beta), 5), "at_pi")
    assert all(abs(c) < 1e-40 for c in coefficients[1::2]), f"{depth}, {beta}: {coefficients}"
    with pytest.raises(InputError, match="interior"):
        opposite(deep_bias(depth, beta).recursion)


def test_slope_at_zero_with_bias() -> None:
    """``a = (1/pi) sum_h D_h/sqrt(q_h)``, D_h the sum of the variances up to q_h."""
    kernel = deep_bias(3, sp.Rational(1, 2))
    q = [kernel.recursion.variance(h) for h in range(3)]
    expected = sum(sum(q[: h + 1]) / sp.sqrt(q[h]) for h in range(3)) / sp.pi
    found = evaluated(end_expansion(kernel, 1), "at_zero")[1]
    assert abs(found + numbers((), [expected])[0]) < 1e-40, f"{found} is not -{expected}"


@mpmath.workdps(25)  # type: ignore[untyped-decorator]
def coefficient(kernel: DeepKernel, m: int) -> Any:
    """khat_m by Gauss-Legendre quadrature on half waves."""
    panels = [mpmath.pi * i / m for i in range(m + 1)]
    return 2 * mpmath.quad(
        lambda t: kernel_at(kernel, t) * mpmath.cos(m * t),
        panels,
        method="gauss-legendre",
        maxdegree=4,
    )


@pytest.mark.parametrize("depth", [2])
def test_frequency_terms_are_the_asymptotic_series(depth: int) -> None:
    """Quadrature of khat_m against the series, whose error is that of the first term left out."""
    kernel, m = deep(depth), 20 * depth + 1
    expansion = end_expansion(kernel, 7)
    pairs = expansion.frequency_terms
    even, odd = (numbers(expansion.definitions, part) for part in zip(*pairs, strict=True))
    exact = coefficient(kernel, m)
    series = sum(
        (e - o) / mpmath.mpf(m) ** (2 * j)
        for j, (e, o) in enumerate(zip(even, odd, strict=True), 1)
    )
    last = abs(even[-1] - odd[-1]) / mpmath.mpf(m) ** 8
    assert abs(exact - series) < last, f"L = {depth}: khat_{m} = {exact}, series {series}"


def test_orders_are_checked() -> None:
    for call in (lambda: end_expansion(deep(2), 31), lambda: expansion_at_zero(13)):
        with pytest.raises(InputError, match="order"):
            call()
