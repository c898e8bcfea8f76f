"""Figure 7: times to learn sin(kappa x) on regions of density 1 : 2 : 4, trained as appendix E
says.

Protocol.  n = 734 is what a grid of spacing 0.02, 0.01 and 0.005 on the three regions gives, 105 +
210 + 419 (as 1,467 and 2,933 of figures 2 and 3 are for half and a quarter of the spacing), so the
points are taken to be that grid.  m = 4000, eta = 0.004, loss (4), tau = 0.2, b = 0, a fixed; a
region has converged when ``(1/(2 |R_j|)) sum (f - y)^2 < delta/n``, delta = 0.05, for good.  The
range of kappa is not printed: trained here are 2 to 5, which takes up to 60,000 steps; eight runs
with seeds of their own.  A statement about one run is compared with Student's 99 % prediction
interval from them; an alternative has to lie outside.

``fig7.limit`` is what the same settings give at infinite width, kappa to 14, once by the Gram
matrix of the points and once by the operator.  Its stopping rule, a twentieth of the first error,
was chosen after the printed one had been seen to give ratios 1.9 and 3.0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.intervals import prediction_interval
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow import Flow, times_to_converge
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.kernels import first_layer_bias_unscaled

if TYPE_CHECKING:
    from freqbias.numerics.networks.arcs import Indices

__all__ = ["CLAIMS", "InfiniteWidth", "Ratios", "points", "step_counts"]

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_SAMPLES, _WIDTH, _TAU = 734, 4000, 0.2
_DESCENT = Descent(sp.Rational(1, 250), _SAMPLES)
_THRESHOLD = 0.05 / _SAMPLES
_KAPPAS = (2, 3, 4, 5)
_RUNS = 8
_MOST_STEPS = 400_000


def points() -> tuple[Floats, Indices]:
    """The grid, and the region of each of its points.

    >>> [int(count) for count in np.bincount(points()[1])]
    [105, 210, 419]
    """
    third = 2 * np.pi / 3
    parts = [np.arange(0, third, spacing) for spacing in (0.02, 0.01, 0.005)]
    shifted = [-np.pi + j * third + part for j, part in enumerate(parts)]
    return np.concatenate(shifted), np.repeat(np.arange(3), [part.size for part in parts])


@lru_cache(maxsize=4)
def step_counts(seed: int) -> Floats:
    """Steps until each region has converged, shape (runs, kappas, regions); NaN if it has not."""
    from freqbias.numerics.networks.looks import StoppingRule
    from freqbias.numerics.networks.training import train_all
    from freqbias.numerics.networks.two_layer import Network

    x, regions = points()
    seeds = range(100 * (seed + 1), 100 * (seed + 1) + _RUNS)
    networks = [Network.drawn(_WIDTH, each, weight_scale=_TAU) for each in seeds]
    counts = np.full((_RUNS, len(_KAPPAS), 3), np.nan)
    for k, kappa in enumerate(_KAPPAS):
        trained = train_all(
            networks, x, np.sin(kappa * x), _DESCENT,
            steps=_MOST_STEPS, record=_MOST_STEPS, regions=regions, rule=StoppingRule(_THRESHOLD),
        )  # fmt: skip
        for run, training in enumerate(trained):
            counts[run, k] = [np.nan if s is None else s for s in training.staying]
    return counts


@dataclass(frozen=True)
class Ratios:
    """Median over kappa of the time of the sparsest region over those of the others."""

    middle: Any
    dense: Any

    def __str__(self) -> str:
        return f"1 : {self.middle} : {self.dense}"


def _exponents(counts: Floats) -> Floats:
    """Of kappa, from each run: the mean over the regions of least-squares slopes."""
    logs = np.log(counts)
    return np.array([np.polyfit(np.log(_KAPPAS), run, 1)[0].mean() for run in logs])


def _judged(
    context: Context, values: Floats, stated: Any, alternative: float, name: str
) -> Evidence:
    if not np.isfinite(values).all():
        return context.open(f"not every region has converged in {_MOST_STEPS} steps")
    low, high = prediction_interval(values, logarithms=True)
    note = f"{name}: 99 % interval [{low:.3g}, {high:.3g}] of one run, from {_RUNS}"
    if low <= alternative <= high:
        return context.open(f"{note}, which has the alternative {alternative:g} inside")
    finding = Finding.HOLDS if low <= float(stated) <= high else Finding.FAILS
    note = f"{note}; the alternative is {alternative:g}"
    return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)


def _growth(context: Context, statement: Any) -> Evidence:
    values = _exponents(step_counts(context.seed))
    return _judged(context, values, statement, 1.0, "exponent of kappa")


def _ratios(context: Context, statement: Ratios) -> Evidence:
    counts = step_counts(context.seed)
    medians = np.median(counts[:, :, :1] / counts, axis=1)
    parts = [
        _judged(context, medians[:, 1], statement.middle, 1.0, "middle region"),
        _judged(context, medians[:, 2], statement.dense, 1.0, "dense region"),
    ]
    note = "; ".join(part.note for part in parts)
    order = (Finding.FAILS, Finding.OPEN, Finding.HOLDS)
    finding = min((part.finding for part in parts), key=order.index)
    rigour = Rigour.NUMERICAL if finding is Finding.OPEN else Rigour.STATISTICAL
    return replace(context.open(note), finding=finding, rigour=rigour)


_SHARE = sp.Rational(1, 25)


@dataclass(frozen=True)
class InfiniteWidth:
    """At infinite width the median ratios over kappa = 1, ..., 14, up to a share.

    :param tolerance: what is left of the mean square of a region when it has converged.
    """

    ratios: Ratios
    tolerance: Any
    share: Any = _SHARE

    def __str__(self) -> str:
        return f"{self.ratios}, up to {self.share}, for a tolerance of {self.tolerance}"


_UP_TO = 14


@lru_cache(maxsize=8)
def _operator_times(tolerance: float) -> Floats:
    flow = Flow.of(THIRDS, first_layer_bias_unscaled, 2 * _UP_TO).descent(_DESCENT)
    return times_to_converge(flow, flow.waves(range(1, _UP_TO + 1)), tolerance).T


@lru_cache(maxsize=8)
def _sampled_times(tolerance: float) -> Floats:
    """The same by the Gram matrix of the 734 points; a grid of steps with ratio 1.005."""
    from freqbias.numerics.networks.linear import LinearDescent, limit_gram
    from freqbias.numerics.networks.two_layer import Network

    x, regions = points()
    gram = limit_gram(Network.drawn(1, 0), x)
    steps = np.unique(np.geomspace(1, 60_000, 2200).astype(int))
    found = np.empty((_UP_TO, 3))
    for kappa in range(1, _UP_TO + 1):
        y = np.sin(kappa * x)
        left = LinearDescent.of(gram, -y, _DESCENT).residuals(steps) ** 2
        for j in range(3):
            inside = regions == j
            share = left[:, inside].mean(axis=1) / np.mean(y[inside] ** 2)
            found[kappa - 1, j] = steps[np.flatnonzero(share > tolerance)[-1] + 1]
    return found


def _in_the_limit(context: Context, statement: InfiniteWidth) -> Evidence:
    context.kernel("first_layer_bias_unscaled")
    stated = np.array([1, float(statement.ratios.middle), float(statement.ratios.dense)])
    routes: tuple[Callable[[float], Floats], ...] = (_operator_times, _sampled_times)
    found = []
    for route in routes:
        times = route(float(statement.tolerance))
        found.append(np.median(times[:, :1] / times, axis=0))
    note = "operator 1 : {1:.3f} : {2:.3f}, Gram matrix 1 : {4:.3f} : {5:.3f}"
    far = max(float(np.max(np.abs(medians / stated - 1))) for medians in found)
    return replace(
        context.open(note.format(*np.concatenate(found))),
        finding=Finding.HOLDS if far <= float(statement.share) else Finding.FAILS,
        rigour=Rigour.NUMERICAL,
    )


_PRINTED = Ratios(sp.Rational(196, 100), sp.Rational(389, 100))
_TWENTIETH = sp.Rational(1, 20)
_SETTINGS = ("settings of appendix E", "points on a grid in each region", "kappa = 2, ..., 5")

CLAIMS = (
    Claim(
        "basri2020.fig7",
        at("figure 7, settings of appendix E"),
        Kind.FIGURE,
        "Trained as printed, the steps until a region has converged grow like kappa^2.",
        sp.Integer(2),
        {},
        _growth,
        tuple(Control(f"like kappa^{e}", sp.Rational(e)) for e in ("1/2", "1", "3/2", "12")),
        _SETTINGS,
        quantity="exponent of kappa",
        correction="basri2020.fig7.limit",
        slow=True,
    ),
    Claim(
        "basri2020.fig7.ratios",
        at("figure 7, caption, settings of appendix E"),
        Kind.FIGURE,
        "Trained as printed, the median ratios of the times of the three regions are 1 : 1.96 : 3.89.",
        _PRINTED,
        {},
        _ratios,
        (
            Control("no effect of the density", Ratios(1, 1)),
            Control("inverse to the square of the density", Ratios(4, 16)),
            Control("sparse regions first", Ratios(sp.Rational(1, 2), sp.Rational(1, 4))),
        ),
        _SETTINGS,
        slow=True,
    ),
    Claim(
        "basri2020.fig7.limit",
        at("figure 7, at infinite width, converged at a twentieth of the first error"),
        Kind.FIGURE,
        "At infinite width the median ratios over kappa = 1, ..., 14 of the times to a twentieth of "
        "the first error are the printed 1 : 1.96 : 3.89, up to 4 %, for operator and points.",
        InfiniteWidth(_PRINTED, _TWENTIETH),
        {},
        _in_the_limit,
        (
            Control(
                "converged at delta/n, as printed", InfiniteWidth(_PRINTED, sp.Rational(1, 3670))
            ),
            Control(
                "inverse to the root of the density",
                InfiniteWidth(Ratios(sp.sqrt(2), 2), _TWENTIETH),
            ),
            Control("no effect of the density", InfiniteWidth(Ratios(1, 1), _TWENTIETH)),
            Control(
                "a tenth more",
                InfiniteWidth(Ratios(sp.Rational(2156, 1000), sp.Rational(4279, 1000)), _TWENTIETH),
            ),
        ),
        ("kernel of (2), unscaled", "steps of appendix E"),
    ),
)
