"""Exponential polynomials: finite sums of ``theta^n e^{i w theta}``.

The one property of the two-layer kernels from which everything else follows.  The set is
closed under sum, product, derivative, reflection and integration, and equality is decidable:
the terms are linearly independent, so a sum vanishes identically iff every coefficient does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.errors import NotExponentialPolynomial, shown

__all__ = ["ExponentialPolynomial", "antiderivative", "canonical"]

Term = tuple[int, Any]


@lru_cache(maxsize=4096)  # claims and their controls ask for the same forms again and again
def canonical(number: Any) -> Any:
    """A coefficient in a form in which zero is 0.

    Coefficients are rational functions over the algebraic numbers in pi and parameters, which
    SymPy treats as independent generators; ``radsimp`` clears nested radicals first.

    >>> canonical((sp.pi + 1)**2 / (sp.pi + 1) - sp.pi - 1)
    0
    """
    number = sp.expand(number.rewrite(sp.cos) if number.has(sp.exp) else number)
    if number.is_Number or number.is_Symbol or number == sp.pi:
        return number
    reduced = sp.expand(sp.cancel(sp.radsimp(number)))
    return sp.Integer(0) if _is_hidden_zero(reduced) else reduced


def _is_hidden_zero(number: Any) -> bool:
    """Whether radicals or cosines of rational angles cancel: decided by the minimal polynomial."""
    radicals = number.has(sp.cos, sp.sin) or any(not p.exp.is_Integer for p in number.atoms(sp.Pow))
    if number.free_symbols or not radicals or not number.is_algebraic:
        return False
    if any(part.is_positive or part.is_negative for part in number.as_real_imag()):
        return False
    return bool(sp.minimal_polynomial(number, polys=True).as_expr().is_Symbol)


def antiderivative(n: int, w: Any, theta: Any) -> Any:
    """An antiderivative of ``theta^n e^{i w theta}`` in closed form, no ``integrate`` involved.

    For w = 0 it is ``theta^(n+1)/(n+1)``, otherwise
    ``e^{i w theta} sum_k (-1)^(n-k) n!/k! theta^k / (i w)^(n-k+1)``, by parts.

    >>> t, w = sp.symbols("t w", nonzero=True)
    >>> sp.simplify(sp.diff(antiderivative(2, w, t), t) - t**2 * sp.exp(sp.I * w * t))
    0
    """
    if w == 0:
        return theta ** (n + 1) / sp.Integer(n + 1)
    ratio = sp.factorial(n) / (sp.I * w)
    terms = (ratio / sp.factorial(k) * theta**k / (-sp.I * w) ** (n - k) for k in range(n + 1))
    return sp.exp(sp.I * w * theta) * sp.Add(*terms)


@dataclass(frozen=True)
class ExponentialPolynomial:
    """``f(theta) = sum c[n, w] theta^n e^{i w theta}``, stored as ``{(n, w): c}`` without zeros.

    Build one with :meth:`of`.  Frequencies w are exact reals; coefficients are exact.
    """

    terms: Mapping[Term, Any]

    @classmethod
    def collect(cls, pairs: Iterable[tuple[Term, Any]]) -> ExponentialPolynomial:
        """Sum the coefficients of equal terms and drop those that vanish."""
        sums: dict[Term, Any] = {}
        for key, value in pairs:
            sums[key] = sums.get(key, sp.Integer(0)) + value
        reduced = {key: canonical(value) for key, value in sums.items()}
        kept = {key: value for key, value in reduced.items() if value != 0}
        return cls({key: kept[key] for key in sorted(kept, key=sp.default_sort_key)})

    @classmethod
    def of(cls, expression: Any, theta: Any) -> ExponentialPolynomial:
        """Read a SymPy expression in ``theta``.

        :raises NotExponentialPolynomial: if some factor is not a power of theta or ``e^{i w theta}``.

        >>> t = sp.Symbol("t", real=True)
        >>> ExponentialPolynomial.of((sp.pi - t) * sp.cos(t), t).expression(t)
        -t*cos(t) + pi*cos(t)
        """
        expanded = sp.expand(sp.sympify(expression, strict=True).rewrite(sp.exp))
        terms = sp.Add.make_args(expanded) if expanded != 0 else ()
        return cls.collect(_read_term(term, theta) for term in terms)

    def expression(self, theta: Any) -> Any:
        """The real form, in powers, cosines and sines of ``theta``."""
        total = sp.Integer(0)
        for (n, w), c in self.terms.items():
            mirrored = self.terms.get((n, -w), sp.Integer(0))
            if w == 0:
                total += c * theta**n
            elif w.is_positive or (n, -w) not in self.terms:
                even, odd = canonical(c + mirrored), canonical(sp.I * (c - mirrored))
                total += theta**n * (even * sp.cos(w * theta) + odd * sp.sin(w * theta))
        return sp.expand(total)

    @property
    def is_zero(self) -> bool:
        """Whether f vanishes identically: decided, not sampled."""
        return not self.terms

    @property
    def frequencies(self) -> tuple[Any, ...]:
        """The distinct absolute frequencies abs(w), ascending."""
        return tuple(sorted({abs(w) for _, w in self.terms}))

    def __add__(self, other: ExponentialPolynomial) -> ExponentialPolynomial:
        return self.collect([*self.terms.items(), *other.terms.items()])

    def __sub__(self, other: ExponentialPolynomial) -> ExponentialPolynomial:
        return self + other.scaled(-1)

    def __mul__(self, other: ExponentialPolynomial) -> ExponentialPolynomial:
        return self.collect(
            ((n + m, v + w), c * d)
            for (n, v), c in self.terms.items()
            for (m, w), d in other.terms.items()
        )

    def scaled(self, factor: Any) -> ExponentialPolynomial:
        """``factor * f``."""
        return self.collect((key, factor * c) for key, c in self.terms.items())

    def derivative(self) -> ExponentialPolynomial:
        """``f'``."""
        powers = [((n - 1, w), n * c) for (n, w), c in self.terms.items() if n]
        phases = [((n, w), sp.I * w * c) for (n, w), c in self.terms.items()]
        return self.collect(powers + phases)

    def shifted(self, shift: Any) -> ExponentialPolynomial:
        """``theta -> f(theta + shift)``."""
        return self.collect(
            ((k, w), c * sp.binomial(n, k) * shift ** (n - k) * sp.exp(sp.I * w * shift))
            for (n, w), c in self.terms.items()
            for k in range(n + 1)
        )

    def reversed(self) -> ExponentialPolynomial:
        """``theta -> f(-theta)``."""
        return self.collect(((n, -w), (-1) ** n * c) for (n, w), c in self.terms.items())

    def at(self, point: Any) -> Any:
        """The exact value at ``point``."""
        value = sp.Add(
            *(c * point**n * sp.exp(sp.I * w * point) for (n, w), c in self.terms.items())
        )
        return canonical(value)

    def antiderivative(self, theta: Any) -> Any:
        """An antiderivative as an expression in ``theta``, in real form."""
        terms = (c * antiderivative(n, w, theta) for (n, w), c in self.terms.items())
        return ExponentialPolynomial.of(sp.Add(*terms), theta).expression(theta)

    def integral(self, lower: Any, upper: Any) -> Any:
        """``integral_lower^upper f``, exact, limits exact numbers or symbols."""
        theta = sp.Dummy("theta", real=True)
        primitive = self.antiderivative(theta)
        return sp.expand(primitive.subs(theta, upper) - primitive.subs(theta, lower))


def _read_term(term: Any, theta: Any) -> tuple[Term, Any]:
    constant, rest = term.as_independent(theta, as_Add=False)
    power, exponent = 0, sp.Integer(0)
    for factor in sp.Mul.make_args(rest):
        base, exp = factor.as_base_exp()
        if base == theta and exp.is_Integer and exp >= 0:
            power += int(exp)
        elif isinstance(factor, sp.exp):
            exponent += factor.exp
        elif base == sp.E:
            exponent += exp
        elif factor != 1:
            raise NotExponentialPolynomial(
                f"{shown(factor)} is not a power of {theta} times e^(i w {theta})"
            )
    linear = sp.expand(exponent)
    frequency = sp.expand(linear.coeff(theta, 1) / sp.I)
    remainder = sp.expand(linear - sp.I * frequency * theta)
    if remainder.has(theta) or frequency.is_real is False:
        raise NotExponentialPolynomial(
            f"the exponent {shown(exponent)} is not i w {theta} with real w"
        )
    return (power, frequency), constant * sp.exp(remainder)
