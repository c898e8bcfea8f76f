"""Appendix D.3, the end of the proof of theorem 4: the orders (55), (56), and a sufficient width."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.theory.finite_width import (
    CURVATURE,
    DELTA,
    DRIFT,
    EPS,
    ETA,
    FAILURE,
    ITERATIONS,
    KERNEL_LIMIT,
    LAYERS,
    LINEARISATION,
    LOG_EPS,
    POINTS,
    POWER_SUM,
    SAMPLED,
    TAU,
    TERMS,
    THEOREM_4,
    THEOREM_5,
    WIDE_56,
    widened,
)
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_LEAST = _N**48 * _L**30 * LOG_M**8 / (DELTA**14 * TAU**8)
_WIDE = widened("theorem 4 with m >= C n^48 L^30 log(m)^8/(delta^14 tau^8)", _LEAST)


def _accumulated(*terms: Any) -> tuple[tuple[Any, Any], ...]:
    """Each term, n^6 L^2/delta^2 times, is O(eps)."""
    return tuple((ITERATIONS * term, EPS) for term in terms)


CLAIMS = (
    is_order(
        "D.xi",
        "appendix D.3, the bound of norm(xi), last line",
        "With Phi = O(n) the three terms are eta delta^2 m tau^3/n^(11/2), "
        "delta^2/(tau n^5 sqrt(m) L^(3/2)) and L log(m)^(4/3)/(tau^(1/3) m^(1/6) n).",
        THEOREM_4,
        (
            (ETA * KERNEL_LIMIT * sp.sqrt(_N), ETA * DELTA**2 * _M * TAU**3 / _N ** _R(11, 2)),
            (CURVATURE / _N**6 * _N, CURVATURE / _N**5),
            (LINEARISATION / _N ** _R(3, 2) * sp.sqrt(_N), LINEARISATION / _N),
        ),
        {
            "first with n^6": (TERMS[0], TERMS[0] / sp.sqrt(_N)),
            "second with Phi = O(n^2)": (CURVATURE / _N**6 * _N**2, TERMS[1]),
            "third with n^(3/2)": (TERMS[2], LINEARISATION / _N ** _R(3, 2)),
        },
    ),
    is_order(
        "D.norm.step-size",
        "appendix D.3, derivation 1, with eta as in theorem 4",
        "eta lambda_max <= eta trace(H) = O(eta n L^2 m tau^2) = O(delta/n^3), so that for small "
        "constants norm(I - eta H) = 1 - eta lambda_0.",
        THEOREM_4,
        ((ETA * _N * _L**2 * _M * TAU**2, DELTA / _N**3),),
        {
            "O(delta/n^4)": (ETA * _N * _L**2 * _M * TAU**2, DELTA / _N**4),
            "O(delta^2/n^3)": (ETA * _N * _L**2 * _M * TAU**2, DELTA**2 / _N**3),
            "without tau^2": (ETA * _N * _L**2 * _M, DELTA / _N**3),
        },
    ),
    is_order(
        "D.iterations",
        "appendix D.3, derivation 3",
        "The t = Theta(n^6 L^2 log(1/eps)/delta^2) of theorem 5 is O(n^6 L^2/delta^2).",
        THEOREM_5,
        ((ITERATIONS * LOG_EPS, ITERATIONS),),
        {
            "O(n^5 L^2/delta^2)": (ITERATIONS * LOG_EPS, ITERATIONS / _N),
            "O(n^6 L^2/delta)": (ITERATIONS * LOG_EPS, ITERATIONS * DELTA),
            "O(n^6 L log(1/eps)/delta^2)": (ITERATIONS * LOG_EPS, ITERATIONS * LOG_EPS / _L),
        },
        correction="basri2020.D.iterations.corrected",
    ),
    is_order(
        "D.iterations.corrected",
        "appendix D.3, derivations 2 and 3, with the sum kept",
        "With the sum of the powers instead of t: it is at most 2/x for every t, x = Theta(tau^2 eta "
        "delta m/n^2), and 2/x = O(n^6 L^2/delta^2).",
        THEOREM_4,
        ((POWER_SUM, ITERATIONS),),
        {
            "O(n^5 L^2/delta^2)": (POWER_SUM, ITERATIONS / _N),
            "O(n^6 L/delta^2)": (POWER_SUM, ITERATIONS / _L),
            "O(n^6 L^2/delta)": (POWER_SUM, ITERATIONS * DELTA),
        },
        ("basri2020.D.sum",),
        derivation="corrections.D.iterations",
    ),
    is_order(
        "D.55",
        "appendix D.3, (55)",
        "sqrt(n) tau/deltahat = O(eps) for the tau of theorem 4.",
        THEOREM_4,
        ((sp.sqrt(_N) * TAU / FAILURE, EPS),),
        {
            "O(eps/n)": (sp.sqrt(_N) * TAU / FAILURE, EPS / _N),
            "O(eps^2)": (sp.sqrt(_N) * TAU / FAILURE, EPS**2),
            "with deltahat^2": (sp.sqrt(_N) * TAU / FAILURE**2, EPS),
        },
        aliases=("basri2020.eq55",),
    ),
    is_order(
        "D.56",
        "appendix D.3, (56), and the bound of xi in (24)",
        "n^6 L^2/delta^2 times each of the three terms of D.xi is O(eps).",
        THEOREM_4,
        _accumulated(*TERMS),
        {
            "first with eps^3": (ITERATIONS * TERMS[0], EPS**3),
            "third with n^2": (ITERATIONS * TERMS[2] / _N, EPS**2),
            "third with L": (ITERATIONS * TERMS[2], EPS * _L),
        },
        aliases=("basri2020.eq56", "basri2020.eq24"),
        correction="basri2020.D.56.corrected",
    ),
    is_order(
        "D.56.first-two",
        "appendix D.3, (56), the first two terms",
        "n^6 L^2/delta^2 times the first two terms of D.xi is O(eps).",
        THEOREM_4,
        _accumulated(*TERMS[:2]),
        {
            "first with eps^2": (ITERATIONS * TERMS[0], EPS**2),
            "second with n^12": (ITERATIONS * TERMS[1] * _N**14, EPS),
            "third term": (ITERATIONS * TERMS[2], EPS),
        },
    ),
    is_order(
        "D.56.corrected",
        "appendix D.3, (56), for wider layers",
        "If also m >= C n^30 L^18 log(m)^8/(delta^12 tau^2 eps^6), then n^6 L^2/delta^2 times each of "
        "the three terms of D.xi is O(eps).",
        WIDE_56,
        _accumulated(*TERMS),
        {
            "third with eps^2": (ITERATIONS * TERMS[2], EPS**2),
            "third with n": (ITERATIONS * TERMS[2] * _N, EPS),
            "third with log(m)": (ITERATIONS * TERMS[2] * LOG_M, EPS),
            "third with L": (ITERATIONS * TERMS[2] * _L, EPS),
        },
        derivation="corrections.D.56",
    ),
    is_order(
        "thm2.orders",
        "appendix D, theorem 4 against lemma 3 and theorem 5",
        "The m of theorem 4, with tau^6, is as large as lemma 3 and theorem 5 want it, with tau^2.",
        THEOREM_4,
        ((_N**24 * _L**12 * LOG_M**5 / (DELTA**8 * TAU**2), _M),),
        {
            "tau^7": (_N**24 * _L**12 * LOG_M**5 / (DELTA**8 * TAU**7), _M),
            "n^31 for tau^2": (_N**31 * _L**12 * LOG_M**5 / DELTA**8, _M),
            "delta^9": (_N**24 * _L**12 * LOG_M**5 / (DELTA**9 * TAU**2), _M),
        },
    ),
    is_order(
        "thm2.width",
        "appendix D, one width for (56) and lemma 14",
        "m >= C n^48 L^30 log(m)^8/(delta^14 tau^8) is enough for (56), and for lemma 14 as (58) and "
        "lemma 12 give it.",
        _WIDE,
        (*_accumulated(*TERMS), (DRIFT, KERNEL_LIMIT), (SAMPLED, KERNEL_LIMIT)),
        {
            "(56) with n^5": (ITERATIONS * TERMS[2] * _N**5, EPS),
            "drift with n": (DRIFT * _N, KERNEL_LIMIT),
            "drift with L": (DRIFT * _L, KERNEL_LIMIT),
        },
    ),
)
