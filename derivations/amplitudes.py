"""How large the amplitudes of C^1-matched cosines can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import MEAN_ROOT
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.amplitudes import EXCESS, RATIO, SINE_PART, VALUE_PART, amplitude_ratio

__all__ = ["amplitude_bound"]

_X, _B, _START = sp.symbols("x b u", real=True)
_LENGTH, _LOCAL = sp.symbols("h q_j", positive=True)
_INDEX, _COUNT = sp.symbols("j l", integer=True, positive=True)
_ORDER, _DENSITY, _RHO, _DIVISOR = sp.symbols("q p_j rho D", positive=True)
_SLACK = sp.Symbol("e", nonnegative=True)

_SYMBOLS = (
    Notation(_COUNT, r"\ell", r"number of regions, of equal length $h = 2\pi/\ell$"),
    Notation(_LENGTH, "h", "length of a region"),
    Notation(_DENSITY, "p_j", "density on region $j$"),
    MEAN_ROOT,
    Notation(_ORDER, "q", "frequency that the eigenfunction would have for the uniform density"),
    Notation(_LOCAL, "q_j", r"local frequency on region $j$, $q \sqrt{p_j}/Z$"),
    Notation(_X, "x", "angle on the circle"),
    Notation(_B, "b", r"phase: on region $j$ the function is $f(x) = a_j \cos(q_j x + b)$"),
    Notation(_START, "u", "left end of a region"),
    Notation(VALUE_PART, "A", r"$a_j^2 \cos^2$ of the phase at a border"),
    Notation(SINE_PART, "B", r"$a_j^2 \sin^2$ of the phase at a border"),
    Notation(RATIO, "R", r"ratio $p_{j+1}/p_j$ at a border"),
    Notation(EXCESS, "t", r"how far $R$ or $1/R$ exceeds 1"),
    Notation(_RHO, r"\rho", r"contrast $p_{\max}/p_{\min}$"),
    Notation(_INDEX, "j", "number of borders between two regions"),
    Notation(_DIVISOR, "D", r"$\pi - \frac{Z}{2q} \sum_j p_j^{-1/2}$, where it is positive"),
    Notation(_SLACK, "e", r"$1 - a_{\min}^2 D \ge 0$"),
)


def amplitude_bound() -> Derivation:
    """``a_i^2 <= (p_max/p_min)^(l-1) / (pi - (Z/2q) sum_j p_j^(-1/2))``, where the divisor is > 0.

    On l equal regions with local frequencies ``q sqrt(p_j)/Z`` and ``int f^2 dx = 1``.

    >>> amplitude_bound().require()
    """
    return Derivation(
        "amplitudes.bound",
        "A bound for the amplitudes of $C^1$-matched cosines on equal regions",
        (*_integral(), *_border(), *_together()),
        _SYMBOLS,
    )


def _integral() -> Iterator[Step]:
    """The integral of f^2 is at least a_min^2 times the divisor."""
    primitive = _X / 2 + sp.sin(2 * _LOCAL * _X + 2 * _B) / (4 * _LOCAL)
    upper, lower = (sp.sin(2 * (_LOCAL * at + _B)) for at in (_START + _LENGTH, _START))
    integral = primitive.subs(_X, _START + _LENGTH) - primitive.subs(_X, _START)
    yield Step(
        sp.Derivative(primitive, _X),
        sp.cos(_LOCAL * _X + _B) ** 2,
        "antiderivative",
        "The square of the function on one region, for amplitude 1.",
    )
    yield Step(
        integral - (_LENGTH / 2 - 1 / (2 * _LOCAL)),
        ((1 + upper) + (1 - lower)) / (4 * _LOCAL),
        "fundamental theorem",
        r"The integral over $(u, u + h)$ exceeds $h/2 - 1/(2 q_j)$ by this, and no sine is less than "
        r"$-1$ or more than $1$, so it is at least as large.",
    )
    yield Step(
        product(_COUNT, 2 * sp.pi / _COUNT, sp.Rational(1, 2)),
        sp.pi,
        "summation over equal regions",
        r"The first parts, $h/2$ each, sum to $\pi$.",
    )
    yield Step(
        sp.Subs(1 / (2 * _LOCAL), _LOCAL, _ORDER * sp.sqrt(_DENSITY) / MEAN_ROOT.symbol),
        MEAN_ROOT.symbol / (2 * _ORDER) / sp.sqrt(_DENSITY),
        "substitution",
        r"The second parts sum to $\frac{Z}{2q} \sum_j p_j^{-1/2}$, so that $1 = \int f^2\,dx \ge "
        r"a_{\min}^2 D$ with the least amplitude $a_{\min}$.",
    )


def _border() -> Iterator[Step]:
    """At a border the squared amplitudes differ by at most the contrast."""
    yield Step(
        (VALUE_PART + SINE_PART) / (VALUE_PART + SINE_PART / RATIO),
        sp.factor(amplitude_ratio()),
        "matching",
        r"Equal values and slopes at a border: $a_{j+1}^2 \cos^2$ is $A$ and $a_{j+1}^2 \sin^2$ is "
        r"$B/R$, so this is $a_j^2/a_{j+1}^2$.",
    )
    yield Step(
        total(_inverse_ratio(1 + EXCESS, SINE_PART), -1 / (1 + EXCESS)),
        nonnegative(VALUE_PART * EXCESS / (1 + EXCESS)),
        "sign",
        r"The inverse minus $1/R$, for $R = 1 + t$ and $A + B = 1$.",
    )
    yield Step(
        total(_inverse_ratio(1 / (1 + EXCESS), VALUE_PART), -1),
        nonnegative(SINE_PART * EXCESS),
        "sign",
        r"The inverse minus 1, for $R = 1/(1 + t)$ and $A + B = 1$: in both cases $a_j^2/a_{j+1}^2$ is "
        r"at most $\max(1, R)$.",
    )


def _inverse_ratio(ratio: Any, part: Any) -> Any:
    """``(a_{j+1}/a_j)^2`` with one of A and B eliminated by A + B = 1."""
    other = VALUE_PART if part == SINE_PART else SINE_PART
    return sp.factor((1 / amplitude_ratio(ratio)).subs(part, 1 - other))


def _together() -> Iterator[Step]:
    yield Step(
        _RHO ** (_INDEX - 1) * _RHO,
        _RHO**_INDEX,
        "induction over the borders",
        r"Each border multiplies $a^2$ by at most $\rho$, in either direction, and between two regions "
        r"there are at most $\ell - 1$: so $a_i^2 \le \rho^{\ell - 1} a_{\min}^2$.",
    )
    power = _RHO ** (_COUNT - 1)
    yield Step(
        power / _DIVISOR - product(power, (1 - _SLACK) / _DIVISOR),
        nonnegative(power * _SLACK / _DIVISOR),
        "substitution",
        r"With $a_{\min}^2 = (1 - e)/D$: the bound $a_i^2 \le \rho^{\ell - 1}/D$.",
    )
