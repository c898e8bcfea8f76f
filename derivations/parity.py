"""Why a two-layer ReLU network without bias has no odd frequency but 1."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step

__all__ = ["odd_part_is_linear"]


def odd_part_is_linear() -> Derivation:
    """``relu(t) - relu(-t) = t``, so f(x) - f(-x) = m^{-1/2} sum a_r w_r . x is linear in x.

    >>> odd_part_is_linear().require()
    """
    positive, negative = sp.symbols("t_+", positive=True), sp.symbols("t_-", negative=True)
    return Derivation(
        "parity.odd-part",
        "The odd part of a network without bias is linear",
        tuple(
            Step(
                sp.Max(t, 0) - sp.Max(-t, 0),
                t,
                "cases",
                "relu(t) - relu(-t) = t on either side of 0; summed over units, the odd part of f is "
                "linear in x, and on the circle that is frequency 1 alone.",
            )
            for t in (positive, negative)
        ),
    )
