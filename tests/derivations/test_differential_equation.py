"""The derivation of the differential equation for every kernel, and the mean by a second route."""

import pytest
import sympy as sp

from freqbias.derivations.differential_equation import no_mean, sixth_order
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_every_step_is_exact(kernel: Kernel) -> None:
    derivation = sixth_order(kernel)
    derivation.require()
    used = {symbol for step in derivation.steps for symbol in step.statement.free_symbols}
    assert used == set(derivation.names)


def test_the_mean_is_the_first_uniform_eigenvalue() -> None:
    """By quadrature: ``khat_0/(2 pi)``, the least value of <1, T 1>_p."""
    stated = no_mean().steps[-1].right
    integral = sp.Integral(first_layer_bias.expression, (THETA, 0, sp.pi)) / sp.pi
    ball = enclose(stated - integral, 25)
    assert ball.contains_zero, f"khat_0/(2 pi) is off by {ball}"
