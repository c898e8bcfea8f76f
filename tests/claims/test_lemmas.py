"""The lemmas of appendix D: what is proved holds in simulations, and measured laws can fail."""

from dataclasses import replace
from fractions import Fraction
from math import erfc, exp, sqrt

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020.appendix_d import (
    attained,
    iterates,
    lemmas,
    moments,
    raised,
    tails,
)
from freqbias.claims.basri2020.appendix_d.laws import Sweep, measured
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, rule
from freqbias.claims.orders import Order, Orders
from freqbias.numerics.deep_networks.probes import Probe
from freqbias.theory.finite_width import LAYERS, OMEGA, POINTS, TAU
from freqbias.theory.orders import WIDTH

_QUANTITY = sp.Symbol("q", positive=True)
_MEASURED = (*lemmas.CLAIMS, *(claim for claim in iterates.CLAIMS if claim.slow))
_DERIVED = {
    "basri2020.lemma10": moments.layer,
    "basri2020.lemma8": moments.backward,
    "basri2020.lemma9.initial": moments.gradient,
}
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
    assert sp.simplify(moments.moment(sp.Integer(width), power) - moment) == 0


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


@pytest.mark.parametrize("id_", sorted(_RARE))
def test_what_is_stated_is_what_is_derived(id_: str) -> None:
    """It follows, with a bound not far off; a larger rate or a smaller count does not."""
    stated, (bound, count, rate) = _RARE[id_], _DERIVED[id_]()
    assert stated.follows_from((bound, count, rate)), f"{stated} from {bound}, {count}, {rate}"
    assert sp.simplify(stated.rate - rate) == 0
    assert 1 <= float(sp.simplify(stated.bound / bound)) < 9 / 7
    more, less = sp.Rational(101, 100), sp.Rational(99, 100)
    for stronger in ({"rate": more * rate}, {"bound": less * bound}, {"count": count / 2}):
        assert not replace(stated, **stronger).follows_from((bound, count, rate)), stronger


@pytest.mark.parametrize("claim", [c for c in tails.CLAIMS if c.id in _RARE], ids=lambda c: c.id)
def test_rates_between_what_is_derived_and_what_is_impossible_stay_open(claim: Claim) -> None:
    for times, finding in ((2, Finding.OPEN), (1000, Finding.FAILS)):
        found = claim.check(Context(), replace(claim.statement, rate=times * claim.statement.rate))
        assert found.finding is finding, f"{times} times the rate: {found.note}"


@given(st.integers(1, 400))
@settings(max_examples=25, deadline=None)
def test_lower_bounds_of_probabilities_are_below_them(tenths: int) -> None:
    """For one unit: P(2 relu(g)^2 > c) = P(g > sqrt(c/2))."""
    c = sp.Rational(tenths, 10)
    exact = erfc(sqrt(c / 2) / sqrt(2)) / 2
    for theorem, bound in moments.least_probabilities(sp.log(c), sp.Integer(1), sp.Integer(1)):
        assert exp(float(bound)) <= exact, f"{theorem} at c = {c}: {exact}"


@given(st.fractions(0, 3, max_denominator=60))
@settings(max_examples=25, deadline=None)
def test_the_logarithm_of_the_change_grows_like_a_power_of_the_depth(a: Fraction) -> None:
    """2 - 2 a/3, and at most 1; the smaller 12 alpha the closer."""
    found = float(raised.growth_exponent(sp.Rational(a.numerator, a.denominator)))
    assert found == pytest.approx(min(1, 2 - 2 * a / 3), abs=0.005), f"a = {a}"


@pytest.mark.parametrize("a", [3, 6])
def test_a_smaller_range_of_lemma_7_stays_open(a: int) -> None:
    assert raised.CLAIMS[0].check(Context(), sp.Integer(a)).finding is Finding.OPEN


def test_less_than_what_is_reached_is_reached() -> None:
    claim = attained.CLAIMS[0]
    stated = claim.statement
    for name, (statement, finding) in {
        "half of the change": (replace(stated, change=stated.change / 2), Finding.HOLDS),
        "twice the change": (replace(stated, change=2 * stated.change), Finding.OPEN),
        "half of the failure": (replace(stated, failure=stated.failure / 2), Finding.OPEN),
        "for every network": (replace(stated, failure=sp.Integer(0)), Finding.OPEN),
    }.items():
        found = claim.check(Context(), statement)
        assert found.finding is finding, f"{name}: {found.note}"


@pytest.mark.parametrize("omega", [0.02, 0.1, 0.3])
def test_the_change_of_the_proof_in_networks(omega: float) -> None:
    """It is within omega, and H moves by what is stated and not by more than is possible."""
    n, width = 3, 1500
    point = {POINTS: n, WIDTH: width, OMEGA: omega, TAU: 1.0}
    least = float(attained.CLAIMS[0].statement.change.subs(point))
    most = float(attained.reachable().change.subs(point))
    kappa = omega ** (2 / 3) / (4 * n ** (1 / 3))
    for seed in range(4):
        probe = Probe.drawn(width, 1, seed, inputs=n)
        seen = probe(np.eye(n))
        before = seen.hidden[0] @ probe.inner[0].T
        below = ((before < 0) & (before > -kappa / np.sqrt(width))).any(axis=0)
        total = seen.hidden[0].sum(axis=0)
        change = np.outer(8 * kappa / np.sqrt(width) * below, total / np.linalg.norm(total))
        moved = probe.moved([change])(np.eye(n)).kernel - seen.kernel
        assert np.linalg.norm(change) <= omega
        assert np.min(moved) > -1e-9 * width, "a unit is turned off"
        assert least <= np.linalg.norm(moved, 2) <= most, f"{least} to {most}, seed {seed}"


def test_readings_name_what_was_measured() -> None:
    for claim in _MEASURED:
        assert claim.assumptions[-1].startswith("measured for m from "), claim.id
        assert len(claim.controls) >= 3, claim.id


@pytest.mark.slow
@pytest.mark.parametrize("claim", _MEASURED, ids=lambda claim: claim.id)
def test_measured_lemmas_are_supported_with_other_seeds(claim: Claim) -> None:
    proved = type("Examined", (), {"status": Status.PROVED})()
    evidence = claim.check(Context(seed=1, examine=lambda _: proved), claim.statement)
    status = rule(claim.kind, claim.domain, evidence).status
    assert status is Status.SUPPORTED, evidence.note
