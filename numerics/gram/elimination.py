"""One pass of LDL^T over the sorted points, with a bound of how far it is from exact.

Below the diagonal a Gram matrix has rank R: in sorted order, with beta the basis of its kernel
(:mod:`freqbias.theory.semiseparable`; the half s = -1 with the sign sigma),

    A_ij = u_i^T v_j for i > j,   u_i = sqrt(w_i) beta(x_i),   v_j = (smooth + skew) u_j,
    A_ii = w_i k(0) - shift,

and so has L: with S = 0 at first, for each j

    r = v_j - S u_j,   D_j = A_jj - u_j^T S u_j,   l_j = r/D_j,   S <- S + D_j l_j l_j^T,
    L_ij = u_i^T l_j for i > j.

There is no choice of pivots.  D_j is small where the matrix of the first j points is near to
singular, S is large just after it, and what S loses there all later points would miss.  Therefore
what changes S much is added exactly, products and all, to a sum of two floats; the rest is summed
in blocks of B points first.

Bound, u = 2^-53.  D and l as computed are the exact factors of A + E, where with the exact sum S_j
of ``D l l^T`` before j

    E_ij = u_i^T e_j for i > j,   e_j = S_j u_j + D_j l_j - v_j,
    E_jj = D_j + u_j^T S_j u_j - A_jj.

Let d bound how far the sum of two floats is from S_j and m the size of S, in Frobenius norm.  The
float S in use is within ``d + 3 B u m`` of S_j, as a step rounds three times, so

    |e_j| <= (d + (3 B + R + 1) u m) |u_j| + 4 u |r_j|,
    |E_jj| <= (d + (3 B + 2 R + 3) u m) |u_j|^2 + 6 u (w_j k(0) + |shift|) + what D_j was moved by,
    |E|_2 <= sqrt(2 sum_i |u_i|^2 sum_{j < i} |e_j|^2) + max |E_jj|,

the root being the Frobenius norm off the diagonal.  d grows by ``(B + 2) u`` times what a block has
added in norm, and by ``10 u^2 m`` each time.  All is taken 1.01 times, for terms of second order and
the rounding of the bound itself, about n u of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from freqbias.numerics.compiled import compiled, inlined_in_any_order
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.scan import moments, terms
from freqbias.numerics.summation import carried
from freqbias.theory.kernels import Kernel

__all__ = ["eliminate", "rank", "roots"]

_BLOCK = 16
_HEAVY = 2.0**-8  # a step that changes S by more than this part of it is added exactly
_UNIT = 2.0**-53
_SMALLEST = 2.0**-960  # of k(0) w, for the largest w


def rank(operator: GramOperator) -> int:
    """R: of the strict lower triangle."""
    return len(moments(operator.kernel).powers)


def roots(operator: GramOperator) -> Floats:
    """``sqrt(w)`` of the sorted points."""
    return np.ones(operator.shape[0]) if operator.roots is None else operator.roots


def eliminate(
    operator: GramOperator, shift: float, pivots: Floats, columns: Floats
) -> tuple[int, float]:
    """LDL^T of ``H - shift I``: how many D_j are positive, and a bound of ``|E|_2``.

    :param pivots: D_j goes to place ``j mod len(pivots)``: all are kept if there is room for n.
    :param columns: l_j likewise; (len(pivots), R).

    The bound is of the distance from the exact ``H - shift I``: that u and v are rounded, less often
    than the terms of a product, is in it (``GramOperator.error``).
    """
    points, weights = operator.points, roots(operator)
    diagonal = float(operator.kernel.at_zero)
    largest = float(weights.max())
    heaviest = diagonal * largest**2
    least = 1e-6 * heaviest**0.75 * operator.trace**0.25  # where both errors are about as large
    positive, off, along = _elimination(operator.kernel)(
        points.y, points.sides, points.waves, weights,
        diagonal, shift, least, largest, pivots, columns,
    )  # fmt: skip
    error = 1.01 * (off + along) + operator.error * operator.mass
    known = np.isfinite(error) and not 0 < heaviest < _SMALLEST  # else products lose bits unseen
    return int(positive), float(error) if known else np.inf


@intrinsic
def _generate_fused(context: Any, a: Any, b: Any, c: Any) -> Any:
    """``a b + c``, rounded once."""
    del context

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return types.float64(a, b, c), generate


_fused: Any = _generate_fused


@inlined_in_any_order
def _generators(
    shape: Any, coupling: Any, y: Any, rows: Any, i: Any, root: Any, side: Any, u: Any, v: Any
) -> None:
    """``u_i`` and ``v_i``, into arrays: tuples with computed places are slow in long loops."""
    values = terms(shape, y, rows, i, root, side)
    for a in range(len(values)):
        u[a] = values[a]
        v[a] = 0.0
    left, right, factors = coupling
    for k in range(len(left)):
        v[left[k]] += factors[k] * u[right[k]]


@inlined_in_any_order
def _times(nothing: Any, S: Any, u: Any, result: Any) -> None:
    """``S u``; S packed, its rows up to the diagonal one after the other."""
    for a in range(len(nothing)):
        total = 0.0
        for b in range(a + 1):
            total += S[a * (a + 1) // 2 + b] * u[b]
        for b in range(a + 1, len(nothing)):
            total += S[b * (b + 1) // 2 + a] * u[b]
        result[a] = total


@inlined_in_any_order
def _against(nothing: Any, u: Any, v: Any, product: Any, r: Any) -> Any:
    """``u^T S u``, ``|u|^2`` and ``|r|^2`` of ``r = v - S u``."""
    quadratic, length, rest = 0.0, 0.0, 0.0
    for a in range(len(nothing)):
        quadratic += u[a] * product[a]
        length += u[a] * u[a]
        r[a] = v[a] - product[a]
        rest += r[a] * r[a]
    return quadratic, length, rest


@inlined_in_any_order
def _add(nothing: Any, S: Any, local: Any, p: Any, column: Any) -> None:
    """``p l^T``, l a column of L, to S in use and to what the block has added."""
    k = 0
    for a in range(len(nothing)):
        for b in range(a + 1):
            product = p[a] * column[b]
            S[k] += product
            local[k] += product
            k += 1


@compiled
def _add_exactly(nothing: Any, high: Any, low: Any, p: Any, q: Any, column: Any) -> None:
    """``(p + q) l^T`` to the sum of two floats."""
    k = 0
    for a in range(len(nothing)):
        for b in range(a + 1):
            product = p[a] * column[b]
            tail = _fused(p[a], column[b], -product) + q[a] * column[b]
            total, rest = carried(high[k], low[k], product)
            high[k], low[k] = carried(total, 0.0, rest + tail)
            k += 1


@compiled
def _settle(S: Any, local: Any, high: Any, low: Any) -> float:
    """What the block has added goes to the sum of two floats, S is its value; a bound of its size."""
    square = 0.0
    for k in range(len(S)):
        total, rest = carried(high[k], low[k], local[k])
        high[k], low[k] = carried(total, 0.0, rest)
        local[k] = 0.0
        S[k] = high[k]
        square += S[k] * S[k]
    return float(np.sqrt(2 * square))


@lru_cache
def _elimination(kernel: Kernel) -> Callable[..., tuple[int, float, float]]:
    """The pass of a kernel: positive pivots, and the two terms of the bound."""
    found = moments(kernel)
    matrix = found.smooth + found.skew
    shape = found.shape
    left, right = (tuple(index.tolist()) for index in np.nonzero(matrix))
    coupling = (left, right, tuple(matrix[matrix != 0].tolist()))
    order = len(found.powers)

    @compiled
    def elimination(
        y: Any, sides: Any, rows: Any, roots: Any, diagonal: float, shift: float,
        least: float, largest: float, pivots: Any, columns: Any,
    ) -> tuple[int, float, float]:  # fmt: skip
        unit = 1 / largest if largest > 0 else 1.0  # fourth powers of small roots would vanish
        packed = order * (order + 1) // 2
        S, local, high, low = np.zeros(packed), np.zeros(packed), np.zeros(packed), np.zeros(packed)
        product, column = np.zeros(order), np.zeros(order)
        u, v, p, q = np.zeros(order), np.zeros(order), np.zeros(order), np.zeros(order)
        positive = pending = place = 0
        drift = size = added = missed = off = along = 0.0
        for i in range(len(y)):
            _generators(shape, coupling, y[i], rows, i, roots[i], sides[i], u, v)
            _times(shape[0], S, u, product)
            quadratic, length, rest = _against(shape[0], u, v, product, column)
            own = diagonal * roots[i] * roots[i]
            D = own - shift - quadratic
            moved = max(least - abs(D), 0.0)
            D += moved if D > 0 else -moved
            positive += D > 0
            inverse = 1 / D
            for a in range(order):
                column[a] *= inverse
                p[a] = D * column[a]
                q[a] = _fused(D, column[a], -p[a])
                columns[place, a] = column[a]
            pivots[place] = D
            place = place + 1 if place + 1 < len(pivots) else 0

            off += length * unit * unit * missed
            lost = drift + (3 * _BLOCK + order + 1) * _UNIT * size
            missed += (unit * (lost * np.sqrt(length) + 4 * _UNIT * np.sqrt(rest))) ** 2
            lost += (order + 2) * _UNIT * size
            here = lost * length + 6 * _UNIT * (own + abs(shift)) + moved
            along = along if here <= along else here  # also where it is not a number

            change = rest * abs(inverse)
            heavy = change > _HEAVY * size
            if not heavy:
                _add(shape[0], S, local, p, column)
                pending += 1
                added += change
                size += change
            if heavy or pending == _BLOCK:
                drift += (_BLOCK + 2) * _UNIT * added + 10 * _UNIT**2 * (size + change)
                if heavy:
                    _add_exactly(shape[0], high, low, p, q, column)
                size = _settle(S, local, high, low)
                pending = 0
                added = 0.0
        return positive, np.sqrt(2 * off) / unit / unit, along

    return elimination
