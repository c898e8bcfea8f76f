"""Two zeros of D that lie so close together that estimates do not tell them apart.

D has real zeros only, so between two of them log abs(D) is concave in nu.  If D has one sign at
``c - h, c, c + h`` but ``D(c)^2 < D(c - h) D(c + h)``, there is a zero in between, and by the sign an
even number: a proof that at least two exist, where balls cannot separate them.
"""

from __future__ import annotations

from flint import arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.eigenvalue import Found, disjoint, inside
from freqbias.numerics.exact.roots import EigenvalueFinder

__all__ = ["enclose_pair"]

_STEPS = 8


def enclose_pair(
    finder: EigenvalueFinder, centre: float, width: float, lower: float, upper: float
) -> list[Found]:
    """Two separate eigenvalues, or one ball with two; empty if neither is certain.

    :param centre: an estimate of both eigenvalues.
    :param width: how far apart they may be.
    :param lower: the balls lie above this, or nothing is returned.
    :param upper: and below this.
    """
    bits = int(7 * finder.digits) + 256
    with precision(bits):
        determinant = finder.determinant(bits)
        middle = 1 / arb(centre)
        step = (2 * arb(width) / centre + arb(2) ** -30) * middle
        smallest = arb(10) ** (-finder.digits - 2) * middle
        for _ in range(_STEPS):
            low, mid, high = (determinant(middle + k * step).mid() for k in (-1, 0, 1))
            curvature = low + high - 2 * mid
            if curvature == 0:
                return []
            shift = step * (low - high) / (2 * curvature)
            spread = (
                2 * mid / curvature - (shift / step) ** 2
            )  # of (nu - c)^2/h^2, minus the zeros'
            middle = (middle + shift).mid()
            if step <= smallest:
                break
            step = max(step * step / middle, smallest).mid()
        apart = step * (-spread if spread < 0 else arb(0)).sqrt()
        if not arb(lower) < 1 / middle < arb(upper):
            return []
        found = _separate(finder, middle, apart, bits) or _together(finder, middle, 8 * step, bits)
    return found if all(inside(item.value, lower, upper) for item in found) else []


def _separate(finder: EigenvalueFinder, middle: arb, apart: arb, bits: int) -> list[Found]:
    """Each on its side of the middle."""
    if not apart > 0:
        return []
    found = []
    for sign in (1, -1):
        inner, outer = 1 / middle, 1 / (middle + 4 * sign * apart)
        start = 1 / (middle + sign * apart)
        lower, upper = (outer, inner) if sign > 0 else (inner, outer)
        ball = finder.search(start, (start - inner) / 64, lower, upper, bits)
        if ball is None:
            return []
        found.append(Found(ball))
    found.reverse()
    return found if disjoint([item.value for item in found]) else []


def _together(finder: EigenvalueFinder, middle: arb, step: arb, bits: int) -> list[Found]:
    determinant = finder.determinant(bits)
    low, mid, high = (determinant(middle + k * step) for k in (-1, 0, 1))
    if not low * high > mid * mid:
        return []
    hull = (1 / (middle - step)).union(1 / (middle + step))
    return [Found(Ball.of(hull, finder.digits + 1), separate=2)]
