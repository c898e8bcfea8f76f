"""Files that are written together or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from freqbias.theory.errors import InputError

__all__ = ["target", "write"]


def target(path: str | os.PathLike[str], ending: str = "") -> Path:
    """The file to write, looked at before any work is done.

    :param ending: what its name must end in.
    :raises InputError: if its name does not, if it is a folder, if its folder is none, or if it
        cannot be written.
    """
    file = Path(path)
    if file.is_dir() or not file.name:
        raise InputError(f"file {str(path)!r} cannot be written: it is a folder")
    if not file.name.lower().endswith(ending):
        raise InputError(f"file {str(path)!r} cannot be written: its name does not end in {ending}")
    if not file.parent.is_dir():
        raise InputError(f"file {str(path)!r} cannot be written: {file.parent} is no folder")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise InputError(f"file {str(path)!r} cannot be written: permission denied")
    return file


def write(files: Mapping[Path, bytes]) -> None:
    """Write all beside their places, then move them there; after an error nothing of it is left.

    :raises InputError: if a file cannot be written.
    """
    with ExitStack() as stack:
        parts = {file: file.with_name(f".{file.name}.{os.getpid()}.part") for file in files}
        for file, part in parts.items():
            stack.callback(part.unlink, missing_ok=True)
            try:
                part.write_bytes(files[file])
            except OSError as error:
                sentence = f"file {str(file)!r} cannot be written: {error.strerror}"
                raise InputError(sentence) from None
        for file, part in parts.items():
            part.replace(file)
