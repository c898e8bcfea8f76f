"""Quantile points ``F^{-1}((i + delta)/n)``: the deviation of the eigenvalues of H/n in advance.

The rectangle rule in ``u = F(x)`` sees a kink of the kernel on its diagonal at every node, and kinks of
``f^2`` where p jumps; across an arc with p = 0 the function itself jumps:

    lambdahat - lambda = -k'(0) integral f^2 dx/(6 n^2)
        + lambda sum_seams (B_1(theta) [f^2]/n - B_2(theta) [2 f f'/p]/(2 n^2)) + ...,

theta = n F(seam) - delta modulo 1.  So it is of order n^-2, with a factor that goes up and down with
n, and of order 1/n where p has gaps; it holds for simple eigenvalues with ``n^2 lambda >> 1``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from freqbias.numerics import densities
from freqbias.numerics.deviation.basis import Eigenbasis, eigenbasis
from freqbias.numerics.evaluate import Floats, array_function, kernel_function
from freqbias.numerics.gram.dense import angular_distance
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.sampling import diagonal_defect, jump_defect, kink_defect

__all__ = ["quantile_shift", "shifted_quantile_points"]

_JUMP, _OFFSET, _SAMPLES = sp.symbols("J theta n", real=True)
_at_jump = sp.lambdify((_JUMP, _OFFSET, _SAMPLES), jump_defect(_JUMP, _OFFSET, _SAMPLES))
_at_kink = sp.lambdify((_JUMP, _OFFSET, _SAMPLES), kink_defect(_JUMP, _OFFSET, _SAMPLES))


def shifted_quantile_points(density: PiecewiseConstant, samples: int, shift: float) -> Floats:
    """``F^{-1}((i + shift)/n)`` for i = 0, ..., n - 1, radians.

    :param shift: delta in [0, 1); 1/2 for the plain quantile points.
    :raises InputError: for another shift.

    >>> from freqbias.theory.densities import uniform
    >>> shifted_quantile_points(uniform(), 2, 0.5).round(4)
    array([-1.5708,  1.5708])
    """
    integer("samples", samples, 1, 10**9)
    if not 0 <= shift < 1:
        raise InputError(f"shift {shown(shift)} is not in [0, 1)")
    return densities.quantiles(density, (np.arange(samples) + shift) / samples)


@dataclass(frozen=True)
class _Seam:
    """Where two occupied arcs meet in u: the end of one, the start of the next, F there exactly."""

    left: float
    right: float
    below: float
    above: float
    mass: Any


def quantile_shift(
    kernel: Kernel, density: PiecewiseConstant, count: int, samples: int, shift: float = 0.5
) -> Floats:
    """``lambdahat_i - lambda_i`` to leading order, for the first ``count`` eigenvalues; (count,).

    :raises InputError: for a kernel with a kink at pi.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> quantile_shift(first_layer_bias, uniform(), 1, 100).round(8)  # 1/(6 n^2)
    array([1.667e-05])
    """
    basis = eigenbasis(kernel, density, count)
    lengths = basis.rule.weights / densities.values(density, basis.rule.nodes)
    norms = basis.functions(basis.rule.nodes) ** 2 @ lengths
    total = float(diagonal_defect(kernel, 1, samples)) * norms
    for seam in _seams(density):
        offset = float(sp.Mod(samples * seam.mass, 1)) - shift
        (value, slope), (beyond, steep) = (
            _square(kernel, basis, at) for at in (seam.left, seam.right)
        )
        kink = steep / seam.above - slope / seam.below
        defect = _at_jump(beyond - value, offset, samples) + _at_kink(kink, offset, samples)
        total = total + basis.eigenvalues * defect
    return np.asarray(total)


def _seams(density: PiecewiseConstant) -> list[_Seam]:
    occupied = [region for region in density.regions if region.value != 0]
    following = [*occupied[1:], occupied[0]]
    mass, seams = sp.Integer(0), []
    for region, after in zip(occupied, following, strict=True):
        mass += sp.cancel(region.value * region.length)
        left, right = float(region.right) * np.pi, float(after.left) * np.pi
        seams.append(_Seam(left, right, float(region.value), float(after.value), mass))
    return seams


def _square(kernel: Kernel, basis: Eigenbasis, x: float) -> tuple[Floats, Floats]:
    """``f^2`` and its derivative at x for all f, from ``f = T f/lambda``; the nodes split there."""
    nodes, weights = basis.rule.nodes, basis.rule.weights
    turned = np.remainder(x - nodes + np.pi, 2 * np.pi) - np.pi
    distance = angular_distance(np.array(x), nodes)
    slope = array_function(sp.diff(kernel.expression, THETA), THETA)(distance) * np.sign(turned)
    weighted = basis.functions(nodes) * weights / basis.eigenvalues[:, None]
    value, derivative = weighted @ kernel_function(kernel)(distance), weighted @ slope
    return value**2, 2 * value * derivative
