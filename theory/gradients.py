"""From network to kernel: the tangent kernel of one unit, by differentiation.

``f(x) = m^{-1/2} sum_r a_r relu(w_r . x + b_r)`` with a_r = +-1 at initialisation.  Units are
independent and alike, so ``E <grad f(x), grad f(z)>`` is m times the expectation of one unit's
product, whatever m; the second-layer weight has square 1.  Where both pre-activations u, v are
positive the unit is polynomial, elsewhere its product of gradients vanishes; so each monomial
``u^i v^j`` of the product contributes its coefficient times E[relu(u)^i relu(v)^j].
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.errors import InputError, shown

__all__ = ["PARAMETERS", "WIDTH", "active_unit", "two_layer", "unit_gradient_product"]

_PRE_X, _PRE_Z = sp.symbols("u v", real=True)
_WEIGHTS = sp.symbols("w_1 w_2", real=True)
_BIAS = sp.Symbol("b", real=True)
_SECOND = sp.Symbol("a", real=True)
WIDTH = sp.Symbol("m", positive=True)
PARAMETERS = {"W": _WEIGHTS, "b": (_BIAS,), "a": (_SECOND,)}


def active_unit(input_scale: Any = 1) -> tuple[Any, Any]:
    """Outputs of one unit, where it is positive, at ``x = (1, 0)`` and ``z = (cos, sin)(theta)``.

    >>> active_unit()[0]
    a*(b + w_1)/sqrt(m)
    """
    scale = _SECOND * input_scale / sp.sqrt(WIDTH)
    points = ((sp.Integer(1), sp.Integer(0)), (sp.cos(THETA), sp.sin(THETA)))
    at_x, at_z = (
        scale * (_WEIGHTS[0] * first + _WEIGHTS[1] * second + _BIAS) for first, second in points
    )
    return at_x, at_z


@lru_cache
def unit_gradient_product(letter: str, input_scale: Any = 1) -> sp.Poly:
    """m times the product of gradients of one active unit, as a polynomial in (u, v).

    :param letter: the parameter: ``W``, ``b`` or ``a``.
    :param input_scale: the unit sees ``input_scale * (x, 1)``.

    >>> unit_gradient_product("W").as_expr(), unit_gradient_product("a").as_expr()
    (cos(theta), u*v)
    """
    at_x, at_z = active_unit(input_scale)
    product = sum(sp.diff(at_x, s) * sp.diff(at_z, s) for s in PARAMETERS[letter])
    initial = {_SECOND: 1, _BIAS: 0, _WEIGHTS[0]: _PRE_X}
    initial[_WEIGHTS[1]] = (_PRE_Z - _PRE_X * sp.cos(THETA)) / sp.sin(THETA)
    return sp.Poly(sp.expand(WIDTH * product.subs(initial)), _PRE_X, _PRE_Z)


@lru_cache
def two_layer(trained: str, angle: Any = THETA, input_scale: Any = 1) -> Any:
    """The tangent kernel as an expression in THETA, for unit inputs and N(0, I) first layer.

    :param trained: letters of ``W`` (weights), ``b`` (bias), ``a`` (second layer).
    :param angle: angle between the pre-activations; THETA unless they carry a random bias.
    :param input_scale: inputs are ``input_scale * (x, 1)``, as with the printed kernel's 1/sqrt 2.
    :raises InputError: on other letters.

    >>> two_layer("W")
    (pi - theta)*cos(theta)/(2*pi)
    """
    if not trained or not set(trained) <= set("Wba"):
        raise InputError(
            f"trained {shown(trained)} is not a non-empty choice of the letters W, b, a"
        )
    coefficients: dict[tuple[int, int], Any] = {}
    for letter in trained:
        for degrees, value in unit_gradient_product(letter, input_scale).terms():
            coefficients[degrees] = coefficients.get(degrees, sp.Integer(0)) + value
    return sp.Add(
        *(
            sp.factor(value * expectation(*degrees).expression(THETA).subs(THETA, angle))
            for degrees, value in coefficients.items()
        )
    )
