"""Proof that no eigenvalue is missing, from values of the Fredholm determinant on circles.

All zeros nu_i = 1/lambda_i of D are real.  For a real centre c with D(c) != 0, a radius r and even m,
with ``z_j = c + r e^{i pi (2 j + 1)/m}``,

    prod_j D(z_j) / D(c)^m = prod_i (1 + (r/(nu_i - c))^m),

because ``D(z)/D(c) = prod_i (1 - (z - c)/(nu_i - c))``.  Every factor is above 1, and at least 2
for abs(nu_i - c) <= r.  Divide by the factors of zeros known to exist: a quotient below 2 leaves no
room for another one in [c - r, c + r], copies counted.  Circles that cover (0, nu] prove completeness
below nu, with about the square root of the count of evaluations at m = 2 and fewer for larger m.
No derivative, no winding number, no asymptotics; it holds wherever D can be evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from flint import acb, arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.evaluate import Floats

__all__ = ["Circle", "Completeness", "prove_completeness"]

_ATTEMPTS = 4
_NODES = 4
_ROOM = 0.45  # what circles may lose to zeros beyond the known ones; log 2 = 0.69
_MOST_BITS = 500
_MOST_CIRCLES = 5000
_SHARES = (1.0, 0.5, 0.25)

Determinant = Callable[[Any], Any]


@dataclass(frozen=True)
class Circle:
    """Evidence that the known zeros are all those in [centre - radius, centre + radius].

    :param centre: an exact float, in nu = 1/lambda.
    :param radius: the same.
    :param quotient: ball around the product over the factors of known zeros; at least 1 if they exist.
    """

    centre: float
    radius: float
    quotient: Ball

    @property
    def proved(self) -> bool:
        """Whether the quotient is certainly below 2, and not below 1, which would refute the known."""
        return 1 <= bounds(self.quotient)[1] < 2


@dataclass(frozen=True)
class Completeness:
    """Circles from the largest nu downwards.

    :param floor: a number below all zeros: ``1/k(0)``, for no eigenvalue exceeds the trace.
    """

    circles: tuple[Circle, ...]
    floor: Fraction

    @property
    def bound(self) -> Fraction:
        """The nu up to which no zero is missing; 0 if nothing is proved."""
        reached = self.floor
        for circle in reversed(self.circles):
            centre, radius = Fraction(circle.centre), Fraction(circle.radius)
            if not circle.proved or centre - radius > reached:
                break
            reached = centre + radius
        return reached if reached > self.floor else Fraction(0)


def prove_completeness(
    determinant: Callable[[int], Determinant],
    known: Sequence[tuple[arb, int]],
    zeros: Floats,
    top: float,
    floor: Fraction,
) -> Completeness:
    """Cover [floor, top] by circles; what they prove is read from the result, not assumed.

    Two balls that meet could hold the same zero, and counting it twice could hide a missing one, so
    then nothing is proved.

    :param determinant: D at a working precision.
    :param known: ascending balls of nu, each with the number of zeros that it certainly holds.
    :param zeros: uncertified zeros, ascending, to well beyond ``top``; they only choose circles and
        precision.
    """
    circles: list[Circle] = []
    edge = top
    if any(not a < b for (a, _), (b, _) in pairwise(known)):
        return Completeness((), floor)
    copies = [zero for zero, count in known for _ in range(count)]
    while edge >= floor and len(circles) < _MOST_CIRCLES:
        for share in _SHARES:
            centre = _centre(zeros, len(copies), edge, share)
            circle = _circle(determinant, copies, zeros, centre, edge - centre)
            if circle.proved:
                break
        circles.append(circle)
        edge = (centre - circle.radius) * (1 + 1e-9)
    return Completeness(tuple(circles), floor)


def _centre(zeros: Floats, known: int, edge: float, share: float) -> float:
    """The centre of the largest circle ending at the edge that zeros beyond the known ones allow.

    Or of a share of it.

    Near the middle of a gap, where D is not small.
    """
    low, high = edge / 2, edge
    for _ in range(40):
        middle = (low + high) / 2
        beyond = _beyond(zeros[known:], middle, edge - middle)
        affordable = beyond < _ROOM and _growth(zeros, middle, edge - middle) < _MOST_BITS
        low, high = (low, middle) if affordable else (middle, high)
    return _in_a_gap(zeros, edge - share * (edge - high), edge)


def _beyond(zeros: Floats, centre: float, radius: float) -> float:
    """``sum log(1 + (r/(nu_i - c))^m)`` over zeros, continued by Weyl's law beyond the last."""
    listed = float(np.sum(np.log1p((radius / (zeros - centre)) ** _NODES)))
    far = float(zeros[-1]) - centre
    spacing = 2 * float(zeros[-1] - zeros[-1 - zeros.size // 2]) / zeros.size
    return listed + (radius / far) ** _NODES * far / spacing / (_NODES - 1)


def _in_a_gap(zeros: Floats, centre: float, edge: float) -> float:
    """The middle of the widest of the nearest gaps between zeros below the edge."""
    ends = np.concatenate([[0.0], zeros[zeros < edge]])
    nearest = np.searchsorted(ends, centre)
    first = max(int(nearest) - 2, 0)
    gaps = np.diff(ends[first : first + 5])
    if gaps.size == 0:
        return centre
    widest = first + int(np.argmax(gaps))
    return float(ends[widest] + ends[widest + 1]) / 2


def _growth(zeros: Floats, centre: float, radius: float) -> float:
    """``log2 abs(D(z)/D(c))`` at the node of largest modulus, estimated."""
    turned = radius * np.exp(1j * np.pi * (1 - 1 / _NODES))
    apart = np.maximum(np.abs(zeros - centre), 1e-9 * centre) * np.sign(zeros - centre + 1e-300)
    return float(np.sum(np.log2(np.abs(1 - turned / apart))))


def _circle(
    determinant: Callable[[int], Determinant],
    known: Sequence[arb],
    zeros: Floats,
    centre: float,
    radius: float,
) -> Circle:
    bits = 96 + int(4 * np.log2(2 + centre) + 2 * max(0.0, _growth(zeros, centre, radius)))
    for _ in range(_ATTEMPTS):
        with precision(bits):
            quotient = _quotient(determinant(bits), known, arb(centre), arb(radius))
        if quotient.is_finite() and quotient.rad() < arb(1) / 16:
            break
        bits *= 2
    if not quotient.is_finite():
        quotient = arb(0, 10**6)
    return Circle(centre, radius, Ball.of(quotient, 12))


def _quotient(determinant: Determinant, known: Sequence[arb], centre: arb, radius: arb) -> arb:
    product: Any = 1 / determinant(centre) ** _NODES
    for j in range(_NODES // 2):  # the others are conjugates
        value = determinant(centre + radius * acb.exp_pi_i(acb(2 * j + 1) / _NODES))
        product *= value.real**2 + value.imag**2
    for zero in known:
        product /= 1 + (radius / (zero - centre)) ** _NODES
    quotient: arb = product
    return quotient
