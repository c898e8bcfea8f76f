"""Appendix D.1 (49) and lemma 11: how large the layers and the outputs are at initialisation.

Given the layer before, entry j of ``W_l h`` is a centred Gaussian of variance ``v norm(h)^2``, v the
variance of the weights; so every moment of ``norm(h_l)`` follows from those of relu(g) by induction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import Chart, Sample
from freqbias.claims.trees import tree_or_reason
from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.numerics.balls import enclose
from freqbias.theory.amplitudes import EXCESS, manifestly_nonnegative
from freqbias.theory.arccosine import expectation

__all__ = ["CLAIMS", "Tail"]

_M, _N = sp.symbols("m n", integer=True, positive=True)
_TAU, _DELTA = sp.symbols("tau delta", positive=True)
_DIGITS = 50
_WIDTHS: Domain = {"m": Integers(1)}


@dataclass(frozen=True)
class Tail:
    """``norm(u(0)) > radius`` has probability at most ``failure``."""

    radius: Any
    failure: Any

    def __str__(self) -> str:
        return f"P(norm(u(0)) > {self.radius}) <= {self.failure}"

    def _latex(self, printer: Any) -> str:
        radius, failure = printer.doprint(self.radius), printer.doprint(self.failure)
        return rf"P(\|u(0)\| > {radius}) \le {failure}"


def _widths() -> Chart:
    """All m >= 1, as 1 + t."""
    samples = tuple(Sample({"m": m}, {_M: sp.Integer(m)}) for m in (1, 3, 256))
    return Chart({_M: 1 + EXCESS}, _WIDTHS, samples)


def _square() -> Any:
    """E[relu(g)^2], g standard normal."""
    return expectation(1, 1).at(0)


def _fourth() -> Any:
    """E[relu(g)^4]."""
    return expectation(2, 2).at(0)


def _preserving(context: Context) -> Derived:
    """The variance v with m v E[relu(g)^2] = 1; by balls from the integral over the half circle."""
    context.rely_on(gaussian_expectation(1, 1))
    phi = sp.Symbol("phi", real=True)
    angular = sp.Integral(sp.cos(phi) ** 2, (phi, -sp.pi / 2, sp.pi / 2))
    return Derived(1 / (_M * _square()), sp.pi / (_M * angular))


def _second_moment(context: Context) -> Derived:
    """A layer keeps the expected square; outputs have tau^2 times it; n inputs of norm 1."""
    context.rely_on(gaussian_expectation(1, 1))
    layer = _M * (2 / _M) * _square()
    phi = sp.Symbol("phi", real=True)
    angular = sp.Integral(sp.cos(phi) ** 2, (phi, -sp.pi / 2, sp.pi / 2))
    power = sp.Symbol("L", integer=True, nonnegative=True) + 1
    return Derived(layer**power * _TAU**2 * _N, 2 * angular / sp.pi * _TAU**2 * _N)


def _outputs() -> Chart:
    values = ((1, 1, 1, Fraction(1, 3)), (5, 256, 3, Fraction(7)))
    samples = tuple(
        Sample(
            {"n": n, "m": m, "L": layers, "tau": t},
            {_N: sp.Integer(n), _TAU: sp.Rational(t.numerator, t.denominator)},
        )
        for n, m, layers, t in values
    )
    counts = {name: Integers(1) for name in ("n", "m", "L")}
    box: Domain = {**counts, "tau": Interval(Fraction(0), None)}
    scale = sp.Symbol("t", nonnegative=True)
    return Chart({_TAU: scale}, box, samples)


def _exceeds(theta: Any, width: int, layers: int) -> Any:
    """A lower bound of P(norm(u)^2 > theta E norm(u)^2), by Paley and Zygmund.

    ``E norm(u)^4 <= 3 n^2 tau^4 f^(L+1)`` with f the growth of the fourth moment in a layer.
    """
    square, fourth = _square(), _fourth()
    growth = sp.Rational(4, width) * (fourth + (width - 1) * square**2)
    return (1 - theta) ** 2 / (3 * growth ** (layers + 1))


def _tail(context: Context, statement: Tail) -> Evidence:
    """Markov's inequality for the square; or a network that exceeds the radius more often."""
    context.claim("basri2020.lemma11.second-moment")
    context.cite("Markov's inequality")
    mean = _N * _TAU**2
    markov = sp.cancel(mean / statement.radius**2)
    room = sp.sympify(statement.failure - markov, strict=True).subs(_DELTA, 1 / (1 + EXCESS))
    if room.free_symbols <= {EXCESS} and manifestly_nonnegative(sp.factor(room)):
        return context.holds((_CASES,), ())
    for n, tau, delta in ((1, 1, 10), (10**4, 1, 10), (1, 100, 10), (1, 1, 20)):
        values = {_N: sp.Integer(n), _TAU: sp.Rational(1, tau), _DELTA: sp.Rational(1, delta)}
        theta = (statement.radius**2 / mean).subs(values)
        if theta < 1:
            excess = _exceeds(theta, _WIDE, _DEEP) - statement.failure.subs(values)
            ball = enclose(excess, _DIGITS)
            if ball.is_positive:
                context.cite("Paley-Zygmund inequality")
                point = {"n": n, "m": _WIDE, "L": _DEEP, "1/tau": tau, "1/delta": delta}
                what = "the probability exceeds what is stated by at least"
                return context.fails(Witness(Spot(point, ball), what, tree_or_reason(excess)))
    return context.open("Markov's inequality does not give it, and no network refutes it")


_WIDE, _DEEP = 1000, 1
_CASES: Domain = {
    "n": Integers(1),
    "m": Integers(1),
    "L": Integers(1),
    "1/tau": Interval(Fraction(1), None),
    "1/delta": Interval(Fraction(1), None),
}
_RADIUS = sp.sqrt(_N) * _TAU / _DELTA
_NETWORK = ("W_l, A ~ N(0, 2/m), B ~ N(0, tau^2), independent", "abs(x_i) = 1")
_WRONG = (
    Control("delta in the numerator", Tail(sp.sqrt(_N) * _TAU * _DELTA, _DELTA)),
    Control("without sqrt(n)", Tail(_TAU / _DELTA, _DELTA)),
    Control("tau^2 for tau", Tail(sp.sqrt(_N) * _TAU**2 / _DELTA, _DELTA)),
    Control("radius sqrt(n) tau/2", Tail(sp.sqrt(_N) * _TAU / 2, _DELTA)),
)

CLAIMS = (
    Claim(
        "basri2020.eq49",
        at("appendix D.1, (49)"),
        Kind.IDENTITY,
        "2/m is the variance of the weights for which E norm(h_l)^2 = norm(h_(l-1))^2 given the layer "
        "before, for every width m.",
        2 / _M,
        _WIDTHS,
        identity(_preserving, (_widths(),)),
        (
            Control("1/m", 1 / _M),
            Control("4/m", 4 / _M),
            Control("2/m^2", 2 / _M**2),
            Control("2", sp.Integer(2)),
        ),
        ("entries independent and centred Gaussian",),
        quantity="variance",
    ),
    Claim(
        "basri2020.lemma11.second-moment",
        at("appendix D.4, lemma 11, proof: E norm(u(0))^2 = O(n tau^2)"),
        Kind.IDENTITY,
        "E norm(u(0))^2 = n tau^2 exactly, for every width m and depth L.",
        _N * _TAU**2,
        _outputs().box,
        identity(_second_moment, (_outputs(),)),
        (
            Control("2 n tau^2", 2 * _N * _TAU**2),
            Control("n tau^2/2", _N * _TAU**2 / 2),
            Control("n tau", _N * _TAU),
        ),
        _NETWORK,
        quantity="E norm(u(0))^2",
    ),
    Claim(
        "basri2020.lemma11",
        at("appendix D.4, lemma 11, first statement"),
        Kind.PROBABILISTIC,
        "norm(u(0)) <= sqrt(n) tau/delta with probability at least 1 - delta, for every width m.",
        Tail(_RADIUS, _DELTA),
        _CASES,
        _tail,
        _WRONG,
        _NETWORK,
        steps=("basri2020.eq49", "basri2020.lemma11.second-moment"),
    ),
    Claim(
        "basri2020.lemma11.sharp",
        at("appendix D.4, lemma 11, as its proof gives it"),
        Kind.PROBABILISTIC,
        "norm(u(0)) <= sqrt(n) tau/delta with probability at least 1 - delta^2, for every width m.",
        Tail(_RADIUS, _DELTA**2),
        _CASES,
        _tail,
        (
            *(Control(c.name, Tail(c.statement.radius, _DELTA**2)) for c in _WRONG[:3]),
            Control("radius 2 sqrt(n) tau delta", Tail(2 * sp.sqrt(_N) * _TAU * _DELTA, _DELTA**2)),
        ),
        _NETWORK,
    ),
)
