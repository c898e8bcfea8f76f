"""Projections of cos(k x) on cosines of higher frequency, and the tail of their squares."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.unevaluated import nonnegative

__all__ = ["above", "oscillation", "reciprocal_squares"]

_M = sp.Symbol("m", positive=True)


def oscillation() -> Derivation:
    """``abs(int_u^v cos(k x) cos(q x + b) dx) <= 2 q/(q^2 - k^2) <= 8/(3 q)`` for q >= 2 k > 0.

    Any interval [u, v] and any phase b; the case cos -> -cos is b -> b + pi.

    >>> oscillation().require()
    """
    x, b = sp.symbols("x b", real=True)
    k, q = sp.symbols("k q", positive=True)
    upper_sum, lower_sum, upper_gap, lower_gap = sp.symbols("S_v S_u D_v D_u", real=True)
    beyond = sp.Symbol("s", nonnegative=True)
    total, gap = q + k, q - k
    primitive = sp.sin(total * x + b) / (2 * total) + sp.sin(gap * x + b) / (2 * gap)
    integral = (upper_sum - lower_sum) / (2 * total) + (upper_gap - lower_gap) / (2 * gap)
    bound = 1 / total + 1 / gap
    room_sum = ((1 - upper_sum) + (1 + lower_sum)) / (2 * total)
    room_gap = ((1 - upper_gap) + (1 + lower_gap)) / (2 * gap)
    claimed = 8 / (3 * q)
    return Derivation(
        "tails.oscillation",
        "The integral of a product of two cosines over an interval",
        (
            Step(
                sp.Derivative(primitive, x),
                sp.cos(k * x) * sp.cos(q * x + b),
                "antiderivative",
                r"Products of cosines are sums of cosines of $q + k$ and $q - k$.",
            ),
            Step(
                bound - integral,
                room_sum + room_gap,
                "fundamental theorem",
                r"The integral over $[u, v]$, with $S$ and $D$ for the sines at its ends, is at most "
                r"$1/(q + k) + 1/(q - k)$: sines are at most $1$ in modulus, and $q > k$.  With $b + "
                r"\pi$ for $b$ it is at least minus that.",
            ),
            Step(bound, 2 * q / (q**2 - k**2), "sum of fractions", "The bound of the paper."),
            Step(
                sp.Subs(claimed - 2 * q / (q**2 - k**2), q, 2 * k + beyond),
                nonnegative(_room(claimed - 2 * q / (q**2 - k**2), q, 2 * k + beyond)),
                "sign",
                r"For $q = 2 k + s \geq 2 k$ it is at most $8/(3 q)$.",
            ),
        ),
        (
            Notation(k, "k", "the frequency of the target"),
            Notation(q, "q", r"the local frequency of an eigenfunction, $q \geq 2 k$"),
            Notation(x, "x", r"the position, $u \leq x \leq v$"),
            Notation(b, "b", "any phase"),
            *(
                Notation(symbol, str(symbol), rf"$\sin((q {sign} k) {end} + b)$")
                for symbol, sign, end in (
                    (upper_sum, "+", "v"),
                    (lower_sum, "+", "u"),
                    (upper_gap, "-", "v"),
                    (lower_gap, "-", "u"),
                )
            ),
            Notation(beyond, "s", r"$q - 2 k \geq 0$"),
        ),
    )


def _room(difference: Any, symbol: Any, value: Any) -> Any:
    return sp.factor(difference.subs(symbol, value))


def above(start: Any) -> Any:
    """``1/(q + 1/2)``, which exceeds the sum of 1/m^2 over all m > q, q >= 1 an integer.

    >>> above(sp.Rational(3, 2))
    1/2
    """
    return 1 / (start + sp.Rational(1, 2))


def reciprocal_squares() -> Derivation:
    """``1/(M+1) < sum_{m > M} 1/m^2 < 1/(M + 1/2)`` by telescoping, for M >= 1.

    >>> reciprocal_squares().require()
    """
    most = above(_M - 1) - above(_M)
    least = 1 / _M - 1 / (_M + 1)
    return Derivation(
        "tails.reciprocal_squares",
        r"The sum of $1/m^2$ over $m > M$ lies between $1/(M + 1)$ and $1/(M + 1/2)$",
        (
            Step(
                most - 1 / _M**2,
                1 / (_M**2 * (4 * _M**2 - 1)),
                "difference of fractions",
                r"Positive for $m \geq 1$; the first two terms telescope over all $m > M$ to "
                r"$1/(M + 1/2)$.",
            ),
            Step(
                1 / _M**2 - least,
                1 / (_M**2 * (_M + 1)),
                "difference of fractions",
                r"Positive; the subtracted terms telescope to $1/(M + 1)$.",
            ),
        ),
        (Notation(_M, "m", r"an integer $> M \geq 1$"),),
    )
