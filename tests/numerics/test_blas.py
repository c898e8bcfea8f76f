"""BLAS has its threads back when the last that limits them has left, in whatever order."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_OVERLAP = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
from threadpoolctl import threadpool_info

from freqbias.numerics.blas import one_blas_thread

both, left = Barrier(2), Event()


def threads():
    return [found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"]


def use(place):
    with one_blas_thread():
        both.wait(60)
        if place != sys.argv[1]:
            left.wait(60)
        found = threads()
    left.set()
    return found


before = threads()
with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
    asked = [one.submit(use, "earlier"), other.submit(use, "later")]
    found = [one for call in asked for one in call.result()]
print(*before, *found, *threads())
"""


@pytest.mark.parametrize("leaves_first", ["earlier", "later"])
def test_threads_that_overlap(leaves_first: str) -> None:
    """In a process of its own: what threads BLAS may use is decided when it is loaded."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2"}
    command = [sys.executable, "-c", _OVERLAP, leaves_first]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    before, earlier, later, after = done.stdout.split()
    if before == "1":
        pytest.skip("this BLAS has one thread only")
    assert (earlier, later, after) == ("1", "1", before)
