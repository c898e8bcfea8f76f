"""No deep kernel has decreasing coefficients: b > 0 lifts the even frequencies over the odd ones."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.monotone import ODD, leading_coefficient, leading_excess

__all__ = ["decrease_fails"]

_RATE = Notation(sp.Symbol("c", real=True), "c", r"any number, for $f(\theta) = e^{i c \theta}$")
_ROOM = Notation(sp.Symbol("x", nonnegative=True), "x", r"$\sqrt{2 R/b}$")
_MORE = Notation(sp.Symbol("y", nonnegative=True), "y", r"$m - a/b - x$, at least 0")
_RATIO = Notation(sp.Symbol("r", positive=True), "r", "$a/b$")
_SYMBOLS = (
    ANGLE,
    Notation(ODD, "m", "frequency; odd where it is said so"),
    _RATE,
    NEAR,
    FAR,
    _RATIO,
    _ROOM,
    _MORE,
)


def decrease_fails() -> Derivation:
    """``khat_{m+1} > khat_m`` for every odd ``m >= a/b + sqrt(2 R/b)``, if b > 0.

    >>> decrease_fails().require()
    """
    return Derivation(
        "depth.decrease-fails",
        "Coefficients of a deep kernel do not decrease with frequency",
        (_by_parts(), *_differences(), *_certain()),
        _SYMBOLS,
    )


def _by_parts() -> Step:
    c, m = _RATE.symbol, ODD
    f, sine, cosine = sp.exp(sp.I * c * THETA), sp.sin(m * THETA), sp.cos(m * THETA)
    d = [sp.diff(f, THETA, n) if n else f for n in range(5)]
    primitive = d[0] * sine / m + d[1] * cosine / m**2 - d[2] * sine / m**3 - d[3] * cosine / m**4
    return Step(
        sp.Derivative(primitive, THETA),
        f * cosine - d[4] * cosine / m**4,
        "integration by parts",
        r"Both sides are linear in $f$ and its derivatives with coefficients that do not depend on "
        r"$f$, so exponentials suffice.  Over $[0, \pi]$, where $f = \Theta_L$ is analytic, sines "
        r"vanish at both ends: $\hat k_m = \frac{2}{m^2} ((-1)^m f'(\pi) - f'(0)) + r_m$, $|r_m| "
        r"\le R/m^4$ with $R = 2 (|f'''(0)| + |f'''(\pi)| + \int_0^\pi |f''''|)$.",
    )


def _differences() -> Iterator[Step]:
    a, b, m = NEAR.symbol, FAR.symbol, ODD
    yield Step(
        leading_coefficient(0, a, b, m + 1) - leading_coefficient(1, a, b, m),
        product(2, leading_excess(a, b, m), 1 / (m**2 * (m + 1) ** 2)),
        "difference of fractions",
        r"For odd $m$, what $\hat k_{m+1}$ exceeds $\hat k_m$ by, without $r_{m+1} - r_m$.",
    )
    yield Step(
        leading_excess(a, b, m),
        product(b, 2 * m + 1, m + sp.Rational(1, 2) + 1 / (4 * m + 2) - a / b),
        "factors",
        r"At leading order decrease fails where $m + \frac12 + \frac{1}{4 m + 2} > a/b$.",
    )
    yield Step(
        4 - product((m + 1) ** 2, m**-2),
        product(m - 1, 3 * m + 1) / m**2,
        "factors",
        r"At least 0 for $m \ge 1$.  So $|r_{m+1} - r_m| \le 2 R/m^4 \le 8 R/(m^2 (m+1)^2)$: it is "
        r"enough that $b (2 m^2 + 2 m + 1) - a (2 m + 1) > 4 R$.",
    )


def _certain() -> Iterator[Step]:
    b, r, x, y = FAR.symbol, _RATIO.symbol, _ROOM.symbol, _MORE.symbol
    excess = leading_excess(r * b, b, r + x + y) - 2 * b * x**2
    yield Step(
        total(leading_excess(r * b, b, r + x + y), -2 * b * x**2),
        nonnegative(b * sp.expand(sp.cancel(excess / b))),
        "sign",
        r"With $m = a/b + x + y$ and $4 R = 2 b x^2$ it is, for every $y \ge 0$: the difference is "
        r"at least $b$.  So $\hat k_{m+1} > \hat k_m$ for every odd $m \ge a/b + \sqrt{2 R/b}$, at "
        r"every depth.",
    )
