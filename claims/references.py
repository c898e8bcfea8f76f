"""Where cited theorems are to be read: the references of ``theorems`` with their BibTeX entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Reference

__all__ = ["entries", "references"]

_PAPER = "basri2020"


def references(theorems: Iterable[str]) -> tuple[Reference, ...]:
    """The paper, and the reference of each theorem.

    The BibTeX entry of a theorem is the one whose author and year its reference names.

    >>> [reference.key for reference in references(["Mercer's theorem"])]
    ['basri2020', 'mercer1909']
    """
    paper = Reference("the paper", "Basri et al. 2020", _PAPER, entries()[_PAPER])
    return paper, *(_reference(theorem) for theorem in dict.fromkeys(theorems))


def _reference(theorem: str) -> Reference:
    text = THEOREMS[theorem]
    for key, entry in entries().items():
        if all(word in text.lower() for word in re.findall(r"[a-z]+|\d+", key)):
            return Reference(theorem, text, key, entry)
    return Reference(theorem, text)


@lru_cache
def entries() -> dict[str, str]:
    """The BibTeX entries by key."""
    text = files("freqbias.claims").joinpath("references.bib").read_text(encoding="utf-8")
    found = re.findall(r"^(@\w+\{(\w+),.*?^\})", text, re.M | re.S)
    return {key: entry for entry, key in found}
