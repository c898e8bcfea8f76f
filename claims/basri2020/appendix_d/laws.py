"""Measured laws: whether a quantity stays within a monomial of the parameters as each of them grows.

A sweep varies one parameter and measures with several seeds.  The quantity over the monomial is fitted
by a power of the parameter, with a 99.8 % interval of the exponent.  "value = O(monomial)" holds, as
far as was measured, if each interval reaches down to 0: no parameter is seen to let the ratio grow.
It fails if one lies above 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from freqbias.claims.claim import Check
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.claims.orders import Order, Orders
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.power_law import PowerLaw

__all__ = ["Sweep", "measured"]

_CONFIDENCE = 0.998
Point = Mapping[Any, float]


@dataclass(frozen=True, eq=False)
class Sweep:
    """What was measured at some points of the parameters.

    :param growing: the expression that grows from point to point, such as m or 1/omega.
    :param points: values of all parameters, by symbol.
    :param values: by quantity, its symbol; each of shape (points, seeds).
    """

    growing: Any
    points: tuple[Point, ...]
    values: Mapping[Any, Floats]

    def exponent(self, part: Order) -> PowerLaw:
        """The law of left/right in what grows."""
        bounds = [float(part.right.subs(point)) for point in self.points]
        ratios = (self.values[part.left].T / bounds).T
        grown = [float(self.growing.subs(point)) for point in self.points]
        return PowerLaw.fitted(grown, ratios, _CONFIDENCE)


def measured(protocol: Callable[[int], tuple[Sweep, ...]], rests_on: Sequence[str] = ()) -> Check:
    """Check orders whose left sides are measured quantities.

    :param protocol: the sweeps of a seed.  Each quantity is judged by all sweeps that have it.
    :param rests_on: ids of claims that the reading of the statement uses.
    """

    def check(context: Context, statement: Orders) -> Evidence:
        for id_ in rests_on:
            context.claim(id_)
        laws = [
            (sweep.growing, sweep.exponent(part))
            for part in statement.parts
            for sweep in protocol(context.seed)
            if part.left in sweep.values
        ]
        if not laws:
            return context.open("nothing of it is measured")
        grows = any(law.interval[0] > 0 for _, law in laws)
        finding = Finding.FAILS if grows else Finding.HOLDS
        note = "left/right goes like " + ", ".join(_shown(*law) for law in laws)
        return replace(context.open(note), finding=finding, rigour=Rigour.STATISTICAL)

    return check


def _shown(growing: Any, law: PowerLaw) -> str:
    low, high = law.interval
    return f"({growing})^{law.exponent:.2f} [{low:.2f}, {high:.2f}]"
