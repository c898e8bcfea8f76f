"""Every claim: its verdict is the committed one, its controls are rejected, its snippet runs."""

import ast
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from freqbias.claims import ledger, records, registry
from freqbias.claims.checks import Derived, identity, proportional
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.context import Context
from freqbias.claims.defects import LEAST_CONTROLS
from freqbias.claims.evidence import Evidence, Finding
from freqbias.claims.judge import Status, Verdict
from freqbias.claims.parameters import angles, cosines, frequencies, parities, reals, turn
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError

pytestmark = pytest.mark.xdist_group("verdicts")  # computed once, in one worker

_CLAIMS = [claim for claim in registry.all_claims() if not claim.slow]
_BY_ID = {claim.id: claim for claim in _CLAIMS}


@pytest.mark.parametrize("id_", list(_BY_ID))
def test_verdict_is_the_committed_one(all_records: dict[str, Any], id_: str) -> None:
    record = all_records[id_]
    assert ledger.entry(record) == ledger.committed()[id_], record["reason"]


@pytest.mark.parametrize("id_", list(_BY_ID))
def test_every_control_is_rejected(verdicts: dict[str, Verdict], id_: str) -> None:
    verdict = verdicts[id_]
    # what is decided numerically is contradicted at most
    numerical = verdict.claim.kind is Kind.FIGURE or verdict.status is Status.SUPPORTED
    wanted = Status.CONTRADICTED if numerical else Status.REFUTED
    passed = [
        name for name, status in verdict.controls.items() if status not in (wanted, Status.REFUTED)
    ]
    assert not passed, f"{id_} does not reject {passed}"
    if verdict.claim.pending is None:
        assert len(verdict.controls) >= LEAST_CONTROLS


@pytest.mark.parametrize("claim", _CLAIMS, ids=lambda c: c.id)
def test_corrections_exist_and_are_proved(verdicts: dict[str, Verdict], claim: Claim) -> None:
    verdict = verdicts[claim.id]
    if verdict.status is Status.CONTRADICTED and claim.correction is not None:
        instead = verdicts.get(claim.correction)  # numerics too, or slow and not examined here
        assert instead is None or instead.status not in (Status.REFUTED, Status.CONTRADICTED)
        return
    if verdict.status is not Status.REFUTED:
        assert claim.correction is None
        assert claim.snippet is None
        return
    if claim.correction is None:
        assert claim.correction_pending, (
            "a refuted claim names its correction, or why there is none"
        )
    else:
        assert verdicts[claim.correction].status in (Status.PROVED, Status.CERTIFIED)


@pytest.mark.parametrize("claim", [c for c in _CLAIMS if c.snippet], ids=lambda c: c.id)
def test_counterexample_stands_alone(verdicts: dict[str, Verdict], claim: Claim) -> None:
    """At most ten lines, mpmath alone, and the defect it prints is the witness's, to 20 digits."""
    assert claim.snippet is not None
    assert len(claim.snippet.splitlines()) <= 10
    imported = [
        n for n in ast.walk(ast.parse(claim.snippet)) if isinstance(n, (ast.Import, ast.ImportFrom))
    ]
    assert [getattr(node, "module", None) for node in imported] == ["mpmath"]
    done = subprocess.run(
        [sys.executable, "-c", claim.snippet],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    witness = verdicts[claim.id].evidence.witness
    assert witness is not None
    printed = sp.Rational(done.stdout.strip())
    ball = witness.spot.ball
    defect = sp.Integer(ball.mid) * sp.Integer(10) ** ball.exponent
    error = abs(printed - defect)
    assert error < sp.Rational(1, 10**20), (
        f"{claim.id}: prints {done.stdout}, witness {witness.spot}"
    )


def test_every_refuted_claim_has_a_counterexample(verdicts: dict[str, Verdict]) -> None:
    refuted = {id_ for id_, verdict in verdicts.items() if verdict.status is Status.REFUTED}
    assert refuted == {claim.id for claim in _CLAIMS if claim.snippet}


def test_statements_of_the_first_issue_are_all_there() -> None:
    roots = {".".join(id_.split(".")[1:3]) for id_ in _BY_ID}
    wanted = {"eq1", "eq8", "eq10", "bias.needed", "arccos.relu", "arccos.step"}
    wanted |= {"eq20.scale", "eq20.convention", "eq20.z-scaling", "eq5.printed", "eq5.derived"}
    assert wanted <= roots
    assert {f"eq{n}" for n in range(1, 6)} <= {root.split(".")[0] for root in roots}


def test_z_scaling_fails_for_every_non_uniform_density(verdicts: dict[str, Verdict]) -> None:
    assert "on its whole domain" in verdicts["basri2020.eq20.z-scaling"].ruling.reason


def test_a_scaling_with_the_right_trace_is_not_refuted_by_the_trace() -> None:
    claim = _BY_ID["basri2020.eq20.z-scaling"]
    assert claim.check(Context(), sp.Integer(1)).finding is Finding.OPEN


# The checks themselves: right statements must pass, wrong ones fail, undecidable ones stay open.


def _true_kernel(_: Context) -> Derived:
    value = sp.cos(THETA) + THETA / 3
    return Derived(value, value)


def _check(statement: sp.Expr) -> Evidence:
    return identity(_true_kernel, (angles(),))(Context(), statement)


def test_identity_accepts_another_form_of_the_truth() -> None:
    found = _check(1 - 2 * sp.sin(THETA / 2) ** 2 + THETA / 3)
    assert found.finding is Finding.HOLDS
    assert found.covered == (angles().box,)


@pytest.mark.parametrize("error", [sp.Rational(1, 10**40), THETA * sp.Rational(1, 10**30)])
def test_identity_rejects_small_errors(error: sp.Expr) -> None:
    assert _check(sp.cos(THETA) + THETA / 3 + error).finding is Finding.FAILS


def test_an_error_that_vanishes_at_every_sample_is_not_accepted() -> None:
    """The statement is wrong, but no sample shows it: open, never a pass."""
    found = _check(sp.cos(THETA) + THETA / 3 + sp.sin(7 * THETA))
    assert found.finding is Finding.OPEN, "an error of sin(7 theta) went unnoticed"


def test_an_independent_route_that_disagrees_is_seen() -> None:
    def derive(_: Context) -> Derived:
        return Derived(sp.cos(THETA), sp.cos(THETA) + sp.Rational(1, 10**30))

    found = identity(derive, (angles(),))(Context(), sp.cos(THETA))
    assert any(spot.excludes_zero for spot in found.spots)


def test_proportional_accepts_any_constant() -> None:
    chart = angles()
    check = proportional(_true_kernel, (chart,), chart.samples[0])
    assert check(Context(), 7 * (sp.cos(THETA) + THETA / 3)).finding is Finding.HOLDS
    assert check(Context(), 7 * sp.cos(THETA)).finding is Finding.FAILS


def test_zero_is_not_proportional_to_the_truth() -> None:
    chart = angles()
    check = proportional(_true_kernel, (chart,), chart.samples[0])
    assert check(Context(), sp.Integer(0)).finding is Finding.FAILS


def test_a_statement_that_is_undefined_somewhere_is_not_accepted() -> None:
    q = sp.Symbol("q", integer=True, nonnegative=True)
    check = identity(lambda _: Derived(q + 3, q + 3), (frequencies(q, 0),))
    assert check(Context(), (q**2 - 9) / (q - 3)).finding is Finding.OPEN, "0/0 at q = 3"
    beyond = identity(lambda _: Derived(q + 3, q + 3), (frequencies(q, 4),))
    assert beyond(Context(), (q**2 - 9) / (q - 3)).finding is Finding.HOLDS
    u = sp.Symbol("u", real=True)
    rational = identity(lambda _: Derived(u + 1, u + 1), (cosines(u),))
    assert rational(Context(), (u**2 - 1) / (u - 1)).finding is Finding.OPEN, "0/0 at u = 1"


def test_charts_refuse_variables_with_further_assumptions() -> None:
    positive = sp.Symbol("x", positive=True)
    even = sp.Symbol("q", integer=True, nonnegative=True, even=True)
    with pytest.raises(ValueError, match="nothing more"):
        reals(positive)
    with pytest.raises(ValueError, match="nothing more"):
        cosines(positive)
    with pytest.raises(ValueError, match="nothing more"):
        frequencies(even, 0)


def test_what_cannot_be_evaluated_is_undecided_not_an_error() -> None:
    def impossible(_context: Context, _statement: object) -> Evidence:
        raise InputError("no enclosure")

    claim = replace(_BY_ID["basri2020.eq1"], check=impossible)
    assert records.examine(claim, {}).status is Status.UNDECIDED


def test_charts_cover_what_they_substitute() -> None:
    q = sp.Symbol("q", integer=True, nonnegative=True)
    for chart in (*parities(q, {0, 1}), *parities(q, {4}), frequencies(q, 3, 2)):
        values = {chart.substitution[q].subs("j", j) for j in range(3)}
        assert values, chart
    starts = [str(chart.box["q"]) for chart in parities(q, {0, 1})]
    assert starts == ["{0}", "{1}", "{2, 4, 6, ...}", "{3, 5, 7, ...}"]
    assert [str(c.box["q"]) for c in parities(q, set())] == ["{0, 2, 4, ...}", "{1, 3, 5, ...}"]


@pytest.mark.parametrize("n", range(-3, 3))
def test_turns_give_the_distance_on_the_circle(n: int) -> None:
    t = sp.Symbol("t", real=True)
    for sample in turn(t, n).samples:
        angle, distance = sample.values[t], sample.values[THETA]
        turns = {((angle + sign * distance) / (2 * sp.pi)).is_Integer for sign in (1, -1)}
        assert True in turns, f"t = {angle}, distance {distance}"
        assert 0 <= distance <= sp.pi


def test_cosine_chart_is_valid_on_the_half_circle_only() -> None:
    u = sp.Symbol("u", real=True)
    chart = cosines(u)
    assert chart.apply(sp.acos(u) - sp.acos(u)) == 0
    assert chart.box["u"].lower == -1  # type: ignore[union-attr]


def test_unknown_theorem_cannot_be_cited() -> None:
    with pytest.raises(InputError, match="unknown theorem"):
        Context().cite("Mercers theorem")


def test_every_derivation_that_is_named_can_be_read(all_records: dict[str, Any]) -> None:
    import freqbias as fb

    named = {name for r in all_records.values() for name in r["evidence"]["derivations"]}
    for name in sorted(named):
        assert fb.derive(name).name == name
