"""A derivation is an ordered list of steps; each is checked exactly, or by balls, and says which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain, count
from os import PathLike
from typing import Any

import sympy as sp

from freqbias.derivations.admissible import points
from freqbias.derivations.typesetting import files, terminal, web
from freqbias.derivations.typesetting.pdf import pdf
from freqbias.derivations.typesetting.printer import equation
from freqbias.derivations.typesetting.tex import fragment
from freqbias.derivations.unevaluated import bounded, entries
from freqbias.numerics.balls import enclose
from freqbias.theory.errors import InputError
from freqbias.theory.identities import vanishes

__all__ = ["Derivation", "Notation", "Outcome", "Printed", "Reference", "Step"]

_SAMPLES, _DIGITS = 5, 30


class Outcome(Enum):
    """What checking a step gave."""

    EXACT = "exact"
    BALLS = "enclosed by balls at sample points, not proved"
    CITED = "cited"
    OPEN = "not decided"
    FAILED = "false"


@dataclass(frozen=True)
class Notation:
    r"""What a symbol of a derivation stands for.

    :param symbol: the SymPy symbol.
    :param latex: how it is printed, LaTeX without dollar signs.
    :param meaning: one line; formulas in LaTeX between dollar signs.
    """

    symbol: Any
    latex: str
    meaning: str


@dataclass(frozen=True)
class Printed:
    r"""What a paper prints where the derivation ends elsewhere; formulas between dollar signs.

    :param place: paper and equation.
    :param formula: as printed.
    :param instead: what holds.
    """

    place: str
    formula: str
    instead: str


@dataclass(frozen=True)
class Reference:
    r"""Where a theorem, or what is printed, is to be read.

    :param name: of the theorem, as steps cite it, or of the paper.
    :param text: reference in words; formulas in LaTeX between dollar signs.
    :param key: of the BibTeX entry, if there is one.
    :param entry: the BibTeX entry.
    """

    name: str
    text: str
    key: str = ""
    entry: str = ""


@dataclass(frozen=True, repr=False)
class Step:
    r"""One line: a statement, the rule that gives it, and why.

    :param left: left side of the equation, SymPy; a matrix if both sides are.
    :param right: right side; ``max(0, x)`` says that the left side is x and that x >= 0.
    :param rule: short name of the rule; ``cited: ...`` marks a theorem that is not checked.
    :param why: one sentence; formulas in LaTeX between dollar signs.
    :param within: relations between the symbols under which it is meant, where their assumptions do
        not say so; sample points satisfy them.
    """

    left: Any
    right: Any
    rule: str
    why: str
    within: tuple[Any, ...] = ()

    @property
    def statement(self) -> sp.Eq:
        """The equation, unevaluated."""
        return sp.Eq(self.left, self.right, evaluate=False)

    def __repr__(self) -> str:
        return f"{self.left} = {self.right}  [{self.rule}]"

    def check(self, seed: int = 0) -> Outcome:
        """Decide the equation exactly; failing that, enclose left minus right at random points.

        Derivatives, substitutions and products that are written out are carried out; integrals are not.
        Where one side is not defined, at a zero of a denominator, nothing is said.

        :param seed: of the points, which are admissible: they have the signs that are assumed.
        """
        if self.rule.startswith("cited: "):
            return Outcome.CITED
        bound = bounded(self.right)
        difference = (self.left - (self.right if bound is None else bound)).doit(integrals=False)
        sign = sp.S.Zero if bound is None else bound.doit(integrals=False)
        if any(side.has(sp.Float) for side in (self.left, self.right)):
            return Outcome.OPEN
        decided = [sign.is_nonnegative, *map(vanishes, entries(difference))]
        if False in decided:
            return Outcome.FAILED
        return self._enclosed(difference, sign, seed) if None in decided else Outcome.EXACT

    def _enclosed(self, difference: Any, sign: Any, seed: int) -> Outcome:
        symbols = sorted(difference.free_symbols | sign.free_symbols, key=str)
        samples = _SAMPLES if symbols else 1
        try:
            for point in points(symbols, samples, seed, self.within):
                balls = (enclose(entry, _DIGITS, point) for entry in entries(difference))
                if not all(ball.contains_zero for ball in balls):
                    return Outcome.FAILED
                if enclose(sign, _DIGITS, point).is_negative:
                    return Outcome.FAILED
        except InputError:  # no admissible point, or one without an enclosure
            return Outcome.OPEN
        return Outcome.BALLS


@dataclass(frozen=True, repr=False)
class Derivation:
    """Ordered steps under a name; iterates over ``(step, outcome)``.

    :param symbols: what the symbols stand for, in the order of a reader's need.
    :param printed: what papers print that differs from what is derived.
    :param references: where what is cited is to be read.

    >>> from freqbias.derivations import trace
    >>> all(outcome is not Outcome.FAILED for _, outcome in trace.z_scaling())
    True
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    symbols: tuple[Notation, ...] = ()
    printed: tuple[Printed, ...] = ()
    references: tuple[Reference, ...] = ()

    def __iter__(self) -> Iterator[tuple[Step, Outcome]]:
        return zip(self.steps, self.outcomes, strict=True)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What checking each step gave; they are checked once."""
        return tuple(step.check() for step in self.steps)

    @property
    def cited(self) -> tuple[str, ...]:
        """The theorems the derivation rests on."""
        return tuple(
            s.rule.removeprefix("cited: ") for s in self.steps if s.rule.startswith("cited")
        )

    @property
    def names(self) -> dict[Any, str]:
        """Symbols and their LaTeX."""
        return {notation.symbol: notation.latex for notation in self.symbols}

    @property
    def labels(self) -> tuple[str, ...]:
        """A label for each equation: the name, the rule, and a number from its second use on.

        >>> from freqbias.derivations import trace
        >>> trace.z_scaling().labels[-1]
        'trace.z-scaling.substitution'
        """
        labels: dict[str, None] = {}
        for step in self.steps:
            label = f"{_plain(self.name)}.{_plain(step.rule.removeprefix('cited: ').lower())}"
            again = (f"{label}-{number}" for number in count(2))
            labels[next(name for name in chain([label], again) if name not in labels)] = None
        return tuple(labels)

    def require(self, exact: bool = True) -> None:
        """Check every step.

        :raises InputError: naming the first step that fails, or that is not exact if it must be.
        """
        wanted = {Outcome.EXACT, Outcome.CITED} | (set() if exact else {Outcome.BALLS})
        for number, (step, outcome) in enumerate(self, start=1):
            if outcome not in wanted:
                where = f"step {number} of {self.name} ({step.rule})"
                raise InputError(f"{where} is {outcome.value}: {step.left} = {step.right}")

    def latex(self) -> str:
        r"""LaTeX for ``\input`` into an article that loads amsmath.

        Each equation has the label ``freqbias:`` and its name among :attr:`labels`.
        """
        return fragment([self])

    def pdf(self, path: str | PathLike[str]) -> None:
        """Write a document with symbols, steps, outcomes and references, by LaTeX.

        :raises InputError: if the file cannot be written, or LaTeX is missing or fails.
        """
        file = files.target(path)
        files.write({file: pdf([self])})

    def __repr__(self) -> str:
        return "\n".join(text for _, text in terminal.paragraphs(self))

    def _repr_html_(self) -> str:
        return web.section(self, level=3)

    def _repr_latex_(self) -> str:
        names = self.names
        rows = (f"&{equation(step.left, step.right, names)}" for step in self.steps)
        return "$$\\begin{aligned}" + r"\\ ".join(rows) + "\\end{aligned}$$"


def _plain(name: str) -> str:
    """With hyphens for what cannot be in a label or an anchor."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", name).strip("-")
