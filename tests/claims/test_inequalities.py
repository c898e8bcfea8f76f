"""Signs of quotients for all parameters: never shown where they fail or are undefined."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.basri2020.appendix_c import descent
from freqbias.claims.context import Context
from freqbias.claims.domain import Interval
from freqbias.claims.evidence import Finding
from freqbias.claims.inequalities import (
    nonnegative,
    positives,
    shown_nonnegative,
    shown_positive,
)
from freqbias.claims.parameters import Chart, Sample

_P = sp.Symbol("p", positive=True)
_S = sp.Symbol("s", nonnegative=True)
_X = sp.Symbol("x", real=True)
_COEFFICIENTS = st.lists(st.integers(-2, 3), min_size=3, max_size=3)


@given(_COEFFICIENTS, _COEFFICIENTS)
def test_what_is_shown_holds_and_is_defined(above: list[int], below: list[int]) -> None:
    top, bottom = (
        sum(c * s for c, s in zip(cs, (1, _P, _S), strict=True)) for cs in (above, below)
    )
    if bottom == 0:
        return
    quotient = sp.Mul(top, sp.Pow(bottom, -1, evaluate=False), evaluate=False)
    shown, strictly = shown_nonnegative(quotient), shown_positive(quotient)
    assert shown or not strictly
    for p in (sp.Rational(1, 50), sp.Integer(1), sp.Integer(50)):
        for s in (sp.Integer(0), sp.Rational(1, 50), sp.Integer(1), sp.Integer(50)):
            a, b = (sp.sympify(e).subs({_P: p, _S: s}) for e in (top, bottom))
            assert not shown or (b != 0 and a / b >= 0), f"{quotient} at p = {p}, s = {s}"
            assert not strictly or a / b > 0, f"{quotient} at p = {p}, s = {s}"


@pytest.mark.parametrize(
    "undefined",
    [
        (_P**2 - 1) / (_P - 1),
        sp.Pow(1 / (_P - 2), -1, evaluate=False),
        1 + (_S**2 + _S) / _S,
        (_P**2 - 2 * _P + 1) / (_P - 1) ** 2,
        _P / (1 + 1 / (1 - _P)),
    ],
    ids=str,
)
def test_a_divisor_that_vanishes_somewhere_is_not_cancelled(undefined: sp.Expr) -> None:
    assert not shown_nonnegative(undefined), f"{undefined} is not defined everywhere"


def test_positive_is_more_than_nonnegative() -> None:
    assert shown_nonnegative(_S)
    assert not shown_positive(_S)
    assert not shown_positive(_S / (1 + _P))
    assert not shown_positive(sp.Integer(0))
    assert shown_nonnegative(sp.Integer(0))
    assert shown_positive(_S + _P / (1 + _S))
    assert shown_positive(1 / (-1 - _S) * -_P)
    assert not shown_positive(sp.sqrt(_P)), "no quotient of polynomials"


def _chart(below: sp.Symbol) -> Chart:
    """x = 1 - s, which contains x = 1 if s >= 0 but not if s > 0."""
    samples = (Sample({"s": Fraction(n)}, {_X: sp.Integer(1 - n)}) for n in (1, 5))
    return Chart({_X: 1 - below}, {"s": Interval(Fraction(0), None)}, tuple(samples))


@pytest.mark.parametrize(
    ("statement", "closed", "open_"),
    [
        (sp.Lt(_X, 1), Finding.OPEN, Finding.HOLDS),
        (sp.Gt(1, _X), Finding.OPEN, Finding.HOLDS),
        (sp.Le(_X, 1), Finding.HOLDS, Finding.HOLDS),
        (sp.Lt(_X, 2), Finding.HOLDS, Finding.HOLDS),
        (sp.Gt(_X, 1), Finding.FAILS, Finding.FAILS),
    ],
    ids=str,
)
def test_strict_statements_need_more(statement: sp.Rel, closed: Finding, open_: Finding) -> None:
    for below, wanted in ((_S, closed), (_P, open_)):
        check = nonnegative(lambda s: s.gts - s.lts, _chart(below), "larger minus smaller is")
        found = check(Context(), statement).finding
        assert found is wanted, f"{statement} for x = 1 - {below}: {found}"


def test_the_direction_is_strict_on_an_open_domain() -> None:
    (claim,) = (c for c in descent.CLAIMS if c.id == "basri2020.C.direction.corrected")
    assert Interval(Fraction(0), None) not in claim.domain.values(), "P < C fails at C - P = 0"
    assert claim.check(Context(), claim.statement).finding is Finding.HOLDS


@pytest.mark.parametrize(
    "assumptions",
    [{"integer": True, "positive": True}, {"rational": True, "positive": True}, {"real": True},
     {"even": True, "positive": True}, {"nonnegative": True}, {}],
    ids=str,
)  # fmt: skip
def test_positives_are_positive_and_nothing_more(assumptions: dict[str, bool]) -> None:
    with pytest.raises(ValueError, match="nothing more"):
        positives(_P, sp.Symbol("q", **assumptions))
    with pytest.raises(ValueError, match="one name"):
        positives(_P, sp.Dummy("p", positive=True))
