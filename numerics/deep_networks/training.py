"""Gradient descent of a deep network, full batch or mini batches, many steps in one dispatch.

A step on a batch of B points is ``theta <- theta - eta grad c sum_i (f(x_i) - y_i)^2`` with the
factor c of the loss for B samples (:mod:`freqbias.theory.descent`).  An epoch is a seeded permutation
of the points, cut into batches.  Epochs between two records are one call of a compiled program, a
``lax.scan`` over epochs around one over steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from freqbias.numerics.deep_networks.history import History
from freqbias.numerics.deep_networks.model import Parameters, forward, inputs_of, outputs
from freqbias.numerics.deep_networks.network import DeepNetwork, arithmetic, non_negative
from freqbias.theory.descent import Loss
from freqbias.theory.errors import InputError, integer, shown

if TYPE_CHECKING:
    from jax import Array

__all__ = ["Training", "batches", "train", "update"]


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    :param step_size: eta >= 0.
    :param epochs: passes over all points.
    :param batch: B, which divides the number of points; None is the full batch.
    :param epochs_per_record: epochs from one record, and one dispatch, to the next.
    :param seed: of the permutations.
    :raises InputError: naming the argument, its value and the relation it breaks.
    """

    step_size: float
    epochs: int
    loss: Loss = Loss.HALF
    batch: int | None = None
    epochs_per_record: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        non_negative("step size", self.step_size)
        integer("epochs", self.epochs, 0, 10**9)
        integer("epochs per record", self.epochs_per_record, 1, 10**9)
        integer("seed", self.seed, 0, 2**31 - 1)
        if self.epochs % self.epochs_per_record:
            raise InputError(
                f"epochs {self.epochs} are not a multiple of epochs per record "
                f"{self.epochs_per_record}"
            )

    def batch_of(self, points: int) -> int:
        """B for a number of points."""
        if self.batch is None:
            return points
        integer("batch", self.batch, 1, points)
        if points % self.batch:
            raise InputError(f"batch {self.batch} does not divide the number of points {points}")
        return self.batch


def update(
    network: DeepNetwork,
    loss: Loss,
    parameters: Parameters,
    inputs: Array,
    targets: Array,
    eta: Any,
) -> Parameters:
    """The parameters after one step on one batch, those of fixed layers as before; for JAX to trace."""
    import jax

    def objective(theta: Parameters) -> Array:
        residual = forward(network, theta, inputs) - targets
        return float(loss.factor(len(targets))) * (residual**2).sum()

    def moved(w: Array, slope: Array, moves: bool) -> Array:
        return w - eta * slope if moves else w

    *layers, last = network.moving
    moving: Any = Parameters(tuple(layers), tuple(layers), last)  # type: ignore[arg-type]
    updated: Parameters = jax.tree.map(moved, parameters, jax.grad(objective)(parameters), moving)
    return updated


def batches(key: Array, epoch: Any, points: int, batch: int) -> Array:
    """Indices of the points of each batch of an epoch, shape (points/batch, batch)."""
    import jax

    return jax.random.permutation(jax.random.fold_in(key, epoch), points).reshape(-1, batch)


def train(
    network: DeepNetwork,
    parameters: Parameters,
    inputs: Any,
    targets: Any,
    training: Training,
    watched: Any,
) -> History:
    """Train from the parameters given and record f at the watched inputs.

    :param inputs: shape (n, d); ``targets`` (n,); ``watched`` (k, d).
    :raises InputError: without JAX, if shapes do not fit, or if the batch does not divide n.

    >>> from freqbias.numerics.deep_networks import initial, on_circle, region_means
    >>> network = DeepNetwork(depth=2, width=64)
    >>> x = np.linspace(-np.pi, np.pi, 20, endpoint=False)
    >>> inputs, targets = on_circle(x), np.cos(x)
    >>> training = Training(0.1, epochs=800, loss=Loss.HALF_MEAN, epochs_per_record=400)
    >>> history = train(network, initial(network, 0), inputs, targets, training, inputs)
    >>> errors = region_means((history.outputs - targets) ** 2, (x >= 0).astype(int))
    >>> errors.shape, bool((errors[-1] < 0.01 * errors[0]).all())
    ((3, 2), True)
    """
    inputs, watched = inputs_of(network, inputs), inputs_of(network, watched)
    targets = np.asarray(targets, dtype=float)
    if targets.shape != inputs.shape[:1]:
        raise InputError(f"targets of shape {shown(targets.shape)} are not one for each input")
    every, batch = training.epochs_per_record, training.batch_of(len(inputs))
    records = [outputs(network, parameters, watched)]
    with arithmetic(parameters.dtype):
        import jax

        run, key = _epochs(network, training.loss, batch, every), jax.random.key(training.seed)
        data = [jax.device_put(np.asarray(a, parameters.dtype)) for a in (inputs, targets, watched)]
        for first in range(0, training.epochs, every):
            parameters, values = run(parameters, *data, training.step_size, key, first)
            records.append(np.asarray(values))
    return History(np.arange(len(records)) * every, np.stack(records), parameters)


@lru_cache(maxsize=32)
def _epochs(
    network: DeepNetwork, loss: Loss, batch: int, every: int
) -> Callable[..., tuple[Parameters, Array]]:
    """The compiled program from one record to the next."""
    import jax
    import jax.numpy as jnp

    def run(
        parameters: Parameters, x: Array, y: Array, watched: Array, eta: Any, key: Array, first: Any
    ) -> tuple[Parameters, Array]:
        def step(theta: Parameters, chosen: Array) -> tuple[Parameters, None]:
            return update(network, loss, theta, x[chosen], y[chosen], eta), None

        def epoch(theta: Parameters, number: Array) -> tuple[Parameters, None]:
            return jax.lax.scan(step, theta, batches(key, number, len(x), batch))

        parameters, _ = jax.lax.scan(epoch, parameters, first + jnp.arange(every))
        return parameters, forward(network, parameters, watched)

    return jax.jit(run)
