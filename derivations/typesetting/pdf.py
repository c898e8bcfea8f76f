"""Derivations as PDF, by LaTeX."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from freqbias.derivations.typesetting.tex import bibliography, document
from freqbias.theory.errors import InputError

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation

__all__ = ["pdf"]

_NAME = "derivations"
# The same bytes whenever it is made: no date, no identifier made from time and place.
_FIXED = r"\pdfinfoomitdate=1\pdfsuppressptexinfo=-1\pdftrailerid{}"
_SECONDS = 300


def pdf(derivations: Sequence[Derivation]) -> bytes:
    """The document of ``tex.document``, compiled; the same derivations give the same bytes.

    :raises InputError: if there is no LaTeX, or it finds an error; then the message has its line.
    """
    missing = [name for name in ("pdflatex", "bibtex") if shutil.which(name) is None]
    if missing:
        raise InputError(f"PDF needs LaTeX, and {missing[0]} is not on the PATH")
    with TemporaryDirectory() as name:
        folder = Path(name)
        references = bibliography(derivations)
        (folder / f"{_NAME}.tex").write_text(document(derivations, _NAME), encoding="utf-8")
        (folder / f"{_NAME}.bib").write_text(references, encoding="utf-8")
        _latex(folder)
        if references.strip():
            _run(folder, "bibtex", _NAME)
            _latex(folder)
        _latex(folder)
        return (folder / f"{_NAME}.pdf").read_bytes()


def _latex(folder: Path) -> None:
    options = ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-file-line-error")
    _run(folder, "pdflatex", *options, f"-jobname={_NAME}", rf"{_FIXED}\input{{{_NAME}}}")


def _run(folder: Path, *command: str) -> None:
    environment = os.environ | {"max_print_line": "1000", "openin_any": "p", "openout_any": "p"}
    environment |= {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"{command[0]} did not finish: {error}") from None
    if done.returncode:
        raise InputError(f"{command[0]} failed: {_complaint(done.stdout.decode(errors='replace'))}")


def _complaint(log: str) -> str:
    """The first error with the line of the source that it is about."""
    found = re.search(r"^(?:\S+?:\d+: |! )(.*)$", log, re.M)
    line = re.search(r"^(l\.\d+.*)$", log, re.M)
    words = [match[1].strip() for match in (found, line) if match]
    return "; ".join(words) or "it gave no reason"
