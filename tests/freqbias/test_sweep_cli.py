"""``freqbias sweep`` as a user meets it: killed, interrupted, resumed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from freqbias.cli import main
from freqbias.numerics.gram.eigenpairs import SampledSpectrum, top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.sweeps import Store, execute
from freqbias.sweeps.reading import read
from freqbias.sweeps.table import COLUMNS
from freqbias.theory.errors import InputError

Run = Callable[..., tuple[int, str, str]]
_DENSITY = '[[densities]]\nbreaks = "-1, -1/3, 1/3, 1"\nweights = "1, 2, 4"\n'
_QUICK = 'samples = [40, 80]\nseeds = "0:1"\ncount = 3\n' + _DENSITY
_LONG = 'samples = [1000]\nseeds = "0:17"\ncount = 4\n' + _DENSITY


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``sweep`` in this process, in a folder with a quick plan."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(_QUICK)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["sweep", *arguments])
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def test_a_sweep_with_pictures_and_exports(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("plan.toml", "-o", "runs.sqlite", "--jobs", "1", "--plot", "runs.svg")
    assert status == 0
    assert "4 matrices, 4 of them computed now; 12 eigenvalues, 12 certified, in runs.sqlite" in out
    first = (tmp_path / "runs.svg").read_bytes()
    status, out, _ = run(
        "plan.toml", "-o", "runs.csv", "--jobs", "1", "--plot", "again.svg", "--json"
    )
    assert status == 0
    assert [tuple(row) for row in json.loads(out)] == [COLUMNS] * 12
    assert (tmp_path / "again.svg").read_bytes() == first
    assert (tmp_path / "runs.csv").read_text().startswith("run,version,density,kernel,n,")
    for picture, magic in (("runs.png", b"\x89PNG"), ("runs.pdf", b"%PDF")):
        assert run("plan.toml", "-o", "runs.sqlite", "--jobs", "1", "--plot", picture)[0] == 0
        assert (tmp_path / picture).read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["plan.toml"], "Missing option '-o'"),
        (["nothing.toml", "-o", "runs.sqlite"], "sweep file 'nothing.toml' cannot be read"),
        (["plan.toml", "-o", "runs.xlsx"], "-o 'runs.xlsx' does not end in .sqlite"),
        (["plan.toml", "-o", "no/runs.sqlite"], "-o 'no/runs.sqlite' cannot be written"),
        (
            ["plan.toml", "-o", "runs.sqlite", "--plot", "a.gif"],
            "--plot 'a.gif' does not end in .svg",
        ),
        (["plan.toml", "-o", "runs.sqlite", "--jobs", "0"], "0 is not in the range"),
        (["plan.toml", "-o", "plan.sqlite"], "is a file of another kind than a sweep's"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    run: Run, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "plan.sqlite").write_text("no store")
    before = sorted(os.listdir(tmp_path))
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1, err
    assert sorted(os.listdir(tmp_path)) == before


def test_want_of_memory_is_said_before_the_start(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(_QUICK.replace("80", "900_000_000"))
    status, _, err = run("plan.toml", "-o", "runs.sqlite", "--jobs", "2")
    assert status == 2
    assert "2 processes with 900,000,000 independent samples" in err
    assert "of memory, but" in err
    assert os.listdir(tmp_path) == ["plan.toml"]


def test_one_matrix_that_fails_loses_no_other(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(operator: GramOperator, count: int) -> SampledSpectrum:
        if operator.shape[0] == 80:
            raise InputError("80 points are too many today")
        return top_eigenpairs(operator, count)

    monkeypatch.setattr("freqbias.sweeps.tasks.top_eigenpairs", failing)
    status, _, err = run("plan.toml", "-o", "runs.sqlite", "--jobs", "1")
    assert status == 2
    assert "2 of 4 matrices are in runs.sqlite" in err
    assert "80 points are too many today" in err


def _start(folder: Path, jobs: int) -> subprocess.Popen[str]:
    (folder / "plan.toml").write_text(_LONG)
    command = [sys.executable, "-m", "freqbias", "sweep", "plan.toml", "-o", "runs.sqlite"]
    return subprocess.Popen(
        [*command, "--jobs", f"{jobs}"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _done(store: Path) -> int:
    if not store.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as session:
            return int(session.execute("SELECT count(*) FROM digests").fetchone()[0])
    except sqlite3.OperationalError:  # the tables are not there yet
        return 0


@pytest.mark.parametrize(("sent", "jobs"), [(signal.SIGKILL, 1), (signal.SIGINT, 2)])
def test_what_is_done_is_not_computed_again(
    tmp_path: Path, sent: signal.Signals, jobs: int
) -> None:
    store, process = tmp_path / "runs.sqlite", _start(tmp_path, jobs)
    ends = time.monotonic() + 120
    while _done(store) < 3 and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.02)
    process.send_signal(sent)
    _, err = process.communicate(timeout=60)
    done = _done(store)
    assert 3 <= done < 18, f"{done} of 18 are there; {err}"
    if sent == signal.SIGINT:
        assert process.returncode == 130
        wanted = (
            f"interrupted; {done} of 18 matrices are in runs.sqlite, and the same command goes on"
        )
        assert wanted in err
        assert "Traceback" not in err
    cases = read(tmp_path / "plan.toml")
    table = execute(cases, Store(store, pytest.fail))
    assert (table.runs, table.computed) == (18, 18 - done)
