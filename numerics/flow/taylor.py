"""Taylor coefficients of an exponential polynomial at a rational multiple of pi, in balls."""

from __future__ import annotations

import math
from typing import Any

from flint import acb, arb

from freqbias.numerics.balls import complex_ball, rational_ball
from freqbias.theory.exponential_polynomials import ExponentialPolynomial

__all__ = ["derivative_bound", "derivatives"]


def derivatives(profile: ExponentialPolynomial, at: Any, count: int) -> list[arb]:
    """``k^(j)(at pi)`` for j < count, at the working precision, by Leibniz' rule term by term."""
    theta = arb.pi() * rational_ball(at)
    totals = [acb(0) for _ in range(count)]
    for (n, w), coefficient in profile.terms.items():
        rate = acb(0, 1) * complex_ball(w)
        wave = complex_ball(coefficient) * (rate * theta).exp()
        for j in range(count):
            totals[j] += wave * _leibniz(n, j, theta, rate)
    return [total.real for total in totals]


def _leibniz(n: int, j: int, theta: arb, rate: acb) -> acb:
    """``e^{-rate theta} (d/dtheta)^j (theta^n e^{rate theta})``."""
    total = acb(0)
    for i in range(min(n, j) + 1):
        factor = math.comb(j, i) * math.perm(n, i)
        total += factor * theta ** (n - i) * rate ** (j - i)
    return total


def derivative_bound(profile: ExponentialPolynomial, j: int) -> arb:
    """A bound of ``|k^(j)|`` on [0, pi]."""
    total = arb(0)
    for (n, w), coefficient in profile.terms.items():
        size, rate = abs(complex_ball(coefficient)), abs(complex_ball(w))
        terms = (
            math.comb(j, i) * math.perm(n, i) * arb.pi() ** (n - i) * rate ** (j - i)
            for i in range(min(n, j) + 1)
        )
        total += size * sum(terms, arb(0))
    return total
