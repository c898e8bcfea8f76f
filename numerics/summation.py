"""Sums that carry their rounding errors along (Neumaier 1974), for compiled loops."""

from __future__ import annotations

from freqbias.numerics.compiled import compiled

__all__ = ["carried"]


@compiled
def _added(total: float, term: float) -> tuple[float, float]:
    """The rounded sum and its rounding error, exactly (Knuth's TwoSum)."""
    rounded = total + term
    part = rounded - total
    return rounded, (total - (rounded - part)) + (term - part)


@compiled
def carried(total: float, low: float, term: float) -> tuple[float, float]:
    """One more term on a running sum whose value is ``total + low``."""
    total, error = _added(total, term)
    return total, low + error
