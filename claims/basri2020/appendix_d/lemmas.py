"""Appendix D.4: the lemmas about networks of finite width that are not proved here but measured.

A bound with unspecified constants is judged by whether the quantity over the printed monomial is seen
to grow with any parameter (:mod:`freqbias.claims.basri2020.appendix_d.laws`); the networks are those of
:mod:`freqbias.claims.basri2020.appendix_d.protocols`, far narrower than the lemmas ask for.  Suprema
over all changes of the weights are approached by steering, so the evidence is one-sided there.
Powers of tau agree with a scaling: u, its gradients and H are tau, tau and tau^2 times those of
tau = 1, and a descent is that of tau = 1 with targets y/tau and step size eta tau^2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d import protocols as lab
from freqbias.claims.basri2020.appendix_d.laws import Sweep, measured
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.orders import Order, Orders
from freqbias.theory.finite_width import (
    DELTA,
    LAYERS,
    LINEARISATION,
    OMEGA,
    POINTS,
    TAU,
)
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS", "law"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_LEMMA_3 = (
    *(f"basri2020.lemma{n}" for n in range(4, 11)),
    *(f"basri2020.lemma3.{step}" for step in ("absorbed", "range", "orders")),
)
_NETWORKS = ("networks (D.1) at initialisation", "inputs spread evenly over the circle")


def law(
    name: str,
    place: str,
    reading: str,
    protocol: Callable[[int], tuple[Sweep, ...]],
    parts: dict[Any, Any],
    wrong: dict[str, tuple[Any, Any]],
    domain: str,
    rests_on: tuple[str, ...] = (),
    **rest: Any,
) -> Claim:
    """A claim that left = O(right) for the parts; controls replace the bound of one quantity.

    :param rests_on: ids of claims that the reading uses.
    """
    return Claim(
        f"basri2020.{name}",
        at(f"appendix D.4, {place}"),
        Kind.PROBABILISTIC,
        reading,
        Orders(tuple(Order(*part) for part in parts.items())),
        {},
        measured(protocol, rests_on),
        tuple(Control(text, Orders((Order(*part),))) for text, part in wrong.items()),
        (*_NETWORKS, f"measured for {domain}"),
        slow=True,
        **rest,
    )


_FIRST = LINEARISATION / _N ** _R(3, 2)
_WAY = _N**3 * LOG_M / (DELTA * TAU * sp.sqrt(_M))
_SLOW = _N**2 / DELTA
_SWITCHED = _M * OMEGA ** _R(2, 3) * _L
_BACKWARD = TAU * OMEGA ** _R(1, 3) * _L**2 * sp.sqrt(_M * LOG_M)
_OUTPUT = _L * TAU * sp.sqrt(_M)
_SAMPLED = _M * _L * (_L**6 / _M) ** _R(1, 4)  # m (L + 1) eps
_ENTRY = sp.sqrt(LOG_M) * OMEGA ** _R(1, 3) * _L**3

CLAIMS = (
    law(
        "lemma3",
        "lemma 3 (51), also section 5, (23)",
        "u(t+1) - y = (I - eta H(t))(u(t) - y) + e(t), where even the first term of the bound, "
        "O(L log(m)^(4/3)/(tau^(1/3) m^(1/6) n^(3/2))) sqrt(Phi), is not exceeded.",
        lab.linearisation,
        {lab.ERROR: _FIRST},
        {
            "with 1/m^2": (lab.ERROR, _FIRST / _M**2),
            "with 1/m^3": (lab.ERROR, _FIRST / _M**3),
            "with tau^4": (lab.ERROR, _FIRST * TAU**4),
        },
        "m from 64 to 512, L to 6, n to 6, m tau^2 = 64 for tau down to 0.35",
        steps=_LEMMA_3,
        aliases=("basri2020.eq23", "basri2020.eq51"),
    ),
    law(
        "lemma4",
        "lemma 4",
        "In a descent to Phi(0)/100 the weights move by O(n^3 log(m)/(delta tau sqrt m)) in Frobenius "
        "norm, and Phi falls by a factor 1 - Omega(tau^2 eta delta m/n^2) in each step; with eta = "
        "1/(2 lambda_max), larger than the lemma's.",
        lab.descents,
        {lab.WAY: _WAY, lab.SLOWNESS: _SLOW},
        {
            "way with 1/m": (lab.WAY, _WAY / sp.sqrt(_M)),
            "way without n^3/delta": (lab.WAY, _WAY * DELTA / _N**3),
            "way with tau": (lab.WAY, _WAY * TAU**2),
            "rate without n^2/delta": (lab.SLOWNESS, sp.Integer(1)),
        },
        "m from 64 to 512, L to 8, n to 8, m tau^2 = 64 for tau down to 0.35",
    ),
    law(
        "lemma5",
        "lemma 5, after Allen-Zhu et al. 2019, claim 11.2",
        "norm(h_L(t+1) - h_L(t)) = O(L^(3/2)) norm(W') and norm(B h_L(t+1) - B h_L(t)) = "
        "O(L tau sqrt m) norm(W') for changes W' steered along either.  That the change is a sum over "
        "layers is algebra, and the number of entries of D'' is that of lemma 6.",
        lab.outputs,
        {lab.HIDDEN: _L ** _R(3, 2), lab.OUTPUT: _OUTPUT},
        {
            "layer with L": (lab.HIDDEN, _L),
            "layer with 1/m^(1/4)": (lab.HIDDEN, _L ** _R(3, 2) / _M ** _R(1, 4)),
            "output with sqrt(L)": (lab.OUTPUT, _OUTPUT / sp.sqrt(_L)),
            "output with m^(1/4)": (lab.OUTPUT, _OUTPUT / _M ** _R(1, 4)),
        },
        "m from 128 to 1024, L to 16, omega from 0.03 to 0.0001",
    ),
    law(
        "lemma6",
        "lemma 6, after Allen-Zhu et al. 2019, lemma 8.2",
        "D_L(t) - D_L(0) has O(m omega^(2/3) L) entries that are not 0, for weights steered to switch "
        "as many units as possible.  The powers of m and omega are attained.",
        lab.switches,
        {lab.SWITCHED: _SWITCHED},
        {
            "with m^(3/4)": (lab.SWITCHED, _SWITCHED / _M ** _R(1, 4)),
            "with omega": (lab.SWITCHED, _SWITCHED * OMEGA ** _R(1, 3)),
            "without L": (lab.SWITCHED, _SWITCHED / _L),
        },
        "m from 256 to 2048, L to 8, omega from 0.02 to 0.00125",
    ),
    law(
        "lemma7",
        "lemma 7, after Allen-Zhu et al. 2019, lemma 8.7, for omega = O(1/L^6)",
        "Perturbing weights by omega and m omega^(2/3) L diagonal entries of each layer changes the "
        "backward product by O(tau omega^(1/3) L^2 sqrt(m log m)), for omega = O(1/L^6); the range "
        "that is printed, O(1/L^(3/2)), is judged in lemma7.range, that of lemma 4 in "
        "lemma7.range.corrected.",
        lab.backward,
        {lab.BACKWARD: _BACKWARD},
        {
            "with m^(1/4)": (lab.BACKWARD, _BACKWARD / _M ** _R(1, 4)),
            "with omega^(2/3)": (lab.BACKWARD, _BACKWARD * OMEGA ** _R(1, 3)),
            "with omega": (lab.BACKWARD, _BACKWARD * OMEGA ** _R(2, 3)),
        },
        "m from 128 to 1024, L to 4, omega from 0.06 to 0.00001, greedy perturbations",
    ),
    law(
        "lemma9",
        "lemma 9, after Allen-Zhu et al. 2019, theorem 3",
        "The gradient of Phi in each layer has square norm O(tau^2 n m Phi), for all residuals and "
        "weights steered by omega.  At initialisation it is proved, in lemma9.initial.",
        lab.gradients,
        {lab.GRADIENT: TAU**2 * _N * _M},
        {
            "without n": (lab.GRADIENT, TAU**2 * _M),
            "with tau^3": (lab.GRADIENT, TAU**3 * _N * _M),
            "with sqrt(m)": (lab.GRADIENT, TAU**2 * _N * sp.sqrt(_M)),
        },
        "m from 128 to 2048, L to 4, n to 32, tau down to 0.125",
    ),
    law(
        "lemma12",
        "lemma 12, after Arora et al. 2019a, theorem 3.1",
        "If m >= C L^6 log(L/delta)/eps^4, then abs(H_ij(0) - Hinf_ij)/m <= (L+1) eps with probability "
        "1 - delta: read for eps <= 1 and by standard deviations, as deviations O(m L (L^6/m)^(1/4)) "
        "from Hinf = E H(0).",
        lab.deviations,
        {lab.DEVIATION: _SAMPLED},
        {
            "without m": (lab.DEVIATION, _SAMPLED / _M),
            "without L": (lab.DEVIATION, _SAMPLED / _L ** _R(5, 2)),
            "sqrt(L m)/m": (lab.DEVIATION, sp.sqrt(_L / _M)),
        },
        "m from 64 to 512, L to 8, tau = 1",
    ),
    law(
        "lemma13",
        "lemma 13 (58), after Allen-Zhu et al. 2019, theorem 5c",
        "abs(H_ij(t) - H_ij(0)) = O(sqrt(log m) omega^(1/3) L^3) sqrt(H_ii(0) H_jj(0)), for weights "
        "steered by omega.",
        lab.entries,
        {lab.ENTRY: _ENTRY},
        {
            "with omega": (lab.ENTRY, _ENTRY * OMEGA ** _R(2, 3)),
            "without L^3": (lab.ENTRY, _ENTRY / _L**3),
            "with 1/m": (lab.ENTRY, _ENTRY / _M),
        },
        "m from 128 to 1024, L to 8, omega from 0.1 to 0.003",
        aliases=("basri2020.eq58",),
    ),
)
