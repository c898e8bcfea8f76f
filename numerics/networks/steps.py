"""One step of gradient descent in O(n + m), equal to the plain step up to rounding.

For the loss ``c sum_i (f(x_i) - y_i)^2`` with residual ``rho_i = f(x_i) - y_i`` and S_r the sum over
the arc of unit r of ``rho_i (c_i, s_i, 1)``, the gradient is

    d/d(w, b)_r = 2 c s a_r S_r,        d/da_r = 2 c s (w_r, b_r) . S_r.

A step is one pass over the points (outputs, residuals, their running sums) and one over the units
(gradient, new parameters, new arc, jumps of the new outputs).  Between steps the jumps are the state.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import CirclePoints, Indices, arcs_of, bounded, settle
from freqbias.numerics.networks.sums import deposit, total, unfolded
from freqbias.numerics.networks.two_layer import Network
from freqbias.numerics.summation import carried
from freqbias.theory.descent import Descent, Parameterisation
from freqbias.theory.errors import InputError, shown

__all__ = ["Iterate", "Sample", "checked_targets", "place", "residuals", "step_rates", "update"]

Rates = tuple[float, float, float]


class Sample(NamedTuple):
    """Sorted points with what belongs to them: inputs (n, 2), angles, targets and regions (n,)."""

    inputs: Floats
    angles: Floats
    targets: Floats
    regions: Indices

    @classmethod
    def of(cls, circle: CirclePoints, targets: Floats, regions: Indices) -> Sample:
        """From values given point by point."""
        return cls(circle.inputs, circle.angles, circle.sorted(targets), regions[circle.order])

    def chosen(self, indices: Indices) -> Sample:
        """Some of the points, given by increasing indices into the sorted ones."""
        return Sample(
            self.inputs[indices],
            self.angles[indices],
            self.targets[indices],
            self.regions[indices],
        )


@compiled
def residuals(jumps: Floats, sample: Sample, scale: float, sums: Floats, squares: Floats) -> None:
    """The pass over the points: running sums of the residuals, and their squares by region.

    Writes ``sums`` (n + 1, 3) and ``squares`` (regions,), and clears the jumps.
    """
    inputs, targets, regions = sample.inputs, sample.targets, sample.regions
    n = len(targets)
    u = v = w = a = b = c = a_low = b_low = c_low = 0.0
    u_low, v_low, w_low = jumps[n, 0], jumps[n, 1], jumps[n, 2]
    jumps[n, :] = 0.0
    sums[0, :] = 0.0
    squares[:] = 0.0
    for i in range(n):
        u, u_low = carried(u, u_low, jumps[i, 0])
        v, v_low = carried(v, v_low, jumps[i, 1])
        w, w_low = carried(w, w_low, jumps[i, 2])
        jumps[i, 0] = jumps[i, 1] = jumps[i, 2] = 0.0
        cosine, sine = inputs[i, 0], inputs[i, 1]
        output = scale * ((u + u_low) * cosine + (v + v_low) * sine + (w + w_low))
        residual = output - targets[i]
        squares[regions[i]] += residual * residual
        a, a_low = carried(a, a_low, residual * cosine)
        b, b_low = carried(b, b_low, residual * sine)
        c, c_low = carried(c, c_low, residual)
        sums[i + 1, 0], sums[i + 1, 1], sums[i + 1, 2] = a + a_low, b + b_low, c + c_low


@compiled
def update(
    units: Floats, arcs: Indices, jumps: Floats, sums: Floats, ahead: Sample, rates: Rates
) -> None:
    """The pass over the units: a step of descent, and the arcs and jumps on the points ``ahead``.

    In full-batch descent these are the points of the residuals, otherwise the next batch: an old range
    is a good guess for it too, for the ranks of a border in two batches of one size differ little.
    """
    inputs, angles = ahead.inputs, ahead.angles
    alike = len(angles) == len(sums) - 1
    for r in range(len(units)):
        w, v, b, a = units[r, 0], units[r, 1], units[r, 2], units[r, 3]
        first, end = arcs[r, 0], arcs[r, 1]
        p, q, t = total(sums, first, end)
        towards = w * p + v * q + b * t
        w -= rates[0] * a * p
        v -= rates[0] * a * q
        b -= rates[1] * a * t
        a -= rates[2] * towards
        units[r, 0], units[r, 1], units[r, 2], units[r, 3] = w, v, b, a
        unit = (w, v, b)
        if not (alike and bounded(unit, first, end, inputs)):
            guess = (first, end) if alike else (0, 0)
            first, end = settle(unit, guess[0], guess[1], inputs, angles)
            arcs[r, 0], arcs[r, 1] = first, end
        deposit(jumps, first, end, (a * w, a * v, a * b))


@compiled
def place(units: Floats, arcs: Indices, jumps: Floats) -> None:
    """The jumps of the outputs of units whose arcs are known."""
    for r in range(len(units)):
        w, v, b, a = units[r, 0], units[r, 1], units[r, 2], units[r, 3]
        deposit(jumps, arcs[r, 0], arcs[r, 1], (a * w, a * v, a * b))


@compiled
def _advance(
    units: Floats,
    arcs: Indices,
    jumps: Floats,
    sums: Floats,
    squares: Floats,
    sample: Sample,
    scale: float,
    rates: Rates,
    steps: int,
) -> None:
    for _ in range(steps):
        residuals(jumps, sample, scale, sums, squares)
        update(units, arcs, jumps, sums, sample, rates)


def step_rates(network: Network, descent: Descent, samples: int) -> Rates:
    """``2 c eta s`` for W, b and a, 0 for what is not trained; c is that of so many samples."""
    twice_c = descent.loss.curvature(samples) / samples
    rate = float(descent.step_size * twice_c) * network.scale
    weights, bias, amplitudes = (rate if letter in network.trained else 0.0 for letter in "Wba")
    return weights, bias, amplitudes


class Iterate:
    """A network under full-batch descent on given points, between two steps.

    :param network: where descent starts; it is not changed.
    :param points: n angles in radians; repeated and unsorted ones are welcome.
    :param targets: y, shape (n,).
    :param descent: step size, loss and scaling, for this network and these points.
    :raises InputError: if shapes or settings do not belong together.

    >>> from freqbias.theory.descent import Loss
    >>> network = Network.drawn(50, seed=1)
    >>> points = np.linspace(-3, 3, 20)
    >>> iterate = Iterate(network, points, np.cos(points), network.descent(1, 20, Loss.MEAN))
    >>> iterate.advance(1000)
    >>> bool(np.abs(iterate.outputs - np.cos(points)).max() < 0.05)
    True
    """

    def __init__(
        self,
        network: Network,
        points: Floats,
        targets: Floats,
        descent: Descent,
        regions: Indices | None = None,
    ) -> None:
        self.circle = CirclePoints(points)
        n = len(self.circle)
        _check_settings(network, descent, n)
        self.sample = Sample.of(
            self.circle,
            checked_targets(targets, n),
            np.zeros(n, dtype=np.int64) if regions is None else regions,
        )
        self._start = network
        self.rates = step_rates(network, descent, n)
        self.scale = network.scale
        self._order = network.by_angle
        self.units = network.units[self._order]
        self.arcs = arcs_of(self.units, self.circle)
        self.jumps, self.sums = np.zeros((n + 1, 3)), np.empty((n + 1, 3))
        self.squares = np.empty(self.sample.regions.max() + 1)
        place(self.units, self.arcs, self.jumps)

    def advance(self, steps: int) -> None:
        """So many steps on."""
        _advance(
            self.units,
            self.arcs,
            self.jumps,
            self.sums,
            self.squares,
            self.sample,
            self.scale,
            self.rates,
            steps,
        )

    @property
    def outputs(self) -> Floats:
        """f at the points as they were given, shape (n,)."""
        outputs = unfolded(self.jumps.copy(), self.sample.inputs)
        return self.circle.restored(self.scale * outputs)

    @property
    def network(self) -> Network:
        """The network as it is now, units in their first order."""
        units = np.empty_like(self.units)
        units[self._order] = self.units
        return self._start.moved(units)


def checked_targets(targets: Floats, samples: int) -> Floats:
    """The targets, if there is a finite one for each sample."""
    targets = np.asarray(targets, dtype=float)
    if targets.shape != (samples,) or not np.isfinite(targets).all():
        raise InputError(
            f"targets of shape {shown(targets.shape)} are not {samples} finite numbers, one a point"
        )
    return targets


def _check_settings(network: Network, descent: Descent, samples: int) -> None:
    if descent.samples != samples:
        raise InputError(
            f"descent is for {descent.samples} samples, but there are {samples} points"
        )
    if descent.parameterisation is not network.parameterisation:
        raise InputError(
            f"descent is for the parameterisation {descent.parameterisation.value}, but the "
            f"network's is {network.parameterisation.value}"
        )
    if descent.parameterisation is not Parameterisation.NTK and descent.width != network.width:
        raise InputError(
            f"descent is for width {descent.width}, but the network's is {network.width}"
        )
