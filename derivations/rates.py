"""How fast the residual falls: a source condition from above, convexity from below.

``r(t) = e^{-t T} g``, T f = K(p f), g = cos(kappa x) or sin(kappa x), khat = khat_kappa; p > 0
almost everywhere and ``gamma = g/(khat p)``.  Norms without index are those of L2(p).
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import LEAST_DENSITY
from freqbias.derivations.typesetting.printer import formula
from freqbias.derivations.unevaluated import nonnegative, product
from freqbias.derivations.windows import COEFFICIENTS, convex, scaled_coefficients
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import (
    contraction,
    descent_factor,
    flow_factor,
    jensen_bound,
    source_bound,
    source_time,
)

__all__ = [
    "DESCENT",
    "EXPANSION",
    "FLOW",
    "SOURCE",
    "TARGET",
    "jensen",
    "source_condition",
    "source_form",
    "source_peak",
    "steps_as_flow",
]

_X, _TOUCH = sp.symbols("x y", real=True)
_T, _KHAT, _RATE, _KAPPA, _DELTA, _MASS = sp.symbols("t khat lambda kappa delta M", positive=True)
_STEPS = sp.Symbol("N", integer=True, positive=True)
_LEAST, _ROOM = (notation.symbol for notation in LEAST_DENSITY)
_ADVANCE, _G, _P = sp.symbols("s g p", positive=True)
_IMAGE, _APPLIED, _EXPANDED = map(sp.Symbol, ("K[g]", "T[gamma]", "sum_i lambda_i gamma_i f_i"))

FLOW = (
    Notation(
        _T,
        "t",
        r"the time; $r(t) = e^{-t T} g$ is the residual, $T f = K(p f)$ with $K$ the convolution "
        r"with the kernel",
    ),
    Notation(_RATE, r"\lambda", r"an eigenvalue of $T$; $T f_i = \lambda_i f_i$, $\|f_i\| = 1$"),
)
DESCENT = (
    Notation(_ADVANCE, "s", "the size of a step of descent"),
    Notation(_STEPS, "N", "the number of steps"),
)
TARGET = (
    Notation(_KAPPA, r"\kappa", r"the frequency of the target, $\kappa \geq 1$"),
    Notation(
        _KHAT,
        r"\hat k",
        r"the coefficient $\hat k_\kappa$ of the kernel; all $\hat k_m > 0$",
    ),
)
EXPANSION = (
    Notation(_APPLIED, r"T \gamma", r"$T$ applied to $\gamma = g/(\hat k p)$"),
    Notation(
        _EXPANDED,
        r"\textstyle\sum_i \lambda_i \gamma_i f_i",
        r"its expansion, $\gamma_i = \langle \gamma, f_i \rangle_p$",
    ),
)
SOURCE = (
    *TARGET,
    Notation(_G, "g", r"the target, $\cos(\kappa x)$ or $\sin(\kappa x)$, here one of its values"),
    Notation(
        _P, "p", r"the density, here one of its values; norms $\|\cdot\|$ are those of $L_2(p)$"
    ),
    Notation(_IMAGE, "K g", "the convolution of kernel and target"),
    *EXPANSION,
)


CONVOLUTION = (
    "convolution theorem",
    r"$K$ takes $\cos(\kappa x)$ and $\sin(\kappa x)$ to $\hat k$ times themselves, so $T \gamma = g$.",
)


def source_form(theorem: str = CONVOLUTION[0], reason: str = CONVOLUTION[1]) -> tuple[Step, ...]:
    """``g = T gamma``, gamma = g/(khat p), if p > 0 almost everywhere and int g^2/p dx < oo.

    :param theorem: by which g is an eigenfunction of the kernel alone, and what it says.

    >>> sorted({step.check().value for step in source_form()})
    ['cited', 'exact']
    """
    return (
        Step(
            product(_P, _G / (_KHAT * _P)),
            _G / _KHAT,
            "substitution",
            r"If $p > 0$ almost everywhere and $\int g^2/p\,dx$ is finite, $\gamma = g/(\hat k p)$ is "
            r"in $L_2(p)$, and $p \gamma = g/\hat k$: so $T \gamma = K(p \gamma) = K g/\hat k$.",
        ),
        Step(
            _IMAGE,
            _KHAT * _G,
            f"cited: {theorem}",
            reason,
        ),
        Step(
            _APPLIED,
            _EXPANDED,
            "cited: spectral theorem",
            r"$T$ is compact and self-adjoint on $L_2(p)$, and $0$ is no eigenvalue as all $\hat k_m > "
            r"0$; so $\|\varphi(T) \gamma\| \leq \sup_\lambda |\varphi(\lambda)|\,\|\gamma\|$ over "
            "the eigenvalues.",
        ),
    )


def source_condition(kernel: Kernel = first_layer_bias) -> Derivation:
    """``norm(r(t)) <= norm(gamma)/(e t)``, and times to an error delta, for flow and for descent.

    :param kernel: one with ``pi m^2 khat_m >= 1`` for m >= 1.

    >>> source_condition().require()
    """
    return Derivation(
        "rates.source-condition",
        r"$g$ lies in the range of $T$, so the residual falls like $1/t$",
        (*source_form(), *source_peak(), *steps_as_flow(), *scaled_coefficients(kernel), *_times()),
        (
            *SOURCE,
            *FLOW,
            Notation(_MASS, "M", r"$\int g^2/p\,dx < \infty$, so $\|\gamma\| = \sqrt{M}/\hat k$"),
            *DESCENT,
            *COEFFICIENTS,
            *LEAST_DENSITY,
            Notation(_X, "x", "the position on the circle"),
            Notation(_DELTA, r"\delta", "the error to be reached"),
            Notation(_TOUCH, "y", "any real number"),
        ),
    )


def source_peak() -> Iterator[Step]:
    """``norm(r(t)) <= norm(gamma)/(e t)``."""
    yield from convex(
        sp.exp(_TOUCH - 1) - _TOUCH,
        _TOUCH,
        1,
        r"$y e^{-y} \leq 1/e$, here at $y = \lambda t$.",
    )
    yield Step(
        sp.Subs(_RATE * flow_factor(_RATE, _T), _RATE, 1 / _T) * sp.sqrt(_MASS) / _KHAT,
        source_bound(_T, _KHAT, _MASS),
        "substitution",
        r"$r(t) = T e^{-t T} \gamma$: the largest $\lambda e^{-\lambda t}$, at $\lambda = 1/t$, times "
        r"$\|\gamma\| = \sqrt{M}/\hat k$ bounds $\|r(t)\|$.",
    )


def steps_as_flow() -> Iterator[Step]:
    """``0 <= (1 - s lambda)^N <= e^(-lambda s N)`` for ``s lambda <= 1``, whatever the operator."""
    yield from convex(sp.exp(-_TOUCH) - 1 + _TOUCH, _TOUCH, 0, r"$1 - y \leq e^{-y}$.")
    yield Step(
        1 - descent_factor(_RATE, _ADVANCE, 1) ** 2,
        contraction(_RATE, _ADVANCE),
        "factoring",
        r"$|1 - s \lambda| \leq 1$ iff $s \lambda \leq 2$.",
    )
    yield Step(
        flow_factor(_RATE, _ADVANCE * _STEPS),
        sp.Pow(flow_factor(_RATE, _ADVANCE), _STEPS, evaluate=False),
        "exponents",
        r"For $s \lambda \leq 1$: $0 \leq (1 - s \lambda)^N \leq e^{-\lambda s N}$, so $N$ steps are "
        r"at least as good as flow for the time $s N$.",
    )


def _times() -> Iterator[Step]:
    for wave in (sp.cos(_KAPPA * _X), sp.sin(_KAPPA * _X)):
        sine = 1 if wave.func is sp.cos else -1
        primitive = _X / 2 + sine * sp.sin(2 * _KAPPA * _X) / (4 * _KAPPA)
        yield Step(
            sp.Derivative(primitive, _X),
            wave**2,
            "antiderivative",
            r"Over a turn $g^2$ has the integral $\pi$, as $\kappa$ is an integer.",
        )
    yield Step(
        sp.pi / _LEAST - sp.pi / (_LEAST + _ROOM),
        nonnegative(sp.pi * _ROOM / (_LEAST * (_LEAST + _ROOM))),
        "sign",
        r"If $p = p_{\min} + d \geq p_{\min} > 0$: $\int g^2/p\,dx \leq \pi/p_{\min}$; likewise "
        r"$\int f^2\,dx \leq \|f\|^2/p_{\min}$.",
    )
    coefficient = 1 / (sp.pi * _KAPPA**2)
    bound = source_bound(_T, coefficient, sp.pi / _LEAST)
    time = source_time(_KAPPA, _DELTA, _LEAST)
    names = {notation.symbol: notation.latex for notation in LEAST_DENSITY}
    yield Step(
        sp.Subs(bound, _T, time) / sp.sqrt(_LEAST),
        _DELTA,
        "substitution",
        r"As $\hat k \geq 1/(\pi \kappa^2)$: the bound in $L_2(dx)$, which is that in $L_2(p)$ over "
        rf"$\sqrt{{p_{{\min}}}}$, is $\delta$ at the time $t = {formula(time, names)}$.",
    )


def jensen() -> Derivation:
    """``norm(r(t))^2 >= norm(g)^2 e^{-2 m t}``, ``m = <g, T g>/norm(g)^2``: the tangent of e^{-x}.

    >>> jensen().require()
    """
    rate, mean = sp.symbols("lambda m", real=True)
    squares, first = sp.symbols("G_0 G_1", positive=True)  # sum g_i^2, sum lambda_i g_i^2
    norm, expanded = map(sp.Symbol, ("norm(r(t))^2", "sum_i e^{-2 t lambda_i} g_i^2"))
    tangent = jensen_bound(mean, _T) * (1 - 2 * _T * (rate - mean))
    return Derivation(
        "rates.jensen",
        r"The residual falls no faster than at the mean rate: $\|r(t)\|^2 \geq \|g\|^2 e^{-2 m t}$",
        (
            *convex(sp.exp(-_TOUCH) - 1 + _TOUCH, _TOUCH, 0, r"$e^{-y} \geq 1 - y$."),
            Step(
                flow_factor(rate, 2 * _T) - tangent,
                jensen_bound(mean, _T)
                * (sp.exp(-2 * _T * (rate - mean)) - 1 + 2 * _T * (rate - mean)),
                "factoring",
                r"With $y = 2 t (\lambda - m)$: $e^{-2 t \lambda}$ lies above its tangent at $m$.",
            ),
            Step(
                norm,
                expanded,
                "cited: spectral theorem",
                r"An average of $e^{-2 t \lambda_i}$ with the weights $g_i^2$, $g_i = \langle g, f_i "
                r"\rangle_p$.",
            ),
            Step(
                jensen_bound(mean, _T)
                * sp.Subs(squares - 2 * _T * (first - mean * squares), mean, first / squares),
                jensen_bound(mean, _T) * squares,
                "linearity",
                r"The average of the tangent at the mean $m = G_1/G_0$ is its value there, times "
                r"$G_0 = \|g\|^2$.",
            ),
        ),
        (
            *FLOW[:1],
            Notation(rate, r"\lambda", r"an eigenvalue of $T$; $T f_i = \lambda_i f_i$"),
            Notation(mean, "m", r"the mean rate $\langle g, T g \rangle_p/\|g\|^2$"),
            Notation(squares, "G_0", r"$\sum_i g_i^2 = \|g\|^2$, norms in $L_2(p)$"),
            Notation(first, "G_1", r"$\sum_i \lambda_i g_i^2 = \langle g, T g \rangle_p$"),
            Notation(norm, r"\|r(t)\|^2", r"the square of the norm of the residual in $L_2(p)$"),
            Notation(expanded, r"\textstyle\sum_i e^{-2 t \lambda_i} g_i^2", "its expansion"),
            Notation(_TOUCH, "y", "any real number"),
        ),
    )
