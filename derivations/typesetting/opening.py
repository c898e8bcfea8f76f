r"""What is too wide for a line, rewritten so that it can be cut.

a/b is written as 1/b (a), e^a as exp(a), a root as a power; brackets get the size that TeX would have
chosen, so that they may stand on different lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from freqbias.derivations.typesetting.measure import delimiter, height, roles, width
from freqbias.derivations.typesetting.tree import Fence, Fraction, Group, Node, Root, Row, Script

__all__ = ["OPERATORS", "TIMES", "parts", "source", "split"]

OPERATORS = ("binary", "relation")
TIMES = r"\times"


def parts(node: Node, room: float) -> list[str | Row]:
    """A node that is wider than the room as rows that can be cut, and what stands between them."""
    match node:
        case Fence(opening=opening, body=body, closing=closing):
            return _fenced(body, opening, closing)
        case Script(base=Fence() as base):
            *inside, last = parts(base, room)
            return [*inside, f"{last}{node.latex.removeprefix(base.latex)}"]
        case Script(base=base, above=above, below=()) if base.latex == "e":
            return [r"\exp", *_fenced(above, "(", ")")]
        case Group(body=body) if node.latex.startswith("{"):
            return parts(body[0], room) if len(body) == 1 else [body]
        case Fraction(over=over, under=under):
            return _fraction(over, under, room)
        case Root(degree=degree, body=body):
            return [*_fenced(body, "(", ")"), f"^{{1/{source(degree) or 2}}}"]
    return [node.latex]


def _fraction(over: Row, under: Row, room: float) -> list[str | Row]:
    if width(under) <= room / 2:
        return [rf"\frac{{1}}{{{source(under)}}}", *_bracketed(over)]
    return [*_bracketed(over), TIMES, *_fenced(under, "(", ")"), "^{-1}"]


def _bracketed(row: Row) -> list[str | Row]:
    """In brackets if it is a sum."""
    is_sum = len(list(split(row, OPERATORS))) > 1 or row[0].latex in ("+", "-")
    return _fenced(row, "(", ")") if is_sum else [row]


def _fenced(row: Row, opening: str, closing: str) -> list[str | Row]:
    if opening == ".":  # an expression at a point
        opening, closing = "[", "]"
    size = delimiter(height(row))[0]
    left, right = (rf"\{size}l", rf"\{size}r") if size else ("", "")
    return [left + opening, row, right + closing]


def split(row: Row, kinds: tuple[str, ...]) -> Iterator[Row]:
    """The row cut before operators of those kinds, and after commas where all may be cut."""
    start, names = 0, roles(row)
    for number in range(1, len(row)):
        after_comma = names[number - 1] == "comma" and "binary" in kinds
        if number > start and (names[number] in kinds or after_comma):
            yield row[start:number]
            start = number
    yield row[start:]


def source(row: Row) -> str:
    """The row in LaTeX."""
    return " ".join(node.latex for node in row)
