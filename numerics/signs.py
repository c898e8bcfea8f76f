"""Signs of expressions on boxes, in ball arithmetic; zeros on the boundary by derivatives.

``g >= 0`` (or ``> 0``) holds on a box if the ball of g over the box says so, or the signs of the
factors of g do, or if g is monotone in some variable and it holds on the face where g is least.
Monotone is the same question about a derivative, asked in the same way.  This is sound where g is real
and analytic (:mod:`freqbias.numerics.analytic`), and only there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision, rational_ball
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes

__all__ = ["Box", "Signs", "factored", "middle_of"]

Box = Mapping[Any, tuple[Fraction, Fraction]]
_DERIVATIVES = 3  # how often a monotonicity may ask for another
_FINEST = 2**24  # parts of an interval


def middle_of(box: Box) -> dict[Any, Fraction]:
    """The middle of the box, a point with rational coordinates."""
    return {symbol: (low + high) / 2 for symbol, (low, high) in box.items()}


@lru_cache(maxsize=4096)
def _derivative(expression: Any, symbol: Any) -> Any:
    return factored(sp.diff(expression, symbol))


@lru_cache(maxsize=4096)
def factored(expression: Any) -> Any:
    """In factors, whose signs show where the sum of the same terms is too wide."""
    return sp.factor(expression)


@lru_cache(maxsize=4096)
def _at(expression: Any, symbol: Any, value: Fraction) -> Any:
    return expression.subs(symbol, sp.Rational(value.numerator, value.denominator))


class Signs:
    """Signs of expressions on boxes; counts balls."""

    def __init__(self, budget: int, bits: int) -> None:
        self.used = 0
        self._budget = budget
        self._bits = bits

    def ball(self, g: Any, box: Box) -> arb | None:
        """A ball around all values on the box; None where there is none."""
        self.used += 1
        with precision(self._bits):
            values = {s: acb(rational_ball(a).union(rational_ball(b))) for s, (a, b) in box.items()}
            try:
                value = complex_ball(g, values)
            except InputError:  # a node without an enclosure
                return None
        return value.real if value.is_finite() and value.imag.is_zero() else None

    def at(self, g: Any, point: Mapping[Any, Fraction]) -> int:
        """The sign of g at a point, 0 if it is not certain."""
        value = self.ball(g, {symbol: (at, at) for symbol, at in point.items()})
        return 0 if value is None or value.contains(0) else 1 if value > 0 else -1

    def violated(self, g: Any, needed: Sequence[Any], point: Mapping[Any, Fraction]) -> bool:
        """Whether g is certainly negative at a point, and certainly defined there."""
        return self.at(g, point) == -1 and all(self.at(c, point) == 1 for c in needed)

    def shown(self, g: Any, box: Box, strict: bool, derivatives: int = _DERIVATIVES) -> bool:
        """Whether ``g >= 0``, or > 0 if strict, is certain on the box.

        All that is used, g or each of its factors, must have a finite real ball there.
        """
        value = self.ball(g, box)
        if value is not None and (value > 0 or (value >= 0 and not strict)):
            return True
        number, rest = g.as_coeff_Mul()
        if value is None and not (rest.is_Mul or rest.is_Pow):
            return False
        sign = self.at(g, middle_of(box))
        if value is not None and sign == 0 and not strict and vanishes(g) is True:
            return True
        if sign == -1 or self.used >= self._budget or not derivatives:
            return False
        if rest.is_Mul or rest.is_Pow:
            factors = rest.args if rest.is_Mul else (rest,)
            way = 1 if number.is_positive else -1
            return way == self._product_sign(factors, box, strict, derivatives)
        face = self._least_face(g, box, derivatives - 1)
        for symbol, end in face.items():
            g = _at(g, symbol, end)
        rest = {symbol: interval for symbol, interval in box.items() if symbol not in face}
        return bool(face) and self.shown(g, rest, strict, derivatives)

    def _product_sign(
        self, factors: Sequence[Any], box: Box, strict: bool, derivatives: int
    ) -> int:
        """1 or -1, if the signs of all factors are shown; those that divide must not vanish."""
        sign = 1
        for base, exponent in (factor.as_base_exp() for factor in factors):
            divides = not exponent.is_positive
            if not exponent.is_Rational and self.ball(exponent, box) is None:
                return 0
            if exponent.is_even and not (strict or divides):
                if self.ball(base, box) is None:
                    return 0
                continue
            signs = (1, -1) if exponent.is_Integer else (1,) if exponent.is_real else ()
            shown = (self.shown(k * base, box, strict or divides, derivatives) for k in signs)
            found = [k for k, known in zip(signs, shown, strict=True) if known]
            if not found:
                return 0
            sign *= found[0] if exponent.is_odd else 1
        return sign

    def _least_face(self, g: Any, box: Box, derivatives: int) -> dict[Any, Fraction]:
        """The variables in which g is monotone on the box, and the end where it is least."""
        face = {}
        for symbol, (low, high) in box.items():
            slope = _derivative(g, symbol)
            sign = self.at(slope, middle_of(box))
            for way, end in ((1, low), (-1, high)):
                if sign != -way and self.shown(way * slope, box, False, derivatives):
                    face[symbol] = end
                    break
        return face

    def halves(self, g: Any, part: Box, box: Box) -> list[dict[Any, tuple[Fraction, Fraction]]]:
        """The two halves along the variable that changes g most, by the balls of its slopes."""
        widths = {symbol: high - low for symbol, (low, high) in part.items()}
        wide = [s for s, (low, high) in box.items() if widths[s] * _FINEST > high - low]

        def change(symbol: Any) -> tuple[float, Fraction]:
            slope = self.ball(_derivative(g, symbol), part)
            bound = 0.0 if slope is None else float(slope.abs_upper())
            return bound * float(widths[symbol]), widths[symbol]

        for chosen in sorted(wide, key=change)[-1:]:
            low, high = part[chosen]
            middle = (low + high) / 2
            return [{**part, chosen: half} for half in ((low, middle), (middle, high))]
        return []
