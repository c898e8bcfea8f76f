"""What second-order perturbation theory adds: eigenvalues of H/n repel one another.

With ``k_i(x, z) = lambda_i f_i(x) f_i(z)`` and the empirical measure minus p, mu, the sum of a group of
eigenvalues moves by

    integral integral A dmu dmu,   A = sum_{i in group} k_i sum_{j outside} k_j/(lambda_i - lambda_j).

For n independent samples its mean is ``integral p(x) A(x, x) dx/n``, and in the limit the covariance of
two of them is ``2 integral integral p(x) p(z) A(x, z) A'(x, z) dx dz/n^2``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from freqbias.numerics.deviation.basis import eigenbasis, rule
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.gram.dense import angular_distance
from freqbias.theory.densities import Density
from freqbias.theory.kernels import Kernel

__all__ = ["Groups", "second_order", "with_others"]

Groups = tuple[tuple[int, int], ...]
_BLOCK = 64  # nodes at a time


def with_others(kernel: Kernel, density: Density, exact: tuple[float, ...]) -> Floats:
    """The given eigenvalues, and as many of the basis again; (J,)."""
    basis = eigenbasis(kernel, density, 2 * len(exact) + 20)
    return np.concatenate([exact, basis.eigenvalues[len(exact) :]])


@lru_cache(maxsize=16)
def second_order(
    kernel: Kernel, density: Density, exact: tuple[float, ...], groups: Groups
) -> tuple[Floats, Floats]:
    """n times the mean and n^2 times the covariance of the integrals above; (G,) and (G, G).

    Over j beyond the basis ``sum k_j = k - (those in it)`` by Mercer's theorem, and lambda_j counts
    as 0 beside lambda_i.

    :param exact: the first eigenvalues, with all indices of the groups.
    """
    values = with_others(kernel, density, exact)
    basis = eigenbasis(kernel, density, len(values))
    part = rule(density, len(exact) + len(values))  # a product of four functions waves no faster
    scaled = basis.functions(part.nodes) * np.sqrt(values)[:, None]
    mean, covariance = np.zeros(len(groups)), np.zeros((len(groups), len(groups)))
    for start in range(0, part.nodes.size, _BLOCK):
        here = slice(start, start + _BLOCK)
        distance = angular_distance(part.nodes[here, None], part.nodes)
        beyond = kernel_function(kernel)(distance) - scaled[:, here].T @ scaled
        kernels = _kernels(values, scaled[:, here], scaled, beyond, groups)
        mean += np.diagonal(kernels, start, 1, 2) @ part.weights[here]
        kernels *= np.sqrt(np.outer(part.weights[here], part.weights))
        flat = kernels.reshape(len(groups), beyond.size)
        covariance += 2 * flat @ flat.T
    return mean, covariance


def _kernels(values: Floats, left: Floats, right: Floats, beyond: Floats, groups: Groups) -> Floats:
    """``A(x, z)`` for each group, from ``sqrt(lambda_i) f_i`` at x and at z; (G, X, Z)."""
    kernels = np.zeros((len(groups), *beyond.shape))
    for kernel, (first, last) in zip(kernels, groups, strict=True):
        for i in range(first, last):
            gaps = values[i] - values
            gaps[first:last] = np.inf
            others = (left.T / gaps) @ right + beyond / values[i]
            kernel += np.outer(left[i], right[i]) * others
    return kernels
