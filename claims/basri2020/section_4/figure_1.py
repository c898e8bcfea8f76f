"""Figure 1: a deep network learns 0.4 cos(16 x) + cos(x), uniform inputs and halves 1 : 40.

Protocol, fixed before the claims' own runs: 10 hidden layers of 256 units, no bias, N(0, 0.1^2), f
not normalised, n = 10,000 samples, permuted batches of 100, eta = 0.001; halves [-pi, 0) and [0,
pi), which the target, being even, does not tell apart.  The loss is not printed with the figure.
With the sums of (4) eta times the largest curvature of linear theory is 5.14 (uniform) and 6.07 (1
: 40), beyond the 2 at which it is unstable (pilots: half the sum bounded, the sum not finite under
1 : 40); with the mean, the reading here, 0.103 and 0.121, and half of that with half the mean.

Something is learned on a half at the first epoch from which on, to the last, its share is at most
1/10: of a frequency, its coefficient in the residual there over that in the target ("projection").
Pilot runs had other seeds (1000 and up).

Each statement allows a statistic of the typical run, its median, a range.  The median has Student's
99 % confidence interval from our runs.  CONTRADICTED: the range misses the interval; SUPPORTED: it
meets it, and an alternative, what the statistic would be if the figure's effect were not there,
lies outside; UNDECIDED: both the range and the alternative meet it.

This is the third protocol, with 8 runs and seeds that neither of the others had.  They asked where
one run more would lie, which is too wide a question for 4 or 8 runs (the second's interval of the
epochs was [1.5, 173]), and let the alternative decide before the range.  What pilots and those runs
showed (a ratio of 0.2, 16 epochs) was known when this one was fixed, as was that the claim on the
density alone holds.  A third reading, the residual averaged over a period of cos(16 x), was tried
and is not learned in 100 epochs.  The uniform density had 3 runs at first, too few for a median (the
lead's interval was [-1.6, 151]); it has 6 since then, with seeds of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.intervals import Between, median_interval
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.deep_networks import DeepNetwork, Training, initial, on_circle, train
from freqbias.numerics.deep_networks.history import region_means, settled
from freqbias.numerics.densities import sample
from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Density, PiecewiseConstant, uniform
from freqbias.theory.descent import Loss, Parameterisation

__all__ = ["CLAIMS", "HALVES", "Protocol", "Statistic", "check"]

HALVES = PiecewiseConstant.from_text("-1, 0, 1", "1, 40")
_SPARSE, _DENSE = 0, 1  # halves
_LOW, _HIGH = 0, 1  # what is learned
_AMPLITUDES = {1: 1.0, 16: 0.4}  # by frequency
_THRESHOLD = 0.1
_GRID = 512
_NETWORK = DeepNetwork(10, 256, Parameterisation.STANDARD, deviation=0.1)
_TRAINING = Training(0.001, epochs=100, loss=Loss.MEAN, batch=100)


@dataclass(frozen=True)
class Protocol:
    """One run, but for its seed."""

    network: DeepNetwork = _NETWORK
    training: Training = _TRAINING
    samples: int = 10_000


@dataclass(frozen=True)
class Statistic:
    """A number that the times of a run give, shape (what is learned, sparse or dense half).

    :param first: seed of the first run.
    :param logarithms: whether its logarithm is taken to be normal; else it is itself.
    :param alternative: its value if what the figure shows is not there.
    """

    of: Callable[[Floats], Any]
    density: Density
    alternative: float
    runs: int = 8
    first: int = 10_000
    logarithms: bool = True


def _target(x: Floats) -> Floats:
    return np.asarray(sum(a * np.cos(k * x) for k, a in _AMPLITUDES.items()))


@lru_cache(maxsize=32)
def _shares(protocol: Protocol, density: Density, seed: int) -> Floats:
    """What is still to be learned, shape (records; low or high; sparse or dense half)."""
    x = sample(density, protocol.samples, seed)
    grid = -np.pi + (np.arange(_GRID) + 0.5) * 2 * np.pi / _GRID
    training, start = replace(protocol.training, seed=seed), initial(protocol.network, seed)
    watched = on_circle(grid)
    history = train(protocol.network, start, on_circle(x), _target(x), training, watched)
    residuals, halves = history.outputs - _target(grid), (grid >= 0).astype(int)
    shares = [
        np.abs(2 * region_means(residuals * np.cos(k * grid), halves)) / amplitude
        for k, amplitude in _AMPLITUDES.items()
    ]
    return np.stack(shares, axis=1)


def _values(statistic: Statistic, protocol: Protocol, seed: int) -> Floats:
    """The statistic in each run."""
    first = statistic.first + 100 * seed
    seeds = range(first, first + statistic.runs)
    shares = [_shares(protocol, statistic.density, each) for each in seeds]
    with np.errstate(invalid="ignore"):  # of two times that are infinite
        return np.array([statistic.of(settled(share, _THRESHOLD)) for share in shares])


def check(statistic: Statistic, protocol: Protocol) -> Check:
    """Train, and compare the allowed range and the alternative with the interval of the median."""

    def compared(context: Context, statement: Between) -> Evidence:
        values, alternative = _values(statistic, protocol, context.seed), statistic.alternative
        if not np.isfinite(values).all():
            return context.open(
                f"not everything is learned within {protocol.training.epochs} epochs"
            )
        low, high = median_interval(values, logarithms=statistic.logarithms)
        listed = ", ".join(f"{value:.4g}" for value in values)
        note = f"runs give {listed}: 99 % interval of the median [{low:.4g}, {high:.4g}]"
        meets = statement.meets(low, high)
        if meets and low <= alternative <= high:
            return context.open(f"{note}, which has the alternative {alternative:.4g} inside")
        finding = Finding.HOLDS if meets else Finding.FAILS
        note = f"{note}; the alternative is {alternative:.4g}"
        return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)

    return compared


_LEAD = Statistic(
    lambda times: times[_HIGH].min() - times[_LOW].max(),
    uniform(),
    0,
    runs=6,
    first=20_000,
    logarithms=False,
)
_EPOCHS = Statistic(lambda times: times[_LOW, _SPARSE], HALVES, 2)
_RATIO = Statistic(lambda times: times[_LOW, _SPARSE] / times[_HIGH, _DENSE], HALVES, 1 / 60)


def _exactly(value: str) -> Between:
    return Between(*[Fraction(value)] * 2)


def _figure(
    name: str, reading: str, statement: Between, wrong: dict[str, Between], **rest: Any
) -> Claim:
    statistic, protocol = rest.pop("statistic"), rest.pop("protocol", Protocol())
    return Claim(
        f"basri2020.fig1{name}",
        at("figure 1"),
        Kind.FIGURE,
        reading,
        statement,
        {},
        check(statistic, protocol),
        tuple(Control(title, other) for title, other in wrong.items()),
        ("10 hidden layers", "no bias", f"loss: {protocol.training.loss.value} over a batch"),
        slow=True,
        **rest,
    )


_LATE = Between(Fraction(1), None)
_TIMES = "epochs to the low one, sparse half, over epochs to the high one, dense half"
_RATIOS = {
    "the density has no effect": _exactly("1/60"),
    "a thousandth": _exactly("1/1000"),
    "at least two hundred": Between(Fraction(200), None),
}

CLAIMS = (
    _figure(
        ".uniform",
        "Uniform inputs, typical run: the low frequency is learned on both halves before the high one "
        "on either.",
        _LATE,
        {"first": Between(None, Fraction(-1)), "together": _exactly("0"), "late": _exactly("1000")},
        statistic=_LEAD,
        protocol=Protocol(training=replace(_TRAINING, epochs=120)),
        quantity="epochs to the high one less epochs to the low one",
    ),
    _figure(
        "",
        "Densities 1 : 40, typical run: the low frequency is fitted on the sparse half not before the "
        "high one is on the dense half (projection).",
        _LATE,
        _RATIOS,
        statistic=_RATIO,
        quantity=_TIMES,
        correction="basri2020.fig1.density",
    ),
    _figure(
        ".density",
        "Densities 1 : 40, typical run: the low frequency takes on the sparse half at least a tenth of "
        "the epochs of the high one on the dense half, where uniform inputs give 1/60.",
        Between(Fraction(1, 10), None),
        _RATIOS,
        statistic=_RATIO,
        quantity=_TIMES,
    ),
    _figure(
        ".epochs",
        "Densities 1 : 40, typical run: the low frequency is fitted on the sparse half after 40 epochs "
        "(projection).",
        _exactly("40"),
        {value: _exactly(value) for value in ("1", "400", "4000")},
        statistic=_EPOCHS,
        correction="basri2020.fig1.density",
        quantity="epochs to the low one, sparse half",
    ),
)
