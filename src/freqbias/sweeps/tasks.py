"""The units of work of a sweep, as functions that any executor can send to another process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.gram.eigenpairs import top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.spectrum import spectrum
from freqbias.sweeps.cases import Case, edition
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["Found", "Reference", "reference", "sampled"]

_DIGITS = 20  # more than float64 has, so that what is stored is rounded once


@dataclass(frozen=True)
class Found:
    """An eigenvalue of H/n: what its row of the table has from the matrix."""

    index: int
    multiplicity: int
    mid: float
    rad: float
    certified: bool


@dataclass(frozen=True)
class Reference:
    """What eigenvalues of matrices are compared with, by index.

    :param exact: middle and radius of the ball of each eigenvalue of T.
    :param printed: what formula (20) of 2003.04560 gives, where it gives something.
    """

    exact: tuple[tuple[float, float], ...]
    printed: tuple[float | None, ...]


def sampled(case: Case, expected: str) -> tuple[list[Found], float]:
    """The eigenvalues of one matrix, and the seconds it took.

    :param expected: the edition that asks; another one may not answer.
    :raises InputError: if this process runs another edition, or has not enough memory.
    """
    if edition() != expected:
        raise InputError(f"a worker has freqbias {edition()}, and not {expected} as the sweep has")
    case.require_memory()
    start = time.perf_counter()
    operator = GramOperator(case.sample.angles(), case.kernel)
    rows = top_eigenpairs(operator, case.count).rows
    copies = (
        Found(index, row.multiplicity, *_rounded(row.value), row.certified)
        for row in rows
        for index in range(row.index, row.index + row.multiplicity)
    )
    found = list(islice(copies, case.count))  # a cluster may go beyond
    return found, time.perf_counter() - start


def reference(density: Density, kernel: Kernel, count: int) -> Reference:
    """The exact spectrum, copies counted, and the printed one."""
    exact = spectrum(kernel, density, count, _DIGITS)
    balls = [exact[index].row.value for index in range(count)]
    return Reference(tuple(map(_rounded, balls)), _printed(density, kernel, count))


def _printed(density: Density, kernel: Kernel, count: int) -> tuple[float | None, ...]:
    """The formula is about one kernel, as printed."""
    if kernel != first_layer_bias:
        return (None,) * count
    from freqbias.numerics.deviation.preference import proposed_lists

    return tuple(proposed_lists(density, count)["printed"].tolist())


def _rounded(ball: Ball) -> tuple[float, float]:
    """Middle and radius in float64, the radius so large that all of the ball is still inside."""
    low, high = bounds(ball)
    mid = float((low + high) / 2)
    rad = float(max(high - Fraction(mid), Fraction(mid) - low))
    return mid, math.nextafter(rad, math.inf)
