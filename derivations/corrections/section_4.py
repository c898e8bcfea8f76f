"""Section 4.1 of 2003.04560: the distance in (10), the stray x in (14) and (15), the bounds (21)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.corrections.appendix_b import rising
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, eigenvalue
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.amplitudes import EXCESS, RATIO, SINE_PART, VALUE_PART, amplitude_ratio
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import X
from freqbias.theory.kernels import first_layer_bias

__all__ = ["amplitudes", "distance", "waves"]

_T = sp.Symbol("t", real=True)
_RATE, _PHASE, _FIRST, _SECOND = sp.symbols("r Psi_0 A B", real=True)
_FREQUENCY = sp.Symbol("w", positive=True)
_EIGENVALUE = sp.Symbol("lambda", positive=True)


@lru_cache
def distance() -> Derivation:
    """(10) holds for the distance on the circle, and not for abs(x - z) beyond pi.

    >>> distance().require()
    """
    kernel = first_layer_bias.expression
    literal, true = (kernel.subs(THETA, t) for t in (_T, 2 * sp.pi - _T))
    return Derivation(
        "corrections.4.distance",
        "The printed kernel on the circle, and the distance it needs",
        (
            Step(
                sp.Subs(sp.cos(THETA), THETA, 2 * sp.pi - _T),
                sp.cos(_T),
                "half turn",
                r"Where $|x - z| \leq \pi$ it is the angle $\theta$, and (10) is (5).  For $\pi < "
                r"t = |x - z| < 2 \pi$ the angle is $\theta = 2 \pi - t$, with the same cosine.",
            ),
            Step(
                total(literal, -true),
                product(1 + sp.cos(_T), sp.pi - _T, 1 / (2 * sp.pi)),
                "substitution",
                r"What (10) gives at $t$ minus the kernel there: not $0$ for $\pi < t < 2 \pi$.",
            ),
        ),
        (ANGLE, Notation(_T, "t", r"$|x - z|$ for $x$, $z$ in $[-\pi, \pi]$")),
    )


@lru_cache
def waves() -> Derivation:
    """``A e^{i w Psi} + B e^{-i w Psi}`` solves (13) where p is constant; with Psi x it does not.

    >>> waves().require()
    """
    psi = _PHASE + _RATE * X
    solution = _waves(psi)
    real = _FIRST * sp.cos(_FREQUENCY * psi + _SECOND)
    printed = sp.cos(_FREQUENCY * psi * X)
    return Derivation(
        "corrections.4.waves",
        "The solutions (14) and (15) without a stray factor",
        (
            *(
                Step(
                    sp.Derivative(wave, X, X),
                    product(-((_FREQUENCY * _RATE) ** 2), wave),
                    "differentiation",
                    rf"{name}, with $\Psi = \Psi_0 + r x$ as $\Psi' = \sqrt{{p}} = r$ is constant.",
                )
                for wave, name in ((solution, "(14)"), (real, "(15)"))
            ),
            Step(
                sp.Subs((_FREQUENCY * _RATE) ** 2, _FREQUENCY, 1 / sp.sqrt(sp.pi * _EIGENVALUE)),
                _RATE**2 / (sp.pi * _EIGENVALUE),
                "substitution",
                r"With $w = 1/\sqrt{\pi \lambda}$ this factor is $p/(\pi \lambda)$, as (13) says.",
            ),
            Step(
                sp.Derivative(product(psi, X), X),
                _PHASE + 2 * _RATE * X,
                "differentiation",
                r"The phase $\Psi x$ that is printed has no constant slope.",
            ),
            Step(
                total(sp.Derivative(printed, X, X), (_FREQUENCY * _RATE) ** 2 * printed),
                _FREQUENCY**2 * (_RATE**2 - (_PHASE + 2 * _RATE * X) ** 2) * printed
                - 2 * _FREQUENCY * _RATE * sp.sin(_FREQUENCY * psi * X),
                "differentiation",
                r"So $\cos(w \Psi x)$ does not solve (13): where $w \Psi x$ is a multiple of $\pi$ "
                r"the cosine is $\pm 1$, and its factor vanishes at two $x$ at most.",
            ),
        ),
        (
            Notation(X, "x", "the position, where $p$ is constant"),
            Notation(_RATE, "r", r"$\sqrt{p}$"),
            Notation(_PHASE, r"\Psi_0", r"the value of $\Psi$ at $x = 0$"),
            Notation(_FIRST, "A", "an amplitude"),
            Notation(_SECOND, "B", "in (14) an amplitude, in (15) a phase"),
            Notation(_FREQUENCY, "w", r"$1/\sqrt{\pi \lambda}$"),
            eigenvalue(_EIGENVALUE),
        ),
    )


def _waves(phase: Any) -> Any:
    return _FIRST * sp.exp(sp.I * _FREQUENCY * phase) + _SECOND * sp.exp(-sp.I * _FREQUENCY * phase)


@lru_cache
def amplitudes() -> Derivation:
    """(21): ``1 <= (a_j/a_{j+1})^2 <= R`` for R = p_{j+1}/p_j >= 1, both attained.

    >>> amplitudes().require()
    """
    ratio = amplitude_ratio(1 + EXCESS)  # of squares
    border = rising()
    return Derivation(
        "corrections.4.amplitudes",
        "The amplitudes of cosines that meet with a continuous slope, (21)",
        (
            border.steps[0],
            Step(
                sp.Subs(1 - 1 / ratio, VALUE_PART, 1 - SINE_PART),
                nonnegative(SINE_PART * EXCESS / (1 + EXCESS)),
                "sign",
                r"$(a_{j+1}/a_j)^2 \leq 1$ for $R = 1 + t \geq 1$, with $a_j = 1$, so $A + B = 1$.",
            ),
            Step(
                sp.Subs(1 / ratio - 1 / (1 + EXCESS), SINE_PART, 1 - VALUE_PART),
                nonnegative(VALUE_PART * EXCESS / (1 + EXCESS)),
                "sign",
                r"$(a_{j+1}/a_j)^2 \geq 1/R$, likewise.",
            ),
            *(
                Step(
                    sp.Subs(amplitude_ratio(), symbol, 0),
                    value,
                    "substitution",
                    rf"Attained where ${sine} b_j = 0$.",
                )
                for symbol, value, sine in (
                    (SINE_PART, sp.Integer(1), r"\sin"),
                    (VALUE_PART, RATIO, r"\cos"),
                )
            ),
        ),
        border.symbols,
    )
