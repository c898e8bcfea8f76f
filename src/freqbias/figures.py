"""A matplotlib figure that a notebook shows, without pyplot and its global state.

Imports matplotlib, so it is itself imported when something is drawn.
"""

from __future__ import annotations

from io import StringIO

from matplotlib import figure, rc_context

__all__ = ["Figure", "svg"]

_SALT = "freqbias"


class Figure(figure.Figure):
    """A figure; in a notebook it shows as SVG."""

    def _repr_svg_(self) -> str:
        return svg(self)


def svg(shown: figure.Figure) -> str:
    """The figure as SVG, the same text for the same figure: fixed ids and no date."""
    text = StringIO()
    with rc_context({"svg.hashsalt": _SALT}):
        shown.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()
