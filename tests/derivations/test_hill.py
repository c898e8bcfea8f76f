"""Every step of the leading-order theory is exact or cited; a wrong one is named."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
import sympy as sp

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.hill import gap_edges, recurring, two_sided
from freqbias.derivations.weyl import weyl
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS

_ALL: dict[str, Callable[[], Derivation]] = {
    "gap edges": gap_edges,
    "recurring": recurring,
    "weyl": weyl,
    **{name: partial(two_sided, kernel) for name, kernel in KERNELS.items()},
}


@pytest.mark.parametrize("name", _ALL)
def test_every_step_is_exact_or_cited(name: str) -> None:
    derivation = _ALL[name]()
    outcomes = [outcome for _, outcome in derivation]
    assert set(outcomes) <= {Outcome.EXACT, Outcome.CITED}, f"{derivation}"
    assert Outcome.EXACT in outcomes
    assert set(derivation.cited) <= set(THEOREMS)


@pytest.mark.parametrize("name", ["gap edges", "recurring", "weyl", "first_layer"])
def test_a_planted_wrong_step_is_named(name: str) -> None:
    derivation = _ALL[name]()
    for number, step in enumerate(derivation.steps, start=1):
        if not step.rule.startswith("cited"):
            wrong = replace(step, right=step.right + sp.Rational(1, 10**25))
            with pytest.raises(InputError, match=f"step 1 of {derivation.name}"):
                replace(derivation, steps=(wrong,)).require()
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {step.right}"


def test_a_negative_quantity_is_not_called_nonnegative() -> None:
    """The idiom x = max(0, x): a step with x < 0 somewhere must fail."""
    derivation = two_sided()
    signs = [step for step in derivation.steps if step.rule == "sign"]
    for number, step in enumerate(signs[::4], start=1):
        reversed_ = replace(step, left=-step.left - 1, right=sp.Max(0, -step.left - 1))
        assert reversed_.check() is not Outcome.EXACT, f"sign step {number}: {step.left}"


def test_no_derivation_of_weyls_law_without_bias() -> None:
    with pytest.raises(InputError, match="no bias"):
        weyl(KERNELS["first_layer"])
