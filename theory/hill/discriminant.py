"""Transfer matrices and the discriminant of ``-f'' = omega^2 p f`` for piecewise-constant p.

omega^2 belongs to the periodic spectrum iff the discriminant is 2, lies in a band iff its modulus is
at most 2, and in a gap otherwise (Floquet).  The effective frequency of a spectral point is
``x = Z omega``, which for the uniform density is the integer frequency.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import sympy as sp

from freqbias.theory.densities import PiecewiseConstant, Region
from freqbias.theory.errors import InputError

__all__ = [
    "OMEGA",
    "cosine_sum",
    "discriminant",
    "effective_frequency",
    "eigenvalue_at",
    "monodromy",
    "transfer",
    "two_piece_discriminant",
]

OMEGA = sp.Symbol("omega", positive=True)
_MOST_SUMMED = 12


def transfer(length: Any, value: Any, omega: Any = OMEGA) -> sp.Matrix:
    """The matrix that takes (f, f') across a region of this length and density.

    >>> transfer(sp.pi, 0)
    Matrix([
    [1, pi],
    [0,  1]])
    """
    if value == 0:
        return sp.Matrix([[1, length], [0, 1]])
    rate = omega * sp.sqrt(value)
    phase = rate * length
    return sp.Matrix(
        [[sp.cos(phase), sp.sin(phase) / rate], [-rate * sp.sin(phase), sp.cos(phase)]]
    )


def monodromy(density: PiecewiseConstant, omega: Any = OMEGA) -> sp.Matrix:
    """The product of the transfer matrices over one turn, from the first break; determinant 1."""
    total = sp.eye(2)
    for region in density.regions:
        total = transfer(region.length, region.value, omega) * total
    return total


def discriminant(density: PiecewiseConstant, omega: Any = OMEGA) -> Any:
    """The trace of the monodromy matrix, exact, for any number of regions, empty ones included.

    >>> from freqbias.theory.densities import uniform
    >>> discriminant(uniform(), 3 * sp.sqrt(2 * sp.pi))
    2
    """
    return monodromy(density, omega).trace()


def cosine_sum(density: PiecewiseConstant, omega: Any = OMEGA) -> Any:
    """The discriminant as a sum of cosines, by a route without transfer matrices.

    With rates ``k_j = omega sqrt(p_j)`` and phases ``t_j``, one term for each choice of signs e_j,
    region by region around the circle (the ratios are those of neighbours):
    ``prod_j (1 + e_j e_{j+1} k_j/k_{j+1})/2 * cos(sum_j e_j t_j)``: amplitudes of e^{+-i k x} that
    are transmitted or reflected at every jump.

    :raises InputError: for an empty region, which has no plane waves, or more than 12 regions.
    """
    regions = density.regions
    if density.gaps or len(regions) > _MOST_SUMMED:
        raise InputError(
            f"density {density} has {len(density.gaps)} empty of {len(regions)} regions, but the sum "
            f"of cosines takes none empty and at most {_MOST_SUMMED}"
        )
    return sp.Add(
        *(_term(regions, signs, omega) for signs in product((1, -1), repeat=len(regions)))
    )


def _term(regions: tuple[Region, ...], signs: tuple[int, ...], omega: Any) -> Any:
    weight = sp.Integer(1)
    around = [*zip(regions, signs, strict=True), (regions[0], signs[0])]
    for (here, sign), (there, following) in pairwise(around):
        weight *= (1 + sign * following * sp.sqrt(here.value / there.value)) / 2
    lengths = (
        sign * region.length * sp.sqrt(region.value)
        for region, sign in zip(regions, signs, strict=True)
    )
    return weight * sp.cos(omega * sp.Add(*lengths))


def two_piece_discriminant(first: Any, second: Any, ratio: Any) -> Any:
    """``2 cos t1 cos t2 - (r + 1/r) sin t1 sin t2`` for phases t1, t2 and ``r = sqrt(p1/p2)``.

    >>> t = sp.Symbol("t", real=True)
    >>> two_piece_discriminant(t, -t, sp.Integer(1)).equals(2)
    True
    """
    return 2 * sp.cos(first) * sp.cos(second) - (ratio + 1 / ratio) * sp.sin(first) * sp.sin(second)


def effective_frequency(eigenvalue: Any, root_mean: Any, slope: Any = sp.pi) -> Any:
    """``x = Z/sqrt(s lambda)``: which frequency the eigenvalue would have at leading order.

    >>> from freqbias.theory.densities import uniform
    >>> effective_frequency(1 / (2 * sp.pi**2 * 49), uniform().root_mean)
    7
    """
    return root_mean / sp.sqrt(slope * eigenvalue)


def eigenvalue_at(frequency: Any, root_mean: Any, slope: Any = sp.pi) -> Any:
    """``lambda = Z^2/(s x^2)``, the inverse of :func:`effective_frequency`; leading order only."""
    return root_mean**2 / (slope * frequency**2)
