"""The largest eigenvalues of H/mass and their eigenvectors, every index certified.

Galerkin on the Fourier coefficients of the samples starts (:mod:`~freqbias.numerics.gram.start`), block
iteration on the fast product finishes (:mod:`~freqbias.numerics.gram.ritz`), and one count of the
eigenvalues above a gap beyond the last row proves that none is missing
(:mod:`~freqbias.numerics.gram.certificate`).  If one is, vectors are added and all is done again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from freqbias.numerics.blas import one_blas_thread
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.certificate import Certificate, Counting, certificate
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.points import checked_angles
from freqbias.numerics.gram.ritz import Block, Projection, converge
from freqbias.numerics.gram.start import galerkin_block, section_frequencies, sorted_angles
from freqbias.numerics.gram.vectors import combined, inner_products
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.semiseparable import order

__all__ = ["SampledSpectrum", "Watch", "memory", "top_eigenpairs"]

_ATTEMPTS = 4


class Watch(Protocol):
    """Is told what is being done."""

    def __call__(self, stage: str, values: Floats | None = None) -> None:
        """The stage, and the eigenvalues as they are after an iteration."""


@dataclass(frozen=True, repr=False)
class SampledSpectrum:
    """The largest eigenvalues of H/mass; mass = n without weights.

    :param rows: decreasing, one for each eigenvalue or cluster that its enclosure does not separate; a
        last row of a matrix without more rank holds all that are 0 or nearly.
    :param reason: why rows are not certified; empty if they are.
    """

    operator: GramOperator
    rows: tuple[Eigenvalue, ...]
    values: Floats
    residuals: Floats
    reason: str
    _sorted: Floats

    @property
    def certified(self) -> bool:
        """Whether every row is."""
        return all(row.certified for row in self.rows)

    def __len__(self) -> int:
        return self.values.size

    def vectors(self) -> Floats:
        """Orthonormal eigenvectors as columns, in the order of the points given; (n, count)."""
        columns = np.empty(self._sorted.shape[::-1], order="F")
        columns[self.operator.points.order] = self._sorted.T
        return columns

    def function(self, index: int, angles: ArrayLike) -> Floats:
        """The eigenvector as a function of the angle (Nystroem), mean square 1 over the samples.

        ``f(x) = (1/(lambda mass)) sum_j w_j k(x - x_j) f(x_j)``, which at the samples is
        ``sqrt(mass/w_j) v_j``.

        :raises InputError: if lambda is not known to be positive, or an angle is not finite.
        """
        operator = self.operator
        integer("index", index, 0, operator.shape[0] - 1)
        value = float(self.values[index]) if index < len(self) else 0.0
        if not value > 10 * operator.error:
            raise InputError(
                f"eigenvalue {index} is not known to be positive: it has no function here"
            )
        asked = checked_angles(angles)
        roots = 1.0 if operator.roots is None else operator.roots
        joined = GramOperator(np.concatenate([sorted_angles(operator), asked]), operator.kernel)
        vector = np.concatenate([roots * self._sorted[index], np.zeros(asked.size)])
        result = (joined @ vector)[-asked.size :] / (value * np.sqrt(operator.mass))
        return np.asarray(result)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.rows))


def top_eigenpairs(
    operator: GramOperator,
    count: int,
    tolerance: float = 1e-10,
    seed: int = 0,
    counting: Counting | None = None,
    watch: Watch | None = None,
) -> SampledSpectrum:
    """The ``count`` largest eigenvalues of H/mass, H as in ``GramOperator``.

    Time and memory are O(n count) and O(n count^2) floating-point operations.  Enclosures are rigorous
    up to the rounding bounds stated in ``GramOperator.error`` and in
    :mod:`~freqbias.numerics.gram.vectors`, which are of first order in the unit roundoff.

    :param tolerance: for ``|H v/mass - lambda v|``; errors of eigenvalues are of its square, divided
        by the gap beyond the last row.
    :param seed: for vectors that are added if some are missing.
    :param counting: of eigenvalues above a shift; :func:`~freqbias.numerics.gram.inertia.inertia`.
    :param watch: is told each stage, and the eigenvalues after each iteration.
    :raises InputError: for a count beyond the points, a tolerance that is not positive, weights that
        are all zero, or a kernel with a negative Fourier coefficient.

    >>> H = GramOperator(np.linspace(-np.pi, np.pi, 300, endpoint=False))
    >>> top_eigenpairs(H, 3).rows[0]
    eigenvalue 0: [0.17566... +/- ...], multiplicity 1, certified
    """
    points, tell = operator.shape[0], watch or _silent
    integer("count", count, 1, points)
    if not (isinstance(tolerance, float) and tolerance > 0):
        raise InputError(f"tolerance {shown(tolerance)} is not a positive float")
    if not operator.mass > 0:
        raise InputError("weights are all 0, so there is no spectrum")
    generator = np.random.default_rng(integer("seed", seed, 0, 2**64 - 1))
    with one_blas_thread():  # what runs in threads here would wait for one another there
        tell("Fourier coefficients and start")
        block = Block(operator, galerkin_block(operator, _size(count, points)))
        tell("iteration 1")
        for _ in range(_ATTEMPTS):
            found = _converged(block, count, tolerance, tell)
            tell("counting")
            proof = certificate(operator, found, count, counting)
            result = _spectrum(block, proof, count)
            if proof.settles(count) or len(block.rows) == points:
                break
            block = _enlarged(block, generator, max(proof.missing, len(block.rows) // 4) + 4)
    return result


def _converged(block: Block, count: int, tolerance: float, tell: Watch) -> Projection:
    for number, found in enumerate(converge(block, count, tolerance), 1):
        residual = found.residuals[:count].max()
        tell(f"iteration {number}, largest residual {residual:.1e}", found.values[:count])
    return found


def memory(points: int, count: int, kernel: Kernel) -> int:
    """Bytes that :func:`top_eigenpairs` and its operator need at most, if no vectors are added.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> round(memory(1_000_000, 50, first_layer_bias) / 1e9, 3)
    0.855
    """
    operator = 5 + 4  # angles, order, y and room to sort; waves
    size = _size(count, points)
    inner = 128 * size**2  # parts of inner products: 32 of them, twice, in each of two threads
    section = 4 * (2 * section_frequencies(points, size) + 1) ** 2  # and room to diagonalise it
    return 8 * (points * (size + 16 + operator + 2 * order(kernel)) + inner + section)


def _size(count: int, points: int) -> int:
    """How many vectors: some more than asked for, so that there is a gap beyond the last."""
    return min(count + 6 + count // 20, points)


def _silent(stage: str, values: Floats | None = None) -> None:
    pass


def _enlarged(block: Block, generator: np.random.Generator, more: int) -> Block:
    """With random vectors added, less what is there already: it would outgrow what is new."""
    operator, (size, points) = block.operator, block.rows.shape
    rows = np.concatenate([block.rows, np.empty((min(more, points - size), points))])
    rows[size:] = generator.standard_normal(rows[size:].shape)
    if operator.roots is not None:
        rows[size:] *= operator.roots
    for _ in range(2):
        matrix = np.eye(len(rows))
        matrix[size:, :size] = -inner_products(rows[size:], rows[:size], operator.threads)
        combined(rows, matrix, operator.threads)
    return Block(operator, rows)


def _spectrum(block: Block, proof: Certificate, count: int) -> SampledSpectrum:
    found = proof.projection
    kept = slice(0, count)
    return SampledSpectrum(
        block.operator,
        proof.rows(count),
        found.values[kept],
        found.residuals[kept],
        proof.reason,
        block.rows[kept],
    )
