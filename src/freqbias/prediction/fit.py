"""A target column: its projections on the eigenfunctions of T, and what of it is learned when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, legendre, times_to_converge
from freqbias.numerics.histogram import Histogram
from freqbias.theory.errors import InputError

__all__ = ["Fit"]


@dataclass(frozen=True, eq=False)
class Fit:
    """The part of a target y that stands out from noise, ``sum_i a_i f_i`` over clear modes.

    ``a_i = mean(y f_i)`` over the rows is the Monte Carlo projection in L2(p), its squared standard
    error ``(mean(y^2 f_i^2) - a_i^2)/n``.  A mode is clear beyond ``sqrt(2 log(modes))`` of them, the
    universal threshold, which noise alone hardly passes in any mode (Donoho and Johnstone 1994).
    Where the rows are denser than the histogram by a factor, their y counts for more by that factor.

    :param mean_square: mean of y^2, the energy that gradient flow from 0 has to learn.
    :param modes: how many eigenfunctions are clear.
    :param target: coordinates of the clear part, shape (n, 1).
    :param errors: standard errors of the clear projections, 0 for the other modes, shape (n,).
    """

    flow: Flow
    mean_square: float
    modes: int
    target: Floats
    errors: Floats

    @classmethod
    def of(cls, flow: Flow, histogram: Histogram) -> Fit:
        """From sums over cells: a cell is so short that its centre stands for its rows.

        :raises InputError: if the target is 0 everywhere.
        """
        rows = histogram.total
        mean_square = float(histogram.squares.sum()) / rows
        if mean_square == 0:
            raise InputError("the target is 0 in every row, so there is nothing to learn")
        moments, squares = _moments(flow, histogram)
        projections = flow.vectors.T @ moments / rows
        errors = np.sqrt(np.maximum(squares / rows - projections**2, 0.0) / rows)
        clear = np.abs(projections) > np.sqrt(2 * np.log(errors.size)) * errors
        kept = np.where(clear, projections, 0.0)
        target = (flow.vectors @ kept)[:, None]
        return cls(flow, mean_square, int(clear.sum()), target, np.where(clear, errors, 0.0))

    @property
    def floors(self) -> Floats:
        """What noise has put into the energies, ``sum_i error_i^2 integral_R p f_i^2``.

        Somewhat too small: a mode is more likely to be clear where noise adds to it.
        """
        local = [self.flow.vectors[rows] ** 2 @ self.errors**2 for rows in self.flow.regions]
        return np.array([float(part.sum()) for part in local])

    @property
    def energies(self) -> Floats:
        """``integral_R p g^2`` of the clear part g in each region."""
        return self.flow.energies(self.target)[:, 0]

    @property
    def signal(self) -> float:
        """Mean square of the clear part, less what noise has put there."""
        return float(self.energies.sum() - self.floors.sum())

    @property
    def noise(self) -> float:
        """Mean square of what cannot be told from noise."""
        return max(self.mean_square - self.signal, 0.0)

    def learned(self, t: float) -> Floats:
        """Share of the energies whose error is gone at operator time t; NaN where there is none."""
        return 1 - self.flow.errors(self.target, np.asarray(t))[:, 0]

    def levels(self, tolerance: float) -> Floats:
        """How small an error the data can tell: the tolerance, or the noise floor over the energy.

        NaN where a region holds nothing but noise, or is a gap.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            levels = np.maximum(tolerance, self.floors / self.energies)
        return np.where(levels < 1, levels, np.nan)

    def times(self, tolerance: float) -> Floats:
        """Operator time at which each region has learned the clear part up to its level.

        Beyond it, training learns noise.
        """
        levels = self.levels(tolerance)
        return np.array(
            [
                level if np.isnan(level) else times_to_converge(self.flow, self.target, level)[j, 0]
                for j, level in enumerate(map(float, levels))
            ]
        )


def _moments(flow: Flow, histogram: Histogram) -> tuple[Floats, Floats]:
    """``sum y phi`` for every basis function, and ``sum y^2 f^2`` for every eigenfunction."""
    moments = np.zeros(flow.eigenvalues.size)
    squares = np.zeros(flow.eigenvalues.size)
    cells = np.flatnonzero(histogram.squares)
    for arc, place in zip(flow.spaces, flow.places, strict=True):
        centre, half = float(arc.centre), float(arc.half)
        here = ((2 * cells / histogram.cells - centre + half + 1e-12) % 2) < 2 * half
        inside = cells[here]
        xi = ((2 * inside / histogram.cells - centre + 1) % 2 - 1) / half
        basis = legendre.polynomials(np.clip(xi, -1, 1), arc.degrees)
        basis /= np.sqrt(half * np.pi * float(arc.density))
        moments[place] = histogram.sums[inside] @ basis
        gram = (basis * histogram.squares[inside, None]).T @ basis
        local = flow.vectors[place]
        squares += ((gram @ local) * local).sum(axis=0)
    return moments, squares
