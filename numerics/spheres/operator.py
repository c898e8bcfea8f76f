"""The Gram matrix of any number of points on S^2 as a ``LinearOperator``, by spherical harmonics.

By the addition theorem ``k(x.y) = sum_l 4 pi mu_l sum_m Y_lm(x) Y_lm(y)``, mu_l with respect to the
probability measure.  A product with the degrees below L is an adjoint transform to coefficients, their
multiplication by ``4 pi mu_l``, and a transform back, in O(L^3 + n) by ducc0, an extra
(``pip install "freqbias[spheres]"``; it is licensed under the GPL).  What the degrees from L on would
add to the diagonal is known exactly and added.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.linalg import LinearOperator

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.gram.weights import roots
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.points import angles_between, unit_vectors
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["SphereGramOperator"]

_TRANSFORM = 1e-9  # relative accuracy of the transforms, asked of ducc0
_MOST_DEGREES = 10_000


class SphereGramOperator(LinearOperator):
    """``H_ij = sqrt(w_i) k(angle(x_i, x_j)) sqrt(w_j)``, shape (n, n), not divided by n.

    :param points: unit vectors, (n, 3), any order.
    :param kernel: any kernel with eigenvalues mu_l >= 0.
    :param weights: w >= 0, (n,); 1 where left out.
    :param degrees: L; the cost grows like its cube, the error of a product falls like its square.
    :param threads: of ducc0.
    :raises InputError: for points off the sphere, weights that do not fit, or without ducc0.

    >>> H = SphereGramOperator([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]], degrees=50)
    >>> product = H @ np.array([1.0, 1.0])
    >>> bool(np.abs(product - (0.5 + 0.125)).max() <= 2 * H.remainder)
    True
    """

    def __init__(
        self,
        points: ArrayLike,
        kernel: Kernel = first_layer_bias,
        weights: ArrayLike | None = None,
        degrees: int = 1000,
        threads: int = 1,
    ) -> None:
        self.kernel = kernel
        self.points = unit_vectors(points, 3)
        self.degrees = integer("degrees", degrees, 1, _MOST_DEGREES)
        self.threads = integer("threads", threads, 1, 1024)
        count = len(self.points)
        self.roots = None if weights is None else roots(weights, count)
        self._sht = _ducc()
        super().__init__(np.dtype(float), (count, count))  # type: ignore[call-arg]

    @cached_property
    def eigenvalues(self) -> Floats:
        """mu_l for l < L."""
        return sphere_eigenvalues(self.kernel, self.degrees, 3)

    @cached_property
    def remainder(self) -> float:
        """``k(0) - sum_{l<L} (2l+1) mu_l``: what is missing of the kernel is at most that, anywhere.

        So ``|fl(H v) - H v|_i`` is at most this times ``sqrt(w_i) sum_j sqrt(w_j) |v_j|``, and
        rounding: a bound that oscillation beats by far, see :meth:`measured_error`.
        """
        multiplicities = 2 * np.arange(self.degrees) + 1
        return float(self.kernel.at_zero) - float(multiplicities @ self.eigenvalues)

    @cached_property
    def _locations(self) -> Floats:
        """Colatitudes in [0, pi] and longitudes in [0, 2 pi]."""
        x, y, z = self.points.T
        longitudes = np.arctan2(y, x) % (2 * np.pi)
        return np.ascontiguousarray(np.stack([np.arctan2(np.hypot(x, y), z), longitudes], axis=1))

    @cached_property
    def _factors(self) -> Floats:
        """``4 pi mu_l`` for each coefficient (l, m), m >= 0, in ducc0's order."""
        scaled = 4 * np.pi * self.eigenvalues
        return np.concatenate([scaled[m:] for m in range(self.degrees)])

    def _transforms(self, values: Floats) -> Floats:
        common: dict[str, Any] = {
            "spin": 0,
            "lmax": self.degrees - 1,
            "loc": self._locations,
            "epsilon": _TRANSFORM,
            "nthreads": self.threads,
        }
        inside: NDArray[np.complex128] = self._sht.adjoint_synthesis_general(
            map=values[None], **common
        )
        inside *= self._factors
        return np.asarray(self._sht.synthesis_general(alm=inside, **common)[0])

    def _matvec(self, x: Any) -> Any:
        vector = np.reshape(x, -1)
        if np.iscomplexobj(vector):
            return self._matvec(vector.real) + 1j * self._matvec(vector.imag)
        values = np.asarray(vector, dtype=float)
        values = values if self.roots is None else values * self.roots
        product = self._transforms(values) + self.remainder * values
        return product if self.roots is None else product * self.roots

    def _adjoint(self) -> SphereGramOperator:
        return self

    _transpose = _adjoint

    def rows(self, indices: ArrayLike) -> Floats:
        """Rows of H as they are, without harmonics, shape (indices, n)."""
        chosen = np.asarray(indices, dtype=np.intp)
        values = kernel_function(self.kernel)(angles_between(self.points[chosen], self.points))
        if self.roots is None:
            return values
        return np.asarray(self.roots[chosen, None] * values * self.roots)

    def measured_error(self, vector: ArrayLike, count: int = 16, seed: int = 0) -> float:
        """Root mean square over some entries of the error of ``H v``, relative to these entries.

        :param count: how many entries, drawn with the seed, are also computed directly.
        """
        chosen = np.random.default_rng(seed).choice(
            len(self.points), min(count, len(self.points)), False
        )
        given = np.asarray(vector, dtype=float)
        direct = self.rows(chosen) @ given
        return float(np.linalg.norm((self @ given)[chosen] - direct) / np.linalg.norm(direct))


def _ducc() -> Any:
    try:
        import ducc0
    except ImportError:
        raise InputError(
            'products on S^2 need ducc0, which is not installed: pip install "freqbias[spheres]"'
        ) from None
    return ducc0.sht
