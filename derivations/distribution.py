"""The distributional equation of a kernel and of its eigenfunctions, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.fourier import EVEN, ODD, PARITIES
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import F_BAR, P_BAR, F, P, image
from freqbias.theory.differential_equation import product as leibniz
from freqbias.theory.distribution import (
    DERIVATIVE,
    DistributionalEquation,
    distributional_equation,
)
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["JETS", "appearing", "equation"]

_JETS = (
    (F, "f", "the eigenfunction at $x$"),
    (P, "p", "the density at $x$"),
    (F_BAR, r"\bar f", r"the eigenfunction at $x + \pi$"),
    (P_BAR, r"\bar p", r"the density at $x + \pi$"),
)


def _jets() -> Iterator[Notation]:
    for row, name, meaning in _JETS:
        yield Notation(row[0], name, meaning)
        for order, symbol in enumerate(row[1:], start=1):
            mark = "'" * order if order < 4 else f"^{{({order})}}"
            yield Notation(symbol, name + mark, f"its derivative of order ${order}$ there")


JETS = tuple(_jets())


@lru_cache
def equation(kernel: Kernel = first_layer_bias) -> Derivation:
    r"""``L(D) k = A(D) delta_0 + B(D) delta_pi`` and, for T f = lambda f, what it says of f.

    ``lambda L(D) f = A(D) (p f) + B(D) (pbar fbar)`` with pbar(x) = p(x + pi), fbar(x) = f(x + pi).

    :param kernel: one whose profile is an exponential polynomial.

    >>> equation().require()
    """
    found = distributional_equation(kernel.profile)
    derivatives = _derivatives(kernel.profile, found.operator.degree())
    steps = (
        *_differentiation(kernel, derivatives),
        _annihilation(found, derivatives),
        *_jumps(found, kernel.profile),
        *(_symbol(kernel, found, m) for m in (EVEN, ODD)),
        _applied(kernel, found),
    )
    notations = (
        ANGLE,
        Notation(DERIVATIVE, "D", "the derivative"),
        *PARITIES,
        *JETS,
    )
    return Derivation(
        f"equation.{kernel.name}",
        f"The distributional equation of the {spoken(kernel)}",
        steps,
        appearing(steps, notations),
    )


def _derivatives(profile: ExponentialPolynomial, count: int) -> list[ExponentialPolynomial]:
    """``k, k', ..., k^(count)`` on one side of a singularity."""
    found = [profile]
    while len(found) <= count:
        found.append(found[-1].derivative())
    return found


def _differentiation(kernel: Kernel, derivatives: list[ExponentialPolynomial]) -> Iterator[Step]:
    before = kernel.expression
    for order, derivative in enumerate(derivatives[1:], start=1):
        after = derivative.expression(THETA)
        marks = "'" * order if order < 4 else f"^{{({order})}}"
        yield Step(
            sp.Derivative(before, THETA),
            after,
            "differentiation",
            rf"$k{marks}(\theta)$ for $0 < \theta < \pi$.",
        )
        before = after


def _annihilation(found: DistributionalEquation, derivatives: list[ExponentialPolynomial]) -> Step:
    terms = [
        product(factor, derivatives[order].expression(THETA))
        for (order,), factor in found.operator.terms()
    ]
    operator = sp.latex(sp.factor(found.operator.as_expr()))
    return Step(
        total(*terms),
        sp.Integer(0),
        "annihilator",
        rf"$L(D)\,k = 0$ between the singularities, $L(D) = {operator}$.",
    )


def _jumps(found: DistributionalEquation, profile: ExponentialPolynomial) -> Iterator[Step]:
    """One-sided derivatives of the even continuation, and what D^(i - 1 - j) makes of their jumps."""
    degree = found.operator.degree()
    here, mirrored = (_derivatives(p, degree) for p in (profile, profile.reversed()))
    beyond = _derivatives(profile.reversed().shifted(-2 * sp.pi), degree)
    sides = (
        ("0", "A", 0, here, mirrored, found.at_zero, r"k(|t|)"),
        (r"\pi", "B", sp.pi, beyond, here, found.at_pi, r"k(2 \pi - t)"),
    )
    for place, letter, at, after, before, value, continued in sides:
        jumps = [total(a.at(at), -b.at(at)) for a, b in zip(after, before, strict=True)]
        powers = (
            product(factor, jump, DERIVATIVE ** (order - 1 - j))
            for (order,), factor in found.operator.terms()
            for j, jump in enumerate(jumps[:order])
            if jump.doit(integrals=False) != 0
        )
        yield Step(
            sp.Matrix([jumps[:degree:2]]),
            sp.zeros(1, len(jumps[:degree:2])),
            "continuation",
            f"The even continuation is ${continued}$ beyond ${place}$; its derivatives of even "
            "order do not jump there.",
        )
        yield Step(
            total(*powers),
            value.as_expr(),
            "jumps",
            f"${letter}(D)$: a jump of $k^{{(j)}}$ at ${place}$, in brackets the value after it "
            r"minus the one before, becomes $D^{i-1-j} \delta$ under $D^i$, with the "
            "coefficients of $L$.",
        )


def _symbol(kernel: Kernel, found: DistributionalEquation, m: Any) -> Step:
    khat, sign = kernel.fourier(), -1 if m.is_odd else 1
    coefficient = (khat.odd if m.is_odd else khat.even).subs(FREQUENCY, m)
    operator, at_zero, at_pi = (
        sp.factor(polynomial.as_expr().subs(DERIVATIVE, sp.I * m))
        for polynomial in (found.operator, found.at_zero, found.at_pi)
    )
    return Step(
        product(operator, coefficient),
        total(at_zero, sign * at_pi),
        "Fourier coefficients",
        rf"$L(i m)\,\hat k_m = A(i m) + (-1)^m B(i m)$ for $m = m_{'-' if m.is_odd else '+'}$, "
        r"with $\hat k_m$ from its integral; where $L(i m) = 0$ it says nothing.",
    )


def _applied(kernel: Kernel, found: DistributionalEquation) -> Step:
    """``L(D) T f`` by Leibniz' rule for integrals with moving limits, against A and B."""
    terms = (
        product(factor, image(kernel, order).local)
        for (order,), factor in found.operator.terms()
        if image(kernel, order).local != 0
    )
    here = (c * leibniz(n) for (n,), c in found.at_zero.terms())
    opposite = (c * leibniz(n, opposite=True) for (n,), c in found.at_pi.terms())
    return Step(
        total(*terms),
        sp.Add(*here, *opposite),
        "Leibniz' rule",
        r"$\lambda L(D) f = L(D)\,T f = A(D)(p f) + B(D)(\bar p \bar f)$ where $p$ is smooth: no "
        r"integral is left, for $L(D) k = 0$, and the limits $x$ and $x \pm \pi$ contribute the "
        "left side, term by term of $L$.",
    )


def appearing(steps: Iterable[Step], notations: Iterable[Notation]) -> tuple[Notation, ...]:
    """Those notations whose symbol occurs in a step."""
    sides = [side for step in steps for side in (step.left, step.right)]
    used = {symbol for side in sides for symbol in side.atoms(sp.Symbol)}
    return tuple(notation for notation in notations if notation.symbol in used)
