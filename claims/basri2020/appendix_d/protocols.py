"""What is measured for the lemmas of appendix D: quantities, sweeps, seeds.

Networks (D.1) at n unit inputs spread evenly over the circle, so delta = 2 sin(pi/n), targets 1 and -1
in turn.  Weights that move do so by omega in spectral norm in the directions that
:mod:`freqbias.numerics.deep_networks.perturbations` finds, which bounds a supremum over all directions
from below.  Every network has a seed of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log, pi, sin
from typing import Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.appendix_d.laws import Sweep
from freqbias.numerics.deep_networks.descent import course, linearisation_error
from freqbias.numerics.deep_networks.perturbations import (
    backward_change,
    kernel_change,
    output_change,
    steered,
    switched,
)
from freqbias.numerics.deep_networks.probes import Probe
from freqbias.numerics.evaluate import Floats
from freqbias.theory.finite_width import DELTA, LAYERS, OMEGA, POINTS, STEP, TAU
from freqbias.theory.orders import LOG_M, WIDTH

__all__ = [
    "BACKWARD",
    "DEVIATION",
    "DRIFTED",
    "ENTRY",
    "ERROR",
    "GRADIENT",
    "HIDDEN",
    "OUTPUT",
    "SLOWNESS",
    "SWITCHED",
    "WAY",
    "backward",
    "descents",
    "deviations",
    "entries",
    "gradients",
    "linearisation",
    "outputs",
    "switches",
]

ERROR = sp.Symbol("norm(e)/sqrt(Phi)", positive=True)
WAY = sp.Symbol("norm(W(t) - W(0))", positive=True)
SLOWNESS = sp.Symbol("tau^2 eta m/(1 - Phi(t+1)/Phi(t))", positive=True)
DRIFTED = sp.Symbol("norm(H(t) - H(0))", positive=True)
HIDDEN = sp.Symbol("norm(h(t+1) - h(t))/norm(W')", positive=True)
OUTPUT = sp.Symbol("norm(B h(t+1) - B h(t))/norm(W')", positive=True)
SWITCHED = sp.Symbol("norm_0(D(t) - D(0))", positive=True)
BACKWARD = sp.Symbol("norm(change of B D_L W_L ... D_1)", positive=True)
GRADIENT = sp.Symbol("norm(grad Phi)^2/Phi", positive=True)
DEVIATION = sp.Symbol("deviation of H_ij(0)", positive=True)
ENTRY = sp.Symbol("abs(H_ij(t) - H_ij(0))/sqrt(H_ii(0) H_jj(0))", positive=True)

_REPEATS = 8
Point = dict[Any, float]
Measure = Callable[[Point, int], tuple[float, ...]]


def _at(**given: float) -> Point:
    """A point, by names of the parameters; delta and log(m) follow."""
    values = {"n": 6, "L": 2, "m": 256, "tau": 1.0, "omega": 0.01, **given}
    symbols = {"n": POINTS, "L": LAYERS, "m": WIDTH, "tau": TAU, "omega": OMEGA}
    point: Point = {symbols[name]: value for name, value in values.items()}
    return {**point, DELTA: 2 * sin(pi / values["n"]), LOG_M: log(values["m"])}


def _inputs(point: Point) -> Floats:
    angles = 2 * np.pi * np.arange(point[POINTS]) / point[POINTS]
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _targets(point: Point) -> Floats:
    return np.where(np.arange(point[POINTS]) % 2, -1.0, 1.0)


def _probe(point: Point, seed: int) -> Probe:
    return Probe.drawn(int(point[WIDTH]), int(point[LAYERS]), seed, tau=point[TAU])


def _sweep(
    growing: Any, points: Sequence[Point], names: tuple[Any, ...], measure: Measure, seed: int
) -> Sweep:
    """Measure at every point, with seeds that no other point has."""
    count = len(points)
    found = np.array(
        [
            [measure(p, ((seed + 1) * 100 + r) * count + i) for r in range(_REPEATS)]
            for i, p in enumerate(points)
        ]
    )
    values = {name: found[..., k] for k, name in enumerate(names)}
    return Sweep(growing, tuple(points), values)


@lru_cache(maxsize=4)
def linearisation(seed: int) -> tuple[Sweep, ...]:
    """Lemma 3: 50 steps of 16 times the printed order; where tau falls, m grows like 1/tau^2."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        step, inputs = 16 * float(STEP.subs(point)), _inputs(point)
        return (linearisation_error(_probe(point, seed), inputs, _targets(point), step, 50),)

    return (
        _sweep(WIDTH, [_at(n=3, m=m) for m in (64, 128, 256, 512)], (ERROR,), measure, seed),
        _sweep(LAYERS, [_at(n=3, L=d) for d in (1, 2, 4, 6)], (ERROR,), measure, seed),
        _sweep(POINTS, [_at(n=n) for n in (3, 4, 5, 6)], (ERROR,), measure, seed),
        _sweep(1 / TAU, _thinner(), (ERROR,), measure, seed),
    )


def _thinner() -> list[Point]:
    return [_at(n=3, m=m, tau=(64 / m) ** 0.5) for m in (64, 128, 256, 512)]


@lru_cache(maxsize=4)
def descents(seed: int) -> tuple[Sweep, ...]:
    """Lemmas 4 and 14: descent to Phi(0)/100 with eta half of 1/lambda_max(H(0))."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        probe, inputs = _probe(point, seed), _inputs(point)
        step = 0.5 / float(np.linalg.eigvalsh(probe(inputs).kernel)[-1])
        found = course(probe, inputs, _targets(point), step, 0.01, 10_000)
        return found.way, step * point[WIDTH] * point[TAU] ** 2 / found.slowest, found.drift

    names = (WAY, SLOWNESS, DRIFTED)
    return (
        _sweep(WIDTH, [_at(n=4, m=m) for m in (64, 128, 256, 512)], names, measure, seed),
        _sweep(LAYERS, [_at(n=4, L=d) for d in (1, 2, 4, 8)], names, measure, seed),
        _sweep(POINTS, [_at(n=n) for n in (3, 4, 6, 8)], names, measure, seed),
        _sweep(1 / TAU, _thinner(), names, measure, seed),
    )


@lru_cache(maxsize=4)
def outputs(seed: int) -> tuple[Sweep, ...]:
    """Lemma 5: between networks that are moved by omega once and twice."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        return output_change(_probe(point, seed), _inputs(point), point[OMEGA], seed)

    names = (HIDDEN, OUTPUT)
    shallow = [_at(m=m, omega=0.003) for m in (128, 256, 512, 1024)]
    deep = [_at(L=d, omega=1e-4) for d in (1, 2, 4, 8, 16)]
    smaller = [_at(omega=w) for w in (0.03, 0.01, 0.003, 0.001)]
    return (
        _sweep(WIDTH, shallow, names, measure, seed),
        _sweep(LAYERS, deep, names, measure, seed),
        _sweep(1 / OMEGA, smaller, names, measure, seed),
    )


@lru_cache(maxsize=4)
def switches(seed: int) -> tuple[Sweep, ...]:
    """Lemma 6: units of the last layer that are switched for one input."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        return (float(switched(_probe(point, seed), _inputs(point), point[OMEGA])),)

    wider = [_at(m=m, omega=0.02) for m in (256, 512, 1024, 2048)]
    deeper = [_at(L=d, m=1024) for d in (1, 2, 4, 8)]
    smaller = [_at(L=1, m=2048, omega=w) for w in (0.01, 0.005, 0.0025, 0.00125)]
    return (
        _sweep(WIDTH, wider, (SWITCHED,), measure, seed),
        _sweep(LAYERS, deeper, (SWITCHED,), measure, seed),
        _sweep(1 / OMEGA, smaller, (SWITCHED,), measure, seed),
    )


@lru_cache(maxsize=4)
def backward(seed: int) -> tuple[Sweep, ...]:
    """Lemma 7 for small omega: s = m omega^(2/3) L diagonal entries raised in every layer."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        entries = point[WIDTH] * point[OMEGA] ** (2 / 3) * point[LAYERS]
        probe, inputs = _probe(point, seed), _inputs(point)
        return (backward_change(probe, inputs, point[OMEGA], max(1, round(entries))),)

    wider = [_at(m=m) for m in (128, 256, 512, 1024)]
    deeper = [_at(L=d, m=1024, omega=0.06 / d**6) for d in (1, 2, 3, 4)]
    smaller = [_at(m=1024, omega=w) for w in (0.01, 0.003, 0.001, 0.0003)]
    return (
        _sweep(WIDTH, wider, (BACKWARD,), measure, seed),
        _sweep(LAYERS, deeper, (BACKWARD,), measure, seed),
        _sweep(1 / OMEGA, smaller, (BACKWARD,), measure, seed),
    )


@lru_cache(maxsize=4)
def gradients(seed: int) -> tuple[Sweep, ...]:
    """Lemma 9, for weights moved by omega: 2 trace(H_l), which bounds it for all residuals.

    Where L grows, m grows like L^2: at one width the layers spread ever more widely.
    """

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        probe, inputs = _probe(point, seed), _inputs(point)
        moved = steered(probe(inputs), probe.last, len(probe.inner), point[OMEGA])
        kernels = moved(inputs).layer_kernels
        return (2 * max(float(np.trace(k)) for k in kernels),)

    def sweep(growing: Any, points: Sequence[Point]) -> Sweep:
        return _sweep(growing, points, (GRADIENT,), measure, seed)

    return (
        sweep(WIDTH, [_at(m=m) for m in (128, 256, 512, 1024)]),
        sweep(LAYERS, [_at(L=d, m=128 * d**2, omega=0.06 / d**6) for d in (1, 2, 3, 4)]),
        sweep(POINTS, [_at(n=n) for n in (4, 8, 16, 32)]),
        sweep(1 / TAU, [_at(tau=t) for t in (1.0, 0.5, 0.25, 0.125)]),
    )


@lru_cache(maxsize=4)
def deviations(seed: int) -> tuple[Sweep, ...]:
    """Lemma 12: the greatest standard deviation of an entry of H(0), each time over 16 networks."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        draws = [_probe(point, 16 * seed + r)(_inputs(point)).kernel for r in range(16)]
        return (float(np.std(draws, axis=0, ddof=1).max()),)

    return (
        _sweep(WIDTH, [_at(m=m) for m in (64, 128, 256, 512)], (DEVIATION,), measure, seed),
        _sweep(LAYERS, [_at(L=d) for d in (1, 2, 4, 8)], (DEVIATION,), measure, seed),
    )


@lru_cache(maxsize=4)
def entries(seed: int) -> tuple[Sweep, ...]:
    """Lemma 13: the change of H for weights moved by omega."""

    def measure(point: Point, seed: int) -> tuple[float, ...]:
        return kernel_change(_probe(point, seed), _inputs(point), point[OMEGA])[:1]

    return (
        _sweep(WIDTH, [_at(m=m) for m in (128, 256, 512, 1024)], (ENTRY,), measure, seed),
        _sweep(LAYERS, [_at(L=d, omega=0.003) for d in (1, 2, 4, 8)], (ENTRY,), measure, seed),
        _sweep(
            1 / OMEGA, [_at(omega=w) for w in (0.1, 0.03, 0.01, 0.003)], (ENTRY,), measure, seed
        ),
    )
