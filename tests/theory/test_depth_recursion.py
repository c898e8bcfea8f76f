"""Deep kernels against the recursion in correlations, as it is printed, at many digits."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.arccosine import THETA
from freqbias.theory.depth import network
from freqbias.theory.depth.recursion import DeepKernel, deep, deep_bias, deep_inner
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel, named

FEWER = settings(max_examples=max(10, settings().max_examples // 4))
ANGLES = st.fractions(0, 1, max_denominator=50)
DEPTHS = st.integers(1, 6)
BETAS = st.sampled_from([sp.Rational(1, 3), sp.Integer(1), sp.Rational(5, 2)])
CONTEXT = mpmath.MPContext()
CONTEXT.dps = 60


def value(kernel: Kernel, theta: Any) -> Any:
    """k(theta) in mpmath, the definitions one after the other."""
    known = {THETA: theta}
    for symbol, definition in [*kernel.definitions, (None, kernel.expression)]:
        used = sorted(definition.free_symbols, key=str)
        known[symbol] = sp.lambdify(used, definition, CONTEXT_MODULE)(*(known[s] for s in used))
    return known[None]


CONTEXT_MODULE = [
    {name: getattr(CONTEXT, name) for name in ("sin", "cos", "asin", "acos", "sqrt", "pi")},
    "mpmath",
]


def by_correlations(depth: int, beta: Any, trained: range, theta: Any) -> Any:
    """``Theta_L = sum_h Sigma_h prod_j k0(rho_j)`` with clipped arccosines: another formula."""
    square = CONTEXT.mpf(beta.numerator) ** 2 / CONTEXT.mpf(beta.denominator) ** 2
    covariance, total = CONTEXT.cos(theta) + square, CONTEXT.mpf(0)
    for layer in range(depth + 1):
        total += covariance if layer in trained else 0
        if layer < depth:
            variance = 1 + (layer + 1) * square
            rho = min(CONTEXT.mpf(1), max(CONTEXT.mpf(-1), covariance / variance))
            step = 1 - CONTEXT.acos(rho) / CONTEXT.pi
            covariance = variance * (rho * step + CONTEXT.sqrt(1 - rho**2) / CONTEXT.pi) + square
            total *= step
    return total


def assert_close(found: Any, expected: Any, what: str) -> None:
    assert abs(found - expected) < CONTEXT.mpf(10) ** -25, f"{what}: {found} is not {expected}"


@FEWER
@given(DEPTHS, BETAS, ANGLES)
def test_bias(depth: int, beta: Any, share: Any) -> None:
    kernel, theta = deep_bias(depth, beta), CONTEXT.pi * share.numerator / share.denominator
    expected = by_correlations(depth, beta, range(depth + 1), theta)
    assert_close(value(kernel, theta), expected, f"{kernel.name} at {share} pi")


@FEWER
@given(DEPTHS, ANGLES)
def test_without_bias_and_inner_layers_alone(depth: int, share: Any) -> None:
    theta = CONTEXT.pi * share.numerator / share.denominator
    for kernel, trained in (
        (deep(depth), range(depth + 1)),
        (deep_inner(depth + 1), range(1, depth + 1)),
    ):
        layers = kernel.recursion.depth
        expected = by_correlations(layers, sp.Integer(0), trained, theta)
        assert_close(value(kernel, theta), expected, f"{kernel.name} at {share} pi")


@given(DEPTHS, BETAS)
def test_diagonals(depth: int, beta: Any) -> None:
    """``(L+1) (1 + (L+2) beta^2/2)``, the sum of the variances; L - 1 for inner layers."""
    expected = (depth + 1) * (1 + (depth + 2) * beta**2 / 2)
    assert sp.expand(deep_bias(depth, beta).at_zero - expected) == 0, f"L = {depth}, beta = {beta}"
    assert deep_inner(depth + 1).at_zero == depth, f"inner layers of {depth + 1}"


@given(DEPTHS, BETAS)
def test_names_lead_back(depth: int, beta: Any) -> None:
    for kernel in (deep(depth), deep_bias(depth, beta), deep_inner(depth + 1)):
        assert named(kernel.name) == kernel, kernel.name


def test_a_layer_is_what_the_gradients_of_one_more_layer_give() -> None:
    """The definitions of the kernel against :mod:`freqbias.theory.depth.network`."""
    beta = sp.Rational(1, 2)
    for kernel, bias in ((deep(3), 0), (deep_bias(3, beta), beta)):
        recursion, definitions = kernel.recursion, dict(kernel.definitions)
        for layer in range(1, 4):
            before = sp.Symbol(f"theta_{layer - 1}", real=True) if layer > 1 or bias else THETA
            below = (
                sp.Symbol(f"Theta_{layer - 1}", real=True)
                if layer > 1
                else recursion.source(0, before)
            )
            angle, total = (sp.Symbol(f"{name}_{layer}", real=True) for name in ("theta", "Theta"))
            variance = recursion.variance(layer - 1)
            covariance = network.covariance(variance, bias, before)
            cosine = 1 - 2 * sp.sin(definitions[angle] / 2) ** 2
            defect = recursion.variance(layer) * cosine - covariance
            assert vanishes(sp.expand(defect)) is True, f"{kernel.name}, Sigma_{layer}: {defect}"
            stated = definitions[total].subs(recursion.source(layer, angle), covariance)
            defect = stated - network.tangent(below, variance, bias, before)
            assert vanishes(sp.expand(defect)) is True, f"{kernel.name}, Theta_{layer}: {defect}"


def test_scaled_kernels_keep_the_recursion() -> None:
    half = deep(3).scaled(sp.Rational(1, 2), "half", "a test")
    assert isinstance(half, DeepKernel)
    assert (half.factor, half.at_zero) == (sp.Rational(1, 2), 2)


def test_representations_stay_short() -> None:
    for kernel in (deep(100), deep_bias(50, 1), deep_inner(70)):
        assert max(map(len, (repr(kernel), kernel._repr_latex_()))) < 250, kernel.name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("deep_bias", "depth '' is not an integer between 1 and 1000, as in deep_bias:3:1/2"),
        ("deep_bias:3", "beta '' is not a number, as in deep_bias:3:1/2"),
        ("deep_bias:3:0", "beta 0 is not a positive number"),
        ("deep_bias:0:1", "depth 0 is not an integer between 1 and 1000"),
        ("deep_inner:1", "depth 1 is not an integer between 2 and 1000"),
        ("deep_inner:x", "depth 'x' is not an integer between 1 and 1000, as in deep_inner:3"),
    ],
)
def test_bad_names_give_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        named(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("beta", [0, -1, 0.5, "1/2", sp.I])
def test_beta_must_be_exact_and_positive(beta: Any) -> None:
    with pytest.raises(InputError, match="is not"):
        deep_bias(2, beta)
