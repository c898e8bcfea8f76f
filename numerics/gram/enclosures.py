r"""Enclosures of the largest eigenvalues of H/mass from a block of Ritz vectors and one count.

Let the k rows of V be nearly orthonormal, ``Theta = diag(theta)``, everything in units of H/mass,

    epsilon >= |V V^T - I|,  delta >= |V H V^T - Theta|,  rho^2 >= |H V^T - V^T Theta|^2/(1 - epsilon),

spectral norms of exact quantities, bounded from computed ones and stated rounding errors.  With the
orthonormal ``Q = V^T (V V^T)^(-1/2)`` and the eigenvalues ``theta'`` of ``Q^T H Q``:

1. ``(theta_i - delta)/(1 + epsilon) <= theta'_i <= (theta_i + delta)/(1 - epsilon)`` (Ostrowski, Weyl)
   and ``theta'_i <= lambda_i`` (Cauchy): at least k eigenvalues exceed each tau < theta'_k.
2. If no more than k eigenvalues exceed tau, the block A of H orthogonal to Q is, by the inertia of the
   Schur complement of ``Q^T H Q - tau``, at most ``alpha = tau + rho^2/(theta'_k - tau)``: the
   residual ``(I - Q Q^T) H Q`` has norm at most rho.
3. For s > alpha the Schur complement of ``A - s`` leaves as many eigenvalues above s as
   ``Q^T H Q + rho^2/(s - alpha)`` has at most; hence

       theta'_i <= lambda_i <= theta'_i + rho^2/(theta'_i - alpha),   i <= k:

   the Temple-Kato bound for a whole block (Kato 1949; Mathias 1998).  No gap between the k
   eigenvalues enters, so clusters cost nothing, and each index is certain.

Without the count, k eigenvalues still lie within rho of the theta', one by one (Kahan 1967; with the
sharp constant for vectors that are not orthonormal, Cao, Xie and Li 1996), but not known which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb

from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.ritz import Projection
from freqbias.numerics.gram.vectors import inner_error

__all__ = ["BlockBounds", "ball", "block_bounds", "enclosures", "unindexed"]

_UNIT = 2.0**-53
_DIGITS = 17
_OUTWARD = 1 + 1e-6  # for the rounding of the bounds themselves


@dataclass(frozen=True)
class BlockBounds:
    """epsilon, delta and rho of k vectors, and the ends of theta'; units of H/mass."""

    epsilon: float
    delta: float
    rho: float
    lower: Floats
    upper: Floats


def block_bounds(operator: GramOperator, found: Projection, k: int) -> BlockBounds:
    """The bounds for the first k vectors of a block.

    Rounding enters through ``GramOperator.error`` for each product and
    :func:`~freqbias.numerics.gram.vectors.inner_error` for each inner product; the section is computed
    on one side of the diagonal, hence the root of 2.

    :raises ArithmeticError: if the vectors are not nearly orthonormal.
    """
    theta, residuals = found.values[:k], found.residuals[:k]
    gram, section = found.gram[:k, :k], found.section[:k, :k]
    sums, products = inner_error(operator.shape[0], operator.threads), operator.error
    mass = float(np.trace(gram))  # sum |v_i|^2
    epsilon = _OUTWARD * (float(np.linalg.norm(gram - np.eye(k))) + sums * mass)
    if epsilon > 1e-3:
        raise ArithmeticError(f"the block departs from orthonormality by {epsilon:.1e}")
    images = float(np.hypot(np.linalg.norm(theta), np.linalg.norm(residuals)))
    rounding = (products + sums * images) * np.sqrt(mass) + 4 * _UNIT * images
    delta = float(np.linalg.norm(section - np.diag(theta)) + np.sqrt(2) * rounding)
    each = residuals * (1 + operator.shape[0] * _UNIT) + products + 6 * _UNIT * np.abs(theta)
    delta *= _OUTWARD
    rho = _OUTWARD * float(np.linalg.norm(each) / np.sqrt(1 - epsilon))
    low, high = theta - delta, theta + delta
    lower = np.where(low > 0, low / (1 + epsilon), low / (1 - epsilon))
    return BlockBounds(epsilon, delta, rho, lower, high / (1 - epsilon))


def enclosures(bounds: BlockBounds, above: float | None) -> tuple[Floats, Floats]:
    """Lower and upper ends for lambda_1, ..., lambda_k.

    :param above: a number tau that exactly k eigenvalues exceed; None if k is all there are.
    :raises ArithmeticError: if rho is too large for the gap above tau.
    """
    if above is None:
        return bounds.lower, bounds.upper
    squared, gap = _OUTWARD * bounds.rho**2, bounds.lower.min() - above
    if not gap > 2 * bounds.rho:  # else rounding could be as large as lower - alpha
        raise ArithmeticError(f"residuals of {bounds.rho:.1e} are too large for a gap of {gap:.1e}")
    alpha = above + squared / gap
    return bounds.lower, bounds.upper + _OUTWARD * squared / (bounds.lower - alpha)


def unindexed(bounds: BlockBounds) -> tuple[Floats, Floats]:
    """Intervals that hold k eigenvalues, one by one, if it is not known which."""
    return bounds.lower - bounds.rho, bounds.upper + bounds.rho


def ball(low: float, high: float) -> Ball:
    """The decimal ball around an interval.

    >>> ball(0.1, 0.2)
    [0.15 +/- 6e-2]
    """
    with precision(128):
        return Ball.of(arb(low).union(arb(high)), _DIGITS).rounded(_DIGITS)
