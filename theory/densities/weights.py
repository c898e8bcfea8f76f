"""Weights of the pieces of a density: exact, one for each piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import exact_number

__all__ = ["check_weights", "exact_numbers"]


def exact_numbers(values: Sequence[Any], what: str) -> tuple[Any, ...]:
    """The values as exact real numbers.

    :raises InputError: naming the first that is none.
    """
    return tuple(exact_number(value, what) for value in values)


def check_weights(weights: Sequence[Any], count: int, make: str, pieces: str) -> None:
    """Nothing, if the weights are rational, >= 0, not all zero, and as many as there are pieces.

    >>> check_weights([], 2, "breaks make", "pieces")
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: weights has 0 entries, but the breaks make 2 pieces
    """
    if len(weights) != count:
        raise InputError(f"weights has {len(weights)} entries, but the {make} {count} {pieces}")
    for value in weights:
        if not value.is_Rational:
            raise InputError(f"weights contains {shown(value)}, not rational; only ratios matter")
        if value < 0:
            raise InputError(f"weights contains {shown(value)}, which is not >= 0")
    if all(value == 0 for value in weights):
        raise InputError(f"weights {shown(weights)} are all zero, so there is no density")
