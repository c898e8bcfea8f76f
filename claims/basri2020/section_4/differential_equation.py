"""Section 4.1, equations (13)-(15): the ordinary differential equation and its solutions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_a.derivatives import PF, PI_LAMBDA
from freqbias.claims.basri2020.entries import about, at, equal
from freqbias.claims.charts import ANTIPERIODIC, CONSTANT, SECTOR, for_pairs, pairs
from freqbias.claims.checks import Derived, compare, identity
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import admissible, parities, reals
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.differential_equation import half_turn, no_mean
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import uniform
from freqbias.theory.differential_equation import LAMBDA, F, S, X, halves
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import first_layer_bias

__all__ = ["CLAIMS"]

_DIGITS = 50
_PIECEWISE = Family("piecewise-constant densities", ("density", "piecewise constant"))
_ROOT, _A, _W, _B, _START = sp.symbols("sqrt(p) A w B Psi_0", real=True)  # w = 1/sqrt(pi lambda)
_PSI = sp.Symbol("Psi", real=True)  # Psi(x), with Psi' = sqrt(p)


def _hill(second: Any = sp.pi, density: int = 1) -> sp.Eq:
    return equal(second * LAMBDA * F[2], -density * PF)


def _for_every_density(context: Context, statement: sp.Eq) -> Evidence:
    """A witness under the uniform density; and if ``p f`` occurs, none escapes.

    The equation, integrated over the circle (f' is continuous), says ``int p f dx = 0``, which no
    density allows for all its eigenfunctions with lambda > 0.
    """
    kernel = context.kernel("first_layer_bias")
    defect = sp.expand(statement.lhs - statement.rhs)
    found = []
    for sample in pairs(CONSTANT).samples:
        point = {
            "p": admissible(uniform(), f"uniform, {sample.point['pair']}, x = {sample.point['x']}")
        }
        value = defect.xreplace(dict(sample.values))
        spot = Spot(point, enclose(value, _DIGITS))
        found.append(Witness(spot, "left minus right is", tree_or_reason(value)))
    witness = next((w for w in found if w.spot.excludes_zero), None)
    if witness is None:
        return context.open("no uniform eigenpair tried refutes it")
    factor = defect.coeff(PF)
    rest = defect - factor * PF - defect.coeff(F[2]) * F[2]
    if factor.is_number and factor.is_nonzero and sp.expand(rest) == 0:
        context.rely_on(no_mean(kernel))
        return context.fails(witness, ({"p": _PIECEWISE},))
    return context.fails(witness)


def _inverse_symbol(context: Context) -> Derived:
    """``1/khat_m``: ``lambda f_m = khat_m (p f)_m`` for every density."""
    context.cite("convolution theorem")
    kernel = context.kernel("first_layer_bias")
    integrand = 2 * kernel.expression * sp.cos(FREQUENCY * THETA)
    closed = 1 / kernel.fourier().piecewise
    return Derived(sp.piecewise_fold(closed), 1 / sp.Integral(integrand, (THETA, 0, sp.pi)))


def _symbol(at_zero: Any, at_one: Any, four: int = 4, factor: Any = sp.pi) -> sp.Piecewise:
    m = FREQUENCY
    return sp.Piecewise(
        (at_zero, sp.Eq(m, 0)),
        (at_one, sp.Eq(m, 1)),
        (factor * (m**2 - 3 + four / (m**2 + 1)), sp.Eq(sp.Mod(m, 2), 0)),
        (factor * m**2, True),
    )


def _solves(context: Context, statement: sp.Expr) -> Evidence:
    """Whether f solves ``f'' = -w^2 p f`` where p is constant, so that Psi is linear.

    Exactly: by differentiation.  By balls: ``f(x+h) + f(x-h) = 2 cos(w sqrt(p) h) f(x)``, h = 1/3,
    which every solution satisfies, for the real part.
    """
    linear, step = _START + _ROOT * X, sp.Rational(1, 3)
    f, real = (g.subs(_PSI, linear) for g in (statement, sp.re(statement.rewrite(sp.cos))))
    exact = sp.diff(f, X, 2) + (_W * _ROOT) ** 2 * f
    shifted = real.subs(X, X + step) + real.subs(X, X - step) - 2 * sp.cos(_W * _ROOT * step) * real
    return compare(context, exact, shifted, (reals(_ROOT, _A, _W, _B, X, _START),))


def _waves(phase: Any) -> sp.Expr:
    return _A * sp.exp(sp.I * phase) + _B * sp.exp(-sp.I * phase)


_CIRCLE_WAVE = halves(sp.cos(S), sp.cos(S))
_ZERO, _ONE = 4 * sp.pi / (sp.pi**2 + 4), 8 * sp.pi / (sp.pi**2 + 8)
_BOX = reals(_ROOT, _A, _W, _B, X, _START).box
_REGION = ("p constant near x", "w = 1/sqrt(pi lambda)", "Psi' = sqrt(p)")
_STEPS = (
    *("d1", "d2", "d3", "d4", "d5", "d6", "ode6", "local"),
    *("antiperiodic", "reduced", "solves", "necessity", "preprocess"),
)

CLAIMS = (
    Claim(
        "basri2020.eq13",
        at("section 4.1, (13); the same as lemma 1 and (25) of appendix A"),
        Kind.IDENTITY,
        "For every piecewise-constant density every eigenfunction satisfies f'' = -p f/(pi lambda).",
        _hill(),
        {"p": _PIECEWISE},
        _for_every_density,
        (
            Control("f'' = -p f/lambda", _hill(sp.Integer(1))),
            Control("f'' = -2 p f/(pi lambda)", _hill(sp.pi / 2)),
            Control("f'' = p f/(pi lambda)", _hill(density=-1)),
            Control("f'' = 0", _hill(density=0)),
        ),
        ("kernel (10)",),
        correction="basri2020.eq13.corrected",
        aliases=("basri2020.lemma1", "basri2020.eq25"),
        steps=tuple(f"basri2020.A.{name}" for name in _STEPS),
    ),
    about(
        "eq13.corrected",
        "section 4.1, (13) with what it leaves out, in the case in which the paper derives it",
        ANTIPERIODIC,
        "If p has period pi and f(x + pi) = -f(x), then pi lambda f'' + p f = c cos x + d sin x with "
        "c, d = -(pi/8) int p f cos, -(pi/8) int p f sin = -pi^3 lambda/(pi^2 + 8) times the "
        "coefficients of f at frequency 1.",
        equal(PI_LAMBDA * F[2] + PF, -sp.pi / 8 * _CIRCLE_WAVE),
        check=for_pairs(ANTIPERIODIC, half_turn),
        controls=(
            ("(13): right side 0", equal(PI_LAMBDA * F[2] + PF, sp.Integer(0))),
            ("factor pi/4", equal(PI_LAMBDA * F[2] + PF, -sp.pi / 4 * _CIRCLE_WAVE)),
            ("sign", equal(PI_LAMBDA * F[2] + PF, sp.pi / 8 * _CIRCLE_WAVE)),
            (
                "frequency 2",
                equal(PI_LAMBDA * F[2] + PF, -sp.pi / 8 * halves(*[sp.cos(2 * S)] * 2)),
            ),
        ),
        derivation="ode.half-turn",
    ),
    about(
        "eq13.sector",
        "section 4.1, (13), where it is exact",
        SECTOR,
        "If p has period pi, f(x + pi) = -f(x) and f has no component of frequency 1 (p of period "
        "pi/3 and f of character 3, say), then f'' = -p f/(pi lambda) exactly.",
        _hill(),
        check=for_pairs(SECTOR, half_turn),
        controls=(
            ("f'' = -p f/lambda", _hill(sp.Integer(1))),
            ("f'' = -2 p f/(pi lambda)", _hill(sp.pi / 2)),
            ("f'' = p f/(pi lambda)", _hill(density=-1)),
        ),
        derivation="ode.half-turn",
    ),
    Claim(
        "basri2020.eq13.exact",
        at("section 4.1, (13) with all that it leaves out"),
        Kind.IDENTITY,
        "For every density and every m, (p f)_m = lambda M(m) f_m with M = 1/khat: pi m^2 for odd m >= "
        "3, as (13) says for all m; pi (m^2 - 3 + 4/(m^2 + 1)) for even m >= 2; and two constants.",
        _symbol(_ZERO, _ONE),
        {FREQUENCY.name: Integers(0)},
        identity(_inverse_symbol, parities(FREQUENCY, first_layer_bias.fourier().exceptional)),
        (
            Control("(13): pi m^2 for all m", sp.pi * FREQUENCY**2),
            Control("1/(m^2 + 1) for 4/(m^2 + 1)", _symbol(_ZERO, _ONE, four=1)),
            Control("pi^2 for pi", _symbol(_ZERO, _ONE, factor=sp.pi**2)),
            Control("pi at m = 1", _symbol(_ZERO, sp.pi)),
        ),
        ("kernel (10)", "T f = lambda f in L2(p)"),
        quantity="M(m)",
        derivation="fourier.first_layer_bias",
    ),
    Claim(
        "basri2020.eq14",
        at("section 4.1, (14) as printed"),
        Kind.IDENTITY,
        "Where p is constant, A e^{i Psi(x) x w} + B e^{-i Psi(x) x w} solves (13).",
        _waves(_PSI * X * _W),
        _BOX,
        _solves,
        (
            Control("x squared", _waves(_PSI * X**2 * _W)),
            Control("x alone", _waves(X * _W)),
            Control("no w", _waves(_PSI * X)),
        ),
        _REGION,
        correction="basri2020.eq14.corrected",
        quantity="f(x)",
    ),
    Claim(
        "basri2020.eq14.corrected",
        at("section 4.1, (14) without the stray factor x"),
        Kind.IDENTITY,
        "Where p is constant, A e^{i Psi(x) w} + B e^{-i Psi(x) w} solves (13).",
        _waves(_PSI * _W),
        _BOX,
        _solves,
        (
            Control("a factor x, as printed", _waves(_PSI * X * _W)),
            Control("w squared", _waves(_PSI * _W**2)),
            Control("twice the phase", _waves(2 * _PSI * _W)),
        ),
        _REGION,
        quantity="f(x)",
        derivation="corrections.4.waves",
    ),
    Claim(
        "basri2020.eq15",
        at("section 4.1, (15) as printed"),
        Kind.IDENTITY,
        "Where p is constant, a cos(Psi(x) x w + b) solves (13).",
        _A * sp.cos(_PSI * X * _W + _B),
        _BOX,
        _solves,
        (
            Control("x squared", _A * sp.cos(_PSI * X**2 * _W + _B)),
            Control("phase times x", _A * sp.cos(_PSI * _W + _B * X)),
            Control("no w", _A * sp.cos(_PSI * X + _B)),
        ),
        (*_REGION, "a = A, b = B"),
        correction="basri2020.eq15.corrected",
        quantity="f(x)",
    ),
    Claim(
        "basri2020.eq15.corrected",
        at("section 4.1, (15) without the stray factor x"),
        Kind.IDENTITY,
        "Where p is constant, a cos(Psi(x) w + b) solves (13).",
        _A * sp.cos(_PSI * _W + _B),
        _BOX,
        _solves,
        (
            Control("a factor x, as printed", _A * sp.cos(_PSI * X * _W + _B)),
            Control("amplitude with a factor x", _A * X * sp.cos(_PSI * _W + _B)),
            Control("w squared", _A * sp.cos(_PSI * _W**2 + _B)),
        ),
        (*_REGION, "a = A, b = B"),
        quantity="f(x)",
        derivation="corrections.4.waves",
    ),
)
