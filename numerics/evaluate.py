"""Closed forms as numbers: float64 arrays, or mpmath at any number of digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray

from freqbias.numerics.depth.angles import deep_function
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel

__all__ = ["Floats", "array_function", "kernel_function", "multiprecision"]

Floats = NDArray[np.float64]


def multiprecision(expression: Any, digits: int) -> mpmath.mpf:
    """The real closed form as an mpmath number of ``digits`` digits, in a context of its own.

    Working precision grows until the digits are reached; the global mpmath context is not touched.

    :raises InputError: if ``digits`` is out of range, the value is not a real number, or precision
        is exhausted.

    >>> print(multiprecision(sp.pi / 4 + 1 / sp.pi, 30))
    1.10370804958123898115342837256
    """
    integer("digits", digits, 1, 100_000)
    try:
        value = sp.sympify(expression, strict=True).evalf(
            digits + 5, maxn=10 * digits + 1000, strict=True
        )
    except sp.core.evalf.PrecisionExhausted:
        value = sp.Integer(0) if sp.sympify(expression).equals(0) else sp.nan
    if not (value.is_Float or value.is_zero):
        raise InputError(f"{shown(expression)} has no real value to {digits} digits")
    context = mpmath.MPContext()
    context.dps = digits
    return context.mpf(value._mpf_ if value.is_Float else 0)


@lru_cache(maxsize=256)
def array_function(expression: Any, variable: Any) -> Callable[[Any], Any]:
    """A NumPy function of one variable; constants broadcast to the shape of the argument.

    >>> x = sp.Symbol("x")
    >>> array_function(x**2, x)(np.arange(3.0))
    array([0., 1., 4.])
    """
    return _broadcast(sp.lambdify(variable, expression, "numpy"))


@lru_cache(maxsize=64)
def kernel_function(kernel: Kernel) -> Callable[[Any], Floats]:
    """The kernel as a NumPy function of the angle theta in [0, pi].

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> kernel_function(first_layer_bias)(np.array([0.0, np.pi]))
    array([0.5, 0. ])
    """
    if isinstance(kernel, DeepKernel):
        return _broadcast(deep_function(kernel))
    definitions = list(kernel.definitions)
    named = sp.lambdify(THETA, kernel.expression, "numpy", cse=lambda whole: (definitions, whole))
    return _broadcast(named)


def _broadcast(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def evaluate(points: Any) -> Any:
        points = np.asarray(points, dtype=float)
        return np.broadcast_to(function(points), points.shape).astype(float)

    return evaluate
