"""Densities that are trigonometric polynomials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.theory.densities.density import ANGLE, Density, Exactness
from freqbias.theory.errors import InputError, NotExponentialPolynomial, shown
from freqbias.theory.exact import exact_number, sign
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.text import formula

__all__ = ["Trigonometric"]

_HIGHEST = 32


@dataclass(frozen=True, repr=False)
class Trigonometric(Density):
    """``p = (1 + sum_k a_k cos(k x) + b_k sin(k x)) / (2 pi)``, p >= 0 proved at construction.

    :param cosines: ``(a_1, ..., a_n)``, exact.
    :param sines: ``(b_1, ..., b_n)``, exact, of the same length.
    :raises InputError: if p is negative somewhere.

    >>> p = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    >>> p.cosines, p.minimum, p.maximum, p.fourier_coefficient(2)
    ((0, -2/3), 1/(6*pi), 5/(6*pi), -1/3)
    """

    cosines: tuple[Any, ...]
    sines: tuple[Any, ...]
    exactness: Exactness = Exactness.EXACT

    def __post_init__(self) -> None:
        for name in ("cosines", "sines"):
            values = (exact_number(value, name) for value in getattr(self, name))
            object.__setattr__(self, name, tuple(values))
        if len(self.cosines) != len(self.sines) or len(self.cosines) > _HIGHEST:
            raise InputError(
                f"{len(self.cosines)} cosine and {len(self.sines)} sine coefficients "
                f"are not equally many, at most {_HIGHEST}"
            )
        irrational = [c for c in (*self.cosines, *self.sines) if not c.is_algebraic]
        if irrational:
            raise InputError(
                f"density coefficient {shown(irrational[0])} is not an algebraic number"
            )
        amplitudes = sp.Add(*(sp.sqrt(a**2 + b**2) for a, b in self._waves()))
        suspect = sign(amplitudes - 1) > 0
        if suspect and (len(self.harmonics) == 1 or _changes_sign(self._half_angle_numerator())):
            raise InputError(f"density {shown(self.expression(), 90)} is negative somewhere")

    @classmethod
    def of(cls, expression: Any, x: Any = ANGLE) -> Trigonometric:
        """From a SymPy expression in ``x``; normalised to integral 1."""
        try:
            profile = ExponentialPolynomial.of(expression, x)
        except NotExponentialPolynomial as error:
            raise InputError(f"density {shown(expression)}: {error}") from None
        if any(n or not w.is_Integer for n, w in profile.terms):
            raise InputError(
                f"density {shown(expression)} is not a trigonometric polynomial in {x}"
            )
        if any(abs(w) > _HIGHEST for _, w in profile.terms):
            raise InputError(f"density {shown(expression)} has a frequency above {_HIGHEST}")
        mean = profile.terms.get((0, sp.Integer(0)), sp.Integer(0))
        if sign(mean) <= 0:
            raise InputError(
                f"density {shown(expression)} has mean {shown(mean)}, which is not > 0"
            )
        top = max((int(abs(w)) for _, w in profile.terms), default=0)
        upper = [
            profile.terms.get((0, sp.Integer(k)), sp.Integer(0)) / mean for k in range(1, top + 1)
        ]
        lower = [
            profile.terms.get((0, sp.Integer(-k)), sp.Integer(0)) / mean for k in range(1, top + 1)
        ]
        return cls(
            tuple(canonical(c + d) for c, d in zip(upper, lower, strict=True)),
            tuple(canonical(sp.I * (c - d)) for c, d in zip(upper, lower, strict=True)),
        )

    @classmethod
    def from_text(cls, text: str) -> Trigonometric:
        """From a formula in x such as ``(3 cos(2x+pi)+4.5)/(9 pi)``; normalised to integral 1."""
        return cls.of(formula(text, "density", ANGLE))

    def _waves(self) -> list[tuple[Any, Any]]:
        return list(zip(self.cosines, self.sines, strict=True))

    @property
    def harmonics(self) -> tuple[int, ...]:
        """The frequencies k >= 1 that occur."""
        return tuple(k for k, wave in enumerate(self._waves(), start=1) if wave != (0, 0))

    def expression(self, x: Any = ANGLE) -> Any:
        waves = (
            self.cosines[k - 1] * sp.cos(k * x) + self.sines[k - 1] * sp.sin(k * x)
            for k in self.harmonics
        )
        return (1 + sp.Add(*waves)) / (2 * sp.pi)

    def fourier_coefficient(self, m: Any) -> Any:
        if not isinstance(m, (int, sp.Integer)):
            raise InputError(f"frequency {shown(m)} is not an integer")
        k = abs(int(m))
        if k == 0 or k > len(self.cosines):
            return sp.Integer(k == 0)
        return canonical((self.cosines[k - 1] - sp.sign(m) * sp.I * self.sines[k - 1]) / 2)

    @property
    def root_mean(self) -> Any:
        """Z as an unevaluated integral: it has no elementary closed form in general."""
        if self.is_uniform:
            return 1 / sp.sqrt(2 * sp.pi)
        return sp.Integral(sp.sqrt(self.expression()), (ANGLE, -sp.pi, sp.pi)) / (2 * sp.pi)

    @cached_property
    def minimum(self) -> Any:
        return self._extremum(-1)

    @cached_property
    def maximum(self) -> Any:
        return self._extremum(1)

    @property
    def is_uniform(self) -> bool:
        return not self.harmonics

    def rotated(self, shift: Any) -> Trigonometric:
        shift = exact_number(shift, "shift")
        turned = Trigonometric.of(self.expression(ANGLE - shift * sp.pi))
        return replace(turned, exactness=self.exactness)

    def reflected(self) -> Trigonometric:
        return Trigonometric(self.cosines, tuple(-b for b in self.sines), self.exactness)

    def _half_angle_numerator(self) -> sp.Poly:
        """``(1 + t^2)^n 2 pi p`` at x = 2 arctan t: a polynomial with the sign of p."""
        t = sp.Dummy("t", real=True)
        n = len(self.cosines)
        total = (1 + t**2) ** n
        for k in self.harmonics:
            wave = sp.expand((1 + sp.I * t) ** (2 * k))
            real, imaginary = wave.as_real_imag()
            mixed = self.cosines[k - 1] * real + self.sines[k - 1] * imaginary
            total += sp.expand(mixed) * (1 + t**2) ** (n - k)
        return sp.Poly(sp.expand(total), t, extension=True)

    def _extremum(self, direction: int) -> Any:
        if len(self.harmonics) <= 1:
            amplitude = sp.Add(*(sp.sqrt(a**2 + b**2) for a, b in self._waves()))
            return (1 + direction * amplitude) / (2 * sp.pi)
        values = [self._half_angle_value(t) for t in self._critical_points()]
        values.append(self.expression(sp.pi))
        best = values[0]
        for value in values[1:]:  # ties, at mirrored points, keep the first
            if sp.sympify(direction * (value - best)).is_positive:
                best = value
        return best

    def _critical_points(self) -> list[Any]:
        numerator = self._half_angle_numerator()
        (t,) = numerator.gens
        weight = sp.Poly(1 + t**2, t)
        slope = numerator.diff(t) * weight - len(self.cosines) * numerator * weight.diff(t)
        rational = slope.lift() if slope.domain.is_Algebraic else slope
        return list(dict.fromkeys(rational.real_roots()))  # lifting adds points, loses none

    def _half_angle_value(self, point: Any) -> Any:
        numerator = self._half_angle_numerator()
        return numerator.as_expr().subs(numerator.gens[0], point) / (
            (1 + point**2) ** len(self.cosines) * 2 * sp.pi
        )

    def __str__(self) -> str:
        return f"trigonometric p(x) = {self.expression()}"


def _changes_sign(polynomial: sp.Poly) -> bool:
    """Whether a real polynomial takes a negative value: decided by Sturm's theorem."""
    if sign(polynomial.LC()) < 0:
        return True
    odd = [factor for factor, multiplicity in polynomial.sqf_list()[1] if multiplicity % 2]
    return any(_real_roots(factor) for factor in odd)


def _real_roots(factor: sp.Poly) -> int:
    chain = sp.sturm(factor)
    at_plus = [sign(f.LC()) for f in chain]
    at_minus = [sign * (-1) ** f.degree() for sign, f in zip(at_plus, chain, strict=True)]
    return _variations(at_minus) - _variations(at_plus)


def _variations(signs: list[int]) -> int:
    return sum(a != b for a, b in pairwise(signs))
