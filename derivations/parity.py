"""Why a two-layer ReLU network without bias has no odd frequency but 1, nor does its kernel."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.folding import folded
from freqbias.theory.kernels import Kernel, both_layers, first_layer

__all__ = ["odd_part_is_linear"]

_ABOVE = Notation(sp.Symbol("t_+", positive=True), "t_+", "a preactivation that is positive")
_BELOW = Notation(sp.Symbol("t_-", negative=True), "t_-", "a preactivation that is negative")
_LENGTH = Notation(
    sp.Symbol("rho", nonnegative=True), r"\rho", "length of the weights $w$ of a unit"
)
_TURN = Notation(sp.Symbol("alpha", real=True), r"\alpha", "direction of $w$")
_X = Notation(sp.Symbol("x", real=True), "x", "angle of the input on the circle")
_HALF = Notation(
    sp.Symbol("j", integer=True, positive=True),
    "j",
    "an integer $> 0$; $m = 2 j + 1$ is any odd $m > 1$",
)


def odd_part_is_linear() -> Derivation:
    """``relu(t) - relu(-t) = t``, so f(x) - f(-x) = m^{-1/2} sum a_r w_r . x is linear in x.

    Likewise ``k(theta) - k(pi - theta)`` is a multiple of cos(theta), so ``khat_m = 0`` for odd m > 1.

    >>> odd_part_is_linear().require()
    """
    length, turn, x = (notation.symbol for notation in (_LENGTH, _TURN, _X))
    return Derivation(
        "parity.odd-part",
        r"Without bias the odd part of a network is linear, and $\hat k_m = 0$ for odd $m > 1$",
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
            *(_odd_kernel(kernel) for kernel in (first_layer, both_layers)),
            *_coefficient(),
        ),
        (_ABOVE, _BELOW, _LENGTH, _TURN, _X, ANGLE, _HALF),
    )


def _case(t: sp.Symbol) -> Step:
    return Step(
        sp.Max(t, 0, evaluate=False) - sp.Max(-t, 0, evaluate=False),
        t,
        "cases",
        rf"The ReLU of a number minus that of its negative, for $t {'>' if t.is_positive else '<'} 0$"
        f"{'.' if t.is_positive else '; at 0 both are 0.'}",
    )


def _odd_kernel(kernel: Kernel) -> Step:
    return Step(
        total(kernel.expression, product(-1, kernel.expression.subs(THETA, sp.pi - THETA))),
        folded(kernel.profile, -1).expression(THETA),
        "odd part",
        rf"$k(\theta) - k(\pi - \theta)$ of the {spoken(kernel)}.  As $\cos m (\pi - \theta) = -\cos m "
        r"\theta$ for odd $m$, $\hat k_m$ is the integral of this times $\cos m \theta$ over "
        r"$(0, \pi)$.",
    )


def _coefficient() -> Iterator[Step]:
    """``integral_0^pi cos(theta) cos(m theta) dtheta = 0`` for m = 2 j + 1."""
    m = 2 * _HALF.symbol + 1
    antiderivative = sp.Add(*(sp.sin((m + n) * THETA) / (2 * (m + n)) for n in (-1, 1)))
    end, start = (sp.Subs(antiderivative, THETA, at) for at in (sp.pi, 0))
    yield Step(
        sp.Derivative(antiderivative, THETA),
        sp.cos(THETA) * sp.cos(m * THETA),
        "antiderivative",
        r"Both are multiples of $\cos \theta$; this is for $m = 2 j + 1$.",
    )
    yield Step(
        total(end, -start),
        sp.Integer(0),
        "fundamental theorem",
        r"So $\hat k_m = 0$ for every odd $m > 1$, for both kernels.",
    )
