"""Section 4.1, (21), and appendix B: amplitudes of cosines matched at a jump of the density.

All of this is about pure cosines that meet with a continuous derivative, as the paper assumes; what
holds for the exact eigenfunctions is another question.  ``W = (a_j/a_{j+1})^2``, ``R = p_{j+1}/p_j``,
``c = cos(b_j)^2``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.charts import CIRCLE, MATCHED, neighbours
from freqbias.claims.checks import combine
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Interval
from freqbias.claims.evidence import Evidence, Finding
from freqbias.claims.inequalities import conclude
from freqbias.claims.parameters import Chart
from freqbias.theory.amplitudes import COSINE, RATIO, manifestly_nonnegative

__all__ = ["CLAIMS"]

_DIGITS = 50
_W, _R, _C = MATCHED, RATIO, COSINE
_RISING: Domain = {"log R": Interval(Fraction(0), None), "b_j": CIRCLE}


def _at_least(difference: Any, charts: Callable[[], tuple[Chart, ...]]) -> Check:
    """Check that every entry of ``difference(statement)`` is >= 0, on every chart.

    Exactly: no negative coefficient in parameters that are >= 0.  By balls: the sign at samples.
    """

    def check(context: Context, statement: Any) -> Evidence:
        parts = difference(statement)
        return _together(context, [_one(context, p, c) for p in parts for c in charts()])

    return check


def _together(context: Context, found: list[Evidence]) -> Evidence:
    """All parts hold, or a part that fails, or one that is open."""
    return combine(context, sorted(found, key=lambda evidence: evidence.finding is Finding.OPEN))


def _one(context: Context, part: Any, chart: Chart) -> Evidence:
    def proved() -> bool:
        return manifestly_nonnegative(chart.apply(part))

    return conclude(context, part, chart, proved, "what should be >= 0 is")


def _both_ways(formula: Any) -> tuple[Any, ...]:
    """``W = formula`` as two inequalities."""
    return (_W - formula, formula - _W)


def _relations(statement: Any) -> tuple[Any, ...]:
    relations = statement.args if isinstance(statement, sp.And) else (statement,)
    return tuple(relation.gts - relation.lts for relation in relations)


def _rising() -> tuple[Chart, ...]:
    return (neighbours(True),)


def _all() -> tuple[Chart, ...]:
    return (neighbours(True), neighbours(False))


def _tight(context: Context, statement: sp.Tuple) -> Evidence:
    """W at b_j = 0 and at b_j = pi/2, for every R >= 1."""
    found = []
    for value, share in zip(statement, (Fraction(0), Fraction(1, 2)), strict=True):
        found += [_one(context, part, neighbours(True, share)) for part in _both_ways(value)]
    return _together(context, found)


_PRINTED = _R / (1 - _C * (1 - _R))
_LOWER = sp.Ge(_W, 1)
_ASSUMED = ("pure cosines", "value and slope continuous at the border", "a_j, a_{j+1} > 0")

CLAIMS = (
    Claim(
        "basri2020.B.31",
        at("appendix B, (31)"),
        Kind.IDENTITY,
        "(a_j/a_{j+1})^2 = R/(1 - cos(b_j)^2 (1 - R)), R = p_{j+1}/p_j.",
        _PRINTED,
        {"log R": Interval(None, None), "b_j": CIRCLE},
        _at_least(_both_ways, _all),
        (
            Control("sine for cosine", _R / (1 - (1 - _C) * (1 - _R))),
            Control("R inverted", (1 / _R) / (1 - _C * (1 - 1 / _R))),
            Control("sign in the denominator", _R / (1 + _C * (1 - _R))),
            Control("ratio 1, as (30) is printed", sp.Integer(1)),
        ),
        _ASSUMED,
        aliases=("basri2020.eq31",),
        steps=("basri2020.B.28", "basri2020.B.29", "basri2020.B.30"),
        quantity="W",
        derivation="corrections.B.ratio",
    ),
    Claim(
        "basri2020.B.30",
        at("appendix B, (30) as printed"),
        Kind.IDENTITY,
        "The first quotient of (30) has the same cosine above and below, so that a_j = a_{j+1}.",
        sp.Integer(1),
        {"log R": Interval(None, None), "b_j": CIRCLE},
        _at_least(_both_ways, _all),
        (
            Control("R", _R),
            Control("square root of R", sp.sqrt(_R)),
            Control("cos(b_j)^2", _C),
        ),
        _ASSUMED,
        correction="basri2020.B.31",
        misprint=True,
        aliases=("basri2020.eq30",),
        quantity="W",
    ),
    Claim(
        "basri2020.B.lower",
        at("appendix B, 'consequently', before (32)"),
        Kind.INEQUALITY,
        "If p_{j+1} >= p_j then (a_{j+1}/a_j)^2 >= 1.",
        sp.Ge(1 / _W, 1, evaluate=False),
        _RISING,
        _at_least(_relations, _rising),
        (
            Control("(a_{j+1}/a_j)^2 >= p_{j+1}/p_j", sp.Ge(1 / _W, _R, evaluate=False)),
            Control("(a_j/a_{j+1})^2 <= 1", sp.Le(_W, 1)),
            Control("(a_{j+1}/a_j)^2 >= 1/2", sp.Ge(1 / _W, sp.Rational(1, 2), evaluate=False)),
        ),
        _ASSUMED,
        correction="basri2020.B.lower.corrected",
        misprint=True,
    ),
    Claim(
        "basri2020.B.lower.corrected",
        at("appendix B, before (32), with the indices exchanged"),
        Kind.INEQUALITY,
        "If p_{j+1} >= p_j then (a_j/a_{j+1})^2 >= 1.",
        _LOWER,
        _RISING,
        _at_least(_relations, _rising),
        (
            Control("the other index, as printed", sp.Ge(1 / _W, 1, evaluate=False)),
            Control(">= p_{j+1}/p_j", sp.Ge(_W, _R)),
            Control(">= 11/10", sp.Ge(_W, sp.Rational(11, 10))),
        ),
        _ASSUMED,
        derivation="corrections.B.rising",
    ),
    Claim(
        "basri2020.eq21",
        at("section 4.1, (21); the same as (32) of appendix B"),
        Kind.INEQUALITY,
        "If p_j <= p_{j+1} then 1 <= a_j/a_{j+1} <= sqrt(p_{j+1}/p_j), for C^1-matched pure cosines; "
        "squared, 1 <= W <= R.",
        sp.And(_LOWER, sp.Le(_W, _R)),
        _RISING,
        _at_least(_relations, _rising),
        (
            Control("a_j/a_{j+1} <= (p_{j+1}/p_j)^(1/4)", sp.And(_LOWER, sp.Le(_W, sp.sqrt(_R)))),
            Control("a_j <= a_{j+1}", sp.Le(_W, 1)),
            Control("lower bound 11/10", sp.And(sp.Ge(_W, sp.Rational(11, 10)), sp.Le(_W, _R))),
            Control("upper bound 99 R/100", sp.And(_LOWER, sp.Le(_W, sp.Rational(99, 100) * _R))),
        ),
        _ASSUMED,
        aliases=("basri2020.eq32",),
        steps=("basri2020.B.31", "basri2020.B.lower"),
        derivation="corrections.4.amplitudes",
    ),
    Claim(
        "basri2020.eq21.tight",
        at("section 4.1, (21), 'tightly'"),
        Kind.IDENTITY,
        "For every p_j <= p_{j+1} both bounds are attained: W = 1 at b_j = 0, W = R at b_j = pi/2.",
        sp.Tuple(sp.Integer(1), _R),
        {"log R": Interval(Fraction(0), None)},
        _tight,
        (
            Control("exchanged", sp.Tuple(_R, sp.Integer(1))),
            Control("upper value sqrt(R)", sp.Tuple(sp.Integer(1), sp.sqrt(_R))),
            Control("lower value 1/R", sp.Tuple(1 / _R, _R)),
        ),
        _ASSUMED,
        quantity="(W at b_j = 0, W at b_j = pi/2)",
    ),
)
