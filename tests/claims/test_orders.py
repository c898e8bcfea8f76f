"""Orders as claims: planted errors are seen, and a witness is judged where it lies."""

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from freqbias.claims import orders as shared
from freqbias.claims import records
from freqbias.claims.basri2020.appendix_d import increments, kernel_perturbation, width
from freqbias.claims.basri2020.appendix_d.regimes import SAMPLES
from freqbias.claims.claim import Control
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, rule
from freqbias.claims.orders import Order, Orders, admissible_parameters, growth, orders
from freqbias.theory.errors import InputError
from freqbias.theory.finite_width import (
    DELTA,
    EPS,
    LAYERS,
    LEMMA_3,
    POINTS,
    TAU,
    THEOREM_4,
    widened,
)
from freqbias.theory.orders import LOG_M, WIDTH, Bounded, Growing, Regime, compare_orders

_CLAIMS = {
    claim.id: claim
    for module in (increments, kernel_perturbation, width)
    for claim in module.CLAIMS
}
_ALL = [
    (id_, part)
    for id_, claim in _CLAIMS.items()
    if claim.statement
    for part in claim.statement.parts
]
_REGIMES = (LEMMA_3, THEOREM_4)


@pytest.mark.parametrize(
    ("id_", "part"), _ALL, ids=[f"{id_}-{i}" for i, (id_, _) in enumerate(_ALL)]
)
@pytest.mark.parametrize("regime", _REGIMES, ids=lambda regime: regime.name)
def test_growth_is_measured_as_it_was_found(id_: str, part: Order, regime: Regime) -> None:
    """The exponent by linear algebra and the one from numbers put into the printed line agree."""
    known = {*regime.symbols, *regime.definitions}
    if not (sp.sympify(part.left).free_symbols | sp.sympify(part.right).free_symbols) <= known:
        return
    found = compare_orders(part.left, part.right, regime)
    assert found is not None, f"{part} is not decided in {regime.name}"
    if isinstance(found, Growing):
        exponent = found.power if found.power != 0 else found.log_power
        measured = sp.simplify(growth(part, found, regime))
        assert measured == exponent, f"{id_}: {part} grows like {measured}, not {exponent}"


def test_a_forged_certificate_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Order(POINTS, WIDTH)
    real = compare_orders(part.left, part.right, THEOREM_4)
    assert isinstance(real, Bounded)
    more = {g: y + sp.Rational(1, 100) for g, y in real.multipliers.items()}
    monkeypatch.setattr(shared, "compare_orders", lambda *_: replace(real, multipliers=more))
    with pytest.raises(InputError, match="leave"):
        orders(THEOREM_4, SAMPLES)(Context(), Orders((part,)))


def test_a_bound_that_fails_at_a_sample_is_seen() -> None:
    """A spot must not hold 0 where left exceeds the constant times right."""
    claimed = Bounded({}, {}, {})
    part = Order(POINTS, sp.Integer(1))
    (point, *_) = shared._points(THEOREM_4, SAMPLES)
    assert shared._excess(part, claimed, THEOREM_4, point).excludes_zero


@pytest.mark.parametrize("id_", ["D.56.corrected", "lemma14.2.corrected", "lemma14.3.corrected"])
def test_the_further_width_is_needed(id_: str) -> None:
    """The corrected statements fail under the hypotheses of theorem 4 alone, by a witness in them."""
    claim = _CLAIMS[f"basri2020.{id_}"]
    found = orders(THEOREM_4, SAMPLES)(Context(), claim.statement)
    assert found.finding is Finding.FAILS, f"{id_} holds without its width"
    assert rule(claim.kind, admissible_parameters(THEOREM_4), found).status is Status.REFUTED
    ruling = rule(claim.kind, claim.domain, found)
    assert ruling.status is Status.UNDECIDED, "a witness that is too narrow was accepted"


def test_what_was_covered_is_the_regime_and_no_more() -> None:
    """Proved for wide layers says nothing about narrower ones."""
    wide = widened("theorem 4, far wider", (POINTS * LAYERS / (DELTA * EPS * TAU)) ** 99)
    claim = _CLAIMS["basri2020.D.56"]
    found = orders(wide, SAMPLES)(Context(), claim.statement)
    assert found.finding is Finding.HOLDS
    assert rule(claim.kind, admissible_parameters(wide), found).status is Status.PROVED
    assert rule(claim.kind, claim.domain, found).status is Status.SUPPORTED


def test_the_widths_are_the_least_of_their_form() -> None:
    """A little less width, in any of the exponents, and (56) or lemma 14 fails."""
    needed = {
        "D.56.corrected": POINTS**30 * LAYERS**18 * LOG_M**8 / (DELTA**12 * TAU**2 * EPS**6),
        "lemma14.2.corrected": POINTS**28 * LAYERS**10 * LOG_M / (DELTA**8 * TAU**4),
        "lemma14.3.corrected": POINTS**48 * LAYERS**30 * LOG_M**5 / (DELTA**14 * TAU**8),
    }
    for id_, width_ in needed.items():
        for power in (POINTS, LAYERS, 1 / DELTA, 1 / TAU, LOG_M):
            less = widened("less", width_ / power ** sp.Rational(1, 10))
            found = orders(less, SAMPLES)(Context(), _CLAIMS[f"basri2020.{id_}"].statement)
            assert found.finding is Finding.FAILS, f"{id_}: {power} is not needed"


_N = sp.Symbol("n", positive=True)
_WIDE = Regime("wide", (_N, WIDTH / _N**4, LOG_M))


@pytest.mark.parametrize(
    ("regime", "samples", "parts", "reason"),
    [
        (_WIDE, ({_N: 7},), (), "nothing to decide"),
        (_WIDE, (), ((_N, WIDTH),), "no sample"),
        (Regime("few points", (1 / _N, WIDTH, LOG_M)), ({_N: 7},), ((1, WIDTH),), "no width"),
        (Regime("narrow", (_N, _N / WIDTH, WIDTH, LOG_M)), ({_N: 7},), ((WIDTH, _N),), "no width"),
        (Regime("no log", (_N, WIDTH / _N)), ({_N: 7},), ((_N, WIDTH),), "bounded below"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_cannot_be_decided_is_undecided(
    regime: Regime, samples: tuple[Any, ...], parts: tuple[Any, ...], reason: str
) -> None:
    claim = replace(
        _CLAIMS["basri2020.D.56"],
        statement=Orders(tuple(Order(*part) for part in parts)),
        domain=admissible_parameters(regime),
        check=orders(regime, samples),
        controls=tuple(Control(str(k), Orders((Order(_N**k, WIDTH),))) for k in (5, 6, 7)),
        correction=None,
    )
    verdict = records.examine(claim, {})
    assert (verdict.status, verdict.defect) == (Status.UNDECIDED, None), verdict
    assert reason in verdict.ruling.reason
