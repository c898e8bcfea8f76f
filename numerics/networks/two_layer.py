"""Two-layer networks on the circle: parameters, initialisation, outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import CirclePoints, Indices, arcs_of
from freqbias.numerics.networks.sums import scatter
from freqbias.theory.descent import Descent, Loss, Parameterisation
from freqbias.theory.errors import InputError, integer, nearest, shown
from freqbias.theory.kernels import (
    Kernel,
    both_layers,
    both_layers_bias,
    first_layer,
    first_layer_bias_unscaled,
)

__all__ = ["Network", "limit_kernel"]

_LIMITS = {
    "W": first_layer,
    "Wb": first_layer_bias_unscaled,
    "Wa": both_layers,
    "Wba": both_layers_bias,
}
_AMPLITUDES: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "signs": lambda random, width: random.choice([-1.0, 1.0], width),
    "normal": lambda random, width: random.standard_normal(width),
}


def limit_kernel(trained: str) -> Kernel:
    """The kernel that ``gain * H`` tends to as the width grows, zero-initialised bias.

    The gain is that of :class:`~freqbias.theory.descent.Parameterisation`, 1 for NTK.  Where a is
    trained the kernel is that of unit-variance weights, tau = 1; otherwise it is that of every tau.

    >>> limit_kernel("Wb").name
    'first_layer_bias_unscaled'
    """
    if trained not in _LIMITS:
        raise nearest("choice of trained parameters", trained, _LIMITS)
    return _LIMITS[trained]


@dataclass(frozen=True, eq=False)
class Network:
    """``f(x) = s sum_r a_r relu(w_r . x + b_r)`` for x on the unit circle (2003.04560 (2)).

    :param units: one row ``(w_1, w_2, b, a)`` for each of the m units, shape (m, 4).
    :param trained: ``"W"``, ``"Wb"``, ``"Wa"`` or ``"Wba"``; the rest stays as it is.
    :param parameterisation: the factor s, m^(-1/2) in the paper.
    :raises InputError: naming the argument, its value and the relation it breaks.

    >>> unit = Network(np.array([[1.0, 0.0, 0.0, 2.0]]))
    >>> unit(np.array([0.0, np.pi / 3, np.pi])).round(12)
    array([2., 1., 0.])
    """

    units: Floats
    trained: str = "Wb"
    parameterisation: Parameterisation = Parameterisation.NTK

    def __post_init__(self) -> None:
        limit_kernel(self.trained)
        units = np.ascontiguousarray(self.units, dtype=float)
        if units.ndim != 2 or units.shape[1] != 4 or not len(units) or not np.isfinite(units).all():
            raise InputError(
                f"units of shape {shown(units.shape)} are not rows of 4 finite numbers"
            )
        object.__setattr__(self, "units", units)

    @classmethod
    def drawn(
        cls,
        width: int,
        seed: int,
        *,
        trained: str = "Wb",
        weight_scale: float = 1.0,
        bias_scale: float = 0.0,
        amplitudes: Literal["signs", "normal"] = "signs",
        parameterisation: Parameterisation = Parameterisation.NTK,
    ) -> Network:
        """A network at initialisation: ``w ~ N(0, tau^2 I)``, ``b ~ N(0, beta^2)``.

        :param weight_scale: tau > 0.
        :param bias_scale: beta >= 0; 0 is zero-initialised, as in the paper's experiments.
        :param amplitudes: a is +-1 with equal chances, or N(0, 1).

        >>> network = Network.drawn(4000, seed=0, weight_scale=0.2)
        >>> network.width, set(network.amplitudes) == {-1, 1}
        (4000, True)
        """
        integer("width", width, 1, 10**9)
        _check_scale("weight_scale", weight_scale, weight_scale > 0, "positive")
        _check_scale("bias_scale", bias_scale, bias_scale >= 0, "non-negative")
        random = np.random.default_rng(seed)
        if amplitudes not in _AMPLITUDES:
            raise nearest("amplitudes", str(amplitudes), _AMPLITUDES)
        weights = weight_scale * random.standard_normal((width, 2))
        bias = bias_scale * random.standard_normal(width)
        units = np.column_stack([weights, bias, _AMPLITUDES[amplitudes](random, width)])
        return cls(units, trained, parameterisation)

    @property
    def width(self) -> int:
        """m."""
        return len(self.units)

    @property
    def weights(self) -> Floats:
        """w, shape (m, 2)."""
        return self.units[:, :2]

    @property
    def bias(self) -> Floats:
        """b, shape (m,)."""
        return self.units[:, 2]

    @property
    def amplitudes(self) -> Floats:
        """a, shape (m,)."""
        return self.units[:, 3]

    @property
    def by_angle(self) -> Indices:
        """The units in the order of the angles of w: a pass over them is one over sorted points."""
        return np.argsort(np.arctan2(self.units[:, 1], self.units[:, 0]), kind="stable")

    @property
    def gain(self) -> float:
        """``m s^2``."""
        return float(self.parameterisation.gain(self.width))

    @property
    def scale(self) -> float:
        """s."""
        return float(np.sqrt(self.gain / self.width))

    def __call__(self, points: Floats) -> Floats:
        """The outputs at n angles in radians, shape (n,), in O((n + m) log n)."""
        circle, units = CirclePoints(points), self.units[self.by_angle]
        return self.scale * scatter(units[:, 3:] * units[:, :3], arcs_of(units, circle), circle)

    def moved(self, units: Floats) -> Network:
        """The same network with other parameters."""
        return replace(self, units=units)

    def descent(self, step_size: Any, samples: int, loss: Loss = Loss.HALF) -> Descent:
        """The settings of gradient descent on this network: exact step size, samples, loss."""
        return Descent(step_size, samples, loss, self.parameterisation, self.width)


def _check_scale(name: str, value: float, holds: bool, relation: str) -> None:
    if not (holds and np.isfinite(value)):
        raise InputError(f"{name} {shown(value)} is not a {relation} number")
