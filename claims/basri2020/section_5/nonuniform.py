"""Section 5, last paragraph: deep kernels under a density that is not uniform.

The print says that eigenvalues are similar to those of the uniform density up to a normalising scale.
As a limit that is right where p* > 0, by the Weyl law of ``depth.leading-order``.  Read as exact for
every index it is not: the scale would be 1, since eigenvalues sum to L + 1 for every density, but the
largest one is larger than for the uniform density.  With ``phat_m = int p e^(-i m x) dx`` the
section of T to the frequencies 0 and m is

    (1/2 pi) ((khat_0, sqrt(khat_0 khat_m) conj(phat_m)), (sqrt(khat_0 khat_m) phat_m, khat_m)),

whose largest eigenvalue is a lower bound of lambda_0(p) and above khat_0/(2 pi) = lambda_0(uniform)
wherever phat_m != 0.  That khat_0 is the largest of all khat_m, and the rest, is in the derivation
``depth.non-uniform``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.single_frequency import FAMILY
from freqbias.claims.basri2020.section_4.spectra import density_point
from freqbias.claims.basri2020.section_5.monotone import COMPUTED, coefficients
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.parameters import NON_UNIFORM, admissible
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.depth.decrease import decrease_fails
from freqbias.derivations.depth.ends import at_pi, at_zero
from freqbias.derivations.depth.leading_order import leading_order
from freqbias.derivations.depth.nonuniform import nonuniform
from freqbias.derivations.depth.positivity import positivity
from freqbias.numerics.balls import Ball, complex_ball, enclose, precision
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.depth.expansions import slope_at_zero
from freqbias.theory.depth.leading_order import LeadingOrder
from freqbias.theory.depth.opposite import slope_at_pi
from freqbias.theory.identities import vanishes
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["CLAIMS", "lower_bound"]

_CONSTANT = sp.Symbol("c", positive=True)
_AT_ZERO, _AT_M = sp.symbols("khat_0 khat_m", positive=True)
_SQUARE = sp.Symbol("|phat_m|^2", positive=True)
_OF_P, _OF_UNIFORM = sp.symbols("Z_L(p) Z_L(uniform)", positive=True)
_NEARLY = PiecewiseConstant.from_text("-1, 0, 1", "101, 99")
_DEPTH = 9
_BITS, _DIGITS = 200, 30


def _section(entry: Any = _SQUARE, second: Any = _AT_M) -> Any:
    """The largest eigenvalue of the section; ``entry`` is the square of what couples 0 and m."""
    middle, half = (_AT_ZERO + second) / 2, (_AT_ZERO - second) / 2
    return (middle + sp.sqrt(half**2 + _AT_ZERO * second * entry)) / (2 * sp.pi)


_LARGEST = _section()


def _square(density: PiecewiseConstant, m: int) -> Any:
    """``|phat_m|^2``, exact."""
    phat = density.fourier_coefficient(m)
    return sp.expand(phat * sp.conjugate(phat), complex=True)


def _values(density: PiecewiseConstant, m: int) -> dict[Any, Any]:
    khat = coefficients(_DEPTH, 2 * m + 2)
    return {_AT_ZERO: khat[0], _AT_M: khat[m], _SQUARE: complex_ball(_square(density, m)).real}


def _at(expression: Any, density: PiecewiseConstant, m: int = 1) -> arb:
    values = {
        symbol: complex_ball(sp.S.Zero) + value for symbol, value in _values(density, m).items()
    }
    return complex_ball(expression, values).real


def lower_bound(density: PiecewiseConstant, m: int) -> arb:
    """The largest eigenvalue of the section to 0 and m at L = 9, enclosed: at most ``lambda_0(p)``."""
    with precision(_BITS):
        return _at(_LARGEST, density, m)


def _bound(context: Context, statement: Any) -> Evidence:
    """``lambda_0(p) >= statement``; on the other side ``lambda_0(p) <= p_max khat_0``."""
    context.kernel(f"deep:{_DEPTH}")
    spots = []
    with precision(_BITS):
        for density, name in ((_NEARLY, "101 : 99 on halves"), (THIRDS, "1 : 2 : 4 on thirds")):
            most = coefficients(_DEPTH, 4)[0] * complex_ball(density.maximum).real
            room = Ball.of(most - _at(statement, density), _DIGITS)
            spots.append(violation({"L": _DEPTH, "p": admissible(density, name)}, room))
    against = next((spot for spot in spots if spot.excludes_zero), None)
    if against is not None:
        return context.fails(Witness(against, "p_max khat_0 minus the bound is", COMPUTED))
    if vanishes(_characteristic(statement)) is not True:
        return context.open("it is not the largest eigenvalue of the section to 0 and m")
    for derivation in (positivity(), nonuniform()):
        context.rely_on(derivation)
    return context.holds((_DOMAIN,), tuple(spots))


def _characteristic(statement: Any) -> Any:
    """The section's characteristic polynomial at the statement, which must vanish, root out of it."""
    scaled = sp.expand(2 * sp.pi * statement - (_AT_ZERO + _AT_M) / 2)
    return scaled**2 - ((_AT_ZERO - _AT_M) / 2) ** 2 - _AT_ZERO * _AT_M * _SQUARE


def _proportional(context: Context, statement: Any) -> Evidence:
    """Eigenvalues ``c(p)`` times the uniform ones: by their sum c = 1, and lambda_0 refutes 1."""
    context.claim(_BOUND)
    context.cite("Mercer's theorem")
    point = {"L": _DEPTH, "p": admissible(THIRDS, "1 : 2 : 4 on thirds")}
    excess = (statement - 1).subs(ROOT_MEAN, THIRDS.root_mean)
    if not statement.has(_CONSTANT) and vanishes(excess) is not True:
        with precision(_BITS):
            ball = Ball.of(complex_ball((_DEPTH + 1) * excess).real, _DIGITS)
        return context.fails(Witness(Spot(point, ball), "the scaled sum minus L + 1 is", COMPUTED))
    with precision(_BITS):
        ball = Ball.of(_at(_LARGEST - _AT_ZERO / (2 * sp.pi), THIRDS), _DIGITS)
    meaning = "c = 1 by the sum, but lambda_0(p) minus lambda_0(uniform) is at least"
    return context.fails(Witness(Spot(point, ball), meaning, COMPUTED), (_DOMAIN,))


def _limit(context: Context, statement: Any) -> Evidence:
    """By the derivations ``1/lambda_i = nu_i + O(1)`` and ``2 sqrt(2 nu_i) Z_L = i + O(1)``, p* > 0.

    The first as ``1/khat_m = m^2/(2 (a + (-1)^m b)) + O(1)``, for khat_m > 0 is ``(2/m^2) (a + (-1)^m
    b) + O(m^-4)``, and a > b.
    """
    of_p, of_uniform = map(_leading, (_OF_P, _OF_UNIFORM))
    defect = statement - of_uniform / of_p
    if vanishes(defect) is True:
        for derivation in (positivity(), at_zero(), at_pi(), decrease_fails(), leading_order()):
            context.rely_on(derivation)
        return context.holds((_POSITIVE,), (), _BY_LEADING_ORDER)
    two = LeadingOrder(slope_at_zero(2), slope_at_pi(2)[0])
    at_two = defect.subs(
        {
            _OF_P: two.root_mean(THIRDS),
            _OF_UNIFORM: two.root_mean(uniform()),
            ROOT_MEAN: THIRDS.root_mean,
        }
    )
    point = {"L": 2, "p": density_point(THIRDS, "1 : 2 : 4 on thirds")}
    spot = Spot(point, enclose(at_two, _DIGITS))
    return context.fails(Witness(spot, "stated minus true is", tree_or_reason(at_two)))


def _leading(root_mean: Any) -> Any:
    """nu with ``2 sqrt(2 nu) Z_L = i``: that of index i at leading order."""
    nu, index = sp.symbols("nu i", positive=True)
    (found,) = sp.solve(2 * sp.sqrt(2 * nu) * root_mean - index, nu)
    return found


_BOUND = "basri2020.deep.nonuniform.largest"
_LIMIT = "basri2020.deep.nonuniform.asymptotic"
_DOMAIN: Domain = {"p": NON_UNIFORM, "L": Integers(2)}
_POSITIVE: Domain = {"p": FAMILY, "L": Integers(2)}
_BY_LEADING_ORDER = (
    "exact, by depth.leading-order, depth.decrease-fails and, for a > b, depth.at-pi"
)
_ASSUMED = ("L hidden layers, no bias, c_sigma = 2", "density on the circle")

CLAIMS = (
    Claim(
        "basri2020.deep.nonuniform",
        at("section 5, last paragraph, eigenvalues, read as exact for every i"),
        Kind.IDENTITY,
        "For a piecewise-constant density every eigenvalue of a deep kernel is that of the uniform "
        "density with the same index i times a constant c(p).  The print has them 'similar', 'up to "
        "a normalizing scale': as a limit that is right, deep.nonuniform.asymptotic.",
        _CONSTANT,
        _DOMAIN,
        _proportional,
        (
            Control("c = 1", sp.S.One),
            Control("c = 2 pi Z^2", 2 * sp.pi * ROOT_MEAN**2),
            Control("c = sqrt(2 pi) Z", sp.sqrt(2 * sp.pi) * ROOT_MEAN),
            Control("c = 1/(2 pi Z^2)", 1 / (2 * sp.pi * ROOT_MEAN**2)),
        ),
        _ASSUMED,
        correction=_LIMIT,
        quantity="lambda_i(p)/lambda_i(uniform)",
        derivation="depth.non-uniform",
    ),
    Claim(
        _LIMIT,
        at("section 5, last paragraph, eigenvalues, as i -> oo"),
        Kind.LIMIT,
        "At every depth L >= 2, for a piecewise-constant density with p* > 0, the eigenvalues are "
        "asymptotically proportional to those of the uniform density: lambda_i(p)/lambda_i(uniform) -> "
        "(Z_L(p)/Z_L(uniform))^2 as i -> oo, with Z_L = (1/(2 pi)) integral_0^pi sqrt(a (p + pbar) + 2 "
        "sqrt((a^2 - b^2) p pbar)) dx, a = L (L + 1)/(2 pi), b = (1/pi) prod k0(s_h) the slope of "
        "Theta_L at pi, and pbar(x) = p(x + pi).",
        (_OF_P / _OF_UNIFORM) ** 2,
        _POSITIVE,
        _limit,
        (
            Control("1", sp.S.One),
            Control("Z_L for its square", _OF_P / _OF_UNIFORM),
            Control("the reciprocal", (_OF_UNIFORM / _OF_P) ** 2),
            Control("2 pi Z^2, as without coupling to x + pi", 2 * sp.pi * ROOT_MEAN**2),
        ),
        _ASSUMED,
        quantity="lim lambda_i(p)/lambda_i(uniform)",
        derivation="depth.leading-order",
    ),
    Claim(
        _BOUND,
        at("section 5, last paragraph, eigenvalues, corrected"),
        Kind.INEQUALITY,
        "At every depth L >= 2, for every density and every m >= 1, lambda_0(p) is at least the "
        "largest eigenvalue of the section of T to the frequencies 0 and m, which is above khat_0/"
        "(2 pi) = lambda_0(uniform) where phat_m != 0.  As the eigenvalues sum to L + 1 for every "
        "density, those of a non-uniform one are not proportional to the uniform ones: the first is "
        "larger, and others are smaller.",
        _LARGEST,
        _DOMAIN,
        _bound,
        (
            Control("coupled whatever the density", _section(sp.Rational(1, 4))),
            Control("the sum of both", (_AT_ZERO + _AT_M) / (2 * sp.pi)),
            Control("a tenth more than khat_0/(2 pi)", 11 * _AT_ZERO / (20 * sp.pi)),
            Control("doubled", 2 * _LARGEST),
        ),
        _ASSUMED,
        quantity="a lower bound of lambda_0(p)",
        derivation="depth.non-uniform",
    ),
)
