"""The derivation that shows a claim, with references, and what is printed where it is refuted."""

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

__all__ = ["derivation", "derivations", "everything"]


def derivation(name: str, registry: Registry = papers) -> Derivation:
    """The derivation of that name, or the one that shows the claim of that id or alias.

    Where the claim is refuted: its own, which shows why, or else the one of its correction, and the
    printed formula beside it.

    :raises InputError: for an unknown name, or a claim without a derivation.

    >>> derivation("trace.z-scaling").name
    'trace.z-scaling'
    """
    found = derivations([name], registry)
    if len(found) > 1:
        listed = ", ".join(each.name for each in found)
        raise InputError(f"{name!r} is several statements, with the derivations {listed}")
    return found[0]


def derivations(names: Iterable[str], registry: Registry = papers) -> tuple[Derivation, ...]:
    """Those of several names, each once, with all that is printed beside it.

    The beginning of several ids stands for those of these claims that have a derivation.

    :raises InputError: as :func:`derivation`.

    >>> found = derivations(["basri2020.eq20.scale", "basri2020.eq20.convention"])
    >>> [len(each.printed) for each in found]
    [2]
    """
    wanted: dict[str, tuple[Printed, ...]] = {}
    for name in (each for given in names for each in _meant(given, registry)):
        found, printed = _found(name, registry)
        wanted[found] = tuple(dict.fromkeys((*wanted.get(found, ()), *printed)))
    built = {found: DERIVATIONS[found]() for found in wanted}
    return tuple(
        replace(each, printed=wanted[found], references=references(each.cited))
        for found, each in built.items()
    )


def everything(registry: Registry = papers) -> tuple[str, ...]:
    """The names of all derivations, then the refuted claims that have one."""
    refuted = (id_ for id_ in errata() if _shown(registry.find(id_), registry).derivation)
    return (*DERIVATIONS, *refuted)


def _meant(name: str, registry: Registry) -> list[str]:
    """The name itself, or the claims below it that have a derivation."""
    if name in DERIVATIONS or registry.aliases.get(name, name) in registry.ids:
        return [name]
    below = [id_ for id_ in registry.ids if id_.startswith(f"{name}.")]
    return [i for i in below if _shown(registry.find(i), registry).derivation] or [name]


def _found(name: str, registry: Registry) -> tuple[str, tuple[Printed, ...]]:
    """The name of the derivation, and what is printed."""
    if name in DERIVATIONS:
        return name, ()
    if registry.aliases.get(name, name) not in registry.ids:
        raise nearest("derivation or claim", name, [*DERIVATIONS, *registry.ids])
    claim = registry.find(name)
    shown = _shown(claim, registry)
    if shown.derivation is None:
        raise InputError(f"claim {shown.id!r} has no derivation; freqbias show {shown.id} says why")
    erratum = errata().get(claim.id)
    if erratum is None:
        return shown.derivation, ()
    return shown.derivation, (Printed(str(claim.source), erratum.printed, erratum.instead),)


def _shown(claim: Claim, registry: Registry) -> Claim:
    """The claim itself, if it has a derivation or no correction; or what holds instead."""
    if claim.derivation is not None or claim.correction is None:
        return claim
    return registry.find(claim.correction)
