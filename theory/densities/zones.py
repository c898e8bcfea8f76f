"""Axisymmetric piecewise-constant densities on the sphere S^(d-1): zones between heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.theory.densities.density import Exactness
from freqbias.theory.densities.weights import check_weights, exact_numbers
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.text import numbers

__all__ = ["Zone", "Zones", "cap_mass", "uniform_sphere"]

_MOST_ZONES = 1000
_MOST_SHOWN = 16
_MOST_DIMENSIONS = 1000


@dataclass(frozen=True)
class Zone:
    """Points of height ``bottom <= z < top``, and what p is there.

    :param value: p with respect to the probability measure, so 1 for the uniform density.
    :param mass: of the zone under the uniform density.
    """

    bottom: Any
    top: Any
    value: Any
    mass: Any


@dataclass(frozen=True, repr=False)
class Zones:
    """A density on S^(d-1) in R^d that depends on the height ``z = x_d`` alone, constant on zones.

    :param heights: n + 1 increasing rationals from -1 (south pole) to 1 (north pole).
    :param weights: n rationals >= 0, not all zero; only ratios matter.
    :param dimension: d >= 3, of the surrounding space; the circle has densities of its own.
    :raises InputError: naming argument, value and the relation it breaks.

    Hemispheres 12 : 1 on S^2, the denser one in the south:

    >>> p = Zones.from_text("-1, 0, 1", "12, 1")
    >>> [(zone.value, zone.mass) for zone in p.zones]
    [(24/13, 1/2), (2/13, 1/2)]
    """

    heights: tuple[Any, ...]
    weights: tuple[Any, ...]
    dimension: int = 3
    exactness: Exactness = Exactness.EXACT

    def __post_init__(self) -> None:
        integer("dimension", self.dimension, 3, _MOST_DIMENSIONS)
        for name in ("heights", "weights"):
            object.__setattr__(self, name, exact_numbers(getattr(self, name), name))
        _check_heights(self.heights)
        check_weights(self.weights, len(self.heights) - 1, "heights make", "zones")

    @classmethod
    def from_text(cls, heights: str, weights: str, dimension: int = 3) -> Zones:
        """From comma-separated numbers, heights from -1 to 1."""
        return cls(numbers(heights, "heights"), numbers(weights, "weights"), dimension)

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        """The zones from south to north, empty ones (value 0) included."""
        caps = [cap_mass(height, self.dimension) for height in self.heights]
        masses = [sp.expand(b - a) for a, b in pairwise(caps)]
        total = sum(w * mass for w, mass in zip(self.weights, masses, strict=True))
        return tuple(
            Zone(bottom, top, sp.cancel(weight / total), mass)
            for (bottom, top), weight, mass in zip(
                pairwise(self.heights), self.weights, masses, strict=True
            )
        )

    @property
    def minimum(self) -> Any:
        """``min p``, with respect to the probability measure."""
        return min(zone.value for zone in self.zones)

    @property
    def maximum(self) -> Any:
        """``max p``."""
        return max(zone.value for zone in self.zones)

    @property
    def is_uniform(self) -> bool:
        """Whether p = 1."""
        return len(set(self.weights)) == 1

    def __str__(self) -> str:
        where = f"S^{self.dimension - 1}"
        if self.is_uniform:
            return f"uniform on {where}"
        if len(self.weights) > _MOST_SHOWN:
            return f"{len(self.weights)} zones on {where}"
        weights = " : ".join(map(str, self.weights))
        return f"zones {weights} on {where} between heights {', '.join(map(str, self.heights))}"

    def __repr__(self) -> str:
        given = "" if self.exactness is Exactness.EXACT else f"; {self.exactness.value}"
        return f"{self}; integral 1 against the uniform probability measure{given}"


def uniform_sphere(dimension: int) -> Zones:
    """The uniform density on S^(d-1).

    >>> uniform_sphere(4)
    uniform on S^3; integral 1 against the uniform probability measure
    """
    return Zones((-1, 1), (1,), dimension)


def cap_mass(height: Any, dimension: int) -> Any:
    """The share of S^(d-1) below a height h: ``integral_{-1}^h (1-z^2)^((d-3)/2) dz`` over its value
    at 1, exact.

    With ``I_d(h)`` that integral: ``(d-2) I_d = h (1-h^2)^((d-3)/2) + (d-3) I_{d-2}`` up to constants,
    from ``I_2 = asin(h)`` and ``I_3 = h``.

    >>> cap_mass(sp.Rational(1, 2), 3), cap_mass(0, 7), cap_mass(sp.Rational(1, 2), 4)
    (3/4, 1/2, sqrt(3)/(4*pi) + 2/3)
    """
    h = sp.sympify(height, strict=True)

    def odd_integral(z: Any) -> Any:
        value, start = (sp.asin(z), 2) if dimension % 2 == 0 else (z, 3)
        for d in range(start + 2, dimension + 1, 2):
            edge = z * sp.sqrt(1 - z**2) ** (d - 3)
            value = (edge + (d - 3) * value) / (d - 2)
        return value

    return sp.expand(sp.Rational(1, 2) + odd_integral(h) / (2 * odd_integral(sp.Integer(1))))


def _check_heights(heights: Sequence[Any]) -> None:
    if not 2 <= len(heights) <= _MOST_ZONES + 1:
        raise InputError(f"heights has {len(heights)} entries, not between 2 and {_MOST_ZONES + 1}")
    for value in heights:
        if not value.is_Rational:
            raise InputError(f"heights contains {shown(value)}, which is not rational")
    for low, high in pairwise(heights):
        if not low < high:
            raise InputError(
                f"heights must increase, but {shown(low)} is followed by {shown(high)}"
            )
    if (heights[0], heights[-1]) != (-1, 1):
        ends = f"{shown(heights[0])} to {shown(heights[-1])}"
        raise InputError(f"heights must go from -1 (south pole) to 1, but go from {ends}")
