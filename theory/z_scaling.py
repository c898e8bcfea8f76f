"""Lists of eigenvalues proportional to ``Z^2``, Z the mean of sqrt(p), that have been proposed.

A list gives one value for frequency q = 0 and two for every q >= 1.  None is the spectrum of T under a
non-uniform density (:mod:`freqbias.theory.trace`); the leading order ``Z^2/(pi q^2)``
(``theory.hill.discriminant``) is right up to a factor ``1 + O(1/q)``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["frequency_of_index", "printed_eigenvalue", "scaled_eigenvalue"]


def frequency_of_index(index: int) -> int:
    """q of the eigenvalue of this index in such a list: 0, 1, 1, 2, 2, ...

    >>> [frequency_of_index(index) for index in range(5)]
    [0, 1, 1, 2, 2]
    """
    return (index + 1) // 2


def printed_eigenvalue(q: int) -> Any:
    """``Z^2 c_q``, 2003.04560 (20): c_0 = 1/(2 pi^2) + 1/8, c_1 = 1/pi^2 + 1/8, then
    ``(q^2+1)/(pi^2 (q^2-1)^2)`` for even and ``1/(pi^2 q^2)`` for odd q.

    >>> printed_eigenvalue(3)
    Z**2/(9*pi**2)
    """
    if q < 2:
        value = (1 + sp.Integer(q)) / (2 * sp.pi**2) + sp.Rational(1, 8)
    elif q % 2:
        value = 1 / (sp.pi * q) ** 2
    else:
        value = (sp.Integer(q) ** 2 + 1) / (sp.pi * (sp.Integer(q) ** 2 - 1)) ** 2
    return ROOT_MEAN**2 * value


def scaled_eigenvalue(kernel: Kernel, q: int) -> Any:
    """``Z^2 khat_q``: 2 pi Z^2 times the eigenvalue under the uniform density.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> scaled_eigenvalue(first_layer_bias, 3)
    Z**2/(9*pi)
    """
    return ROOT_MEAN**2 * 2 * sp.pi * kernel.fourier().eigenvalue(q)
