"""Deep networks of finite width (2003.04560, appendix D): parameters, hypotheses and orders.

n points at distance >= delta, L layers of width m, last layer of variance tau^2, step size eta,
accuracy eps, probability deltahat of failure; omega is how far the weights move (lemma 4).  What is
called a bound here is one up to constant factors: a monomial in the parameters.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.orders import LOG_M, WIDTH, Regime

__all__ = [
    "CURVATURE",
    "DELTA",
    "DRIFT",
    "EPS",
    "ETA",
    "FAILURE",
    "INITIAL_LOSS",
    "INITIAL_OUTPUT",
    "ITERATIONS",
    "KERNEL_CHANGE",
    "KERNEL_LIMIT",
    "LAYERS",
    "LEMMA_3",
    "LEMMA_11",
    "LINEARISATION",
    "LOG_EPS",
    "OMEGA",
    "POINTS",
    "POWER_SUM",
    "RANGES",
    "SAMPLED",
    "STEP",
    "TAU",
    "TERMS",
    "THEOREM_4",
    "THEOREM_5",
    "WIDE_14_2",
    "WIDE_14_3",
    "WIDE_56",
    "widened",
]

POINTS, LAYERS, DELTA, EPS, FAILURE, TAU, ETA, OMEGA = sp.symbols(
    "n L delta eps deltahat tau eta omega", positive=True
)
LOG_EPS = sp.Symbol("log(e/eps)", positive=True)
_N, _L, _M, _R = POINTS, LAYERS, WIDTH, sp.Rational
_ALWAYS = (_N, _L, 1 / (_L * DELTA))
_WIDTH = _M * DELTA**8 / (_N**24 * _L**12 * LOG_M**5)
STEP = DELTA / (_N**4 * _L**2 * _M * TAU**2)
_MOVED = _N**3 * LOG_M / (DELTA * TAU * sp.sqrt(_M))
_LAST_LAYER = EPS * FAILURE / _N

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
LEMMA_11 = Regime("lemma 11", (_N, 1 / DELTA, 1 / TAU), {}, {})


def widened(name: str, *least_widths: Any) -> Regime:
    """The regime of theorem 4 with further lower bounds on the width.

    >>> widened("theorem 4, m >= C n^99", POINTS**99).at_least[-1]
    m/n**99
    """
    further = (WIDTH / least for least in least_widths)
    return Regime(name, (*THEOREM_4.at_least, *further), THEOREM_4.definitions)


# (omega's range as a pair "left = O(right)") in lemmas 5, 6, 9 and 13
RANGES = (
    (1 / (TAU**3 * _M ** _R(3, 2) * _L ** _R(3, 2) * LOG_M ** _R(3, 2)), OMEGA),
    (OMEGA, 1 / (_L ** _R(9, 2) * LOG_M**3)),
    (OMEGA, DELTA ** _R(3, 2) / (_N ** _R(9, 2) * _L**6 * LOG_M**3)),
    (OMEGA, 1 / (_L**9 * LOG_M ** _R(3, 2))),
)
ITERATIONS = _N**6 * _L**2 / DELTA**2  # of theorem 5, without log(1/eps)
POWER_SUM = _N**2 / (TAU**2 * ETA * DELTA * _M)  # 1/x, x the factor that each step gains
INITIAL_OUTPUT = _N * TAU**2 / FAILURE**2  # norm(u(0))^2, by lemma 11
INITIAL_LOSS = (_N, EPS**2 / _N)  # what it is said to be
KERNEL_CHANGE = _N * sp.sqrt(LOG_M) * OMEGA ** _R(1, 3) * _L**3 * (_L * sp.sqrt(_M) * TAU) ** 2
DRIFT = _N**2 * _L**5 * TAU ** _R(5, 3) * LOG_M ** _R(5, 6) * _M ** _R(5, 6) / DELTA ** _R(1, 3)
KERNEL_LIMIT = DELTA**2 * _M * TAU**3 / _N**6  # of norm(H(t) - Hinf), lemma 14
# n m tau^2 L eps by lemma 12, eps = (L^6 log(m)/m)^(1/4): log(n^2 L/deltahat) <= log(m)
SAMPLED = _N * _L * (_L**6 / _M) ** _R(1, 4) * _M * TAU**2 * LOG_M ** _R(1, 4)
LINEARISATION = _L * LOG_M ** _R(4, 3) / (TAU ** _R(1, 3) * _M ** _R(1, 6))  # n^(-3/2) sqrt(Phi)
CURVATURE = DELTA**2 / (TAU * sp.sqrt(_M) * _L ** _R(3, 2))  # n^-6 Phi
TERMS = (ETA * KERNEL_LIMIT * sp.sqrt(_N), CURVATURE / _N**5, LINEARISATION / _N)  # of xi

WIDE_56 = widened(
    "theorem 4 with m >= C n^30 L^18 log(m)^8/(delta^12 tau^2 eps^6)",
    _N**30 * _L**18 * LOG_M**8 / (DELTA**12 * TAU**2 * EPS**6),
)
WIDE_14_2 = widened(
    "theorem 4 with m >= C n^28 L^10 log(m)/(delta^8 tau^4)",
    _N**28 * _L**10 * LOG_M / (DELTA**8 * TAU**4),
)
WIDE_14_3 = widened(
    "theorem 4 with m >= C n^48 L^30 log(m)^5/(delta^14 tau^8)",
    _N**48 * _L**30 * LOG_M**5 / (DELTA**14 * TAU**8),
)
