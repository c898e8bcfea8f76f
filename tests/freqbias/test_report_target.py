"""Where a report is written: whole or not at all, and over nothing else; and the command."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from freqbias.cli import main
from freqbias.report import Target
from freqbias.theory.errors import InputError

Run = Callable[..., tuple[int, str, str]]
_FILES = {"index.html": "<!doctype html>", "claims/a.html": "a"}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def _tree(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_an_earlier_report_is_replaced(tmp_path: Path) -> None:
    Target(tmp_path / "a" / "report").write(_FILES)
    Target(tmp_path / "a" / "report").write({"index.html": "new"})
    assert _tree(tmp_path) == {
        "a/report/index.html": "new",
        "a/report/.freqbias-report": "index.html\n",
    }


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    Target(tmp_path / "link").write(_FILES)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "index.html").read_text() == _FILES["index.html"]


@pytest.mark.parametrize("foreign", ["notes.txt", "claims/mine.html", ".git/config"])
def test_foreign_files_are_kept(tmp_path: Path, foreign: str) -> None:
    target = tmp_path / "report"
    Target(target).write(_FILES)
    (target / foreign).parent.mkdir(exist_ok=True)
    (target / foreign).write_text("mine")
    before = _tree(tmp_path)
    with pytest.raises(InputError, match=f"holds '{foreign}', which is no part"):
        Target(target)
    assert _tree(tmp_path) == before


@pytest.mark.parametrize("failing", ["write_text", "rename"])
def test_a_failure_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    target = Target(tmp_path / "report")
    target.write(_FILES)
    before = _tree(tmp_path)
    calls = iter(range(100))
    works = getattr(Path, failing)

    def fails(path: Path, *arguments: object, **options: object) -> object:
        if next(calls) == 1:  # the first file, and the first of two renamings, succeed
            raise OSError(errno.ENOSPC, "No space left on device")
        return works(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, failing, fails)
        with pytest.raises(InputError, match="cannot be written: No space left on device"):
            target.write({"index.html": "new", "other.html": "new"})
    assert _tree(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report"]


BAD_INPUT = [
    (["basri2020.eq4", "-o", "a-file"], "-o 'a-file' is a file, not a folder"),
    (["basri2020.eq4", "-o", "a-file/report"], "cannot be written"),
    (["basri2020.eq4", "-o", "/proc/report"], "cannot be written"),
    (["basri2020.eq4", "-o", "full"], "holds 'notes.txt', which is no part of an earlier report"),
    (["basri2020.eq4", "-o", "."], "is the folder you are in"),
    (["basri2020.eq99", "-o", "new"], "did you mean"),
    (["-o", "new", "--file", "none.py"], "--file 'none.py' cannot be read: it names no file"),
    (["-o", "new", "--jobs", "0"], "0 is not in the range"),
    ([], "Missing option '-o'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD_INPUT, ids=lambda v: str(v)[:60])
def test_bad_input_is_one_sentence_and_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    here = tmp_path / "here"
    (here / "full").mkdir(parents=True)
    monkeypatch.chdir(here)
    (here / "a-file").write_text("")
    (here / "full" / "notes.txt").write_text("mine")
    before = _tree(here)
    status, out, err = run("report", *arguments)
    assert status == 2, (out, err)
    assert sentence in err
    assert err.count("\n") == 1, f"more than one line: {err}"
    assert _tree(here) == before
    assert sorted(path.name for path in here.iterdir()) == ["a-file", "full"]


_CLAIMS = """
import sympy as sp
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.domain import Interval

CLAIMS = [
    Claim(
        "mine.broken", Source("mine", "v1", "<b>lemma 1</b>"), Kind.IDENTITY,
        "<script>alert(1)</script>", sp.Symbol("<img src=x onerror=alert(1)>"),
        {"x": Interval(None, None)}, lambda context, statement: 1 / 0,
        tuple(Control(str(n), n) for n in range(3)),
    )
]
"""


def test_claims_of_ones_own(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "my_claims.py"
    file.write_text(_CLAIMS)
    status, out, err = run(
        "report", "-o", str(tmp_path / "out"), "--file", str(file), "--jobs", "1"
    )
    assert status == 1, err
    assert "mine.broken is defective: its check raised ZeroDivisionError" in err
    assert not out
    index = (tmp_path / "out" / "index.html").read_text()
    assert "Claims of my_claims.py" in index
    assert "<script>alert" not in index + (tmp_path / "out/claims/mine.broken.html").read_text()
    assert not (tmp_path / "out" / "plots.html").exists()
    (record,) = json.loads((tmp_path / "out" / "claims.json").read_text())
    assert record["id"] == "mine.broken"
    assert "seconds" not in record
