"""The checks that several claims share.  A check never gives a verdict, only evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Finding, Spot, Witness
from freqbias.claims.parameters import Chart, Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes

__all__ = ["Derived", "combine", "compare", "identity", "proportional"]

_DIGITS = 50


@dataclass(frozen=True)
class Derived:
    """What is true: a closed form, and the same quantity by an independent route for balls.

    :param independent: an expression whose enclosure does not use the closed form, such as an
        unevaluated integral that is enclosed by ball quadrature.
    """

    expression: Any
    independent: Any


def identity(derive: Callable[[Context], Derived], charts: Sequence[Chart]) -> Check:
    """Check that the statement, an expression, equals what ``derive`` gives, on all charts."""

    def check(context: Context, statement: Any) -> Evidence:
        derived = derive(context)
        exact = statement - derived.expression
        return compare(context, exact, statement - derived.independent, charts)

    return check


def proportional(
    derive: Callable[[Context], Derived], charts: Sequence[Chart], reference: Sample
) -> Check:
    """Check that some constant times the statement equals what ``derive`` gives.

    With f the statement, g the derived and r the reference point where g(r) != 0, a constant exists
    iff f(r) != 0 and ``f(x) g(r) - f(r) g(x)`` vanishes on the domain.
    """

    def crossed(statement: Any, true: Any) -> Any:
        at = dict(reference.values)
        return statement * true.subs(at) - statement.subs(at) * true

    def check(context: Context, statement: Any) -> Evidence:
        derived = derive(context)
        stated, true = (
            Spot(reference.point, enclose(value, _DIGITS, reference.values))
            for value in (statement, derived.independent)
        )
        given = sp.sympify(statement, strict=True).subs(dict(reference.values))
        if vanishes(given) and true.excludes_zero:
            value = tree_or_reason(derived.independent, reference.values)
            return context.fails(Witness(true, "the statement is 0 where the true value is", value))
        if not (stated.excludes_zero and true.excludes_zero):
            return context.open("the statement or the true value may vanish at the reference point")
        exact = crossed(statement, derived.expression)
        return compare(context, exact, crossed(statement, derived.independent), charts)

    return check


def compare(context: Context, exact: Any, independent: Any, charts: Sequence[Chart]) -> Evidence:
    """Decide ``exact == 0`` on every chart; enclose ``independent`` at the charts' samples.

    Holds if every chart is proved; fails if a ball excludes zero; otherwise open.
    """
    proved = [_vanishes_on(chart, exact) for chart in charts]
    if all(proved):
        spots = tuple(_spots(independent, _chosen(charts, context.thorough)))
        return context.holds(tuple(chart.box for chart in charts), spots)
    doubtful = (chart for chart, done in zip(charts, proved, strict=True) if not done)
    found = _counterexample(independent, (s for chart in doubtful for s in chart.samples))
    if found is not None:
        return context.fails(found)
    return context.open("neither proved nor refuted: no normal form, no ball excludes zero")


def _counterexample(expression: Any, samples: Iterable[Sample]) -> Witness | None:
    for sample in samples:
        try:
            (spot,) = _spots(expression, [sample])
        except InputError:  # undefined there: no counterexample
            continue
        if spot.excludes_zero:
            defect = tree_or_reason(expression, sample.values)
            return Witness(spot, "stated minus true is", defect)
    return None


def combine(context: Context, found: Sequence[Evidence]) -> Evidence:
    """Evidence that all parts hold: the first failure, else open if any part is, else their union."""
    for evidence in found:
        if evidence.finding is not Finding.HOLDS:
            return evidence
    boxes = tuple(box for evidence in found for box in evidence.covered)
    return context.holds(boxes, tuple(spot for evidence in found for spot in evidence.spots))


def _vanishes_on(chart: Chart, expression: Any) -> bool:
    """Whether the expression is defined on the whole chart and vanishes there."""
    applied = chart.apply(expression)
    if applied.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return False
    powers = (e for e in sp.preorder_traversal(applied) if e.is_Pow and e.exp.is_negative)
    return all(_never_zero(power.base) for power in powers) and vanishes(applied) is True


def _never_zero(base: Any) -> bool:
    """Whether a denominator has no zero; for polynomials in the index j, at no integer j >= 0."""
    symbols = sorted(base.free_symbols, key=str)
    if not symbols:
        return bool(base.is_nonzero)
    if len(symbols) > 1 or not symbols[0].is_integer or not base.is_polynomial(*symbols):
        return bool(base.is_nonzero)
    roots = sp.Poly(sp.Poly(base, *symbols).monic().as_expr(), *symbols).ground_roots()
    return not any(root.is_Integer and root >= 0 for root in roots)


def _chosen(charts: Sequence[Chart], thorough: bool) -> Iterable[Sample]:
    for chart in charts:
        yield from chart.samples if thorough else chart.samples[len(chart.samples) // 2 :][:1]


def _spots(expression: Any, samples: Iterable[Sample]) -> Iterable[Spot]:
    for sample in samples:
        yield Spot(sample.point, enclose(expression, _DIGITS, sample.values))
