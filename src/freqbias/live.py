"""What is being checked, and for how long: on a terminal or in a notebook, nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Event, Thread
from typing import Any

__all__ = ["progress"]

_PATIENCE = 1.0  # seconds before anything is shown: most checks are over by then
_PERIOD = 0.5

Tick = Callable[[str], None]


@contextmanager
def progress(ids: list[str]) -> Iterator[Tick]:
    """Show what is done of the ids; the tick is called with each that is there.

    :param ids: in the order in which they are likely to come.
    """
    if _in_notebook():
        shower = _notebook(ids)
    elif sys.stderr is not None and sys.stderr.isatty():
        shower = _terminal(ids)
    else:
        shower = _silent()
    with shower as tick:
        yield tick


@contextmanager
def _silent() -> Iterator[Tick]:
    yield lambda id_: None


@contextmanager
def _terminal(ids: list[str]) -> Iterator[Tick]:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), Elapsed())
    left = dict.fromkeys(ids)
    screen = Console(stderr=True, highlight=False)
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(_next(left), total=len(ids))

        def tick(id_: str) -> None:
            left.pop(id_, None)
            bar.update(task, advance=1, description=_next(left))

        yield tick


@contextmanager
def _notebook(ids: list[str]) -> Iterator[Tick]:
    """A line that a thread renews, and that is empty in the end."""
    left, over, started = dict.fromkeys(ids), Event(), time.monotonic()

    def show() -> None:
        display = import_module("IPython.display").display
        wait, handle = _PATIENCE, None
        while not over.wait(wait):
            line = f"{len(ids) - len(left)}/{len(ids)}  {_next(left)}"
            shown = _line(f"{line}  {time.monotonic() - started:.0f} s")
            if handle is None:
                handle = display(shown, raw=True, display_id=True)
            else:
                handle.update(shown, raw=True)
            wait = _PERIOD
        if handle is not None:
            handle.update(_line(""), raw=True)

    thread = Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda id_: left.pop(id_, None)
    finally:
        over.set()
        thread.join()


def _line(text: str) -> dict[str, Any]:
    return {"text/plain": text}


def _next(left: dict[str, None]) -> str:
    """The claim that is likely being checked."""
    return next((f"checking {id_}" for id_ in list(left)), "")


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this; IPython is not imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = getattr(ipython, "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
