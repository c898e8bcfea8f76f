"""A claim: one reading of one statement of a paper, as data, with its check and its controls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import sympy as sp

from freqbias.claims.domain import Domain, Finite

if TYPE_CHECKING:
    from freqbias.claims.context import Context
    from freqbias.claims.evidence import Evidence

__all__ = ["NO_DOMAIN", "Check", "Claim", "Control", "Kind", "Source", "unbuilt"]


class Kind(Enum):
    """What sort of statement it is; the judge treats some kinds more strictly."""

    IDENTITY = "identity"
    INEQUALITY = "inequality"
    ASYMPTOTIC = "asymptotic"
    LIMIT = "limit"
    PROBABILISTIC = "probabilistic"
    FIGURE = "figure"
    EXISTENCE = "existence"
    PROOF_STEP = "proof step"


@dataclass(frozen=True)
class Source:
    """Where it stands: paper, edition, and place in it."""

    paper: str
    edition: str
    place: str

    def __str__(self) -> str:
        return f"{self.paper} ({self.edition}), {self.place}"


Check = Callable[["Context", Any], "Evidence"]


def unbuilt(context: Context, statement: Any) -> Evidence:
    """The check of a claim that has none."""
    return context.open("there is no check")


NO_DOMAIN: Domain = {"": Finite(())}  # what a claim that forgot its domain is quantified over


@dataclass(frozen=True)
class Control:
    """A deliberately wrong variant of the statement, which the same check must reject.

    :param domain: where the variant is quantified over something else than the claim.
    """

    name: str
    statement: Any
    domain: Domain | None = None


@dataclass(frozen=True)
class Claim:
    """One reading of one statement.

    Nothing is checked on construction: :func:`freqbias.claims.defects.defect_of` says what is wrong
    with a claim, so that one bad claim does not keep the others from being examined.

    :param id: permanent, dotted: paper, statement, reading.
    :param statement: the formula as data (SymPy, or an object that prints); what ``check`` judges.
    :param reading: the statement in words, in this reading.
    :param quantity: what the statement is said to equal, for reading.
    :param domain: what it is quantified over; empty for a closed statement.
    :param check: ``check(context, statement) -> Evidence``; also run on every control.
    :param correction: id of the claim that says what is true instead.
    :param correction_pending: where there is none yet: why.
    :param snippet: for a refuted claim, a stand-alone program that prints the defect.
    :param aliases: other ids of the same statement, printed twice or under two numbers.
    :param steps: ids of the steps the paper's proof of this statement consists of.
    :param tacit: for a step, that the proof needs it and does not say so.
    :param misprint: for a step, that it is a slip of print: nothing rests on it.
    :param pending: in place of a check: why there is none yet.
    :param derivation: name of the derivation that shows it step by step.
    :param slow: its check takes minutes: it runs in the full profile, or where the claim is named.
    :param expected: of a claim of one's own, the verdict its author declares; None is any in favour.
    """

    id: str
    source: Source
    kind: Kind
    reading: str
    statement: Any
    domain: Domain = field(default_factory=lambda: NO_DOMAIN)
    check: Check = unbuilt
    controls: tuple[Control, ...] = ()
    assumptions: tuple[str, ...] = ()
    quantity: str = ""
    correction: str | None = None
    correction_pending: str | None = None
    snippet: str | None = None
    aliases: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tacit: bool = False
    misprint: bool = False
    pending: str | None = None
    derivation: str | None = None
    slow: bool = False
    expected: str | None = None

    @property
    def equation(self) -> str:
        """The statement as a line of text."""
        if self.quantity:
            return f"{self.quantity} = {self.statement}"
        if isinstance(self.statement, sp.Equality):
            return f"{self.statement.lhs} = {self.statement.rhs}"
        return str(self.statement)

    @property
    def latex(self) -> str:
        """The statement in LaTeX."""
        return str(sp.latex(self.statement))

    def __str__(self) -> str:
        return f"{self.id}: {self.reading}"
