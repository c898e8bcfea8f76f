"""Running claims: through any Executor, cached and resumable, each within a time limit."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from freqbias.cache import Cache
from freqbias.workers import OutOfTime, expendable, processes, time_limit

__all__ = [
    "Record",
    "Run",
    "Selection",
    "examine_by_id",
    "select",
    "source_digest",
    "verify",
    "versions",
]

Record = dict[str, Any]
_SOFTWARE = ("sympy", "mpmath", "python-flint", "numpy", "scipy")


@dataclass(frozen=True)
class Run:
    """How claims are examined.

    :param thorough: spot-check at every sample point, and examine slow claims too.
    :param file: a Python file with claims, in place of those of the papers.
    :param limit: seconds after which a check counts as hanging, which is a defect; slow claims of
        the papers have ten times as long.
    """

    seed: int = 0
    thorough: bool = False
    file: str | None = None
    limit: float = 600

    def key(self, id_: str) -> str:
        """What a record of the claim depends on, as a key for the cache."""
        return _key("record", id=id_, seed=self.seed, thorough=self.thorough)


@dataclass(frozen=True)
class Selection:
    """What is to be examined.

    :param ids: in the order of the papers.
    :param left_out: slow claims that were selected, but not by name, for a quick run.
    """

    ids: list[str]
    left_out: list[str]


@lru_cache
def versions() -> dict[str, str]:
    """The software a verdict rests on."""
    return {"python": python_version(), **{name: version(name) for name in _SOFTWARE}}


@lru_cache
def source_digest() -> str:
    """A hash of every Python file of the installed package."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for folder, _, names in sorted(os.walk(root, followlinks=True)):
        for name in sorted(names):
            if name.endswith(".py"):
                path = Path(folder, name)
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _key(what: str, **inputs: Any) -> str:
    data = [what, inputs, source_digest(), versions()]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def select(selectors: Sequence[str], cache: Cache, run: Run | None = None) -> Selection:
    """The ids the selectors match; the list of all ids is cached, so a rerun need not load SymPy.

    :raises InputError: for a selector that matches nothing, or a claim file that cannot be read.
    """
    from freqbias.claims.selection import matching

    run = Run() if run is None else run
    names = _names_in_file(run) if run.file is not None else _known_names(cache)
    found = matching(names["ids"], selectors, names["aliases"])
    named = {names["aliases"].get(selector, selector) for selector in selectors}
    slow = set() if run.thorough else set(names["slow"]) - named
    return Selection([id_ for id_ in found if id_ not in slow], [i for i in found if i in slow])


def _known_names(cache: Cache) -> dict[str, Any]:
    key = _key("ids")
    names = cache.get(key)
    if names is None:
        names = _names(None)
        cache.put(key, names)
    return dict(names)


def _names(file: str | None) -> dict[str, Any]:
    registry = _registry(file)
    slow = [id_ for id_ in registry.ids if registry.find(id_).slow]
    return {"ids": list(registry.ids), "aliases": registry.aliases, "slow": slow}


def _names_in_file(run: Run) -> dict[str, Any]:
    """Read in a process of its own: a file may do anything."""
    from freqbias.theory.errors import InputError

    with processes(1) as pool:
        try:
            return pool.submit(_names_in_time, run).result()
        except BrokenExecutor:
            raise InputError(f"the claim file {run.file} ends the process that runs it") from None


def _names_in_time(run: Run) -> dict[str, Any]:
    from freqbias.theory.errors import InputError

    try:
        with time_limit(run.limit):
            return _names(run.file)
    except OutOfTime:
        sentence = f"the claim file {run.file} did not end within {run.limit:g} seconds"
        raise InputError(sentence) from None


def _registry(file: str | None) -> Any:
    from freqbias.claims.registry import registry_of

    return registry_of(None if file is None else Path(file))


def examine_by_id(id_: str, run: Run) -> Record:
    """Check one claim and its controls; the unit of work of the executor.

    Whatever happens there is a defect of the claim; the record says how long it took in all.
    """
    start = time.perf_counter()
    limit = _limit(id_, run)
    try:
        with time_limit(limit):
            record = _examined_now(id_, run)
            json.dumps(record)  # it must be plain data here, not where it is written
    except OutOfTime:
        record = _defective(id_, run, f"its check did not end within {limit:g} seconds")
    except KeyboardInterrupt:
        if not expendable():
            raise
        record = _defective(id_, run, "it raised KeyboardInterrupt")
    except BaseException as error:
        record = _defective(id_, run, f"it raised {type(error).__name__}: {error}")
    return {**record, "seconds": round(time.perf_counter() - start, 3)}


def _limit(id_: str, run: Run) -> float:
    """Only papers may have slow claims: a file of one's own is read within the limit."""
    slow = run.file is None and _registry(None).find(id_).slow
    return run.limit * (10 if slow else 1)


def _examined_now(id_: str, run: Run) -> Record:
    from freqbias.claims import records

    registry = _registry(run.file)
    defect = registry.defect(id_)
    if defect is not None:
        return _defective(id_, run, defect)
    verdict = records.examine(
        registry.find(id_), versions(), seed=run.seed, thorough=run.thorough, registry=registry
    )
    return records.record(verdict, registry)


def _defective(id_: str, run: Run, defect: str) -> Record:
    from freqbias.claims import records

    registry = _registry(run.file)
    claim = registry.find(id_)
    try:
        record = records.record(records.defective(claim, defect, versions()), registry)
        json.dumps(record)
    except Exception:  # a claim that cannot be shown
        return records.stripped(id_, defect, versions())
    return record


def verify(
    ids: Sequence[str],
    cache: Cache,
    *,
    executor: Executor | None = None,
    run: Run | None = None,
    fresh: bool = False,
    progress: Callable[[str], None] = lambda id_: None,
) -> list[Record]:
    """Records for the ids, in their order: from the cache where it has them, else computed.

    Each record is stored as soon as it is there, so that an interrupted run resumes.  What is defective
    is not stored, nor what comes from a file, which may depend on anything.

    :param executor: any ``concurrent.futures.Executor``; None computes in this process.
    :param fresh: recompute even what the cache has.
    :param progress: called with each id when its record is there.
    """
    run = Run() if run is None else run
    keys = {id_: run.key(id_) for id_ in ids}
    records: dict[str, Record] = {}
    for id_ in ids:
        known = None if fresh or run.file else cache.get(keys[id_])
        if known is not None:
            records[id_] = known
            progress(id_)
    missing = [id_ for id_ in ids if id_ not in records]
    for id_, record in _examined(missing, run, executor):
        if record.get("defect") is None and run.file is None:
            cache.put(keys[id_], record)
        records[id_] = record
        progress(id_)
    return _with_proofs([records[id_] for id_ in ids])


def _with_proofs(records: Sequence[Record]) -> list[Record]:
    from freqbias.claims.ledger import committed
    from freqbias.claims.proofs import judged

    return judged(records, committed())


def _examined(
    ids: Sequence[str], run: Run, executor: Executor | None
) -> Iterator[tuple[str, Record]]:
    if executor is None:
        for id_ in ids:
            yield id_, examine_by_id(id_, run)
        return
    lost = []
    futures = {executor.submit(examine_by_id, id_, run): id_ for id_ in ids}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except BrokenExecutor:  # a worker was killed; which claim it had nobody knows
            lost.append(futures[future])
    yield from _one_by_one(lost, run)


def _one_by_one(ids: Iterable[str], run: Run) -> Iterator[tuple[str, Record]]:
    """Each claim in a process of its own, so that only the one that kills it is lost."""
    for id_ in ids:
        with processes(1) as pool:
            try:
                yield id_, pool.submit(examine_by_id, id_, run).result()
            except BrokenExecutor:
                yield id_, {**_killed(id_), "seconds": 0.0}


def _killed(id_: str) -> Record:
    from freqbias.claims import records

    defect = "the process in which its check ran was killed, or did not end in time"
    return records.stripped(id_, defect, versions())
