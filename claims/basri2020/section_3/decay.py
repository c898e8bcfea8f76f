"""Section 3, below (5): the decay of the eigenvalues for the uniform density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.amplitudes import EXCESS, manifestly_nonnegative
from freqbias.theory.arccosine import THETA
from freqbias.theory.exact import sign
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import Kernel

__all__ = [
    "CHILD",
    "CIRCLE_BOUNDS",
    "CLAIMS",
    "KAPPA",
    "ROOM",
    "Decay",
    "PowerBounds",
    "extent",
    "scaled_eigenvalues",
]

_DIGITS = 50
KAPPA = "kappa"
ROOM = "the room below or above is"
CHILD = "basri2020.eq5.uniform-decay.circle"


@dataclass(frozen=True)
class PowerBounds:
    """``lower <= kappa^power * quantity <= upper`` for all kappa >= 1."""

    lower: Any
    upper: Any
    power: int = 2

    def __str__(self) -> str:
        return f"{self.lower} <= kappa^{self.power} * quantity <= {self.upper}"

    def _latex(self, printer: Any) -> str:
        lower, upper = printer.doprint(self.lower), printer.doprint(self.upper)
        return rf"{lower} \le \kappa^{{{self.power}}} \cdot \text{{quantity}} \le {upper}"


@dataclass(frozen=True)
class Decay:
    """``lambda_kappa = O(kappa^-power)``, or o of it."""

    power: Any
    strictly: bool = False

    def __str__(self) -> str:
        return f"lambda_kappa = {'o' if self.strictly else 'O'}(kappa^(-{self.power}))"

    def _latex(self, printer: Any) -> str:
        order = "o" if self.strictly else "O"
        return rf"\lambda_\kappa = {order}(\kappa^{{-{printer.doprint(self.power)}}})"


def scaled_eigenvalues(kernel: Kernel, power: int) -> list[tuple[Any, int, int]]:
    """kappa^power lambda_kappa with the first kappa and the step for which the formula holds."""
    khat = kernel.fourier()
    past = max(khat.exceptional) + 1
    pieces = [(khat(k), k, 0) for k in khat.exceptional if k >= 1]
    pieces += [(khat.parity(k), k, 2) for k in (past, past + 1)]
    return [(FREQUENCY**power * value / (2 * sp.pi), k, step) for value, k, step in pieces]


def extent(expression: Any, first: int, step: int) -> tuple[Any, Any] | None:
    """The greatest lower and least upper bound along first, first + step, ..., if it is monotone."""
    along = sp.factor(expression.subs(FREQUENCY, first + step * EXCESS))
    start, end = along.subs(EXCESS, 0), sp.limit(along, EXCESS, sp.oo)
    if step == 0 or along == start:
        return start, start
    if not end.is_finite:
        return None
    falls, rises = (
        [sp.factor(a - along), sp.factor(along - b)] for a, b in ((start, end), (end, start))
    )
    if all(map(manifestly_nonnegative, falls)):
        return end, start
    return (start, end) if all(map(manifestly_nonnegative, rises)) else None


def _bounded(context: Context, statement: PowerBounds) -> Evidence:
    """The bounds on each parity, and balls from quadrature of the kernel."""
    context.cite("convolution theorem")
    kernel = context.kernel("first_layer_bias")
    rooms = []
    for k in (1, 2, 3, 10, 31):
        integrand = kernel.expression * sp.cos(k * THETA)
        value = k**statement.power * sp.Integral(integrand, (THETA, 0, sp.pi)) / sp.pi
        sample = Sample({KAPPA: k}, {})
        rooms += [(value - statement.lower, sample), (statement.upper - value, sample)]
    found = all_at(context, rooms, ROOM)
    if isinstance(found, Evidence):
        return found
    for piece in scaled_eigenvalues(kernel, statement.power):
        ends = extent(*piece)
        if (
            ends is None
            or min(sign(ends[0] - statement.lower), sign(statement.upper - ends[1])) < 0
        ):
            return context.open("the bounds were not proved, and no sample is a counterexample")
    return context.holds(({KAPPA: Integers(1)},), found)


def _decay(context: Context, statement: Decay) -> Evidence:
    """From ``c <= kappa^2 lambda_kappa <= C``, c > 0: O of it iff power <= 2, o iff power < 2."""
    context.claim(CHILD)
    excess = sp.sympify(statement.power, strict=True) - 2
    here: Domain = {"d": Finite((2,))}
    if excess < 0 or (excess == 0 and not statement.strictly):
        return context.holds((here,), ())
    what = "kappa^2 lambda_kappa does not fall below"
    size = CIRCLE_BOUNDS.lower
    if excess > 0:
        what, size = "kappa^power lambda_kappa grows like kappa to the power", excess
    spot = Spot({"d": 2}, enclose(size, _DIGITS))
    return context.fails(Witness(spot, what, tree_or_reason(size)))


CIRCLE_BOUNDS = PowerBounds(1 / (2 * sp.pi**2), 1 / (2 * sp.pi**2) + sp.Rational(1, 16))
_KERNEL = ("d = 2, uniform density", "kernel (10)")

CLAIMS = (
    Claim(
        CHILD,
        at("section 3, below (5), d = 2, with constants"),
        Kind.INEQUALITY,
        "1/(2 pi^2) <= kappa^2 lambda_kappa <= 1/(2 pi^2) + 1/16 for every kappa >= 1; the best "
        "constants, attained at kappa = 3 and 1.",
        CIRCLE_BOUNDS,
        {KAPPA: Integers(1)},
        _bounded,
        (
            Control(
                "upper constant of kappa = 2", replace(CIRCLE_BOUNDS, upper=10 / (9 * sp.pi**2))
            ),
            Control("lower constant doubled", replace(CIRCLE_BOUNDS, lower=1 / sp.pi**2)),
            Control("kappa^3", replace(CIRCLE_BOUNDS, power=3)),
            Control("kappa", replace(CIRCLE_BOUNDS, power=1)),
            Control("without 1/16", replace(CIRCLE_BOUNDS, upper=CIRCLE_BOUNDS.lower)),
        ),
        _KERNEL,
        quantity="kappa^2 lambda_kappa",
    ),
    Claim(
        "basri2020.eq5.uniform-decay",
        at("section 3, below (5), d = 2"),
        Kind.ASYMPTOTIC,
        "For the uniform density on the circle the eigenvalue at frequency kappa is O(kappa^-2).",
        Decay(sp.Integer(2)),
        {"d": Finite((2,))},
        _decay,
        (
            Control("kappa^-3", Decay(sp.Integer(3))),
            Control("kappa^-(5/2)", Decay(sp.Rational(5, 2))),
            Control("o(kappa^-2)", Decay(sp.Integer(2), True)),
        ),
        _KERNEL,
    ),
)
