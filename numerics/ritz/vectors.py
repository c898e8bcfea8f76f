"""Eigenfunctions of T for trigonometric densities, with a proved bound of the error everywhere.

``f = lambda^{-1/2} K^{1/2} u`` for a unit eigenvector u of S has ``integral p f^2 = 1``.  Let x be a
unit vector, ``rho = <x, S x>``, ``r = norm(S x - rho x)``, and let lambda be the only eigenvalue of x's
sector between a < rho < b.  Then, by the spectral theorem:

* ``rho - r^2/(b - rho) <= lambda <= rho + r^2/(rho - a)``   (Temple, Kato), since
  ``(S - lambda)(S - b) >= 0`` and ``(S - a)(S - lambda) >= 0``: no counting of x's accuracy enters;
* ``norm(u - x) <= sqrt(2) r / min(rho - a, b - rho)`` for one choice of the sign of u;
* ``abs(K^{1/2} v) <= sqrt(k(0)) norm(v)`` at every point, by Cauchy-Schwarz and
  ``k(0) = sum khat_m / (2 pi)``.

S is the whole operator, not a section of it: x ends at some frequency, so S x ends one degree later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision, rational_ball
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.ritz.count import Section, Vector, dot
from freqbias.numerics.ritz.enclose import Member
from freqbias.numerics.ritz.refine import enough_frequencies, refined
from freqbias.numerics.ritz.sectors import SymmetrisedOperator
from freqbias.numerics.ritz.spectrum import RitzSpectrum
from freqbias.theory.errors import InputError, integer, shown

__all__ = ["RitzVector", "ritz_vector"]


@dataclass(frozen=True, repr=False)
class RitzVector:
    """``sum_{abs(m) <= M} c_m e^{imx}``, real, close to an eigenfunction f, ``integral p f^2 = 1``.

    :param eigenvalue: enclosure by Temple and Kato; independent of the counts but for the gap.
    :param coefficients: enclosures of ``c_0, ..., c_M``; ``c_{-m}`` is the conjugate.
    :param error: a bound of ``abs(f(x) - sum)`` for all x, hence also of the distance in L2(p).
    """

    index: int
    eigenvalue: arb
    coefficients: tuple[acb, ...]
    error: arb
    bits: int

    def __call__(self, x: Any) -> arb:
        """A ball around f(x), x a number or a ball in radians."""
        with precision(self.bits):
            turn = acb(0, x).exp()
            total, power = self.coefficients[0].real, acb(1)
            for c in self.coefficients[1:]:
                power *= turn
                total += 2 * (c * power).real
            return total + arb(0, self.error)

    def __repr__(self) -> str:
        size, error = len(self.coefficients), self.error.str(1, radius=False)
        value = self.eigenvalue.str(15)
        return (
            f"eigenfunction {self.index}, eigenvalue {value}: Fourier series up to frequency "
            f"{size - 1}, within {error} everywhere; integral p f^2 dx = 1"
        )


def ritz_vector(spectrum: RitzSpectrum, index: int, digits: int = 15) -> RitzVector:
    """The eigenfunction of a certified simple eigenvalue, to about ``10^-digits`` everywhere.

    The sign makes the first Fourier coefficient of cosine or sine that is not small positive.

    :raises InputError: if the eigenvalue of this index is not certified to be simple.

    >>> from freqbias.numerics.ritz.spectrum import ritz_spectrum
    >>> from freqbias.theory.densities import Trigonometric
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    >>> f = ritz_vector(ritz_spectrum(first_layer_bias, p, 3), 0)
    >>> round(float(f(0)), 12), bool(f.error < 1e-15)
    (0.843016622351, True)
    """
    integer("digits", digits, 1, 1000)
    row = spectrum[index]
    if not row.certified or row.multiplicity != 1:
        raise InputError(f"index {shown(index)} is not that of a certified simple eigenvalue")
    (member,) = (member for member in spectrum.members if member.lies_in(row))
    operator = SymmetrisedOperator(spectrum.kernel, spectrum.density)
    frequencies = enough_frequencies(operator, spectrum.below, 2 * digits)
    bits = 14 * digits + 128
    section = Section(operator, member.sector, frequencies, bits)
    (vector,) = refined(section, member.group.vectors, 2 * digits)[1]
    return _certified(spectrum, member, section, _real(section, vector), index)


def _certified(
    spectrum: RitzSpectrum, member: Member, section: Section, vector: Vector, index: int
) -> RitzVector:
    with precision(section.bits):
        size = dot(vector, vector).real.sqrt()
        vector = [x / size for x in vector]
        image = section.times(vector)
        rho = dot(vector, image).real
        residual = [y - rho * x for x, y in zip(vector, image, strict=False)]
        square = dot(residual, residual).real + dot(image[len(vector) :], image[len(vector) :]).real
        above, below = _neighbours(spectrum, member)
        low = rho if above is None else rho - square / _positive(above - rho)
        high = rho + square / _positive(rho - below)
        gap = rho - below if above is None else (above - rho).min(rho - below)
        eigenvalue = low.union(high)
        at_zero = complex_ball(spectrum.kernel.at_zero).real
        error = (2 * square * at_zero / low).sqrt() / gap
        coefficients = _coefficients(section, vector, eigenvalue)
        return RitzVector(index, eigenvalue, coefficients, error.upper(), section.bits)


def _neighbours(spectrum: RitzSpectrum, member: Member) -> tuple[arb | None, arb]:
    """Numbers around the member between which its sector has no other eigenvalue."""
    sector = [m for m in spectrum.members if m.sector == member.sector]
    above = [m.ball for m in sector if m.first + m.size == member.first]
    below = [m.ball for m in sector if m.first == member.first + 1]
    return (
        rational_ball(bounds(above[0])[0]) if above else None,
        rational_ball(bounds(below[0])[1]) if below else arb(spectrum.below),
    )


def _positive(gap: arb) -> arb:
    if not gap > 0:
        raise InputError(f"the gap {shown(gap)} to the nearest other eigenvalue is not > 0")
    return gap


def _real(section: Section, vector: Vector) -> Vector:
    """The real function nearest to a multiple of the vector: u_{-m} = conj(u_m) for a whole class."""
    if section.sector.parity:
        return vector
    at = {m: i for i, m in enumerate(section.modes)}
    with precision(section.bits):
        turn = sum((vector[i] * vector[at[-m]] for m, i in at.items()), acb(0)).rsqrt()
        turned = {m: turn * vector[i] for m, i in at.items()}
        half = {m: ((z + turned[-m].conjugate()) / 2).mid() for m, z in turned.items() if m >= 0}
        return [half[m] if m > 0 else half[-m].conjugate() for m in section.modes]


def _coefficients(section: Section, vector: Vector, eigenvalue: arb) -> tuple[acb, ...]:
    """``c_m = e^{-im alpha} sqrt(khat_m/(2 pi lambda)) x_m``, split in two for cosines and sines."""
    operator, bits, parity = section.operator, section.bits, section.sector.parity
    found = [acb(0)] * (section.frequencies + 1)
    for m, x in zip(section.modes, vector, strict=True):
        if m >= 0:
            c = x * (operator.khat(m, bits) / (2 * arb.pi() * eigenvalue)).sqrt()
            if parity and m:
                c *= operator.phase(-m, bits) / arb(2).sqrt() * (1 if parity > 0 else acb(0, -1))
            found[m] = acb(c)
    lead = max(abs(float(c.real)) + abs(float(c.imag)) for c in found)
    first = next(c for c in found if abs(float(c.real)) + abs(float(c.imag)) > lead / 1000)
    part = first.real if abs(float(first.real)) > lead / 4000 else -first.imag
    return tuple(-c for c in found) if part < 0 else tuple(found)
