"""Proof that no eigenvalue is missing: one product of the Fredholm determinant over a circle.

With ``z_j = r e^{i pi (2 j + 1)/m}``, m even, ``prod_j (1 - z_j lambda) = 1 + (r lambda)^m``, hence

    prod_j D(z_j) = prod_i (1 + (r lambda_i)^m),

every factor above 1, and above 2 for lambda_i >= 1/r.  Divide by the factors of eigenvalues known to
exist: a quotient below 2 leaves no room for another one above 1/r, copies counted.  It needs no
derivative, no winding number and no asymptotics, and holds for every kernel and density that has D.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.determinant import FredholmDeterminant
from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import Kernel

__all__ = ["Completeness", "prove_completeness"]

_ATTEMPTS = 5
_MOST_NODES = 256


@dataclass(frozen=True)
class Completeness:
    """Evidence that the known eigenvalues are all those above ``1/radius``.

    :param radius: r; what is proved is complete above 1/r.
    :param quotient: ball around the product over those known; at least 1 if they all exist.
    :param nodes: m, the number of nodes on the circle.
    """

    radius: float
    nodes: int
    quotient: Ball

    @property
    def proved(self) -> bool:
        """Whether the quotient is certainly below 2."""
        two = 2 * 10 ** max(-self.quotient.exponent, 0)
        top = (self.quotient.mid + self.quotient.rad) * 10 ** max(self.quotient.exponent, 0)
        return bool(top < two)


def prove_completeness(
    kernel: Kernel,
    density: PiecewiseConstant,
    known: Sequence[arb],
    estimates: Floats,
    radius: float,
) -> Completeness:
    """Enclose the quotient for a circle of this radius (an exact float).

    :param known: lower bounds (or balls) of eigenvalues that certainly exist, all copies.
    :param estimates: uncertified eigenvalues, decreasing; they only choose nodes and precision.
    """
    nodes = _nodes(estimates[estimates * radius < 1] * radius)
    margin = 64
    for _ in range(_ATTEMPTS):
        quotient = _quotient(kernel, density, known, estimates, radius, nodes, margin)
        if quotient.is_finite() and quotient.rad() < arb(1) / 16:
            break
        margin *= 3
    if not quotient.is_finite():
        quotient = arb(0, 10**6)
    return Completeness(radius, nodes, Ball.of(quotient, 12))


def _quotient(
    kernel: Kernel,
    density: PiecewiseConstant,
    known: Sequence[arb],
    estimates: Floats,
    radius: float,
    nodes: int,
    margin: int,
) -> arb:
    product: Any = arb(1)
    most = margin
    for j in range(nodes // 2):  # the other half are conjugates
        bits = margin + 2 * _growth(estimates * radius, (2 * j + 1) / nodes)
        most = max(most, bits)
        determinant = FredholmDeterminant(kernel, density, bits)
        with precision(bits):
            value = determinant(arb(radius) * acb.exp_pi_i(acb(2 * j + 1) / nodes))
            product *= value.real**2 + value.imag**2
    with precision(most):
        for eigenvalue in known:
            product /= 1 + (arb(radius) * eigenvalue) ** nodes
    quotient: arb = product
    return quotient


def _nodes(beyond: Floats) -> int:
    """The least even m for which the ``r lambda`` < 1 of estimates add less than 1/2."""
    nodes = 8
    while np.sum(beyond**nodes) > 0.5 and nodes < _MOST_NODES:
        nodes += 4
    return nodes


def _growth(scaled: Floats, angle: float) -> int:
    """``log2 abs(D)`` at a node, estimated: what the determinant loses twice over."""
    factors = np.abs(1 - scaled * np.exp(1j * np.pi * angle))
    return int(max(0.0, float(np.sum(np.log2(factors)))))
