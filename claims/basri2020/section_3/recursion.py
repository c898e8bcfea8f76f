"""Section 3, (6): the recursion of the deep kernel, at every depth and on the diagonal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import acb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_3.model import step_integral
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import cosines
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.derivations.depth.recursion import recursion
from freqbias.numerics.balls import Ball, complex_ball, enclose, precision
from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.gradients import two_layer
from freqbias.theory.identities import vanishes

__all__ = ["CLAIMS"]

_U = sp.Symbol("u", real=True)
_DEPTH = sp.Symbol("h", integer=True, nonnegative=True)
_SCALE = 2  # c_sigma
_RELU = (_U * (sp.pi - sp.acos(_U)) + sp.sqrt(1 - _U**2)) / (2 * sp.pi)
_STEP = (sp.pi - sp.acos(_U)) / (2 * sp.pi)
_DIGITS = 50
_TOTAL = sp.Symbol("Theta_h", real=True)
_COSINE = sp.cos(THETA)
_BITS = 300
_LAYER_BY_LAYER = "its defect is computed layer by layer, not from an expression"


def _recursion(step: Any, relu: Any = _RELU, scale: Any = _SCALE, base: Any = _U) -> Any:
    """``Theta_1 = Theta_0 SigmaDot_1 + Sigma_1`` with the given expectations, Theta_0 = u."""
    return base * scale * step + scale * relu


def _from_gradients(context: Context) -> Derived:
    """c_sigma times the kernel of m^(-1/2) sum a_r relu(w_r.x), both layers trained, E a_r^2 = 1."""
    for degree in (0, 1):
        context.rely_on(gaussian_expectation(degree, degree))
    context.cite("rotation invariance of the Gaussian")
    phi = sp.Symbol("phi", real=True)
    product = sp.cos(phi) * sp.cos(phi - THETA)
    radial = 2  # E r^2 for a Gaussian pair
    relus = radial * sp.Integral(product, (phi, THETA - sp.pi / 2, sp.pi / 2))
    independent = _SCALE * (sp.cos(THETA) * step_integral() + relus) / (2 * sp.pi)
    angle = {THETA: sp.acos(_U)}
    return Derived((_SCALE * two_layer("Wa")).subs(angle), independent.subs(angle))


def _diagonal(context: Context, statement: sp.Tuple) -> Evidence:
    """``(Sigma_h(x, x), Theta_h(x, x))`` by induction over h, from (1, 1) at h = 0.

    Where the variance is s, c E[relu^2] is ``c s E[relu(g)^2]`` and c E[step^2] is ``c E[step(g)]``.
    """
    for degree in (0, 1):
        context.rely_on(gaussian_expectation(degree, degree))
    context.cite("rotation invariance of the Gaussian")
    following = statement.subs(_DEPTH, _DEPTH + 1)
    start = [sp.expand(value.subs(_DEPTH, 0) - 1) for value in statement]
    steps = [a - b for a, b in zip(following, _layer(statement), strict=True)]
    proved = all(vanishes(part) is True for part in (*start, *steps))
    spots, against = [], None
    true = sp.Tuple(1, 1)
    for h in range(4):
        for stated, value in zip(statement, true, strict=True):
            defect = stated.subs(_DEPTH, h) - value
            spots.append(Spot({"h": h}, enclose(defect, _DIGITS)))
            if against is None and spots[-1].excludes_zero:
                against = Witness(spots[-1], "stated minus true is", tree_or_reason(defect))
        true = _layer_by_angle(true)
    if proved:
        return context.holds(({"h": Integers(0)},), tuple(spots))
    if against is None:
        return context.open("neither proved nor refuted")
    return context.fails(against)


def _layer(values: sp.Tuple) -> sp.Tuple:
    variance = _SCALE * values[0] * expectation(1, 1).at(0)
    return sp.Tuple(variance, values[1] * _SCALE * expectation(0, 0).at(0) + variance)


def _layer_by_angle(values: sp.Tuple) -> sp.Tuple:
    """The same with both expectations as integrals over the half circle."""
    phi = sp.Symbol("phi", real=True)
    half = (phi, -sp.pi / 2, sp.pi / 2)
    step = _SCALE * sp.Integral(sp.cos(phi) ** 2 + sp.sin(phi) ** 2, half) / (2 * sp.pi)
    variance = _SCALE * values[0] * sp.Integral(sp.cos(phi) ** 2, half) / sp.pi
    return sp.Tuple(variance, values[1] * step + variance)


def _at_every_depth(context: Context, statement: sp.Tuple) -> Evidence:
    """``(Theta_0, Sigma_{h+1}, Theta_{h+1})`` in the angle theta_h and Theta_h, by induction over h.

    Balls: the stated recursion against the sum over layers of the products of their gradients.
    """
    context.rely_on(recursion())
    spots = tuple(
        Spot({"L": depth, "u": u}, _defect(statement, u, depth))
        for depth in (1, 2, 3)
        for u in (Fraction(-3, 5), Fraction(0), Fraction(2, 5))
    )
    against = next((spot for spot in spots if spot.excludes_zero), None)
    if against is not None:
        return context.fails(Witness(against, "stated minus true is", _LAYER_BY_LAYER))
    if all(vanishes(a - b) is True for a, b in zip(statement, _EVERY_LAYER, strict=True)):
        return context.holds((_DEPTHS_AND_COSINES,), spots)
    return context.open("neither proved nor refuted")


def _defect(statement: sp.Tuple, u: Fraction, depth: int) -> Ball:
    """Stated minus true ``Theta_L`` at an inner product."""
    with precision(_BITS):
        angle = complex_ball(sp.acos(sp.Rational(u.numerator, u.denominator)))
        stated = _iterated(statement, angle, depth)
        return Ball.of((stated - _layer_by_layer(angle, depth)).real, _DIGITS)


def _iterated(statement: sp.Tuple, angle: acb, depth: int) -> acb:
    start, covariance, step = statement
    total = complex_ball(start, {THETA: angle})
    for _ in range(depth):
        values = {THETA: angle, _TOTAL: total}
        total = complex_ball(step, values)
        angle = complex_ball(covariance, values).acos()
    return total


def _layer_by_layer(angle: acb, depth: int) -> acb:
    """``sum_l Sigma_l prod_{j > l} SigmaDot_j``: layer l's inputs, times what their errors pass."""
    covariances, passed = [angle.cos()], []
    for relus, steps in _integrals(angle, depth):
        covariances.append(relus)
        passed.append(steps)
    total = acb(0)
    for layer, covariance in enumerate(covariances):
        for steps in passed[layer:]:
            covariance *= steps
        total += covariance
    return total


def _integrals(angle: acb, depth: int) -> Iterator[tuple[acb, acb]]:
    """``Sigma_h`` and ``SigmaDot_h``, h = 1, ..., L, by quadrature over the polar angle."""
    phi = sp.Symbol("phi", real=True)
    inside = (phi, THETA - sp.pi / 2, sp.pi / 2)
    relus = _SCALE * sp.Integral(sp.cos(phi) * sp.cos(phi - THETA), inside) / sp.pi
    steps = _SCALE * step_integral() / (2 * sp.pi)
    for _ in range(depth):
        covariance, factor = (complex_ball(e, {THETA: angle}) for e in (relus, steps))
        yield covariance, factor
        angle = covariance.acos()


_TWO_LAYER = _recursion(_STEP)
_ONE_HIDDEN = ("one hidden layer", "c_sigma = 2", "all weights N(0, 1) and trained", "abs(x) = 1")
_CONTROLS = (
    Control("c_sigma = 1", _recursion(_STEP, scale=1)),
    Control("Theta_0 = 1", _recursion(_STEP, base=1)),
    Control("only the last layer trained", 2 * _RELU),
    Control("only the first layer trained", 2 * _U * _STEP),
)
_DEPTHS: Domain = {"h": Integers(0)}
_DEPTHS_AND_COSINES: Domain = {"L": Integers(1), "u": Interval(Fraction(-1), Fraction(1))}


def _layers(relu: Any, step: Any, start: Any = _COSINE, last: Any = 1) -> sp.Tuple:
    """(6) with the given expectations; ``last`` is what training the last layer is counted with."""
    return sp.Tuple(start, _SCALE * relu, _TOTAL * _SCALE * step + last * _SCALE * relu)


_RELUS, _STEPS = (expectation(degree, degree).expression(THETA) for degree in (1, 0))
_EVERY_LAYER = _layers(_RELUS, _STEPS)

CLAIMS = (
    Claim(
        "basri2020.eq6.two-layer",
        at("section 3, (6) for L = 1, with the right E[step step]"),
        Kind.IDENTITY,
        "For one hidden layer (6), with E[step step] = (pi - arccos u)/(2 pi), is the kernel that (1) "
        "gives for network (3): u (pi - arccos u)/pi + (u (pi - arccos u) + sqrt(1 - u^2))/pi.",
        _TWO_LAYER,
        cosines(_U).box,
        identity(_from_gradients, (cosines(_U),)),
        _CONTROLS,
        _ONE_HIDDEN,
        quantity="Theta_1(u)",
        derivation="kernel.one-hidden-layer",
    ),
    Claim(
        "basri2020.eq6.printed-step",
        at("section 3, (6) for L = 1, with E[step step] as printed"),
        Kind.IDENTITY,
        "For one hidden layer (6), with E[step step] = u (pi - arccos u)/(2 pi) as printed, is the "
        "kernel that (1) gives for network (3).",
        _recursion(_U * _STEP),
        cosines(_U).box,
        identity(_from_gradients, (cosines(_U),)),
        _CONTROLS,
        _ONE_HIDDEN,
        correction="basri2020.eq6.two-layer",
        quantity="Theta_1(u)",
    ),
    Claim(
        "basri2020.eq6.depth",
        at("section 3, (6), for every depth, with the right E[step step]"),
        Kind.IDENTITY,
        "For every number L of hidden layers the recursion (6), with E[step step] = (pi - arccos u)/"
        "(2 pi), is the kernel that (1) gives for network (3): Theta_0 = u, and in the angle theta_h "
        "with cos theta_h = Sigma_h one layer more gives Sigma_(h+1) = 2 E[relu relu] and Theta_(h+1) "
        "= Theta_h (1 - theta_h/pi) + Sigma_(h+1).",
        _EVERY_LAYER,
        _DEPTHS_AND_COSINES,
        _at_every_depth,
        (
            Control("E[step step] as printed", _layers(_RELUS, sp.cos(THETA) * _STEPS)),
            Control("Theta_0 = 1", _layers(_RELUS, _STEPS, sp.Integer(1))),
            Control("last layer not trained", _layers(_RELUS, _STEPS, last=0)),
            Control("last layer counted twice", _layers(_RELUS, _STEPS, last=2)),
            Control("c_sigma = 1", sp.Tuple(sp.cos(THETA), _RELUS, _TOTAL * _STEPS + _RELUS)),
        ),
        (
            "L hidden layers",
            "c_sigma = 2",
            "all weights N(0, 1) and trained",
            "abs(x) = 1",
            "widths to infinity, first layer first",
        ),
        quantity="(Theta_0, Sigma_(h+1), Theta_(h+1)) in theta_h and Theta_h",
        aliases=("basri2020.eq3",),
        derivation="depth.recursion",
    ),
    Claim(
        "basri2020.deep.zonal",
        at("section 5, 'a function of the inner product', and the form of Lambda in section 3"),
        Kind.IDENTITY,
        "For every h, Sigma_h(x, x) = 1 and Theta_h(x, x) = h + 1 on the sphere.  So every covariance "
        "matrix is ((1, rho), (rho, 1)), rho = Sigma_(h-1)(x, z), and by induction Sigma_h, SigmaDot_h "
        "and Theta_h are functions of u = x.z alone, at every depth.",
        sp.Tuple(sp.Integer(1), _DEPTH + 1),
        _DEPTHS,
        _diagonal,
        (
            Control("Theta_h(x, x) = h", sp.Tuple(sp.Integer(1), _DEPTH)),
            Control("c_sigma = 1", sp.Tuple(sp.Integer(2) ** -_DEPTH, _DEPTH + 1)),
            Control("doubling", sp.Tuple(sp.Integer(1), sp.Integer(2) ** _DEPTH)),
            Control("Theta_h normalised", sp.Tuple(sp.Integer(1), sp.Integer(1))),
        ),
        ("abs(x) = 1", "c_sigma = 2"),
        quantity="(Sigma_h(x, x), Theta_h(x, x))",
    ),
)
