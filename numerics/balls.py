"""Ball arithmetic: rigorous enclosures of exact SymPy expressions.

A ball ``[mid +/- rad]`` contains the true value for certain (Arb, through python-flint).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

import sympy as sp
from flint import acb, arb, ctx, fmpq

from freqbias.theory.errors import InputError, integer, shown

__all__ = ["Ball", "Values", "complex_ball", "enclose", "precision", "rational_ball"]

Values = Mapping[Any, acb]
_ATTEMPTS = 5
_EVALUATIONS = 20_000


@dataclass(frozen=True)
class Ball:
    """``(mid +/- rad) * 10^exponent`` with integer mid and rad >= 0: exact, serialisable.

    >>> Ball(314159, 1, -5)
    [3.14159 +/- 1e-5]
    """

    mid: int
    rad: int
    exponent: int

    @classmethod
    def of(cls, value: arb, digits: int) -> Ball:
        """The decimal ball around an Arb ball, mid shortened to ``digits`` digits."""
        if not value.is_finite():
            raise InputError(f"the enclosure {shown(value)} is not finite")
        mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(digits))
        return cls(mid, rad, exponent)

    @property
    def contains_zero(self) -> bool:
        """Whether 0 lies in the ball."""
        return abs(self.mid) <= self.rad

    @property
    def is_positive(self) -> bool:
        """Whether the number in the ball is certainly > 0."""
        return self.mid > self.rad

    @property
    def is_negative(self) -> bool:
        """Whether the number in the ball is certainly < 0."""
        return self.mid < -self.rad

    @property
    def digits(self) -> int:
        """How many significant digits of ``mid`` are certain."""
        return len(str(abs(self.mid))) - len(str(self.rad)) if self.mid else 0

    def rounded(self, digits: int) -> Ball:
        """A ball around this one whose mid has at most ``digits`` digits and rad one or two.

        One digit more where mid is rounded up to a power of ten.

        >>> Ball(314159265, 7, -8).rounded(4)
        [3.142 +/- 1e-3]
        """
        cut = max(len(str(abs(self.mid))) - digits, len(str(self.rad)) - 1, 0)
        unit = 10**cut
        mid = (2 * self.mid + unit) // (2 * unit)
        rad = -(-(self.rad + abs(self.mid - mid * unit)) // unit)
        return Ball(mid, rad, self.exponent + cut)

    def decimal(self) -> tuple[str, str]:
        """``(mid, rad)`` as decimal strings."""
        return _decimal(self.mid, self.exponent), _power_of_ten(self.rad, self.exponent)

    def __float__(self) -> float:
        return float(f"{self.mid}e{self.exponent}")

    def __repr__(self) -> str:
        mid, rad = self.decimal()
        return f"[{mid} +/- {rad}]"


def _decimal(mantissa: int, exponent: int) -> str:
    digits = str(abs(mantissa))
    sign = "-" if mantissa < 0 else ""
    point = len(digits) + exponent
    if mantissa == 0:
        return "0"
    if -5 < point <= 21:
        if exponent >= 0:
            return sign + digits + "0" * exponent
        digits = digits.rjust(1 - exponent, "0")
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{point - 1}"


def _power_of_ten(mantissa: int, exponent: int) -> str:
    """A short upper bound of ``mantissa * 10^exponent``: one digit, rounded up."""
    if mantissa == 0:
        return "0"
    digits = str(mantissa)
    lead = int(digits[0]) + (int(digits[1:] or "0") > 0)
    power = exponent + len(digits) - 1
    return f"1e{power + 1}" if lead == 10 else f"{lead}e{power}"


_LOCK = RLock()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work at a precision and restore it; one thread at a time, for Arb's is global."""
    with _LOCK, ctx.workprec(bits):
        yield


def rational_ball(number: Any) -> arb:
    """A ball around a Fraction or a SymPy rational, at the working precision."""
    return arb(fmpq(int(number.numerator), int(number.denominator)))


def enclose(expression: Any, digits: int = 30, values: Mapping[Any, Any] | None = None) -> Ball:
    """A ball around a real closed form, ``digits`` significant digits of it certain.

    Where the value is (or may be) zero the ball has radius at most ``10^-digits`` instead.
    Symbols take their exact values from ``values``.  Integrals are enclosed by rigorous quadrature.

    :raises InputError: if the expression has a node without an enclosure, or is not real, or if
        the precision, raised five times, does not suffice.

    >>> enclose(sp.sqrt(2) * sp.pi, digits=10)
    [4.44288293815836 +/- 2e-14]
    """
    integer("digits", digits, 1, 10_000)
    expression = sp.sympify(expression, strict=True).subs(dict(values or {}))
    for attempt in range(_ATTEMPTS):
        goal = int(3.33 * digits) + 16 + 48 * attempt
        with precision((goal << attempt) + 16):
            value = complex_ball(expression, goal=goal)
            if value.is_finite() and not value.imag.contains(0):
                raise InputError(f"the value of {shown(expression)} is not real")
            if value.is_finite() and _sharp(value.real, digits):
                return Ball.of(value.real, digits)
    raise InputError(f"{shown(expression)} could not be enclosed to {digits} digits")


def _sharp(value: arb, digits: int) -> bool:
    if value.contains(0):
        return bool(value.rad() < arb(10) ** (-digits))
    return bool(value.rel_accuracy_bits() > 3.3220 * digits)


def complex_ball(
    expression: Any, values: Values | None = None, *, analytic: bool = False, goal: int = 0
) -> acb:
    """Evaluate at the current working precision.

    ``analytic`` asks for NaN on a branch cut; integrals aim at an error of ``2^-goal``.
    """
    return _Evaluator(values or {}, analytic, goal or ctx.prec)(sp.sympify(expression, strict=True))


class _Evaluator:
    """A SymPy tree in complex balls, each node once."""

    def __init__(self, values: Values, analytic: bool, goal: int) -> None:
        self._known: dict[Any, acb] = dict(values)
        self._analytic = analytic
        self._goal = goal

    def __call__(self, node: Any) -> acb:
        if node not in self._known:
            self._known[node] = self._value(node)
        return self._known[node]

    def _value(self, node: Any) -> acb:
        if node.is_Rational:
            return acb(rational_ball(node))
        if node is sp.pi:
            return acb.pi()
        if node is sp.I:
            return acb(0, 1)
        if node is sp.E:
            return acb(1).exp()
        if node.is_Add:
            return self._sum(node)
        if node.is_Mul:
            return self._product(node)
        if node.is_Pow:
            return self._power(node.base, node.exp)
        if isinstance(node, sp.Integral):
            return self._integral(node)
        if isinstance(node, sp.Abs):
            return self._modulus(node.args[0])
        method = _FUNCTIONS.get(type(node))
        if method is None:
            raise InputError(f"{shown(node)} has no ball enclosure")
        value: acb = method(self(node.args[0]), self._analytic)
        return value

    def _sum(self, node: Any) -> acb:
        value = acb(0)
        for term in node.args:
            value += self(term)
        return value

    def _product(self, node: Any) -> acb:
        value = acb(1)
        for factor in node.args:
            value *= self(factor)
        return value

    def _power(self, base: Any, exponent: Any) -> acb:
        if exponent.is_Integer:
            return self(base) ** int(exponent)
        if exponent == sp.Rational(1, 2):
            return self(base).sqrt(analytic=self._analytic)
        if exponent == -sp.Rational(1, 2):
            return self(base).rsqrt(analytic=self._analytic)
        if base is sp.E:
            return self(exponent).exp()
        power: acb = self(base).pow(self(exponent), analytic=self._analytic)
        return power

    def _modulus(self, argument: Any) -> acb:
        """abs(z), analytic only as +-z where z is known to be real on the real line."""
        value = self(argument)
        if not self._analytic:
            return acb(abs(value))
        return value.real_abs(analytic=True) if argument.is_real else acb(arb.nan())

    def _integral(self, node: Any) -> acb:
        (variable, lower, upper), *more = node.limits
        if more:
            raise InputError(f"{shown(node)} is a multiple integral")
        outer = {symbol: ball for symbol, ball in self._known.items() if symbol.is_Symbol}

        def integrand(point: acb, analytic: bool) -> acb:
            return complex_ball(node.function, {**outer, variable: point}, analytic=analytic)

        tolerance = arb(2) ** -self._goal
        return acb.integral(
            integrand,
            self(lower),
            self(upper),
            rel_tol=tolerance,
            abs_tol=tolerance,
            eval_limit=_EVALUATIONS,
        )


def _cut(value: acb) -> bool:
    """Whether a ball may meet the cuts of asin and acos: real and of modulus >= 1."""
    return bool(value.imag.contains(0)) and not bool(abs(value.real) < 1)


def _asin(value: acb, analytic: bool) -> acb:
    return acb(arb.nan()) if analytic and _cut(value) else value.asin()


def _acos(value: acb, analytic: bool) -> acb:
    return acb(arb.nan()) if analytic and _cut(value) else value.acos()


_FUNCTIONS: dict[Any, Any] = {
    sp.cos: lambda z, _: z.cos(),
    sp.sin: lambda z, _: z.sin(),
    sp.exp: lambda z, _: z.exp(),
    sp.log: lambda z, analytic: z.log(analytic=analytic),
    sp.gamma: lambda z, _: z.gamma(),
    sp.asin: _asin,
    sp.acos: _acos,
}
