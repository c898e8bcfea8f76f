"""The lemmas of appendix D: what is proved holds in simulations, and measured laws can fail."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020.appendix_d import attained, lemmas, raised, tails
from freqbias.claims.basri2020.appendix_d.laws import Sweep, measured
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, rule
from freqbias.claims.orders import Order, Orders
from freqbias.numerics.deep_networks.probes import Probe
from freqbias.theory.finite_width import LAYERS, POINTS, TAU
from freqbias.theory.orders import WIDTH

_QUANTITY = sp.Symbol("q", positive=True)
_RARE = {c.id: c.statement for c in tails.CLAIMS if isinstance(c.statement, tails.Rare)}


def _sweep(exponent: float, noise: float, seed: int) -> Sweep:
    sizes = (64, 128, 256, 512)
    random = np.random.default_rng(seed)
    values = np.array(sizes)[:, None] ** exponent * np.exp(noise * random.standard_normal((4, 8)))
    return Sweep(WIDTH, tuple({WIDTH: m} for m in sizes), {_QUANTITY: values})


@given(st.floats(-2, 2), st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_a_law_is_judged_by_its_exponent(gap: float, seed: int) -> None:
    """m^(1/2) is claimed and m^(1/2 + gap) is measured."""
    check = measured(lambda _: (_sweep(0.5 + gap, 0.05, seed),))
    found = check(Context(), Orders((Order(_QUANTITY, sp.sqrt(WIDTH)),)))
    if abs(gap) > 0.2:
        assert found.finding is (Finding.FAILS if gap > 0 else Finding.HOLDS), found.note


def test_what_is_not_measured_is_not_judged() -> None:
    check = measured(lambda _: (_sweep(1, 0.1, 0),))
    assert check(Context(), Orders((Order(sp.Symbol("other"), WIDTH),))).finding is Finding.OPEN


@pytest.mark.parametrize("width", [1, 2, 5])
@pytest.mark.parametrize("power", [1, 2, 4])
def test_moments_of_a_layer(width: int, power: int) -> None:
    """Against E S^p from the generating function ((1 + (1 - 2 t)^(-1/2))/2)^m of S = sum relu^2."""
    t = sp.Symbol("t")
    generating = ((1 + (1 - 2 * t) ** sp.Rational(-1, 2)) / 2) ** width
    moment = sp.diff(generating, t, power).subs(t, 0) * sp.Rational(2, width) ** power
    assert sp.simplify(tails._moment(sp.Integer(width), power) - moment) == 0


@pytest.mark.parametrize("id_", sorted(_RARE))
def test_what_is_rare_is_rare(id_: str) -> None:
    """400 networks: the bound is kept as often as is said, and is not kept by much more."""
    n, layers, width, tau = 1, 1, 256, 0.5
    angles = np.arange(n) * 2.0
    inputs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    values = {POINTS: n, LAYERS: layers, WIDTH: width, TAU: tau}
    rare = _RARE[id_]
    bound, failure = float(rare.bound.subs(values)), float(rare.count.subs(values))
    failure *= exp(-float(rare.rate.subs(values)))
    squares = []
    for seed in range(400):
        seen = Probe.drawn(width, layers, seed, tau=tau)(inputs)
        backward = [d @ w for d, w in zip(seen.sensitivities, seen.probe.inner, strict=True)]
        squares.append(
            {
                "basri2020.lemma10": max(np.sum(h**2, axis=1).max() for h in seen.hidden),
                "basri2020.lemma8": max(np.sum(b**2, axis=1).max() for b in backward),
                "basri2020.lemma9.initial": max(
                    2 * float(np.linalg.eigvalsh(k)[-1]) for k in seen.layer_kernels
                ),
            }[id_]
        )
    share = np.mean(np.array(squares) > bound)
    assert share <= failure < 0.2, f"{share} exceed {bound}, at most {failure} is said to"
    assert np.max(squares) > bound / 100, "the bound is far from anything that occurs"


def test_weaker_statements_follow_and_stronger_do_not() -> None:
    proved = _RARE["basri2020.lemma10"]
    for weaker in ({"bound": 3}, {"count": 2 * proved.count}, {"rate": proved.rate / 2}):
        assert replace(proved, **weaker).follows_from(proved), weaker
    for stronger in ({"bound": 2}, {"count": POINTS}, {"rate": 2 * proved.rate}):
        assert not replace(proved, **stronger).follows_from(proved), stronger


def test_a_statement_between_proof_and_refutation_stays_open() -> None:
    claim = next(c for c in tails.CLAIMS if c.id == "basri2020.lemma10")
    found = claim.check(Context(), replace(claim.statement, rate=2 * claim.statement.rate))
    assert found.finding is Finding.OPEN


def test_a_smaller_range_of_lemma_7_stays_open() -> None:
    (claim,) = raised.CLAIMS
    assert claim.check(Context(), sp.Integer(6)).finding is Finding.OPEN


def test_less_than_what_is_attained_is_attained() -> None:
    claim = attained.CLAIMS[0]
    for factor, finding in ((sp.Rational(1, 2), Finding.HOLDS), (sp.Integer(2), Finding.OPEN)):
        found = claim.check(Context(), factor * claim.statement)
        assert found.finding is finding, f"{factor}: {found.note}"


def test_readings_name_what_was_measured() -> None:
    for claim in lemmas.CLAIMS:
        assert claim.assumptions[-1].startswith("measured for m from "), claim.id
        assert len(claim.controls) >= 3, claim.id


@pytest.mark.slow
@pytest.mark.parametrize("claim", lemmas.CLAIMS, ids=lambda claim: claim.id)
def test_measured_lemmas_are_supported_with_other_seeds(claim: Claim) -> None:
    evidence = claim.check(Context(seed=1), claim.statement)
    status = rule(claim.kind, claim.domain, evidence).status
    assert status is Status.SUPPORTED, evidence.note


def test_the_rate_of_lemma_7_is_that_of_one_unit_in_a_hundred() -> None:
    (claim,) = raised.CLAIMS
    context = Context(examine=lambda _: type("V", (), {"status": Status.PROVED})())
    witness = claim.check(context, claim.statement).witness
    assert witness is not None
    rate = sp.Integer(witness.spot.ball.mid) * sp.Integer(10) ** witness.spot.ball.exponent
    assert float(rate) == pytest.approx(log(1.12) / 2)
