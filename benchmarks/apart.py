"""A call in a process of its own: what it returns, and the most memory the process ever held."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def apart(call: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> tuple[_T, int]:
    """The result and the peak in bytes, interpreter and libraries included; Linux."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measured, call, *arguments, **named).result()


def _measured(call: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> tuple[_T, int]:
    result = call(*arguments, **named)
    # not getrusage, whose peak a new program inherits from the one that started it
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return result, 1024 * int(line.split()[1])
    raise OSError("/proc/self/status does not tell the peak of memory")
