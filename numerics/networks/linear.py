"""Linearised descent, and how far trained networks are from it as the width grows.

To first order in the change of the parameters the residuals of full-batch descent are

    f_t - y = (I - 2 c eta H)^t (f_0 - y),

with H the tangent kernel at initialisation or, for infinite width, the Gram matrix of its limit.
Theorem 2 of 2003.04560 has the norm of this for c = 1/2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.linalg import eigh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.networks.arcs import Indices
from freqbias.numerics.networks.steps import Iterate, checked_targets
from freqbias.numerics.networks.tangent import TangentKernel
from freqbias.numerics.networks.two_layer import Network, limit_kernel
from freqbias.numerics.power_law import PowerLaw
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, integer, shown

__all__ = [
    "LinearDescent",
    "WidthStudy",
    "deviation",
    "initial_gram",
    "limit_gram",
    "width_study",
]


@dataclass(frozen=True, eq=False)
class LinearDescent:
    """``(I - 2 c eta H)^t r_0`` for all t by one eigendecomposition of H.

    :param eigenvalues: of H, increasing, shape (n,).
    :param vectors: its orthonormal eigenvectors, columns, shape (n, n).
    :param coefficients: of r_0 in them, shape (n,).
    :param rate: 2 c eta.
    """

    eigenvalues: Floats
    vectors: Floats
    coefficients: Floats
    rate: float

    @classmethod
    def of(cls, gram: Floats, residual: Floats, descent: Descent) -> LinearDescent:
        """From a symmetric H, shape (n, n), and the residual ``r_0 = f_0 - y``, shape (n,).

        H is that of the network, gain included, as from :func:`initial_gram` or :func:`limit_gram`.

        >>> descent = Descent(1, samples=2)
        >>> linear = LinearDescent.of(np.diag([0.5, 0.25]), np.array([8.0, 16.0]), descent)
        >>> linear.residuals([0, 1, 2]).round(12)
        array([[ 8., 16.],
               [ 4., 12.],
               [ 2.,  9.]])
        """
        residual = checked_targets(residual, descent.samples)
        n = descent.samples
        if np.shape(gram) != (n, n):
            raise InputError(f"gram of shape {shown(np.shape(gram))} is not that of {n} points")
        values, vectors = eigh(gram)
        rate = float(descent.step_size * descent.loss.curvature(n)) / n
        return cls(values, vectors, vectors.T @ residual, rate)

    def residuals(self, steps: Sequence[int] | Indices) -> Floats:
        """The residual after each of k numbers of steps, shape (k, n)."""
        factors = (1 - self.rate * self.eigenvalues) ** np.asarray(steps)[:, None]
        return np.asarray((factors * self.coefficients) @ self.vectors.T)


def initial_gram(network: Network, points: Floats) -> Floats:
    """The tangent kernel of a network, dense, shape (n, n)."""
    return TangentKernel(network, points).matrix()


def limit_gram(network: Network, points: Floats) -> Floats:
    """What the tangent kernel tends to: the gain times the Gram matrix of the limit kernel.

    Zero-initialised bias; unit-variance weights where a is trained.
    """
    return network.gain * gram_matrix(limit_kernel(network.trained), points)


def deviation(
    network: Network,
    points: Floats,
    targets: Floats,
    descent: Descent,
    steps: Sequence[int],
    gram: Callable[[Network, Floats], Floats] = initial_gram,
) -> float:
    """``max_t |f_t - l_t|/sqrt(n)`` over increasing steps t: f_t trained, l_t linearised outputs."""
    if not steps or any(b <= a for a, b in pairwise([0, *steps])):
        raise InputError(f"steps {shown(list(steps))} are not positive and increasing")
    iterate = Iterate(network, points, targets, descent)
    linear = LinearDescent.of(gram(network, points), iterate.outputs - targets, descent)
    largest, made = 0.0, 0
    for step, expected in zip(steps, linear.residuals(steps), strict=True):
        iterate.advance(step - made)
        made = step
        apart = iterate.outputs - targets - expected
        largest = max(largest, float(np.sqrt(np.mean(apart**2))))
    return largest


@dataclass(frozen=True, eq=False)
class WidthStudy:
    """Deviations from linearised descent, and the fitted law ``deviation ~ m^exponent``.

    :param widths: m, shape (k,).
    :param deviations: root mean squares, shape (k, seeds).
    """

    widths: tuple[int, ...]
    deviations: Floats
    law: PowerLaw


def width_study(
    draw: Callable[[int, int], Network],
    points: Floats,
    targets: Floats,
    descent: Callable[[Network], Descent],
    *,
    widths: Sequence[int],
    seeds: Sequence[int],
    steps: Sequence[int],
    gram: Callable[[Network, Floats], Floats] = initial_gram,
    confidence: float = 0.95,
) -> WidthStudy:
    """Train a network for each width and seed, and fit how its :func:`deviation` falls with m.

    :param draw: the network of a width and a seed.
    :param descent: its settings.
    :param steps: when outputs are compared, increasing.
    :param gram: the H of the linearised descent.

    >>> from freqbias.theory.descent import Loss
    >>> points = np.linspace(-3, 3, 30)
    >>> study = width_study(Network.drawn, points, np.cos(points),
    ...                     lambda network: network.descent(1, 30, Loss.HALF_MEAN),
    ...                     widths=[100, 1000, 10_000], seeds=range(4), steps=[10, 30])
    >>> -1 < study.law.exponent < 0
    True
    """
    if len(set(widths)) < 2 or len(widths) * len(seeds) < 3:  # before anything is trained
        raise InputError(
            f"widths {shown(list(widths))} and {len(seeds)} seeds are too few to fit an exponent"
        )
    deviations = np.empty((len(widths), len(seeds)))
    for i, width in enumerate(widths):
        for j, seed in enumerate(seeds):
            network = draw(integer("width", width, 1, 10**9), seed)
            deviations[i, j] = deviation(network, points, targets, descent(network), steps, gram)
    return WidthStudy(tuple(widths), deviations, PowerLaw.fitted(widths, deviations, confidence))
