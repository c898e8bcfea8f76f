"""How certain predicted times are: the bootstrap of the counts, carried over to first order.

Resampling changes the density by factors ``1 + e_i`` on the regions.  In coordinates that stand for the
same functions as before, the flow's matrix becomes ``A (I + E)``, E being e_i on region i; g stays.  So
``r(t)`` changes by ``-int_0^t e^{-(t-s)A} A E e^{-sA} g ds`` (Duhamel), and where the error of region j
crosses its tolerance,

    d log t_j / d log p_i = - int_0^t <A e^{-(t-s)A} P_j r(t), P_i e^{-sA} g> ds / (t <P_j r, A r>).

The sum over i is -1: a density that is c times as high everywhere learns c times as fast.  In the
local law t_j ~ 1/p_j this is minus the identity; what stands off the diagonal is leakage.

Gradient descent follows the flow while a step s is short, s lambda_max <= 1/2: then relative widths
are those of the flow, and bounds are whole steps.  Beyond, factors (1 - s lambda)^N have little to do
with e^(-lambda t), and there are no intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow
from freqbias.prediction.waves import Waves

__all__ = ["Interval", "bootstrap", "refusal", "sensitivities"]

_LEVEL = 0.95
_NODES = 9  # sensitivities to within 0.01
_LONGEST = 0.5  # step, in units of 1/lambda_max


@dataclass(frozen=True, eq=False)
class Interval:
    """Percentile bounds of the times, shape (regions, frequencies); NaN in a gap."""

    low: Floats
    high: Floats
    level: float = _LEVEL

    def outwards(self, step: float) -> Interval:
        """Bounds in whole steps, at least one; a step of 0 changes nothing.

        >>> interval = Interval(np.array([0.3, 4.4]), np.array([1.2, 6.0])).outwards(2.0)
        >>> interval.low.tolist(), interval.high.tolist()
        ([2.0, 4.0], [2.0, 6.0])
        """
        if not step:
            return self
        low = np.maximum(np.floor(self.low / step + 1e-9), 1) * step
        return replace(self, low=low, high=np.ceil(self.high / step - 1e-9) * step)


def refusal(flow: Flow, counts: Sequence[int]) -> str | None:
    """Why there can be no intervals, if there cannot.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> refusal(Flow.of(uniform(), first_layer_bias, 2).descent(6.0), (9, 1))
    'a step is 1.05/lambda_max, beyond 0.5/lambda_max, and gradient flow does not tell its widths'
    """
    if np.count_nonzero(counts) < 2:
        return "resampling does not change the density of one region"
    length = flow.step * float(flow.eigenvalues[0])
    if length > _LONGEST:
        return (
            f"a step is {length:.3g}/lambda_max, beyond {_LONGEST:g}/lambda_max, and gradient flow "
            "does not tell its widths"
        )
    return None


def sensitivities(waves: Waves, times: Floats) -> Floats:
    """``d log t / d log p_i`` of gradient flow, shape (regions, frequencies, regions).

    >>> from freqbias.numerics.flow import Flow
    >>> from freqbias.theory.densities import PiecewiseConstant
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> waves = Waves(Flow.of(p, first_layer_bias, 9), (9,))
    >>> sensitivities(waves, waves.times(0.01))[:, 0].sum(axis=1).round(4)
    array([-1., -1., -1.])
    """
    count = len(waves.flow.regions)
    found = np.full((count, len(waves.frequencies), count), np.nan)
    for j, rows in enumerate(waves.flow.regions):
        if rows.size:
            found[j] = _of_region(waves, rows, times[j])
    return found


def _of_region(waves: Waves, rows: NDArray[np.intp], times: Floats) -> Floats:
    """One region's, of the flow; shape (frequencies, regions); NaN where the time is not finite."""
    flow, rates = waves.flow, waves.flow.eigenvalues[:, None]
    t = np.where(np.isfinite(times), times, np.nan)
    residual = np.exp(-rates * t) * waves.inside
    local = flow.vectors[rows]
    weight = rates * (local.T @ (local @ residual))  # A P_j r, in the eigenbasis
    slope = (weight * residual.conj()).real.sum(axis=0)
    total = np.zeros((len(flow.regions), t.size))
    for share, size in _quadrature():
        forward = flow.vectors @ (np.exp(-rates * t * share) * waves.inside)
        backward = flow.vectors @ (np.exp(-rates * t * (1 - share)) * weight)
        product = (forward * backward.conj()).real
        total += size * np.array([product[inside].sum(axis=0) for inside in flow.regions])
    return np.asarray(-(total / slope).T)


@cache
def _quadrature() -> list[tuple[float, float]]:
    """Shares of [0, t] and their weights, denser at the ends, where fast modes make thin layers."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    x = (nodes + 1) / 2
    return list(zip(x**2 * (3 - 2 * x), 3 * x * (1 - x) * weights, strict=True))


def bootstrap(times: Floats, slopes: Floats, counts: Floats, draws: int, seed: int) -> Interval:
    """Percentile bounds from ``draws`` multinomial resamplings of the counts.

    ``log t* = log t + slopes . log(counts*/counts)``: exact for the local law, first order in
    leakage.  A region whose points are all missed by a draw counts as half a point there.

    :param slopes: from :func:`sensitivities`.
    :param counts: points of each region; the regions are held fixed.
    """
    counts = np.asarray(counts)
    random = np.random.default_rng(seed)
    drawn = random.multinomial(counts.sum(), counts / counts.sum(), size=draws)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(counts > 0, np.log(np.maximum(drawn, 0.5) / counts), 0.0)
    logs = np.log(times)[..., None] + slopes @ change.T
    bounds = 50 * (1 - _LEVEL), 50 * (1 + _LEVEL)
    low, high = np.percentile(logs, bounds, axis=-1)
    return Interval(np.exp(low), np.exp(high))
