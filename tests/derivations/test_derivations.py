"""Every step is checked; a wrong one is caught, with the step named."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sympy as sp

from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.derivations.derivation import Derivation, Outcome, Step
from freqbias.derivations.parity import odd_part_is_linear
from freqbias.derivations.trace import z_scaling
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS

_ALL: list[Callable[[], Derivation]] = [
    lambda: gaussian_expectation(0, 0),
    lambda: gaussian_expectation(1, 0),
    lambda: gaussian_expectation(1, 1),
    lambda: gaussian_expectation(2, 2),
    odd_part_is_linear,
    *(lambda kernel=kernel: z_scaling(kernel) for kernel in KERNELS.values()),
]


@pytest.mark.parametrize("build", _ALL, ids=lambda b: b().name)
def test_every_step_is_exact_or_cited(build: Callable[[], Derivation]) -> None:
    derivation = build()
    outcomes = {step.rule: outcome for step, outcome in derivation}
    assert set(outcomes.values()) <= {Outcome.EXACT, Outcome.CITED}, f"{outcomes}"
    assert Outcome.EXACT in outcomes.values(), "a derivation of citations alone proves nothing"


@pytest.mark.parametrize("build", _ALL, ids=lambda b: b().name)
def test_a_planted_wrong_step_is_named(build: Callable[[], Derivation]) -> None:
    derivation = build()
    for number, step in enumerate(derivation.steps, start=1):
        if step.rule.startswith("cited"):
            continue
        wrong = replace(step, right=step.right + sp.Rational(1, 10**25))
        steps = (*derivation.steps[: number - 1], wrong, *derivation.steps[number:])
        with pytest.raises(InputError, match=f"step {number} of {derivation.name}"):
            replace(derivation, steps=steps).require()


def test_what_cannot_be_decided_is_enclosed_and_says_so() -> None:
    t = sp.Symbol("t", positive=True)
    step = Step(sp.sqrt(t**2 + 2 * t + 1), t + 1, "square root", "")
    assert step.check() is Outcome.BALLS
    undecided = Derivation("test", "t", (step,))
    with pytest.raises(InputError, match="not proved"):
        undecided.require()
    undecided.require(exact=False)


def test_rendering() -> None:
    text = str(z_scaling())
    assert "[linearity; exact]" in text
    assert "[cited: Mercer's theorem; cited]" in text
    assert "\\begin{aligned}" in z_scaling()._repr_latex_()
