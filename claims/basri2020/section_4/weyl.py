"""Section 4.1, (20): how eigenvalues depend on the density to leading order, with explicit errors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import (
    HALVES,
    NUS,
    PIECEWISE,
    Within,
    arb_of,
    certified,
    density_point,
    witness,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence
from freqbias.derivations.weyl import weyl
from freqbias.numerics.hill.counts import two_sided_count
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.hill.bounds import strictly_decreasing, symbol_bounds
from freqbias.theory.hill.discriminant import effective_frequency
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["CLAIMS"]

_NU, _EIGENVALUE = sp.symbols("nu lambda", positive=True)
_PIECES = sp.Symbol("l", integer=True, positive=True)
_SAMPLES = ((uniform(), "uniform"), (HALVES, "4 : 1 on halves"))
_LOOK = 9
_BEYOND = "it misses by more than the stated error, by"


def _conclude(
    context: Context, kernel: Kernel, statement: Within, true: Within, box: Domain
) -> Evidence:
    """Exact by the derivation, for the error proved there and larger ones."""
    room = sp.expand(statement.error - true.error)
    if vanishes(statement.value - true.value) is not True or not room.is_nonnegative:
        return context.open("not what is proved, but not refuted")
    context.cite("convolution theorem")
    context.cite("spectral theorem")
    context.rely_on(weyl(kernel))
    return context.holds((box,), (), "exact, by the derivation hill.weyl; samples in balls obey it")


def _given(expression: Any, density: PiecewiseConstant) -> Any:
    return expression.subs({ROOT_MEAN: density.root_mean, _PIECES: len(density.regions)})


def _weyl(context: Context, statement: Within) -> Evidence:
    """Second route: rigorous counts, where both bounds agree."""
    kernel = context.kernel("first_layer_bias")
    for density, name in _SAMPLES:
        for nu in (20, 30, 1000, 10**5, 10**7):
            low, high = two_sided_count(kernel, density, nu)
            if low is None or low != high:
                continue
            excess = _given(sp.Abs(low - statement.value) - statement.error, density).subs(_NU, nu)
            point = {"p": density_point(density, name), "nu": nu}
            found = witness(point, excess, {}, _BEYOND)
            if found is not None:
                return context.fails(found)
    bounds = symbol_bounds(kernel)
    leading = 2 * ROOT_MEAN * sp.sqrt(_NU / bounds.slope)
    true = Within(leading, bounds.weyl_error(_PIECES))
    return _conclude(context, kernel, statement, true, {"p": PIECEWISE, "nu": NUS})


def _frequency(context: Context, statement: Within) -> Evidence:
    """Second route: closed eigenvalues of the uniform density, certified ones of another."""
    kernel = context.kernel("first_layer_bias")
    excess = sp.Abs(statement.value - sp.Symbol("q")) - statement.error
    for density, name, q, eigenvalue in chain(_closed(kernel), _certified(kernel)):
        at_q = _given(excess, density).subs("q", q)
        point = {"p": density_point(density, name), "q": q}
        exact = isinstance(eigenvalue, sp.Expr)
        values = {} if exact else {_EIGENVALUE: eigenvalue}
        at_q = at_q.subs(_EIGENVALUE, eigenvalue) if exact else at_q
        found = witness(point, at_q, values, _BEYOND)
        if found is not None:
            return context.fails(found)
    bounds = symbol_bounds(kernel)
    leading = effective_frequency(_EIGENVALUE, ROOT_MEAN, bounds.slope)
    true = Within(leading, bounds.frequency_error(_PIECES))
    return _conclude(context, kernel, statement, true, {"p": PIECEWISE, "q": Integers(1)})


_Sample = tuple[PiecewiseConstant, str, int, Any]


def _closed(kernel: Kernel) -> Iterator[_Sample]:
    if strictly_decreasing(kernel):
        for q in (1, 2, 5, 40):
            yield uniform(), "uniform", q, kernel.fourier().eigenvalue(q)


def _certified(kernel: Kernel) -> Iterator[_Sample]:
    for n, ball in enumerate(certified(kernel, HALVES, _LOOK)):
        if n > 0:
            yield HALVES, "4 : 1 on halves", (n + 1) // 2, arb_of(ball)


_LEADING = 2 * ROOT_MEAN * sp.sqrt(_NU / sp.pi)
_COUNT_ERROR = _PIECES + 2 * sp.sqrt(3)
_EFFECTIVE = ROOT_MEAN / sp.sqrt(sp.pi * _EIGENVALUE)
_ERROR = _PIECES / sp.Integer(2) + sp.sqrt(3)

CLAIMS = (
    Claim(
        "basri2020.weyl",
        at("section 4.1, (20), as a law for the number of eigenvalues"),
        Kind.INEQUALITY,
        "For every piecewise-constant density with l regions, empty ones included, and all nu > 0 the "
        "number of eigenvalues above 1/nu is 2 Z sqrt(nu/pi) up to l + 2 sqrt(3).",
        Within(_LEADING, _COUNT_ERROR),
        {"p": PIECEWISE, "nu": NUS},
        _weyl,
        (
            Control("each q once", Within(_LEADING / 2, _COUNT_ERROR)),
            Control(
                "pi^2 q^2 for pi q^2, as printed", Within(_LEADING / sp.sqrt(sp.pi), _COUNT_ERROR)
            ),
            Control(
                "Z of the uniform density",
                Within(_LEADING.subs(ROOT_MEAN, uniform().root_mean), _COUNT_ERROR),
            ),
            Control("error l - 1", Within(_LEADING, _PIECES - 1)),
        ),
        ("kernel (10)",),
        quantity="#{i : lambda_i > 1/nu}",
        derivation="hill.weyl",
    ),
    Claim(
        "basri2020.eq20.asymptotic",
        at("section 4.1, (20), dependence on density and frequency, corrected"),
        Kind.INEQUALITY,
        "For every piecewise-constant density with l regions, empty ones included, and every q >= 1 "
        "the eigenvalues of index 2 q - 1 and 2 q have effective frequency Z/sqrt(pi lambda) within "
        "H = l/2 + sqrt(3) of q; hence abs(pi q^2 lambda/Z^2 - 1) <= 6 H/q for q >= 2 H, which is "
        "lambda = Z^2/(pi q^2) (1 + O(1/q)).",
        Within(_EFFECTIVE, _ERROR),
        {"p": PIECEWISE, "q": Integers(1)},
        _frequency,
        (
            Control("pi^2 q^2 for pi q^2, as printed", Within(_EFFECTIVE / sp.sqrt(sp.pi), _ERROR)),
            Control("2 pi q^2", Within(_EFFECTIVE / sp.sqrt(2), _ERROR)),
            Control("Z for Z^2", Within(_EFFECTIVE / sp.sqrt(ROOT_MEAN), _ERROR)),
            Control("error l/8", Within(_EFFECTIVE, _PIECES / sp.Integer(8))),
        ),
        ("kernel (10)",),
        quantity="Z/sqrt(pi lambda_i) = q, i = 2 q - 1 and 2 q, with q",
        derivation="hill.weyl",
    ),
)
