"""Section 5, figure 12: the limits of the slopes, at every depth and in every dimension.

The derivation ``depth.limits`` proves them.  Here they are found once more, from the eigenvalues of a
two-layer kernel: what has both slopes of ``Theta_L`` is a sum of its parts k0 = 1 - theta/pi and
cos(theta) k0, of which one has no even and one no odd eigenvalues from degree 3 on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.depth.ends import at_pi, at_zero
from freqbias.derivations.depth.limits import limits as derived_limits
from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.derivations.spheres.eigenvalues import eigenvalues
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.spheres.decay import uniform_decay
from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DIMENSION

__all__ = ["CLAIMS", "limits"]

_CHILD = "basri2020.fig12.constants"
_DIGITS = 30
_A, _B = NEAR.symbol, FAR.symbol
_SHARES = sp.symbols("alpha beta")
_EVERYWHERE: Domain = {"L": Integers(2), "d": Integers(2)}
_AT_TWO = {_A: 3 / sp.pi, _B: 1 / (2 * sp.pi), DIMENSION: 3}  # L = 2 on S^2


@lru_cache
def limits() -> sp.Tuple:
    """``lim k^d mu_k`` over even and over odd k, in a, b and d."""
    step = 1 - THETA / sp.pi
    rest = -_SHARES[0] * step - _SHARES[1] * sp.cos(THETA) * step
    slope = sp.diff(rest, THETA)
    equations = (slope.subs(THETA, 0) - _A, slope.subs(THETA, sp.pi) + _B)
    found = sp.solve(equations, _SHARES)
    known = harmonic_eigenvalues(first_layer_bias)  # step k0 + height cos(theta) k0
    limit = uniform_decay(first_layer_bias).limit
    odd, even = found[_SHARES[0]] / known.step, found[_SHARES[1]] / known.height
    return sp.Tuple(even * limit, odd * limit)


def _constants(context: Context, statement: sp.Tuple) -> Evidence:
    for parity, (stated, true) in enumerate(zip(statement, limits(), strict=True)):
        if sp.simplify(stated / true) != 1:
            defect = (stated - true).subs(_AT_TWO)
            spot = Spot({"L": 2, "d": 3}, enclose(defect, _DIGITS))
            what = f"for {('even', 'odd')[parity]} kappa stated minus true is"
            return context.fails(Witness(spot, what, tree_or_reason(defect)))
    for derivation in (at_zero(), at_pi(), eigenvalues(), derived_limits()):
        context.rely_on(derivation)
    return context.holds((_EVERYWHERE,), (), "exact, by the derivation depth.limits")


def _slope(context: Context, statement: Any) -> Evidence:
    """``log(kappa^d mu_kappa)`` is bounded: both limits are positive, for a >= 3/pi > 1/pi >= b > 0."""
    defect = sp.expand(statement + DIMENSION)
    if defect == 0:
        context.claim(_CHILD)
        return context.holds((_EVERYWHERE,), (), f"exact, by {_CHILD} and a > b > 0")
    for d in (2, 3):
        value = defect.subs(DIMENSION, d)
        if value != 0:
            spot = Spot({"L": 2, "d": d}, enclose(value, _DIGITS))
            return context.fails(Witness(spot, "stated minus true is", tree_or_reason(value)))
    return context.open("right on S^1 and S^2, and not examined elsewhere")


_FACTOR = 2 ** (DIMENSION - 2) * sp.gamma(DIMENSION / 2) ** 2 / sp.pi
_TRUE = sp.Tuple((_A + _B) * _FACTOR, (_A - _B) * _FACTOR)
_ASSUMED = (
    "uniform density on S^(d-1), probability measure",
    "L hidden layers, no bias, c_sigma = 2",
)

CLAIMS = (
    Claim(
        _CHILD,
        at("section 5, figure 12, the limits with their constants"),
        Kind.LIMIT,
        "At every depth L >= 2 and on every sphere S^(d-1), the circle included, kappa^d mu_kappa "
        "tends to (a + (-1)^kappa b) 2^(d-2) Gamma(d/2)^2/pi with a = L (L+1)/(2 pi) and b = (1/pi) "
        "prod k0(s_h).",
        _TRUE,
        _EVERYWHERE,
        _constants,
        (
            Control("one limit, of a", sp.Tuple(_A * _FACTOR, _A * _FACTOR)),
            Control("parities exchanged", sp.Tuple(_TRUE[1], _TRUE[0])),
            Control("doubled", sp.Tuple(2 * _TRUE[0], 2 * _TRUE[1])),
            Control("surface measure", sp.Tuple(*(4 * sp.pi * value for value in _TRUE))),
        ),
        _ASSUMED,
        quantity="lim kappa^d mu_kappa, even and odd kappa",
        derivation="depth.limits",
    ),
    Claim(
        "basri2020.fig12.slopes",
        at("section 5, figure 12, the limits of the slopes"),
        Kind.LIMIT,
        "At every fixed depth L >= 2 log(mu_kappa)/log(kappa) tends to -d: to -2 on S^1 and to -3 on "
        "S^2.  (Depth 3 of the figure is at least L = 2; for L = 1 odd eigenvalues vanish.)",
        -DIMENSION,
        _EVERYWHERE,
        _slope,
        (
            Control("-2 everywhere", sp.Integer(-2)),
            Control("-(d+1)", -DIMENSION - 1),
            Control("-(d-1)", 1 - DIMENSION),
            Control("-97 d/100, 1.94 on the circle", -sp.Rational(97, 100) * DIMENSION),
        ),
        _ASSUMED,
        quantity="lim log(mu_kappa)/log(kappa)",
    ),
)
