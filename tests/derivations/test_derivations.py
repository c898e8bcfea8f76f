"""Every derivation holds and can be read; a wrong step is caught, with the step named."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.admissible import points
from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.derivation import Derivation, Outcome, Step
from freqbias.derivations.trace import z_scaling
from freqbias.derivations.typesetting.printer import formula
from freqbias.derivations.typesetting.words import html, tex
from freqbias.derivations.unevaluated import bounded
from freqbias.theory.errors import InputError

_NAMES = pytest.mark.parametrize("name", DERIVATIONS)
_ASCII = re.compile(r"[<>=^_*]|\b(?:sqrt|norm|abs)\(|\b(?:nu|pi|lambda|khat|phat)\b")


@lru_cache
def _built(name: str) -> Derivation:
    return DERIVATIONS[name]()


def _spoiled(step: Step) -> Step:
    """The same with 1e-25 more on the right, in every entry if it is a matrix."""
    right, little = step.right.doit(integrals=False), sp.Rational(1, 10**25)
    if isinstance(right, sp.MatrixBase):
        return replace(step, right=right + little * sp.ones(*right.shape))
    return replace(step, right=right + little)


@_NAMES
def test_every_step_is_exact_or_cited(name: str) -> None:
    for number, (step, outcome) in enumerate(_built(name), start=1):
        said = f"step {number}, {step.rule}: {step.left} = {step.right} is {outcome.value}"
        assert outcome in (Outcome.EXACT, Outcome.CITED), said
    assert Outcome.EXACT in _built(name).outcomes, "a derivation of citations alone proves nothing"
    assert set(_built(name).cited) <= set(THEOREMS)


@_NAMES
def test_every_symbol_has_a_meaning(name: str) -> None:
    """Also one that a substitution or an integral binds: the reader sees it."""
    derivation = _built(name)
    statements = [step.statement for step in derivation.steps]
    used = {symbol for each in statements for symbol in each.atoms(sp.Symbol) | each.free_symbols}
    listed = [notation.symbol for notation in derivation.symbols]
    assert used <= set(listed), f"without a meaning: {used - set(listed)}"
    assert len(listed) == len(set(listed)), "a symbol has two meanings"
    assert all(notation.meaning and notation.latex for notation in derivation.symbols)


@_NAMES
def test_no_two_symbols_are_printed_alike(name: str) -> None:
    derivation = _built(name)
    printed = [formula(symbol, derivation.names) for symbol in derivation.names]
    twice = {latex for latex in printed if printed.count(latex) > 1}
    assert not twice, f"{twice} stand for several symbols"


@_NAMES
def test_labels_are_unique_and_tell_the_derivation(name: str) -> None:
    labels = _built(name).labels
    assert len(set(labels)) == len(labels) == len(_built(name).steps)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", label) for label in labels), labels


@_NAMES
def test_words_have_their_mathematics_between_dollar_signs(name: str) -> None:
    derivation = _built(name)
    meanings = (notation.meaning for notation in derivation.symbols)
    for text in (derivation.title, *(step.why for step in derivation.steps), *meanings):
        assert tex(text), "no words"
        assert html(text)
        found = _ASCII.search("".join(text.split("$")[::2]))
        assert found is None, f"{found and found[0]!r} in {text!r} is mathematics in ASCII"


@_NAMES
def test_no_step_says_that_something_is_itself(name: str) -> None:
    """A reader sees what is written on both sides; ``x = max(0, x)`` is read as x = x >= 0.

    That is empty too where it is checked: the left side should say where the x comes from.
    """
    derivation = _built(name)
    for number, (step, outcome) in enumerate(derivation, start=1):
        bound = bounded(step.right)
        sides = (step.left, step.right if bound is None else bound)
        left, right = (formula(side, derivation.names) for side in sides)
        stated = bound is not None and outcome is Outcome.CITED  # a theorem may say that x >= 0
        assert stated or left != right, f"step {number}, {step.rule}: {step.left} on both sides"


@_NAMES
def test_a_planted_wrong_step_is_named(name: str) -> None:
    """One step of each rule."""
    derivation = _built(name)
    steps = {step.rule: step for step, outcome in derivation if outcome is Outcome.EXACT}
    for rule, step in steps.items():
        place = re.escape(f"step 1 of {derivation.name} ({rule})")
        with pytest.raises(InputError, match=place):
            replace(derivation, steps=(_spoiled(step),)).require()


def test_the_number_of_a_wrong_step_is_its_place() -> None:
    derivation = z_scaling()
    *others, last = derivation.steps
    with pytest.raises(InputError, match=r"step 5 of trace\.z-scaling \(substitution\) is false"):
        replace(derivation, steps=(*others, _spoiled(last))).require()


def test_what_cannot_be_decided_is_enclosed_and_says_so() -> None:
    t = sp.Symbol("t", positive=True)
    step = Step(sp.sqrt(t**2 + 2 * t + 1), t + 1, "square root", "")
    assert step.check() is Outcome.BALLS
    undecided = Derivation("test", "t", (step,))
    with pytest.raises(InputError, match="not proved"):
        undecided.require()
    undecided.require(exact=False)


def test_what_cannot_be_decided_and_is_false_fails() -> None:
    t = sp.Symbol("t", real=True)
    assert Step(sp.sqrt(t**2), t, "square root of any number", "").check() is Outcome.FAILED
    assert Step(sp.sqrt(t**2), t, "of one >= 0", "", (t >= 0,)).check() is Outcome.BALLS


@pytest.mark.parametrize("hopeless", ["no point", "no enclosure"])
def test_what_cannot_be_enclosed_is_open(hopeless: str) -> None:
    t = sp.Symbol("t", positive=True)
    steps = {
        "no point": Step(sp.sqrt(t**2 + 2 * t + 1), t + 1, "rule", "", (t < 0,)),
        "no enclosure": Step(sp.Function("f")(t), sp.Function("g")(t), "rule", ""),
    }
    assert steps[hopeless].check() is Outcome.OPEN


_ASSUMED = st.fixed_dictionaries(
    {"real": st.just(True)},
    optional={name: st.just(True) for name in ("integer", "nonzero")},
)
_SIGNS = st.sampled_from(({}, *({s: True} for s in ("positive", "negative", "nonnegative"))))


@given(_ASSUMED, _SIGNS, st.integers(0, 10**6))
def test_sample_points_are_what_their_symbols_are_assumed_to_be(
    assumed: dict[str, bool], sign: dict[str, bool], seed: int
) -> None:
    x = sp.Symbol("x", **assumed, **sign)
    y = sp.Symbol("y", real=True)
    for point in points([x, y], 3, seed, within=(y < 3,)):
        for name, truth in x.assumptions0.items():
            assert getattr(point[x], f"is_{name}") in (truth, None), f"{x.assumptions0}: {point[x]}"
        assert point[y] < 3


_MATRICES = st.lists(st.fractions(max_denominator=9), min_size=4, max_size=4)


@given(_MATRICES, st.integers(0, 3))
def test_matrices_are_equal_in_every_entry(numbers: list[Any], place: int) -> None:
    left = sp.ImmutableMatrix(2, 2, [sp.Rational(number) for number in numbers])
    wrong = left.as_mutable()
    wrong[place] += sp.Rational(1, 10**25)
    turned = sp.MatMul(left.T, sp.ImmutableMatrix([[0, 1], [1, 0]]), evaluate=False)
    assert Step(turned, sp.ImmutableMatrix(turned.doit()), "product", "").check() is Outcome.EXACT
    outcome = Step(left, sp.ImmutableMatrix(wrong), "copy", "").check()
    assert outcome is Outcome.FAILED, f"{left} = {wrong} is {outcome}"


@given(st.fractions(), st.fractions())
def test_an_equation_of_numbers_is_exact_or_false(a: Any, b: Any) -> None:
    outcome = Step(sp.Rational(a), sp.Rational(b), "arithmetic", "").check()
    assert outcome is (Outcome.EXACT if a == b else Outcome.FAILED), f"{a} = {b} is {outcome}"


def test_rendering() -> None:
    text = str(z_scaling())
    assert "linearity [exact]" in text
    assert "Mercer's theorem [cited]" in text
    assert "\\begin{aligned}" in z_scaling()._repr_latex_()
