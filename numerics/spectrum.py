"""The exact spectrum of T: certified eigenvalues with index, and proof that none is missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from flint import arb, fmpq

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.completeness import Completeness, prove_completeness
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.roots import EigenvalueFinder
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import integer
from freqbias.theory.kernels import Kernel

__all__ = ["Eigenvalue", "Spectrum", "certified_spectrum"]

_MOST = 400
_SPARE = 4  # where to stop beyond the count: at the widest of this many gaps
_CLOSE = 1e-6  # relative distance below which estimates are treated as one cluster


@dataclass(frozen=True)
class Eigenvalue:
    """An eigenvalue or a cluster: index of its first copy, joint multiplicity, enclosure.

    ``certified`` means: the ball holds exactly ``multiplicity`` eigenvalues, and exactly ``index``
    lie above it.
    """

    index: int
    multiplicity: int
    value: Ball
    certified: bool


@dataclass(frozen=True)
class Spectrum:
    """The largest eigenvalues, decreasing.

    :param completeness: the proof that none is missing, or None where a cluster prevents it.
    """

    kernel: Kernel
    density: PiecewiseConstant
    eigenvalues: tuple[Eigenvalue, ...]
    completeness: Completeness | None

    def __getitem__(self, index: int) -> Eigenvalue:
        """The eigenvalue of this index, counting copies."""
        for eigenvalue in self.eigenvalues:
            if eigenvalue.index <= index < eigenvalue.index + eigenvalue.multiplicity:
                return eigenvalue
        raise IndexError(f"index {index} is not among the eigenvalues computed")


def certified_spectrum(
    kernel: Kernel, density: PiecewiseConstant, count: int = 12, digits: int = 30
) -> Spectrum:
    """The first ``count`` eigenvalues, enclosed to ``digits`` significant digits.

    Galerkin estimates only say where to look.  Existence is a sign change of the Fredholm
    determinant in balls; completeness, hence index and multiplicity, is one product of it over a
    circle.  What is not proved is not called certified.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    >>> s = certified_spectrum(first_layer_bias, p, 3, 20)
    >>> s[0].value, s[0].certified
    ([0.227165613898854594147 +/- 5e-21], True)
    """
    integer("count", count, 1, _MOST)
    integer("digits", digits, 1, 1000)
    estimates = galerkin_spectrum(kernel, density, max(100, 4 * count)).eigenvalues
    groups = _groups(estimates, count)
    finder = EigenvalueFinder(kernel, density, digits)
    balls = [_enclose(finder, estimates, group) for group in groups]
    completeness = None
    if all(balls):
        known = [_lower(ball) for ball in balls if ball]
        completeness = _complete(kernel, density, known, estimates)
    proved = completeness is not None and completeness.proved
    ordered = proved and _disjoint([ball for ball in balls if ball])
    found = tuple(
        Eigenvalue(first, last - first, ball or _estimate(estimates, first, last), ordered)
        for (first, last), ball in zip(groups, balls, strict=True)
    )
    return Spectrum(kernel, density, found, completeness)


def _groups(estimates: Floats, count: int) -> list[tuple[int, int]]:
    """Index ranges of estimates that lie close together, up to a wide gap just beyond ``count``."""
    positive = estimates[estimates > _CLOSE * estimates[-1 - estimates.size // 2]]
    relative = -np.diff(positive) / positive[:-1]
    edges = [0, *(int(i) + 1 for i in np.flatnonzero(relative > _CLOSE))]
    enough = [edge for edge in edges if edge >= count][:_SPARE]
    last = max(enough, key=lambda edge: float(relative[edge - 1]))
    return [(a, b) for a, b in pairwise(edges) if b <= last]


def _enclose(finder: EigenvalueFinder, estimates: Floats, group: tuple[int, int]) -> Ball | None:
    first, last = group
    if last - first > 1:
        return None
    value = float(estimates[first])
    above = float(estimates[first - 1]) if first else 2 * value
    return finder.enclose(value, (value + float(estimates[last])) / 2, (value + above) / 2)


def _lower(ball: Ball) -> arb:
    with precision(2 * len(str(ball.mid)) + 64):
        return arb(fmpq(ball.mid - ball.rad) * fmpq(10) ** ball.exponent)


def _complete(
    kernel: Kernel, density: PiecewiseConstant, known: list[arb], estimates: Floats
) -> Completeness | None:
    last, following = float(known[-1]), float(estimates[len(known)])
    radius = (last * following) ** -0.5
    if not known[-1] * radius > 1:  # else one could be missing between 1/radius and the last
        return None
    return prove_completeness(kernel, density, known, estimates, radius)


def _disjoint(balls: list[Ball]) -> bool:
    """Whether the balls are decreasing and do not meet."""
    ends = [
        (fmpq(b.mid - b.rad) * fmpq(10) ** b.exponent, fmpq(b.mid + b.rad) * fmpq(10) ** b.exponent)
        for b in balls
    ]
    return all(low > high for (low, _), (_, high) in pairwise(ends))


def _estimate(estimates: Floats, first: int, last: int) -> Ball:
    """An uncertified cluster: float64 midpoint and spread."""
    mid = round(float(estimates[first:last].mean()) * 10**15)
    spread = float(estimates[first] - estimates[last - 1])
    return Ball(mid, max(1, round(spread * 10**15)), -15)
