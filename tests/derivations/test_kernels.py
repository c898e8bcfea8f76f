"""The derivation of each kernel from one unit of the network."""

from dataclasses import replace

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.kernels import from_network, one_hidden_layer, with_random_bias
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import (
    KERNELS,
    Kernel,
    both_layers,
    deep,
    first_layer,
    first_layer_bias,
    random_bias,
)

_TWO = pytest.mark.parametrize(
    "kernel", [KERNELS[n] for n in ("first_layer_bias", "both_layers")], ids=lambda k: k.name
)
_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


def _by_rule(derivation: Derivation, rule: str) -> list[sp.Expr]:
    return [step.right for step in derivation.steps if step.rule == rule]


@_KERNELS
def test_it_ends_with_the_profile(kernel: Kernel) -> None:
    derivation = from_network(kernel)
    assert _by_rule(derivation, "summation") == [kernel.expression]
    assert derivation.steps[-1].right == kernel.profile.expression(THETA)


@given(st.sampled_from([*KERNELS.values()]), st.fractions(0, 5).filter(bool))
@settings(max_examples=4, deadline=None)
def test_scaled_inputs_give_a_scaled_kernel(kernel: Kernel, factor: object) -> None:
    scaled = kernel.scaled(sp.Rational(str(factor)), "scaled", "inputs c (x, 1)")
    derivation = from_network(scaled)
    derivation.require()
    assert sp.expand(derivation.steps[-1].right - scaled.expression) == 0


@_TWO
@pytest.mark.parametrize("rule", ["gradients", "expectation", "summation", "normal form"])
def test_a_wrong_coefficient_is_caught(kernel: Kernel, rule: str) -> None:
    for step in from_network(kernel).steps:
        if step.rule == rule:
            wrong = replace(step, right=sp.Rational(101, 100) * step.right)
            assert wrong.check() is Outcome.FAILED, f"{rule}: {step.left} = {wrong.right}"


@pytest.mark.parametrize(
    "kernel", [replace(first_layer, trained="W, b"), first_layer.scaled(-1, "minus", ""), deep(2)]
)
def test_what_no_unit_gives_has_no_derivation(kernel: Kernel) -> None:
    with pytest.raises(InputError, match=r"not a (positive constant|non-empty choice)"):
        from_network(kernel)


def test_a_random_bias_gives_the_kernel_of_that_name() -> None:
    (expression,) = _by_rule(with_random_bias(), "summation")
    assert expression == random_bias().expression


def test_its_quotients_differ() -> None:
    """By balls: the two values of k/k_0 that show that neither kernel is a multiple of the other."""
    kernel = random_bias()
    written = kernel.expression.subs(dict(kernel.definitions)) / first_layer_bias.expression
    for at, value in zip(
        (sp.Integer(0), sp.pi / 2), _by_rule(with_random_bias(), "substitution"), strict=True
    ):
        ball = enclose(written.subs(THETA, at) - value, 30)
        assert ball.contains_zero, f"at {at} the quotient misses {value} by {ball}"


def test_one_hidden_layer_is_twice_both_layers() -> None:
    conclusion = one_hidden_layer().steps[-1].right
    difference = sp.expand(conclusion.doit() - 2 * both_layers.expression)
    assert difference == 0, f"it is off by {difference}"
