"""Why a two-layer ReLU network without bias has no odd frequency but 1."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step

__all__ = ["odd_part_is_linear"]

_ABOVE = Notation(sp.Symbol("t_+", positive=True), "t_+", "a preactivation that is positive")
_BELOW = Notation(sp.Symbol("t_-", negative=True), "t_-", "a preactivation that is negative")
_LENGTH = Notation(
    sp.Symbol("rho", nonnegative=True), r"\rho", "length of the weights $w$ of a unit"
)
_TURN = Notation(sp.Symbol("alpha", real=True), r"\alpha", "direction of $w$")
_X = Notation(sp.Symbol("x", real=True), "x", "angle of the input on the circle")


def odd_part_is_linear() -> Derivation:
    """``relu(t) - relu(-t) = t``, so f(x) - f(-x) = m^{-1/2} sum a_r w_r . x is linear in x.

    >>> odd_part_is_linear().require()
    """
    length, turn, x = (notation.symbol for notation in (_LENGTH, _TURN, _X))
    return Derivation(
        "parity.odd-part",
        "The odd part of a network without bias is linear",
        (
            *(_case(notation.symbol) for notation in (_ABOVE, _BELOW)),
            Step(
                length * sp.cos(x - turn),
                length * sp.cos(turn) * sp.cos(x) + length * sp.sin(turn) * sp.sin(x),
                "addition theorem",
                r"On the circle $w \cdot x$ is this, of frequency 1 alone; the opposite input has its "
                r"negative.  By the cases the odd part of $\sum_r a_r \max(w_r \cdot x, 0)$ is "
                r"$\frac12 \sum_r a_r w_r \cdot x$, so no other odd frequency occurs.",
            ),
        ),
        (_ABOVE, _BELOW, _LENGTH, _TURN, _X),
    )


def _case(t: sp.Symbol) -> Step:
    return Step(
        sp.Max(t, 0, evaluate=False) - sp.Max(-t, 0, evaluate=False),
        t,
        "cases",
        rf"The ReLU of a number minus that of its negative, for $t {'>' if t.is_positive else '<'} 0$.",
    )
