"""Appendix B of 2003.04560: amplitudes of matched cosines, and two eigenfunctions of (13)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.unevaluated import nonnegative, product
from freqbias.theory.amplitudes import COSINE, EXCESS, RATIO, SINE_PART, VALUE_PART, amplitude_ratio
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["bound", "ratio", "rising", "two_eigenfunctions"]

_X = sp.Symbol("x", real=True)
_NEXT = (sp.Symbol("A'", nonnegative=True), sp.Symbol("B'", nonnegative=True))
_MATCHED = (
    Notation(VALUE_PART, "A", r"$a_j^2 \cos^2 b_j$"),
    Notation(SINE_PART, "B", r"$a_j^2 \sin^2 b_j$"),
    Notation(_NEXT[0], "A'", r"$a_{j+1}^2 \cos^2 b_{j+1}$"),
    Notation(_NEXT[1], "B'", r"$a_{j+1}^2 \sin^2 b_{j+1}$"),
    Notation(RATIO, "R", r"$p_{j+1}/p_j$"),
)


def _matching() -> Iterator[Step]:
    """Of value and slope at a border: A and B become A and B/R beyond it."""
    yield Step(
        sp.Subs((VALUE_PART + SINE_PART) / sum(_NEXT), _NEXT, (VALUE_PART, SINE_PART / RATIO)),
        amplitude_ratio(),
        "substitution",
        r"$(a_j/a_{j+1})^2$: equal values, $a_j \cos b_j = a_{j+1} \cos b_{j+1}$, say $A' = A$, "
        r"and equal "
        r"slopes, $a_j \sqrt{p_j} \sin b_j = a_{j+1} \sqrt{p_{j+1}} \sin b_{j+1}$, say $B' = B/R$.",
    )


def ratio() -> Derivation:
    """(31): ``(a_j/a_{j+1})^2 = R/(1 - cos(b_j)^2 (1 - R))``.

    >>> ratio().require()
    """
    return Derivation(
        "corrections.B.ratio",
        r"The ratio of amplitudes at a border, (31)",
        (
            *_matching(),
            Step(
                sp.Subs(amplitude_ratio(), (VALUE_PART, SINE_PART), (COSINE, 1 - COSINE)),
                RATIO / (1 - COSINE * (1 - RATIO)),
                "substitution",
                r"$A : B = \cos^2 b_j : \sin^2 b_j$, and with $c = \cos^2 b_j$ the other is $1 - "
                r"c$.",
            ),
        ),
        (
            *_MATCHED,
            Notation(COSINE, "c", r"$\cos^2 b_j$"),
        ),
    )


def rising() -> Derivation:
    """``(a_j/a_{j+1})^2 >= 1`` where the density rises.

    >>> rising().require()
    """
    gap = 1 - 1 / amplitude_ratio(1 + EXCESS)
    return Derivation(
        "corrections.B.rising",
        "Amplitudes do not grow where the density rises",
        (
            *_matching(),
            Step(
                sp.Subs(gap, VALUE_PART, 1 - SINE_PART),
                nonnegative(sp.factor(gap.subs(VALUE_PART, 1 - SINE_PART))),
                "sign",
                r"With $R = 1 + t \geq 1$ and $a_j = 1$, so that $A + B = 1$: $(a_{j+1}/a_j)^2 "
                r"\leq 1$, so "
                r"$(a_j/a_{j+1})^2 \geq 1$.",
            ),
        ),
        (
            *_MATCHED,
            Notation(EXCESS, "t", r"$R - 1 \geq 0$"),
        ),
    )


def bound() -> Derivation:
    """(36) for the q for which its root is real: ``a_i <= rho^(l/2)/sqrt(bracket)``.

    >>> bound().require()
    """
    rho, mean, order, total = sp.symbols("rho Z q Sigma", positive=True)
    count = sp.Symbol("l", integer=True, positive=True)
    bracket = sp.pi - mean / (2 * order) * total
    known = amplitude_bound()
    stated = rho ** (count / 2) / sp.sqrt(bracket)
    added = (
        Notation(rho, r"\rho", r"$p_{\max}/p_{\min} \geq 1$"),
        Notation(mean, "Z", r"the mean of $\sqrt{p}$"),
        Notation(order, "q", "the order of the eigenfunction"),
        Notation(total, r"\Sigma", r"$\sum_j p_j^{-1/2}$"),
        Notation(count, "l", "the number of regions"),
    )
    given = {notation.symbol for notation in known.symbols}
    return Derivation(
        "corrections.B.36",
        r"The bound (36), where $\pi > \frac{Z}{2 q} \sum_j p_j^{-1/2}$",
        (
            *known.steps,
            Step(
                product(sp.Pow(stated, 2, evaluate=False), bracket / rho ** (count - 1)),
                rho,
                "exponents",
                r"The square of (36) over the bound of $a_i^2$ is $\rho \geq 1$, where $D = \pi "
                r"- Z "
                r"\Sigma/(2 q)$ is positive; where it is not, (36) says nothing.",
            ),
        ),
        (*known.symbols, *(notation for notation in added if notation.symbol not in given)),
    )


def two_eigenfunctions() -> Derivation:
    """(34) and (35) are eigenfunctions of (13) of one eigenvalue, for weights 4 : 1 on halves.

    >>> two_eigenfunctions().require()
    """
    cycles = sp.Symbol("r", integer=True, positive=True)
    value, order = sp.symbols("p q", positive=True)
    phase, power = sp.symbols("b a", real=True)
    density = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    sine = sp.sin(order / ROOT_MEAN * sp.sqrt(value) * _X) / sp.sqrt(value)
    wave = value**power * sp.cos(order / ROOT_MEAN * sp.sqrt(value) * _X + phase)
    return Derivation(
        "corrections.B.two-eigenfunctions",
        r"(34) and (35) solve $f'' = -(q/Z)^2 p f$ on the circle, for weights $4 : 1$ on halves",
        (
            Step(
                sp.Derivative(wave, (_X, 2)),
                product(-((order / ROOT_MEAN) ** 2) * value, wave),
                "differentiation",
                r"Where $p$ is constant, for any power $a$ of $p$ and any phase $b$: so for "
                r"$\cos(q "
                r"\Psi/Z)$ and for $p^{-1/2} \sin(q \Psi/Z)$, $\Psi(x) = \int_{-\pi}^x \sqrt{p}$.",
            ),
            *_phases(density, cycles),
            Step(
                sp.Subs(sp.Derivative(sine, _X), _X, 0),
                order / ROOT_MEAN,
                "differentiation",
                r"So at both borders $\cos(q \Psi/Z)$ is $1$ with slope $0$, and $p^{-1/2} "
                r"\sin(q \Psi/Z)$ "
                r"is $0$ with the slope $q/Z$, on both sides: values and slopes are continuous.",
            ),
        ),
        (
            Notation(_X, "x", "the position on the circle"),
            Notation(value, "p", "the density on a half"),
            Notation(order, "q", "the order, divisible by $3$"),
            Notation(ROOT_MEAN, "Z", r"the mean of $\sqrt{p}$"),
            Notation(power, "a", "any power"),
            Notation(phase, "b", "any phase"),
            Notation(cycles, "r", r"$q/3$"),
        ),
    )


def _phases(density: PiecewiseConstant, cycles: sp.Symbol) -> Iterator[Step]:
    """q Psi/Z at the two borders is a multiple of 2 pi."""
    phase = sp.Integer(0)
    for region, turns, where in zip(density.regions, (2, 3), ("0", r"\pi"), strict=True):
        rate = sp.radsimp(sp.sqrt(region.value) / density.root_mean)
        before, phase = phase, phase + 3 * cycles * rate * region.length
        yield Step(
            before + product(3 * cycles, rate, region.length),
            2 * sp.pi * turns * cycles,
            "substitution",
            rf"$q \Psi/Z$ at $x = {where}$, for $q = 3 r$; on this half $\sqrt{{p}}/Z = "
            rf"{sp.latex(rate)}$.",
        )
        for wave, value in ((sp.cos, 1), (sp.sin, 0)):
            yield Step(
                wave(phase, evaluate=False),
                sp.Integer(value),
                "periodicity",
                r"A multiple of $2 \pi$.",
            )
