"""Where the differential equation comes from, and what the one of the paper leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import eigenvalue, real, spoken
from freqbias.derivations.unevaluated import product as written
from freqbias.derivations.unevaluated import total
from freqbias.theory.differential_equation import (
    F_BAR,
    LAMBDA,
    LEFT,
    P_BAR,
    F,
    P,
    S,
    half_turns_merged,
    image,
    normal_form,
    product,
)
from freqbias.theory.differential_equation import sixth_order as equation_in_jets
from freqbias.theory.distribution import DistributionalEquation, distributional_equation
from freqbias.theory.errors import InputError
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.folding import folded
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["half_turn", "no_mean", "sixth_order"]

_OFFSET = Notation(S, "s", r"$z - x$, the argument of a kernel under an integral over $z$")
_ROWS = (
    ("f", "x", F),
    ("p", "x", P),
    (r"\bar f", r"x + \pi", F_BAR),
    (r"\bar p", r"x + \pi", P_BAR),
)


def _jets(steps: tuple[Step, ...]) -> Iterator[Notation]:
    """A line for each value and derivative that occurs."""
    used = {symbol for step in steps for symbol in step.statement.free_symbols}
    for name, at, row in _ROWS:
        for order, jet in enumerate(row):
            if jet in used:
                mark = f"^{{({order})}}" if order > 3 else "'" * order
                what = f"derivative of order {order}" if order else "value"
                bare = name.removeprefix(r"\bar ")
                yield Notation(jet, name + mark, f"{what} of ${bare}$ at ${at}$")


@lru_cache
def sixth_order(kernel: Kernel = first_layer_bias) -> Derivation:
    """``L(D) T f = A(D) (p f) + B(D) (pbar fbar)`` by Leibniz' rule, against the distributional one.

    >>> sixth_order().require()
    """
    equation = distributional_equation(kernel.profile)
    terms = [(order, factor) for (order,), factor in equation.operator.terms()]
    images = [image(kernel, order) for order in range(equation.operator.degree() + 1)]
    steps = (
        _annihilated(equation, images[0].left, r"No integral over $(x - \pi, x)$ is left"),
        _annihilated(equation, images[0].right, r"No integral over $(x, x + \pi)$ is left"),
        Step(
            sp.Add(*(factor * images[order].local for order, factor in terms)),
            _prescribed(equation),
            "Leibniz' rule",
            r"What the moving limits leave of $L(D) T f$ is what the jumps of odd derivatives of $k$ "
            r"at 0 and $\pi$ prescribe, $A(D)(p f) + B(D)(\bar p \bar f)$.",
        ),
        Step(
            equation_in_jets(kernel),
            LAMBDA * sp.Add(*(c * F[n] for n, c in terms)) - _prescribed(equation),
            "expansion",
            r"With $\lambda f = T f$, the differential equation says that this is 0 at every $x$ where "
            r"$p$ is smooth near $x$ and near $x + \pi$.",
        ),
    )
    return Derivation(
        "ode.sixth-order",
        f"The differential equation of an eigenfunction, {spoken(kernel)}",
        steps,
        (eigenvalue(LAMBDA), _OFFSET, *_jets(steps)),
    )


def _annihilated(
    equation: DistributionalEquation, profile: ExponentialPolynomial, what: str
) -> Step:
    """``L(-d/ds)`` of what stands under one of the two integrals of T f."""
    kernel = profile.expression(S)
    terms = equation.operator.terms()
    return Step(
        sp.Add(*(c * (-1) ** n * sp.Derivative(kernel, (S, n)) for (n,), c in terms)),
        sp.Integer(0),
        "annihilator",
        what
        + r": a derivative in $x$ is minus one in $s$, and $L(D)$ annihilates $k$ between 0 and "
        r"$\pi$.",
    )


def _prescribed(equation: DistributionalEquation) -> Any:
    """``A(D)(p f) + B(D)(pbar fbar)`` in jets."""
    here = sp.Add(*(c * product(n) for (n,), c in equation.at_zero.terms()))
    opposite = sp.Add(*(c * product(n, opposite=True) for (n,), c in equation.at_pi.terms()))
    return here + opposite


def half_turn() -> Derivation:
    """``pi lambda f'' + p f`` for p of period pi and f(x + pi) = -f(x).

    >>> print(half_turn().steps[-1].right)
    -pi**2/8
    """
    kernel = first_layer_bias
    odd = folded(kernel.profile, -1)
    local = image(kernel, 2).local
    defect = half_turns_merged(normal_form(sp.pi * LAMBDA * F[2] + P[0] * F[0], kernel), -1)
    second = sp.Derivative(odd.expression(S), (S, 2))
    steps = (
        Step(
            second,
            -sp.cos(S) / 4,
            "differentiation",
            r"$k_-(s) = k(s) - k(\pi - s)$ is linear but for a cosine.",
        ),
        Step(
            sp.pi * second,
            defect.coeff(LEFT),
            "Leibniz' rule",
            r"As $p f$ changes sign with half a turn, $T$ is an integral of $k_-$ over $(x - \pi, x)$, "
            r"and $\pi \lambda f'' + p f$ keeps $-\frac{\pi}{4} \int_{x - \pi}^x \cos(z - x) p f\,dz$.",
        ),
        Step(
            total(written(sp.pi, local), P[0] * F[0]),
            defect.coeff(LEFT, 0),
            "Leibniz' rule",
            r"What the jump of $k'$ at 0 leaves of $\pi (T f)''$ cancels $p f$.",
        ),
        Step(
            1 + written(-sp.pi, kernel.fourier()(1)),
            -(sp.pi**2) / 8,
            "convolution theorem",
            r"$1 - \pi \hat k_1$, not 0.  The integral is half that over the circle, so it sees only "
            r"frequency 1 of $p f$, which is $(p f)_1 = \lambda f_1/\hat k_1$: "
            r"$\pi \lambda f'' + p f = 0$ if and only if $f_1 = 0$.",
        ),
    )
    return Derivation(
        "ode.half-turn",
        r"The differential equation where $p(x + \pi) = p(x)$ and $f(x + \pi) = -f(x)$",
        steps,
        (_OFFSET, *_jets(steps)),
    )


_QUADRATIC = real("Q", r"\langle 1, T 1 \rangle_p", r"$\iint k(x - z) p(x) p(z)\,dx\,dz$")
_SPECTRAL = real(
    "Q_lambda",
    r"\sum_i \lambda_i \left(\int p f_i\,dx\right)^2",
    r"over an orthonormal basis of eigenfunctions $f_i$, $T f_i = \lambda_i f_i$",
)
_FOURIER = real(
    "Q_khat",
    r"\frac{1}{2\pi} \sum_m \hat k_m |\hat p_m|^2",
    r"over all frequencies $m$; $\hat p_m = \int p e^{-i m x}\,dx$",
)


def no_mean(kernel: Kernel = first_layer_bias) -> Derivation:
    """Some eigenfunction with lambda > 0 has ``int p f dx != 0``, whatever the density.

    >>> print(no_mean().steps[-1].right)
    1/(2*pi**2) + 1/8
    """
    if not kernel.fourier().is_nonnegative:
        raise InputError(f"kernel {kernel.name!r} is not known to be semidefinite")
    return Derivation(
        "ode.mean",
        "The mean of $p f$ does not vanish for all eigenfunctions",
        (
            Step(
                _QUADRATIC.symbol,
                _SPECTRAL.symbol,
                "cited: spectral theorem",
                r"1 expanded in eigenfunctions, with $\langle 1, f_i \rangle_p = \int p f_i\,dx$.",
            ),
            Step(
                _QUADRATIC.symbol,
                _FOURIER.symbol,
                "cited: convolution theorem",
                r"No $\hat k_m$ is negative and $\hat p_0 = 1$, so this is at least $\hat k_0/(2\pi)$.",
            ),
            Step(
                kernel.profile.integral(0, sp.pi) / sp.pi,
                kernel.fourier().eigenvalue(0),
                "antiderivative",
                r"The mean of $k$ over $(0, \pi)$ is $\hat k_0/(2\pi) > 0$.  So the first sum is "
                r"positive, and for some $\lambda_i > 0$ the mean $\int p f_i\,dx$ is not 0.",
            ),
        ),
        (_QUADRATIC, _SPECTRAL, _FOURIER),
    )
