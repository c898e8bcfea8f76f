"""The folded form of a kernel: sums over running moments instead of sums over pairs.

Write angles as ``x = y`` or ``x = y - pi`` with y in [0, pi) and sigma = 1 or -1; then

    k(dist(x, z)) = sum_s (sigma_x sigma_z)^[s = -1] h_s(|y_x - y_z|),
    h_s(t) = (k(t) + s k(pi - t))/2.

An exponential polynomial h_s is a sum of terms ``t^n cos(w t)`` and ``t^n sin(w t)``.  Even terms are
smooth at t = 0; odd ones change sign with t.  By the addition theorems, with the basis
``beta = (y^m cos(w y), y^m sin(w y))`` of what occurs,

    h_s(|y - z|) = beta(y)^T (smooth + sign(y - z) skew) beta(z),

smooth symmetric and skew antisymmetric.  So a product with the kernel matrix of n sorted points needs
moments over all points and over the points before each; and its lower triangle has rank
``order`` = the sizes of both bases, for every n.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.folding import folded
from freqbias.theory.kernels import Kernel

__all__ = ["BasisFunction", "FoldedHalf", "order", "semiseparable"]


@dataclass(frozen=True)
class BasisFunction:
    """``y^power cos(frequency y)``, or the sine.

    >>> print(BasisFunction(1, sp.Integer(2), sine=True))
    y^1 sin(2 y)
    """

    power: int
    frequency: Any
    sine: bool = False

    def __str__(self) -> str:
        return f"y^{self.power} {'sin' if self.sine else 'cos'}({self.frequency} y)"

    def expression(self, y: Any) -> Any:
        """In SymPy."""
        wave = sp.sin if self.sine else sp.cos
        return y**self.power * wave(self.frequency * y)


@dataclass(frozen=True)
class FoldedHalf:
    """``h_s(|y - z|) = beta(y)^T (smooth + sign(y - z) skew) beta(z)``, exact matrices.

    :param sign: s; for s = -1 the values at points with sigma = -1 enter with their sign changed.
    :param basis: by wave, and then by power from 0 without gaps.
    """

    sign: int
    basis: tuple[BasisFunction, ...]
    smooth: sp.ImmutableMatrix
    skew: sp.ImmutableMatrix

    def expression(self, y: Any, z: Any) -> Any:
        """``h_s(y - z)`` for y >= z."""
        left, right = (sp.Matrix([b.expression(at) for b in self.basis]) for at in (y, z))
        return (left.T * (self.smooth + self.skew) * right)[0] if self.basis else sp.Integer(0)


def semiseparable(kernel: Kernel) -> tuple[FoldedHalf, FoldedHalf]:
    """The halves s = 1 and s = -1 of a kernel.

    :raises NotExponentialPolynomial: if the kernel is none.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> for half in semiseparable(first_layer_bias):
    ...     print(half.sign, ", ".join(map(str, half.basis)))
    1 y^0 cos(0 y), y^0 cos(1 y), y^1 cos(1 y), y^0 sin(1 y), y^1 sin(1 y)
    -1 y^0 cos(0 y), y^1 cos(0 y), y^0 cos(1 y), y^0 sin(1 y)
    """
    return _semiseparable(kernel)


def order(kernel: Kernel) -> int:
    """The rank of the folded lower triangle: how many moments a product needs.

    >>> from freqbias.theory.kernels import first_layer, first_layer_bias
    >>> order(first_layer_bias), order(first_layer)
    (9, 6)
    """
    return sum(len(half.basis) for half in semiseparable(kernel))


@lru_cache
def _semiseparable(kernel: Kernel) -> tuple[FoldedHalf, FoldedHalf]:
    profile = kernel.profile
    half = sp.Rational(1, 2)
    plus, minus = (_half(folded(profile, s).scaled(half), s) for s in (1, -1))
    return plus, minus


def _half(profile: ExponentialPolynomial, sign: int) -> FoldedHalf:
    entries: dict[tuple[bool, BasisFunction, BasisFunction], Any] = {}
    for (n, w), c in profile.terms.items():
        if w.is_negative:
            continue
        mirrored = profile.terms.get((n, -w), sp.Integer(0))
        cosine, sine = (c, sp.Integer(0)) if w == 0 else (c + mirrored, sp.I * (c - mirrored))
        for k in range(n + 1):
            factor = sp.binomial(n, k) * (-1) ** (n - k)
            for wave, coefficient in ((False, cosine), (True, sine)):
                odd = n % 2 != int(wave)  # t^n cos(w t) is odd for odd n, t^n sin(w t) for even n
                for left, right, turn in _addition(wave, w):
                    key = (odd, BasisFunction(k, w, left), BasisFunction(n - k, w, right))
                    entries[key] = entries.get(key, 0) + factor * coefficient * turn
    known = {key: value for key, v in entries.items() if (value := canonical(v)) != 0}
    basis = tuple(sorted({b for _, *pair in known for b in pair}, key=_place))
    smooth, skew = (
        sp.ImmutableMatrix([[known.get((odd, a, b), 0) for b in basis] for a in basis])
        for odd in (False, True)
    )
    return FoldedHalf(sign, basis, smooth, skew)


def _place(b: BasisFunction) -> tuple[Any, ...]:
    return (b.frequency, b.sine, b.power)


def _addition(sine: bool, w: Any) -> tuple[tuple[bool, bool, int], ...]:
    """The wave of ``w (y - z)`` in products of waves of w y and w z: which are sines, and the sign."""
    if w == 0:
        return () if sine else ((False, False, 1),)
    if sine:
        return ((True, False, 1), (False, True, -1))
    return ((False, False, 1), (True, True, 1))
