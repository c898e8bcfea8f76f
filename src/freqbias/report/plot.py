"""What a plot of a report is, and the style that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "RULE", "Plot", "axes_of"]

COLOURS = ("#1f4e79", "#b5542b", "#3f7d3a")  # dark enough on white; themes.py names them
RULE = "#bfbfbf"


@dataclass(frozen=True)
class Plot:
    """A figure, what it shows, and its numbers.

    :param caption: one or two sentences; formulas in LaTeX between dollar signs.
    :param columns: sequences of one length, by name.
    """

    title: str
    caption: str
    figure: Figure
    columns: dict[str, Sequence[Any]]


def axes_of(count: int = 1, height: float = 3.6) -> tuple[Figure, list[Axes]]:
    """A figure with axes side by side that share their scale."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.4, height), layout="constrained")
    axes = list(np.atleast_1d(figure.subplots(1, count, sharey=True)))
    for ax in axes:
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
    return figure, axes
