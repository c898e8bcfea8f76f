"""The folder a report is written to: whole or not at all, and never over anything else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from freqbias.theory.errors import InputError, shown

__all__ = ["Target"]

_MARKER = ".freqbias-report"  # the files of a report, one a line; so the folder is known as one


class Target:
    """A folder that is absent, empty, or an earlier report and nothing else.

    :raises InputError: if it is anything else, or cannot be written; checked before any work is done.

    >>> folder = Path(tempfile.mkdtemp())
    >>> Target(folder / "report").write({"index.html": "<!doctype html>"})
    >>> (folder / "report" / "index.html").read_text()
    '<!doctype html>'
    >>> _ = (folder / "notes.txt").write_text("mine")
    >>> Target(folder)
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: -o '...' holds ..., which is no part of an earlier report
    """

    def __init__(self, path: str | Path) -> None:
        self._given = str(path)
        self._path = Path(path).resolve()
        if self._path.exists() and not self._path.is_dir():
            raise self._refused("is a file, not a folder")
        if Path.cwd().is_relative_to(self._path):
            raise self._refused("is the folder you are in; name one inside it")
        if self._path.exists():
            self._check_contents()
        self._check_permission()

    def write(self, files: Mapping[str, str]) -> None:
        """Put the files, by path relative to the folder, in its place.

        :raises InputError: if that fails; then what was there is there still, and nothing else.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._scratch() as scratch:
                new, old = scratch / "new", scratch / "old"
                for name, text in {**files, _MARKER: "\n".join(sorted(files)) + "\n"}.items():
                    path = new / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8", newline="\n")
                self._swap(new, old)
        except OSError as error:
            raise self._refused(f"cannot be written: {error.strerror}") from None

    def _swap(self, new: Path, old: Path) -> None:
        if self._path.exists():
            self._path.rename(old)
        try:
            new.rename(self._path)
        except BaseException:
            if old.exists():
                old.rename(self._path)
            raise

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder beside the target, so that renaming is one step; removed whatever happens."""
        path = Path(tempfile.mkdtemp(prefix=f".{self._path.name}.", dir=self._path.parent))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def _check_contents(self) -> None:
        marker = self._path / _MARKER
        try:
            known = (
                set(marker.read_text(encoding="utf-8").split("\n")) if marker.is_file() else set()
            )
            found = (p for p in self._path.rglob("*") if p != marker and not p.is_dir())
            names = sorted(p.relative_to(self._path).as_posix() for p in found)
        except (OSError, UnicodeDecodeError):
            raise self._refused("cannot be read") from None
        foreign = [name for name in names if name not in known]
        if foreign:
            raise self._refused(f"holds {shown(foreign[0])}, which is no part of an earlier report")

    def _check_permission(self) -> None:
        """A folder can be made where the report will be made, and the old one moved away."""
        parent = next(path for path in self._path.parents if path.exists())
        try:
            Path(tempfile.mkdtemp(dir=parent)).rmdir()
        except OSError as error:
            raise self._refused(f"cannot be written: {error.strerror}") from None
        if self._path.exists() and not os.access(self._path, os.W_OK):
            raise self._refused("cannot be written: permission denied")

    def _refused(self, why: str) -> InputError:
        return InputError(f"-o {shown(self._given)} {why}")
