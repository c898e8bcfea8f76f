"""Figure 5: eigenfunctions under the continuous density (3 cos(2x + pi) + 4.5)/(9 pi).

"Local frequency follows sqrt(p)" is read on exact eigenfunctions (Rayleigh-Ritz in balls): between
neighbouring zeros a wave of local frequency c sqrt(p) has the phase ``c int sqrt(p) = pi``.  Statistic,
fixed beforehand: the largest over the smallest of ``int p^e`` between neighbouring zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import acb, arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence, Rigour, Spot, Witness
from freqbias.numerics.balls import Ball, complex_ball, precision, rational_ball
from freqbias.numerics.spectrum import Spectrum, spectrum
from freqbias.theory.densities import Trigonometric
from freqbias.theory.densities.density import ANGLE
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "DENSITY", "Spacing", "ratio", "zeros"]

DENSITY = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
_INDICES = tuple(range(12, 26))
_CELLS = 400
_BISECTIONS = 12
_START = Fraction(-31, 10)  # a rational angle; no zero there
_BITS = 96


@dataclass(frozen=True)
class Spacing:
    """``int p^exponent`` between neighbouring zeros varies by ``factor`` at most."""

    exponent: Any
    factor: Fraction = Fraction(11, 10)

    def __str__(self) -> str:
        return f"int p^({self.exponent}) between zeros, largest over smallest <= {self.factor}"


def zeros(f: Callable[[arb], arb]) -> list[arb]:
    """Balls with a certain sign change of f each, ascending, over one turn from -3.1.

    A grid of 400 cells looks for them; that none is missed is not proved.

    :raises InputError: if a sign is not certain.
    """
    with precision(_BITS):
        turn = 2 * arb.pi()
        points = [rational_ball(_START) + turn * n / _CELLS for n in range(_CELLS + 1)]
        return [_bisected(f, a, b) for a, b in pairwise(points) if _sign(f, a) != _sign(f, b)]


def _sign(f: Callable[[arb], arb], x: arb) -> int:
    value = f(x)
    if value.contains(0):
        raise InputError(f"the sign of the eigenfunction at {x} is not certain")
    return 1 if value > 0 else -1


def _bisected(f: Callable[[arb], arb], a: arb, b: arb) -> arb:
    rising = _sign(f, b)
    for _ in range(_BISECTIONS):
        middle = arb(((a + b) / 2).mid())
        a, b = (a, middle) if _sign(f, middle) == rising else (middle, b)
    return a.union(b)


@lru_cache(maxsize=1)
def _spectrum(kernel: Kernel) -> Spectrum:
    return spectrum(kernel, DENSITY, _INDICES[-1] + 1, 15)


@lru_cache(maxsize=32)
def _zeros(kernel: Kernel, index: int) -> tuple[arb, ...]:
    return tuple(zeros(_spectrum(kernel)[index].function))


def ratio(kernel: Kernel, index: int, exponent: Any) -> arb:
    """Largest over smallest of ``int p^exponent`` between neighbouring zeros, a ball."""
    with precision(_BITS):
        found = list(_zeros(kernel, index))
        found.append(found[0] + 2 * arb.pi())
        steps = [_between(a, b, exponent) for a, b in pairwise(found)]
        largest, smallest = steps[0], steps[0]
        for step in steps[1:]:
            largest, smallest = largest.max(step), smallest.min(step)
        return largest / smallest


def _between(a: arb, b: arb, exponent: Any) -> arb:
    """From the middles, and what the radii can add: p^e is bounded on them."""
    power = DENSITY.expression() ** exponent

    def integrand(x: acb, analytic: bool) -> acb:
        return complex_ball(power, {ANGLE: x}, analytic=analytic)

    inner = acb.integral(integrand, acb(a.mid()), acb(b.mid()), rel_tol=arb(2) ** -40).real
    edges = sum((abs(integrand(acb(x), False).real) * x.rad() for x in (a, b)), arb(0))
    return inner + arb(0, edges.upper())


def _follows(context: Context, statement: Spacing) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    measured = []
    for index in _INDICES[:: 1 if context.thorough else 4]:
        found = ratio(kernel, index, statement.exponent)
        bound = rational_ball(statement.factor)
        with precision(_BITS):
            excess = Ball.of(found - bound, 12)
        if found > bound:
            spot = Spot({"i": index}, excess)
            return context.fails(Witness(spot, "largest over smallest exceeds the factor by"))
        if not found < bound:
            return context.open("the ratio is not told apart from the factor")
        measured.append(float(found.upper()))
    note = f"largest over smallest is at most {max(measured):.4f}"
    return replace(context.holds((), (), note), rigour=Rigour.BALLS)


_HALF = sp.Rational(1, 2)

CLAIMS = (
    Claim(
        "basri2020.fig5",
        at("figure 5, for the eigenfunctions of T"),
        Kind.FIGURE,
        "Under the continuous density the local frequency of eigenfunctions of index 12 to 25 follows "
        "sqrt(p): int sqrt(p) between neighbouring zeros varies by 10 % at most.",
        Spacing(_HALF),
        {"i": Finite(_INDICES)},
        _follows,
        (
            Control("proportional to p", Spacing(sp.Integer(1))),
            Control("proportional to p^(1/4)", Spacing(_HALF / 2)),
            Control("proportional to p^(3/4)", Spacing(3 * _HALF / 2)),
            Control("the same everywhere", Spacing(sp.Integer(0))),
        ),
        ("kernel (10)", "p = (3 cos(2x + pi) + 4.5)/(9 pi)"),
    ),
)
