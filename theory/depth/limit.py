"""The limit of many layers: angles of order 1/L.

Near 0 a layer takes theta to ``theta - theta^2/(3 pi) + O(theta^3)``.  With ``theta = 3 pi t/L``,
``h = s L``, ``theta_h = (3 pi/L) x`` and ``Theta_h = L y`` one layer is a step of length 1/L of

    dx/ds = -x^2,  x(0) = t,      dy/ds = 1 - 3 x y,  y(0) = 0,

up to O(1/L^2), so that as L grows, uniformly for bounded t, with u = 1/(1 + t)

    Theta_L(3 pi t/L)/(L + 1) -> (1 + u + u^2 + u^3)/4.

The limit is 1/4 far out.  What exceeds it gives the coefficients, with w = 3 pi m/L, by passing to
the limit under the integral (a formal step here, which numbers confirm):
``khat_m/(6 pi (L + 1)/L) -> G(w) = integral_0^inf (profile - 1/4) cos(w t) dt``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = [
    "FREQUENCY",
    "LAYER_SHARE",
    "TIME",
    "angle",
    "auxiliary",
    "cosine_transform",
    "local_slope",
    "profile",
    "total",
]

TIME = sp.Symbol("t", nonnegative=True)
LAYER_SHARE = sp.Symbol("s", nonnegative=True)
FREQUENCY = sp.Symbol("w", positive=True)


def angle(share: Any = LAYER_SHARE, time: Any = TIME) -> Any:
    """``x(s) = t/(1 + s t)``, the limit of ``L theta_h/(3 pi)`` for h = s L."""
    return time / (1 + share * time)


def total(share: Any = LAYER_SHARE, time: Any = TIME) -> Any:
    """``y(s) = s (1 + v + v^2 + v^3)/4`` with ``v = 1/(1 + s t)``, the limit of ``Theta_h/L``.

    >>> total(1, 0)
    1
    """
    v = 1 / (1 + sp.sympify(share) * time)
    return sp.sympify(share) * (1 + v + v**2 + v**3) / 4


def profile(time: Any = TIME) -> Any:
    """``(1 + u + u^2 + u^3)/4``, u = 1/(1 + t): the limit of ``Theta_L(3 pi t/L)/(L + 1)``.

    >>> profile(1)
    15/32
    """
    return total(sp.Integer(1), time)


def auxiliary(frequency: Any = FREQUENCY) -> tuple[Any, Any]:
    """``(f, g)(w) = integral_0^inf (sin, cos)(w t)/(1 + t) dt``, see DLMF 6.2(iv).

    ``f' = -g`` and ``g' = f - 1/w``.
    """
    cosine, rest = sp.Ci(frequency), sp.pi / 2 - sp.Si(frequency)
    sines, cosines = sp.sin(frequency), sp.cos(frequency)
    return cosine * sines + rest * cosines, rest * sines - cosine * cosines


def cosine_transform(frequency: Any = FREQUENCY) -> Any:
    """``G(w) = integral_0^inf (profile(t) - 1/4) cos(w t) dt = (3/2 - w f + (1 - w^2/2) g)/4``.

    By parts ``integral cos(w t)/(1+t)^2 dt = 1 - w f`` and ``integral cos(w t)/(1+t)^3 dt =
    1/2 - w^2 g/2``.
    """
    f, g = auxiliary(frequency)
    return (sp.Rational(3, 2) - frequency * f + (1 - frequency**2 / 2) * g) / 4


def local_slope(frequency: Any = FREQUENCY) -> Any:
    """``-w G'(w)/G(w)``: the limit of the slope of ``log khat_m`` against ``log m`` at w = 3 pi m/L.

    It grows from 0 to 2, so that the power 2 is reached at frequencies of several L only.
    """
    f, g = auxiliary(frequency)
    slope = (frequency * g - f + (1 - frequency**2 / 2) * (f - 1 / frequency) - frequency * g) / 4
    return -frequency * slope / cosine_transform(frequency)
