"""Balls in LaTeX."""

from __future__ import annotations

from freqbias.numerics.balls import Ball

__all__ = ["ball_latex"]


def ball_latex(ball: Ball) -> str:
    r"""A ball as ``mid \pm rad``, the radius rounded up to one digit.

    >>> ball_latex(Ball(314159, 1, -5))
    '3.14159 \\pm 10^{-5}'
    """
    mid, rad = ball.decimal()
    return _power(mid) if ball.rad == 0 else rf"{_power(mid)} \pm {_power(rad)}"


def _power(decimal: str) -> str:
    mantissa, marked, exponent = decimal.partition("e")
    if not marked:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"
