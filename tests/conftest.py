"""One Hypothesis profile for continuous integration, one for the night, and a private cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Two workers with two BLAS threads each on two cores wait for one another; set before NumPy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Machine code is compiled once for all workers and for the processes that tests start.
_COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "numba"
os.environ.setdefault("NUMBA_CACHE_DIR", str(_COMPILED))

settings.register_profile("ci", max_examples=40, derandomize=True, deadline=None, print_blob=True)
settings.register_profile("nightly", max_examples=500, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def _private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the evidence cache of the person who runs it."""
    monkeypatch.setenv("FREQBIAS_CACHE", str(tmp_path))
