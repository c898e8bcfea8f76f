"""Machine code by Numba, kept on disk."""

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

__all__ = ["compiled", "compiled_in_any_order", "inlined_in_any_order"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_SETTINGS: Any = config


def compiled(function: _Function) -> _Function:
    """Machine code that releases the interpreter lock; no fast-math, kept on disk.

    What is kept is filed under the source of the package of the function: Numba itself would not
    renew it when a function that is called changes.
    """
    return _compiled(function, False)


def compiled_in_any_order(function: _Function) -> _Function:
    """As :func:`compiled`, but sums may be added in any order and products fused.

    Only where the error bound holds for every order: ``(N - 1) u sum |t|`` for N terms t.
    """
    return _compiled(function, {"reassoc", "contract"})


def inlined_in_any_order(function: _Function) -> _Function:
    """As :func:`compiled_in_any_order`, and part of what calls it: constants given stay constants."""
    return _compiled(function, {"reassoc", "contract"}, inline=True)


def _compiled(function: _Function, fastmath: set[str] | bool, inline: bool = False) -> _Function:
    before = _SETTINGS.CACHE_DIR
    _SETTINGS.CACHE_DIR = str(_folder(Path(function.__code__.co_filename).parent))
    try:
        decorate = njit(
            nogil=True, cache=True, error_model="numpy", fastmath=fastmath, forceinline=inline
        )
        return cast(_Function, decorate(function))
    finally:
        _SETTINGS.CACHE_DIR = before


@lru_cache
def _folder(package: Path) -> Path:
    digest = hashlib.sha256()
    shared = Path(__file__).parent
    for path in (shared / "compiled.py", shared / "summation.py", *sorted(package.glob("*.py"))):
        digest.update(path.read_bytes())
    return _root() / digest.hexdigest()[:16]


def _root() -> Path:
    """Where Numba is told to keep code, else beside the evidence."""
    if told := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(told)
    own = os.environ.get("FREQBIAS_CACHE")
    return (Path(own) if own else user_cache_path("freqbias")) / "numba"
