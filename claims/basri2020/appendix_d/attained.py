r"""Appendix D.4, lemma 14: a change of the weights within omega that moves H too far.

*The change.*  L = 1 and orthonormal inputs, so delta = sqrt(2).  Let eta_0 = kappa/sqrt(m), F the units
r with ``-eta_0 < z_ir < 0`` for some input i, ``z_i = W_1 h_i``, and hbar the direction of
``sum_i h_i``.  Then ``W' = v hbar^T`` with ``v_r = 8 eta_0`` on F, 0 elsewhere, has norm
``8 eta_0 sqrt(abs F)``, and it turns on every unit just below its kink and none off.

*Its size.*  The h_i are independent, and ``E h_i.h_j = 1/pi`` for i != j with variance at most 1/m, so
by Chebyshev's inequality all ``norm(h_i)^2`` lie in [1/2, 2] and all ``h_i.h_j`` in [1/5, 2/5], but for
a probability O(n^2/m).  Then ``hbar.h_i >= 1/(5 sqrt 2) > 1/8``.  Given that, the z_ir of different
units are independent Gaussians of variance in [1/m, 4/m], so a unit lies in F with probability at most
``n kappa/sqrt(2 pi)``, and ``abs F <= n m kappa`` but for a probability O(1/(n m kappa)).  So
``norm(W') <= omega`` for ``kappa = omega^(2/3)/(4 n^(1/3))``, at most 1/10 where omega <= 1/3.

*Its effect.*  No entry of H falls, and ``norm(H' - H) >= (1/n) sum_(i != j) (H' - H)_ij``, which is at
least ``(1/(5 n)) sum_r B_r^2 Y_r``, Y_r the number of pairs i != j with ``-eta_0 < z_ir < 0 <= z_jr``.
Given z_ir, the other has mean at least -4 eta_0 and standard deviation at least 3/(5 sqrt m), so it is
>= 0 with probability at least P(g >= 20 kappa/3) >= 1/4, and ``E Y_r >= n (n - 1) kappa/21``, at least
``n^2 kappa/42``.  The terms are independent for different r and of second moment at most
``3 tau^4 n^4 kappa``, so by Chebyshev's inequality the sum is at least half its mean but for a
probability O(1/(m kappa)).  Hence ``norm(H' - H) >= tau^2 m n kappa/420``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.inequalities import shown_nonnegative
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.finite_width import KERNEL_LIMIT, OMEGA, POINTS, TAU, THEOREM_4
from freqbias.theory.orders import WIDTH

__all__ = ["CLAIMS"]

_N, _M = POINTS, WIDTH
_R = sp.Rational
_DIGITS = 50
_MOST = _R(1, 10)  # of kappa
_ATTAINED = TAU**2 * _M * _N ** _R(2, 3) * OMEGA ** _R(2, 3)
_LEAST = _ATTAINED / 1680
_ALL: Domain = {
    "n": Integers(2),
    "omega": Interval(Fraction(0), Fraction(1, 3)),
    "m": Integers(1),
}


_SNIPPET = (
    "from mpmath import cbrt, log, mp, mpf, sqrt\nmp.dps = 30\n"
    "delta = mpf(1)  # up to constants\ns = mpf(10)**6  # any large number\n"
    "n, tau = s, 1/s  # tau = eps deltahat/n\n"
    "m = n**24/(delta**8*tau**6)  # the least of theorem 4, its logarithm left out\n"
    "omega = n**3/(delta*tau*sqrt(m))\n"
    "attained = tau**2*m*cbrt(n*omega)**2\n"
    "print(log(attained/(delta**2*m*tau**3/n**6))/log(s))\n"
)


def _tail_of_normal(x: Any) -> Any:
    """P(g >= x) for a standard normal g."""
    z = sp.Symbol("z", real=True)
    return sp.Rational(1, 2) - sp.Integral(sp.exp(-(z**2) / 2), (z, 0, x)) / sp.sqrt(2 * sp.pi)


def _rooms() -> dict[str, Any]:
    """What the proof wants to be positive, by what it is said of."""
    kappa = _R(1, 3) ** _R(2, 3) / (
        4 * 2 ** _R(1, 3)
    )  # at omega = 1/3 and n = 2, where it is greatest
    density = sp.exp(-(_MOST**2) / 2) / (2 * sp.sqrt(2 * sp.pi))  # of z_ir, times eta_0
    return {
        "E h_i.h_j - 1/5": 1 / sp.pi - _R(1, 5),
        "2/5 - E h_i.h_j": _R(2, 5) - 1 / sp.pi,
        "hbar.h_i - 1/8": 1 / (5 * sp.sqrt(2)) - _R(1, 8),
        "1 - the mean of abs(F)/(n m kappa)": 1 - 1 / sp.sqrt(2 * sp.pi),
        "1/10 - kappa": _MOST - kappa,
        "P(z_jr >= 0) - 1/4": _tail_of_normal(_R(20, 3) * _MOST) - _R(1, 4),
        "E Y_r - n (n - 1) kappa/21": density / 4 - _R(1, 21),
    }


def _attained(context: Context, statement: Any) -> Evidence:
    """norm(H' - H) exceeds it but for a probability that vanishes; or it exceeds 8 n m tau^2."""
    shift = {_N: 2 + sp.Symbol("n_2", nonnegative=True)}
    ratio = sp.powdenest(sp.powsimp(statement / _LEAST), force=True)
    if shown_nonnegative(sp.simplify(1 - ratio).subs(shift)):
        context.cite("Chebyshev's inequality")
        spots = []
        for what, room in _rooms().items():
            ball = enclose(room, _DIGITS)
            if not ball.is_positive:
                return context.open(f"{what} is not seen to be positive")
            spots.append(violation({"n": 2, "omega": Fraction(1, 3), "m": 1}, ball))
        return context.holds((_ALL,), tuple(spots))
    for n, m in ((2, 1), (10**9, 1), (2, 10**20)):
        point = {_N: sp.Integer(n), _M: sp.Integer(m), OMEGA: _R(1, 5), TAU: sp.Integer(1)}
        excess = statement.subs(point) / (8 * n * m) - 1
        ball = enclose(excess, _DIGITS)
        if ball.is_positive:
            meaning = (
                "it exceeds 8 n m tau^2, over which norm(H') is with vanishing probability, by"
            )
            shown = {"n": n, "omega": Fraction(1, 5), "m": m}
            return context.fails(Witness(Spot(shown, ball), meaning, tree_or_reason(excess)))
    return context.open("it is neither attained by the change that is known nor impossible")


CLAIMS = (
    Claim(
        "basri2020.lemma14.attained",
        at("appendix D.4, lemma 14, how far H can move"),
        Kind.INEQUALITY,
        "For L = 1 and orthonormal inputs there is, with a probability that tends to 1 as m/n^2 and "
        "m omega^(2/3)/n^(1/3) do to infinity, a W with norm(W - W(0)) <= omega and norm(H - H(0)) at "
        "least tau^2 m n^(2/3) omega^(2/3)/1680.",
        _LEAST,
        _ALL,
        _attained,
        (
            Control("with n^2", _LEAST * _N ** _R(4, 3)),
            Control("with m^2", _LEAST * _M),
            Control("10^5 times as much", _LEAST * 10**5),
        ),
        ("L = 1", "x_i orthonormal", "networks (D.1) at initialisation"),
        quantity="norm(H - H(0)), at least",
    ),
    is_order(
        "lemma14",
        "appendix D.4, lemma 14, for every W(t) within omega of W(0)",
        "With m and tau as in theorem 4, norm(H(t) - Hinf) = O(delta^2 m tau^3/n^6) with probability "
        "1 - deltahat whenever norm(W(t) - W(0)) <= omega.  So tau^2 m n^(2/3) omega^(2/3) would be of "
        "this order, for by lemma14.attained some W has H that far from H(0), where W(0) is one of the "
        "W(t) too.  Gradient descent need not do that: lemma14.iterates.",
        THEOREM_4,
        ((_ATTAINED, KERNEL_LIMIT),),
        {
            "with n^7": (_ATTAINED, KERNEL_LIMIT / _N),
            "with tau^4": (_ATTAINED, KERNEL_LIMIT * TAU),
            "without m": (_ATTAINED, KERNEL_LIMIT / _M),
        },
        ("basri2020.lemma14.attained",),
        correction="basri2020.lemma14.3.corrected",
        snippet=_SNIPPET,
        steps=tuple(
            f"basri2020.{step}"
            for step in ("lemma13", "lemma12", "lemma14.1", "lemma14.2", "lemma14.3")
        ),
    ),
)
