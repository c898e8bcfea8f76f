"""Eigenvalues of kernels without closed form on S^(d-1) in float64, the circle included.

``mu_k = integral k(theta) P_k(cos theta) sin(theta)^(d-2) / integral sin(theta)^(d-2)``: by panels of
Gauss nodes for low degrees.  For high degrees only odd powers of the chords matter, those of
``s = 2 sin(theta/2)`` at 0 and, with the sign ``(-1)^k``, those of ``2 cos(theta/2)`` at pi:

    mu_k of s^j = 2^(j+d-2) Gamma(d/2) Gamma((d-1+j)/2)/(sqrt(pi) Gamma(-j/2))
                  / ((k - j/2) (k - j/2 + 1) ... (k + j/2 + d - 2))

exactly (Rodrigues' formula and the beta integral), so that expansions of the kernel at its ends become
asymptotic series of the eigenvalues, in every dimension.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from freqbias.numerics.balls import precision
from freqbias.numerics.depth.recursion import end_expansions
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.theory.depth.positivity import all_powers
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import integer
from freqbias.theory.kernel import Kernel

__all__ = ["chord_moments", "deep_sphere_eigenvalues", "panel_eigenvalues", "sphere_mass"]

_NODES = 32
_ORDER = 22  # powers of the chords
_MOST_DEGREES = 10_000_000
_MOST_DIMENSIONS = 100  # gamma functions of floats


def deep_sphere_eigenvalues(kernel: Kernel, count: int, dimension: int) -> Floats:
    """``mu_0, ..., mu_{count-1}`` with respect to the probability measure; ``khat_k/(2 pi)`` for d = 2.

    The absolute error is about ``1e-15 k(0)`` below degree ``5 L + 20``, the relative one about 1e-14
    from there on.  A kernel that is not deep has no expansion here, so panels are used for all degrees.

    :param dimension: d >= 2, of the surrounding space.
    :raises InputError: if count or dimension is out of range.

    >>> from freqbias.theory.depth.recursion import deep
    >>> (2 * np.pi * deep_sphere_eigenvalues(deep(2), 3, 2)).round(6)
    array([6.80158 , 3.69319 , 1.387707])
    """
    integer("count", count, 1, _MOST_DEGREES)
    integer("dimension", dimension, 2, _MOST_DIMENSIONS)
    if not isinstance(kernel, DeepKernel):
        return panel_eigenvalues(kernel, count, dimension)
    settled = min(count, 5 * kernel.recursion.depth + 20)
    low = panel_eigenvalues(kernel, settled, dimension)
    degrees = np.arange(settled, count, dtype=float)
    at_zero, at_pi = _odd_terms(kernel)
    signs = 1 - 2 * (np.arange(settled, count) % 2)
    high = _series(at_zero, degrees, dimension) + signs * _series(at_pi, degrees, dimension)
    found = np.maximum(np.concatenate([low, high]), 0.0)  # none is negative
    if not all_powers(kernel.recursion):
        found[3::2] = 0.0  # one layer without bias
    return np.asarray(found)


def panel_eigenvalues(kernel: Kernel, count: int, dimension: int) -> Floats:
    """The same for any kernel by panels of 32 Gauss nodes, about four nodes to a wavelength.

    Accurate to about 1e-15 absolutely for kernels analytic on the closed interval [0, pi].
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    edges = np.linspace(0.0, np.pi, 8 + count // 16)
    half = np.diff(edges)[:, None] / 2
    theta = ((edges[:-1, None] + half) + half * nodes).ravel()
    measure = np.sin(theta) ** (dimension - 2) * (half * weights).ravel()
    weighted = kernel_function(kernel)(theta) * measure / sphere_mass(dimension)
    if dimension == 2:
        blocks = np.array_split(np.arange(count), 1 + count * theta.size // 10_000_000)
        return np.concatenate([np.cos(np.outer(m, theta)) @ weighted for m in blocks])
    return np.array([zonal @ weighted for zonal in _zonals(np.cos(theta), count, dimension)])


def sphere_mass(dimension: int) -> float:
    """``integral_0^pi sin(theta)^(d-2) dtheta``."""
    logs = math.lgamma((dimension - 1) / 2) - math.lgamma(dimension / 2)
    return math.sqrt(math.pi) * math.exp(logs)


def _zonals(x: Floats, count: int, dimension: int) -> Iterator[Floats]:
    """``P_0(x), P_1(x), ...`` by their recursion in the degree, for d >= 3."""
    before, now = np.zeros_like(x), np.ones_like(x)
    for k in range(count):
        yield now
        twice = 2 * k + dimension - 2
        before, now = now, (twice * x * now - k * before) / (k + dimension - 2)


def chord_moments(power: int, degrees: Floats, dimension: int) -> Floats:
    """``mu_k`` of ``(2 sin(theta/2))^power`` for an odd power and degrees k > power/2.

    >>> chord_moments(1, np.array([1.0, 2.0]), 2) * 3 * np.pi / 4
    array([-1. , -0.2])
    """
    constant = 2.0 ** (power + dimension - 2) / (math.gamma(-power / 2) * math.sqrt(math.pi))
    constant *= math.gamma(dimension / 2) * math.gamma((dimension - 1 + power) / 2)
    product = np.ones_like(degrees)
    for step in range(power + dimension - 1):
        product *= degrees - power / 2 + step
    return np.asarray(constant / product)


def _series(terms: Sequence[float], degrees: Floats, dimension: int) -> Floats:
    """``sum_j terms[j] mu_k(s^(2j+1))``, each moment from the one before."""
    moments = chord_moments(1, degrees, dimension)
    total = np.zeros_like(degrees)
    for j, term in enumerate(terms):
        total += term * moments
        power = 2 * j + 1
        ratio = -(dimension - 1 + power) * (power + 2)
        below, above = degrees - power / 2 - 1, degrees + power / 2 + dimension - 1
        moments = moments * ratio / (below * above)
    return total


@lru_cache(maxsize=32)
def _odd_terms(kernel: DeepKernel) -> tuple[tuple[float, ...], tuple[float, ...]]:
    with precision(64):
        at_zero, at_pi = end_expansions(kernel, _ORDER)
    return tuple(float(c) for c in at_zero[1::2]), tuple(float(c) for c in at_pi[1::2])
