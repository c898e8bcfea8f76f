"""Target functions: trigonometric polynomials, exact."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import Any, SupportsIndex

import sympy as sp

from freqbias.theory.densities.density import ANGLE
from freqbias.theory.errors import InputError, NotExponentialPolynomial, integer, shown
from freqbias.theory.exact import exact_number, sign
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.text import formula

__all__ = ["Target"]

_HIGHEST = 10_000


@dataclass(frozen=True)
class Target:
    """``g(x) = sum_k a_k cos(k x) + b_k sin(k x)``.

    :param waves: triples (k, a_k, b_k), k >= 0 increasing, exact coefficients.
    :raises InputError: if g is zero, or a frequency is not an integer between 0 and 10000.

    >>> Target.from_text("0.4 cos(16x) + cos(x)").waves
    ((1, 1, 0), (16, 2/5, 0))
    >>> print(Target.sine(14))
    sin(14*x)
    """

    waves: tuple[tuple[int, Any, Any], ...]

    def __post_init__(self) -> None:
        if not any(a != 0 or b != 0 for _, a, b in self.waves):
            raise InputError("the target is zero, so there is nothing to learn")
        for k, a, b in self.waves:
            integer("frequency", k, 0, _HIGHEST)
            for amplitude in (a, b):
                exact_number(amplitude, "target")

    @classmethod
    def sine(cls, frequency: int, phase: Any = 0) -> Target:
        """``sin(k x + phase pi)``, k >= 1."""
        if isinstance(frequency, SupportsIndex):
            frequency = index(frequency)
        integer("frequency", frequency, 1, _HIGHEST)
        shift = exact_number(phase, "phase") * sp.pi
        return cls(((frequency, canonical(sp.sin(shift)), canonical(sp.cos(shift))),))

    @classmethod
    def of(cls, expression: Any, x: Any = ANGLE) -> Target:
        """From a SymPy expression in x."""
        try:
            terms = ExponentialPolynomial.of(expression, x).terms
        except NotExponentialPolynomial as error:
            raise InputError(f"target {shown(expression)}: {error}") from None
        if any(n or not w.is_Integer for n, w in terms):
            raise InputError(f"target {shown(expression)} is not a trigonometric polynomial in {x}")
        waves = []
        for k in sorted({int(abs(w)) for _, w in terms}):
            plus, minus = (terms.get((0, sp.Integer(w)), sp.Integer(0)) for w in (k, -k))
            cosine = plus + minus if k else plus
            waves.append((k, canonical(cosine), canonical(sp.I * (plus - minus))))
        return cls(tuple(waves))

    @classmethod
    def from_text(cls, text: str) -> Target:
        """From a formula in x such as ``0.4 cos(16x) + cos(x)``; the text is parsed, not evaluated."""
        return cls.of(formula(text, "target", ANGLE))

    @property
    def frequency(self) -> int:
        """The highest frequency."""
        return max(k for k, _, _ in self.waves)

    def scaled(self) -> Target:
        """The target over its largest coefficient: times to converge are the same."""
        largest = sp.Integer(0)
        for size in (abs(c) for _, a, b in self.waves for c in (a, b)):
            largest = size if sign(size - largest) > 0 else largest
        return Target(tuple((k, a / largest, b / largest) for k, a, b in self.waves))

    def expression(self, x: Any = ANGLE) -> Any:
        """g in SymPy."""
        return sp.Add(*(a * sp.cos(k * x) + b * sp.sin(k * x) for k, a, b in self.waves))

    def __str__(self) -> str:
        return str(self.expression())
