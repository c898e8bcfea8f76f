"""The error on one region from below: a window that is a half wave of cosine there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Notation, Step
from freqbias.theory.rates import leakage, regional_bound

__all__ = ["ONE_REGION", "one_region"]

_KAPPA, _P, _COUPLED, _LENGTH, _DECAY = sp.symbols("kappa p_j S length D", positive=True)
_STEEP = sp.Symbol("alpha", nonnegative=True)
_X = sp.Symbol("x", real=True)

ONE_REGION = (
    Notation(_P, "p_j", "the density on the region $R_j$"),
    Notation(_LENGTH, r"\ell_j", r"the length of the region $R_j$"),
    Notation(_X, "x", "the position, from the middle of the region"),
    Notation(_STEEP, r"\alpha", r"$\|\chi'\|_{L_2(dx)}$ of the window $\chi$"),
    Notation(_COUPLED, "S", r"$S_j = \sqrt{p_{\max} + p_j^2/p_{\min}}$, or their sum"),
    Notation(_DECAY, "D", r"$e^{-\mu_j t}$"),
)


def one_region(change: Any) -> Iterator[Step]:
    """``chi = cos(pi x/length)`` on R_j = [-length/2, length/2]: the error there from below."""
    rate = sp.pi / _LENGTH
    window = sp.cos(rate * _X)
    mass, energy = 2 * _LENGTH / sp.pi, sp.pi**2 / (2 * _LENGTH)
    for what, primitive, value, why in (
        (window, sp.sin(rate * _X) / rate, mass, r"\int \chi\,dx"),
        (
            sp.Derivative(window, _X) ** 2,
            rate**2 * (_X / 2 - sp.sin(2 * rate * _X) / (4 * rate)),
            energy,
            r"\int \chi'^2\,dx",
        ),
    ):
        yield Step(
            sp.Derivative(primitive, _X),
            what,
            "antiderivative",
            rf"On one region the window is $\chi = \cos(\pi x/\ell_j)$; here for ${why}$.",
        )
        ends = (sp.Subs(primitive, _X, side * _LENGTH / 2) for side in (1, -1))
        yield Step(
            next(ends) - next(ends), value, "fundamental theorem", f"${why}$ over the region."
        )
    least = _LENGTH / (2 * sp.pi)
    yield Step(
        sp.Subs((mass - 1 / _KAPPA) / 2, _KAPPA, rate),
        least,
        "substitution",
        r"$g^2 = \frac12 (1 + \cos(2 \kappa x + \theta))$, and $|\int \chi \cos(2 \kappa x + "
        r"\theta)\,dx| \leq \int |\chi'|\,dx/(2 \kappa) = 1/\kappa$: $I = \int \chi g^2\,dx \geq "
        r"\ell_j/(2 \pi)$ for $\kappa \geq \pi/\ell_j$.",
    )
    leaked = change * sp.sqrt(energy) * _COUPLED / _KAPPA
    yield Step(
        sp.Subs(change * _STEEP * _COUPLED / _KAPPA, _STEEP, sp.sqrt(energy)),
        leakage(_KAPPA, sp.sqrt(energy), _COUPLED),
        "substitution",
        "The leakage of this window, $S$ for $S_j$.",
    )
    yield Step(
        (_P * _DECAY * least - leaked) / (_P * sp.sqrt(least)),
        regional_bound(_DECAY, _LENGTH, _KAPPA, _P, _COUPLED),
        "substitution",
        r"$p_j \int \chi g r\,dx = \langle r, \chi g \rangle_p \geq D p_j I$ less the leakage, as "
        r"$\|g\| \leq 1$, and $\int (\chi g)^2\,dx \leq I$ as $0 \leq \chi \leq 1$: so the error on "
        r"$R_j$ is at least $D \sqrt{I}$ less the leakage over $p_j \sqrt{I}$, which grows with $I$.",
    )
