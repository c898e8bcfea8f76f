"""Exact numbers: what may enter the theory, and the sign of one."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exponential_polynomials import canonical

__all__ = ["assumes_only", "exact_number", "positive", "sign"]


def assumes_only(symbol: Any, **assumptions: bool) -> bool:
    """Whether a symbol is assumed this and nothing more, which would make SymPy prove too much.

    >>> x, y = sp.Symbol("x", real=True), sp.Symbol("y", positive=True)
    >>> assumes_only(x, real=True), assumes_only(y, real=True)
    (True, False)
    """
    return bool(symbol.assumptions0 == sp.Dummy(**assumptions).assumptions0)


def exact_number(given: Any, what: str) -> Any:
    """The value in SymPy, if it is an exact finite real number; text is never evaluated.

    >>> exact_number(0.5, "weights")
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: weights contains 0.5, which is not an exact finite real number
    """
    try:
        value = sp.sympify(given, strict=True)
        usable = value.is_number and value.is_real and value.is_finite and not value.has(sp.Float)
    except (sp.SympifyError, AttributeError):
        usable = False
    if not usable or isinstance(given, bool):
        raise InputError(
            f"{what} contains {shown(given)}, which is not an exact finite real number"
        )
    return value


def sign(number: Any) -> int:
    """The sign of an exact real number: -1, 0 or 1.

    :raises InputError: if it cannot be told from zero.

    >>> sign(sp.sqrt(2) + 1 - sp.sqrt(3 + 2 * sp.sqrt(2))), sign(sp.pi - 3)
    (0, 1)
    """
    number = canonical(number)
    if number == 0:
        return 0
    if number.is_positive:
        return 1
    if number.is_negative:
        return -1
    raise InputError(f"the sign of {shown(number)} cannot be decided")


def positive(given: Any, what: str) -> Any:
    """The value in SymPy, if it is an exact finite positive number.

    >>> positive(0, "beta")
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: beta 0 is not a positive number
    """
    try:
        value = exact_number(given, what)
    except InputError:
        raise InputError(f"{what} {shown(given)} is not a positive number") from None
    if sign(value) <= 0:
        raise InputError(f"{what} {shown(given)} is not a positive number")
    return value
