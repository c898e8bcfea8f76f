"""The deep kernel near theta = 0 for every depth at once: coefficients are polynomials in L.

A layer takes an angle t to ``F(t) = t - t^2/(3 pi) + ...`` with ``cos F(t) = k1(cos t)``, and
``Theta_{h+1} = Theta_h (1 - theta_h/pi) + cos(theta_{h+1})``.  With ``theta_h = sum_n A_n(h) t^n`` and
``Theta_h = sum_n T_n(h) t^n`` both recursions say

    A_n(h + 1) - A_n(h) = a polynomial in h and A_j, j < n,
    T_n(h + 1) - T_n(h) = a polynomial in h, A_j, j <= n, and T_j, j < n,

so by induction over n all of them are polynomials in h over Q[1/pi], found by summation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.polys import ring_series as series
from sympy.polys.rings import PolyElement, ring

from freqbias.theory.errors import integer

__all__ = [
    "DEPTH",
    "MOST_TERMS",
    "angle_at_zero",
    "expansion_at_zero",
    "inner_expansion_at_zero",
    "layer_map",
    "slope_at_zero",
]

DEPTH = sp.Symbol("L", integer=True, positive=True)
MOST_TERMS = 12
_INVERSE, _LAYER = sp.symbols("w h")  # w = 1/pi
_R, _T = ring("t", sp.QQ[_INVERSE, _LAYER])
_W, _H = _R.domain.gens


def layer_map(order: int) -> tuple[Any, ...]:
    """Coefficients of ``F(t) = arccos k1(cos t)`` at t = 0, from t^0 to t^order.

    >>> layer_map(3)
    (0, 1, -1/(3*pi), -1/(18*pi**2))
    """
    return _listed(_layer_map(_checked(order)), order, DEPTH)


def angle_at_zero(order: int, depth: Any = DEPTH) -> tuple[Any, ...]:
    """Coefficients ``A_n(L)`` of ``theta_L`` as a function of theta, from theta^0 to theta^order.

    >>> angle_at_zero(2)
    (0, 1, -L/(3*pi))
    """
    return _listed(_angle(_checked(order)), order, depth)


def expansion_at_zero(order: int, depth: Any = DEPTH) -> tuple[Any, ...]:
    """Coefficients ``T_n(L)`` of ``Theta_L``, all layers trained, no bias, from theta^0 to theta^order.

    :raises InputError: unless 0 <= order <= 12.

    >>> [sp.factor(c) for c in expansion_at_zero(1)]
    [L + 1, -L*(L + 1)/(2*pi)]
    """
    return _listed(_total(_checked(order), 1), order, depth)


def inner_expansion_at_zero(order: int, depth: Any = DEPTH) -> tuple[Any, ...]:
    """The same with first and last layer fixed: ``Theta_L - cos(theta_L)`` started at 0.

    >>> [sp.factor(c) for c in inner_expansion_at_zero(1)]
    [L - 1, -L*(L - 1)/(2*pi)]
    """
    order = _checked(order)
    last = series.rs_cos(_angle(order), _T, order + 1)
    return _listed(_total(order, 0) - last, order, depth)


def slope_at_zero(depth: Any = DEPTH) -> Any:
    """``a = -Theta_L'(0) = L (L + 1)/(2 pi)``.

    >>> slope_at_zero(9)
    45/pi
    """
    return sp.factor(-expansion_at_zero(1)[1]).subs(DEPTH, depth)


def _checked(order: int) -> int:
    return integer("order", order, 0, MOST_TERMS)


@lru_cache
def _layer_map(order: int) -> PolyElement:
    """``F'(t) = (1 - t/pi) sin(t)/sqrt(1 - c^2)`` with ``c = k1(cos t)``; 1 - c^2 = t^2 + ..."""
    known = order + 3
    sine, cosine = series.rs_sin(_T, _T, known), series.rs_cos(_T, _T, known)
    c = cosine + _W * (sine - _T * cosine)
    square = series.rs_trunc(_divided(1 - series.rs_square(c, _T, known), 2), _T, order)
    inverse = series.rs_series_inversion(series.rs_nth_root(square, 2, _T, order), _T, order)
    rate = (1 - _W * _T) * _divided(sine, 1)
    return series.rs_integrate(series.rs_mul(rate, inverse, _T, order), _T)


@lru_cache
def _angle(order: int) -> PolyElement:
    """``theta_h``: the increment of A_n is the coefficient of t^n in F(theta_h) - theta_h."""
    increment, found = _layer_map(max(order, 1)) - _T, _T
    for n in range(2, order + 1):
        composed = series.rs_subs(increment, {_T: found}, _T, n + 1)
        found += _summed(_coefficient(composed, n)) * _T**n
    return found


@lru_cache
def _total(order: int, first: int) -> PolyElement:
    """``Theta_h`` from ``first cos(theta)`` on: T_n grows by cos(theta_{h+1}) less what is lost."""
    angle, found = _angle(max(order, 1)), _R.zero
    step = series.rs_subs(_layer_map(max(order, 1)), {_T: angle}, _T, order + 1)
    added = series.rs_cos(step, _T, order + 1)
    start = first * series.rs_cos(_T, _T, order + 1)
    for n in range(order + 1):
        lost = series.rs_mul(found, _W * angle, _T, n + 1)
        grown = _summed(_coefficient(added - lost, n))
        found += (grown + _coefficient(start, n)) * _T**n
    return found


def _summed(increment: Any) -> Any:
    """The p with ``p(h + 1) - p(h)`` = increment and p(0) = 0, by Bernoulli polynomials."""
    total = _R.domain.zero
    for (power, k), c in increment.terms():
        bernoulli = sp.bernoulli(k + 1, _LAYER) - sp.bernoulli(k + 1, 0)
        total += c * _W**power * _R.domain.from_sympy(sp.expand(bernoulli / (k + 1)))
    return total


def _divided(polynomial: PolyElement, power: int) -> PolyElement:
    """Over ``t^power``, which divides it."""
    return _R.from_dict({(n - power,): c for (n,), c in polynomial.items()})


def _coefficient(polynomial: PolyElement, n: int) -> Any:
    return polynomial.get((n,), _R.domain.zero)


def _listed(polynomial: PolyElement, order: int, depth: Any) -> tuple[Any, ...]:
    exact = {_INVERSE: 1 / sp.pi, _LAYER: depth}
    return tuple(
        sp.expand(_R.domain.to_sympy(_coefficient(polynomial, n)).subs(exact))
        for n in range(order + 1)
    )
