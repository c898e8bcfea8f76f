"""Arcs on which p and p(. + pi) are constant, each with a space of Legendre polynomials.

On such arcs the residual of gradient flow is analytic, because T maps functions that are analytic
on every arc to such functions: ``k(|x - z|)`` has its kinks only at distance 0 and pi.  So polynomials
on the arcs approximate it exponentially well, where Fourier series converge like a power.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError

__all__ = ["Arc", "arcs", "offsets"]

_WIDEST = 0.17  # half-width in units of pi beyond which an arc is cut: Taylor sums stay short
_MARGIN = 24  # degrees beyond the oscillation: coefficients fall below 1e-16


@dataclass(frozen=True)
class Arc:
    """An arc, centre and half-width exact and in units of pi.

    :param density: the exact value of p on it.
    :param region: which region of the density it lies in.
    :param degrees: how many Legendre polynomials it carries: degrees 0, ..., degrees - 1.
    """

    centre: Any
    half: Any
    density: Any
    region: int
    degrees: int


def arcs(
    density: PiecewiseConstant, frequency: int, horizon: float, unknowns: int = 5000
) -> tuple[Arc, ...]:
    """The arcs where p > 0, with degrees for residuals of targets up to a frequency and a time.

    By operator time t frequencies up to ``sqrt(p t/pi)`` have been learned where the density is p,
    and what is left has structure of that size; beyond four times what the sparsest region needs
    it is small. That the degrees suffice is not taken on trust: see
    :mod:`freqbias.numerics.flow.enclosure`.
    :raises InputError: if more unknowns are needed than there may be.

    >>> from freqbias.theory.densities import uniform
    >>> [(a.centre, a.half, a.region) for a in arcs(uniform(), 1, 10.0)][:2]
    [(-5/6, 1/6, 0), (-1/2, 1/6, 0)]
    """
    pieces = [piece for pair in density.refined() for piece in pair]
    pieces = sorted((p for p in pieces if p.value != 0), key=lambda piece: piece.left)
    least = float(min(p.value for p in pieces))
    finest = max(float(frequency), 1.2 * math.sqrt(least * horizon / math.pi))
    found = [
        _arc(
            density,
            left,
            right,
            piece.value,
            finest * min(math.sqrt(float(piece.value) / least), 4.0),
        )
        for piece in pieces
        for left, right in _cuts(piece.left, piece.right)
    ]
    needed = sum(arc.degrees for arc in found)
    if needed > unknowns:
        raise InputError(
            f"frequency {frequency} up to time {horizon:.3g} needs {needed} unknowns on "
            f"{len(found)} arcs, more than {unknowns}"
        )
    return tuple(found)


def _cuts(left: Any, right: Any) -> list[tuple[Any, Any]]:
    count = math.ceil(float(right - left) / (2 * _WIDEST))
    step = (right - left) / count
    return [(left + j * step, left + (j + 1) * step) for j in range(count)]


def _arc(density: PiecewiseConstant, left: Any, right: Any, value: Any, frequency: float) -> Arc:
    half, centre = (right - left) / 2, (left + right) / 2
    turned = density.breaks[0] + (centre - density.breaks[0]) % 2
    region = next(j for j, r in enumerate(density.regions) if r.left <= turned < r.right)
    degrees = math.ceil(frequency * float(half) * math.pi) + _MARGIN
    return Arc(centre, half, value, region, degrees)


def offsets(spaces: Sequence[Arc]) -> list[slice]:
    """Where the unknowns of each arc stand in a vector of all."""
    ends = np.cumsum([0, *(arc.degrees for arc in spaces)])
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]
