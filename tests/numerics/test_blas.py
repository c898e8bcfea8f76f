"""BLAS has its threads back when the last that limits them has left, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from freqbias.numerics.blas import one_blas_thread


def _threads() -> set[int]:
    return {found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"}


@pytest.fixture
def two() -> Iterator[None]:
    with threadpool_limits(2, "blas"):
        if _threads() != {2}:
            pytest.skip("BLAS has one thread only")
        yield


@pytest.mark.usefixtures("two")
def test_one_inside_and_all_back_after_an_error() -> None:
    with pytest.raises(KeyError), one_blas_thread():
        raise KeyError
    assert _threads() == {2}


@pytest.mark.parametrize("first", ["first in, first out", "first in, last out"])
def test_threads_that_overlap(first: str) -> None:
    before, both, left = _threads(), Barrier(2), Event()

    def use(leaves_first: bool) -> set[int]:
        with one_blas_thread():
            both.wait(60)
            if not leaves_first:
                left.wait(60)
            found = _threads()
        left.set()
        return found

    earlier = first == "first in, first out"
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(use, [earlier, not earlier]))
    assert found == [{1}, {1}]
    assert _threads() == before
