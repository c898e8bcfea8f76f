"""A derivation is an ordered list of steps; each is checked exactly, or by balls, and says which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sympy as sp

from freqbias.numerics.balls import enclose
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes

__all__ = ["Derivation", "Outcome", "Step"]

_POINTS = (sp.Rational(1, 3), sp.Rational(7, 5), sp.Rational(29, 10))


class Outcome(Enum):
    """What checking a step gave."""

    EXACT = "exact"
    BALLS = "enclosed by balls at sample points, not proved"
    CITED = "cited"
    FAILED = "false"


@dataclass(frozen=True)
class Step:
    """One line: a statement, the rule that gives it, and why.

    :param left: left side of the equation, SymPy.
    :param right: right side.
    :param rule: short name of the rule; ``cited: ...`` marks a theorem that is not checked.
    :param why: one sentence.
    """

    left: Any
    right: Any
    rule: str
    why: str

    @property
    def statement(self) -> sp.Eq:
        """The equation, unevaluated."""
        return sp.Eq(self.left, self.right, evaluate=False)

    def check(self) -> Outcome:
        """Decide the equation exactly; failing that, enclose both sides at three points."""
        if self.rule.startswith("cited: "):
            return Outcome.CITED
        difference = self.left - self.right
        decided = vanishes(difference)
        if decided is not None:
            return Outcome.EXACT if decided else Outcome.FAILED
        symbols = sorted(difference.free_symbols, key=str)
        for point in _POINTS if symbols else _POINTS[:1]:
            values = {s: point + i for i, s in enumerate(symbols)}
            if not enclose(difference, 30, values).contains_zero:
                return Outcome.FAILED
        return Outcome.BALLS


@dataclass(frozen=True)
class Derivation:
    """Ordered steps under a name; iterates over ``(step, outcome)``.

    >>> from freqbias.derivations import trace
    >>> all(outcome is not Outcome.FAILED for _, outcome in trace.z_scaling())
    True
    """

    name: str
    title: str
    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[tuple[Step, Outcome]]:
        return ((step, step.check()) for step in self.steps)

    @property
    def cited(self) -> tuple[str, ...]:
        """The theorems the derivation rests on."""
        return tuple(
            s.rule.removeprefix("cited: ") for s in self.steps if s.rule.startswith("cited")
        )

    def require(self, exact: bool = True) -> None:
        """Check every step.

        :raises InputError: naming the first step that fails, or that is not exact if it must be.
        """
        wanted = {Outcome.EXACT, Outcome.CITED} | (set() if exact else {Outcome.BALLS})
        for number, (step, outcome) in enumerate(self, start=1):
            if outcome not in wanted:
                where = f"step {number} of {self.name} ({step.rule})"
                raise InputError(f"{where} is {outcome.value}: {step.left} = {step.right}")

    def __str__(self) -> str:
        lines = [self.title]
        for number, (step, outcome) in enumerate(self, start=1):
            lines += [
                f"{number}. {step.left} = {step.right}",
                f"   [{step.rule}; {outcome.value}] {step.why}",
            ]
        return "\n".join(lines)

    def _repr_latex_(self) -> str:
        rows = (f"{sp.latex(step.statement)} && \\text{{{step.rule}}}" for step in self.steps)
        return "$$\\begin{aligned}" + r"\\ ".join(rows) + "\\end{aligned}$$"
