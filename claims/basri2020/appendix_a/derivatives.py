"""Appendix A: the six derivatives of the integral equation, and the equation of sixth order."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import about, equal
from freqbias.claims.charts import (
    SMOOTH,
)
from freqbias.theory.differential_equation import F_BAR, LAMBDA, P_BAR, F, P, S, halves

__all__ = ["CLAIMS", "PF", "PF_BAR", "PI_LAMBDA"]

PI_LAMBDA = sp.pi * LAMBDA
PF = P[0] * F[0]
PF_BAR = P_BAR[0] * F_BAR[0]


def _first(sign: int = 1, edge: int = 1, whole: int = 1) -> sp.Eq:
    left = -whole * (1 + sp.cos(S)) + sign * (sp.pi + S) * sp.sin(S)
    right = 1 + sp.cos(S) + sign * (sp.pi - edge * S) * sp.sin(S)
    return equal(4 * PI_LAMBDA * F[1], halves(left, right))


def _second(jump: int = 4, sines: int = 2, sign: int = -1) -> sp.Eq:
    left = -sines * sp.sin(S) + sign * (sp.pi + S) * sp.cos(S)
    right = sines * sp.sin(S) + sign * (sp.pi - S) * sp.cos(S)
    return equal(4 * PI_LAMBDA * F[2] + jump * PF, halves(left, right))


def _third(jump: int = 4, slope: int = 4, one: int = 1) -> sp.Eq:
    profile = 2 * sp.cos(S) - one
    side = 4 * PI_LAMBDA * (F[3] + F[1]) + jump * F[1] * P[0] + slope * F[0] * P[1]
    return equal(side, halves(profile, -profile))


def _fourth(mixed: int = 8, here: int = -2, opposite: int = 6, sign: int = 1) -> sp.Eq:
    side = 4 * PI_LAMBDA * (F[4] + F[2]) + 4 * F[2] * P[0] + mixed * F[1] * P[1] + 4 * F[0] * P[2]
    sines = halves(2 * sign * sp.sin(S), -2 * sign * sp.sin(S))
    return equal(side + here * PF, opposite * PF_BAR + sines)


def _fifth(second: Any = None, third: Any = None, last: int = 1) -> sp.Eq:
    """The fifth derivative, combined with the third; the arguments are the misprinted terms."""
    side = 4 * PI_LAMBDA * (F[5] + 2 * F[3] + F[1]) + 4 * F[3] * P[0]
    side += 12 * F[2] * P[1] if second is None else second
    side += 12 * F[1] * P[2] if third is None else third
    side += 2 * F[1] * P[0] + 4 * F[0] * P[3]
    opposite = 6 * F_BAR[1] * P_BAR[0] + 6 * F_BAR[0] * P_BAR[1]
    ones = halves(-sp.Integer(1), sp.Integer(1))
    return equal(side, -2 * F[0] * P[last] + opposite + ones)


def _sixth(opposite: int = 2, sixteen: int = 16, twentyfour: int = 24) -> sp.Eq:
    side = 4 * PI_LAMBDA * (F[6] + 2 * F[4] + F[2])
    antipodal = 6 * (F_BAR[2] * P_BAR[0] + 2 * F_BAR[1] * P_BAR[1] + F_BAR[0] * P_BAR[2])
    low = -2 * PF + opposite * PF_BAR - 2 * F[0] * P[2] - 2 * F[2] * P[0] - 4 * F[1] * P[1]
    high = -4 * F[0] * P[4] - 4 * F[4] * P[0] - twentyfour * F[2] * P[2]
    return equal(side, antipodal + low + high - sixteen * (F[1] * P[3] + F[3] * P[1]))


def _ode(two: int = 2, eight: int = 8, twelve: int = 12, three: int = 3) -> sp.Eq:
    side = 2 * PI_LAMBDA * F[6] + 2 * (P[0] + 2 * PI_LAMBDA) * F[4] + eight * P[1] * F[3]
    side += (P[0] + twelve * P[2] + 2 * PI_LAMBDA) * F[2] + two * (P[1] + 4 * P[3]) * F[1]
    side += (P[0] + P[2] + 2 * P[4]) * F[0]
    opposite = (P_BAR[0] + 3 * P_BAR[2]) * F_BAR[0] + 6 * P_BAR[1] * F_BAR[1]
    return equal(side, opposite + three * P_BAR[0] * F_BAR[2])


CLAIMS = (
    about(
        "A.d1",
        "appendix A, first derivative",
        SMOOTH,
        "4 pi lambda f' is the integral of the derivative of (1 + cos(z-x))(pi - abs(z-x)).",
        _first(),
        controls=(
            ("sign of the sines", _first(sign=-1)),
            ("pi + s on both sides", _first(edge=-1)),
            ("left half not negated", _first(whole=-1)),
        ),
    ),
    about(
        "A.d2",
        "appendix A, second derivative",
        SMOOTH,
        "4 pi lambda f'' + 4 p f: the jump of k' at 0 gives -4 p f.",
        _second(),
        controls=(
            ("jump of 2", _second(jump=2)),
            ("one sine", _second(sines=1)),
            ("sign of the cosines", _second(sign=1)),
        ),
    ),
    about(
        "A.d3",
        "appendix A, third derivative, of (27)",
        SMOOTH,
        "The derivative of the sum of the second one and the integral equation.",
        _third(),
        controls=(
            ("jump of 2", _third(jump=2)),
            ("no derivative of p", _third(slope=0)),
            ("constant 1 added, not subtracted", _third(one=-1)),
        ),
    ),
    about(
        "A.d4",
        "appendix A, fourth derivative",
        SMOOTH,
        "The derivative of the third line; the antipode enters with factor 3 + 3.",
        _fourth(),
        controls=(
            ("mixed term 4 f' p'", _fourth(mixed=4)),
            ("2 f p added, not subtracted", _fourth(here=2)),
            ("antipode counted once", _fourth(opposite=3)),
            ("sign of the sines", _fourth(sign=-1)),
        ),
    ),
    about(
        "A.d5",
        "appendix A, fifth derivative as printed",
        SMOOTH,
        "The fifth line, in which f'' p', 12 f' and p'' stand where 12 f'' p' + 12 f' p'' belongs, "
        "and on the right -2 f p'' where -2 f p' does.",
        _fifth(F[2] * P[1], 12 * F[1] + P[2], last=2),
        controls=(
            ("12 f' p'' mended alone", _fifth(F[2] * P[1], last=2)),
            ("12 f'' p' mended alone", _fifth(third=12 * F[1] + P[2], last=2)),
            ("-2 f p' mended alone", _fifth(F[2] * P[1], 12 * F[1] + P[2])),
            ("12 f' p''' for 12 f' + p''", _fifth(F[2] * P[1], 12 * F[1] * P[3], last=2)),
        ),
        correction="basri2020.A.d5.corrected",
        misprint=True,
    ),
    about(
        "A.d5.corrected",
        "appendix A, fifth derivative with its three misprints mended",
        SMOOTH,
        "The fifth line with 12 f'' p' + 12 f' p'' on the left and -2 f p' on the right.",
        _fifth(),
        controls=(
            ("f'' p' without its 12, as printed", _fifth(second=F[2] * P[1])),
            ("12 f' + p'' for 12 f' p'', as printed", _fifth(third=12 * F[1] + P[2])),
            ("-2 f p'' for -2 f p', as printed", _fifth(last=2)),
        ),
        derivation="corrections.A.fifth-derivative",
    ),
    about(
        "A.d6",
        "appendix A, sixth derivative",
        SMOOTH,
        "The sixth line, as printed: it does not inherit the misprints of the fifth.",
        _sixth(),
        controls=(
            ("antipode counted once", _sixth(opposite=1)),
            ("factor 8 for 16", _sixth(sixteen=8)),
            ("factor 12 for 24", _sixth(twentyfour=12)),
        ),
        derivation="equation.first_layer_bias",
    ),
    about(
        "A.ode6",
        "appendix A, the sixth line, rearranged",
        SMOOTH,
        "The differential equation of sixth order with p and its derivatives at x and at x + pi.",
        _ode(),
        controls=(
            ("p' f' halved", _ode(two=1)),
            ("factor 4 for 8 at p' f'''", _ode(eight=4)),
            ("factor 6 for 12 at p'' f''", _ode(twelve=6)),
            ("sign of the antipodal f''", _ode(three=-3)),
        ),
        derivation="equation.first_layer_bias",
    ),
)
