"""Inequalities certified over boxes, by bisection in ball arithmetic.

``g >= 0`` (or ``> 0``) holds on a box if the ball of g over the box says so, or the signs of the
factors of g do, or if g is monotone in some variable and it holds on the face where g is least.
Monotone is the same question about a derivative, asked in the same way, so that zeros on faces, edges
and corners are decided where derivatives tell: ``u - sin(u) >= 0`` at u = 0 needs three.  A zero inside
that no bisection brings to a face stays undecided, always: the boxes around it are left over.  Where
factors cancel, the continuous extension of g is meant.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from typing import Any

import sympy as sp
from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision, rational_ball
from freqbias.theory.errors import InputError, integer
from freqbias.theory.identities import vanishes

__all__ = ["Box", "Cover", "cover", "merged"]

Box = Mapping[Any, tuple[Fraction, Fraction]]
_DERIVATIVES = 3  # how often a monotonicity may ask for another
_FINEST = 2**24  # parts of an interval


@dataclass(frozen=True)
class Cover:
    """What bisection found out about ``g >= 0`` for every given g on a box.

    :param proved: boxes on which every inequality holds, with exact ends, merged.
    :param left: boxes on which nothing was decided.
    :param counterexample: the g and an exact point where its ball is certainly negative.
    :param evaluations: how many balls were computed.
    """

    proved: tuple[Box, ...]
    left: tuple[Box, ...]
    counterexample: tuple[Any, Mapping[Any, Fraction]] | None
    evaluations: int


def cover(
    expressions: Sequence[Any],
    box: Box,
    *,
    strict: bool = False,
    budget: int = 20_000,
    bits: int = 80,
) -> Cover:
    """Bisect the box until every expression is certified to be >= 0 on every part of it.

    :param expressions: real SymPy expressions in the variables of the box, differentiable there.
    :param box: closed intervals with rational ends.
    :param strict: ask for > 0.
    :param budget: how many balls may be computed; a number, so that the answer is the same everywhere.
    :raises InputError: if an expression has a variable that the box lacks, or an end is not rational.

    >>> u = sp.Symbol("u", real=True)
    >>> cover([u - sp.sin(u)], {u: (Fraction(0), Fraction(2))}).left
    ()
    >>> cover([u**2 - sp.sin(u)], {u: (Fraction(0), Fraction(2))}).counterexample[1]
    {u: Fraction(1, 2)}
    """
    integer("budget", budget, 1, 10**9)
    wanted = [_factored(sp.sympify(g, strict=True)) for g in expressions]
    _require(wanted, box)
    signs = _Signs(budget, bits)
    proved: list[Box] = []
    for g, point in product(wanted, _corners(box)):
        if signs.at(g, point) == -1:
            return Cover((), (box,), (g, point), signs.used)
    waiting: deque[Box] = deque([box])
    left: list[Box] = []
    while waiting and signs.used < budget:
        part = waiting.popleft()  # so that no part of the box waits for ever
        failing = next((g for g in wanted if not signs.shown(g, part, strict)), None)
        if failing is None:
            proved.append(part)
            continue
        middle = _middle(part)
        if signs.at(failing, middle) == -1:
            undecided = merged([*left, part, *waiting])
            return Cover(merged(proved), undecided, (failing, middle), signs.used)
        divided = signs.halves(failing, part, box)
        waiting += divided
        left += [] if divided else [part]
    return Cover(merged(proved), merged([*left, *waiting]), None, signs.used)


def _require(expressions: Sequence[Any], box: Box) -> None:
    unknown = set().union(*(g.free_symbols for g in expressions)) - set(box)
    if unknown:
        raise InputError(f"the box has no interval for {sorted(map(str, unknown))[0]}")
    for symbol, (low, high) in box.items():
        if not (isinstance(low, Fraction) and isinstance(high, Fraction) and low <= high):
            raise InputError(f"the interval of {symbol}, {low} to {high}, is not a rational one")


def _corners(box: Box) -> Iterable[dict[Any, Fraction]]:
    corners = islice(product(*box.values()), 64)
    return (dict(zip(box, corner, strict=True)) for corner in corners)


def _middle(box: Box) -> dict[Any, Fraction]:
    return {symbol: (low + high) / 2 for symbol, (low, high) in box.items()}


@lru_cache(maxsize=4096)
def _derivative(expression: Any, symbol: Any) -> Any:
    return _factored(sp.diff(expression, symbol))


@lru_cache(maxsize=4096)
def _factored(expression: Any) -> Any:
    """In factors, whose signs show where the sum of the same terms is too wide."""
    return sp.factor(expression)


@lru_cache(maxsize=4096)
def _at(expression: Any, symbol: Any, value: Fraction) -> Any:
    return expression.subs(symbol, sp.Rational(value.numerator, value.denominator))


class _Signs:
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

    def shown(self, g: Any, box: Box, strict: bool, derivatives: int = _DERIVATIVES) -> bool:
        """Whether ``g >= 0``, or > 0 if strict, is certain on the box."""
        value = self.ball(g, box)
        if value is not None and (value > 0 or (value >= 0 and not strict)):
            return True
        sign = self.at(g, _middle(box))
        if sign == 0 and not strict and vanishes(g) is True:
            return True
        if sign == -1 or self.used >= self._budget or not derivatives:
            return False
        number, rest = g.as_coeff_Mul()
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
            if exponent.is_even and not (strict or divides):
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
            sign = self.at(slope, _middle(box))
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


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same union in fewer boxes: those that differ along one variable only and touch are joined.

    >>> merged([{"x": (Fraction(2), Fraction(3))}, {"x": (Fraction(1), Fraction(2))}])
    ({'x': (Fraction(1, 1), Fraction(3, 1))},)
    """
    found = [dict(box) for box in boxes]
    for _ in range(len(found)):
        before = len(found)
        for symbol in found[0]:
            found = _joined(found, symbol)
        if len(found) == before:
            break
    return tuple(found)


def _joined(boxes: Sequence[dict[Any, Any]], symbol: Any) -> list[dict[Any, Any]]:
    rows: dict[Any, list[dict[Any, Any]]] = {}
    for box in sorted(boxes, key=lambda box: box[symbol]):
        others = tuple(interval for name, interval in box.items() if name != symbol)
        row = rows.setdefault(others, [])
        if row and box[symbol][0] <= row[-1][symbol][1]:
            low, high = row[-1][symbol]
            row[-1] = {**row[-1], symbol: (low, max(high, box[symbol][1]))}
        else:
            row.append(box)
    return [box for row in rows.values() for box in row]
