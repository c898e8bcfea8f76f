"""The checks that several claims share.  A check never gives a verdict, only evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import Chart, Sample
from freqbias.numerics.balls import enclose
from freqbias.theory.identities import vanishes

__all__ = ["Derived", "compare", "identity", "proportional"]

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

    With f the statement, g the derived and r the reference point, such a constant exists iff
    ``f(x) g(r) - f(r) g(x)`` vanishes on the domain (g(r) != 0).
    """

    def crossed(statement: Any, true: Any) -> Any:
        at = dict(reference.values)
        return statement * true.subs(at) - statement.subs(at) * true

    def check(context: Context, statement: Any) -> Evidence:
        derived = derive(context)
        exact = crossed(statement, derived.expression)
        return compare(context, exact, crossed(statement, derived.independent), charts)

    return check


def compare(context: Context, exact: Any, independent: Any, charts: Sequence[Chart]) -> Evidence:
    """Decide ``exact == 0`` on every chart; enclose ``independent`` at the charts' samples.

    Holds if every chart is proved; fails if a ball excludes zero; otherwise open.
    """
    proved = [vanishes(chart.apply(exact)) is True for chart in charts]
    if all(proved):
        spots = tuple(_spots(independent, _chosen(charts, context.thorough)))
        return context.holds(tuple(chart.box for chart in charts), spots)
    doubtful = (chart for chart, done in zip(charts, proved, strict=True) if not done)
    for spot in _spots(independent, (s for chart in doubtful for s in chart.samples)):
        if spot.excludes_zero:
            return context.fails(Witness(spot, "stated minus true is"))
    return context.open("neither proved nor refuted: no normal form, no ball excludes zero")


def _chosen(charts: Sequence[Chart], thorough: bool) -> Iterable[Sample]:
    for chart in charts:
        yield from chart.samples if thorough else chart.samples[len(chart.samples) // 2 :][:1]


def _spots(expression: Any, samples: Iterable[Sample]) -> Iterable[Spot]:
    for sample in samples:
        yield Spot(sample.point, enclose(expression, _DIGITS, sample.values))
