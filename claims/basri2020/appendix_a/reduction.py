"""Appendix A, its conclusions: from the equation of sixth order to (25), and what is lost."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_a.derivatives import PF, PF_BAR, PI_LAMBDA
from freqbias.claims.basri2020.entries import about, at, equal
from freqbias.claims.charts import CONSTANT, CONSTANT_ANTIPERIODIC, PERIODIC
from freqbias.claims.checks import Derived, compare, identity, proportional
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Integers
from freqbias.claims.evidence import Evidence
from freqbias.claims.parameters import angles, frequencies, reals
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import F_BAR, LAMBDA, P_BAR, F, P, X
from freqbias.theory.folding import folded
from freqbias.theory.kernels import first_layer_bias

__all__ = ["CLAIMS", "reduced"]


def _local(here: int = 1, opposite: int = 1, three: int = 3) -> sp.Eq:
    side = 2 * PI_LAMBDA * F[6] + (2 * P[0] + 4 * PI_LAMBDA) * F[4]
    side += (P[0] + 2 * PI_LAMBDA) * F[2] + here * PF
    return equal(side, opposite * PF_BAR + three * P_BAR[0] * F_BAR[2])


def reduced(four: int = 4, six: int = 2, zero: int = 2) -> sp.Eq:
    """The reduced equation: p of period pi, constant near x, and f(x + pi) = -f(x)."""
    side = six * PI_LAMBDA * F[6] + (2 * P[0] + 4 * PI_LAMBDA) * F[4]
    return equal(side + (four * P[0] + 2 * PI_LAMBDA) * F[2] + zero * PF, sp.Integer(0))


def _hill(order: int = 0) -> Any:
    """``h^(order)`` for ``h = pi lambda f'' + p f`` and p constant."""
    return PI_LAMBDA * F[order + 2] + P[0] * F[order]


_MU = sp.Symbol("mu", real=True)  # p/(pi lambda)
_D = sp.Symbol("D", real=True)
_TURN = sp.Symbol("d", integer=True, nonnegative=True)


def _on_hill(context: Context, statement: sp.Expr) -> Evidence:
    """Whether the operator, a polynomial in D, vanishes on every solution of ``f'' = -mu f``."""
    remainder = sp.rem(statement, _D**2 + _MU, _D)
    wave = sp.cos(sp.sqrt(_MU) * _D) + sp.sin(sp.sqrt(_MU) * _D)
    terms = sp.Poly(statement, _D).terms()
    applied = sp.Add(*(c * sp.diff(wave, _D, n) for (n,), c in terms)).subs(_D, sp.Rational(1, 3))
    return compare(context, remainder, applied, (reals(_MU, LAMBDA),))


def _operator(statement: sp.Eq) -> sp.Expr:
    """The left side as a polynomial in D, with p = pi lambda mu."""
    side = statement.lhs.subs(P[0], PI_LAMBDA * _MU)
    return sp.Add(*(side.coeff(f) * _D**n for n, f in enumerate(F)))


def _mapped(context: Context) -> Derived:
    """The kernel that functions of x see after x -> x/2: ``k(t/2)/2 + k(pi - t/2)/2``."""
    kernel = context.kernel("first_layer_bias")
    closed = folded(kernel.profile, 1).expression(THETA).subs(THETA, THETA / 2) / 2
    direct = (THETA / 2, sp.pi - THETA / 2)
    return Derived(closed, sp.Add(*(kernel.expression.subs(THETA, t) / 2 for t in direct)))


def _commutes(context: Context) -> Derived:
    """``int p(x) (1 - (-1)^d) cos(d x) dx`` for a density of period pi."""
    context.cite("convolution theorem")
    wave = (8 + sp.cos(2 * X)) * sp.cos(_TURN * X)
    return Derived(sp.Integer(0), (1 - (-1) ** _TURN) * sp.Integral(wave, (X, -sp.pi, sp.pi)))


CLAIMS = (
    about(
        "A.local",
        "appendix A, p constant around x and x - pi",
        CONSTANT,
        "The equation of sixth order where p is constant near x and near x + pi.",
        _local(),
        controls=(
            ("factor 2 at p f", _local(here=2)),
            ("sign of the antipodal f", _local(opposite=-1)),
            ("antipodal f'' with factor 1", _local(three=1)),
        ),
        derivation="equation.first_layer_bias",
    ),
    about(
        "A.antiperiodic",
        "appendix A, 'in which case f(x + pi) = -f(x)'",
        PERIODIC,
        "If p has period pi, every eigenfunction has f(x + pi) = -f(x).",
        equal(F_BAR[0], -F[0]),
        controls=(
            ("f(x + pi) = f(x)", equal(F_BAR[0], F[0])),
            ("f(x + pi) = 0", equal(F_BAR[0], sp.Integer(0))),
            ("f(x + pi) = -2 f(x)", equal(F_BAR[0], -2 * F[0])),
        ),
        correction="basri2020.A.antiperiodic.corrected",
    ),
    about(
        "A.reduced",
        "appendix A, the reduced equation",
        CONSTANT_ANTIPERIODIC,
        "If p has period pi and is constant near x, an eigenfunction with f(x + pi) = -f(x) "
        "satisfies the reduced equation of sixth order there.",
        reduced(),
        controls=(
            ("p f'' for 4 p f''", reduced(four=1)),
            ("pi lambda f^(6)", reduced(six=1)),
            ("no p f", reduced(zero=0)),
        ),
        derivation="corrections.A.reduced-equation",
    ),
    about(
        "A.necessity",
        "appendix A, from the reduced equation to (25)",
        CONSTANT_ANTIPERIODIC,
        "Because (25) solves the reduced equation, the eigenfunctions that satisfy the latter satisfy "
        "(25): pi lambda f'' + p f = 0.",
        equal(_hill(), sp.Integer(0)),
        kind=Kind.PROOF_STEP,
        controls=(
            ("factor 1/pi^2", equal(sp.pi * PI_LAMBDA * F[2] + PF, sp.Integer(0))),
            ("factor 1", equal(LAMBDA * F[2] + PF, sp.Integer(0))),
            ("sign", equal(PI_LAMBDA * F[2] - PF, sp.Integer(0))),
        ),
        correction="basri2020.A.necessity.corrected",
        tacit=True,
    ),
    about(
        "A.necessity.corrected",
        "appendix A, what the reduced equation implies",
        CONSTANT_ANTIPERIODIC,
        "The reduced equation is 2 (D^2 + 1)^2 (pi lambda D^2 + p) f = 0, so it leaves pi lambda f'' "
        "+ p f = h with h'''' + 2 h'' + h = 0; f = cos x, uniform density, has h != 0.",
        equal(_hill(4) + 2 * _hill(2) + _hill(), sp.Integer(0)),
        kind=Kind.PROOF_STEP,
        controls=(
            ("h'' + 2 h = 0", equal(_hill(2) + 2 * _hill(), sp.Integer(0))),
            ("h'''' - h'' + h = 0", equal(_hill(4) - _hill(2) + _hill(), sp.Integer(0))),
            ("h'''' + 2 h'' = 0", equal(_hill(4) + 2 * _hill(2), sp.Integer(0))),
        ),
        derivation="corrections.A.reduced-equation",
    ),
    Claim(
        "basri2020.A.antiperiodic.corrected",
        at("appendix A, what a density of period pi does imply"),
        Kind.PROOF_STEP,
        "If p has period pi, int p e^{-idx} dx = 0 for odd d, so every entry of T R - R T, with R the "
        "half turn and d the difference of frequencies, is 0: the eigenfunctions can be chosen with "
        "f(x + pi) = f(x) or f(x + pi) = -f(x), and both kinds occur.",
        (1 + (-1) ** _TURN) * (1 - (-1) ** _TURN),
        {"d": Integers(0)},
        identity(_commutes, (frequencies(_TURN, 0, 2), frequencies(_TURN, 1, 2))),
        (
            Control("no period assumed", 1 - (-1) ** _TURN),
            Control("half turn with a sign", 1 + (-1) ** _TURN),
            Control("half turn twice with a sign", (1 + (-1) ** _TURN) ** 2),
        ),
        ("kernel (10)", "p of period pi"),
        quantity="(T R - R T)_(m, m+d) over khat_m and half a period's integral, 0",
        derivation="corrections.A.half-turn",
    ),
    Claim(
        "basri2020.A.solves",
        at("appendix A, 'solved by (25)'"),
        Kind.PROOF_STEP,
        "Where p is constant, every solution of f'' = -mu f, mu = p/(pi lambda), solves the reduced "
        "equation: the operator is 0 modulo D^2 + mu.",
        _operator(reduced()),
        reals(_MU, LAMBDA).box,
        _on_hill,
        (
            Control("p f'' for 4 p f''", _operator(reduced(four=1))),
            Control("pi lambda f^(6)", _operator(reduced(six=1))),
            Control("no p f", _operator(reduced(zero=0))),
        ),
        quantity="operator of the reduced equation",
        derivation="corrections.A.reduced-equation",
    ),
    Claim(
        "basri2020.A.preprocess",
        at("appendix A and section 4.1, 'preprocess the data' by x -> x/2"),
        Kind.EXISTENCE,
        "Mapping x in [0, 4 pi) to x/2 gives a density of period pi and leaves the problem as it was: "
        "functions of x see, up to a constant, the same kernel.",
        first_layer_bias.expression,
        angles().box,
        proportional(_mapped, (angles(),), angles().samples[0]),
        (
            Control("zero", sp.Integer(0)),
            Control("kernel at half the angle", first_layer_bias.expression.subs(THETA, THETA / 2)),
            Control(
                "sign of the cosine", (sp.pi - (sp.pi - THETA) * sp.cos(THETA / 2)) / (8 * sp.pi)
            ),
        ),
        ("kernel (10)", "0 <= theta <= pi"),
        correction="basri2020.A.preprocess.corrected",
        quantity="k after the map, up to a constant",
    ),
    Claim(
        "basri2020.A.preprocess.corrected",
        at("appendix A, the kernel after x -> x/2"),
        Kind.IDENTITY,
        "After x -> x/2 functions of x see the kernel (pi + (pi - theta) cos(theta/2))/(8 pi), another "
        "operator; and every f(2 y) satisfies f(x + pi) = +f(x), so the sign assumed for the reduced "
        "equation is the wrong one for all of them.",
        (sp.pi + (sp.pi - THETA) * sp.cos(THETA / 2)) / (8 * sp.pi),
        angles().box,
        identity(_mapped, (angles(),)),
        (
            Control("factor 1/(4 pi)", (sp.pi + (sp.pi - THETA) * sp.cos(THETA / 2)) / (4 * sp.pi)),
            Control("sign", (sp.pi - (sp.pi - THETA) * sp.cos(THETA / 2)) / (8 * sp.pi)),
            Control("cos(theta)", (sp.pi + (sp.pi - THETA) * sp.cos(THETA)) / (8 * sp.pi)),
        ),
        ("kernel (10)", "0 <= theta <= pi"),
        quantity="k after the map",
        derivation="corrections.A.halved-angles",
    ),
)
