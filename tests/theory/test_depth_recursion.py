"""Deep kernels against the recursion in correlations, as it is printed, at many digits."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball, precision
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth import network
from freqbias.theory.depth.recursion import DeepKernel, deep, deep_bias, deep_inner
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel, named

FEWER = settings(max_examples=max(5, settings().max_examples // 8))
ANGLES = st.fractions(0, 1, max_denominator=50)
DEPTHS = st.integers(1, 4)
BETAS = st.sampled_from([sp.Rational(1, 3), sp.Integer(1), sp.Rational(5, 2)])
BITS = 700  # plain ball composition loses many bits a layer at small angles


@mpmath.workdps(60)  # type: ignore[untyped-decorator]
def value(kernel: Kernel, share: Any) -> Any:
    """k(share pi) by balls, the definitions one after the other."""
    with precision(BITS):
        known = {THETA: complex_ball(sp.Rational(share) * sp.pi)}
        for symbol, definition in kernel.definitions:
            known[symbol] = complex_ball(definition, known)
        return mpmath.mpf(complex_ball(kernel.expression, known).real.str(50, radius=False))


@mpmath.workdps(60)  # type: ignore[untyped-decorator]
def by_correlations(depth: int, bias: Any, trained: range, share: Any) -> Any:
    """``Theta_L = sum_h Sigma_h prod_j k0(rho_j)`` with clipped arccosines: another formula."""
    square = mpmath.mpf(int(bias.p)) / int(bias.q)
    covariance = mpmath.cos(mpmath.pi * share.numerator / share.denominator) + square
    total = mpmath.mpf(0)
    for layer in range(depth + 1):
        total += covariance if layer in trained else 0
        if layer < depth:
            variance = 1 + (layer + 1) * square
            rho = min(mpmath.mpf(1), max(mpmath.mpf(-1), covariance / variance))
            step = 1 - mpmath.acos(rho) / mpmath.pi
            covariance = variance * (rho * step + mpmath.sqrt(1 - rho**2) / mpmath.pi) + square
            total *= step
    return total


def assert_close(found: Any, expected: Any, what: str) -> None:
    """Up to what arccosines near 1 lose at 60 digits."""
    assert abs(found - expected) < 1e-20, f"{what}: {found} is not {expected}"


@FEWER
@given(DEPTHS, BETAS, ANGLES)
def test_recursions_in_angles_and_in_correlations_agree(depth: int, beta: Any, share: Any) -> None:
    for kernel in (deep(depth), deep_inner(depth + 1), deep_bias(depth, beta)):
        recursion = kernel.recursion
        expected = by_correlations(
            recursion.depth, sp.Rational(recursion.bias), recursion.trained, share
        )
        assert_close(value(kernel, share), expected, f"{kernel.name} at {share} pi")


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
    for kernel in (deep(12), deep_bias(8, 1), deep_inner(9)):
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
