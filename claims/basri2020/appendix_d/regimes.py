"""Values for the parameters of appendix D, and what is assumed of them in words."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.finite_width import DELTA, EPS, FAILURE, LAYERS, LEMMA_11, POINTS, TAU
from freqbias.theory.orders import Regime

__all__ = ["LEMMA_11", "SAMPLES", "assumed"]

_THIRD = sp.Rational(1, 3)
SAMPLES: tuple[dict[Any, Any], ...] = (
    {POINTS: 7, LAYERS: 2, DELTA: _THIRD, EPS: _THIRD, FAILURE: _THIRD / 5, TAU: _THIRD / 2},
    {POINTS: 90, LAYERS: 5, DELTA: _THIRD / 9, EPS: _THIRD / 40, FAILURE: _THIRD, TAU: _THIRD / 99},
)


def assumed(regime: Regime) -> tuple[str, ...]:
    """The conditions of a regime as assumptions of a claim, with c, C > 0 any constants.

    >>> assumed(LEMMA_11)
    ('n >= c', '1/delta >= c', '1/tau >= c')
    """
    bounds = (f"{monomial} >= c" for monomial in regime.at_least)
    return (
        *bounds,
        *(f"{symbol} = Theta({value})" for symbol, value in regime.definitions.items()),
    )
