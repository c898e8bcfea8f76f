"""The deep recursion from the gradients of all layers, by induction over the depth."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.depth import network
from freqbias.theory.depth.network import BIAS, NEW, OLD, TANGENT, VARIANCE, WIDTH
from freqbias.theory.depth.recursion import half_sine

__all__ = ["recursion"]

_U, _V = sp.symbols("u v", positive=True)
_SLOPE_X, _SLOPE_Z = sp.symbols("U V", real=True)
_W1, _W2, _C = sp.symbols("w_1 w_2 c", real=True)
_SYMBOLS = (
    ANGLE,
    Notation(_W1, "w_1", "a weight of a linear network, $N(0, 1)$ at initialisation"),
    Notation(_W2, "w_2", "the other one"),
    Notation(_C, "c", r"a bias over $\beta$, $N(0, 1)$ at initialisation"),
    Notation(WIDTH, "m", "the width of the last hidden layer; it cancels"),
    Notation(NEW, "a", "a weight of the last layer, $N(0, 1)$ at initialisation"),
    Notation(OLD, "s", "the change of a parameter of an earlier layer"),
    Notation(_U, "u", "pre-activation of a unit of the last hidden layer at $x$, positive"),
    Notation(_V, "v", "the same at $z$"),
    Notation(_SLOPE_X, "U", r"$\partial u/\partial s$"),
    Notation(_SLOPE_Z, "V", r"$\partial v/\partial s$"),
    Notation(VARIANCE, "q", r"variance of $u$ and of $v$; their correlation is $\cos\theta$"),
    Notation(BIAS, r"\beta", "standard deviation of the biases, 0 if there are none"),
    Notation(TANGENT, r"\Theta_h", "tangent kernel of a network with $h$ hidden layers"),
)


def recursion() -> Derivation:
    r"""``Theta_{h+1} = Theta_h (1 - theta/pi) + Sigma_{h+1}`` for every h: the step of the induction.

    It starts with the linear network, ``Theta_0 = Sigma_0 = cos(theta) + beta^2``.

    >>> recursion().require()
    """
    return Derivation("depth.recursion", "The deep kernel, layer by layer", _steps(), _SYMBOLS)


def _steps() -> tuple[Step, ...]:
    return (
        _start(),
        *_gradients(),
        *(step for n in (0, 1) for step in gaussian_expectation(n, n).steps[-1:]),
        _limit(),
        *_sums(),
        _half_angle(),
    )


def _start() -> Step:
    at_x = _W1 + BIAS * _C
    at_z = _W1 * sp.cos(THETA) + _W2 * sp.sin(THETA) + BIAS * _C
    gradients = (sp.Derivative(at_x, p) * sp.Derivative(at_z, p) for p in (_W1, _W2, _C))
    return Step(
        total(*gradients),
        sp.cos(THETA) + BIAS**2,
        "start",
        r"Without hidden layers the network is $w \cdot x + \beta c$, for $x = (1, 0)$ and $z = "
        r"(\cos\theta, \sin\theta)$: its covariance and its tangent kernel are $\Theta_0 = "
        r"\Sigma_0 = x \cdot z + \beta^2$.",
    )


def _gradients() -> tuple[Step, ...]:
    at_x, at_z = network.unit()
    new, old = network.unit_products()
    return tuple(
        Step(
            sp.Subs(product(WIDTH, sp.Derivative(at_x, p), sp.Derivative(at_z, p)), OLD, 0),
            value,
            "gradients",
            why,
        )
        for p, value, why in (
            (NEW, new, "One unit where it is active at both points: the new weight."),
            (
                OLD,
                old,
                r"A parameter of an earlier layer; summed over these, $U V$ is $\Theta_h$, for the "
                r"pre-activation is a network with $h$ hidden layers.",
            ),
        )
    )


def _limit() -> Step:
    left, right = sp.Symbol("Theta", real=True), network.tangent()
    return Step(
        total(product(2 * left, expectation(0, 0).expression(THETA)), network.covariance()),
        right,
        "cited: infinite width, layer by layer",
        r"As the widths grow one after the other, the pre-activations of a layer become "
        r"independent and Gaussian with covariance $\Sigma_h$, their tangent kernels $\Theta_h$, "
        r"and a mean over units the expectation; $E a^2 = 1$, and the bias adds $\beta^2$.",
    )


def _sums() -> tuple[Step, ...]:
    lost = sp.sin(THETA) - THETA * sp.cos(THETA)
    covariance = VARIANCE * (sp.cos(THETA) + lost / sp.pi) + BIAS**2
    return (
        Step(
            product(2 * VARIANCE, expectation(1, 1).expression(THETA)) + BIAS**2,
            covariance,
            "covariance",
            r"$\Sigma_{h+1}$: the product of gradients by the new weights, and $\beta^2$ of the "
            r"new bias.",
        ),
        Step(
            network.tangent(),
            product(TANGENT, 1 - THETA / sp.pi) + covariance,
            "recursion",
            r"$\Theta_{h+1} = \Theta_h \dot\Sigma_{h+1} + \Sigma_{h+1}$: both products.  If the "
            r"new layer is not trained the last term is absent, and if no earlier one is $\Theta_h "
            r"= 0$.",
        ),
        Step(
            sp.Subs(covariance, THETA, 0),
            VARIANCE + BIAS**2,
            "variance",
            r"At $x = z$: variances grow by $\beta^2$ a layer, from $q_0 = 1 + \beta^2$.",
        ),
    )


def _half_angle() -> Step:
    grown = VARIANCE + BIAS**2
    return Step(
        product(grown, 1 - 2 * half_sine(THETA, VARIANCE / grown)),
        network.covariance(),
        "half angle",
        r"The next angle has $\sin^2(\theta_{h+1}/2) = \frac{q}{q + \beta^2} (\sin^2(\theta/2) - "
        r"(\sin\theta - \theta \cos\theta)/(2 \pi))$, for $\cos\theta_{h+1} = "
        r"\Sigma_{h+1}/q_{h+1}$.",
    )
