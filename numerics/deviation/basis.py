"""Eigenvalues and eigenfunctions of T, many at once, in float64.

With ``K = sum_m khat_m e_m e_m^*`` over the real basis ``1/sqrt(2 pi), cos(m x)/sqrt(pi),
sin(m x)/sqrt(pi)``, nodes z_j and weights W_j that integrate against p, the section

    B_mj = sqrt(khat_m) e_m(z_j) sqrt(W_j)

has the singular values ``sqrt(lambda_i)`` and the right singular vectors ``sqrt(W_j) f_i(z_j)``: it is
the Galerkin section of :mod:`freqbias.numerics.galerkin`, where functions are wanted as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.densities import values
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

__all__ = ["Eigenbasis", "Rule", "eigenbasis", "rule"]

_SETTLED = 1e-4  # relative change of the last eigenvalue when frequencies are doubled
_MOST_FREQUENCIES = 3000
_SMOOTH = 20  # nodes on an arc, however short


@dataclass(frozen=True)
class Rule:
    """``sum_j weights_j g(nodes_j) = integral p g dx``: Gauss-Legendre on every arc where p > 0.

    :param nodes: radians, ascending from the first break on; (N,).
    :param weights: positive; (N,).
    """

    nodes: Floats
    weights: Floats


def rule(density: Density, frequency: float) -> Rule:
    """A rule for functions up to a local frequency of ``frequency sqrt(p)/mean sqrt(p)``.

    The arcs end at the breaks and at their antipodes, where eigenfunctions are not smooth.
    """
    nodes, weights = [], []
    root = float(density.root_mean)
    for left, right in _arcs(density):
        middle, half = (left + right) / 2, (right - left) / 2
        steepest = float(values(density, np.linspace(left, right, 34)[1:-1]).max())
        count = int(frequency * max(1.0, np.sqrt(steepest) / root) * half) + _SMOOTH
        points, lengths = np.polynomial.legendre.leggauss(count)
        nodes.append(middle + half * points)
        weights.append(half * lengths * values(density, nodes[-1]))
    x, w = np.concatenate(nodes), np.concatenate(weights)
    return Rule(x[w > 0], w[w > 0])


def _arcs(density: Density) -> list[tuple[float, float]]:
    if not isinstance(density, PiecewiseConstant):
        return [(-np.pi, 0.0), (0.0, np.pi)]
    first = float(density.breaks[0])
    ends = sorted({(float(b) - first) % 1 for b in density.breaks})
    turn = [*ends, *(end + 1 for end in ends), 2.0]
    return [(np.pi * (first + a), np.pi * (first + b)) for a, b in pairwise(turn)]


@dataclass(frozen=True)
class Eigenbasis:
    """The first J eigenpairs of T.

    :param eigenvalues: decreasing; (J,).
    :param coefficients: of f_i in cos(m x), m = 0, ..., M, and sin(m x), m = 1, ..., M; (J, 2 M + 1).
    :param rule: integrates products of two functions exactly, up to rounding.
    """

    eigenvalues: Floats
    coefficients: Floats
    rule: Rule

    def functions(self, x: Floats) -> Floats:
        """``f_i(x)``, ``integral p f_i f_k dx = delta_ik``; (J, size of x)."""
        return np.asarray(self.coefficients @ _waves(self.coefficients.shape[1] // 2, x))

    @cached_property
    def moments(self) -> Floats:
        """``integral f_i^2 f_j^2 p dx``; (J, J)."""
        squares = self.functions(self.rule.nodes) ** 2
        return np.asarray((squares * self.rule.weights) @ squares.T)


def _waves(frequencies: int, x: Floats) -> Floats:
    turns = np.arange(frequencies + 1)[:, None] * x
    return np.concatenate([np.cos(turns), np.sin(turns[1:])])


@lru_cache(maxsize=16)
def eigenbasis(kernel: Kernel, density: Density, count: int) -> Eigenbasis:
    """The first ``count`` eigenpairs, with so many frequencies that the last has settled to 1e-4.

    :raises InputError: if 3000 frequencies are not enough.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> basis = eigenbasis(first_layer_bias, uniform(), 3)
    >>> basis.eigenvalues.round(6), float(basis.moments[0, 0].round(6))
    (array([0.175661, 0.113161, 0.113161]), 1.0)
    """
    frequencies = count + 50
    found = _section(kernel, density, count, frequencies)
    while True:
        frequencies *= 2
        if frequencies > _MOST_FREQUENCIES:
            raise InputError(
                f"eigenvalue {count - 1} under {density} is not resolved by "
                f"{_MOST_FREQUENCIES} frequencies"
            )
        last, found = found, _section(kernel, density, count, frequencies)
        if abs(found.eigenvalues[-1] - last.eigenvalues[-1]) <= _SETTLED * found.eigenvalues[-1]:
            return found


def _section(kernel: Kernel, density: Density, count: int, frequencies: int) -> Eigenbasis:
    exact = rule(density, 2.0 * frequencies)
    khat = np.maximum(coefficients(kernel, frequencies + 1), 0.0)
    root = np.sqrt(np.concatenate([khat, khat[1:]]) / np.pi)
    root[0] /= np.sqrt(2)
    waves = root[:, None] * _waves(frequencies, exact.nodes) * np.sqrt(exact.weights)
    size = len(waves)
    found, vectors = eigh(waves @ waves.T, subset_by_index=(size - count, size - 1))
    found, vectors = found[::-1], vectors[:, ::-1].T
    return Eigenbasis(found, vectors * root / np.sqrt(found)[:, None], exact)
