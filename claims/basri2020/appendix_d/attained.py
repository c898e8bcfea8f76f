r"""Appendix D.4, lemma 14: a change of the weights within omega that moves H too far.

*The change.*  L = 1 and orthonormal inputs, so delta = sqrt(2).  Let eta_0 = kappa/sqrt(m), F the units
r with ``-eta_0 < z_ir < 0`` for some input i, ``z_i = W_1 h_i``, and hbar the direction of
``sum_i h_i``.  Then ``W' = v hbar^T`` with ``v_r = 8 eta_0`` on F, 0 elsewhere, has norm
``8 eta_0 sqrt(abs F)``, and it turns on every unit just below its kink and none off.

*Its size.*  The h_i are independent, ``E norm(h_i)^2 = 1`` with variance 5/m, and ``E h_i.h_j = 1/pi``
for i != j with variance ``(1 - 1/pi^2)/m``, so by Chebyshev's inequality all ``norm(h_i)^2`` lie in
[1/2, 2] and all ``h_i.h_j`` in [1/5, 2/5], but for a probability (20 n + 75 n^2)/m.  Then
``hbar.h_i > 1/8``.  Given that, the z_ir of different units are independent Gaussians of variance in
[1/m, 4/m], whose density over sqrt(m) is in [19/100, 2/5] where abs(z_ir) <= eta_0 <= 1/(10 sqrt m).
So a unit lies in F with probability at most ``2 n kappa/5``, and ``abs F <= n m kappa`` but for a
probability (2/5)/(3/5)^2/(n m kappa).  So ``norm(W') <= omega`` for
``kappa = omega^(2/3)/(4 n^(1/3))``, at most 1/10 where omega <= 1/3.

*Its effect.*  No entry of H falls, and ``norm(H' - H) >= (1/n) sum_(i != j) (H' - H)_ij``, which is at
least ``(2/(5 n)) sum_r B_r^2 Y_r``, Y_r the number of pairs (i, j) with ``-eta_0 < z_ir < 0 <= z_jr``.
Given z_ir, the other has mean at least -4 eta_0/5 and standard deviation at least 3/(5 sqrt m), so it
is >= 0 with probability at least P(g >= 4 kappa/3) >= 2/5, and ``E Y_r >= c n^2 kappa``,
``c = (19/100) (2/5)/2``.  The terms are independent for different r, and of second moment at most
``(3/10) tau^4 n^4 kappa``, because ``Y_r <= n^2/4``.  So by Chebyshev's inequality the sum is at least
half its mean but for a probability ``4 (3/10)/(c^2 m kappa)``.

*No change does much more.*  With ``kappa = omega^(2/3)``, an input has at most ``8 m kappa/5`` units
with ``abs(z_ir) <= eta_0`` but for a probability ``5/(4 m kappa)``, and W' turns at most
``norm(W' h_i)^2/eta_0^2 <= 2 m kappa`` others.  All B_r^2 are at most ``4 tau^2 log(m)`` but for a
probability 1/m.  So ``norm(H' - H) <= n 2 (2 (18/5) m kappa) 4 tau^2 log(m)``.
"""

from __future__ import annotations

from dataclasses import dataclass
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

__all__ = ["CLAIMS", "Reached", "reachable", "reached"]

_N, _M, _R = POINTS, WIDTH, sp.Rational
_DIGITS = 50
_SPAN = OMEGA ** _R(2, 3)
_LOW, _HIGH, _ON = _R(19, 100), _R(2, 5), _R(2, 5)  # densities over sqrt(m); P(z_jr >= 0)
_MOST = _R(1, 10)  # of kappa
_NORMS = _N * (5 / _M) / _R(1, 2) ** 2  # how often some norm is out of [1/2, 3/2]
_PRODUCTS = 75 * _N**2 / _M  # and some product out of [1/5, 2/5]
_ALL: Domain = {
    "n": Integers(2),
    "omega": Interval(Fraction(0), Fraction(1, 3)),
    "m": Integers(2),
    "tau": Interval(Fraction(0), None),
}


@dataclass(frozen=True)
class Reached:
    """Some W has ``norm(W - W(0)) <= omega``, ``norm(H - H(0)) >= change``, but for a probability."""

    change: Any
    failure: Any

    def __str__(self) -> str:
        return f"P(sup norm(H - H(0)) >= {self.change}) >= 1 - ({self.failure})"

    def _latex(self, printer: Any) -> str:
        change, failure = map(printer.doprint, (self.change, self.failure))
        return rf"P(\sup \|H - H(0)\| \geq {change}) \geq 1 - \left({failure}\right)"

    def follows_from(self, proved: Reached) -> bool:
        """Whether it is seen to say no more, for n >= 2, m >= 1, omega <= 1/3 and tau > 0."""
        cubes = {_N: sp.Symbol("a", positive=True) ** 3, OMEGA: sp.Symbol("b", positive=True) ** 3}
        gaps = (proved.change - self.change, self.failure - proved.failure)
        return all(shown_nonnegative(sp.expand(sp.powdenest(gap.subs(cubes)))) for gap in gaps)


def reached() -> Reached:
    """What the change of the proof reaches, with its constants."""
    kappa = _SPAN / (4 * _N ** _R(1, 3))
    mean = _LOW * _ON / 2  # of Y_r, over n^2 kappa
    square = 3 * _HIGH / 4  # of B_r^2 Y_r, over tau^4 n^4 kappa
    change = _HIGH / _N * _M * TAU**2 * mean * _N**2 * kappa / 2
    units = _HIGH / (1 - _HIGH) ** 2 / (_N * _M * kappa)
    return Reached(change, _NORMS + _PRODUCTS + units + 4 * square / (mean**2 * _M * kappa))


def reachable() -> Reached:
    """What no change exceeds but for the probability given."""
    units = (2 * 2 * _HIGH + 2) * _M * _SPAN
    bound = _N * 2 * (2 * units) * 4 * TAU**2 * sp.log(_M)
    return Reached(bound, _NORMS + 1 / _M + _N / (2 * _HIGH * _M * _SPAN))


def _tail_of_normal(x: Any) -> Any:
    """P(g >= x) for a standard normal g."""
    z = sp.Symbol("z", real=True)
    return sp.Rational(1, 2) - sp.Integral(sp.exp(-(z**2) / 2), (z, 0, x)) / sp.sqrt(2 * sp.pi)


def _rooms() -> dict[str, Any]:
    """What the proof wants to be positive, by what it is said of."""
    kappa = _SPAN.subs(OMEGA, _R(1, 3)) / (4 * 2 ** _R(1, 3))  # where it is greatest
    density = 1 / sp.sqrt(2 * sp.pi)  # of a standard normal, at 0
    products = (1 - 1 / sp.pi**2) / 2 / (_R(2, 5) - 1 / sp.pi) ** 2
    return {
        "the distance of 1/pi from 1/5 less that from 2/5": 2 / sp.pi - _R(3, 5),
        "75 n^2/m": 75 - products,
        "1/10 - kappa": _MOST - kappa,
        "the density - 19/100": density * sp.exp(-(_MOST**2) / 2) / 2 - _LOW,
        "2/5 - the density": _HIGH - density,
        "P(z_jr >= 0) - 2/5": _tail_of_normal(_R(4, 3) * _MOST) - _ON,
    }


def _leans() -> bool:
    """That ``hbar.h_i > 1/8``: its square is at least ((n - 1)/5 + 1/2)^2/(2 n + 2 n (n - 1)/5)."""
    n = 2 + sp.Symbol("n_2", nonnegative=True)
    room = 64 * ((n - 1) / 5 + _R(1, 2)) ** 2 - (2 * n + _R(2, 5) * n * (n - 1))
    return shown_nonnegative(sp.expand(room))


def _attained(context: Context, statement: Reached) -> Evidence:
    """Refuted where hardly any network could do it; else by the change of the proof."""
    for point in _POINTS:
        witness = _impossible(statement, point)
        if witness is not None:
            context.cite("Chebyshev's inequality")
            return context.fails(witness)
    if not (statement.follows_from(reached()) and _leans()):
        return context.open("it is neither reached by the change that is known nor impossible")
    context.cite("Chebyshev's inequality")
    spots = []
    for what, room in _rooms().items():
        ball = enclose(room, _DIGITS)
        if not ball.is_positive:
            return context.open(f"{what} is not seen to be positive")
        point = {"n": 2, "omega": Fraction(1, 3), "m": 2, "tau": Fraction(1)}
        spots.append(violation(point, ball))
    return context.holds((_ALL,), tuple(spots))


_POINTS = tuple(
    {_N: sp.Integer(n), _M: sp.Integer(10) ** digits, OMEGA: omega, TAU: sp.Integer(1)}
    for n, digits, omega in (
        (2, 5, _R(1, 3)),  # for constants
        (2, 25, _R(1, 3)),  # for powers of m
        (10**27, 60, _R(1, 3)),  # for powers of n
        (2, 40, _R(1, 10**45)),  # for powers of omega
    )
)


def _impossible(statement: Reached, point: dict[Any, Any]) -> Witness | None:
    """A point at which events that exclude each other would have probabilities of sum over 1."""
    most = reachable()
    excess = sp.log(statement.change.subs(point) / most.change.subs(point))
    both = 1 - (statement.failure + most.failure).subs(point)
    ball = enclose(excess, _DIGITS)
    if not (ball.is_positive and enclose(both, _DIGITS).is_positive):
        return None
    shown: dict[str, Any] = {s.name: int(point[s]) for s in (_N, _M)}
    shown |= {"omega": Fraction(str(point[OMEGA])), "tau": Fraction(1)}
    meaning = "with a positive probability no W within omega does it: too large, in logarithms, by"
    return Witness(Spot(shown, ball), meaning, tree_or_reason(excess))


_FAILURE = (20 * _N + 75 * _N**2) / _M + (5 / _N + 3400) * _N ** _R(1, 3) / (_M * _SPAN)
_LEAST = TAU**2 * _M * _N ** _R(2, 3) * _SPAN / 530
_ATTAINED = 530 * _LEAST
_SNIPPET = (
    "from mpmath import cbrt, log, mp, mpf, sqrt\nmp.dps = 30\n"
    "delta = mpf(1)  # up to constants\ns = mpf(10)**6  # any large number\n"
    "n, tau = s, 1/s  # tau = eps deltahat/n\n"
    "m = n**24/(delta**8*tau**6)  # the least of theorem 4, its logarithm left out\n"
    "omega = n**3/(delta*tau*sqrt(m))\n"
    "attained = tau**2*m*cbrt(n*omega)**2\n"
    "print(log(attained/(delta**2*m*tau**3/n**6))/log(s))\n"
)

CLAIMS = (
    Claim(
        "basri2020.lemma14.attained",
        at("appendix D.4, lemma 14, how far H can move"),
        Kind.PROBABILISTIC,
        "For L = 1 and orthonormal inputs there is, with probability at least 1 - (20 n + 75 n^2)/m - "
        "(5/n + 3400) n^(1/3)/(m omega^(2/3)), a W with norm(W - W(0)) <= omega and norm(H - H(0)) at "
        "least tau^2 m n^(2/3) omega^(2/3)/530.  The powers of m and omega are exact, up to log(m).",
        Reached(_LEAST, _FAILURE),
        _ALL,
        _attained,
        tuple(
            Control(name, Reached(_LEAST * factor, _FAILURE))
            for name, factor in {
                "with omega^(1/3)": OMEGA ** _R(-1, 3),
                "with omega^(1/2)": OMEGA ** _R(-1, 6),
                "with n^(4/3)": _N ** _R(2, 3),
                "with m^2": _M,
                "10^6 times as much": sp.Integer(10) ** 6,
            }.items()
        ),
        ("L = 1", "x_i orthonormal", "networks (D.1) at initialisation"),
    ),
    is_order(
        "lemma14.rare",
        "appendix D.4, lemma 14, the probability of lemma14.attained",
        "n^2/m and n^(1/3)/(m omega^(2/3)), of whose order it fails at most, are O(1/sqrt(m)).",
        THEOREM_4,
        tuple((left, 1 / sp.sqrt(_M)) for left in (_N**2 / _M, _N ** _R(1, 3) / (_M * _SPAN))),
        {
            "1/m": (_N**2 / _M, 1 / _M),
            "1/m, second": (_N ** _R(1, 3) / (_M * _SPAN), 1 / _M),
            "1/(n^99 sqrt(m))": (_N**2 / _M, 1 / (_N**99 * sp.sqrt(_M))),
        },
    ),
    is_order(
        "lemma14.uniform",
        "appendix D.4, lemma 14, for every W within omega of W(0), as in lemma 13",
        "With m and tau as in theorem 4, norm(H - Hinf) = O(delta^2 m tau^3/n^6) with probability "
        "1 - deltahat for every W with norm(W - W(0)) <= omega, as Allen-Zhu et al. 2019, theorem 5c, "
        "is meant.  So tau^2 m n^(2/3) omega^(2/3) would be of this order: by lemma14.attained, for "
        "L = 1 and delta = sqrt(2), some W has H that far from H(0), and W(0) is one of the W too.  "
        "For iterates see lemma14.",
        THEOREM_4,
        ((_ATTAINED, KERNEL_LIMIT),),
        {
            "with n^7": (_ATTAINED, KERNEL_LIMIT / _N),
            "with tau^4": (_ATTAINED, KERNEL_LIMIT * TAU),
            "without m": (_ATTAINED, KERNEL_LIMIT / _M),
        },
        ("basri2020.lemma14.attained", "basri2020.lemma14.rare"),
        correction="basri2020.lemma14.3.corrected",
        snippet=_SNIPPET,
    ),
)
