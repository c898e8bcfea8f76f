"""Examining claims one at a time for pytest: cached, in one worker process, within a time limit."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from freqbias import verification
from freqbias.cache import Cache, default_path
from freqbias.testing.options import Options
from freqbias.verification import Record, Run, Selection
from freqbias.workers import processes

__all__ = ["Examiner", "examiner"]

_T = TypeVar("_T")


class Worker(Executor):
    """One process, started with the first task, and again with the first after it was killed.

    A run whose evidence is in the cache never starts it.
    """

    def __init__(self) -> None:
        self._running = ExitStack()
        self._pool: Executor | None = None

    def submit(self, task: Callable[..., _T], /, *args: Any, **keywords: Any) -> Future[_T]:
        if self._pool is None:
            self._pool = self._running.enter_context(processes(1))
        try:
            return self._pool.submit(task, *args, **keywords)
        except BrokenExecutor:
            self.shutdown()
            return self.submit(task, *args, **keywords)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool = None
        self._running.close()


class Examiner:
    """The records of claims, each found once in a run of pytest."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._cache = Cache(default_path(), _warn)
        self._worker = Worker()
        self._known: dict[tuple[str, Path | None], Record] = {}

    def _run(self, file: Path | None) -> Run:
        name = None if file is None else str(file)
        return Run(seed=self._options.seed, file=name, limit=self._options.timeout)

    def select(self, selectors: list[str], file: Path | None = None) -> Selection:
        """The ids that the selectors match, of the papers or of a file.

        :raises InputError: for a selector that matches nothing, or a file that cannot be read.
        """
        return verification.select(selectors, self._cache, self._run(file))

    def record(self, id_: str, file: Path | None = None) -> Record:
        """What ``freqbias verify`` finds about a claim of the papers, or of a file."""
        if (id_, file) not in self._known:
            (found,) = verification.verify(
                [id_], self._cache, executor=self._worker, run=self._run(file)
            )
            self._known[id_, file] = found
        return self._known[id_, file]

    def close(self) -> None:
        """End the worker."""
        self._worker.shutdown()


def _warn(sentence: str) -> None:
    warnings.warn(pytest.PytestWarning(f"freqbias: {sentence}"), stacklevel=2)


_KEY = pytest.StashKey[Examiner]()


def examiner(config: pytest.Config) -> Examiner:
    """The examiner of this process, made when it is first asked for."""
    if _KEY not in config.stash:
        config.stash[_KEY] = Examiner(Options.of(config))
        config.add_cleanup(config.stash[_KEY].close)
    return config.stash[_KEY]
