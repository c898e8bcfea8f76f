"""Appendix B, (33)-(35): cosines with whole cycles on an even number l of equal regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.checks import Derived, combine, compare, identity
from freqbias.claims.claim import Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Integers
from freqbias.claims.evidence import Evidence
from freqbias.claims.parameters import Chart, Sample

__all__ = ["CLAIMS", "Powers"]

_X = sp.Symbol("x", real=True)
_M, _M_NEXT, _J, _HALF = sp.symbols("m m_next j h", integer=True, positive=True)  # l = 2 h
_ROOT = sp.Rational(1, 2)


def _borders() -> Chart:
    """Border j of l = 2 h regions, m and m_next whole cycles on its two sides."""
    names = {_HALF: "l/2", _J: "j", _M: "m_j", _M_NEXT: "m_{j+1}"}
    values = ((1, 1, 2, 1), (2, 3, 1, 4), (3, 1, 5, 2), (5, 10, 2, 3))
    samples = (
        Sample(dict(zip(names.values(), v, strict=True)), dict(zip(names, v, strict=True)))
        for v in values
    )
    return Chart({}, {name: Integers(1) for name in names.values()}, tuple(samples))


_BORDERS = _borders()
_AT = sp.pi * _J / _HALF - sp.pi  # 2 pi j/l - pi


def _phase(cycles: Any) -> Any:
    """q sqrt(p_j)/Z x at the border: m cycles in a length of 2 pi/l."""
    return sp.expand(2 * _HALF * cycles * _AT)


def _whole_cycles(_: Context) -> Derived:
    turned = sp.Integral(-sp.sin(_X), (_X, 0, 2 * _HALF * _M * _AT))
    return Derived(sp.cos(_phase(_M)), 1 + turned)


@dataclass(frozen=True)
class Powers:
    """``p^a cos(q sqrt(p) x/Z)`` and ``p^b sin(q sqrt(p) x/Z)``, phase 0 in every region."""

    cosine: Any
    sine: Any

    def __str__(self) -> str:
        return f"p^({self.cosine}) cos(q sqrt(p) x/Z), p^({self.sine}) sin(q sqrt(p) x/Z)"


def _smooth(context: Context, statement: Powers) -> Evidence:
    """Values and slopes on both sides of each border; sqrt(p_j) is proportional to m_j."""
    found: list[Evidence] = []
    for power, shift in ((statement.cosine, sp.Integer(0)), (statement.sine, -sp.pi / 2)):
        exact, direct = [], []
        for cycles, sign in ((_M, 1), (_M_NEXT, -1)):
            size, rate = sign * cycles ** (2 * power), 2 * _HALF * cycles
            exact.append(
                (size * _wave(cycles, shift), size * rate * _wave(cycles, shift - sp.pi / 2))
            )
            angle = rate * _AT + shift
            direct.append((size * sp.cos(angle), -size * rate * sp.sin(angle)))
        for one, two in zip(zip(*exact, strict=True), zip(*direct, strict=True), strict=True):
            found.append(compare(context, sum(one), sum(two), (_BORDERS,)))
    return combine(context, found)


def _wave(cycles: Any, shift: Any) -> Any:
    return sp.cos(_phase(cycles)) * sp.cos(shift) - sp.sin(_phase(cycles)) * sp.sin(shift)


CLAIMS = (
    step(
        "B.33",
        "appendix B, (33)",
        "On an even number l of equal regions with m_j whole cycles each, cos(q sqrt(p_j)/Z x) = 1 at "
        "every border x = 2 pi j/l - pi.",
        sp.Integer(1),
        _BORDERS.box,
        identity(_whole_cycles, (_BORDERS,)),
        kind=Kind.IDENTITY,
        controls=(("-1", sp.Integer(-1)), ("0", sp.Integer(0)), ("(-1)^m", (-1) ** (_M + 1))),
        quantity="cos(q sqrt(p_j)/Z x)",
        aliases=("basri2020.eq33",),
    ),
    step(
        "B.34.every-l",
        "appendix B, (34) and (35), on every even number of equal regions",
        "With whole numbers of cycles in l = 2 h equal regions, cos(q sqrt(p) x/Z) and p^(-1/2) "
        "sin(q sqrt(p) x/Z) have continuous values and slopes at every border.",
        Powers(sp.Integer(0), -_ROOT),
        _BORDERS.box,
        _smooth,
        kind=Kind.IDENTITY,
        controls=(
            ("sine without p^(-1/2)", Powers(sp.Integer(0), sp.Integer(0))),
            ("p^(-1/4) for both", Powers(-_ROOT / 2, -_ROOT / 2)),
            ("powers exchanged", Powers(-_ROOT, sp.Integer(0))),
        ),
        aliases=("basri2020.eq34", "basri2020.eq35"),
    ),
)
