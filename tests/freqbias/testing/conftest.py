"""Files with claims, and a cache that the runs of pytest inside a test module share."""

from __future__ import annotations

import concurrent.futures.process
import multiprocessing.popen_forkserver
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import freqbias.testing.fixtures
import freqbias.testing.markers
import freqbias.testing.properties
import freqbias.testing.session
from freqbias import strategies
from freqbias.claims import ledger

# A run of pytest inside this process forgets what it imported, but must not start a second server of
# processes, nor load the mathematics again.
_LOADED = (concurrent, multiprocessing, freqbias, strategies)
_SNAPSHOTS = Path(__file__).parent / "snapshots"
_PROPERTIES = '''
import sympy as sp
from freqbias.claims.parameters import DENSITIES
from freqbias.strategies import piecewise_constant_densities
from freqbias.testing import claim

@claim(
    "mine.root-mean",
    given={"p": piecewise_constant_densities(max_ratio=9, gaps=False)},
    domain={"p": DENSITIES},
    controls={"Z": {"power": 1}, "Z^4": {"power": 4}, "twice": {"factor": 2}},
    examples=20,
)
def test_root_mean(p, power=2, factor=1):
    """Z^2 is 1/(2 pi) for every density, since a density has integral 1."""
    return factor * p.root_mean**power - 1 / (2 * sp.pi)

@claim(
    "mine.mass",
    given={"p": piecewise_constant_densities(max_pieces=2)},
    controls={"none": {"mass": 0}, "two": {"mass": 2}, "three": {"mass": 3}},
    examples=10,
)
def test_mass(p, mass=1):
    """Every density has integral 1."""
    return p.fourier_coefficient(0) - mass

def test_ordinary():
    assert False
'''
_FILE = """
import os, time
from dataclasses import replace
from freqbias.claims.registry import claim
good = replace(claim("basri2020.arccos.relu"), correction=None, derivation=None)

def hangs(context, statement):
    while True:
        try:
            time.sleep(1)
        except Exception:
            pass

def kills(context, statement):
    os.kill(os.getpid(), 9)

CLAIMS = [{}]
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache that the runs of a module share."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(autouse=True)
def _private_cache(evidence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREQBIAS_CACHE", str(evidence))


@pytest.fixture
def properties() -> str:
    """A test module with a false claim, mine.root-mean, a true one, mine.mass, and an ordinary test."""
    return _PROPERTIES


@pytest.fixture
def claims() -> Callable[..., str]:
    """A claim file; each entry is an id and what replaces fields of a true claim."""

    def text(*entries: str) -> str:
        replaced = (f"replace(good, id={entry})" for entry in entries)
        return _FILE.replace("{}", ", ".join(replaced))

    return text


@pytest.fixture
def step_proved(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Alter the ledger: in it basri2020.arccos.step is PROVED, which it is not."""

    def alter() -> None:
        entries = ledger.committed()
        entries["basri2020.arccos.step"]["verdict"] = "PROVED"
        monkeypatch.setattr(ledger, "committed", lambda: entries)

    return alter


def _readable(text: str) -> str:
    """Without what depends on the machine: times, folders, versions."""
    text = re.sub(r"\d+\.\d+s", "SECONDS", text)
    text = re.sub(r"trust base .*(\n {12}.*)*", "trust base  VERSIONS", text)
    return re.sub(r"/\S*/(?=\w+\.py)", "FOLDER/", text)


def _failures(result: pytest.RunResult) -> str:
    found = re.search(r"=+ FAILURES =+\n(.*?)\n(=+ |- generated)", str(result.stdout), re.S)
    assert found is not None, result.stdout.str()
    return _readable(found.group(1)) + "\n"


@pytest.fixture
def compare() -> Callable[[pytest.RunResult, str], None]:
    """Compare the failures of a run with a snapshot."""

    def _compare(result: pytest.RunResult, name: str) -> None:
        found, expected = Path(f"{name}.txt").resolve(), _SNAPSHOTS / f"{name}.txt"
        found.write_text(_failures(result), encoding="utf-8")
        assert found.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8"), (
            f"the output is not that in {expected}; if {found} reads better, copy it there"
        )

    return _compare
