"""The differential equation of an eigenfunction, pointwise: jets and Leibniz' rule.

Where p is smooth near x and near x + pi, every derivative of ``lambda f = T f`` is a sum of values of
f, p, fbar, pbar (bar: at x + pi) and of two integrals over half circles.  Values and derivatives are
symbols here, *jets*: an identity in independent jets holds for all functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.theory.distribution import distributional_equation
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = [
    "F_BAR",
    "LAMBDA",
    "LEFT",
    "ORDERS",
    "PRODUCT",
    "P_BAR",
    "RIGHT",
    "F",
    "P",
    "S",
    "Transform",
    "X",
    "Z",
    "half_turns_merged",
    "halves",
    "image",
    "normal_form",
    "product",
    "sixth_order",
    "total_derivative",
]

ORDERS = 8  # of derivatives kept, the function itself included


def _jet(name: str) -> tuple[Any, ...]:
    marks = ["", "'", "''", "'''", *(f"^({n})" for n in range(4, ORDERS))]
    return tuple(sp.Symbol(name + mark, real=True) for mark in marks)


F, P, F_BAR, P_BAR = (_jet(name) for name in ("f", "p", "fbar", "pbar"))
LAMBDA = sp.Symbol("lambda", real=True)
X, Z, S = sp.symbols("x z s", real=True)  # s = z - x
PRODUCT = sp.Function("pf")  # z -> p(z) f(z)
LEFT, RIGHT = sp.symbols("L R", real=True)  # integration over (x - pi, x) and over (x, x + pi)


def total_derivative(expression: Any) -> Any:
    """``d/dx`` of a polynomial in jets, by the chain rule.

    :raises InputError: if a jet of the highest order kept occurs.

    >>> total_derivative(P[0] * F[1])
    f'*p' + f''*p
    """
    expression = sp.sympify(expression)
    if any(expression.has(row[-1]) for row in (F, P, F_BAR, P_BAR)):
        raise InputError(f"{shown(expression)} has a derivative of order {ORDERS - 1}, the last")
    steps = (pair for row in (F, P, F_BAR, P_BAR) for pair in pairwise(row))
    terms = (sp.diff(expression, low) * high for low, high in steps)
    return sp.expand(sp.Add(*terms))


def product(order: int, *, opposite: bool = False) -> Any:
    """The derivative ``(p f)^(order)`` at x, or at x + pi, by Leibniz' rule.

    >>> product(2)
    f*p'' + 2*f'*p' + f''*p
    """
    value = P_BAR[0] * F_BAR[0] if opposite else P[0] * F[0]
    for _ in range(order):
        value = total_derivative(value)
    return value


@dataclass(frozen=True)
class Transform:
    """``int_(x-pi)^x left(z-x) p f dz + int_x^(x+pi) right(z-x) p f dz + local``, local in jets."""

    left: ExponentialPolynomial
    right: ExponentialPolynomial
    local: Any = 0

    def derivative(self) -> Transform:
        """``d/dx``: the limits move, and the profiles are functions of z - x."""
        here = self.left.at(0) - self.right.at(0)
        opposite = self.right.at(sp.pi) - self.left.at(-sp.pi)
        moved = here * product(0) + opposite * product(0, opposite=True)
        return Transform(
            self.left.derivative().scaled(-1),
            self.right.derivative().scaled(-1),
            sp.expand(total_derivative(self.local) + moved),
        )

    @property
    def expression(self) -> Any:
        """``L left(s) + R right(s) + local``: zero as an expression only if zero for all p and f."""
        return LEFT * self.left.expression(S) + RIGHT * self.right.expression(S) + self.local


def image(kernel: Kernel = first_layer_bias, order: int = 0) -> Transform:
    """``(T f)^(order)``, so ``lambda f^(order)`` for an eigenpair.

    >>> image(order=2).local
    -f*p/pi
    """
    return _image(kernel, order)


@lru_cache
def _image(kernel: Kernel, order: int) -> Transform:
    if order:
        return _image(kernel, order - 1).derivative()
    return Transform(kernel.profile.reversed(), kernel.profile)


def halves(left: Any, right: Any) -> Any:
    """The two integrals over half circles with the profiles ``left(s)``, ``right(s)``, s = z - x.

    >>> s = sp.Symbol("s", real=True)
    >>> halves(sp.Integer(1), sp.cos(s))
    Integral(pf(z)*cos(x - z), (z, x, x + pi)) + Integral(pf(z), (z, x - pi, x))
    """
    profiles = (sp.sympify(profile).subs(S, Z - X) * PRODUCT(Z) for profile in (left, right))
    limits = ((Z, X - sp.pi, X), (Z, X, X + sp.pi))
    return sp.Add(*(sp.Integral(h, at) for h, at in zip(profiles, limits, strict=True)))


def normal_form(defect: Any, kernel: Kernel = first_layer_bias) -> Any:
    """A defect in jets, ``lambda`` and :func:`halves`, with every ``lambda f^(j)`` replaced by
    ``(T f)^(j)``: if it vanishes in independent symbols, the defect is 0 for every eigenpair.

    :raises InputError: if an integral is not over a half circle beside x, or lambda is not linear.

    >>> normal_form(LAMBDA * F[0] - halves(*(p.expression(S) for p in (image().left, image().right))))
    0
    """
    flat = defect.xreplace({node: _token(node) for node in defect.atoms(sp.Integral)})
    in_lambda = sp.Poly(sp.expand(flat), LAMBDA)
    linear = sp.expand(in_lambda.coeff_monomial(LAMBDA))
    used = {j: linear.coeff(F[j]) for j in range(ORDERS)}
    rest = linear - sp.Add(*(factor * F[j] for j, factor in used.items()))
    if in_lambda.degree() > 1 or sp.expand(rest) != 0:
        raise InputError(f"{shown(defect)} is not linear in lambda times derivatives of f")
    replaced = (factor * image(kernel, j).expression for j, factor in used.items() if factor != 0)
    return sp.expand(in_lambda.coeff_monomial(1) + sp.Add(*replaced))


def _token(node: Any) -> Any:
    """``L h(s)`` or ``R h(s)`` for an integral of ``h(z - x) p f`` over the left or right half."""
    ((z, lower, upper),) = node.limits
    half = {(X - sp.pi, X): LEFT, (X, X + sp.pi): RIGHT}.get((lower, upper))
    profile = sp.expand(node.function.subs(PRODUCT(z), 1).subs(z, X + S))
    if half is None or profile.has(X) or node.function.subs(PRODUCT(z), 0) != 0:
        raise InputError(
            f"{shown(node)} is not an integral of h(z - x) p f over a half circle at x"
        )
    return half * profile


def half_turns_merged(expression: Any, turn: int) -> Any:
    """The right half moved onto the left one, where ``p f`` at x + pi is ``turn`` times that at x.

    ``int_x^(x+pi) h(z-x) p f dz = turn * int_(x-pi)^x h(z+pi-x) p f dz``.
    """
    expanded = sp.expand(expression)
    moved = expanded.coeff(RIGHT).subs(S, S + sp.pi)
    return sp.expand(expanded.coeff(RIGHT, 0) + turn * LEFT * moved)


def sixth_order(kernel: Kernel = first_layer_bias) -> Any:
    """``lambda L(D) f - A(D)(p f) - B(D)(pbar fbar)`` in jets, from the distributional equation.

    >>> sixth_order().coeff(F[4]).factor()
    (2*pi*lambda + p)/pi
    """
    equation = distributional_equation(kernel.profile)
    operator, here, opposite = equation.operator, equation.at_zero, equation.at_pi
    applied = sp.Add(*(c * F[n] for (n,), c in operator.terms()))
    local = sp.Add(*(c * product(n) for (n,), c in here.terms()))
    antipodal = sp.Add(*(c * product(n, opposite=True) for (n,), c in opposite.terms()))
    return sp.expand(LAMBDA * applied - local - antipodal)
