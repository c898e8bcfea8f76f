"""From points to certified eigenvalues of H/n and what theory says of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
from flint import arb

from freqbias.empirical_spectrum.result import Comparison, EmpiricalSpectrum
from freqbias.empirical_spectrum.sample import Sample
from freqbias.empirical_spectrum.theory import Theory, in_background
from freqbias.memory import in_words, require
from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.eigenpairs import SampledSpectrum, memory, top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

__all__ = ["Experiment", "Interrupted"]

_MOST = 100_000
_DIGITS = 17
_BESIDES = 300_000_000  # bytes: libraries, and the theory of 64 indices
_SPARE = 3  # more eigenvalues than asked for: the last may share its law with the next

Say = Callable[[str], None]


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C; ``found`` is what was there: certified only once all of H/n was."""

    def __init__(self, found: EmpiricalSpectrum) -> None:
        super().__init__("interrupted")
        self.found = found


@dataclass(frozen=True)
class Experiment:
    """The ``count`` largest eigenvalues of H/n for the points of a sample.

    :param sample: ``Drawn`` or ``Recorded``.
    :raises InputError: for more eigenvalues than points, or a kernel that is no exponential
        polynomial.
    """

    sample: Sample
    kernel: Kernel = field(default_factory=lambda: first_layer_bias)
    count: int = 12

    def __post_init__(self) -> None:
        if not isinstance(self.kernel, Kernel):
            raise InputError(f"kernel {shown(self.kernel)} is not a Kernel, say first_layer_bias")
        if not self.kernel.is_exponential_polynomial:
            raise InputError(
                f"kernel {self.kernel.name} is no exponential polynomial, as products in O(n) need; "
                f"those there are: {', '.join(KERNELS)}"
            )
        integer("count", self.count, 1, _MOST)
        if self.count > self.sample.size:
            raise InputError(
                f"count {self.count} is more than the {self.sample.size} eigenvalues of as many points"
            )

    @property
    def computed(self) -> int:
        """How many eigenvalues are computed: some more than asked for, if there are."""
        return min(self.count + _SPARE, self.sample.size)

    @property
    def memory(self) -> int:
        """Bytes that are needed at most, by the whole process."""
        return _BESIDES + memory(self.sample.size, self.computed, self.kernel)

    def require_memory(self) -> None:
        """Refuse what does not fit.

        :raises InputError: saying how much is needed and how much is there.
        """
        require(self.memory, str(self))

    def __str__(self) -> str:
        return f"{self.sample.size:,} points and {self.count} eigenvalues"

    def run(self, say: Say | None = None) -> EmpiricalSpectrum:
        """Compute.

        :param say: called with what is being done.
        :raises InputError: before anything is allocated, if there is not enough memory.
        :raises Interrupted: on Ctrl-C, with the values of the last iteration.
        """
        self.require_memory()
        theory = in_background(lambda: Theory.of(self.sample, self.kernel, self.computed))
        watch = _Watch(say)
        try:
            return self._run(theory, watch)
        except Interrupted:
            raise
        except KeyboardInterrupt:
            known = theory.result() if theory.done() and not theory.exception() else None
            rows = [Eigenvalue(i, 1, Ball.of(arb(v), _DIGITS), False) for i, v in watch.seen()]
            raise Interrupted(self._result(rows, known)) from None
        except MemoryError:
            needed = in_words(self.memory)
            raise InputError(f"{self} need about {needed} of memory, which was refused") from None

    def _run(self, theory: Future[Theory | None], watch: _Watch) -> EmpiricalSpectrum:
        watch("sampling")
        angles = self.sample.angles()
        watch("sorting")
        operator = GramOperator(angles, self.kernel, threads=_processors())
        found = top_eigenpairs(operator, self.computed, watch=watch)
        watch("exact eigenvalues")
        repeated = operator.points.repeated
        try:
            known = theory.result()
        except KeyboardInterrupt:  # what is certified stays so
            raise Interrupted(self._result(found.rows, None, repeated, found)) from None
        return self._result(found.rows, known, repeated, found)

    def _result(
        self,
        rows: Sequence[Eigenvalue],
        theory: Theory | None,
        repeated: int = 0,
        found: SampledSpectrum | None = None,
    ) -> EmpiricalSpectrum:
        known = theory.compared(rows) if theory else (Comparison(row) for row in rows)
        shown = tuple(row for row in known if row.sampled.index < self.count)
        fits = theory.fits([row.sampled for row in shown]) if theory and found else ()
        return EmpiricalSpectrum(self.sample, self.kernel, shown, fits, repeated, found)


class _Watch:
    """Says what is being done, and keeps the values of the last iteration."""

    def __init__(self, say: Say | None) -> None:
        self._say = say
        self.values: Floats = np.empty(0)

    def seen(self) -> Iterator[tuple[int, float]]:
        """Index and value of what there was."""
        return enumerate(self.values.tolist())

    def __call__(self, stage: str, values: Floats | None = None) -> None:
        if values is not None:
            self.values = values.copy()
        if self._say is not None:
            self._say(stage)


def _processors() -> int:
    """How many this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
