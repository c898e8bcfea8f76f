"""How verdicts show themselves: text, LaTeX, and HTML with a badge and the formulas of the erratum."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from markupsafe import Markup

from freqbias.claims.basri2020.erratum import errata
from freqbias.derivations.typesetting import words
from freqbias.theory.display import html_lines, html_table

if TYPE_CHECKING:
    from freqbias.claims.judge import Verdict

__all__ = ["badge", "html", "latex", "text"]

_WIDTH, _NAMES = 96, 10
_GREEN, _RED, _GREY = "#1a7f37", "#b42318", "#57606a"  # white on each has a contrast above 5 : 1
_COLOURS = {
    "PROVED": _GREEN,
    "CERTIFIED": _GREEN,
    "SUPPORTED": "#0b6bcb",
    "REFUTED": _RED,
    "CONTRADICTED": _RED,
    "UNDECIDED": _GREY,
}
_BADGE = (
    '<span style="background:{};color:#fff;border-radius:0.3em;padding:0.1em 0.5em;'
    'font-size:85%;font-weight:600;white-space:nowrap">{}</span>'
)


def badge(status: str) -> Markup:
    """The word of a verdict on its colour, readable on light and dark.

    >>> "REFUTED</span>" in badge("REFUTED")
    True
    """
    return Markup(_BADGE).format(_COLOURS[status], status)


def text(verdict: Verdict) -> str:
    """Verdict, claim, and what it rests on, in lines of at most 96 characters."""
    lines = [f"{verdict.status.value}  {verdict.claim.id}"]
    for name, said in _facts(verdict).items():
        start = f"  {name:<{_NAMES}}"
        lines.append(fill(said, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start)))
    return "\n".join(lines)


def html(verdict: Verdict) -> str:
    """The same with a badge; where the erratum has formulas, they are shown."""
    title = Markup("{} <code>{}</code>").format(badge(verdict.status.value), verdict.claim.id)
    rows = [*_formulas(verdict.claim.id), *_facts(verdict).items()]
    controls = [(badge(status.value), name) for name, status in verdict.controls.items()]
    table = html_table(("", ""), rows).replace("<thead><tr><th></th><th></th></tr></thead>", "")
    fold = Markup("<details><summary>controls, wrong on purpose</summary>{}</details>")
    return str(html_lines(title, table, fold.format(html_table(("verdict", "control"), controls))))


def latex(verdict: Verdict) -> str:
    """For a document: the verdict, its reason, and what is true instead."""
    said = [
        rf"\textbf{{{verdict.status.value}}}",
        rf"\texttt{{{words.escaped(verdict.claim.id)}}}:",
    ]
    said.append(words.escaped(verdict.ruling.reason) + ".")
    erratum = errata().get(verdict.claim.id)
    if erratum is not None:
        said.append("True instead: " + words.tex(erratum.instead))
    return " ".join(said)


def _formulas(id_: str) -> list[tuple[str, Markup]]:
    """What is printed and what holds instead, where the erratum says so."""
    erratum = errata().get(id_)
    if erratum is None:
        return []
    pairs = (("printed", erratum.printed), ("true instead", erratum.instead))
    return [(name, Markup(words.html(said))) for name, said in pairs]


def _facts(verdict: Verdict) -> dict[str, str]:
    """What there is to say, by name; empty things are left out."""
    claim, evidence = verdict.claim, verdict.evidence
    domain = ", ".join(f"{name} in {range_}" for name, range_ in claim.domain.items())
    found = f"{evidence.finding.value}, {evidence.rigour.value}"
    count = len(evidence.spots)
    spots = f"; {count} ball check{'s' * (count != 1)} by another route" if count else ""
    facts = {
        "source": str(claim.source),
        "says": claim.reading,
        "for": domain,
        "because": verdict.ruling.reason,
        "instead": claim.correction or claim.correction_pending or "",
        "evidence": found + spots,
        "controls": f"{verdict.rejected} of {len(claim.controls)} rejected",
        "rests on": ", ".join((*evidence.derivations, *evidence.claims, *evidence.cited)),
        "software": ", ".join(f"{name} {v}" for name, v in (evidence.versions or {}).items()),
    }
    return {name: said for name, said in facts.items() if said}
