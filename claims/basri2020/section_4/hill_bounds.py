"""Section 4.1, (13): how far its spectrum, that of a Hill equation, is from the spectrum of T."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import (
    HALVES,
    NUS,
    POSITIVE,
    arb_of,
    certified,
    density_point,
    hull,
    witness,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import DENSITIES
from freqbias.derivations.hill import two_sided
from freqbias.numerics.balls import Ball
from freqbias.numerics.hill.counts import hill_count
from freqbias.numerics.hill.eigenvalues import hill_interval
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.exact import sign
from freqbias.theory.hill.bounds import remainder, strictly_decreasing, symbol_bounds
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "Between"]

_GAP = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 0, 4")
_NAMES = ("4 : 1 on halves", "1 : 0 : 4 on thirds")
_LOOK = 8  # how many eigenvalues the second route compares, and frequencies it tries
_FIRST, _SECOND = sp.symbols("a b", real=True)


@dataclass(frozen=True)
class Between:
    """Two constants; what they bound is in the claim."""

    lower: Any
    upper: Any

    def __str__(self) -> str:
        return f"lower = {self.lower}, upper = {self.upper}"


def _conclude(
    context: Context, statement: Between, kernel: Kernel, box: Domain, sample: str
) -> Evidence:
    """Exact by the derivation, for the constants proved there and weaker ones."""
    bounds = symbol_bounds(kernel)
    if sign(statement.lower - bounds.lower) > 0 or sign(statement.upper - bounds.upper) < 0:
        return context.open("stronger than what is proved, but not refuted")
    context.cite("convolution theorem")
    context.cite("spectral theorem")
    context.rely_on(two_sided(kernel))
    note = f"exact, by the derivation hill.bound; {_LOOK} certified eigenvalues of {sample} obey it"
    return context.holds((box,), (), note)


def _uniform_remainders(kernel: Kernel) -> list[Any]:
    """``p_min (1/lambda_n - nu_n)`` at n = 0, 1, 3, 5, ... for the uniform density, exact.

    There it is the remainder of the inverse symbol itself, so that no tighter constants hold.
    """
    if not strictly_decreasing(kernel):
        raise InputError(f"the order of the uniform eigenvalues of {kernel.name!r} is not proved")
    khat, slope = kernel.fourier(), symbol_bounds(kernel).slope
    return [remainder(khat, slope, m) for m in range(_LOOK)]


def _by_index(context: Context, statement: Between) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    point: dict[str, Any] = {"p": density_point(uniform(), "uniform")}
    for m, rest in enumerate(_uniform_remainders(kernel)):
        for excess in (statement.lower - rest, rest - statement.upper):
            at_n = {**point, "n": max(0, 2 * m - 1)}
            found = witness(at_n, excess, {}, "p_min times the excess is")
            if found is not None:
                return context.fails(found)
    for found in _against_certified(kernel, statement):
        return context.fails(found)
    return _conclude(context, statement, kernel, {"p": POSITIVE, "n": Integers(0)}, _NAMES[0])


def _against_certified(kernel: Kernel, statement: Between) -> Iterator[Witness]:
    """Second route: certified eigenvalues of T against certified ones of Hill's equation."""
    eigenvalues = certified(kernel, HALVES, _LOOK)
    least, slope = HALVES.minimum, symbol_bounds(kernel).slope
    for n in range(_LOOK):
        values = {
            _FIRST: arb_of(eigenvalues[n]),
            _SECOND: hull(*hill_interval(HALVES, n, slope)),
        }
        difference = 1 / _FIRST - _SECOND
        for excess in (
            statement.lower / least - difference,
            difference - statement.upper / least,
        ):
            point = {"p": density_point(HALVES, _NAMES[0]), "n": n}
            found = witness(point, excess, values, "the excess is")
            if found is not None:
                yield found


def _by_count(context: Context, statement: Between) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    for density, name, nu, true in chain(_uniform_counts(kernel, statement), _counts(kernel)):
        low, high = (
            hill_count(density, nu, symbol_bounds(kernel).slope, shift)
            for shift in (statement.upper, statement.lower)
        )
        excess = max(0 if low is None else low - true, 0 if high is None else true - high)
        if excess > 0:
            spot = Spot({"p": density_point(density, name), "nu": nu}, Ball(excess, 0, 0))
            return context.fails(Witness(spot, "the count is outside the bounds by"))
    return _conclude(context, statement, kernel, {"p": DENSITIES, "nu": NUS}, _NAMES[1])


_Count = tuple[PiecewiseConstant, str, Fraction, int]


def _uniform_counts(kernel: Kernel, statement: Between) -> Iterator[_Count]:
    """Exact counts at nu halfway between an eigenvalue and where the statement has it."""
    khat, slope = kernel.fourier(), symbol_bounds(kernel).slope
    for m, rest in enumerate(_uniform_remainders(kernel)):
        for bound in _broken(statement, rest) if m > 1 else (statement.lower, statement.upper):
            middle = 2 * sp.pi * (slope * m**2 + (rest + bound) / 2)
            nu = Fraction(int(sp.floor(middle * 1000)), 1000)
            above = [j for j in range(m + 3) if sign(2 * sp.pi - nu * khat(j)) < 0]
            if nu > 0 and len(above) < m + 3:
                yield uniform(), "uniform", nu, sum(2 - (j == 0) for j in above)


def _broken(statement: Between, rest: Any) -> list[Any]:
    """The constants of the statement that this remainder breaks."""
    sides = ((statement.lower, 1), (statement.upper, -1))
    return [bound for bound, side in sides if sign(side * (rest - bound)) < 0]


def _counts(kernel: Kernel) -> Iterator[_Count]:
    """Second route, with a gap: rational nu between neighbouring certified eigenvalues."""
    values = [arb_of(ball) for ball in certified(kernel, _GAP, _LOOK + 1)]
    for n in range(_LOOK):
        low, high = (1 / float(value) for value in values[n : n + 2])
        nu = Fraction((low + high) / 2).limit_denominator(1000)
        ratio = hull(nu, nu)
        if values[n] * ratio > 1 and values[n + 1] * ratio < 1:
            yield _GAP, _NAMES[1], nu, n + 1


_UPPER = 1 / (sp.pi / 4 + 1 / sp.pi)
_TRUE = Between(-3 * sp.pi, _UPPER)
_CONTROLS = (
    Control("lower constant -2 pi", Between(-2 * sp.pi, _UPPER)),
    Control("lower constant -11 pi/4", Between(-sp.Rational(11, 4) * sp.pi, _UPPER)),
    Control("upper constant 0", Between(-3 * sp.pi, sp.Integer(0))),
    Control("upper constant 9/10", Between(-3 * sp.pi, sp.Rational(9, 10))),
    Control("signs exchanged", Between(-_UPPER, 3 * sp.pi)),
)

CLAIMS = (
    Claim(
        "basri2020.hill.bound",
        at("section 4.1, (13), with the error it makes"),
        Kind.INEQUALITY,
        "For p >= p_min > 0 the eigenvalues nu_n of (13), -pi f'' = nu p f, and 1/lambda_n of T differ "
        "index by index: lower/p_min <= 1/lambda_n - nu_n <= upper/p_min.",
        _TRUE,
        {"p": POSITIVE, "n": Integers(0)},
        _by_index,
        _CONTROLS,
        ("kernel (10)", "p bounded"),
        quantity="p_min (1/lambda_n - nu_n)",
        derivation="hill.bound",
    ),
    Claim(
        "basri2020.hill.count",
        at("section 4.1, (13), for densities with gaps too"),
        Kind.INEQUALITY,
        "With N(w) the number of negative eigenvalues of the periodic -pi D^2 - w: "
        "N(nu p - upper) <= #{i : lambda_i > 1/nu} <= N(nu p - lower) for all p >= 0 and nu > 0.",
        _TRUE,
        {"p": DENSITIES, "nu": NUS},
        _by_count,
        _CONTROLS,
        ("kernel (10)", "p bounded"),
        quantity="constants of N(nu p - upper) <= #{i : lambda_i > 1/nu} <= N(nu p - lower)",
        derivation="hill.bound",
    ),
)
