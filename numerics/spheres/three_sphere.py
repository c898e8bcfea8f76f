"""Zonal eigenvalues under zones on S^3, certified: zeros of an exact determinant in balls.

:mod:`freqbias.theory.spheres.three_sphere` has the six conditions that close the zonal sector.  Their
determinant over its value at nu = 0 is ``D(nu) = prod (1 - nu lambda_i)``, so that enclosures by sign
changes and the proof that none is missing are those of the circle.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb

from freqbias.numerics.balls import Ball, complex_ball, enclose, precision, rational_ball
from freqbias.numerics.eigenvalue import Eigenvalue, Found, bounds, rows
from freqbias.numerics.exact.completeness import prove_completeness
from freqbias.numerics.exact.roots import Finder
from freqbias.numerics.spheres.zones import ZonalSection
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import NU
from freqbias.theory.spheres.three_sphere import closure_matrix

__all__ = ["ZonalDeterminant", "zonal_eigenvalues"]

_MOST = 200
_FINER = 6
_LEAST_DEGREES = 60
_BEYOND = 3  # estimates for each eigenvalue asked for


class ZonalDeterminant:
    """``D(nu)`` in balls, for real or complex nu.

    :param bits: working precision while it is set up.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> uniform = Zones((-1, 1), (1,), 4)
    >>> D = ZonalDeterminant(first_layer_bias, uniform, 128)
    >>> bool(abs(D(8) - 1) > 0.9), bool(D(0).contains(1))
    (True, True)
    """

    def __init__(self, kernel: Kernel, zones: Zones, bits: int) -> None:
        closing, *exponentials, opening = closure_matrix(kernel, zones).args
        exponents = [each.args[0] for each in exponentials]
        with precision(bits):
            self._closing, self._opening = _balls(closing), _balls(opening)
            self._slopes = [_balls(each.diff(NU)) for each in exponents]
            self._constants = [_balls(each.subs(NU, 0)) for each in exponents]
            self._at_zero = self._closure(acb(0))

    def __call__(self, nu: Any) -> Any:
        """``D(nu)`` at the current precision; real for a real argument."""
        value = self._closure(acb(nu)) / self._at_zero
        return value if isinstance(nu, acb) else value.real

    def _closure(self, nu: acb) -> acb:
        product = self._opening
        for constant, slope in zip(
            reversed(self._constants), reversed(self._slopes), strict=True
        ):  # the last factor acts first
            product = (constant + slope * nu).exp() * product
        return (self._closing * product).det()


def zonal_eigenvalues(
    kernel: Kernel, zones: Zones, count: int = 6, digits: int = 20
) -> tuple[Eigenvalue, ...]:
    """The largest eigenvalues of T among functions of the height on S^3, decreasing.

    The indices are those within the zonal sector.

    :raises InputError: unless the zones lie on S^3 and the kernel is one of the first layer with bias.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> first, *_ = zonal_eigenvalues(first_layer_bias, Zones.from_text("-1, 0, 1", "3, 1", 4), 2)
    >>> first.value.rounded(12), first.certified
    ([0.160899878595 +/- 1e-12], True)
    """
    integer("count", count, 1, _MOST)
    integer("digits", digits, 1, 1000)
    finder = _Finder(kernel, zones, max(digits, 15))
    _determinant(kernel, zones, 64)  # refuses what has no closed form
    wanted = _BEYOND * count + 8
    section = ZonalSection(kernel, zones, max(_LEAST_DEGREES, _FINER * wanted))
    estimates = section.ritz_values(0, section.degrees)[:wanted]
    edges = np.concatenate([[2 * estimates[0]], (estimates[1:] + estimates[:-1]) / 2])
    found = []
    for i in range(count):
        ball = finder.enclose(float(estimates[i]), float(edges[i + 1]), float(edges[i]))
        if ball is None:
            raise InputError(f"zonal eigenvalue {i} could not be enclosed to {digits} digits")
        found.append(Found(ball))
    known = [(_reciprocal(item.value), 1) for item in found]
    zeros = np.concatenate([[float(nu.mid()) for nu, _ in known], 1 / estimates[count:]])
    trace = bounds(enclose(kernel.at_zero, 15))[1]
    proof = prove_completeness(finder.determinant, known, zeros, float(1 / edges[count]), 1 / trace)
    return rows(found, 1 / proof.bound if proof.bound else None, count)


class _Finder(Finder):
    """Sign changes of :class:`ZonalDeterminant`."""

    def __init__(self, kernel: Kernel, zones: Zones, digits: int) -> None:
        super().__init__(digits)
        self.kernel, self.zones = kernel, zones

    def determinant(self, bits: int) -> Any:
        """D at a working precision, rounded up to a multiple of 64."""
        return _determinant(self.kernel, self.zones, -(-bits // 64) * 64)


@lru_cache(maxsize=32)
def _determinant(kernel: Kernel, zones: Zones, bits: int) -> ZonalDeterminant:
    return ZonalDeterminant(kernel, zones, bits)


def _balls(matrix: Any) -> acb_mat:
    entries = [complex_ball(entry) for entry in matrix]
    return acb_mat(matrix.rows, matrix.cols, entries)


def _reciprocal(ball: Ball) -> arb:
    with precision(2 * len(str(ball.mid)) + 64):
        low, high = map(rational_ball, bounds(ball))
        return (1 / low).union(1 / high)
