"""Approximate eigenpairs of a sector: float64, then inverse iteration in high precision.

Nothing here is proved.  What comes out is a proposal that :mod:`freqbias.numerics.ritz.count` checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb
from numpy.typing import NDArray
from scipy.linalg import eigh

from freqbias.numerics.balls import precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.ritz.count import Section, SingularShift, Vector, dot
from freqbias.numerics.ritz.sectors import Sector, SymmetrisedOperator
from freqbias.theory.errors import InputError

__all__ = ["Group", "enough_frequencies", "float_pairs", "groups_above", "refined", "threshold"]

_SPARE = 6  # the threshold lies in the widest of this many gaps beyond the count
_CLOSE = 1e-12  # of a sector's largest eigenvalue: closer ones share one float64 subspace
_ITERATIONS = 12
_RESERVE = 5  # decimal digits
_MOST_FREQUENCIES = 20_000


@dataclass(frozen=True, eq=False)
class Group:
    """Float64 eigenvalues of a sector that are close together, and their vectors as columns.

    :param first: how many of the sector's eigenvalues are larger.
    """

    sector: Sector
    first: int
    values: Floats
    vectors: NDArray[Any]


def enough_frequencies(operator: SymmetrisedOperator, smallest: float, digits: int) -> int:
    """M beyond which eigenvectors for eigenvalues >= ``smallest`` are likely below 10^(-digits/2).

    Row m of ``S u = lambda u`` makes u_m smaller than its neighbours within the degree by about
    max p khat_m / lambda; eigenvalues of a section are off by the square of what is cut off.

    :raises InputError: if that is beyond 20,000.
    """
    bound = float(operator.density_bound(64))
    wanted = (digits / 2 + _RESERVE) * operator.degree
    decades, m = 0.0, operator.settled
    while m < _MOST_FREQUENCIES:
        ratio = bound * max(float(operator.khat(n, 64)) for n in (m, m + 1)) / smallest
        if ratio == 0:
            return m + operator.degree
        if ratio < 1 / 4 and decades >= wanted:
            return m
        decades += max(0.0, -log10(ratio))
        m += 1
    raise InputError(
        f"eigenvalues down to {smallest:.3g} need more frequencies than {_MOST_FREQUENCIES}"
    )


def float_pairs(section: Section) -> tuple[Floats, NDArray[Any]]:
    """Eigenvalues of the section, decreasing, and orthonormal vectors as columns, in float64."""
    matrix = section.dense()
    if not matrix.size:
        return np.zeros(0), matrix
    values, vectors = eigh(matrix)
    return np.asarray(values[::-1]), np.asarray(vectors[:, ::-1])


def threshold(values: Iterable[tuple[Sector, Floats]], count: int) -> float:
    """A number in the widest relative gap of all eigenvalues, with copies, just beyond ``count``."""
    copies = [np.repeat(found, sector.copies) for sector, found in values]
    ordered = np.append(np.maximum(np.sort(np.concatenate(copies))[::-1], 0.0), 0.0)
    near = ordered[count - 1 :][: _SPARE + 1]
    at = int(np.argmax(-np.diff(near) / np.maximum(near[:-1], np.finfo(float).tiny)))
    return float(max(np.sqrt(near[at] * near[at + 1]), near[at] / 4))


def groups_above(
    sector: Sector, values: Floats, vectors: NDArray[Any], smallest: float
) -> list[Group]:
    """The sector's eigenvalues above ``smallest``, close ones together."""
    above = values[values > smallest]
    if not above.size:
        return []
    apart = np.flatnonzero(-np.diff(above) > _CLOSE * above[0]) + 1
    edges = [0, *map(int, apart), above.size]
    return [Group(sector, a, above[a:b], vectors[:, a:b]) for a, b in pairwise(edges)]


def refined(section: Section, vectors: NDArray[Any], digits: int) -> tuple[list[arb], list[Vector]]:
    """Ritz values, decreasing, and orthonormal vectors, all exact numbers: about ``digits`` right.

    Block inverse iteration, started from float64 columns extended by zeros.
    """
    block = [_exact(column, len(section.modes)) for column in vectors.T]
    with precision(section.bits):
        close = arb(10) ** -(digits + 3)
        values, block = _ritz(section, block)
        for _ in range(_ITERATIONS):
            shift = (sum(values, arb(0)) / len(values) * (1 + close / 2**32)).mid()
            try:
                block = section.solve(shift, block)
            except SingularShift:  # as close as this precision can tell
                break
            previous = values
            values, block = _ritz(section, block)
            moved = max(abs(v - w) for v, w in zip(values, previous, strict=True))
            if moved < close * abs(values[0]):
                break
        return values, block


def _exact(column: NDArray[Any], size: int) -> Vector:
    number = acb if np.iscomplexobj(column) else arb
    return [number(value.item()) for value in column[:size]] + [arb(0)] * (size - column.size)


def _ritz(section: Section, block: Sequence[Vector]) -> tuple[list[arb], list[Vector]]:
    """Rayleigh-Ritz on the span of the vectors: values decreasing, vectors orthonormal."""
    basis = _orthonormal(block)
    images = [section.times(vector) for vector in basis]
    if len(basis) == 1:
        return [dot(basis[0], images[0]).real.mid()], basis
    gram = acb_mat([[dot(x, image) for image in images] for x in basis])
    values, turn = gram.mid().eig(right=True, algorithm="approx")
    order = sorted(range(len(values)), key=lambda j: float(values[j].real), reverse=True)
    rotated = [[_combined(turn, j, row) for row in zip(*basis, strict=True)] for j in order]
    return _sorted([values[j].real.mid() for j in order]), rotated


def _combined(turn: acb_mat, j: int, row: tuple[Any, ...]) -> Any:
    return sum((turn[i, j] * value for i, value in enumerate(row)), acb(0)).mid()


def _sorted(values: list[arb]) -> list[arb]:
    """Decreasing, also where float64 cannot tell."""
    result: list[arb] = []
    for value in values:
        at = next((i for i, other in enumerate(result) if value > other), len(result))
        result.insert(at, value)
    return result


def _orthonormal(block: Sequence[Vector]) -> list[Vector]:
    """Gram-Schmidt, twice, radii dropped."""
    basis: list[Vector] = []
    for vector in block:
        for _ in range(2):
            for other in basis:
                along = dot(other, vector)
                vector = [(x - along * y).mid() for x, y in zip(vector, other, strict=True)]
            size = dot(vector, vector).real.sqrt()
            vector = [(x / size).mid() for x in vector]
        basis.append(vector)
    return basis
