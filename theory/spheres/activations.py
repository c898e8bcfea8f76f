r"""Funk-Hecke coefficients of the activations relu^p, p = 0 (the step) and 1, by Rodrigues' formula.

The function ``relu(w.x)^p`` on S^(d-1) is ``sum_k a_k N(d, k) P_k(w.x)`` with (Funk-Hecke)

    a_k = c integral_{-1}^1 relu(t)^p P_k(t) (1-t^2)^((d-3)/2) dt,
    c = Gamma(d/2)/(sqrt(pi) Gamma((d-1)/2)),

and (Rodrigues) ``P_k(t) (1-t^2)^((d-3)/2) = (-1)^k R_k D^k (1-t^2)^(k+(d-3)/2)`` with
``R_k = Gamma((d-1)/2)/(2^k Gamma(k+(d-1)/2))``.  For k > p integration by parts p + 1 times leaves

    a_k = (-1)^(k+p+1) c R_k p! D^(k-p-1) (1-t^2)^(k+(d-3)/2) at t = 0,

nothing at t = 1, where every derivative of lower order than k vanishes.  The binomial series has even
powers only: a_k = 0 where k - p is even, k > p.  Where k - p is odd, the duplication formula makes it

    |a_k| = p! Gamma(d/2) Gamma((k-p)/2) / (2^(p+1) pi Gamma((k+d+p)/2)),

also for k < p, there with another sign.  At k = p half of t^p counts.  (Bach, JMLR 18 (2017),
appendix D, without the circle.)
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION

__all__ = [
    "binomial_derivative",
    "by_rodrigues",
    "closed_form",
    "normalisation",
    "resonant",
    "rodrigues",
]


def normalisation(dimension: Any = DIMENSION) -> Any:
    """``c``, which makes ``c (1-t^2)^((d-3)/2)`` a probability density: that of one coordinate.

    >>> normalisation(2), normalisation(3)
    (1/pi, 1/2)
    """
    d = sp.sympify(dimension, strict=True)
    return sp.gamma(d / 2) / (sp.sqrt(sp.pi) * sp.gamma((d - 1) / 2))


def rodrigues(degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``R_k``; the polynomial itself has the value 1 at t = 1.

    >>> rodrigues(2, 3)
    1/8
    """
    k, d = (sp.sympify(value, strict=True) for value in (degree, dimension))
    return sp.gamma((d - 1) / 2) / (2**k * sp.gamma(k + (d - 1) / 2))


def binomial_derivative(order: Any, power: Any) -> Any:
    """``|D^n (1-t^2)^s|`` at t = 0 for even n: ``n! Gamma(s+1)/(Gamma(n/2+1) Gamma(s-n/2+1))``.

    >>> binomial_derivative(2, 3), sp.diff((1 - DEGREE**2) ** 3, DEGREE, 2).subs(DEGREE, 0)
    (6, -6)
    """
    half = sp.sympify(order, strict=True) / 2
    choices = sp.gamma(power + 1) / (sp.gamma(half + 1) * sp.gamma(power - half + 1))
    return sp.gamma(order + 1) * choices


def by_rodrigues(power: int, degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """``|a_k|`` of relu^p for k > p, k - p odd, as integration by parts leaves it.

    >>> by_rodrigues(0, 3, 3), by_rodrigues(1, 2, 3)
    (1/16, 1/16)
    """
    k, d = (sp.sympify(value, strict=True) for value in (degree, dimension))
    derivative = binomial_derivative(k - power - 1, k + (d - 3) / 2)
    return normalisation(d) * rodrigues(k, d) * sp.factorial(power) * derivative


def closed_form(power: int, degree: Any = DEGREE, dimension: Any = DIMENSION) -> Any:
    """The same after the duplication formula; up to a sign it is a_k for all k >= 0 with k - p odd.

    >>> closed_form(0)
    gamma(d/2)*gamma(k/2)/(2*pi*gamma(d/2 + k/2))
    """
    k, d = (sp.sympify(value, strict=True) for value in (degree, dimension))
    above = sp.factorial(power) * sp.gamma(d / 2) * sp.gamma((k - power) / 2)
    return above / (2 ** (power + 1) * sp.pi * sp.gamma((k + d + power) / 2))


def resonant(power: int, dimension: Any = DIMENSION) -> Any:
    """``a_p = E[t^(2p)]/2`` of relu^p, p = 0 or 1: the degree at which half of t^p counts.

    >>> resonant(0), resonant(1)
    (1/2, 1/(2*d))
    """
    return sp.Rational(1, 2) / sp.sympify(dimension, strict=True) ** power
