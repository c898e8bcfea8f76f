"""The judge: a pure function from a claim and its evidence to a verdict.  It computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from freqbias.claims import display
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.defects import LEAST_CONTROLS
from freqbias.claims.domain import Domain, bounded, contains, covers
from freqbias.claims.evidence import Evidence, Finding, Rigour

__all__ = ["VERDICTS", "Ruling", "Status", "Verdict", "judge", "rule"]


class Status(Enum):
    """The verdicts."""

    PROVED = "PROVED"
    CERTIFIED = "CERTIFIED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    CONTRADICTED = "CONTRADICTED"
    UNDECIDED = "UNDECIDED"


VERDICTS = tuple(status.value for status in Status)
_NEVER_PROVED = {Kind.FIGURE}
_REJECTED = {Status.REFUTED, Status.CONTRADICTED}


@dataclass(frozen=True)
class Ruling:
    """A status and the sentence that explains it.

    :param everywhere: for a refutation, whether it fails at every point of the domain.
    """

    status: Status
    reason: str
    everywhere: bool = False


@dataclass(frozen=True, repr=False)
class Verdict:
    """The verdict on one claim, with all it rests on.

    :param defect: what is wrong with the claim or its check; then nothing is decided.
    """

    claim: Claim
    ruling: Ruling
    evidence: Evidence
    controls: Mapping[str, Status]
    defect: str | None = None

    @property
    def status(self) -> Status:
        """The status."""
        return self.ruling.status

    @property
    def rejected(self) -> int:
        """How many controls the check rejected."""
        return sum(status in _REJECTED for status in self.controls.values())

    @property
    def trust_base(self) -> tuple[str, ...]:
        """Theorems cited and software relied on."""
        software = (f"{name} {version}" for name, version in (self.evidence.versions or {}).items())
        return (*self.evidence.cited, *software)

    def __str__(self) -> str:
        return f"{self.status.value}  {self.claim.id}: {self.ruling.reason}"

    def __repr__(self) -> str:
        return display.text(self)

    def _repr_latex_(self) -> str:
        return display.latex(self)

    def _repr_html_(self) -> str:
        return display.html(self)


def rule(kind: Kind, domain: Domain, evidence: Evidence) -> Ruling:
    """The status that the evidence alone supports for a statement of this kind and domain.

    PROVED: exact, the whole domain covered, and for identities an independent ball check at some
    point that contains zero; an asymptotic statement through a proved one with explicit constants.
    CERTIFIED: balls over the whole of a bounded domain.  REFUTED: a
    witness in the domain whose defect excludes zero.  Never stronger than the domain covered.
    """
    if evidence.finding is Finding.OPEN:
        return Ruling(Status.UNDECIDED, evidence.note or "the check decided nothing")
    if evidence.finding is Finding.FAILS:
        return _against(domain, evidence)
    return _in_favour(kind, domain, evidence)


def _against(domain: Domain, evidence: Evidence) -> Ruling:
    if evidence.rigour in (Rigour.NUMERICAL, Rigour.STATISTICAL):
        return Ruling(Status.CONTRADICTED, evidence.note or "numerics disagree")
    witness = evidence.witness
    if witness is None or not witness.spot.excludes_zero:
        return Ruling(Status.UNDECIDED, "it failed without a witness whose defect excludes zero")
    if not contains(domain, witness.spot.point):
        return Ruling(Status.UNDECIDED, f"the witness {witness.spot} is not in the domain")
    everywhere = evidence.rigour is Rigour.EXACT and covers(evidence.covered, domain)
    extent = "it fails on its whole domain" if everywhere else "it fails"
    return Ruling(Status.REFUTED, f"{extent}: {witness.meaning} {witness.spot}", everywhere)


def _in_favour(kind: Kind, domain: Domain, evidence: Evidence) -> Ruling:
    if any(spot.excludes_zero for spot in evidence.spots):
        return Ruling(
            Status.UNDECIDED, "the exact result and a ball enclosure contradict each other"
        )
    if evidence.rigour in (Rigour.NUMERICAL, Rigour.STATISTICAL):
        return Ruling(Status.SUPPORTED, evidence.note or "numerics agree")
    if kind in _NEVER_PROVED:
        return Ruling(Status.SUPPORTED, f"for a statement of kind {kind.value} no more is claimed")
    if not evidence.covered:
        return Ruling(Status.UNDECIDED, "it is said to hold, but nothing was covered")
    if not covers(evidence.covered, domain):
        return Ruling(Status.SUPPORTED, "it holds, rigorously, on a smaller domain than stated")
    if evidence.rigour is Rigour.BALLS:
        if bounded(domain):
            return Ruling(Status.CERTIFIED, "enclosed over the whole domain")
        return Ruling(Status.SUPPORTED, "enclosures do not reach an unbounded domain")
    if kind is Kind.ASYMPTOTIC and not evidence.claims:
        return Ruling(Status.SUPPORTED, "no statement with explicit constants is behind it")
    if kind is Kind.IDENTITY and not any(contains(domain, s.point) for s in evidence.spots):
        return Ruling(Status.SUPPORTED, "exact, but not spot-checked by balls")
    return Ruling(Status.PROVED, evidence.note or f"exact {_extent(domain)}; {_checks(evidence)}")


def _extent(domain: Domain) -> str:
    ranges = ", ".join(f"{name} in {range_}" for name, range_ in domain.items())
    return f"for {ranges}" if ranges else "(a closed statement)"


def _checks(evidence: Evidence) -> str:
    count = len(evidence.spots)
    return f"{count} ball check{'s' * (count != 1)} by another route"


def judge(claim: Claim, evidence: Evidence, controls: Mapping[str, Evidence]) -> Verdict:
    """The verdict; a check that lets a control pass, or has too few, decides nothing."""
    statuses = {
        control.name: rule(
            claim.kind, control.domain or claim.domain, controls[control.name]
        ).status
        for control in claim.controls
        if control.name in controls
    }
    ruling = rule(claim.kind, claim.domain, evidence)
    defect = _broken(claim, statuses) if evidence.finding is not Finding.OPEN else None
    if defect is not None:
        ruling = Ruling(Status.UNDECIDED, defect)
    return Verdict(claim, ruling, evidence, statuses, defect)


def _broken(claim: Claim, statuses: Mapping[str, Status]) -> str | None:
    names = (control.name for control in claim.controls)
    passed = sorted(name for name in names if statuses.get(name) not in _REJECTED)
    if passed:
        return f"the check is broken: it does not reject the control {', '.join(passed)}"
    if len(claim.controls) < LEAST_CONTROLS:
        return f"the check has fewer than {LEAST_CONTROLS} negative controls"
    return None
