r"""Appendix D.4: lemmas 8 and 10, and lemma 9 at initialisation, proved with explicit constants.

Given h_{l-1}, not 0, the entries of ``W_l h_{l-1}`` are independent Gaussians, so ``norm(h_l)^2`` is
``R_l norm(h_{l-1})^2`` with ``R_l = (2/m) sum_j relu(g_j)^2``, or ``(2/m) chi^2`` with k_l degrees of
freedom, k_l binomial (m, 1/2); the R_l are independent.

*Moments.*  ``R^p <= e^(p (R - 1))`` and ``E e^(t relu(g)^2) = (1 + (1 - 2 t)^(-1/2))/2``, so that with
``x = 4 p/m <= 1/2`` and ``(1 - x)^(-1/2) <= 1 + x/2 + x^2``: ``E R^p <= e^(8 p^2/m)``.  In the same way
``E (chi^2_m/m)^p <= e^(2 p^2/m)`` for ``p <= m/4``.

*Lemma 10.*  Markov's inequality for the p-th moment of ``norm(h_l)^2 = R_0 ... R_l``, where
p = m/(16 (L + 1)), gives ``P(norm(h_l)^2 > e) <= e^(8 p^2 (L + 1)/m - p) = e^(-m/(32 (L + 1)))``, for
each l and input.

*Lemma 8.*  Split W_{a+1} along h_a and across it.  Across, it is independent of all that follows, so
that ``S_a = norm(D_a W_{a+1}^T ... D_L B^T)^2`` is ``u^2/norm(h_a)^2 + (2/m) S_{a+1} chi^2``, with
k_a - 1 degrees of freedom.  Here ``u^2 = tau^2 norm(h_L)^2 g^2``, and Minkowski's inequality in L^p,
with the same p >= 1 (otherwise the probability stated is over 1) and ``norm(g^2)_p <= 2 p``, gives
``norm(S_a)_p <= tau^2 m sqrt(e) (1/2 + 1/8)``, and for the square of the product that ends with W_a
``tau^2 m sqrt(e) (1/16 + 2 e^(1/16) (1/2 + 1/8))``.  So ``S_a > 3 tau^2 m`` and ``> 8 tau^2 m`` have
probability at most e^-p.  Networks with a layer that is 0, of probability at most ``n (L + 1)/2^m``,
are left out.

*Lemma 9.*  ``norm(sum_i r_i d_i h_i^T)^2 <= n norm(r)^2 max norm(d_i)^2 max norm(h_i)^2``, r = u - y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

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
_CITED = ("Markov's inequality", "Minkowski's inequality", "rotation invariance of the Gaussian")


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

    def follows_from(self, proved: Rare) -> bool:
        """Whether it is seen to say no more, for all n, L, m >= 1 and tau > 0."""
        shift = {s: 1 + sp.Symbol(f"{s.name}_1", nonnegative=True) for s in (_N, _L, _M)}
        rooms = (self.bound - proved.bound, self.count - proved.count, proved.rate - self.rate)
        return all(shown_nonnegative(sp.sympify(room, strict=True).subs(shift)) for room in rooms)


def _moments_hold() -> bool:
    """The two inequalities for 0 <= x <= 1/2, and the numbers of the last lines, of the proofs."""
    x = 1 / (2 * (1 + sp.Symbol("t", nonnegative=True)))
    least = (1 + x / 2 + x**2) ** 2 * (1 - x) - 1  # (1 - x)^(-1/2) <= 1 + x/2 + x^2
    logarithm = (1 + 2 * x) * (1 - x) - 1  # the slope of x + x^2 + log(1 - x), times 1 - x
    backward = sp.sqrt(sp.E) * _R(5, 8)
    ending = sp.sqrt(sp.E) / 16 + 2 * sp.exp(_R(1, 16)) * backward
    rooms = (3 - sp.E * backward, 8 - sp.E * ending, 17 - 6 * sp.E)
    return all(map(shown_nonnegative, (least, logarithm))) and all(
        enclose(room, _DIGITS).is_positive for room in rooms
    )


def _moment(width: Any, power: int) -> Any:
    """``E R^p`` for p = 1, 2, 4, from ``E relu(g)^(2 k) = (2 k - 1)!!/2``."""
    falling = [sp.ff(width, k) for k in range(5)]
    first, second, third, fourth = (_R(sp.factorial2(2 * k - 1), 2) for k in range(1, 5))
    sums = {
        1: falling[1] * first,
        2: falling[1] * second + falling[2] * first**2,
        4: falling[1] * fourth
        + falling[2] * (4 * third * first + 3 * second**2)
        + falling[3] * 6 * second * first**2
        + falling[4] * first**4,
    }
    return sums[power] * (2 / width) ** power


def _exceeded(bound: Any, mean_of: Any, factors: Any, point: dict[Any, Any], power: int) -> Any:
    """A lower bound of ``log P(X > c)``, X a mean times independent R's, or None.

    By Paley and Zygmund for ``X^p``: ``P >= (1/2)^2 (E X^p)^2/E X^(2 p)`` where ``2 c^p < E X^p``.  In
    logarithms, because the products have up to 10^8 factors.
    """
    scale, limit = (sp.log(sp.sympify(x, strict=True).subs(point)) for x in (mean_of, bound))

    def moment(order: int) -> Any:
        return factors.subs(point) * sp.log(_moment(point[_M], order)) + order * scale

    if not enclose(moment(power) - power * limit - sp.log(2), _DIGITS).is_positive:
        return None
    return 2 * moment(power) - moment(2 * power) - sp.log(4)


def _moments() -> tuple[Spot, ...]:
    """By another route: ``e^(8 p^2/m)`` minus the exact moment ``E R^p`` is nowhere negative."""
    found = []
    for width, power in ((8, 1), (100, 1), (16, 2), (1000, 2), (32, 4), (10**6, 4)):
        room = sp.exp(sp.Rational(8 * power**2, width)) - _moment(sp.Integer(width), power)
        point = {"n": 1, "m": width, "L": 1, "tau": Fraction(1)}
        found.append(violation(point, enclose(room, _DIGITS)))
    return tuple(found)


def _tail(proved: Rare, mean_of: Any, factors: Any) -> Check:
    """Decide from what is proved; or refute by a lower bound of the probability.

    :param mean_of: the square is, for some input and layer, at least this times ``factors`` R's.
    """

    def check(context: Context, statement: Rare) -> Evidence:
        if statement.follows_from(proved) and _moments_hold():
            for theorem in _CITED:
                context.cite(theorem)
            return context.holds((_ALL,), _moments())
        for point in _NETWORKS:
            for power in (1, 2):
                least = _exceeded(statement.bound, mean_of, factors, point, power)
                if least is None:
                    continue
                excess = least - sp.log(statement.count.subs(point)) + statement.rate.subs(point)
                ball = enclose(excess, _DIGITS)
                if ball.is_positive:
                    context.cite("Paley-Zygmund inequality")
                    return context.fails(_witness(point, ball, excess))
        return context.open("it does not follow from what is proved, and no network refutes it")

    return check


def _witness(point: dict[Any, Any], ball: Any, excess: Any) -> Witness:
    shown: dict[str, Any] = {s.name: int(v) for s, v in point.items() if s is not TAU}
    shown["tau"] = Fraction(1, int(1 / point[TAU]))
    meaning = "the logarithm of the probability exceeds that of what is stated by at least"
    return Witness(Spot(shown, ball), meaning, tree_or_reason(excess))


def _network(width: int, layers: int, inverse: int) -> dict[Any, Any]:
    values = {_M: width, _L: layers, _N: 1, TAU: _R(1, inverse)}
    return {symbol: sp.sympify(value) for symbol, value in values.items()}


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
    proved: Rare,
    square: tuple[Any, Any],
    wrong: dict[str, dict[str, Any]],
    **rest: Any,
) -> Claim:
    """What is proved, as a claim; controls replace parts of it."""
    return Claim(
        f"basri2020.{name}",
        at(f"appendix D.4, {place}"),
        Kind.PROBABILISTIC,
        reading,
        proved,
        _ALL,
        _tail(proved, *square),
        tuple(Control(text, replace(proved, **parts)) for text, parts in wrong.items()),
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
        (sp.Integer(1), _L + 1),
        {
            "norm(h)^2 <= 1/4": {"bound": _R(1, 4)},
            "for every depth": {"rate": _M / 32},
            "rate m": {"rate": _M},
            "sqrt(L) for L": {"rate": _M / (32 * sp.sqrt(_L + 1))},
        },
    ),
    _claim(
        "lemma8",
        "lemma 8, after Allen-Zhu et al. 2019, lemma 7.4b",
        "norm(B D_L W_L ... D_a W_a)^2 <= 8 tau^2 m for all inputs and a, with probability at least "
        "1 - 2 n (L + 1) exp(-m/(16 (L + 1))); by lemma8.probability this is the printed "
        "1 - exp(-Omega(s log m)), s = m omega^(2/3) L, with omega as in lemma 4.",
        _BACKWARD,
        (TAU**2 * _M / 2, sp.Integer(1)),
        {
            "constant 1/8": {"bound": TAU**2 * _M / 8},
            "with tau^3": {"bound": 8 * TAU**3 * _M},
            "with sqrt(m)": {"bound": 8 * TAU**2 * sp.sqrt(_M)},
        },
        steps=("basri2020.lemma8.probability",),
    ),
    is_order(
        "lemma8.probability",
        "appendix D.4, lemma 8, its probability with the omega of lemma 4",
        "s log m = O(m/L) for s = m omega^(2/3) L, and log m = O(m/L), so that 2 n (L + 1) "
        "exp(-m/(16 (L + 1))) = exp(-Omega(s log m)).",
        THEOREM_4,
        ((_SPARSE, _M / _L), (LOG_M, _M / _L)),
        {
            "with n^8": (_SPARSE, _M / (_L * _N**8)),
            "with L^6": (_SPARSE, _M / _L**6),
            "with delta^3": (_SPARSE, _M * DELTA**3 / _L),
        },
    ),
    _claim(
        "lemma9.initial",
        "lemma 9, at initialisation",
        "At initialisation norm(dPhi/dW_l)^2 <= 17 tau^2 n m Phi for all l and all targets, with "
        "probability at least 1 - 3 n (L + 1) exp(-m/(32 (L + 1))).",
        _GRADIENT,
        (TAU**2 * _M, _L + 1),
        {
            "constant 1/4": {"bound": TAU**2 * _N * _M / 4},
            "with tau^3": {"bound": 17 * TAU**3 * _N * _M},
            "with sqrt(m)": {"bound": 17 * TAU**2 * _N * sp.sqrt(_M)},
        },
    ),
)
