"""Reading numbers and formulas from text with a grammar: nothing is ever evaluated as code.

Decimals are read exactly (``4.5`` is 9/2).  A formula may use ``+ - * / ^``, parentheses, implied
products (``3 cos(2x)``), ``pi``, ``sin``, ``cos`` and one variable.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from lark import Lark, Token, Transformer, UnexpectedInput

from freqbias.theory.errors import InputError, shown

__all__ = ["formula", "numbers"]

_LONGEST = 4000
_MOST_PARENTHESES = 100
_VARIABLE = sp.Symbol("x", real=True)
_GRAMMAR = r"""
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
        | product symbolic -> multiply
?signed: factor | "-" signed -> negate | "+" signed
?factor: constant | symbolic
?constant: (NUMBER | INTEGER) -> number | constant POWER INTEGER -> power
?symbolic: atom | atom POWER INTEGER -> power
?atom: PI -> pi | VARIABLE -> variable | FUNCTION "(" sum ")" -> call | "(" sum ")"
list: sum ("," sum)*
FUNCTION: "cos" | "sin"
PI: "pi" | "π"
POWER: "^" | "**"
VARIABLE: "x" | "theta"
INTEGER.2: /[0-9]+(?![0-9.]|[eE][-+]?[0-9])/
NUMBER: /([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?/
%ignore /[ \t\n]+/
"""


class _Build(Transformer[Token, Any]):
    """SymPy from the parser's reductions, as they happen: no recursion over a tree."""

    def number(self, children: list[Token]) -> Any:
        return sp.Rational(_decimal(str(children[0])))

    def pi(self, _: list[Token]) -> Any:
        return sp.pi

    def variable(self, _: list[Token]) -> Any:
        return _VARIABLE

    def call(self, children: list[Any]) -> Any:
        return {"cos": sp.cos, "sin": sp.sin}[str(children[0])](children[1])

    def power(self, children: list[Any]) -> Any:
        exponent = int(_decimal(str(children[2])))
        if exponent > 16:
            raise InputError(f"exponent {exponent}, larger than 16")
        if any(
            e.is_Pow and e.exp.is_Integer and e.exp > 1 for e in sp.preorder_traversal(children[0])
        ):
            raise InputError("a power of a power")
        if children[0].is_Rational and max(abs(children[0].p), children[0].q) >= 10**25:
            raise InputError(f"a power of {shown(children[0], 24)}, which has more than 25 digits")
        return children[0] ** exponent

    def add(self, children: list[Any]) -> Any:
        return children[0] + children[1]

    def subtract(self, children: list[Any]) -> Any:
        return children[0] - children[1]

    def multiply(self, children: list[Any]) -> Any:
        return children[0] * children[1]

    def divide(self, children: list[Any]) -> Any:
        if children[1] == 0:
            raise InputError("a division by zero")
        return children[0] / children[1]

    def negate(self, children: list[Any]) -> Any:
        return -children[0]

    def list(self, children: list[Any]) -> tuple[Any, ...]:
        return tuple(children)


def _decimal(text: str) -> Fraction:
    mantissa, _, exponent = text.lower().partition("e")
    power = exponent.lstrip("+-").lstrip("0")
    if len(mantissa) > 400 or len(power) > 3 or int(power or 0) > 400:
        raise InputError(f"the number {shown(text, 24)} has more than 400 digits")
    return Fraction(text)


@lru_cache
def _parser(start: str) -> Lark:
    return Lark(_GRAMMAR, parser="lalr", start=start, transformer=_Build())


def _read(text: str, what: str, start: str) -> Any:
    if len(text) > _LONGEST:
        raise InputError(f"{what} has {len(text)} characters, more than {_LONGEST}")
    if text.count("(") > _MOST_PARENTHESES:
        raise InputError(f"{what} {shown(text)} has more than {_MOST_PARENTHESES} parentheses")
    try:
        return _parser(start).parse(text)
    except UnexpectedInput as error:
        place = "at its end" if _at_end(error) else f"at character {error.column}"
        raise InputError(f"{what} {shown(text)} cannot be read {place}") from None
    except InputError as error:
        raise InputError(f"{what} {shown(text)} contains {error}") from None
    except RecursionError:
        raise InputError(f"{what} {shown(text)} is nested too deeply") from None


def _at_end(error: UnexpectedInput) -> bool:
    token = getattr(error, "token", None)
    return (error.column or 0) < 1 or getattr(token, "type", "") == "$END"


def numbers(text: str, what: str) -> tuple[Any, ...]:
    """Exact numbers separated by commas; ``what`` names the argument in errors.

    >>> numbers("-1, -1/3, 0.25", "breaks")
    (-1, -1/3, 1/4)
    >>> numbers("__import__('os')", "breaks")
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: breaks "__import__('os')" cannot be read at character 1
    """
    values: tuple[Any, ...] = _read(text, what, "list")
    if any(value.has(_VARIABLE) for value in values):
        raise InputError(f"{what} {shown(text)} contains a variable where a number is expected")
    return values


def formula(text: str, what: str, variable: Any) -> Any:
    """A formula in one variable (written x or theta), as SymPy.

    >>> x = sp.Symbol("x", real=True)
    >>> formula("(3 cos(2x) + 4.5)/(9 pi)", "density", x)
    (3*cos(2*x) + 9/2)/(9*pi)
    """
    return _read(text, what, "sum").subs(_VARIABLE, variable)
