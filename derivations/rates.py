"""How fast the residual falls: a source condition from above, convexity from below.

``r(t) = e^{-t T} g``, T f = K(p f), g = cos(kappa x) or sin(kappa x), khat = khat_kappa; p > 0
almost everywhere and ``h = g/(khat p)``.  Norms without index are those of L2(p).
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.windows import convex, scaled_coefficients
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import (
    contraction,
    descent_factor,
    flow_factor,
    jensen_bound,
    source_bound,
    source_time,
)

__all__ = ["jensen", "source_condition", "source_form"]

_X = sp.Symbol("x", real=True)
_T, _KHAT, _RATE, _LEAST, _KAPPA, _DELTA, _MASS = sp.symbols(
    "t khat lambda p* kappa delta M", positive=True
)
_STEPS = sp.Symbol("N", integer=True, positive=True)
_ROOM = sp.Symbol("d", nonnegative=True)


def source_form() -> tuple[Step, ...]:
    """``g = T h`` for ``h = g/(khat p)``, where p > 0 almost everywhere.

    >>> sorted({step.check().value for step in source_form()})
    ['cited', 'exact']
    """
    g, p = sp.symbols("g p", positive=True)
    image, khat_g = sp.symbols("K[g] T[h]")
    return (
        Step(p * (g / (_KHAT * p)), g / _KHAT, "substitution", "p h, so T h = K(p h) = K g/khat."),
        Step(image, _KHAT * g, "cited: convolution theorem", "K cos(kappa x) = khat cos(kappa x)."),
        Step(
            khat_g,
            sp.Symbol("sum_i lambda_i h_i f_i"),
            "cited: spectral theorem",
            "T is compact and self-adjoint on L2(p), and 0 is no eigenvalue as all khat_m > 0; norm("
            "phi(T) h) is at most sup abs(phi(lambda)) norm(h) over the eigenvalues.",
        ),
    )


def source_condition(kernel: Kernel = first_layer_bias) -> Derivation:
    """``norm(r(t)) <= norm(h)/(e t)``, and times to an error delta, for flow and for descent.

    :param kernel: one with ``pi m^2 khat_m >= 1`` for m >= 1.

    >>> source_condition().require()
    """
    return Derivation(
        "rates.source-condition",
        "g lies in the range of T, so the residual falls like 1/t",
        (*source_form(), *_peak(), *_descent(), *scaled_coefficients(kernel), *_times()),
    )


def _peak() -> Iterator[Step]:
    x = sp.Symbol("x", real=True)
    yield from convex(sp.exp(x - 1) - x, x, 1, "x e^{-x} <= 1/e, at x = lambda t.")
    yield Step(
        (_RATE * flow_factor(_RATE, _T)).subs(_RATE, 1 / _T) * sp.sqrt(_MASS) / _KHAT,
        source_bound(_T, _KHAT, _MASS),
        "substitution",
        "The largest lambda e^{-lambda t} times norm(h), norm(h)^2 = integral g^2/p dx/khat^2.",
    )


def _descent() -> Iterator[Step]:
    x = sp.Symbol("x", real=True)
    yield from convex(sp.exp(-x) - 1 + x, x, 0, "1 - x <= e^{-x}.")
    step = sp.Symbol("s", positive=True)
    yield Step(
        1 - descent_factor(_RATE, step, 1) ** 2,
        contraction(_RATE, step),
        "factoring",
        "abs(1 - s lambda) <= 1 iff s lambda <= 2.",
    )
    yield Step(
        flow_factor(_RATE, step * _STEPS),
        flow_factor(_RATE, step) ** _STEPS,
        "exponents",
        "For s lambda <= 1: 0 <= (1 - s lambda)^N <= e^{-lambda s N}, so N steps are at least as good "
        "as flow for the time s N.",
    )


def _times() -> Iterator[Step]:
    for wave in (sp.cos(_KAPPA * _X), sp.sin(_KAPPA * _X)):
        sine = 1 if wave.func is sp.cos else -1
        primitive = _X / 2 + sine * sp.sin(2 * _KAPPA * _X) / (4 * _KAPPA)
        yield Step(
            sp.diff(primitive, _X), wave**2, "antiderivative", "Over a turn g^2 has integral pi."
        )
    yield Step(
        sp.pi / _LEAST - sp.pi / (_LEAST + _ROOM),
        sp.Max(0, sp.pi * _ROOM / (_LEAST * (_LEAST + _ROOM))),
        "sign",
        "p = p* + d: integral g^2/p dx <= pi/p*; likewise norm(f)_{L2(dx)}^2 <= norm(f)^2/p*.",
    )
    coefficient = 1 / (sp.pi * _KAPPA**2)
    bound = source_bound(_T, coefficient, sp.pi / _LEAST)
    time = source_time(_KAPPA, _DELTA, _LEAST)
    yield Step(
        bound.subs(_T, time) / sp.sqrt(_LEAST),
        _DELTA,
        "substitution",
        "khat >= 1/(pi kappa^2): the bound, over sqrt(p*), is delta at this time.",
    )


def jensen() -> Derivation:
    """``norm(r(t))^2 >= norm(g)^2 e^{-2 m t}``, ``m = <g, T g>/norm(g)^2``: the tangent of e^{-x}.

    >>> jensen().require()
    """
    x, mean = sp.symbols("x m", real=True)
    squares, first = sp.symbols("G_0 G_1", positive=True)  # sum g_i^2, sum lambda_i g_i^2
    tangent = jensen_bound(mean, _T) * (1 - 2 * _T * (x - mean))
    return Derivation(
        "rates.jensen",
        "The residual falls no faster than at the mean rate",
        (
            *convex(sp.exp(-x) - 1 + x, x, 0, "e^{-x} >= 1 - x."),
            Step(
                flow_factor(x, 2 * _T) - tangent,
                jensen_bound(mean, _T) * (sp.exp(-2 * _T * (x - mean)) - 1 + 2 * _T * (x - mean)),
                "factoring",
                "So e^{-2 t lambda} lies above its tangent at m.",
            ),
            Step(
                sp.Symbol("norm(r(t))^2"),
                sp.Symbol("sum_i e^{-2 t lambda_i} g_i^2"),
                "cited: spectral theorem",
                "An average of e^{-2 t lambda} with the weights g_i^2.",
            ),
            Step(
                jensen_bound(mean, _T)
                * (squares - 2 * _T * (first - mean * squares)).subs(mean, first / squares),
                jensen_bound(mean, _T) * squares,
                "linearity",
                "The average of the tangent at the mean m = G_1/G_0 is its value there.",
            ),
        ),
    )
