"""Eigenvectors of H/n under 1 : 2 : 4 as functions: local frequencies, what waves leave of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize_scalar

from freqbias.claims.basri2020.section_4.exact_functions import THIRDS, function
from freqbias.claims.basri2020.section_4.figures_2_3 import peak
from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.eigenpairs import top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = [
    "HEIGHTS",
    "INDICES",
    "Run",
    "exact_run",
    "fitted",
    "left_by_exact",
    "left_by_waves",
    "sampled_run",
]

INDICES = tuple(range(12, 31))
_GRID = 1000
_SCAN = np.linspace(0.8, 1.25, 61)
_MASSES = np.array([float(r.value * r.length) for r in THIRDS.regions])
_LENGTHS = np.array([float(r.length) for r in THIRDS.regions])
HEIGHTS = _MASSES / _LENGTHS


@dataclass(frozen=True)
class Run:
    """Eigenvectors as functions; values (indices, regions, grid), and the densities of the samples."""

    values: Floats
    heights: Floats

    @property
    def statistic(self) -> Floats:
        """Mean of ``log(w_{j+1}/w_j) - log(p_{j+1}/p_j)/2`` over the indices, w fitted; (2,)."""
        pairs = [zip(_grids(), f, strict=True) for f in self.values]
        found = np.array([[fitted(x, values) for x, values in pair] for pair in pairs])
        ratios = np.diff(np.log(found), axis=1).mean(axis=0)
        return np.asarray(ratios - np.diff(np.log(self.heights)) / 2)


def _grids() -> Floats:
    """Angles, (regions, grid)."""
    left = np.array([float(r.left) for r in THIRDS.regions])[:, None] * np.pi
    return np.asarray(left + (np.arange(_GRID) + 0.5) * _LENGTHS[:, None] / _GRID)


@lru_cache(maxsize=16)
def sampled_run(kernel: Kernel, samples: int, seed: int) -> Run:
    """The eigenvectors of H/n of independent samples, norm 1 in L2 of these.

    :raises InputError: if their indices are not certified; a check that asks is then undecided.
    """
    points = np.sort(sample(THIRDS, samples, seed))
    spectrum = top_eigenpairs(GramOperator(points, kernel), INDICES[-1] + 1)
    if not spectrum.certified:
        raise InputError(f"indices of {samples} samples are not certified: {spectrum.reason}")
    vectors, grids = spectrum.vectors(), _grids()
    values = [np.interp(grids, points, vectors[:, i]) * np.sqrt(samples) for i in INDICES]
    edges = [float(r.left) * np.pi for r in THIRDS.regions[1:]]
    counts = np.diff(np.concatenate([[0], np.searchsorted(points, edges), [samples]]))
    return Run(np.array(values), counts / samples / _LENGTHS)


@lru_cache(maxsize=2)
def exact_run(kernel: Kernel) -> Run:
    """The exact eigenfunctions."""
    grids = _grids()
    return Run(np.array([function(kernel, THIRDS, i)(grids) for i in INDICES]), HEIGHTS)


def _rest(x: Floats, values: Floats, frequency: float) -> float:
    """What the nearest wave of this frequency leaves of the mean square."""
    waves = np.stack([np.cos(frequency * x), np.sin(frequency * x)], axis=1)
    solution = np.linalg.solve(waves.T @ waves, waves.T @ values)
    return float(np.mean((values - waves @ solution) ** 2))


def fitted(x: Floats, values: Floats) -> float:
    """The frequency of the wave nearest in mean square on equidistant x, near the peak of the FFT.

    >>> x = (np.arange(1000) + 0.5) * 0.002
    >>> round(fitted(x, np.cos(9.3 * x + 1)), 5)
    9.3
    """
    length = x.size * (x[1] - x[0])
    start, width = peak(x, values, x[0] - length / (2 * x.size), length), np.pi / length
    found = minimize_scalar(
        lambda w: _rest(x, values, w),
        bounds=(max(start - width, width / 2), start + width),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(found.x)


def left_by_waves(values: Floats, index: int, exponent: float) -> float:
    """The least share of the mean square under p, over c, that waves of frequency ``c p^e`` leave."""
    powers = HEIGHTS**exponent
    middle = np.ceil(index / 2) / float(np.mean(powers))
    whole = float(_MASSES @ np.mean(values**2, axis=1))

    def rest(scale: float) -> float:
        each = [
            _rest(x, v, middle * scale * w)
            for x, v, w in zip(_grids(), values, powers, strict=True)
        ]
        return float(_MASSES @ each)

    return min(rest(scale) for scale in _SCAN) / whole


def left_by_exact(kernel: Kernel, values: Floats, order: int) -> float:
    """The share of the mean square under p that the exact eigenfunctions 2 q - 1 and 2 q leave."""
    pair = [function(kernel, THIRDS, index)(_grids()) for index in (2 * order - 1, 2 * order)]
    weights = np.sqrt(_MASSES)[:, None]
    basis = np.stack([(weights * f).ravel() for f in pair], axis=1)
    target = (weights * values).ravel()
    solution = np.linalg.lstsq(basis, target, rcond=None)[0]
    return float(np.sum((target - basis @ solution) ** 2) / np.sum(target**2))
