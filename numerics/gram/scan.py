"""A product with the kernel matrix of sorted points: two passes over them, compiled for the kernel.

With ``w = v`` or ``sigma v`` for the halves s = 1, -1 and the moments ``M_b = sum_j beta_b(y_j) w_j``
over all points and ``P_b(i)`` over the first i,

    (H v)_i = sum_s sigma_i^[s = -1] beta(y_i)^T (smooth M + skew (2 P(i) - M)).

The first pass sums blocks of points; their running sums carry their rounding errors along; the second
pass starts afresh from them at each block.  Which moments there are is fixed when it is compiled.

Rounding, u = 2^-53, to first order, for blocks of B points and R moments:

    |error_i| <= (2 B + 2 R + 20 + 2 W) u |v|_1
                 * sum_{a,b} (|smooth_ab| + |skew_ab|) max|beta_a| max|beta_b|,

for a term takes up to 5 u (waves within 2 u, a power, a weight), the sum of a block (B - 1) u in any
order, a running sum half of B u, twice as it is doubled, and what is made of moments (R + 4) u.  W u
bounds what rounding w and w y does to waves: 0 for frequencies 1, 2, 4, ..., else 2 pi w.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numba.cpython.unsafe import tuple as tuples

from freqbias.numerics.compiled import compiled, compiled_in_any_order, inlined_in_any_order
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.points import FoldedPoints, frequencies
from freqbias.numerics.summation import carried
from freqbias.theory.kernels import Kernel
from freqbias.theory.semiseparable import FoldedHalf, semiseparable

__all__ = ["BLOCK", "Moments", "Scan", "moments", "scan"]

BLOCK = 64
replaced: Any = tuples.tuple_setitem  # in loops that are unrolled it keeps moments in registers


@dataclass(frozen=True)
class Moments:
    """The bases of both halves in numbers: moment a is that of ``y^power wave`` over ``w``.

    :param powers: of y, for each moment.
    :param waves: which row of ``FoldedPoints.waves``, or -1.
    :param odd: whether it belongs to the half s = -1.
    :param smooth: (R, R), zero between the halves.
    :param skew: (R, R).
    :param phase: what rounding the phases w y does to waves, at most, in units of 2^-53.
    """

    powers: tuple[int, ...]
    waves: tuple[int, ...]
    odd: tuple[bool, ...]
    smooth: Floats
    skew: Floats
    phase: float

    @property
    def shape(self) -> Any:
        """What is compiled in: zeros, powers, waves and halves."""
        return (0.0,) * len(self.powers), self.powers, self.waves, self.odd

    @property
    def size(self) -> float:
        """``sum (|smooth_ab| + |skew_ab|) max|beta_a| max|beta_b|``."""
        largest = np.pi ** np.array(self.powers, dtype=float)
        return float(largest @ (np.abs(self.smooth) + np.abs(self.skew)) @ largest)


@lru_cache
def moments(kernel: Kernel) -> Moments:
    """The moments of a kernel.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> moments(first_layer_bias).powers
    (0, 0, 1, 0, 1, 0, 1, 0, 0)
    """
    halves, waves = semiseparable(kernel), frequencies(kernel)
    basis = [(b, half.sign < 0) for half in halves for b in half.basis]
    return Moments(
        tuple(b.power for b, _ in basis),
        tuple(2 * waves.index(b.frequency) + b.sine if b.frequency else -1 for b, _ in basis),
        tuple(odd for _, odd in basis),
        _both(halves, "smooth"),
        _both(halves, "skew"),
        max((0.0 if _exact(float(w)) else 2 * np.pi * float(w) for w in waves), default=0.0),
    )


def _exact(w: float) -> bool:
    """Whether w y is a float for every float y."""
    return float(np.frexp(w)[0]) == 0.5


def _both(halves: tuple[FoldedHalf, ...], name: str) -> Floats:
    from scipy.linalg import block_diag

    parts = [np.array(getattr(half, name).evalf(20), dtype=float) for half in halves if half.basis]
    return np.asarray(block_diag(*parts))


@dataclass(frozen=True)
class Scan:
    """The compiled passes of one kernel."""

    moments: Moments
    totals: Callable[..., None]
    spread: Callable[..., None]

    @property
    def error(self) -> float:
        """A number e with ``|fl(H v) - H v|_i <= e |v|_1``."""
        operations = 2 * BLOCK + 2 * len(self.moments.powers) + 20 + 2 * self.moments.phase
        return operations * 2.0**-53 * self.moments.size

    def apply(self, points: FoldedPoints, values: Floats, result: Floats) -> None:
        """``result = H values``, in the order of the sorted points; they may be one array."""
        count = len(self.moments.powers)
        sums = np.empty((count, -(-len(points) // BLOCK)))
        self.totals(points.y, points.sides, points.waves, values, sums)
        total = np.empty(count)
        _centred(sums, total)
        smooth = tuple((self.moments.smooth @ total).tolist())
        self.spread(points.y, points.sides, points.waves, values, sums, smooth, result)


@lru_cache
def scan(kernel: Kernel) -> Scan:
    """The passes of a kernel, compiled when first used and kept on disk."""
    found = moments(kernel)
    return Scan(found, _totals(found), _spread(found))


@inlined_in_any_order
def terms(shape: Any, y: Any, rows: Any, i: Any, value: Any, side: Any) -> Any:
    """``beta(y_i) w_i``, a tuple: each power of a wave from the one below it."""
    nothing, powers, waves, odd = shape
    every = nothing
    term = 0.0
    for a in range(len(powers)):
        if powers[a] > 0:
            term *= y
        else:
            term = value * side if odd[a] else value
            if waves[a] >= 0:
                term *= rows[waves[a], i]
        every = replaced(every, a, term)
    return every


@inlined_in_any_order
def _combined(shape: Any, y: Any, rows: Any, i: Any, weights: Any, side: Any) -> Any:
    """``sum_a beta_a(y_i) weight_a``, both halves: by Horner in y, wave by wave."""
    _, powers, waves, odd = shape
    even, turning, total = 0.0, 0.0, 0.0
    for a in range(len(powers) - 1, -1, -1):
        highest = a == len(powers) - 1 or powers[a + 1] == 0
        total = weights[a] if highest else total * y + weights[a]
        if powers[a] == 0:
            if waves[a] >= 0:
                total *= rows[waves[a], i]
            if odd[a]:
                turning += total
            else:
                even += total
    return even + side * turning


@inlined_in_any_order
def _sums(shape: Any, first: Any, count: Any, y: Any, sides: Any, rows: Any, values: Any) -> Any:
    """The moments of some points, a tuple."""
    every = shape[0]
    for i in range(first, first + count):
        new = terms(shape, y[i], rows, i, values[i], sides[i])
        for a in range(len(every)):
            every = replaced(every, a, every[a] + new[a])
    return every


def _totals(found: Moments) -> Callable[..., None]:
    """The moments of each block, shape (R, blocks)."""
    shape = found.shape

    @compiled_in_any_order
    def totals(y: Any, sides: Any, rows: Any, values: Any, sums: Any) -> None:
        for block in range(sums.shape[1]):
            first = block * BLOCK
            every = _sums(shape, first, min(BLOCK, len(y) - first), y, sides, rows, values)
            for a in range(len(every)):
                sums[a, block] = every[a]

    return totals


@compiled
def _centred(sums: Floats, total: Floats) -> None:
    """Sums of blocks become ``P - M/2`` before each block; carried, so right to the last bit."""
    for a in range(len(sums)):
        high = low = 0.0
        for block in range(sums.shape[1]):
            high, low = carried(high, low, sums[a, block])
        total[a] = high + low
        high, low = -high / 2, -low / 2
        for block in range(sums.shape[1]):
            before = high + low
            high, low = carried(high, low, sums[a, block])
            sums[a, block] = before


@inlined_in_any_order
def _products(
    shape: Any, pairs: Any, first: Any, count: Any,
    y: Any, sides: Any, rows: Any, values: Any, before: Any, smooth: Any, result: Any,
) -> None:  # fmt: skip
    """The products at some points, from the moments before them."""
    left, right, doubled = pairs
    for i in range(first, first + count):
        new = terms(shape, y[i], rows, i, values[i], sides[i])
        for a in range(len(before)):
            before = replaced(before, a, before[a] + new[a])
        weights = smooth
        for k in range(len(left)):
            changed = weights[left[k]] + doubled[k] * before[right[k]]
            weights = replaced(weights, left[k], changed)
        result[i] = _combined(shape, y[i], rows, i, weights, sides[i])


def _spread(found: Moments) -> Callable[..., None]:
    """The products at all points, from the moments before each block."""
    shape = found.shape
    left, right = (tuple(index.tolist()) for index in np.nonzero(found.skew))
    doubled = tuple((2 * found.skew[found.skew != 0]).tolist())
    pairs = (left or (0,), right or (0,), doubled or (0.0,))  # Numba cannot loop over nothing

    @compiled_in_any_order
    def spread(
        y: Any, sides: Any, rows: Any, values: Any, starts: Any, smooth: Any, result: Any
    ) -> None:
        for block in range(starts.shape[1]):
            before = smooth
            for a in range(len(smooth)):
                before = replaced(before, a, starts[a, block])
            first = block * BLOCK
            if first + BLOCK <= len(y):  # of known length: better code
                _products(
                    shape, pairs, first, BLOCK, y, sides, rows, values, before, smooth, result
                )
            else:
                count = len(y) - first
                _products(
                    shape, pairs, first, count, y, sides, rows, values, before, smooth, result
                )

    return spread
