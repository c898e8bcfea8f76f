"""The family of kernels, each stated once: two layers, random bias, and the deep recursions.

The two-layer family is derived in :mod:`freqbias.theory.gradients`: training W contributes
(x.z) E[step step], training b contributes E[step step], training a contributes E[relu relu].
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.recursion import (
    MOST_LAYERS,
    DeepKernel,
    deep,
    deep_bias,
    deep_inner,
)
from freqbias.theory.errors import InputError, nearest, shown
from freqbias.theory.exact import positive
from freqbias.theory.gradients import two_layer
from freqbias.theory.kernel import Kernel

__all__ = [
    "KERNELS",
    "DeepKernel",
    "Kernel",
    "both_layers",
    "both_layers_bias",
    "deep",
    "deep_bias",
    "deep_inner",
    "first_layer",
    "first_layer_bias",
    "first_layer_bias_unscaled",
    "named",
    "random_bias",
]

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
    beta = positive(beta, "beta")
    angle = sp.Symbol("phi", real=True)
    definition = 2 * sp.asin(sp.sin(THETA / 2) / sp.sqrt(1 + beta**2))
    return Kernel(
        "random_bias" if beta == 1 else f"random_bias:{beta}",
        "W, b",
        f"unit inputs, N(0, I) weights, bias N(0, ({beta})^2)",
        two_layer("Wb", angle),
        ((angle, definition),),
    )


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
_FAMILIES = ("random_bias", "deep", "deep_bias", "deep_inner")


def named(text: str) -> Kernel:
    """The kernel called ``text``: a key of KERNELS, ``random_bias:BETA``, ``deep:LAYERS``,
    ``deep_bias:LAYERS:BETA`` or ``deep_inner:LAYERS``.

    :raises InputError: unknown name (the nearest is suggested) or a parameter out of range.

    >>> named("deep:3").name, named("deep_bias:3:1/2").at_zero
    ('deep:3', 13/2)
    """
    name, colon, parameters = str(text).partition(":")
    if name in KERNELS and not colon:
        return KERNELS[name]
    if name not in _FAMILIES:
        raise nearest("kernel", str(text), [*KERNELS, *_FAMILIES])
    if name == "random_bias":
        return random_bias(_number(parameters, "random_bias:1/2") if colon else 1)
    if name == "deep_bias":
        layers, _, beta = parameters.partition(":")
        example = "deep_bias:3:1/2"
        return deep_bias(_depth(layers, example), _number(beta, example))
    family: Callable[[int], Kernel] = deep if name == "deep" else deep_inner
    return family(_depth(parameters, f"{name}:3"))


def _depth(text: str, example: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(
            f"depth {shown(text)} is not an integer between 1 and {MOST_LAYERS}, as in {example}"
        )
    return int(text)


def _number(text: str, example: str) -> Any:
    try:
        return sp.Rational(Fraction(text if len(text) <= 20 and "e" not in text.lower() else ""))
    except (ValueError, ZeroDivisionError):
        raise InputError(f"beta {shown(text)} is not a number, as in {example}") from None
