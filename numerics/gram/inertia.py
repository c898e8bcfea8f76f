"""How many eigenvalues of a Gram matrix lie above a number: O(n) time, no memory, with a proved bound.

By Sylvester's law of inertia an LDL^T of ``H - shift I`` has as many positive D_j as H has eigenvalues
above the shift.  The factors computed are those of ``H - shift I + E`` with a known bound of ``|E|_2``
(:mod:`freqbias.numerics.gram.elimination`), and E moves no eigenvalue by more than that (Weyl).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freqbias.numerics.gram.elimination import eliminate, rank
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.errors import InputError, shown

__all__ = ["Inertia", "inertia"]


@dataclass(frozen=True)
class Inertia:
    """``#{eigenvalues > shift + error} <= count <= #{eigenvalues > shift - error}``.

    :param count: exact unless an eigenvalue is within ``error`` of the shift.
    :param error: units of H; infinite where nothing is known.
    """

    count: int
    error: float


def inertia(operator: GramOperator, shift: float) -> Inertia:
    """The number of eigenvalues of H above ``shift``, counted with multiplicity.

    :param shift: > 0, units of H, which is not divided by n.
    :raises InputError: if the shift is not a finite number > 0.

    >>> operator = GramOperator(np.linspace(-3, 3, 1000))
    >>> found = inertia(operator, 25.0)
    >>> found.count, found.error < 1e-8
    (5, True)
    """
    if not (np.isfinite(shift) and shift > 0):
        raise InputError(f"shift {shown(shift)} is not a finite number > 0")
    count, error = eliminate(operator, float(shift), np.empty(1), np.empty((1, rank(operator))))
    return Inertia(count, error)
