"""Inequalities of appendices B and C on bounded boxes, certified by bisection in balls."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.boxes import certified
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.domain import Domain, Interval

__all__ = ["CLAIMS"]

_U, _X, _R, _C, _S, _D = sp.symbols("u x r c A B", real=True)
_RATIO = sp.Symbol("R", real=True)
_ZERO, _HALF = Fraction(0), Fraction(1, 2)
_RISE = Interval(-_HALF, _HALF, "pi")  # where the sine takes every value
_SCALED: Domain = {"r": Interval(_ZERO, _HALF), "A": _RISE, "B": _RISE}
_LOG: Domain = {"x": Interval(_ZERO, _HALF)}
_RATIOS: Domain = {"R": Interval(Fraction(1), Fraction(100)), "c": Interval(_ZERO, Fraction(1))}
_W = _RATIO / (1 - _C * (1 - _RATIO))  # (31)
_WAVES = sp.sin(_S) / (1 + _R) + sp.sin(_D) / (1 - _R)
_SINC_PLACE = "appendix C, (46), in a passage of the source that is commented out"


def _le(*chain: Any) -> Any:
    """``chain[0] <= chain[1] <= ...``"""
    links = (sp.Le(a, b, evaluate=False) for a, b in pairwise(chain))
    return sp.And(*links, evaluate=False)


def _sinc(low: Any, high: Any = 1) -> Any:
    return _le(low * _U, sp.sin(_U), high * _U)


def _logarithm(low: Any, high: Any) -> Any:
    return _le(low, -sp.log(1 - _X), high)


def _bounded(
    name: str, place: str, reading: str, statement: Any, domain: Domain, variables: Any, **rest: Any
) -> Claim:
    check = certified(domain, *variables)
    return step(name, place, reading, statement, domain, check, kind=Kind.INEQUALITY, **rest)


_TENTHS = sp.Rational(9, 10)
_SHARE = sp.Rational(8, 3)

CLAIMS = (
    _bounded(
        "C.46",
        _SINC_PLACE,
        "0.9 pi/l <= sin(pi d/l)/d <= pi/l for every l >= 2 and 0 < abs(d) <= 1/2: with u = pi "
        "abs(d)/l, which takes all values in (0, pi/4], 0.9 u <= sin u <= u.",
        _sinc(_TENTHS),
        {"u": Interval(_ZERO, _HALF / 2, "pi")},
        (_U,),
        controls=(
            ("91/100", _sinc(sp.Rational(91, 100))),
            ("upper bound 99/100", _sinc(_TENTHS, sp.Rational(99, 100))),
            ("exchanged", _sinc(1, _TENTHS)),
        ),
    ),
    _bounded(
        "C.bound.scaled",
        "appendix C, proof of lemma 2, the bound 8/(3 q_ij), scaled",
        "With r = k/q in [0, 1/2] and any A, B in [-pi/2, pi/2], so all sines: sin(A)/(1 + r) + sin(B)/"
        "(1 - r) <= 8/3; by A -> -A, B -> -B its modulus too: q times that of the integral.",
        _le(_WAVES, _SHARE),
        _SCALED,
        (_R, _S, _D),
        controls=(
            ("5/2", _le(_WAVES, sp.Rational(5, 2))),
            ("1 - r twice", _le((sp.sin(_S) + sp.sin(_D)) / (1 - _R), _SHARE)),
            ("1 - r^2", _le(_WAVES / (1 - _R**2), _SHARE)),
        ),
    ),
    _bounded(
        "C.log",
        "appendix C, proof of theorem 3, 'log(1 - x) ~ -x'",
        "x <= -log(1 - x) <= x + x^2 for 0 <= x <= 1/2, so that t ~ log(1/c)/(2 x) with a relative "
        "error of at most x.",
        _logarithm(_X, _X + _X**2),
        _LOG,
        (_X,),
        controls=(
            ("x + x^2/2", _logarithm(_X, _X + _X**2 / 2)),
            ("x + x^3", _logarithm(_X, _X + _X**3)),
            ("sign", _logarithm(-_X - _X**2, -_X)),
            ("lower bound 2 x", _logarithm(2 * _X, 2 * _X + _X**2)),
        ),
    ),
    _bounded(
        "eq21.enclosed",
        "section 4.1, (21), by another route",
        "For R = p_{j+1}/p_j in [1, 100] and c = cos(b_j)^2 in [0, 1] the right side of (31) lies "
        "between 1 and R, by balls.",
        _le(1, _W, _RATIO),
        _RATIOS,
        (_RATIO, _C),
        controls=(
            ("lower bound 11/10", _le(sp.Rational(11, 10), _W, _RATIO)),
            ("upper bound sqrt(R)", _le(1, _W, sp.sqrt(_RATIO))),
            ("inverted", _le(1, 1 / _W, _RATIO)),
            ("sign in the denominator", _le(1, _RATIO / (1 + _C * (1 - _RATIO)), _RATIO)),
        ),
    ),
)
