"""Machine code for the steps of two-layer networks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core import config
from platformdirs import user_cache_path

__all__ = ["compiled"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_SETTINGS: Any = config


def compiled(function: _Function) -> _Function:
    """Machine code by Numba that releases the interpreter lock; no fast-math, kept on disk.

    What is kept is filed under the source of this package: Numba itself would not renew it when a
    function that is called changes.
    """
    before = _SETTINGS.CACHE_DIR
    _SETTINGS.CACHE_DIR = str(_folder())
    try:
        return cast(_Function, njit(nogil=True, cache=True, error_model="numpy")(function))
    finally:
        _SETTINGS.CACHE_DIR = before


@lru_cache
def _folder() -> Path:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    root = os.environ.get("FREQBIAS_CACHE")
    return (Path(root) if root else user_cache_path("freqbias")) / "numba" / digest.hexdigest()[:16]
