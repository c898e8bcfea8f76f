"""Figures 2 and 3, two-layer part: eigenvectors of H/n under 1 : 2 : 4, and their local
frequencies.

Protocol, fixed beforehand: samples of p = 3/(2 pi) (1/7, 2/7, 4/7) on three equal regions, n =
2,933 for figure 2 and 1,467 for figure 3 (appendix E), eigenvectors of index 12 to 30 of H/n, by
decreasing eigenvalue.  Figure 2 is read as "one wave on each region, frequencies proportional to
p^e", figure 3 as "the peaks of the FFT over each region have one ratio from region to region".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import sympy as sp
from scipy.sparse.linalg import eigsh

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS, function
from freqbias.claims.basri2020.section_4.spectra import arb_of, witness
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour, Witness
from freqbias.numerics.balls import precision
from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.kernels import Kernel

__all__ = [
    "CLAIMS",
    "DRAWN",
    "INDICES",
    "Waves",
    "interval",
    "left_by",
    "local_peaks",
    "measured",
    "one_wave",
    "peak",
    "unexplained",
]

DRAWN, _MEASURED = 2933, 1467  # samples of figures 2 and 3
INDICES = tuple(range(12, 31))
_LATE = tuple(i for i in INDICES if i >= 18)
_CERTIFIED = (18, 24, 30)
_PADDED = 1 << 15
_SCAN = np.linspace(0.8, 1.25, 61)
_NORMAL = 2.81  # two-sided, 99.5 %, so that both ratios together have 99 %
_TOLERANCE = sp.Rational(1, 50)  # relative, for certified frequencies
_RATIO = sp.Symbol("omega_{j+1}/omega_j", positive=True)
_REGIONS: Domain = {"i": Finite(INDICES)}
_LATE_ONES: Domain = {"i": Finite(_LATE)}


@dataclass(frozen=True)
class Waves:
    """On each region one wave of frequency ``c p^exponent``, but for ``share`` of the mean square.

    :param share: the largest allowed median over the eigenvectors; c is free for each of them.
    """

    exponent: Any
    share: float = 0.1

    def __str__(self) -> str:
        return f"one wave of frequency c p^({self.exponent}) on each region, up to {self.share:.0%}"


@lru_cache(maxsize=4)
def _vectors(kernel: Kernel, samples: int, seed: int) -> tuple[Floats, Floats]:
    """Sorted samples, and in columns the eigenvectors of H by decreasing eigenvalue."""
    points = np.sort(sample(THIRDS, samples, seed))
    fast = kernel.is_exponential_polynomial  # a deep kernel has but the matrix
    gram = GramOperator(points, kernel) if fast else gram_matrix(kernel, points)
    _, vectors = eigsh(gram, INDICES[-1] + 1, which="LA", v0=np.ones(samples))
    return points, np.asarray(vectors[:, ::-1])


def _parts(points: Floats) -> list[tuple[Any, float, float]]:
    """For each region which samples lie in it, its left end and its length."""
    found = []
    for region in THIRDS.regions:
        left, right = (float(end) * np.pi for end in (region.left, region.right))
        found.append(((points >= left) & (points < right), left, right - left))
    return found


def peak(x: Floats, values: Floats, left: float, length: float) -> float:
    """The frequency at the peak of the FFT of a function on [left, left + length], Hann window.

    Interpolated on an equidistant grid and padded; the peak is refined by a parabola.

    >>> x = np.linspace(0, 2, 400)
    >>> round(peak(x, np.cos(9 * x), 0.0, 2.0), 1)
    9.0
    """
    count = x.size
    grid = left + (np.arange(count) + 0.5) * length / count
    even = np.interp(grid, x, values)
    size = np.abs(np.fft.rfft((even - even.mean()) * np.hanning(count), _PADDED))
    top = int(np.argmax(size[1:-1])) + 1
    below, here, above = np.log(size[top - 1 : top + 2])
    top_refined = top + (below - above) / (2 * (below - 2 * here + above))
    return float(2 * np.pi * top_refined * count / (_PADDED * length))


def local_peaks(kernel: Kernel, seed: int, index: int) -> Floats:
    """The FFT frequency of one eigenvector on each region."""
    points, vectors = _vectors(kernel, _MEASURED, seed)
    return np.array(
        [
            peak(points[inside], vectors[inside, index], left, length)
            for inside, left, length in _parts(points)
        ]
    )


def unexplained(kernel: Kernel, seed: int, index: int, exponent: float) -> float:
    """The least share of the mean square, over c, that waves of frequency ``c p^e`` leave."""
    points, vectors = _vectors(kernel, DRAWN, seed)
    values = vectors[:, index]
    powers = np.array([float(region.value) ** exponent for region in THIRDS.regions])
    # index i has about ceil(i/2) waves on the circle, so c is near this
    middle = np.ceil(index / 2) / float(np.mean(powers))
    return min(left_by(points, values, middle * scale * powers) for scale in _SCAN)


def left_by(points: Floats, values: Floats, frequencies: Floats) -> float:
    """The share of the mean square that one wave of its frequency on each region leaves."""
    rest = 0.0
    for (inside, _, _), frequency in zip(_parts(points), frequencies, strict=True):
        x, y = points[inside], values[inside]
        waves = np.stack([np.cos(frequency * x), np.sin(frequency * x)], axis=1)
        solution = np.linalg.solve(waves.T @ waves, waves.T @ y)
        rest += float(np.sum((y - waves @ solution) ** 2))
    return rest / float(np.sum(values**2))


def measured(context: Context, agrees: bool, note: str) -> Evidence:
    """What a statistic says of a statement."""
    finding = Finding.HOLDS if agrees else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)


def one_wave(*names: str) -> Check:
    """What one wave on each region leaves in the median over the indices, for each of the kernels."""

    def check(context: Context, statement: Waves) -> Evidence:
        medians, exponent = {}, float(statement.exponent)
        for name in names:
            kernel = context.kernel(name)
            rests = [unexplained(kernel, context.seed, index, exponent) for index in INDICES]
            medians[name] = float(np.median(rests))
        listed = ", ".join(f"{median:.3f} ({name})" for name, median in medians.items())
        note = f"{listed} of the mean square is left in the median, {statement.share} was allowed"
        return measured(context, max(medians.values()) <= statement.share, note)

    return check


def interval(value: float) -> Floats:
    """Half widths of the 99 % prediction intervals of both FFT ratios around a value.

    A region's frequency goes with the root of the number of samples in it, and the logarithm of the
    ratio of two multinomial counts has variance 1/(n m_j) + 1/(n m_{j+1}), m the masses.
    """
    counts = np.array([_MEASURED * float(r.value * r.length) for r in THIRDS.regions])
    return _NORMAL * value / 2 * np.sqrt(1 / counts[:-1] + 1 / counts[1:])


def _ratios(context: Context, statement: Any) -> Evidence:
    """FFT of the sampled eigenvectors; and certified frequencies of exact eigenfunctions."""
    kernel = context.kernel("first_layer_bias")
    peaks = np.array([local_peaks(kernel, context.seed, index) for index in _LATE])
    medians = np.median(peaks[:, 1:] / peaks[:, :-1], axis=0)
    value = float(statement)
    widths = interval(value)
    note = "median ratios by FFT {:.4f} and {:.4f}".format(*medians)
    note += ", 99 % interval {:.4f} +- {:.4f} and {:.4f}".format(value, *widths)
    if np.any(np.abs(medians - value) > widths):
        return measured(context, False, note)
    for index in _CERTIFIED:
        found = _beyond(kernel, index, sp.Abs(_RATIO - statement) - statement * _TOLERANCE)
        if found is not None:
            return context.fails(found)
    return measured(context, True, f"{note}; certified frequencies agree to {_TOLERANCE}")


def _beyond(kernel: Kernel, index: int, excess: Any) -> Witness | None:
    """A ratio of certified frequencies on neighbouring regions for which the excess is positive."""
    f = function(kernel, THIRDS, index)
    frequencies = [[arb_of(w.frequency) for w in f.local_waves(j)] for j in range(3)]
    for low, high in pairwise(frequencies):
        for a, b in product(low, high):
            with precision(200):
                ratio = b / a
            found = witness({"i": index}, excess, {_RATIO: ratio}, "the ratio is beyond by")
            if found is not None:
                return found
    return None


_HALF = sp.Rational(1, 2)

CLAIMS = (
    Claim(
        "basri2020.fig2",
        at("figure 2"),
        Kind.FIGURE,
        "The eigenvectors of H/n of index 12 to 30 are, but for a tenth of the mean square in the "
        "median, one wave on each region, with frequencies proportional to sqrt(p).",
        Waves(_HALF),
        _REGIONS,
        one_wave("first_layer_bias"),
        (
            Control("frequencies proportional to p", Waves(sp.Integer(1))),
            Control("frequencies proportional to p^(1/4)", Waves(_HALF / 2)),
            Control("the same frequency everywhere", Waves(sp.Integer(0))),
            Control("frequencies proportional to p^(-1/2)", Waves(-_HALF)),
        ),
        (f"n = {DRAWN:,} samples, own seed", "kernel (10)"),
    ),
    Claim(
        "basri2020.fig3",
        at("figure 3, two-layer network"),
        Kind.FIGURE,
        "Over the eigenvectors of H/n of index 18 to 30 the median ratio of FFT frequencies on "
        "neighbouring regions is sqrt(2), as (12) says, within the 99 % interval for samples, and so "
        "are the ratios of the certified frequencies of exact eigenfunctions, up to 2 %.",
        sp.sqrt(2),
        _LATE_ONES,
        _ratios,
        (
            Control("ratio of the densities", sp.Integer(2)),
            Control("fourth root of the densities", sp.root(2, 4)),
            Control("the same frequency", sp.Integer(1)),
            Control("one tenth more", sp.sqrt(2) * 11 / 10),
        ),
        (f"n = {_MEASURED:,} samples, own seed", "kernel (10)"),
        quantity="omega_{j+1}/omega_j",
    ),
)
