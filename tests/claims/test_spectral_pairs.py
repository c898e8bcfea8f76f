"""The claims on leading order and pairs: verdicts, controls, corrections, counterexamples."""

import pytest
import sympy as sp

from freqbias.claims.basri2020.appendix_b import coexistence
from freqbias.claims.basri2020.section_4 import gap_widths, hill_bounds, spectral_pairs, weyl
from freqbias.claims.basri2020.section_4.hill_bounds import Between
from freqbias.claims.basri2020.section_4.spectra import Within
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, Verdict

_CLAIMS: dict[str, Claim] = {
    claim.id.removeprefix("basri2020."): claim
    for module in (hill_bounds, weyl, spectral_pairs, gap_widths, coexistence)
    for claim in module.CLAIMS
}
_EXPECTED = {
    "hill.bound": Status.PROVED,
    "hill.count": Status.PROVED,
    "weyl": Status.PROVED,
    "eq20.asymptotic": Status.PROVED,
    "eq20.pairs": Status.REFUTED,
    "eq20.pairs.corrected": Status.PROVED,
    "eq20.pairs.uniform": Status.PROVED,
    "eq20.pairs.recurring": Status.PROVED,
    "B.34": Status.PROVED,
    "B.34.kernel": Status.REFUTED,
    "fig13": Status.REFUTED,
}


@pytest.mark.xdist_group("verdicts")
@pytest.mark.parametrize("name", _EXPECTED)
def test_verdicts_and_controls(verdicts: dict[str, Verdict], name: str) -> None:
    verdict = verdicts[f"basri2020.{name}"]
    assert verdict.status is _EXPECTED[name], f"{verdict}"
    assert len(verdict.controls) >= 3
    passed = [n for n, status in verdict.controls.items() if status is not Status.REFUTED]
    assert not passed, f"{name} does not refute {passed}"


@pytest.mark.parametrize("name", ["hill.bound", "hill.count"])
def test_weaker_constants_hold_and_slightly_stronger_ones_are_not_proved(name: str) -> None:
    """The constants are best possible, so the check may pass none that is tighter."""
    claim = _CLAIMS[name]
    weaker = claim.check(Context(), Between(-10 * sp.pi, sp.Integer(1)))
    assert weaker.finding is Finding.HOLDS
    tiny = sp.Rational(1, 10**9)
    true = claim.statement
    for stronger in (
        Between(true.lower + tiny, true.upper),
        Between(true.lower, true.upper - tiny),
    ):
        assert claim.check(Context(), stronger).finding is not Finding.HOLDS, str(stronger)


@pytest.mark.parametrize("name", ["weyl", "eq20.asymptotic"])
def test_a_smaller_error_than_proved_is_left_open_or_refuted(name: str) -> None:
    claim = _CLAIMS[name]
    less = Within(claim.statement.value, claim.statement.error - sp.Rational(1, 10**6))
    assert claim.check(Context(), less).finding is Finding.OPEN
    more = Within(claim.statement.value, claim.statement.error + 1)
    assert claim.check(Context(), more).finding is Finding.HOLDS
    near = Within(claim.statement.value * (1 + sp.Rational(1, 10**6)), claim.statement.error)
    assert claim.check(Context(), near).finding is not Finding.HOLDS


def test_no_kind_that_finite_evidence_cannot_prove() -> None:
    assert not {c.kind for c in _CLAIMS.values()} & {Kind.ASYMPTOTIC, Kind.FIGURE}
