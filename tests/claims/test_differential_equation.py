"""The checks behind (13)-(15), (21) and appendices A and B: mutations of true statements must fail."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims import registry
from freqbias.claims.basri2020.appendix_a import derivatives, reduction
from freqbias.claims.basri2020.appendix_b import amplitude_bound, amplitudes
from freqbias.claims.basri2020.section_4 import differential_equation
from freqbias.claims.charts import (
    ANTIPERIODIC,
    CONSTANT,
    CONSTANT_ANTIPERIODIC,
    PERIODIC,
    SECTOR,
    SMOOTH,
    for_pairs,
    neighbours,
    pairs,
    traits,
)
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.domain import Family, contains
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, rule
from freqbias.numerics.balls import enclose
from freqbias.theory.amplitudes import COSINE, EXCESS, RATIO
from freqbias.theory.differential_equation import F_BAR, LAMBDA, F, P
from freqbias.theory.eigenpairs import designed

_MODULES = (derivatives, reduction, differential_equation, amplitudes, amplitude_bound)
_CLAIMS: dict[str, Claim] = {
    claim.id: registry.claim(claim.id) for module in _MODULES for claim in module.CLAIMS
}
_FAMILIES = (SMOOTH, CONSTANT, PERIODIC, ANTIPERIODIC, CONSTANT_ANTIPERIODIC, SECTOR)
_REFUTED = {"eq13", "eq14", "eq15", "A.d5", "A.antiperiodic", "A.necessity", "A.preprocess"}
_REFUTED |= {"B.30", "B.lower", "B.36.every-q"}
_QUICK: tuple[str, ...] = (
    "eq13",
    "eq13.sector",
    "A.antiperiodic",
    "A.necessity",
    "A.reduced",
    "A.solves",
)
_QUICK += ("A.preprocess", "A.preprocess.corrected", "B.lower", "eq21.tight", "B.36.every-q")


def _claim(name: str) -> Claim:
    return _CLAIMS[f"basri2020.{name}"]


def _terms(name: str) -> list[sp.Expr]:
    statement = _claim(name).statement
    return list(sp.Add.make_args(sp.expand(statement.lhs - statement.rhs)))


@st.composite
def _mutations(draw: st.DrawFn) -> tuple[str, sp.Eq, sp.Expr]:
    """A true equation of appendix A with one of its terms multiplied by a wrong rational."""
    name = draw(st.sampled_from(["A.d5.corrected", "A.d6", "A.ode6", "A.d4"]))
    term = draw(st.sampled_from(_terms(name)))
    factor = draw(st.fractions(-3, 3, max_denominator=9).filter(bool))
    change = sp.Rational(str(factor)) * term
    statement = _claim(name).statement
    return name, sp.Eq(statement.lhs + change, statement.rhs, evaluate=False), change


@given(_mutations())
@settings(max_examples=15)
def test_one_wrong_term_in_a_line_is_refuted(mutation: tuple[str, sp.Eq, sp.Expr]) -> None:
    name, statement, change = mutation
    claim = _claim(name)
    found = claim.check(Context(), statement)
    status = rule(claim.kind, claim.domain, found).status
    assert status is Status.REFUTED, f"{name} with {change} more is {status}: {found.note}"


@pytest.mark.parametrize("name", _QUICK)
def test_verdicts(name: str) -> None:
    claim = _claim(name)
    status = rule(claim.kind, claim.domain, claim.check(Context(), claim.statement)).status
    assert status is (Status.REFUTED if name in _REFUTED else Status.PROVED), f"{name} is {status}"


def test_refuted_claims_name_a_correction_and_bring_a_snippet() -> None:
    for id_, claim in _CLAIMS.items():
        refuted = id_.removeprefix("basri2020.") in _REFUTED
        assert (claim.snippet is not None) is refuted, id_
        assert (claim.correction is not None) is refuted, id_
        assert claim.correction is None or claim.correction in _CLAIMS, id_
        assert len(claim.controls) >= 3, id_


@pytest.mark.parametrize("family", _FAMILIES, ids=lambda f: f.name)
def test_samples_have_the_traits_of_the_family(family: Family) -> None:
    chart = pairs(family)
    assert chart.samples
    for sample in chart.samples:
        assert contains(chart.box, sample.point), f"{sample.point} is not in {family}"
        known = {s: v for s, v in chart.substitution.items() if s in sample.values}
        assert known or family is SMOOTH
        for symbol, value in known.items():
            ball = enclose(symbol.xreplace(sample.values) - value.xreplace(sample.values), 25)
            assert ball.contains_zero, f"{symbol} = {value} fails by {ball} at {sample.point}"


def test_traits_are_computed() -> None:
    assert _has({1: 1, 3: sp.Rational(1, 100)}, "p of period pi", "f(x + pi) = -f(x)")
    assert not _has({0: 2, 1: 1}, "p of period pi")
    assert not _has({0: 8, 2: 1}, "f(x + pi) = -f(x)")
    assert not _has({1: 1, 3: sp.Rational(1, 100)}, "f without frequency 1")


def _has(cosines: dict[int, sp.Expr], *wanted: str) -> bool:
    return set(wanted) <= set(traits(designed(cosines)))


def test_13_fails_for_a_non_uniform_density_of_period_pi_and_odd_f() -> None:
    """The very case in which the paper derives it: f = cos x + cos(3 x)/100 under its density."""
    values = designed({1: 1, 3: sp.Rational(1, 100)}).at(sp.pi / 7)
    defect = sp.pi * LAMBDA * F[2] + P[0] * F[0]
    ball = enclose(defect.xreplace(values), 30)
    assert not ball.contains_zero, f"pi lambda f'' + p f is {ball}"


def test_even_eigenfunctions_of_a_non_uniform_density_of_period_pi() -> None:
    values = designed({0: 8, 2: 1}).at(sp.pi / 7)
    assert enclose((F_BAR[0] - F[0]).xreplace(values), 30).contains_zero
    assert not enclose((F_BAR[0] + F[0]).xreplace(values), 30).contains_zero


def test_what_is_true_for_some_pairs_only_is_not_proved_for_more() -> None:
    """The reduced equation holds for antiperiodic pairs, not for all with p locally constant."""
    assert for_pairs(CONSTANT)(Context(), reduction.reduced()).finding is Finding.FAILS
    sector = _claim("eq13.sector").statement
    assert for_pairs(ANTIPERIODIC)(Context(), sector).finding is Finding.FAILS
    odd = _claim("eq13.corrected").statement
    assert for_pairs(PERIODIC)(Context(), odd).finding is Finding.FAILS


@given(st.fractions(-1, 1, max_denominator=30), st.fractions(0, 4, max_denominator=9))
@settings(max_examples=25)
def test_21_at_any_phase_and_ratio(share: Fraction, log: Fraction) -> None:
    """The two charts, as formulas in cos(b)^2 and R, give a ratio of squares between 1 and R."""
    cosine = sp.cos(sp.pi * sp.Rational(str(share))) ** 2
    ratio = sp.exp(sp.Rational(str(log)))
    stated = _claim("B.31").statement
    value = float(sp.N(stated.subs({COSINE: cosine, RATIO: ratio})))
    assert 1 - 1e-12 <= value <= float(ratio) * (1 + 1e-12), f"W = {value} at {share} pi, {ratio}"


@pytest.mark.parametrize("rising", [True, False])
def test_neighbours_cover_what_they_substitute(rising: bool) -> None:
    chart = neighbours(rising)
    for sample in chart.samples:
        assert contains(chart.box, sample.point)
    ratio = chart.substitution[RATIO]
    assert ratio.subs(EXCESS, 0) == 1
    assert bool(ratio.subs(EXCESS, 3) > 1) is rising, f"R = {ratio}"
