"""How the eigenvalues decay on S^(d-1), with explicit constants for all degrees and all d >= 2.

On each parity, exceptions aside, with ``nu = k + (d-2)/2``, a power p (d or d + 2) and r = 0 for odd,
1 for even degrees,

    C nu^-p <= C nu^-p e^(c/(nu^2+1)) <= mu_k <= C nu^-p e^(c/((k-r)(k+d-2+r))),

and nu^p mu_k falls to C.

So ``mu_k = C nu^-p (1 + c/nu^2 + O(nu^-4))`` is proved, not expanded.  All three by one argument:
along ``k, k + 2, ...`` let ``Phi(k) = ln(g(k+2)/g(k))`` for g = nu^p mu_k over the bound.  As
mu_{k+2}/mu_k is a rational function, Phi' is one; after ``k = start + t``, ``d = 2 + s`` no coefficient
of its numerator and denominator has the wrong sign.  So Phi is monotone in real k, it tends to 0,
and has one sign: g is monotone, and tends to C by Gamma(z+a)/Gamma(z+b) ~ z^(a-b).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp
from sympy.polys.polyerrors import CoercionFailed

from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.exact import sign
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.funk_hecke import HarmonicEigenvalues, harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import (
    DEGREE,
    DIMENSION,
    MOST_DIMENSIONS,
    shifted_degree,
)

__all__ = [
    "BEYOND_START",
    "BEYOND_TWO",
    "ParityDecay",
    "UniformDecay",
    "manifest",
    "parity_decay",
    "uniform_decay",
]

BEYOND_START = sp.Symbol("t", nonnegative=True)  # k - start
BEYOND_TWO = sp.Symbol("s", nonnegative=True)  # d - 2
_NU = shifted_degree()


@dataclass(frozen=True)
class ParityDecay:
    """The decay of mu_k along the degrees ``start, start + 2, ...`` of a parity.

    :param formula: mu_k, an expression in ``DEGREE`` and ``DIMENSION``.
    :param ratio: mu_{k+2}/mu_k, rational.
    :param power: p, with ``mu_k ~ C nu^-p``.
    :param limit: C, in ``DIMENSION``.
    """

    start: int
    formula: Any
    ratio: Any
    power: Any
    limit: Any

    @cached_property
    def factors(self) -> tuple[tuple[Any, Any], ...]:
        """Pairs (factor, exponent) with ``g(k+2)/g(k) = product of factor^exponent`` for g = nu^p mu_k.

        Constant factors cancel; those of the ratio of eigenvalues come first.
        """
        above, below = (sp.factor_list(part)[1] for part in sp.fraction(self.ratio))
        own = [(f, sp.Integer(n)) for f, n in above] + [(f, -sp.Integer(n)) for f, n in below]
        return (*own, (_NU + 2, self.power), (_NU, -self.power))

    @cached_property
    def log_slope(self) -> Any:
        """Phi' for ``g = nu^p mu_k``: the sum of ``exponent factor'/factor``."""
        return sp.Add(*(n * sp.diff(factor, DEGREE) / factor for factor, n in self.factors))

    @cached_property
    def correction(self) -> Any:
        """c, in ``DIMENSION``: ``e^(c/nu^2)`` has ``Phi' = 12 c/nu^4 + ...``.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> parity_decay(first_layer_bias, 1).correction
        d*(d - 2)*(d + 2)/24
        """
        above, below = (
            sp.Poly(part, DEGREE) for part in sp.fraction(sp.cancel(self.log_slope * _NU**4))
        )
        if above.degree() < below.degree():
            return sp.S.Zero
        return sp.factor(above.LC() / below.LC() / 12)

    @property
    def exponents(self) -> tuple[Any, Any]:
        """``c/(nu^2 + 1)`` and ``c/((k-r)(k+d-2+r))``, between which ``ln(nu^p mu_k/C)`` lies."""
        r = self.start - 1
        gap = (DEGREE - r) * (DEGREE + DIMENSION - 2 + r)
        return self.correction / (_NU**2 + 1), self.correction / gap

    def room(self, exponent: Any) -> Any:
        """Phi' for ``g = nu^p mu_k e^-exponent``."""
        return self.log_slope - sp.diff(exponent.subs(DEGREE, DEGREE + 2) - exponent, DEGREE)

    @cached_property
    def forms(self) -> tuple[Any, Any, Any]:
        """``Phi'``, Phi' over the lower bound, -Phi' over the upper one, each manifestly >= 0.

        :raises InputError: if the coefficients do not show it; then nothing is proved.
        """
        below, above = map(self.room, self.exponents)
        wanted = (self.log_slope, below, -above)
        forms = [manifest(expression, self.start) for expression in wanted]
        if None in forms:
            raise InputError(
                f"the decay of {shown(self.formula)} is not proved by its coefficients"
            )
        return forms[0], forms[1], forms[2]

    def bounds(self, degree: Any = DEGREE, dimension: Any = DIMENSION) -> tuple[Any, Any]:
        """The two-sided bounds of mu_k, for degrees from ``start`` on.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> parity_decay(first_layer_bias, 1).bounds(3, 4)
        (exp(2/17)/(128*pi**2), exp(2/15)/(128*pi**2))
        """
        front = self.limit * _NU**-self.power
        at = {DEGREE: degree, DIMENSION: dimension}
        low, high = (front * sp.exp(exponent) for exponent in self.exponents)
        return low.subs(at), high.subs(at)


@dataclass(frozen=True)
class UniformDecay:
    """``least <= kappa^d mu_kappa <= most`` and ``limit <= nu^d mu_kappa <= most`` for all kappa >= 1.

    :param limit: of ``nu^d mu_kappa``, or the smaller of the limits of the two parities.
    :param firsts: ``nu^d mu_kappa`` at kappa = 1 and 2; ``most`` is the larger of them, best possible.

    All are positive numbers, or expressions in ``DIMENSION``, which stands for any real d >= 2.
    """

    limit: Any
    firsts: tuple[Any, Any]
    dimension: Any = DIMENSION

    @property
    def least(self) -> Any:
        """``(2/d)^d limit``: ``kappa/nu`` increases from 2/d."""
        return (2 / sp.sympify(self.dimension, strict=True)) ** self.dimension * self.limit

    @property
    def most(self) -> Any:
        """The larger of ``firsts``, for one dimension."""
        first, second = self.firsts
        return first if sign(first - second) >= 0 else second

    def at(self, dimension: int) -> UniformDecay:
        """The same on S^(d-1) for one d.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> on_circle = uniform_decay(first_layer_bias).at(2)
        >>> on_circle.least, on_circle.most
        (1/(2*pi**2), 1/(2*pi**2) + 1/16)
        """
        d = integer("dimension", dimension, 2, MOST_DIMENSIONS)
        limit, first, second = (
            canonical(value.subs(DIMENSION, d)) for value in (self.limit, *self.firsts)
        )
        return UniformDecay(limit, (first, second), d)


def manifest(expression: Any, start: int) -> Any | None:
    """The expression at ``k = start + t``, ``d = 2 + s`` as a quotient with coefficients >= 0.

    Such a quotient is manifestly >= 0 for all real s, t >= 0, where its denominator is > 0.  None if
    the coefficients do not tell.

    >>> manifest(DIMENSION + DEGREE - 3, 1), manifest(DIMENSION + DEGREE - 4, 1)
    (s + t, None)
    """
    field = sp.QQ.frac_field(BEYOND_START, BEYOND_TWO)  # seconds faster than cancelling expressions
    at = {DEGREE: start + BEYOND_START, DIMENSION: 2 + BEYOND_TWO}
    try:
        quotient = field.from_sympy(expression.subs(at))
    except CoercionFailed:  # other numbers than rational ones
        return None
    above, below = quotient.numer, quotient.denom
    if below.LC < 0:
        above, below = -above, -below
    if any(c < 0 for part in (above, below) for c in part.coeffs()) or below.coeff(1) == 0:
        return None
    return above.as_expr() / below.as_expr()


def parity_decay(kernel: Kernel, parity: int) -> ParityDecay:
    """The decay along the even (parity 0, from k = 2) or odd (1, from k = 1) degrees.

    Where a degree is exceptional mu_k has :meth:`HarmonicEigenvalues.extra
    <freqbias.theory.spheres.funk_hecke.HarmonicEigenvalues.extra>` more.

    :raises InputError: if the eigenvalues of this parity vanish, or the bounds are not proved.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> parity_decay(first_layer_bias, 0).limit
    2**d*gamma(d/2)**2/(8*pi**2)
    """
    return _parity_decay(harmonic_eigenvalues(kernel), integer("parity", parity, 0, 1))


@lru_cache
def _parity_decay(mu: HarmonicEigenvalues, parity: int) -> ParityDecay:
    ratio = mu.ratio(parity)
    if parity == 1:
        front, extra = mu.step, 0
    else:
        front, extra = (mu.height, 0) if mu.height != 0 else (DIMENSION * mu.relu, 2)
    limit = front * 2**DIMENSION * sp.gamma(DIMENSION / 2) ** 2 / (2 * sp.pi**2)
    found = ParityDecay(2 - parity, mu.parity(parity), ratio, DIMENSION + extra, limit)
    _ = found.forms  # raises unless all is proved
    return found


@lru_cache
def uniform_decay(kernel: Kernel) -> UniformDecay:
    """Constants for all degrees and every dimension: mu_kappa is O(kappa^-d) and not o(kappa^-d).

    :raises InputError: for a kernel without bias, whose eigenvalues vanish at odd kappa >= 3.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> found = uniform_decay(first_layer_bias).at(3)
    >>> found.least, found.limit, found.most
    (2/(27*pi), 1/(4*pi), 63/256)
    """
    odd, even = parity_decay(kernel, 1), parity_decay(kernel, 0)
    if sp.cancel(odd.limit / even.limit) != 1:
        raise InputError(f"kernel {kernel.name!r} has another limit for even than for odd degrees")
    mu = harmonic_eigenvalues(kernel)
    first, second = (
        (_NU**DIMENSION).subs(DEGREE, k) * (mu.exceptional.get(k, mu.parity(k)).subs(DEGREE, k))
        for k in (1, 2)
    )
    return UniformDecay(odd.limit, (first, second))
