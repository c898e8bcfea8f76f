"""Inequalities for all positive parameters: exactly by signs of coefficients, refuted at samples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.domain import Interval
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.parameters import Chart, Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.exact import assumes_only, sign

__all__ = [
    "all_at",
    "at_samples",
    "conclude",
    "nonnegative",
    "positives",
    "shown_nonnegative",
    "shown_positive",
]

_DIGITS = 50
_LOGS = tuple(Fraction(n, 6) for n in (3, -12, 15, -2, 6))


def positives(*symbols: Any) -> Chart:
    """All positive values of the symbols, by their logarithms, which have no ends.

    >>> k, z = sp.symbols("k Z", positive=True)
    >>> sorted(positives(k, z).box)
    ['log Z', 'log k']
    """
    if not all(assumes_only(symbol, positive=True) for symbol in symbols):
        raise ValueError("the symbols must be assumed positive and nothing more")
    if len({symbol.name for symbol in symbols}) < len(symbols):
        raise ValueError("two of the symbols have one name")
    samples = []
    for shift in range(len(_LOGS)):
        logs = {s: _LOGS[(i + shift) % len(_LOGS)] for i, s in enumerate(symbols)}
        values = {s: sp.exp(sp.Rational(log.numerator, log.denominator)) for s, log in logs.items()}
        samples.append(Sample({f"log {s.name}": log for s, log in logs.items()}, values))
    return Chart({}, {f"log {s.name}": Interval(None, None) for s in symbols}, tuple(samples))


def shown_nonnegative(expression: Any) -> bool:
    """Whether a quotient of polynomials in symbols >= 0 is seen to be >= 0, and its divisors not 0.

    No negative coefficient above or below, after cancelling; and every divisor, as it is written, is
    seen to be > 0 or < 0 (:func:`shown_positive`).  False where it is not seen.

    >>> a, b = sp.Symbol("a", positive=True), sp.Symbol("b", nonnegative=True)
    >>> shown_nonnegative((a + b) / a), shown_nonnegative(a - b), shown_nonnegative(a / b)
    (True, False, False)
    """
    return _shown(expression, strict=False)


def shown_positive(expression: Any) -> bool:
    """The same, and > 0: a term above is a positive multiple of a monomial in positive symbols.

    >>> a, b = sp.Symbol("a", positive=True), sp.Symbol("b", nonnegative=True)
    >>> shown_positive(a + b), shown_positive(b), shown_positive(1 + b)
    (True, False, True)
    """
    return _shown(expression, strict=True)


def _shown(expression: Any, *, strict: bool) -> bool:
    symbols = sorted(expression.free_symbols, key=str)
    if not all(s.is_nonnegative for s in symbols) or not expression.is_rational_function(*symbols):
        return False
    if not all(shown_positive(d) or shown_positive(-d) for d in _divisors(expression)):
        return False
    above, below = sp.fraction(sp.cancel(sp.together(expression)))
    if not symbols:
        return sign(above) * sign(below) >= strict
    if not _positive(below, symbols):
        above, below = -above, -below
    least = _positive(above, symbols) if strict else min(_signs(above, symbols)) >= 0
    return least and _positive(below, symbols)


def _divisors(expression: Any) -> set[Any]:
    """Whatever is divided by somewhere, before anything cancels."""
    powers = expression.atoms(sp.Pow)
    return {power.base for power in powers if power.exp.is_negative and power.free_symbols}


def _signs(polynomial: Any, symbols: Sequence[Any]) -> list[int]:
    return [sign(c) for c in sp.Poly(polynomial, *symbols).coeffs()]


def _positive(polynomial: Any, symbols: Sequence[Any]) -> bool:
    """No negative coefficient, and a term in which every symbol is positive."""
    if min(_signs(polynomial, symbols)) < 0:
        return False
    terms = sp.Poly(polynomial, *symbols).monoms()
    bare = ([s for s, n in zip(symbols, powers, strict=True) if n] for powers in terms)
    return polynomial != 0 and any(all(s.is_positive for s in used) for used in bare)


def at_samples(
    context: Context, part: Any, samples: Sequence[Sample], meaning: str
) -> Evidence | tuple[Spot, ...]:
    """The first sample at which ``part >= 0`` is certainly violated; else spots with no violation."""
    return all_at(context, ((part, sample) for sample in samples), meaning)


def all_at(
    context: Context, parts: Iterable[tuple[Any, Sample]], meaning: str
) -> Evidence | tuple[Spot, ...]:
    """The same for several parts, each with its sample."""
    spots = []
    for part, sample in parts:
        ball = enclose(part, _DIGITS, sample.values)
        if ball.is_negative:
            defect = tree_or_reason(part, sample.values)
            return context.fails(Witness(Spot(sample.point, ball), meaning, defect))
        spots.append(violation(sample.point, ball))
    return tuple(spots)


def conclude(
    context: Context, part: Any, chart: Chart, proved: Callable[[], bool], meaning: str
) -> Evidence:
    """``part >= 0``: violated at a sample, or proved on the chart, or open."""
    found = at_samples(context, part, chart.samples, meaning)
    if isinstance(found, Evidence):
        return found
    if proved():
        return context.holds((chart.box,), found[: None if context.thorough else 1])
    return context.open("not seen to be >= 0, and no sample is a counterexample")


def nonnegative(part: Callable[[Any], Any], chart: Chart, meaning: str) -> Check:
    """Check that ``part(statement) >= 0`` for all parameters of the chart; > 0 if it says < or >."""

    def check(context: Context, statement: Any) -> Evidence:
        claimed = part(statement)
        applied = chart.apply(claimed)
        strict = isinstance(statement, (sp.StrictGreaterThan, sp.StrictLessThan))
        shown = shown_positive if strict else shown_nonnegative
        return conclude(context, claimed, chart, lambda: shown(applied), meaning)

    return check
