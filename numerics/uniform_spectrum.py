"""The spectrum under the uniform density: ``khat_m/(2 pi)``, once for m = 0 and twice for m >= 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from flint import arb

from freqbias.numerics.balls import Ball, enclose, precision
from freqbias.numerics.eigenfunction import Eigenfunction, PlacedPiece
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.pieces import Piece, Term
from freqbias.theory.densities import uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = ["UniformSpectrum", "uniform_rows"]


class UniformSpectrum:
    """At least ``count`` eigenvalues, decreasing, from the closed Fourier coefficients.

    From ``decreasing_from`` on the coefficients of each parity decrease, so those not listed are at
    most the next two.  The origin of a row is its frequency.

    :raises InputError: if the coefficients are not known to be nonnegative and finally decreasing.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> found = UniformSpectrum(first_layer_bias, 3, 20).eigenvalues
    >>> [(row.index, row.multiplicity, row.origin) for row in found]
    [(0, 1, 0), (1, 2, 1)]
    """

    method = "closed Fourier coefficients"

    def __init__(self, kernel: Kernel, count: int, digits: int) -> None:
        self._khat = kernel.fourier()
        settled = self._khat.decreasing_from
        if settled is None or not self._khat.is_nonnegative:
            raise InputError(f"kernel {kernel.name!r} is not known to be semidefinite")
        listed = [enclose(self._khat.eigenvalue(m), digits) for m in range(max(settled, count) + 3)]
        self.eigenvalues: tuple[Eigenvalue, ...] = uniform_rows(listed, count)

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits."""
        return enclose(self._khat.eigenvalue(row.origin), digits)

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Eigenfunction, ...]:
        """``1`` or ``sqrt(2) cos(m x), sqrt(2) sin(m x)``."""
        m, bits = row.origin, int(3.33 * digits) + 32
        with precision(bits):
            if m == 0:
                return (_placed(Term(arb(0), arb(1), arb(0)), bits),)
            root = arb(2).sqrt() * (-1) ** m  # cos(m x) = (-1)^m cos(m (x + pi))
            terms = (Term(arb(-m * m), root, arb(0)), Term(arb(-m * m), arb(0), root * m))
            return tuple(_placed(term, bits) for term in terms)


def uniform_rows(listed: Sequence[Ball], count: int) -> tuple[Eigenvalue, ...]:
    """At least ``count`` eigenvalues from balls around ``khat_m/(2 pi)``, m = 0, 1, ...

    Those not listed must be at most the last two, one of each parity.
    """
    threshold = max(bounds(ball)[1] for ball in listed[-2:])
    found = [
        Found(ball, copies=2 if m else 1, origin=m)
        for m, ball in enumerate(listed[:-2])
        if ball.is_positive
    ]
    return rows(found, threshold, count)


def _placed(term: Term, bits: int) -> Eigenfunction:
    piece = Piece(2 * arb.pi(), (term,))
    left, right = sp.Integer(-1), sp.Integer(1)
    density: Any = uniform()
    return Eigenfunction(density, (PlacedPiece(left, right, density.maximum, piece),), bits)
