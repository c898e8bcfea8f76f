"""Rotation symmetry: sectors of T by character, and when an eigenvalue is exactly double.

If ``p(x + 2 pi/n) = p(x)`` the eigenfunctions can be chosen with ``f(x + 2 pi/n) = chi f(x)``,
``chi = e^{2 pi i j/n}``.  On the half circle the period is ``tau = 2 pi/n`` for even n, where
``F_s = 0`` unless ``s = (-1)^j``, and ``tau = pi/n`` for odd n; in both cases
``F_s(x + tau) = omega_s F_s(x)`` and likewise for h_s (for odd n because sigma has period tau and
delta changes sign).  Sectors j and n - j are complex conjugates: their eigenvalues are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.folding import Half, HalfCircleSystem

__all__ = ["WHOLE", "Arc", "Closure", "Sector", "arcs", "closure", "rotation_order", "sectors"]


@dataclass(frozen=True)
class Sector:
    """Functions with ``f(x + 2 pi/order) = e^{2 pi i index/order} f(x)``; order 1 is no symmetry."""

    order: int = 1
    index: int = 0

    @property
    def repeats(self) -> int:
        """How many periods tau make the half circle."""
        return self.order // 2 if self.order % 2 == 0 else self.order

    @property
    def multiplicity(self) -> int:
        """How many sectors have the same spectrum: 2 unless the character is real."""
        return 1 if 2 * self.index % self.order == 0 else 2

    @property
    def signs(self) -> tuple[int, ...]:
        """The s for which F_s need not vanish."""
        return ((-1) ** self.index,) if self.order % 2 == 0 else (1, -1)

    def phase(self, sign: int) -> Fraction:
        """``arg(omega_s)/pi`` in [0, 2).

        >>> Sector().phase(-1), Sector(4, 1).phase(-1), Sector(3, 1).phase(1)
        (Fraction(1, 1), Fraction(1, 2), Fraction(4, 3))
        """
        if self.order % 2 == 0:
            return Fraction(2 * self.index, self.order) % 2
        return (Fraction(self.index * (self.order + 1), self.order) + (sign < 0)) % 2


WHOLE = Sector()
"""No symmetry: the whole of L2(p)."""


def sectors(order: int) -> tuple[Sector, ...]:
    """One sector of each conjugate pair.

    >>> [sector.multiplicity for sector in sectors(4)]
    [1, 2, 1]
    """
    return tuple(Sector(order, j) for j in range(order // 2 + 1))


def rotation_order(density: PiecewiseConstant) -> int:
    """The largest n with ``p(x + 2 pi/n) = p(x)``; 1 without symmetry, and for the uniform density.

    >>> rotation_order(PiecewiseConstant.from_text("-1, -1/2, 0, 1/2, 1", "4, 1, 4, 1"))
    2
    """
    jumps = _jumps(density)
    return next((n for n in range(len(jumps), 1, -1) if _invariant(jumps, n)), 1)


def _jumps(density: PiecewiseConstant) -> dict[Any, Any]:
    """Where p jumps (in units of pi, mod 2) and by how much in weight."""
    steps = zip(
        density.breaks, density.weights, (density.weights[-1], *density.weights), strict=False
    )
    return {sp.Mod(at, 2): after - before for at, after, before in steps if after != before}


def _invariant(jumps: dict[Any, Any], order: int) -> bool:
    turn = sp.Rational(2, order)
    return all(jumps.get(sp.Mod(at + turn, 2)) == step for at, step in jumps.items())


@dataclass(frozen=True)
class Arc:
    """An arc: length in radians, sigma = (p + pbar)/2, delta = (p - pbar)/2."""

    length: Any
    sigma: Any
    delta: Any


def arcs(density: PiecewiseConstant, sector: Sector = WHOLE) -> tuple[Arc, ...]:
    """The arcs of the common refinement over [-pi, -pi + tau), neighbours with equal values merged.

    >>> from freqbias.theory.densities import uniform
    >>> arcs(uniform())
    (Arc(length=pi, sigma=1/(2*pi), delta=0),)
    """
    end = sp.Rational(1, sector.repeats) - 1
    merged: list[Arc] = []
    for here, opposite in density.refined():
        right = min(here.right, end)
        if right <= here.left:
            break
        sigma, delta = (here.value + opposite.value) / 2, (here.value - opposite.value) / 2
        length = (right - here.left) * sp.pi
        if merged and (merged[-1].sigma, merged[-1].delta) == (sigma, delta):
            length += merged.pop().length
        merged.append(Arc(length, sigma, delta))
    return tuple(merged)


@dataclass(frozen=True)
class Closure:
    """The closure of a system in a sector: ``start y(0) = end y(tau) + accumulated a(tau)``."""

    start: sp.Matrix
    end: sp.Matrix
    accumulated: sp.Matrix


def closure(system: HalfCircleSystem, sector: Sector = WHOLE) -> Closure:
    """The closure conditions, one row for each component of ``(y_+, y_-)``.

    For a half with ``F_s = 0`` in this sector they say y_s = 0.
    """
    parts = [
        _half_closure(half, sector)
        if half.sign in sector.signs
        else Closure(sp.eye(half.order), sp.zeros(half.order), sp.zeros(half.order, half.gain.rows))
        for half in system.halves
    ]
    return Closure(
        *(
            sp.diag(*(getattr(part, name) for part in parts))
            for name in ("start", "end", "accumulated")
        )
    )


def _half_closure(half: Half, sector: Sector) -> Closure:
    """``N y(0) = N y(tau)/omega``, and R y(0) from its definition.

    A resonant frequency with ``e^{i w tau} = omega`` needs the definition, in which the folded kernel
    repeats; with another omega it follows that this part of y vanishes.
    """
    phase = sector.phase(half.sign)
    back = sp.exp(-sp.I * sp.pi * sp.Rational(phase.numerator, phase.denominator))
    left, held = _eigenrows(half, sector, phase)
    regular, resonant = half.closure.rows, half.gain.rows
    repeated = sp.diag(*held) * left * sector.repeats
    return Closure(
        sp.Matrix.vstack(half.closure, left * half.resonance),
        sp.Matrix.vstack(back * half.closure, sp.zeros(resonant, half.order)),
        sp.Matrix.vstack(sp.zeros(regular, resonant), back * repeated),
    )


def _eigenrows(half: Half, sector: Sector, phase: Fraction) -> tuple[sp.Matrix, list[int]]:
    """Left eigenvectors of the generator G, and for each whether its frequency is held.

    Where all or none are held, any basis serves, and the real one keeps the arithmetic real.
    """
    frequencies = [sign * w for w in half.resonances for sign in ((1, -1) if w else (1,))]
    held = [int((Fraction(w, sector.repeats) - phase) % 2 == 0) for w in frequencies]
    if len(set(held)) < 2:
        return sp.eye(len(held)), held
    eigenvectors = (
        (half.generator.T - sp.I * w * sp.eye(len(held))).nullspace()[0].T for w in frequencies
    )
    return sp.Matrix.vstack(*eigenvectors), held
