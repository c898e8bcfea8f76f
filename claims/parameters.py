"""Charts: parametrisations of domains, which fix what an identity tested on them covers.

A :class:`Chart` substitutes expressions in a parameter for the variables of a statement.  Its box
is fixed by the constructor together with the substitution, so that a check cannot declare to have
covered more than it substituted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.domain import Angle, Domain, Family, Finite, Integers, Interval
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.exact import assumes_only
from freqbias.theory.identities import on_the_half_circle

__all__ = [
    "DENSITIES",
    "NON_UNIFORM",
    "Chart",
    "Sample",
    "admissible",
    "angles",
    "closed",
    "cosines",
    "frequencies",
    "parities",
    "reals",
    "turn",
]

_PARAMETER = sp.Symbol("t", real=True, nonnegative=True)
_INDEX = sp.Symbol("j", integer=True, nonnegative=True)
_SHARES = tuple(Fraction(n, 7) for n in (0, 1, 3, 5, 7))

DENSITIES = Family("densities p >= 0", ("density",))
NON_UNIFORM = Family(
    "non-uniform piecewise-constant densities", ("density", "piecewise constant", "non-uniform")
)


@dataclass(frozen=True)
class Sample:
    """A point of the domain, and the exact values of all symbols there."""

    point: Mapping[str, Any]
    values: Mapping[Any, Any]


@dataclass(frozen=True)
class Chart:
    """``variables = substitution(parameter)``, which covers ``box``.

    :param simplify: rewriting that is valid on the range of the parameter.
    """

    substitution: Mapping[Any, Any]
    box: Domain
    samples: tuple[Sample, ...]
    simplify: Callable[[Any], Any] = lambda expression: expression

    def apply(self, expression: Any) -> Any:
        """The expression in the parameter."""
        return self.simplify(sp.sympify(expression, strict=True).subs(dict(self.substitution)))

    def labelled(self, **names: str) -> Chart:
        """The same chart at fixed values of further, named variables."""
        box = {**self.box, **{variable: Finite((name,)) for variable, name in names.items()}}
        samples = tuple(replace(s, point={**s.point, **names}) for s in self.samples)
        return replace(self, box=box, samples=samples)


def _require(variable: Any, **assumptions: bool) -> None:
    """A variable with more assumptions than its box would make SymPy prove too much."""
    if not assumes_only(variable, **assumptions):
        raise ValueError(f"{variable} must be a symbol assumed {assumptions} and nothing more")


def closed() -> Chart:
    """The one point of a statement without variables."""
    return Chart({}, {}, (Sample({}, {}),))


def reals(*variables: Any) -> Chart:
    """All real values of the variables."""
    for variable in variables:
        _require(variable, real=True)
    values = {v: sp.Rational(3 * n + 1, n + 2) * (-1) ** n for n, v in enumerate(variables)}
    point = {v.name: Fraction(value.p, value.q) for v, value in values.items()}
    return Chart({}, {v.name: Interval(None, None) for v in variables}, (Sample(point, values),))


def frequencies(variable: Any, start: int, step: int = 1) -> Chart:
    """Every integer ``start + step j``, j >= 0, at once."""
    _require(variable, integer=True, nonnegative=True)
    values = [start + step * j for j in (0, 1, 7)]
    return Chart(
        {variable: start + step * _INDEX},
        {variable.name: Integers(start, step)},
        tuple(Sample({variable.name: n}, {variable: sp.Integer(n)}) for n in values),
    )


def parities(variable: Any, exceptional: Collection[int]) -> tuple[Chart, ...]:
    """All n >= 0: the even and the odd ones beyond the exceptional, and each one up to there."""
    past = [
        max((n for n in exceptional if n % 2 == parity), default=parity - 2) for parity in (0, 1)
    ]
    single = [n for n in range(max(past) + 1) if n <= past[n % 2]]
    points = tuple(
        Chart(
            {variable: sp.Integer(n)},
            {variable.name: Finite((n,))},
            (Sample({variable.name: n}, {variable: sp.Integer(n)}),),
        )
        for n in single
    )
    return (*points, *(frequencies(variable, start + 2, 2) for start in past))


def turn(variable: Any, n: int = 0) -> Chart:
    """Angles between n pi and (n+1) pi, with THETA their distance from 0 on the circle."""
    if variable != THETA:
        _require(variable, real=True)
    elif n != 0:
        raise ValueError("THETA lies in [0, pi]")
    start = n if n >= 0 else n + 1
    sign = 1 if n >= 0 else -1
    angle = start * sp.pi + sign * _PARAMETER
    distance = _PARAMETER if start % 2 == 0 else sp.pi - _PARAMETER
    substitution = {variable: angle} if variable == THETA else {variable: angle, THETA: distance}
    samples = []
    for share in _SHARES:
        at = {_PARAMETER: sp.Rational(share.numerator, share.denominator) * sp.pi}
        values = {symbol: value.subs(at) for symbol, value in substitution.items()}
        samples.append(Sample({variable.name: Angle(start + sign * share)}, values))
    box = {variable.name: Interval(Fraction(n), Fraction(n + 1), "pi")}
    return Chart(substitution, box, tuple(samples))


def angles(variable: Any = THETA) -> Chart:
    """Angles in [0, pi]."""
    return turn(variable, 0)


def cosines(variable: Any) -> Chart:
    """``variable = cos(t)`` for t in [0, pi]: all of [-1, 1]."""
    _require(variable, real=True)
    values = [Fraction(n, 5) for n in (-5, -3, 0, 2, 5)]
    return Chart(
        {variable: sp.cos(_PARAMETER)},
        {variable.name: Interval(Fraction(-1), Fraction(1))},
        tuple(
            Sample({variable.name: v}, {variable: sp.Rational(v.numerator, v.denominator)})
            for v in values
        ),
        lambda expression: on_the_half_circle(expression, _PARAMETER),
    )


def admissible(density: Density, name: str) -> Family:
    """A density as a point of a family of densities: its traits, computed from it."""
    traits = ["density"]
    if isinstance(density, PiecewiseConstant):
        traits.append("piecewise constant")
    if not density.is_uniform:
        traits.append("non-uniform")
    return Family(name, tuple(traits))
