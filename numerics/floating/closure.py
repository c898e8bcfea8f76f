"""The closure matrix of T in float64, for arrays of nu: singular where nu = 1/lambda.

It is that of the half-circle system of :mod:`freqbias.theory.inverse_system`, whose propagators over
arcs :mod:`freqbias.numerics.floating.arcs` computes.  The state at the start of every arc is an unknown
(multiple shooting): products of propagators would lose the digits that unequal densities cost.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.floating.arcs import arc_functions
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.inverse_system import InverseSystem, inverse_system
from freqbias.theory.kernels import Kernel
from freqbias.theory.sectors import arcs

__all__ = ["ClosureMatrix", "applied"]

_CHUNK = 1 << 17  # entries of the matrices treated at once: what a cache holds


class ClosureMatrix:
    """The closure matrix of a kernel and a density as a function of nu = 1/lambda.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> closure = ClosureMatrix(first_layer_bias, uniform())
    >>> double = 2 * np.pi * float(1 / first_layer_bias.fourier()(3))
    >>> singular = np.linalg.svd(closure.matrix(np.array([double])))[1][0]
    >>> int((singular < 1e-12).sum())
    2
    """

    def __init__(self, kernel: Kernel, density: PiecewiseConstant) -> None:
        system = inverse_system(kernel)
        self._read(system)
        pieces = arcs(density)
        self._lengths = np.array([float(arc.length) for arc in pieces])
        self._here = np.array([float(arc.sigma + arc.delta) for arc in pieces])
        self._opposite = np.array([float(arc.sigma - arc.delta) for arc in pieces])
        ends = [float(sum(arc.length for arc in pieces[:j])) for j in range(len(pieces))]
        self._before = [self._turned(end)[:, self._kept] for end in ends]
        self._after = [self._turned(np.pi - end) for end in [*ends[1:], np.pi]]
        self._unit = float(1 / (2 * sp.pi * max(system.weights)))

    def _read(self, system: InverseSystem) -> None:
        drives = system.drives
        self._fields = len(system.signs)
        turn = _antipodal(system)
        whole = sp.diag(turn, sp.eye(2 * len(drives)))
        self._constant, self._by_here, self._by_opposite = (
            np.array((whole.inv() * matrix * whole).evalf(20), dtype=float)
            for matrix in (
                system.constant,
                (system.same + system.mixed) / 2,
                (system.same - system.mixed) / 2,
            )
        )
        self._closing = np.array(turn.inv() * sp.diag(*system.signs) * turn, dtype=float)
        form = turn.T * sp.diag(*system.weights) * turn
        self._weights = np.array([float(form[i, i]) for i in range(self._fields)])
        self._frequencies = np.array([float(drive.frequency) for drive in drives])
        self._squares = -(self._frequencies**2)
        self._per_frequency = np.where(self._frequencies > 0, self._frequencies, 1.0)
        kept = [(j, k) for j, d in enumerate(drives) for k in (0, 1) if k == 0 or d.frequency]
        self._kept = np.array([2 * j + k for j, k in kept], dtype=int)  # phi_0' = 0 is no unknown
        halved = [sp.Rational(1 if d.frequency == 0 else 2) for d in drives]
        self._gains = np.array(
            [float(n * d.gain / sp.pi) for n, d in zip(halved, drives, strict=True)]
        )
        self._signed = self._gains * np.array([float(d.sign) for d in drives])
        self._finite = np.array([drive.finite for drive in drives], dtype=bool)

    @property
    def zeros_per_unit(self) -> float:
        """``N/sqrt(nu)`` as nu grows, N the number of eigenvalues above 1/nu (Weyl's law)."""
        total = 0.0
        fields = np.flatnonzero(self._weights > 0)
        for j, length in enumerate(self._lengths):
            values = np.linalg.eigvals(-self._varying(j)[np.ix_(fields, fields)]).real
            total += float(length * np.sqrt(np.maximum(values, 0.0)).sum() / np.pi)
        return total

    def matrix(self, nu: Floats) -> Floats:
        """The closure matrices, shape (len(nu), n, n): singular where nu is 1/lambda.

        Unknowns: fields and their derivatives over w at the start of every arc, then phi and phi'/m
        times w^2 unless finite; w^2 = 1 + nu/(2 pi slope).  The determinant is D times a constant,
        and times w^-2 for each unknown of a finite drive.
        """
        nu = np.asarray(nu, dtype=float)
        size, count, kept = 2 * self._fields, self._lengths.size, self._kept.size
        states = size * count
        matrix = np.zeros((states + kept, states + kept, nu.size))
        w = np.sqrt(1 + nu * self._unit)
        scale = np.where(self._finite[:, None], 1.0, w**2).repeat(2, axis=0)[self._kept]
        gathered = np.zeros((2 * self._squares.size, states + kept, nu.size))
        for j in range(count):
            own = slice(size * j, size * (j + 1))
            state, driven, collected, between = self._propagators(nu, j, w)
            matrix[own, own] = state
            closing = np.kron(np.eye(2), self._closing) if j == count - 1 else np.eye(size)
            after = (j + 1) % count * size
            matrix[own, after : after + size] -= closing[:, :, None]
            matrix[own, states:] = (self._before[j].T @ driven) * scale
            gathered[:, own] += applied(self._after[j], collected)
            gathered[:, states:] += applied(self._after[j], self._before[j].T @ between) * scale
        rows = self._conditions(gathered)
        rows[:, states:] += np.eye(kept)[:, :, None] * scale
        matrix[states:] = rows / w**2
        return np.asarray(matrix.transpose(2, 0, 1))

    def sign_and_log(self, nu: Floats) -> tuple[Floats, Floats]:
        """Sign and logarithm of the size of the determinant of :meth:`matrix`."""
        parts = [np.linalg.slogdet(self.matrix(part)) for part in self._chunks(nu)]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def log_scale(self, nu: Floats) -> Floats:
        """Logarithm of the factor by which the determinant of :meth:`matrix` is not const D."""
        finite = self._finite.repeat(2)[self._kept].sum()
        return np.asarray(-finite * np.log1p(np.asarray(nu) * self._unit))

    def _chunks(self, nu: Floats) -> list[Floats]:
        entries = (2 * self._fields * self._lengths.size + self._kept.size) ** 2
        return np.array_split(nu, max(1, min(nu.size, nu.size * entries // _CHUNK)))

    def _conditions(self, gathered: Floats) -> Floats:
        """``-s c psi'(pi)`` and ``s c m psi(pi)``, from pairs (psi, psi'/m)."""
        rows = np.empty_like(gathered)
        factor = (self._signed * self._per_frequency)[:, None, None]
        rows[0::2], rows[1::2] = -factor * gathered[1::2], factor * gathered[0::2]
        return np.asarray(rows[self._kept], dtype=float)

    def _turned(self, length: float) -> Floats:
        """The propagator of ``phi'' = -m^2 phi`` on pairs (phi, phi'/m), for m = 0 (phi, phi')."""
        turned = np.zeros((2 * self._squares.size,) * 2)
        for j, m in enumerate(self._frequencies):
            c, s = np.cos(m * length), np.sin(m * length)
            block = [[c, s], [-s, c]] if m else [[1.0, length], [0.0, 1.0]]
            turned[2 * j : 2 * j + 2, 2 * j : 2 * j + 2] = block
        return turned

    def _varying(self, j: int) -> Floats:
        return np.asarray(self._here[j] * self._by_here + self._opposite[j] * self._by_opposite)

    def _generator(self, nu: Floats, j: int) -> Floats:
        return np.asarray(self._constant[:, :, None] + self._varying(j)[:, :, None] * nu)

    def _propagators(self, nu: Floats, j: int, w: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """State to state, drives to state, state to psi, drives to psi, over arc j.

        Derivatives are divided by w in the state, by m in drives and psi.
        """
        d, e = self._fields, self._squares.size
        length = float(self._lengths[j])
        empty = self._here[j] == self._opposite[j] == 0  # a gap opposite a gap: nu does not enter
        generator = self._generator(nu[:1] if empty else nu, j)
        found = arc_functions(generator, d, self._squares, length)
        c, s, k = np.broadcast_to(found, (*found.shape[:3], nu.size))
        state = np.empty((2 * d, 2 * d, nu.size))
        state[:d, :d], state[d:, d:] = c[:d, :d], c[:d, :d]
        state[:d, d:], state[d:, :d] = s[:d, :d] * w, k[:d, :d] / w
        driven = np.empty((2 * d, 2 * e, nu.size))
        m, n = self._per_frequency[:, None], self._per_frequency[:, None, None]
        driven[:d, 0::2], driven[:d, 1::2] = c[:d, d:], s[:d, d:] * m
        driven[d:, 0::2], driven[d:, 1::2] = k[:d, d:] / w, c[:d, d:] * m / w
        collected = np.empty((2 * e, 2 * d, nu.size))
        collected[0::2, :d], collected[0::2, d:] = c[d:, :d], s[d:, :d] * w
        collected[1::2, :d], collected[1::2, d:] = k[d:, :d] / n, c[d:, :d] * w / n
        between = np.empty((2 * e, 2 * e, nu.size))
        between[0::2, 0::2], between[0::2, 1::2] = c[d:, d:], s[d:, d:] * m
        between[1::2, 0::2], between[1::2, 1::2] = k[d:, d:] / n, c[d:, d:] * m / n
        return state, driven, collected, between


def _antipodal(system: InverseSystem) -> sp.Matrix:
    """The change of fields from (f, fbar) to (F_+, F_-), where both have an equation of equal weight.

    There K is graded: a small p beside a large pbar is not lost in sigma and delta.
    """
    turn = sp.eye(len(system.signs))
    if -1 in system.signs:
        odd = system.signs.index(-1)
        if odd and system.weights[0] == system.weights[odd]:
            turn[0, odd], turn[odd, 0], turn[odd, odd] = 1, 1, -1
    return turn


def applied(constant: Floats, rows: Any) -> Floats:
    """A constant matrix times one for every nu."""
    return np.asarray((constant @ rows.reshape(len(rows), -1)).reshape(rows.shape))
