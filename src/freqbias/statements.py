"""The public names about statements: checking, deriving, the ledger."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any
from warnings import warn

from freqbias.cache import Cache, default_path
from freqbias.claims import derived, records, registry
from freqbias.claims.judge import Verdict
from freqbias.completion import Ledger
from freqbias.derivations.derivation import Derivation
from freqbias.live import progress
from freqbias.theory.errors import InputError
from freqbias.verdicts import Verdicts, verdicts
from freqbias.verification import Run, select, versions
from freqbias.verification import verify as _verify

__all__ = ["check", "derive", "ledger", "verify"]


def check(claim: str | Ledger, *, seed: int = 0, thorough: bool = False) -> Verdict:
    """Check one claim and its negative controls now, and judge; a terminal or notebook shows progress.

    :param claim: an id, an alias, or a place in ``ledger``.
    :param thorough: spot-check at every sample point.
    :raises InputError: unknown id (the nearest is suggested), or the beginning of several ids.

    >>> verdict = check("basri2020.arccos.step")
    >>> verdict.status.value, verdict.claim.correction
    ('REFUTED', 'basri2020.arccos.step.corrected')
    """
    name = _name(claim)
    below = [id_ for id_ in ledger.ids if id_.startswith(f"{name}.")]
    if below and name not in ledger.ids:
        raise InputError(f"{name!r} is {len(below)} claims, not one; verify({name!r}) checks them")
    entry = registry.claim(name)
    with progress([entry.id]):
        return records.examine(entry, versions(), seed=seed, thorough=thorough)


def verify(
    *claims: str | Ledger,
    seed: int = 0,
    thorough: bool = False,
    fresh: bool = False,
    executor: Executor | None = None,
) -> Verdicts:
    """Verdicts on all claims that are selected, from the cache where it has them: a table.

    :param claims: ids, beginnings of ids, aliases, or places in ``ledger``; none is all.
    :param thorough: spot-check at every sample point, and examine slow claims too.
    :param fresh: compute even what the cache has.
    :param executor: a ``concurrent.futures.Executor`` of processes to share the work.
    :raises InputError: for what matches no claim.

    >>> verify("basri2020.arccos").summary
    '3 claims: 2 PROVED, 1 REFUTED; 16 of 16 controls rejected'
    """
    run, cache = Run(seed=seed, thorough=thorough), Cache(default_path(), _note)
    chosen = select([_name(claim) for claim in claims], cache, run)
    with progress(chosen.ids) as tick:
        found = _verify(chosen.ids, cache, executor=executor, run=run, fresh=fresh, progress=tick)
    return verdicts(found, chosen.left_out)


def _name(claim: str | Ledger) -> str:
    return claim.id if isinstance(claim, Ledger) else str(claim)


def _note(sentence: str) -> None:
    warn(sentence, stacklevel=2)


def derive(name: str) -> Derivation:
    """A derivation by name, or that of a claim; printing it checks every step.

    For a refuted claim it is the derivation of its correction, with what is printed beside it.

    :raises InputError: unknown name; the nearest is suggested.

    >>> derive("basri2020.lemma1").name
    'ode.half-turn'
    """
    return derived.derivation(str(name))


def _ledger() -> Ledger:
    from freqbias.claims.ledger import committed

    entries = committed()
    names = {name: id_ for id_, entry in entries.items() for name in (id_, *entry["aliases"])}
    return Ledger({id_: entry["verdict"] for id_, entry in entries.items()}, names)


ledger: Any = _ledger()
