"""Deep kernels in mpmath as 2003.04560 (6) prints the recursion, in covariances: for checks."""

from __future__ import annotations

from typing import Any

import mpmath

from freqbias.theory.depth.recursion import DeepKernel

__all__ = ["recursion_in_covariances"]


def recursion_in_covariances(kernel: DeepKernel, theta: Any) -> Any:
    """``k(theta)`` at mpmath's working precision, half of which is lost near theta = 0.

    ``Sigma_{h+1} = q_h k1(Sigma_h/q_h) + beta^2``, with the angle as an arccos: it shares no code with
    the recursion in angles.

    >>> from freqbias.theory.depth.recursion import deep
    >>> print(recursion_in_covariances(deep(3), 0))
    4.0
    """
    recursion = kernel.recursion
    beta = mpmath.mpf(recursion.bias.p) / recursion.bias.q
    covariance = mpmath.cos(theta) + beta
    total = covariance * (0 in recursion.trained)
    for layer in range(recursion.depth):
        variance = 1 + (layer + 1) * beta
        angle = mpmath.acos(min(covariance / variance, mpmath.mpf(1)))
        grown = mpmath.sin(angle) + (mpmath.pi - angle) * mpmath.cos(angle)
        covariance = variance * grown / mpmath.pi + beta
        total = total * (1 - angle / mpmath.pi) + covariance * (layer + 1 in recursion.trained)
    return total
