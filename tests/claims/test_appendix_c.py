"""Appendix C: verdicts, counterexamples that stand alone, and sums against direct summation."""

import importlib
import subprocess
import sys

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims import records
from freqbias.claims.basri2020.snippets.appendix_c import SNIPPETS
from freqbias.claims.claim import Claim
from freqbias.claims.inequalities import shown_nonnegative
from freqbias.claims.judge import Status, Verdict

_MODULES = (
    "appendix_c",
    "section_4.convergence",
    "appendix_b.enclosures",
    "appendix_b.matching",
)
_CLAIMS: tuple[Claim, ...] = tuple(
    claim
    for name in _MODULES
    for claim in importlib.import_module(f"freqbias.claims.basri2020.{name}").CLAIMS
)
_BUILT = [claim for claim in _CLAIMS if not claim.pending]
_CORRECTED = [claim for claim in _BUILT if claim.correction]
_IDS = {claim.id for claim in _CLAIMS}
_NUMERICAL = {"basri2020.eq39"}  # B is not defined well enough for a proof
_REJECTED = (Status.REFUTED, Status.CONTRADICTED)


@pytest.fixture(scope="module")
def found() -> dict[str, Verdict]:
    return {claim.id: records.examine(claim, {}) for claim in _BUILT}


@pytest.mark.parametrize("claim", _BUILT, ids=lambda claim: claim.id)
def test_every_control_is_rejected(found: dict[str, Verdict], claim: Claim) -> None:
    controls = found[claim.id].controls.items()
    passed = {n: s.value for n, s in controls if s not in _REJECTED}
    assert not passed, f"{claim.id}: {passed}"
    assert len(claim.controls) >= 3


@pytest.mark.parametrize("claim", _BUILT, ids=lambda claim: claim.id)
def test_refuted_iff_it_names_a_correction(found: dict[str, Verdict], claim: Claim) -> None:
    status = found[claim.id].status
    held = (Status.PROVED, Status.CERTIFIED)
    if claim.id in _NUMERICAL:
        assert status is Status.SUPPORTED, found[claim.id]
    elif claim.correction is None:
        assert status in held, found[claim.id]
    else:
        assert status is Status.REFUTED, found[claim.id]
        assert found[claim.correction].status in held


def test_snippets_are_those_of_the_refuted() -> None:
    assert set(SNIPPETS) == {claim.id for claim in _CORRECTED}


@pytest.mark.parametrize("claim", _CORRECTED, ids=lambda claim: claim.id)
def test_counterexample_stands_alone(found: dict[str, Verdict], claim: Claim) -> None:
    text = SNIPPETS[claim.id]
    assert len(text.splitlines()) <= 10
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=60
    )
    witness = found[claim.id].evidence.witness
    assert witness is not None
    ball = witness.spot.ball
    defect = sp.Integer(ball.mid) * sp.Integer(10) ** ball.exponent
    error = abs(sp.Rational(done.stdout.strip()) - defect)
    assert error < sp.Rational(1, 10**20), f"prints {done.stdout}, witness {witness.spot}"


@settings(max_examples=40, deadline=None)
@given(n=st.integers(2, 500))
def test_the_corrected_tail_holds_and_the_printed_one_does_not(n: int) -> None:
    """Directly: 10^4 terms and the integral bound of the rest."""
    last = n + 10_000
    total = mpmath.fsum(mpmath.mpf(1) / (i // 2) ** 2 for i in range(n + 1, last + 1))
    rest = mpmath.mpf(4) / (last - 2)
    assert total + rest < mpmath.mpf(4) / (n - 1) + mpmath.mpf(8) / last
    assert total > mpmath.mpf(1) / (n // 2), f"n = {n}: {total}"


@given(n=st.integers(1, 10**6), x=st.fractions(0, 10**5))
def test_the_corrected_index_suffices(n: int, x: object) -> None:
    if n > 2 * x + 1:  # type: ignore[operator]
        assert n // 2 > x  # type: ignore[operator]


_A, _B = sp.symbols("a b", positive=True)
_COEFFICIENTS = st.integers(-3, 3)


@given(st.lists(_COEFFICIENTS, min_size=4, max_size=4), st.integers(1, 3), st.integers(0, 2))
def test_what_is_shown_nonnegative_is(numbers: list[int], over: int, more: int) -> None:
    c = numbers
    quotient = (c[0] + c[1] * _A + c[2] * _B + c[3] * _A * _B) / (over + more * _A)
    if shown_nonnegative(quotient):
        for a in (sp.Rational(1, 100), sp.Integer(1), sp.Integer(100)):
            for b in (sp.Rational(1, 100), sp.Integer(1), sp.Integer(100)):
                assert quotient.subs({_A: a, _B: b}) >= 0, f"{quotient} at {a}, {b}"


def test_steps_are_claims_of_this_appendix() -> None:
    for claim in _CLAIMS:
        missing = set(claim.steps) - _IDS
        assert not missing, f"{claim.id} names {missing}"
