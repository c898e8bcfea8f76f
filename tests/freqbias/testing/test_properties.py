"""Property tests as claims: every outcome of a property gets the verdict it deserves, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias import strategies
from freqbias.claims import records
from freqbias.claims.domain import Integers
from freqbias.claims.judge import Verdict
from freqbias.claims.parameters import DENSITIES, NON_UNIFORM
from freqbias.numerics.balls import Ball
from freqbias.testing import claim
from freqbias.testing.fixtures import density
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError

_WRONG: Mapping[str, Any] = {"one": {"off": 1}, "minus one": {"off": -1}, "a half": {"off": 0.5}}
_PIECES = strategies.piecewise_constant_densities(max_pieces=3, max_ratio=9)


def _verdict(outcome: Any, seed: int = 0, **options: Any) -> Verdict:
    """Of a property that returns what ``outcome`` makes of a density, plus the control's offset."""

    def test_property(p: Density, off: Any = 0) -> Any:
        """As said."""
        return outcome(p) + sp.nsimplify(off)

    rest = {"given": {"p": _PIECES}, "controls": _WRONG, "examples": 15, **options}
    return records.examine(claim("mine.property", **rest)(test_property), {}, seed=seed)


@pytest.mark.parametrize("defect", [Fraction(2), Fraction(-3, 7), Fraction(1, 10**40)])
def test_a_defect_other_than_zero_refutes_and_names_the_density(defect: Fraction) -> None:
    verdict = _verdict(lambda p: sp.Rational(defect.numerator, defect.denominator))
    assert verdict.status.value == "REFUTED", verdict
    assert "piecewise constant 1 on breaks -1, 1 (pi)" in verdict.ruling.reason, verdict
    witness = verdict.evidence.witness
    assert witness is not None
    assert witness.defect == ["q", str(defect)]


@pytest.mark.parametrize("zero", [sp.Integer(0), sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1])
def test_what_holds_for_all_examples_is_supported_and_no_more(zero: Any) -> None:
    verdict = _verdict(lambda p: zero * p.minimum)
    assert verdict.status.value == "SUPPORTED", verdict
    assert "held for 15 examples" in verdict.ruling.reason
    assert verdict.rejected == 3


@settings(max_examples=20)
@given(strategies.densities())
def test_a_printed_density_can_be_pasted_into_a_test(p: Density) -> None:
    assert density(str(p)) == p, f"{p} is read as {density(str(p))}"


def test_the_example_is_shrunk() -> None:
    verdict = _verdict(lambda p: sp.Integer(7 * (len(p.regions) > 1)))
    assert "1 : 0 on breaks -1, 0, 1" in verdict.ruling.reason, verdict


def test_the_seed_decides() -> None:
    def first(seed: int) -> list[str]:
        drawn: list[str] = []

        def outcome(p: Density) -> Any:
            drawn.append(str(p))
            return sp.Integer(0)

        _verdict(outcome, seed)
        return drawn

    assert first(1) == first(1), "one seed drew two sequences of examples"
    assert first(1) != first(2), "two seeds drew the same sequence of examples"


def _returning(value: Any, wrong: Any) -> Verdict:
    def test_property(p: Density, returned: Any = value) -> Any:
        """As said."""
        if isinstance(returned, Exception):
            raise returned
        return returned

    controls = {name: {"returned": wrong} for name in "abc"}
    decorate = claim("mine.property", given={"p": _PIECES}, controls=controls, examples=3)
    return records.examine(decorate(test_property), {})


_ONE = Ball(1, 0, 0)


@pytest.mark.parametrize(
    ("value", "status", "words"),
    [
        (Ball(3, 1, -2), "REFUTED", "stated minus true is [0.03 +/- 1e-2] at p = piecewise"),
        (Ball(3, 5, -2), "SUPPORTED", "no defect is larger than 8e-2"),
        (arb("0 +/- 1e-9"), "SUPPORTED", "no defect is larger than 2e-9"),
        (None, "SUPPORTED", "held for 3 examples"),
        (AssertionError("no"), "CONTRADICTED", "an assertion fails at p = piecewise constant 1 on"),
        (InputError("it has no value"), "UNDECIDED", "it has no value, at p = piecewise"),
        (sp.Symbol("x"), "UNDECIDED", "x has no ball enclosure"),
    ],
)
def test_every_outcome_gets_its_verdict(value: Any, status: str, words: str) -> None:
    verdict = _returning(value, _ONE)
    assert (verdict.status.value, verdict.defect) == (status, None), verdict
    assert words in verdict.ruling.reason


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "it returned a float, not a ball or an exact number"),
        (True, "it returned a bool"),
        ("0", "it returned a str"),
        (ValueError("no"), "ValueError: no, at p = piecewise constant 1 on breaks -1, 1 (pi)"),
    ],
)
def test_a_broken_property_is_a_defect(value: Any, words: str) -> None:
    verdict = _returning(value, _ONE)
    assert verdict.defect is not None, verdict
    assert words in verdict.defect


def test_a_property_without_power_is_a_defect() -> None:
    """Every control passes through a property that says zero whatever happens."""
    verdict = _returning(sp.Integer(0), sp.Integer(0))
    assert verdict.defect == "the check is broken: it does not reject the control a, b, c"


def test_two_controls_are_too_few() -> None:
    verdict = _verdict(lambda p: sp.Integer(0), controls=dict(list(_WRONG.items())[:2]))
    assert verdict.defect == "its check has 2 negative controls; 3 are needed"


def test_a_witness_outside_of_the_domain_refutes_nothing() -> None:
    @claim(
        "mine.uniform",
        given={"p": _PIECES},
        domain={"p": NON_UNIFORM},
        controls={name: {"failing": False} for name in "abc"},
    )
    def test_uniform(p: Density, failing: bool = True) -> Any:
        """It fails for the uniform density alone; its controls for all others."""
        return int(p.is_uniform is failing)

    verdict = records.examine(test_uniform, {})
    assert verdict.status.value == "UNDECIDED", verdict
    assert "is not in the domain" in verdict.ruling.reason


def test_integers_are_points_of_their_range() -> None:
    @claim(
        "mine.squares",
        given={"p": _PIECES, "n": st.integers(3, 50)},
        domain={"p": DENSITIES, "n": Integers(3)},
        controls={name: {"off": off} for name, off in (("a", 1), ("b", 2), ("c", 3))},
    )
    def test_squares(p: Density, n: int, off: int = 0) -> Any:
        """n^2 is at most 100."""
        return off + max(0, n * n - 100)

    reason = records.examine(test_squares, {}).ruling.reason
    assert "[21.0000 +/- 0]" in reason, reason
    assert reason.endswith("n = 11"), reason


def test_nothing_drawn_decides_nothing() -> None:
    verdict = _verdict(lambda p: 0, given={"p": st.integers().filter(lambda n: n != n)})
    assert (verdict.status.value, verdict.defect) == ("UNDECIDED", None), verdict
    assert "no admissible example" in verdict.ruling.reason


def test_domain_and_strategies_have_the_same_names() -> None:
    with pytest.raises(InputError, match=r"domain \['q'\] and given \['p'\]"):
        claim("mine.names", given={"p": _PIECES}, controls={}, domain={"q": DENSITIES})


def test_a_claim_without_words_is_a_defect() -> None:
    def test_silent(p: Density, off: Any = 0) -> Any:
        return off

    decorate = claim("mine.silent", given={"p": _PIECES}, controls=_WRONG)
    verdict = records.examine(decorate(test_silent), {})
    assert verdict.defect == "its statement or its reading is missing"
