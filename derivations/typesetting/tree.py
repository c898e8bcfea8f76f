"""The parts of a LaTeX formula."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fence", "Fraction", "Group", "Node", "Root", "Row", "Script", "Symbol", "Table",
           "Words"]  # fmt: skip


@dataclass(frozen=True)
class Node:
    """Part of a formula; ``latex`` is its source."""

    latex: str


Row = tuple[Node, ...]


@dataclass(frozen=True)
class Symbol(Node):
    """One character or command."""


@dataclass(frozen=True)
class Words(Node):
    r"""Letters in a font of their own: ``\operatorname{atan}``, ``\text{if}``."""

    content: str


@dataclass(frozen=True)
class Group(Node):
    r"""Braces, or an accent over them."""

    body: Row


@dataclass(frozen=True)
class Fraction(Node):
    """Numerator over denominator."""

    over: Row
    under: Row


@dataclass(frozen=True)
class Root(Node):
    """A root; of degree 2 where none is written."""

    degree: Row
    body: Row


@dataclass(frozen=True)
class Script(Node):
    """A base with what is above and below it."""

    base: Node
    above: Row
    below: Row


@dataclass(frozen=True)
class Fence(Node):
    r"""Between two delimiters, which ``stretch`` where they are written with ``\left``."""

    opening: str
    body: Row
    closing: str
    stretch: bool


@dataclass(frozen=True)
class Table(Node):
    """Rows of cells."""

    rows: tuple[tuple[Row, ...], ...]
