"""Matched amplitudes, against cosines that are matched; and signs that are seen, never guessed."""

import math

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.amplitudes import (
    EXCESS,
    RATIO,
    SINE_PART,
    VALUE_PART,
    amplitude_ratio,
    manifestly_nonnegative,
    manifestly_positive,
)

_A, _B, _T = VALUE_PART, SINE_PART, EXCESS
_coefficients = st.integers(-3, 3)
_monomials = st.tuples(_coefficients, st.integers(0, 2), st.integers(0, 2), st.integers(0, 1))
_polynomials = st.lists(_monomials, min_size=1, max_size=4).map(
    lambda terms: sp.Add(*(c * _A**a * _B**b * _T**t for c, a, b, t in terms))
)
_points = [(a, b, t) for a in (0, 1, 5) for b in (0, 1, 3) for t in (0, 2) if (a, b) != (0, 0)]


@given(
    st.floats(-math.pi, math.pi),
    st.floats(0.05, 20),
    st.floats(0.1, 5),
    st.floats(0.3, 4),
)
def test_ratio_of_matched_cosines(phase: float, ratio: float, density: float, rate: float) -> None:
    """Continue a cosine over the border and measure its amplitude there by two samples."""
    here, beyond = rate * math.sqrt(density), rate * math.sqrt(density * ratio)
    value, slope = math.cos(phase), -here * math.sin(phase)

    def continued(x: float) -> float:
        return value * math.cos(beyond * x) + slope / beyond * math.sin(beyond * x)

    square = continued(0.0) ** 2 + continued(math.pi / (2 * beyond)) ** 2
    parts = {_A: math.cos(phase) ** 2, _B: math.sin(phase) ** 2, RATIO: ratio}
    stated = float(amplitude_ratio().subs(parts))
    assert math.isclose(stated, 1 / square, rel_tol=1e-9), f"{stated} but {1 / square}"


@settings(max_examples=20)
@given(_polynomials)
def test_positive_only_where_it_is(polynomial: sp.Expr) -> None:
    values = [polynomial.subs(dict(zip((_A, _B, _T), point, strict=True))) for point in _points]
    if manifestly_positive(polynomial):
        assert min(values) > 0, f"{polynomial} is {min(values)} somewhere"
    if manifestly_nonnegative(polynomial):
        assert min(values) >= 0, f"{polynomial} is {min(values)} somewhere"


@given(_polynomials, _polynomials)
def test_quotients_nonnegative_only_where_they_are(above: sp.Expr, below: sp.Expr) -> None:
    quotient = above / below if below != 0 else above
    if not manifestly_nonnegative(quotient):
        return
    for point in _points:
        value = quotient.subs(dict(zip((_A, _B, _T), point, strict=True)))
        assert value.is_finite, f"{quotient} is {value} at {point}"
        assert value >= 0, f"{quotient} is {value} at {point}"


def test_what_21_needs_is_seen_and_its_opposite_is_not() -> None:
    rising = amplitude_ratio(1 + _T)
    assert manifestly_nonnegative(rising - 1)
    assert manifestly_nonnegative(1 + _T - rising)
    assert not manifestly_nonnegative(1 - rising)
    assert not manifestly_nonnegative(1 / rising - 1)
    assert not manifestly_nonnegative(sp.sqrt(1 + _T) - rising)


def test_a_pole_is_not_overlooked() -> None:
    assert not manifestly_nonnegative((_A**2 + _A * _T) / _A), "undefined at A = 0"
    assert not manifestly_positive(_A * (1 + _T))
    assert not manifestly_positive(_T * (_A + _B))
