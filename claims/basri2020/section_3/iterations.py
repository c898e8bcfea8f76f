"""Section 3, below (5): how many steps of gradient descent a pure harmonic needs, uniform density."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_3.decay import (
    CHILD,
    CIRCLE_BOUNDS,
    KAPPA,
    ROOM,
    extent,
    scaled_eigenvalues,
)
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import all_at
from freqbias.claims.parameters import Sample
from freqbias.numerics.balls import enclose
from freqbias.theory.amplitudes import EXCESS, manifestly_nonnegative
from freqbias.theory.exact import sign
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["CLAIMS"]

_STEP = "1/(eta lambda_0)"
_DOMAIN: Domain = {KAPPA: Integers(1), _STEP: Interval(Fraction(1), None)}
_SAMPLES = ((1, 1), (1, 2), (2, 1), (3, 10**6), (30, 7), (1001, 1))
_X = sp.Symbol("x", real=True)


def _slowest(kernel: Kernel) -> Any:
    """The value at kappa = 1 and eta = 1/lambda_0."""
    top, first = (kernel.fourier().eigenvalue(k) for k in (0, 1))
    return -1 / (top * sp.log(1 - first / top))


def _falling_quotient() -> bool:
    """Whether ``phi(x) = x/-log(1-x)`` falls on (0, 1) and ``1 - x <= phi(x) <= 1``.

    With ``g = -log(1-x) - x`` and ``h = x/(1-x) + log(1-x)``: ``phi <= 1`` iff g >= 0, ``1 - x <= phi``
    iff h >= 0, and ``phi' = -h/log(1-x)^2``.  Both vanish at 0; their derivatives are >= 0.
    """
    logarithm = sp.log(1 - _X)
    g, h = -logarithm - _X, _X / (1 - _X) + logarithm
    slope = sp.diff(-_X / logarithm, _X) + h / logarithm**2
    derivatives = (sp.factor(sp.diff(f, _X).subs(_X, EXCESS / (1 + EXCESS))) for f in (g, h))
    return (
        sp.simplify(slope) == 0
        and g.subs(_X, 0) == h.subs(_X, 0) == 0
        and all(map(manifestly_nonnegative, derivatives))
    )


def _beyond(kernel: Kernel) -> Any:
    """A lower bound for kappa >= 2: (1 - x)/(kappa^2 lambda_kappa) with x <= lambda_kappa/lambda_0."""
    pieces = [piece for piece in scaled_eigenvalues(kernel, 2) if piece[1] > 1]
    extents = [extent(*piece) for piece in pieces]
    greatest = sp.Max(*(found[1] for found in extents if found is not None))
    return 1 / greatest - 1 / (4 * kernel.fourier().eigenvalue(0))


def _steps(context: Context, statement: sp.Tuple) -> Evidence:
    """``eta t/(kappa^2 log(1/error))`` for the real t with ``(1 - eta lambda_kappa)^t = error``.

    It is ``phi(x)/(kappa^2 lambda_kappa)``, x = eta lambda_kappa.  phi falls from 1, so the supremum
    is 1/inf kappa^2 lambda_kappa, and for kappa = 1 the least value is at the largest x; for kappa >= 2
    the bound 1 - x is enough.
    """
    context.claim(CHILD)
    kernel = context.kernel("first_layer_bias")
    eigenvalue = kernel.fourier().eigenvalue
    rooms = []
    for k, inverse in _SAMPLES:
        step = 1 / (inverse * eigenvalue(0))
        value = -step / (k**2 * sp.log(1 - step * eigenvalue(k)))
        sample = Sample({KAPPA: k, _STEP: inverse}, {})
        rooms += [(value - statement[0], sample), (statement[1] - value, sample)]
    found = all_at(context, rooms, ROOM)
    if isinstance(found, Evidence):
        return found
    if _falling_quotient() and _within(kernel, statement):
        return context.holds((_DOMAIN,), found)
    return context.open("the bounds were not proved, and no sample is a counterexample")


def _within(kernel: Kernel, statement: sp.Tuple) -> bool:
    """Whether the bounds contain the least value for kappa = 1, those beyond, and the supremum."""
    lows = (_slowest(kernel) - statement[0], _beyond(kernel) - statement[0])
    return all(_nonnegative(low) for low in lows) and (
        sign(statement[1] - 1 / CIRCLE_BOUNDS.lower) >= 0
    )


def _nonnegative(number: Any) -> bool:
    return sp.simplify(number) == 0 or enclose(number, 20).is_positive


_LEAST, _MOST = _slowest(first_layer_bias), 2 * sp.pi**2

CLAIMS = (
    Claim(
        "basri2020.eq5.uniform-decay.iterations",
        at("section 3, below (5), O(kappa^d) iterations, d = 2, with constants"),
        Kind.INEQUALITY,
        "For the target cos(kappa x), kappa >= 1, and eta <= 1/lambda_0 the t with "
        "(1 - eta lambda_kappa)^t = delta, after which the error is at most delta, satisfies "
        "-1/(lambda_0 log(1 - lambda_1/lambda_0)) <= eta t/(kappa^2 log(1/delta)) <= 2 pi^2; both "
        "constants are the best.",
        sp.Tuple(_LEAST, _MOST),
        _DOMAIN,
        _steps,
        (
            Control("upper bound pi^2", sp.Tuple(_LEAST, sp.pi**2)),
            Control("lower bound doubled", sp.Tuple(2 * _LEAST, _MOST)),
            Control("gradient flow at kappa = 1", sp.Tuple(1 / CIRCLE_BOUNDS.upper, _MOST)),
            Control("upper bound without 2 pi", sp.Tuple(_LEAST, sp.pi)),
        ),
        ("d = 2, uniform density", "kernel (10)", "0 < delta < 1"),
        quantity="bounds of eta t/(kappa^2 log(1/delta))",
    ),
)
