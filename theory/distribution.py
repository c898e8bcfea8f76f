"""The distributional equation of a kernel: ``L(D) k = A(D) delta_0 + B(D) delta_pi``.

For an exponential polynomial k(theta) on [0, pi], continued evenly and 2 pi-periodically, L is the
annihilator of the profile and A, B collect the jumps of its odd derivatives at 0 and pi.  One
algorithm for every kernel; an eigenfunction T f = lambda f then satisfies

    lambda L(D) f = A(D) (p f) + B(D) (pbar fbar),   pbar(x) = p(x + pi), fbar(x) = f(x + pi).

Necessary, not sufficient: at frequencies m with L(i m) = 0 it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical

__all__ = ["DERIVATIVE", "DistributionalEquation", "annihilator", "distributional_equation"]

DERIVATIVE = sp.Symbol("D")


def annihilator(profile: ExponentialPolynomial) -> sp.Poly:
    """The monic real polynomial L of least degree with ``L(D) f = 0`` on the interval.

    A term ``theta^n e^{i w theta}`` needs the factor ``(D - i w)^(n+1)``; w and -w are paired.

    >>> t = sp.Symbol("t", real=True)
    >>> annihilator(ExponentialPolynomial.of(t * sp.cos(t) + 1, t)).as_expr().factor()
    D*(D**2 + 1)**2
    """
    orders: dict[Any, int] = {}
    for n, w in profile.terms:
        orders[abs(w)] = max(orders.get(abs(w), 0), n + 1)
    factors = (
        (DERIVATIVE if w == 0 else DERIVATIVE**2 + w**2) ** order for w, order in orders.items()
    )
    return sp.Poly(sp.Mul(*factors), DERIVATIVE)


@dataclass(frozen=True)
class DistributionalEquation:
    """``operator(D) k = at_zero(D) delta_0 + at_pi(D) delta_pi``, polynomials in DERIVATIVE.

    >>> from freqbias.theory.kernels import first_layer
    >>> equation = distributional_equation(first_layer.profile)
    >>> equation.operator.as_expr().factor(), equation.at_zero.as_expr(), equation.at_pi.as_expr()
    ((D**2 + 1)**2, -D**2/pi + 1/pi, -D**2/pi + 1/pi)
    """

    operator: sp.Poly
    at_zero: sp.Poly
    at_pi: sp.Poly

    def fourier_defect(self, coefficient: Any, m: Any) -> Any:
        """``L(i m) khat_m - A(i m) - (-1)^m B(i m)``: zero at every integer frequency m."""
        at = sp.I * m
        left = self.operator.as_expr().subs(DERIVATIVE, at) * coefficient
        right = self.at_zero.as_expr() + (-1) ** m * self.at_pi.as_expr()
        return sp.expand(left - right.subs(DERIVATIVE, at))


def distributional_equation(profile: ExponentialPolynomial) -> DistributionalEquation:
    """Derive L, A and B from the profile on [0, pi].

    The j-th derivative of the even continuation jumps by ``(1 - (-1)^j) k^(j)(0)`` at 0 and by
    ``-(1 - (-1)^j) k^(j)(pi)`` at pi, and ``D^i`` turns that into ``D^(i-1-j) delta``.
    """
    operator = annihilator(profile)
    derivatives = [profile]
    while len(derivatives) < operator.degree():
        derivatives.append(derivatives[-1].derivative())
    at_zero = [2 * f.at(0) if j % 2 else sp.Integer(0) for j, f in enumerate(derivatives)]
    at_pi = [-2 * f.at(sp.pi) if j % 2 else sp.Integer(0) for j, f in enumerate(derivatives)]
    return DistributionalEquation(
        operator, _concentrated(operator, at_zero), _concentrated(operator, at_pi)
    )


def _concentrated(operator: sp.Poly, jumps: list[Any]) -> sp.Poly:
    """``sum_i l_i sum_{j<i} jump_j D^(i-1-j)``."""
    terms = (
        value * jump * DERIVATIVE ** (i - 1 - j)
        for (i,), value in operator.terms()
        for j, jump in enumerate(jumps[:i])
    )
    return sp.Poly(canonical(sp.Add(*terms)), DERIVATIVE)
