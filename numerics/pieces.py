"""Functions in closed form on an arc: sums of ``x^n (a cosh(kappa x) + b sinh(kappa x)/kappa)``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from flint import acb, arb

from freqbias.numerics.evaluate import Floats

__all__ = ["Piece", "Term", "cosh_sinh"]


def cosh_sinh(square: Any, x: Any) -> tuple[Any, Any]:
    """``(cosh(kappa x), sinh(kappa x)/kappa)`` with kappa^2 = square, entire in it; in balls.

    Real for real squares of either sign; a square that only may be 0 gives no finite quotient.
    """
    if square == 0:
        return arb(1), x
    if square.real < 0:  # away from the cut of this root
        root = (-square).sqrt()
        sine, cosine = (root * x).sin_cos()
        return cosine, sine / root
    root = square.sqrt()
    growth = (root * x).exp()
    return (growth + 1 / growth) / 2, (growth - 1 / growth) / (2 * root)


@dataclass(frozen=True)
class Term:
    """``x^power (cosine cosh(kappa x) + sine sinh(kappa x)/kappa)`` with kappa^2 = square.

    For square < 0 these are cos(w x) and sin(w x)/w, w = sqrt(-square).
    """

    square: Any
    cosine: Any
    sine: Any
    power: int = 0

    def __call__(self, x: Any) -> Any:
        cosine, sine = cosh_sinh(self.square, x)
        return x**self.power * (self.cosine * cosine + self.sine * sine)

    def derivative(self) -> list[Term]:
        """The terms of the derivative."""
        turned = Term(self.square, self.sine, self.cosine * self.square, self.power)
        if not self.power:
            return [turned]
        n = self.power
        return [turned, Term(self.square, n * self.cosine, n * self.sine, n - 1)]

    def scaled(self, factor: Any) -> Term:
        """A multiple."""
        return Term(self.square, self.cosine * factor, self.sine * factor, self.power)

    def conjugate(self) -> Term:
        """The complex conjugate, for real x."""
        square = self.square if isinstance(self.square, arb) else self.square.conjugate()
        cosine, sine = (acb(part).conjugate() for part in (self.cosine, self.sine))
        return Term(square, cosine, sine, self.power)


@dataclass(frozen=True)
class Piece:
    """A function on an arc, in x from its start.

    :param length: of the arc, in radians.
    """

    length: arb
    terms: tuple[Term, ...]

    def __call__(self, x: arb) -> Any:
        """The value; terms with complex squares come in pairs, so it is real for a real function."""
        return sum((term(x) for term in self.terms), arb(0))

    def floats(self, x: Floats) -> Floats:
        """Values in float64."""
        total = np.zeros(x.shape, dtype=complex)
        for term in self.terms:
            root = np.sqrt(complex(term.square))
            sine = x if root == 0 else np.sinh(root * x) / root
            wave = complex(term.cosine) * np.cosh(root * x) + complex(term.sine) * sine
            total += x**term.power * wave
        return np.asarray(total.real)

    def derivative(self) -> Piece:
        """The derivative."""
        return Piece(self.length, tuple(t for term in self.terms for t in term.derivative()))

    def scaled(self, factor: Any) -> Piece:
        """A multiple."""
        return Piece(self.length, tuple(term.scaled(factor) for term in self.terms))

    def part(self, imaginary: bool) -> Piece:
        """The real or the imaginary part."""
        factor = acb(0, -1) / 2 if imaginary else acb(1) / 2
        terms = []
        for term in self.terms:
            mine = term.scaled(factor)
            if isinstance(term.square, arb):
                cosine, sine = (2 * acb(part).real for part in (mine.cosine, mine.sine))
                terms.append(Term(term.square, cosine, sine, term.power))
            else:
                terms += [mine, mine.conjugate()]
        return Piece(self.length, tuple(terms))

    def inner(self, other: Piece) -> Any:
        """``integral_0^h f g`` in closed form, without conjugation.

        For ``alpha'' = s alpha, beta'' = t beta`` it is ``[alpha' beta - alpha beta']/(s - t)``, and
        for s = t, with the constant ``E = alpha' beta' - s alpha beta``, it is
        ``([alpha beta' + alpha' beta]/2 - E h)/(2 s)``; where a power of x, or balls of s that only
        meet, forbid it, by quadrature.
        """
        pairs = product(self.terms, other.terms)
        return sum((_overlap(f, g, self.length) for f, g in pairs), arb(0))


def _ends(term: Term, h: arb) -> list[tuple[Any, Any]]:
    """Value and derivative at 0 and at h."""
    cosine, sine = cosh_sinh(term.square, h)
    value = term.cosine * cosine + term.sine * sine
    slope = term.cosine * term.square * sine + term.sine * cosine
    return [(term.cosine, term.sine), (value, slope)]


def _overlap(f: Term, g: Term, h: arb) -> Any:
    same = f.square is g.square or bool(f.square == g.square)
    if f.power or g.power or (not same and acb(f.square).overlaps(acb(g.square))):
        return _quadrature((f, g), h)
    (f0, df0), (f1, df1) = _ends(f, h)
    (g0, dg0), (g1, dg1) = _ends(g, h)
    if not same:
        return ((df1 * g1 - f1 * dg1) - (df0 * g0 - f0 * dg0)) / (f.square - g.square)
    if f.square == 0:
        return f0 * g0 * h + (f0 * dg0 + df0 * g0) * h**2 / 2 + df0 * dg0 * h**3 / 3
    energy = df0 * dg0 - f.square * f0 * g0
    ends = (f1 * dg1 + df1 * g1) - (f0 * dg0 + df0 * g0)
    return (ends / 2 - energy * h) / (2 * f.square)


def _quadrature(terms: Iterable[Term], h: arb) -> Any:
    def integrand(x: acb, _: bool) -> acb:
        value = acb(1)
        for term in terms:
            value *= term(x)
        return value

    return acb.integral(integrand, 0, h)
