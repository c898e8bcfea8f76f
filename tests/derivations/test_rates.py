"""Derivations about the residual: every step is exact or cited, and no wrong one passes."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
import sympy as sp

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.local_law import local_law
from freqbias.derivations.projection_tail import tail
from freqbias.derivations.rates import jensen, source_condition
from freqbias.derivations.saturation import no_logarithm, power
from freqbias.derivations.windows import smooth_symbol
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer, first_layer_bias

_NAMES = {
    "rates.source-condition": source_condition,
    "rates.jensen": jensen,
    "rates.power": power,
    "rates.no-logarithm": no_logarithm,
    "rates.local-law": local_law,
    "rates.tail": tail,
}
_BUILDERS = list(_NAMES.values())


@lru_cache
def _built(build: Callable[[], Derivation]) -> Derivation:
    return build()


@pytest.mark.parametrize("name", _NAMES)
def test_names(name: str) -> None:
    assert _built(_NAMES[name]).name == name


@pytest.mark.parametrize("build", _BUILDERS, ids=list(_NAMES))
def test_every_step_is_exact_or_cited(build: Callable[[], Derivation]) -> None:
    for number, (step, outcome) in enumerate(_built(build), start=1):
        said = f"step {number}, {step.rule}: {step.left} = {step.right} is {outcome.value}"
        assert outcome in (Outcome.EXACT, Outcome.CITED), said
    assert set(_built(build).cited) <= set(THEOREMS)


@pytest.mark.parametrize("build", _BUILDERS, ids=list(_NAMES))
def test_a_planted_wrong_step_is_found(build: Callable[[], Derivation]) -> None:
    """One derivation after the other: own steps only, for those of others have tests of their own."""
    derivation = _built(build)
    for number, step in enumerate(derivation.steps, start=1):
        if not step.rule.startswith("cited"):
            wrong = replace(step, right=step.right + sp.Rational(1, 10**25))
            outcome = wrong.check()
            assert outcome is not Outcome.EXACT, f"step {number}: {wrong.left} = {wrong.right}"


@pytest.mark.parametrize("constant", [sp.Rational(12, 5), sp.Rational(11, 5)])
def test_the_constant_of_slow_change_is_what_the_steps_need(
    constant: sp.Rational, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freqbias.derivations.windows.SMOOTHNESS", constant)
    shown = all(step.check() is Outcome.EXACT for step in smooth_symbol())
    assert shown == (constant == sp.Rational(12, 5))


def test_coefficients_that_vanish_have_no_local_law() -> None:
    with pytest.raises(InputError, match="first_layer"):
        local_law(first_layer)


def test_the_kernel_decides_about_the_constants() -> None:
    """Twice the kernel has pi m^2 khat_m >= 2, which is >= 1; half of it has not."""
    half = first_layer_bias.scaled(sp.Rational(1, 2), "half", "half of the printed one")
    with pytest.raises(InputError, match=r"rates\.source-condition"):
        source_condition(half).require()
    source_condition(first_layer_bias.scaled(2, "twice", "twice the printed one")).require()
