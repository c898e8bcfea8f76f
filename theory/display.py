r"""How objects show themselves: aligned columns in a terminal, HTML with MathML in a notebook.

Text is escaped here, once, by MarkupSafe: only what is ``Markup`` already goes in as it is.

>>> print(html_table(("p",), [("a < b",)]))
<table><thead><tr><th>p</th></tr></thead><tbody><tr><td>a &lt; b</td></tr></tbody></table>
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup

__all__ = ["columns", "elided", "html_lines", "html_table", "latex_table", "mathml"]

_FIRST, _LAST = 20, 3  # rows that are shown of a long table

Row = Sequence[str]


@lru_cache(maxsize=1024)
def mathml(latex: str) -> Markup:
    r"""A formula in LaTeX as MathML.

    >>> mathml(r"\frac{1}{2}").count("<mfrac>")
    1
    """
    from latex2mathml.converter import convert  # not needed before something is shown

    return Markup(convert(rf"\displaystyle {latex}"))


def columns(head: Row, rows: Iterable[Row]) -> str:
    """A table as text: columns aligned to the left, two spaces between them.

    >>> print(columns(("k", "khat"), [("0", "1/2"), ("10", "1/pi")]))
    k   khat
    0   1/2
    10  1/pi
    """
    lines = [tuple(map(str, line)) for line in (head, *rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def elided(rows: Sequence[Row]) -> list[Row]:
    """The first and last rows, with a row of dots between them if there are many.

    >>> len(elided([("1",)] * 23)), elided([("1",)] * 99)[20]
    (23, ('...',))
    """
    if len(rows) <= _FIRST + _LAST:
        return list(rows)
    return [*rows[:_FIRST], ("...",) * len(rows[0]), *rows[-_LAST:]]


def html_table(head: Row, rows: Iterable[Row]) -> Markup:
    """A table in HTML."""
    body = Markup("").join(_line("td", row) for row in rows)
    shape = "<table><thead>{}</thead><tbody>{}</tbody></table>"
    return Markup(shape).format(_line("th", head), body)


def html_lines(*lines: str) -> Markup:
    """Lines in HTML, one below the other; what is not Markup is escaped."""
    return Markup("").join(Markup("<div>{}</div>").format(line) for line in lines)


def latex_table(head: Row, rows: Iterable[Row]) -> str:
    """A table in LaTeX for notebooks: an array; heads are words, cells are formulas."""
    words = " & ".join(rf"\text{{{word}}}" for word in head)
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    shape = f"{{{'l' * len(head)}}}"
    return rf"$\displaystyle \begin{{array}}{shape} {words} \\ \hline {lines} \end{{array}}$"


def _line(tag: str, cells: Row) -> Markup:
    inside = Markup("").join(
        Markup("<{tag}>{cell}</{tag}>").format(tag=tag, cell=cell) for cell in cells
    )
    return Markup("<tr>{}</tr>").format(inside)
