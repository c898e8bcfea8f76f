"""A picture of a sweep: deviations from the exact spectrum against n.  Needs matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from freqbias.heatmap import needs_matplotlib
from freqbias.numerics.evaluate import Floats
from freqbias.sweeps.deviations import RATES, Curve, Panel, chosen, curves
from freqbias.sweeps.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from freqbias.figures import Figure

__all__ = ["plot"]

_MARKS = "osD^v"
_KINDS = {"iid": "independent samples", "quantile": "quantile points"}
_LAWS = {"iid": r"$C\,n^{-1/2}$", "quantile": r"$C\,n^{-2}$"}
_COLUMNS = 3
_SIZE = (4.0, 3.1)  # inches of a panel
_LEAST = 6.0  # inches that the key is wide
_FEW_DECADES = 30  # ratio of the sizes below which powers of ten alone are too few labels
_LINE = 50  # letters over a panel


def plot(table: Table, indices: Iterable[int] | None = None) -> Figure:
    """``|value - exact|`` against n, both scales logarithmic; a panel for each density, kernel, points.

    A faint dot is one seed, a mark the root mean square over the seeds with its 95 % interval, a dashed
    line the law that the marks are held against: ``C n^(-1/2)`` for independent samples and
    ``C n^-2`` for quantile points, C fitted to all sizes.

    :param indices: of the eigenvalues; by default up to four, spread out.
    :returns: the figure; ``freqbias.plots.svg`` gives it as reproducible text.
    :raises InputError: if matplotlib is missing, or an index is not in the table.

    >>> from freqbias.sweeps.run import sweep
    >>> from freqbias.theory.densities import uniform
    >>> figure = plot(sweep([uniform()], [20, 40], seeds=range(2), count=2))
    >>> figure.axes[0].get_xlabel()
    'samples n'
    """
    needs_matplotlib()
    from freqbias.figures import Figure

    panels = curves(table, chosen(table, indices))
    kinds = len({panel.points for panel in panels})
    across = kinds if kinds > 1 else min(len(panels), _COLUMNS)
    down = -(-len(panels) // across)
    size = max(_SIZE[0] * across, _LEAST), _SIZE[1] * down + 0.5
    figure = Figure(figsize=size, layout="constrained")
    one_law = kinds == 1  # then all may have one scale
    grid = figure.subplots(
        down, across, sharex=True, sharey="all" if one_law else "col", squeeze=False
    )
    several = len({panel.kernel for panel in panels}) > 1
    for axes, (panel, found) in zip(grid.flat, panels.items(), strict=False):
        _draw(axes, panel, found)
        _label(axes, panel, several)
    for axes in grid.flat[len(panels) :]:
        axes.remove()
    for axes in grid.flat[len(panels) - across : len(panels)]:
        axes.tick_params(labelbottom=True)
        axes.set_xlabel("samples n")
    figure.supylabel("|value - exact|", fontsize=10)
    _key(figure, panels)
    return figure


def _draw(axes: Axes, panel: Panel, found: list[Curve]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    _scale(axes, found[0].sizes)
    for place, curve in enumerate(found):
        colour, mark = _colour(place, len(found)), _MARKS[place % len(_MARKS)]
        sizes = curve.sizes
        if panel.points == "iid":
            sizes = sizes * _aside(sizes) ** (place - (len(found) - 1) / 2)
            _seeds(axes, curve, sizes, colour)
        axes.plot(sizes, curve.rms, mark, color=colour, markersize=5, label=f"{curve.index}")
        rate = RATES[panel.points]
        ends = curve.sizes[[0, -1]] * (0.8, 1.25)
        law = curve.law(rate) * ends**rate
        axes.plot(ends, law, "--", color=colour, linewidth=0.9, alpha=0.7, zorder=1)


def _scale(axes: Axes, sizes: Floats) -> None:
    """Labels that have room: powers of ten, and twice and five times these where they are few."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    axes.xaxis.set_minor_formatter(NullFormatter())
    if sizes[-1] < _FEW_DECADES * sizes[0]:
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _seeds(axes: Axes, curve: Curve, sizes: Floats, colour: Any) -> None:
    """Each seed as a dot, all together as an interval."""
    places = np.repeat(sizes, [v.size for v in curve.values])
    dots = np.concatenate(curve.values)
    axes.plot(places, dots, ".", color=colour, alpha=0.3, markersize=4, markeredgewidth=0)
    low, high = curve.interval
    bars = np.array([curve.rms - low, high - curve.rms])
    axes.errorbar(sizes, curve.rms, bars, fmt="none", ecolor=colour, elinewidth=1.3)


def _aside(sizes: Floats) -> float:
    """The ratio by which marks of neighbouring indices are moved apart, to be told from each other."""
    ratios = sizes[1:] / sizes[:-1]
    return float(np.min(ratios, initial=2.0) ** 0.1)


def _colour(place: int, count: int) -> Any:
    """From dark to light in the order of indices, the lightest still seen on white."""
    from matplotlib import colormaps

    return colormaps["viridis"](0.8 * place / max(count - 1, 1))


def _label(axes: Axes, panel: Panel, several: bool) -> None:
    density = panel.density.removeprefix("piecewise constant ").removesuffix(" (pi)")
    lines = wrap(shorten(density, 2 * _LINE, placeholder=" ..."), _LINE)
    kind = _KINDS[panel.points]
    about = f"{kind}, {panel.kernel}" if several else kind
    axes.set_title("\n".join([*lines, about]), loc="left", fontsize=9, parse_math=False)
    axes.grid(which="major", color="0.92", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _key(figure: Figure, panels: dict[Panel, list[Curve]]) -> None:
    """One key for all panels: the indices, and what bars, dots and dashed lines are."""
    from matplotlib.lines import Line2D

    def sign(**style: Any) -> Line2D:
        return Line2D([], [], **{"linestyle": "none", "color": "0.5", **style})

    marks, names = figure.axes[0].get_legend_handles_labels()
    kinds = dict.fromkeys(panel.points for panel in panels)
    entries = [(sign(), "index"), *zip(marks, names, strict=True)]
    if "iid" in kinds:
        entries += [(sign(marker="."), "one seed"), (sign(marker="|", markersize=11), "95 %")]
    entries += [(sign(linestyle="--", linewidth=0.9), _LAWS[kind]) for kind in kinds]
    lines, words = zip(*entries, strict=True)
    figure.legend(
        lines, words, loc="outside lower center", ncols=len(words),
        frameon=False, fontsize=9, handletextpad=0.3, columnspacing=1.2,
    )  # fmt: skip
