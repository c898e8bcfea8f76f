"""Lemma 7 of 2003.04560: the range of omega in which it is applied."""

from __future__ import annotations

from freqbias.derivations.corrections import appendix_d
from freqbias.derivations.derivation import Derivation
from freqbias.derivations.orders import order_steps
from freqbias.theory.finite_width import LAYERS, OMEGA, THEOREM_4

__all__ = ["applied_range"]


def applied_range() -> Derivation:
    """The omega of lemma 4 is O(1/L^6) under theorem 4.

    >>> applied_range().require()
    """
    symbols = appendix_d.ranges().symbols
    steps = tuple(
        order_steps(
            ((OMEGA, LAYERS**-6),),
            THEOREM_4,
            r"Lemma 7 is applied to the $\omega$ of lemma 4; here "
            r"$m \geq C n^{24} L^{12} \log^5 m/(\delta^8 \tau^6)$.",
            {notation.symbol: notation.latex for notation in symbols},
        )
    )
    used = {s for step in steps for side in (step.left, step.right) for s in side.free_symbols}
    return Derivation(
        "corrections.D.lemma7-range",
        r"The $\omega$ of lemma 4 is $O(1/L^6)$ under theorem 4",
        steps,
        tuple(notation for notation in symbols if notation.symbol in used),
    )
