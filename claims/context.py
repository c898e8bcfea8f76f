"""What a check works through: everything it asks for is recorded as part of its trust base."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from freqbias.claims.domain import Domain
from freqbias.claims.evidence import Evidence, Finding, Rigour, Spot, Witness
from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation
from freqbias.theory.errors import nearest
from freqbias.theory.kernels import Kernel, named

__all__ = ["Context"]


@dataclass
class Context:
    """Records the theorems, derivations and kernels that one run of a check asks for.

    :param seed: for checks that sample; the only source of randomness.
    :param thorough: spot-check at every sample point instead of one for each chart.
    """

    seed: int = 0
    thorough: bool = False
    _cited: list[str] = field(default_factory=list)
    _derivations: list[str] = field(default_factory=list)
    _kernels: list[str] = field(default_factory=list)

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

    def kernel(self, name: str) -> Kernel:
        """A kernel by name."""
        _add(self._kernels, name)
        return named(name)

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
            seed=self.seed,
            **parts,
        )


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
