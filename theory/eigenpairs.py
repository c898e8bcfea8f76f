"""Exact eigenpairs of non-uniform densities, by turning the problem round.

For a trigonometric polynomial f let ``g_m = f_m / khat_m``; then ``T f = lambda f`` for the density
``p = lambda g / f``, provided that g/f is finite and positive.  Non-uniform and smooth, they are where
statements about every eigenfunction can be tried without any numerical spectrum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.theory.differential_equation import F_BAR, LAMBDA, ORDERS, P_BAR, PRODUCT, F, P, X, Z
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import sign
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["Eigenpair", "designed"]

_U = sp.Symbol("u", real=True)  # cos(x)


@dataclass(frozen=True)
class Eigenpair:
    """``T f = lambda f`` in L2(p), exact: build one with :func:`designed`.

    :param cosines: ``f = sum_m cosines[m] cos(m x)``.
    :param frequency: w, the frequency of the density; 0 if it is constant.
    :param numerator: ``(alpha, beta)`` and
    :param slope: delta in ``p = lambda (alpha + beta cos(w x)) / (1 + delta cos(w x))``.
    """

    cosines: Mapping[int, Any]
    frequency: int
    numerator: tuple[Any, Any]
    slope: Any

    @property
    def eigenfunction(self) -> Any:
        """f as an expression in X."""
        return sp.Add(*(c * sp.cos(m * X) for m, c in self.cosines.items()))

    @property
    def density(self) -> Any:
        """p as an expression in X, integral 1."""
        alpha, beta = self.numerator
        if self.is_uniform:
            return canonical(self.eigenvalue * alpha)
        wave = sp.cos(self.frequency * X)
        return self.eigenvalue * (alpha + beta * wave) / (1 + self.slope * wave)

    @property
    def is_uniform(self) -> bool:
        """Whether p is constant."""
        return self.frequency == 0

    @property
    def eigenvalue(self) -> Any:
        """lambda, for which p has integral 1: the mean of 1/(1 + d cos) is ``1/sqrt(1 - d^2)``.

        >>> designed({2: 1}).eigenvalue
        5/(18*pi**2)
        """
        (alpha, beta), delta = self.numerator, self.slope
        if delta == 0:
            return canonical(1 / (2 * sp.pi * alpha))
        mean = beta / delta + (alpha - beta / delta) / sp.sqrt(1 - delta**2)
        return 1 / (2 * sp.pi * mean)

    def at(self, point: Any) -> dict[Any, Any]:
        """Exact values of all jets up to order 6, of lambda, x and ``p(z) f(z)``."""
        f, p = self.eigenfunction, self.density
        values = {LAMBDA: self.eigenvalue, X: point, PRODUCT(Z): (p * f).subs(X, Z)}
        for n, (f_n, p_n) in enumerate(zip(_derivatives(f), self._slopes(), strict=True)):
            values |= {F[n]: f_n.subs(X, point), F_BAR[n]: f_n.subs(X, point + sp.pi)}
            values |= {P[n]: p_n.subs(X, point), P_BAR[n]: p_n.subs(X, point + sp.pi)}
        return values

    def _slopes(self) -> list[Any]:
        """Derivatives of p, by ``p/lambda = beta/delta + (alpha - beta/delta) / (1 + delta cos)``."""
        if self.is_uniform:
            return _derivatives(self.density)
        alpha, beta = self.numerator
        first, *others = _derivatives(1 / (1 + self.slope * sp.cos(self.frequency * X)))
        scale = self.eigenvalue * (alpha - beta / self.slope)
        return [scale * first + self.eigenvalue * beta / self.slope, *(scale * q for q in others)]


def _derivatives(function: Any) -> list[Any]:
    found = [function]
    while len(found) < ORDERS - 1:
        found.append(sp.diff(found[-1], X))
    return found


def designed(cosines: Mapping[int, Any], kernel: Kernel = first_layer_bias) -> Eigenpair:
    """The density under which ``f = sum_m cosines[m] cos(m x)`` is an eigenfunction, with it.

    :raises InputError: if g/f is not ``(alpha + beta cos(w x)) / (1 + delta cos(w x))``, finite and
        positive, as it is for one frequency, for 0 and m, and for m and 3 m with small second term.

    >>> designed({0: 2, 1: 1}).density.has(sp.cos(X)), designed({3: 1}).density
    (True, 1/(2*pi))
    """
    khat = kernel.fourier()
    waves = {m: sp.sympify(c) * sp.chebyshevt(m, _U) for m, c in cosines.items()}
    g = sp.Add(*(wave / khat(m) for m, wave in waves.items()))
    above, below = sp.fraction(sp.cancel(g / sp.Add(*waves.values())))
    (alpha, beta), (gamma, delta), frequency = _waves(above, below)
    scaled = [canonical(value / gamma) for value in (alpha, beta, delta)]
    alpha, beta, delta = scaled
    if any(sign(1 - s * delta) <= 0 or sign(alpha - s * beta) <= 0 for s in (1, -1)):
        raise InputError(f"cosines {shown(dict(cosines))} give a density that is not positive")
    return Eigenpair(
        {m: sp.sympify(c) for m, c in cosines.items()}, frequency, (alpha, beta), delta
    )


def _waves(*polynomials: Any) -> tuple[tuple[Any, Any], tuple[Any, Any], int]:
    """Polynomials in u = cos(x) as ``a + b cos(w x)`` with one common w."""
    parts = [ExponentialPolynomial.of(q.subs(_U, sp.cos(X)), X) for q in polynomials]
    present = sorted({int(w) for part in parts for w in part.frequencies if w != 0})
    if len(present) > 1:
        raise InputError(f"p/lambda has the frequencies {shown(present)}, more than one")
    w = present[0] if present else 0
    zero = sp.Integer(0)
    (a, b), (c, d) = (
        (
            part.terms.get((0, zero), zero),
            2 * part.terms.get((0, sp.Integer(w)), zero) if w else zero,
        )
        for part in parts
    )
    return (a, b), (c, d), w
