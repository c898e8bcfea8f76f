"""Section 4.1, proposition 1, (11) and (12): the form of the eigenfunctions, and what is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import acb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import eigenvalue, jet, pair_point, tree_at
from freqbias.claims.basri2020.section_4.spectra import HALVES, PIECEWISE, density_point
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import NON_UNIFORM
from freqbias.claims.roots import quotients
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.modes import arc_modes, arc_operator
from freqbias.derivations.regional_waves import no_regional_waves
from freqbias.numerics.balls import Ball, complex_ball, enclose, precision
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.differential_equation import LAMBDA, P_BAR, P
from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.hill.bounds import strictly_decreasing
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import DELTA, NU, SIGMA

__all__ = ["CLAIMS", "PAIRS", "OneWave", "RegionalWave", "one_wave"]

PAIRS: Domain = {"p": PIECEWISE, "i": Integers(0)}
_NAME = "4 : 1 on halves"
_INDEX = 6
_POINTS = (sp.pi / 5, 3 * sp.pi / 7)  # both in the sparse half
_BITS = 300
_DIGITS = 30
_D = DERIVATIVE


@dataclass(frozen=True)
class RegionalWave:
    """Every eigenfunction is ``a(p) cos(c Psi + b(p))``, c constant, ``Psi' = p^exponent``."""

    exponent: Any

    def __str__(self) -> str:
        return f"a(p) cos(c Psi + b(p)), Psi' = p^({self.exponent})"


@dataclass(frozen=True)
class OneWave:
    """On every region ``operator(D) f`` is one wave: ``g'' = -c g`` with one number c."""

    operator: Any

    def __str__(self) -> str:
        return f"({self.operator}) f is one cosine on every region"


def _regional_wave(context: Context, statement: RegionalWave) -> Evidence:
    """``w = p^(2 e - 1)`` would be an eigenfunction; ``(T w)(x) w(z) - (T w)(z) w(x)`` tells."""
    kernel = context.kernel("first_layer_bias")
    context.rely_on(no_regional_waves())
    if not strictly_decreasing(kernel):
        return context.open("that khat_m > 0 for all m is not proved")
    near, far = (
        2 * sp.Integral(kernel.expression, (THETA, start, start + sp.pi / 2))
        for start in (0, sp.pi / 2)
    )  # of k over the nearer and the farther half, from the middle of one of two halves
    p, q = (region.value for region in HALVES.regions)
    w, v = (value ** (2 * statement.exponent - 1) for value in (p, q))
    images = (p * w * near + q * v * far, q * v * near + p * w * far)
    defect = images[0] * v - images[1] * w
    spot = Spot({"p": density_point(HALVES, _NAME)}, enclose(defect, 30))
    if not spot.excludes_zero:
        return context.open("w may be an eigenfunction")
    meaning = "w = p^(2e-1): (T w)(-pi/2) w(pi/2) - (T w)(pi/2) w(-pi/2) is"
    witness = Witness(spot, meaning, tree_or_reason(defect))
    everywhere = statement.exponent == sp.Rational(1, 2)  # then w = 1, also where p = 0
    return context.fails(witness, ({"p": NON_UNIFORM},) if everywhere else ())


def one_wave(density: PiecewiseConstant, name: str, index: int, points: tuple[Any, Any]) -> Check:
    """Check on one certified eigenfunction that ``g''/g`` has one value at two points of a region."""

    def check(context: Context, statement: OneWave) -> Evidence:
        kernel = context.kernel("first_layer_bias")
        operator = sp.Poly(statement.operator, _D)
        first, second = (_quotient(kernel, density, index, x, operator) for x in points)
        with precision(_BITS):
            ball = Ball.of((first - second).real, _DIGITS)
        spot = Spot(pair_point(density, name, index), ball)
        if not spot.excludes_zero:
            return context.open("two points do not tell it from one wave")
        defect = tree_at(quotients(kernel, density, operator, points), kernel, density, index)
        meaning = "g''/g at two points of a region, the difference is"
        return context.fails(Witness(spot, meaning, defect))

    return check


def _quotient(
    kernel: Kernel, density: PiecewiseConstant, index: int, x: Any, operator: sp.Poly
) -> acb:
    values = jet(kernel, density, index, x, operator.degree() + 2)
    with precision(_BITS):
        parts = [
            sum((complex_ball(c) * values[n + k] for (n,), c in operator.terms()), acb(0))
            for k in (0, 2)
        ]
        return parts[1] / parts[0]


def _arc(context: Context, statement: Any) -> Evidence:
    """Whether ``statement(D) f = 0`` on arcs: exactly iff the operator of the arc divides it.

    Balls: at uniform eigenpairs (eigenvalue by quadrature), and at a certified eigenfunction.
    """
    kernel = context.kernel("first_layer_bias")
    values = {NU: 1 / LAMBDA, SIGMA: (P[0] + P_BAR[0]) / 2, DELTA: (P[0] - P_BAR[0]) / 2}
    true = sp.Poly(arc_operator(kernel).as_expr().subs(values), _D)
    rest = sp.rem(sp.Poly(statement, _D), true).as_expr()
    spots = tuple(_tree_ats(kernel, statement))
    if vanishes(rest):
        context.rely_on(arc_modes(kernel))
        return context.holds((PAIRS,), spots)
    for spot in spots:
        if spot.excludes_zero:
            return context.fails(Witness(spot, "what should annihilate f leaves"))
    return context.open("not a multiple of the operator of the arc, but not refuted")


def _tree_ats(kernel: Kernel, statement: Any) -> Iterator[Spot]:
    for m in (2, 3):
        profile = kernel.expression * sp.cos(m * THETA) / sp.pi
        with precision(_BITS):
            value = complex_ball(sp.Integral(profile, (THETA, 0, sp.pi)), goal=_BITS // 2)
            density = complex_ball(1 / (2 * sp.pi))
            symbols = {LAMBDA: value, P[0]: density, P_BAR[0]: density, _D: acb(0, m)}
            defect = complex_ball(statement, symbols)  # on e^{imx}
            ball = Ball.of(defect.imag if defect.real.contains(0) else defect.real, _DIGITS)
        yield Spot(pair_point(uniform(), f"uniform, f = cos({m} x)", 2 * m), ball)
    operator = sp.Poly(statement, _D)
    jets = jet(kernel, HALVES, _INDEX, _POINTS[0], operator.degree())
    with precision(_BITS):
        dense, sparse = (complex_ball(region.value) for region in HALVES.regions)
        value = acb(eigenvalue(kernel, HALVES, _INDEX))
        symbols = {LAMBDA: value, P[0]: sparse, P_BAR[0]: dense}
        parts = (complex_ball(c, symbols) * jets[n] for (n,), c in operator.terms())
        ball = Ball.of(sum(parts, acb(0)).real, _DIGITS)
    yield Spot(pair_point(HALVES, _NAME, _INDEX), ball)


def _cubic(constant: Any = 1, product: Any = None) -> Any:
    """D (D^2 + 1) times the cubic (C) in D^2."""
    s, u = _D**2, sp.pi * LAMBDA
    mean = (P[0] + P_BAR[0]) / 2
    last = (s - 1) * P[0] * P_BAR[0] if product is None else product
    cubic = u**2 * s * (s + 1) ** 2 + u * mean * (2 * s**2 + s + constant) + last
    return _D * (_D**2 + 1) * cubic


_CONSTANT = _D
_FIRST = _D**2 + 1
_HALF = sp.Rational(1, 2)

CLAIMS = (
    Claim(
        "basri2020.prop1",
        at("section 4.1, proposition 1, (11)"),
        Kind.IDENTITY,
        "For a piecewise-constant density that is not uniform all eigenfunctions have the form a(p(x)) "
        "cos(q Psi(x)/Z + b(p(x))), Psi' = sqrt(p), with some real q for each.",
        RegionalWave(_HALF),
        {"p": NON_UNIFORM},
        _regional_wave,
        (
            Control("frequency proportional to p", RegionalWave(sp.Integer(1))),
            Control("frequency proportional to p^(1/4)", RegionalWave(_HALF / 2)),
            Control("the same frequency everywhere", RegionalWave(sp.Integer(0))),
        ),
        ("kernel (10)",),
        correction="basri2020.prop1.corrected",
        quantity="f",
        aliases=("basri2020.eq11",),
        steps=tuple(f"basri2020.{name}" for name in ("eq13", "eq14", "eq15", "prop1.integer-q")),
    ),
    Claim(
        "basri2020.eq12",
        at("section 4.1, (12)"),
        Kind.IDENTITY,
        "On every region where p is constant every eigenfunction is one cosine, of whatever amplitude, "
        "frequency and phase.",
        OneWave(sp.Integer(1)),
        PAIRS,
        one_wave(HALVES, _NAME, _INDEX, _POINTS),
        (
            Control("one cosine and a constant", OneWave(_CONSTANT)),
            Control("one cosine, cos x and sin x", OneWave(_FIRST)),
            Control("one cosine, a constant, cos x and sin x", OneWave(_CONSTANT * _FIRST)),
        ),
        ("kernel (10)",),
        correction="basri2020.prop1.corrected",
    ),
    Claim(
        "basri2020.prop1.corrected",
        at("section 4.1, proposition 1, corrected"),
        Kind.IDENTITY,
        "On every arc on which p(x) and pbar(x) = p(x + pi) are both constant, every eigenfunction "
        "with lambda > 0 is a sum of 1, cos x, sin x and e^{kappa x}, where s = kappa^2 runs over the "
        "roots of (pi lambda)^2 s (s+1)^2 + pi lambda (p + pbar)/2 (2 s^2 + s + 1) + (s - 1) p pbar; "
        "with powers of x where roots coincide.",
        _cubic(),
        PAIRS,
        _arc,
        (
            Control("without the constant", sp.cancel(_cubic() / _D)),
            Control("without cos x and sin x", sp.cancel(_cubic() / _FIRST)),
            Control("constant 2 in the middle term", _cubic(constant=2)),
            Control("(s + 1) p pbar", _cubic(product=(_D**2 + 1) * P[0] * P_BAR[0])),
            Control("p for pbar", _cubic().subs(P_BAR[0], P[0])),
            Control("(13)", sp.pi * LAMBDA * _D**2 + P[0]),
        ),
        ("kernel (10)",),
        quantity="operator in D = d/dx that annihilates f",
        derivation="modes.arc",
    ),
)
