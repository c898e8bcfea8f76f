"""The kernels, each against its formula and against what the others imply for it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball
from freqbias.strategies import all_kernels, kernels
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.gradients import two_layer
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import KERNELS, Kernel, both_layers, deep, named, random_bias

FEWER = settings(max_examples=settings().max_examples // 2)
PI = sp.pi
BITS = 4000  # plain ball composition loses 67 bits a layer at an angle of 10^-20
COS, SIN = sp.cos(THETA), sp.sin(THETA)

TABLE = {
    "first_layer": (PI - THETA) * COS / (2 * PI),
    "first_layer_bias": (PI - THETA) * (1 + COS) / (4 * PI),
    "first_layer_bias_unscaled": (PI - THETA) * (1 + COS) / (2 * PI),
    "both_layers": ((PI - THETA) * COS + SIN + (PI - THETA) * COS) / (2 * PI),
    "both_layers_bias": ((PI - THETA) * (1 + COS) + SIN + (PI - THETA) * COS) / (2 * PI),
}
angles = st.fractions(0, 1, max_denominator=30).map(lambda share: sp.Rational(share) * PI)


def value(kernel: Kernel, theta: Any) -> arb:
    """k(theta) in ball arithmetic, the definitions one after the other."""
    with ctx.workprec(BITS):
        values = {THETA: complex_ball(theta)}
        for symbol, definition in kernel.definitions:
            values[symbol] = complex_ball(definition, values)
        return complex_ball(kernel.expression, values).real


def number(exact: Any) -> arb:
    with ctx.workprec(BITS):
        return complex_ball(exact).real


def difference(left: arb, right: arb) -> arb:
    with ctx.workprec(BITS):
        return left - right


def assert_overlap(left: arb, right: arb, what: str) -> None:
    assert left.overlaps(right), f"{what}: {left} is not {right}"
    sharp = difference(left, right).rad() < arb(10) ** -40
    assert sharp, f"{what}: the enclosures {left}, {right} are too wide to tell"


@pytest.mark.parametrize(("name", "formula"), TABLE.items())
def test_derived_kernels_are_the_known_ones(name: str, formula: Any) -> None:
    assert vanishes(KERNELS[name].expression - formula) is True, f"{KERNELS[name]}"


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(KERNELS)


@given(st.sets(st.sampled_from("Wba"), min_size=1))
def test_trained_parameters_contribute_additively(letters: set[str]) -> None:
    together = two_layer("".join(sorted(letters)))
    apart = sp.Add(*(two_layer(letter) for letter in letters))
    assert vanishes(together - apart) is True, f"{letters}: {together} is not {apart}"


def test_printed_normalisation_comes_from_the_inputs() -> None:
    """Inputs (x, 1)/sqrt 2 halve the kernel: 2003.04560 (5) against (1)-(2)."""
    scaled_inputs = two_layer("Wb", input_scale=1 / sp.sqrt(2))
    assert vanishes(scaled_inputs - KERNELS["first_layer_bias"].expression) is True, scaled_inputs


@given(all_kernels())
def test_diagonal_dominates(kernel: Kernel) -> None:
    """A positive definite kernel has |k(theta)| <= k(0)."""
    for theta in (PI / 5, PI / 2, 3 * PI / 4, PI):
        size, diagonal = abs(value(kernel, theta)), number(kernel.at_zero)
        assert size < diagonal, f"{kernel.name}: |k({theta})| = {size}, k(0) = {diagonal}"


@given(all_kernels())
def test_value_at_zero(kernel: Kernel) -> None:
    assert_overlap(value(kernel, sp.Integer(0)), number(kernel.at_zero), f"{kernel.name} at 0")


@pytest.mark.parametrize("layers", range(1, 13))
def test_depth_and_diagonal(layers: int) -> None:
    assert deep(layers).at_zero == layers + 1, f"Theta_{layers}(0) = {deep(layers).at_zero}"


@FEWER
@given(angles)
def test_one_hidden_layer_is_the_two_layer_kernel_doubled(theta: Any) -> None:
    """c_sigma = 2 doubles E[step step] and E[relu relu]."""
    doubled = number(2 * both_layers.profile.at(theta))
    assert_overlap(value(deep(1), theta), doubled, f"Theta_1({theta}) = 2 k({theta})")


def quotient(kernel: Kernel, left: Any, right: Any) -> arb:
    with ctx.workprec(BITS):
        return (value(kernel, right) - value(kernel, left)) / number(right - left)


@pytest.mark.parametrize("layers", [1, 2, 3, 9])
def test_slope_of_the_deep_kernel_at_zero(layers: int) -> None:
    """``Theta_L(theta) = L + 1 - a theta + c theta^2 + ...``, a = L (L+1)/(2 pi).

    At theta = 10^-20 the quotient is off by about c theta, where for L <= 9
    c = 5 L (L^2-1)/(18 pi^2) - (L+1)/2 < 20.
    """
    slope = quotient(deep(layers), sp.Integer(0), sp.Rational(1, 10**20))
    defect = difference(slope, number(-sp.Rational(layers * (layers + 1), 2) / PI))
    assert abs(defect) < 20e-20, f"L = {layers}: slope + L (L + 1)/(2 pi) = {defect}"


@pytest.mark.parametrize(
    ("layers", "b", "digits"),
    [
        (1, 1 / PI, 30),
        (2, 1 / (2 * PI), 30),
        (3, sp.Rational("0.0959887730413"), 13),
        (9, sp.Rational("0.0159214684739"), 13),
        (10, sp.Rational("0.0129631807728"), 13),
    ],
)
def test_slope_of_the_deep_kernel_at_pi(layers: int, b: Any, digits: int) -> None:
    """``Theta_L(pi - eps) = C - b eps + O(eps^3)``: at eps = 10^-20 off by O(10^-40).

    The decimals are rounded, so they may be off by half a unit of their last place.
    """
    slope = quotient(deep(layers), PI - sp.Rational(1, 10**20), PI)
    defect = abs(difference(slope, number(b)))
    assert defect < 0.51 * arb(10) ** -digits, f"L = {layers}: slope {slope}, b = {b}"


@FEWER
@given(angles, st.fractions(Fraction(1, 8), 8, max_denominator=8))
def test_random_bias_is_the_arccosine_formula(theta: Any, beta: Fraction) -> None:
    square = sp.Rational(beta) ** 2
    correlation = (sp.cos(theta) + square) / (1 + square)
    direct = (1 + sp.cos(theta)) * (PI - sp.acos(correlation)) / (2 * PI)
    what = f"beta = {beta}, theta = {theta}"
    assert_overlap(value(random_bias(sp.Rational(beta)), theta), number(direct), what)


@given(kernels(), st.fractions(Fraction(1, 100), 100))
def test_scaling(kernel: Kernel, factor: Fraction) -> None:
    scaled = kernel.scaled(sp.Rational(factor), "scaled", "a test")
    assert scaled.at_zero == sp.Rational(factor) * kernel.at_zero, f"{kernel.name} by {factor}"
    assert vanishes(scaled.expression - sp.Rational(factor) * kernel.expression) is True


@given(all_kernels())
def test_names_lead_back(kernel: Kernel) -> None:
    assert named(kernel.name) == kernel, kernel.name


@given(all_kernels())
def test_representations(kernel: Kernel) -> None:
    assert str(kernel).startswith("k(theta) = "), str(kernel)
    assert kernel._repr_latex_().startswith("$\\displaystyle k(\\theta) = "), kernel.name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("both_layer", "unknown kernel 'both_layer'; did you mean 'both_layers'?"),
        ("first_layer:2", "unknown kernel 'first_layer:2'; did you mean 'first_layer'?"),
        ("deep", "depth '' is not an integer between 1 and 1000, as in deep:3"),
        ("deep:0", "depth 0 is not an integer between 1 and 1000"),
        ("deep:1001", "depth 1001 is not an integer between 1 and 1000"),
        ("deep:3.5", "depth '3.5' is not an integer between 1 and 1000, as in deep:3"),
        ("random_bias:", "beta '' is not a number, as in random_bias:1/2"),
        ("random_bias:0", "beta 0 is not a positive number"),
        ("random_bias:-1", "beta -1 is not a positive number"),
        ("random_bias:1/0", "beta '1/0' is not a number, as in random_bias:1/2"),
        ("random_bias:nan", "beta 'nan' is not a number, as in random_bias:1/2"),
    ],
)
def test_bad_names_give_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        named(text)
    assert str(caught.value) == message


@given(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(["deep:", "random_bias:"]).flatmap(
            lambda name: st.text("0123456789/.-+e_ ", max_size=12).map(lambda tail: name + tail)
        ),
    )
)
def test_any_name_is_a_kernel_or_an_input_error(text: str) -> None:
    outcome = kernel_or_message(text)
    if isinstance(outcome, str):
        assert len(outcome.splitlines()) == 1, f"{text!r}: {outcome}"
    else:
        assert outcome.at_zero > 0, f"{text!r} gave {outcome}"


def kernel_or_message(text: str) -> Kernel | str:
    try:
        return named(text)
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("layers", [0, -1, 1001, 2.0, "3", True])
def test_depth_is_checked(layers: Any) -> None:
    with pytest.raises(InputError, match="is not an integer between 1 and 1000"):
        deep(layers)


@pytest.mark.parametrize("beta", [0, -1, sp.oo, sp.nan, sp.I, sp.Symbol("b"), 0.5, "1/2", "[", []])
def test_beta_must_be_an_exact_positive_number(beta: Any) -> None:
    """Floats would enter the theory, and text would be run by SymPy."""
    with pytest.raises(InputError, match="is not"):
        random_bias(beta)
