"""Taylor coefficients of a deep kernel at theta = 0 and at theta = pi, for any depth and order.

The kernel is one-sided analytic at both ends.  With t = theta or t = pi - theta and the correlations
``rho_h = cos(theta_h)`` as power series in t,

    rho_{h+1}' = (q_h/q_{h+1}) (1 - theta_h/pi) rho_h',   theta_h' = -rho_h'/sqrt(1 - rho_h^2),

so that a layer is two products, a square root and a quotient.  Nothing is lost where rho_h = +-1 at
t = 0: there t divides rho_h' and t^2 divides 1 - rho_h^2.

At pi the coefficients are no closed forms but recursions in the angles ``theta_h(pi)``; each has a
symbol and a definition by earlier ones, as in a kernel, and can be evaluated in any arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.depth.recursion import DeepKernel, Recursion
from freqbias.theory.errors import integer

__all__ = ["MOST_TERMS", "EndExpansion", "end_expansion"]

MOST_TERMS = 30

Coefficients = Sequence[Any]


@dataclass(frozen=True)
class EndExpansion:
    """``k(theta) = sum_n at_zero[n] theta^n = sum_n at_pi[n] (pi - theta)^n``, up to the order.

    :param definitions: pairs (symbol, expression in earlier symbols), in order of evaluation.
    """

    at_zero: tuple[Any, ...]
    at_pi: tuple[Any, ...]
    definitions: tuple[tuple[Any, Any], ...]

    @property
    def frequency_terms(self) -> tuple[tuple[Any, Any], ...]:
        """Pairs ``(even_j, odd_j)``, j = 1, 2, ..., of the asymptotic series on the circle.

        ``khat_m ~ sum_j (even_j + (-1)^m odd_j)/m^(2 j)``, by repeated integration by parts: the
        odd derivatives at the ends times ``2 (-1)^j``.
        """
        return tuple(
            (scale * self.at_zero[n], scale * self.at_pi[n])
            for n in range(1, len(self.at_zero), 2)
            for scale in [2 * (-1) ** ((n + 1) // 2) * sp.factorial(n)]
        )


def end_expansion(kernel: DeepKernel, order: int) -> EndExpansion:
    """All coefficients up to ``t^order`` at both ends.

    :raises InputError: unless 0 <= order <= 30.

    >>> from freqbias.theory.depth.recursion import deep
    >>> values = {}
    >>> ends = end_expansion(deep(2), 1)
    >>> for symbol, definition in ends.definitions:
    ...     values[symbol] = definition.subs(values)
    >>> [c.subs(values) for c in ends.at_zero], [c.subs(values) for c in ends.at_pi]
    ([3, -3/pi], [1/pi, -1/(2*pi)])
    """
    return _end_expansion(kernel, integer("order", order, 0, MOST_TERMS))


@lru_cache(maxsize=64)
def _end_expansion(kernel: DeepKernel, order: int) -> EndExpansion:
    program = _Program(order)
    ends = (program.run(kernel.recursion, end) for end in (1, -1))
    zero, pi = (tuple(kernel.factor * c for c in coefficients) for coefficients in ends)
    return EndExpansion(zero, pi, tuple(program.definitions.items()))


@dataclass
class _Program:
    """Truncated series whose coefficients are numbers or named."""

    order: int
    definitions: dict[Any, Any] = field(default_factory=dict)

    def named(self, value: Any) -> Any:
        """A rational or a symbol as it is, anything else under a new symbol."""
        if value.is_Rational or value.is_Symbol:
            return value
        symbol = sp.Symbol(f"c_{len(self.definitions)}", real=True)
        self.definitions[symbol] = value
        return symbol

    def product(self, left: Coefficients, right: Coefficients) -> list[Any]:
        count = min(len(left), len(right))
        sums = (_convolved(left, right, n) for n in range(count))
        return [self.named(value) for value in sums]

    def quotient(self, over: Coefficients, under: Coefficients) -> list[Any]:
        found: list[Any] = []
        for n in range(min(len(over), len(under))):
            known = sp.Add(*(under[n - i] * c for i, c in enumerate(found)))
            found.append(self.named((over[n] - known) / under[0]))
        return found

    def root(self, square: Coefficients) -> list[Any]:
        found = [self.named(sp.sqrt(square[0]))]
        for n in range(1, len(square)):
            known = sp.Add(*(found[i] * found[n - i] for i in range(1, n)))
            found.append(self.named((square[n] - known) / (2 * found[0])))
        return found

    def run(self, recursion: Recursion, end: int) -> list[Any]:
        """Theta_L at theta = 0 (end = 1) or theta = pi (end = -1)."""
        variance, bias = recursion.variance, recursion.bias
        rates = [end * c / variance(0) for c in _minus_sine(self.order)]
        start, total = self.named((end + bias) / variance(0)), [sp.S.Zero] * (self.order + 1)
        for layer in range(recursion.depth + 1):
            rho = _integral(rates, start)
            if layer in recursion.trained:
                added = (variance(layer) * c for c in rho)
                total = [self.named(t + c) for t, c in zip(total, added, strict=False)]
            if layer < recursion.depth:
                ratio = recursion.ratio(layer)
                angle, sine = self.angle(rho, rates)
                step = [1 - angle[0] / sp.pi, *(-c / sp.pi for c in angle[1:])]
                grown = ratio * (rho[0] * step[0] + sine / sp.pi)
                start = self.named(grown + bias / variance(layer + 1))
                rates = self.product([ratio * c for c in step], rates)
                total = self.product(total, step)
        return total

    def angle(self, rho: Coefficients, rates: Coefficients) -> tuple[list[Any], Any]:
        """arccos(rho) as a series, and the sine of its constant term."""
        zeros = 1 if rho[0] ** 2 == 1 else 0
        squares = [-_convolved(rho, rho, n) for n in range(len(rho))]
        squares[0] += 1
        sine = self.root([self.named(c) for c in squares[2 * zeros :]])
        slope = self.quotient([-c for c in rates[zeros:]], sine)
        start = self.named(sp.acos(rho[0]))
        return _integral(slope, start)[: self.order + 1], sp.S.Zero if zeros else sine[0]


def _convolved(left: Coefficients, right: Coefficients, n: int) -> Any:
    return sp.Add(*(left[i] * right[n - i] for i in range(n + 1)))


def _integral(rates: Coefficients, start: Any) -> list[Any]:
    return [start, *(c / sp.Integer(n) for n, c in enumerate(rates, start=1))]


def _minus_sine(order: int) -> list[Any]:
    """Coefficients of ``-sin(t)``: of cos(t), and of -cos(pi - t) with the other sign, the rate."""
    return [
        (-1) ** ((n + 1) // 2) / sp.factorial(n) if n % 2 else sp.S.Zero for n in range(order + 1)
    ]
