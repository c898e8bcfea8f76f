"""A target in Legendre polynomials on arcs, and its energies, in balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import acb, arb

from freqbias.numerics.balls import complex_ball, rational_ball
from freqbias.numerics.flow.arcs import Arc
from freqbias.theory.targets import Target

__all__ = ["Expansion"]


@dataclass(frozen=True, eq=False)
class Expansion:
    """Coordinates of g in ``phi_n/sqrt(p)``.

    :param coordinates: of all arcs, one after the other.
    :param energies: ``integral p g^2`` over each arc.
    :param missing: a bound of the energy beyond the degrees.
    """

    coordinates: list[arb]
    energies: list[arb]
    missing: arb

    @classmethod
    def of(cls, spaces: Sequence[Arc], target: Target) -> Expansion:
        """At the working precision.

        >>> from freqbias.numerics.balls import precision
        >>> from freqbias.numerics.flow.arcs import arcs
        >>> from freqbias.theory.densities import uniform
        >>> with precision(128):
        ...     found = Expansion.of(arcs(uniform(), 3, 100.0), Target.sine(3))
        ...     print(sum(found.energies).overlaps(arb(1) / 2), found.missing < 1e-30)
        True True
        """
        coordinates: list[arb] = []
        energies: list[arb] = []
        missing = arb(0)
        for arc in spaces:
            weight = complex_ball(arc.density).real
            part = [weight.sqrt() * c for c in _coefficients(arc, target)]
            energies.append(weight * _square_integral(arc, target))
            missing += energies[-1] - sum((c * c for c in part), arb(0))
            coordinates += part
        return cls(coordinates, energies, missing.abs_upper())


def _waves(target: Target) -> list[tuple[int, acb]]:
    """g as the real part of ``sum amplitude e^{i k x}``."""
    return [(k, complex_ball(a) - acb(0, 1) * complex_ball(b)) for k, a, b in target.waves]


def _coefficients(arc: Arc, target: Target) -> list[arb]:
    """``integral phi_n g dx = Re sum amplitude sqrt(2h(2n+1)) i^n j_n(k h) e^{i k c}``."""
    h, c = (arb.pi() * rational_ball(value) for value in (arc.half, arc.centre))
    totals = [arb(0)] * arc.degrees
    for k, amplitude in _waves(target):
        turned = amplitude * (acb(0, 1) * k * c).exp()
        bessel = _spherical(k * h, arc.degrees)
        for n in range(arc.degrees):
            wave = turned * acb(0, 1) ** (n % 4)
            totals[n] += (2 * h * (2 * n + 1)).sqrt() * bessel[n] * wave.real
    return totals


def _spherical(z: arb, count: int) -> list[arb]:
    """``j_n(z) = sqrt(pi/(2z)) J_{n+1/2}(z)``."""
    if z == 0:
        return [arb(1), *[arb(0)] * (count - 1)]
    scale = (arb.pi() / (2 * z)).sqrt()
    half = arb(1) / 2
    return [scale * acb(z).bessel_j(acb(n + half)).real for n in range(count)]


def _square_integral(arc: Arc, target: Target) -> arb:
    """``integral g^2 dx``, wave by wave: ``Re(u) Re(v) = Re(u v + u conj(v))/2``."""
    h, c = (arb.pi() * rational_ball(value) for value in (arc.half, arc.centre))
    total = arb(0)
    for k, u in _waves(target):
        for m, v in _waves(target):
            for frequency, product in ((k + m, u * v), (k - m, u * v.conjugate())):
                length = 2 * (frequency * h).sin() / frequency if frequency else 2 * h
                total += (product * (acb(0, 1) * frequency * c).exp()).real * length / 2
    return total
