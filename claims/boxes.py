"""Inequalities on bounded domains, checked by bisection in balls: the evidence for CERTIFIED.

What is covered is what :func:`freqbias.numerics.boxes.cover` proved, box by box; whether that is the
whole domain is for the judge to compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.domain import Angle, Domain, Interval
from freqbias.claims.evidence import Evidence, Rigour, Spot, Witness, violation
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.numerics.boxes import Box, cover
from freqbias.theory.errors import InputError
from freqbias.theory.exact import assumes_only

__all__ = ["certified", "differences", "in_units"]

_DIGITS = 50


def certified(domain: Domain, *variables: Any, budget: int = 40_000) -> Check:
    """Check relations ``>=``, ``>``, ``<=``, ``<`` and conjunctions of them on a box.

    Both sides must be real and analytic where it is to hold, also if their difference is elsewhere too.

    :param domain: a compact interval, of unit 1 or pi, for the name of each variable.
    :param variables: the symbols of the statement, real.

    >>> x = sp.Symbol("x", real=True)
    >>> found = certified({"x": Interval(Fraction(0), Fraction(1, 2), "pi")}, x)(
    ...     Context(), sp.Le(sp.sin(x), x, evaluate=False)
    ... )
    >>> found.finding.value, found.rigour.value, [str(box["x"]) for box in found.covered]
    ('holds', 'balls', ['[0, pi/2]'])
    """
    box = _box(domain, variables)

    def check(context: Context, statement: Any) -> Evidence:
        stated, strict = differences(statement)
        turned, sides = (
            [in_units(domain, g) for g in part]
            for part in (stated, [side for r in _relations(statement) for side in r.args])
        )
        found = cover(turned, box, strict=strict, defined=sides, budget=budget)
        if found.counterexample is not None:
            g, at = found.counterexample
            return context.fails(_witness(domain, g, at))
        if not found.proved:
            return context.open(f"no box was certified in {found.evaluations} evaluations")
        for written in map(tree_or_reason, turned):
            if isinstance(written, str):
                return context.open(f"it has no certificate: {written}")
        covered = tuple(_domain(domain, part) for part in found.proved)
        spots = tuple(_no_violation(domain, g, box) for g in turned)
        note = f"{found.evaluations} balls" + (f", {len(found.left)} boxes left" * bool(found.left))
        return replace(context.holds(covered, spots, note), rigour=Rigour.BALLS)

    return check


def differences(statement: Any) -> tuple[list[Any], bool]:
    """What is said to be >= 0, and whether > 0 is meant.

    >>> a = sp.Symbol("a", real=True)
    >>> differences(sp.And(a >= 1, a <= 2))
    ([2 - a, a - 1], False)
    """
    relations = _relations(statement)
    strict = any(isinstance(r, (sp.StrictGreaterThan, sp.StrictLessThan)) for r in relations)
    return sorted((r.gts - r.lts for r in relations), key=sp.default_sort_key), strict


def _relations(statement: Any) -> Sequence[Any]:
    relations: Sequence[Any] = statement.args if isinstance(statement, sp.And) else (statement,)
    if not all(isinstance(relation, _INEQUALITIES) for relation in relations):
        raise InputError(f"the statement {statement} is not made of inequalities")
    return relations


_INEQUALITIES = (sp.GreaterThan, sp.LessThan, sp.StrictGreaterThan, sp.StrictLessThan)


def _intervals(domain: Domain, variables: Sequence[Any]) -> dict[Any, Interval]:
    names = {symbol.name: symbol for symbol in variables}
    if set(names) != set(domain):
        raise ValueError(f"the variables {sorted(names)} are not those of the domain")
    if not all(assumes_only(symbol, real=True) for symbol in variables):
        raise ValueError("the variables must be assumed real and nothing more")
    return {names[name]: range_ for name, range_ in domain.items() if isinstance(range_, Interval)}


def _box(domain: Domain, variables: Sequence[Any]) -> Box:
    box = {}
    for symbol, interval in _intervals(domain, variables).items():
        if interval.lower is None or interval.upper is None:
            raise ValueError(f"the interval {interval} of {symbol} is not bounded")
        box[symbol] = (Fraction(interval.lower), Fraction(interval.upper))
    if len(box) < len(domain):
        raise ValueError("every variable needs an interval")
    return box


def in_units(domain: Domain, expression: Any) -> Any:
    """The expression with pi x for every variable x whose interval is of unit pi."""
    symbols = {s: domain.get(s.name) for s in expression.free_symbols}
    turned = {
        s: sp.pi * s for s, r in symbols.items() if isinstance(r, Interval) and r.unit == "pi"
    }
    return expression.subs(turned, simultaneous=True)


def _domain(domain: Domain, part: Box) -> Domain:
    ends = {symbol.name: interval for symbol, interval in part.items()}
    return {
        name: replace(range_, lower=ends[name][0], upper=ends[name][1])
        for name, range_ in domain.items()
        if isinstance(range_, Interval)
    }


def _witness(domain: Domain, g: Any, at: Mapping[Any, Fraction]) -> Witness:
    defect = tree_or_reason(g, _exact(at))
    return Witness(_spot(domain, g, at), "what should be >= 0 is", defect)


def _spot(domain: Domain, g: Any, at: Mapping[Any, Fraction]) -> Spot:
    point = {symbol.name: _value(domain[symbol.name], v) for symbol, v in at.items()}
    return Spot(point, enclose(g, _DIGITS, _exact(at)))


def _exact(at: Mapping[Any, Fraction]) -> dict[Any, Any]:
    return {symbol: sp.Rational(v.numerator, v.denominator) for symbol, v in at.items()}


def _value(range_: Any, number: Fraction) -> Any:
    return Angle(number) if range_.unit == "pi" else number


def _no_violation(domain: Domain, g: Any, box: Box) -> Spot:
    """At a point that bisection does not visit: a ball that holds 0 unless g is negative there."""
    at = {symbol: low + (high - low) * Fraction(3, 7) for symbol, (low, high) in box.items()}
    spot = _spot(domain, g, at)
    return violation(spot.point, spot.ball)
