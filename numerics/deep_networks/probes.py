"""Deep ReLU networks with first and last layer fixed, layer by layer, in NumPy (2003.04560, D.1).

``h_0 = relu(A x)``, ``h_l = relu(W_l h_{l-1})`` for l = 1, ..., L, ``u = B . h_L``, width m,
independent entries ``A, W_l ~ N(0, 2/m)`` and ``B ~ N(0, tau^2)``.  D_l marks the units with
``(W_l h_{l-1})_j >= 0``.  Here the layers are seen, not only the outputs: what the lemmas of
appendix D are about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, integer, shown

__all__ = ["Pass", "Probe"]

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Probe:
    """The weights of a network.

    :param first: A, shape (m, d).
    :param inner: W_1, ..., W_L, each of shape (m, m).
    :param last: B, shape (m,).

    >>> probe = Probe.drawn(width=16, depth=3, seed=0)
    >>> x = np.eye(2)
    >>> bool(np.allclose(probe(2 * x).outputs, 2 * probe(x).outputs))
    True
    """

    first: Floats
    inner: tuple[Floats, ...]
    last: Floats

    @classmethod
    def drawn(
        cls, width: int, depth: int, seed: int, *, tau: float = 1.0, inputs: int = 2
    ) -> Probe:
        """A network at initialisation, a function of the arguments; ``inputs`` is d."""
        for name, value in (("width", width), ("depth", depth), ("inputs", inputs)):
            integer(name, value, 1, 10**6)
        random, scale = np.random.default_rng(seed), np.sqrt(2 / width)
        first = scale * random.standard_normal((width, inputs))
        inner = tuple(scale * random.standard_normal((width, width)) for _ in range(depth))
        return cls(first, inner, tau * random.standard_normal(width))

    def __call__(self, inputs: Floats) -> Pass:
        """All layers at n inputs, shape (n, d)."""
        inputs = np.asarray(inputs, dtype=float)
        if inputs.ndim != 2 or inputs.shape[1] != self.first.shape[1]:
            raise InputError(
                f"inputs of shape {shown(inputs.shape)} are not (n, {self.first.shape[1]})"
            )
        hidden, active = [np.maximum(inputs @ self.first.T, 0)], []
        for weights in self.inner:
            before = hidden[-1] @ weights.T
            active.append(before >= 0)
            hidden.append(np.where(active[-1], before, 0))
        return Pass(self, tuple(hidden), tuple(active))

    def moved(self, changes: Iterable[Floats | float]) -> Probe:
        """The network with ``W_l + change_l`` in place of W_l; 0 leaves a layer as it is."""
        pairs = zip(self.inner, changes, strict=True)
        return replace(self, inner=tuple(weights + change for weights, change in pairs))


@dataclass(frozen=True, eq=False)
class Pass:
    """A network at n inputs.

    :param hidden: h_0, ..., h_L, each of shape (n, m).
    :param active: the diagonals of D_1, ..., D_L, each of shape (n, m).
    """

    probe: Probe
    hidden: tuple[Floats, ...]
    active: tuple[Marks, ...]

    @property
    def outputs(self) -> Floats:
        """u, shape (n,)."""
        return np.asarray(self.hidden[-1] @ self.probe.last)

    @cached_property
    def sensitivities(self) -> tuple[Floats, ...]:
        """``B D_L W_L ... W_{l+1} D_l``, the slopes of u in ``W_l h_{l-1}``, for l = 1, ..., L."""
        last = np.broadcast_to(self.probe.last, self.active[-1].shape)
        return self.carried_back(last, len(self.active))

    def carried_back(self, rows: Floats, layer: int) -> tuple[Floats, ...]:
        """``y D_l W_l ... W_{a+1} D_a`` for rows y, shape (n, m), l the layer and a = 1, ..., l."""
        found = [np.where(self.active[layer - 1], rows, 0)]
        for below in range(layer - 1, 0, -1):
            found.append(np.where(self.active[below - 1], found[-1] @ self.probe.inner[below], 0))
        return tuple(reversed(found))

    @property
    def layer_kernels(self) -> tuple[Floats, ...]:
        """``<du_i/dW_l, du_j/dW_l>`` for l = 1, ..., L, each of shape (n, n)."""
        pairs = zip(self.hidden, self.sensitivities, strict=False)
        return tuple((h @ h.T) * (d @ d.T) for h, d in pairs)

    @property
    def kernel(self) -> Floats:
        """H, the sum over the layers, shape (n, n).

        The mean of its diagonal is L m tau^2/2 at every width, up to 2^-m for dead networks:

        >>> x = np.eye(2)
        >>> draws = [Probe.drawn(64, 2, seed)(x).kernel[0, 0] for seed in range(400)]
        >>> bool(abs(np.mean(draws) / 64 - 1) < 4 * np.std(draws) / 64 / 20)
        True
        """
        return np.asarray(sum(self.layer_kernels))

    def gradient(self, residuals: Floats) -> tuple[Floats, ...]:
        """The gradients of ``Phi = sum (u_i - y_i)^2/2`` in W_1, ..., W_L; residuals are u - y."""
        pairs = zip(self.hidden, self.sensitivities, strict=False)
        return tuple((residuals[:, None] * d).T @ h for h, d in pairs)
