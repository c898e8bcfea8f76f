r"""Appendix D.4: lemmas 8 and 10, and lemma 9 at initialisation, with explicit constants.

What is stated is compared with what :mod:`freqbias.claims.basri2020.appendix_d.moments` derives, after
it has been put to a test: a lower bound of the probability must not exceed what is stated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d import moments
from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.inequalities import shown_nonnegative
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.finite_width import DELTA, LAYERS, OMEGA, POINTS, TAU, THEOREM_4
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = ["CLAIMS", "Rare"]

_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_DIGITS = 50


@dataclass(frozen=True)
class Rare:
    """``square > bound``, for some input and layer, has probability at most ``count exp(-rate)``."""

    square: str
    bound: Any
    count: Any
    rate: Any

    def __str__(self) -> str:
        return f"P({self.square} > {self.bound}) <= {self.count}*exp(-{self.rate})"

    def _latex(self, printer: Any) -> str:
        bound, count, rate = map(printer.doprint, (self.bound, self.count, self.rate))
        square = rf"\mathrm{{{self.square}}}".replace(" ", r"\ ").replace("^", r"\^{}")
        return rf"P({square} > {bound}) \le {count} e^{{-{rate}}}"

    def follows_from(self, proved: moments.Proved) -> bool:
        """Whether it is seen to say no more, for all n, L, m >= 1 and tau > 0."""
        bound, count, rate = proved
        rooms = (self.bound - bound, self.count - count, rate - self.rate)
        return all(
            shown_nonnegative(sp.sympify(room, strict=True).subs(moments.SHIFT)) for room in rooms
        )


def _tail(derived: Callable[[], moments.Proved], mean: Any, factors: Any) -> Check:
    """Refute by a lower bound of the probability; or decide from what is derived.

    :param mean: the square is, for some input and layer, at least this times ``factors`` R's.
    """

    def check(context: Context, statement: Rare) -> Evidence:
        for point in _NETWORKS:
            witness = _exceeded(context, statement, mean, factors, point)
            if witness is not None:
                return context.fails(witness)
        if not statement.follows_from(derived()):
            return context.open(
                "it does not follow from what is derived, and no network refutes it"
            )
        for theorem in moments.CITED:
            context.cite(theorem)
        return context.holds((_ALL,), _exact_moments())

    return check


def _exceeded(
    context: Context, statement: Rare, mean: Any, factors: Any, point: dict[Any, Any]
) -> Witness | None:
    """A network whose square is over the bound more often than is stated."""
    bound, count, rate, least, f = (
        sp.sympify(part, strict=True).subs(point)
        for part in (statement.bound, statement.count, statement.rate, mean, factors)
    )
    for theorem, probability in moments.least_probabilities(sp.log(bound / least), f, point[_M]):
        excess = probability - sp.log(count) + rate
        ball = enclose(excess, _DIGITS)
        if ball.is_positive:
            context.cite(theorem)
            return _witness(point, ball, excess)
    return None


def _exact_moments() -> tuple[Spot, ...]:
    """By another route: the bound of ``E R^p`` minus the exact moment is nowhere negative."""
    found = []
    for width, power in ((8, 1), (100, 1), (16, 2), (1000, 2), (32, 4), (10**6, 4)):
        bound = moments.rectified_moment(sp.Integer(power)).subs(_M, width)
        room = bound - moments.moment(sp.Integer(width), power)
        point = {"n": 1, "m": width, "L": 1, "tau": Fraction(1)}
        found.append(violation(point, enclose(room, _DIGITS)))
    return tuple(found)


def _witness(point: dict[Any, Any], ball: Any, excess: Any) -> Witness:
    shown: dict[str, Any] = {s.name: int(v) for s, v in point.items() if s is not TAU}
    shown["tau"] = Fraction(1, int(1 / point[TAU]))
    meaning = "the logarithm of the probability exceeds that of what is stated by at least"
    return Witness(Spot(shown, ball), meaning, tree_or_reason(excess))


def _network(width: int, layers: int, inverse: int) -> dict[Any, Any]:
    values = {_M: width, _L: layers, _N: 1, TAU: _R(1, inverse)}
    return {symbol: sp.sympify(value, strict=True) for symbol, value in values.items()}


_NETWORKS = (
    _network(10**4, 1, 1),
    _network(10**4, 1, 100),
    _network(10**4, 10**4, 1),
    _network(10**8, 10**8, 1),
)
_ALL: Domain = {
    "n": Integers(1),
    "m": Integers(1),
    "L": Integers(1),
    "tau": Interval(Fraction(0), None),
}
_INITIAL = ("W_l, A ~ N(0, 2/m), B ~ N(0, tau^2), independent", "abs(x_i) = 1")
_LAYER = Rare("norm(h_l)^2", sp.E, _N * (_L + 1), _M / (32 * (_L + 1)))
_BACKWARD = Rare(
    "norm(B D_L W_L ... D_a W_a)^2", 8 * TAU**2 * _M, 2 * _N * (_L + 1), _M / (16 * (_L + 1))
)
_GRADIENT = Rare(
    "norm(grad Phi)^2/Phi", 17 * TAU**2 * _N * _M, 3 * _N * (_L + 1), _M / (32 * (_L + 1))
)
_SPARSE = _M * OMEGA ** _R(2, 3) * _L * LOG_M


def _claim(
    name: str,
    place: str,
    reading: str,
    statement: Rare,
    route: tuple[Callable[[], moments.Proved], Any, Any],
    wrong: dict[str, dict[str, Any]],
    **rest: Any,
) -> Claim:
    """A claim that something is rare; controls replace parts of it."""
    return Claim(
        f"basri2020.{name}",
        at(f"appendix D.4, {place}"),
        Kind.PROBABILISTIC,
        reading,
        statement,
        _ALL,
        _tail(*route),
        tuple(Control(text, replace(statement, **parts)) for text, parts in wrong.items()),
        _INITIAL,
        **rest,
    )


CLAIMS = (
    _claim(
        "lemma10",
        "lemma 10, after Allen-Zhu et al. 2019, lemmas 7.1 and 8.2c",
        "At initialisation norm(h_(i,l))^2 <= e for all inputs and layers, with probability at least "
        "1 - n (L + 1) exp(-m/(32 (L + 1))), for every n, m and L.",
        _LAYER,
        (moments.layer, sp.Integer(1), _L + 1),  # norm(h_L)^2
        {
            "norm(h)^2 <= 1/4": {"bound": _R(1, 4)},
            "for every depth": {"rate": _M / 32},
            "rate m": {"rate": _M},
            "sqrt(L) for L": {"rate": _M / (32 * sp.sqrt(_L + 1))},
            "rate 64 times": {"rate": 64 * _LAYER.rate},
        },
    ),
    _claim(
        "lemma8",
        "lemma 8, after Allen-Zhu et al. 2019, lemma 7.4b",
        "norm(B D_L W_L ... D_a W_a)^2 <= 8 tau^2 m for all inputs and a = 1, ..., L + 1, where the "
        "last, added here, is norm(B)^2, with probability at least 1 - 2 n (L + 1) "
        "exp(-m/(16 (L + 1))); by lemma8.probability this is the printed 1 - exp(-Omega(s log m)), "
        "s = m omega^(2/3) L, with omega as in lemma 4.",
        _BACKWARD,
        (moments.backward, TAU**2 * _M / 2, sp.Integer(1)),  # norm(B)^2, where a = L + 1
        {
            "constant 1/8": {"bound": TAU**2 * _M / 8},
            "with tau^3": {"bound": 8 * TAU**3 * _M},
            "with sqrt(m)": {"bound": 8 * TAU**2 * sp.sqrt(_M)},
            "rate 256 times": {"rate": 256 * _BACKWARD.rate},
        },
        steps=("basri2020.lemma8.probability",),
    ),
    is_order(
        "lemma8.probability",
        "appendix D.4, lemma 8, its probability with the omega of lemma 4",
        "s log m = O(m/L) for s = m omega^(2/3) L, and sqrt(m) log m = O(m/L): as n, L <= m for large "
        "m, log(2 n (L + 1)) = O(log m) is at most m/(32 (L + 1)), and so 2 n (L + 1) "
        "exp(-m/(16 (L + 1))) = exp(-Omega(s log m)).",
        THEOREM_4,
        ((_SPARSE, _M / _L), (sp.sqrt(_M) * LOG_M, _M / _L), (_N * _L, _M)),
        {
            "with n^8": (_SPARSE, _M / (_L * _N**8)),
            "with L^6": (_SPARSE, _M / _L**6),
            "with delta^3": (_SPARSE, _M * DELTA**3 / _L),
            "m log m": (_M * LOG_M, _M / _L),
        },
    ),
    _claim(
        "lemma9.initial",
        "lemma 9, at initialisation",
        "At initialisation norm(dPhi/dW_l)^2 <= 17 tau^2 n m Phi for all l and all targets, with "
        "probability at least 1 - 3 n (L + 1) exp(-m/(32 (L + 1))).",
        _GRADIENT,
        (moments.gradient, TAU**2 * _M, _L + 1),  # the gradient in W_L, for n = 1
        {
            "constant 1/4": {"bound": TAU**2 * _N * _M / 4},
            "with tau^3": {"bound": 17 * TAU**3 * _N * _M},
            "with sqrt(m)": {"bound": 17 * TAU**2 * _N * sp.sqrt(_M)},
            "rate 256 times": {"rate": 256 * _GRADIENT.rate},
        },
    ),
)
