"""What a check works through: everything it asks for is recorded as part of its trust base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from freqbias.claims.domain import Domain
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation
from freqbias.theory.errors import InputError, nearest
from freqbias.theory.kernels import Kernel, named

if TYPE_CHECKING:
    from freqbias.claims.judge import Verdict

__all__ = ["Context"]

_Name = TypeVar("_Name")


@dataclass
class Context:
    """Records the theorems, derivations and kernels that one run of a check asks for.

    :param seed: for checks that sample; the only source of randomness.
    :param thorough: spot-check at every sample point instead of one for each chart.
    :param examine: how to examine another claim, for checks that rest on one.
    """

    seed: int = 0
    thorough: bool = False
    examine: Callable[[str], Verdict] | None = None
    _cited: list[str] = field(default_factory=list)
    _derivations: list[str] = field(default_factory=list)
    _kernels: list[str] = field(default_factory=list)
    _claims: list[str] = field(default_factory=list)
    _via: list[tuple[str, str]] = field(default_factory=list)

    def cite(self, theorem: str) -> None:
        """Rely on a theorem that is not proved here."""
        if theorem not in THEOREMS:
            raise nearest("theorem", theorem, THEOREMS)
        _add(self._cited, theorem)

    def rely_on(self, derivation: Derivation) -> None:
        """Rely on a derivation: every step is checked now and must be exact or cited."""
        derivation.require()
        _add(self._derivations, derivation.name)
        for theorem in derivation.cited:
            self.cite(theorem)
            _add(self._via, (derivation.name, theorem))

    def kernel(self, name: str) -> Kernel:
        """A kernel by name."""
        _add(self._kernels, name)
        return named(name)

    def claim(self, id_: str) -> None:
        """Rely on another claim, which is examined now.

        :raises InputError: if it is neither proved nor certified, or nobody can examine it.
        """
        verdict = None if self.examine is None else self.examine(id_)
        if verdict is None or verdict.status.value not in ("PROVED", "CERTIFIED"):
            found = "not examined" if verdict is None else verdict.status.value
            raise InputError(f"this rests on {id_}, which is {found}")
        _add(self._claims, id_)

    def holds(
        self, covered: tuple[Domain, ...], spots: tuple[Spot, ...], note: str = ""
    ) -> Evidence:
        """It was proved exactly on ``covered``; ``spots`` enclose the defect independently."""
        return self._evidence(Finding.HOLDS, Rigour.EXACT, covered=covered, spots=spots, note=note)

    def fails(self, witness: Witness, covered: tuple[Domain, ...] = ()) -> Evidence:
        """It fails at a witness; ``covered`` is where it was proved to fail."""
        rigour = Rigour.EXACT if covered else Rigour.BALLS
        return self._evidence(Finding.FAILS, rigour, covered=covered, witness=witness)

    def open(self, reason: str) -> Evidence:
        """Nothing was decided."""
        return self._evidence(Finding.OPEN, Rigour.NUMERICAL, note=reason)

    def _evidence(self, finding: Finding, rigour: Rigour, **parts: Any) -> Evidence:
        return Evidence(
            finding,
            rigour,
            cited=tuple(self._cited),
            derivations=tuple(self._derivations),
            kernels=tuple(self._kernels),
            claims=tuple(self._claims),
            via=tuple(self._via),
            seed=self.seed,
            **parts,
        )


def _add(names: list[_Name], name: _Name) -> None:
    if name not in names:
        names.append(name)
