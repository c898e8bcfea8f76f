"""The closure determinant is the Fredholm determinant."""

import pytest
import sympy as sp

from freqbias.derivations.derivation import Outcome
from freqbias.derivations.fredholm import closure_determinant
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


@_KERNELS
def test_every_step_is_exact(kernel: Kernel) -> None:
    closure_determinant(kernel).require()


@_KERNELS
def test_the_constant_does_not_vanish(kernel: Kernel) -> None:
    values = [step.left for step in closure_determinant(kernel).steps if step.rule == "determinant"]
    assert values
    assert all(value != 0 for value in values)


def test_the_constant_of_the_printed_kernel_is_64() -> None:
    steps = closure_determinant(first_layer_bias).steps
    values = [step.left for step in steps if step.rule == "determinant"]
    assert abs(sp.Mul(*values)) == 64


@pytest.mark.parametrize("number", range(8))
def test_a_wrong_step_fails(number: int) -> None:
    step = closure_determinant(first_layer_bias).steps[number]
    wrong = type(step)(step.left + 1, step.right, step.rule, step.why)
    assert wrong.check() is Outcome.FAILED
