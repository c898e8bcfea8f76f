"""What the local law rests on: coefficients that change slowly with frequency, and windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Step
from freqbias.theory.errors import InputError
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import STEP, nonnegative_form, regular_start, strictly_decreasing
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import SMOOTHNESS

__all__ = [
    "border",
    "convex",
    "scaled_coefficients",
    "slope",
    "slow_change",
    "smooth_symbol",
    "trapezoid",
]

_APART = sp.Symbol("i", integer=True, nonnegative=True)


def convex(function: Any, variable: Any, touch: Any, why: str) -> Iterator[Step]:
    """f >= 0 from f'' >= 0 and f = f' = 0 at one point."""
    slope = sp.diff(function, variable)
    curvature = sp.diff(slope, variable)
    yield Step(
        slope.subs(variable, touch),
        sp.Integer(0),
        "differentiation",
        f"{function} has slope 0 at {touch}.",
    )
    yield Step(function.subs(variable, touch), sp.Integer(0), "substitution", "And is 0 there.")
    yield Step(
        curvature, sp.Max(0, curvature), "sign", f"Its second derivative is >= 0, so it is: {why}"
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
    yield Step(change, SMOOTHNESS, "substitution", "c = 3 (1 - khat_3/khat_2), as 2, 3 need it.")
    yield Step(change - 1, sp.Max(0, change - 1), "sign", "a = 0: khat_b/khat_a > 0, b - a = b.")
    b = 2 + STEP
    trivial = change * (b - 1) / b - 1
    yield Step(
        trivial, sp.Max(0, _manifest(trivial)), "sign", "a = 1, b = 2 + j, for the same reason."
    )
    khat = kernel.fourier()
    for a in (sp.Integer(2), 4 + 2 * STEP, 3 + 2 * STEP):
        b = a + 1 + _APART
        parity = a.subs(STEP, 0)
        room = 1 / (sp.pi * b**2 * khat.parity(parity).subs(FREQUENCY, a)) - 1
        room += change * (b - a) / b
        yield Step(
            room,
            sp.Max(0, _manifest(room)),
            "sign",
            f"a = {a}, b = {b}: khat_b >= 1/(pi b^2), and no coefficient is negative.",
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
    for m in (m for m in khat.exceptional if m > 0):
        value = scaled.subs(FREQUENCY, m) * khat(m)
        for gap in (sp.expand(value - 1), sp.expand(most - value)):
            yield Step(gap, sp.Max(0, gap), "sign", f"1 <= pi m^2 khat_m <= pi khat_1 at m = {m}.")
    for parity in (0, 1):
        start, value = regular_start(khat, parity), scaled * khat.parity(parity)
        for gap in (value - 1, most - value):
            form = nonnegative_form(gap, start)
            yield Step(
                gap.subs(FREQUENCY, start + 2 * STEP),
                sp.Max(0, sp.Symbol("unproved") if form is None else form),
                "sign",
                f"The same at m = {start} + 2 j, j >= 0: no coefficient is negative.",
            )


def border(width: Any) -> Any:
    """``2 w >= integral_{R_j} (1 - w_j)^2 dx``, w_j the window of :func:`trapezoid`."""
    return 2 * width


def slope(width: Any) -> Any:
    """``sqrt(2/w) >= norm(w_j')`` in L2(dx), w_j the window of :func:`trapezoid`."""
    return sp.sqrt(2 / width)


def trapezoid(width: Any) -> Iterator[Step]:
    """The trapezoids w_j on R_j, with flanks of width w; 0 on regions shorter than 2 w."""
    s = sp.Symbol("s", nonnegative=True)
    short = sp.Symbol("d", nonnegative=True)  # by how much a region is shorter than 2 w
    ramp = s / width
    for what, primitive, value, why in (
        (
            (1 - ramp) ** 2,
            -width * (1 - ramp) ** 3 / 3,
            width / 3,
            "integral (1 - w_j)^2 = 2 w/3",
        ),
        (sp.diff(ramp, s) ** 2, s / width**2, slope(width) ** 2 / 2, "integral w_j'^2 = 2/w"),
    ):
        yield Step(sp.diff(primitive, s), what, "antiderivative", "On a flank, 0 <= s <= w.")
        yield Step(
            primitive.subs(s, width) - primitive.subs(s, 0),
            value,
            "fundamental theorem",
            f"One flank of two: {why}.",
        )
    for mass in (2 * width / 3, 2 * width - short):
        gap = border(width) - mass
        yield Step(
            gap, sp.Max(0, gap), "sign", f"integral (1 - w_j)^2 is {mass}: at most 2 w either way."
        )
