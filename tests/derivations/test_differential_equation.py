"""The derivations of the differential equation and of the amplitude bound; wrong steps are named."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sympy as sp

from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.differential_equation import half_turn, no_mean, sixth_order
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, first_layer_bias

_ALL: list[Callable[[], Derivation]] = [
    *(lambda kernel=kernel: sixth_order(kernel) for kernel in KERNELS.values()),
    half_turn,
    no_mean,
    amplitude_bound,
]


@pytest.mark.parametrize("build", _ALL, ids=lambda b: b().title)
def test_every_step_is_exact_or_cited(build: Callable[[], Derivation]) -> None:
    outcomes = [(step.rule, outcome) for step, outcome in build()]
    assert {outcome for _, outcome in outcomes} <= {Outcome.EXACT, Outcome.CITED}, f"{outcomes}"
    assert Outcome.EXACT in {outcome for _, outcome in outcomes}


@pytest.mark.parametrize("build", [sixth_order, half_turn, no_mean, amplitude_bound])
def test_a_planted_wrong_step_is_named(build: Callable[[], Derivation]) -> None:
    derivation = build()
    for number, step in enumerate(derivation.steps, start=1):
        if step.rule.startswith("cited"):
            continue
        wrong = replace(step, right=step.right + sp.Rational(1, 10**25))
        steps = (*derivation.steps[: number - 1], wrong, *derivation.steps[number:])
        with pytest.raises(InputError, match=f"step {number} of {derivation.name}"):
            replace(derivation, steps=steps).require()


def test_the_mean_is_the_first_uniform_eigenvalue() -> None:
    """By quadrature: ``khat_0/(2 pi)``, the least value of <1, T 1>_p."""
    stated = no_mean().steps[-1].right
    integral = sp.Integral(first_layer_bias.expression, (THETA, 0, sp.pi)) / sp.pi
    ball = enclose(stated - integral, 25)
    assert ball.contains_zero, f"khat_0/(2 pi) is off by {ball}"
