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

__all__ = ["heatmap"]

_FILL, _EDGE, _GAP = "#c9d8e8", "#7d98b5", "0.94"
_COLOURS = "viridis_r"  # what is learned late is dark
_TICKS = {Unit.RADIANS: 4, Unit.DEGREES: 8, Unit.HOURS: 8, Unit.TURNS: 4}  # in a turn


def heatmap(prediction: Prediction) -> Figure:
    """Regions over the angle in the user's unit, frequencies upwards, as colours the times.

    The density stands above.  White lines are fronts: what lies below one is learned by a power of ten
    of the time.  Gaps are hatched; what is never learned is left white.

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
    try:
        from matplotlib.colors import LogNorm
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(
            'plots need matplotlib, which is not installed: pip install "freqbias[plot]"'
        ) from None
    figure = Figure(figsize=(8, 5), layout="constrained")
    upper, lower = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"height_ratios": (1, 3.2), "hspace": 0.04}
    )
    edges, regions = _pieces(prediction)
    _density(upper, edges, np.array([float(r.value) for r in prediction.density.regions])[regions])
    times, name = _times(prediction)
    shown = np.ma.masked_invalid(times[regions].T)
    rows = _rows(prediction.frequencies)
    if shown.count():
        norm = LogNorm(shown.min(), max(shown.max(), shown.min() * 1.01))
        mesh = lower.pcolormesh(edges, rows, shown, norm=norm, cmap=_COLOURS, rasterized=False)
        bar = figure.colorbar(mesh, ax=lower, label=name, pad=0.015, aspect=28)
        bar.outline.set_visible(False)
        _fronts(lower, edges, rows, shown)
    _gaps(lower, edges, np.array(prediction.binning.counts)[regions] == 0)
    _labels(prediction, upper, lower, edges)
    return figure


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


def _rows(frequencies: tuple[int, ...]) -> Any:
    """Edges of the rows: half way between frequencies."""
    k = np.array(frequencies, dtype=float)
    inner = (k[1:] + k[:-1]) / 2
    return np.array([k[0] - 0.5, *inner, k[-1] + 0.5])


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


def _gaps(axes: Axes, edges: Any, gaps: Any) -> None:
    for left, right in zip(edges[:-1][gaps], edges[1:][gaps], strict=True):
        axes.axvspan(left, right, facecolor=_GAP, edgecolor="0.75", hatch="///", linewidth=0)


def _labels(prediction: Prediction, upper: Axes, lower: Axes, edges: Any) -> None:
    unit, data = prediction.data.unit, prediction.data
    upper.set_title(f"{data.path.name}: {data.histogram.total:,} rows", loc="left", fontsize=11)
    for side in ("top", "right"):
        upper.spines[side].set_visible(False)
        lower.spines[side].set_visible(False)
    lower.set_xlim(edges[0], edges[-1])
    ticks = np.linspace(edges[0], edges[-1], _TICKS[unit] + 1)
    lower.set_xticks(ticks, [_tick(value, unit) for value in ticks])
    lower.set_xlabel(unit.value)
    lower.set_ylabel("frequency k")
    lower.set_yticks(_heights(prediction.frequencies))
    upper.tick_params(labelbottom=False)


def _heights(frequencies: tuple[int, ...]) -> list[int]:
    """The first and last frequency and about four between."""
    first, last = frequencies[0], frequencies[-1]
    step = max(round((last - first) / 5), 1)
    return [first, *(k for k in range(step, last, step) if k > first + step / 2), last]


def _tick(value: float, unit: Unit) -> str:
    if unit is not Unit.RADIANS:
        return f"{value:g}"
    halves = round(value / (np.pi / 2))
    texts = {-2: r"$-\pi$", -1: r"$-\pi/2$", 0: "$0$", 1: r"$\pi/2$", 2: r"$\pi$"}
    return {**texts, 3: r"$3\pi/2$", 4: r"$2\pi$"}[halves]
