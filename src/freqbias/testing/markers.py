"""Tests that rest on a claim of the papers: ``@pytest.mark.claim("basri2020.eq10")``."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from freqbias.claims import ledger
from freqbias.claims.judge import VERDICTS
from freqbias.testing.examination import examiner
from freqbias.testing.refusal import refuse
from freqbias.testing.texts import explained
from freqbias.theory.errors import nearest
from freqbias.verification import Record

__all__ = ["depend_on_claims"]


def depend_on_claims(session: pytest.Session, items: list[pytest.Item]) -> None:
    """From now on marked tests run after the claims they are marked with."""
    dependencies = Dependencies()
    sentence = dependencies.misused(items)
    if sentence is not None:
        refuse(items, session, sentence)
    else:
        session.config.pluginmanager.register(dependencies, "freqbias-dependencies")


class Dependencies:
    """Examines the claims that a test is marked with before the test runs.

    The test fails if the verdict is not the one in the marker, or, where that has none, in the ledger.

    """

    def __init__(self) -> None:
        entries = ledger.committed()
        self._ids = {alias: id_ for id_, entry in entries.items() for alias in entry["aliases"]}
        self._ids.update({id_: id_ for id_ in entries})

    def misused(self, items: Iterable[pytest.Item]) -> str | None:
        """What is wrong with the first marker that names no claim of the papers, or no verdict."""
        for item in items:
            for mark in item.iter_markers("claim"):
                sentence = self._misused(mark)
                if sentence is not None:
                    return f"{item.nodeid}: @pytest.mark.claim: {sentence}"
        return None

    def _misused(self, mark: pytest.Mark) -> str | None:
        verdict = mark.kwargs.get("verdict")
        if len(mark.args) != 1 or not set(mark.kwargs) <= {"verdict"}:
            return 'it takes one id, and may take verdict="..."'
        if mark.args[0] not in self._ids:
            return str(nearest("claim", mark.args[0], self._ids))
        if verdict is not None and verdict not in VERDICTS:
            return f"the verdict {verdict!r} is none of {', '.join(VERDICTS)}"
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        for mark in item.iter_markers("claim"):
            self._require(item, self._ids[mark.args[0]], mark.kwargs.get("verdict"))

    def _require(self, item: pytest.Item, id_: str, expected: str | None) -> None:
        record = examiner(item.config).record(id_)
        item.user_properties += [("claim", id_), (f"verdict of {id_}", record["verdict"])]
        sentence = _difference(record, expected)
        if sentence is not None:
            pytest.fail(explained(f"The test rests on a claim: {sentence}", record), pytrace=False)


def _difference(record: Record, expected: str | None) -> str | None:
    id_, verdict = record["id"], record["verdict"]
    if record["defect"]:
        return f"{id_} is defective: {record['defect']}"
    where = "the marker" if expected else "the committed ledger"
    wanted = expected or ledger.committed()[id_]["verdict"]
    return None if verdict == wanted else f"{id_} is {verdict}, in {where} {wanted}"
