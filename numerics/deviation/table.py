"""Sampled eigenvalues beside exact ones, for many n and seeds, and the rate in n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from freqbias.numerics.densities import sample
from freqbias.numerics.deviation.law import sampling_law
from freqbias.numerics.deviation.quantile import quantile_shift, shifted_quantile_points
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.eigenpairs import top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["COLUMNS", "SPARE", "Rate", "deviations", "rate", "sampled_eigenvalues"]

COLUMNS = np.dtype(
    [("n", int), ("seed", int), ("index", int)]
    + [(name, float) for name in ("value", "exact", "deviation", "expected", "standardised")]
)
_DENSE = 400  # points up to which all eigenvalues cost less
SPARE = 3  # more eigenvalues than asked for, so that the last group is whole


def sampled_eigenvalues(operator: GramOperator, count: int) -> Floats:
    """The ``count`` largest eigenvalues of H/n, decreasing; (count,).

    >>> points = np.linspace(-np.pi, np.pi, 300, endpoint=False)
    >>> sampled_eigenvalues(GramOperator(points), 2).round(4)
    array([0.1757, 0.1132])
    """
    n = integer("samples", operator.shape[0], 1, 10**9)
    integer("count", count, 1, n)
    if n <= _DENSE:
        return np.asarray(np.linalg.eigvalsh(operator @ np.eye(n))[::-1][:count] / n)
    return top_eigenpairs(operator, count).values


def deviations(
    density: PiecewiseConstant,
    kernel: Kernel = first_layer_bias,
    sizes: Sequence[int] = (1000, 10_000),
    seeds: Sequence[int] = (0, 1),
    indices: Sequence[int] = (0, 1, 2),
    points: str = "iid",
) -> NDArray[Any]:
    """One row for each n, seed and index; a structured array with the fields of ``COLUMNS``.

    ``deviation`` is lambdahat - lambda and ``expected`` what theory expects of it.  For
    ``points="iid"`` that is the mean, of order 1/n, and ``standardised`` is what is left, in standard
    errors; eigenvalues that n samples do not separate have one value of both, their mean's.  For
    ``"quantile"`` the points are ``F^{-1}((i + delta)/n)`` with a random delta for each seed, and
    nothing is to be standardised.

    :raises InputError: for other points, or an index that is not below every n.

    >>> from freqbias.theory.densities import uniform
    >>> table = deviations(uniform(), sizes=[100], seeds=[0], indices=[0], points="quantile")
    >>> bool(abs(table["deviation"][0] / table["expected"][0] - 1) < 1e-3)
    True
    """
    if points not in ("iid", "quantile"):
        raise InputError(f"points {shown(points)} is neither 'iid' nor 'quantile'")
    wanted = [integer("index", i, 0, min(sizes) - 1) for i in indices]
    one = _independent if points == "iid" else _quantile
    rows = [one(density, kernel, n, seed, wanted) for n in sizes for seed in seeds]
    return np.concatenate(rows)


def _independent(
    density: PiecewiseConstant, kernel: Kernel, n: int, seed: int, wanted: list[int]
) -> NDArray[Any]:
    count = min(max(wanted) + 1 + SPARE, n)
    law = sampling_law(kernel, density, count)
    found = sampled_eigenvalues(GramOperator(sample(density, n, seed), kernel), count)
    groups = law.at(n).within(0, count)
    sizes = np.array([last - first for first, last in groups.groups])
    shift = groups.by_index(groups.mean / sizes, count)
    standardised = groups.by_index(groups.standardised(found), count)
    return _rows(n, seed, wanted, found, law.eigenvalues, shift, standardised)


def _quantile(
    density: PiecewiseConstant, kernel: Kernel, n: int, seed: int, wanted: list[int]
) -> NDArray[Any]:
    count = max(wanted) + 1
    delta = float(np.random.default_rng(seed).random())
    exact = sampling_law(kernel, density, count).eigenvalues
    operator = GramOperator(shifted_quantile_points(density, n, delta), kernel)
    found = sampled_eigenvalues(operator, count)
    shift = quantile_shift(kernel, density, count, n, delta)
    return _rows(n, seed, wanted, found, exact, shift, np.full(count, np.nan))


def _rows(
    n: int,
    seed: int,
    wanted: list[int],
    found: Floats,
    exact: Floats,
    shift: Floats,
    standardised: Floats,
) -> NDArray[Any]:
    rows = np.empty(len(wanted), COLUMNS)
    rows["n"], rows["seed"], rows["index"] = n, seed, wanted
    rows["value"], rows["exact"] = found[wanted], exact[wanted]
    rows["deviation"] = rows["value"] - rows["exact"]
    rows["expected"], rows["standardised"] = shift[wanted], standardised[wanted]
    return rows


@dataclass(frozen=True)
class Rate:
    """``deviation ~ n^exponent``, with an interval.

    :param slopes: of each seed.
    """

    exponent: float
    low: float
    high: float
    confidence: float
    slopes: tuple[float, ...]


def rate(table: NDArray[Any], confidence: float = 0.95) -> Rate:
    """The exponent of the deviation in n: the mean slope of the seeds, with Student's interval.

    The slope of a seed is that of the logarithm of the root mean square, over the indices, of
    deviation/exact against log n, by least squares.  Seeds are independent; sizes need not be.

    :raises InputError: for fewer than two sizes or two seeds.

    >>> table = np.zeros(4, COLUMNS)
    >>> table["n"], table["seed"], table["exact"] = [10, 100, 10, 100], [0, 0, 1, 1], 1
    >>> table["deviation"] = [0.3, 0.03, 0.2, 0.02]
    >>> round(rate(table).exponent, 6)
    -1.0
    """
    sizes, seeds = np.unique(table["n"]), np.unique(table["seed"])
    if min(len(sizes), len(seeds)) < 2:
        raise InputError(f"{len(sizes)} sizes and {len(seeds)} seeds are not two of each")
    if not 0 < confidence < 1:
        raise InputError(f"confidence {shown(confidence)} is not between 0 and 1")
    slopes = [_slope(table[table["seed"] == seed], sizes) for seed in seeds]
    middle = float(np.mean(slopes))
    width = stdtrit(len(slopes) - 1, (1 + confidence) / 2) * np.std(slopes, ddof=1)
    width /= np.sqrt(len(slopes))
    return Rate(middle, middle - width, middle + width, confidence, tuple(slopes))


def _slope(rows: NDArray[Any], sizes: NDArray[Any]) -> float:
    relative = rows["deviation"] / rows["exact"]
    sizes_of = [np.sqrt(np.mean(relative[rows["n"] == n] ** 2)) for n in sizes]
    return float(np.polyfit(np.log(sizes), np.log(sizes_of), 1)[0])
