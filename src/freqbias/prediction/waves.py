"""Waves of every frequency, their squared error averaged over the phase: what rotation leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, times_to_converge

__all__ = ["Waves"]


@dataclass(frozen=True, eq=False)
class Waves:
    """The targets ``sin(k x + phase)`` for each frequency k; errors are means over the phase.

    By linearity the mean over the phase of ``integral_R r^2`` is half of that of ``|r|^2`` for the
    target ``e^{i k x}``, so the error is ``|r|^2 / |e^{i k x}|^2``, norms in ``L2(R, p)``.

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
    def targets(self) -> NDArray[np.complex128]:
        """Coordinates of e^{i k x}, shape (n, frequencies)."""
        sine, cosine = (self.flow.waves(self.frequencies, phase) for phase in (0.0, np.pi / 2))
        return cosine + 1j * sine

    @cached_property
    def inside(self) -> NDArray[np.complex128]:
        """The same in the eigenbasis of T."""
        return np.asarray(self.flow.vectors.T @ self.targets)

    def errors(self, t: float) -> Floats:
        """Error at operator time t, shape (regions, frequencies); NaN in a gap."""
        return self.flow.errors(self.targets, t)

    def times(self, tolerance: float) -> Floats:
        """Operator times after which the error stays at or below the tolerance, as ``errors``.

        They lie between those of sin and cos.  NaN in a gap; infinite where the error does not fall.
        """
        return times_to_converge(self.flow, self.targets, tolerance)
