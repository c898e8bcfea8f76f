"""Orders of growth step by step: a quotient as a product of what the hypotheses bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Notation, Step
from freqbias.derivations.typesetting.printer import formula
from freqbias.derivations.unevaluated import product
from freqbias.derivations.windows import convex
from freqbias.theory.errors import InputError
from freqbias.theory.orders import Bounded, Regime, compare_orders

__all__ = ["LOGARITHMS", "order_steps"]

_TOUCH, _LOG = sp.Symbol("y", real=True), sp.Symbol("x", positive=True)

LOGARITHMS = (
    Notation(_TOUCH, "y", "any real number"),
    Notation(_LOG, "x", r"$\log m$"),
)

_BOUNDED = "by the hypotheses, or as a parameter over what it is up to constants"
_LATER = r"; powers of $\log m$ over powers of $m$ by the last steps"


def order_steps(
    parts: Sequence[tuple[Any, Any]],
    regime: Regime,
    why: str,
    names: Mapping[Any, str] | None = None,
) -> Iterator[Step]:
    """``left = O(right)`` for each pair: left to a power is right to that power times bounded factors.

    A factor is the inverse of a monomial that the regime bounds below, or a parameter over what the
    regime defines it to be, or ``log(m)^c/m^p``; the power makes all exponents integers, so that every
    step is an identity of rational functions.

    :param why: the sentence of the first step, after the order.
    :param names: LaTeX of the parameters.
    :raises InputError: if an order does not hold, or is not decided.

    >>> from freqbias.theory.orders import LOG_M, WIDTH
    >>> n = sp.Symbol("n", positive=True)
    >>> wide = Regime("wide", (n, WIDTH / n**4, LOG_M))
    >>> [(step.left, step.right) for step in order_steps([(n**3, WIDTH)], wide, "As m >= C n^4.")]
    [(n**3, m*(n**4/m)/n)]
    """
    compared = [_compared(left, right, regime) for left, right in parts]
    shrinking = {
        (c, found.slack[regime.logarithms[s]])
        for found in compared
        for s, c in found.residual.items()
        if c > 0
    }
    because = f", {_BOUNDED}{_LATER if shrinking else ''}"
    for number, ((left, right), found) in enumerate(zip(parts, compared, strict=True)):
        factors = _factors(left / right, found, regime)
        order = _order(left, right, [factor for factor, _ in factors], names)
        said = f"In the same way {order}." if number else f"{why}  So {order}{because}."
        yield _quotient(left, right, factors, said)
    if shrinking:
        yield from convex(sp.exp(_TOUCH - 1) - _TOUCH, _TOUCH, 1, r"$y \leq e^{y - 1}$.")
    for c, p in sorted(shrinking):
        yield _logarithm(c, p)


def _compared(left: Any, right: Any, regime: Regime) -> Bounded:
    found = compare_orders(left, right, regime)
    if not isinstance(found, Bounded):
        raise InputError(f"{left} = O({right}) is not shown for {regime.name}")
    return found


def _order(left: Any, right: Any, factors: list[Any], names: Mapping[Any, str] | None) -> str:
    """The order in words; formulas are told by name, for a product is not printed in our order."""
    first, second, *bounded = (formula(e, names) for e in (left, right, *factors))
    powers = ", ".join(f"${factor}$" for factor in bounded) or "$1$"
    return (
        rf"${first} = O\left({second}\right)$: the left side is the right one times powers of "
        f"{powers}, which are bounded above"
    )


def _factors(quotient: Any, found: Bounded, regime: Regime) -> list[tuple[Any, Any]]:
    """Pairs (factor, exponent > 0) whose product is the quotient, each factor bounded above."""
    factors = [(1 / g, y) for g, y in found.multipliers.items()]
    for symbol, c in found.residual.items():
        base = regime.logarithms[symbol]
        factors.append((symbol**c / base ** found.slack[base], sp.Integer(1)))
    rest = quotient / sp.Mul(*(factor**y for factor, y in factors))
    for symbol, meaning in regime.definitions.items():
        power = sp.powdenest(rest).as_powers_dict().get(symbol, sp.Integer(0))
        share = symbol / meaning if power > 0 else meaning / symbol
        if power != 0:
            factors.append((share, abs(power)))
            rest /= share ** abs(power)
    if rest != 1:
        raise InputError(f"the factors leave {rest} of {quotient}")
    return factors


def _quotient(left: Any, right: Any, factors: list[tuple[Any, Any]], why: str) -> Step:
    sides = (left, right, *(factor**power for factor, power in factors))
    exponents = [e for side in sides for e in side.as_powers_dict().values()]
    common = sp.ilcm(*(sp.Rational(e).q for e in (*exponents, *(p for _, p in factors))))
    return Step(
        _power(left, common),
        product(
            _power(right, common), *(_power(factor, common * power) for factor, power in factors)
        ),
        "Farkas multipliers",
        why,
    )


def _power(base: Any, exponent: Any) -> Any:
    return base if exponent == 1 else sp.Pow(base, exponent, evaluate=False)


def _logarithm(c: Any, p: Any) -> Step:
    most = sp.Pow(c / (p * sp.E), c, evaluate=False)
    return Step(
        _power(c / p * sp.exp(p * _LOG / c - 1), c),
        most * sp.exp(p * _LOG),
        "exponents",
        r"With $y = p x/c$ and $x = \log m$: $(\log m)^c \leq \left(c/(p e)\right)^c m^p$ for "
        rf"$c = {formula(c)}$ and $p = {formula(p)}$.",
    )
