"""Where the coefficients of a deep kernel stop to decrease.

Integrating by parts, with ``a = -Theta_L'(0)`` and ``b = Theta_L'(pi)`` one-sided,

    khat_m = (2/m^2) (a + (-1)^m b) + r_m,   abs(r_m) <= R/m^4,
    R = 2 (abs(Theta_L'''(0)) + abs(Theta_L'''(pi)) + integral_0^pi abs(Theta_L'''')).

Odd frequencies come short of even ones: for odd m

    khat_{m+1} - khat_m = 2 (b (2 m^2 + 2 m + 1) - a (2 m + 1))/(m^2 (m+1)^2) + r_{m+1} - r_m,

so at leading order ``khat_{m+1} > khat_m`` as soon as ``m + 1/2 + 1/(4 m + 2) > a/b``, and for certain
from ``m >= a/b + sqrt(2 R/b)`` on.  With b > 0 no deep kernel has monotone coefficients.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import exact_number, sign

__all__ = ["ODD", "certain_failure", "leading_coefficient", "leading_excess", "leading_failure"]

ODD = sp.Symbol("m", positive=True)


def leading_coefficient(parity: int, near: Any, far: Any, frequency: Any = ODD) -> Any:
    """``(2/m^2) (a + (-1)^m b)``: khat_m up to O(m^-4).

    :param parity: 0 for even and 1 for odd m.
    :param near: a, minus the slope at 0.
    :param far: b, the slope at pi.
    """
    return 2 * (near + (-1) ** parity * far) / frequency**2


def leading_excess(near: Any, far: Any, frequency: Any = ODD) -> Any:
    """``b (2 m^2 + 2 m + 1) - a (2 m + 1)``: positive where the next even coefficient is larger.

    >>> a, b = sp.symbols("a b")
    >>> left = leading_coefficient(0, a, b, ODD + 1) - leading_coefficient(1, a, b)
    >>> sp.cancel(left - 2 * leading_excess(a, b) / (ODD**2 * (ODD + 1) ** 2))
    0
    """
    return far * (2 * frequency**2 + 2 * frequency + 1) - near * (2 * frequency + 1)


def leading_failure(ratio: Any) -> int:
    """The least odd m >= 1 with ``m + 1/2 + 1/(4 m + 2) > a/b``.

    :param ratio: a/b > 0, exact; a bound of it gives a bound of m.
    :raises InputError: unless the ratio is a positive number.

    >>> leading_failure(6), leading_failure(sp.Rational(20))
    (7, 21)
    """
    ratio = exact_number(ratio, "ratio")
    if sign(ratio) <= 0:
        raise InputError(f"ratio {shown(ratio)} is not a positive number")
    m = 2 * max(0, int(sp.floor(ratio / 2)) - 2) + 1
    while sign(leading_excess(ratio, 1, sp.Integer(m))) <= 0:
        m += 2
    return m


def certain_failure(near: Any, far: Any, remainder: Any) -> Any:
    """``a/b + sqrt(2 R/b)``: from here on ``khat_{m+1} > khat_m`` at every odd m.

    :param remainder: R >= 0 with ``abs(khat_m - (2/m^2) (a + (-1)^m b)) <= R/m^4``.
    """
    return near / far + sp.sqrt(2 * remainder / far)
