"""Section 4.1, equations (8) and (10): the operator and its kernel on the circle."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.checks import Derived, combine, compare, identity
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.parameters import DENSITIES, Chart, Sample, admissible, turn
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import first_layer_bias

__all__ = ["CLAIMS"]

_DIFFERENCE = sp.Symbol("t", real=True)
_AT_X, _AT_Z = sp.symbols("p_x p_z", nonnegative=True)
_KERNEL = sp.Symbol("k", real=True)


def _printed_kernel(context: Context) -> Derived:
    kernel = context.kernel("first_layer_bias")
    distance = sp.acos(sp.cos(_DIFFERENCE))
    return Derived(kernel.expression, kernel.expression.subs(THETA, distance))


def _pointwise() -> Chart:
    """Any two values of any density: what is proved for them holds for every density."""
    density = PiecewiseConstant.from_text("-1, 0, 1", "1, 2")
    left, right = (region.value for region in density.regions)
    values = {_AT_X: left, _AT_Z: right, _KERNEL: first_layer_bias.expression.subs(THETA, 1)}
    point = {"p": admissible(density, "1 : 2 on two halves, abs(x - z) = 1")}
    return Chart({}, {"p": DENSITIES}, (Sample(point, values),))


def _symmetrised(context: Context, statement: sp.Expr) -> Evidence:
    """S(x, z) is symmetric, and S(x, z) sqrt(p(z)) f(z) = sqrt(p(x)) k p(z) f(z)."""
    context.cite("spectral theorem")
    swapped = statement.subs({_AT_X: _AT_Z, _AT_Z: _AT_X}, simultaneous=True)
    chart = _pointwise()
    similar = statement * sp.sqrt(_AT_Z) - sp.sqrt(_AT_X) * _KERNEL * _AT_Z
    product = sp.exp((sp.log(_AT_X) + sp.log(_AT_Z)) / 2) * _KERNEL
    parts = (statement - swapped, similar)
    return combine(context, [compare(context, p, statement - product, (chart,)) for p in parts])


def _ten(sign: int = 1, factor: int = 4) -> sp.Expr:
    t = _DIFFERENCE
    return (1 + sign * sp.cos(t)) * (sp.pi - sp.Abs(t)) / (factor * sp.pi)


_HALF_TURNS = (turn(_DIFFERENCE, -1), turn(_DIFFERENCE, 0))
_FULL_TURNS = tuple(turn(_DIFFERENCE, n) for n in (-2, -1, 0, 1))
_ROOTS = sp.sqrt(_AT_X) * _KERNEL * sp.sqrt(_AT_Z)
_TEN_CONTROLS = (
    Control("factor 1/(2 pi)", _ten(factor=2)),
    Control("sign of the cosine", _ten(sign=-1)),
    Control(
        "distance not subtracted", _ten().subs(sp.pi - sp.Abs(_DIFFERENCE), sp.Abs(_DIFFERENCE))
    ),
)

CLAIMS = (
    Claim(
        "basri2020.eq8",
        at("section 4.1, (8)"),
        Kind.IDENTITY,
        "sqrt(p(x)) k(x, z) sqrt(p(z)) is symmetric, and T f = lambda f makes sqrt(p) f one of its "
        "eigenfunctions for the same lambda; so every eigenvalue of T is real.",
        _ROOTS,
        {"p": DENSITIES},
        _symmetrised,
        (
            Control("p(x) k", _AT_X * _KERNEL),
            Control("k p(z)", _KERNEL * _AT_Z),
            Control("p(x) k p(z)", _AT_X * _KERNEL * _AT_Z),
            Control("quotient of roots", sp.sqrt(_AT_X) * _KERNEL / sp.sqrt(_AT_Z)),
        ),
        ("k symmetric and square-integrable; f in L2(p)",),
        quantity="S(x, z)",
    ),
    Claim(
        "basri2020.eq10",
        at("section 4.1, (10), abs(x - z) read as the distance on the circle"),
        Kind.IDENTITY,
        "The printed kernel (5) on the circle is (1 + cos(x - z))(pi - abs(x - z))/(4 pi), "
        "abs(x - z) <= pi.",
        _ten(),
        {"t": Interval(Fraction(-1), Fraction(1), "pi")},
        identity(_printed_kernel, _HALF_TURNS),
        _TEN_CONTROLS,
        quantity="k(x - z = t)",
        derivation="corrections.4.distance",
    ),
    Claim(
        "basri2020.eq10.unreduced",
        at("section 4.1, (10), read literally for x, z in [-pi, pi]"),
        Kind.IDENTITY,
        "(10) holds for all x, z in [-pi, pi] with abs(x - z) the plain absolute value, up to 2 pi.",
        _ten(),
        {"t": Interval(Fraction(-2), Fraction(2), "pi")},
        identity(_printed_kernel, _FULL_TURNS),
        _TEN_CONTROLS,
        correction="basri2020.eq10",
        quantity="k(x - z = t)",
    ),
)
