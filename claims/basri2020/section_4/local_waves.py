"""Section 4.1, (11), (12) and (21): frequencies and amplitudes on regions, for exact eigenfunctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.eigenfunctions import PAIRS
from freqbias.claims.basri2020.section_4.exact_functions import (
    OMEGA,
    THIRDS,
    function,
    pair_point,
    tree_at,
    values_at,
)
from freqbias.claims.basri2020.section_4.spectra import HALVES, arb_of, witness
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.numerics.balls import Ball, complex_ball, precision
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.differential_equation import LAMBDA, P
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["CLAIMS", "Bounds", "Lattice", "order_at", "ratios_at"]

_RATIO, _ROOT = sp.symbols("a_j/a_{j+1} sqrt(p_{j+1}/p_j)", positive=True)
_BITS, _DIGITS = 300, 30
_SAMPLES = ((HALVES, "4 : 1 on halves", 6), (THIRDS, "1 : 2 : 4 on equal thirds", 14))
_SPARSE = 1  # the region of the halves that is looked at
_FINE = Fraction(1, 10**6)


@dataclass(frozen=True)
class Lattice:
    """``order`` is ``offset`` plus a multiple of ``step`` for every eigenfunction."""

    order: Any
    step: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    def __str__(self) -> str:
        return f"{self.order} in {self.offset} + {self.step} Z"


@dataclass(frozen=True)
class Bounds:
    """``lower <= a_j/a_{j+1} <= upper`` where ``p_j <= p_{j+1}``."""

    lower: Any
    upper: Any

    def __str__(self) -> str:
        return f"{self.lower} <= {_RATIO} <= {self.upper}"


def order_at(density: PiecewiseConstant, name: str, index: int, region: int) -> Check:
    """Check on one certified eigenpair, and one region of it, that an order lies on a lattice."""

    def check(context: Context, statement: Lattice) -> Evidence:
        kernel = context.kernel("first_layer_bias")
        step, offset = (sp.Rational(str(x)) for x in (statement.step, statement.offset))
        place = (statement.order - offset) / step
        values = values_at(kernel, density, index, region, place)
        with precision(_BITS):
            nearest = round(float(complex_ball(place, values).real.mid()))
        where, meaning = (
            (density, name, index, region),
            "the order minus the nearest admissible number is",
        )
        return _compared(context, where, (place - nearest) * step, meaning)

    return check


def _compared(
    context: Context, where: tuple[PiecewiseConstant, str, int, int], defect: Any, meaning: str
) -> Evidence:
    """Whether a defect at an eigenpair (density, name, index), on a region, excludes 0."""
    kernel, (density, name, index, region) = context.kernel("first_layer_bias"), where
    values = values_at(kernel, density, index, region, defect)
    with precision(_BITS):
        spot = Spot(
            pair_point(density, name, index), Ball.of(complex_ball(defect, values).real, _DIGITS)
        )
    if not spot.excludes_zero:
        return context.open("the enclosure of the defect contains 0")
    return context.fails(Witness(spot, meaning, tree_at(defect, kernel, density, index, region)))


def _frequency(context: Context, statement: Any) -> Evidence:
    """Certified frequency of the largest wave on the sparse half minus the stated one."""
    meaning = "frequency on the sparse half minus the stated one is"
    return _compared(context, (*_SAMPLES[0], _SPARSE), OMEGA - statement, meaning)


def ratios_at(
    density: PiecewiseConstant, index: int, kernel: Kernel, suprema: bool
) -> Iterator[tuple[arb, arb]]:
    """At every jump ``(a_j/a_{j+1}, sqrt(p_{j+1}/p_j))`` with ``p_j < p_{j+1}``, in balls.

    Amplitudes of the largest waves on the arcs that meet there, or suprema over the regions.
    """
    f = function(kernel, density, index)
    if suprema:
        sizes = [(r, f.supremum(r.left, r.right, _DIGITS)) for r in density.regions]
        parts: list[tuple[Any, Ball]] = [(r.value, size) for r, size in sizes]
    else:
        waves = [wave for wave in f.waves() if wave is not None]
        parts = [(wave.density, wave.amplitude) for wave in waves]
        if len(parts) < len(f.pieces):
            return
    for first, second in zip(parts, [*parts[1:], parts[0]], strict=True):
        low, high = sorted((first, second), key=lambda part: float(part[0]))
        if low[0] != high[0]:
            with precision(_BITS):
                ratio = arb_of(low[1]) / arb_of(high[1])
                yield ratio, complex_ball(sp.sqrt(high[0] / low[0])).real


def _amplitudes(suprema: bool) -> Check:
    def check(context: Context, statement: Bounds) -> Evidence:
        kernel = context.kernel("first_layer_bias")
        for density, name, index in _SAMPLES:
            for ratio, root in ratios_at(density, index, kernel, suprema):
                for excess in (statement.lower - _RATIO, _RATIO - statement.upper):
                    found = witness(
                        pair_point(density, name, index),
                        excess,
                        {_RATIO: ratio, _ROOT: root},
                        "the ratio leaves its bounds by",
                    )
                    if found is not None:
                        return context.fails(found)
        return context.open("no eigenfunction tried violates it")

    return check


_EFFECTIVE = ROOT_MEAN / sp.sqrt(sp.pi * LAMBDA)
_LOCAL = OMEGA * ROOT_MEAN / sp.sqrt(P[0])
_ONE, _HALF = sp.Integer(1), sp.Rational(1, 2)


def _coarser(order: Any) -> tuple[Control, ...]:
    return (
        Control("a multiple of 1/2", Lattice(order, Fraction(1, 2))),
        Control("1/2 and an integer", Lattice(order, offset=Fraction(1, 2))),
        Control("a multiple of 1/5", Lattice(order, Fraction(1, 5))),
    )


def _wrong_bounds() -> tuple[Control, ...]:
    return (
        Control("a_j <= a_{j+1}", Bounds(1 / _ROOT, _ONE)),
        Control("upper bound (p_{j+1}/p_j)^(1/4)", Bounds(_ONE, sp.sqrt(_ROOT))),
        Control("lower bound 11/10", Bounds(sp.Rational(11, 10), _ROOT)),
        Control("always sqrt(p_{j+1}/p_j)", Bounds(_ROOT, _ROOT)),
    )


CLAIMS = (
    Claim(
        "basri2020.prop1.integer-q",
        at("section 4.1, proposition 1 with (15), 'q is integer'"),
        Kind.IDENTITY,
        "For every piecewise-constant density and every eigenpair q = Z/sqrt(pi lambda) is an integer.",
        Lattice(_EFFECTIVE),
        PAIRS,
        order_at(*_SAMPLES[0], _SPARSE),
        _coarser(_EFFECTIVE),
        ("kernel (10)",),
        correction="basri2020.eq20.asymptotic",
    ),
    Claim(
        "basri2020.eq12.integer-q",
        at("section 4.1, (12), with an integer q for each region"),
        Kind.IDENTITY,
        "For every piecewise-constant density, on every region, the frequency omega of the largest "
        "wave of every eigenfunction is sqrt(p_j)/Z times an integer, which may depend on the region.",
        Lattice(_LOCAL),
        PAIRS,
        order_at(*_SAMPLES[0], _SPARSE),
        _coarser(_LOCAL),
        ("kernel (10)",),
        correction="basri2020.eq12.corrected",
    ),
    Claim(
        "basri2020.eq12.frequency",
        at("section 4.1, (12) with (15): q/Z = 1/sqrt(pi lambda)"),
        Kind.IDENTITY,
        "For every piecewise-constant density, on every region, the largest wave of every "
        "eigenfunction has frequency q sqrt(p_j)/Z with the real q of its eigenvalue, that is "
        "sqrt(p_j/(pi lambda)).",
        sp.sqrt(P[0] / (sp.pi * LAMBDA)),
        PAIRS,
        _frequency,
        (
            Control("without pi", sp.sqrt(P[0] / LAMBDA)),
            Control("pi^2 for pi, as in (20)", sp.sqrt(P[0] / LAMBDA) / sp.pi),
            Control("proportional to p_j", P[0] / (ROOT_MEAN * sp.sqrt(sp.pi * LAMBDA))),
            Control("the same on all regions", _EFFECTIVE),
        ),
        ("kernel (10)",),
        correction="basri2020.eq12.corrected",
        quantity="omega",
    ),
    Claim(
        "basri2020.eq21.exact",
        at("section 4.1, (21), for the eigenfunctions of T"),
        Kind.INEQUALITY,
        "For every piecewise-constant density, every eigenfunction and every border with p_j <= "
        "p_{j+1}: 1 <= a_j/a_{j+1} <= sqrt(p_{j+1}/p_j), a the amplitudes of the largest waves on the "
        "two arcs of constant p and pbar that meet there.",
        Bounds(_ONE, _ROOT),
        PAIRS,
        _amplitudes(suprema=False),
        _wrong_bounds(),
        ("kernel (10)",),
        correction="basri2020.eq21",
    ),
    Claim(
        "basri2020.eq21.suprema",
        at("section 4.1, (21), with the largest values on the regions as amplitudes"),
        Kind.INEQUALITY,
        "For every piecewise-constant density, every eigenfunction and every border with p_j <= "
        "p_{j+1}: 1 <= a_j/a_{j+1} <= sqrt(p_{j+1}/p_j), a the maxima of abs(f) on the two regions.",
        Bounds(_ONE, _ROOT),
        PAIRS,
        _amplitudes(suprema=True),
        _wrong_bounds(),
        ("kernel (10)",),
        correction="basri2020.eq21",
    ),
)
