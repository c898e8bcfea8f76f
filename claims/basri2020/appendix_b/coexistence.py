"""Appendix B, (34), (35) and figure 13: two eigenfunctions of one eigenvalue for weights 4 : 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import HALVES
from freqbias.claims.basri2020.section_4.spectral_pairs import (
    SPLIT_SNIPPET,
    Pairing,
    equal_eigenvalues,
)
from freqbias.claims.checks import combine, compare
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.parameters import frequencies
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.hill.discriminant import transfer
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "PrintedPair"]

_X = sp.Symbol("x", real=True)
_Q = sp.Symbol("q", integer=True, nonnegative=True)
_LEFT, _RIGHT = HALVES.regions
_BY_THREE = Integers(3, 3)


@dataclass(frozen=True)
class PrintedPair:
    """``p^a cos(q Psi/Z)`` and ``p^b sin(q Psi/Z)`` with Psi = integral of sqrt(p) from -pi.

    :param frequencies: the q for which both are said to be eigenfunctions.
    """

    cosine: Any
    sine: Any
    frequencies: Integers = _BY_THREE

    @property
    def domain(self) -> Domain:
        """The frequencies."""
        return {"q": self.frequencies}

    def pieces(self, wave: Any) -> tuple[Any, Any]:
        """The function on [-pi, 0] and on [0, pi]; wave is sp.cos or sp.sin."""
        power = self.cosine if wave is sp.cos else self.sine
        rates = [_Q * _ratio(region.value) for region in (_LEFT, _RIGHT)]
        phases = (rates[0] * (_X + sp.pi), rates[0] * sp.pi + rates[1] * _X)
        values = (_LEFT.value, _RIGHT.value)
        first, second = (
            value**power * wave(phase) for value, phase in zip(values, phases, strict=True)
        )
        return first, second

    def __str__(self) -> str:
        where = f"q in {self.frequencies}"
        return f"p^({self.cosine}) cos(q Psi/Z), p^({self.sine}) sin(q Psi/Z), {where}"


def _ratio(value: Any) -> Any:
    """``sqrt(p)/Z``, rational for these weights."""
    return sp.radsimp(sp.sqrt(value) / HALVES.root_mean)


def _leading_order(context: Context, statement: PrintedPair) -> Evidence:
    """Both solve ``f'' = -(q/Z)^2 p f`` on both regions and are C^1 at both jumps.

    Second route: the transfer matrices of the regions take the state (f, f') from jump to jump.
    """
    chart = frequencies(_Q, statement.frequencies.start, statement.frequencies.step)
    found = []
    for wave in (sp.cos, sp.sin):
        first, second = statement.pieces(wave)
        for part, region in ((first, _LEFT), (second, _RIGHT)):
            equation = sp.diff(part, _X, 2) + (_Q * _ratio(region.value)) ** 2 * part
            if vanishes(equation) is not True:
                return context.open("it does not solve the equation on a region")
        states = [_states(part, start) for part, start in ((first, -sp.pi), (second, 0))]
        for here, there in ((0, 1), (1, 0)):
            jump = states[here][1] - states[there][0]
            region = (_LEFT, _RIGHT)[here]
            across = transfer(sp.pi, _ratio(region.value) ** 2, _Q)
            carried = across * states[here][0] - states[there][0]
            for exact, independent in zip(jump, carried, strict=True):
                found.append(compare(context, exact, independent, (chart,)))
    return combine(context, found)


def _states(part: Any, start: Any) -> tuple[sp.Matrix, sp.Matrix]:
    """(f, f') at both ends of a region of length pi."""
    state = sp.Matrix([part, sp.diff(part, _X)])
    return state.subs(_X, start), state.subs(_X, start + sp.pi)


def _for_the_kernel(context: Context, statement: PrintedPair) -> Evidence:
    """``(T f)(x) f(z) - (T f)(z) f(x) = 0`` for an eigenfunction, at x = -z = pi/2 and q = 3."""
    kernel = context.kernel("first_layer_bias")
    first, second = (part.subs(_Q, 3) for part in statement.pieces(sp.cos))
    half = sp.pi / 2
    images = [_image(kernel, first, second, x) for x in (-half, half)]
    defect = images[0] * second.subs(_X, half) - images[1] * first.subs(_X, -half)
    spot = Spot({"q": 3}, enclose(defect, 30))
    if not spot.excludes_zero:
        return context.open("two points do not tell it from an eigenfunction")
    meaning = "f = the cosine: (T f)(-pi/2) f(pi/2) - (T f)(pi/2) f(-pi/2) is"
    return context.fails(Witness(spot, meaning, tree_or_reason(defect)))


def _image(kernel: Kernel, first: Any, second: Any, x: Any) -> Any:
    """``(T f)(x)`` at x = +-pi/2 as integrals, unevaluated, over quarters of a turn."""
    total = sp.Integer(0)
    for n in range(-2, 2):
        start, middle = n * sp.pi / 2, (2 * n + 1) * sp.pi / 4
        nearer = sp.Abs(x - middle) < sp.pi
        sign = 1 if middle > x else -1
        distance = sign * (_X - x) if nearer else 2 * sp.pi - sign * (_X - x)
        part, region = (first, _LEFT) if n < 0 else (second, _RIGHT)
        integrand = kernel.expression.subs(THETA, distance) * region.value * part
        total += sp.Integral(integrand, (_X, start, start + sp.pi / 2))
    return total


_HALF = sp.Rational(1, 2)
_PAIR = PrintedPair(sp.Integer(0), -_HALF)
_VARIANTS = (
    ("sine without p^(-1/2)", PrintedPair(sp.Integer(0), sp.Integer(0))),
    ("p^(-1/4) for both", PrintedPair(-_HALF / 2, -_HALF / 2)),
    ("powers exchanged", PrintedPair(-_HALF, sp.Integer(0))),
)
_KERNEL_SNIPPET = """from mpmath import cos, mp, pi, quad
mp.dps = 30
k = lambda t: (1 + cos(t))*(pi - t)/(4*pi)  # (10), t the distance on the circle
p = lambda z: (4 if z < 0 else 1)/(5*pi)
f = lambda z: cos(4*(z + pi)) if z < 0 else cos(2*z)  # cos(q Psi/Z), q = 3
K = lambda x, z: k(min(abs(x - z), 2*pi - abs(x - z)))
T = lambda x: quad(lambda z: K(x, z)*p(z)*f(z), [-pi, -pi/2, 0, pi/2, pi])
print(T(-pi/2)*f(pi/2) - T(pi/2)*f(-pi/2))  # 0 for an eigenfunction
"""

CLAIMS = (
    Claim(
        "basri2020.B.34",
        at("appendix B, (34) and (35), for the leading-order equation (13)"),
        Kind.IDENTITY,
        "For p = 4/(5 pi) on [-pi, 0) and 1/(5 pi) on [0, pi) and every q divisible by 3, cos(q Psi/Z) "
        "and p^(-1/2) sin(q Psi/Z) are C^1 solutions of f'' = -(q/Z)^2 p f on the circle: two "
        "eigenfunctions of (13) for one eigenvalue.",
        _PAIR,
        _PAIR.domain,
        _leading_order,
        (
            *(Control(name, variant) for name, variant in _VARIANTS),
            Control(
                "every q",
                PrintedPair(sp.Integer(0), -_HALF, Integers(1)),
                {"q": Integers(1)},
            ),
        ),
        ("leading-order equation (13)",),
        aliases=("basri2020.B.35",),
        steps=("basri2020.B.33", "basri2020.B.34.every-l"),
        derivation="corrections.B.two-eigenfunctions",
    ),
    Claim(
        "basri2020.B.34.kernel",
        at("appendix B, (34) and (35), for the operator with kernel (10)"),
        Kind.IDENTITY,
        "For the same density and every q divisible by 3, cos(q Psi/Z) and p^(-1/2) sin(q Psi/Z) are "
        "eigenfunctions of T.",
        _PAIR,
        _PAIR.domain,
        _for_the_kernel,
        (
            Control("p^(-1/4) for both", _VARIANTS[1][1]),
            Control("powers exchanged", _VARIANTS[2][1]),
            Control("p^(1/2) for the cosine", PrintedPair(_HALF, sp.Integer(0))),
        ),
        ("kernel (10)",),
        correction="basri2020.B.34",
        snippet=_KERNEL_SNIPPET,
    ),
    Claim(
        "basri2020.fig13",
        at("figure 13, for the operator with kernel (10)"),
        Kind.IDENTITY,
        "For the same density and every q divisible by 3, the eigenvalues of T of index 2 q - 1 and "
        "2 q are equal, as the figure's pair of eigenfunctions needs.",
        Pairing(2 * _Q - 1, 2 * _Q),
        {"q": Integers(3, 3)},
        equal_eigenvalues(3, density_in_point=False),
        (
            Control("pairs one earlier", Pairing(2 * _Q - 2, 2 * _Q - 1)),
            Control("pairs one further on", Pairing(2 * _Q, 2 * _Q + 1)),
            Control("the first two", Pairing(sp.Integer(0), sp.Integer(1))),
        ),
        ("kernel (10)",),
        correction="basri2020.B.34",
        snippet=SPLIT_SNIPPET.replace("FIRST", "(0.006, 0.00605)").replace(
            "SECOND", "(0.00572, 0.00578)"
        ),
    ),
)
