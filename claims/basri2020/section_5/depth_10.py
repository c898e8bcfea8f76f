"""Section 5, last paragraph, and figures 2 and 3: local frequencies of deep kernels under 1 : 2 : 4.

With q oscillations in a turn, two laws: ``omega_j = q sqrt(p_j)/Z``, that of two layers for large q,
and ``lambda = p_j khat(omega_j)``, ``sum_j omega_j l_j = 2 pi q``, with the khat of the kernel itself,
whose slope at low frequencies is less than 2.  Measured: least squares fits of one wave on each region
to the Galerkin eigenfunctions 2 q - 1 and 2 q.  Figure 2, eigenvectors of samples, has the protocol of
its two-layer part; in pilots (seeds 2001 and 2002) sqrt(p) left 0.04 to 0.06 of the mean square in the
median, p^(2/5) 0.17 to 0.23, and p^(1/4), p and 1 more than 0.47.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.figures_2_3 import DRAWN, INDICES, Waves, one_wave
from freqbias.claims.basri2020.section_5.figure_10 import READINGS
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.depth.leading_order import leading_bounds
from freqbias.numerics.depth.local_waves import (
    measured_frequencies,
    predicted_frequencies,
)
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.theory.depth.recursion import deep
from freqbias.theory.kernels import named

__all__ = ["CLAIMS"]

_TURNS = (3, 5, 10, 20)
_SECTION = 200
_LOOK = 40  # eigenvalues


@dataclass(frozen=True)
class Local:
    """Local frequencies ``c p^exponent``, their phases summing to 2 pi q, up to a relative tolerance.

    :param exponent: None for the law ``lambda = p_j khat(omega_j)``.
    """

    exponent: Any
    turns: tuple[int, ...]
    tolerance: float

    def __str__(self) -> str:
        law = "with lambda = p_j khat" if self.exponent is None else f"c p^({self.exponent})"
        return f"local frequencies {law} up to {self.tolerance:.0%} for q = {self.turns}"


@dataclass(frozen=True)
class Remainder:
    """``nu_n + low c <= 1/lambda_n <= nu_n + high e`` with the constants c, e of the bounded symbol."""

    low: Any = sp.S.One
    high: Any = sp.S.One

    def __str__(self) -> str:
        return f"nu_n + {self.low} c <= 1/lambda_n <= nu_n + {self.high} e"


@lru_cache(maxsize=4)
def _measured(depth: int) -> Floats:
    kernel = named(f"deep:{depth}")
    return measured_frequencies(kernel, THIRDS, _TURNS, _SECTION).frequencies


def _stated(statement: Local, depth: int) -> Floats:
    if statement.exponent is None:
        return predicted_frequencies(named(f"deep:{depth}"), THIRDS, statement.turns).frequencies
    values, lengths = (
        np.array([float(part) for part in parts])
        for parts in zip(*((r.value, r.length) for r in THIRDS.regions), strict=True)
    )
    powers = values ** float(statement.exponent)
    return np.outer(statement.turns, 2 * np.pi * powers / (powers @ lengths))


def _local(context: Context, statement: Local) -> Evidence:
    rows = [_TURNS.index(q) for q in statement.turns]
    worst = {}
    for depth in READINGS:
        off = _measured(depth)[rows] / _stated(statement, depth) - 1
        worst[depth] = float(off.flat[np.argmax(np.abs(off))])
    agrees = all(abs(off) <= statement.tolerance for off in worst.values())
    listed = ", ".join(f"{off:+.1%} (L = {depth})" for depth, off in worst.items())
    note = (
        f"measured frequencies are off by at most {listed}; {statement.tolerance:.0%} was allowed"
    )
    return _decided(context, agrees, note)


def _decided(context: Context, agrees: bool, note: str) -> Evidence:
    finding = Finding.HOLDS if agrees else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.NUMERICAL)


@lru_cache(maxsize=4)
def _bounds(depth: int) -> tuple[Floats, Floats, Floats]:
    """``1/lambda_n - nu_n`` of the section, c and e."""
    kernel = deep(depth)
    values = galerkin_spectrum(kernel, THIRDS, _SECTION).eigenvalues[:_LOOK]
    bounds = leading_bounds(kernel, THIRDS, _LOOK, _SECTION)
    leading = bounds.leading
    return 1 / values - leading, bounds.lower - leading, bounds.upper - leading


def _between(context: Context, statement: Remainder) -> Evidence:
    rooms = []
    for depth in READINGS:
        excess, low, high = _bounds(depth)
        rooms += [excess - float(statement.low) * low, float(statement.high) * high - excess]
    least = float(np.min(rooms))
    note = f"the least room for n < {_LOOK} at L = {READINGS} is {least:.3f}"
    return _decided(context, least > 0, note)


_HALF = sp.Rational(1, 2)
_DEPTHS: Domain = {"L": Finite(READINGS)}
_ASSUMED = ("1 : 2 : 4 on equal thirds of the circle", "L hidden layers, no bias, c_sigma = 2")


def _claim(
    name: str, place: str, reading: str, statement: Local, *exponents: Any, **rest: Any
) -> Claim:
    controls = (replace(statement, exponent=e) for e in exponents)
    return Claim(
        f"basri2020.{name}",
        at(place),
        Kind.FIGURE,
        reading,
        statement,
        _DEPTHS,
        _local,
        tuple(Control(str(control), control) for control in controls),
        _ASSUMED,
        slow=True,
        **rest,
    )


_FIGURE_2 = Claim(
    "basri2020.fig2.depth-10",
    at("figure 2, network of depth 10"),
    Kind.FIGURE,
    "For depth 10, L = 9 and L = 10, the eigenvectors of H/n of index 12 to 30 are, but for a tenth of "
    "the mean square in the median over these indices, one wave on each region, with frequencies "
    "proportional to sqrt(p).",
    Waves(_HALF),
    {**_DEPTHS, "i": Finite(INDICES)},
    one_wave(*(f"deep:{depth}" for depth in READINGS)),
    tuple(
        Control(title, Waves(exponent))
        for title, exponent in (
            ("frequencies proportional to p", sp.Integer(1)),
            ("frequencies proportional to p^(2/5)", sp.Rational(2, 5)),
            ("frequencies proportional to p^(1/4)", _HALF / 2),
            ("the same frequency everywhere", sp.Integer(0)),
            ("frequencies proportional to p^(-1/2)", -_HALF),
        )
    ),
    (f"n = {DRAWN:,} samples, own seed", *_ASSUMED),
    slow=True,
)
CLAIMS = (
    _FIGURE_2,
    _claim(
        "fig3.depth-10",
        "figure 3, network of depth 10",
        "For depth 10 and q = 10 and 20 the local frequencies are q sqrt(p_j)/Z up to 5 %.",
        Local(_HALF, (10, 20), 0.05),
        sp.Integer(0),
        _HALF / 2,
        sp.Rational(2, 5),
        sp.Integer(1),
    ),
    _claim(
        "deep.nonuniform.frequencies",
        "section 5, last paragraph, local frequencies, at low frequency",
        "For depth 10 they are those of two layers, q sqrt(p_j)/Z up to 5 %, for q = 3 and 5 too.",
        Local(_HALF, (3, 5), 0.05),
        sp.Integer(0),
        _HALF / 2,
        sp.Integer(1),
        correction="basri2020.deep.nonuniform.law",
    ),
    _claim(
        "deep.nonuniform.law",
        "section 5, last paragraph, local frequencies, corrected",
        "For depth 10 and q = 5, 10, 20 the local frequencies are those with lambda = p_j khat("
        "omega_j), up to 2 %: more uneven than sqrt(p_j) at low frequencies, where deep kernels are "
        "flatter.",
        Local(None, (5, 10, 20), 0.02),
        _HALF,
        _HALF / 2,
        sp.Integer(1),
    ),
    Claim(
        "basri2020.deep.nonuniform.leading-order",
        at("section 5, last paragraph, eigenvalues to leading order, with their error"),
        Kind.FIGURE,
        "1/lambda_n is nu_n, the eigenvalue of -A f'' + B f''(. + pi) = nu p f, up to the bounds c and "
        "e of the remaining symbol over those of p, for depth 10 and n < 40: the leading order couples "
        "x and x + pi.",
        Remainder(),
        _DEPTHS,
        _between,
        (
            Control("no remainder", Remainder(sp.S.Zero, sp.S.Zero)),
            Control("c doubled", Remainder(sp.Integer(2))),
            Control("e a quarter", Remainder(high=sp.Rational(1, 4))),
        ),
        _ASSUMED,
        derivation="depth.leading-order",
    ),
)
