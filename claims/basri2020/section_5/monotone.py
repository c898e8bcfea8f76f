"""Section 5, below figure 10: in which sense the eigenvalues of deep kernels decrease, uniform density.

With ``khat_kappa = 2 pi lambda_kappa``, sign and decrease within each parity are proved; the jump from
odd to even frequencies, of the size of b in ``Theta_L = c - b (pi - theta) + ...``, breaks monotone
decrease, and where it first does is certified.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import arb_of
from freqbias.claims.basri2020.section_5.figure_10 import READINGS
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.depth.decrease import decrease_fails
from freqbias.derivations.depth.ends import at_pi
from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.derivations.depth.positivity import positivity
from freqbias.numerics.balls import Ball, complex_ball, enclose, precision
from freqbias.numerics.depth.certified import certified_coefficients
from freqbias.theory.depth.monotone import ODD, leading_excess
from freqbias.theory.errors import integer
from freqbias.theory.kernels import named

__all__ = ["CLAIMS", "COMPUTED", "coefficients"]

COMPUTED = "its defect is a difference of integrals over a composition, not a closed expression"
_KAPPA = sp.Symbol("kappa", integer=True, positive=True)
_A, _B = NEAR.symbol, FAR.symbol
_BITS, _DIGITS = 200, 30
_LOOK = {2: 40, 9: 904, 10: 1354}  # coefficients that are looked at, by depth


@dataclass(frozen=True)
class Falls:
    """``khat_(kappa+step) < ratio khat_kappa`` for every kappa >= 0; step >= 1."""

    step: int = 1
    ratio: Any = sp.S.One

    def __post_init__(self) -> None:
        integer("step", self.step, 1, min(_LOOK.values()) - 1)

    def __str__(self) -> str:
        factor = "" if self.ratio == 1 else f"{self.ratio} "
        return f"khat_(kappa+{self.step}) < {factor}khat_kappa"

    def _latex(self, printer: Any) -> str:
        factor = "" if self.ratio == 1 else printer.doprint(self.ratio)
        return rf"\hat k_{{\kappa+{self.step}}} < {factor} \hat k_\kappa"


@lru_cache(maxsize=32)
def coefficients(depth: int, count: int) -> tuple[arb, ...]:
    """Certified ``khat_0, ..., khat_(count-1)`` of the kernel with so many hidden layers."""
    balls = certified_coefficients(named(f"deep:{depth}"), count, _DIGITS)
    return tuple(map(arb_of, balls))


def _ball(value: Any) -> Ball:
    return Ball.of(value, _DIGITS)


def _falls(domain: Domain, *depths: int) -> Check:
    """Certified coefficients refute it with a counterexample at each depth; even steps are proved.

    The depths are readings of one statement, so a counterexample at some of them decides nothing.
    """

    def check(context: Context, statement: Falls) -> Evidence:
        found = [_first_doubt(context, depth, statement) for depth in depths]
        against = [spot for spot in found if spot is not None and spot.excludes_zero]
        if len(against) == len(depths):
            others = "".join(f" {spot}, and" for spot in against[1:])
            meaning = f"the left side of {statement} minus the right one is{others}"
            return context.fails(Witness(against[0], meaning, COMPUTED))
        if any(found):
            return context.open("the certified coefficients do not refute it at every depth")
        if statement.step % 2 or statement.ratio != 1:
            return context.open("no counterexample among the certified coefficients")
        context.rely_on(positivity())
        last = ({"L": depth, "kappa": _LOOK[depth] - statement.step - 1} for depth in depths)
        return context.holds((domain,), tuple(Spot(point, Ball(0, 0, 0)) for point in last))

    return check


def _first_doubt(context: Context, depth: int, statement: Falls) -> Spot | None:
    """The excess where it is first not certainly negative: a counterexample if it excludes zero."""
    context.kernel(f"deep:{depth}")
    khat = coefficients(depth, _LOOK[depth])
    with precision(_BITS):
        ratio = complex_ball(statement.ratio).real
        for kappa, (now, later) in enumerate(zip(khat, khat[statement.step :], strict=False)):
            excess = later - ratio * now
            if not excess < 0:
                return Spot({"L": depth, "kappa": kappa}, _ball(excess))
    return None


def _above(context: Context, bound: Any) -> Evidence:
    """``khat_kappa > bound``, an expression in kappa: 0 is proved, others are looked at from 1 on."""
    context.kernel("deep:2")
    khat = coefficients(2, _LOOK[2])
    spots = []
    with precision(_BITS):
        for kappa in range(1, len(khat)):
            room = khat[kappa] - complex_ball(bound.subs(_KAPPA, kappa)).real
            spots.append(violation({"L": 2, "kappa": kappa}, _ball(room)))
    against = next((spot for spot in spots if spot.excludes_zero), None)
    if against is not None:
        return context.fails(Witness(against, "khat_kappa minus the bound is", COMPUTED))
    if bound != 0:
        return context.open("no counterexample among the certified coefficients")
    context.rely_on(positivity())
    return context.holds((_EVERY_DEPTH,), tuple(spots[:3]))


def _rises(context: Context, statement: Any) -> Evidence:
    """The limit of ``kappa^2 (khat_(kappa+1) - khat_kappa)``, odd kappa, in a and b, with b > 0."""
    true = sp.limit(2 * leading_excess(_A, _B) / (ODD + 1) ** 2, ODD, sp.oo)
    defect = statement - true
    if sp.expand(defect) == 0:
        context.rely_on(decrease_fails())
        context.rely_on(at_pi())
        return context.holds(({"L": Integers(2)},), (), _RISES_FOR_EVER)
    at_two = defect.subs({_A: 3 / sp.pi, _B: 1 / (2 * sp.pi)})
    spot = Spot({"L": 2}, enclose(at_two, _DIGITS))
    return context.fails(Witness(spot, "stated minus true is", tree_or_reason(at_two)))


_RISES_FOR_EVER = (
    "exact, by the derivations depth.decrease-fails and depth.at-pi, where b > 0 is shown"
)
_DEPTH_10: Domain = {"L": Finite(READINGS), "kappa": Integers(0)}
_EVERY_DEPTH: Domain = {"L": Integers(2), "kappa": Integers(0)}
_UNIFORM = ("uniform density on the circle", "L hidden layers, no bias, c_sigma = 2")
_HALF = sp.Rational(1, 2)


CLAIMS = (
    Claim(
        "basri2020.fig10.positive",
        at("section 5, figure 10, all frequencies"),
        Kind.INEQUALITY,
        "Without bias, for every L >= 2, khat_kappa > 0 at every frequency kappa >= 0.",
        sp.S.Zero,
        _EVERY_DEPTH,
        _above,
        (
            Control("1/10", sp.Rational(1, 10)),
            Control("1/kappa", 1 / _KAPPA),
            Control("2 a/kappa^2 of L = 2", 6 / (sp.pi * _KAPPA**2)),
        ),
        _UNIFORM,
        quantity="a lower bound, not attained, of khat_kappa",
        derivation="depth.positivity",
    ),
    Claim(
        "basri2020.fig10.parity",
        at("section 5, below figure 10, corrected"),
        Kind.INEQUALITY,
        "For every L >= 2 the eigenvalues decrease along the even and along the odd frequencies: "
        "khat_(kappa+2) < khat_kappa for every kappa >= 0.",
        Falls(2),
        _EVERY_DEPTH,
        _falls(_EVERY_DEPTH, 2),
        (
            Control("from one frequency to the next", Falls(1)),
            Control("three further on", Falls(3)),
            Control("five further on", Falls(5)),
            Control("by a half", Falls(2, _HALF)),
            Control("by a quarter", Falls(2, sp.Rational(3, 4))),
        ),
        _UNIFORM,
        derivation="depth.positivity",
    ),
    Claim(
        "basri2020.fig10.monotone",
        at("section 5, below figure 10"),
        Kind.INEQUALITY,
        "For depth 10, be it L = 9 or L = 10 hidden layers, the eigenvalues decrease monotonically "
        "with frequency: khat_(kappa+1) < khat_kappa for every kappa >= 0.  Refuted at both readings.",
        Falls(1),
        _DEPTH_10,
        _falls(_DEPTH_10, *READINGS),
        (
            Control("by a half", Falls(1, _HALF)),
            Control("by a tenth", Falls(1, sp.Rational(9, 10))),
            Control("by a hundredth", Falls(1, sp.Rational(99, 100))),
        ),
        _UNIFORM,
        correction="basri2020.fig10.parity",
    ),
    Claim(
        "basri2020.fig10.rises",
        at("section 5, below figure 10, at every depth"),
        Kind.LIMIT,
        "At no depth L >= 2 do the eigenvalues decrease monotonically: along odd kappa the limit of "
        "kappa^2 (khat_(kappa+1) - khat_kappa) is 4 b, and b = (1/pi) prod k0(s_h) > 0.",
        4 * _B,
        {"L": Integers(2)},
        _rises,
        (
            Control("4 a", 4 * _A),
            Control("2 b", 2 * _B),
            Control("0", sp.S.Zero),
            Control("falling", -4 * _B),
        ),
        _UNIFORM,
        quantity="lim kappa^2 (khat_(kappa+1) - khat_kappa), kappa odd",
        derivation="depth.decrease-fails",
    ),
)
