"""Appendix C, lemma 2 and (39): how many eigenfunctions leave a tail below eps^2."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.single_frequency import (
    FAMILY,
    KAPPA,
    LEAST,
    TOTAL,
    UNIFORM,
    at_least,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.projection_tail import tail
from freqbias.numerics.balls import enclose
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.hill.bounds import strictly_decreasing, symbol_bounds
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel
from freqbias.theory.rates import source_count, window_count
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["CLAIMS", "EPS", "PIECES", "SETTING", "STEPS", "Count", "Orders", "values_of"]

_DIGITS = 50
EPS, PIECES = sp.symbols("eps l", positive=True)
_CORRECTED = "basri2020.lemma2.corrected"


@dataclass(frozen=True)
class Count:
    """``n >= shift + max(entries)`` makes the tail small."""

    entries: tuple[Any, ...]
    shift: Any

    def __str__(self) -> str:
        return f"n >= {self.shift} + max({', '.join(map(str, self.entries))})"

    def times(self, *factors: Any) -> Count:
        """With each entry times its factor."""
        pairs = zip(self.entries, factors, strict=True)
        return replace(self, entries=tuple(entry * factor for entry, factor in pairs))

    def at(self, values: dict[Any, Any]) -> int:
        """The least integer n."""
        bound = self.shift + sp.Max(*(entry.subs(values) for entry in self.entries))
        return int(sp.ceiling(bound.subs(values)))


@dataclass(frozen=True)
class Orders:
    """``n = O(max(kappa^frequency, eps^(-error)))`` for every density."""

    frequency: Any
    error: Any

    def __str__(self) -> str:
        return f"n = O(max(kappa^({self.frequency}), eps^(-{self.error})))"


def values_of(density: PiecewiseConstant) -> dict[Any, Any]:
    """The symbols of the statements for a density."""
    regions = density.regions
    return {
        PIECES: len(regions),
        LEAST: density.minimum,
        TOTAL: sp.Add(*(region.value for region in regions)),
        ROOT_MEAN: density.root_mean,
    }


def _uniform_tail(frequency: int, count: int) -> Any:
    """``sum_{i > n} g_i^2`` for the uniform density: 1/2 until both waves of frequency kappa are in."""
    return sp.Rational(1, 2) if count < 2 * frequency else sp.Integer(0)


_LOGS = (Fraction(-7, 20), Fraction(-1), Fraction(-3))  # of eps; 1/2 is e^(-0.6931...)


def _counted(context: Context, statement: Count) -> Evidence:
    """The uniform density, where g is an eigenfunction of index 2 kappa - 1 or 2 kappa, from 0."""
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for frequency in (1, 10, 10**5, 10**7) if strictly_decreasing(kernel) else ():
        for log in _LOGS:
            eps = sp.exp(sp.Rational(log.numerator, log.denominator))
            values = {**values_of(uniform()), KAPPA: frequency, EPS: eps}
            missed = _uniform_tail(frequency, statement.at(values))
            point = {"p": UNIFORM, "kappa": frequency, "log eps": log}
            rooms.append((eps**2 - missed, Sample(point, {})))
    found = all_at(context, rooms, "eps^2 minus the tail is")
    if isinstance(found, Evidence):
        return found
    context.rely_on(tail(kernel))
    if any(_as_proved(statement, proved) for proved in _proved(kernel)):
        return context.holds((_TARGETS,), found)
    return context.open("not seen to be at least a proved bound, and not refuted")


def _proved(kernel: Kernel) -> tuple[Count, ...]:
    shift = symbol_bounds(kernel).weyl_error(PIECES)
    source = source_count(KAPPA, EPS, LEAST, ROOT_MEAN, 0)
    local = 4 * ROOT_MEAN * KAPPA / sp.sqrt(LEAST)
    return (
        Count((source,), shift),
        Count((local, window_count(EPS, ROOT_MEAN, PIECES, TOTAL)), shift),
    )


def _as_proved(statement: Count, proved: Count) -> bool:
    same = len(statement.entries) == len(proved.entries)
    same = same and vanishes(statement.shift - proved.shift) is True
    return same and all(map(at_least, statement.entries, proved.entries))


def _orders(context: Context, statement: Orders) -> Evidence:
    """From lemma2.corrected; and for the uniform density n >= 2 kappa where eps^2 < 1/2."""
    if statement.frequency >= 1 and statement.error >= 2:
        context.claim(_CORRECTED)
        return context.holds((_TARGETS,), ())
    short = 1 - statement.frequency
    if short <= 0:
        return context.open("not seen to follow from what is proved, and not refuted")
    point = {"p": UNIFORM, "kappa": 1, "log eps": Fraction(-1)}
    spot = Spot(point, enclose(short, _DIGITS))
    said = "2 kappa over the statement grows, for the uniform density, like kappa to the power"
    return context.fails(Witness(spot, said, tree_or_reason(short)))


_TARGETS: Domain = {"p": FAMILY, "kappa": Integers(1), "log eps": Interval(None, None)}
_SOURCE = Count(
    (2 * ROOT_MEAN * KAPPA * sp.root(sp.pi / (LEAST * EPS**2), 4),), PIECES + 2 * sp.sqrt(3)
)
_WINDOWS = Count(
    (
        4 * ROOT_MEAN * KAPPA / sp.sqrt(LEAST),
        sp.Rational(64, 5) * sp.sqrt(2 * (10 + sp.pi**2) * TOTAL) * PIECES * ROOT_MEAN / EPS**2,
    ),
    PIECES + 2 * sp.sqrt(3),
)

_LEMMA = ("C.37", "C.evaluated", "C.bound", "C.38", "C.coefficient", "C.B", "C.normalisation")
STEPS = tuple(f"basri2020.{name}" for name in (*_LEMMA, "C.sum", "C.index", "C.tail"))
SETTING = ("kernel (10)", "g = cos(kappa x) or sin(kappa x)")

CLAIMS = (
    Claim(
        "basri2020.lemma2",
        at("appendix C, lemma 2, with the orders of (39)"),
        Kind.ASYMPTOTIC,
        "For every piecewise-constant density with p* > 0 there is a C such that for all kappa >= 1 "
        "and eps > 0 sum_{i > n} g_i^2 < eps^2 once n > C max(kappa, 1/eps^2).",
        Orders(sp.Integer(1), sp.Integer(2)),
        _TARGETS,
        _orders,
        (
            Control("sqrt(kappa)", Orders(sp.Rational(1, 2), sp.Integer(2))),
            Control("kappa^(9/10)", Orders(sp.Rational(9, 10), sp.Integer(2))),
            Control("eps alone", Orders(sp.Integer(0), sp.Integer(4))),
        ),
        (*SETTING, "eps <= 1"),
        steps=STEPS,
    ),
    Claim(
        _CORRECTED,
        at("appendix C, (39), with proved constants"),
        Kind.INEQUALITY,
        "sum_{i > n} g_i^2 <= eps^2 if n >= l + 2 sqrt(3) + max(4 Z kappa/sqrt(p*), (64/5) (2 (10 + "
        "pi^2) P)^(1/2) l Z/eps^2), for l regions, P = sum_j p_j.",
        _WINDOWS,
        _TARGETS,
        _counted,
        (
            Control("first entry Z kappa/sqrt(p*)", _WINDOWS.times(sp.Rational(1, 4), 1)),
            Control("first entry with p* for sqrt(p*)", _WINDOWS.times(LEAST, 1)),
            Control("first entry sqrt(kappa)", _WINDOWS.times(1 / sp.sqrt(KAPPA), 1)),
            Control("second entry alone", _WINDOWS.times(0, 1)),
        ),
        SETTING,
    ),
    Claim(
        "basri2020.lemma2.source",
        at("appendix C, lemma 2, by g = T(g/(khat p))"),
        Kind.INEQUALITY,
        "sum_{i > n} g_i^2 <= eps^2 if n >= l + 2 sqrt(3) + 2 Z kappa (pi/(p* eps^2))^(1/4); the "
        "factor 2 is the best.",
        _SOURCE,
        _TARGETS,
        _counted,
        (
            Control("factor 1", _SOURCE.times(sp.Rational(1, 2))),
            Control("sqrt(kappa)", _SOURCE.times(1 / sp.sqrt(KAPPA))),
            Control("factor 9/5", _SOURCE.times(sp.Rational(9, 10))),
            Control("without eps", _SOURCE.times(sp.sqrt(EPS))),
            Control("without p*", _SOURCE.times(sp.root(LEAST, 4))),
        ),
        SETTING,
    ),
)
