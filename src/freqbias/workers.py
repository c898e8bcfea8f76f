"""Worker processes and time limits."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from types import FrameType

from threadpoolctl import threadpool_limits

__all__ = ["OutOfTime", "expendable", "process_pool", "processes", "time_limit"]

_GRACE = 10.0  # seconds between the exception and the end of a worker that does not heed it
_state = {"expendable": False}


class OutOfTime(BaseException):
    """The time is over; not an Exception, so that no check can catch it by accident."""


@contextmanager
def process_pool(jobs: int) -> Iterator[Executor | None]:
    """A process pool, or None for one job: then the work is done in this process."""
    if jobs == 1:
        yield None
        return
    with processes(jobs) as pool:
        yield pool


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Processes that have loaded the claims; interrupts are left to this one."""
    import multiprocessing

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["freqbias.claims.registry"])
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)
    try:
        yield pool
    finally:
        workers = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:  # what is wanted of them is there; a thread may hold them for ever
            worker.kill()


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _state["expendable"] = True
    threadpool_limits(1, "blas")  # the processes share the cores already
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with open(os.devnull, "w") as nowhere:  # what checks print is no part of a report
        os.dup2(nowhere.fileno(), 1)


def _end_with_parent() -> None:
    """A parent that is killed leaves no workers behind, which would wait for tasks for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def expendable() -> bool:
    """Whether this process is a worker, which may be ended."""
    return _state["expendable"]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`OutOfTime` after a time; only in a main thread, for only it gets signals.

    A worker process that is deep in C code and does not see the signal ends a little later.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    started = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with _last_resort(seconds + _GRACE):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:  # somebody else's timer goes on
            signal.setitimer(
                signal.ITIMER_REAL, max(left - time.monotonic() + started, 1e-6), interval
            )


@contextmanager
def _last_resort(seconds: float) -> Iterator[None]:
    """End a worker process after a time, whatever it does: this timer needs no interpreter."""
    if not _state["expendable"]:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
