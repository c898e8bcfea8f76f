"""Spherical harmonics of degree k on S^(d-1): how many, their Laplacian, the area they live on."""

from __future__ import annotations

from math import comb
from typing import Any

import sympy as sp

from freqbias.theory.errors import integer

__all__ = [
    "DEGREE",
    "DIMENSION",
    "MOST_DEGREES",
    "MOST_DIMENSIONS",
    "area",
    "laplacian",
    "multiplicity",
    "shifted_degree",
]

DEGREE = sp.Symbol("k", integer=True, nonnegative=True)
DIMENSION = sp.Symbol("d", integer=True, positive=True)
MOST_DEGREES, MOST_DIMENSIONS = 1_000_000, 1000  # beyond it an exact number has millions of digits


def multiplicity(degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``N(d, k) = C(k+d-1, d-1) - C(k+d-3, d-1)``, the dimension of the harmonics of degree k.

    With a symbol among the arguments ``(2k+d-2) Gamma(k+d-2)/(Gamma(d-1) Gamma(k+1))``, which is the
    same where k + d > 2: on the circle for k >= 1.

    :raises InputError: for a negative degree, or a dimension below 2.

    >>> [multiplicity(k, 3) for k in range(4)], [multiplicity(k, 2) for k in range(3)]
    ([1, 3, 5, 7], [1, 2, 2])
    >>> multiplicity(DEGREE, 4)
    (k + 1)**2
    """
    if any(isinstance(value, sp.Basic) and value.free_symbols for value in (degree, dimension)):
        k, d = map(sp.sympify, (degree, dimension))
        several = (2 * k + d - 2) * sp.gamma(k + d - 2) / (sp.gamma(d - 1) * sp.gamma(k + 1))
        return several if d.free_symbols else sp.factor(sp.gammasimp(several))
    k = integer("degree", _plain(degree), 0, MOST_DEGREES)
    d = integer("dimension", _plain(dimension), 2, MOST_DIMENSIONS)
    return comb(k + d - 1, d - 1) - (comb(k + d - 3, d - 1) if k >= 2 else 0)


def laplacian(degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``Lambda = k (k + d - 2)``: minus the Laplacian of S^(d-1) on harmonics of degree k.

    >>> laplacian(), laplacian(3, 2)
    (k*(d + k - 2), 9)
    """
    return degree * (degree + dimension - 2)


def shifted_degree(degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``nu = k + (d - 2)/2``, in which asymptotic series are even: ``nu^2 = Lambda + (d-2)^2/4``.

    >>> shifted_degree(1, 4)
    2
    """
    return degree + (dimension - 2) / sp.Integer(2)


def area(dimension: Any = DIMENSION) -> Any:
    """``2 pi^(d/2)/Gamma(d/2)``, the surface measure of S^(d-1).

    Eigenvalues with respect to surface measure are this times mu_k.

    >>> area(2), area(3), area(4)
    (2*pi, 4*pi, 2*pi**2)
    """
    half = sp.sympify(dimension, strict=True) / 2
    return 2 * sp.pi**half / sp.gamma(half)


def _plain(value: Any) -> Any:
    """A SymPy integer as one of Python's."""
    return int(value) if isinstance(value, sp.Integer) else value
