"""A picture of a prediction: when each frequency is learned, over the circle.  Needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freqbias.numerics.samples import Unit
from freqbias.prediction import Prediction
from freqbias.prediction.report import intervals_of_angles
from freqbias.theory.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["heatmap", "needs_matplotlib"]

_FILL, _EDGE = "#c9d8e8", "#7d98b5"
_GAP: dict[str, Any] = {"facecolor": "0.94", "edgecolor": "0.75", "hatch": "///", "linewidth": 0}
_NEVER: dict[str, Any] = {
    "facecolor": "white",
    "edgecolor": "#c08080",
    "hatch": "xxx",
    "linewidth": 0,
}
_MOST_ROWS = 24  # that have a label each
_LONGEST_NAME = 48
_COLOURS = "viridis_r"  # what is learned late is dark
_TICKS = {Unit.RADIANS: 4, Unit.DEGREES: 8, Unit.HOURS: 8, Unit.TURNS: 4}  # in a turn


def heatmap(prediction: Prediction) -> Figure:
    """Regions over the angle in the user's unit, frequencies upwards, as colours the times.

    Every frequency has a row, of the same height.  The density stands above.  White lines are fronts:
    what lies below one is learned by a power of ten of the time.  Gaps are hatched, and so, in another
    way, is what is never learned; a key says which.

    :returns: the figure; ``plots.svg`` gives it as reproducible text.
    :raises InputError: if matplotlib is missing.

    >>> from tempfile import NamedTemporaryFile
    >>> from freqbias.prediction import predict
    >>> with NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("hour\\n1.5\\n13\\n14\\n")
    ...     file.flush()
    ...     result = predict(file.name, unit=Unit.HOURS, regions=2, frequencies=[1, 2], draws=0)
    >>> heatmap(result).axes[1].get_xlabel()
    'hours'
    """
    needs_matplotlib()
    from matplotlib.colors import LogNorm
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    upper, lower = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"height_ratios": (1, 3.2), "hspace": 0.04}
    )
    edges, regions = _pieces(prediction)
    _density(upper, edges, np.array([float(r.value) for r in prediction.density.regions])[regions])
    times, name = _times(prediction)
    shown = np.ma.masked_invalid(times[regions].T)
    rows = np.arange(len(prediction.frequencies) + 1)
    if shown.count():
        norm = LogNorm(shown.min(), max(shown.max(), shown.min() * 1.01))
        mesh = lower.pcolormesh(edges, rows, shown, norm=norm, cmap=_COLOURS, rasterized=False)
        bar = figure.colorbar(mesh, ax=lower, label=name, pad=0.015, aspect=28)
        bar.outline.set_visible(False)
        _fronts(lower, edges, rows, shown)
    lower.set_ylim(rows[0], rows[-1])
    gaps = np.array(prediction.binning.counts)[regions] == 0
    _hatched(figure, lower, edges, gaps, np.isinf(times[regions].T))
    _labels(prediction, upper, lower, edges)
    return figure


def needs_matplotlib() -> None:
    """Nothing, if it is there.

    :raises InputError: if not.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise InputError(
            'plots need matplotlib, which is not installed: pip install "freqbias[plot]"'
        ) from None


def _pieces(prediction: Prediction) -> tuple[Any, Any]:
    """Edges over one turn, increasing, and the region of each piece; one may be cut by the seam."""
    found = intervals_of_angles(prediction)
    turn = prediction.data.unit.turn
    start = -turn / 2 if prediction.data.least < 0 else 0.0
    order = np.argsort([left for left, _ in found])
    lefts = [found[j][0] for j in order]
    regions = [int(j) for j in order]
    if lefts[0] > start + 1e-9 * turn:
        lefts, regions = [start, *lefts], [regions[-1], *regions]
    return np.array([*lefts, start + turn]), regions


def _times(prediction: Prediction) -> tuple[Any, str]:
    learned = f"learned to {prediction.tolerance:g}"
    if prediction.training is None:
        return prediction.times, f"operator time until {learned}"
    return prediction.steps(prediction.times), f"steps until {learned}"


def _density(axes: Axes, edges: Any, heights: Any) -> None:
    axes.stairs(heights, edges, fill=True, facecolor=_FILL)
    axes.stairs(heights, edges, color=_EDGE, linewidth=1.2, baseline=None)
    axes.set_ylim(0, 1.15 * float(heights.max()))
    axes.set_ylabel("density\nper radian")


def _fronts(axes: Axes, edges: Any, rows: Any, times: Any) -> None:
    """For each power of ten how far learning has come by then."""
    low, high = np.log10(float(times.min())), np.log10(float(times.max()))
    for power in range(int(np.ceil(low)), int(np.floor(high)) + 1):
        done = np.cumprod(np.ma.filled(times, np.inf) <= 10.0**power, axis=0).sum(axis=0)
        axes.stairs(rows[done], edges, baseline=None, color="white", linewidth=1.1, alpha=0.8)


def _hatched(figure: Figure, axes: Axes, edges: Any, gaps: Any, never: Any) -> None:
    """What has no time, and a key to it."""
    from matplotlib.patches import Patch, Rectangle

    for left, right in zip(edges[:-1][gaps], edges[1:][gaps], strict=True):
        axes.axvspan(left, right, **_GAP)
    for row, piece in np.argwhere(never):
        corner = (edges[piece], row)
        axes.add_patch(Rectangle(corner, edges[piece + 1] - edges[piece], 1, **_NEVER))
    key = [Patch(label="no data", **_GAP)] if gaps.any() else []
    key += [Patch(label="never learned", **_NEVER)] if never.any() else []
    if key:
        figure.legend(handles=key, loc="outside lower center", ncols=2, frameon=False, fontsize=9)


def _labels(prediction: Prediction, upper: Axes, lower: Axes, edges: Any) -> None:
    unit, data = prediction.data.unit, prediction.data
    title = f"{_name(data.path.name)}: {data.histogram.total:,} rows"
    upper.set_title(title, loc="left", fontsize=11, parse_math=False)
    for side in ("top", "right"):
        upper.spines[side].set_visible(False)
        lower.spines[side].set_visible(False)
    lower.set_xlim(edges[0], edges[-1])
    ticks = np.linspace(edges[0], edges[-1], _TICKS[unit] + 1)
    lower.set_xticks(ticks, [_tick(value, unit) for value in ticks])
    lower.set_xlabel(unit.value)
    lower.set_ylabel("frequency k")
    k = prediction.frequencies
    labelled = _spread(len(k))
    lower.set_yticks([i + 0.5 for i in labelled], [str(k[i]) for i in labelled])
    upper.tick_params(labelbottom=False)


def _spread(rows: int) -> list[int]:
    """The rows with a label: all, or the last and every so many below it."""
    every = -(-rows // _MOST_ROWS)
    return sorted(range(rows - 1, -1, -every))


def _name(name: str) -> str:
    """A file's, short enough, and of characters that can be written."""
    name = name.encode("utf-8", "replace").decode()
    if len(name) <= _LONGEST_NAME:
        return name
    half = _LONGEST_NAME // 2
    return f"{name[:half]}...{name[3 - half :]}"


def _tick(value: float, unit: Unit) -> str:
    if unit is not Unit.RADIANS:
        return f"{value:g}"
    halves = round(value / (np.pi / 2))
    texts = {-2: r"$-\pi$", -1: r"$-\pi/2$", 0: "$0$", 1: r"$\pi/2$", 2: r"$\pi$"}
    return {**texts, 3: r"$3\pi/2$", 4: r"$2\pi$"}[halves]
