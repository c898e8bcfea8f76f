"""The inverse symbol ``1/khat_m`` of an exponential-polynomial kernel.

On each parity khat_m is a rational function of m, so, exceptional frequencies aside,

    1/khat_m = slope m^2 + constant + sum_j residue_j / (m^2 + pole_j),

or khat vanishes there but for finitely many m.  With ``1/khat_m (f)_m = nu (p f)_m`` it turns the
eigenvalue equation into a differential equation that is bounded but for ``-slope f''``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import sign
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.kernels import Kernel

__all__ = [
    "FiniteParity",
    "InverseParity",
    "InverseSymbol",
    "inverse_symbol",
]

_SQUARE = sp.Symbol("s")  # m^2


@dataclass(frozen=True)
class InverseParity:
    """``1/khat_m = slope m^2 + constant + sum residue/(m^2 + pole)``, plus ``corrections[m]``.

    :param terms: pairs (residue, pole).
    :param corrections: for exceptional m, the exact 1/khat_m minus the rational formula.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> even = inverse_symbol(first_layer_bias).even
    >>> even.slope, even.constant, even.terms, even.bounds[0]
    (pi, -3*pi, ((4*pi, 1),), -3*pi)
    """

    sign: int
    slope: Any
    constant: Any
    terms: tuple[tuple[Any, Any], ...]
    corrections: Mapping[int, Any]

    def __call__(self, m: int) -> Any:
        """The exact ``1/khat_m``."""
        return canonical(self.slope * m**2 + self.remainder(m))

    def remainder(self, m: int) -> Any:
        """``1/khat_m - slope m^2``, exact."""
        rational = self._rational.subs(_SQUARE, m**2)
        return canonical(rational + self.corrections.get(abs(m), 0))

    @property
    def _rational(self) -> Any:
        return self.constant + sp.Add(*(r / (_SQUARE + pole) for r, pole in self.terms))

    @cached_property
    def bounds(self) -> tuple[Any, Any]:
        """Infimum and supremum of ``1/khat_m - slope m^2`` over the integers m of this parity.

        Beyond the last real root and pole of its derivative the remainder is monotone and tends to
        ``constant``; what comes before is compared exactly.  An infimum need not be attained.

        :raises InputError: if the roots of the derivative cannot be isolated.
        """
        last = max([0, *self.corrections, _monotone_from(sp.diff(self._rational, _SQUARE))])
        start = 0 if self.sign == 1 else 1
        values = [self.remainder(m) for m in range(start, last + 3, 2)]
        return _extremes([*values, self.constant])


@dataclass(frozen=True)
class FiniteParity:
    """A parity with ``khat_m = 0`` but for the frequencies in ``coefficients``."""

    sign: int
    coefficients: Mapping[int, Any]


@dataclass(frozen=True)
class InverseSymbol:
    """``1/khat`` on the even and on the odd frequencies.

    >>> from freqbias.theory.kernels import first_layer, first_layer_bias
    >>> inverse_symbol(first_layer_bias).bounds
    (-3*pi, 4*pi/(4 + pi**2))
    >>> inverse_symbol(first_layer).odd.coefficients
    {1: pi/4}
    """

    even: InverseParity | FiniteParity
    odd: InverseParity | FiniteParity

    @property
    def bounds(self) -> tuple[Any, Any]:
        """Infimum and supremum of ``1/khat_m - slope m^2`` over all integers m, exact numbers.

        For the printed kernel the bounded part of 1/khat in (H): ``-3 pi`` and ``1/khat_0``.

        :raises InputError: if khat vanishes on a parity or the two slopes differ.
        """
        if not (isinstance(self.even, InverseParity) and isinstance(self.odd, InverseParity)):
            raise InputError("the inverse symbol has no bounds: khat vanishes on a parity")
        if sign(self.even.slope - self.odd.slope) != 0:
            raise InputError(
                f"the inverse symbol has no bounds: its slopes {shown(self.even.slope)} and "
                f"{shown(self.odd.slope)} differ"
            )
        return _extremes([*self.even.bounds, *self.odd.bounds])


def inverse_symbol(kernel: Kernel) -> InverseSymbol:
    """Partial fractions of ``1/khat`` for each parity, and the exact corrections.

    :raises InputError: if some ``khat_m = 0`` without its parity vanishing, if khat is not positive
        of order 1/m^2, or if the poles are not simple and found in closed form.
    """
    return _inverse_symbol(kernel)


@lru_cache
def _inverse_symbol(kernel: Kernel) -> InverseSymbol:
    khat = kernel.fourier()
    return InverseSymbol(_parity(khat, 1, kernel.name), _parity(khat, -1, kernel.name))


def _parity(khat: FourierCoefficients, parity: int, name: str) -> InverseParity | FiniteParity:
    formula = khat.odd if parity == -1 else khat.even
    exceptional = {m: v for m, v in khat.exceptional.items() if (-1) ** m == parity}
    if formula == 0:
        return FiniteParity(parity, exceptional)
    over, under = sp.fraction(sp.cancel(1 / formula))
    quotient, rest = sp.div(_in_square(over), _in_square(under))
    poles = sp.roots(_in_square(under))
    simple = len(poles) == _in_square(under).degree()
    if quotient.degree() != 1 or sign(quotient.LC()) <= 0 or not simple:
        raise InputError(
            f"kernel {name!r} has {shown(1 / formula)} as 1/khat_m, not slope m^2 + ..."
        )
    slope_of_under = _in_square(under).diff(_SQUARE)
    terms = tuple(
        (canonical(rest(root) / slope_of_under(root)), canonical(-root))
        for root in sorted(poles, key=sp.default_sort_key)
    )
    slope, constant = (canonical(quotient.coeff_monomial(_SQUARE**k)) for k in (1, 0))
    regular = InverseParity(parity, slope, constant, terms, {})
    _check_poles(regular, name)
    corrections = {}
    for m, value in exceptional.items():
        if canonical(value) == 0:
            raise InputError(f"kernel {name!r} has no inverse symbol: khat_{m} = 0")
        corrections[m] = canonical(1 / value - regular(m))
    return InverseParity(parity, slope, constant, terms, corrections)


def _check_poles(symbol: InverseParity, name: str) -> None:
    for _, pole in symbol.terms:
        m = sp.sqrt(-pole)
        if m.is_Integer and (-1) ** int(m) == symbol.sign:
            raise InputError(
                f"kernel {name!r} has no inverse symbol: its formula vanishes at m = {m}"
            )


def _in_square(expression: Any) -> sp.Poly:
    """A polynomial in m with even powers only, as one in m^2."""
    terms = sp.Poly(expression, FREQUENCY).terms()
    return sp.Poly(sp.Add(*(c * _SQUARE ** (k // 2) for (k,), c in terms)), _SQUARE)


def _monotone_from(derivative: Any) -> int:
    """A frequency beyond which a rational function of m^2 with this derivative is monotone."""
    if derivative == 0:
        return 0
    roots = [sp.Integer(0)]
    for factor in sp.fraction(sp.cancel(sp.together(derivative))):
        polynomial = sp.Poly(sp.Poly(factor, _SQUARE).monic().as_expr(), _SQUARE)
        if not (polynomial.domain.is_QQ or polynomial.domain.is_ZZ):
            raise InputError(f"the real roots of {shown(factor)} cannot be isolated")
        roots += [root for root in polynomial.real_roots() if root > 0]
    return max(int(sp.ceiling(sp.sqrt(root))) for root in roots) + 1


def _extremes(values: list[Any]) -> tuple[Any, Any]:
    least = most = values[0]
    for value in values[1:]:
        least = value if sign(value - least) < 0 else least
        most = value if sign(value - most) > 0 else most
    return least, most
