"""The recursion of deep ReLU networks, c_sigma = 2, for any choice of trained layers.

A layer takes the covariance ``Sigma_h = q_h cos(theta_h)`` of its pre-activations to

    Sigma_{h+1} = 2 q_h E[relu relu] + beta^2 = q_h k1(cos theta_h) + beta^2,
    k1(cos theta) = cos theta + (sin theta - theta cos theta)/pi,

and the tangent kernel to ``Theta_{h+1} = Theta_h (1 - theta_h/pi) + Sigma_{h+1}``, where the last term
is the gradient of the new layer: it is there if that layer is trained.  (2003.04560 (6) for beta = 0;
:mod:`freqbias.derivations.depth` derives it from the network.)

Without clipping or cancellation at theta = 0 an angle follows from

    sin^2(theta_{h+1}/2) = q_h/q_{h+1} (sin^2(theta_h/2) - (sin theta_h - theta_h cos theta_h)/(2 pi)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import integer
from freqbias.theory.exact import positive
from freqbias.theory.kernel import Kernel

__all__ = ["MOST_LAYERS", "DeepKernel", "Recursion", "deep", "deep_bias", "deep_inner", "half_sine"]

MOST_LAYERS = 1000


def half_sine(angle: Any, ratio: Any = 1) -> Any:
    """``sin^2`` of half the next angle; ``ratio`` is q_h/q_{h+1}.

    >>> half_sine(sp.pi)
    1/2
    """
    lost = (sp.sin(angle) - angle * sp.cos(angle)) / (2 * sp.pi)
    return ratio * (sp.sin(angle / 2) ** 2 - lost)


@dataclass(frozen=True)
class Recursion:
    """A deep network as far as its tangent kernel goes.

    :param depth: L >= 1, the number of hidden layers; there are L + 1 layers of weights.
    :param trained: which of them are trained, as the range of the h whose ``Sigma_h`` are added:
        h = 0 is the first layer and h = L the last.
    :param bias: beta^2, the variance of the biases, which are trained with their layers.

    ``Theta_L = sum_{h trained} Sigma_h prod_{j=h}^{L-1} (1 - theta_j/pi)``.

    >>> Recursion(2, range(3), sp.Rational(1, 4)).variance(1)
    3/2
    """

    depth: int
    trained: range
    bias: Any = sp.S.Zero

    def variance(self, layer: int) -> Any:
        """``q_h = Sigma_h(0) = 1 + (h + 1) beta^2``."""
        return 1 + (layer + 1) * self.bias

    def ratio(self, layer: int) -> Any:
        """``q_h/q_{h+1}``, which is 1 without bias."""
        return self.variance(layer) / self.variance(layer + 1)

    def source(self, layer: int, angle: Any) -> Any:
        """What the gradient of a layer adds: ``q_h cos(theta_h)``, or 0 if it is not trained."""
        return self.variance(layer) * sp.cos(angle) if layer in self.trained else sp.Integer(0)

    def definitions(self) -> Iterator[tuple[Any, Any]]:
        """``theta_h`` and ``Theta_h`` in turn, each in the one before; the last is ``Theta_L``."""
        angle = THETA
        if self.bias != 0:
            angle = _symbol("theta", 0)
            yield angle, 2 * sp.asin(sp.sin(THETA / 2) / sp.sqrt(self.variance(0)))
        total = self.source(0, angle)
        for layer in range(1, self.depth + 1):
            passed, angle_before = total * (1 - angle / sp.pi), angle
            if layer < self.depth or layer in self.trained:
                angle = _symbol("theta", layer)
                yield angle, 2 * sp.asin(sp.sqrt(half_sine(angle_before, self.ratio(layer - 1))))
            total = _symbol("Theta", layer)
            yield total, passed + self.source(layer, angle)


def _symbol(name: str, layer: int) -> Any:
    return sp.Symbol(f"{name}_{layer}", real=True)


@dataclass(frozen=True, repr=False)
class DeepKernel(Kernel):
    """A kernel whose definitions are those of a recursion, up to a constant factor.

    :param recursion: the network.

    >>> deep(30)
    kernel deep:30: k(theta) = Theta_30, 60 definitions
    gradients of all layers; c_sigma = 2, no bias; k(0) = 31
    """

    recursion: Recursion = field(kw_only=True)

    @property
    def factor(self) -> Any:
        """The constant in front of ``Theta_L``."""
        return self.expression / self.definitions[-1][0]

    def __str__(self) -> str:
        if self.recursion.depth <= 2:
            return super().__str__()
        return f"k(theta) = {self.expression}, {len(self.definitions)} definitions"

    @property
    def _formula(self) -> str:
        if self.recursion.depth <= 2:
            return super()._formula
        return f"k(\\theta) = {sp.latex(self.expression)}"


def _kernel(name: str, trained: str, normalisation: str, recursion: Recursion) -> DeepKernel:
    definitions = tuple(recursion.definitions())
    return DeepKernel(
        name, trained, normalisation, definitions[-1][0], definitions, recursion=recursion
    )


def deep(layers: int) -> DeepKernel:
    """The depth-L ReLU recursion without bias, all layers trained; L hidden layers, k(0) = L + 1.

    ``Theta_0 = cos(theta)``, ``Theta_{h+1} = Theta_h (1 - theta_h/pi) + cos(theta_{h+1})``
    (2003.04560 (6)).

    :raises InputError: unless 1 <= L <= 1000.

    >>> deep(3).at_zero
    4
    """
    integer("depth", layers, 1, MOST_LAYERS)
    recursion = Recursion(layers, range(layers + 1))
    return _kernel(f"deep:{layers}", "all layers", "c_sigma = 2, no bias", recursion)


def deep_bias(layers: int, beta: Any) -> DeepKernel:
    """The same with biases N(0, beta^2) in every layer, trained; k(0) = (L+1) (1 + (L+2) beta^2/2).

    ``Sigma_0 = cos(theta) + beta^2``, ``Sigma_{h+1} = q_h k1(Sigma_h/q_h) + beta^2``,
    ``q_h = 1 + (h + 1) beta^2``.

    :param beta: exact positive number, standard deviation of a bias relative to the weights'.
    :raises InputError: unless 1 <= L <= 1000 and beta > 0.

    >>> deep_bias(2, 1).at_zero
    9
    """
    integer("depth", layers, 1, MOST_LAYERS)
    beta = positive(beta, "beta")
    recursion = Recursion(layers, range(layers + 1), beta**2)
    normalisation = f"c_sigma = 2, biases N(0, ({beta})^2)"
    return _kernel(f"deep_bias:{layers}:{beta}", "all layers", normalisation, recursion)


def deep_inner(layers: int) -> DeepKernel:
    """First and last layer fixed, as in theorem 2 of 2003.04560; no bias, k(0) = L - 1.

    ``Theta_L = sum_{h=1}^{L-1} cos(theta_h) prod_{j=h}^{L-1} (1 - theta_j/pi)``.

    :raises InputError: unless 2 <= L <= 1000: between one hidden layer's weights lies nothing.

    >>> deep_inner(2).expression, deep_inner(2).at_zero
    (Theta_2, 1)
    """
    integer("depth", layers, 2, MOST_LAYERS)
    recursion = Recursion(layers, range(1, layers))
    return _kernel(
        f"deep_inner:{layers}", "all layers but first and last", "c_sigma = 2, no bias", recursion
    )
