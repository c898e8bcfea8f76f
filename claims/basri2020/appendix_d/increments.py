"""Appendix D, lemma 3: whether the printed orders follow from what is put in.

Each entry is one line of a proof: the left side is what the lemmas it quotes give, the right side what
is printed.  Only the arithmetic of the orders is judged here, not the lemmas quoted.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.regimes import SAMPLES, assumed
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.orders import Order, Orders, admissible_parameters, orders
from freqbias.theory.finite_width import (
    DELTA,
    ETA,
    LAYERS,
    LEMMA_3,
    OMEGA,
    POINTS,
    RANGES,
    TAU,
    THEOREM_4,
)
from freqbias.theory.orders import LOG_M, WIDTH, Regime

__all__ = ["CLAIMS", "is_order"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational


def is_order(
    name: str,
    place: str,
    reading: str,
    regime: Regime,
    parts: tuple[tuple[Any, Any], ...],
    wrong: dict[str, tuple[Any, Any]],
    rests_on: tuple[str, ...] = (),
    **more: Any,
) -> Claim:
    """A claim that left = O(right) for the parts, with wrong pairs as controls.

    :param rests_on: ids of claims that the reading uses.
    """
    return Claim(
        f"basri2020.{name}",
        at(place),
        Kind.PROOF_STEP,
        reading,
        Orders(tuple(Order(*part) for part in parts)),
        admissible_parameters(regime),
        orders(regime, SAMPLES, rests_on),
        tuple(Control(text, Orders((Order(*part),))) for text, part in wrong.items()),
        assumed(regime),
        **more,
    )


_FIRST = (
    _N * _L * TAU * OMEGA ** _R(1, 3) * _L**2 * sp.sqrt(_M * LOG_M)
    * ETA * TAU * sp.sqrt(_N * _M)
)  # fmt: skip
_FIRST_PRINTED = _L * LOG_M ** _R(4, 3) / (TAU ** _R(1, 3) * _M ** _R(1, 6) * _N ** _R(3, 2))
_SECOND = _N * _L * TAU * sp.sqrt(_M) * _L ** _R(3, 2) * ETA**2 * TAU**2 * _N * _M
_SECOND_PRINTED = DELTA**2 / (TAU * _N**6 * sp.sqrt(_M) * _L ** _R(3, 2))
_RANGE_5, _RANGE_6, _RANGE_9 = RANGES[0][0], RANGES[1][1], RANGES[2][1]
_RANGE_13 = RANGES[3][1]

CLAIMS = (
    is_order(
        "lemma3.orders",
        "appendix D.4, proof of lemma 3, last line",
        "Putting omega and eta into n L tau omega^(1/3) L^2 sqrt(m log m) eta tau sqrt(n m) and into "
        "n L^(5/2) tau sqrt(m) eta^2 tau^2 n m gives the two orders of lemma 3.",
        LEMMA_3,
        ((_FIRST, _FIRST_PRINTED), (_SECOND, _SECOND_PRINTED)),
        {
            "first term with n^2": (_FIRST, _FIRST_PRINTED / sp.sqrt(_N)),
            "first term with m^(1/3)": (_FIRST, _FIRST_PRINTED / _M ** _R(1, 6)),
            "second term with delta^3": (_SECOND, _SECOND_PRINTED * DELTA),
            "second term with n^7": (_SECOND, _SECOND_PRINTED / _N),
        },
    ),
    is_order(
        "lemma3.absorbed",
        "appendix D.4, proof of lemma 3, second term, derivation 4",
        "omega^(1/3) L^2 sqrt(m log m) = O(sqrt m).",
        LEMMA_3,
        ((OMEGA ** _R(1, 3) * _L**2 * sp.sqrt(_M * LOG_M), sp.sqrt(_M)),),
        {
            "O(sqrt(m)/n^4)": (
                OMEGA ** _R(1, 3) * _L**2 * sp.sqrt(_M * LOG_M),
                sp.sqrt(_M) / _N**4,
            ),
            "with L^4": (OMEGA ** _R(1, 3) * _L**4 * sp.sqrt(_M * LOG_M), sp.sqrt(_M)),
            "with log(m)": (OMEGA ** _R(1, 3) * _L**2 * sp.sqrt(_M) * LOG_M, sp.sqrt(_M)),
        },
    ),
    is_order(
        "lemma3.range",
        "appendix D.4, proof of lemma 3, where lemmas 5, 6 and 9 are applied",
        "The omega of lemma 4 lies in the ranges of lemmas 5, 6 and 9 whenever delta, tau and m are as "
        "in lemma 3.",
        LEMMA_3,
        RANGES[:3],
        {
            "range of lemma 9 with n^14": (OMEGA, _RANGE_9 * _N ** _R(9, 2) / _N**14),
            "range of lemma 6 with L^9": (OMEGA, _RANGE_6 / _L ** _R(9, 2) * TAU),
            "range of lemma 5 without m": (OMEGA, _RANGE_5),
        },
        tacit=True,
        correction="basri2020.lemma3.range.corrected",
    ),
    is_order(
        "lemma3.range.corrected",
        "appendix D.4, where lemmas 5, 6, 9 and 13 are applied, for m and tau as in theorem 4",
        "The omega of lemma 4 lies in the ranges of lemmas 5, 6, 9 and 13 whenever delta, tau and m "
        "are as in theorem 4.",
        THEOREM_4,
        RANGES,
        {
            "range of lemma 9 with n^14": (OMEGA, _RANGE_9 * _N ** _R(9, 2) / _N**14),
            "range of lemma 6 with tau^3": (OMEGA, _RANGE_6 * TAU**3),
            "range of lemma 13 with L^13": (OMEGA, _RANGE_13 / _L**4),
        },
        derivation="corrections.D.lemma3-range",
    ),
)
