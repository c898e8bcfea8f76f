"""Projections of cos(k x) on cosines of higher frequency, and the tail of their squares."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step

__all__ = ["oscillation", "reciprocal_squares"]


def oscillation() -> Derivation:
    """``abs(int_u^v cos(k x) cos(q x + b) dx) <= 2 q/(q^2 - k^2) <= 8/(3 q)`` for q >= 2 k > 0.

    Any interval [u, v] and any phase b; the case cos -> -cos is b -> b + pi.

    >>> oscillation().require()
    """
    x, b = sp.symbols("x b", real=True)
    k, q = sp.symbols("k q", positive=True)
    upper_sum, lower_sum, upper_gap, lower_gap = sp.symbols("S_v S_u D_v D_u", real=True)
    total, gap = q + k, q - k
    primitive = sp.sin(total * x + b) / (2 * total) + sp.sin(gap * x + b) / (2 * gap)
    integral = (upper_sum - lower_sum) / (2 * total) + (upper_gap - lower_gap) / (2 * gap)
    bound = 1 / total + 1 / gap
    room_sum = ((1 - upper_sum) + (1 + lower_sum)) / (2 * total)
    room_gap = ((1 - upper_gap) + (1 + lower_gap)) / (2 * gap)
    return Derivation(
        "tails.oscillation",
        "The integral of a product of two cosines over an interval",
        (
            Step(
                sp.expand(sp.expand_trig(sp.diff(primitive, x))),
                sp.expand(sp.expand_trig(sp.cos(k * x) * sp.cos(q * x + b))),
                "antiderivative",
                "Products of cosines are sums of cosines of q + k and q - k.",
            ),
            Step(
                bound - integral,
                room_sum + room_gap,
                "fundamental theorem",
                "S and D are sines at the ends; all four brackets are >= 0, as q > k.",
            ),
            Step(bound, 2 * q / (q**2 - k**2), "sum of fractions", "The bound of the paper."),
            Step(
                8 / (3 * q) - 2 * q / (q**2 - k**2),
                2 * (q - 2 * k) * (q + 2 * k) / (3 * q * (q**2 - k**2)),
                "difference of fractions",
                "It is >= 0 for q >= 2 k.",
            ),
        ),
    )


def reciprocal_squares() -> Derivation:
    """``1/(q+1) < sum_{m > q} 1/m^2 < 1/(q + 1/2)`` by telescoping, for q >= 1.

    >>> reciprocal_squares().require()
    """
    m = sp.Symbol("m", positive=True)
    half = sp.Rational(1, 2)
    above = 1 / (m - half) - 1 / (m + half)
    below = 1 / m - 1 / (m + 1)
    return Derivation(
        "tails.reciprocal_squares",
        "The tail of the sum of 1/m^2",
        (
            Step(
                above - 1 / m**2,
                1 / (m**2 * (4 * m**2 - 1)),
                "difference of fractions",
                "Positive for m >= 1; the left terms telescope to 1/(q + 1/2).",
            ),
            Step(
                1 / m**2 - below,
                1 / (m**2 * (m + 1)),
                "difference of fractions",
                "Positive; the subtracted terms telescope to 1/(q + 1).",
            ),
        ),
    )
