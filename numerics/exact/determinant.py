"""The Fredholm determinant ``D(nu) = det(I - nu T) = prod (1 - nu lambda_i)`` in balls.

Evaluated from the half-circle system of :mod:`freqbias.theory.folding`: one transfer for each arc and
a determinant of at most ten rows.  D is entire of order 1/2; its zeros, counted with multiplicity, are
1/lambda_i.  Under a rotation symmetry D is a product over sectors, each with its own closure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import acb, acb_mat, arb, arb_mat

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.exact.arc_modes import Coinciding
from freqbias.numerics.exact.transfer import DoublingTransfer, ModeTransfer, Transfer, matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.folding import HalfCircleSystem, half_circle_system
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import modes
from freqbias.theory.sectors import WHOLE, Arc, Sector, arcs, closure

__all__ = ["ArcTransfer", "FredholmDeterminant"]

_ENOUGH = 16  # bits


class FredholmDeterminant:
    """D for one kernel, density and sector, at one working precision.

    :param bits: working precision; used inside each call and restored.
    :param sector: where T is restricted to; by default the whole of L2(p).

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> D = FredholmDeterminant(first_layer_bias, uniform(), 64)
    >>> D(arb(0)).str(5), D(1 / (arb(1) / 8 + 1 / (2 * arb.pi() ** 2))).contains(0)
    ('[1.0000 +/- 3e-10]', True)
    """

    def __init__(
        self, kernel: Kernel, density: PiecewiseConstant, bits: int, sector: Sector = WHOLE
    ) -> None:
        self._bits = bits
        system = half_circle_system(kernel)
        with precision(bits + 32):
            self._arcs = [ArcTransfer(kernel, system, arc) for arc in arcs(density, sector)]
            self._closure = _Closure(system, sector)
            self._scale: Any = 1
            self._scale = self._determinant(arb(0))  # so that D(0) = 1

    def __call__(self, nu: Any) -> Any:
        """``D(nu)`` as a ball of the type of nu; real for real nu, and 1 at nu = 0."""
        with precision(self._bits):
            value = self._determinant(nu)
            return value.real if isinstance(nu, arb) else acb(value)

    def matrix(self, nu: Any) -> Any:
        """The closure conditions in the initial values, even components first."""
        with precision(self._bits):
            return self._conditions(nu)

    def states(self, nu: Any, start: Any) -> Iterator[tuple[ArcTransfer, Any]]:
        """Each arc with the state at its start, from a column of initial values."""
        state = start
        for arc in self._arcs:
            yield arc, state
            state = arc(nu)[0] * state

    def _determinant(self, nu: Any) -> Any:
        value = _det(self._conditions(nu))
        if abs(value).rel_accuracy_bits() < _ENOUGH:  # exponents nearly coincide, or a zero
            robust = _det(self._conditions(nu, robust=True))
            value = min(value, robust, key=_size)
        return value / self._scale

    def _conditions(self, nu: Any, robust: bool = False) -> Any:
        state, accumulated = self._arcs[0](nu, robust)
        for arc in self._arcs[1:]:
            following, gained = arc(nu, robust)
            accumulated = arc.turn * accumulated + gained * state
            state = following * state
        return self._closure(state, accumulated)


def _det(conditions: Any) -> Any:
    value = conditions.det()
    if value.contains(0):  # elimination may meet the dependent column too early
        return min(value, conditions.transpose().det(), key=_size)
    return value


def _size(value: Any) -> float:
    size = float(abs(value).upper())
    return size if size == size else float("inf")


class ArcTransfer:
    """One arc: its transfer by the faster way that works, and ``e^{G h}`` for what it accumulates.

    :param arc: the arc itself, exact.
    """

    def __init__(self, kernel: Kernel, system: HalfCircleSystem, arc: Arc) -> None:
        self.arc = arc
        length, sigma, delta = (complex_ball(x).real for x in (arc.length, arc.sigma, arc.delta))
        coefficients = (length, sigma, delta)
        self._doubling = DoublingTransfer(system, coefficients)
        self._still = self._doubling(arb(0)) if arc.sigma == 0 else None  # a gap: for every nu
        self.modes = ModeTransfer(system, modes(kernel), coefficients)
        generators = [half.generator * arc.length for half in system.halves if half.gain.rows]
        self.turn = _diagonal(
            [_balls(entries, range(entries.cols)).exp() for entries in generators]
        )

    def __call__(self, nu: Any, robust: bool = False) -> Transfer:
        """The transfer; ``robust`` avoids the modes, which lose digits where exponents are close."""
        if self._still is not None:
            return self._still
        if robust:
            return self._doubling(nu)
        try:
            return self.modes(nu)
        except Coinciding:
            return self._doubling(nu)


class _Closure:
    """The matrix of the closure conditions in the initial values."""

    def __init__(self, system: HalfCircleSystem, sector: Sector) -> None:
        found = closure(system, sector)
        columns = [*system.graded[0], *system.graded[1]]
        every = range(found.accumulated.cols)
        self._start, self._end, self._held = (
            _balls(entries, wanted)
            for entries, wanted in (
                (found.start, columns),
                (found.end, columns),
                (found.accumulated, every),
            )
        )

    def __call__(self, state: Any, accumulated: Any) -> Any:
        return self._start - self._end * state - self._held * accumulated


def _balls(entries: Any, columns: Any) -> Any:
    """Real where every entry is."""
    values = [[complex_ball(entries[i, j]) for j in columns] for i in range(entries.rows)]
    if all(x.imag == 0 for row in values for x in row):
        return matrix([[x.real for x in row] for row in values], len(columns), arb_mat)
    return matrix(values, len(columns), acb_mat)


def _diagonal(blocks: list[Any]) -> Any:
    size = sum(block.nrows() for block in blocks)
    entries = [[arb(0)] * size for _ in range(size)]
    start = 0
    for block in blocks:
        for i, row in enumerate(block.tolist()):
            entries[start + i][start : start + len(row)] = row
        start += block.nrows()
    return matrix(entries, size, arb_mat)
