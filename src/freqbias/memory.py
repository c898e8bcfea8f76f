"""How much memory there is, so that what cannot fit is refused before it is allocated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from freqbias.theory.errors import InputError

__all__ = ["available", "in_words", "require"]


class _Version(NamedTuple):
    """Where one version of Linux control groups keeps what it knows."""

    folder: str
    limit: str
    usage: str
    cache: str  # given back when memory is short: the working set is usage without it


_FIRST = _Version(
    "sys/fs/cgroup/memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    "total_inactive_file",
)
_SECOND = _Version("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file")


def available(root: Path = Path("/")) -> int | None:
    """Bytes that can still be had: the least that machine and control groups leave; None if unknown.

    :param root: of the file system that has ``proc`` and ``sys``.
    """
    found = [*_machine(root), *_groups(root)]
    return max(min(found), 0) if found else None


def require(needed: int, what: str) -> None:
    """Refuse what does not fit.

    :raises InputError: saying how much is needed and how much is there.

    >>> require(10**18, "10^15 points")
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: 10^15 points need about 1000 PB of memory, but ... are there
    """
    there = available()
    if there is not None and needed > there:
        raise InputError(
            f"{what} need about {in_words(needed)} of memory, but {in_words(there)} are there"
        )


def in_words(size: int) -> str:
    """Bytes as a person reads them.

    >>> in_words(1_340_000_000), in_words(52_000_000)
    ('1.3 GB', '52 MB')
    """
    scaled, unit = size / 1e6, "MB"
    for larger in ("GB", "TB", "PB"):
        if scaled >= 1000:
            scaled, unit = scaled / 1000, larger
    return f"{scaled:.{1 if scaled < 10 else 0}f} {unit}"


def _machine(root: Path) -> Iterator[int]:
    """What the kernel says is available; elsewhere than on Linux all that is built in."""
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            yield 1024 * int(line.split()[1])
            return
    if root == Path("/") and "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _groups(root: Path) -> Iterator[int]:
    """What each control group around this process leaves, of either version."""
    for line in _lines(root / "proc/self/cgroup"):
        hierarchy, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            version = _FIRST
        elif hierarchy == "0":
            version = _SECOND
        else:
            continue
        inner = PurePosixPath(path.lstrip("/"))
        for group in (inner, *inner.parents):  # a container may see its own group as the root
            yield from _left(root / version.folder / group, version)


def _left(group: Path, version: _Version) -> Iterator[int]:
    limit, usage = (_lines(group / name) for name in (version.limit, version.usage))
    if limit and usage and limit[0].isdigit():
        stat = dict(line.split() for line in _lines(group / "memory.stat"))
        yield int(limit[0]) - int(usage[0]) + int(stat.get(version.cache, 0))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
