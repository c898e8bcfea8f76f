"""Printing: one console, tables, JSON, files written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["STYLES", "console", "note", "print_json", "write_json"]

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

    probe = Console(stderr=stderr)
    width = None if probe.is_terminal else 100
    return Console(stderr=stderr, highlight=False, emoji=False, width=width)


def note(sentence: str) -> None:
    """A remark on standard error."""
    click.echo(f"freqbias: {sentence}", err=True)


def print_json(data: Any) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def write_json(data: Any, target: str) -> None:
    """JSON to a file, replaced in one step; ``-`` is standard output.

    :raises click.ClickException: if the file cannot be written.
    """
    if target == "-":
        print_json(data)
        return
    import tempfile

    path = Path(target)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, indent=2, ensure_ascii=False)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except OSError as error:
        raise click.ClickException(
            f"--json {target!r} cannot be written: {error.strerror}"
        ) from None
