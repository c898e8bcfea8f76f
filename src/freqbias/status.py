"""One line that says what is being done: on a terminal or in a notebook, nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Event, Thread
from typing import Any

__all__ = ["Say", "status"]

_PATIENCE = 1.0  # seconds before a notebook shows anything: most things are over by then
_PERIOD = 0.5

Say = Callable[[str], None]


@contextmanager
def status(first: str = "") -> Iterator[Say]:
    """Show a line with the time that has passed; call what is given with the next line."""
    if _in_notebook():
        shower = _notebook(first)
    elif sys.stderr is not None and sys.stderr.isatty():
        shower = _terminal(first)
    else:
        shower = _silent()
    with shower as say:
        yield say


@contextmanager
def _silent() -> Iterator[Say]:
    yield lambda line: None


@contextmanager
def _terminal(first: str) -> Iterator[Say]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), Elapsed())
    screen = Console(stderr=True, highlight=False)
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(first, total=None)
        yield lambda line: bar.update(task, description=line)


@contextmanager
def _notebook(first: str) -> Iterator[Say]:
    """A line that a thread renews, and that is empty in the end."""
    line, over, started = [first], Event(), time.monotonic()

    def show() -> None:
        display = import_module("IPython.display").display
        wait, handle = _PATIENCE, None
        while not over.wait(wait):
            shown = _text(f"{line[0]}  {time.monotonic() - started:.0f} s")
            if handle is None:
                handle = display(shown, raw=True, display_id=True)
            else:
                handle.update(shown, raw=True)
            wait = _PERIOD
        if handle is not None:
            handle.update(_text(""), raw=True)

    thread = Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda words: line.__setitem__(0, words)
    finally:
        over.set()
        thread.join()


def _text(line: str) -> dict[str, Any]:
    return {"text/plain": line}


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this; IPython is not imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = getattr(ipython, "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
