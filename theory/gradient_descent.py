"""Gradient descent near a fixed kernel: one step, its unrolling, and the factor of one step.

``v(t) = u(t) - y`` obeys ``v(t+1) = (I - eta H(t)) v(t) + e(t)`` (2003.04560 (51)); with the kernel
Hinf in place of H(t) it obeys ``v(t+1) = P v(t) + xi(t)``, ``P = I - eta Hinf`` (52).  Matrices and
vectors are non-commuting symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

__all__ = [
    "ERROR",
    "INDEX",
    "KERNEL",
    "LIMIT_KERNEL",
    "RESIDUAL",
    "STEP_SIZE",
    "TIME",
    "Unrolled",
    "is_unrolled",
    "remainder",
]

KERNEL, LIMIT_KERNEL = sp.symbols("H Hinf", commutative=False)
RESIDUAL, ERROR = sp.symbols("v e", commutative=False)  # u(t) - y, and the error of linearising
STEP_SIZE = sp.Symbol("eta", positive=True)
TIME, INDEX = sp.symbols("t i", integer=True, nonnegative=True)
_AT = sp.Symbol("s", integer=True, nonnegative=True)


def remainder() -> Any:
    """xi of (52): what is left of (51) after a step with Hinf.

    >>> sp.factor(remainder() - ERROR)
    eta*(-H + Hinf)*v
    """
    step = RESIDUAL - STEP_SIZE * KERNEL * RESIDUAL + ERROR
    return sp.expand(step - (RESIDUAL - STEP_SIZE * LIMIT_KERNEL * RESIDUAL))


@dataclass(frozen=True)
class Unrolled:
    """``v(t) = P^power v(0) + sum_(i=0)^last P^exponent xi(argument)``, expressions in t and i."""

    power: Any
    last: Any
    exponent: Any
    argument: Any

    def __str__(self) -> str:
        terms = f"sum_(i=0..{self.last}) P^({self.exponent}) xi({self.argument})"
        return f"v(t) = P^({self.power}) v(0) + {terms}"

    def _latex(self, printer: Any) -> str:
        parts = (self.power, self.last, self.exponent, self.argument)
        power, last, exponent, argument = (printer.doprint(part) for part in parts)
        return rf"P^{{{power}}} v(0) + \sum_{{i=0}}^{{{last}}} P^{{{exponent}}} \xi({argument})"


def is_unrolled(form: Unrolled) -> bool:
    """Whether the form solves ``v(t+1) = P v(t) + xi(t)`` for every t >= 0, by induction over t.

    The exponent of P before xi(s) must be 0 for t = s + 1 and grow by 1 with t, that before v(0) must
    be t, and s must run through 0, ..., t - 1 once: then both sides agree at t = 0 and after each step.

    :returns: False also where the argument is not i up to sign and shift; so no answer to the contrary.

    >>> is_unrolled(Unrolled(TIME, TIME - 1, INDEX, TIME - 1 - INDEX))
    True
    >>> is_unrolled(Unrolled(TIME, TIME - 1, TIME - 1 - INDEX, INDEX))
    True
    """
    slope = sp.expand(form.argument.diff(INDEX))
    if slope not in (1, -1):
        return False
    at_zero = form.argument.subs(INDEX, 0)
    exponent = sp.expand(form.exponent.subs(INDEX, slope * (_AT - at_zero)))
    ends = sorted(
        (at_zero, form.argument.subs(INDEX, form.last)), key=lambda e: e == 0, reverse=True
    )
    conditions = (
        form.power.subs(TIME, 0),
        form.power.subs(TIME, TIME + 1) - form.power - 1,
        exponent.subs(TIME, _AT + 1),
        exponent.subs(TIME, TIME + 1) - exponent - 1,
        ends[0],
        ends[1] - (TIME - 1),
        form.last - (TIME - 1),
    )
    return all(sp.expand(condition) == 0 for condition in conditions)
