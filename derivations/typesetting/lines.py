r"""Long formulas in lines: cut before ``+``, ``-``, ``=``, in brackets only where it must be.

Where to cut is chosen as TeX does it for paragraphs: the least sum of costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from freqbias.derivations.typesetting.measure import role, width
from freqbias.derivations.typesetting.opening import OPERATORS, TIMES, parts, source, split
from freqbias.derivations.typesetting.parser import parse
from freqbias.derivations.typesetting.tree import Fence, Group, Node, Row

__all__ = ["Line", "lines"]

_QUAD = 10.0
_ASIDE = 5.6  # space on both sides of the operator before it
_LINE, _DEPTH, _RAGGED, _OVERFULL = 100.0, 40.0, 15.0, 1e6  # what the breaking minimises


@dataclass(frozen=True)
class Line:
    """Two cells of an ``align``; the lines of a formula are aligned where they meet."""

    left: str
    right: str


@dataclass(frozen=True)
class _Piece:
    """What is not cut; ``depth`` counts the brackets that a cut before it lies in."""

    latex: str
    depth: float

    @property
    def width(self) -> float:
        return width(parse(self.latex)) + _ASIDE

    @property
    def quads(self) -> int:
        return min(int(self.depth), 2)


def lines(formula: str, available: float) -> list[Line]:
    r"""A formula in lines of at most ``available`` points, where it can be cut.

    >>> lines("x = y", 300)
    [Line(left='x', right='= y')]
    >>> [line.right for line in lines("x = y + z", 30)]
    ['= y', '\\quad + z']
    """
    row = parse(formula)
    first, *rest = split(row, ("relation",))
    second = row[len(first) :]
    if width(row) <= available:
        return [Line(source(first), source(second))]
    stacked = [*_broken(first, available, 0), *(_broken(second, available, 1) if rest else [])]
    room = available - width(first)
    beside = _broken(second, room, 0) if rest and room >= available / 2 else []
    if beside and len(beside) <= len(stacked):
        return [Line("" if number else source(first), line) for number, line in enumerate(beside)]
    return [Line("", line) for line in stacked]


def _broken(row: Row, room: float, indent: int) -> list[str]:
    """The lines of one side, the first indented by so many quads, the others by one more."""
    pieces = _pieces(row, room - (indent + 1) * _QUAD, 0)
    starts = _starts(pieces, room, indent)
    found = []
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        quads = indent + (1 + pieces[start].quads if start else 0)
        found.append(r"\quad " * quads + " ".join(piece.latex for piece in pieces[start:end]))
    return found


def _starts(pieces: list[_Piece], room: float, indent: int) -> list[int]:
    """Where lines start, at the least cost: few lines, shallow cuts, full lines."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    widths = [piece.width for piece in pieces]
    for end in range(1, len(pieces) + 1):
        options = []
        for start in range(end):
            quads = indent + (1 + pieces[start].quads if start else 0)
            slack = 1 - sum(widths[start:end]) / (room - quads * _QUAD)
            cost = _LINE + (_DEPTH * pieces[start].depth if start else 0)
            cost += _OVERFULL * -slack if slack < 0 else 0
            cost += _RAGGED * slack**2 if slack > 0 and end < len(pieces) else 0
            options.append((best[start][0] + cost, [*best[start][1], start]))
        best.append(min(options))
    return best[-1][1]


def _pieces(row: Row, room: float, depth: float) -> list[_Piece]:
    """The terms of a row; those wider than the room are opened."""
    found: list[_Piece] = []
    for term in split(row, OPERATORS):
        piece = _Piece(source(term), depth)
        found += [piece] if piece.width <= room else _opened(term, room, depth)
    return found


def _opened(term: Row, room: float, depth: float) -> list[_Piece]:
    """A wide term in pieces: its factors, and what is in their brackets."""
    done: list[_Piece] = []
    last = _Piece("", depth)
    for number, node in enumerate(term):
        wide = width((node,)) > room
        joined = _Piece(f"{last.latex} {'' if wide else node.latex}", depth)
        full = joined.width > (room / 2 if wide else room)
        cut = [TIMES] if number and full and _factors(term[number - 1], node) else []
        for part in [*cut, *(parts(node, room) if wide else [node.latex])]:
            if part == TIMES:
                done.append(last)
                last = _Piece(TIMES, depth + 0.5)
            elif isinstance(part, str):
                last = _Piece(f"{last.latex} {part}".strip(), last.depth)
            else:
                head, *tail = _pieces(part, room - _QUAD, depth + 1)
                *middle, last = [_Piece(f"{last.latex} {head.latex}", last.depth), *tail]
                done += middle
    return [*done, last]


def _factors(left: Node, right: Node) -> bool:
    """Whether they are multiplied: neither is an operator, a function or its argument."""
    if not {role(left), role(right)} <= {"ordinary", "inner"}:
        return False
    argument = isinstance(right, Group) or (isinstance(right, Fence) and not right.stretch)
    return not argument and not re.fullmatch(r"\\\W", right.latex)
