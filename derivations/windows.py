"""What the local law rests on: coefficients that change slowly with frequency, and windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Notation, Step
from freqbias.derivations.notation import COUNTER, ORDER
from freqbias.derivations.typesetting.printer import formula
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.errors import InputError
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import STEP, nonnegative_form, regular_start, strictly_decreasing
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import SMOOTHNESS

__all__ = [
    "COEFFICIENTS",
    "SLOW_CHANGE",
    "WIDTH",
    "WINDOWS",
    "border",
    "convex",
    "scaled_coefficients",
    "slope",
    "slow_change",
    "smooth_symbol",
    "trapezoid",
]

WIDTH = sp.Symbol("beta", positive=True)
_APART = sp.Symbol("j'", integer=True, nonnegative=True)
_FLANK, _SHORT = sp.symbols("z sigma", nonnegative=True)

COEFFICIENTS = (ORDER, COUNTER)
SLOW_CHANGE = (Notation(_APART, "j'", "a number, 0 or a positive integer"),)
WINDOWS = (
    Notation(WIDTH, r"\beta", r"the width of the two flanks of a window $\chi_j$"),
    Notation(_FLANK, "z", r"the position on a flank, $0 \leq z \leq \beta$"),
    Notation(_SHORT, r"\sigma", r"how much shorter than $2 \beta$ a region is"),
)


def convex(function: Any, variable: Any, touch: Any, why: str) -> Iterator[Step]:
    """f >= 0 from f'' >= 0 and f = f' = 0 at one point."""
    yield Step(
        sp.Subs(sp.Derivative(function, variable), variable, touch),
        sp.Integer(0),
        "differentiation",
        f"${formula(function)}$ has slope $0$ at ${formula(touch)}$.",
    )
    yield Step(
        sp.Subs(function, variable, touch), sp.Integer(0), "substitution", "And it is $0$ there."
    )
    yield Step(
        sp.Derivative(function, (variable, 2)),
        nonnegative(sp.diff(function, variable, 2)),
        "sign",
        rf"It is convex, so it is $\geq 0$ everywhere: {why}",
    )


def slow_change(kernel: Kernel = first_layer_bias) -> Any:
    """``c = 3 (1 - khat_3/khat_2)``, of ``khat_b/khat_a >= 1 - c (b - a)/b``; 2, 3 leave no smaller c.

    That it is enough for all 0 <= a < b is proved in :func:`smooth_symbol`.

    :raises InputError: if ``khat_0 > khat_1 > ... > 0`` is not proved.

    >>> slow_change()
    12/5
    """
    if not strictly_decreasing(kernel):
        raise InputError(f"the coefficients of kernel {kernel.name!r} are not known to decrease")
    khat = kernel.fourier()
    return 3 * (1 - khat(3) / khat(2))


def smooth_symbol(kernel: Kernel = first_layer_bias) -> Iterator[Step]:
    """``khat_b/khat_a >= 1 - (12/5) (b - a)/b`` for all integers 0 <= a < b; for the printed kernel.

    It takes the lower bound of :func:`scaled_coefficients`.

    :raises InputError: if ``khat_0 > khat_1 > ... > 0`` is not proved.

    >>> {step.check().value for step in smooth_symbol()}
    {'exact'}
    """
    change = slow_change(kernel)
    share = kernel.fourier()(3) / kernel.fourier()(2)
    yield Step(
        product(change / (1 - share), total(1, -share)),
        SMOOTHNESS,
        "substitution",
        r"To show: $\hat k_{m'}/\hat k_m \geq 1 - c\,(m' - m)/m'$ for all integers $0 \leq m < "
        r"m'$.  The frequencies $2$ and $3$ leave no smaller $c$ than $3 (1 - \hat k_3/\hat k_2)$.",
    )
    yield Step(
        total(change, -1),
        nonnegative(change - 1),
        "sign",
        r"For $m = 0$ the right side is $1 - c \leq 0 < \hat k_{m'}/\hat k_m$.",
    )
    b = 2 + STEP
    trivial = change * (b - 1) / b - 1
    yield Step(
        trivial,
        nonnegative(_manifest(trivial)),
        "sign",
        r"For $m = 1$ and $m' = 2 + j$ the right side is $\leq 0$ as well.",
    )
    khat = kernel.fourier()
    for a in (sp.Integer(2), 4 + 2 * STEP, 3 + 2 * STEP):
        b = a + 1 + _APART
        parity = a.subs(STEP, 0)
        room = 1 / (sp.pi * b**2 * khat.parity(parity).subs(FREQUENCY, a)) - 1
        room += change * (b - a) / b
        yield Step(
            room,
            nonnegative(_manifest(room)),
            "sign",
            rf"For $m = {formula(a)}$ and $m' = {formula(b)}$, with $\hat k_{{m'}} \geq 1/(\pi "
            r"m'^2)$: no coefficient is negative.",
        )


def _manifest(expression: Any) -> Any:
    """A quotient with expanded numerator and denominator."""
    top, bottom = sp.fraction(sp.cancel(sp.together(expression)))
    return sp.expand(top) / sp.expand(bottom)


def scaled_coefficients(kernel: Kernel = first_layer_bias) -> Iterator[Step]:
    """``1 <= pi m^2 khat_m <= pi khat_1`` for all m >= 1, by parity; for the printed kernel.

    >>> {step.check().value for step in scaled_coefficients()}
    {'exact'}
    """
    khat = kernel.fourier()
    scaled = sp.pi * FREQUENCY**2
    most = sp.expand(sp.pi * khat(1))
    sides = (r"1 \leq \pi m^2 \hat k_m", r"\pi m^2 \hat k_m \leq \pi \hat k_1")
    for m in (m for m in khat.exceptional if m > 0):
        value = scaled.subs(FREQUENCY, m) * khat(m)
        for gap, side in zip((value - 1, most - value), sides, strict=True):
            yield Step(gap, nonnegative(sp.expand(gap)), "sign", f"${side}$ at $m = {m}$.")
    for parity in (0, 1):
        start = regular_start(khat, parity)
        value = product(scaled, khat.parity(parity))
        for gap, side in zip((value - 1, most - value), sides, strict=True):
            form = nonnegative_form(gap.doit(integrals=False), start)
            yield Step(
                sp.Subs(gap, FREQUENCY, start + 2 * STEP),
                nonnegative(sp.Symbol("unproved") if form is None else form),
                "sign",
                rf"${side}$ at $m = {start} + 2 j$: no coefficient is negative.",
            )


def border(width: Any) -> Any:
    """``2 beta >= integral_{R_j} (1 - chi_j)^2 dx``, chi_j the window of :func:`trapezoid`."""
    return 2 * width


def slope(width: Any) -> Any:
    """``sqrt(2/w) >= norm(chi_j')`` in L2(dx), chi_j the window of :func:`trapezoid`."""
    return sp.sqrt(2 / width)


def trapezoid(width: Any = WIDTH) -> Iterator[Step]:
    """The trapezoids chi_j on R_j, with flanks of width beta; 0 on regions shorter than 2 beta."""
    ramp = _FLANK / width
    for what, primitive, value, why in (
        (
            (1 - ramp) ** 2,
            -width * (1 - ramp) ** 3 / 3,
            width / 3,
            r"\int_{R_j} (1 - \chi_j)^2\,dx = \frac{2 \beta}{3}",
        ),
        (
            sp.Derivative(ramp, _FLANK) ** 2,
            _FLANK / width**2,
            slope(width) ** 2 / 2,
            r"\int_{R_j} \chi_j'^2\,dx = \frac{2}{\beta}",
        ),
    ):
        yield Step(
            sp.Derivative(primitive, _FLANK),
            what,
            "antiderivative",
            r"The window $\chi_j$ is $1$ inside of $R_j$, $z/\beta$ on flanks $0 \leq z \leq "
            r"\beta$ at both ends, and $0$ outside; it is $0$ altogether on a region shorter than $2 "
            r"\beta$.",
        )
        yield Step(
            sp.Subs(primitive, _FLANK, width) - sp.Subs(primitive, _FLANK, 0),
            value,
            "fundamental theorem",
            f"One flank of two, so ${why}$.",
        )
    for mass, where in (
        (2 * width / 3, "a region with flanks"),
        (2 * width - _SHORT, r"one of length $2 \beta - \sigma$, where $\chi_j = 0$"),
    ):
        yield Step(
            total(border(width), -mass),
            nonnegative(border(width) - mass),
            "sign",
            rf"$\int_{{R_j}} (1 - \chi_j)^2\,dx \leq 2 \beta$ on {where}.",
        )
