r"""From LaTeX to the tree of a formula: enough of the grammar to measure it and to break its lines."""

from __future__ import annotations

import re
from collections.abc import Callable

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
from freqbias.theory.errors import InputError, shown

__all__ = ["parse"]

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S", re.S)
_BRACE = re.compile(r"\\.|[{}]", re.S)
_CLOSING = {")": "(", "]": "[", r"\}": r"\{"}
_CLOSING |= {rf"\r{name}": rf"\l{name}" for name in ("angle", "vert", "Vert", "floor", "ceil")}
_FONTS = {rf"\math{name}" for name in ("rm", "it", "bf", "sf", "cal", "bb", "frak")}
_FONTS |= {r"\operatorname", r"\text", r"\textrm", r"\mbox"}
_ACCENTS = {rf"\{name}" for name in ("hat", "bar", "tilde", "dot", "ddot", "vec", "widehat")}
_ACCENTS |= {r"\widetilde", r"\overline", r"\underline"}
_SIZED = re.compile(r"\\[bB]igg?[lrm]?$")


def parse(latex: str) -> Row:
    r"""The nodes of a formula, in order.

    :raises InputError: where braces or delimiters do not match.

    >>> [type(node).__name__ for node in parse(r"x^{2} + \frac{1}{y}")]
    ['Script', 'Symbol', 'Fraction']
    """
    reader = _Reader(latex)
    row = reader.row(frozenset())
    if reader.peek():
        raise reader.error()
    return row


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text.rstrip()
        self.at = 0

    def error(self) -> InputError:
        return InputError(f"formula {shown(self.text)} does not match its braces and delimiters")

    def peek(self) -> str:
        """The next token, or nothing at the end."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        found = _TOKEN.match(self.text, self.at)
        return found[0] if found else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise self.error()
        self.at += len(token)
        return token

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise self.error()

    def row(self, stops: frozenset[str]) -> Row:
        """Nodes up to one of the stops, or the end."""
        nodes = []
        while (token := self.peek()) and token not in stops and token not in ("}", r"\right"):
            nodes.append(self.scripted())
        return tuple(nodes)

    def scripted(self) -> Node:
        """A node and its scripts; primes are above."""
        self.peek()
        start = self.at
        base = self.node()
        above: Row = ()
        below: Row = ()
        while (token := self.peek()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.take()
            if token == "^":
                above += self.argument()
            elif token == "_":
                below += self.argument()
            elif token == "'":
                above += (Symbol(r"\prime"),)
        return Script(self.since(start), base, above, below) if above or below else base

    def argument(self) -> Row:
        node = self.node()
        return node.body if type(node) is Group and node.latex[0] == "{" else (node,)

    def node(self) -> Node:
        self.peek()
        start = self.at
        token = self.take()
        build = self._builder(token)
        return build(start) if build else Symbol(token)

    def _builder(self, token: str) -> Callable[[int], Node] | None:
        if token in _CLOSING.values():
            return self.plain_fence
        if token in _FONTS:
            return self.words
        if token in _ACCENTS:
            return self.accent
        if _SIZED.match(token):
            return self.sized
        return {
            "{": self.group, r"\frac": self.fraction, r"\dfrac": self.fraction,
            r"\tfrac": self.fraction, r"\binom": self.fraction, r"\sqrt": self.root,
            r"\left": self.fence, r"\begin": self.table,
        }.get(token)  # fmt: skip

    def since(self, start: int) -> str:
        return self.text[start : self.at]

    def group(self, start: int) -> Node:
        body = self.row(frozenset("}"))
        self.expect("}")
        return Group(self.since(start), body)

    def accent(self, start: int) -> Node:
        body = self.argument()
        return Group(self.since(start), body)

    def sized(self, start: int) -> Node:
        self.take()
        return Symbol(self.since(start))

    def fraction(self, start: int) -> Node:
        over, under = self.argument(), self.argument()
        return Fraction(self.since(start), over, under)

    def root(self, start: int) -> Node:
        degree: Row = ()
        if self.peek() == "[":
            self.take()
            degree = self.row(frozenset("]"))
            self.expect("]")
        body = self.argument()
        return Root(self.since(start), degree, body)

    def fence(self, start: int) -> Node:
        opening = self.take()
        body = self.row(frozenset([r"\right"]))
        self.expect(r"\right")
        closing = self.take()
        return Fence(self.since(start), opening, body, closing, True)

    def plain_fence(self, start: int) -> Node:
        """Delimiters that match; one that stands alone is a symbol."""
        inside, token = self.at, self.since(start)
        body = self.row(frozenset(_CLOSING))
        if self.peek() not in _CLOSING:
            self.at = inside
            return Symbol(token)
        closing = self.take()
        return Fence(self.since(start), token, body, closing, False)

    def words(self, start: int) -> Node:
        if self.peek() != "{":
            content = self.take()
            return Words(self.since(start), content)
        inside = self.at + 1
        depth = 0
        for brace in _BRACE.finditer(self.text, self.at):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                self.at = brace.end()
                return Words(self.since(start), self.text[inside : brace.start()])
        raise self.error()

    def table(self, start: int) -> Node:
        self.name()
        rows: list[tuple[Row, ...]] = [()]
        while True:
            cell = self.row(frozenset(["&", "\\\\", r"\end"]))
            rows[-1] += (cell,)
            token = self.take()
            if token == r"\end":
                break
            if token == "\\\\":
                rows.append(())
        self.name()
        return Table(self.since(start), tuple(rows))

    def name(self) -> None:
        """Of an environment, in braces."""
        self.expect("{")
        self.group(self.at)
