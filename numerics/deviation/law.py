"""What the eigenvalues of H/n of n independent samples deviate by: mean and covariance, in float64.

Eigenvalues closer than they fluctuate repel one another and have no normal law each, but their sum
has: statements are about groups, and a group is one eigenvalue where there is room.  With E as in
:mod:`freqbias.theory.sampling`, its sum deviates by

    sum_{i in group} (E_ii + sum_{j outside} E_ij^2/(lambda_i - lambda_j)) + O(n^{-3/2}).

The squares (:mod:`freqbias.numerics.deviation.second_order`) give the mean, and a covariance of order
n^-2, which counts in directions in which that of E_ii, of order 1/n, vanishes: for one, in all of them
under the uniform density.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import sympy as sp

from freqbias.numerics.deviation.basis import eigenbasis
from freqbias.numerics.deviation.groups import GroupLaw
from freqbias.numerics.deviation.second_order import Groups, second_order, with_others
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import Density
from freqbias.theory.errors import integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.sampling import limit_covariance

__all__ = ["SamplingLaw", "sampling_law"]

_MIXING = 0.01  # mean of E_ij^2/(lambda_i - lambda_j)^2 from which on i and j are one group
_FORMULA = sp.symbols("lambda_i lambda_j M_ij", positive=True)
_covariance = sp.lambdify(_FORMULA, limit_covariance(*_FORMULA))


@dataclass(frozen=True)
class SamplingLaw:
    """The law of the first eigenvalues for every n.

    :param exact: eigenvalues of T, rounded; decreasing.
    """

    kernel: Kernel
    density: Density
    exact: tuple[float, ...]

    @property
    def eigenvalues(self) -> Floats:
        """The same as an array; (count,)."""
        return np.array(self.exact)

    @property
    def standard_errors(self) -> Floats:
        """``lambda_i sqrt(integral f_i^4 p dx - 1)``, to be divided by sqrt(n); (count,).

        For simple eigenvalues, and where n samples separate them.
        """
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))

    @cached_property
    def covariance(self) -> Floats:
        """n times the covariance of the eigenvalues in the limit; (count, count)."""
        values, moments = self._with_others
        count = len(self.exact)
        known = values[:count]
        return np.asarray(_covariance(known[:, None], known, moments[:count, :count]))

    @cached_property
    def _with_others(self) -> tuple[Floats, Floats]:
        """More eigenvalues than those, and M."""
        values = with_others(self.kernel, self.density, self.exact)
        return values, eigenbasis(self.kernel, self.density, len(values)).moments

    def groups(self, samples: int) -> Groups:
        """Index ranges [first, last): neighbours that n samples do not separate are together."""
        values, moments = self._with_others
        gaps = -np.diff(values)
        mixing = values[1:] * values[:-1] * np.diag(moments, 1) / samples
        apart = np.flatnonzero(mixing < _MIXING * gaps**2) + 1
        ends = [0, *map(int, apart)]
        return tuple((a, b) for a, b in pairwise(ends) if b <= len(self.exact))

    def at(self, samples: int) -> GroupLaw:
        """The law of the groups for n samples; few samples may separate none."""
        integer("samples", samples, 1, 10**12)
        groups = self.groups(samples)
        chosen = np.zeros((len(groups), len(self.exact)))
        for row, (first, last) in enumerate(groups):
            chosen[row, first:last] = 1
        mean, second = second_order(self.kernel, self.density, self.exact, groups)
        covariance = chosen @ self.covariance @ chosen.T / samples + second / samples**2
        return GroupLaw(groups, chosen @ self.eigenvalues, mean / samples, covariance)


@lru_cache(maxsize=16)
def sampling_law(kernel: Kernel, density: Density, count: int) -> SamplingLaw:
    """The law of the first ``count`` eigenvalues, from the exact spectrum.

    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> sampling_law(first_layer_bias, p, 3).standard_errors.round(4)
    array([0.143 , 0.0933, 0.0834])
    """
    exact = spectrum(kernel, density, count, 15)
    values = tuple(float(exact[index].row.value) for index in range(count))
    return SamplingLaw(kernel, density, values)
