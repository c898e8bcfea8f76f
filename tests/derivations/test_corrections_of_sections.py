"""Corrections of sections 3 to 5 and appendix A: each derivation concludes what its claim states."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from freqbias.claims.derived import derivation
from freqbias.claims.registry import papers
from freqbias.derivations.corrections import appendix_a, local_frequencies, section_4
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import LAMBDA, PRODUCT, F, X, Z
from freqbias.theory.identities import on_the_half_circle
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.modes import SQUARE

_BUILDERS: tuple[Callable[[], Derivation], ...] = (
    appendix_a.fifth_derivative,
    appendix_a.half_turn_symmetry,
    appendix_a.halved_angles,
    appendix_a.reduced_equation,
    local_frequencies.local_frequencies,
    section_4.amplitudes,
    section_4.distance,
    section_4.waves,
)
_EACH = pytest.mark.parametrize("build", _BUILDERS, ids=lambda b: b().name)
_LARGE = st.fractions(3, 60, max_denominator=4)


def _statement(name: str) -> Any:
    return papers.find(f"basri2020.{name}").statement


def _rights(build: Callable[[], Derivation], rule: str) -> list[Any]:
    return [step.right for step in build().steps if step.rule == rule]


@_EACH
def test_a_wrong_coefficient_is_caught(build: Callable[[], Derivation]) -> None:
    for number, step in enumerate(build().steps, start=1):
        wrong = replace(step, right=step.right.doit() + sp.Rational(1, 10**12))
        assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {wrong.right}"


@pytest.mark.parametrize("name", ["eq5.derived", "eq5.rescaled-inputs", "eq6.two-layer"])
def test_the_kernels_are_the_stated_ones(name: str) -> None:
    claim = papers.find(f"basri2020.{name}")
    (symbol,) = claim.statement.free_symbols
    stated = on_the_half_circle(claim.statement.subs(symbol, sp.cos(THETA)), THETA)
    defect = sp.expand(stated - derivation(claim.id).steps[-1].right.doit())
    assert defect == 0, f"stated minus derived is {defect}"


def test_the_uniform_eigenvalues_are_the_stated_ones() -> None:
    (symbol,) = _statement("eq20.uniform").free_symbols
    steps = [s for s in derivation("basri2020.eq20.uniform").steps if s.rule == "uniform density"]
    derived = dict(zip((4, 9, 0, 1), (step.right for step in steps), strict=True))
    for q, value in derived.items():
        frequency = dict.fromkeys(value.free_symbols, q)
        defect = sp.expand(_statement("eq20.uniform").subs(symbol, q) - value.subs(frequency))
        assert defect == 0, f"at q = {q} stated minus derived is {defect}"


@pytest.mark.parametrize(("name", "number"), [("eq14.corrected", 0), ("eq15.corrected", 1)])
def test_the_waves_are_the_stated_ones(name: str, number: int) -> None:
    wave = section_4.waves().steps[number].left.expr
    symbols = {str(symbol): symbol for symbol in wave.free_symbols}
    given = {str(symbol): symbol for symbol in _statement(name).free_symbols}
    phase = symbols["Psi_0"] + symbols["r"] * X
    stated = _statement(name).subs({given["Psi"]: phase, given["w"]: symbols["w"]})
    assert sp.expand(stated - wave) == 0


def test_the_fifth_derivative_is_the_stated_one() -> None:
    statement = _statement("A.d5.corrected")
    scaled = 4 * sp.pi * LAMBDA * (F[5] + 2 * F[3] + F[1])
    without = [side.replace(sp.Integral, lambda *_: 0) for side in (statement.lhs, statement.rhs)]
    (local,) = (right.doit() for right in _rights(appendix_a.fifth_derivative, "Leibniz' rule"))
    defect = sp.expand(without[0] - without[1] - scaled + local)
    assert defect == 0, f"stated minus derived is {defect}"
    assert _rights(appendix_a.fifth_derivative, "differentiation") == [-1, 1]
    factors = [integral.function / PRODUCT(Z) for integral in statement.rhs.atoms(sp.Integral)]
    assert sorted(factors) == [-1, 1]


def test_the_reduced_equation_is_the_stated_one() -> None:
    (reduced,) = _rights(appendix_a.reduced_equation, "substitution")
    assert sp.expand(reduced - _statement("A.reduced").lhs) == 0
    *_, halved = _rights(appendix_a.reduced_equation, "factoring")
    assert sp.expand(halved - _statement("A.necessity.corrected").lhs) == 0


def test_the_mapped_kernel_is_the_stated_one() -> None:
    (mapped,) = _rights(appendix_a.halved_angles, "factoring")
    assert sp.expand(mapped - _statement("A.preprocess.corrected")) == 0


def test_the_printed_kernel_is_off_beyond_pi_as_stated() -> None:
    (defect,) = _rights(section_4.distance, "substitution")
    (t,) = defect.free_symbols
    claim = _statement("eq10.unreduced")
    (literal,) = claim.free_symbols
    far = 3 * sp.pi / 2
    true = first_layer_bias.expression.subs(THETA, 2 * sp.pi - far)
    assert sp.expand(claim.subs(literal, far) - true - defect.doit().subs(t, far)) == 0


def test_the_error_of_the_frequencies_is_the_stated_one() -> None:
    statement = _statement("eq12.corrected")
    m, n = sorted(statement.error.free_symbols, key=str)
    assert sp.expand(statement.value + m + sp.Rational(3, 2)) == 0
    assert sp.expand(statement.error * 2 * m * sp.Abs(m - n) - (m + 8 * n)) == 0
    defect = _statement("eq12.defect")
    (_, printed, *_) = local_frequencies.local_frequencies().steps
    assert str(sp.expand(printed.right)) == str(sp.expand(defect))


@given(_LARGE, _LARGE)
@settings(max_examples=20, deadline=None)
def test_each_frequency_is_where_it_is_said_to_be(m: Any, n: Any) -> None:
    assume(abs(m - n) >= 4)
    m, n = (sp.Rational(str(value)) for value in (m, n))
    cubic = local_frequencies.local_frequencies().steps[0].right.doit()
    symbols = {str(symbol): symbol for symbol in cubic.free_symbols - {SQUARE}}
    values = {symbols["m"]: m, symbols["n"]: n}
    roots = [sp.re(r) for r in sp.Poly(cubic.subs(values), SQUARE).nroots(n=30, maxsteps=200)]
    for here, there in ((m, n), (n, m)):
        error = (here + 8 * there) / (2 * here * abs(here - there))
        near = [root for root in roots if abs(root + here + sp.Rational(3, 2)) <= error]
        assert len(near) == 1, f"m = {here}, n = {there}: {near} of {roots} within {error}"
    assert sum(bool(0 < root < 1) for root in roots) == 1


@pytest.mark.parametrize("name", ["lemma1", "eq13", "eq14", "eq20.scale", "A.d5", "eq5.printed"])
def test_what_is_printed_stands_beside_it(name: str) -> None:
    (printed,) = derivation(f"basri2020.{name}").printed
    assert printed.formula
    assert "2003.04560" in printed.place
