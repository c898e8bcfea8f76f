"""Points on S^(d-1) drawn from axisymmetric densities, or laid out on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import betaincinv

from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Zones
from freqbias.theory.errors import InputError, integer

__all__ = ["sample_sphere", "spiral_points", "zone_points"]

_MOST = 10_000_000
_GOLDEN = (np.sqrt(5) - 1) / 2


def sample_sphere(density: Zones, samples: int, seed: int) -> Floats:
    """Independent points of the density, unit vectors of shape (n, d), by height's zone from the south.

    >>> x = sample_sphere(Zones.from_text("-1, 0, 1", "0, 1"), 3, seed=0)
    >>> x.shape, bool((x[:, 2] >= 0).all()), float(np.linalg.norm(x, axis=1).max().round(12))
    ((3, 3), True, 1.0)
    """
    integer("samples", samples, 1, _MOST)
    rng = np.random.default_rng(seed)
    shares = [float(zone.value * zone.mass) for zone in density.zones]
    return _drawn(density, rng.multinomial(samples, shares / np.sum(shares)).tolist(), rng)


def zone_points(density: Zones, counts: Sequence[int], seed: int) -> Floats:
    """Independent uniform points of each zone, a given number of them.

    :raises InputError: unless there is one count, >= 0, for each zone.

    >>> x = zone_points(Zones.from_text("-1, 0, 1", "1, 1"), [2, 1], seed=0)
    >>> (x[:, 2] >= 0).tolist()
    [False, False, True]
    """
    _check(density, counts)
    return _drawn(density, counts, np.random.default_rng(seed))


def spiral_points(density: Zones, counts: Sequence[int]) -> Floats:
    """On S^2, a given number of points of each zone on a golden spiral: nearly even, not random.

    :raises InputError: on another sphere, or unless there is one count for each zone.

    >>> spiral_points(Zones.from_text("-1, 0, 1", "1, 1"), [1, 1]).round(6)
    array([[ 0.866025,  0.      , -0.5     ],
           [ 0.866025,  0.      ,  0.5     ]])
    """
    _check(density, counts)
    if density.dimension != 3:
        raise InputError(f"spiral points are for S^2, not for S^{density.dimension - 1}")
    parts = []
    for zone, count in zip(density.zones, counts, strict=True):
        i = np.arange(count)
        low, high = float(zone.bottom), float(zone.top)
        z, phi = low + (high - low) * (i + 0.5) / max(count, 1), 2 * np.pi * _GOLDEN * i
        circle = np.stack([np.cos(phi), np.sin(phi)], axis=1)
        parts.append(_lifted(z, circle))
    return np.concatenate(parts)


def _drawn(density: Zones, counts: Sequence[int], rng: np.random.Generator) -> Floats:
    """Heights by the inverse of their distribution, a beta distribution of (1 + z)/2."""
    shape = (density.dimension - 1) / 2
    below = np.cumsum([0.0, *(float(zone.mass) for zone in density.zones)])
    parts = []
    for j, count in enumerate(counts):
        share = below[j] + (below[j + 1] - below[j]) * rng.random(count)
        directions = rng.standard_normal((count, density.dimension - 1))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        z = 2 * betaincinv(shape, shape, np.clip(share, 0.0, 1.0)) - 1
        parts.append(_lifted(np.asarray(z), directions))
    return np.concatenate(parts)


def _lifted(z: Floats, directions: Floats) -> Floats:
    """Unit vectors of height z above points of S^(d-2)."""
    return np.concatenate([np.sqrt((1 - z) * (1 + z))[:, None] * directions, z[:, None]], axis=1)


def _check(density: Zones, counts: Sequence[int]) -> None:
    zones = len(density.zones)
    if len(counts) != zones:
        raise InputError(f"counts has {len(counts)} entries for {zones} zones")
    for count in counts:
        integer("count", count, 0, _MOST)
