"""What a deep network is: depth, width, scalings; and where JAX is asked for.

``h_0 = x``, ``h_l = s relu(W_l h_{l-1} + beta b_l)`` for l = 1, ..., L, ``f = a . h_L``, with width m
and independent entries N(0, tau^2) of all W_l and a.  In the NTK parameterisation ``s = (2/m)^(1/2)``
(2003.04560 (3), c_sigma = 2), in the standard one s = 1.  Nothing here imports JAX.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from math import isfinite, sqrt

from freqbias.theory.descent import Parameterisation
from freqbias.theory.errors import InputError, integer, shown

__all__ = ["DeepNetwork", "Trained", "arithmetic", "non_negative", "require_jax"]

_DTYPES = ("float32", "float64")


def non_negative(name: str, value: float) -> float:
    """The value, if it is a finite number >= 0.

    >>> non_negative("step size", -1.0)
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: step size -1.0 is not a finite number >= 0
    """
    if not (isinstance(value, (int, float)) and isfinite(value) and value >= 0):
        raise InputError(f"{name} {shown(value)} is not a finite number >= 0")
    return float(value)


class Trained(Enum):
    """Which layers move, each with its bias; the others stay as they were drawn."""

    ALL = "all layers"
    INNER = "all layers but the first and the last"  # theorem 2 of 2003.04560


@dataclass(frozen=True)
class DeepNetwork:
    """A fully connected ReLU network of L hidden layers of m units and one linear output.

    :param depth: L >= 1, hidden layers; ``deep(L)`` is its kernel for infinite width, or
        ``deep_inner(L)`` where the first and the last layer are fixed.
    :param width: m.
    :param parameterisation: NTK or STANDARD, the factor s behind each hidden layer.
    :param deviation: tau, the standard deviation of weights at the start.
    :param bias: beta, the factor of the biases; 0 is the network without bias.
    :param bias_deviation: standard deviation of b_l at the start.
    :param inputs: d, the dimension of x; 2 on the circle.
    :param trained: which layers move; INNER are W_2, ..., W_L, so none for L = 1.
    :raises InputError: naming the argument, its value and the relation it breaks.

    The network of figure 1 of 2003.04560; its kernel at the start is this much that of ``deep(10)``:

    >>> network = DeepNetwork(10, 256, Parameterisation.STANDARD, deviation=0.1)
    >>> round(network.kernel_gain, 3)
    11.806
    """

    depth: int
    width: int
    parameterisation: Parameterisation = Parameterisation.NTK
    deviation: float = 1.0
    bias: float = 0.0
    bias_deviation: float = 0.0
    inputs: int = 2
    trained: Trained = Trained.ALL

    def __post_init__(self) -> None:
        for name, most in (("depth", 1000), ("width", 10**6), ("inputs", 10**6)):
            integer(name, getattr(self, name), 1, most)
        for name in ("deviation", "bias", "bias_deviation"):
            non_negative(name.replace("_", " "), getattr(self, name))
        if self.parameterisation not in (Parameterisation.NTK, Parameterisation.STANDARD):
            raise InputError(
                f"parameterisation {shown(self.parameterisation)} is neither NTK nor STANDARD, "
                f"the two that are defined at every depth"
            )

        if not isinstance(self.trained, Trained):
            raise InputError(f"trained {shown(self.trained)} is neither ALL nor INNER")

    @property
    def moving(self) -> tuple[bool, ...]:
        """Whether each of W_1, ..., W_L and, last, a is trained; a bias moves with its weights.

        >>> DeepNetwork(3, 8, trained=Trained.INNER).moving
        (False, True, True, False)
        """
        ends, inner = self.trained is Trained.ALL, (True,) * (self.depth - 1)
        return (ends, *inner, ends)

    @property
    def unit_scale(self) -> float:
        """The factor s behind each hidden layer."""
        return sqrt(2 / self.width) if self.parameterisation is Parameterisation.NTK else 1.0

    @property
    def kernel_gain(self) -> float:
        """``(m s^2 tau^2/2)^L``: the network's kernel over that of tau = 1, without bias, unit inputs.

        A hidden layer multiplies the mean square of activations, and of gradients on their way
        back, by ``r = m s^2 tau^2/2``; the gradient in W_l passes L - l + 1 layers backwards and
        l - 1 forwards, that in a passes L forwards, so that every term of the sum has r^L.
        """
        return float((self.width * (self.unit_scale * self.deviation) ** 2 / 2) ** self.depth)


def require_jax() -> None:
    """Nothing, if JAX can be imported.

    :raises InputError: with the command that installs it, otherwise.
    """
    try:
        import jax  # noqa: F401
    except ImportError:
        raise InputError(
            'deep networks need JAX, which is not installed: pip install "freqbias[networks]"'
        ) from None


@contextmanager
def arithmetic(dtype: str) -> Iterator[None]:
    """Inside, JAX computes with ``dtype``; its global setting is as it was afterwards.

    :raises InputError: without JAX, or if the dtype is neither float32 nor float64.
    """
    if dtype not in _DTYPES:
        raise InputError(f"dtype {shown(dtype)} is neither float32 nor float64")
    require_jax()
    import jax

    with jax.enable_x64(dtype == "float64"):
        yield
