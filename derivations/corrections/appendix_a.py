"""Appendix A of 2003.04560: a misprinted derivative, and what its conclusions leave out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.distribution import JETS, appearing
from freqbias.derivations.notation import ANGLE, eigenvalue
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import (
    F_BAR,
    LAMBDA,
    P_BAR,
    F,
    P,
    S,
    X,
    image,
    sixth_order,
)
from freqbias.theory.differential_equation import product as leibniz
from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.folding import folded
from freqbias.theory.kernels import first_layer_bias

__all__ = ["fifth_derivative", "half_turn_symmetry", "halved_angles", "reduced_equation"]

_PLACE = Notation(X, "x", "the position on the circle")
_SHIFT = sp.Symbol("d", integer=True)
_TURNED = sp.Symbol("y", real=True)
_FIFTH = {5: 1, 3: 2, 1: 1}  # 4 pi lambda (f^(5) + 2 f''' + f')


@lru_cache
def fifth_derivative() -> Derivation:
    """``4 pi lambda (f^(5) + 2 f''' + f')`` by Leibniz' rule, with 12 f'' p' + 12 f' p''.

    >>> fifth_derivative().require()
    """
    images = {order: image(first_layer_bias, order) for order in _FIFTH}
    scale = {order: 4 * sp.pi * factor for order, factor in _FIFTH.items()}
    products = (
        product(-4, leibniz(3)),
        product(-2, leibniz(1)),
        product(6, leibniz(1, opposite=True)),
    )
    sides = (
        ("left", r"x - \pi < z < x", -1),
        ("right", r"x < z < x + \pi", 1),
    )
    steps = (
        *(
            Step(
                total(*(product(scale[n], _profile(images[n], side)) for n in _FIFTH)),
                sp.Integer(value),
                "differentiation",
                r"The fifth derivative in $x$ of $4 \pi k(|z - x|)$, twice the third and the "
                f"first, for ${where}$, with $s = z - x$: the factor of $p f$ under the integral.",
            )
            for side, where, value in sides
        ),
        Step(
            total(*(product(scale[n], images[n].local) for n in _FIFTH)),
            total(*products),
            "Leibniz' rule",
            r"What the moving limits contribute is $-4 (p f)''' - 2 (p f)' + 6 (\bar p \bar f)'$.",
        ),
        Step(
            total(product(4, leibniz(3)), product(2, leibniz(1))),
            sp.Poly(4 * leibniz(3) + 2 * leibniz(1), *F).as_expr(),
            "product rule",
            r"Brought to the side of $4 \pi \lambda (f^{(5)} + 2 f''' + f')$, by derivatives of "
            r"$f$: with $12 f'' p' + 12 f' p''$, and $2 f p'$.",
        ),
    )
    notations = (Notation(S, "s", "the difference $z - x$"), *JETS)
    return Derivation(
        "corrections.A.fifth-derivative",
        "The fifth derivative of the integral equation",
        steps,
        appearing(steps, notations),
    )


def _profile(transform: Any, side: str) -> Any:
    return getattr(transform, side).expression(S)


@lru_cache
def half_turn_symmetry() -> Derivation:
    """T commutes with the half turn if p has period pi; both signs of f(x + pi) = +-f(x) occur.

    >>> half_turn_symmetry().require()
    """
    khat = first_layer_bias.fourier()
    wave = sp.exp(-sp.I * _SHIFT * X)
    return Derivation(
        "corrections.A.half-turn",
        r"Densities of period $\pi$ and the half turn $R f(x) = f(x + \pi)$",
        (
            Step(
                wave.subs(X, X + sp.pi),
                (-1) ** _SHIFT * wave,
                "half turn",
                r"So $\int p e^{-i d x}\,dx$ over one turn is $1 + (-1)^d$ times the integral over "
                r"half a turn, as $p(x + \pi) = p(x)$.",
            ),
            Step(
                product(1 + (-1) ** _SHIFT, 1 - (-1) ** _SHIFT),
                sp.Integer(0),
                "commutator",
                r"The entry of $T R - R T$ between the frequencies $m$ and $m + d$ is $\hat k_m$ "
                r"times that integral times $\pm (1 - (-1)^d)$: it is $0$ for every $d$.",
            ),
            Step(
                total((F[0] + F_BAR[0]) / 2, (F[0] - F_BAR[0]) / 2),
                F[0],
                "splitting",
                r"$T R = R T$ and $R^2 = 1$: with $f$ also $f \pm R f$ are eigenfunctions or $0$, "
                r"so eigenfunctions can be chosen with $f(x + \pi) = f(x)$ or $f(x + \pi) = -f(x)$.",
            ),
            *(
                Step(
                    sp.Subs(sp.cos(m * _TURNED), _TURNED, X + sp.pi),
                    (-1) ** m * sp.cos(m * X),
                    "addition theorem",
                    rf"Both occur: under the uniform density $\cos({m if m > 1 else ''} x)$ is an "
                    rf"eigenfunction with $\lambda = {sp.latex(khat.eigenvalue(m))}$.",
                )
                for m in (1, 2)
            ),
        ),
        (
            _PLACE,
            Notation(_TURNED, "y", r"the position half a turn further, $x + \pi$"),
            Notation(_SHIFT, "d", "the difference of two frequencies"),
            *(n for n in JETS if n.symbol in (F[0], F_BAR[0])),
        ),
    )


@lru_cache
def reduced_equation() -> Derivation:
    """``2 (D^2 + 1)^2 (pi lambda D^2 + p) f = 0``: it leaves pi lambda f'' + p f = h, h not 0.

    >>> reduced_equation().require()
    """
    kernel, first = first_layer_bias, 1
    constant = dict.fromkeys((*P[1:], *P_BAR[1:]), sp.Integer(0))
    turned = {P_BAR[0]: P[0], **{bar: -f for bar, f in zip(F_BAR, F, strict=True)}}
    equation = sp.expand(2 * sp.pi * sixth_order(kernel).subs(constant).subs(turned))
    operator = sp.Poly(
        sp.Add(*(equation.coeff(f) * DERIVATIVE**n for n, f in enumerate(F))), DERIVATIVE
    )
    rests = (sp.pi * LAMBDA * F[n + 2] + P[0] * F[n] for n in (4, 2, 0))
    density, value = 1 / (2 * sp.pi), kernel.fourier().eigenvalue(first)
    steps = (
        Step(
            product(2 * sp.pi, sixth_order(kernel).subs(constant).subs(turned)),
            sp.Add(*(equation.coeff(f) * f for f in F)),
            "substitution",
            r"The equation of sixth order, times $2 \pi$, where $p$ has period $\pi$ and is "
            r"constant near $x$, and $f(x + \pi) = -f(x)$.  It says that this is $0$.",
        ),
        Step(
            operator.as_expr(),
            sp.factor(operator.as_expr()),
            "factoring",
            r"The equation's operator: $\pi \lambda D^2 + p$, which is (13), is one factor of "
            "three.",
        ),
        Step(
            total(*(product(c, h) for c, h in zip((1, 2, 1), rests, strict=True))),
            equation / 2,
            "factoring",
            r"With $h = \pi \lambda f'' + p f$ it says $h'''' + 2 h'' + h = 0$, so $h = (a + b x) "
            r"\cos x + (c + d x) \sin x$, and not that $h = 0$.",
        ),
        Step(
            total(
                product(sp.pi, value, sp.Derivative(sp.cos(X), X, X)), product(density, sp.cos(X))
            ),
            sp.expand(density - sp.pi * value) * sp.cos(X),
            "example",
            r"$f = \cos x$ under the uniform density, $p = 1/(2 \pi)$ and $\lambda = \hat k_1/(2 "
            r"\pi)$: this is $h$, and it is not $0$.",
        ),
    )
    notations = (eigenvalue(LAMBDA), _PLACE, Notation(DERIVATIVE, "D", "the derivative"), *JETS)
    return Derivation(
        "corrections.A.reduced-equation",
        "What the reduced equation of sixth order implies",
        steps,
        appearing(steps, notations),
    )


@lru_cache
def halved_angles() -> Derivation:
    """Mapping x in [0, 4 pi) to x/2 gives functions of x another kernel.

    >>> halved_angles().require()
    """
    kernel = first_layer_bias
    mapped = folded(kernel.profile, 1).expression(THETA).subs(THETA, THETA / 2) / 2
    shown = sp.factor(mapped)
    near, far = (kernel.expression.subs(THETA, t) for t in (THETA / 2, sp.pi - THETA / 2))
    return Derivation(
        "corrections.A.halved-angles",
        r"The kernel after mapping $x$ to $x/2$",
        (
            Step(
                product(2, X / 2 + sp.pi),
                X + 2 * sp.pi,
                "half turn",
                r"With $y = x/2$ a function of $x$ is $f(2 y)$, and $y + \pi$ belongs to $x + 2 "
                r"\pi$: so $f(2 (y + \pi)) = +f(2 y)$, the opposite of the sign assumed for the "
                "reduced equation.",
            ),
            Step(
                total(near / 2, far / 2),
                mapped,
                "folding",
                r"$dy = dx/2$, and the two images of a point at distance $\theta$ are at "
                r"$\theta/2$ and $\pi - \theta/2$ from $y$: functions of $x$ see this kernel.",
            ),
            Step(mapped, shown, "factoring", "The new kernel in closed form."),
            Step(
                sp.Subs(shown, THETA, sp.pi),
                mapped.subs(THETA, sp.pi),
                "substitution",
                r"Its value at $\theta = \pi$, which is not $0$.",
            ),
            Step(
                sp.Subs(kernel.expression, THETA, sp.pi),
                sp.Integer(0),
                "substitution",
                "The old kernel is $0$ there, so that the new one is no multiple of it.",
            ),
        ),
        (ANGLE, _PLACE),
    )
