"""Charts of eigenpairs at a point, of neighbouring regions, and of phases on a region.

Statements about every eigenpair are identities in jets (:mod:`freqbias.theory.differential_equation`):
what vanishes for independent jets holds for every eigenpair of the family.  The substitution of a
chart is what its family means (p constant: derivatives of p are 0, and so on), and the samples are
exact eigenpairs, each with the traits that are computed from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.claims.checks import compare
from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.domain import Angle, Domain, Family, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.parameters import Chart, Sample
from freqbias.derivations.derivation import Derivation
from freqbias.derivations.differential_equation import sixth_order
from freqbias.theory.amplitudes import (
    COSINE,
    EXCESS,
    RATIO,
    SINE_PART,
    VALUE_PART,
    amplitude_ratio,
)
from freqbias.theory.differential_equation import (
    F_BAR,
    LEFT,
    P_BAR,
    F,
    P,
    S,
    X,
    half_turns_merged,
    normal_form,
)
from freqbias.theory.eigenpairs import Eigenpair, designed

__all__ = [
    "ANTIPERIODIC",
    "CIRCLE",
    "CONSTANT",
    "CONSTANT_ANTIPERIODIC",
    "MATCHED",
    "PERIODIC",
    "SECTOR",
    "SMOOTH",
    "for_pairs",
    "neighbours",
    "pairs",
    "pairs_at",
    "traits",
]

_DEFECT = sp.Symbol("defect", real=True)
MATCHED = sp.Symbol("W", positive=True)  # (a_j/a_{j+1})^2
CIRCLE = Interval(Fraction(-1), Fraction(1), "pi")
_SMOOTH = ("eigenpair", "p smooth near x and x + pi")
_CONSTANT = (*_SMOOTH, "p constant near x and x + pi")
_PERIODIC = (*_SMOOTH, "p of period pi")
_TURN = "f(x + pi) = -f(x)"
_FREE = "f without frequency 1"

SMOOTH = Family("eigenpairs with p smooth near x and x + pi", _SMOOTH)
CONSTANT = Family("eigenpairs with p constant near x and x + pi", _CONSTANT)
PERIODIC = Family("eigenpairs with p of period pi", _PERIODIC)
ANTIPERIODIC = Family("eigenpairs with p of period pi, f(x + pi) = -f(x)", (*_PERIODIC, _TURN))
CONSTANT_ANTIPERIODIC = Family(
    "eigenpairs with p of period pi, constant near x, f(x + pi) = -f(x)",
    (*_CONSTANT, "p of period pi", _TURN),
)
SECTOR = Family(
    "eigenpairs with p of period pi, f(x + pi) = -f(x), f without frequency 1",
    (*_PERIODIC, _TURN, _FREE),
)

_EIGENPAIRS: tuple[tuple[dict[int, Any], Fraction], ...] = (
    ({2: 1}, Fraction(1, 7)),
    ({1: 1}, Fraction(-3, 5)),
    ({3: 1}, Fraction(1, 7)),
    ({0: 2, 1: 1}, Fraction(-3, 5)),
    ({0: 8, 2: 1}, Fraction(1, 7)),
    ({1: 1, 3: sp.Rational(1, 100)}, Fraction(-3, 5)),
    ({3: 1, 9: sp.Rational(1, 100)}, Fraction(1, 7)),
)  # the cosines of an eigenfunction, and a point as part of pi


def traits(pair: Eigenpair) -> tuple[str, ...]:
    """What an exact eigenpair is, read off its frequencies.

    >>> traits(designed({3: 1}))[-2:]
    ('f(x + pi) = -f(x)', 'f without frequency 1')
    """
    found = list(_SMOOTH)
    if pair.is_uniform:
        found.append(_CONSTANT[-1])
    if pair.frequency % 2 == 0:
        found.append(_PERIODIC[-1])
    if all(m % 2 for m in pair.cosines):
        found.append(_TURN)
    if 1 not in pair.cosines:
        found.append(_FREE)
    return tuple(found)


def pairs(family: Family) -> Chart:
    """Every eigenpair of one of the families above, at every point of the circle.

    >>> pairs(SMOOTH).box["pair"].name
    'eigenpairs with p smooth near x and x + pi'
    """
    substitution: dict[Any, Any] = {}
    if "p of period pi" in family.traits:
        substitution |= dict(zip(P_BAR, P, strict=True))
    if _TURN in family.traits:
        substitution |= {bar: -f for bar, f in zip(F_BAR, F, strict=True)}
    if _CONSTANT[-1] in family.traits:
        substitution |= dict.fromkeys((*P[1:], *P_BAR[1:]), sp.Integer(0))
    return Chart(substitution, pairs_at(family), _samples(family), _simplification(family))


def pairs_at(family: Family) -> Domain:
    """The domain of a statement about every eigenpair of a family at every point x."""
    return {"pair": family, "x": CIRCLE}


def for_pairs(family: Family, *derivations: Callable[[], Derivation]) -> Check:
    """Check an equation in jets, lambda and integrals over half circles, for a family of eigenpairs.

    Exactly: ``lambda f^(j)`` is replaced by ``(T f)^(j)``, by Leibniz' rule.  By balls, independently:
    both sides at an exact eigenpair, with its true derivatives and the integrals by quadrature.
    """

    def check(context: Context, statement: sp.Eq) -> Evidence:
        kernel = context.kernel("first_layer_bias")
        context.rely_on(sixth_order(kernel))
        for derivation in derivations:
            context.rely_on(derivation())
        defect = statement.lhs - statement.rhs
        return compare(context, normal_form(defect, kernel), _DEFECT, (_evaluated(family, defect),))

    return check


def _evaluated(family: Family, defect: Any) -> Chart:
    """The chart, with the defect put in at every sample at once: many times faster than ``subs``."""
    chart = pairs(family)
    values = ({_DEFECT: defect.xreplace(dict(s.values))} for s in chart.samples)
    samples = (replace(s, values=v) for s, v in zip(chart.samples, values, strict=True))
    return replace(chart, samples=tuple(samples))


def _simplification(family: Family) -> Callable[[Any], Any]:
    if _TURN not in family.traits:
        return lambda expression: expression
    if _FREE not in family.traits:
        return lambda expression: half_turns_merged(expression, -1)
    return lambda expression: _without_first(half_turns_merged(expression, -1))


def _without_first(expression: Any) -> Any:
    """Frequency 1 of ``p f`` is that of ``lambda f / khat_1``, so 0, and both halves give the same."""
    profile = expression.coeff(LEFT)
    waves = {wave: profile.coeff(wave) for wave in (sp.cos(S), sp.sin(S))}
    first = sp.Add(*(c * wave for wave, c in waves.items() if not c.has(S)))
    return sp.expand(expression - LEFT * first)


@lru_cache
def _all_samples() -> tuple[Sample, ...]:
    found = []
    for cosines, share in _EIGENPAIRS:
        pair = designed(cosines)
        name = Family(f"f = {pair.eigenfunction}", traits(pair))
        at = sp.Rational(share.numerator, share.denominator) * sp.pi
        found.append(Sample({"pair": name, "x": Angle(share)}, pair.at(at)))
    return tuple(found)


def _samples(family: Family) -> tuple[Sample, ...]:
    """The listed eigenpairs that have the family's traits."""
    return tuple(s for s in _all_samples() if set(family.traits) <= set(s.point["pair"].traits))


def neighbours(rising: bool, share: Fraction | None = None) -> Chart:
    """Two neighbouring regions with C^1-matched cosines: ``R = p_{j+1}/p_j`` and the phase b_j.

    :param rising: R >= 1, as ``1 + t`` with t >= 0; otherwise R <= 1, as ``1/(1 + t)``.
    :param share: fixes ``b_j = share pi``, 0 or 1/2; otherwise all phases.

    The samples hold ``MATCHED`` by another route: ``a_{j+1}^2`` is twice the mean square over a
    period of the continuation ``cos(b) cos(sqrt(R) x) - sin(b) sin(sqrt(R) x)/sqrt(R)``.

    >>> neighbours(True).box["log R"].lower, neighbours(False).box["log R"].upper
    (Fraction(0, 1), Fraction(0, 1))
    """
    ratio = 1 + EXCESS if rising else 1 / (1 + EXCESS)
    ends = {Fraction(0): {SINE_PART: 0}, Fraction(1, 2): {VALUE_PART: 0}}
    fixed = ends[share] if share is not None else {}
    cosine = VALUE_PART / (VALUE_PART + SINE_PART)
    parts = {COSINE: cosine, RATIO: ratio, MATCHED: amplitude_ratio(ratio)}
    substitution = {symbol: value.subs(fixed) for symbol, value in parts.items()}
    zero = Fraction(0)
    box: Domain = {"log R": Interval(zero, None) if rising else Interval(None, zero)}
    shares = (Fraction(1, 7), Fraction(1, 2), zero, Fraction(-4, 5)) if share is None else (share,)
    points = [
        (b, log * (1 if rising else -1)) for b in shares for log in (Fraction(1, 2), Fraction(3))
    ]
    free = {} if share is not None else {"b_j": CIRCLE}
    samples = (_neighbour(b, log, bool(free)) for b, log in points)
    return Chart(substitution, {**box, **free}, tuple(samples))


def _neighbour(share: Fraction, log: Fraction, free: bool) -> Sample:
    phase = sp.Rational(share.numerator, share.denominator) * sp.pi
    ratio = sp.exp(sp.Rational(log.numerator, log.denominator))
    rate = sp.sqrt(ratio)
    continued = sp.cos(phase) * sp.cos(rate * X) - sp.sin(phase) * sp.sin(rate * X) / rate
    square = sp.Integral(continued**2, (X, 0, 2 * sp.pi / rate)) * rate / sp.pi
    point: dict[str, Any] = {"log R": log, **({"b_j": Angle(share)} if free else {})}
    return Sample(point, {COSINE: sp.cos(phase) ** 2, RATIO: ratio, MATCHED: 1 / square})
