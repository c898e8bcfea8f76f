"""Printing: one console, tables, JSON, files written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "STYLES",
    "console",
    "folder",
    "json_target",
    "note",
    "print_json",
    "write_bytes",
    "write_json",
    "write_text",
]

STYLES = {
    "PROVED": "bold green",
    "CERTIFIED": "bold green",
    "SUPPORTED": "green",
    "REFUTED": "bold red",
    "CONTRADICTED": "red",
    "UNDECIDED": "yellow",
}


def console(*, stderr: bool = False) -> Console:
    """A console; off a terminal it is 100 columns wide and plain.  NO_COLOR is respected."""
    from rich.console import Console

    class Piped(Console):
        """Leaves a closed pipe to ``main`` instead of exiting with status 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    width = None if Piped(stderr=stderr).is_terminal else 100
    return Piped(stderr=stderr, highlight=False, emoji=False, width=width)


def note(sentence: str) -> None:
    """A remark on standard error."""
    click.echo(f"freqbias: {sentence}", err=True)


def print_json(data: Any) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def json_target(target: str, option: str = "--json") -> Path | None:
    """The file to write, checked before any work is done; None is standard output (``-``).

    :raises click.ClickException: if it is no file that can be written.
    """
    if target == "-":
        return None
    path = Path(target).resolve()
    if not target or path.is_dir() or not path.parent.is_dir():
        raise click.ClickException(f"{option} {target!r} cannot be written: it names no file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise click.ClickException(f"{option} {target!r} cannot be written: permission denied")
    return path


def write_json(data: Any, path: Path) -> None:
    """JSON to a file, as :func:`write_text` does."""
    write_text(json.dumps(data, indent=2, ensure_ascii=False), path, "--json")


def write_text(text: str, path: Path, option: str) -> None:
    """Text to a file, as :func:`write_bytes` does."""
    write_bytes(text.encode(), path, option)


def write_bytes(data: bytes, path: Path, option: str) -> None:
    """A file, replaced in one step; a device or pipe is written as it is.

    :param option: the option that named the file, for the message.
    :raises click.ClickException: if writing fails; then the old file is untouched.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(
            f"{option} {str(path)!r} cannot be written: {error.strerror}"
        ) from None


def folder(target: str, option: str) -> Path:
    """A folder to write into, made if need be, checked before any work is done.

    :raises click.ClickException: if it cannot be written.
    """
    path = Path(target)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"{option} {target!r} cannot be made: {error.strerror}"
        ) from None
    if not os.access(path, os.W_OK):
        raise click.ClickException(f"{option} {target!r} cannot be written: permission denied")
    return path
