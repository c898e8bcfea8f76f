"""Densities from floats, arrays and functions, with what exactness is left stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Exactness, PiecewiseConstant, Zones
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.text import numbers

__all__ = ["density_from_function", "piecewise_constant", "zones"]


def piecewise_constant(breaks: Any, weights: Any) -> PiecewiseConstant:
    """A piecewise-constant density from text, exact numbers, floats or arrays.

    Breaks are in units of pi.  Text, integers, fractions and SymPy numbers are exact; a float is
    taken as the binary fraction it is, and ``exactness`` then says ROUNDED.

    :raises InputError: naming argument, value and the relation it breaks.

    >>> piecewise_constant("-1, -1/3, 1/3, 1", "1, 2, 4").exactness.name
    'EXACT'
    >>> piecewise_constant([-1, 0.1, 1], np.array([0.5, 0.25])).exactness.name
    'ROUNDED'
    """
    exact_breaks, rounded_breaks = _exact(breaks, "breaks")
    if rounded_breaks:
        exact_breaks = _closed(exact_breaks)
    exact_weights, rounded_weights = _exact(weights, "weights")
    return PiecewiseConstant(
        exact_breaks, exact_weights, _exactness(rounded_breaks or rounded_weights)
    )


def _exactness(rounded: bool) -> Exactness:
    return Exactness.ROUNDED if rounded else Exactness.EXACT


def zones(heights: Any, weights: Any, dimension: int = 3) -> Zones:
    """A density on S^(d-1) that is constant between heights, from text, exact numbers or floats.

    :param heights: from -1, the south pole, to 1.
    :param dimension: d >= 3, of the surrounding space.
    :raises InputError: naming argument, value and the relation it breaks.

    >>> zones("-1, 0, 1", "12, 1")
    zones 12 : 1 on S^2 between heights -1, 0, 1; integral 1 against the uniform probability measure
    """
    exact_heights, rounded_heights = _exact(heights, "heights")
    exact_weights, rounded_weights = _exact(weights, "weights")
    return Zones(
        exact_heights, exact_weights, dimension, _exactness(rounded_heights or rounded_weights)
    )


def _closed(breaks: tuple[Any, ...]) -> tuple[Any, ...]:
    """A turn of floats ends at its start plus 2, which rounding may have missed by some ulps."""
    end = breaks[0] + 2 if breaks else None
    missed = breaks and breaks[-1] != end and abs(breaks[-1] - end) < sp.Rational(1, 2**44)
    return (*breaks[:-1], end) if missed else breaks


def density_from_function(
    function: Callable[[Floats], Floats], pieces: int = 64
) -> PiecewiseConstant:
    """Replace a non-negative 2 pi-periodic function by its means over ``pieces`` equal cells.

    The means are 8-point Gauss values; nothing bounds the distance to the function, and
    ``exactness`` says SAMPLED.

    >>> p = density_from_function(lambda x: 1 + np.cos(x), pieces=8)
    >>> len(p.regions), p.exactness.name
    (8, 'SAMPLED')
    """
    integer("pieces", pieces, 1, 10_000)
    nodes, weights = np.polynomial.legendre.leggauss(8)
    left = -np.pi + 2 * np.pi * np.arange(pieces)[:, None] / pieces
    points = left + (nodes + 1) * np.pi / pieces
    values = np.broadcast_to(np.asarray(function(points), dtype=float), points.shape)
    means = values @ weights / 2
    exact, _ = _exact(means, "density")
    breaks = tuple(sp.Rational(2 * j, pieces) - 1 for j in range(pieces + 1))
    return PiecewiseConstant(breaks, exact, Exactness.SAMPLED)


def _exact(values: Any, what: str) -> tuple[tuple[Any, ...], bool]:
    if isinstance(values, str):
        return numbers(values, what), False
    if not isinstance(values, Iterable) or np.ndim(values) == 0:  # type: ignore[arg-type]
        raise InputError(f"{what} {shown(values)} is neither text nor a sequence of numbers")
    pairs = [_number(value, what) for value in values]
    return tuple(value for value, _ in pairs), any(rounded for _, rounded in pairs)


def _number(value: Any, what: str) -> tuple[Any, bool]:
    if isinstance(value, str):
        texts = numbers(value, what)
        if len(texts) != 1:
            raise InputError(f"{what} contains {shown(value)}, which is not one number")
        return texts[0], False
    if isinstance(value, Fraction):
        return sp.Rational(value.numerator, value.denominator), False
    if isinstance(value, (bool, np.bool_)):
        raise InputError(f"{what} contains {shown(value)}, which is not a number")
    if isinstance(value, (int, np.integer)):
        return sp.Integer(int(value)), False
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            raise InputError(f"{what} contains {shown(value)}, which is not finite")
        return sp.Rational(*float(value).as_integer_ratio()), True
    return value, False
