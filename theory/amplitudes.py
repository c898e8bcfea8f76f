"""Amplitudes of pure cosines that meet with a continuous derivative at a jump of the density.

``a_j cos(w sqrt(p_j) x + b_j)`` for x <= 0 and the same with j+1 for x >= 0 match in value and slope
iff

    a_j cos(b_j) = a_{j+1} cos(b_{j+1}),   a_j sqrt(p_j) sin(b_j) = a_{j+1} sqrt(p_{j+1}) sin(b_{j+1}).

Everything follows from the squares ``A = a_j^2 cos(b_j)^2``, ``B = a_j^2 sin(b_j)^2``, which are any
two numbers >= 0 that are not both 0, and from ``R = p_{j+1}/p_j``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.exact import sign

__all__ = [
    "COSINE",
    "EXCESS",
    "RATIO",
    "SINE_PART",
    "VALUE_PART",
    "amplitude_ratio",
    "manifestly_nonnegative",
    "manifestly_positive",
]

VALUE_PART, SINE_PART, EXCESS = sp.symbols("A B t", nonnegative=True)
COSINE = sp.Symbol("c", nonnegative=True)  # cos(b_j)^2
RATIO = sp.Symbol("R", positive=True)  # p_{j+1}/p_j


def amplitude_ratio(ratio: Any = RATIO) -> Any:
    """``(a_j/a_{j+1})^2`` in A and B, by solving the two matching conditions for the squares.

    >>> amplitude_ratio().factor()
    R*(A + B)/(A*R + B)
    """
    value, sine = sp.symbols("A_next B_next")
    conditions = (value - VALUE_PART, ratio * sine - SINE_PART)
    (solution,) = sp.solve(conditions, (value, sine), dict=True)
    return (VALUE_PART + SINE_PART) / (solution[value] + solution[sine])


def manifestly_positive(expression: Any) -> bool:
    """Whether a polynomial in A, B, t is seen to be > 0 for all t >= 0 and (A, B) != (0, 0).

    No negative coefficient, and a power of A and a power of B without other factors.

    >>> manifestly_positive(VALUE_PART * (1 + EXCESS) + SINE_PART), manifestly_positive(VALUE_PART)
    (True, False)
    """
    monomials = _monomials(expression)
    if any(sign(c) < 0 for _, c in monomials):
        return False
    bare = {(a > 0, b > 0) for (a, b, t), c in monomials if t == 0 and sign(c) > 0}
    return (False, False) in bare or {(True, False), (False, True)} <= bare


def manifestly_nonnegative(expression: Any) -> bool:
    """Whether a quotient of polynomials in A, B, t is defined and seen to be >= 0 there.

    :returns: False also where it is not seen, so no answer about the contrary.

    >>> manifestly_nonnegative(amplitude_ratio(1 + EXCESS) - 1)
    True
    """
    if not expression.is_rational_function(VALUE_PART, SINE_PART, EXCESS):
        return False
    bases = (e.base for e in sp.preorder_traversal(expression) if e.is_Pow and e.exp.is_negative)
    if not all(_positive_quotient(base) for base in bases):
        return False
    above, below = sp.fraction(sp.cancel(sp.together(expression)))
    if not manifestly_positive(below):
        above, below = -above, -below
    coefficients = [sign(c) for _, c in _monomials(above)]
    return manifestly_positive(below) and min(coefficients, default=0) >= 0


def _positive_quotient(base: Any) -> bool:
    return all(manifestly_positive(part) for part in sp.fraction(sp.together(base)))


def _monomials(expression: Any) -> list[tuple[tuple[int, int, int], Any]]:
    return list(sp.Poly(expression, VALUE_PART, SINE_PART, EXCESS).terms())
