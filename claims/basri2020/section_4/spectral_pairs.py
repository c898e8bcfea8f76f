"""Section 4.1, (20): "two of the same eigenvalue for every q > 0", and what is true instead."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import HALVES, PIECEWISE, certified, density_point
from freqbias.claims.checks import compare
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Finding, Spot, Witness
from freqbias.claims.parameters import Chart, Sample, parities
from freqbias.claims.roots import difference
from freqbias.derivations.two_regions import gap_edges
from freqbias.numerics.balls import Ball, enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.hill.bounds import strictly_decreasing
from freqbias.theory.hill.discriminant import transfer, two_piece_discriminant

__all__ = ["CLAIMS", "SPLIT_SNIPPET", "Pairing", "equal_eigenvalues"]

_Q = sp.Symbol("q", integer=True, nonnegative=True)
_RATIO = sp.Symbol("r", positive=True)
_PHASE = sp.Symbol("t", real=True)
_ROOM = sp.Symbol("y", nonnegative=True)
_STEP = sp.Symbol("j", integer=True, nonnegative=True)


@dataclass(frozen=True)
class Pairing:
    """``lambda_first = lambda_second`` for all q of the domain; indices decrease, copies counted."""

    first: Any
    second: Any

    def __str__(self) -> str:
        return f"lambda_({self.first}) = lambda_({self.second})"

    def indices(self, q: int) -> tuple[int, int]:
        """The two indices at q."""
        return int(self.first.subs(_Q, q)), int(self.second.subs(_Q, q))


def equal_eigenvalues(q: int, density_in_point: bool) -> Check:
    """Check a pairing at one q on certified eigenvalues of the density 4 : 1 on halves.

    Disjoint certified balls refute it; nothing here could prove it.
    """

    def check(context: Context, statement: Pairing) -> Evidence:
        kernel = context.kernel("first_layer_bias")
        first, second = statement.indices(q)
        balls = certified(kernel, HALVES, max(first, second) + 1)
        point: dict[str, Any] = {"q": q}
        if density_in_point:
            point["p"] = density_point(HALVES, "4 : 1 on halves")
        spot = Spot(point, _difference(balls[first], balls[second]))
        if not spot.excludes_zero:
            return context.open("the certified eigenvalues are not told apart")
        meaning = f"lambda_{first} - lambda_{second}, in a certified complete spectrum, is"
        defect = difference(kernel, HALVES, balls[first], balls[second])
        return context.fails(Witness(spot, meaning, defect))

    return check


def _difference(first: Ball, second: Ball) -> Ball:
    unit = min(first.exponent, second.exponent)
    scales = [10 ** (ball.exponent - unit) for ball in (first, second)]
    mid = first.mid * scales[0] - second.mid * scales[1]
    return Ball(mid, first.rad * scales[0] + second.rad * scales[1], unit)


def _excess(context: Context, statement: sp.Expr) -> Evidence:
    """The discriminant at x = q minus 2, against the product of transfer matrices."""
    context.rely_on(gap_edges())
    other = 2 * sp.pi * _Q - _PHASE
    exact = two_piece_discriminant(_PHASE, other, _RATIO) - 2
    # rates r and 1, lengths so that the phases are t and 2 pi q - t
    turn = transfer(other, sp.Integer(1), 1) * transfer(_PHASE / _RATIO, _RATIO**2, 1)
    independent = turn.trace() - 2
    return compare(context, statement - exact, statement - independent, (_phases(),))


def _phases() -> Chart:
    """``r = 1 + y >= 1`` (name the denser region the first), all real t, all q >= 1."""
    points = ((1, Fraction(1, 3), 1), (2, Fraction(7, 5), 3), (Fraction(11, 3), Fraction(-2), 4))
    samples = []
    for ratio, phase, q in points:
        values = {
            _RATIO: sp.Rational(ratio),
            _PHASE: sp.Rational(phase.numerator, phase.denominator),
            _Q: sp.Integer(q),
        }
        samples.append(Sample({"r": ratio, "t": phase, "q": q}, values))
    reals = Interval(None, None)
    box: Domain = {"r": Interval(Fraction(1), None), "t": reals, "q": Integers(1)}
    return Chart({_RATIO: 1 + _ROOM, _Q: 1 + _STEP}, box, tuple(samples))


def _multiplicity(context: Context, statement: sp.Expr) -> Evidence:
    """How many frequencies m have khat_m = khat_q: proved by strict decrease, counted in balls."""
    context.cite("convolution theorem")
    kernel = context.kernel("first_layer_bias")
    reach = 5
    integrand = kernel.expression * sp.cos(_Q * THETA)
    values = [
        enclose(sp.Integral(integrand, (THETA, 0, sp.pi)).subs(_Q, m), 20) for m in range(reach + 1)
    ]
    spots = []
    for q in range(reach):
        meeting = [m for m in range(reach + 1) if _difference(values[m], values[q]).contains_zero]
        counted = sum(2 - (m == 0) for m in meeting)
        spot = Spot({"q": q}, Ball(int(statement.subs(_Q, q)) - counted, 0, 0))
        if spot.excludes_zero:
            return context.fails(Witness(spot, "stated minus true multiplicity is"))
        spots.append(spot)
    if not strictly_decreasing(kernel):
        return context.open("that khat_m decreases strictly is not proved")
    true = sp.Piecewise((1, sp.Eq(_Q, 0)), (2, True))
    found = compare(context, statement - true, statement - true, parities(_Q, {0}))
    if found.finding is not Finding.HOLDS:
        return found
    return context.holds(found.covered, tuple(spots))


def _multiplicities(at_zero: int, beyond: int) -> sp.Piecewise:
    return sp.Piecewise((at_zero, sp.Eq(_Q, 0)), (beyond, True))


SPLIT_SNIPPET = """from mpmath import det, expm, findroot, matrix, mp, pi
mp.dps = 40
def D(l):  # zero iff l is an eigenvalue: f(x) +- f(x + pi) over half a turn, weights 4 : 1 on halves
    A, L, s, d = matrix(12), pi*l, 1/(2*pi), 3/(10*pi)
    for i, j, v in [(0,1,1), (1,0,-s/L), (1,2,-d/L), (1,7,-pi/4/L), (2,3,1), (3,4,1/L), (3,2,-s/L), \
        (3,0,-d/L), (4,5,1), (5,2,3*s-L), (5,0,3*d), (5,4,-2), (5,6,pi/4), (7,8,1), (8,7,-1), (9,2,s), \
        (9,0,d), (10,0,s), (10,2,d), (10,11,-1), (11,10,1)]: A[i,j] = v
    E, ends = expm(pi*A), zip((0, 1, 2, 3, 4, 5, 9, 10, 11), (-1, -1, 1, 1, 1, 1, 1, -1, 1))
    return det(matrix([[(i == j) - t*E[r,j] for j in range(9)] for i, (r, t) in enumerate(ends)]))
print(findroot(D, FIRST) - findroot(D, SECOND))
"""
_PAIR = Pairing(2 * _Q - 1, 2 * _Q)
_BEYOND = (_RATIO + 1 / _RATIO - 2) * sp.sin(_PHASE) ** 2

CLAIMS = (
    Claim(
        "basri2020.eq20.pairs",
        at("section 4.1, (20), the number of eigenfunctions"),
        Kind.IDENTITY,
        "For every piecewise-constant density there is one eigenfunction for q = 0 and two of the same "
        "eigenvalue for every q >= 1, so the eigenvalues of index 2 q - 1 and 2 q are equal.",
        _PAIR,
        {"q": Integers(1), "p": PIECEWISE},
        equal_eigenvalues(1, density_in_point=True),
        (
            Control("pairs from the first on", Pairing(2 * _Q - 2, 2 * _Q - 1)),
            Control("pairs one further on", Pairing(2 * _Q, 2 * _Q + 1)),
            Control("all three equal", Pairing(2 * _Q - 2, 2 * _Q)),
        ),
        ("kernel (10)",),
        correction="basri2020.eq20.pairs.corrected",
        snippet=SPLIT_SNIPPET.replace("FIRST", "(0.122, 0.1222)").replace(
            "SECOND", "(0.066, 0.0664)"
        ),
        derivation="hill.recurring",
    ),
    Claim(
        "basri2020.eq20.pairs.corrected",
        at("section 4.1, (13) and (20), two regions"),
        Kind.IDENTITY,
        "Let p1 >= p2 be the values on two regions, t their first phase at the printed frequency q (so "
        "that the phases sum to 2 pi q) and r = sqrt(p1/p2).  The discriminant of (13) exceeds 2 there "
        "by (r + 1/r - 2) sin(t)^2: the printed eigenvalue lies inside a gap, strictly unless r = 1 or "
        "t is a multiple of pi, when it is double.  The gap's edges solve sin(pi x) = +-kappa "
        "sin(pi (2 w - 1) x), kappa = (r - 1)/(r + 1), w = t/(2 pi q): one for each sign within 1/2 "
        "of q.",
        _BEYOND,
        {"r": Interval(Fraction(1), None), "t": Interval(None, None), "q": Integers(1)},
        _excess,
        (
            Control("cosine for sine", _BEYOND.subs(sp.sin(_PHASE), sp.cos(_PHASE))),
            Control("without -2", (_RATIO + 1 / _RATIO) * sp.sin(_PHASE) ** 2),
            Control("below 2", -_BEYOND),
            Control("zero: pairs exact", sp.Integer(0)),
        ),
        ("leading-order equation (13)",),
        quantity="discriminant at q, minus 2",
        derivation="hill.gap-edges",
    ),
    Claim(
        "basri2020.eq20.pairs.uniform",
        at("section 4.1, (20), the number of eigenfunctions for the uniform density"),
        Kind.IDENTITY,
        "For the uniform density the eigenvalue at q = 0 is simple and those at q >= 1 are exactly "
        "double, all different.",
        _multiplicities(1, 2),
        {"q": Integers(0)},
        _multiplicity,
        (
            Control("all double", _multiplicities(2, 2)),
            Control("all simple", _multiplicities(1, 1)),
            Control("fourfold", _multiplicities(1, 4)),
        ),
        ("uniform density", "kernel (10)"),
        quantity="multiplicity of lambda_q",
        derivation="fourier.decreasing",
    ),
)
