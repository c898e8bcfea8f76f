"""The judge: never stronger than the evidence, whatever the evidence."""

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.defects import LEAST_CONTROLS
from freqbias.claims.domain import Domain, Finite, Integers, Interval, bounded, contains, covers
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.judge import Ruling, Status, judge, rule
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


def test_whole_exact_evidence_is_a_proof_with_three_controls_or_more() -> None:
    assert {_status(_holding(), *[_failing()] * n) for n in (3, 4, 9)} == {Status.PROVED}


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


@pytest.mark.parametrize("rigour", Rigour)
@pytest.mark.parametrize("covered", [(), ({"q": Integers(1)},), ({"q": Integers(0)},)])
def test_it_fails_everywhere_only_by_an_exact_proof_on_the_whole_domain(
    rigour: Rigour, covered: tuple[Domain, ...]
) -> None:
    found = replace(_failing(), rigour=rigour, covered=covered)
    ruling = rule(Kind.IDENTITY, {"q": Integers(0)}, found)
    whole = rigour is Rigour.EXACT and covered == ({"q": Integers(0)},)
    assert ("on its whole domain" in ruling.reason) == ruling.everywhere == whole, ruling


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (_holding(), "exact for q in {0, 1, 2, ...}; 1 ball check by another route"),
        (_holding(spots=(Spot({"q": 3}, _ZERO),) * 2), "; 2 ball checks by"),
        (_holding(spots=(Spot({"q": 3}, _ONE),)), "contradict each other"),
        (_holding(spots=()), "not spot-checked"),
        (_holding(covered=()), "nothing was covered"),
        (_holding(covered=({"q": Integers(1)},)), "smaller domain"),
        (_holding(rigour=Rigour.BALLS), "do not reach an unbounded domain"),
        (_holding(rigour=Rigour.NUMERICAL), "numerics agree"),
        (_failing(), "it fails: stated minus true is [1.00000 +/- 1e-5] at q = 1"),
        (_failing(point=-1), "is not in the domain"),
        (_failing(ball=_ZERO), "without a witness"),
        (replace(_failing(), rigour=Rigour.NUMERICAL), "numerics disagree"),
        (replace(_holding(), finding=Finding.OPEN), "the check decided nothing"),
    ],
)
def test_every_ruling_says_why(evidence: Evidence, reason: str) -> None:
    domain: Domain = {"q": Integers(0)}
    assert reason in rule(Kind.IDENTITY, domain, evidence).reason
    if evidence.rigour is Rigour.NUMERICAL or evidence.finding is Finding.OPEN:
        noted = replace(evidence, note="a reason of its own")
        assert rule(Kind.IDENTITY, domain, noted).reason == "a reason of its own"


def test_the_reason_names_the_domain() -> None:
    exact = Evidence(Finding.HOLDS, Rigour.EXACT, ({},))
    assert rule(Kind.INEQUALITY, {}, exact).reason.startswith(
        "exact (a closed statement); 0 ball checks"
    )
    enclosed = rule(Kind.INEQUALITY, {}, replace(exact, rigour=Rigour.BALLS))
    assert enclosed == Ruling(Status.CERTIFIED, "enclosed over the whole domain")
    figure = rule(Kind.FIGURE, {}, exact)
    assert figure == Ruling(Status.SUPPORTED, "for a statement of kind figure no more is claimed")
    box: Domain = {"q": Finite((1,)), "t": Interval(Fraction(0), Fraction(1))}
    both = rule(Kind.INEQUALITY, box, replace(exact, covered=(box,)))
    assert both.reason.startswith("exact for q in {1}, t in [0, 1]; ")
    assert rule(Kind.LIMIT, {}, replace(exact, note="by hand")) == Ruling(Status.PROVED, "by hand")


def test_a_verdict_counts_its_controls_and_names_its_trust_base() -> None:
    evidence = _holding(cited=("a theorem",), versions={"sympy": "1", "flint": "2"})
    found = {"control 0": _failing(), "control 1": _holding(), "control 2": _failing()}
    verdict = judge(_claim(), evidence, found)
    assert verdict.rejected == 2
    assert verdict.trust_base == ("a theorem", "sympy 1", "flint 2")
    assert verdict.status is verdict.ruling.status is Status.UNDECIDED
    assert str(verdict) == f"UNDECIDED  test.claim: {verdict.ruling.reason}"
    assert "does not reject the control control 1" in str(verdict)
    contradicted = {name: replace(_failing(), rigour=Rigour.NUMERICAL) for name in found}
    assert judge(_claim(), _holding(), contradicted).rejected == 3
    assert judge(_claim(), _holding(), contradicted).trust_base == ()


def test_a_control_with_a_domain_of_its_own_is_judged_on_it() -> None:
    """Its witness q = -1 lies in its domain, not in the claim's."""
    claim = _claim()
    elsewhere = tuple(replace(c, domain={"q": Finite((-1,))}) for c in claim.controls)
    failing = {control.name: _failing(point=-1) for control in claim.controls}
    assert judge(claim, _holding(), failing).status is Status.UNDECIDED
    assert judge(replace(claim, controls=elsewhere), _holding(), failing).status is Status.PROVED


def test_verdicts_cannot_be_changed() -> None:
    verdict = judge(_claim(), _holding(), {})
    for thing in (verdict, verdict.ruling):
        with pytest.raises(FrozenInstanceError):
            thing.__setattr__("status", None)


@given(_evidence)
def test_evidence_survives_json(evidence: Evidence) -> None:
    import json

    data = evidence.to_json()
    assert Evidence.from_json(json.loads(json.dumps(data))).to_json() == data
    for kind in Kind:
        again = rule(kind, {"q": Integers(0)}, Evidence.from_json(data))
        assert again == rule(kind, {"q": Integers(0)}, evidence)
