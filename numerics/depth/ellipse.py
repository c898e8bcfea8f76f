"""How large a deep kernel is on an ellipse around [0, pi], and that it is analytic there, in balls.

Composing balls over many layers explodes, so the steps are centred
(:func:`freqbias.numerics.depth.recursion.centred`).  These are finite only where ``Re g(t_h) < 1`` and
``Re sin^2(t_{h+1}/2) < 1``.  Both are harmonic inside the ellipse, by induction over h, and so satisfy
there what they satisfy on it: no branch cut of the root or of the arc sine is met inside, and
``|Re t_{h+1}| <= pi`` keeps g away from its poles.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from functools import lru_cache

from flint import acb, arb

from freqbias.numerics.balls import precision
from freqbias.numerics.depth.recursion import BallRecursion, BranchCut, recursive
from freqbias.theory.errors import InputError
from freqbias.theory.kernel import Kernel

__all__ = ["Ellipse", "magnitude", "widest"]

_BITS = 64
_SPLITS = 14
_LARGE = 1e9  # times k(0): a larger bound is not worth having, the arc is split
_LONG = 0.6  # of eccentric angle, where it is not worth trying
_NARROWER, _LEAST = 0.8, 0.003
_UP = 1 + 1e-6  # more than the rounding of the floats beside it


@dataclass(frozen=True)
class Ellipse:
    """The ellipse with foci 0 and pi whose half-axes sum to ``rho pi/2``.

    The kernel is analytic on it and inside, and at most ``magnitude`` there.
    """

    rho: float
    magnitude: float

    def truncation(self, nodes: int) -> arb:
        """A bound of the distance on [0, pi] to the interpolant in ``nodes`` Chebyshev nodes.

        The n-th Chebyshev coefficient is at most ``2 M rho^-n``; those from ``nodes`` on are dropped
        and folded onto others, which together gives at most ``4 M rho^(1 - nodes)/(rho - 1)``.
        """
        rho = arb(self.rho)
        return 4 * arb(self.magnitude) * rho ** (1 - nodes) / (rho - 1)

    def nodes(self, bits: int) -> int:
        """A number of nodes with a truncation of about ``2^-bits``."""
        wanted = bits * math.log(2) + math.log(4 * self.magnitude / (self.rho - 1))
        return 2 + math.ceil(wanted / math.log(self.rho))


@lru_cache(maxsize=64)
def widest(kernel: Kernel) -> Ellipse:
    """The first of a shrinking family of ellipses that can be covered.

    Left of 0 the angles run away after about ``3 pi/|theta|`` layers, so rho - 1 is like L^(-1/2).

    :raises InputError: if none can: with a bias of less than about 1/100, for the angles then branch
        near pi, or hundreds of layers.
    """
    excess = min(1.6, 2.4 / math.sqrt(recursive(kernel).recursion.depth))
    while excess > _LEAST:
        bound = magnitude(kernel, 1 + excess)
        if bound is not None:
            return Ellipse(1 + excess, bound)
        excess *= _NARROWER
    raise InputError(f"kernel {kernel.name!r}: no ellipse around [0, pi] could be covered by balls")


def magnitude(kernel: Kernel, rho: float) -> float | None:
    """A bound of the kernel on the ellipse, or None where the covering fails.

    The upper half is enough: the kernel is real on [0, pi].

    :param rho: sum of the half-axes over pi/2, between 1 and 5, where ``|Re theta| < 2 pi``.

    >>> from freqbias.theory.depth.recursion import deep
    >>> magnitude(deep(2), 2.0) < 1e9, magnitude(deep(2), 4.0)
    (True, None)
    """
    with precision(_BITS):
        recursion = BallRecursion(kernel)
        worst, arcs = 0.0, [(0.0, math.pi, 0)]
        large = _LARGE * max(1.0, float(kernel.at_zero))
        while arcs:
            first, last, splits = arcs.pop()
            found = _on_arc(recursion, rho, first, last) if last - first < _LONG else math.inf
            if found < large:
                worst = max(worst, found)
            elif splits == _SPLITS:
                return None
            else:
                middle = (first + last) / 2
                arcs += [(first, middle, splits + 1), (middle, last, splits + 1)]
    return worst


def _on_arc(recursion: BallRecursion, rho: float, first: float, last: float) -> float:
    """A bound on a box around an arc, given by two eccentric angles; infinite where none is found."""
    turned = rho * cmath.exp(0.5j * (first + last))
    radius = (last - first) / 2 * math.pi / 4 * (rho + 1 / rho) * _UP
    around = arb(0, radius)
    box = acb(math.pi / 2 + math.pi / 4 * (turned + 1 / turned)) + acb(around, around)
    try:
        return float(recursion(box).abs_upper()) * _UP
    except BranchCut:
        return math.inf
