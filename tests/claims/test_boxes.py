"""CERTIFIED only where the boxes that were proved cover the domain, whatever a check says."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from freqbias.claims import boxes, records
from freqbias.claims.boxes import certified, differences
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite, Integers, Interval
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot
from freqbias.claims.judge import Status, Verdict
from freqbias.numerics.balls import Ball
from freqbias.theory.errors import InputError

X, Y = sp.symbols("x y", real=True)
UNIT = Interval(Fraction(0), Fraction(1))
SQUARE: Domain = {"x": UNIT, "y": UNIT}
_TRUE = sp.Le(X * Y, 1, evaluate=False)
_WRONG = tuple(Control(f"{n}/10", sp.Le(X * Y, sp.Rational(n, 10))) for n in (9, 5, 1))


def _claim(check: Any, domain: Domain = SQUARE, statement: Any = _TRUE) -> Claim:
    source = Source("test", "v1", "(1)")
    return Claim("t.a", source, Kind.INEQUALITY, "x y <= 1", statement, domain, check, _WRONG)


def _verdict(change: Callable[[Evidence], Evidence], domain: Domain = SQUARE) -> Verdict:
    """The verdict where the check lies about what it found for the true statement."""
    honest = certified(SQUARE, X, Y)

    def check(context: Context, statement: Any) -> Evidence:
        found = honest(context, statement)
        return change(found) if statement == _TRUE else found

    return records.examine(_claim(check, domain), {})


def test_the_honest_check_certifies() -> None:
    verdict = _verdict(lambda found: found)
    assert verdict.status is Status.CERTIFIED, verdict
    assert set(verdict.controls.values()) == {Status.REFUTED}


def _cells(missing: tuple[int, int] | None = None, parts: int = 3) -> tuple[Domain, ...]:
    ends = [Fraction(n, parts) for n in range(parts + 1)]
    return tuple(
        {"x": Interval(ends[i], ends[i + 1]), "y": Interval(ends[j], ends[j + 1])}
        for i in range(parts)
        for j in range(parts)
        if (i, j) != missing
    )


def _x(low: Any, high: Any, unit: str = "1") -> Domain:
    return {"x": Interval(Fraction(low), Fraction(high), unit), "y": UNIT}


_NEARLY = 1 - Fraction(1, 10**30)
_PLANTED: dict[str, tuple[Domain, ...]] = {
    "nothing": (),
    "one box missing in the middle": _cells((1, 1)),
    "one box missing at a corner": _cells((2, 2)),
    "a box too small by 10^-30": (_x(0, _NEARLY),),
    "half": (_x(0, Fraction(1, 2)),),
    "a slit": (_x(0, Fraction(1, 2)), _x(Fraction(1, 2) + Fraction(1, 10**30), 1)),
    "wrong unit": (_x(0, 1, "pi"),),
    "one variable only": ({"x": UNIT},),
    "a further variable": ({"x": UNIT, "y": UNIT, "z": UNIT},),
    "other names": ({"u": UNIT, "v": UNIT},),
    "ends exchanged": (_x(1, 0),),
    "points for an interval": ({"x": Finite((Fraction(0), Fraction(1))), "y": UNIT},),
    "integers for an interval": ({"x": Integers(0), "y": UNIT},),
    "diagonal cells": tuple(cell for cell in _cells() if cell["x"] == cell["y"]),
    "rows of one column": tuple(cell for cell in _cells() if cell["x"] == _cells()[0]["x"]),
}


@pytest.mark.parametrize("name", _PLANTED)
def test_planted_over_claims_are_not_certified(name: str) -> None:
    verdict = _verdict(lambda found: replace(found, covered=_PLANTED[name]))
    assert verdict.status not in (Status.CERTIFIED, Status.PROVED), f"{name}: {verdict}"


def test_all_cells_together_are() -> None:
    assert _verdict(lambda found: replace(found, covered=_cells())).status is Status.CERTIFIED


def test_a_larger_domain_is_not_certified() -> None:
    larger: Domain = {"x": Interval(Fraction(0), Fraction(2)), "y": UNIT}
    assert _verdict(lambda found: found, larger).status is Status.SUPPORTED
    unbounded: Domain = {"x": Interval(Fraction(0), None), "y": UNIT}
    everything: Domain = dict(unbounded)
    said = _verdict(lambda found: replace(found, covered=(everything,)), unbounded)
    assert said.status is Status.SUPPORTED, "balls do not reach an unbounded domain"


def test_a_spot_that_contradicts_is_seen() -> None:
    spot = Spot({"x": Fraction(1, 2), "y": Fraction(1, 2)}, Ball(-1, 0, -5))
    assert _verdict(lambda found: replace(found, spots=(spot,))).status is Status.UNDECIDED


def test_a_witness_outside_refutes_nothing() -> None:
    outside = certified({"x": Interval(Fraction(0), Fraction(3)), "y": UNIT}, X, Y)
    assert records.examine(_claim(outside), {}).status is Status.UNDECIDED
    assert outside(Context(), _TRUE).finding is Finding.FAILS


def test_what_is_left_over_leaves_a_smaller_domain() -> None:
    domain: Domain = {"x": UNIT}
    near = (3 * X - 1) ** 2 - sp.Rational(1, 10**40) * X * (1 - X)
    found = certified(domain, X, budget=2000)(Context(), sp.Ge(near, 0, evaluate=False))
    assert found.finding is Finding.HOLDS
    assert found.rigour is Rigour.BALLS
    wrong = certified(domain, X)
    claim = _claim(lambda c, s: found if s is _TRUE else wrong(c, s), domain)
    claim = replace(
        claim, controls=tuple(Control(str(n), sp.Le(X, sp.Rational(n, 9))) for n in (1, 2, 3))
    )
    assert records.examine(claim, {}).status is Status.SUPPORTED


def test_angles_are_in_units_of_pi() -> None:
    domain: Domain = {"x": Interval(Fraction(0), Fraction(1, 2), "pi")}
    check = certified(domain, X)
    assert check(Context(), sp.Ge(sp.sin(X), 2 * X / sp.pi, evaluate=False)).covered == (domain,)
    found = check(Context(), sp.Ge(sp.sin(X), sp.Rational(2, 3) * X, evaluate=False))
    assert found.witness is not None
    assert str(found.witness.spot.point["x"]) == "pi/2"


def test_statements_and_domains_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="not made of inequalities"):
        differences(sp.Eq(X, Y))
    with pytest.raises(ValueError, match="not those of the domain"):
        certified(SQUARE, X)
    with pytest.raises(ValueError, match="not bounded"):
        certified({"x": Interval(Fraction(0), None)}, X)
    with pytest.raises(ValueError, match="nothing more"):
        certified({"x": UNIT}, sp.Symbol("x", positive=True))
    with pytest.raises(ValueError, match="needs an interval"):
        certified({"x": Finite((1,))}, X)


@pytest.mark.parametrize(
    "statement",
    [
        sp.Gt(sp.acot(X), 0, evaluate=False),
        sp.Ge(sp.Piecewise((0, sp.Rational(9, 10) > X), (-1, True)), 0, evaluate=False),
        sp.Ge(sp.log(X) ** 2, 0, evaluate=False),
        sp.Ge(sp.log(X), sp.log(X) - 1, evaluate=False),
        sp.Gt(3 / X, 3 / X - 1, evaluate=False),
        sp.Le(X, X + sp.acos(X) - sp.acos(X) + sp.Abs(X), evaluate=False),
    ],
    ids=str,
)
def test_what_is_not_defined_everywhere_is_not_certified(statement: Any) -> None:
    """Neither side of an inequality may be undefined, also where the difference does not show it."""
    domain: Domain = {"x": Interval(Fraction(-3, 4), Fraction(1))}
    claim = _claim(certified(domain, X, budget=500), domain, statement)
    controls = tuple(Control(str(n), sp.Ge(-n - X**2, 0, evaluate=False)) for n in (1, 2, 3))
    verdict = records.examine(replace(claim, controls=controls), {})
    assert set(verdict.controls.values()) == {Status.REFUTED}
    assert verdict.status in (Status.UNDECIDED, Status.SUPPORTED), verdict


def test_what_has_no_certificate_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "tree_or_reason", lambda *_: "no tree for that")
    found = certified(SQUARE, X, Y)(Context(), _TRUE)
    assert found.finding is Finding.OPEN
    assert "no certificate" in found.note
