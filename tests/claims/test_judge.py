"""The judge: never stronger than the evidence, whatever the evidence."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.defects import LEAST_CONTROLS
from freqbias.claims.domain import Domain, Finite, Integers, Interval, bounded, contains, covers
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.judge import Status, judge, rule
from freqbias.numerics.balls import Ball

_ZERO, _ONE = Ball(0, 1, -50), Ball(10**50, 1, -50)
_DOMAINS: list[Domain] = [
    {"q": Integers(0)},
    {"q": Finite((0, 1, 2))},
    {"t": Interval(Fraction(0), Fraction(1), "pi")},
    {},
]
_BOXES: list[Domain] = [*_DOMAINS, {"q": Integers(1)}, {"q": Finite((0,))}]
_balls = st.builds(Ball, st.integers(-5, 5), st.integers(0, 5), st.just(0))
_spots = st.builds(
    Spot, st.sampled_from([{"q": 0}, {"q": 1}, {"q": -1}, {}, {"t": Fraction(1, 2)}]), _balls
)
_evidence = st.builds(
    Evidence,
    st.sampled_from(Finding),
    st.sampled_from(Rigour),
    st.lists(st.sampled_from(_BOXES), max_size=3).map(tuple),
    st.none() | st.builds(Witness, _spots, st.just("defect")),
    st.lists(_spots, max_size=3).map(tuple),
)
_DOMAIN = st.sampled_from(_DOMAINS)


@given(st.sampled_from(Kind), _DOMAIN, _evidence)
def test_no_verdict_is_stronger_than_its_evidence(
    kind: Kind, domain: Domain, found: Evidence
) -> None:
    status = rule(kind, domain, found).status
    if status in (Status.PROVED, Status.CERTIFIED, Status.SUPPORTED):
        assert found.finding is Finding.HOLDS
        assert not any(spot.excludes_zero for spot in found.spots)
    if status is Status.PROVED:
        assert found.rigour is Rigour.EXACT
        assert covers(found.covered, domain)
        assert kind is not Kind.FIGURE
        assert kind is not Kind.ASYMPTOTIC or found.claims, "no explicit constants behind it"
        assert kind is not Kind.IDENTITY or any(contains(domain, s.point) for s in found.spots)
    if status is Status.CERTIFIED:
        assert found.rigour is Rigour.BALLS
        assert bounded(domain)
        assert covers(found.covered, domain)
    if status is Status.REFUTED:
        assert found.finding is Finding.FAILS
        assert found.witness is not None
        assert found.witness.spot.excludes_zero
        assert contains(domain, found.witness.spot.point)
    if found.finding is Finding.OPEN:
        assert status is Status.UNDECIDED, "unknown must never pass"
    if found.rigour in (Rigour.NUMERICAL, Rigour.STATISTICAL):
        assert status in (Status.SUPPORTED, Status.CONTRADICTED, Status.UNDECIDED)


def _claim(controls: int = 3) -> Claim:
    return Claim(
        "test.claim",
        Source("a test", "v1", "here"),
        Kind.IDENTITY,
        "reading",
        "statement",
        {"q": Integers(0)},
        lambda context, statement: _holding(),
        tuple(Control(f"control {n}", "wrong") for n in range(controls)),
    )


def _holding(**changes: object) -> Evidence:
    whole = Evidence(
        Finding.HOLDS, Rigour.EXACT, ({"q": Integers(0)},), spots=(Spot({"q": 3}, _ZERO),)
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def _failing(point: object = 1, ball: Ball = _ONE) -> Evidence:
    witness = Witness(Spot({"q": point}, ball), "stated minus true is")
    return Evidence(Finding.FAILS, Rigour.BALLS, witness=witness)


def _status(evidence: Evidence, *controls: Evidence) -> Status:
    claim = _claim(len(controls))
    named = {f"control {n}": found for n, found in enumerate(controls)}
    return judge(claim, evidence, named).status


def _rejecting(evidence: Evidence) -> Status:
    """The status when the check rejects three controls."""
    return _status(evidence, *[_failing()] * 3)


def test_whole_exact_evidence_is_a_proof() -> None:
    assert _rejecting(_holding()) is Status.PROVED


def test_a_check_that_lets_a_control_pass_decides_nothing() -> None:
    for evidence in (_holding(), _failing()):
        assert _status(evidence, _failing(), _holding(), _failing()) is Status.UNDECIDED


@pytest.mark.parametrize("count", range(LEAST_CONTROLS))
def test_a_check_with_few_controls_decides_nothing(count: int) -> None:
    assert _status(_holding(), *[_failing()] * count) is Status.UNDECIDED


def test_a_broken_check_is_a_defect_and_an_open_one_is_not() -> None:
    passing = {f"control {n}": _holding() for n in range(3)}
    assert judge(_claim(), _holding(), passing).defect is not None
    undecided = judge(_claim(), replace(_holding(), finding=Finding.OPEN, note="why"), passing)
    assert (undecided.defect, undecided.ruling.reason) == (None, "why")


def test_a_control_that_was_not_run_counts_as_passed() -> None:
    verdict = judge(_claim(), _holding(), {"control 0": _failing(), "control 2": _failing()})
    assert verdict.status is Status.UNDECIDED
    assert "control 1" in verdict.ruling.reason


def test_an_asymptotic_statement_needs_one_with_constants() -> None:
    domain: Domain = {"q": Integers(0)}
    assert rule(Kind.ASYMPTOTIC, domain, _holding()).status is Status.SUPPORTED
    explicit = _holding(claims=("a.explicit",))
    assert rule(Kind.ASYMPTOTIC, domain, explicit).status is Status.PROVED


@pytest.mark.parametrize(
    ("evidence", "status"),
    [
        (_holding(covered=({"q": Integers(1)},)), Status.SUPPORTED),
        (_holding(spots=()), Status.SUPPORTED),
        (_holding(covered=()), Status.UNDECIDED),
        (_holding(spots=(Spot({"q": -3}, _ZERO),)), Status.SUPPORTED),
        (_holding(spots=(Spot({"q": 3}, _ONE),)), Status.UNDECIDED),
        (_holding(rigour=Rigour.BALLS), Status.SUPPORTED),
        (_holding(rigour=Rigour.NUMERICAL), Status.SUPPORTED),
        (_failing(), Status.REFUTED),
        (_failing(point=-1), Status.UNDECIDED),
        (_failing(ball=_ZERO), Status.UNDECIDED),
        (replace(_failing(), witness=None), Status.UNDECIDED),
        (replace(_failing(), rigour=Rigour.NUMERICAL), Status.CONTRADICTED),
    ],
)
def test_rulings(evidence: Evidence, status: Status) -> None:
    assert _rejecting(evidence) is status


@given(_evidence)
def test_evidence_survives_json(evidence: Evidence) -> None:
    import json

    data = evidence.to_json()
    assert Evidence.from_json(json.loads(json.dumps(data))).to_json() == data
    for kind in Kind:
        again = rule(kind, {"q": Integers(0)}, Evidence.from_json(data))
        assert again == rule(kind, {"q": Integers(0)}, evidence)
