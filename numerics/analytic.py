"""Where an expression is real and analytic: there, and only there, do signs of derivatives decide.

The vocabulary is small on purpose: rational numbers, pi, e, symbols, sums, products, powers and the six
functions below, all of which certificates can hold.  Anything else, a jump above all, is refused before
anything is computed: ``acot(x)`` jumps at 0 although its derivative is everywhere negative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import assumes_only

__all__ = ["conditions"]

_FUNCTIONS: Mapping[Any, Callable[[Any], tuple[Any, ...]]] = {
    sp.exp: lambda _: (),
    sp.sin: lambda _: (),
    sp.cos: lambda _: (),
    sp.log: lambda u: (u,),
    sp.asin: lambda u: (1 - u, 1 + u),
    sp.acos: lambda u: (1 - u, 1 + u),
}


def conditions(expression: Any) -> tuple[Any, ...]:
    """What must be > 0 for the expression to be real and analytic, all of its parts included.

    ``log(u)``: u; ``asin(u)`` and ``acos(u)``: 1 - u, 1 + u; ``u^-n``: u^2; other powers of u: u.

    :param expression: in symbols that are assumed real and nothing more.
    :raises InputError: if it has a node outside the vocabulary.

    >>> x = sp.Symbol("x", real=True)
    >>> conditions(sp.exp(x) * sp.log(x) + 1 / (x - 2))
    (x, (x - 2)**2)
    """
    nodes = sp.preorder_traversal(sp.sympify(expression, strict=True))
    found = {c for node in nodes for c in _of_node(node) if not (c.is_Rational and c > 0)}
    return tuple(sorted(found, key=sp.default_sort_key))


def _of_node(node: Any) -> tuple[Any, ...]:
    """The conditions of one node on its arguments."""
    if node.is_Symbol:
        if not assumes_only(node, real=True):
            raise InputError(f"the variable {node} must be assumed real and nothing more")
        return ()
    if node.is_Rational or node in (sp.pi, sp.E) or type(node) in (sp.Add, sp.Mul):
        return ()
    if type(node) is sp.Pow:
        return _of_power(node.base, node.exp)
    if type(node) not in _FUNCTIONS:
        raise InputError(f"{shown(node)} is not in the vocabulary of certified inequalities")
    return _FUNCTIONS[type(node)](node.args[0])


def _of_power(base: Any, exponent: Any) -> tuple[Any, ...]:
    if exponent.is_Integer:
        return () if exponent >= 0 else (base**2,)
    return () if base == sp.E else (base,)
