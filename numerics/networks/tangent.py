"""The empirical tangent kernel of a network on the circle, dense or as a product in O(n + m).

``H_ij = <grad f(x_i), grad f(x_j)>`` over the trained parameters (2003.04560 (1)).  With gather and
scatter of :mod:`freqbias.numerics.networks.sums`, ``H = s^2 scatter D gather`` where D is one symmetric
3 x 3 matrix for each unit,

    D_r = a_r^2 diag(1, 1, 0) [W trained] + a_r^2 diag(0, 0, 1) [b trained] + g_r g_r^T [a trained],
    g_r = (w_r, b_r).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.linalg import eigvalsh
from scipy.sparse.linalg import LinearOperator, eigsh

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import CirclePoints, Indices, arcs_of
from freqbias.numerics.networks.sums import accumulate, deposit, total, unfold
from freqbias.numerics.networks.two_layer import Network
from freqbias.theory.descent import Loss
from freqbias.theory.errors import InputError, shown

__all__ = ["TangentKernel", "kernel_change", "largest_step_size"]

_MOST_POINTS = 5000  # of a dense matrix
_FEW_POINTS = 30  # below which the Lanczos iteration has nothing to gain


@compiled
def _product(
    units: Floats,
    arcs: Indices,
    inputs: Floats,
    trained: tuple[float, float, float],
    vectors: Floats,
    sums: Floats,
    jumps: Floats,
    results: Floats,
) -> None:
    """H/s^2 times each row of ``vectors``, which are in order of the angles."""
    for row in range(len(vectors)):
        accumulate(vectors[row], inputs, sums)
        for r in range(len(units)):
            w, v, b, a = units[r, 0], units[r, 1], units[r, 2], units[r, 3]
            first, end = arcs[r, 0], arcs[r, 1]
            p, q, t = total(sums, first, end)
            along = trained[2] * (w * p + v * q + b * t)
            weight, bias = trained[0] * a * a, trained[1] * a * a
            z = (weight * p + along * w, weight * q + along * v, bias * t + along * b)
            deposit(jumps, first, end, z)
        unfold(jumps, inputs, results[row])


class TangentKernel:
    """``H_ij = <grad f(x_i), grad f(x_j)>`` of a network at the points given, shape (n, n).

    Its factor s^2 is that of the network's parameterisation: gradient descent on
    ``c sum (f - y)^2`` moves the outputs by ``-2 c eta H (f - y)`` to first order.  The mean over
    initialisations of ``H / gain`` is :func:`~freqbias.numerics.networks.two_layer.limit_kernel`.

    :param network: parameters, and which of them are trained.
    :param points: n angles in radians.

    >>> kernel = TangentKernel(Network.drawn(500, seed=0), np.linspace(-3, 3, 40))
    >>> vector = np.arange(40.0)
    >>> bool(np.allclose(kernel.product(vector), kernel.matrix() @ vector))
    True
    """

    def __init__(self, network: Network, points: Floats) -> None:
        self._circle = CirclePoints(points)
        self._scale = network.scale
        weights, bias, amplitudes = (float(letter in network.trained) for letter in "Wba")
        self._trained = (weights, bias, amplitudes)
        self._units = network.units[network.by_angle]
        self._arcs = arcs_of(self._units, self._circle)

    def __len__(self) -> int:
        return len(self._circle)

    def product(self, vectors: Floats) -> Floats:
        """``H v`` for v of shape (n,), or for the k columns of shape (n, k)."""
        vectors = np.asarray(vectors, dtype=float)
        n = len(self)
        if vectors.ndim not in (1, 2) or len(vectors) != n:
            raise InputError(f"vectors of shape {shown(vectors.shape)} do not have {n} rows")
        rows = np.atleast_2d(np.ascontiguousarray(self._circle.sorted(vectors).T))
        results = np.empty_like(rows)
        _product(
            self._units,
            self._arcs,
            self._circle.inputs,
            self._trained,
            rows,
            np.empty((n + 1, 3)),
            np.zeros((n + 1, 3)),
            results,
        )
        product = self._circle.restored(np.ascontiguousarray(results.T))
        return self._scale**2 * product.reshape(vectors.shape)

    def matrix(self) -> Floats:
        """H, dense, from its n columns in O(n (n + m)).

        :raises InputError: for more than 5000 points.
        """
        if len(self) > _MOST_POINTS:
            raise InputError(f"{len(self)} points are more than {_MOST_POINTS}; use the product")
        return self.product(np.eye(len(self)))

    @cached_property
    def operator(self) -> LinearOperator:
        """H for the iterative methods of SciPy."""
        n = len(self)
        return LinearOperator((n, n), matvec=self.product, matmat=self.product, dtype=float)

    def largest_eigenvalue(self, seed: int = 0) -> float:
        """lambda_max of H, by Lanczos iteration from a random start."""
        return _largest(self.operator, seed)


def _largest(operator: LinearOperator, seed: int) -> float:
    """The eigenvalue of largest modulus, its modulus."""
    n = operator.shape[0]
    if n <= _FEW_POINTS:
        return float(np.abs(eigvalsh(operator @ np.eye(n))).max())
    start = np.random.default_rng(seed).standard_normal(n)
    if not np.any(operator @ start):  # H = H' or no unit is active; ARPACK refuses a zero start
        return 0.0
    values = eigsh(operator, 1, which="LM", v0=start, return_eigenvectors=False)
    return float(np.abs(values[0]))


def kernel_change(before: TangentKernel, after: TangentKernel, seed: int = 0) -> float:
    """``|H' - H| / |H|`` in the spectral norm, from products alone.

    >>> points = np.linspace(-3, 3, 40)
    >>> kernel = TangentKernel(Network.drawn(500, seed=0), points)
    >>> kernel_change(kernel, kernel)
    0.0
    """
    n = len(before)
    if len(after) != n:
        raise InputError(f"the kernels are of {n} and of {len(after)} points, not of the same")

    def difference(vectors: Floats) -> Floats:
        return after.product(vectors) - before.product(vectors)

    operator = LinearOperator((n, n), matvec=difference, matmat=difference, dtype=float)
    return _largest(operator, seed) / before.largest_eigenvalue(seed)


def largest_step_size(network: Network, points: Floats, loss: Loss, seed: int = 0) -> float:
    """``2/(2 c lambda_max(H))``: below it the linearised full-batch descent is stable; inf if H = 0.

    For the uniform density lambda_max/n tends to 1/4 + 1/pi^2, twice that of the printed kernel.

    >>> points = np.linspace(-np.pi, np.pi, 100, endpoint=False)
    >>> limit = largest_step_size(Network.drawn(10_000, seed=0), points, Loss.HALF_MEAN)
    >>> round(limit, 1), round(2 / (1 / 4 + 1 / np.pi**2), 1)
    (5.7, 5.7)
    """
    kernel = TangentKernel(network, points)
    curvature = float(loss.curvature(len(kernel))) / len(kernel) * kernel.largest_eigenvalue(seed)
    return 2 / curvature if curvature else np.inf
