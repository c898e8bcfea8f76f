"""The closure determinant is the Fredholm determinant, for every kernel."""

from collections.abc import Iterator
from typing import Any

import pytest
import sympy as sp

from freqbias.derivations.fredholm import closure_determinant
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


def _values(kernel: Kernel, rule: str) -> Iterator[Any]:
    steps = closure_determinant(kernel).steps
    return (step.left.doit() for step in steps if step.rule == rule)


@_KERNELS
def test_every_step_is_exact(kernel: Kernel) -> None:
    closure_determinant(kernel).require()


@_KERNELS
def test_the_constant_does_not_vanish(kernel: Kernel) -> None:
    values = list(_values(kernel, "determinant"))
    assert values
    assert all(value != 0 for value in values)
    (whole,) = _values(kernel, "characteristic matrix")
    assert sp.simplify(whole - sp.Mul(*values)) == 0, f"{whole} is not the product of {values}"


def test_the_constant_of_the_printed_kernel_is_64() -> None:
    assert abs(sp.Mul(*_values(first_layer_bias, "determinant"))) == 64
