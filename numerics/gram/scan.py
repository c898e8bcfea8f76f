"""A product with the kernel matrix of sorted points: two passes over them, compiled for the kernel.

With ``w = v`` or ``sigma v`` for the halves s = 1, -1 and the moments ``M_b = sum_j beta_b(y_j) w_j``
over all points and ``P_b(i)`` over the first i,

    (H v)_i = sum_s sigma_i^[s = -1] beta(y_i)^T (smooth M + skew (2 P(i) - M)).

The first pass sums blocks of points; their running sums carry their rounding errors along; the second
pass starts afresh from them at each block.  Which moments there are is fixed when it is compiled.

Rounding, u = 2^-53, to first order, for blocks of B points and R moments:

    |error_i| <= (2 B + 2 R + 20) u |v|_1 sum_{a,b} (|smooth_ab| + |skew_ab|) max|beta_a| max|beta_b|,

for a product takes up to 5 u (waves within 2 u, a power, a weight), the sum of a block (B - 1) u in any
order, a running sum half of B u, twice as it is doubled, and what is made of moments (R + 4) u.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numba.cpython.unsafe import tuple as tuples

from freqbias.numerics.compiled import compiled, compiled_in_any_order
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.points import FoldedPoints, frequencies
from freqbias.numerics.summation import carried
from freqbias.theory.kernels import Kernel
from freqbias.theory.semiseparable import FoldedHalf, semiseparable

__all__ = ["BLOCK", "Moments", "Scan", "moments", "scan"]

BLOCK = 32
_replaced: Any = tuples.tuple_setitem  # in loops that are unrolled it keeps moments in registers


@dataclass(frozen=True)
class Moments:
    """The bases of both halves in numbers: moment a is that of ``y^power wave`` over ``w``.

    :param powers: of y, for each moment.
    :param waves: which row of ``FoldedPoints.waves``, or -1.
    :param odd: whether it belongs to the half s = -1.
    :param smooth: (R, R), zero between the halves.
    :param skew: (R, R).
    """

    powers: tuple[int, ...]
    waves: tuple[int, ...]
    odd: tuple[bool, ...]
    smooth: Floats
    skew: Floats

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
    (0, 0, 0, 1, 1, 0, 0, 0, 1)
    """
    halves, waves = semiseparable(kernel), frequencies(kernel)
    basis = [(b, half.sign < 0) for half in halves for b in half.basis]
    return Moments(
        tuple(b.power for b, _ in basis),
        tuple(2 * waves.index(b.frequency) + b.sine if b.frequency else -1 for b, _ in basis),
        tuple(odd for _, odd in basis),
        _both(halves, "smooth"),
        _both(halves, "skew"),
    )


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
        operations = 2 * BLOCK + 2 * len(self.moments.powers) + 20
        return operations * 2.0**-53 * self.moments.size

    def apply(self, points: FoldedPoints, values: Floats, result: Floats) -> None:
        """``result = H values``, in the order of the sorted points."""
        count = len(self.moments.powers)
        sums = np.empty((-(-len(points) // BLOCK), count))
        self.totals(points.y, points.sides, points.waves, values, sums)
        total = np.empty(count)
        _centred(sums, total)
        smooth = tuple((self.moments.smooth @ total).tolist())
        self.spread(points.y, points.sides, points.waves, values, sums, smooth, result)


@compiled
def _centred(sums: Floats, total: Floats) -> None:
    """Sums of blocks become ``P - M/2`` before each block; carried, so right to the last bit."""
    for a in range(sums.shape[1]):
        high = low = 0.0
        for block in range(len(sums)):
            high, low = carried(high, low, sums[block, a])
        total[a] = high + low
        high, low = -high / 2, -low / 2
        for block in range(len(sums)):
            before = high + low
            high, low = carried(high, low, sums[block, a])
            sums[block, a] = before


@lru_cache
def scan(kernel: Kernel) -> Scan:
    """The passes of a kernel, compiled when first used and kept on disk."""
    found = moments(kernel)
    terms = _weighted(found.powers, found.waves)
    rows, columns = np.nonzero(found.skew)
    pairs = tuple(zip(rows.tolist(), columns.tolist(), strict=True))
    doubled = tuple((2 * found.skew[rows, columns]).tolist())
    return Scan(
        found,
        _totals(terms, found.odd),
        _spread(terms, found.odd, tuple(sorted(set(columns.tolist()))), pairs, doubled),
    )


def _weighted(powers: tuple[int, ...], waves: tuple[int, ...]) -> Any:
    """``beta(y_i)``, a tuple."""
    count = len(powers)
    ones = (1.0,) * count

    @compiled
    def weighted(y: float, row: Floats, i: int) -> Any:
        values = ones
        for a in range(count):
            value = 1.0
            if waves[a] >= 0:
                value = row[waves[a], i]
            for _ in range(powers[a]):
                value *= y
            values = _replaced(values, a, value)
        return values

    return weighted


def _totals(basis: Any, odd: tuple[bool, ...]) -> Callable[..., None]:
    count = len(odd)
    nothing = (0.0,) * count

    @compiled_in_any_order
    def totals(y: Any, sides: Any, waves: Any, values: Any, sums: Any) -> None:
        for block in range(len(sums)):
            found = nothing
            for i in range(block * BLOCK, min((block + 1) * BLOCK, len(y))):
                beta = basis(y[i], waves, i)
                turned = values[i] * sides[i]
                for a in range(count):
                    term = beta[a] * (turned if odd[a] else values[i])
                    found = _replaced(found, a, found[a] + term)
            for a in range(count):
                sums[block, a] = found[a]

    return totals


def _spread(
    basis: Any,
    odd: tuple[bool, ...],
    running: tuple[int, ...],
    pairs: tuple[tuple[int, int], ...],
    doubled: tuple[float, ...],
) -> Callable[..., None]:
    nothing = (0.0,) * len(odd)

    @compiled
    def spread(
        y: Any, sides: Any, waves: Any, values: Any, starts: Any, smooth: Any, result: Any
    ) -> None:
        for block in range(len(starts)):
            before = nothing
            for a in range(len(running)):
                before = _replaced(before, running[a], starts[block, running[a]])
            for i in range(block * BLOCK, min((block + 1) * BLOCK, len(y))):
                beta = basis(y[i], waves, i)
                turned = values[i] * sides[i]
                for k in range(len(running)):
                    a = running[k]
                    term = beta[a] * (turned if odd[a] else values[i])
                    before = _replaced(before, a, before[a] + term)
                weights = smooth
                for k in range(len(pairs)):
                    a, b = pairs[k]
                    weights = _replaced(weights, a, weights[a] + doubled[k] * before[b])
                even, turning = 0.0, 0.0
                for a in range(len(odd)):
                    if odd[a]:
                        turning += beta[a] * weights[a]
                    else:
                        even += beta[a] * weights[a]
                result[i] = even + sides[i] * turning

    return spread
