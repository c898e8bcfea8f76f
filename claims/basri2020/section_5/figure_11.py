"""Figure 11: steps that networks of 3 and 7 layers take, against those that eigenvalues predict.

Printed: m = 256, eta = 0.05, delta = 0.05, n = 630 on S^1 and 1,000 on S^2.  Readings: L is the number
of hidden layers, all layers are trained, f is not normalised, the targets are cos(kappa x) and zonal
harmonics of degree kappa, with mean square 1.  Learned is from when on, for good, the share of the
target in the residual, ``<y - f, y>/<y, y>``, is at most delta: f has other parts from the start, which
the eigenvalue of the target says nothing about.  The loss is the mean of squares, for with the sums of
(4) descent diverges (``fig11.sums``).  Predicted are ``log(delta)/log(1 - 2 eta mu_kappa)`` steps,
mu_kappa the eigenvalue under the uniform density.

Protocol: n = 126 points at equal distances on S^1 and 300 of a Fibonacci lattice on S^2, a fifth and
three tenths of the printed numbers, which is what CPUs can do; degrees 1, 2, 3 and, for S^1 and L = 3,
8; eight seeds.  The ratio of measured to predicted steps has Student's 99 % interval for its median,
for each network and degree.  SUPPORTED: all intervals lie in the range; CONTRADICTED: one misses it.
In pilots with other seeds it was 1.0 to 1.3 for L = 3 and 0.7 to 1.7 for L = 7, degrees 1 to 3 on S^1,
and 2.0 to 2.3 for L = 3 and degree 8, which is why the claim on that is of a factor of 3/2.  All of the
residual, f's other parts included, came to delta much later than the steps predicted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.intervals import Between, median_interval
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.numerics.balls import Ball, precision, rational_ball
from freqbias.numerics.deep_networks import (
    DeepNetwork,
    Training,
    initial,
    on_circle,
    settled,
    train,
)
from freqbias.numerics.evaluate import Floats
from freqbias.theory.descent import Loss
from freqbias.theory.errors import InputError

__all__ = ["CLAIMS", "Data", "Setting", "circle", "predicted", "ratios", "sphere", "within"]

_WIDTH, _ETA, _DELTA, _PRINTED = 256, sp.Rational(1, 20), 0.05, 630
_LAYERS, _DEGREES, _RUNS = (3, 7), (1, 2, 3), 8
_RECORDS, _PATIENCE = 40, 4  # records in the predicted time; how many such times are trained


@dataclass(frozen=True)
class Data:
    """Unit inputs and a harmonic on them, of mean square 1 over the sphere."""

    inputs: Floats
    targets: Floats


def circle(degree: int, count: int = 126) -> Data:
    """``sqrt(2) cos(kappa x)`` at equal distances."""
    x = 2 * np.pi * np.arange(count) / count
    return Data(on_circle(x), np.sqrt(2) * np.cos(degree * x))


def sphere(degree: int, count: int = 300) -> Data:
    """The zonal harmonic ``sqrt(2 kappa + 1) P_kappa(z)`` on a Fibonacci lattice of S^2."""
    z = 1 - (2 * np.arange(count) + 1) / count
    longitude = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    inputs = np.column_stack([on_circle(longitude) * np.sqrt(1 - z**2)[:, None], z])
    harmonic = np.polynomial.legendre.Legendre.basis(degree)(z)
    return Data(inputs, np.sqrt(2 * degree + 1) * harmonic)


@dataclass(frozen=True)
class Setting:
    """Where, how deep, and what: the cases of one claim."""

    data: Callable[[int], Data]
    dimension: int
    layers: tuple[int, ...] = _LAYERS
    degrees: tuple[int, ...] = _DEGREES


def predicted(layers: int, degree: int, dimension: int) -> float:
    """Steps in which linear theory leaves the share delta of y, for the mean of squares."""
    from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
    from freqbias.theory.kernels import named

    eigenvalue = sphere_eigenvalues(named(f"deep:{layers}"), degree + 1, dimension)[degree]
    return float(np.log(_DELTA) / np.log1p(-2 * float(_ETA) * eigenvalue))


@lru_cache(maxsize=8)
def ratios(setting: Setting, seed: int) -> dict[tuple[int, int], Floats]:
    """Measured over predicted steps of each run, by layers and degree; infinite if not learned."""
    seeds = range(100 * (seed + 1), 100 * (seed + 1) + _RUNS)
    return {
        (layers, degree): np.array([_ratio(setting, layers, degree, each) for each in seeds])
        for layers in setting.layers
        for degree in setting.degrees
    }


def _ratio(setting: Setting, layers: int, degree: int, seed: int) -> float:
    data = setting.data(degree)
    expected = predicted(layers, degree, setting.dimension)
    every = max(1, round(expected / _RECORDS))
    epochs = every * round(_PATIENCE * expected / every)
    network = DeepNetwork(layers, _WIDTH, inputs=setting.dimension)
    training = Training(float(_ETA), epochs, Loss.MEAN, epochs_per_record=every)
    start = initial(network, seed)
    history = train(network, start, data.inputs, data.targets, training, data.inputs)
    shares = 1 - history.outputs @ data.targets / (data.targets @ data.targets)
    return float(settled(np.abs(shares), _DELTA) * every / expected)


def within(setting: Setting) -> Check:
    """Train, and compare the interval of each ratio with the range stated."""

    def check(context: Context, statement: Between) -> Evidence:
        found = ratios(setting, context.seed)
        if not all(np.isfinite(values).all() for values in found.values()):
            return context.open(f"not learned in {_PATIENCE} times the steps predicted")
        intervals = {
            case: median_interval(values, logarithms=True) for case, values in found.items()
        }
        note = "99 % intervals of the median ratio: " + ", ".join(
            f"[{low:.2f}, {high:.2f}] (L = {layers}, degree {degree})"
            for (layers, degree), (low, high) in intervals.items()
        )
        if not all(statement.meets(*interval) for interval in intervals.values()):
            finding = Finding.FAILS
        elif all(statement.contains(*interval) for interval in intervals.values()):
            finding = Finding.HOLDS
        else:
            return context.open(f"{note}, not all in or out of {statement}")
        return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)

    return check


def _excess(layers: int, step_size: Any) -> Ball:
    """``eta lambda_max(H) - 2`` for the printed n at equal distances.

    H is circulant, so a row's sum is an eigenvalue, and the largest where no entry is negative, which
    the balls show; a step on the loss (4) is eta H.
    """
    from flint import arb

    from freqbias.numerics.depth.recursion import BallRecursion, direct
    from freqbias.theory.kernels import named

    kernel = named(f"deep:{layers}")
    with precision(200):
        recursion = BallRecursion(kernel)
        steps = (min(j, _PRINTED - j) for j in range(1, _PRINTED))
        row = [recursion(2 * arb.pi() * j / _PRINTED, direct) for j in steps]
        if not all(value > 0 for value in row):
            raise InputError(f"the entries of H for {kernel.name} are not certainly positive")
        largest = sum(row, arb(int(kernel.at_zero)))
        return Ball.of(largest * rational_ball(step_size) - 2, 20)


def _diverges(context: Context, statement: Any) -> Evidence:
    """The component in that eigenvector grows in every step of linear descent."""
    for layers in _LAYERS:
        context.kernel(f"deep:{layers}")
    spots = [Spot({"L": layers}, _excess(layers, statement)) for layers in _LAYERS]
    for spot in spots:
        if not spot.ball.is_positive:
            return context.fails(Witness(spot, "eta lambda_max(H) - 2 is", "a sum of 630 terms"))
    found = ", ".join(f"{float(spot.ball) + 2:.2f} for L = {spot.point['L']}" for spot in spots)
    held = context.holds((_BOTH,), (), f"eta lambda_max(H) is {found}")
    return replace(held, rigour=Rigour.BALLS)


_BOTH: Domain = {"L": Finite(_LAYERS)}
_AROUND = Between(Fraction(1, 2), Fraction(2))
_WRONG = {
    "a tenth or less": Between(None, Fraction(1, 10)),
    "a fifth": Between(Fraction(1, 8), Fraction(1, 4)),
    "four times or more": Between(Fraction(4), None),
}


def _figure(
    name: str, reading: str, setting: Setting, statement: Between = _AROUND, **rest: Any
) -> Claim:
    return Claim(
        f"basri2020.fig11{name}",
        at("section 5, figure 11, with appendix E"),
        Kind.FIGURE,
        reading,
        statement,
        {},
        within(setting),
        tuple(Control(title, wrong) for title, wrong in _WRONG.items()),
        (
            "mean of squares for (4)",
            "m = 256, eta = 0.05, delta = 0.05",
            "fewer points than printed",
        ),
        quantity="steps measured over steps predicted",
        slow=True,
        **rest,
    )


CLAIMS = (
    _figure(
        "",
        "Networks of 3 and 7 layers need, for frequencies 1 to 3 on S^1, within a factor of 2 the "
        "numbers of steps that the eigenvalues predict.",
        Setting(circle, 2),
    ),
    _figure(
        ".sphere",
        "So they do for degrees 1 to 3 on S^2.",
        Setting(sphere, 3),
    ),
    _figure(
        ".high",
        "Networks of 3 layers need, for frequency 8 on S^1, within a factor of 3/2 the number of steps "
        "that the eigenvalue predicts.",
        Setting(circle, 2, (3,), (8,)),
        Between(Fraction(2, 3), Fraction(3, 2)),
        correction_pending="how many more it takes is not known: at that frequency width 256 is not "
        "the kernel regime",
    ),
    Claim(
        "basri2020.fig11.sums",
        at("section 5, figure 11, with (4)"),
        Kind.INEQUALITY,
        "With the sum of squares of (4), eta = 0.05 and the n = 630 points at equal distances, eta "
        "lambda_max(H) > 2 for L = 3 and 7, so that descent by H diverges: the loss of figure 11 is "
        "another, such as the mean.",
        _ETA,
        _BOTH,
        _diverges,
        (
            Control("eta = 1/500", sp.Rational(1, 500)),
            Control("eta = 1/5000", sp.Rational(1, 5000)),
            Control("eta = 1/20/630, the mean of half squares", _ETA / _PRINTED),
        ),
        ("printed n, eta and loss", "points at equal distances"),
        quantity="eta, with eta lambda_max(H) > 2",
    ),
)
