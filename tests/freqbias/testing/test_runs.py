"""Reports of one process and of several, and what a run costs that uses nothing of this."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

pytest_plugins = ["pytester"]


def _report(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON report, without what depends on the machine."""
    records = json.loads(path.read_text(encoding="utf-8"))
    for record in records:
        del record["seconds"], record["evidence"]["seconds"]
    return list(records)


def test_workers_of_xdist_report_what_one_process_does(
    pytester: pytest.Pytester, claims: Callable[..., str]
) -> None:
    wrong = "'mine.wrong', statement=2 * good.statement"
    pytester.makepyfile(claims_mine=claims("'mine.good'", wrong))
    pytester.makepyfile("def test_ordinary(): pass")
    arguments = ("--claims", "basri2020.arccos.step", "--claims=mine", str(pytester.path))
    alone = pytester.runpytest(*arguments, "--claims-json=alone.json")
    alone.assert_outcomes(passed=3, failed=1, deselected=1)
    spread = pytester.runpytest_subprocess(
        *arguments, "-n2", "--claims-json=spread.json", "--junitxml=report.xml"
    )
    spread.assert_outcomes(passed=3, failed=1)
    for result in (alone, spread):
        line = "4 claims: 2 PROVED, 2 REFUTED; * controls rejected"
        result.stdout.fnmatch_lines([line])
    reports = [_report(pytester.path / f"{name}.json") for name in ("alone", "spread")]
    assert reports[0] == reports[1]
    outcomes = {record["id"]: record["test"]["outcome"] for record in reports[0]}
    assert outcomes["mine.wrong"] == "failed"
    properties = {
        (case.get("name"), entry.get("name"))
        for case in ElementTree.parse(pytester.path / "report.xml").iter("testcase")
        for entry in case.iter("property")
    }
    for name in ("claim", "verdict", "reason", "seconds", "controls"):
        assert ("basri2020.arccos.step", name) in properties


def test_workers_of_xdist_refuse_with_a_sentence(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.claim('nothing')\ndef test_it(): pass")
    result = pytester.runpytest_subprocess("-n2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*@pytest.mark.claim: unknown claim 'nothing'*"])


def test_unused_it_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('OURS', *sorted(n for n in sys.modules if n.startswith('freqbias')))\n"
        "    print('HEAVY', *sorted({'sympy', 'numpy', 'flint', 'click'} & set(sys.modules)))\n"
    )
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ},
        timeout=60,
    )
    assert "OURS freqbias freqbias.pytest_plugin\nHEAVY\n" in done.stdout, done.stdout
