r"""Appendix D.4: lemmas 8 and 10, and lemma 9 at initialisation, proved with explicit constants.

Given h_{l-1}, not 0, the entries of ``W_l h_{l-1}`` are independent Gaussians, so ``R_l = norm(h_l)^2/
norm(h_{l-1})^2`` is ``(2/m) sum_j relu(g_j)^2``, or ``(2/m) chi^2`` with k_l degrees of freedom, k_l binomial
(m, 1/2); the R_l are independent.

*Moments.*  ``R^p <= e^(p (R - 1))`` and ``E e^(t relu(g)^2) = (1 + (1 - 2 t)^(-1/2))/2``, so that with
``x = 4 p/m <= 1/2`` and ``(1 - x)^(-1/2) <= 1 + x/2 + x^2``: ``E R^p <= e^(8 p^2/m)``.  In the same way
``E (chi^2_m/m)^p <= e^(2 p^2/m)`` for ``p <= m/4``.

*Lemma 10.*  Markov's inequality for the p-th moment of ``norm(h_l)^2 = R_0 ... R_l``, p = m/(16 (L + 1)),
gives ``P(norm(h_l)^2 > e) <= e^(8 p^2 (L + 1)/m - p) = e^(-m/(32 (L + 1)))``, for each l and input.

*Lemma 8.*  Split W_{a+1} along h_a and across it.  Across, it is independent of all that follows, so that
``S_a = norm(D_a W_{a+1}^T ... D_L B^T)^2`` is ``u^2/norm(h_a)^2 + (2/m) S_{a+1} chi^2``, with k_a - 1
degrees of freedom.  Here ``u^2 = tau^2 norm(h_L)^2 g^2``, and Minkowski's inequality in L^p, with the same
p >= 1 (otherwise the probability stated is over 1) and ``norm(g^2)_p <= 2 p``, gives
``norm(S_a)_p <= tau^2 m sqrt(e) (1/2 + 1/8)``, and ``norm(S)_p <= tau^2 m sqrt(e) (1/16 + 2 e^(1/16) (1/2 +
1/8))`` for the product that ends with W_a.  Networks with a layer that is 0, of probability at most
``n (L + 1)/2^m``, are left out.

*Lemma 9.*  ``norm(sum_i r_i d_i h_i^T)^2 <= n norm(r)^2 max norm(d_i)^2 max norm(h_i)^2``, r = u - y.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import shown_nonnegative, shown_positive
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.finite_width import LAYERS, OMEGA, POINTS, TAU, THEOREM_4
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

    @property
    def failure(self) -> Any:
        """The probability."""
        return self.count * sp.exp(-self.rate)

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


def _tail(proved: Rare, least: Any, fourth: Any, points: tuple[dict[Any, Any], ...]) -> Check:
    """Decide from what is proved; or refute by a lower bound of the probability, at points.

    By Paley and Zygmund for a square X of the quantity, to a power: ``P(X > c) >= (1 - c/E X)^2 (E X)^2/
    E X^2``.

    :param least: ``E X`` and ``fourth``: ``E X^2``, at a point; X and c are to the same power.
    """

    def check(context: Context, statement: Rare) -> Evidence:
        if statement.follows_from(proved) and _moments_hold():
            context.cite("Markov's inequality")
            context.cite("rotation invariance of the Gaussian")
            return context.holds((_ALL,), ())
        for point in points:
            for power in (1, 2):
                mean, square = least(power, point), fourth(power, point)
                share = sp.sympify(statement.bound, strict=True).subs(point) ** power / mean
                if not enclose(1 - share, _DIGITS).is_positive:
                    continue
                excess = (1 - share) ** 2 * mean**2 / square - statement.failure.subs(point)
                ball = enclose(excess, _DIGITS)
                if ball.is_positive:
                    context.cite("Paley-Zygmund inequality")
                    shown = {s.name: value for s, value in _shown(point).items()}
                    meaning = "the probability exceeds what is stated by at least"
                    return context.fails(Witness(Spot(shown, ball), meaning, tree_or_reason(excess)))
        return context.open("it does not follow from what is proved, and no network refutes it")

    return check
