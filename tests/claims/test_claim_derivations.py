"""Every correction has a derivation that concludes it; a refuted claim shows what is printed."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import sympy as sp

import freqbias as fb
from freqbias.claims import derived, registry
from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.charts import MATCHED
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.orders import Orders
from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.theory.amplitudes import EXCESS, RATIO, amplitude_ratio
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes

# A figure is drawn, not derived.
_REFUTED = [c for c in registry.all_claims() if c.correction and c.kind is not Kind.FIGURE]
_CORRECTIONS = {
    claim.id: claim for claim in map(registry.claim, {str(c.correction) for c in _REFUTED})
}
_SHOWN = sorted(name for name in DERIVATIONS if name.startswith("corrections."))
_SECTIONS = ("B", "C", "D", "theorem-1")


@lru_cache
def _built(name: str) -> Derivation:
    return DERIVATIONS[name]()


@pytest.mark.parametrize("id_", sorted(_CORRECTIONS))
def test_every_correction_names_a_derivation_of_the_catalogue(id_: str) -> None:
    assert _CORRECTIONS[id_].derivation in DERIVATIONS


@pytest.mark.parametrize("name", _SHOWN)
def test_it_is_exact(name: str) -> None:
    for number, (step, outcome) in enumerate(_built(name), start=1):
        said = f"{name}, step {number}, {step.rule}: {step.left} = {step.right} is {outcome.value}"
        assert outcome in (Outcome.EXACT, Outcome.CITED), said
    assert set(_built(name).cited) <= set(THEOREMS)


@pytest.mark.parametrize("name", [n for n in _SHOWN if n.split(".")[1] in _SECTIONS])
def test_every_symbol_has_a_meaning(name: str) -> None:
    known = _built(name).names
    used = {symbol for side in _sides(name) for symbol in side.atoms(sp.Symbol)}
    assert used <= set(known), f"{name}: {used - set(known)} have no notation"
    assert len(set(known.values())) == len(known), f"{name}: two symbols are printed alike"


def _sides(name: str) -> Iterator[Any]:
    for step in _built(name).steps:
        yield from (step.left, step.right)


def _occurs(expression: Any, name: str) -> bool:
    """As a side of a step, or within one that is written out."""
    symbols = expression.free_symbols
    return any(
        side.has(expression)
        or (side.free_symbols == symbols and vanishes((side - expression).doit()) is True)
        for side in _sides(name)
        if not isinstance(side, sp.MatrixBase)
    )


def _margins(statement: Any) -> list[Any]:
    """What the relations of a statement say to be positive."""
    relations = statement.args if isinstance(statement, sp.And) else (statement,)
    return [relation.gts - relation.lts for relation in relations]


_EXPRESSIONS = {
    id_: claim for id_, claim in _CORRECTIONS.items() if isinstance(claim.statement, sp.Expr)
}
_HERE = ("basri2020.B.", "basri2020.C.", "basri2020.D.", "basri2020.lemma", "basri2020.thm1")


@pytest.mark.parametrize("id_", [id_ for id_ in sorted(_EXPRESSIONS) if id_.startswith(_HERE)])
def test_it_concludes_the_statement(id_: str) -> None:
    claim = _EXPRESSIONS[id_]
    assert _occurs(claim.statement, str(claim.derivation)), (
        f"no step of {claim.derivation} has {claim.statement}"
    )


@pytest.mark.parametrize("id_", ["basri2020.C.40.corrected", "basri2020.C.direction.corrected"])
def test_it_concludes_the_relation(id_: str) -> None:
    claim = _CORRECTIONS[id_]
    for margin in _margins(claim.statement):
        assert _occurs(margin, str(claim.derivation)), f"no step has {margin}"


def test_it_concludes_that_amplitudes_do_not_grow() -> None:
    """As 1 - 1/W >= 0, for the W that matching gives."""
    claim = _CORRECTIONS["basri2020.B.lower.corrected"]
    (margin,) = _margins(claim.statement)
    inverse = (margin / MATCHED).subs(MATCHED, amplitude_ratio(1 + EXCESS))
    last = _built(str(claim.derivation)).steps[-1].left.expr
    assert vanishes(inverse - last) is True, f"{inverse} is not {last}"


_ORDERS = [id_ for id_, claim in _CORRECTIONS.items() if isinstance(claim.statement, Orders)]


@pytest.mark.parametrize("id_", sorted(_ORDERS))
def test_every_order_is_a_step(id_: str) -> None:
    """Left to a power is right to that power times factors that the hypotheses bound."""
    claim = _CORRECTIONS[id_]
    steps = [s for s in _built(str(claim.derivation)).steps if s.rule == "Farkas multipliers"]
    assert len(steps) == len(claim.statement.parts)
    for step, part in zip(steps, claim.statement.parts, strict=True):
        power = _power(step.left, part.left)
        assert vanishes(step.left.doit() - part.left**power) is True
        rest = sp.powdenest(step.right.doit() / part.right**power)
        assert part.right**power == step.right.doit() or rest.is_positive


def _power(side: Any, base: Any) -> Any:
    """The n with ``side = base^n``."""
    symbol = sorted(base.free_symbols, key=str)[0]
    powers = [e.as_powers_dict()[symbol] for e in (side.doit(), base)]
    return powers[0] / powers[1]


def test_the_time_for_a_fixed_frequency() -> None:
    claim = _CORRECTIONS["basri2020.thm1.delta.corrected"]
    assert _occurs(claim.statement.order, str(claim.derivation))


@pytest.mark.parametrize("claim", _REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_shows_what_is_printed(claim: Claim) -> None:
    shown = fb.derive(claim.id)
    erratum = errata()[claim.id]
    own = claim.derivation or registry.claim(str(claim.correction)).derivation
    assert shown.steps == _built(str(own)).steps
    assert [p.formula for p in shown.printed] == [erratum.printed]
    assert shown.printed[0].instead == erratum.instead


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("basri2020.eq2.random-bias", "kernel.random_bias"),
        ("basri2020.eq20.z-scaling", "trace.z-scaling"),
        ("basri2020.eq20.pairs", "hill.recurring"),
    ],
)
def test_why_it_is_refuted_comes_before_what_holds(id_: str, name: str) -> None:
    """A derivation of the refuted claim's own, not its correction's."""
    claim = registry.claim(id_)
    assert fb.derive(id_).name == name != registry.claim(str(claim.correction)).derivation


def test_a_claim_without_a_derivation_says_so() -> None:
    bare = next(c.id for c in registry.all_claims() if c.derivation is None and not c.correction)
    with pytest.raises(InputError, match=bare):
        derived.derivation(bare)


def test_a_wrong_correction_is_not_concluded() -> None:
    """The test of conclusions can fail: R/(1 - c (1 - R)) with another sign is in no step."""
    claim = _CORRECTIONS["basri2020.B.31"]
    wrong = claim.statement.subs(RATIO, 1 / RATIO)
    assert not _occurs(wrong, str(claim.derivation))
