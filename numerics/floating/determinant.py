"""``det(I - nu T)`` in float64, and how many eigenvalues exceed 1/nu: two routes to one spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.floating.arcs import modes
from freqbias.numerics.floating.closure import ClosureMatrix, applied

__all__ = ["FloatDeterminant"]


class FloatDeterminant(ClosureMatrix):
    """The closure matrix with the count of eigenvalues.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> D = FloatDeterminant(first_layer_bias, uniform())
    >>> D.count(np.array([5.0, 6.0, 9.0]))
    array([0, 1, 3])
    """

    def count(self, nu: Floats) -> NDArray[np.int64]:
        """How many eigenvalues exceed 1/nu, copies counted; exact but for 1e-11 of nu.

        Wittrick and Williams: with nodal fields and drives held at 0 the arcs contribute
        ``floor(l sqrt(-kappa)/pi)`` for each real mode kappa < 0, with the sign of its weighted norm;
        the quadratic form on what was held contributes its negative eigenvalues.  Fields of negative
        weight are negative throughout, at nu = 0 too, and are not counted.
        """
        nu = np.asarray(nu, dtype=float)
        parts = [self._count(part) for part in self._chunks(nu) if part.size]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def _count(self, nu: Floats) -> NDArray[np.int64]:
        poles = np.any([self._grazes(nu, j) for j in range(self._lengths.size)], axis=0)
        nu = np.where(poles, nu * (1 + 1e-11), nu)
        form = self._stiffness(nu).transpose(2, 0, 1)
        size = np.sqrt(np.abs(np.diagonal(form, axis1=1, axis2=2)).clip(1e-300))
        form = form / size[:, :, None] / size[:, None, :]
        negative = (np.linalg.eigvalsh((form + form.swapaxes(1, 2)) / 2) < 0).sum(axis=1)
        inside = sum(self._clamped(nu, j) for j in range(self._lengths.size))
        always = self._lengths.size * (self._weights < 0).sum() + (self._drive_weights() < 0).sum()
        return np.asarray(negative + inside - always, dtype=np.int64)

    def _drive_weights(self) -> Floats:
        """``1/c`` for finite drives, ``-1/c`` for others: the form of the drives by themselves."""
        return np.asarray((np.where(self._finite, 1, -1) / self._gains).repeat(2)[self._kept])

    def _stiffness(self, nu: Floats) -> Floats:
        """The quadratic form on nodal fields and drives, divided by w; shape (n, n, B)."""
        d, count, kept = self._fields, self._lengths.size, self._kept.size
        nodes = d * count
        form = np.zeros((nodes + kept, nodes + kept, nu.size))
        gathered = np.zeros((2 * self._squares.size, nodes + kept, nu.size))
        w = np.sqrt(1 + nu * self._unit)
        for j in range(count):
            state, driven, collected, between = self._propagators(nu, j, w)
            closing = self._closing if j == count - 1 else np.eye(d)
            here = np.arange(d * j, d * (j + 1))
            there = np.arange(d * (j + 1), d * (j + 2)) % nodes
            push = self._before[j].T @ driven
            slopes = _slopes(state[:d, :d], state[:d, d:], push[:d], closing)
            before = np.concatenate([state[d:, :d], np.zeros((d, d, nu.size)), push[d:]], axis=1)
            ends = before + _product(state[d:, d:], slopes)
            seen = np.concatenate(
                [
                    collected[:, :d],
                    np.zeros((len(gathered), d, nu.size)),
                    self._before[j].T @ between,
                ],
                axis=1,
            ) + _product(collected[:, d:], slopes)
            columns = np.r_[here, there, nodes : nodes + kept]
            for part, at in (
                (slice(0, d), here),
                (slice(d, 2 * d), there),
                (slice(2 * d, None), columns[2 * d :]),
            ):
                form[np.ix_(here, at)] -= self._weights[:, None, None] * slopes[:, part]
                form[np.ix_(there, at)] += applied(closing.T * self._weights, ends[:, part])
                gathered[:, at] += applied(self._after[j], seen[:, part])
        rows = self._conditions(gathered)
        rows[:, nodes:] += np.eye(kept)[:, :, None]
        form[nodes:] = rows * self._drive_weights()[:, None, None] / w
        return form

    def _turns(self, nu: Floats, j: int) -> tuple[Floats, Any]:
        """``l sqrt(-kappa)/pi`` of the modes of arc j, 0 where not real, and their weighted norms."""
        d = self._fields
        found = modes(self._generator(nu, j)[:d, :d])
        norm = (self._weights[:, None, None] * found.vectors**2).sum(axis=0).real
        turning = (found.values.imag == 0) & (found.values.real < 0)
        root = np.sqrt(np.where(turning, -found.values.real, 0))
        return np.asarray(root * self._lengths[j] / np.pi, dtype=float), np.sign(norm)

    def _clamped(self, nu: Floats, j: int) -> NDArray[np.int64]:
        turns, signs = self._turns(nu, j)
        return np.asarray((np.floor(turns) * signs).sum(axis=0), dtype=np.int64)

    def _grazes(self, nu: Floats, j: int) -> NDArray[np.bool_]:
        """Whether a whole number of half waves fits arc j: there the stiffness has a pole."""
        turns, _ = self._turns(nu, j)
        whole = np.rint(turns)
        return np.asarray(((np.abs(turns - whole) < 1e-12 * turns) & (whole > 0)).any(axis=0))


def _slopes(c: Floats, s: Floats, push: Floats, closing: Floats) -> Floats:
    """Derivatives at the start of an arc from the fields at both ends and the drives."""
    inverse: Floats = np.asarray(
        np.linalg.inv(s.transpose(2, 0, 1)).transpose(1, 2, 0), dtype=float
    )
    parts = (-_product(inverse, c), closing.T @ inverse, -_product(inverse, push))
    return np.concatenate(parts, axis=1)


def _product(left: Floats, right: Floats) -> Floats:
    """Matrix product for every nu."""
    return np.asarray((left[:, :, None] * right).sum(axis=1))
