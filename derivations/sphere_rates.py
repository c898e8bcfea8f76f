"""How fast a harmonic is learned on S^(d-1): the source condition, with harmonics for waves."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.rates import (
    DESCENT,
    EXPANSION,
    FLOW,
    source_form,
    source_peak,
    steps_as_flow,
)
from freqbias.derivations.unevaluated import nonnegative
from freqbias.theory.rates import source_bound
from freqbias.theory.spheres.rates import harmonic_time

__all__ = ["source_condition_on_spheres"]

_T, _KHAT, _DELTA, _MASS, _G, _P = sp.symbols("t khat delta M g p", positive=True)
_LEAST, _ROOM = sp.Symbol("p_min", positive=True), sp.Symbol("h", nonnegative=True)


def source_condition_on_spheres() -> Derivation:
    """The error is at most delta after the time ``1/(e delta mu p*)``, for any kernel and any density.

    So it is after N steps of size s with ``s lambda_1 <= 1``, whose time is ``s N``.

    >>> source_condition_on_spheres().require()
    """
    return Derivation(
        "rates.source-condition.spheres",
        r"On $S^{d-1}$ a harmonic is learned to $\delta$ in the time $1/(e \delta \hat k p_{\min})$",
        (
            *source_form(
                "Funk-Hecke theorem",
                r"$K$ takes a harmonic of degree $\kappa$ to $\hat k$ times itself, so $T \gamma = g$.",
            ),
            *source_peak(),
            *steps_as_flow(),
            *_time(),
        ),
        (
            Notation(
                _KHAT,
                r"\hat k",
                r"the eigenvalue of the kernel at harmonics of degree $\kappa$; all are positive",
            ),
            Notation(_G, "g", r"a harmonic of degree $\kappa$, here one of its values"),
            Notation(
                _P,
                "p",
                "the density with respect to the uniform probability measure $dx$, here one of its "
                r"values; norms $\|\cdot\|$ are those of $L_2(p)$",
            ),
            Notation(sp.Symbol("K[g]"), "K g", "the integral of the kernel times the target"),
            *EXPANSION,
            *FLOW,
            *DESCENT,
            Notation(_MASS, "M", r"$\int g^2/p\,dx < \infty$, so $\|\gamma\| = \sqrt{M}/\hat k$"),
            Notation(_LEAST, r"p_{\min}", "minimum of the density, positive"),
            Notation(_ROOM, "h", r"$p - p_{\min}$ at a point"),
            Notation(_DELTA, r"\delta", r"the error to be reached, where $\int g^2\,dx = 1$"),
            Notation(sp.Symbol("y", real=True), "y", "any real number"),
        ),
    )


def _time() -> Iterator[Step]:
    yield Step(
        1 / _LEAST - 1 / (_LEAST + _ROOM),
        nonnegative(_ROOM / (_LEAST * (_LEAST + _ROOM))),
        "sign",
        r"If $p = p_{\min} + h \geq p_{\min} > 0$: $\int g^2/p\,dx \leq 1/p_{\min}$; likewise $\int "
        r"f^2\,dx \leq \|f\|^2/p_{\min}$.",
    )
    time = harmonic_time(_KHAT, _DELTA, _LEAST)
    yield Step(
        sp.Subs(source_bound(_T, _KHAT, 1 / _LEAST), _T, time) / sp.sqrt(_LEAST),
        _DELTA,
        "substitution",
        r"The bound in $L_2(dx)$, which is that in $L_2(p)$ over $\sqrt{p_{\min}}$, is $\delta$ at the "
        r"time $t = 1/(e \delta \hat k p_{\min})$.",
    )
