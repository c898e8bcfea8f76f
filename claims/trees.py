"""Exact expressions as plain data, for certificates that a program without SymPy re-verifies.

A tree is a list: ``["q", "3/7"]``, ``["pi"]``, ``["var", name]``, ``["+", ...]``, ``["*", ...]``,
``["^", base, "n/d"]``, a function with its argument, ``["integral", body, name, lower, upper]``,
and what :mod:`freqbias.claims.roots` adds.  ``checker/README.md`` is the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.canonical import canonical_json
from freqbias.numerics.balls import Ball
from freqbias.theory.errors import InputError, shown

__all__ = ["Tree", "grid", "tree", "tree_or_reason"]

Tree = list[Any]

_FUNCTIONS: dict[Any, str] = {
    sp.exp: "exp",
    sp.log: "log",
    sp.sin: "sin",
    sp.cos: "cos",
    sp.atan: "atan",
    sp.asin: "asin",
    sp.acos: "acos",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.Abs: "abs",
}


def tree(expression: Any, values: Mapping[Any, Any] | None = None) -> Tree:
    """The expression, with exact ``values`` for its symbols, as a tree.

    Terms and factors are in the order of their own texts, not in SymPy's.

    :raises InputError: if it has a node that no checker knows.

    >>> tree(sp.sqrt(2) + sp.pi / 2)
    ['+', ['*', ['pi'], ['q', '1/2']], ['^', ['q', '2'], '1/2']]
    """
    return _tree(sp.sympify(expression, strict=True).subs(dict(values or {})))


def tree_or_reason(expression: Any, values: Mapping[Any, Any] | None = None) -> Tree | str:
    """The tree, or one sentence that says why there is none."""
    try:
        return tree(expression, values)
    except InputError as error:
        return str(error)


def _tree(node: Any) -> Tree:
    if node.is_Rational:
        return ["q", str(node)]
    if node is sp.pi:
        return ["pi"]
    if node is sp.E:
        return ["exp", ["q", "1"]]
    if node.is_Symbol:
        return ["var", node.name]
    if node.is_Add or node.is_Mul:
        parts = sorted((_tree(arg) for arg in node.args), key=canonical_json)
        return ["+" if node.is_Add else "*", *parts]
    if node.is_Pow:
        return _power(node.base, node.exp)
    if isinstance(node, sp.Integral):
        return _integral(node)
    if type(node) in _FUNCTIONS:
        return [_FUNCTIONS[type(node)], _tree(node.args[0])]
    raise InputError(f"{shown(node)} has no place in a certificate")


def _power(base: Any, exponent: Any) -> Tree:
    if base is sp.E:
        return ["exp", _tree(exponent)]
    if exponent.is_Rational:
        return ["^", _tree(base), str(exponent)]
    return ["exp", ["*", _tree(exponent), ["log", _tree(base)]]]


def _integral(node: sp.Integral) -> Tree:
    if len(node.limits) != 1 or len(node.limits[0]) != 3:
        raise InputError(f"{shown(node)} is not a simple definite integral")
    ((variable, lower, upper),) = node.limits
    if any(s.name == variable.name for s in node.function.free_symbols - {variable}):
        raise InputError(f"{shown(node)} has two variables of one name")
    return ["integral", _tree(node.function), variable.name, _tree(lower), _tree(upper)]


def grid(ball: Ball, digits: int) -> list[str] | str:
    """The interval of two steps of a decimal grid around a number, the same on every machine.

    The grid is as fine as the ``digits``-th significant digit of the number.

    >>> grid(Ball(31415926535897932384626433832795, 5, -31), 20)
    ['3.1415926535897932384', '3.1415926535897932386']
    """
    mid, rad = (Fraction(x) * Fraction(10) ** ball.exponent for x in (ball.mid, ball.rad))
    places = digits - 1 - _magnitude(mid)
    nearest = {round(end * 10**places) for end in (mid - rad, mid + rad)} if places >= 0 else set()
    if len(nearest) != 1 or abs(mid) <= rad:
        return f"its enclosure {ball} does not fix {digits} digits"
    (n,) = nearest
    return [_decimal(n + step, places) for step in (-1, 1)]


def _magnitude(value: Fraction) -> int:
    """The n with ``10^n <= abs(value) < 10^(n+1)``; 0 for 0."""
    if value == 0:
        return 0
    n = len(str(abs(value.numerator))) - len(str(value.denominator))
    return n if abs(value) >= Fraction(10) ** n else n - 1


def _decimal(n: int, places: int) -> str:
    whole, part = divmod(abs(n), 10**places)
    fraction = f".{part:0{places}d}" if places else ""
    return f"{'-' if n < 0 else ''}{whole}{fraction}"
