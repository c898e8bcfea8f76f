"""The derivation that shows a claim, with references, and with what is printed where it is refuted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.claim import Claim
from freqbias.claims.references import references
from freqbias.claims.registry import Registry, papers
from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.derivation import Derivation, Printed
from freqbias.theory.errors import InputError, nearest

__all__ = ["derivation", "derivations"]


def derivation(name: str, registry: Registry = papers) -> Derivation:
    """The derivation of that name, or the one that shows the claim of that id or alias.

    Where the claim is refuted: the one of its correction, and the printed formula beside it.

    :raises InputError: for an unknown name, or a claim without a derivation.

    >>> derivation("trace.z-scaling").name
    'trace.z-scaling'
    """
    if name in DERIVATIONS:
        return _referenced(DERIVATIONS[name]())
    if registry.aliases.get(name, name) not in registry.ids:
        raise nearest("derivation or claim", name, [*DERIVATIONS, *registry.ids])
    return _of(registry.find(name), registry)


def derivations(names: Iterable[str], registry: Registry = papers) -> tuple[Derivation, ...]:
    """Those of several names, each once, with all that is printed beside it.

    :raises InputError: as :func:`derivation`.

    >>> [found.name for found in derivations(["trace.z-scaling", "trace.z-scaling"])]
    ['trace.z-scaling']
    """
    found: dict[str, Derivation] = {}
    for name in names:
        new = derivation(name, registry)
        old = found.get(new.name, new)
        printed = tuple(dict.fromkeys((*old.printed, *new.printed)))
        found[new.name] = replace(old, printed=printed)
    return tuple(found.values())


def _of(claim: Claim, registry: Registry) -> Derivation:
    shown = claim if claim.correction is None else registry.find(claim.correction)
    if shown.derivation is None:
        raise InputError(f"claim {shown.id!r} has no derivation; freqbias show {shown.id} says why")
    found = _referenced(DERIVATIONS[shown.derivation]())
    erratum = errata().get(claim.id)
    if erratum is None:
        return found
    return replace(found, printed=(Printed(str(claim.source), erratum.printed, erratum.instead),))


def _referenced(found: Derivation) -> Derivation:
    return replace(found, references=references(found.cited))
