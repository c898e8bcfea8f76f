"""Gradient descent of a deep ReLU network with first and last layer fixed: errors, ways, kernels.

It starts from a :class:`~freqbias.numerics.deep_networks.probes.Probe`.

The loss is ``Phi = sum (u_i - y_i)^2/2`` and a step ``W_l <- W_l - eta dPhi/dW_l``
(2003.04560, D.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from freqbias.numerics.deep_networks.probes import Pass, Probe
from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError

__all__ = ["Course", "course", "descended", "linearisation_error"]


def descended(probe: Probe, inputs: Floats, targets: Floats, step_size: float) -> Iterator[Pass]:
    """The network at its inputs after 0, 1, 2, ... steps."""
    while True:
        seen = probe(inputs)
        yield seen
        slopes = seen.gradient(seen.outputs - targets)
        probe = probe.moved(-step_size * slope for slope in slopes)


def linearisation_error(
    probe: Probe, inputs: Floats, targets: Floats, step_size: float, steps: int
) -> float:
    """The greatest ``norm(e(t))/sqrt(Phi(t))``, ``e = u(t+1) - u(t) + eta H(t) (u(t) - y)``, t < steps.

    It is of second order in the step, and 0 for one layer within which no unit is switched:

    >>> probe, x = Probe.drawn(256, 2, seed=0), np.eye(2)
    >>> y = np.array([1.0, -1.0])
    >>> errors = [linearisation_error(probe, x, y, eta, steps=1) for eta in (1e-5, 1e-6)]
    >>> 10 < errors[0] / errors[1] < 1000
    True
    """
    found, passes = 0.0, descended(probe, inputs, targets, step_size)
    seen = next(passes)
    for _ in range(steps):
        after, residuals = next(passes), seen.outputs - targets
        error = after.outputs - seen.outputs + step_size * seen.kernel @ residuals
        found = max(found, float(np.linalg.norm(error) / np.sqrt(residuals @ residuals / 2)))
        seen = after
    return found


@dataclass(frozen=True)
class Course:
    """What a descent to a share of the first loss comes to.

    :param steps: that were made.
    :param way: ``norm_F(W(t) - W(0))`` at the end, over all layers.
    :param slowest: the least 1 - Phi(t+1)/Phi(t) of a step.
    :param drift: ``norm(H(t) - H(0))`` at the end, spectral.
    """

    steps: int
    way: float
    slowest: float
    drift: float


def course(
    probe: Probe, inputs: Floats, targets: Floats, step_size: float, share: float, most: int
) -> Course:
    """Descend until Phi is at most a share of what it was.

    :param most: steps after which to give up.
    :raises InputError: if it has not got there by then.

    >>> probe, x, y = Probe.drawn(128, 1, seed=0), np.eye(2), np.array([1.0, -1.0])
    >>> found = course(probe, x, y, step_size=0.005, share=0.01, most=1000)
    >>> 0 < found.way < 1 and 0 < found.slowest < 1
    True
    """
    losses: list[float] = []
    for seen in descended(probe, inputs, targets, step_size):
        losses.append(float(np.sum((seen.outputs - targets) ** 2)))
        if losses[-1] <= share * losses[0] or len(losses) > most:
            break
    if not losses[-1] <= share * losses[0]:
        raise InputError(
            f"after {most} steps the loss is {losses[-1] / losses[0]:.3g} of the first"
        )
    squares = (
        np.sum((after - before) ** 2)
        for after, before in zip(seen.probe.inner, probe.inner, strict=True)
    )
    falls = 1 - np.divide(losses[1:], losses[:-1])
    drift = np.linalg.norm(seen.kernel - probe(inputs).kernel, 2)
    return Course(len(falls), float(np.sqrt(sum(squares))), float(falls.min()), float(drift))
