"""Matplotlib's SVG as part of a page: in the colours of the page, light or dark."""

from __future__ import annotations

import re

__all__ = ["embedded"]

_VARIABLES = {
    "#000000": "ink",
    "#ffffff": "paper",
    "#bfbfbf": "line",
    "#1f4e79": "curve-1",
    "#b5542b": "curve-2",
    "#3f7d3a": "curve-3",
    "#c9d8e8": "area",
    "#7d98b5": "area-edge",
}


def embedded(svg: str, name: str, label: str) -> str:
    """The SVG element alone, scaling to its place, with ids of its own and colours as CSS variables.

    :param name: put before every id, which are then unique in a page of several figures.
    :param label: says to a screen reader what is shown.

    >>> print(embedded('<?xml?><svg width="9pt" height="8pt" xmlns="x"><g id="a" '
    ...                'style="fill: #ffffff"/></svg>', "plot", "A & B"))
    <svg role="img" aria-label="A &amp; B" xmlns="x"><g id="plot-a" style="fill: var(--paper)"/></svg>
    """
    text = svg[svg.index("<svg") :].strip()
    text = re.sub(r"\s*<metadata>.*?</metadata>|\s*<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r'(?<=<svg) ([^>]*?)width="[^"]*" height="[^"]*" ', r" \1", text, count=1)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r"(url\(#|href=\"#)", rf"\1{name}-", text)
    text = re.sub(r"#[0-9a-f]{6}\b", _variable, text)
    return text.replace("<svg", f'<svg role="img" aria-label="{_attribute(label)}"', 1)


def _variable(found: re.Match[str]) -> str:
    name = _VARIABLES.get(found[0])
    return f"var(--{name})" if name else found[0]


def _attribute(text: str) -> str:
    from html import escape

    return escape(text, quote=True)
