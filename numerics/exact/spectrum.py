"""The spectrum under a piecewise-constant density from the Fredholm determinant, sector by sector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log2

import numpy as np
from flint import arb, fmpq

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.exact.completeness import Completeness, prove_completeness
from freqbias.numerics.exact.eigenfunctions import exact_eigenfunctions
from freqbias.numerics.exact.pairs import enclose_pair
from freqbias.numerics.exact.roots import EigenvalueFinder
from freqbias.numerics.floating.spectrum import float_spectrum
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.sectors import rotation_order, sectors

__all__ = ["ExactSpectrum"]

_SPARE = 4  # where to stop beyond the count: at the widest of this many gaps
_MORE = (12, 40, 200)
_CHUNK = 40  # windows for one task of an executor
_CLOSE = 1e-9  # relative distance below which estimates are treated as one group


class ExactSpectrum:
    """At least ``count`` eigenvalues, copies counted, to ``digits`` significant digits.

    Float64 estimates only say where to look.  Existence is a sign change of the Fredholm determinant
    of a sector (for pairs see :mod:`freqbias.numerics.exact.pairs`); completeness, hence index and
    multiplicity, comes from :mod:`freqbias.numerics.exact.completeness`.  What is not proved is not
    called certified.  The origin of a row is its sector.

    :param executor: where to enclose eigenvalues; by default here.
    :ivar completeness: for each sector the circles that prove none is missing.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    >>> row = ExactSpectrum(first_layer_bias, p, 3, 20).eigenvalues[0]
    >>> row.value, row.certified
    ([0.227165613898854594147 +/- 5e-21], True)
    """

    method = "Fredholm determinant in balls"

    def __init__(
        self,
        kernel: Kernel,
        density: PiecewiseConstant,
        count: int,
        digits: int,
        executor: Executor | None = None,
    ) -> None:
        self._kernel, self._density = kernel, density
        estimates = float_spectrum(kernel, density, count + max(32, count // 5))
        windows = _windows(estimates, count)
        found: list[Found] = []
        proofs: list[Completeness] = []
        for sector in sectors(rotation_order(density)):
            finder = EigenvalueFinder(kernel, density, digits, sector)
            here = _search_all(finder, windows, executor)
            proofs.append(_prove(finder, here, estimates, windows[-1].lower))
            found += [replace(item, copies=sector.multiplicity, origin=sector) for item in here]
        bound = min(proof.bound for proof in proofs)
        complete_above = 1 / bound if bound > 0 else Fraction(2 * float(estimates[0]))
        found += [_estimate(window) for window in windows if window.is_empty(found)]
        self.completeness = tuple(proofs)
        self.eigenvalues: tuple[Eigenvalue, ...] = rows(found, complete_above, count)

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits: the one zero in its ball.

        :raises InputError: if a sign change could not be certified at this precision.
        """
        finder = EigenvalueFinder(self._kernel, self._density, digits, row.origin)
        ball = finder.within(row.value)
        if ball is None:
            raise InputError(f"eigenvalue {row.index} could not be enclosed to {digits} digits")
        return ball

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Eigenfunction, ...]:
        """An orthonormal basis of the eigenspace, with errors of about ``10^-digits``.

        Where exponents on an arc nearly coincide, as for small nu, the modes cost digits, so the
        eigenvalue is taken to more of them until enough are left.

        :raises InputError: if 200 more do not suffice.
        """
        for more in _MORE:
            value = self.refined(row, digits + more)
            nu = _reciprocal(value)
            bits = int(3.33 * (digits + more) + 8 * log2(max(2.0, float(nu)))) + 64
            try:
                found = exact_eigenfunctions(self._kernel, self._density, nu, bits, row.origin)
            except InputError:
                continue
            if all(f.error < arb(10) ** -digits for f in found):
                return found
        raise InputError(f"the function of eigenvalue {row.index} is not known to {digits} digits")


@dataclass(frozen=True)
class _Window:
    """Estimates that lie close together, and an interval that holds no other estimate."""

    estimates: Floats
    lower: float
    upper: float

    def is_empty(self, found: Iterable[Found]) -> bool:
        """Whether nothing was found in it."""
        return not any(self.lower < float(item.value) < self.upper for item in found)


def _windows(estimates: Floats, count: int) -> list[_Window]:
    """Groups of estimates, up to a wide gap just beyond ``count``."""
    positive = estimates[estimates > 0]
    relative = -np.diff(positive) / positive[:-1]
    edges = np.concatenate([[0], np.flatnonzero(relative > _CLOSE) + 1])
    enough = edges[edges >= count][:_SPARE]
    last = enough[np.argmax(relative[enough - 1])]
    ends = edges[edges <= last]
    between = (positive[ends[1:] - 1] + positive[ends[1:]]) / 2
    upper = np.concatenate([[2 * positive[0]], between[:-1]])
    return [
        _Window(positive[a:b], float(low), float(high))
        for a, b, low, high in zip(ends[:-1], ends[1:], between, upper, strict=True)
    ]


def _search_all(
    finder: EigenvalueFinder, windows: Sequence[_Window], executor: Executor | None
) -> list[Found]:
    """All windows in order, those of a chunk in one process."""
    chunks = [windows[i : i + _CHUNK] for i in range(0, len(windows), _CHUNK)]
    mapped = (executor.map if executor else map)(_search_chunk, [finder] * len(chunks), chunks)
    return [item for chunk in mapped for item in chunk]


def _search_chunk(finder: EigenvalueFinder, windows: Sequence[_Window]) -> list[Found]:
    return [item for window in windows for item in _search(finder, window)]


def _search(finder: EigenvalueFinder, window: _Window) -> list[Found]:
    """Eigenvalues of the sector that certainly exist in the window."""
    high, low = float(window.estimates[0]), float(window.estimates[-1])
    if window.estimates.size > finder.sector.multiplicity:
        pair = enclose_pair(finder, (low + high) / 2, high - low)
        if pair:
            return pair
    ball = finder.enclose((low + high) / 2, window.lower, window.upper)
    return [Found(ball)] if ball is not None else []


def _estimate(window: _Window) -> Found:
    """Where nothing could be enclosed: the interval between the neighbours, as an estimate."""
    with precision(64):
        ball = arb(window.lower).union(arb(window.upper))
    return Found(Ball.of(ball, 3), separate=window.estimates.size, proved=False)


def _prove(
    finder: EigenvalueFinder, here: list[Found], estimates: Floats, last: float
) -> Completeness:
    known = [_reciprocal(item.value) for item in here for _ in range(item.separate)]
    beyond = estimates[(estimates < last) & (estimates > 0)]
    zeros = np.sort(np.concatenate([[float(zero) for zero in known], 1 / beyond]))
    return prove_completeness(finder.determinant, known, zeros, 1 / last)


def _reciprocal(ball: Ball) -> arb:
    low, high = (fmpq(end.numerator, end.denominator) for end in bounds(ball))
    with precision(2 * len(str(ball.mid)) + 64):
        return (1 / arb(low)).union(1 / arb(high))
