"""Figure 9, settings of appendix E: whether the step size is stable on 300 + 300 r points.

A step of eta on n points advances operator time by eta n, and descent converges iff ``eta n lambda_0 <
2``.  From above ``lambda_0 <= max(p) mu_0``, as k >= 0; from below it is at least the Rayleigh quotient
of a function, here of the constant, ``sum_l (2l+1) mu_l (integral p P_l)^2``, cut off after l = 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "StableStep"]

_RATIOS = (2, 3, 4)
_DIGITS = 50
_DOMAIN: Domain = {"r": Finite(_RATIOS)}


@dataclass(frozen=True)
class StableStep:
    """``eta n lambda_0 < 2`` for n = 300 + 300 r and a kernel by name."""

    size: Any
    kernel: str

    def __str__(self) -> str:
        return f"{self.size} (300 + 300 r) lambda_0 < 2, kernel {self.kernel}"


def _eigenvalue(kernel: Kernel, degree: int) -> Any:
    """mu_0 or mu_1 on S^2, ``integral k P_l(cos) sin/2 dtheta``, to be enclosed."""
    zonal = sp.cos(THETA) ** degree
    return sp.Integral(kernel.expression * zonal * sp.sin(THETA) / 2, (THETA, 0, sp.pi))


def _bounds(kernel: Kernel, ratio: int) -> tuple[Any, Any]:
    """Of lambda_0, for the density 1 : r, whose values are 2/(1 + r) and 2 r/(1 + r)."""
    low, high = sp.Rational(2, 1 + ratio), sp.Rational(2 * ratio, 1 + ratio)
    constant, first = _eigenvalue(kernel, 0), _eigenvalue(kernel, 1)
    mean_height = (high - low) / 4
    return constant + 3 * first * mean_height**2, high * constant


def _stable(context: Context, statement: StableStep) -> Evidence:
    kernel, spots, proved = context.kernel(statement.kernel), [], True
    context.cite("Funk-Hecke theorem")
    context.cite("min-max principle")
    for ratio in _RATIOS:
        time = statement.size * (300 + 300 * ratio)
        lower, upper = (2 - time * bound for bound in _bounds(kernel, ratio))
        ball = enclose(lower, _DIGITS)
        if ball.is_negative:
            said = "2 - eta n lambda_0 is at most"
            return context.fails(Witness(Spot({"r": ratio}, ball), said, tree_or_reason(lower)))
        spots.append(violation({"r": ratio}, ball))
        proved &= enclose(upper, _DIGITS).is_positive
    if proved:
        return context.holds((_DOMAIN,), tuple(spots))
    return context.open("lambda_0 lies between bounds of which only one decides")


_SNIPPET = (
    "from mpmath import cos, mp, mpf, pi, quad, sin\nmp.dps = 30\n"
    "k = lambda t: (1 + cos(t))*(pi - t)/(2*pi)\n"
    "mu = [quad(lambda t: k(t)*cos(t)**l*sin(t)/2, [0, pi]) for l in (0, 1)]\n"
    "r, eta = 4, mpf(1)/250\n"
    "lambda_0 = mu[0] + 3*mu[1]*(mpf(r - 1)/(2*(r + 1)))**2  # at least\n"
    "print(2 - eta*(300 + 300*r)*lambda_0)  # negative: descent diverges\n"
)
_SIZE = sp.Rational(1, 250)
_PRINTED, _UNSCALED = "first_layer_bias", "first_layer_bias_unscaled"


def _claim(name: str, reading: str, kernel: str, sizes: tuple[str, ...], **rest: Any) -> Claim:
    controls = (StableStep(sp.Rational(size), kernel) for size in sizes)
    return Claim(
        f"basri2020.fig9.step{name}",
        at("section 4.3, figure 9, settings of appendix E"),
        Kind.INEQUALITY,
        reading,
        StableStep(_SIZE, kernel),
        _DOMAIN,
        _stable,
        tuple(Control(str(control), control) for control in controls),
        ("T for H/n", "loss (4), so that a step advances operator time by eta n"),
        **rest,
    )


CLAIMS = (
    _claim(
        "",
        "With eta = 0.004 gradient descent on 300 + 300 r points is stable for r = 2, 3, 4 and the "
        "kernel of network (2) with unit inputs.",
        _UNSCALED,
        ("1/200", "1/100", "1"),
        correction="basri2020.fig9.step.printed",
        snippet=_SNIPPET,
    ),
    _claim(
        ".printed",
        "With eta = 0.004 it is stable for r = 2, 3, 4 and the kernel as printed in (10), half of that "
        "one: the figure's settings need the factor 1/2.",
        _PRINTED,
        ("1/100", "1/50", "1"),
        derivation="spheres.first_layer_bias",
    ),
)
