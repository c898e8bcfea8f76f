"""The limit of many layers: the differential equations that a layer is a step of."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.depth.notation import LAYERS
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.depth import limit
from freqbias.theory.depth.expansions import DEPTH, expansion_at_zero, layer_map
from freqbias.theory.depth.limit import FREQUENCY, LAYER_SHARE, TIME

__all__ = ["many_layers"]

_X = sp.Symbol("x", nonnegative=True)
_Y = sp.Symbol("y", real=True)
_U = sp.Symbol("u", positive=True)
_LIMIT = sp.Symbol("Theta_oo", real=True)
_F, _G = sp.symbols("f g", real=True)
_SYMBOLS = (
    LAYERS,
    Notation(TIME, "t", r"$L \theta/(3 \pi)$"),
    Notation(LAYER_SHARE, "s", "share of the layers, $h/L$"),
    Notation(_X, "x", r"$L \theta_h/(3 \pi)$"),
    Notation(_Y, "y", r"$\Theta_h/L$"),
    Notation(_LIMIT, r"\Theta_\infty", r"limit of $\Theta_L(3 \pi t/L)/(L + 1)$ as $L$ grows"),
    Notation(_U, "u", "$1/(1 + t)$"),
    Notation(FREQUENCY, "w", r"$3 \pi m/L$, frequency in units of depth"),
    Notation(_F, "f", r"$\int_0^\infty \sin(w t)/(1 + t)\,dt$"),
    Notation(_G, "g", r"$\int_0^\infty \cos(w t)/(1 + t)\,dt$"),
)
_ORDERS = range(1, 5)


def many_layers() -> Derivation:
    """``Theta_L(3 pi t/L)/(L + 1) -> (1 + u + u^2 + u^3)/4`` and its cosine transform.

    >>> many_layers().require()
    """
    return Derivation(
        "depth.many-layers",
        "The deep kernel with many layers",
        (*_one_layer(), *_solution(), *_taylor(), *_transform()),
        _SYMBOLS,
    )


def _one_layer() -> Iterator[Step]:
    scale = 3 * sp.pi / DEPTH
    second = layer_map(2)[2]
    yield Step(
        (_X * scale + second * (_X * scale) ** 2) / scale,
        _X + product(1 / DEPTH, -(_X**2)),
        "substitution",
        r"$\theta_{h+1} = \theta_h - \theta_h^2/(3 \pi) + O(\theta_h^3)$ is a step of length $1/L$ "
        r"of $dx/ds = -x^2$, up to $O(L^{-2})$.",
    )
    yield Step(
        (_Y * DEPTH * (1 - _X * scale / sp.pi) + 1) / DEPTH,
        _Y + product(1 / DEPTH, 1 - 3 * _X * _Y),
        "substitution",
        r"$\Theta_{h+1} = \Theta_h (1 - \theta_h/\pi) + \cos\theta_{h+1}$ is one of $dy/ds = 1 - 3 "
        r"x y$.",
    )


def _solution() -> Iterator[Step]:
    x, y = limit.angle(), limit.total()
    yield Step(
        sp.Derivative(x, LAYER_SHARE), -(x**2), "solution", r"$x = t/(1 + s t)$, from $x = t$."
    )
    yield Step(
        sp.Derivative(y, LAYER_SHARE),
        1 - product(3, x, y),
        "solution",
        r"$y = \frac{s}{4} (1 + v + v^2 + v^3)$ with $v = 1/(1 + s t)$, from $y = 0$.",
    )
    yield Step(
        _LIMIT,
        sp.Subs(y, LAYER_SHARE, 1),
        "cited: convergence of one-step methods",
        r"The equations are smooth and solutions stay bounded, so $L$ steps of length $1/L$ with "
        r"errors $O(L^{-2})$ end within $O(1/L)$ of the solution at $s = 1$, uniformly for bounded "
        r"$t$.",
    )
    yield Step(
        sp.Subs(limit.total(sp.Integer(1)), TIME, 1 / _U - 1),
        total(1, _U, _U**2, _U**3) / 4,
        "substitution",
        r"The same in $u = 1/(1 + t)$.",
    )


def _taylor() -> Iterator[Step]:
    coefficients = expansion_at_zero(max(_ORDERS))
    for n in _ORDERS:
        leading = sp.Poly(coefficients[n], DEPTH).coeff_monomial(DEPTH ** (n + 1))
        yield Step(
            product((3 * sp.pi) ** n, leading, sp.factorial(n)),
            sp.Subs(sp.Derivative(limit.profile(), (TIME, n)), TIME, 0),
            "comparison",
            rf"A second route: the coefficient of $\theta^{n}$ is a polynomial in $L$ of degree "
            rf"{n + 1}, and its leading one gives derivative {n} of the limit at 0.",
        )


def _transform() -> Iterator[Step]:
    w, t = FREQUENCY, TIME
    sine, cosine = sp.sin(w * t), sp.cos(w * t)
    yield Step(
        sp.Derivative(-cosine / (1 + t), t),
        cosine / (1 + t) ** 2 + product(w, sine / (1 + t)),
        "integration by parts",
        r"Over $[0, \infty)$: $\int \cos(w t)/(1 + t)^2\,dt = 1 - w f$.",
    )
    yield Step(
        sp.Derivative(-cosine / (2 * (1 + t) ** 2) + w * sine / (2 * (1 + t)), t),
        cosine / (1 + t) ** 3 + product(w**2 / 2, cosine / (1 + t)),
        "integration by parts",
        r"$\int \cos(w t)/(1 + t)^3\,dt = \frac12 - \frac{w^2}{2} g$.",
    )
    yield Step(
        total(_G, 1 - w * _F, sp.Rational(1, 2) - w**2 * _G / 2) / 4,
        (sp.Rational(3, 2) - w * _F + product(1 - w**2 / 2, _G)) / 4,
        "summation",
        r"So $\int_0^\infty (\frac14 (1 + u + u^2 + u^3) - \frac14) \cos(w t)\,dt$, which decides "
        r"the coefficients at frequencies of order $L$.",
    )
