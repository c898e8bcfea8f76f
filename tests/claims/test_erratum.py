"""The erratum says what the verdicts say, for every refuted claim, and compiles."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from freqbias.claims.basri2020.erratum import errata
from freqbias.claims.judge import Status, Verdict
from freqbias.erratum import FORMATS, erratum

pytestmark = pytest.mark.xdist_group("verdicts")
_COMMITTED = Path(__file__).parents[2] / "docs" / "erratum"


def test_every_refuted_claim_has_an_entry_and_no_other(verdicts: dict[str, Verdict]) -> None:
    refuted = {id_ for id_, verdict in verdicts.items() if verdict.status is Status.REFUTED}
    assert set(errata()) == refuted, f"{set(errata()) ^ refuted}"


@pytest.mark.parametrize("id_", errata())
def test_every_entry_stands_alone(id_: str) -> None:
    """It is shown alone beside a derivation, so it says nothing by the place of another entry."""
    entry = errata()[id_]
    for text in (entry.printed, entry.instead, entry.consequence):
        found = re.search(r"\b(?:(?:entry|entries) before|next entry|above|below)\b", text)
        assert found is None, f"{found and found[0]!r} in {text!r}"
    assert not entry.printed.startswith("The same"), entry.printed


@pytest.mark.parametrize("format_", FORMATS)
def test_the_committed_document_is_what_the_verdicts_give(
    all_records: dict[str, dict[str, Any]], format_: str
) -> None:
    committed = (_COMMITTED / f"erratum.{format_}").read_text(encoding="utf-8")
    now = erratum(list(all_records.values()), format_)
    assert now == committed, "run: freqbias erratum -o docs/erratum"


@pytest.mark.parametrize("format_", FORMATS)
def test_entries_lead_from_statement_to_correction(
    all_records: dict[str, dict[str, Any]], format_: str
) -> None:
    text = erratum(list(all_records.values()), format_)
    for record in all_records.values():
        if record["verdict"] == "REFUTED":
            assert all(line in text for line in record["snippet"].strip().splitlines())
    for word in ("Printed.", "Read as.", "Defect.", "Instead.", "Consequence."):
        assert text.count(word) == len(errata()), f"{word} is missing somewhere"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_the_document_compiles(all_records: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "erratum.tex").write_text(
        erratum(list(all_records.values()), "tex"), encoding="utf-8"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "erratum.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-2000:]
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", done.stdout)]
    assert max(wide, default=0) <= 5, f"lines stand out by {wide} points"
    assert "undefined" not in done.stdout
