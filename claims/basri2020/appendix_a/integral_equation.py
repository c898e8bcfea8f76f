"""Section 4.1, (9), and appendix A, (26) and (27): the integral equation and its combinations."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_a.derivatives import PF, PF_BAR, PI_LAMBDA
from freqbias.claims.basri2020.entries import about, equal
from freqbias.claims.charts import SMOOTH
from freqbias.theory.differential_equation import LAMBDA, F, P, S, halves

__all__ = ["CLAIMS"]


def _integral(scale: Any = 1, sign: int = 1, edge: int = 1) -> Any:
    """``int (1 + cos(z - x)) (pi - abs(z - x)) f p dz`` over one turn, times a factor."""
    left, right = (scale * (1 + sign * sp.cos(S)) * part for part in (sp.pi + S, sp.pi - edge * S))
    return halves(left, right)


def _twenty_seven(jump: int = 4, sines: int = 2, whole: int = 4) -> Any:
    left, right = sp.pi + S - sines * sp.sin(S), sp.pi - S + sines * sp.sin(S)
    side = 4 * PI_LAMBDA * F[2] + jump * PF + whole * PI_LAMBDA * F[0]
    return equal(side, halves(left, right))


def _fourth_sum(here: int = 2, opposite: int = 6, eight: int = 8) -> Any:
    side = 4 * PI_LAMBDA * F[4] + eight * PI_LAMBDA * F[2] + 4 * PI_LAMBDA * F[0] + here * PF
    side += 4 * P[0] * F[2] + 8 * F[1] * P[1] + 4 * F[0] * P[2]
    return equal(side, opposite * PF_BAR + halves(sp.pi + S, sp.pi - S))


_QUARTER = 1 / (4 * sp.pi)

CLAIMS = (
    about(
        "eq9",
        "section 4.1, (9), over a window of one turn around x",
        SMOOTH,
        "lambda f(x) = int_{x-pi}^{x+pi} k(x, z) p(z) f(z) dz with the kernel (10).",
        equal(LAMBDA * F[0], _integral(_QUARTER)),
        controls=(
            ("1/(2 pi)", equal(LAMBDA * F[0], _integral(2 * _QUARTER))),
            ("sign of the cosine", equal(LAMBDA * F[0], _integral(_QUARTER, sign=-1))),
            ("pi + s on both sides", equal(LAMBDA * F[0], _integral(_QUARTER, edge=-1))),
        ),
    ),
    about(
        "eq26",
        "appendix A, (26)",
        SMOOTH,
        "4 pi lambda f(x) = int_{x-pi}^{x+pi} (1 + cos(z - x)) (pi - abs(z - x)) f(z) p(z) dz.",
        equal(4 * PI_LAMBDA * F[0], _integral()),
        controls=(
            ("2 pi lambda", equal(2 * PI_LAMBDA * F[0], _integral())),
            ("sign of the cosine", equal(4 * PI_LAMBDA * F[0], _integral(sign=-1))),
            ("pi + s on both sides", equal(4 * PI_LAMBDA * F[0], _integral(edge=-1))),
        ),
        steps=("basri2020.eq9",),
    ),
    about(
        "A.27",
        "appendix A, (27)",
        SMOOTH,
        "The sum of the second derivative and (26).",
        _twenty_seven(),
        aliases=("basri2020.eq27",),
        controls=(
            ("jump of 2", _twenty_seven(jump=2)),
            ("one sine", _twenty_seven(sines=1)),
            ("difference", _twenty_seven(whole=-4)),
        ),
        steps=("basri2020.A.d2", "basri2020.eq26"),
    ),
    about(
        "A.d4.sum",
        "appendix A, the sum of the fourth derivative and (27)",
        SMOOTH,
        "The left side is 4 pi lambda (f'''' + 2 f'' + f) + 2 p f + 4 (p f)'', expanded: 4 (p f)'' is "
        "4 p f'' + 8 p' f' + 4 p'' f.",
        _fourth_sum(),
        controls=(
            ("p f with factor 4", _fourth_sum(here=4)),
            ("antipode counted once", _fourth_sum(opposite=3)),
            ("factor 4 for 8 at lambda f''", _fourth_sum(eight=4)),
        ),
        steps=("basri2020.A.d4", "basri2020.A.27"),
    ),
)
