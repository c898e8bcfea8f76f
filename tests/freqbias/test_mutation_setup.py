"""The set-up of mutation testing fits the tree: modules, tests and listed survivors exist."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

_TOP = Path(__file__).resolve().parents[2]
_CONFIGURED = tomllib.loads((_TOP / "mutation" / "modules.toml").read_text())
_MODULES: dict[str, Any] = _CONFIGURED["module"]
_SURVIVORS = tomllib.loads((_TOP / "mutation" / "survivors.toml").read_text())["survivor"]
_CAUSES = {"equivalent", "message", "speed"}


def _source(module: str) -> str:
    return " ".join((_TOP / module).read_text().split())


@pytest.mark.parametrize("module", _MODULES)
def test_modules_and_their_tests_exist(module: str) -> None:
    assert (_TOP / module).is_file()
    entry = _MODULES[module]
    assert entry["sample"] >= 10, f"{module}: a sample of {entry['sample']} says little"
    files = [word for word in shlex.split(entry["tests"]) if word.endswith(".py")]
    assert files
    for file in files:
        assert (_TOP / file).is_file(), f"{module} is tested by {file}, which is not there"


def test_what_decides_is_configured() -> None:
    deciding = {f"claims/{name}.py" for name in ("judge", "domain", "checks", "defects", "context")}
    deciding |= {"theory/identities.py", "numerics/balls.py", "numerics/exact/completeness.py"}
    assert deciding <= set(_MODULES)


@pytest.mark.parametrize(
    "entry", _SURVIVORS, ids=lambda entry: f"{entry['module']}: {entry['was']}"
)
def test_listed_survivors_are_of_this_source_and_have_a_reason(entry: dict[str, str]) -> None:
    assert entry["module"] in _MODULES
    assert entry["was"] in _source(entry["module"]), "the line is gone: drop the entry"
    assert entry["becomes"] != entry["was"]
    assert entry["cause"] in _CAUSES
    assert len(entry["reason"]) > 20, f"{entry['reason']!r} is no reason"


def test_survivors_are_listed_once() -> None:
    keys = [(entry["module"], entry["was"], entry["becomes"]) for entry in _SURVIVORS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("pattern", _CONFIGURED["left_out"])
def test_left_out_are_operators_only(pattern: str) -> None:
    """Numbers, comparisons, conditions and loops stay in."""
    kept = ("NumberReplacer", "AddNot", "ReplaceComparisonOperator_Lt_LtE", "ZeroIterationForLoop")
    assert not any(re.search(pattern, name) for name in kept)
