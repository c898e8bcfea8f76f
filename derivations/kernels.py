"""Each two-layer kernel from one unit of the network, step by step."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA, angular_integral, expectation, radial_integral
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.gradients import (
    PARAMETERS,
    WIDTH,
    active_unit,
    two_layer,
    unit_gradient_product,
)
from freqbias.theory.kernels import Kernel, deep, first_layer_bias, random_bias

__all__ = ["from_network", "one_hidden_layer", "with_random_bias"]

_SCALE = sp.Symbol("c", positive=True)
_NAMES = {"W": r"the weights $w$", "b": r"the bias $b$", "a": r"the second-layer weight $a$"}
_W, (_BIAS,), (_SECOND,) = (PARAMETERS[letter] for letter in "Wba")
_UNIT = (
    ANGLE,
    Notation(_SECOND, "a", r"the second-layer weight, $a = \pm 1$ at initialisation"),
    Notation(_W[0], "w_1", r"a first-layer weight, $N(0, 1)$ at initialisation"),
    Notation(_W[1], "w_2", r"the other one, independent of $w_1$"),
    Notation(_BIAS, "b", "the bias of the unit"),
    Notation(WIDTH, "m", "the width of the network; it cancels"),
)


@lru_cache
def from_network(kernel: Kernel = first_layer_bias) -> Derivation:
    r"""``k(theta) = E <grad f(x), grad f(z)>`` for inputs c (x, 1): gradients, expectations, sum.

    Units are independent and alike, so the sum over all of them is m times the expectation of one
    unit's product.

    :param kernel: one of the two-layer family, up to a constant factor c^2.
    :raises InputError: for any other kernel.

    >>> from_network().require()
    """
    letters = kernel.trained.replace(", ", "")
    scale = _input_scale(kernel, letters)
    return Derivation(
        f"kernel.{kernel.name}",
        f"The {spoken(kernel)} from one unit of the network",
        (
            *(_gradient(letter, scale) for letter in letters),
            _covariance(),
            *(_expected(*degrees) for degrees in _degrees(letters)),
            _summed(letters, scale, kernel.expression),
            *([] if scale == 1 else [_scaling(letters, scale, kernel)]),
            Step(
                kernel.expression,
                kernel.profile.expression(THETA),
                "normal form",
                r"As a sum of terms $\theta^n e^{i w \theta}$ on $[0, \pi]$.",
            ),
        ),
        _UNIT if scale == 1 else (*_UNIT, Notation(_SCALE, "c", "the scale of the inputs")),
    )


def _input_scale(kernel: Kernel, letters: str) -> Any:
    """c, where the kernel is c^2 times that of the inputs (x, 1)."""
    quotient = canonical(kernel.expression / two_layer(letters))
    if not quotient.is_positive:
        raise InputError(
            f"kernel {kernel.name!r} is {shown(quotient)} times the one with {kernel.trained} trained, "
            "which is not a positive constant"
        )
    return sp.sqrt(quotient)


def _gradient(letter: str, scale: Any) -> Step:
    """``m sum_s df(x)/ds df(z)/ds`` over the parameters s of one letter."""
    outputs = active_unit(scale)
    preactivations = (f * sp.sqrt(WIDTH) / (_SECOND * scale) for f in outputs)
    polynomial = unit_gradient_product(letter, scale)
    value = polynomial.as_expr().subs(dict(zip(polynomial.gens, preactivations, strict=True)))
    terms = (
        product(*(sp.Derivative(output, parameter) for output in outputs))
        for parameter in PARAMETERS[letter]
    )
    return Step(
        WIDTH * total(*terms),
        value * (1 if letter == "a" else _SECOND**2),
        "gradients",
        f"{_NAMES[letter].capitalize()}: the product of the gradients of a unit that is active at "
        r"$x = (1, 0)$ and at $z = (\cos\theta, \sin\theta)$; elsewhere it is $0$.  For other "
        "inputs at this angle turn $w$, whose law is invariant.",
    )


def _covariance() -> Step:
    return Step(
        sp.cos(THETA) ** 2 + sp.sin(THETA) ** 2,
        sp.Integer(1),
        "variance",
        r"At initialisation $b = 0$ and $a^2 = 1$; $u = w \cdot x = w_1$ and $v = w \cdot z = w_1 "
        r"\cos\theta + w_2 \sin\theta$ are jointly Gaussian with $E u^2 = 1$, $E u v = \cos\theta$ "
        "and this value of $E v^2$.",
    )


def _degrees(letters: str) -> tuple[tuple[int, int], ...]:
    """The monomials ``u^i v^j`` that occur."""
    return tuple(dict.fromkeys(d for x in letters for d in unit_gradient_product(x).monoms()))


def _expected(i: int, j: int) -> Step:
    meant = {(0, 0): r"$P(u > 0, v > 0)$", (1, 1): r"$E[\max(u, 0) \max(v, 0)]$"}[i, j]
    return Step(
        product(radial_integral(i + j + 1) / (2 * sp.pi), angular_integral(i, j)),
        expectation(i, j).expression(THETA),
        "expectation",
        rf"{meant} in polar coordinates: the radial integral over $2 \pi$ times the angular one, step "
        f"by step in the derivation arccosine.{i}{j}.",
    )


def _summed(letters: str, scale: Any, result: Any) -> Step:
    terms = (
        product(value, expectation(*degrees).expression(THETA))
        for letter in letters
        for degrees, value in unit_gradient_product(letter, scale).terms()
    )
    return Step(
        total(*terms),
        result,
        "summation",
        r"$k(\theta)$: each product of gradients times the expectation of its monomial in $u$, $v$ "
        "where both are positive.",
    )


def _scaling(letters: str, scale: Any, kernel: Kernel) -> Step:
    return Step(
        sp.Subs(two_layer(letters, input_scale=_SCALE), _SCALE, scale),
        kernel.expression,
        "scaling",
        r"For inputs $c\,(x, 1)$ the same steps give $c^2$ times the kernel of the inputs $(x, 1)$, "
        "which is what (1) and (2) say; this is the kernel here.",
    )


@lru_cache
def with_random_bias() -> Derivation:
    """A bias drawn like the weights gives another kernel than a bias 0, not a multiple of it.

    >>> with_random_bias().require()
    """
    kernel, zero = random_bias(), first_layer_bias
    ((angle, definition),) = kernel.definitions
    written = kernel.expression.subs(angle, definition)
    return Derivation(
        "kernel.random_bias",
        "The kernel of a first layer whose bias is drawn like its weights",
        (
            *(_gradient(letter, sp.Integer(1)) for letter in "Wb"),
            Step(
                1 - 2 * sp.sin(definition / 2) ** 2,
                (1 + sp.cos(THETA)) / 2,
                "half angle",
                r"$\cos\varphi$ for $\varphi = 2 \arcsin(\sin(\theta/2)/\sqrt{2})$: it is the "
                r"correlation of $w \cdot x + b$ and $w \cdot z + b$, of variance $2$ and "
                r"covariance $\cos\theta + 1$.",
            ),
            Step(
                product(sp.cos(THETA) + 1, expectation(0, 0).expression(angle)),
                kernel.expression,
                "summation",
                r"$k(\theta)$: the gradients' product times $P(u > 0, v > 0)$ at the angle "
                r"$\varphi$; steps do not see the variance.",
            ),
            *(
                Step(
                    sp.Subs(written / zero.expression, THETA, at),
                    value,
                    "substitution",
                    f"The quotient by the {spoken(zero)}; as it is not the same at $0$ and at "
                    r"$\pi/2$, neither kernel is a multiple of the other.",
                )
                for at, value in ((0, sp.Integer(2)), (sp.pi / 2, sp.Rational(8, 3)))
            ),
        ),
        (*_UNIT, Notation(angle, r"\varphi", "the angle between the pre-activations")),
    )


@lru_cache
def one_hidden_layer() -> Derivation:
    """The deep recursion (6) with one hidden layer is twice the kernel with both layers trained.

    >>> one_hidden_layer().require()
    """
    (angle, definition), (_, recursion) = deep(1).definitions
    cosine = 1 - 2 * sp.sin(definition / 2) ** 2
    step, relu = (expectation(n, n).expression(THETA) for n in (0, 1))
    return Derivation(
        "kernel.one-hidden-layer",
        "The deep kernel for one hidden layer",
        (
            *(_expected(n, n) for n in (0, 1)),
            Step(
                sp.expand(cosine),
                product(2, relu),
                "half angle",
                r"$\Sigma_1 = 2 E[\max(u, 0) \max(v, 0)]$ is the cosine of an angle $\theta_1$ "
                r"with $\sin^2(\theta_1/2) = \sin^2(\theta/2) - (\sin\theta - \theta "
                r"\cos\theta)/(2 \pi)$.",
            ),
            Step(
                recursion.subs(sp.cos(angle), 2 * relu),
                total(product(2, sp.cos(THETA), step), product(2, relu)),
                "recursion",
                r"$\Theta_1 = \Theta_0 \dot\Sigma_1 + \Sigma_1$ with $\Theta_0 = \cos\theta$ and "
                r"$\dot\Sigma_1 = 2 P(u > 0, v > 0)$.",
            ),
            Step(
                total(product(2, sp.cos(THETA), step), product(2, relu)),
                product(2, two_layer("Wa")),
                "gradients",
                r"$c_\sigma = 2$ times the kernel both layers, in which $w$ and $a$ are trained: "
                "what (1) gives for the network (3).",
            ),
        ),
        (ANGLE,),
    )
