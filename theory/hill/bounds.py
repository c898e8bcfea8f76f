"""How far the spectrum of T is from that of Hill's equation: exact extremes of the symbol.

If khat_m > 0 for all m, #{i : lambda_i > 1/nu} is the number of negative squares of the form
``sum |f_m|^2/khat_m - nu integral p |f|^2``.  With ``lower <= 1/khat_m - s m^2 <= upper``,

    N(nu p - upper) <= #{i : lambda_i > 1/nu} <= N(nu p - lower),

where N(w) counts the negative eigenvalues of the periodic ``-s D^2 - w``; p >= 0, gaps included.
For p >= p_min > 0 also index by index ``nu_n + lower/p_min <= 1/lambda_n <= nu_n + upper/p_min`` if
lower <= 0 <= upper, with the Hill eigenvalues nu_n.  :mod:`freqbias.derivations.hill` has the steps.

Where khat_m = 0 for all odd m but finitely many (no bias), 1/khat_m is defined on the even functions
and a space of dimension ``extra``: N is then taken on functions of period pi, with the folded density
(p + pbar)/2 in place of p, and the upper bound grows by ``extra``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError
from freqbias.theory.exact import sign
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.inverse_symbol import FiniteParity, InverseParity, inverse_symbol
from freqbias.theory.kernels import Kernel

__all__ = [
    "STEP",
    "SymbolBounds",
    "nonnegative_form",
    "regular_start",
    "remainder",
    "strictly_decreasing",
    "symbol_bounds",
]

STEP = sp.Symbol("j", integer=True, nonnegative=True)
_MOST_SHIFTS = 40


@dataclass(frozen=True)
class SymbolBounds:
    """``lower <= 1/khat_m - slope m^2 <= upper`` for all m of the sector, both best possible.

    :param even_only: whether the sector is the even frequencies (no bias).
    :param extra: the number of further frequencies, of either sign, with khat_m != 0.
    """

    slope: Any
    lower: Any
    upper: Any
    even_only: bool
    extra: int

    @property
    def radius(self) -> Any:
        """``max(-lower, upper, 0)``."""
        return max(sp.Integer(0), -self.lower, self.upper)

    def shifts(self, minimum: Any, maximum: Any) -> tuple[Any, Any]:
        """``(a, b)`` with ``nu_n + a <= 1/lambda_n <= nu_n + b`` if minimum <= p <= maximum.

        :raises InputError: without a positive minimum, or for a kernel without bias: then only the
            counting form holds.
        """
        if self.even_only:
            raise InputError(
                "the kernel has no bias, so its eigenvalues have no Hill index by index"
            )
        if sign(minimum) <= 0:
            raise InputError(f"minimum {minimum} of the density is not > 0")
        below = minimum if sign(self.lower) < 0 else maximum
        above = minimum if sign(self.upper) > 0 else maximum
        return self.lower / below, self.upper / above

    def weyl_error(self, pieces: Any) -> Any:
        """A bound of ``abs(#{i : lambda_i > 1/nu} - 2 Z sqrt(nu/s))``, all nu > 0, gaps included.

        The number of regions plus ``2 sqrt(radius/s)``: Dirichlet and Neumann conditions at the jumps
        cost one eigenvalue for each region, and ``sqrt(w + r) <= sqrt(w) + sqrt(r)``.

        :raises InputError: for a kernel without bias, whose law has another density in it.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> symbol_bounds(first_layer_bias).weyl_error(3)
        3 + 2*sqrt(3)
        """
        if self.even_only:
            raise InputError("the kernel has no bias, so its law has the folded density, not p")
        return pieces + 2 * sp.sqrt(self.radius / self.slope)

    def frequency_error(self, pieces: Any) -> Any:
        """A bound of ``abs(Z/sqrt(s lambda_i) - q)`` for the indices i = 2 q - 1 and 2 q, q >= 1."""
        return self.weyl_error(pieces) / 2


def symbol_bounds(kernel: Kernel) -> SymbolBounds:
    """Slope and exact extremes of the inverse symbol of a kernel.

    :raises InputError: if khat_m vanishes or is negative where it must not, if the parities have
        different slopes, or if the extremes cannot be proved.
    :raises NotExponentialPolynomial: if the kernel has no closed coefficients.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> bounds = symbol_bounds(first_layer_bias)
    >>> bounds.slope, bounds.lower, bounds.upper  # the last is 1/khat_0
    (pi, -3*pi, 4*pi/(4 + pi**2))
    """
    return _bounds(kernel)


@lru_cache
def _bounds(kernel: Kernel) -> SymbolBounds:
    symbol = inverse_symbol(kernel)
    if not isinstance(symbol.even, InverseParity):
        raise InputError(f"kernel {kernel.name!r} has no even frequencies, so no Hill equation")
    extra, even_only = 0, isinstance(symbol.odd, FiniteParity)
    if isinstance(symbol.odd, FiniteParity):
        extra = 2 * sum(value != 0 for value in symbol.odd.coefficients.values())
    extremes = symbol.even.bounds if even_only else symbol.bounds
    for parity in (0,) if even_only else (0, 1):
        _prove(kernel, kernel.fourier(), symbol.even.slope, extremes, parity)
    return SymbolBounds(symbol.even.slope, *extremes, even_only, extra)


def remainder(khat: FourierCoefficients, slope: Any, m: int) -> Any:
    """``1/khat_m - slope m^2``, exact.

    :raises InputError: unless khat_m > 0.
    """
    value = khat(m)
    if sign(value) <= 0:
        raise InputError(f"the Fourier coefficient {value} at frequency {m} is not > 0")
    return canonical(1 / value - slope * m**2)


def regular_start(khat: FourierCoefficients, parity: int) -> int:
    """The first frequency of a parity beyond all exceptions."""
    return max((m + 2 for m in khat.exceptional if m % 2 == parity), default=parity)


def nonnegative_form(expression: Any, start: int) -> Any | None:
    """The expression at m = start + 2 j as a quotient of polynomials in j with coefficients >= 0.

    Such a quotient is manifestly >= 0 for all j >= 0.  None if the coefficients do not tell; then a
    larger ``start`` may help.

    >>> nonnegative_form(FREQUENCY - 4, 2) is None, nonnegative_form(FREQUENCY - 4, 4)
    (True, 2*j)
    """
    shifted = sp.together(expression.subs(FREQUENCY, start + 2 * STEP))
    top, bottom = (sp.Poly(part, STEP) for part in sp.fraction(sp.cancel(shifted)))
    if sign(bottom.LC()) < 0:
        top, bottom = -top, -bottom
    coefficients = [*top.all_coeffs(), *bottom.all_coeffs()]
    if any(sign(c) < 0 for c in coefficients) or sign(bottom.TC()) == 0:
        return None
    return top.as_expr() / bottom.as_expr()


def strictly_decreasing(kernel: Kernel) -> bool:
    """Whether ``khat_0 > khat_1 > ...`` is proved: then frequency m has the indices 2 m - 1 and 2 m.

    With positive coefficients (:func:`symbol_bounds`) it says that 1/khat increases: values first,
    then a form for each parity.

    >>> from freqbias.theory.kernels import first_layer, first_layer_bias
    >>> strictly_decreasing(first_layer_bias), strictly_decreasing(first_layer)
    (True, False)
    """
    khat = kernel.fourier()
    if symbol_bounds(kernel).even_only:
        return False
    first = max(regular_start(khat, parity) for parity in (0, 1))
    first += first % 2
    if any(sign(khat(m) - khat(m + 1)) <= 0 for m in range(first)):
        return False
    for parity in (0, 1):
        following = khat.parity(1 - parity).subs(FREQUENCY, FREQUENCY + 1)
        form = nonnegative_form(1 / following - 1 / khat.parity(parity), first + parity)
        if form is None or sign(form.subs(STEP, 0)) == 0:
            return False
    return True


def _prove(
    kernel: Kernel, khat: FourierCoefficients, slope: Any, bounds: tuple[Any, Any], parity: int
) -> None:
    """Both bounds, and khat > 0, for every frequency of a parity: values first, then a form.

    A second proof of what the inverse symbol finds by monotonicity, and one that can be written down.
    """
    formula = khat.parity(parity)
    inverse = 1 / formula - slope * FREQUENCY**2
    wanted = (formula, inverse - bounds[0], bounds[1] - inverse)
    first = regular_start(khat, parity)
    for start in range(first, first + 2 * _MOST_SHIFTS, 2):
        values = [remainder(khat, slope, m) for m in range(parity, start, 2)]
        if any(sign(v - bounds[0]) < 0 or sign(bounds[1] - v) < 0 for v in values):
            break
        if all(nonnegative_form(expression, start) is not None for expression in wanted):
            return
    raise InputError(f"the extremes of the inverse symbol of {kernel.name!r} cannot be proved")
