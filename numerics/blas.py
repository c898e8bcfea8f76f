"""One BLAS thread where threads share the cores already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from threadpoolctl import threadpool_limits

__all__ = ["one_blas_thread"]


class _Limit(Thread):
    """Sets the limit and restores it: threadpoolctl lets only the thread that set one restore it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.set, self.over = Event(), Event()

    def run(self) -> None:
        with threadpool_limits(1, "blas"):
            self.set.set()
            self.over.wait()


_LOCK = Lock()
_INSIDE: list[_Limit] = []  # the limit, once for each that is inside


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """BLAS runs in the thread that calls it, until the last that is inside has left.

    The limit is one of the whole process: set and restored by each of several threads for itself, the
    last to leave would restore the 1 that it found.

    >>> with one_blas_thread():
    ...     pass
    """
    with _LOCK:
        limit = _INSIDE[0] if _INSIDE else _Limit()
        if not _INSIDE:
            limit.start()
            limit.set.wait()
        _INSIDE.append(limit)
    try:
        yield
    finally:
        with _LOCK:
            _INSIDE.pop()
            if not _INSIDE:
                limit.over.set()
                limit.join()
