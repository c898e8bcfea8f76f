"""Training as the user states it: learning rate, samples, batch; and what a step and an epoch are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from freqbias.numerics.flow import Flow
from freqbias.theory.descent import Descent, Loss, Parameterisation
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.exact import exact_number, sign

__all__ = ["Training"]


@dataclass(frozen=True)
class Training:
    """Gradient descent on n samples, in batches of b.

    Batches are assumed to be drawn evenly from the density, and only the mean path is followed: a step
    is then one of full-batch descent on b samples, and n/b of them are an epoch.

    :param step_size: eta, exact.
    :param batch: b; by default all n samples, so that an epoch is a step.
    :param width: m; needed unless the parameterisation is NTK, where it has no effect.

    >>> import sympy as sp
    >>> training = Training(sp.Rational(1, 1000), 10_000, batch=100)
    >>> training.descent.time_per_step, training.steps_per_epoch
    (1/10, 100)
    """

    step_size: Any
    samples: int
    loss: Loss = Loss.HALF
    parameterisation: Parameterisation = Parameterisation.NTK
    width: int | None = None
    batch: int | None = None

    def __post_init__(self) -> None:
        if sign(exact_number(self.step_size, "learning rate")) <= 0:
            raise InputError(f"learning rate {shown(self.step_size)} is not positive")
        integer("samples", self.samples, 1, 10**12)
        integer("batch size", self.batch_size, 1, self.samples)
        if self.width is None and self.parameterisation is not Parameterisation.NTK:
            name = self.parameterisation.value
            raise InputError(f"width is not given, but the {name} parameterisation scales with it")
        _ = self.descent  # which checks the rest

    @property
    def batch_size(self) -> int:
        """b."""
        return self.samples if self.batch is None else self.batch

    @property
    def descent(self) -> Descent:
        """One step."""
        width = 1 if self.width is None else self.width
        return Descent(self.step_size, self.batch_size, self.loss, self.parameterisation, width)

    @property
    def time_per_step(self) -> float:
        """Operator time of a step."""
        return float(self.descent.time_per_step)

    @property
    def steps_per_epoch(self) -> Any:
        """n/b."""
        whole, rest = divmod(self.samples, self.batch_size)
        return whole if not rest else self.samples / self.batch_size

    def applied(self, flow: Flow) -> Flow:
        """The flow of these steps.

        :raises InputError: if they are too long to be stable; the largest stable rate is named.
        """
        largest = 2 / float(flow.eigenvalues[0])
        if self.time_per_step >= largest:
            rate = float(self.step_size) * largest / self.time_per_step
            raise InputError(
                f"learning rate {float(self.step_size):g} advances operator time by "
                f"{self.time_per_step:.4g} a step, not below 2/lambda_max = {largest:.4g}, where "
                f"descent diverges; the largest stable one is {rate:.4g}"
            )
        return flow.descent(self.time_per_step)
