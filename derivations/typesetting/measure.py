r"""How wide and how tall a formula is when TeX sets it at 10pt in Computer Modern.

An estimate from the widths of the letters and TeX's spacing, a little too large rather than too small;
the tests compare it with TeX.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise

from freqbias.derivations.typesetting.tree import (
    Fence,
    Fraction,
    Group,
    Node,
    Root,
    Row,
    Script,
    Symbol,
    Table,
    Words,
)

__all__ = ["delimiter", "height", "role", "roles", "width"]

# Points at 10pt with the italic correction, rounded up.
_WIDTHS = {
    "il": 3.5, "t": 4, "bc": 4.5, "ejorqs": 5, "adgpvyzI": 5.5, "fhknux": 6, "JSL": 6.9, "wTA": 7.6,
    "CEFGOPQRUZ": 7.95, "BVY": 8.1, "Dm": 8.8, "HKNX": 9.25, "MW": 10.9, "0123456789/?": 5,
    "()[]": 3.9, ",;.!:|": 2.8, "+-=<>*": 7.8,
}  # fmt: skip
_COMMANDS = {
    r"\iota \tau \epsilon \theta \delta \xi": 5.5, r"\psi \omega \varphi": 7.1,
    r"\alpha \beta \gamma \zeta \eta \kappa \lambda \mu \nu \pi \rho \sigma \upsilon \phi \chi": 6.6,
    r"\varepsilon \partial \{ \} \| \lVert \rVert \prime \langle \rangle \ell": 5.9,
    r"\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega": 8.4,
    r"\infty \ldots \dots \cdots \sum \bigcup \colon": 11.8, r"\int": 10, r"\prod": 12.8,
    r"\cdot \lvert \rvert \vert |": 2.8, r"\# \%": 8.4, r"\ ": 3.4, r"\!": -1.67,
    r"\, \:": 2.3, r"\;": 2.8, r"\quad": 10, r"\qquad": 20,
    r"\limits \displaystyle \textstyle \nolimits": 0,
}  # fmt: skip
_POINTS = {letter: points for letters, points in _WIDTHS.items() for letter in letters}
_POINTS |= {name: points for names, points in _COMMANDS.items() for name in names.split(" ")}
_POINTS[r"\ "] = 3.4
_ROW = 16.8  # of a matrix: 12 times the \arraystretch of the documents
_OTHER = 7.8  # relations, arrows, what is not listed


def _commands(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


_FUNCTIONS = _commands(
    "arccos arcsin arctan cos cosh cot coth csc deg det dim exp gcd inf ker lim ln log max min sec "
    "sin sinh sup tan tanh"
)
_LARGE = _commands("int iint oint sum prod bigcup")
_BINARY = _commands("cdot times pm mp circ cup cap wedge") | {"+", "-", "*"}
_RELATIONS = {"=", "<", ">", ":"} | _commands(
    "leq geq neq le ge ne lt gt in notin to rightarrow equiv approx sim simeq asymp propto subset "
    "mapsto iff implies ll gg perp mid Leftrightarrow Rightarrow Longleftrightarrow"
)
_SCALE = (1.0, 1.0, 0.83, 0.72)  # display, text, script, script of script
_THIN, _MEDIUM, _THICK, _NULL = 1.67, 2.23, 2.78, 2.4
_DELIMITERS = ((10.0, "", 3.9), (12.0, "big", 4.6), (18.0, "Big", 6.0), (24.0, "bigg", 7.4),
               (30.0, "Bigg", 8.0))  # fmt: skip


@dataclass(frozen=True)
class _Box:
    """Points."""

    width: float
    height: float


def width(row: Row) -> float:
    r"""Points that a formula takes in display style.

    >>> from freqbias.derivations.typesetting.parser import parse
    >>> 23 < width(parse("x + y")) < 25
    True
    """
    return _row(row, 0).width


def height(row: Row) -> float:
    """Points from top to bottom in display style."""
    return _row(row, 0).height


def _row(row: Row, style: int) -> _Box:
    """Estimate for a row in display (0), text (1), script (2) or smaller style (3)."""
    boxes = [_box(node, style) for node in row]
    gaps = sum(_gap(left, right) for left, right in pairwise(roles(row))) if style < 2 else 0
    return _Box(sum(b.width for b in boxes) + gaps, max((b.height for b in boxes), default=0))


def delimiter(height: float) -> tuple[str, float]:
    """The command that makes a delimiter as tall as TeX would (``big``, ...), and its width."""
    needed = max(0.9 * height, height - 5)
    return next(((name, w) for tall, name, w in _DELIMITERS if tall >= needed), ("Bigg", 8.8))


def role(node: Node) -> str:
    """What TeX spaces the node as."""
    match node:
        case Script():
            return role(node.base)
        case Fraction():
            return "inner"
        case Fence():
            return "inner" if node.stretch else "ordinary"
        case Words() if node.latex.startswith(r"\operatorname"):
            return "function"
        case Symbol():
            return _symbol_role(node.latex)
    return "ordinary"


def _symbol_role(latex: str) -> str:
    if latex in _BINARY:
        return "binary"
    if latex in _RELATIONS:
        return "relation"
    if latex in _FUNCTIONS or latex in _LARGE:
        return "function"
    return "comma" if latex in (",", ";") else "ordinary"


def roles(row: Row) -> list[str]:
    """Roles in a row; a sign without two sides is ordinary."""
    roles = [role(node) for node in row]
    for number, name in enumerate(roles):
        before = roles[number - 1] if number else "relation"
        after = roles[number + 1] if number + 1 < len(roles) else "relation"
        lonely = before in ("binary", "relation", "function", "comma")
        if name == "binary" and (lonely or after in ("relation", "comma")):
            roles[number] = "ordinary"
    return roles


def _gap(left: str, right: str) -> float:
    if "relation" in (left, right):
        return 0 if left == right else _THICK
    if "binary" in (left, right):
        return _MEDIUM
    return _THIN if {left, right} & {"inner", "function"} or left == "comma" else 0


@singledispatch
def _box(node: Node, style: int) -> _Box:
    raise TypeError(f"no box for {node!r}")


@_box.register
def _(node: Symbol, style: int) -> _Box:
    if node.latex in _FUNCTIONS:
        return _words(node.latex[1:], style)
    if node.latex in _LARGE and style == 0:
        return _Box(1.3 * _POINTS.get(node.latex, 12.0), 23)
    points = _POINTS.get(node.latex)
    if points is None:
        points = 8.0 if r"\big" in node.latex.lower() else _OTHER
    return _Box(points * _SCALE[style], 9 * _SCALE[style])


def _words(text: str, style: int) -> _Box:
    points = sum(_POINTS.get(letter, 5.5) * 0.98 + 0.3 for letter in text)
    return _Box(points * _SCALE[style], 9 * _SCALE[style])


@_box.register
def _(node: Words, style: int) -> _Box:
    return _words(node.content, style)


@_box.register
def _(node: Group, style: int) -> _Box:
    inside = _row(node.body, style)
    return _Box(inside.width + (0 if node.latex[0] == "{" else 1), inside.height + 2)


@_box.register
def _(node: Fraction, style: int) -> _Box:
    over, under = (_row(row, min(style + 1, 3)) for row in (node.over, node.under))
    return _Box(max(over.width, under.width) + _NULL, over.height + under.height + 6)


@_box.register
def _(node: Root, style: int) -> _Box:
    inside = _row(node.body, style)
    sign = 10 if inside.height > 10 else 8.4
    return _Box(inside.width + sign + _row(node.degree, 3).width / 2, inside.height + 3)


@_box.register
def _(node: Script, style: int) -> _Box:
    base = _box(node.base, style)
    above, below = (_row(row, 2 if style < 2 else 3) for row in (node.above, node.below))
    height = base.height + above.height / 2 + below.height / 3
    centred = node.base.latex in (r"\sum", r"\max", r"\min") and style == 0
    if centred or r"\limits" in node.latex:
        return _Box(max(base.width, above.width, below.width), height + below.height)
    return _Box(base.width + max(above.width, below.width) + 0.6, height)


@_box.register
def _(node: Fence, style: int) -> _Box:
    inside = _row(node.body, style)
    sides = [mark for mark in (node.opening, node.closing) if mark != "."]
    each = delimiter(inside.height)[1] if node.stretch else 3.9
    return _Box(inside.width + len(sides) * each * _SCALE[style], max(inside.height, 10))


@_box.register
def _(node: Table, style: int) -> _Box:
    columns = max(len(row) for row in node.rows)
    cells = [[_row(cell, 1) for cell in row] for row in node.rows]
    widths = (
        max((row[i].width for row in cells if i < len(row)), default=0) for i in range(columns)
    )
    heights = (max(_ROW, *(cell.height + 2 for cell in row)) for row in cells)
    return _Box(sum(widths) + 10 * columns, sum(heights))
