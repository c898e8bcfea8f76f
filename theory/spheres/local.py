"""Even d: eigenvalues are rational in the Laplacian, so eigenfunctions solve differential equations.

For even d the Gamma quotients are finite products, and with j and its mirror image they pair up:

    prod_{i=0}^{d/2-1} (k+2i)^2 = prod_i (Lambda + 2i(d-2-2i)),
    prod_{i=0}^{d/2} (k-1+2i)^2 = prod_i (Lambda - (d-1) + 2i(d-2i)).

So on each parity ``mu_k = over(Lambda)/under(Lambda)``, a few degrees excepted, and ``f = nu T f``
reads ``under(-Laplacian) f_s = nu over(-Laplacian) (p f)_s`` for the parts f_s(x) = (f(x) +- f(-x))/2
up to the exceptional degrees: local equations that couple x and -x.  Along odd k over is constant;
along even k it is ``height (1 + Lambda) + d relu`` times a constant.  That cancels on S^3 without k1
(and on S^7 with height = relu), but not in general: there 1/mu_k is no polynomial in Lambda.

For odd d there is no such equation: a quotient of polynomials in Lambda ~ k^2 behaves like an even
power of k, while ``mu_k ~ C k^-d`` (:mod:`freqbias.theory.spheres.decay`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.funk_hecke import HarmonicEigenvalues, harmonic_eigenvalues
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, MOST_DIMENSIONS, laplacian

__all__ = ["LAPLACIAN", "LocalSymbol", "local_symbol"]

LAPLACIAN = sp.Symbol("Lambda", real=True)


@dataclass(frozen=True)
class LocalSymbol:
    """``mu_k = over(Lambda)/under(Lambda)`` for degrees of one parity, in lowest terms; under is monic.

    :param extra: what exceptional degrees have beyond the quotient, ``{k: value}``.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> local_symbol(first_layer_bias, 4, 0)
    LocalSymbol(over=2/pi**2, under=(Lambda - 3)**2, extra={0: 1/8})
    """

    over: Any
    under: Any
    extra: dict[int, Any]

    @property
    def is_polynomial(self) -> bool:
        """Whether 1/mu is a polynomial in Lambda."""
        return bool(self.over.is_number)

    @property
    def order(self) -> Any:
        """Of the differential equation in f: twice the degree of ``under``."""
        return 2 * sp.degree(self.under, LAPLACIAN)

    def __call__(self, degree: int, dimension: int) -> Any:
        """mu_k again."""
        value = (self.over / self.under).subs(LAPLACIAN, laplacian(degree, dimension))
        return sp.expand(value + self.extra.get(degree, 0))


def local_symbol(kernel: Kernel, dimension: int, parity: int) -> LocalSymbol:
    """mu_k as a quotient of polynomials in the Laplacian, on even (0) or odd (1) degrees.

    :raises InputError: for odd d, where there is none, and if the eigenvalues of the parity vanish.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> local_symbol(first_layer_bias, 2, 0).over, local_symbol(first_layer_bias, 6, 1).under
    ((Lambda + 1)/(2*pi**2), Lambda**2*(Lambda + 4))
    """
    d = integer("dimension", dimension, 2, MOST_DIMENSIONS)
    if d % 2:
        raise InputError(
            f"dimension {d} is odd, where mu_k falls like the odd power k^-{d}, so 1/mu_k is no "
            "rational function of the Laplacian"
        )
    mu = harmonic_eigenvalues(kernel)
    mu.ratio(integer("parity", parity, 0, 1))
    return _local_symbol(mu, d, parity)


@lru_cache
def _local_symbol(mu: HarmonicEigenvalues, dimension: int, parity: int) -> LocalSymbol:
    above, below = sp.fraction(mu.on(dimension)[parity])
    above, below = (_in_laplacian(part, dimension) for part in (above, below))
    front = sp.Poly(below, LAPLACIAN).LC()
    extra = {
        k: sp.cancel(mu.extra(k).subs(DIMENSION, dimension))
        for k in mu.exceptional
        if k % 2 == parity
    }
    return LocalSymbol(sp.factor(above / front), sp.factor(below / front), extra)


def _in_laplacian(polynomial: Any, dimension: int) -> Any:
    """A polynomial in k that is one in ``Lambda = k (k + d - 2)``, in Lambda: by repeated division."""
    rest, step, found = (
        sp.Poly(polynomial, DEGREE),
        sp.Poly(laplacian(DEGREE, dimension), DEGREE),
        0,
    )
    power = 0
    while not rest.is_zero:
        rest, constant = sp.div(rest, step)
        if constant.degree() > 0:
            raise InputError(f"{polynomial} is no polynomial in the Laplacian for d = {dimension}")
        found += constant.as_expr() * LAPLACIAN**power
        power += 1
    return found
