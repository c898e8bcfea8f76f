"""``freqbias derive``: text, LaTeX, PDF and JSON; mistakes are one sentence."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from freqbias.claims.derived import derivation
from freqbias.cli import main
from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.theory.errors import InputError


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["derive", *arguments])
    output = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, output.out, output.err


def test_text_has_steps_reasons_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = _run(capsys, "trace.z-scaling")
    assert status == 0
    assert "1. Mercer's theorem [cited]" in text
    assert "[exact]" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "\\" not in text


def test_a_refuted_claim_has_what_is_printed_beside(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = _run(capsys, "basri2020.eq20.scale")
    assert "(20)" in text
    assert "prints:" in text
    assert "Instead:" in text


def test_a_statement_with_several_readings_has_their_derivations(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, text, _ = _run(capsys, "basri2020.eq20", "--list")
    names = [line.split()[0] for line in text.splitlines() if not line.startswith(" ")]
    assert {"trace.z-scaling", "hill.weyl", "hill.recurring"} <= set(names)
    with pytest.raises(InputError, match=r"is several statements"):
        derivation("basri2020.eq20")


def test_without_an_id_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = _run(capsys)
    assert status == 0
    assert all(name in text for name in DERIVATIONS)


def test_json_has_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = _run(capsys, "trace.z-scaling", "--json")
    (entry,) = json.loads(text)
    assert entry["name"] == "trace.z-scaling"
    for label, step in entry["steps"].items():
        assert label.startswith("freqbias:trace.z-scaling.")
        assert step.keys() == {"left", "right", "rule", "outcome", "why"}


def test_latex_and_sidecar_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, text, notes = _run(capsys, "trace.z-scaling", "-o", str(tmp_path / "x.tex"))
    assert (status, text) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {"x.tex", "x.srepr.json"}
    assert "wrote" in notes
    assert "\\begin{align}" in (tmp_path / "x.tex").read_text()


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_a_document_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target, paper = str(tmp_path / "x.tex"), str(tmp_path / "y.pdf")
    status, _, _ = _run(capsys, "trace.z-scaling", "-o", target, "--standalone", "--pdf", paper)
    assert status == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"x.tex", "x.srepr.json", "x.bib", "y.pdf"}
    assert "\\cite{mercer1909}" in (tmp_path / "x.tex").read_text()
    assert "@article{mercer1909," in (tmp_path / "x.bib").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trace"], "unknown derivation or claim 'trace'"),
        (["trace.z-scaling", "--all"], "--all is given together with an ID"),
        (["--standalone"], "--standalone is a form of -o"),
        (["-o", "x.tex"], "no ID says what to write"),
        (["trace.z-scaling", "-o", "missing/x.tex"], "cannot be written"),
        (["trace.z-scaling", "-o", "."], "is a folder"),
        (["trace.z-scaling", "-o", "x.pdf"], "must end in .tex"),
        (["trace.z-scaling", "-o", "a b.tex", "--standalone"], "letters, digits"),
        (["trace.z-scaling", "--pdf", "file/x.pdf"], "is no folder"),
        (["trace.z-scaling", "-o", "x.tex", "--pdf", "x.tex"], "does not end in .pdf"),
    ],
)
def test_mistakes_are_one_sentence_and_leave_nothing(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    status, text, error = _run(capsys, *arguments)
    assert (status, text) == (2, "")
    assert sentence in error
    assert error.startswith("freqbias: ")
    assert error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_latex_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    pair = ("-o", str(tmp_path / "x.tex"), "--pdf", str(tmp_path / "x.pdf"))
    status, _, error = _run(capsys, "trace.z-scaling", *pair)
    assert status == 2
    assert "pdflatex is not on the PATH" in error
    assert not list(tmp_path.iterdir())


def test_a_folder_that_may_not_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    status, _, error = _run(capsys, "trace.z-scaling", "-o", str(tmp_path / "x.tex"))
    assert status == 2
    assert "permission denied" in error
    assert not list(tmp_path.iterdir())


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom freqbias.cli import main\n"
        "try: main(['derive', '--help'])\nexcept SystemExit: pass\n"
        "assert not {'sympy', 'rich', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
