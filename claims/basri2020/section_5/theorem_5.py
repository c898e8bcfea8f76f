"""Theorem 5, cited from Allen-Zhu et al. 2019: how long gradient descent takes on a deep network.

The widths of the statement cannot be run.  Its T steps are, with the eta of theorem 4, ``eta T =
Theta(n^2 log(1/eps)/(delta m tau^2))``; read as the upper bound that its proof gives, at fixed n, m and
tau, in its two other parameters: the distance delta of the points, and eps.

Protocol: four pairs of points on the circle, those of a pair at distance delta and with labels +1/8 and
-1/8, so that the slow part of the labels is all of them; three hidden layers of 1024 units, first and
last layer fixed, NTK parameterisation, loss (4), eta = 1/lambda_max of the kernel of infinite width;
delta = 0.8, 0.4, 0.2, six seeds.  The loss is measured by that of f = 0, and has reached what it stays
below.  Pilots with other seeds gave an exponent of 1.04 for delta; with labels of size 1, or delta =
0.1, width 1024 is too small and training slower.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.intervals import Between, median_interval
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.deep_networks import (
    DeepNetwork,
    Trained,
    Training,
    initial,
    on_circle,
    settled,
    train,
)
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.power_law import PowerLaw

__all__ = ["CLAIMS", "times"]

_NETWORK = DeepNetwork(3, 1024, trained=Trained.INNER)
_DISTANCES, _SEEDS = (0.8, 0.4, 0.2), 6
_LEVELS = (1e-1, 1e-2, 1e-3, 1e-4)
_LABEL, _RECORDS, _PATIENCE = 1 / 8, 300, 4  # how often the time in which linear theory takes


def _pairs(distance: float) -> tuple[Floats, Floats]:
    """Points and labels."""
    centres = np.pi * (np.arange(4) / 2 - 0.85)
    signs = np.array([1, 1, -1, 1])
    points = np.concatenate([centres - distance / 2, centres + distance / 2])
    return points, _LABEL * np.concatenate([signs, -signs])


@lru_cache(maxsize=4)
def times(seed: int) -> Floats:
    """``eta T`` for each distance, seed and level of the loss; infinite if it is not reached."""
    from freqbias.numerics.deep_networks.linear import limit_kernel
    from freqbias.numerics.gram.dense import gram_matrix

    found = np.empty((len(_DISTANCES), _SEEDS, len(_LEVELS)))
    for i, distance in enumerate(_DISTANCES):
        points, labels = _pairs(distance)
        eigenvalues = np.linalg.eigvalsh(gram_matrix(limit_kernel(_NETWORK), points))
        for j in range(_SEEDS):
            begin = initial(_NETWORK, 100 * (seed + 1) + j)
            found[i, j] = _times(begin, points, labels, eigenvalues)
    return found


def _times(start: Any, points: Floats, labels: Floats, eigenvalues: Any) -> Floats:
    eta, inputs = float(1 / eigenvalues[-1]), on_circle(points)
    longest = _PATIENCE * np.log(1 / _LEVELS[-1]) / (2 * eta * eigenvalues[0])
    every = int(np.ceil(longest / _RECORDS))
    training = Training(eta, every * _RECORDS, epochs_per_record=every)
    history = train(_NETWORK, start, inputs, labels, training, inputs)
    losses = ((history.outputs - labels) ** 2).sum(axis=1) / (labels @ labels)
    return np.array([eta * every * settled(losses, level) for level in _LEVELS])


def _growth(context: Context, statement: Any) -> Evidence:
    """The exponent of 1/delta in the time to one hundredth."""
    found = times(context.seed)[:, :, 1]
    if not np.isfinite(found).all():
        return context.open("not every run has come to a hundredth of the loss")
    law = PowerLaw.fitted([1 / distance for distance in _DISTANCES], found)
    low, high = law.interval
    medians = ", ".join(f"{value:.3g}" for value in np.median(found, axis=1))
    note = (
        f"exponent {law.exponent:.3f}, 99 % interval [{low:.3f}, {high:.3f}]; median eta T is "
        f"{medians} at delta = {', '.join(map(str, _DISTANCES))}"
    )
    finding = Finding.HOLDS if low <= float(statement) else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)


def _geometric(context: Context, statement: Between) -> Evidence:
    """How much longer one factor of ten takes than the one before."""
    found = times(context.seed)
    if not np.isfinite(found).all():
        return context.open(f"not every run has come to {_LEVELS[-1]:g} of the loss")
    taken = np.diff(found, axis=2)
    low, high = median_interval((taken[:, :, 2] / taken[:, :, 1]).ravel(), logarithms=True)
    note = f"99 % interval of the median [{low:.3f}, {high:.3f}]"
    finding = Finding.HOLDS if statement.contains(low, high) else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)


_PLACE = "appendix D.4, theorem 5, cited from Allen-Zhu et al. 2019 and rescaled by tau"
_ASSUMED = ("W_2, W_3 trained", "m = 1024, not m >= n^24", "four pairs of points, labels +-1/8")

CLAIMS = (
    Claim(
        "basri2020.thm5",
        at(_PLACE),
        Kind.PROBABILISTIC,
        "With m >= C n^24 L^12 log(m)^5/(delta^8 tau^2) gradient descent reaches Phi <= eps in "
        "Theta(n^6 L^2 log(1/eps)/delta^2) steps.  Read as its bound in delta: eta T grows at most "
        "like delta^(-1), and with eta of the order delta T like delta^(-2).",
        sp.Integer(1),
        {},
        _growth,
        (
            Control("it does not depend on delta", sp.Integer(0)),
            Control("at most like delta^(-1/4)", sp.Rational(1, 4)),
            Control("at most like delta^(-1/3)", sp.Rational(1, 3)),
        ),
        _ASSUMED,
        quantity="exponent of 1/delta in eta T, at most",
        slow=True,
    ),
    Claim(
        "basri2020.thm5.geometric",
        at(_PLACE),
        Kind.PROBABILISTIC,
        "Read as its bound in eps, log(1/eps): every further factor of ten takes, within a factor of "
        "3/2, as long as the one before (from 1/100 to 1/1000 and 1/10000).",
        Between(Fraction(2, 3), Fraction(3, 2)),
        {},
        _geometric,
        (
            Control("ten times, as for Phi ~ 1/t", Between(Fraction(5), Fraction(20))),
            Control("three times, as for Phi ~ 1/t^2", Between(Fraction(2), Fraction(5))),
            Control("half, as for quadratic convergence", Between(None, Fraction(3, 5))),
        ),
        _ASSUMED,
        quantity="time of a factor of ten over that of the one before",
        slow=True,
    ),
)
