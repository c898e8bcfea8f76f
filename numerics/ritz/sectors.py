"""Symmetry sectors of ``S = K^{1/2} M_p K^{1/2}`` for a trigonometric density, found exactly.

On l2(Z), with ``e_m = e^{imx}/sqrt(2 pi)``, ``S_{mn} = sqrt(khat_m khat_n) phat_{m-n} / (2 pi)``; its
non-zero spectrum is that of T.  Three things split it:

* m is isolated if ``khat_{m+k} = khat_{m-k} = 0`` for every frequency k of p: then ``khat_m/(2 pi)`` is
  an eigenvalue, of cos mx and sin mx.  So are all for the uniform density.
* Let g divide every frequency of p (p has period 2 pi/g).  The residue classes of m mod g are
  invariant, and complex conjugation carries the class of j to that of -j: each eigenvalue of a class
  that is not its own mirror image is an eigenvalue of T twice.
* Let ``phat_k = r_k e^{-ik alpha}`` with all r_k real (p is even about alpha).  Then
  ``diag(e^{-im alpha})`` carries the matrix of ``r_{m-n}``, real, to S, and on a class that is its own
  mirror image cosines and sines of m (x - alpha) separate:
  ``S_{mn} = sqrt(khat_m khat_n) (r_{m-n} +- r_{m+n}) / (2 pi)``, divided by sqrt 2 for each index 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any

import sympy as sp
from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision
from freqbias.theory.densities import Trigonometric
from freqbias.theory.errors import InputError, shown
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.kernels import Kernel

__all__ = ["Sector", "SymmetrisedOperator"]

_Gaussian = tuple[Any, Any]


@dataclass(frozen=True)
class Sector:
    """An invariant subspace of S: frequencies congruent to ``residue`` modulo ``period``.

    :param period: 0 for the one frequency ``residue``.
    :param parity: 1 for cosines, -1 for sines, 0 for the whole class.
    :param copies: how many times T has each of its eigenvalues, 1 or 2.
    """

    residue: int
    period: int
    parity: int
    copies: int

    def modes(self, frequencies: int) -> list[int]:
        """The m with ``abs(m) <= frequencies``, in the order of abs(m).

        >>> Sector(1, 3, 0, 2).modes(5), Sector(0, 2, -1, 1).modes(5)
        ([1, -2, 4, -5], [2, 4])
        """
        if self.period == 0:
            return [self.residue] if self.residue <= frequencies else []
        lowest = -frequencies if self.parity == 0 else max(0, -self.parity)
        found = (m for m in range(lowest, frequencies + 1) if not (m - self.residue) % self.period)
        return sorted(found, key=abs)


class SymmetrisedOperator:
    """S, by its exact entries and their enclosures.

    :raises InputError: if the kernel has no closed Fourier coefficients, or they are not all proved
        to be >= 0.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = Trigonometric.from_text("2 + cos(3x)")
    >>> [(s.residue, s.parity, s.copies) for s in SymmetrisedOperator(first_layer_bias, p).sectors(9)]
    [(0, 1, 1), (0, -1, 1), (1, 0, 2)]
    """

    def __init__(self, kernel: Kernel, density: Trigonometric) -> None:
        if not isinstance(density, Trigonometric):
            raise InputError(f"density {shown(density)} is not a trigonometric polynomial")
        self.kernel, self.density = kernel, density
        self.closed: FourierCoefficients = kernel.fourier()
        if not self.closed.is_nonnegative:
            raise InputError(
                f"kernel {kernel.name!r} is not proved to have Fourier coefficients >= 0"
            )
        self.degree = max(density.harmonics, default=0)
        self._direction = _direction(density)
        self._khat: dict[tuple[int, int], arb] = {}
        self._coupling: dict[tuple[int, int], Any] = {}

    @property
    def is_symmetric(self) -> bool:
        """Whether p is proved to be even about some axis."""
        return self._direction is not None

    @property
    def settled(self) -> int:
        """The frequency from which khat_m decreases within each parity."""
        settled = self.closed.decreasing_from
        assert settled is not None  # else nonnegativity is not proved
        return settled

    @cached_property
    def rank(self) -> int | None:
        """The number of positive eigenvalues if finite, else None.

        p vanishes at finitely many points only, so S vanishes exactly where K does.
        """
        if self.closed.even != 0 or self.closed.odd != 0:
            return None
        return sum(2 if m else 1 for m, value in self.closed.exceptional.items() if value != 0)

    def sectors(self, frequencies: int) -> tuple[Sector, ...]:
        """All sectors but those of isolated frequencies beyond ``frequencies``."""
        alone = (m for m in range(frequencies + 1) if not self.vanishes(m) and self.is_isolated(m))
        found = [Sector(m, 0, 0, 2 if m else 1) for m in alone]
        period = gcd(*self.density.harmonics)
        for j in range(period // 2 + 1 if period else 0):
            if 2 * j % period:
                found.append(Sector(j, period, 0, 2))
            elif self.is_symmetric:
                found += [Sector(j, period, parity, 1) for parity in (1, -1)]
            else:
                found.append(Sector(j, period, 0, 1))
        return tuple(found)

    def modes(self, sector: Sector, frequencies: int) -> list[int]:
        """The sector's frequencies with ``khat_m > 0``, each isolated one a sector of its own."""
        found = [m for m in sector.modes(frequencies) if not self.vanishes(m)]
        return [m for m in found if self.is_isolated(m) == (sector.period == 0)]

    def is_isolated(self, m: int) -> bool:
        """Whether S couples m to no other frequency."""
        return all(self.vanishes(m + k) and self.vanishes(m - k) for k in self.density.harmonics)

    def vanishes(self, m: int) -> bool:
        """Whether ``khat_m = 0``, decided exactly: beyond ``decreasing_from`` a formula has no zero."""
        m = abs(m)
        if m not in self.closed.exceptional and m >= self.settled:
            return bool(self.closed.parity(m) == 0)
        return bool(self.closed(m) == 0)

    def khat(self, m: int, bits: int) -> arb:
        """``khat_m``, enclosed."""
        m = abs(m)
        if (m, bits) not in self._khat:
            exact = self.closed.exceptional.get(m, self.closed.parity(m))
            with precision(bits):
                self._khat[m, bits] = complex_ball(exact, {FREQUENCY: acb(m)}).real
        return self._khat[m, bits]

    def density_bound(self, bits: int) -> arb:
        """``(1 + sum_k sqrt(a_k^2 + b_k^2)) / (2 pi) >= p``, enclosed."""
        with precision(bits):
            total = arb(1)
            for k in self.density.harmonics:
                total += 2 * abs(self._phat(k))
            return total / (2 * arb.pi())

    def tail(self, frequencies: int, bits: int) -> arb:
        """A bound of S restricted to ``abs(m) > frequencies``: max p times the largest khat_m there.

        :raises InputError: if the coefficients do not yet decrease there.
        """
        if frequencies + 1 < self.settled:
            raise InputError(
                f"frequencies {frequencies} is not >= {self.settled - 1}, where khat_m decreases"
            )
        first, second = (self.khat(frequencies + i, bits) for i in (1, 2))
        with precision(bits):
            return self.density_bound(bits) * first.max(second)

    def entry(self, sector: Sector, m: int, n: int, bits: int) -> Any:
        """The entry of S in the sector's basis: arb if p is symmetric, else acb."""
        with precision(bits):
            value = self.coupling(m - n, bits)
            if sector.parity:
                value += sector.parity * self.coupling(m + n, bits)
                value /= arb(2 ** ((m == 0) + (n == 0))).sqrt()
            return value * (self.khat(m, bits) * self.khat(n, bits)).sqrt()

    def coupling(self, k: int, bits: int) -> Any:
        """``phat_k / (2 pi)``, or ``r_k / (2 pi)`` if p is symmetric."""
        if (k, bits) not in self._coupling:
            with precision(bits):
                value: Any = self._phat(k) / (2 * acb.pi())
                if self.is_symmetric:
                    value = (value * self.phase(k, bits)).real
                self._coupling[k, bits] = value
        return self._coupling[k, bits]

    def phase(self, m: int, bits: int) -> acb:
        """``e^{im alpha}`` for the axis alpha; alpha is 0 if p is not symmetric or uniform."""
        with precision(bits):
            if self._direction is None or not self.degree:
                return acb(1)
            w = complex_ball(self._direction[0]) + complex_ball(self._direction[1]) * acb(0, 1)
            # w is e^{-ig alpha} up to a positive factor; the argument avoids the cut of log
            angle = (-w).arg() + arb.pi() if w.real < 0 else w.arg()
            return acb(0, -angle * m / gcd(*self.density.harmonics)).exp()

    def _phat(self, k: int) -> acb:
        if k == 0 or abs(k) > len(self.density.cosines):
            return acb(int(k == 0))
        a, b = (
            complex_ball(wave[abs(k) - 1]) for wave in (self.density.cosines, self.density.sines)
        )
        return (a - b * acb(0, 1 if k > 0 else -1)) / 2


def _direction(density: Trigonometric) -> _Gaussian | None:
    """A positive multiple of ``e^{-ig alpha}`` for an axis alpha of symmetry, None if none is proved.

    With integers u_k, ``sum u_k k = g``, the product of the ``phat_k^{u_k}`` is such a multiple up to
    sign if there is an axis; then ``phat_k conj(w)^{k/g}`` is real for every k, which is decided
    exactly for rational coefficients.  A single frequency, or no sine, needs no test.
    """
    waves = {k: (density.cosines[k - 1], -density.sines[k - 1]) for k in density.harmonics}
    if all(b == 0 for _, b in waves.values()):
        return sp.Integer(1), sp.Integer(0)
    if len(waves) == 1:
        return next(iter(waves.values()))
    if not all(part.is_Rational for wave in waves.values() for part in wave):
        return None
    w, g = _combined(waves)
    mirror = (w[0], -w[1])
    real = all(_times(z, _power(mirror, k // g))[1] == 0 for k, z in waves.items())
    return w if real else None


def _combined(waves: dict[int, _Gaussian]) -> tuple[_Gaussian, int]:
    """The product of powers whose frequencies add up to their greatest common divisor."""
    w, g = (sp.Integer(1), sp.Integer(0)), 0
    for k, z in waves.items():
        u, v, common = sp.gcdex(sp.Integer(g), sp.Integer(k))
        w, g = _times(_power(w, int(u)), _power(z, int(v))), int(common)
    return w, g


def _power(z: _Gaussian, exponent: int) -> _Gaussian:
    """``z^exponent`` up to a positive factor: conj(z) stands for 1/z."""
    step = z if exponent >= 0 else (z[0], -z[1])
    result: _Gaussian = (sp.Integer(1), sp.Integer(0))
    for _ in range(abs(exponent)):
        result = _times(result, step)
    return result


def _times(x: _Gaussian, y: _Gaussian) -> _Gaussian:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]
