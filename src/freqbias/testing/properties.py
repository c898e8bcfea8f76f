"""A property test as a claim: Hypothesis looks for a counterexample, the judge gives the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import hypothesis
import sympy as sp
from flint import arb
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable

from freqbias.claims.claim import Check, Claim, Control, Kind, Source
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family, Range
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.judge import VERDICTS
from freqbias.claims.parameters import admissible
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import Ball, enclose
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError, shown

__all__ = ["claim"]

_DIGITS = 50
Property = Callable[..., Any]


def claim(
    id_: str,
    *,
    given: Mapping[str, Any],
    controls: Mapping[str, Mapping[str, Any]],
    reading: str = "",
    expect: str | None = None,
    domain: Domain | None = None,
    examples: int = 100,
    kind: Kind = Kind.IDENTITY,
    assumptions: tuple[str, ...] = (),
) -> Callable[[Property], Claim]:
    """Turn a property into a claim about everything that the strategies draw.

    The property returns its defect, "stated minus true", as a ball or an exact SymPy number, or
    asserts and returns None.  A defect whose ball excludes zero is REFUTED at the shrunk example, a
    failed assertion CONTRADICTED; what survives all examples is SUPPORTED, never more.

    :param given: Hypothesis strategies by the names of the arguments they fill.
    :param controls: at least three sets of keyword arguments that make the property wrong, by name:
        each must be rejected, or the property has no power and decides nothing.
    :param reading: the statement in words; by default the docstring of the property.
    :param expect: the verdict it is expected to get; None is any in favour.
    :param domain: what the drawn values range over (:mod:`freqbias.claims.domain`); by default what
        the strategies draw.
    :param examples: how many admissible examples are drawn, from the seed of the run.
    :raises InputError: if the domain and the strategies are not for the same names, or no verdict
        is expected.

    >>> from freqbias import strategies
    >>> @claim("mine.mass", given={"p": strategies.densities()}, examples=20,
    ...        controls={"none": {"mass": 0}, "half": {"mass": sp.Rational(1, 2)}, "two": {"mass": 2}})
    ... def test_mass(p, mass=1):
    ...     "Densities have the given mass."
    ...     return mass - p.fourier_coefficient(0)
    >>> print(test_mass.check(Context(), test_mass.controls[1].statement).witness.spot)
    [-0.500000 +/- 0] at p = piecewise constant 1 on breaks -1, 1 (pi)
    >>> test_mass.check(Context(), test_mass.statement).note
    'held for 20 examples; no defect is larger than 0'
    """

    if expect is not None and expect not in VERDICTS:
        raise InputError(f"expect {shown(expect)} is none of the verdicts")
    ranges = dict.fromkeys(given, Family("what is drawn")) if domain is None else domain
    if set(ranges) != set(given):
        raise InputError(
            f"domain {sorted(ranges)} and given {sorted(given)} do not have the same names"
        )

    def decorate(function: Property) -> Claim:
        code = function.__code__
        _check_function(function)
        place = f"{function.__qualname__}, line {code.co_firstlineno}"
        return Claim(
            id_,
            Source(Path(code.co_filename).name, "as it stands", place),
            kind,
            reading or " ".join((function.__doc__ or "").split()),
            _Variant(function, {}),
            ranges,
            _sampled(given, ranges, examples),
            tuple(Control(name, _Variant(function, wrong)) for name, wrong in controls.items()),
            assumptions,
            expected=expect,
        )

    return decorate


def _check_function(function: Property) -> None:
    """What pytest would not find, or would heed where a claim does not, is refused."""
    if not function.__name__.startswith("test"):
        raise InputError(f"property {function.__name__!r} does not begin with 'test'")
    marks = getattr(function, "pytestmark", [])
    if marks:
        raise InputError(
            f"property {function.__name__!r} has the mark {marks[0].name!r}, which claims do not heed"
        )


@dataclass(frozen=True)
class _Variant:
    """The property, or a control: the same with some keyword arguments replaced."""

    function: Property
    replaced: Mapping[str, Any]

    def __str__(self) -> str:
        keywords = ", ".join(f"{name}={shown(value)}" for name, value in self.replaced.items())
        return f"{self.function.__name__}({keywords})"


class _Against(Exception):
    """An example against the statement: a witness, or a sentence where nothing was enclosed."""

    def __init__(self, found: Witness | str) -> None:
        super().__init__(found)
        self.found = found


class BrokenProperty(Exception):
    """The property itself is broken: it raised, or returned what is no defect."""


def _sampled(given: Mapping[str, Any], domain: Domain, examples: int) -> Check:
    """Look for an example against the statement; the smallest one is the witness."""

    def check(context: Context, variant: _Variant) -> Evidence:
        search = _Search(variant, domain)

        def example(**drawn: Any) -> None:
            search.examine(drawn)

        shrink = () if variant.replaced else (Phase.shrink,)  # a control need only be rejected
        run = hypothesis.settings(
            max_examples=examples,
            phases=(Phase.generate, *shrink),
            database=None,  # with the deadline and health checks off, the seed alone decides
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )(hypothesis.given(**given)(example))
        try:
            hypothesis.seed(context.seed)(run)()
        except _Against as against:
            if isinstance(against.found, Witness):
                return context.fails(against.found)
            return _numerical(context, Finding.FAILS, against.found)
        except Unsatisfiable:
            return context.open("the strategies drew no admissible example")
        return _numerical(context, Finding.HOLDS, search.summary())

    return check


def _numerical(context: Context, finding: Finding, note: str) -> Evidence:
    return replace(context.open(note), finding=finding, rigour=Rigour.NUMERICAL)


@dataclass
class _Search:
    """The examples of one run: those that held are counted, one that does not is raised."""

    variant: _Variant
    domain: Domain
    held: int = 0
    largest: Ball | None = None

    def examine(self, drawn: Mapping[str, Any]) -> None:
        point = {name: _value(value, self.domain[name]) for name, value in drawn.items()}
        at = ", ".join(f"{name} = {value}" for name, value in point.items())
        defect = self._defect(drawn, at)
        if defect is not None:
            ball = _enclosed(defect, at)
            if not ball.contains_zero:
                raise _Against(Witness(Spot(point, ball), "stated minus true is", _tree(defect)))
            size = Ball(0, abs(ball.mid) + ball.rad, ball.exponent)
            self.largest = max(self.largest or size, size, key=_radius)
        self.held += 1

    def _defect(self, drawn: Mapping[str, Any], at: str) -> Any:
        try:
            return self.variant.function(**drawn, **self.variant.replaced)
        except AssertionError as error:
            said = f": {error}" if str(error) else ""
            raise _Against(f"an assertion fails at {at}{said}") from error
        except InputError as error:
            raise InputError(f"{error}, at {at}") from error
        except (hypothesis.errors.HypothesisException, BrokenProperty):
            raise
        except Exception as error:
            raise BrokenProperty(f"{type(error).__name__}: {error}, at {at}") from error

    def summary(self) -> str:
        sentence = f"held for {self.held} examples"
        if self.largest is None:
            return sentence
        return f"{sentence}; no defect is larger than {self.largest.decimal()[1]}"


def _radius(ball: Ball) -> Fraction:
    return Fraction(ball.rad) * Fraction(10) ** ball.exponent


def _enclosed(defect: Any, at: str) -> Ball:
    """A ball around a defect, which must be exact or a ball already: a float decides nothing."""
    if isinstance(defect, Ball):
        return defect
    if isinstance(defect, arb):
        return Ball.of(defect, _DIGITS)
    if isinstance(defect, (bool, float)) or not isinstance(defect, (int, Fraction, sp.Expr)):
        kind = type(defect).__name__
        raise BrokenProperty(f"it returned a {kind}, not a ball or an exact number, at {at}")
    return enclose(_exact(defect), _DIGITS)


def _exact(defect: Any) -> Any:
    return sp.Rational(defect) if isinstance(defect, (int, Fraction)) else defect


def _tree(defect: Any) -> Any:
    if isinstance(defect, (Ball, arb)):
        return "its defect is a ball, not an expression in exact numbers"
    return tree_or_reason(_exact(defect))


def _value(value: Any, range_: Range) -> Any:
    """A drawn value as a point of its range."""
    if isinstance(value, Density):
        return admissible(value, str(value))
    if isinstance(range_, Family):
        return Family(str(getattr(value, "name", value)))
    if isinstance(value, sp.Rational):
        return Fraction(value.p, value.q)
    return value if isinstance(value, (int, Fraction)) else str(value)
