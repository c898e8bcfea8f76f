"""Refusing a run whose claims cannot be meant, also in a worker of xdist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

__all__ = ["refuse"]


class Refusal(pytest.Item):
    """A test that fails with a sentence."""

    def __init__(self, *, sentence: str, **rest: Any) -> None:
        super().__init__(**rest)
        self._sentence = sentence

    def runtest(self) -> None:
        pytest.fail(self._sentence, pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


def refuse(items: list[pytest.Item], session: pytest.Session, sentence: str) -> None:
    """Run none of the items: a usage error, for which pytest exits with status 4.

    A worker of xdist cannot report one; there a single test fails with the sentence.
    """
    if not hasattr(session.config, "workerinput"):
        raise pytest.UsageError(sentence)
    items[:] = [Refusal.from_parent(session, name="claims", nodeid="claims", sentence=sentence)]
