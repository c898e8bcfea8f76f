"""How far a deep ReLU network can be changed by weights that move by at most omega in spectral norm.

The suprema over all such changes are not computed; what is found here bounds them from below.  A change
of one layer is of rank one, ``W'_l = omega c h^T`` with unit vectors c and h, h that of the layer's
input: no change of this norm moves ``W_l h_{l-1}`` further along c.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from freqbias.numerics.deep_networks.probes import Pass, Probe
from freqbias.numerics.evaluate import Floats

__all__ = ["backward_change", "kernel_change", "output_change", "steered", "switched", "turned_on"]

_SWEEPS = 4  # of the power iteration; more changed no figure by a percent


def _unit(vector: Floats) -> Floats:
    norm = np.linalg.norm(vector)
    return np.asarray(vector / norm) if norm > 0 else vector


def steered(seen: Pass, target: Floats, layer: int, omega: float) -> Probe:
    """Layers 1, ..., l changed to first order so that ``target . h_l`` of one input grows most."""
    rows = np.broadcast_to(target, seen.active[0].shape)
    slopes = seen.carried_back(rows, layer)
    changes: list[Floats | float] = [0.0] * len(seen.active)
    for a, slope in enumerate(slopes):
        changes[a] = omega * np.outer(_unit(slope[0]), _unit(seen.hidden[a][0]))
    return seen.probe.moved(changes)


def output_change(probe: Probe, inputs: Floats, omega: float, seed: int) -> tuple[float, float]:
    """The greatest ``norm(h_L' - h_L)/omega`` and ``abs(B h_L' - B h_L)/omega`` that are found.

    Between a network that is changed by omega already and one that is changed by omega again.

    >>> probe = Probe.drawn(64, 2, seed=0)
    >>> hidden, output = output_change(probe, np.eye(2), 0.001, seed=1)
    >>> 1 < hidden < output
    True
    """
    layer = len(probe.inner)
    start = np.abs(np.random.default_rng(seed).standard_normal(probe.last.size))
    seen = steered(probe(inputs), start, layer, omega)(inputs)

    def change(target: Floats) -> Floats:
        return np.asarray(
            steered(seen, target, layer, omega)(inputs).hidden[-1][0] - seen.hidden[-1][0]
        )

    found = change(start)
    for _ in range(_SWEEPS):
        found = max(change(_unit(found)), found, key=np.linalg.norm)
    output = change(probe.last) @ probe.last
    return float(np.linalg.norm(found)) / omega, abs(float(output)) / omega


def switched(probe: Probe, inputs: Floats, omega: float) -> int:
    """The greatest number of entries of ``D_L' - D_L`` of one input that are found not to be 0.

    The k units closest to their kink are steered across it, by all layers, for many k.

    >>> switched(Probe.drawn(64, 1, seed=0), np.eye(2), 0.1) > 5
    True
    """
    layer, seen = len(probe.inner), probe(inputs)
    before = probe.inner[-1] @ seen.hidden[-2][0]
    order = np.argsort(np.abs(before))

    def crossed(k: int) -> int:
        target = np.zeros_like(before)
        target[order[:k]] = -before[order[:k]]
        return int(np.sum(_across(seen, target, layer, omega) != seen.active[-1][0]))

    sizes = np.unique(np.geomspace(1, len(before) // 2, 60).astype(int))
    return max(crossed(int(k)) for k in sizes)


def _across(seen: Pass, target: Floats, layer: int, omega: float) -> Floats:
    """D_l of the first input after steering ``W_l h_{l-1}`` itself, active or not, along a target."""
    slopes, below = [_unit(target)], target
    for a in range(layer - 1, 0, -1):
        below = np.where(seen.active[a - 1][0], below @ seen.probe.inner[a], 0)
        slopes.append(_unit(below))
    hidden = seen.hidden[0][0]
    for weights, slope, fed in zip(seen.probe.inner, reversed(slopes), seen.hidden, strict=False):
        before = weights @ hidden + omega * slope * (_unit(fed[0]) @ hidden)
        hidden = np.maximum(before, 0)
    return np.asarray(before >= 0)


def turned_on(seen: Pass, omega: float) -> Probe:
    """Every layer changed by omega so that units just below their kink are turned on, for all inputs.

    One direction of the inputs of a layer, their mean, is sent to those units that for some input lie
    closest below their kink: as many as the norm allows.
    """
    changes: list[Floats | float] = []
    for weights, hidden in zip(seen.probe.inner, seen.hidden, strict=False):
        direction = _unit(hidden.mean(axis=0))
        reach = (hidden @ direction).min()
        before = hidden @ weights.T
        gap = np.where(before < 0, -before, np.inf).min(axis=0)
        near = np.argsort(gap)
        width = np.arange(1, near.size + 1)
        afforded = int(np.sum(gap[near] * np.sqrt(width) <= omega * reach))
        push = np.zeros(near.size)
        push[near[:afforded]] = 1
        changes.append(omega * np.outer(_unit(push), direction))
    return seen.probe.moved(changes)


def kernel_change(probe: Probe, inputs: Floats, omega: float) -> tuple[float, float]:
    """The greatest ``abs(H_ij' - H_ij)/sqrt(H_ii H_jj)`` and ``norm(H' - H)`` that are found.

    >>> entry, norm = kernel_change(Probe.drawn(128, 1, seed=0), np.eye(2), 0.01)
    >>> 0 < entry < 0.2 and norm > 0
    True
    """
    seen = probe(inputs)
    kernel, layer = seen.kernel, len(probe.inner)
    candidates: tuple[Callable[[], Probe], ...] = (
        lambda: turned_on(seen, omega),
        lambda: steered(seen, probe.last, layer, omega),
        lambda: steered(seen, np.ones_like(probe.last), layer, omega),
    )
    scale = np.sqrt(np.outer(np.diag(kernel), np.diag(kernel)))
    differences = [candidate()(inputs).kernel - kernel for candidate in candidates]
    entry = max(float(np.max(np.abs(d) / scale)) for d in differences)
    return entry, max(float(np.linalg.norm(d, 2)) for d in differences)


def backward_change(probe: Probe, inputs: Floats, omega: float, entries: int) -> float:
    """A norm of the change of ``B D_L W_L ... W_2 D_1`` under weights and diagonals that are changed.

    Each W_l by omega in spectral norm, along the change that has come about so far; each D_l by +3 in
    the given number of entries, those in which the row from above is greatest.

    >>> backward_change(Probe.drawn(64, 2, seed=0), np.eye(2), 0.01, entries=3) > 0
    True
    """
    seen = probe(inputs)
    row, changed = probe.last, probe.last
    for active, weights in zip(
        reversed(seen.active), (*reversed(probe.inner[1:]), None), strict=True
    ):
        diagonal = active[0].astype(float)
        raised = diagonal.copy()
        raised[np.argsort(np.abs(changed))[changed.size - entries :]] += 3
        row, changed = row * diagonal, changed * raised
        if weights is not None:
            row, before = row @ weights, changed
            changed = before @ weights
            along = _unit(changed - row) if np.any(changed != row) else _unit(changed)
            changed = changed + omega * np.linalg.norm(before) * along
    return float(np.linalg.norm(changed - row))
