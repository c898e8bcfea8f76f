r"""Formulas on one line of Unicode, for terminals: ``\frac{a + b}{2 c}`` is ``(a + b)/(2c)``."""

from __future__ import annotations

import re
from functools import lru_cache, singledispatch
from typing import Any

from freqbias.derivations.typesetting.measure import roles
from freqbias.derivations.typesetting.parser import parse
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

__all__ = ["unicode"]

_ABOVE = str.maketrans("0123456789+-ni′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ′")
_BELOW = str.maketrans("0123456789+-jim", "₀₁₂₃₄₅₆₇₈₉₊₋ⱼᵢₘ")
_SYMBOLS = {r"\!": "", r"\displaystyle": "", r"\textstyle": "", r"\prime": "′", r"\|": "‖"}
_SYMBOLS |= dict.fromkeys((r"\,", r"\:", r"\;", r"\ ", r"\quad", r"\qquad", "~"), " ")
_DELIMITERS = {".": "", r"\lVert": "‖", r"\rVert": "‖", r"\|": "‖", r"\lvert": "|", r"\rvert": "|"}


@lru_cache(maxsize=4096)
def unicode(formula: str) -> str:
    r"""A formula in LaTeX on one line.

    :raises InputError: where braces or delimiters do not match.

    >>> unicode(r"\frac{a + b}{2 \pi} \sqrt{x^{2}} \leq \lambda_{1} e^{-t/2}")
    '(a + b)/(2π) √(x²) ≤ λ₁ e^(-t/2)'
    """
    return _row(parse(formula))


def _row(row: Row) -> str:
    """Spaces around operators, after commas and functions, and beside long factors."""
    found, apart = "", False
    for node, role in zip(row, roles(row), strict=True):
        text = _text(node)
        if role in ("binary", "relation"):
            found = f"{found.rstrip()} {text} "
            continue
        wide = role == "function" or isinstance(node, Fraction | Root | Script)
        if (apart or wide) and _runs_into(found[-1:], text[:1]):
            found += " "
        found += f"{text} " if role == "comma" else text
        apart = wide
    return re.sub(r" +", " ", found).strip()


def _runs_into(left: str, right: str) -> bool:
    """Whether two characters beside each other look like parts of one thing."""
    return (
        (left.isalnum() or left in "′₊₋)⁻") and left != "" and (right.isalnum() or right in "√∫∑")
    )


@lru_cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", strict_latex_spaces=False)


@lru_cache
def _known(latex: str) -> str:
    text = str(_converter().latex_to_text(latex)).strip()
    return text or latex.lstrip("\\")


def _operand(text: str) -> str:
    """In brackets if it is more than a symbol or a number."""
    return text if re.fullmatch(r"\d+|\([^()]*\)|.[̀-ͯ]?[₀-₉ⱼᵢₘ]*", text) else f"({text})"


@singledispatch
def _text(node: Node) -> str:
    raise TypeError(f"no text for {node!r}")


@_text.register
def _(node: Symbol) -> str:
    return _SYMBOLS[node.latex] if node.latex in _SYMBOLS else _known(node.latex)


@_text.register
def _(node: Words) -> str:
    return re.sub(r"\\(.)", r"\1", node.content)


@_text.register
def _(node: Group) -> str:
    return _row(node.body) if node.latex.startswith("{") else _known(node.latex)


@_text.register
def _(node: Fraction) -> str:
    return f"{_operand(_row(node.over))}/{_operand(_row(node.under))}"


@_text.register
def _(node: Root) -> str:
    inside = _row(node.body)
    return f"({inside})^(1/{_row(node.degree)})" if node.degree else f"√{_operand(inside)}"


@_text.register
def _(node: Script) -> str:
    below, above = _row(node.below), _row(node.above)
    base = _text(node.base)
    if below:
        base += _script("_", below, _BELOW)
    return base + (_script("^", above, _ABOVE) if above else "")


def _script(mark: str, text: str, small: dict[int, int]) -> str:
    close = text.replace(" ", "")
    if all(ord(letter) in small for letter in close):
        return close.translate(small)
    return mark + _operand(close)


@_text.register
def _(node: Fence) -> str:
    opening, closing = (_DELIMITERS.get(m) or _known(m) if m != "." else ""
                        for m in (node.opening, node.closing))  # fmt: skip
    return f"{opening}{_row(node.body)}{closing}"


@_text.register
def _(node: Table) -> str:
    return "; ".join(", ".join(map(_row, row)) for row in node.rows)
