"""Local frequencies of eigenfunctions of any kernel under a density that is constant on arcs.

Law: on an arc of density p_j the function of lambda oscillates as it would if p were p_j everywhere,
``lambda = p_j khat(omega_j)``, and its phase grows by ``sum_j omega_j l_j = 2 pi q`` in a turn.  For
large q this tends to ``omega_j = q sqrt(p_j)/Z`` with ``Z = sum_j sqrt(p_j) l_j/(2 pi)``.  The law
neglects what jumps do, and the coupling of x and x + pi by coefficients that differ for odd and even
frequencies (:mod:`freqbias.theory.depth.leading_order`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.galerkin import amplitudes, galerkin_matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernel import Kernel

__all__ = ["LocalFrequencies", "measured_frequencies", "predicted_frequencies", "proportional"]

_SAMPLES = 400  # of an arc
_GRID = 400  # candidate frequencies


@dataclass(frozen=True)
class LocalFrequencies:
    """``frequencies[i, j]`` on the j-th region of the density, for ``turns[i]`` waves in a turn."""

    turns: tuple[int, ...]
    frequencies: Floats

    def excess(self, reference: Floats) -> Floats:
        """``frequencies/reference - 1`` in per cent."""
        return np.asarray(100 * (self.frequencies / reference - 1))


def _regions(density: PiecewiseConstant) -> tuple[Floats, Floats, Floats]:
    """Left ends and lengths in radians, and values, of the regions."""
    if not isinstance(density, PiecewiseConstant) or any(r.value == 0 for r in density.regions):
        raise InputError(f"density {density} is not constant and positive on arcs")
    regions = density.regions
    left = np.array([float(r.left) for r in regions]) * np.pi
    lengths = np.array([float(r.right - r.left) for r in regions]) * np.pi
    return left, lengths, np.array([float(r.value) for r in regions])


def proportional(density: PiecewiseConstant, turns: Sequence[int]) -> Floats:
    """``q sqrt(p_j)/Z``, shape (len(turns), regions): the law of two layers for large q.

    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> proportional(PiecewiseConstant.from_text("-1, 0, 1", "1, 4"), [3])
    array([[2., 4.]])
    """
    _, lengths, heights = _regions(density)
    roots = np.sqrt(heights)
    return np.outer(turns, roots * 2 * np.pi / (roots @ lengths))


def predicted_frequencies(
    kernel: Kernel, density: PiecewiseConstant, turns: Sequence[int]
) -> LocalFrequencies:
    """The law above; ``khat(omega)`` between integers by splines through each parity, averaged.

    :raises InputError: if the density is not constant and positive on arcs, or a q is not >= 1.
    """
    from scipy.optimize import brentq

    _, lengths, heights = _regions(density)
    most = 4 * max(integer("turns", q, 1, 10_000) for q in turns) * len(heights) + 40
    log_khat, last = _interpolated(kernel, most)

    def omega(level: float) -> float:
        """Where log khat has a value, 0 where it is always below."""
        if level >= log_khat(0.0):
            return 0.0
        return float(brentq(lambda w: log_khat(w) - level, 0.0, last, xtol=1e-13))

    def phase(log_lambda: float, q: int) -> float:
        at = [omega(log_lambda - np.log(p)) for p in heights]
        return float(np.dot(at, lengths)) - 2 * np.pi * q

    found = []
    low, high = log_khat(last) + np.log(heights.max()), log_khat(0.0) + np.log(heights.max())
    for q in turns:
        level = brentq(phase, low, high, args=(q,), xtol=1e-13)
        found.append([omega(level - np.log(p)) for p in heights])
    return LocalFrequencies(tuple(turns), np.array(found))


def _interpolated(kernel: Kernel, most: int) -> tuple[Callable[[float], float], float]:
    """log khat at real frequencies in [0, last]."""
    from scipy.interpolate import CubicSpline

    khat = coefficients(kernel, most + 2)
    if khat.min() <= 0:
        raise InputError(f"kernel {kernel.name!r} has coefficients that are not > 0")
    parities = [CubicSpline(np.arange(s, most + 2, 2), np.log(khat[s::2])) for s in (0, 1)]
    return lambda w: float(sum(spline(w) for spline in parities)) / 2, float(most)


def measured_frequencies(
    kernel: Kernel, density: PiecewiseConstant, turns: Sequence[int], frequencies: int = 400
) -> LocalFrequencies:
    """From the Galerkin eigenfunctions of indices 2 q - 1 and 2 q: on each region the least squares fit
    ``c_0 + c_1 cos(omega x) + c_2 sin(omega x)`` over omega, the mean of both functions.

    The ends of an arc, a tenth on each side, are left out: there the function is no single wave.

    :param frequencies: of the Galerkin section.
    """
    from scipy.linalg import eigh

    left, lengths, _ = _regions(density)
    reference = proportional(density, turns)
    matrix = galerkin_matrix(kernel, density, frequencies)
    size = matrix.shape[0]
    deepest = 2 * max(turns)
    _, vectors = eigh(matrix, subset_by_index=(size - deepest - 1, size - 1))
    waves = amplitudes(kernel, frequencies)[:, None] * vectors[:, ::-1]
    found = np.empty(reference.shape)
    for j, (start, length) in enumerate(zip(left, lengths, strict=True)):
        x = start + length * np.linspace(0.1, 0.9, _SAMPLES)
        values = _values(waves, x)
        for i, q in enumerate(turns):
            pair = (values[:, index] for index in (2 * q - 1, 2 * q))
            found[i, j] = np.mean([_fitted(x, f, reference[i, j]) for f in pair])
    return LocalFrequencies(tuple(turns), found)


def _values(waves: Floats, x: Floats) -> Floats:
    """The functions at x, shape (points, functions)."""
    m = np.arange(waves.shape[0] // 2 + 1)
    cosines, sines = np.cos(np.outer(x, m)), np.sin(np.outer(x, m[1:]))
    return np.asarray(np.hstack([cosines, sines]) @ waves)


def _fitted(x: Floats, values: Floats, near: float) -> float:
    """The frequency of the best fit between 0.5 and 1.6 times the expected one."""
    from scipy.optimize import minimize_scalar

    def misfit(omega: float) -> float:
        basis = np.stack([np.ones_like(x), np.cos(omega * x), np.sin(omega * x)], axis=1)
        rest = values - basis @ np.linalg.lstsq(basis, values, rcond=None)[0]
        return float(rest @ rest)

    grid = near * np.linspace(0.5, 1.6, _GRID)
    best = int(np.argmin([misfit(omega) for omega in grid]))
    bounds = grid[max(best - 1, 0)], grid[min(best + 1, _GRID - 1)]
    return float(minimize_scalar(misfit, bounds=bounds, method="bounded").x)
