"""The derivations of the leading-order theory, for every kernel; no wrong sign passes."""

from dataclasses import replace

import pytest
import sympy as sp

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Outcome
from freqbias.derivations.hill import two_sided
from freqbias.derivations.weyl import weyl
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


@_KERNELS
def test_every_step_is_exact_or_cited(kernel: Kernel) -> None:
    derivation = two_sided(kernel)
    derivation.require()
    assert Outcome.EXACT in derivation.outcomes
    assert set(derivation.cited) <= set(THEOREMS)


def test_a_planted_wrong_step_is_false_without_bias() -> None:
    for number, (step, outcome) in enumerate(two_sided(first_layer), start=1):
        if outcome is Outcome.EXACT:
            wrong = replace(step, right=step.right + sp.Rational(1, 10**25))
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {step.right}"


@_KERNELS
def test_every_symbol_has_a_meaning(kernel: Kernel) -> None:
    derivation = two_sided(kernel)
    used = {symbol for step in derivation.steps for symbol in step.statement.free_symbols}
    assert used == set(derivation.names)


def test_a_negative_quantity_is_not_called_nonnegative() -> None:
    """The idiom x = max(0, x): a step with x < 0 somewhere must fail."""
    derivation = two_sided()
    signs = [step for step in derivation.steps if step.rule == "sign"]
    assert signs
    for number, step in enumerate(signs[::2], start=1):
        reversed_ = replace(step, left=-step.left - 1, right=sp.Max(0, -step.left - 1))
        assert reversed_.check() is not Outcome.EXACT, f"sign step {number}: {step.left}"


def test_no_derivation_of_weyls_law_without_bias() -> None:
    with pytest.raises(InputError, match="no bias"):
        weyl(first_layer)
