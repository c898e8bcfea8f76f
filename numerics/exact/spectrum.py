"""The spectrum under a piecewise-constant density from the Fredholm determinant, sector by sector."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from math import log2

import numpy as np
from flint import arb

from freqbias.numerics.balls import Ball, enclose, precision, rational_ball
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
_LEAST_DIGITS = 15  # fewer would let balls meet that need not
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
        left = [window.estimates.size for window in windows]
        found: list[Found] = []
        proofs: list[Completeness] = []
        for sector in sorted(sectors(rotation_order(density)), key=lambda s: -s.multiplicity):
            finder = EigenvalueFinder(kernel, density, max(digits, _LEAST_DIGITS), sector)
            hits = _search_all(finder, windows, left, executor)
            here = [item for hit in hits for item in hit]
            proofs.append(_prove(finder, here, estimates, windows[-1].lower))
            found += [replace(item, copies=sector.multiplicity, origin=sector) for item in here]
            for i, hit in enumerate(hits):
                left[i] -= sector.multiplicity * sum(item.separate for item in hit)
        found += [_estimate(w, n) for w, n in zip(windows, left, strict=True) if n > 0]
        bound = min(proof.bound for proof in proofs)
        self.completeness = tuple(proofs)
        self.eigenvalues: tuple[Eigenvalue, ...] = rows(found, 1 / bound if bound else None, count)

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
    finder: EigenvalueFinder,
    windows: Sequence[_Window],
    left: Sequence[int],
    executor: Executor | None,
) -> list[list[Found]]:
    """For each window what the sector has in it; ``left`` is how many are still to be found there."""
    wanted = [n // finder.sector.multiplicity for n in left]
    starts = range(0, len(windows), _CHUNK)
    chunks = [(windows[i : i + _CHUNK], wanted[i : i + _CHUNK]) for i in starts]
    mapped = (executor.map if executor else map)(_search_chunk, [finder] * len(chunks), chunks)
    return [hit for chunk in mapped for hit in chunk]


def _search_chunk(
    finder: EigenvalueFinder, chunk: tuple[Sequence[_Window], Sequence[int]]
) -> list[list[Found]]:
    return [_search(finder, window, wanted) for window, wanted in zip(*chunk, strict=True)]


def _search(finder: EigenvalueFinder, window: _Window, wanted: int) -> list[Found]:
    """Up to ``wanted`` eigenvalues of the sector that certainly exist, inside the window."""
    if not wanted:
        return []
    high, low = float(window.estimates[0]), float(window.estimates[-1])
    if wanted > 1:
        pair = enclose_pair(finder, (low + high) / 2, high - low, window.lower, window.upper)
        if pair:
            return pair
    ball = finder.enclose((low + high) / 2, window.lower, window.upper)
    return [Found(ball)] if ball is not None else []


def _estimate(window: _Window, count: int) -> Found:
    """Where not all could be enclosed: the interval between the neighbours, as an estimate."""
    with precision(64):
        ball = arb(window.lower).union(arb(window.upper))
    return Found(Ball.of(ball, 3), separate=count, proved=False)


def _prove(
    finder: EigenvalueFinder, here: list[Found], estimates: Floats, last: float
) -> Completeness:
    known = [(_reciprocal(item.value), item.separate) for item in here]
    known.sort(key=lambda pair: float(pair[0].mid()))
    beyond = estimates[(estimates < last) & (estimates > 0)]
    listed = [float(zero.mid()) for zero, count in known for _ in range(count)]
    zeros = np.sort(np.concatenate([listed, 1 / beyond]))
    trace = bounds(enclose(finder.kernel.at_zero, 15))[1]
    return prove_completeness(finder.determinant, known, zeros, 1 / last, 1 / trace)


def _reciprocal(ball: Ball) -> arb:
    with precision(2 * len(str(ball.mid)) + 64):
        low, high = map(rational_ball, bounds(ball))
        return (1 / low).union(1 / high)
