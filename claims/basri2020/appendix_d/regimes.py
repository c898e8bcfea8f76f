"""The parameters of appendix D, and what is assumed of them there: monomials bounded below.

n points at distance >= delta, L layers of width m, last layer of variance tau^2, step size eta,
accuracy eps, probability deltahat of failure; omega is how far the weights move (lemma 4).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.orders import LOG_M, WIDTH, Regime

__all__ = [
    "DELTA",
    "EPS",
    "ETA",
    "FAILURE",
    "LAYERS",
    "LEMMA_3",
    "LEMMA_11",
    "LOG_EPS",
    "OMEGA",
    "POINTS",
    "SAMPLES",
    "STEP",
    "TAU",
    "THEOREM_4",
    "THEOREM_5",
    "assumed",
    "widened",
]

POINTS, LAYERS, DELTA, EPS, FAILURE, TAU, ETA, OMEGA = sp.symbols(
    "n L delta eps deltahat tau eta omega", positive=True
)
LOG_EPS = sp.Symbol("log(e/eps)", positive=True)
_ALWAYS = (POINTS, LAYERS, 1 / (LAYERS * DELTA))
_WIDTH = WIDTH * DELTA**8 / (POINTS**24 * LAYERS**12 * LOG_M**5)
STEP = DELTA / (POINTS**4 * LAYERS**2 * WIDTH * TAU**2)
_MOVED = POINTS**3 * LOG_M / (DELTA * TAU * sp.sqrt(WIDTH))
_LAST_LAYER = EPS * FAILURE / POINTS

LEMMA_3 = Regime(
    "lemma 3",
    (*_ALWAYS, 1 / TAU, _WIDTH * TAU**2, LOG_M),
    {ETA: STEP, OMEGA: _MOVED},
)
THEOREM_4 = Regime(
    "theorem 4",
    (*_ALWAYS, 1 / EPS, 1 / FAILURE, _WIDTH * TAU**6, LOG_M),
    {ETA: STEP, OMEGA: _MOVED, TAU: _LAST_LAYER},
)
THEOREM_5 = Regime(
    "theorem 5",
    (*_ALWAYS, 1 / EPS, 1 / TAU, _WIDTH * TAU**2, LOG_M, LOG_EPS),
    {ETA: STEP},
    {LOG_M: WIDTH, LOG_EPS: sp.E / EPS},
)
LEMMA_11 = Regime("lemma 11", (POINTS, 1 / DELTA, 1 / TAU), {}, {})

_THIRD = sp.Rational(1, 3)
SAMPLES: tuple[dict[Any, Any], ...] = (
    {POINTS: 7, LAYERS: 2, DELTA: _THIRD, EPS: _THIRD, FAILURE: _THIRD / 5, TAU: _THIRD / 2},
    {POINTS: 90, LAYERS: 5, DELTA: _THIRD / 9, EPS: _THIRD / 40, FAILURE: _THIRD, TAU: _THIRD / 99},
)


def widened(name: str, *least_widths: Any) -> Regime:
    """The regime of theorem 4 with further lower bounds on the width.

    >>> widened("theorem 4, m >= C n^99", POINTS**99).at_least[-1]
    m/n**99
    """
    further = (WIDTH / least for least in least_widths)
    return Regime(name, (*THEOREM_4.at_least, *further), THEOREM_4.definitions)


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
