"""The Gram matrix of any number of points as a SciPy ``LinearOperator``: O(n) time and memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.linalg import LinearOperator

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.points import FOLDING, FoldedPoints
from freqbias.numerics.gram.scan import Scan, scan
from freqbias.numerics.gram.weights import roots
from freqbias.theory.errors import integer
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["GramOperator"]


class GramOperator(LinearOperator):
    """``H_ij = sqrt(w_i) k(dist(x_i, x_j)) sqrt(w_j)``, shape (n, n), not divided by n.

    :param angles: x, (n,), any order and any turn, radians.
    :param kernel: any exponential polynomial.
    :param weights: w >= 0, (n,); 1 where left out.  Eigenvalues are those of the measure
        ``sum_j w_j delta(x_j)``; weights 1/n, or H/n, approximate the operator T.
    :param threads: for products with many vectors.
    :raises InputError: for angles that are not finite, weights that do not fit, or a kernel that is
        no exponential polynomial.

    >>> H = GramOperator([0.0, np.pi / 2, -np.pi / 2])
    >>> (H @ np.array([1.0, 0.0, 0.0])).round(6)
    array([0.5  , 0.125, 0.125])
    """

    def __init__(
        self,
        angles: ArrayLike,
        kernel: Kernel = first_layer_bias,
        weights: ArrayLike | None = None,
        threads: int = 1,
    ) -> None:
        self.kernel = kernel
        self.points = FoldedPoints.of(angles, kernel)
        self.scan: Scan = scan(kernel)
        self.roots = None
        if weights is not None:
            self.roots = roots(weights, len(self.points))[self.points.order]
        self.threads = integer("threads", threads, 1, 1024)
        shape = (len(self.points), len(self.points))
        super().__init__(np.dtype(float), shape)  # type: ignore[call-arg]

    def sorted_product(
        self, vectors: Floats, out: Floats | None = None, factor: float = 1.0
    ) -> Floats:
        """``factor H`` times each row, points sorted: rows in, rows out; (count, n).

        :param out: where the products go; the vectors themselves may be that.

        Rounding: see :attr:`error`.
        """
        result = np.empty_like(vectors) if out is None else out

        def one(row: int) -> None:
            values, product = vectors[row], result[row]
            if self.roots is not None:
                values = np.multiply(values, self.roots, out=product)
            self.scan.apply(self.points, values, product)
            if self.roots is not None:
                product *= self.roots
            if factor != 1:
                product *= factor

        if min(self.threads, len(vectors)) == 1:
            for row in range(len(vectors)):
                one(row)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(one, range(len(vectors))))
        return result

    def _matmat(self, X: Any) -> Any:
        if np.iscomplexobj(X):
            return self._matmat(X.real) + 1j * self._matmat(X.imag)
        rows = np.ascontiguousarray(np.asarray(X, dtype=float).T[:, self.points.order])
        result = np.empty((self.shape[0], len(rows)), order="F")
        result[self.points.order] = self.sorted_product(rows).T
        return result

    def _matvec(self, x: Any) -> Any:
        return self._matmat(np.reshape(x, (-1, 1)))[:, 0]

    def _adjoint(self) -> GramOperator:
        return self

    _transpose = _adjoint

    @cached_property
    def mass(self) -> float:
        """``sum w``: n without weights; summed in pairs, as H/mass must not be off by n u."""
        return float(self.shape[0] if self.roots is None else np.square(self.roots).sum())

    @cached_property
    def trace(self) -> float:
        """``k(0) sum w``, the sum of all eigenvalues."""
        return float(self.kernel.at_zero) * self.mass

    @cached_property
    def error(self) -> float:
        """A number e with ``|fl(H v) - H v|_2 <= e mass |v|_2``, to first order in the unit roundoff.

        The bound of :mod:`freqbias.numerics.gram.scan` entry by entry, and what folding moves the
        points by, at most 7e-16 each, times the largest slope of the kernel.
        """
        terms = self.kernel.profile.terms.items()
        slope = sum(
            abs(complex(c)) * (n * np.pi ** max(n - 1, 0) + abs(float(w)) * np.pi**n)
            for (n, w), c in terms
        )
        return self.scan.error + 2 * FOLDING * float(slope)
