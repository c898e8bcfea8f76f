"""How far a trained deep network is from descent with a fixed kernel: theorem 2 of 2003.04560.

The residuals of full-batch descent are compared with ``l_t = (I - 2 c eta H)^t r_0``, ``r_0 = f_0 - y``
(:class:`freqbias.numerics.networks.linear.LinearDescent`), over ``|y|``, in two ways: ``|r_t - l_t|``,
and what the theorem bounds, ``||r_t| - |l_t||``, which is at most the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from freqbias.numerics.deep_networks.model import (
    Parameters,
    empirical_kernel,
    initial,
    on_circle,
)
from freqbias.numerics.deep_networks.network import DeepNetwork, Trained
from freqbias.numerics.deep_networks.training import Training, train
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.networks.linear import LinearDescent
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, named

__all__ = ["Deviations", "Run", "initial_gram", "limit_gram", "limit_kernel"]

Gram = Callable[[DeepNetwork, Parameters, Floats], Floats]
_FAMILY = {Trained.ALL: "deep", Trained.INNER: "deep_inner"}


def limit_kernel(network: DeepNetwork) -> Kernel:
    """The kernel that the network's tends to as the width grows, over ``network.kernel_gain``.

    :raises InputError: for a network with bias.

    >>> limit_kernel(DeepNetwork(3, 256)).name
    'deep:3'
    """
    if network.bias:
        raise InputError(f"bias {network.bias} is not 0: the limit is known without bias alone")
    return named(f"{_FAMILY[network.trained]}:{network.depth}")


def limit_gram(network: DeepNetwork, parameters: Parameters, points: Floats) -> Floats:
    """The Gram matrix of the kernel of infinite width, gain included, whatever the parameters."""
    return network.kernel_gain * gram_matrix(limit_kernel(network), points)


def initial_gram(network: DeepNetwork, parameters: Parameters, points: Floats) -> Floats:
    """The network's own kernel."""
    return np.asarray(empirical_kernel(network, parameters, on_circle(points)), dtype=float)


@dataclass(frozen=True)
class Deviations:
    """The largest over the steps that were recorded, over ``|y|``.

    :param vectors: ``|r_t - l_t|/|y|``.
    :param norms: ``||r_t| - |l_t||/|y|``.
    """

    vectors: float
    norms: float


@dataclass(frozen=True, eq=False)
class Run:
    """A full-batch training on angles, and what it is compared with descent by a fixed kernel for.

    :param start: the parameters at the start.
    :param steps: when outputs were recorded, shape (k,), the first 0.
    :param residuals: ``f_t - y``, shape (k, n).
    """

    network: DeepNetwork
    start: Parameters
    points: Floats
    targets: Floats
    descent: Descent
    steps: Any
    residuals: Floats

    @classmethod
    def trained(
        cls,
        network: DeepNetwork,
        seed: int,
        points: Floats,
        targets: Floats,
        descent: Descent,
        *,
        records: int,
        every: int,
    ) -> Run:
        """From parameters drawn with the seed, so many records, so many steps apart.

        :raises InputError: without JAX, or for numbers or shapes that do not fit.
        """
        start, inputs = initial(network, seed), on_circle(points)
        training = Training(
            float(descent.step_size), records * every, descent.loss, epochs_per_record=every
        )
        history = train(network, start, inputs, targets, training, inputs)
        residuals = np.asarray(history.outputs, dtype=float) - targets
        return cls(network, start, points, targets, descent, history.epochs, residuals)

    def deviations(self, gram: Gram, beginning: Floats | None = None) -> Deviations:
        """From ``l_t = (I - 2 c eta H)^t l_0``.

        :param gram: the H, as :func:`limit_gram` or :func:`initial_gram` give it.
        :param beginning: l_0; by default r_0, what training begins with.

        >>> from freqbias.theory.descent import Loss
        >>> points = np.linspace(-3, 3, 10)
        >>> run = Run.trained(DeepNetwork(2, 512), 0, points, np.cos(points),
        ...                   Descent(1, 10, Loss.HALF_MEAN), records=2, every=5)
        >>> found = run.deviations(initial_gram)
        >>> found.norms <= found.vectors < 0.2
        True
        """
        h = gram(self.network, self.start, self.points)
        first = self.residuals[0] if beginning is None else beginning
        linear = LinearDescent.of(h, first, self.descent).residuals(self.steps)
        scale = _sizes(self.targets)
        apart = np.abs(_sizes(self.residuals) - _sizes(linear))
        vectors = _sizes(self.residuals - linear)
        return Deviations(float(vectors.max() / scale), float(apart.max() / scale))


def _sizes(values: Floats) -> Floats:
    return np.asarray(np.linalg.norm(values, axis=-1))
