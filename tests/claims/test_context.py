"""What a check asks for is recorded, and what it may not rest on is refused."""

from types import SimpleNamespace
from typing import Any

import pytest
import sympy as sp

from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.judge import Status
from freqbias.derivations.derivation import Derivation, Outcome, Step
from freqbias.numerics.balls import Ball
from freqbias.theory.errors import InputError

_BOX: Domain = {"q": Finite((1,))}
_SPOT = Spot({"q": 1}, Ball(1, 0, 0))
_MERCER, _EULER = "Mercer's theorem", "Euler's Gamma integral"
_T = sp.Symbol("t", real=True)


def _derivation(name: str, *steps: Step) -> Derivation:
    return Derivation(name, name, (Step(sp.Integer(1), sp.Integer(1), "arithmetic", ""), *steps))


def _citing(theorem: str) -> Step:
    return Step(_T, _T**2, f"cited: {theorem}", "")


def test_everything_asked_for_is_recorded_once_in_its_order() -> None:
    context = Context(seed=7)
    for _ in range(2):
        context.cite(_EULER)
        context.rely_on(_derivation("one", _citing(_MERCER)))
        context.rely_on(_derivation("two", _citing(_EULER), _citing(_MERCER)))
        assert context.kernel("both_layers").name == "both_layers"
        context.kernel("first_layer")
    found = context.open("why")
    assert found.cited == (_EULER, _MERCER)
    assert found.derivations == ("one", "two")
    assert found.kernels == ("both_layers", "first_layer")
    assert found.via == (("one", _MERCER), ("two", _EULER), ("two", _MERCER))
    assert (found.seed, found.note) == (7, "why")


def test_nothing_asked_for_is_nothing_recorded() -> None:
    found = Context().holds((_BOX,), ())
    assert (found.cited, found.derivations, found.kernels, found.claims) == ((), (), (), ())
    assert (found.via, found.seed, Context().thorough) == ((), 0, False)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match="unknown theorem"):
        Context().cite("Mercers theorem")
    with pytest.raises(InputError, match="unknown theorem"):
        Context().rely_on(_derivation("one", _citing("a theorem of mine")))
    with pytest.raises(InputError, match="unknown kernel"):
        Context().kernel("third_layer")


def test_a_derivation_must_be_exact_to_be_relied_on() -> None:
    by_balls = Step(sp.acos(_T / 9) + sp.asin(_T / 9), sp.pi / 2, "complement", "")
    assert by_balls.check() is Outcome.BALLS
    for step in (by_balls, Step(_T, 2 * _T, "wrong", "")):
        context = Context()
        with pytest.raises(InputError, match="step 2 of one"):
            context.rely_on(_derivation("one", step))
        assert context.open("").derivations == (), "what failed is no part of the trust base"


@pytest.mark.parametrize("status", Status)
def test_a_check_may_rest_on_what_is_proved_or_certified_only(status: Status) -> None:
    def examine(id_: str) -> Any:
        assert id_ == "a.b"
        return SimpleNamespace(status=status)

    context = Context(examine=examine)
    if status in (Status.PROVED, Status.CERTIFIED):
        context.claim("a.b")
        context.claim("a.b")
        assert context.open("").claims == ("a.b",)
        return
    with pytest.raises(InputError, match=f"rests on a.b, which is {status.value}"):
        context.claim("a.b")
    assert context.open("").claims == ()


def test_a_check_that_nobody_can_examine_for_rests_on_nothing() -> None:
    with pytest.raises(InputError, match="not examined"):
        Context().claim("a.b")


def test_evidence_is_as_rigorous_as_what_was_found() -> None:
    context, witness = Context(), Witness(_SPOT, "the defect is")
    holds = context.holds((_BOX,), (_SPOT,), note="so")
    assert holds == Evidence(
        Finding.HOLDS, Rigour.EXACT, (_BOX,), None, (_SPOT,), note="so", seed=0
    )
    fails = context.fails(witness)
    assert fails == Evidence(Finding.FAILS, Rigour.BALLS, (), witness, seed=0)
    everywhere = context.fails(witness, (_BOX,))
    assert everywhere == Evidence(Finding.FAILS, Rigour.EXACT, (_BOX,), witness, seed=0)
    assert context.open("why") == Evidence(Finding.OPEN, Rigour.NUMERICAL, note="why", seed=0)
