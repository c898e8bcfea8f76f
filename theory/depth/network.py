"""One more layer: its covariance and tangent kernel from those of its pre-activations.

One of h + 1 hidden layers is ``f(x) = beta c + sqrt(2/m) sum_i a_i relu(g_i(x))`` with new parameters
a_i, c ~ N(0, 1), where the g_i are networks of h hidden layers that differ in their last row alone.
Where g_i(x) and g_i(z) are positive the unit is ``sqrt(2/m) a_i g_i``, elsewhere its product of
gradients vanishes.  With the old parameters s, the product of gradients of one unit is, times m,

    2 u v          from a_i, where u = g_i(x) and v = g_i(z),
    2 a_i^2 U V    from s,   where U and V are the derivatives of u and v.

As the widths grow, one layer after the other, the g_i become independent and Gaussian with covariance
Sigma_h, sums of U V become Theta_h for every unit, and sums over i expectations.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA, expectation

__all__ = ["BIAS", "TANGENT", "VARIANCE", "WIDTH", "covariance", "tangent", "unit", "unit_products"]

WIDTH = sp.Symbol("m", positive=True)
VARIANCE = sp.Symbol("q", positive=True)
BIAS = sp.Symbol("beta", nonnegative=True)
TANGENT = sp.Symbol("Theta", real=True)
NEW, OLD = sp.symbols("a s", real=True)
_PRE, _SLOPES = sp.symbols("u v", positive=True), sp.symbols("U V", real=True)


def unit() -> tuple[Any, Any]:
    """An active unit at x and z, its pre-activations to first order in an old parameter s.

    >>> unit()[0]
    sqrt(2)*a*(U*s + u)/sqrt(m)
    """
    scale = sp.sqrt(2 / WIDTH) * NEW
    at_x, at_z = (scale * (u + slope * OLD) for u, slope in zip(_PRE, _SLOPES, strict=True))
    return at_x, at_z


def unit_products() -> tuple[Any, Any]:
    """m times the products of gradients in the new parameter and in an old one, at s = 0.

    >>> unit_products()
    (2*u*v, 2*U*V*a**2)
    """
    at_x, at_z = unit()
    new, old = (
        sp.expand((WIDTH * sp.diff(at_x, p) * sp.diff(at_z, p)).subs(OLD, 0)) for p in (NEW, OLD)
    )
    return new, old


def covariance(variance: Any = VARIANCE, bias: Any = BIAS, angle: Any = THETA) -> Any:
    """``Sigma_{h+1} = 2 q E[relu relu] + beta^2`` for pre-activations of variance q at an angle.

    >>> covariance(1, 0, sp.pi / 2)
    1/pi
    """
    relus = expectation(1, 1).expression(THETA).subs(THETA, angle)
    return sp.expand(2 * variance * relus + bias**2)


def tangent(
    below: Any = TANGENT, variance: Any = VARIANCE, bias: Any = BIAS, angle: Any = THETA
) -> Any:
    """``Theta_{h+1} = 2 Theta_h E[step step] + Sigma_{h+1}``, as E a_i^2 = 1.

    >>> tangent(1, 1, 0, sp.Integer(0))
    2
    """
    steps = expectation(0, 0).expression(THETA).subs(THETA, angle)
    return sp.expand(2 * below * steps) + covariance(variance, bias, angle)
