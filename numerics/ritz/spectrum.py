"""Certified eigenvalues of T for trigonometric densities: enclosures, indices, multiplicities.

Float64 and inverse iteration (:mod:`freqbias.numerics.ritz.refine`) only propose intervals.  What is
claimed of them is proved by exact counts above both their ends (:mod:`freqbias.numerics.ritz.count`)
in each symmetry sector (:mod:`freqbias.numerics.ritz.sectors`), and above a threshold below them all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.eigenvalue import Eigenvalue, rows
from freqbias.numerics.ritz.count import Section
from freqbias.numerics.ritz.enclose import Finder, Member
from freqbias.numerics.ritz.refine import enough_frequencies
from freqbias.numerics.ritz.sectors import SymmetrisedOperator
from freqbias.theory.densities import Trigonometric
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.exact import exact_number
from freqbias.theory.kernels import Kernel

__all__ = ["RitzSpectrum", "eigenvalues_above", "ritz_spectrum"]

_MOST = 400
_LEAST_DIGITS = 15


@dataclass(frozen=True)
class RitzSpectrum:
    """The largest eigenvalues, decreasing.

    :param members: the sectors' eigenvalues that make up the rows, and a few beyond the last row.
    :param below: a number below all members; if the rows are certified, the members are all
        eigenvalues of T above it.
    """

    kernel: Kernel
    density: Trigonometric
    eigenvalues: tuple[Eigenvalue, ...]
    members: tuple[Member, ...]
    below: float

    def __getitem__(self, index: int) -> Eigenvalue:
        """The row that holds the eigenvalue of this index, copies counted.

        :raises InputError: if there is none.
        """
        for row in self.eigenvalues:
            if row.index <= index < row.index + row.multiplicity:
                return row
        raise InputError(f"index {shown(index)} is not among the eigenvalues computed")


def ritz_spectrum(
    kernel: Kernel, density: Trigonometric, count: int = 12, digits: int = 15
) -> RitzSpectrum:
    """The first ``count`` eigenvalues of T, enclosed to a relative ``10^-digits``, 15 at least.

    Eigenvalues that a symmetry forces to be double are one row, ``exact``.  Neighbours that four times
    the digits do not tell apart are one row too, not ``exact``.

    :param kernel: with closed Fourier coefficients, all >= 0.
    :param density: a trigonometric polynomial.
    :raises InputError: if the kernel is of another kind or has fewer than ``count`` positive
        eigenvalues, or a number is out of range.

    The continuous density of 2003.04560, figure 5:

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    >>> s = ritz_spectrum(first_layer_bias, p, 2, 20)
    >>> s[1].value, s[1].certified
    ([0.1513664514433865510074 +/- 2e-22], True)
    """
    integer("count", count, 1, _MOST)
    integer("digits", digits, 1, 1000)
    operator = SymmetrisedOperator(kernel, density)
    if operator.rank is not None and count > operator.rank:
        raise InputError(
            f"count {count} exceeds {operator.rank}, the number of positive eigenvalues of "
            f"kernel {kernel.name!r}"
        )
    finder = Finder(operator, count, max(digits, _LEAST_DIGITS))
    members = finder.members()
    found = rows((member.found for member in members), Fraction(finder.below), count)
    if not (all(member.proved for member in members) and finder.are_complete()):
        found = tuple(replace(row, certified=False) for row in found)
    return RitzSpectrum(kernel, density, found, tuple(members), finder.below)


def eigenvalues_above(kernel: Kernel, density: Trigonometric, bound: Any) -> int:
    """How many eigenvalues of T exceed an exact number > 0, copies counted: proved.

    :raises InputError: if the count is not decided, as when the bound is an eigenvalue.

    >>> import sympy as sp
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    >>> eigenvalues_above(first_layer_bias, p, sp.Rational(1, 1000))
    13
    """
    operator = SymmetrisedOperator(kernel, density)
    exact = exact_number(bound, "bound")
    with precision(256):
        tau = complex_ball(exact).real
    if not tau > 0:
        raise InputError(f"bound {shown(bound)} is not > 0")
    frequencies = enough_frequencies(operator, float(tau), 40)
    total, settled = 0, bool(operator.tail(frequencies, 256) < tau)
    for sector in operator.sectors(frequencies):
        above = Section(operator, sector, frequencies, 256).count(tau)
        if above is None or not settled:
            raise InputError(f"bound {shown(bound)} is not told apart from an eigenvalue")
        total += sector.copies * above
    return total
