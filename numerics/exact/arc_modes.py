"""The modes of :mod:`freqbias.theory.modes` on an arc, in balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import acb, acb_poly, arb, arb_poly

from freqbias.numerics.balls import complex_ball
from freqbias.theory.folding import HalfCircleSystem
from freqbias.theory.modes import DELTA, SIGMA, Modes

__all__ = ["ArcModes", "Coinciding", "Mode"]


_STEPS = 40


class Coinciding(ArithmeticError):
    """Exponents that are not known to be distinct: the modes are no basis."""


@dataclass(frozen=True)
class Mode:
    """One mode: s = kappa^2, and for each half (+, -) the amplitudes of ``F/nu`` and of h.

    :param own: the half for which it is resonant, or None.
    """

    square: Any
    values: tuple[Any, Any]
    sources: tuple[Any, Any]
    own: int | None = None

    @property
    def still(self) -> bool:
        """Whether it is the constant, alpha' = 0: resonant with s = 0 exactly."""
        return self.own is not None and bool(self.square == 0)


class ArcModes:
    """The modes of a kernel on one arc, at the precision at which it was made."""

    def __init__(self, system: HalfCircleSystem, modes: Modes, sigma: arb, delta: arb) -> None:
        self._sigma, self._delta = sigma, delta
        self._symbols = [
            (_polynomial(symbol.numerator), _polynomial(symbol.denominator))
            for symbol in (modes.even, modes.odd)
        ]
        values = {SIGMA: acb(sigma), DELTA: acb(delta)}
        self._dispersion = [
            arb_poly([complex_ball(part, values).real for part in parts]) for parts in modes.in_nu
        ]
        self._resonant = [
            (index, w) for index, half in enumerate(system.halves) for w in half.resonances
        ]

    def __call__(self, nu: Any) -> list[Mode]:
        """The modes: those of the roots of Q, then the resonant ones.

        :raises Coinciding: if two exponents are not certainly distinct.
        """
        squares = self._squares(nu)
        same, mixed = nu * self._sigma, nu * self._delta
        if any(s.contains(0) for s in squares):
            raise Coinciding
        found = [self._mode(s, same, mixed) for s in squares]
        for index, w in self._resonant:
            if any((s + w * w).contains(0) for s in squares):
                raise Coinciding
            found.append(self._resonance(index, w, same, mixed))
        return found

    def _squares(self, nu: Any) -> list[Any]:
        coefficients = [coefficient(nu) for coefficient in self._dispersion]
        try:
            roots: list[Any] = acb_poly(coefficients).roots()
        except ValueError:
            raise Coinciding from None
        if isinstance(nu, acb):
            return _refined(roots, acb_poly(coefficients))
        roots = [root.real if _is_real(root, roots) else root for root in roots]
        return _refined(roots, arb_poly(coefficients))

    def _symbol(self, index: int, s: Any) -> tuple[Any, Any]:
        numerator, denominator = self._symbols[index]
        return numerator(s), denominator(s)

    def _mode(self, s: Any, same: Any, mixed: Any) -> Mode:
        (n0, d0), (n1, d1) = self._symbol(0, s), self._symbol(1, s)
        own = (d0 - same * n0, d1 - same * n1)
        first = abs(own[0]).mid() > abs(own[1]).mid()  # never the factor that vanishes
        u = (mixed * n1, own[0]) if first else (own[1], mixed * n0)
        return Mode(s, (n0 * u[0], n1 * u[1]), (d0 * u[0], d1 * u[1]))

    def _resonance(self, index: int, w: int, same: Any, mixed: Any) -> Mode:
        """The free constant Q(s) in this half, and what it drives (Cramer's rule)."""
        s = arb(-w * w)
        (n, d), (n_other, d_other) = self._symbol(index, s), self._symbol(1 - index, s)
        own, other = d - same * n, d_other - same * n_other
        free = own * other - mixed * mixed * n * n_other
        u, v = same * other + mixed * mixed * n_other, mixed * (own + same * n)
        values, sources = (free + n * u, n_other * v), (d * u, d_other * v)
        if index:
            values, sources = values[::-1], sources[::-1]
        return Mode(s, values, sources, index)


def _refined(roots: Sequence[Any], polynomial: Any) -> list[Any]:
    """Interval Newton steps on balls with exactly one root each, as long as they gain."""
    slope = polynomial.derivative()
    return [_newton(root, polynomial, slope) for root in roots]


def _newton(root: Any, polynomial: Any, slope: Any) -> Any:
    accuracy = root.rel_accuracy_bits()
    for _ in range(_STEPS):
        slopes = slope(root)
        if slopes.contains(0):
            raise Coinciding
        middle = root.mid()
        better = middle - polynomial(middle) / slopes
        gained = better.rel_accuracy_bits()
        if gained <= accuracy + 2:
            break
        root, accuracy = better, gained
    return root


def _polynomial(polynomial: sp.Poly) -> arb_poly:
    return arb_poly([complex_ball(c).real for c in reversed(polynomial.all_coeffs())])


def _is_real(root: acb, roots: Sequence[acb]) -> bool:
    """Of a real polynomial: the conjugate lies in one of the disjoint balls, so in this one."""
    if not root.imag.contains(0):
        return False
    mirrored = root.conjugate()
    return not any(mirrored.overlaps(other) for other in roots if other is not root)
