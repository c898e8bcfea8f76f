"""The two-layer kernels on the circle and the deep recursion, each stated once.

A :class:`Kernel` is a name, a normalisation and one expression k(theta) on [0, pi]; Fourier
coefficients and everything later follow from the expression.  The two-layer family is derived in
:mod:`freqbias.theory.gradients`: training W contributes (x.z) E[step step], training b contributes
E[step step], training a contributes E[relu relu].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.display import html_lines, mathml
from freqbias.theory.errors import (
    InputError,
    NotExponentialPolynomial,
    integer,
    nearest,
    shown,
)
from freqbias.theory.exact import exact_number, sign
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import FourierCoefficients, fourier_coefficients
from freqbias.theory.gradients import two_layer

__all__ = [
    "KERNELS",
    "Kernel",
    "both_layers",
    "both_layers_bias",
    "deep",
    "first_layer",
    "first_layer_bias",
    "first_layer_bias_unscaled",
    "named",
    "random_bias",
]


@dataclass(frozen=True, repr=False)
class Kernel:
    """A kernel on the circle: ``k(theta)`` for theta = angular distance in [0, pi].

    :param name: the name it is found under.
    :param trained: the parameters whose gradients it sums.
    :param normalisation: in words, what fixes its constant factor.
    :param expression: SymPy expression in ``THETA`` and the symbols of ``definitions``.
    :param definitions: ordered pairs (symbol, expression in THETA and earlier symbols), so that a
        recursion stays linear in its depth.

    A kernel without definitions must be an exponential polynomial in theta: that is what "closed
    form" means here, and it is checked when the profile is first asked for.

    >>> first_layer_bias.expression
    (pi - theta)*(cos(theta) + 1)/(4*pi)
    >>> first_layer_bias.at_zero
    1/2
    """

    name: str
    trained: str
    normalisation: str
    expression: Any
    definitions: tuple[tuple[Any, Any], ...] = ()

    @cached_property
    def profile(self) -> ExponentialPolynomial:
        """The expression as an exponential polynomial.

        :raises NotExponentialPolynomial: if it is none.
        """
        if self.definitions:
            raise NotExponentialPolynomial(
                f"kernel {self.name!r} is not an exponential polynomial in theta, so its Fourier "
                f"coefficients have no closed form here, only numerical values"
            )
        return ExponentialPolynomial.of(self.expression, THETA)

    @property
    def is_exponential_polynomial(self) -> bool:
        """Whether closed forms exist: the expression needs no auxiliary definitions."""
        return not self.definitions

    @cached_property
    def at_zero(self) -> Any:
        """``k(0)``: the trace of T for every density."""
        values: dict[Any, Any] = {THETA: sp.Integer(0)}
        for symbol, definition in self.definitions:
            used = {s: values[s] for s in definition.free_symbols}
            values[symbol] = sp.expand(definition.subs(used))
        return sp.expand(self.expression.subs({s: values[s] for s in self.expression.free_symbols}))

    def fourier(self) -> FourierCoefficients:
        """Closed Fourier coefficients for symbolic frequency.

        :raises NotExponentialPolynomial: if the kernel has none.
        """
        return self._fourier

    @cached_property
    def _fourier(self) -> FourierCoefficients:
        return fourier_coefficients(self.profile)

    def scaled(self, factor: Any, name: str, normalisation: str) -> Kernel:
        """The same kernel with another exact constant in front."""
        factor = exact_number(factor, "factor")
        return replace(
            self, name=name, normalisation=normalisation, expression=factor * self.expression
        )

    def __str__(self) -> str:
        where = "".join(f", {symbol} = {value}" for symbol, value in self.definitions)
        return f"k(theta) = {self.expression}{where}"

    def __repr__(self) -> str:
        return f"kernel {self.name}: {self}\n{self._fixed_by}"

    @property
    def _fixed_by(self) -> str:
        return f"gradients of {self.trained}; {self.normalisation}; k(0) = {self.at_zero}"

    @property
    def _formula(self) -> str:
        lines = [f"{sp.latex(symbol)} = {sp.latex(value)}" for symbol, value in self.definitions]
        return ",\\ ".join([f"k(\\theta) = {sp.latex(self.expression)}", *lines])

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._formula} \\qquad k(0) = {sp.latex(self.at_zero)}$"

    def _repr_html_(self) -> str:
        return str(html_lines(f"kernel {self.name}", mathml(self._formula), self._fixed_by))


first_layer = Kernel("first_layer", "W", "unit inputs, N(0, I) weights", two_layer("W"))
first_layer_bias_unscaled = Kernel(
    "first_layer_bias_unscaled",
    "W, b",
    "unit inputs, N(0, I) weights, zero-initialised bias: what (1)-(2) of 2003.04560 give",
    two_layer("Wb"),
)
first_layer_bias = first_layer_bias_unscaled.scaled(
    sp.Rational(1, 2),
    "first_layer_bias",
    "as printed in 2003.04560 (5), (10): inputs (x, 1)/sqrt(2), zero-initialised bias",
)
both_layers = Kernel("both_layers", "W, a", "unit inputs, N(0, I) weights", two_layer("Wa"))
both_layers_bias = Kernel(
    "both_layers_bias",
    "W, b, a",
    "unit inputs, N(0, I) weights, zero-initialised bias",
    two_layer("Wba"),
)


def random_bias(beta: Any = 1) -> Kernel:
    """First layer trained, bias drawn from N(0, beta^2): not an exponential polynomial.

    The pre-activations have correlation ``(cos(theta) + beta^2)/(1 + beta^2)``, that is the angle
    ``2 asin(sin(theta/2)/sqrt(1 + beta^2))``, the form that does not cancel at theta = 0.

    :param beta: exact positive number, standard deviation of the bias relative to the weights'.
    """
    try:
        beta = exact_number(beta, "beta")
    except InputError:
        raise InputError(f"beta {shown(beta)} is not a positive number") from None
    if sign(beta) <= 0:
        raise InputError(f"beta {shown(beta)} is not a positive number")
    angle = sp.Symbol("phi", real=True)
    definition = 2 * sp.asin(sp.sin(THETA / 2) / sp.sqrt(1 + beta**2))
    return Kernel(
        "random_bias" if beta == 1 else f"random_bias:{beta}",
        "W, b",
        f"unit inputs, N(0, I) weights, bias N(0, ({beta})^2)",
        two_layer("Wb", angle),
        ((angle, definition),),
    )


def deep(layers: int) -> Kernel:
    """The depth-L ReLU recursion without bias, all layers trained, c_sigma = 2; L hidden layers.

    ``Theta_0 = cos(theta_0)``, ``Theta_{h+1} = Theta_h (1 - theta_h/pi) + cos(theta_{h+1})`` with
    ``cos(theta_{h+1}) = 2 E[relu relu]`` at angle theta_h (2003.04560 (6)); the angle is written
    ``2 asin sqrt(sin(theta_h/2)^2 - (sin(theta_h) - theta_h cos(theta_h))/(2 pi))``, which does not
    cancel at theta = 0.

    >>> deep(3).at_zero
    4
    """
    integer("depth", layers, 1, 1000)
    angles = [THETA, *sp.symbols(f"theta_1:{layers + 1}", real=True)]
    totals = [sp.cos(THETA), *sp.symbols(f"Theta_1:{layers + 1}", real=True)]
    definitions = []
    for angle, following, total, sum_ in zip(angles, angles[1:], totals, totals[1:], strict=False):
        loss = (sp.sin(angle) - angle * sp.cos(angle)) / (2 * sp.pi)
        definitions.append((following, 2 * sp.asin(sp.sqrt(sp.sin(angle / 2) ** 2 - loss))))
        definitions.append((sum_, total * (1 - angle / sp.pi) + sp.cos(following)))
    normalisation = "c_sigma = 2, no bias; k(0) = L + 1"
    return Kernel(f"deep:{layers}", "all layers", normalisation, totals[-1], tuple(definitions))


KERNELS = {
    kernel.name: kernel
    for kernel in (
        first_layer,
        first_layer_bias,
        first_layer_bias_unscaled,
        both_layers,
        both_layers_bias,
    )
}
_FAMILIES = {"random_bias": random_bias, "deep": deep}


def named(text: str) -> Kernel:
    """The kernel called ``text``: a key of KERNELS, ``random_bias:BETA`` or ``deep:LAYERS``.

    :raises InputError: unknown name (the nearest is suggested) or a parameter out of range.

    >>> named("deep:3").name
    'deep:3'
    """
    name, colon, parameter = str(text).partition(":")
    if name in KERNELS and not colon:
        return KERNELS[name]
    if name not in _FAMILIES:
        raise nearest("kernel", str(text), [*KERNELS, *_FAMILIES])
    if name == "deep":
        return deep(_integer(parameter))
    return random_bias(_rational(parameter) if colon else 1)


def _integer(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(f"depth {shown(text)} is not an integer between 1 and 1000, as in deep:3")
    return int(text)


def _rational(text: str) -> Any:
    try:
        return sp.Rational(Fraction(text if len(text) <= 20 and "e" not in text.lower() else ""))
    except (ValueError, ZeroDivisionError):
        raise InputError(f"beta {shown(text)} is not a number, as in random_bias:1/2") from None
