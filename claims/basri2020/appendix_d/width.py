"""Appendix D.3, the end of the proof of theorem 4: the orders (55), (56), and a sufficient width."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.appendix_d.kernel_perturbation import DRIFT, KERNEL_LIMIT, SAMPLED
from freqbias.claims.basri2020.appendix_d.regimes import (
    DELTA,
    EPS,
    ETA,
    FAILURE,
    LAYERS,
    LOG_EPS,
    POINTS,
    TAU,
    THEOREM_4,
    THEOREM_5,
    widened,
)
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_STEPS = _N**6 * _L**2 / DELTA**2
_RESIDUAL = _L * LOG_M ** _R(4, 3) / (TAU ** _R(1, 3) * _M ** _R(1, 6))  # n^(-3/2) sqrt(Phi)
_CURVATURE = DELTA**2 / (TAU * sp.sqrt(_M) * _L ** _R(3, 2))  # n^-6 Phi
_TERMS = (ETA * KERNEL_LIMIT * sp.sqrt(_N), _CURVATURE / _N**5, _RESIDUAL / _N)
_LEAST_56 = _N**30 * _L**18 * LOG_M**8 / (DELTA**12 * TAU**2 * EPS**6)
_LEAST = _N**48 * _L**30 * LOG_M**8 / (DELTA**14 * TAU**8)
_WIDE_56 = widened("theorem 4 with m >= C n^30 L^18 log(m)^8/(delta^12 tau^2 eps^6)", _LEAST_56)
_WIDE = widened("theorem 4 with m >= C n^48 L^30 log(m)^8/(delta^14 tau^8)", _LEAST)


def _accumulated(*terms: Any) -> tuple[tuple[Any, Any], ...]:
    """Each term, n^6 L^2/delta^2 times, is O(eps)."""
    return tuple((_STEPS * term, EPS) for term in terms)


CLAIMS = (
    is_order(
        "D.xi",
        "appendix D.3, the bound of norm(xi), last line",
        "With Phi = O(n) the three terms are eta delta^2 m tau^3/n^(11/2), "
        "delta^2/(tau n^5 sqrt(m) L^(3/2)) and L log(m)^(4/3)/(tau^(1/3) m^(1/6) n).",
        THEOREM_4,
        (
            (ETA * KERNEL_LIMIT * sp.sqrt(_N), ETA * DELTA**2 * _M * TAU**3 / _N ** _R(11, 2)),
            (_CURVATURE / _N**6 * _N, _CURVATURE / _N**5),
            (_RESIDUAL / _N ** _R(3, 2) * sp.sqrt(_N), _RESIDUAL / _N),
        ),
        {
            "first with n^6": (_TERMS[0], _TERMS[0] / sp.sqrt(_N)),
            "second with Phi = O(n^2)": (_CURVATURE / _N**6 * _N**2, _TERMS[1]),
            "third with n^(3/2)": (_TERMS[2], _RESIDUAL / _N ** _R(3, 2)),
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
        ((_STEPS * LOG_EPS, _STEPS),),
        {
            "O(n^5 L^2/delta^2)": (_STEPS * LOG_EPS, _STEPS / _N),
            "O(n^6 L^2/delta)": (_STEPS * LOG_EPS, _STEPS * DELTA),
            "O(n^6 L log(1/eps)/delta^2)": (_STEPS * LOG_EPS, _STEPS * LOG_EPS / _L),
        },
        correction="basri2020.D.iterations.corrected",
    ),
    is_order(
        "D.iterations.corrected",
        "appendix D.3, derivations 2 and 3, with the sum kept",
        "With the sum of the powers instead of t: it is at most 2/x for every t, x = Theta(tau^2 eta "
        "delta m/n^2), and 2/x = O(n^6 L^2/delta^2).",
        THEOREM_4,
        ((_N**2 / (TAU**2 * ETA * DELTA * _M), _STEPS),),
        {
            "O(n^5 L^2/delta^2)": (_N**2 / (TAU**2 * ETA * DELTA * _M), _STEPS / _N),
            "O(n^6 L/delta^2)": (_N**2 / (TAU**2 * ETA * DELTA * _M), _STEPS / _L),
            "O(n^6 L^2/delta)": (_N**2 / (TAU**2 * ETA * DELTA * _M), _STEPS * DELTA),
        },
        ("basri2020.D.sum",),
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
        _accumulated(*_TERMS),
        {
            "first with eps^3": (_STEPS * _TERMS[0], EPS**3),
            "third with n^2": (_STEPS * _TERMS[2] / _N, EPS**2),
            "third with L": (_STEPS * _TERMS[2], EPS * _L),
        },
        aliases=("basri2020.eq56", "basri2020.eq24"),
        correction="basri2020.D.56.corrected",
    ),
    is_order(
        "D.56.first-two",
        "appendix D.3, (56), the first two terms",
        "n^6 L^2/delta^2 times the first two terms of D.xi is O(eps).",
        THEOREM_4,
        _accumulated(*_TERMS[:2]),
        {
            "first with eps^2": (_STEPS * _TERMS[0], EPS**2),
            "second with n^12": (_STEPS * _TERMS[1] * _N**14, EPS),
            "third term": (_STEPS * _TERMS[2], EPS),
        },
    ),
    is_order(
        "D.56.corrected",
        "appendix D.3, (56), for wider layers",
        "If also m >= C n^30 L^18 log(m)^8/(delta^12 tau^2 eps^6), then n^6 L^2/delta^2 times each of "
        "the three terms of D.xi is O(eps).",
        _WIDE_56,
        _accumulated(*_TERMS),
        {
            "third with eps^2": (_STEPS * _TERMS[2], EPS**2),
            "third with n": (_STEPS * _TERMS[2] * _N, EPS),
            "third with log(m)": (_STEPS * _TERMS[2] * LOG_M, EPS),
            "third with L": (_STEPS * _TERMS[2] * _L, EPS),
        },
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
        (*_accumulated(*_TERMS), (DRIFT, KERNEL_LIMIT), (SAMPLED, KERNEL_LIMIT)),
        {
            "(56) with n^5": (_STEPS * _TERMS[2] * _N**5, EPS),
            "drift with n": (DRIFT * _N, KERNEL_LIMIT),
            "drift with L": (DRIFT * _L, KERNEL_LIMIT),
        },
    ),
)
