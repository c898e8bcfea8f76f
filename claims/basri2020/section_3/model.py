"""Section 3, equations (1)-(4): the network, its loss, and the constants they imply."""

from __future__ import annotations

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.checks import Derived, identity, proportional
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.parameters import angles, closed, reals
from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.gradients import two_layer, unit_gradient_product
from freqbias.theory.kernels import first_layer, first_layer_bias

__all__ = ["CLAIMS", "step_integral"]

_CIRCLE = angles()
_OUTPUT, _LABEL = sp.symbols("f y", real=True)


def step_integral() -> sp.Integral:
    """``2 pi E[step(u) step(v)]`` left as an integral over the polar angle, for ball quadrature."""
    phi = sp.Symbol("phi", real=True)
    return sp.Integral(sp.cos(phi) ** 2 + sp.sin(phi) ** 2, (phi, THETA - sp.pi / 2, sp.pi / 2))


def _gradient_factor(context: Context) -> Derived:
    context.cite("rotation invariance of the Gaussian")
    factors = (unit_gradient_product(letter).as_expr() for letter in "Wb")
    turned = sp.Rational(3, 7)
    inner = sp.cos(turned) * sp.cos(turned + THETA) + sp.sin(turned) * sp.sin(turned + THETA)
    return Derived(sp.Add(*factors), inner + 1)


def _zero_bias(context: Context) -> Derived:
    context.rely_on(gaussian_expectation(0, 0))
    steps = step_integral() / (2 * sp.pi)
    return Derived(two_layer("Wb"), (sp.cos(THETA) + 1) * steps)


def _random_bias(context: Context) -> Derived:
    context.rely_on(gaussian_expectation(0, 0))
    kernel = context.kernel("random_bias")
    written_out = kernel.expression.subs(dict(kernel.definitions))
    correlation = (sp.cos(THETA) + 1) / 2
    independent = (sp.cos(THETA) + 1) * (sp.pi - sp.acos(correlation)) / (2 * sp.pi)
    return Derived(written_out, independent)


def _relu_normalisation(context: Context) -> Derived:
    context.rely_on(gaussian_expectation(1, 1))
    phi = sp.Symbol("phi", real=True)
    angular = sp.Integral(sp.cos(phi) ** 2, (phi, -sp.pi / 2, sp.pi / 2))
    return Derived(1 / expectation(1, 1).at(0), sp.pi / angular)


def _loss_gradient(context: Context) -> Derived:
    loss = (_LABEL - _OUTPUT) ** 2 / 2
    return Derived(sp.diff(loss, _OUTPUT), _OUTPUT - _LABEL)


_PRINTED = first_layer_bias.expression
_KERNEL_CONTROLS = (
    Control("zero", sp.Integer(0)),
    Control("kernel without bias", first_layer.expression),
    Control("sign of the cosine", (1 - sp.cos(THETA)) * (sp.pi - THETA) / (4 * sp.pi)),
    Control("angle not subtracted from pi", (1 + sp.cos(THETA)) * THETA / (4 * sp.pi)),
)

CLAIMS = (
    Claim(
        "basri2020.eq1",
        at("section 3, (1) applied to (2)"),
        Kind.IDENTITY,
        "Where a unit of network (2) has w.x > 0 and w.z > 0, m times the inner product of its "
        "parameter gradients is x.z + 1, whatever the width m; elsewhere it is 0.",
        sp.cos(THETA) + 1,
        _CIRCLE.box,
        identity(_gradient_factor, (_CIRCLE,)),
        (
            Control("bias not trained", sp.cos(THETA)),
            Control("halved", (sp.cos(THETA) + 1) / 2),
            Control("bias counted twice", sp.cos(THETA) + 2),
        ),
        ("abs(x) = abs(z) = 1", "a_r = +-1", "b_r = 0 at initialisation"),
        quantity="m <grad f(x), grad f(z)> of an active unit",
        derivation="kernel.first_layer_bias_unscaled",
    ),
    Claim(
        "basri2020.eq2.random-bias",
        at("section 3, (2), 'w_r, b_r ~ N(0, tau^2)' as printed"),
        Kind.EXISTENCE,
        "With the bias drawn like the weights, as the text says, the kernel of (1)-(2) is a constant "
        "times the printed kernel (5).",
        _PRINTED,
        _CIRCLE.box,
        proportional(_random_bias, (_CIRCLE,), _CIRCLE.samples[0]),
        _KERNEL_CONTROLS,
        ("W, b trained",),
        correction="basri2020.eq2.zero-bias",
        quantity="k(theta) up to a constant",
        derivation="kernel.random_bias",
    ),
    Claim(
        "basri2020.eq2.zero-bias",
        at("section 3, (2), with b = 0 as in the experiments"),
        Kind.EXISTENCE,
        "With b = 0 at initialisation, as in the paper's experiments, the kernel of (1)-(2) is a "
        "constant times the printed kernel (5).",
        _PRINTED,
        _CIRCLE.box,
        proportional(_zero_bias, (_CIRCLE,), _CIRCLE.samples[0]),
        _KERNEL_CONTROLS,
        ("W, b trained", "b_r = 0 at initialisation"),
        quantity="k(theta) up to a constant",
        derivation="kernel.first_layer_bias",
    ),
    Claim(
        "basri2020.eq3.constant",
        at("section 3, (3)"),
        Kind.IDENTITY,
        "c_sigma = 2 is the constant for which c_sigma E[relu(g)^2] = 1, g standard normal.",
        sp.Integer(2),
        {},
        identity(_relu_normalisation, (closed(),)),
        (
            Control("one", sp.Integer(1)),
            Control("square root", sp.sqrt(2)),
            Control("inverse", sp.Rational(1, 2)),
        ),
        quantity="c_sigma",
    ),
    Claim(
        "basri2020.eq4.constant",
        at("section 3, (4)"),
        Kind.IDENTITY,
        "The loss (4) has derivative f - y in each output, without a factor 2 or 1/n, so that under "
        "gradient flow u' = -H (u - y) with the Gram matrix H not divided by n.",
        _OUTPUT - _LABEL,
        reals(_OUTPUT, _LABEL).box,
        identity(_loss_gradient, (reals(_OUTPUT, _LABEL),)),
        (
            Control("factor 2", 2 * (_OUTPUT - _LABEL)),
            Control("sign", _LABEL - _OUTPUT),
            Control("factor 1/2", (_OUTPUT - _LABEL) / 2),
        ),
        quantity="dL/df_i",
    ),
)
