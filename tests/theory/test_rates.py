"""Formulas for rates: what descent and flow leave, and how slowly the coefficients change."""

import inspect

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory import rates
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.rates import (
    SMOOTHNESS,
    contraction,
    coupling,
    descent_factor,
    flow_factor,
    law_error,
    logarithmic_time,
    regional_bound,
    source_bound,
    source_count,
    source_time,
    tail_bound,
    window_count,
)

_KHAT = first_layer_bias.fourier()
_SHARES = st.fractions(0, 1, max_denominator=50).map(sp.Rational)
_POSITIVE = st.fractions("1/50", 50, max_denominator=50).map(sp.Rational)


@given(x=_SHARES, steps=st.integers(0, 12))
def test_descent_is_at_least_as_fast_as_flow(x: sp.Rational, steps: int) -> None:
    left, flow = descent_factor(x, 1, steps), flow_factor(x, steps)
    assert 0 <= left <= flow, f"(1 - {x})^{steps} = {left}, e^(-{x * steps}) = {flow}"


@given(x=_POSITIVE, step=_POSITIVE)
def test_a_step_contracts_iff_it_is_at_most_two_over_the_eigenvalue(
    x: sp.Rational, step: sp.Rational
) -> None:
    factor = descent_factor(x, step, 1)
    assert 1 - factor**2 == sp.expand(contraction(x, step))
    assert (abs(factor) <= 1) == (step <= 2 / x), f"1 - {step} {x} = {factor}"


@settings(deadline=None)
@given(a=st.integers(0, 400), apart=st.integers(1, 400))
def test_coefficients_change_slowly(a: int, apart: int) -> None:
    b = a + apart
    room = _KHAT(b) / _KHAT(a) - 1 + SMOOTHNESS * sp.Rational(apart, b)
    assert room.evalf(30) >= -(10**-25), f"khat_{b}/khat_{a}: {room.evalf(5)}"


def test_the_constant_of_slow_change_is_the_best() -> None:
    assert (1 - _KHAT(3) / _KHAT(2)) * 3 == SMOOTHNESS


@given(time=_POSITIVE, value=_POSITIVE, coefficient=_POSITIVE)
def test_the_source_bound_is_the_largest_product(
    time: sp.Rational, value: sp.Rational, coefficient: sp.Rational
) -> None:
    product = value * flow_factor(value, time) / coefficient
    bound = source_bound(time, coefficient, 1)
    assert (bound - product).evalf(30) >= 0, f"{product} above {bound} at lambda = {value}"


@settings(deadline=None)
@given(kappa=st.integers(1, 60), error=_POSITIVE)
def test_the_uniform_density_needs_no_longer_than_the_bound(kappa: int, error: sp.Rational) -> None:
    time = sp.log(sp.sqrt(sp.pi) / error) / _KHAT.eigenvalue(kappa)
    bound = source_time(kappa, error, 1 / (2 * sp.pi))
    assert time.evalf(30) <= bound.evalf(30), f"{time.evalf(8)} above {bound.evalf(8)}"


def test_the_source_time_is_attained() -> None:
    error = sp.sqrt(sp.pi) / sp.E
    time = 1 / _KHAT.eigenvalue(5)  # log(sqrt(pi)/error) = 1
    assert sp.simplify(time - source_time(5, error, 1 / (2 * sp.pi))) == 0


@given(kappa=st.integers(1, 10**6), error=st.fractions("1/100", 1).map(sp.Rational))
def test_where_the_law_is_within_half_of_the_error(kappa: int, error: sp.Rational) -> None:
    coupled, total = 3, sp.Rational(1, 4)
    threshold = 64 * SMOOTHNESS * sp.sqrt(total) * coupled / error**2
    within = law_error(kappa, total, coupled) <= error / 2
    assert bool(within) == bool(kappa >= threshold)
    learned = flow_factor(1 / (sp.pi * kappa**2), logarithmic_time(kappa, error, 1))
    assert learned == error / 2


@given(position=_POSITIVE, error=_POSITIVE)
def test_counts_invert_tails(position: sp.Rational, error: sp.Rational) -> None:
    count = window_count(error, 1, 3, sp.Rational(1, 2))
    assert sp.simplify(tail_bound(count / 2, 1, 3, sp.Rational(1, 2)) - error**2) == 0
    count = source_count(2, error, sp.Rational(1, 10), 1, 0)
    weight = sp.pi * (sp.pi * 4) ** 2 * 10  # bounds norm(h)^2
    assert sp.simplify((4 / (sp.pi * count**2)) ** 2 * weight - error**2) == 0


def test_regional_bound_against_its_parts() -> None:
    """The window cos(pi x/length): its slope, its mass, and the leakage over the mass."""
    length, kappa, value = 2 * sp.pi / 3, 100, sp.Rational(1, 10)
    coupled = coupling(value, value, 1)
    mass = length / (2 * sp.pi)
    slope = sp.pi / sp.sqrt(2 * length)
    lost = rates.leakage(kappa, slope, coupled) / value
    parts = (mass / 2 - lost) / sp.sqrt(mass)
    bound = regional_bound(sp.Rational(1, 2), length, kappa, value, coupled)
    assert sp.simplify(parts - bound) == 0


@pytest.mark.parametrize(
    ("weights", "sharp", "local", "logarithm"),
    [
        ("1, 1, 1", 40, 90, 17965),
        ("1, 2, 4", 95, 133, 26435),
        ("1, 100, 10000", 160758, 3737, 747364),
    ],
)
def test_where_the_bounds_begin_to_say_something(
    weights: str, sharp: int, local: int, logarithm: int
) -> None:
    """On thirds: the sparsest region at t = 0, an error below norm(g), and one of at most 1/20."""
    p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", weights)
    coupled = [coupling(r.value, p.minimum, p.maximum) for r in p.regions]
    sparse, total = p.regions[0], sp.Add(*(r.value for r in p.regions))
    for first in (sharp, sharp - 1):
        bound = regional_bound(1, sparse.length, first, sparse.value, coupled[0])
        assert (bound > 0) == (first == sharp), f"{weights}: {bound.evalf(5)} at {first}"
    for start, error in ((local, 1 / sp.sqrt(2)), (logarithm, sp.Rational(1, 20))):
        for kappa in (start, start - 1):
            within = law_error(kappa, total, sp.Add(*coupled))
            assert (within <= error) == (kappa == start), f"{weights}: {within.evalf(5)} at {kappa}"


@pytest.mark.parametrize("name", rates.__all__)
def test_integers_stay_exact(name: str) -> None:
    function = getattr(rates, name)
    if callable(function):
        arguments = range(2, 2 + len(inspect.signature(function).parameters))
        assert not sp.sympify(function(*arguments)).has(sp.Float), name
