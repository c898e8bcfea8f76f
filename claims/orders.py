"""The check of statements "left = O(right)" between monomials, for all admissible parameters.

Exactly, by :mod:`freqbias.theory.orders`.  By balls, independently: a bound is evaluated, with its
explicit constant, at parameters that meet every condition with constant 1; growth is measured by
putting numbers for s and log(s) into the two sides as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import Ball, enclose
from freqbias.theory.errors import InputError
from freqbias.theory.orders import WIDTH, Bounded, Growing, Regime, compare_orders

__all__ = ["Order", "Orders", "admissible_parameters", "growth", "orders"]

_DIGITS = 50
_S, _LOG_S = sp.Integer(10) ** 6, sp.Integer(10) ** 5  # stand for s and log(s) in measuring growth
_NARROW, _WIDE = 1, 3  # how far above the least power of two the width of a sample lies
_MOST_BITS = 1 << 14


@dataclass(frozen=True)
class Order:
    """``left = O(right)``, two monomials."""

    left: Any
    right: Any

    def __str__(self) -> str:
        return f"{self.left} = O({self.right})"

    def _latex(self, _: object) -> str:
        return rf"{sp.latex(self.left)} = O\left({sp.latex(self.right)}\right)"


@dataclass(frozen=True)
class Orders:
    """Several of them at once."""

    parts: tuple[Order, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.parts))

    def _latex(self, printer: Any) -> str:
        return r",\quad ".join(part._latex(printer) for part in self.parts)


def admissible_parameters(regime: Regime) -> Domain:
    """All parameters of a regime, as the domain of a statement."""
    return {
        "parameters": Family(f"parameters of {regime.name}", tuple(map(_trait, regime.at_least)))
    }


def _trait(monomial: Any) -> str:
    return f"{monomial} >= const"


def orders(
    regime: Regime, samples: Sequence[Mapping[Any, Any]], rests_on: Sequence[str] = ()
) -> Check:
    """Check a list of orders for all parameters of a regime.

    :param samples: values of all parameters but the width, which is taken just large enough, and
        larger.
    :param rests_on: ids of claims that the reading of the statement uses.
    :raises InputError: (the check) if the statement has no parts, or no sample meets the conditions.
    """

    def check(context: Context, statement: Orders) -> Evidence:
        if not statement.parts:
            raise InputError("the statement has no orders, so there is nothing to decide")
        for id_ in rests_on:
            context.claim(id_)
        spots = []
        for part in statement.parts:
            found = compare_orders(part.left, part.right, regime)
            if found is None:
                return context.open(f"{part} is not decided")
            if isinstance(found, Growing):
                return context.fails(_witness(part, found, regime))
            _require_product(part, found, regime)
            spots += [_excess(part, found, regime, sample) for sample in _points(regime, samples)]
        return context.holds((admissible_parameters(regime),), tuple(spots))

    return check


def growth(part: Order, found: Growing, regime: Regime) -> Any:
    """The exponent of s, or of log(s) where that is 0, measured at numbers for the two."""
    one = sp.Integer(1)
    s, log = (_S, one) if found.power != 0 else (one, _LOG_S)
    values = {
        symbol: s ** found.family.get(symbol, 0) * log ** found.logs.get(symbol, 0)
        for symbol in regime.symbols
    }
    ratio = regime.reduced(part.left) / regime.reduced(part.right)
    return sp.log(ratio.subs(values)) / sp.log(s * log)


def _witness(part: Order, found: Growing, regime: Regime) -> Witness:
    shown = [
        f"{symbol} = {_power_of_s(found.family.get(symbol, 0), found.logs.get(symbol, 0))}"
        for symbol in regime.symbols
        if symbol not in regime.logarithms and (symbol in found.family or symbol in found.logs)
    ]
    traits = tuple(_trait(g) for g in regime.at_least if _bounded_below(g, found, regime))
    point = {"parameters": Family(", ".join(shown) + ", s -> oo", traits)}
    measured = growth(part, found, regime)
    spot = Spot(point, enclose(measured, _DIGITS))
    what = "s" if found.power != 0 else "log(s)"
    meaning = f"{part} is false: the ratio grows like {what} to the power"
    return Witness(spot, meaning, tree_or_reason(measured))


def _power_of_s(power: Any, logs: Any) -> Any:
    s = sp.Symbol("s", positive=True)
    return s**power * sp.Symbol("log(s)", positive=True) ** logs


def _bounded_below(condition: Any, found: Growing, regime: Regime) -> bool:
    """Whether a condition holds along the family: its power of s, then of log(s), is not negative."""
    exponents = dict(zip(regime.symbols, regime.exponents(condition), strict=True))
    powers = (
        sum(e * along.get(symbol, 0) for symbol, e in exponents.items())
        for along in (found.family, found.logs)
    )
    return next((power > 0 for power in powers if power != 0), True)


def _require_product(part: Order, found: Bounded, regime: Regime) -> None:
    """Multiply the factors out again: that they give left/right is the proof."""
    product = sp.Mul(
        *(g**-y for g, y in found.multipliers.items()),
        *(base**-p for base, p in found.slack.items()),
        *(symbol**c for symbol, c in found.residual.items()),
    )
    ratio = regime.reduced(sp.sympify(part.left, strict=True) / part.right / product)
    if sp.powsimp(sp.powdenest(sp.expand_power_base(ratio))) != 1:
        raise InputError(f"the multipliers of {part} leave {ratio}")


def _excess(part: Order, found: Bounded, regime: Regime, point: Mapping[Any, Any]) -> Spot:
    """A ball with 0 unless left exceeds its explicit constant times right."""
    ratio = regime.reduced(part.left) / regime.reduced(part.right) / found.constant(regime)
    ball = enclose(sp.expand_log(sp.log(ratio), force=True), 20, point)
    shown = (f"{s} = {_shown(v)}" for s, v in point.items() if s not in regime.logarithms)
    here = {"parameters": Family(", ".join(shown), tuple(map(_trait, regime.at_least)))}
    return Spot(here, ball if ball.is_positive else Ball(0, 0, 0))


def _shown(value: Any) -> str:
    bits = int(value).bit_length() - 1
    return f"2^{bits}" if bits > 20 and value == 2**bits else str(value)


def _points(regime: Regime, samples: Sequence[Mapping[Any, Any]]) -> list[dict[Any, Any]]:
    """The samples, with a width for which all conditions hold with constant 1, strictly, in balls."""
    if not samples:
        raise InputError(f"there is no sample of the parameters of {regime.name}")
    found = []
    for sample in samples:
        admissible = (b for b in _bits() if _admissible(regime, _completed(regime, sample, b)))
        bits = next(admissible, None)
        if bits is None:
            raise InputError(f"no width up to 2^{_bits()[-1]} meets {regime.name} for {sample}")
        found += [_completed(regime, sample, bits * times) for times in (_NARROW, _WIDE)]
    return found


def _bits() -> list[int]:
    return [1 << k for k in range(2, _MOST_BITS.bit_length())]


def _completed(regime: Regime, sample: Mapping[Any, Any], bits: int) -> dict[Any, Any]:
    values = {symbol: value for symbol, value in sample.items() if symbol in regime.symbols}
    if WIDTH in regime.symbols:
        values[WIDTH] = sp.Integer(2) ** bits
    logs = {
        s: sp.log(base.subs(values)) for s, base in regime.logarithms.items() if s in regime.symbols
    }
    return {**values, **logs}


def _admissible(regime: Regime, point: Mapping[Any, Any]) -> bool:
    balls = (enclose(sp.log(regime.reduced(g)), 10, point) for g in regime.at_least)
    return all(ball.is_positive for ball in balls)
