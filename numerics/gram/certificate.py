"""That no eigenvalue is missing: one count in a gap beyond the last row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

import numpy as np

from freqbias.numerics.eigenvalue import Eigenvalue, Found, hull, rows
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.enclosures import ball, block_bounds, enclosures, unindexed
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.ritz import Projection
from freqbias.numerics.gram.scan import moments
from freqbias.theory.kernels import Kernel

__all__ = ["Certificate", "Count", "Counting", "certificate"]

_TRIED = 3  # gaps


class Count(Protocol):
    """``N(eigenvalues of H > shift + error) <= count <= N(eigenvalues of H > shift - error)``."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def error(self) -> float:
        """In units of H."""


Counting = Callable[[GramOperator, float], Count]


@dataclass(frozen=True)
class Certificate:
    """Ends of the enclosures of the first k eigenvalues, in units of H/mass, and what they rest on.

    :param above: exactly k eigenvalues exceed it; None if k is all there are, or if it is not known.
    :param reason: why it is not known; empty if it is.
    :param missing: how many were counted above some lower number, but not found.
    :param least: no eigenvalue is below it.
    """

    projection: Projection
    lower: Floats
    upper: Floats
    points: int
    above: float | None = None
    reason: str = ""
    missing: int = 0
    least: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether no eigenvalue is missing."""
        return not self.reason

    def settles(self, count: int) -> bool:
        """Whether nothing is missing among the first ``count``, or all that are known of are found."""
        return self.complete and (len(self.lower) >= count or not self.missing)

    def rows(self, count: int) -> tuple[Eigenvalue, ...]:
        """Rows up to ``count`` copies; where rank ends before, the last holds all others."""
        found = [
            Found(ball(low, high), proved=self.complete)
            for low, high in zip(self.lower.tolist(), self.upper.tolist(), strict=True)
        ]
        least = self.above if self.above is not None else min(0.0, *self.lower.tolist()) - 1.0
        listed = rows(found, Fraction(least) if self.complete else None, count)
        others = self.points - len(found)
        if len(found) < count and self.above is not None:
            ends = [ball(end, end) for end in (self.least, self.above)]
            rest = Eigenvalue(len(found), others, hull(ends), True, others == 1)
            return (*listed, rest)
        return listed


def certificate(
    operator: GramOperator, found: Projection, count: int, counting: Counting | None = None
) -> Certificate:
    """Enclosures of ``count`` eigenvalues, or of as many as are not 0.

    The eigenvalues of a last row are >= 0 if no Fourier coefficient of the kernel is negative.

    :param counting: :func:`freqbias.numerics.gram.inertia.inertia` where left out.
    """
    if counting is None:
        from freqbias.numerics.gram.inertia import inertia

        counting = inertia
    points, values = operator.shape[0], found.values
    if len(values) == points:
        return Certificate(found, *enclosures(block_bounds(operator, found, points), None), points)
    reason, missing = "there is no gap beyond the last row", 0
    for k, shift in _gaps(found, count, 4 * block_bounds(operator, found, 1).delta):
        counted = counting(operator, shift * operator.mass)
        above, bounds = shift + counted.error / operator.mass, block_bounds(operator, found, k)
        if counted.count > k:
            missing = max(missing, counted.count - k)
            reason = f"{counted.count} eigenvalues exceed {shift:.3e}, but {k} were found"
        elif not bounds.lower.min() > above:
            within = f"a count within {above - shift:.1e}"
            reason = f"eigenvalue {k - 1} is too near to {shift:.3e} for {within}"
        elif counted.count < k:
            reason = f"only {counted.count} eigenvalues exceed {shift:.3e} by the count, but {k} do"
        else:
            try:
                ends = enclosures(bounds, above)
                least = 0.0 if k >= count else _least(operator.kernel)
                return Certificate(found, *ends, points, above, missing=missing, least=least)
            except ArithmeticError as error:
                reason = str(error)
    known = block_bounds(operator, found, min(count, len(values)))
    return Certificate(found, *unindexed(known), points, None, reason, missing)


@lru_cache
def _least(kernel: Kernel) -> float:
    """No eigenvalue of H/mass is below it: 0, or ``-max |k|`` where some khat may be negative."""
    return 0.0 if kernel.fourier().is_nonnegative else -moments(kernel).size


def _gaps(found: Projection, count: int, noise: float) -> Iterator[tuple[int, float]]:
    """Places to count: k values above a shift, k >= count; or all there are that are not 0.

    Best first: the radius of the enclosures is the square of the residuals over the gap.
    """
    values = found.values
    positive = int(np.count_nonzero(values > noise))
    if positive >= count and count < len(values):
        k = np.arange(count, len(values))
        squares = np.cumsum(found.residuals**2 + noise**2)
        quality = (values[k - 1] - values[k]) / squares[k - 1]
        for best in k[np.argsort(-quality)][:_TRIED].tolist():
            yield best, float(values[best - 1] + values[best]) / 2
    elif positive:
        shift = 2 * noise
        while shift < values[positive - 1]:
            yield positive, shift
            shift *= 100
