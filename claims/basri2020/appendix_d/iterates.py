"""Appendix D.4, lemma 14, where W(t) are the weights after t steps of gradient descent, as in D.1.

For L = 1 the order of norm(H(t) - H(0)) follows from lemmas 4 and 6.  Phi falls by factors
``1 - mu eta``, ``mu = c tau^2 delta m/n^2``, so that the way, ``sum eta norm(grad Phi)``, is of the
order ``sqrt(Phi(0)/mu) = O(n^(3/2)/(tau sqrt(delta m)))``, less than the omega of lemma 4.  By lemma 6
``m way^(2/3)`` units are then switched for an input, each with ``B_r^2 = O(tau^2 log(m))``, and n times
such an entry is what is measured here, with a power of L.
"""

from __future__ import annotations

import sympy as sp

from freqbias.claims.basri2020.appendix_d import protocols as lab
from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.appendix_d.laws import Sweep
from freqbias.claims.basri2020.appendix_d.lemmas import law
from freqbias.theory.finite_width import DELTA, KERNEL_LIMIT, LAYERS, POINTS, TAU, THEOREM_4
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS"]

_N, _L, _M, _R = POINTS, LAYERS, WIDTH, sp.Rational
_DRIFT = _N**2 * _L**4 * TAU ** _R(4, 3) * LOG_M * _M ** _R(2, 3) / DELTA ** _R(1, 3)
_SPREAD = _L**2 * TAU**2 * sp.sqrt(_M) * LOG_M  # of an entry of H(0)
_STEPS = ("lemma13", "lemma12", "lemma14.1", "lemma14.2", "lemma14.3")


def _kernels(seed: int) -> tuple[Sweep, ...]:
    """Of H along a descent, and of H(0) from network to network."""
    return lab.descents(seed) + lab.deviations(seed)


CLAIMS = (
    is_order(
        "lemma14.orders",
        "appendix D.4, lemma 14, the orders of which lemma14 is measured",
        "n^2 L^4 tau^(4/3) log(m) m^(2/3)/delta^(1/3) and n L^2 tau^2 sqrt(m) log(m) are "
        "O(delta^2 m tau^3/n^6).",
        THEOREM_4,
        ((_DRIFT, KERNEL_LIMIT), (_N * _SPREAD, KERNEL_LIMIT)),
        {
            "with n^7": (_DRIFT, KERNEL_LIMIT / _N),
            "with L^5": (_DRIFT * _L, KERNEL_LIMIT),
            "with n^14": (_N * _SPREAD, KERNEL_LIMIT / _N**8),
        },
    ),
    law(
        "lemma14",
        "lemma 14, W(t) the weights after t steps of gradient descent",
        "norm(H(t) - Hinf) = O(delta^2 m tau^3/n^6) with m and tau as in theorem 4: at the end of a "
        "descent to Phi(0)/100 norm(H(t) - H(0)) = O(n^2 L^4 tau^(4/3) log(m) m^(2/3)/delta^(1/3)), "
        "and entries of H(0) deviate from Hinf = E H(0) by O(L^2 tau^2 sqrt(m) log(m)), which by "
        "lemma14.orders is enough.  For every W within omega it is false: lemma14.uniform.",
        _kernels,
        {lab.DRIFTED: _DRIFT, lab.DEVIATION: _SPREAD},
        {
            "with 1/m^(5/6)": (lab.DRIFTED, _DRIFT / _M ** _R(3, 2)),
            "without L": (lab.DRIFTED, _DRIFT / _L**4),
            "with tau^5": (lab.DRIFTED, _DRIFT * TAU ** _R(11, 3)),
            "entries with 1/sqrt(m)": (lab.DEVIATION, _SPREAD / _M),
            "entries without L": (lab.DEVIATION, _SPREAD / _L**2),
        },
        "m from 64 to 512, L to 8, n to 8, m tau^2 = 64 for tau down to 0.35",
        rests_on=("basri2020.lemma14.orders",),
        steps=tuple(f"basri2020.{step}" for step in _STEPS),
    ),
)
