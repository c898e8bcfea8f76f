"""What theory says of the eigenvalues under a density, computed beside the iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from freqbias.empirical_spectrum.result import Comparison
from freqbias.empirical_spectrum.sample import Sample
from freqbias.numerics.eigenvalue import Eigenvalue, hull
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spectrum import Spectrum, spectrum
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

if TYPE_CHECKING:
    from freqbias.numerics.deviation.groups import GroupLaw
    from freqbias.numerics.deviation.preference import Fit

__all__ = ["Theory", "in_background"]

_DIGITS = 15
_LAW = 64  # indices whose law is asked for: it is dear, and the rest says the same
_FEWEST = 3  # groups from which on lists are compared as a whole
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Theory:
    """The operator's own spectrum, the list that is printed, and the law of independent samples.

    :param printed: 2003.04560 (20) by index; None for kernels it is not about.
    :param law: of groups of indices that n samples separate; None for other points.
    """

    spectrum: Spectrum
    printed: Floats | None
    law: GroupLaw | None

    @classmethod
    def of(cls, sample: Sample, kernel: Kernel, count: int) -> Theory | None:
        """For the first ``count`` indices; None if nobody says what the density is."""
        if sample.density is None:
            return None
        from freqbias.numerics.deviation.preference import proposed_lists

        exact = spectrum(kernel, sample.density, count, _DIGITS)
        printed = None
        if kernel == first_layer_bias:
            printed = proposed_lists(sample.density, count)["printed"]
        return cls(exact, printed, _law(sample, exact, min(count, _LAW)))

    def compared(self, rows: Sequence[Eigenvalue]) -> Iterator[Comparison]:
        """Each row of H/n beside what is known of its indices."""
        scores = self._scores(by_index(rows))
        printed = {} if self.printed is None else dict(enumerate(self.printed.tolist()))
        for row in rows:
            score = scores.get(row.index, (None, None))
            yield Comparison(row, self._exact(row), printed.get(row.index), *score)

    def fits(self, rows: Sequence[Eigenvalue]) -> tuple[Fit, ...]:
        """How well whole lists fit from index 1 on; none without a law, or with few eigenvalues."""
        if self.law is None or self.printed is None:
            return ()
        values = by_index(rows)
        law = self.law.within(1, len(values))
        if len(law.groups) < _FEWEST:
            return ()
        from freqbias.numerics.deviation.preference import fit

        exact = np.array([float(self.spectrum[i].row.value) for i in range(law.groups[-1][1])])
        return (
            fit("exact", law, values, exact, False),
            fit("printed", law, values, self.printed, False),
            fit("printed", law, values, self.printed, True),
        )

    def _exact(self, sampled: Eigenvalue) -> Eigenvalue | None:
        """What T has at the indices of a row: one of its rows, or several together."""
        indices = range(sampled.index, sampled.index + sampled.multiplicity)
        if indices.stop > len(self.spectrum):
            return None
        rows = list(dict.fromkeys(self.spectrum[i].row for i in indices))
        if len(rows) == 1:
            return rows[0]
        certified = all(row.certified for row in rows)
        ball = hull([row.value for row in rows])
        return Eigenvalue(rows[0].index, sampled.multiplicity, ball, certified, exact=False)

    def _scores(self, values: Floats) -> dict[int, tuple[float, tuple[int, int]]]:
        """For each index the deviation of its group in standard errors, and the group [first, last)."""
        if self.law is None:
            return {}
        law = self.law.within(0, len(values))
        scores = zip(law.standardised(values).tolist(), law.groups, strict=True)
        return {index: (score, group) for score, group in scores for index in range(*group)}


def by_index(rows: Sequence[Eigenvalue]) -> Floats:
    """Values by index, copies counted."""
    values = [float(row.value) for row in rows]
    return np.repeat(values, [row.multiplicity for row in rows])


def _law(sample: Sample, exact: Spectrum, count: int) -> GroupLaw | None:
    from freqbias.numerics.deviation.law import SamplingLaw

    density = sample.density
    if density is None or not sample.independent:
        return None
    values = tuple(float(exact[i].row.value) for i in range(count))
    try:
        return SamplingLaw(exact.kernel, density, values).at(sample.size)
    except InputError:  # too few samples to separate any
        return None


def in_background(call: Callable[[], _Result]) -> Future[_Result]:
    """What a call will return; nobody waits for it when the process ends."""
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
