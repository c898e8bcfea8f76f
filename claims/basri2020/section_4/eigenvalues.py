"""Section 4.1, equation (20): the list of eigenvalues, split into what it says."""

from __future__ import annotations

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.checks import Derived, identity, proportional
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import NON_UNIFORM, Chart, admissible, parities
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.trace import z_scaling
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.trace import ROOT_MEAN, scaling_defect, spread

__all__ = ["CLAIMS", "printed_list"]

_Q = sp.Symbol("q", integer=True, nonnegative=True)


def printed_list(at_zero: sp.Expr, at_one: sp.Expr, factor: sp.Expr) -> sp.Piecewise:
    """A list of the shape of (20): values at q = 0 and 1, then the two parities times ``factor``."""
    even = (_Q**2 + 1) / (sp.pi**2 * (_Q**2 - 1) ** 2)
    odd = 1 / (sp.pi**2 * _Q**2)
    return sp.Piecewise(
        (at_zero, sp.Eq(_Q, 0)),
        (at_one, sp.Eq(_Q, 1)),
        (factor * even, sp.Eq(sp.Mod(_Q, 2), 0)),
        (factor * odd, True),
    )


def _uniform(context: Context) -> Derived:
    context.cite("convolution theorem")
    kernel = context.kernel("first_layer_bias")
    integrand = 2 * kernel.expression * sp.cos(_Q * THETA)
    closed = kernel.fourier().piecewise.subs(FREQUENCY, _Q)
    return Derived(closed / (2 * sp.pi), sp.Integral(integrand, (THETA, 0, sp.pi)) / (2 * sp.pi))


def _charts() -> tuple[Chart, ...]:
    return parities(_Q, first_layer_bias.fourier().exceptional)


def _z_scaling(context: Context, factor: sp.Expr) -> Evidence:
    """Whether eigenvalues ``factor(Z)`` times the uniform ones have the trace that T has."""
    kernel = context.kernel("first_layer_bias")
    context.rely_on(z_scaling(kernel))
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    point = {"p": admissible(density, "1 : 2 : 4 on equal thirds")}
    defect = scaling_defect(factor, kernel, density)
    spot = Spot(point, enclose(defect, 50))
    if not spot.excludes_zero:
        return context.open("the trace identity does not exclude this scaling")
    meaning = "k(0) minus the sum of the scaled eigenvalues is"
    witness = Witness(spot, meaning, tree_or_reason(defect))
    gap_is_spread = vanishes(scaling_defect(factor, kernel) - kernel.at_zero * spread()) is True
    return context.fails(witness, ({"p": NON_UNIFORM},) if gap_is_spread else ())


_Z2 = 1 / (2 * sp.pi)  # Z^2 for the uniform density
_ZERO = 1 / (2 * sp.pi**2) + sp.Rational(1, 8)
_ONE = 1 / sp.pi**2 + sp.Rational(1, 8)
_TRUE = printed_list(_ZERO, _ONE / 2, sp.Rational(1, 2))
_PRINTED = printed_list(_ZERO, _ONE, sp.Integer(1))
_LIST_CONTROLS = (
    Control("doubled", 2 * _TRUE),
    Control(
        "first value without 1/8",
        printed_list(_ZERO - sp.Rational(1, 8), _ONE / 2, sp.Rational(1, 2)),
    ),
    Control("second value as the first", printed_list(_ZERO, _ZERO, sp.Rational(1, 2))),
    Control("parities from q = 2 on doubled", printed_list(_ZERO, _ONE / 2, sp.Integer(1))),
)

CLAIMS = (
    Claim(
        "basri2020.eq20.scale",
        at("section 4.1, (20), the factor Z^2 taken literally"),
        Kind.IDENTITY,
        "For the uniform density (Z^2 = 1/(2 pi)) the eigenvalue at every q >= 1 is the printed one, "
        "factor Z^2 included.",
        _Z2 * _PRINTED,
        {"q": Integers(1)},
        identity(_uniform, tuple(c for c in _charts() if c.samples[0].point != {"q": 0})),
        (
            Control("factor Z", sp.sqrt(_Z2) * _PRINTED),
            Control("factor 2 Z^2", 2 * _Z2 * _PRINTED),
            Control("factor Z^2/pi", _Z2 * _PRINTED / sp.pi),
        ),
        ("uniform density", "kernel (10)"),
        correction="basri2020.eq20.uniform",
        quantity="lambda_q",
    ),
    Claim(
        "basri2020.eq20.convention",
        at("section 4.1, (20), 'determined up to scale'"),
        Kind.EXISTENCE,
        "For the uniform density the printed list is, up to one common factor, the eigenvalues at "
        "q = 0, 1, 2, ...",
        _PRINTED,
        {"q": Integers(0)},
        proportional(_uniform, _charts(), _charts()[0].samples[0]),
        (Control("zero", sp.Integer(0)), *_LIST_CONTROLS[1:]),
        ("uniform density", "kernel (10)"),
        correction="basri2020.eq20.uniform",
        quantity="lambda_q up to a constant",
    ),
    Claim(
        "basri2020.eq20.uniform",
        at("section 4.1, (20), corrected for the uniform density"),
        Kind.IDENTITY,
        "For the uniform density the eigenvalues are 1/(2 pi^2) + 1/8, 1/(2 pi^2) + 1/16, "
        "(q^2+1)/(2 pi^2 (q^2-1)^2) for even and 1/(2 pi^2 q^2) for odd q >= 2.",
        _TRUE,
        {"q": Integers(0)},
        identity(_uniform, _charts()),
        _LIST_CONTROLS,
        ("uniform density", "kernel (10)"),
        quantity="lambda_q",
        derivation="fourier.first_layer_bias",
    ),
    Claim(
        "basri2020.eq20.z-scaling",
        at("section 4.1, (20), dependence on the density"),
        Kind.IDENTITY,
        "For every non-uniform piecewise-constant density the eigenvalues are those of the uniform "
        "density times Z^2 over its uniform value, that is times 2 pi Z^2.",
        2 * sp.pi * ROOT_MEAN**2,
        {"p": NON_UNIFORM},
        _z_scaling,
        (
            Control("times sqrt(2 pi) Z", sp.sqrt(2 * sp.pi) * ROOT_MEAN),
            Control("times (2 pi Z^2)^2", (2 * sp.pi * ROOT_MEAN**2) ** 2),
            Control("divided by 2 pi Z^2", 1 / (2 * sp.pi * ROOT_MEAN**2)),
        ),
        ("kernel (10)",),
        correction="basri2020.eq20.asymptotic",
        quantity="lambda_i(p) / lambda_i(uniform)",
        derivation="trace.z-scaling",
    ),
)
