"""Propagators of ``v' = P w, w' = Q v`` in balls: scaling and doubling of cosh and sinh.

With ``B = P Q``, ``C = cosh(h sqrt B)``, ``S = sinh(h sqrt B)/sqrt B`` and ``V = (C - 1)/B``,

    v(h) = C v + S P w,      w(h) = Q S v + (1 + Q V P) w,

all three entire in B, so that no square root is taken and coinciding exponents are no exception.
Half the size of the matrix exponential, and products only: ``S(2 h) = 2 S C, V(2 h) = 2 V (1 + C)``.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from flint import acb, arb, arb_mat, ctx

__all__ = ["propagator"]

_SMALL = 10  # Taylor series are summed for norm(B) h^2 < 2^-_SMALL


def propagator(p: Any, q: Any, length: arb) -> tuple[Any, Any, Any, Any]:
    """The blocks ``(v from v, v from w, w from v, w from w)`` at the current precision.

    :param p: arb_mat or acb_mat of shape (a, b).
    :param q: of shape (b, a).
    :param length: h > 0.

    >>> from flint import arb_mat
    >>> one = arb_mat([[1]])
    >>> cosine = propagator(one, -one, arb.pi() / 3)[0][0, 0]
    >>> bool(cosine.contains(arb(0.5))), bool(cosine.rad() < 1e-12)
    (True, True)
    """
    b = p * q
    one = _identity(b)
    doublings = _doublings(b, length)
    h = length * arb(2) ** -doublings
    s, v = _series(b * h**2, one, h)
    for _ in range(doublings):
        c = one + b * v
        s, v = s * c * 2, v * (one + c) * 2
    return one + b * v, s * p, q * s, _identity(q * p) + q * v * p


def _identity(like: Any) -> Any:
    size = like.nrows()
    return type(like)(size, size, [int(i == j) for i in range(size) for j in range(size)])


def _norm(matrix: Any) -> arb:
    """An upper bound of the row-sum norm."""
    rows = (sum((abs(x) for x in row), arb(0)).upper() for row in matrix.tolist())
    return max(rows, default=arb(0))


def _doublings(b: Any, length: arb) -> int:
    size = (_norm(b) * length**2).upper()
    if not size > arb(2) ** -_SMALL:
        return 0
    exponent = ceil(float((size.log() / arb.const_log2()).upper()))
    return max(0, (exponent + _SMALL + 1) // 2)


def _series(x: Any, one: Any, h: arb) -> tuple[Any, Any]:
    """``h sum x^j/(2 j + 1)!`` and ``h^2 sum x^j/(2 j + 2)!``, by blocks of four powers."""
    powers = [one, x, x * x]
    powers.append(powers[2] * x)
    fourth = powers[2] * powers[2]
    blocks = max(1, -(-ctx.prec // (4 * (_SMALL + 6))))
    sums = [x * 0, x * 0]
    for block in reversed(range(blocks)):
        for which in (0, 1):
            part = sums[which] * fourth if block < blocks - 1 else sums[which]
            for j, power in enumerate(powers):
                part += power * (1 / arb.fac_ui(2 * (4 * block + j) + 1 + which))
            sums[which] = part
    error = _error(x, 4 * blocks)
    return (sums[0] + error) * h, (sums[1] + error) * h**2


def _error(x: Any, terms: int) -> Any:
    """What the terms from ``x^terms`` on may add to an entry: twice the first, for norm(x) < 1."""
    norm = _norm(x)
    bound = 2 * norm**terms / arb.fac_ui(2 * terms + 1) if norm < 1 else arb.pos_inf()
    ball = arb(0, bound.upper())
    entry = ball if isinstance(x, arb_mat) else acb(ball, ball)
    return type(x)(x.nrows(), x.ncols(), [entry] * (x.nrows() * x.ncols()))
