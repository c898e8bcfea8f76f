r"""Derivations in LaTeX: a fragment for an article, a document, its BibTeX, and what is behind labels.

All are text, and the same derivations give the same text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sympy as sp

from freqbias.derivations.typesetting import files
from freqbias.derivations.typesetting.lines import Line, lines
from freqbias.derivations.typesetting.measure import width
from freqbias.derivations.typesetting.parser import parse
from freqbias.derivations.typesetting.printer import equation
from freqbias.derivations.typesetting.words import mathematics, tex
from freqbias.theory.errors import InputError

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation, Outcome, Reference, Step

__all__ = ["bibliography", "document", "fragment", "sidecar", "target", "written"]

_PREFIX = "freqbias:"
_WIDTH = 300.0  # points: the 345 of an article at 10pt, less the number of an equation
_LABELS = (24.0, 90.0)  # narrowest and widest column of symbols


@dataclass(frozen=True)
class _Equation:
    """A step as it is typeset."""

    label: str
    step: Step
    outcome: Outcome
    lines: list[Line]

    @property
    def rule(self) -> str:
        return self.step.rule.removeprefix("cited: ")


def fragment(derivations: Sequence[Derivation]) -> str:
    r"""For ``\input`` into an article with amsmath: symbols, steps in ``align``, labels.

    >>> from freqbias.derivations import trace
    >>> r"\label{freqbias:trace.z-scaling.substitution}" in fragment([trace.z_scaling()])
    True
    """
    return _render("fragment.tex.jinja", derivations=derivations)


def document(derivations: Sequence[Derivation], bibliography: str) -> str:
    r"""A document of its own, with a table of contents if there are several.

    :param bibliography: name, without ``.bib``, of the file that :func:`bibliography` is written to.
    """
    references = _references(derivations)
    cited = {theorem for derivation in derivations for theorem in derivation.cited}
    return _render(
        "document.tex.jinja",
        derivations=derivations,
        title=derivations[0].title if len(derivations) == 1 else "Derivations",
        bibliography=bibliography,
        entries=any(reference.key for reference in references),
        papers=[r.key for r in references if r.name not in cited],
        theorems=[r for r in references if r.name in cited],
        keys={r.name: r.key for r in references if r.key},
    )


def bibliography(derivations: Sequence[Derivation]) -> str:
    """The BibTeX entries of what the derivations rest on."""
    entries = {r.key: r.entry for r in _references(derivations) if r.key}
    return "\n\n".join(entries[key] for key in sorted(entries)) + "\n"


def sidecar(derivations: Sequence[Derivation]) -> str:
    """JSON: each label with both sides (``sympy.srepr``), rule and outcome of its step."""
    behind = {
        f"{_PREFIX}{label}": {
            "left": sp.srepr(step.left),
            "right": sp.srepr(step.right),
            "rule": step.rule,
            "outcome": outcome.value,
        }
        for derivation in derivations
        for label, (step, outcome) in zip(derivation.labels, derivation, strict=True)
    }
    return json.dumps(behind, indent=1, ensure_ascii=False) + "\n"


def target(path: str, standalone: bool) -> Path:
    r"""The file to write, looked at before any work is done.

    :raises InputError: if it cannot be written, is no ``.tex``, or would not be found by BibTeX.
    """
    file = files.target(path)
    if file.suffix != ".tex":
        raise InputError(f"file {path!r} is LaTeX, so its name must end in .tex")
    if standalone and not re.fullmatch(r"[\w.-]+", file.stem, re.A):
        raise InputError(
            f"file {path!r} has a bibliography, so its name must be of letters, digits, . _ and -"
        )
    return file


def written(derivations: Sequence[Derivation], file: Path, standalone: bool) -> dict[Path, bytes]:
    """What belongs together: the LaTeX, the sidecar, and the BibTeX of a document."""
    texts = {file.with_suffix(".srepr.json"): sidecar(derivations)}
    if standalone:
        texts[file] = document(derivations, file.stem)
        texts[file.with_suffix(".bib")] = bibliography(derivations)
    else:
        texts[file] = fragment(derivations)
    return {path: text.encode() for path, text in texts.items()}


def _references(derivations: Sequence[Derivation]) -> list[Reference]:
    """Each once, by name."""
    found = {r.name: r for derivation in derivations for r in derivation.references}
    return [found[name] for name in sorted(found)]


def _equations(derivation: Derivation) -> Iterator[_Equation]:
    for label, (step, outcome) in zip(derivation.labels, derivation, strict=True):
        statement = equation(step.left, step.right, derivation.names)
        yield _Equation(f"{_PREFIX}{label}", step, outcome, lines(statement, _WIDTH))


def _labelwidth(derivation: Derivation) -> str:
    """Of the column of symbols."""
    widest = max(width(parse(notation.latex)) for notation in derivation.symbols)
    return f"{min(max(widest, _LABELS[0]), _LABELS[1]):.0f}"


def _render(template: str, **values: Any) -> str:
    return str(_environment().get_template(template).render(**values)).rstrip() + "\n"


@lru_cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    marks: dict[str, Any] = {"block_start_string": "<%", "block_end_string": "%>"}
    marks |= {"variable_start_string": "<<", "variable_end_string": ">>"}
    marks |= {"comment_start_string": "<#", "comment_end_string": "#>"}
    loader = PackageLoader("freqbias.derivations.typesetting")
    environment = Environment(loader=loader, undefined=StrictUndefined, **marks)
    environment.filters |= {"tex": tex, "mathematics": mathematics}
    environment.filters |= {"equations": _equations, "labelwidth": _labelwidth}
    return environment
