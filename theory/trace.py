"""The trace of T and what it forbids.

``sum lambda_i = integral k(0) p(x) dx = k(0)`` for every density (Mercer's theorem).  Eigenvalues
that scale like ``2 pi Z^2`` times the uniform ones would sum to ``2 pi Z^2 k(0)``, and
``1 - 2 pi Z^2 = integral (sqrt(p) - Z)^2 dx > 0`` unless p is uniform.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.kernels import Kernel

__all__ = ["ROOT_MEAN", "integrate_in_root_density", "scaling_defect", "spread", "trace"]

ROOT_MEAN = sp.Symbol("Z", positive=True)
_ROOT = sp.Symbol("s", nonnegative=True)  # the value of sqrt(p) at a point


def trace(kernel: Kernel) -> Any:
    """``sum lambda_i = k(0)``, the same for every density."""
    return kernel.at_zero


def integrate_in_root_density(polynomial: Any) -> Any:
    """``integral P(sqrt(p(x))) dx`` for a polynomial P of degree <= 2 in ``s = sqrt(p)``.

    By linearity from the moments ``integral 1 = 2 pi``, ``integral sqrt(p) = 2 pi Z`` and
    ``integral p = 1``: exact for every density whatever its form.
    """
    moments = (2 * sp.pi, 2 * sp.pi * ROOT_MEAN, sp.Integer(1))
    terms = sp.Poly(polynomial, _ROOT).terms()
    return sp.expand(sum(value * moments[degree] for (degree,), value in terms))


def spread() -> Any:
    """``integral (sqrt(p) - Z)^2 dx`` as a function of Z.

    Positive for every non-uniform density, as the integral of a square that is not almost
    everywhere zero.

    >>> spread()
    -2*pi*Z**2 + 1
    """
    return integrate_in_root_density((_ROOT - ROOT_MEAN) ** 2)


def spread_of(density: PiecewiseConstant) -> Any:
    """The same integral summed over the regions of a given density, not through moments."""
    z = density.root_mean
    return sp.Add(*(r.length * (sp.sqrt(r.value) - z) ** 2 for r in density.regions))


def scaling_defect(factor: Any, kernel: Kernel, density: Density | None = None) -> Any:
    """``k(0) - (sum of the uniform eigenvalues times factor(Z))``: non-zero refutes the scaling."""
    defect = trace(kernel) * (1 - factor)
    return defect if density is None else defect.subs(ROOT_MEAN, density.root_mean)
