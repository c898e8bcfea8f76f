"""Waves of every frequency, their squared error averaged over the phase: what rotation leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, times_to_converge

__all__ = ["Waves"]

Indices = NDArray[np.intp]

_EARLIER = 1.1  # how far a bracket is moved back at a time
_LATEST = 1e17  # of the time 1/lambda_0; an error that is above its goal then does not fall


@dataclass(frozen=True, eq=False)
class Waves:
    """The targets ``sin(k x + phase)`` for each frequency k; errors are means over the phase.

    By linearity the mean over the phase of ``integral_R r^2`` is half the sum for sin and cos, so the
    error is ``(|r_sin|^2 + |r_cos|^2) / (|sin|^2 + |cos|^2)``, norms in ``L2(R, p)``.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> waves = Waves(Flow.of(uniform(), first_layer_bias, 3), (1, 3))
    >>> waves.errors(9 * np.pi**2).round(6)  # e^(-2 lambda t), lambda = 1/(18 pi^2) at k = 3
    array([[0.      , 0.367879]])
    >>> (waves.times(0.01)[0, 1] / (9 * np.pi**2 * np.log(100))).round(6)
    np.float64(1.0)
    """

    flow: Flow
    frequencies: tuple[int, ...]

    @cached_property
    def phases(self) -> Floats:
        """Coordinates of sin(k x) and of cos(k x), shape (2, n, frequencies)."""
        return np.array([self.flow.waves(self.frequencies, phase) for phase in (0.0, np.pi / 2)])

    @cached_property
    def inside(self) -> Floats:
        """The same in the eigenbasis of T, shape (2, n, frequencies)."""
        return np.asarray(self.flow.vectors.T @ self.phases)

    @cached_property
    def energies(self) -> Floats:
        """``integral_R p (sin^2 + cos^2)``, the mass of each region; shape (regions, 1)."""
        sine, cosine = map(self.flow.energies, self.phases)
        return np.asarray(sine + cosine)[:, :1]

    def errors(self, t: float) -> Floats:
        """Error at operator time t, shape (regions, frequencies); NaN in a gap."""
        instant = np.asarray(t)
        sine, cosine = (
            self.flow.energies(self.flow.residual(phase, instant)) for phase in self.phases
        )
        with np.errstate(invalid="ignore"):
            return np.asarray((sine + cosine) / self.energies)

    def times(self, tolerance: float) -> Floats:
        """Operator times after which the error stays at or below the tolerance, as ``errors``.

        They lie between those of sin and cos.  NaN in a gap; infinite where the error does not fall.
        """
        both = [times_to_converge(self.flow, phase, tolerance) for phase in self.phases]
        latest = _LATEST / float(self.flow.eigenvalues[0])
        low, high = (np.minimum(bound(*both), latest) for bound in (np.fmin, np.fmax))
        search = _Search(self, tolerance, np.flatnonzero(np.isfinite(high)))
        times = np.full(high.size, np.nan)
        times[search.pairs] = search.between(low.ravel()[search.pairs], high.ravel()[search.pairs])
        return times.reshape(high.shape)


class _Search:
    """The last crossing of the tolerance for pairs of a region and a frequency, numbered."""

    def __init__(self, waves: Waves, tolerance: float, pairs: Indices) -> None:
        self.waves, self.tolerance, self.pairs = waves, tolerance, pairs

    def excess(self, log_time: Floats, pairs: Indices) -> Floats:
        """log of (error / tolerance) at a time for each pair."""
        flow, inside = self.waves.flow, self.waves.inside
        region, wave = np.divmod(pairs, inside.shape[2])
        factors = flow.factors(np.exp(log_time))
        energy = np.empty(pairs.size)
        for j in np.unique(region):
            here = region == j
            moved = factors[:, here] * inside[:, :, wave[here]]
            energy[here] = ((flow.vectors[flow.regions[j]] @ moved) ** 2).sum(axis=(0, 1))
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(energy / self.waves.energies[region, 0] / self.tolerance))

    def between(self, low: Floats, high: Floats) -> Floats:
        """The crossing, from times that bracket it."""
        if not self.pairs.size:
            return high
        late, early = np.log(high) + 1e-9, np.log(low) - 1e-9
        while (back := self.excess(early, self.pairs) <= 0).any():
            early[back] -= np.log(_EARLIER)
        never = self.excess(late, self.pairs) > 0
        early[never] = late[never] - 1  # a bracket without a crossing; its result is not used
        found = elementwise.find_root(
            self.excess, (early, late), args=(self.pairs,), tolerances={"xrtol": 1e-12}
        )
        ends = np.where(found.f_bracket[0] <= 0, found.bracket[0], found.bracket[1])
        return np.where(never, np.inf, self._whole(np.exp(ends)))

    def _whole(self, t: Floats) -> Floats:
        """For gradient descent the end of the step, as ``flow.factors`` counts steps."""
        step = self.waves.flow.step
        return np.round(t / step) * step if step else t
