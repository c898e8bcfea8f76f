"""The derivations for spheres: every kernel, every step; no wrong constant passes."""

from dataclasses import replace

import pytest
import sympy as sp

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.spheres.decay import decay
from freqbias.derivations.spheres.eigenvalues import eigenvalues
from freqbias.derivations.spheres.three_sphere import three_sphere
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import (
    KERNELS,
    Kernel,
    first_layer,
    first_layer_bias_unscaled,
    random_bias,
)
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues

_ALL = [
    *map(eigenvalues, KERNELS.values()),
    three_sphere(),
    three_sphere(first_layer_bias_unscaled),
]


@pytest.mark.parametrize("derivation", _ALL, ids=lambda d: d.title)
def test_every_step_is_exact_or_cited_and_none_passes_with_more(derivation: Derivation) -> None:
    derivation.require()
    assert set(derivation.cited) <= set(THEOREMS)
    for number, (step, outcome) in enumerate(derivation, start=1):
        if outcome is Outcome.EXACT:
            right = step.right.doit(integrals=False) + sp.Rational(1, 10**25)
            wrong = replace(step, right=right)
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {right}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_it_ends_with_the_eigenvalues(kernel: Kernel) -> None:
    mu = harmonic_eigenvalues(kernel)
    found = [step.right for step in eigenvalues(kernel).steps if step.rule == "substitution"]
    expected = [f for f in (mu.even, mu.odd) if f != 0]
    assert found == [*expected, *(value for _, value in sorted(mu.exceptional.items()))]


def test_without_bias_or_closed_form_there_is_no_derivation() -> None:
    with pytest.raises(InputError, match="every odd degree"):
        decay(first_layer)
    with pytest.raises(InputError, match="random_bias"):
        eigenvalues(random_bias())
