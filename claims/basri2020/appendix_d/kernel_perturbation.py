"""Appendix D, lemma 14 and the consequence of lemma 11: the printed orders against what gives them.

Lemma 14 bounds norm(H(t) - H(0)) by n times the entries (58) and norm(H(0) - Hinf) by lemma 12.
"""

from __future__ import annotations

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.theory.finite_width import (
    DELTA,
    DRIFT,
    EPS,
    FAILURE,
    INITIAL_LOSS,
    INITIAL_OUTPUT,
    KERNEL_CHANGE,
    KERNEL_LIMIT,
    LAYERS,
    LEMMA_11,
    POINTS,
    SAMPLED,
    TAU,
    THEOREM_4,
    WIDE_14_2,
    WIDE_14_3,
)
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_MATRIX_PRINTED = _N**3 * LOG_M ** _R(5, 6) / (DELTA * TAU) * _M ** _R(5, 6)
_ENTRY = (_L**6 / _M) ** _R(1, 4)  # the eps of lemma 12, without its logarithm
_BY_12 = _N * _L * _ENTRY * _M


CLAIMS = (
    is_order(
        "lemma14.1",
        "appendix D.4, lemma 14, claim 1, last line of the proof",
        "n times the bound (58), with H_ii(0) <= O(L sqrt(m) tau)^2 and omega put in, is "
        "O(n^3 log(m)^(5/6) m^(5/6)/(delta tau)).",
        THEOREM_4,
        ((KERNEL_CHANGE, _MATRIX_PRINTED),),
        {
            "with n^2": (KERNEL_CHANGE, _MATRIX_PRINTED / _N),
            "with L^4": (KERNEL_CHANGE, _MATRIX_PRINTED * _L**4),
            "with m^(2/3)": (KERNEL_CHANGE, _MATRIX_PRINTED / _M ** _R(1, 6)),
        },
        correction="basri2020.lemma14.1.corrected",
    ),
    is_order(
        "lemma14.1.corrected",
        "appendix D.4, lemma 14, claim 1, with the powers that (58) gives",
        "n times the bound (58), with H_ii(0) <= O(L sqrt(m) tau)^2 and omega put in, is "
        "O(n^2 L^5 tau^(5/3) log(m)^(5/6) m^(5/6)/delta^(1/3)).",
        THEOREM_4,
        ((KERNEL_CHANGE, DRIFT),),
        {
            "with L^4": (KERNEL_CHANGE, DRIFT / _L),
            "as printed": (KERNEL_CHANGE, _MATRIX_PRINTED),
            "with tau^2": (KERNEL_CHANGE, DRIFT * TAU ** _R(1, 3)),
            "with log(m)^(2/3)": (KERNEL_CHANGE, DRIFT / LOG_M ** _R(1, 6)),
        },
        derivation="corrections.D.lemma14-1",
    ),
    is_order(
        "lemma14.2",
        "appendix D.4, lemma 14, claim 2, with lemma 12 as printed",
        "Lemma 12 with the m of theorem 4 gives a bound of norm(H(0) - Hinf) <= n m (L+1) eps, "
        "eps = (L^6/m)^(1/4) even without its logarithm, that is O(delta^2 m tau^3/n^6).",
        THEOREM_4,
        ((_BY_12, KERNEL_LIMIT),),
        {
            "with tau^2 in H": (_BY_12 * TAU**2, KERNEL_LIMIT),
            "with tau^(5/2)": (_BY_12, KERNEL_LIMIT / sp.sqrt(TAU)),
            "with n^5": (_BY_12, KERNEL_LIMIT * _N),
        },
        correction="basri2020.lemma14.2.corrected",
    ),
    is_order(
        "lemma14.2.scaled",
        "appendix D.4, lemma 14, claim 2, with lemma 12 for a last layer of variance tau^2",
        "As lemma14.2, but with the factor tau^2 that H has: n m tau^2 (L+1) eps = "
        "O(delta^2 m tau^3/n^6).",
        THEOREM_4,
        ((_BY_12 * TAU**2, KERNEL_LIMIT),),
        {
            "with n^(25/4)": (_BY_12 * TAU**2, KERNEL_LIMIT / _N ** _R(1, 4)),
            "with tau^4 in the limit": (_BY_12 * TAU**2, KERNEL_LIMIT * TAU),
            "entrywise, with n^7": (_BY_12 * TAU**2 / _N, KERNEL_LIMIT / _N),
        },
        correction="basri2020.lemma14.2.corrected",
    ),
    is_order(
        "lemma14.2.corrected",
        "appendix D.4, lemma 14, claim 2, for wider layers",
        "If also m >= C n^28 L^10 log(m)/(delta^8 tau^4), then n m tau^2 (L+1) eps = "
        "O(delta^2 m tau^3/n^6), eps = (L^6 log(m)/m)^(1/4), since log(n^2 L/deltahat) <= log(m).",
        WIDE_14_2,
        ((SAMPLED, KERNEL_LIMIT),),
        {
            "without tau^2 in H": (_BY_12 * LOG_M ** _R(1, 4), KERNEL_LIMIT),
            "with n^7": (SAMPLED, KERNEL_LIMIT / _N),
            "with L in the limit": (SAMPLED, KERNEL_LIMIT / _L),
        },
        derivation="corrections.D.lemma14-2",
    ),
    is_order(
        "lemma14.3",
        "appendix D.4, lemma 14, claim 3, second inequality, with claim 1 as printed",
        "n^3 log(m)^(5/6) m^(5/6)/(delta tau) = O(delta^2 m tau^3/n^6).",
        THEOREM_4,
        ((_MATRIX_PRINTED, KERNEL_LIMIT),),
        {
            "with tau^2": (_MATRIX_PRINTED, KERNEL_LIMIT / TAU),
            "with n^5": (_MATRIX_PRINTED, KERNEL_LIMIT * _N),
            "with delta": (_MATRIX_PRINTED, KERNEL_LIMIT / DELTA),
        },
        correction="basri2020.lemma14.3.corrected",
    ),
    is_order(
        "lemma14.3.derived",
        "appendix D.4, lemma 14, claim 3, second inequality, with claim 1 as (58) gives it",
        "n^2 L^5 tau^(5/3) log(m)^(5/6) m^(5/6)/delta^(1/3) = O(delta^2 m tau^3/n^6).",
        THEOREM_4,
        ((DRIFT, KERNEL_LIMIT),),
        {
            "with n^5": (DRIFT, KERNEL_LIMIT * _N),
            "with tau^2": (DRIFT, KERNEL_LIMIT / TAU),
            "with delta^3": (DRIFT, KERNEL_LIMIT * DELTA),
        },
        correction="basri2020.lemma14.3.corrected",
    ),
    is_order(
        "lemma14.3.corrected",
        "appendix D.4, lemma 14, claim 3, for wider layers",
        "If also m >= C n^48 L^30 log(m)^5/(delta^14 tau^8), then both parts of claim 3, as (58) and "
        "lemma 12 give them, are O(delta^2 m tau^3/n^6).",
        WIDE_14_3,
        ((DRIFT, KERNEL_LIMIT), (SAMPLED, KERNEL_LIMIT)),
        {
            "claim 1 as printed": (_MATRIX_PRINTED, KERNEL_LIMIT),
            "with n^7": (DRIFT, KERNEL_LIMIT / _N),
            "with log(m)": (DRIFT * LOG_M ** _R(1, 6), KERNEL_LIMIT),
        },
        derivation="corrections.D.lemma14-3",
    ),
    is_order(
        "lemma11.loss",
        "appendix D.4, lemma 11, 'as a consequence'",
        "norm(u(0))^2 <= n tau^2/delta^2 is O(n), for every delta > 0 and tau <= 1 of lemma 11.",
        LEMMA_11,
        ((_N * TAU**2 / DELTA**2, _N),),
        {
            "O(n tau)": (_N * TAU**2 / DELTA**2, _N * TAU),
            "O(n/delta)": (_N * TAU**2 / DELTA**2, _N / DELTA),
            "O(1)": (_N * TAU**2 / DELTA**2, _N / _N),
        },
        correction="basri2020.lemma11.loss.corrected",
    ),
    is_order(
        "lemma11.loss.corrected",
        "appendix D.4, lemma 11, 'as a consequence', for tau as in theorem 4",
        "norm(u(0))^2 <= n tau^2/deltahat^2 is O(n), and even O(eps^2/n), if tau = "
        "Theta(eps deltahat/n).",
        THEOREM_4,
        tuple((INITIAL_OUTPUT, bound) for bound in INITIAL_LOSS),
        {
            "O(eps^2/n^2)": (INITIAL_OUTPUT, EPS**2 / _N**2),
            "O(eps^3)": (INITIAL_OUTPUT, EPS**3),
            "O(deltahat)": (INITIAL_OUTPUT, _N * FAILURE),
        },
        derivation="corrections.D.lemma11-loss",
    ),
)
