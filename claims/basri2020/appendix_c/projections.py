"""Appendix C, lemma 2: the size of a projection, and the normalisation it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.claim import Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples, shown_nonnegative
from freqbias.claims.parameters import DENSITIES, Sample, admissible
from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.derivations.tails import oscillation
from freqbias.theory.densities import uniform
from freqbias.theory.identities import vanishes

__all__ = ["CLAIMS", "Enough"]

_Q, _L, _Z, _B, _A, _PEAK = sp.symbols("q l Z B a a_max", positive=True)
_ROOT, _K = (sp.Symbol(name, positive=True) for name in ("sqrt(p*)", "k"))
_BEYOND = sp.Symbol("s", nonnegative=True)
_X, _I = sp.symbols("x I", real=True)
_COSINES = Family("piecewise cosines with a_j >= 0, equal regions", ("a_j >= 0", "equal regions"))


def _projection(context: Context, statement: Any) -> Evidence:
    """``sum a_j p_j 8/(3 q_j)``, term by term; sharp for halves, k = 1, q = 2, phases +-pi/2."""
    context.rely_on(oscillation())
    wave = sp.cos(_X) * sp.cos(2 * _X + sp.pi / 2) / (2 * sp.pi)
    g = sp.Integral(wave, (_X, -sp.pi, 0)) + sp.Integral(-wave, (_X, 0, sp.pi))
    uniform = 1 / sp.sqrt(2 * sp.pi)  # Z = sqrt(p*)
    values = {_B: 1 / sp.pi, _Z: uniform, _ROOT: uniform, _Q: 2, _I: g}
    point = {"v": Family("p uniform, halves, q = 2, k = 1, b = pi/2, -pi/2", _COSINES.traits)}
    said = "the bound minus abs(g_i) is"
    found = at_samples(context, statement - sp.Abs(_I), [Sample(point, values)], said)
    if isinstance(found, Evidence):
        return found
    local = _Q * (_ROOT + _BEYOND) / _Z  # q sqrt(p_j)/Z, sqrt(p_j) >= sqrt(p*)
    least, each = 8 * _Z / (3 * _Q * _ROOT), 8 / (3 * local)
    share = sp.cancel(statement / (_B * least))
    if shown_nonnegative(least - each) and share.is_number and shown_nonnegative(share - 1):
        return context.holds(({"v": _COSINES},), found)
    return context.open("not compared with the proved bound")


def _amplitude_sum(context: Context, statement: Any) -> Evidence:
    """``sum p_j = l/(2 pi)``, and each ``(a_max - a_j) p_j >= 0``; sharp for equal amplitudes."""
    masses = [sp.Rational(w, 7) * 3 / (2 * sp.pi) for w in (1, 2, 4)]
    point = {"v": Family("weights 1 : 2 : 4 on thirds, a_j = 1", _COSINES.traits)}
    part = statement - sp.Integral(sum(masses) / 3, (_X, 0, 3))
    sample = Sample(point, {_L: 3, _PEAK: 1})
    found = at_samples(context, part, [sample], "the bound minus B is")
    if isinstance(found, Evidence):
        return found
    total = sp.Symbol("sum p_j", positive=True)
    (mass,) = sp.solve(2 * sp.pi / _L * total - 1, total)  # int p dx = 1
    proved = _PEAK * mass
    each = sp.expand((_A + _BEYOND - _A) * total)  # a_max = a_j + s
    if shown_nonnegative(each) and shown_nonnegative(statement - proved):
        return context.holds(({"v": _COSINES},), found)
    return context.open("not compared with the proved bound")


def _normalised(context: Context, statement: Any) -> Evidence:
    """``a_i <= F * (36)`` for int p f^2 dx = 1: (36) holds for int f^2 dx, which is <= 1/p_min.

    Sharp enough to tell: f = sqrt(2) cos(q x), p = 1/(2 pi), q = 1.
    """
    values = {_ROOT: 1 / sp.sqrt(2 * sp.pi), _I: sp.Integral(sp.cos(_X) ** 2, (_X, -sp.pi, sp.pi))}
    point = {"f": Family("sqrt(2) cos x, p = 1/(2 pi)", _NORMALISED.traits)}
    amplitude = sp.sqrt(2 * sp.pi / _I)  # int p f^2 dx = a^2 int cos^2 /(2 pi)
    part = statement / sp.sqrt(sp.pi - sp.Rational(1, 2)) - amplitude
    found = at_samples(context, part, [Sample(point, values)], "the bound minus the amplitude is")
    if isinstance(found, Evidence):
        return found
    context.rely_on(amplitude_bound())
    excess = sp.expand((_ROOT**2 + _BEYOND - _ROOT**2) * _A)  # (p - p_min) f^2
    if shown_nonnegative(excess) and shown_nonnegative(sp.expand(statement - 1 / _ROOT)):
        return context.holds(({"f": _NORMALISED},), found)
    return context.open("not compared with the proved factor")


_NORMALISED = Family(
    "C^1-matched cosines on equal regions, bracket positive, int p f^2 dx = 1",
    ("C^1-matched cosines", "equal regions", "int p f^2 dx = 1", "bracket positive"),
)


@dataclass(frozen=True)
class Enough:
    """How many eigenfunctions are said to leave a tail below eps^2.

    :param count: an expression in k, or None for "some number".
    """

    count: Any = None

    def __str__(self) -> str:
        return f"n = {'some number' if self.count is None else self.count}"


def _alone(k: int) -> Any:
    """Of cos(k x) on sqrt(2) cos(k x), uniform density, as an integral."""
    wave = sp.cos(k * _X) * sp.sqrt(2) * sp.cos(k * _X) / (2 * sp.pi)
    return sp.Integral(wave, (_X, -sp.pi, sp.pi))


def _bessel(context: Context) -> bool:
    """``int (g - sum g_i v_i)^2 p = int g^2 p - sum g_i^2``, and ``int g^2 p <= 1`` for a cosine."""
    context.cite("integral of a square")
    whole, squares = sp.symbols("G S", real=True)  # int g^2 p, sum g_i^2
    rest = whole - 2 * squares + squares  # int v_i v_j p = 0 or 1, int g v_i p = g_i
    one = vanishes(1 - sp.cos(_X) ** 2 - sp.sin(_X) ** 2)
    return vanishes(rest - (whole - squares)) is True and one is True


def _single(context: Context, statement: Any) -> Evidence:
    """``g_i^2 <= int g^2 p <= 1``; for cos x and the uniform density it is 1/2."""
    point = {"p": admissible(uniform(), "uniform"), "k": 1}
    part = statement - _alone(1) ** 2
    found = at_samples(context, part, [Sample(point, {})], "the bound minus g_i^2 is")
    if isinstance(found, Evidence):
        return found
    if _bessel(context) and shown_nonnegative(statement - 1):
        return context.holds(({"p": DENSITIES, "k": Integers(1)},), found)
    return context.open("not compared with the proved bound 1")


_TARGETS: Domain = {"p": DENSITIES, "k": Integers(1), "log eps": Interval(None, None)}


def _exists(context: Context, statement: Enough) -> Evidence:
    """The partial sums of g_i^2 increase and are bounded, so the tail vanishes in the limit.

    Uniform density: cos(2 x) is v_4 or v_5 (from 1), so its tail beyond n < 4 is 1/2.
    """
    point = {"p": admissible(uniform(), "uniform"), "k": 2, "log eps": Fraction(-1)}
    missed = statement.count is not None and statement.count.subs(_K, 2) < 4
    tail = _alone(2) ** 2 if missed else sp.Integer(0)
    sample = Sample(point, {})
    found = at_samples(context, sp.exp(-2) - tail, [sample], "eps^2 minus the tail is")
    if isinstance(found, Evidence):
        return found
    if statement.count is None and _bessel(context):
        context.cite("spectral theorem")
        return context.holds((_TARGETS,), found)
    return context.open("not decided for a stated number")


_COEFFICIENT = 8 * _B * _Z / (3 * _Q * _ROOT)
_MASS = _L * _PEAK / (2 * sp.pi)
_PROJECTION = "appendix C, proof of lemma 2, "

CLAIMS = (
    step(
        "C.coefficient",
        _PROJECTION + "the bound of abs(g_i)",
        "By (37), g_i = sum_j a_j p_j int_{R_j} cos kx cos(q_ij x + b_j) dx; so for q_ij >= 2 k and "
        "any phases abs(g_i) <= 8 B Z/(3 q_i sqrt(p*)), B = sum_j a_j p_j.",
        _COEFFICIENT,
        {"v": _COSINES},
        _projection,
        controls=(
            ("7 for 8", _COEFFICIENT * 7 / 8),
            ("q_i^2", _COEFFICIENT / _Q),
            ("B^2", _COEFFICIENT * _B),
            ("Z^2", _COEFFICIENT * _Z),
        ),
        quantity="bound for abs(g_i)",
        aliases=("basri2020.eq37",),
    ),
    step(
        "C.B",
        _PROJECTION + "B <= l a*/(2 pi)",
        "On l equal regions sum_j p_j = l/(2 pi), so B = sum_j a_j p_j <= l max_j a_j/(2 pi).",
        _MASS,
        {"v": _COSINES},
        _amplitude_sum,
        controls=(
            ("1/(4 pi)", _MASS / 2),
            ("without l", _MASS / _L),
            ("l - 1", _MASS * (_L - 1) / _L),
        ),
        quantity="bound for B",
    ),
    step(
        "C.normalisation",
        _PROJECTION + "'a* is bounded by (36)'",
        "The amplitudes of the v_i, for which int p v_i^2 dx = 1, are bounded by (36), which was "
        "derived for int v_i^2 dx = 1: a_i <= (36) times 1.",
        sp.Integer(1),
        {"f": _NORMALISED},
        _normalised,
        controls=(
            ("sqrt(p_min)", _ROOT),
            ("2", sp.Integer(2)),
            ("p_min^(-1/4)", 1 / sp.sqrt(_ROOT)),
        ),
        tacit=True,
        correction="basri2020.C.normalisation.corrected",
        quantity="factor",
    ),
    step(
        "C.normalisation.corrected",
        _PROJECTION + "a* for the normalisation that lemma 2 needs",
        "The amplitudes of the v_i, for which int p v_i^2 dx = 1, are at most p_min^(-1/2) times (36).",
        1 / _ROOT,
        {"f": _NORMALISED},
        _normalised,
        controls=(("1", sp.Integer(1)), ("2", sp.Integer(2)), ("p_min^(-1/4)", 1 / sp.sqrt(_ROOT))),
        quantity="factor",
        derivation="corrections.C.normalisation",
    ),
    step(
        "lemma2.existence",
        "appendix C, lemma 2, without its bound",
        "For every density, k and eps > 0 there is an n with sum_{i > n} g_i^2 < eps^2.",
        Enough(),
        _TARGETS,
        _exists,
        kind=Kind.EXISTENCE,
        controls=(
            ("none", Enough(sp.Integer(0))),
            ("n = k", Enough(_K)),
            ("n = 2 k - 1", Enough(2 * _K - 1)),
        ),
    ),
    step(
        "C.40.pi",
        "appendix C, (40), 'abs(g_i)^2 <= pi'",
        "abs(g_i)^2 <= pi for g = cos(k x) and v_i of norm 1 in L2(p); even <= 1.",
        sp.pi,
        {"p": DENSITIES, "k": Integers(1)},
        _single,
        controls=(
            ("1/pi", 1 / sp.pi),
            ("1/4", sp.Rational(1, 4)),
            ("49/100", sp.Rational(49, 100)),
        ),
        quantity="bound for g_i^2",
    ),
)
