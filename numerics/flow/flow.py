"""Gradient flow and descent on the circle, resolved by Legendre polynomials on arcs, float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import legendre
from freqbias.numerics.flow.arcs import Arc, arcs, offsets
from freqbias.numerics.flow.operator import operator_matrix
from freqbias.numerics.flow.relaxation import Indices, Relaxation
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.targets import Target

__all__ = ["Flow", "time_constant"]


@dataclass(frozen=True, eq=False)
class Flow(Relaxation):
    """The residual of gradient flow for one kernel and piecewise-constant density.

    Functions are columns of coordinates: ``c`` with ``f = sum_n c_n phi_n/sqrt(p)``, so that their
    Euclidean inner product is that of L2(p).

    :param spaces: arcs and their Legendre polynomials; the vectors are n for n unknowns.

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
    spaces: tuple[Arc, ...]

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
        return cls(
            density, kernel, frequencies, spaces,
            horizon=horizon, eigenvalues=positive, vectors=kept,
        )  # fmt: skip

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


def time_constant(density: PiecewiseConstant, kernel: Kernel, frequency: int) -> float:
    """``1/(p khat)``, the time in which a wave falls by e where the density is least but positive."""
    least = min(float(region.value) for region in density.regions if region.value != 0)
    closed = kernel.fourier()  # some kernels have no odd frequencies
    khat = max(float(closed(m)) for m in (frequency, frequency + 1))
    return 1 / (least * khat)
