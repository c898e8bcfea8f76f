"""Gradient flow and descent in the eigenbasis of T, float64.

``u' = T (g - u)`` from ``u(0) = 0`` has the residual ``r(t) = e^{-tT} g``; gradient descent whose
steps advance operator time by s has ``r = (1 - s T)^N g`` after N steps.  Both are ``sum_i f_i(t)
<g, v_i>_p v_i``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import legendre
from freqbias.numerics.flow.arcs import Arc, arcs, offsets
from freqbias.numerics.flow.operator import operator_matrix
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.targets import Target

__all__ = ["Coordinates", "Flow", "Indices", "squared", "time_constant"]

Indices = NDArray[np.intp]
Coordinates = Floats | NDArray[np.complex128]  # complex ones stand for the mean over a phase
Vectors = TypeVar("Vectors", Floats, NDArray[np.complex128])


@dataclass(frozen=True, eq=False)
class Flow:
    """The residual of gradient flow for one kernel and piecewise-constant density.

    Functions are columns of coordinates: ``c`` with ``f = sum_n c_n phi_n/sqrt(p)``, so that their
    Euclidean inner product is that of L2(p).

    :param spaces: arcs and their Legendre polynomials.
    :param eigenvalues: of T on that space, decreasing, shape (n,).
    :param vectors: columns, orthonormal, shape (n, n).
    :param step: operator time of one step of gradient descent; 0 for gradient flow.
    :param exact_step: the same, exact.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> flow = Flow.of(uniform(), first_layer_bias, frequencies=3)
    >>> float((flow.eigenvalues[0] - 1/8 - 1/(2 * np.pi**2)).round(14))
    0.0
    >>> wave = flow.waves([3])
    >>> flow.errors(wave, 9 * np.pi**2).round(12) == np.exp(-1).round(12)  # rate 1/(2 pi^2 9)
    array([[ True]])
    """

    density: PiecewiseConstant
    kernel: Kernel
    frequency: int
    horizon: float
    spaces: tuple[Arc, ...]
    eigenvalues: Floats
    vectors: Floats
    step: float = 0.0
    exact_step: Any = 0

    @classmethod
    def of(
        cls,
        density: Density,
        kernel: Kernel,
        frequencies: int = 20,
        horizon: float | None = None,
        unknowns: int = 5000,
    ) -> Flow:
        """Resolve targets up to a frequency, and their residuals up to an operator time.

        :param horizon: by default 5 times the time constant of the highest frequency where p is
            least.
        :param unknowns: how many there may be; 5000 take a minute and 1 GB.

        :raises InputError: for densities that are not piecewise constant, kernels that are not known to
            be positive semidefinite, or too many unknowns.
        """
        if not isinstance(density, PiecewiseConstant):
            raise InputError(f"density {shown(density)} is not piecewise constant")
        integer("frequency", frequencies, 1, 10_000)
        if not kernel.fourier().is_nonnegative:
            raise InputError(f"kernel {kernel.name!r} is not shown to be positive semidefinite")
        if horizon is None:
            horizon = 5 * time_constant(density, kernel, frequencies)
        spaces = arcs(density, frequencies, horizon, unknowns)
        matrix = operator_matrix(kernel, spaces)
        # Graded from large to small, QR-type solvers lose no relative accuracy in small eigenvalues.
        order = np.argsort(-np.diag(matrix), kind="stable")
        values, sorted_vectors = eigh(matrix[np.ix_(order, order)], driver="evd")
        vectors = np.empty_like(sorted_vectors)
        vectors[order] = sorted_vectors
        kept = np.ascontiguousarray(vectors[:, ::-1])
        positive = np.where(values > 1e-15 * values[-1], values, 0.0)[::-1]
        return cls(density, kernel, frequencies, horizon, spaces, positive, kept)

    def descent(self, descent: Descent | float) -> Flow:
        """Gradient descent, scaled as :mod:`freqbias.theory.descent` says, or by the time of a step.

        :raises InputError: if a step is no contraction; the largest stable step size is named.

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

    @property
    def places(self) -> list[slice]:
        """Where the coordinates of each arc stand."""
        return offsets(self.spaces)

    @property
    def regions(self) -> list[Indices]:
        """The indices of the coordinates of each region; empty for a gap."""
        found: list[list[int]] = [[] for _ in self.density.regions]
        for arc, place in zip(self.spaces, self.places, strict=True):
            found[arc.region].extend(range(place.start, place.stop))
        return [np.array(indices, dtype=np.intp) for indices in found]

    def waves(self, frequencies: Iterable[int], phase: float = 0.0) -> Floats:
        """Coordinates of ``sin(k x + phase)`` for each k >= 1, shape (n, count); phase in radians.

        :raises InputError: for a frequency that was not asked for when the flow was made.
        """
        k = [integer("frequency", int(k), 1, self.frequency) for k in frequencies]
        return self._assembled(np.array(k), np.full(len(k), np.exp(1j * (phase - np.pi / 2))))

    def target(self, target: Target | Callable[[Floats], Floats]) -> Floats:
        """Coordinates of one target, shape (n, 1): a trigonometric polynomial, or a function of x.

        Values at points are a function through ``numpy.interp`` with ``period=2*pi``.

        :raises InputError: if the function is not resolved, for then its times would mean nothing.
        """
        if isinstance(target, Target):
            integer("frequency", target.frequency, 0, self.frequency)
            k = np.array([wave[0] for wave in target.waves])
            amplitudes = np.array([complex(a) - 1j * complex(b) for _, a, b in target.waves])
            return np.asarray(self._assembled(k, amplitudes).sum(axis=1, keepdims=True))
        return self._projected(target)

    def _assembled(self, k: Floats, amplitudes: Floats) -> Floats:
        """Coordinates of ``Re(amplitude e^{i k x})``, shape (n, waves)."""
        blocks = []
        for arc in self.spaces:
            centre, half = float(arc.centre) * np.pi, float(arc.half) * np.pi
            waves = (legendre.wave(k, centre, half, arc.degrees) * amplitudes).real
            blocks.append(math.sqrt(float(arc.density)) * waves)
        return np.concatenate(blocks)

    def _projected(self, function: Callable[[Floats], Floats]) -> Floats:
        blocks, missing, total = [], 0.0, 0.0
        for arc in self.spaces:
            nodes, weights = np.polynomial.legendre.leggauss(2 * arc.degrees)
            half, root = (
                float(arc.half) * np.pi,
                math.sqrt(float(arc.density) * float(arc.half) * np.pi),
            )
            values = np.asarray(function(float(arc.centre) * np.pi + half * nodes), dtype=float)
            block = legendre.polynomials(nodes, arc.degrees).T @ (weights * values) * root
            energy = root**2 * float(weights @ values**2)
            missing, total = missing + energy - float(block @ block), total + energy
            blocks.append(block)
        if not missing <= 1e-6 * total:
            raise InputError(
                f"the target has {missing / total:.1g} of its energy beyond what frequency "
                f"{self.frequency} resolves; ask for more frequencies"
            )
        return np.concatenate(blocks)[:, None]

    def factors(self, t: Floats | float) -> Floats:
        """``e^{-lambda_i t}``, or ``(1 - s lambda_i)^{t/s}`` after t/s steps; shape (n, times)."""
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

    def values(self, coordinates: Floats, x: Floats) -> Floats:
        """Values at angles x, shape (points, functions); NaN in a gap."""
        x = np.atleast_1d(np.asarray(x, dtype=float))
        result = np.full((x.size, coordinates.shape[1]), np.nan)
        for arc, place in zip(self.spaces, self.places, strict=True):
            centre, half = float(arc.centre) * np.pi, float(arc.half) * np.pi
            xi = ((x - centre + np.pi) % (2 * np.pi) - np.pi) / half
            inside = np.abs(xi) <= 1 + 1e-12  # borders belong to both arcs
            basis = legendre.polynomials(xi[inside], arc.degrees)
            result[inside] = basis @ coordinates[place] / math.sqrt(half * float(arc.density))
        return result

    def energies(self, coordinates: Coordinates) -> Floats:
        """``integral_R p |f|^2 dx`` of each region R and function, shape (regions, functions)."""
        return np.array([squared(coordinates[rows]).sum(axis=0) for rows in self.regions])

    def errors(self, targets: Vectors, t: Floats | float) -> Floats:
        """Mean square of the residual over each region, over its value at t = 0; NaN in a gap."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.energies(self.residual(targets, t)) / self.energies(targets)


def squared(values: Coordinates) -> Floats:
    """``|z|^2`` of each value."""
    return np.asarray(np.square(np.abs(values)))


def time_constant(density: PiecewiseConstant, kernel: Kernel, frequency: int) -> float:
    """``1/(p khat)``, the time in which a wave falls by e where the density is least but positive."""
    least = min(float(region.value) for region in density.regions if region.value != 0)
    closed = kernel.fourier()  # some kernels have no odd frequencies
    khat = max(float(closed(m)) for m in (frequency, frequency + 1))
    return 1 / (least * khat)
