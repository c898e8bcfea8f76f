"""Local frequency, amplitude and phase: the oscillation of largest amplitude on an arc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import acb, arb

from freqbias.numerics.balls import Ball, rational_ball
from freqbias.numerics.pieces import Piece, Term

__all__ = ["Wave", "dominant_wave"]


@dataclass(frozen=True)
class Wave:
    """``amplitude cos(frequency x + phase)`` on [left, right]; x is the angle itself, in radians.

    What the function has besides it on the arc: the leak of the opposite point's frequency, of relative
    size O(lambda), the frequencies 0 and 1, and the boundary layer.

    :param left: of the arc, in units of pi, exact.
    :param right: the same.
    :param density: p there, exact.
    :param phase: in (-pi, pi], modulo 2 pi.
    """

    left: Any
    right: Any
    density: Any
    frequency: Ball
    amplitude: Ball
    phase: Ball


def dominant_wave(piece: Piece, left: Any, right: Any, density: Any, digits: int) -> Wave | None:
    """The term of largest amplitude among those that oscillate; None if there is none.

    >>> from flint import arb
    >>> wave = dominant_wave(Piece(arb(1), (Term(arb(-4), arb(0), arb(6)),)), 0, 1, 1, 6)
    >>> wave.frequency, wave.amplitude
    ([2.000000000000 +/- 0], [3.000000000000 +/- 0])
    """
    oscillating = [
        term
        for term in piece.terms
        if not term.power and isinstance(term.square, arb) and term.square < 0
    ]
    if not oscillating:
        return None
    best = max(oscillating, key=lambda term: float(_amplitude(term).mid()))
    frequency = (-best.square).sqrt()
    start = rational_ball(left) * arb.pi()
    cosine, sine = acb(best.cosine).real, acb(best.sine).real / frequency
    phase = _reduced(-arb.atan2(sine, cosine) - frequency * start)
    parts = (Ball.of(value, digits + 2) for value in (frequency, _amplitude(best), phase))
    return Wave(left, right, density, *parts)


def _amplitude(term: Term) -> arb:
    cosine, sine = acb(term.cosine).real, acb(term.sine).real
    amplitude: arb = (cosine**2 - sine**2 / term.square).sqrt()
    return amplitude


def _reduced(angle: arb) -> arb:
    turns = ((angle / arb.pi() + 1) / 2).floor().mid().floor()
    return angle - 2 * arb.pi() * turns
