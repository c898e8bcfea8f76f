"""A run of pytest with ``--claims``: which claims are collected, and what is reported of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from freqbias import __version__
from freqbias.claims import ledger
from freqbias.cli import output
from freqbias.testing.examination import examiner
from freqbias.testing.items import ClaimFile, ClaimItem, Papers, in_module
from freqbias.testing.options import Options, split
from freqbias.testing.refusal import refuse
from freqbias.testing.texts import counted
from freqbias.theory.errors import InputError, nearest
from freqbias.verification import Record, Selection

__all__ = ["ClaimsRun"]

_NONE = Selection([], [])
_RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class ClaimsRun:
    """The hooks of a run in which claims are the tests.

    Claims of the papers run where a selector names them, and where neither selector nor path is given;
    those of one's own where a path leads to them, filtered by the selectors.

    :raises pytest.UsageError: for a selector, a path or an option that cannot be meant.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._target = Options.of(config).report
        self._records: list[Record] = []
        self._left_out = 0
        self._selectors, paths = split(config.getoption("claims"), config.invocation_params.dir)
        given = config.args_source is config.ArgsSource.ARGS
        if paths:
            config.args = [*(config.args if given else ()), *paths]
            config.args_source = config.ArgsSource.ARGS
        own = given or bool(paths)
        select = examiner(config).select
        named = [selector for selector in self._selectors if _known(selector, select)]
        self._others = [selector for selector in self._selectors if selector not in named]
        papers = bool(named) or not (own or self._selectors)
        self._papers = select(named) if papers else _NONE
        if named and not (own or self._others):
            config.args = []  # claims of one's own were not asked for

    def pytest_report_header(self) -> str:
        chosen, slow = len(self._papers.ids), len(self._papers.left_out)
        skipped = f", {slow} slow ones skipped" if slow else ""
        total = len(ledger.committed())
        return f"freqbias {__version__}: {chosen} of {total} claims of the papers selected{skipped}"

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if isinstance(collector, pytest.Session) and report.passed and self._papers != _NONE:
            papers = Papers.from_parent(
                collector, name="claims", nodeid="claims", selection=self._papers
            )
            report.result.append(papers)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        collected = yield
        if self._states_claims(file_path, parent.session):
            return [ClaimFile.from_parent(parent, path=file_path)]
        return collected

    def _states_claims(self, path: Path, session: pytest.Session) -> bool:
        """Whether it is a claim file: by its name, or because it was named and is no test module."""
        if path.suffix != ".py":
            return False
        if _matches(path, self._config.getini("freqbias_claim_files")):
            return True
        return session.isinitpath(path) and not _matches(path, self._config.getini("python_files"))

    def pytest_pycollect_makeitem(
        self, collector: pytest.Collector, name: str, obj: object
    ) -> list[ClaimItem] | None:
        if name == "CLAIMS" and isinstance(collector, pytest.Module):
            return in_module(collector, vars(collector.obj))
        return None

    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        own = [item for item in items if isinstance(item, ClaimItem) and item.file is not None]
        sentence = _shared(own) or self._unknown(own)
        if sentence is not None:
            refuse(items, session, sentence)
            return
        kept = [item for item in items if isinstance(item, ClaimItem) and self._selects(item)]
        dropped = [item for item in items if item not in kept]
        self._left_out = len(dropped)
        if dropped:
            self._config.hook.pytest_deselected(items=dropped)
        items[:] = kept

    def _selects(self, item: ClaimItem) -> bool:
        """What is of the papers has been selected when it was collected."""
        return item.file is None or not self._selectors or _any(self._selectors, item.name)

    def _unknown(self, own: list[ClaimItem]) -> str | None:
        """What is wrong with a selector that matches no claim at all."""
        names = [item.name for item in own]
        for selector in self._others:
            if not any(_any([selector], name) for name in names):
                return f"--claims: {nearest('claim', selector, [*ledger.committed(), *names])}"
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The record travels with the report, which xdist sends to its controller."""
        report = yield
        if call.when == "call" and isinstance(item, ClaimItem) and item.record is not None:
            said = None if call.excinfo is None else str(call.excinfo.value)
            test = {"nodeid": item.nodeid, "outcome": report.outcome, "differs": said}
            vars(report)["claim"] = {**item.record, "test": test}
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        record = getattr(report, "claim", None)
        if record is not None:
            self._records.append(record)

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        record = getattr(report, "claim", None)
        if record is None or report.outcome != "passed":
            return None
        return "passed", ".", record["verdict"]

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._target is None or hasattr(self._config, "workerinput") or exitstatus not in _RAN:
            return
        records = sorted(self._records, key=lambda record: str(record["test"]["nodeid"]))
        output.write_json(records, self._target)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._records:
            return
        terminalreporter.section("verdicts")
        for record in self._records:
            if record["test"]["differs"]:
                terminalreporter.line(record["test"]["differs"], red=True)
        terminalreporter.line(counted(self._records))
        if self._left_out:
            terminalreporter.line(f"Only claims ran: {self._left_out} other tests were left out.")
        if self._target is not None:
            terminalreporter.line(f"JSON report: {self._target}")


def _known(selector: str, select: Callable[[list[str]], Selection]) -> bool:
    """Whether it selects claims of the papers."""
    try:
        select([selector])
    except InputError:
        return False
    return True


def _any(selectors: Iterable[str], id_: str) -> bool:
    return any(id_ == selector or id_.startswith(f"{selector}.") for selector in selectors)


def _matches(path: Path, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in patterns)


def _shared(items: Iterable[ClaimItem]) -> str | None:
    """Claims of two files must not share an id: a report could not tell them apart."""
    found: dict[str, Path] = {}
    for item in items:
        other = found.setdefault(item.name, item.path)
        if other != item.path:
            return f"the id {item.name} is given to a claim in {other} and to one in {item.path}"
    return None
