"""Derivations about the residual: every step is exact or cited, and no wrong one passes."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
import sympy as sp

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations import local_law as law
from freqbias.derivations import projection_tail as projections
from freqbias.derivations import rates, regional_error, saturation, windows
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.local_law import local_law
from freqbias.derivations.projection_tail import tail
from freqbias.derivations.rates import jensen, source_condition
from freqbias.derivations.saturation import no_logarithm, power
from freqbias.derivations.windows import smooth_symbol
from freqbias.theory import rates as theory
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer, first_layer_bias

_NAMES: dict[str, Callable[..., Derivation]] = {
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


@pytest.mark.parametrize("name", ["SMOOTHNESS", "slow_change"])
@pytest.mark.parametrize("constant", [sp.Rational(12, 5), sp.Rational(11, 5)])
def test_the_constant_of_slow_change_is_what_the_steps_need(
    name: str, constant: sp.Rational, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it the one that is stated, or the one that the steps prove."""
    wrong = constant if name == "SMOOTHNESS" else lambda kernel: constant
    monkeypatch.setattr(windows, name, wrong)
    shown = all(step.check() is Outcome.EXACT for step in smooth_symbol())
    assert shown == (constant == sp.Rational(12, 5))


def _lost(bound: Callable[..., Any]) -> Callable[..., Any]:
    """The lower bound with 99/100 of what it subtracts from the decay: at decay 0 it is minus that."""
    return lambda decay, *rest: bound(decay, *rest) - bound(0, *rest) / 100


def _less(bound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: _SHARE * bound(*arguments)


_SHARE = sp.Rational(99, 100)
_LAW = ("coupling", "law_error", "leakage", "local_rate", "logarithmic_time", "regional_bound")
_WINDOWS = ("border", "slope", "slow_change")
_TAIL = ("local_rate", "source_bound", "source_count", "tail_bound", "window_count")
_SCALED = (
    *(("rates.local-law", (name,)) for name in (*_LAW, *_WINDOWS, "SMOOTHNESS", "lost term")),
    ("rates.local-law", ("what rests on SMOOTHNESS",)),
    ("rates.local-law", ("leakage", "law_error", "lost term")),
    ("rates.local-law", ("SMOOTHNESS", "leakage", "law_error", "lost term")),
    *(("rates.power", (name,)) for name in ("power_bound", "border", "slope")),
    *(("rates.tail", (name,)) for name in (*_TAIL, *_WINDOWS, "SMOOTHNESS")),
    ("rates.tail", ("tail_bound", "window_count")),
    ("rates.tail", ("source_bound", "source_count")),
    *(("rates.source-condition", (name,)) for name in ("source_bound", "source_time")),
    ("rates.jensen", ("jensen_bound",)),
)
_ROOMS = (theory, windows, rates, regional_error, law, projections, saturation)


def _scale(name: str, patch: pytest.MonkeyPatch) -> None:
    """99/100 of a constant, or of a bound, where it is stated and wherever it was imported.

    What rests on SMOOTHNESS shrinks alone, consistently, if the steps that prove 12/5 are left as is.
    """
    resting = name.startswith("what rests on ")
    attribute = {"lost term": "regional_bound"}.get(name, name.removeprefix("what rests on "))
    stated = next(getattr(room, attribute) for room in _ROOMS if hasattr(room, attribute))
    change = _lost if name == "lost term" else _less
    wrong = change(stated) if callable(stated) else _SHARE * stated
    for room in _ROOMS:
        if hasattr(room, attribute) and not (resting and room is windows):
            patch.setattr(room, attribute, wrong)


@pytest.mark.parametrize(("derivation", "names"), _SCALED)
def test_no_constant_may_be_smaller(
    derivation: str, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stated is what the steps prove, and not one hundredth less."""
    for name in names:
        _scale(name, monkeypatch)
    build = inspect.unwrap(_NAMES[derivation])  # without its cache
    with pytest.raises(InputError, match=derivation):
        build().require()


def test_coefficients_that_vanish_have_no_local_law() -> None:
    with pytest.raises(InputError, match="first_layer"):
        local_law(first_layer)


def test_the_kernel_decides_about_the_constants() -> None:
    """Twice the kernel has pi m^2 khat_m >= 2, which is >= 1; half of it has not."""
    half = first_layer_bias.scaled(sp.Rational(1, 2), "half", "half of the printed one")
    with pytest.raises(InputError, match=r"rates\.source-condition"):
        source_condition(half).require()
    source_condition(first_layer_bias.scaled(2, "twice", "twice the printed one")).require()
