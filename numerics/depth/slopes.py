"""How fast eigenvalues fall around a degree: local slopes, which depth makes small for long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from freqbias.numerics.depth.spheres import deep_sphere_eigenvalues
from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import integer
from freqbias.theory.kernel import Kernel

__all__ = ["slopes"]


def slopes(kernel: Kernel, degrees: Sequence[int], dimension: int = 2) -> Floats:
    """``-d log mu_k / d log k`` at each degree, which tends to d for every fixed depth.

    The central difference between k - 1 and k + 1, which have one parity: parities differ for good.

    :param degrees: k >= 2, shape (n,).
    :param dimension: d, of the space around the sphere.
    :raises InputError: if a degree or the dimension is out of range.

    >>> from freqbias.theory.depth.recursion import deep
    >>> slopes(deep(10), [5, 20, 100]).round(2)
    array([1.61, 1.96, 2.  ])
    """
    k = np.array([integer("degree", degree, 2, 1_000_000) for degree in degrees])
    mu = deep_sphere_eigenvalues(kernel, int(k.max()) + 2, dimension)
    return np.asarray(-np.log(mu[k + 1] / mu[k - 1]) / np.log((k + 1) / (k - 1)))
