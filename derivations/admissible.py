"""Random rational points that respect what symbols are assumed to be."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError

__all__ = ["points"]

_LARGEST, _DENOMINATOR, _DRAWS = 4, 12, 1000


def points(
    symbols: Sequence[Any], count: int, seed: int = 0, within: Sequence[Any] = ()
) -> Iterator[dict[Any, Any]]:
    """Values for real symbols, each with all that is assumed of it: sign, integer, even, prime.

    :param within: relations between the symbols that every point must satisfy.
    :raises InputError: for a symbol that is not real, and if none of 1,000 draws will do.

    >>> n, x = sp.Symbol("n", integer=True, positive=True), sp.Symbol("x", real=True)
    >>> [p[n] > 0 and p[x] ** 2 < p[n] for p in points([n, x], 3, within=[x**2 < n])]
    [True, True, True]
    """
    generator = random.Random(seed)
    for _ in range(count):
        yield _point(symbols, generator, within)


def _point(symbols: Sequence[Any], generator: random.Random, within: Sequence[Any]) -> Any:
    for _ in range(_DRAWS):
        point = {symbol: _value(symbol, generator) for symbol in symbols}
        if all(relation.subs(point) == sp.true for relation in within):
            return point
    raise InputError(f"no point of {_DRAWS} drawn satisfies {', '.join(map(str, within))}")


def _value(symbol: Any, generator: random.Random) -> Any:
    """A rational number in [-4, 4], or an integer in [-4, 12], with all that is assumed."""
    if not symbol.is_real:
        raise InputError(f"the symbol {symbol} is not assumed to be real")
    for _ in range(_DRAWS):
        most = _LARGEST * _DENOMINATOR
        value = sp.Rational(generator.randint(-most, most), _DENOMINATOR)
        if symbol.is_integer:
            value = sp.Integer(generator.randint(-_LARGEST, 3 * _LARGEST))
        if all(
            getattr(value, f"is_{name}") is is_so for name, is_so in symbol.assumptions0.items()
        ):
            return value
    raise InputError(f"no number drawn is what the symbol {symbol} is assumed to be")
