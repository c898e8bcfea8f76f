"""How far sampled eigenvalues are from those of T, over the seeds, against the sample size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.sweeps.table import Row
from freqbias.theory.errors import InputError, shown

__all__ = ["RATES", "Curve", "Panel", "curves", "spread_out"]

RATES = {"iid": -0.5, "quantile": -2.0}  # the power of n by which deviations fall
_OUTSIDE = (0.025, 0.975)
_INDICES = 4


class Panel(NamedTuple):
    """What one set of axes shows: all sizes, seeds and indices of these."""

    density: str
    kernel: str
    points: str


@dataclass(frozen=True)
class Curve:
    """``|value - exact|`` of one index, for each size over the seeds.

    :param sizes: n, increasing.
    :param values: for each size the deviations of all seeds.
    """

    index: int
    sizes: Floats
    values: tuple[Floats, ...]

    @property
    def rms(self) -> Floats:
        """Root of the mean square over the seeds, for each size."""
        return np.array([np.sqrt(np.mean(v**2)) for v in self.values])

    @property
    def interval(self) -> tuple[Floats, Floats]:
        """95 % interval of the root mean square, the deviations taken for normal with mean 0.

        So they are in the limit of independent samples and a simple eigenvalue; with S seeds
        ``S rms^2 / sigma^2`` is then chi-square with S degrees of freedom.
        """
        from scipy.stats import chi2

        seeds = np.array([v.size for v in self.values])
        low, high = (self.rms * np.sqrt(seeds / chi2.ppf(1 - share, seeds)) for share in _OUTSIDE)
        return low, high

    def law(self, rate: float) -> float:
        """The C of ``C n^rate`` that fits best in the mean square of ratios, all sizes alike."""
        scaled = [v * n**-rate for v, n in zip(self.values, self.sizes, strict=True)]
        return float(np.sqrt(np.mean(np.concatenate(scaled) ** 2)))


def curves(rows: Iterable[Row], indices: Sequence[int]) -> dict[Panel, list[Curve]]:
    """For each combination of density, kernel and points a curve for each index.

    >>> from freqbias.sweeps.run import sweep
    >>> from freqbias.theory.densities import uniform
    >>> table = sweep([uniform()], [10, 20, 40], count=1, points="quantile")
    >>> (curve,) = curves(table, [0])[Panel(str(uniform()), "first_layer_bias", "quantile")]
    >>> (curve.rms * curve.sizes**2).round(2)
    array([0.17, 0.17, 0.17])
    """
    wanted: dict[Panel, dict[int, dict[int, list[float]]]] = {}
    for row in rows:
        panel = wanted.setdefault(Panel(row.density, row.kernel, row.points), {})
        if row.index in indices:
            sizes = panel.setdefault(row.index, defaultdict(list))
            sizes[row.n].append(abs(row.deviation))
    return {panel: [_curve(i, found[i]) for i in sorted(found)] for panel, found in wanted.items()}


def _curve(index: int, sizes: dict[int, list[float]]) -> Curve:
    ordered = sorted(sizes)
    values = tuple(np.array(sizes[n]) for n in ordered)
    return Curve(index, np.array(ordered, dtype=float), values)


def spread_out(count: int) -> list[int]:
    """A few indices below count that tell most: the first, the last, and between them by ratio.

    >>> spread_out(50), spread_out(2)
    ([0, 3, 13, 49], [0, 1])
    """
    if count <= _INDICES:
        return list(range(count))
    return sorted({round(x) - 1 for x in np.geomspace(1, count, _INDICES)})


def chosen(rows: Sequence[Row], indices: Iterable[int] | None) -> list[int]:
    """The indices to show, by default a few that are spread out.

    :raises InputError: for one that is not in the table.
    """
    there = {row.index for row in rows}
    if indices is None:
        return spread_out(min(row.count for row in rows))
    wanted = list(dict.fromkeys(indices))
    for index in wanted:
        if index not in there:
            raise InputError(
                f"index {shown(index)} is not between 0 and {max(there)}, in the table"
            )
    return wanted
