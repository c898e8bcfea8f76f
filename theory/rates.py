"""How fast gradient descent learns ``g = cos(kappa x)`` or ``sin(kappa x)``: bounds of the residual.

Gradient flow of the operator is ``u' = T (g - u)``, u(0) = 0, ``(T f)(x) = integral k(x - z) p(z) f(z)
dz``; the residual is ``r(t) = e^{-t T} g``, in operator time t (:mod:`freqbias.theory.descent` says how
much of it a step advances).  N steps of size s leave ``(1 - s T)^N g``.  ``khat = khat_kappa``; p is
constant, p_j > 0, on l regions R_j; ``p*`` and ``p_max`` are the least and the greatest p_j, P is their
sum.  Norms are those of L2(p), ``norm(f)^2 = integral p |f|^2 dx``, where nothing else is said.
:mod:`freqbias.derivations.rates`, ``local_law``, ``saturation`` and ``projection_tail`` prove every
bound, for the kernel as printed in 2003.04560 (10).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = [
    "SMOOTHNESS",
    "contraction",
    "coupling",
    "descent_factor",
    "flow_factor",
    "jensen_bound",
    "law_error",
    "leakage",
    "local_rate",
    "logarithmic_time",
    "power_bound",
    "regional_bound",
    "source_bound",
    "source_count",
    "source_time",
    "tail_bound",
    "window_count",
]

# khat_b/khat_a >= 1 - (12/5) (b - a)/b for 0 <= a < b; 2, 3 attain it
SMOOTHNESS = sp.Rational(12, 5)


def flow_factor(eigenvalue: Any, time: Any) -> Any:
    """``e^{-lambda t}``: what gradient flow leaves of an eigenfunction after the time t.

    >>> flow_factor(sp.Rational(1, 2), 4)
    exp(-2)
    """
    return sp.exp(-sp.sympify(eigenvalue) * time)


def descent_factor(eigenvalue: Any, step: Any, steps: Any) -> Any:
    """``(1 - s lambda)^N``: what N steps of size s leave of it; of modulus <= ``e^{-lambda s N}`` if
    ``s lambda <= 1`` (2003.04560, (40)).

    >>> descent_factor(sp.Rational(1, 2), 1, 3)
    1/8
    """
    return (1 - sp.sympify(step) * eigenvalue) ** steps


def contraction(eigenvalue: Any, step: Any) -> Any:
    """``1 - (1 - s lambda)^2 = s lambda (2 - s lambda)``: >= 0, for lambda > 0, iff 0 <= s <= 2/lambda.

    >>> contraction(sp.Rational(1, 2), 4)
    0
    """
    advance = sp.sympify(step) * eigenvalue
    return advance * (2 - advance)


def source_bound(time: Any, coefficient: Any, mass: Any) -> Any:
    """``norm(r(t)) <= (1/(e t khat)) (integral g^2/p dx)^(1/2)`` for every density and all t > 0.

    For g = T h, ``h = g/(khat p)``, and ``lambda e^{-lambda t} <= 1/(e t)``.

    :param mass: ``integral g^2/p dx``.

    >>> t, m = sp.symbols("t M", positive=True)
    >>> source_bound(t, 1 / sp.pi, m)
    pi*sqrt(M)*exp(-1)/t
    """
    return sp.sqrt(mass) / (sp.E * time * coefficient)


def source_time(frequency: Any, error: Any, minimum: Any) -> Any:
    """A time after which the error in L2(dx) is at most delta: ``pi^(3/2) kappa^2/(e delta p*)``.

    Best possible: the uniform density and odd kappa >= 3 attain it at ``delta = sqrt(pi)/e``.  In L2(p)
    the time times ``sqrt(p*)`` suffices.

    >>> source_time(3, 1, 1 / (2 * sp.pi))
    18*pi**(5/2)*exp(-1)
    """
    return sp.sqrt(sp.pi) ** 3 * frequency**2 / (sp.E * error * minimum)


def jensen_bound(rate: Any, time: Any) -> Any:
    """``norm(r(t))^2/norm(g)^2 >= e^{-2 m t}``, m = ``<g, T g>/norm(g)^2``, for every density.

    >>> jensen_bound(sp.Rational(1, 2), 3)
    exp(-3)
    """
    return flow_factor(rate, 2 * time)


def local_rate(coefficient: Any, value: Any) -> Any:
    """``mu_j = p_j khat_kappa``, near ``p_j/(pi kappa^2)``: the rate at which R_j is learned.

    >>> local_rate(1 / (9 * sp.pi), 1 / (2 * sp.pi))
    1/(18*pi**2)
    """
    return value * coefficient


def coupling(value: Any, minimum: Any, maximum: Any) -> Any:
    """``sqrt(p_max + p_j^2/p*)``, by which high and low frequencies couple R_j to the others.

    >>> coupling(1, 1, 1)
    sqrt(2)
    """
    return sp.sqrt(maximum + sp.sympify(value) ** 2 / minimum)


def leakage(frequency: Any, slope: Any, coupled: Any) -> Any:
    """``norm(e^{-t T}(w g) - e^{-mu_j t} w g) <= (12/(5 kappa)) norm(w')_{L2(dx)} S_j`` for all t >= 0.

    w is any window in H^1 that vanishes outside of R_j: the limit of validity of the local rate.

    :param slope: ``norm(w')`` in L2(dx).
    :param coupled: ``S_j``, see :func:`coupling`.

    >>> leakage(12, 1, 1)
    1/5
    """
    return SMOOTHNESS * slope * coupled / frequency


def regional_bound(decay: Any, length: Any, frequency: Any, value: Any, coupled: Any) -> Any:
    """A lower bound of the error on R_j, in L2(R_j, dx), for all t >= 0 and kappa >= pi/length:

    ``sqrt(length/(2 pi)) (e^{-mu_j t} - (12 sqrt(2) pi^2/5) length^(-3/2) S_j/(p_j kappa))``.

    Vacuous unless ``length^(3/2) p_j kappa > (12 sqrt(2) pi^2/5) S_j``: the p_j may not be too small.

    :param decay: ``e^{-mu_j t}``.

    >>> regional_bound(1, 2 * sp.pi, sp.oo, 1, 1)
    1
    """
    lost = SMOOTHNESS * sp.sqrt(2) * sp.pi**2 * coupled / (sp.sqrt(length) ** 3 * value * frequency)
    return sp.sqrt(length / (2 * sp.pi)) * (decay - lost)


def law_error(frequency: Any, total: Any, coupled: Any) -> Any:
    """``norm(r(t) - g sum_j 1_{R_j} e^{-mu_j t}) <= (192 sqrt(P) S/(5 kappa))^(1/2)`` for all t >= 0.

    Vacuous unless it is less than norm(g), near 1/sqrt(2): for ``kappa <= (384/5) sqrt(P) S``.

    :param total: P.
    :param coupled: S, the sum of the S_j.

    >>> law_error(192, 1, 5)
    1
    """
    return sp.sqrt(16 * SMOOTHNESS * sp.sqrt(total) * coupled / frequency)


def logarithmic_time(frequency: Any, error: Any, minimum: Any) -> Any:
    """``(pi kappa^2/p*) log(2/delta)``: enough in L2(p) if the error of the law is at most delta/2.

    >>> logarithmic_time(1, 2, 1)
    0
    """
    return sp.pi * frequency**2 / minimum * sp.log(2 / sp.sympify(error))


def power_bound(
    time: Any, frequency: Any, coefficient: Any, pieces: Any, minimum: Any, symbol_bound: Any
) -> Any:
    """A bound of norm(r(t)) of order t^(-5/4), the best power where p jumps and g is not 0, for t > 0.

    ``(1/khat) ((2 l/p*)^(1/2) t^(-5/4)/e + (3/(2 e t))^(3/2) (4 pi l t^(1/2) + 4 pi^2 kappa^2 + 2 pi
    r0)^(1/2)/p*)``.

    :param symbol_bound: r0 >= ``1/khat_m - pi m^2`` for all m; ``4 pi/(4 + pi^2)`` for the printed
        kernel.

    >>> power_bound(1, 0, 1, 2, 1, 0)
    2*exp(-1) + 3*sqrt(3)*sqrt(pi)*exp(-3/2)
    """
    rough = sp.sqrt(2 * sp.sympify(pieces) / minimum) / (sp.E * sp.root(time, 4) ** 5)
    energy = 4 * sp.pi * pieces * sp.sqrt(time) + 2 * sp.pi * (
        2 * sp.pi * frequency**2 + symbol_bound
    )
    smooth = sp.sqrt(sp.Rational(3, 2) / (sp.E * time)) ** 3 * sp.sqrt(energy) / minimum
    return (rough + smooth) / coefficient


def source_count(frequency: Any, error: Any, minimum: Any, root_mean: Any, shift: Any) -> Any:
    """n from which on ``sum_{i > n} g_i^2 <= eps^2``: ``2 H + 2 Z kappa (pi/(p* eps^2))^(1/4)``.

    In place of 2003.04560 (39); ``2 H = l + 2 sqrt(3)`` is the error of Weyl's law.  Best possible for
    the uniform density, but for H, at eps^2 = 1/2.

    >>> source_count(1, 1, sp.pi, 1, 0)
    2
    """
    return shift + 2 * root_mean * frequency * sp.root(sp.pi / (minimum * error**2), 4)


def tail_bound(position: Any, root_mean: Any, pieces: Any, total: Any) -> Any:
    """``sum g_i^2 <= (32/5) (2 (10 + pi^2) P)^(1/2) l Z/x`` over all ``lambda_i <= Z^2/(pi x^2)``.

    For x >= 2 Z kappa/sqrt(p*), where all rates mu_j are at least four times as large.

    :param position: x.

    >>> tail_bound(32, 5, 1, 1 / (2 * (10 + sp.pi**2)))
    1
    """
    inverse = sp.sqrt(2 * (10 + sp.pi**2) * total)
    return sp.Rational(32, 5) * inverse * pieces * root_mean / position


def window_count(error: Any, root_mean: Any, pieces: Any, total: Any) -> Any:
    """The second entry of a repaired (39): ``(64/5) (2 (10 + pi^2) P)^(1/2) l Z/eps^2``.

    ``sum_{i > n} g_i^2 <= eps^2`` for n >= 2 H plus the larger of this and ``4 Z kappa/sqrt(p*)``.

    >>> window_count(8, 5, 1, 1 / (2 * (10 + sp.pi**2)))
    1
    """
    return 2 * tail_bound(error**2, root_mean, pieces, total)
