"""How functions relax under ``r' = -T r`` in an orthonormal eigenbasis of T, float64.

Gradient flow ``u' = T (g - u)`` from ``u(0) = 0`` has the residual ``r(t) = e^{-tT} g``; gradient
descent whose steps advance operator time by s has ``r = (1 - s T)^N g`` after N steps.  Both are
``sum_i f_i(t) <g, v_i>_p v_i``, whatever the coordinates in which the v_i are known.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError

__all__ = ["Coordinates", "Indices", "Relaxation", "squared"]

Indices = NDArray[np.intp]
Coordinates = Floats | NDArray[np.complex128]  # complex ones stand for the mean over a phase
Vectors = TypeVar("Vectors", Floats, NDArray[np.complex128])


@dataclass(frozen=True, eq=False, kw_only=True)
class Relaxation:
    """The residual in coordinates whose Euclidean inner product is that of L2(p).

    :param horizon: the operator time up to which residuals are resolved.
    :param eigenvalues: of T on the space, decreasing, shape (m,).
    :param vectors: coordinates of its eigenfunctions, orthonormal columns, shape (n, m).
    :param step: operator time of one step of gradient descent; 0 for gradient flow.
    :param exact_step: the same, exact.
    """

    horizon: float
    eigenvalues: Floats
    vectors: Floats
    step: float = 0.0
    exact_step: Any = 0

    @property
    @abstractmethod
    def regions(self) -> Sequence[Indices]:
        """The indices of the coordinates of each region; empty for a gap."""

    def descent(self, descent: Descent | float) -> Self:
        """Gradient descent, scaled as :mod:`freqbias.theory.descent` says, or by the time of a step.

        :raises InputError: if a step is no contraction; the largest stable step size is named.

        >>> from freqbias.numerics.flow import Flow
        >>> from freqbias.theory.densities import uniform
        >>> from freqbias.theory.kernels import first_layer_bias
        >>> Flow.of(uniform(), first_layer_bias, 2).descent(12.0)
        Traceback (most recent call last):
        freqbias.theory.errors.InputError: step size 12 is not between 0 and 11.3856: it diverges
        """
        scaled = isinstance(descent, Descent)
        exact = descent.time_per_step if isinstance(descent, Descent) else sp.Rational(descent)
        size = float(descent.step_size if isinstance(descent, Descent) else descent)
        time, largest = float(exact), 2 / float(self.eigenvalues[0])
        if not 0 < time < largest:
            stable = largest * size / time if scaled else largest
            raise InputError(f"step size {size:.6g} is not between 0 and {stable:.6g}: it diverges")
        return replace(self, step=time, exact_step=exact)

    def factors(self, t: Floats | float) -> Floats:
        """``e^{-lambda_i t}``, or ``(1 - s lambda_i)^{t/s}`` after t/s steps; shape (m, times)."""
        t = np.atleast_1d(np.asarray(t, dtype=float))
        if not self.step:
            return np.asarray(np.exp(-self.eigenvalues[:, None] * t))
        base = 1 - self.step * self.eigenvalues[:, None]
        steps = np.round(t / self.step)
        return np.asarray(np.sign(base) ** (steps % 2) * np.abs(base) ** steps)

    def residual(self, targets: Vectors, t: Floats | float) -> Vectors:
        """Coordinates of the residual at operator time t (one number, or one for each target)."""
        inside = self.vectors.T @ targets
        return self.vectors @ (self.factors(t) * inside)

    def energies(self, coordinates: Coordinates) -> Floats:
        """``integral_R p |f|^2`` of each region R and function, shape (regions, functions)."""
        return np.array([squared(coordinates[rows]).sum(axis=0) for rows in self.regions])

    def errors(self, targets: Vectors, t: Floats | float) -> Floats:
        """Mean square of the residual over each region, over its value at t = 0; NaN in a gap."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.energies(self.residual(targets, t)) / self.energies(targets)


def squared(values: Coordinates) -> Floats:
    """``|z|^2`` of each value."""
    return np.asarray(np.square(np.abs(values)))
