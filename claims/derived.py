"""The derivation that shows a claim, with what is printed where it is refuted."""

from __future__ import annotations

from dataclasses import replace

from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.claim import Claim
from freqbias.claims.registry import Registry, papers
from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.derivation import Derivation, Printed
from freqbias.theory.errors import InputError, nearest

__all__ = ["derivation"]


def derivation(name: str, registry: Registry = papers) -> Derivation:
    """The derivation of that name, or the one that shows the claim of that id or alias.

    Where the claim is refuted: the one of its correction, and the printed formula beside it.

    :raises InputError: for an unknown name, or a claim without a derivation.

    >>> derivation("trace.z-scaling").name
    'trace.z-scaling'
    """
    if name in DERIVATIONS:
        return DERIVATIONS[name]()
    if registry.aliases.get(name, name) not in registry.ids:
        raise nearest("derivation or claim", name, [*DERIVATIONS, *registry.ids])
    return _of(registry.find(name), registry)


def _of(claim: Claim, registry: Registry) -> Derivation:
    shown = claim if claim.correction is None else registry.find(claim.correction)
    if shown.derivation is None:
        raise InputError(f"claim {shown.id!r} has no derivation; freqbias show {shown.id} says why")
    found = DERIVATIONS[shown.derivation]()
    erratum = errata().get(claim.id)
    if erratum is None:
        return found
    return replace(found, printed=(Printed(str(claim.source), erratum.printed, erratum.instead),))
