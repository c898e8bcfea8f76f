"""The residual of gradient flow, enclosed.

Floating point gives eigenpairs (lambda_i, v_i) of a section of T and coordinates y with g ~ sum
y_i v_i.  Taken as exact numbers they make ``r~(t) = sum_i f_i(t) y_i v_i``.  With ``T v_i =
lambda_i v_i + a_i + b_i``, a_i inside the space (rounding) and b_i outside (resolution), it solves
``r~' = -T r~ + sum_i f_i y_i (a_i + b_i)`` exactly.  T is positive semidefinite on L2(p), so
errors do not grow:

    |r(t) - r~(t)|_p <= |g - r~(0)|_p + sum_i |y_i| |a_i|_p min(t, 1/lambda_i) + integral_0^t
    |sum_i f_i y_i b_i|_p ds,

and everything on the right is enclosed by balls.  The b_i of the highest modes are large and
cancel in the sum, so that integral is bounded panel by panel through Taylor polynomials.  Nothing
is asked of the v_i, neither orthogonality nor completeness.  The same holds for gradient descent
with step s, ``0 <= s T <= 2``.
"""

from __future__ import annotations

from functools import cached_property

import sympy as sp
from flint import arb, arb_mat

from freqbias.numerics.balls import complex_ball, rational_ball
from freqbias.numerics.flow.ball_operator import BallOperator
from freqbias.numerics.flow.decay import Decay, column_norms, diagonal
from freqbias.numerics.flow.expansion import Expansion
from freqbias.numerics.flow.flow import Flow
from freqbias.numerics.flow.outside import Outside
from freqbias.theory.targets import Target

__all__ = ["BITS", "Enclosure"]

BITS = 128


class Enclosure:
    """Balls around the residual of one target; made and used at one working precision, BITS say.

    :param flow: gradient flow or descent.
    :param target: a trigonometric polynomial that the flow resolves.
    """

    def __init__(self, flow: Flow, target: Target) -> None:
        inside = flow.vectors.T @ flow.target(target)[:, 0]
        self.flow = flow
        self.amplitudes = [arb(y) for y in inside.tolist()]
        self.vectors = arb_mat([[arb(v) for v in row] for row in flow.vectors.tolist()])
        step = rational_ball(sp.Rational(flow.exact_step))
        self.decay = Decay([arb(value) for value in flow.eigenvalues.tolist()], step)
        self.expansion = Expansion.of(flow.spaces, target)
        self._sizes = column_norms(self.vectors)
        self._defects, columns = self._residuals()
        self._outside = Outside(columns, self.decay)
        self._initial = self._initial_error()

    def error(self, t: arb) -> arb:
        """A bound of ``|r(s) - r~(s)|`` in L2(p) for operator times s <= t."""
        total = self._initial + self._outside(t)
        for y, defect, life in zip(
            self.amplitudes, self._defects, self.decay.lifetimes, strict=True
        ):
            total += abs(y) * defect * (t if t < life else life)
        return total.abs_upper()

    def residual(self, t: arb, orders: int, parity: int = 0) -> arb_mat:
        """Coordinates of ``(d/dt)^k r~(t)/k!``, k < orders, as columns; see Decay for parity."""
        return self.vectors * (
            diagonal(self.amplitudes) * self.decay.derivatives(t, orders, parity)
        )

    def remainder(self, t: arb, order: int) -> arb:
        """A bound of ``|(d/dt)^order r~(s)|/order!`` in L2(p) for s >= t."""
        total = arb(1)
        for k in range(1, order + 1):
            total /= k
        terms = (
            abs(y) * rate**order * factor * size
            for y, rate, factor, size in zip(
                self.amplitudes, self.decay.rates, self.decay.factors(t), self._sizes, strict=True
            )
        )
        return (total * sum(terms, arb(0))).abs_upper()

    @cached_property
    def is_contraction(self) -> bool:
        """Whether ``|1 - s T| <= 1`` is shown; for gradient flow it is so."""
        return self.flow.step == 0 or bool(self.decay.step * self._norm_bound() <= 2)

    def _norm_bound(self) -> arb:
        """Of T, split into the space and the rest: ``a + |C|^2/(a - d)``, where a bounds the norm of
        the first block, C is what couples them, and d, what is left of the trace, bounds the last.
        """
        deviation = self.vectors.transpose() * self.vectors - diagonal(
            [arb(1)] * self.vectors.ncols()
        )
        skew = _frobenius(column_norms(deviation))  # of V^T V from the identity
        root = (1 - skew).sqrt()
        first = (max(self.decay.eigenvalues) * (1 + skew).sqrt() + self._rounding) / root
        coupled = self._coupling / root
        eigenvalues = sum(self.decay.eigenvalues, arb(0))
        rest = complex_ball(self.flow.kernel.at_zero).real - eigenvalues
        rest = (rest + len(self.amplitudes) * (self._rounding + skew)).abs_upper()
        return first + coupled**2 / (first - rest) if first > rest else arb("inf")

    def _residuals(self) -> tuple[list[arb], arb_mat]:
        """Bounds of the norms of a_i, and the columns ``y_i b_i`` by rows outside the space."""
        operator = BallOperator(self.flow.kernel, self.flow.spaces)
        inside, outside = operator.applied(self.vectors)
        found = column_norms(inside - self.vectors * diagonal(self.decay.eigenvalues))
        defects = [
            norm + operator.cut_off * size for norm, size in zip(found, self._sizes, strict=True)
        ]
        self._rounding, self._coupling = _frobenius(defects), _frobenius(column_norms(outside))
        self._coupling += operator.cut_off
        return defects, outside * diagonal(self.amplitudes)

    def _initial_error(self) -> arb:
        made = self.vectors * arb_mat([[y] for y in self.amplitudes])
        differences = (
            (c - m[0]) ** 2 for c, m in zip(self.expansion.coordinates, made.table(), strict=True)
        )
        return (sum(differences, arb(0)) + self.expansion.missing).sqrt().abs_upper()


def _frobenius(norms: list[arb]) -> arb:
    """A bound of the norm of a matrix from those of its columns."""
    return sum((norm * norm for norm in norms), arb(0)).sqrt().abs_upper()
