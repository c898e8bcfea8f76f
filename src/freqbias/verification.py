"""Running claims: through any Executor, with the evidence cache, resumable."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from freqbias.cache import Cache

__all__ = [
    "Record",
    "examine_by_id",
    "process_pool",
    "select",
    "source_digest",
    "verify",
    "versions",
]

Record = dict[str, Any]
_SOFTWARE = ("sympy", "mpmath", "python-flint", "numpy", "scipy")


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


def select(selectors: Sequence[str], cache: Cache) -> list[str]:
    """The ids the selectors match; the list of all ids is cached, so a rerun need not load SymPy.

    :raises InputError: for a selector that matches nothing.
    """
    key = _key("ids")
    ids = cache.get(key)
    if ids is None:
        from freqbias.claims import registry

        ids = [claim.id for claim in registry.all_claims()]
        cache.put(key, ids)
    from freqbias.claims.selection import matching

    return matching(ids, selectors)


def examine_by_id(id_: str, seed: int, thorough: bool) -> Record:
    """Check one claim and its controls; the unit of work of the executor."""
    from freqbias.claims import records, registry

    verdict = records.examine(registry.claim(id_), versions(), seed=seed, thorough=thorough)
    return records.record(verdict)


@contextmanager
def process_pool(jobs: int) -> Iterator[Executor | None]:
    """A process pool, or None for one job: then the work is done in this process."""
    if jobs == 1:
        yield None
        return
    import multiprocessing

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["freqbias.claims.registry"])
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def verify(
    ids: Sequence[str],
    cache: Cache,
    *,
    executor: Executor | None = None,
    seed: int = 0,
    thorough: bool = False,
    fresh: bool = False,
    progress: Callable[[str], None] = lambda id_: None,
) -> list[Record]:
    """Records for the ids, in their order: from the cache where it has them, else computed.

    Each record is stored as soon as it is there, so that an interrupted run resumes.

    :param executor: any ``concurrent.futures.Executor``; None computes in this process.
    :param fresh: recompute even what the cache has.
    :param progress: called with each id when its record is there.
    """
    keys = {id_: _key("record", id=id_, seed=seed, thorough=thorough) for id_ in ids}
    records: dict[str, Record] = {}
    for id_ in ids:
        known = None if fresh else cache.get(keys[id_])
        if known is not None:
            records[id_] = known
            progress(id_)
    missing = [id_ for id_ in ids if id_ not in records]
    for id_, record in _examined(missing, seed, thorough, executor):
        cache.put(keys[id_], record)
        records[id_] = record
        progress(id_)
    return [records[id_] for id_ in ids]


def _examined(
    ids: Sequence[str], seed: int, thorough: bool, executor: Executor | None
) -> Iterator[tuple[str, Record]]:
    if executor is None:
        for id_ in ids:
            yield id_, examine_by_id(id_, seed, thorough)
        return
    futures = {executor.submit(examine_by_id, id_, seed, thorough): id_ for id_ in ids}
    for future in as_completed(futures):
        yield futures[future], future.result()
