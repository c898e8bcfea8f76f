"""Claims as pytest collects them: those of the papers, of a claim file, of a test module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from freqbias.testing.examination import examiner
from freqbias.testing.texts import IN_FAVOUR, explained
from freqbias.theory.errors import InputError
from freqbias.verification import Record, Selection

if TYPE_CHECKING:
    from freqbias.claims.claim import Claim

__all__ = ["ClaimFile", "ClaimItem", "Papers", "decorated", "difference", "in_module"]


class Differs(Exception):
    """The verdict is not the one that is expected."""


class ClaimItem(pytest.Item):
    """One claim: it passes if its verdict is the one in the ledger, or the one its author expects.

    :param file: where it stands; None for a claim of the papers.
    """

    def __init__(self, *, file: Path | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.file = file
        self.record: Record | None = None

    def runtest(self) -> None:
        self.record = examiner(self.config).record(self.name, self.file)
        self.user_properties += _properties(self.record)
        sentence = difference(self.record, paper=self.file is None)
        if sentence is not None:
            raise Differs(sentence)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Differs) and self.record is not None:
            return explained(str(excinfo.value), self.record, self.file)
        if isinstance(excinfo.value, InputError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"claim {self.name}"


def difference(record: Record, *, paper: bool) -> str | None:
    """One sentence if the verdict is not the expected one, or the claim is defective."""
    from freqbias.claims import ledger

    if record["defect"]:
        return f"{record['id']} is defective: {record['defect']}"
    if paper:
        return next(iter(ledger.differences([record])), None)
    expected = record["expected"]
    if record["verdict"] in ([expected] if expected else IN_FAVOUR):
        return None
    instead = f", not {expected}" if expected else ""
    return f"{record['id']} is {record['verdict']}{instead}: {record['reason']}"


def _properties(record: Record) -> list[tuple[str, object]]:
    """For JUnit's XML, and whoever reads reports."""
    controls = record["controls"]
    return [
        ("claim", record["id"]),
        ("verdict", record["verdict"]),
        ("reason", record["reason"]),
        ("seconds", record["seconds"]),
        ("controls", f"{controls['rejected']} of {controls['total']} rejected"),
    ]


class Papers(pytest.Collector):
    """The selected claims of the papers; slow ones that are not named are skipped."""

    def __init__(self, *, selection: Selection, **rest: Any) -> None:
        super().__init__(**rest)
        self._selection = selection

    def collect(self) -> Iterator[ClaimItem]:
        for id_ in self._selection.ids:
            yield ClaimItem.from_parent(self, name=id_)
        for id_ in self._selection.left_out:
            item = ClaimItem.from_parent(self, name=id_)
            item.add_marker(pytest.mark.skip(reason="slow: it takes minutes; name it to run it"))
            yield item


class ClaimFile(pytest.File):
    """A file with ``CLAIMS``, read in a process of its own: it may do anything."""

    def collect(self) -> Iterator[ClaimItem]:
        try:
            selection = examiner(self.config).select([], self.path)
        except InputError as error:
            raise self.CollectError(str(error)) from None
        yield from _items(self, [*selection.ids, *selection.left_out])


def decorated(collector: pytest.Collector, name: str, test: Any) -> ClaimItem | None:
    """A test of a module that was decorated as a claim; None for a mark around something else."""
    from freqbias.claims.defects import nameless
    from freqbias.claims.registry import hidden

    if hidden(test) is not None:
        raise collector.CollectError(f"{name} of {collector.path}: {hidden(test)}")
    if isinstance(test, pytest.MarkDecorator):
        return None
    claim: Claim = test
    if not isinstance(collector, pytest.Module):
        raise collector.CollectError(
            f"the claim {claim.id} does not stand at the top of its module"
        )
    problem = nameless(claim)
    if problem is not None:
        raise collector.CollectError(f"a claim of {collector.path}: {problem}")
    return ClaimItem.from_parent(collector, name=claim.id, file=collector.path)


def in_module(module: pytest.Module, namespace: Mapping[str, Any]) -> list[ClaimItem]:
    """The claims that an imported test module states in ``CLAIMS``, but for its decorated tests."""
    from freqbias.claims.claim import Claim
    from freqbias.claims.defects import nameless

    listed = namespace["CLAIMS"]
    if not isinstance(listed, (list, tuple)) or not any(isinstance(c, Claim) for c in listed):
        return []  # something else of this name
    tests = [value for name, value in namespace.items() if name.startswith("test")]
    for number, entry in enumerate(listed):
        problem = nameless(entry)
        if problem is not None:
            raise module.CollectError(f"CLAIMS[{number}] of {module.path}: {problem}")
    alone = [entry.id for entry in listed if not any(entry is test for test in tests)]
    return list(_items(module, alone))


def _items(parent: pytest.File, ids: Iterable[str]) -> Iterator[ClaimItem]:
    for id_ in dict.fromkeys(ids):
        yield ClaimItem.from_parent(parent, name=id_, file=parent.path)
