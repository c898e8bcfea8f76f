"""Derivations compile without error, undefined reference or overfull line; labels lead to steps."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from freqbias.claims.derived import derivations, everything
from freqbias.claims.references import entries, references
from freqbias.claims.theorems import THEOREMS
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.typesetting import files, tex
from freqbias.derivations.typesetting.pdf import pdf
from freqbias.derivations.typesetting.web import section
from freqbias.theory.errors import InputError

_FEW = ("basri2020.eq20.scale", "fredholm.closure", "arccosine.11")
_TEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
_POINTS = 3  # what a line may be too wide


@pytest.fixture(scope="module")
def few() -> tuple[Derivation, ...]:
    return derivations(_FEW)


@pytest.fixture(scope="module")
def every() -> tuple[Derivation, ...]:
    return derivations(everything())


def _compiled(folder: Path, name: str, *, bibtex: bool) -> str:
    """The last log."""
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", name]
    environment = os.environ | {"max_print_line": "1000"}
    for command in [latex, *([["bibtex", name], latex] if bibtex else []), latex]:
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
    return (folder / f"{name}.log").read_text(errors="replace")


def _assert_clean(log: str) -> None:
    assert "undefined" not in log.lower(), re.findall(r".*undefined.*", log, re.I)
    assert "multiply defined" not in log
    overfull = re.findall(r"Overfull \\[hv]box \(([\d.]+)pt too (?:wide|high)\).*", log)
    assert all(float(points) <= _POINTS for points in overfull), overfull


def _assert_fragment_compiles(folder: Path, found: Sequence[Derivation]) -> None:
    """In an empty article, every label referred to."""
    fragment = tex.fragment(found)
    labels = re.findall(r"\\label\{(.*?)\}", fragment)
    references = ", ".join(rf"\eqref{{{label}}}" for label in labels)
    (folder / "part.tex").write_text(fragment)
    (folder / "article.tex").write_text(
        "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n\\input{part}\n"
        f"\\sloppy {references}\n\\end{{document}}\n"
    )
    _assert_clean(_compiled(folder, "article", bibtex=False))


def _assert_document_compiles(folder: Path, found: Sequence[Derivation]) -> None:
    (folder / "paper.tex").write_text(tex.document(found, "paper"))
    (folder / "paper.bib").write_text(tex.bibliography(found))
    _assert_clean(_compiled(folder, "paper", bibtex=bool(tex.bibliography(found).strip())))


def _assert_sidecar_leads_to_steps(found: Sequence[Derivation]) -> None:
    """Both ways, and reading it back gives what was checked."""
    sidecar: dict[str, Any] = json.loads(tex.sidecar(found))
    for text in (tex.fragment(found), tex.document(found, "x")):
        assert re.findall(r"\\label\{(.*?)\}", text) == list(sidecar)
    steps = [row for derivation in found for row in derivation]
    for (step, outcome), (label, entry) in zip(steps, sidecar.items(), strict=True):
        assert (entry["rule"], entry["outcome"]) == (step.rule, outcome.value), label
        with sp.evaluate(False):
            sides = [eval(entry[side], vars(sp).copy()) for side in ("left", "right")]  # noqa: S307
        for read, checked in zip(sides, (step.left, step.right), strict=True):
            same = sp.srepr(read) == sp.srepr(checked) or read.doit() == checked.doit()
            assert same, f"{label}: {read} is not {checked}"


@_TEX
def test_a_fragment_compiles_in_an_empty_article(few: Any, tmp_path: Path) -> None:
    _assert_fragment_compiles(tmp_path, few)


@_TEX
def test_a_document_compiles(few: Any, tmp_path: Path) -> None:
    _assert_document_compiles(tmp_path, few)


@_TEX
def test_hostile_names_compile(hostile: Derivation, tmp_path: Path) -> None:
    _assert_fragment_compiles(tmp_path, [hostile])
    _assert_document_compiles(tmp_path, [hostile])


def test_labels_lead_to_what_was_checked(few: Any) -> None:
    _assert_sidecar_leads_to_steps(few)


@pytest.mark.slow
@_TEX
def test_all_fragments_compile(every: Any, tmp_path: Path) -> None:
    _assert_fragment_compiles(tmp_path, every)


@pytest.mark.slow
@_TEX
def test_all_documents_compile(every: Any, tmp_path: Path) -> None:
    _assert_document_compiles(tmp_path, every)


@pytest.mark.slow
def test_all_labels_lead_to_what_was_checked(every: Any) -> None:
    _assert_sidecar_leads_to_steps(every)


@pytest.mark.slow
def test_all_sections_are_mathml_without_leftovers(every: Any) -> None:
    for derivation in every:
        html = section(derivation)
        assert "\\" not in html, re.findall(r".{40}\\.{40}", html)[:3]
        assert all(f'id="{label}"' in html for label in derivation.labels)


_PRINT = (
    "import sys; from freqbias.claims.derived import derivations;"
    "from freqbias.derivations.typesetting import tex; found = derivations(sys.argv[1:]);"
    "sys.stdout.write(tex.fragment(found) + tex.document(found, 'x') + tex.sidecar(found)"
    " + tex.bibliography(found))"
)


@pytest.mark.parametrize("names", [_FEW[:1], pytest.param(everything(), marks=pytest.mark.slow)],
                         ids=["few", "all"])  # fmt: skip
def test_the_same_text_whatever_the_hashes(names: Sequence[str]) -> None:
    texts = {
        subprocess.run([sys.executable, "-c", _PRINT, *names], check=True, capture_output=True,
                       env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    (text,) = texts
    assert text


@_TEX
def test_a_pdf_is_the_same_twice_and_leaves_nothing_else(few: Any, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        few[-1].pdf(tmp_path / name)
    one, two = (tmp_path / "one.pdf").read_bytes(), (tmp_path / "two.pdf").read_bytes()
    assert one.startswith(b"%PDF")
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.pdf", "two.pdf"]


@_TEX
def test_errors_of_latex_are_shown_with_their_line(tmp_path: Path) -> None:
    x = sp.Symbol("x")
    steps = (Step(x, x, "identity", ""),)
    broken = Derivation("broken", "Broken", steps, (Notation(x, r"\undefinedname", "x"),))
    target = tmp_path / "x.pdf"
    target.write_text("old")
    with pytest.raises(InputError, match=r"Undefined control sequence.*l\.\d+ .*undefinedname"):
        broken.pdf(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_without_latex_it_says_so(hostile: Derivation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="pdflatex is not on the PATH"):
        pdf([hostile])


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "missing" / "bad"
    good.write_text("old")
    with pytest.raises(InputError, match="cannot be written"):
        files.write({good: b"new", bad: b"new"})
    assert good.read_text() == "old"
    assert list(tmp_path.iterdir()) == [good]


@pytest.mark.parametrize("path", ["", ".", "missing/x.tex", "file/x.tex"])
def test_targets_that_cannot_be_written(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        files.target(tmp_path / path)


def test_references_have_entries() -> None:
    for name, text in THEOREMS.items():
        found = references([name])[-1]
        assert bool(found.key) == bool(re.search(r"\(\d{4}\)|DLMF| \d{4}", text)), (name, text)
    used = {reference.key for reference in references(THEOREMS)} - {""}
    assert used == entries().keys()


def test_what_is_printed_stands_beside_ours(few: Any) -> None:
    printed = few[0].printed[0]
    text = tex.fragment(few)
    assert "\\textbf{Printed}" in text
    assert printed.formula.split("$")[1] in text
    assert "<aside" in section(few[0])
