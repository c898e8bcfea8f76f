"""Where the differential equation comes from, and what the one of the paper leaves out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.differential_equation import (
    LAMBDA,
    LEFT,
    F,
    P,
    S,
    half_turns_merged,
    image,
    normal_form,
    product,
)
from freqbias.theory.distribution import distributional_equation
from freqbias.theory.errors import InputError
from freqbias.theory.folding import folded
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["half_turn", "no_mean", "sixth_order"]


@lru_cache
def sixth_order(kernel: Kernel = first_layer_bias) -> Derivation:
    """``L(D) T f = A(D) (p f) + B(D) (pbar fbar)`` by Leibniz' rule, against the distributional one.

    >>> sixth_order().require()
    """
    equation = distributional_equation(kernel.profile)
    terms = [(order, factor) for (order,), factor in equation.operator.terms()]
    images = [image(kernel, order) for order in range(equation.operator.degree() + 1)]

    def combined(part: Any) -> Any:
        return sp.Add(*(factor * part(images[order]) for order, factor in terms))

    here = sp.Add(*(c * product(n) for (n,), c in equation.at_zero.terms()))
    opposite = sp.Add(*(c * product(n, opposite=True) for (n,), c in equation.at_pi.terms()))
    return Derivation(
        "ode.sixth-order",
        f"The differential equation of an eigenfunction, kernel {kernel.name}",
        (
            Step(
                combined(lambda t: t.left.expression(S)),
                sp.Integer(0),
                "annihilator",
                "L(D) k = 0 between the singularities: no integral over (x - pi, x) is left.",
            ),
            Step(
                combined(lambda t: t.right.expression(S)),
                sp.Integer(0),
                "annihilator",
                "The same over (x, x + pi).",
            ),
            Step(
                combined(lambda t: t.local),
                here + opposite,
                "Leibniz' rule",
                "What the moving limits leave is what the jumps of k at 0 and pi prescribe.",
            ),
        ),
    )


def half_turn() -> Derivation:
    """``pi lambda f'' + p f`` for p of period pi and f(x + pi) = -f(x).

    >>> print(half_turn().steps[-1].right)
    -pi**2/8
    """
    kernel = first_layer_bias
    odd = folded(kernel.profile, -1)
    defect = half_turns_merged(normal_form(sp.pi * LAMBDA * F[2] + P[0] * F[0], kernel), -1)
    first = kernel.fourier()(1)
    return Derivation(
        "ode.half-turn",
        "What the odd sector leaves of the differential equation",
        (
            Step(
                odd.derivative().derivative().expression(S),
                -sp.cos(S) / 4,
                "differentiation",
                "k_-(s) = k(s) - k(pi - s) is linear but for a cosine.",
            ),
            Step(
                defect.coeff(LEFT),
                -sp.pi * sp.cos(S) / 4,
                "Leibniz' rule",
                "So pi lambda f'' keeps -(pi/4) int_(x-pi)^x cos(z - x) p f dz, half of the circle's.",
            ),
            Step(
                defect.coeff(LEFT, 0),
                sp.Integer(0),
                "Leibniz' rule",
                "The jump of k' at 0 is what cancels p f.",
            ),
            Step(
                1 - sp.pi * first,
                -(sp.pi**2) / 8,
                "convolution theorem",
                "Frequency 1 of p f is lambda f_1 / khat_1, so it vanishes iff that of f does.",
            ),
        ),
    )


def no_mean(kernel: Kernel = first_layer_bias) -> Derivation:
    """Some eigenfunction with lambda > 0 has ``int p f dx != 0``, whatever the density.

    >>> print(no_mean().steps[-1].right)
    1/(2*pi**2) + 1/8
    """
    if not kernel.fourier().is_nonnegative:
        raise InputError(f"kernel {kernel.name!r} is not known to be semidefinite")
    quadratic, spectral, fourier = sp.symbols("Q Q_lambda Q_khat", real=True)
    return Derivation(
        "ode.mean",
        "The mean of p f does not vanish for all eigenfunctions",
        (
            Step(
                quadratic,
                spectral,
                "cited: spectral theorem",
                "Q = <1, T 1>_p is the sum of lambda_i <1, f_i>_p^2, and <1, f_i>_p = int p f_i dx.",
            ),
            Step(
                quadratic,
                fourier,
                "cited: convolution theorem",
                "Q is also (1/2 pi) sum khat_m abs(phat_m)^2 with khat_m >= 0 and phat_0 = 1, so at "
                "least khat_0/(2 pi).",
            ),
            Step(
                kernel.profile.integral(0, sp.pi) / sp.pi,
                kernel.fourier().eigenvalue(0),
                "antiderivative",
                "khat_0/(2 pi) > 0, so Q > 0 and not every int p f_i dx with lambda_i > 0 is 0.",
            ),
        ),
    )
