"""The deep kernel near theta = pi, without bias: value, slope and third coefficient, by layers.

With eps = pi - theta, ``cos(theta_1) = (sin eps - eps cos eps)/pi = eps^3/(3 pi) + ...``, and from
then on the correlations are constants up to eps^3,

    cos(theta_h) = s_h + g_h eps^3 + ...,   s_1 = 0,  s_{h+1} = k1(s_h),   g_{h+1} = k0(s_h) g_h,

with ``k0(s) = 1 - arccos(s)/pi``, ``k1(s) = s k0(s) + sqrt(1 - s^2)/pi``.  So
``Theta_L = C - b eps + d eps^3 + ...`` has no term in eps^2, and if the first layer is trained

    b = (1/pi) prod_{h=1}^{L-1} k0(s_h).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.theory.depth.recursion import Recursion
from freqbias.theory.errors import InputError

__all__ = ["Opposite", "arc_cosine", "opposite", "slope_at_pi"]


def arc_cosine(correlation: Any) -> tuple[Any, Any]:
    """``(k0, k1)``, twice the expectations of steps and of relus at a correlation.

    >>> arc_cosine(sp.Integer(0))
    (1/2, 1/pi)
    """
    step = 1 - sp.acos(correlation) / sp.pi
    return step, correlation * step + sp.sqrt(1 - correlation**2) / sp.pi


@dataclass(frozen=True)
class Opposite:
    """``Theta_L = value - slope eps + cubic eps^3 + O(eps^4)`` at theta = pi - eps.

    :param definitions: pairs (symbol, expression in earlier symbols), in order of evaluation: the s_h.
    """

    value: Any
    slope: Any
    cubic: Any
    definitions: tuple[tuple[Any, Any], ...]

    @property
    def expansion(self) -> tuple[Any, ...]:
        """Coefficients of eps^0 to eps^3."""
        return self.value, -self.slope, sp.Integer(0), self.cubic


def opposite(recursion: Recursion) -> Opposite:
    """The expansion at pi; the layers that are not trained add nothing.

    :raises InputError: with bias, where the kernel is even in eps: slope and cubic are 0.

    >>> found = opposite(Recursion(2, range(3)))
    >>> found.definitions, found.value.subs(found.definitions), found.slope
    (((s_1, 0), (s_2, 1/pi)), 1/pi, 1/(2*pi))
    """
    if recursion.bias != 0:
        raise InputError(f"bias {recursion.bias} is not 0, so theta = pi is an interior point")
    first, second = (int(layer in recursion.trained) for layer in (0, 1))
    value, slope = sp.Integer(0), first / sp.pi
    cubic, grown = first / (2 * sp.pi) + second / (3 * sp.pi), 1 / (3 * sp.pi)
    definitions = [(_symbol(1), sp.Integer(0))]
    for layer in range(1, recursion.depth):
        correlation = definitions[-1][0] if layer > 1 else sp.Integer(0)
        step, following = arc_cosine(correlation)
        definitions.append((_symbol(layer + 1), following))
        bent = value * grown / (sp.pi * sp.sqrt(1 - correlation**2))
        slope, grown = slope * step, grown * step
        cubic, value = cubic * step + bent, value * step
        if layer + 1 in recursion.trained:
            cubic, value = cubic + grown, value + definitions[-1][0]
    return Opposite(value, slope, cubic, tuple(definitions))


def slope_at_pi(depth: int) -> tuple[Any, tuple[tuple[Any, Any], ...]]:
    """``b = Theta_L'(pi) = (1/pi) prod_{h=1}^{L-1} k0(s_h)``, all layers trained, and the s_h.

    >>> slope_at_pi(1)[0], slope_at_pi(2)[0]
    (1/pi, 1/(2*pi))
    """
    found = opposite(Recursion(depth, range(depth + 1)))
    return found.slope, found.definitions


def _symbol(layer: int) -> Any:
    return sp.Symbol(f"s_{layer}", real=True)
