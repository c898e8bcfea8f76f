"""Values, gradients and the empirical neural tangent kernel of a deep network, in JAX.

JAX chooses the device.  Products are asked for in full precision, because some accelerators would
round the factors of a float32 product to fewer bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.deep_networks.network import DeepNetwork, arithmetic
from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, integer, shown

if TYPE_CHECKING:
    from jax import Array

__all__ = ["Parameters", "empirical_kernel", "forward", "initial", "on_circle", "outputs"]


class Parameters(NamedTuple):
    """All parameters, arrays of one dtype: W_1 is (m, d), the other W_l (m, m), b_l and a (m,)."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    output: Array

    @property
    def dtype(self) -> str:
        """``float32`` or ``float64``."""
        return str(self.output.dtype)


def on_circle(angles: Any) -> Floats:
    """Unit inputs ``(cos x, sin x)``, shape (n, 2).

    >>> on_circle([0.0, np.pi / 2]).round(12)
    array([[1., 0.],
           [0., 1.]])
    """
    angles = np.asarray(angles, dtype=float)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def initial(network: DeepNetwork, seed: int, dtype: str = "float32") -> Parameters:
    """Independent Gaussian parameters, a function of network, seed and dtype.

    :raises InputError: without JAX, or for a seed or dtype that is none.

    >>> from freqbias.numerics.deep_networks.network import DeepNetwork
    >>> initial(DeepNetwork(depth=2, width=3), seed=0).weights[1].shape
    (3, 3)
    """
    integer("seed", seed, 0, 2**31 - 1)
    with arithmetic(dtype):
        import jax

        return _drawn(network)(jax.random.key(seed))


def forward(network: DeepNetwork, parameters: Parameters, inputs: Array) -> Array:
    """f at the inputs, shape (n, d) to (n,); to be traced by JAX."""
    return _layers(network, parameters, inputs, (0.0,) * network.depth)[0]


def _layers(
    network: DeepNetwork, parameters: Parameters, inputs: Array, shifts: tuple[Any, ...]
) -> tuple[Array, tuple[Array, ...]]:
    """f, and h_0, ..., h_L, where ``shifts``, numbers or shape (n, m), are added to pre-activations."""
    import jax
    import jax.numpy as jnp

    h = [inputs]
    for weights, bias, shift in zip(parameters.weights, parameters.biases, shifts, strict=True):
        product = jnp.matmul(h[-1], weights.T, precision="highest")
        h.append(network.unit_scale * jax.nn.relu(product + network.bias * bias + shift))
    return jnp.matmul(h[-1], parameters.output, precision="highest"), tuple(h)


def outputs(network: DeepNetwork, parameters: Parameters, inputs: Any) -> Floats:
    """f at n inputs, shape (n, d), as a NumPy array of the parameters' dtype.

    ReLU is homogeneous, so a network without bias is too:

    >>> from freqbias.numerics.deep_networks.network import DeepNetwork
    >>> network = DeepNetwork(depth=3, width=8)
    >>> f = outputs(network, initial(network, seed=0, dtype="float64"), [[1.0, 2.0], [3.0, 6.0]])
    >>> bool(abs(f[1] - 3 * f[0]) < 1e-12)
    True
    """
    with arithmetic(parameters.dtype):
        return np.asarray(_values(network)(parameters, inputs_of(network, inputs)))


def inputs_of(network: DeepNetwork, inputs: Any) -> NDArray[Any]:
    """The inputs as an array of shape (n, d).

    :raises InputError: for any other shape, or if they are not finite.
    """
    array = np.asarray(inputs, dtype=float)
    if array.ndim != 2 or array.shape[1] != network.inputs or array.size == 0:
        raise InputError(f"inputs of shape {shown(array.shape)} are not (n, {network.inputs})")
    if not np.isfinite(array).all():
        raise InputError("inputs are not all finite")
    return array


def empirical_kernel(network: DeepNetwork, parameters: Parameters, inputs: Any) -> Floats:
    """``K_ij = <grad f(x_i), grad f(x_j)>`` over all that is trained, shape (n, n) (2003.04560 (1)).

    With ``d_l = df/dz_l``, z_l the pre-activations, the gradient in W_l is the product of d_l and
    h_{l-1}, so ``K_ij = sum_l <d_l(x_i), d_l(x_j)> (<h_{l-1}(x_i), h_{l-1}(x_j)> + beta^2) +
    <h_L(x_i), h_L(x_j)>``: one pass backwards and n x n products, and no gradient is held in memory.
    For the NTK parameterisation with tau = 1 it tends to ``theory.depth.deep(L)``, and on the
    diagonal its mean is L + 1 at every width; with first and last layer fixed L - 1.

    >>> from freqbias.numerics.deep_networks.network import DeepNetwork
    >>> network = DeepNetwork(depth=1, width=4)
    >>> empirical_kernel(network, initial(network, seed=0), on_circle([0.0, 1.0])).shape
    (2, 2)
    """
    with arithmetic(parameters.dtype):
        return np.asarray(_kernel(network)(parameters, inputs_of(network, inputs)))


@lru_cache(maxsize=32)
def _drawn(network: DeepNetwork) -> Callable[[Array], Parameters]:
    import jax

    m, depth, tau, normal = network.width, network.depth, network.deviation, jax.random.normal
    shapes = [(m, network.inputs), *[(m, m)] * (depth - 1)]

    def drawn(key: Array) -> Parameters:
        keys = jax.random.split(key, (3, depth))
        return Parameters(
            tuple(tau * normal(k, shape) for k, shape in zip(keys[0], shapes, strict=True)),
            tuple(network.bias_deviation * normal(k, (m,)) for k in keys[1]),
            tau * normal(keys[2, 0], (m,)),
        )

    return jax.jit(drawn)


@lru_cache(maxsize=32)
def _values(network: DeepNetwork) -> Callable[..., Array]:
    import jax

    return jax.jit(lambda parameters, inputs: forward(network, parameters, inputs))


@lru_cache(maxsize=32)
def _kernel(network: DeepNetwork) -> Callable[..., Array]:
    import jax
    import jax.numpy as jnp

    def products(rows: Array) -> Array:
        return jnp.matmul(rows, rows.T, precision="highest")

    def kernel(parameters: Parameters, inputs: Array) -> Array:
        def sum_of_values(shifts: tuple[Array, ...]) -> tuple[Array, tuple[Array, ...]]:
            values, h = _layers(network, parameters, inputs, shifts)
            return values.sum(), h  # f(x_i) depends on the i-th rows of the shifts alone

        none = (jnp.zeros((len(inputs), network.width), inputs.dtype),) * network.depth
        slopes, h = jax.grad(sum_of_values, has_aux=True)(none)
        factors = [
            products(d) * (products(a) + network.bias**2) for d, a in zip(slopes, h, strict=False)
        ]
        terms = [*factors, products(h[-1])]
        return sum(
            (k for k, moves in zip(terms, network.moving, strict=True) if moves), 0 * terms[-1]
        )

    return jax.jit(kernel)
