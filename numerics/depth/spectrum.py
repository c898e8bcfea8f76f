"""The spectrum of a deep kernel under the uniform density, certified: a route of its own."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.depth.certified import frequency_balls
from freqbias.numerics.eigenvalue import Eigenvalue, bounds
from freqbias.numerics.uniform_spectrum import UniformSpectrum, uniform_rows
from freqbias.theory.kernel import Kernel

__all__ = ["DeepUniformSpectrum"]


class DeepUniformSpectrum(UniformSpectrum):
    """At least ``count`` eigenvalues ``khat_m/(2 pi)``, decreasing, from balls around the coefficients.

    The coefficients of each parity decrease (:mod:`freqbias.theory.depth.positivity`), so those not
    listed are at most the next two.  The origin of a row is its frequency.

    :raises InputError: if the kernel is not a deep one.

    >>> from freqbias.theory.depth.recursion import deep
    >>> found = DeepUniformSpectrum(deep(2), 20, 20).eigenvalues
    >>> [row.origin for row in found]  # not monotone: 8 before 7
    [0, 1, 2, 3, 4, 5, 6, 8, 7, 10, 9]
    """

    method = "certified Fourier coefficients"

    def __init__(self, kernel: Kernel, count: int, digits: int) -> None:
        self._kernel = kernel
        places = digits + 2 * len(str(count)) + 4  # they fall like m^-2
        listed = _eigenvalues(kernel, range(count + 3), places)
        self.eigenvalues: tuple[Eigenvalue, ...] = uniform_rows(listed, count)

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits."""
        leading_zeros = -row.value.exponent - len(str(row.value.mid))
        m, places = row.origin, digits + 3 + max(0, leading_zeros)
        return _eigenvalues(self._kernel, range(m, m + 1), places)[0]


def _eigenvalues(kernel: Kernel, frequencies: range, digits: int) -> list[Ball]:
    found = frequency_balls(kernel, frequencies, digits)
    with precision(4 * digits + 64):
        return [Ball.of(_arb(ball) / (2 * arb.pi()), digits + 3) for ball in found]


def _arb(ball: Ball) -> arb:
    low, high = (_exact(end) for end in bounds(ball))
    return low.union(high)


def _exact(end: Fraction) -> arb:
    return arb(fmpq(end.numerator, end.denominator))
