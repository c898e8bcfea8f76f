"""From steps of gradient descent to operator time: the one place where the scalings are stated.

Gradient flow of the operator is ``u' = T (g - u)``, ``(T f)(x) = integral k(x - z) p(z) f(z) dz``.  On
n samples of the density p, ``H_ij = k(x_i - x_j)`` and H/n tends to T (2003.04560 (7)).  A network
``f = s sum_r a_r relu(w_r.x + b_r)`` of width m with ``s = m^(-1/2)`` has kernel k: with unit inputs, W
and b trained, ``first_layer_bias_unscaled``, twice the kernel printed in (10).  Another factor s
multiplies it by ``m s^2``.  One step of size eta on a loss ``c sum_i (f(x_i) - y_i)^2`` is

    u <- u - 2 c eta m s^2 H (u - y),        so it advances operator time by  eta 2 c n m s^2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import sympy as sp

from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.exact import exact_number, sign

__all__ = ["Descent", "Loss", "Parameterisation"]


class Loss(Enum):
    """``c sum_i (f(x_i) - y_i)^2``; the paper's (4) is HALF."""

    SUM = "sum"  # c = 1
    HALF = "half"  # c = 1/2
    MEAN = "mean"  # c = 1/n
    HALF_MEAN = "half-mean"  # c = 1/(2 n)

    def curvature(self, samples: int) -> Any:
        """``2 c n``: how often H/n stands in the gradient."""
        n = sp.Integer(samples)
        curvatures = {Loss.SUM: 2 * n, Loss.HALF: n, Loss.MEAN: 2 * n / n, Loss.HALF_MEAN: n / n}
        return curvatures[self]

    def factor(self, samples: int) -> Any:
        """c for n samples.

        >>> Loss.HALF_MEAN.factor(100)
        1/200
        """
        return self.curvature(samples) / (2 * samples)


class Parameterisation(Enum):
    """The factor s in front of the sum over units; the paper's (2) is NTK."""

    NTK = "ntk"  # s = m^(-1/2)
    STANDARD = "standard"  # s = 1
    MEAN_FIELD = "mean-field"  # s = 1/m

    def gain(self, width: int) -> Any:
        """``m s^2``: the network's kernel over the kernel of the NTK parameterisation."""
        m = sp.Integer(width)
        return {Parameterisation.NTK: m / m, Parameterisation.STANDARD: m}.get(self, 1 / m)


@dataclass(frozen=True)
class Descent:
    """Full-batch gradient descent: step size, samples, loss, and how the network is scaled.

    :param step_size: eta > 0, exact.
    :param samples: how many, n.
    :param width: m; without effect in the NTK parameterisation.
    :raises InputError: naming the argument, its value and the relation it breaks.

    The settings of figure 7 advance operator time by 2.936 in a step:

    >>> Descent(sp.Rational(4, 1000), 734).time_per_step
    367/125
    >>> Descent(sp.Rational(4, 1000), 734, Loss.MEAN).time_per_step
    1/125
    """

    step_size: Any
    samples: int
    loss: Loss = Loss.HALF
    parameterisation: Parameterisation = Parameterisation.NTK
    width: int = 1

    def __post_init__(self) -> None:
        step = exact_number(self.step_size, "step size")
        if sign(step) <= 0:
            raise InputError(f"step size {shown(self.step_size)} is not positive")
        object.__setattr__(self, "step_size", step)
        integer("samples", self.samples, 1, 10**12)
        integer("width", self.width, 1, 10**12)

    @property
    def time_per_step(self) -> Any:
        """Operator time that one step advances, ``eta 2 c n m s^2``."""
        gain = self.loss.curvature(self.samples) * self.parameterisation.gain(self.width)
        return self.step_size * gain

    def steps(self, time: Any) -> Any:
        """How many steps make an operator time, not rounded."""
        return time / self.time_per_step
