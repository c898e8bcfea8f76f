"""Vanishing: True is a proof, False a disproof, None neither."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.identities import on_the_half_circle, vanishes

FEWER = settings(max_examples=settings().max_examples // 2)
T, X = sp.symbols("t x", real=True)
P = sp.Symbol("p", positive=True)
SEVENTH = sp.pi / 7

integers = st.integers(-3, 3).map(sp.Integer)
pieces = st.builds(
    lambda c, n, wave, w: c * T**n * wave(w * T),
    integers,
    st.integers(0, 2),
    st.sampled_from([sp.cos, sp.sin]),
    st.integers(0, 2),
)
functions = st.lists(pieces, min_size=1, max_size=2).map(lambda parts: sp.Add(*parts))


@FEWER
@given(functions, functions)
def test_square_of_a_sum(f: Any, g: Any) -> None:
    defect = (f + g) ** 2 - f**2 - 2 * f * g - g**2
    assert vanishes(defect) is True, f"f = {f}, g = {g}: {vanishes(defect)}"


@FEWER
@given(functions, st.integers(1, 3), st.integers(0, 3))
def test_a_perturbed_identity_is_disproved(f: Any, size: int, frequency: int) -> None:
    defect = (f + 1) ** 2 - f**2 - 2 * f - 1 + size * sp.cos(frequency * T)
    assert vanishes(defect) is False, f"f = {f}, perturbation {size} cos({frequency} t)"


@FEWER
@given(st.integers(1, 4), st.integers(1, 4))
def test_addition_theorem_in_two_symbols(a: int, b: int) -> None:
    product = sp.cos(a * T) * sp.cos(b * X) - sp.sin(a * T) * sp.sin(b * X)
    assert vanishes(sp.cos(a * T + b * X) - product) is True, f"cos({a} t + {b} x)"
    assert vanishes(sp.cos(a * T + b * X) + product) is False, f"wrong sign, {a}, {b}"


@pytest.mark.parametrize(
    "expression",
    [
        sp.sqrt(P**2 + 2 * P + 1) - P - 1,
        sp.sqrt(X**2 + 2 * X + 1) - sp.Abs(X + 1),
        sp.sqrt(3 + 2 * sp.sqrt(2)) - 1 - sp.sqrt(2),
        sp.cbrt(2 + sp.sqrt(5)) - sp.cbrt(sp.sqrt(5) - 2) - 1,
        sp.cos(SEVENTH) - sp.cos(2 * SEVENTH) + sp.cos(3 * SEVENTH) - sp.Rational(1, 2),
        (sp.cos(SEVENTH) ** 2 + sp.sin(SEVENTH) ** 2 - 1) * sp.cos(T),
        sp.log(6) - sp.log(2) - sp.log(3),
        sp.atan(sp.Rational(1, 2)) + sp.atan(sp.Rational(1, 3)) - sp.pi / 4,
        sp.GoldenRatio**2 - sp.GoldenRatio - 1,
        sp.acos(T) + sp.asin(T) - sp.pi / 2,
        sp.cos(sp.sqrt(3 + 2 * sp.sqrt(2)) * T) - sp.cos((1 + sp.sqrt(2)) * T),
        sp.cos(T / (1 + sp.pi)) - sp.cos(T * (1 - sp.pi) / (1 - sp.pi**2)),
    ],
    ids=str,
)
def test_a_true_identity_is_never_disproved(expression: Any) -> None:
    assert vanishes(expression) is not False, f"{expression} = 0 is true, but called false"


@pytest.mark.parametrize(
    "expression",
    [
        sp.tan(T) - sp.sin(T) / sp.cos(T) + sp.Rational(1, 10**9),
        sp.Abs(T) - T,
        sp.sqrt(P + 1) - sp.sqrt(P) - 1,
        sp.sqrt(2) + sp.sqrt(3) - sp.pi,
    ],
    ids=str,
)
def test_a_false_identity_is_never_proved(expression: Any) -> None:
    assert vanishes(expression) is not True, f"{expression} = 0 is false, but called true"


@pytest.mark.parametrize(
    ("expression", "decided"),
    [
        (sp.Integer(0), True),
        ((X + 1) ** 2 - X**2 - 2 * X - 1, True),
        (1 / (X - 1) - 1 / (X + 1) - 2 / (X**2 - 1), True),
        (sp.Rational(1, 2), False),
        (sp.pi - 3, False),
        (2 * sp.pi, False),
        (sp.pi**2 - 9, False),
        (1 / sp.pi - sp.Rational(1, 3), False),
        ((sp.I + 1) * X, False),
        ((sp.pi + 1) * X, False),
        (sp.pi * X * sp.cos(T), False),
        (sp.cos(T) * sp.cos(X) - sp.cos(X), False),
        (sp.cos(2 * T) + sp.sqrt(2) * sp.cos(T), False),
        (sp.sqrt(2) - 1, None),
        (sp.sqrt(2) * X, None),
        (sp.E - 2, None),
        (sp.GoldenRatio * X, None),
        (sp.cos(sp.pi / 7) * X, None),
        (sp.sqrt(2) * sp.cos(T), None),
        (sp.gamma(T) - 1, None),
        (sp.nan, None),
        (sp.oo, None),
        (-sp.oo, None),
        (sp.zoo, None),
        (sp.oo * sp.cos(T), None),
    ],
    ids=str,
)
def test_what_is_decided(expression: Any, decided: bool | None) -> None:
    """False needs constants that cannot cancel: rationals, pi and i, and powers of them."""
    assert vanishes(expression) is decided, f"{expression}: {vanishes(expression)}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sp.acos(sp.cos(T)) - T, sp.Integer(0)),
        (sp.sqrt(1 - sp.cos(T) ** 2) - sp.sin(T), sp.Integer(0)),
        (2 * sp.acos(sp.cos(T)) / sp.sqrt(1 - sp.cos(T) ** 2), 2 * T / sp.sin(T)),
    ],
    ids=str,
)
def test_inverse_functions_on_the_half_circle(expression: Any, expected: Any) -> None:
    simplified = on_the_half_circle(expression, T)
    assert sp.simplify(simplified - expected) == 0, f"{expression} became {simplified}"
