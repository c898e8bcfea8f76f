"""Quotients of Gamma values as rational functions.

``Gamma(z + n) = Gamma(z) z (z + 1) ... (z + n - 1)``: Gamma values whose arguments differ by integers
are rational multiples of one of them.  With a symbol for each class of arguments that is left, an
identity between such quotients becomes one between rational functions.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = ["over_generators", "reduced"]


def over_generators(expression: Any) -> tuple[Any, dict[Any, Any]]:
    """The expression with a symbol for each class of Gamma values, and what the symbols stand for.

    If what is left is 0, so is the expression; the converse fails where classes are related, as by
    the duplication formula.

    >>> z = sp.Symbol("z")
    >>> over_generators(sp.gamma(z + 2) / sp.gamma(z))[0]
    z*(z + 1)
    """
    values: dict[Any, Any] = {}
    generators: dict[Any, Any] = {}
    for value in sorted(expression.atoms(sp.gamma), key=sp.default_sort_key):
        argument = sp.expand(value.args[0])
        base = next((b for b in generators if (argument - b).is_Integer), None)
        if base is None:
            base, generators[argument] = argument, sp.Dummy(f"Gamma({argument})", nonzero=True)
        values[value] = generators[base] * _steps(base, int(argument - base))
    return expression.xreplace(values), {g: sp.gamma(base) for base, g in generators.items()}


def _steps(base: Any, count: int) -> Any:
    """``Gamma(base + count)/Gamma(base)``."""
    if count < 0:
        return 1 / _steps(base + count, -count)
    return sp.Mul(*(base + i for i in range(count)))


def reduced(expression: Any) -> Any:
    """The expression in lowest terms over its Gamma values, one of each class.

    >>> z = sp.Symbol("z")
    >>> reduced(sp.gamma(z + 1) ** 2 / sp.gamma(z) ** 2 + z)
    z*(z + 1)
    """
    rational, generators = over_generators(expression)
    return sp.factor(sp.cancel(sp.together(rational))).xreplace(generators)
