"""One line that says what is being done, where somebody looks."""

from __future__ import annotations

import re
import sys
from io import StringIO
from types import ModuleType
from typing import Any

import pytest

from freqbias import status


class _Screen(StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_each_line_and_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with status.status("sorting") as say:
        say("iteration 1 [of] some")
    shown = screen.getvalue()
    assert "sorting" in shown
    assert "iteration 1 [of] some" in shown, "brackets are no markup"
    last = shown.rpartition("\n")[2]
    assert not re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", last).strip(), f"left over: {last!r}"


def test_a_pipe_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with status.status("sorting") as say:
        say("counting")
    assert capsys.readouterr() == ("", "")


def test_a_notebook_has_one_line_that_is_empty_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Handle:
        def update(self, data: dict[str, str], raw: bool) -> None:
            seen.append(data["text/plain"])

    def display(data: dict[str, str], **_: Any) -> Handle:
        seen.append(data["text/plain"])
        return Handle()

    ipython, pages = ModuleType("IPython"), ModuleType("IPython.display")
    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setattr(ipython, "get_ipython", lambda: shell, raising=False)
    monkeypatch.setattr(pages, "display", display, raising=False)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", pages)
    monkeypatch.setattr(status, "_PATIENCE", 0.01)
    monkeypatch.setattr(status, "_PERIOD", 0.01)
    with status.status("sorting") as say:
        while len(seen) < 2:
            pass
        say("counting")
        while not seen[-1].startswith("counting"):
            pass
    assert seen[0].startswith("sorting")
    assert seen[-1] == ""
