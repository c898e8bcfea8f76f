"""A prediction as tables that fit a terminal: as many frequencies as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from freqbias.prediction.prediction import Prediction
from freqbias.prediction.report import intervals_of_angles
from freqbias.prediction.training import Training

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["number", "percent", "show"]

_FIXED = 30  # columns of a table besides the frequencies
_SEEN = 5e-4  # a share that is not 0.0%


def show(prediction: Prediction, by: float | None, console: Console) -> None:
    """Print what was read, the times, and what else was asked for.

    :param by: operator time by which to say what is learned.
    """
    times = _times(prediction, console.width)
    learned = [] if by is None else [_learned(prediction, by, console.width)]
    _say(console, _heading(prediction))
    _print(console, *times)
    tables = [times[1], *(table for _, table in learned)]
    shown = min(len(table.columns) - fixed for fixed, table in enumerate(tables, 3))
    _say(console, _notes(prediction, shown < len(prediction.frequencies)))
    for title, table in learned:
        _print(console, title, table)
    if by is not None and (prediction.learned(by)[1] < -_SEEN).any():
        _say(console, ["Below 0: the error has grown, by leakage from other regions."])
    if prediction.fit is not None:
        _print(console, *_target(prediction, by))


def _say(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.print(line, markup=False)  # a name may have brackets


def _print(console: Console, title: str, table: Table) -> None:
    console.print(f"\n{title}", style="italic", markup=False)
    console.print(table)


def number(value: float) -> str:
    """Three digits, or all before the point; short enough for a table.

    >>> [number(x) for x in (0.01234, 1.5, 20812.3, 3.2e9, float("nan"), float("inf"))]
    ['0.0123', '1.5', '20,812', '3.2e9', '-', 'never']
    """
    if not np.isfinite(value):
        return "-" if np.isnan(value) else "never"
    if value >= 1e6:
        return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _heading(prediction: Prediction) -> list[str]:
    data, flow = prediction.data, prediction.waves.flow
    omitted = [
        f"{count:,} {what}"
        for count, what in (
            (data.missing, "without a finite number"),
            (data.at_origin, "at the origin, without a direction"),
        )
        if count
    ]
    rows = f"{data.histogram.total:,} of {data.rows:,} rows" if omitted else f"{data.rows:,} rows"
    columns = ", ".join(data.columns)
    columns = f"directions of ({columns})" if len(data.columns) == 2 else columns
    tail = f" ({'; '.join(omitted)} left out)" if omitted else ""
    return [
        f"{data.path.name}: {rows}, {columns} in {data.unit.value}{tail}",
        f"density: {prediction.binning.rule}; {_regions(prediction)}",
        f"kernel {flow.kernel.name}, lambda_max {flow.eigenvalues[0]:.6g}",
    ]


def _regions(prediction: Prediction) -> str:
    counts = prediction.binning.counts
    gaps = counts.count(0)
    return f"{len(counts)} region{'s' * (len(counts) > 1)}" + f", {gaps} of them empty" * (gaps > 0)


def _times(prediction: Prediction, width: int) -> tuple[str, Table]:
    scale, unit = _scale(prediction)
    times, interval = prediction.times / scale, prediction.interval

    def cell(region: int, wave: int) -> str:
        text = number(float(times[region, wave]))
        if interval is None or not np.isfinite(times[region, wave]):
            return text
        low, high = (float(bound[region, wave]) / scale for bound in (interval.low, interval.high))
        return f"{text}\n{number(low)}–{number(high)}"

    title = f"{unit} until sin(kx + phase) is learned to {prediction.tolerance:g}"
    return title, _table(prediction, cell, width)


def _scale(prediction: Prediction) -> tuple[float, str]:
    """Operator time of the unit that times are shown in, and its name."""
    training = prediction.training
    if training is None:
        return 1.0, "operator time"
    if training.batch_size == training.samples:
        return training.time_per_step, "steps"
    return training.time_per_step * training.steps_per_epoch, "epochs"


def _learned(prediction: Prediction, by: float, width: int) -> tuple[str, Table]:
    highest, shares = prediction.learned(by)

    def cell(region: int, wave: int) -> str:
        return percent(float(shares[region, wave]))

    title = f"share learned by operator time {number(by)}"
    if prediction.training is not None:
        title += f" ({number(by / prediction.training.time_per_step)} steps)"
    top = max(prediction.frequencies)
    texts = [f">= {k}" if k == top else str(k) if k else "none" for k in highest]
    gaps = np.array(prediction.binning.counts) == 0
    learned = ["-" if gap else text for gap, text in zip(gaps, texts, strict=True)]
    return title, _table(prediction, cell, width, ("up to k", learned))


def _table(
    prediction: Prediction,
    cell: Callable[[int, int], str],
    width: int,
    extra: tuple[str, list[str]] | None = None,
) -> Table:
    from rich.table import Table

    count = len(prediction.frequencies)
    regions = range(len(prediction.binning.counts))
    texts = np.array([[cell(j, i) for i in range(count)] for j in regions], dtype=object)
    longest = max(len(line) for text in texts.flat for line in text.split("\n"))
    room = (width - _FIXED - (9 if extra else 0)) // (longest + 2)
    chosen = _spread(count, max(room, 1))
    table = Table(box=None, pad_edge=False)
    table.add_column(f"region ({prediction.data.unit.value})", no_wrap=True)
    for name in ("rows", "p 2pi", *([extra[0]] if extra else [])):
        table.add_column(name, justify="right", no_wrap=True)
    for i in chosen:
        table.add_column(f"k = {prediction.frequencies[i]}", justify="right", no_wrap=True)
    for j in _order(prediction):
        own = [extra[1][j]] if extra else []
        table.add_row(*_region(prediction, j), *own, *texts[j, chosen])
    return table


def _spread(count: int, room: int) -> NDArray[np.intp]:
    """Indices of at most ``room`` of the frequencies, denser among the low ones."""
    if room >= count:
        return np.arange(count, dtype=np.intp)
    return np.unique(np.rint(np.geomspace(1, count, room)).astype(np.intp) - 1)


def _order(prediction: Prediction) -> list[int]:
    return [int(j) for j in np.argsort([left for left, _ in intervals_of_angles(prediction)])]


def _region(prediction: Prediction, j: int) -> tuple[str, str, str]:
    left, right = intervals_of_angles(prediction)[j]
    data, count = prediction.data, prediction.binning.counts[j]
    end = 0.5 if data.least < 0 else 1.0
    if right > end * data.unit.turn * (1 + 1e-12):
        right -= data.unit.turn
    name = f"{left:.4g} to {right:.4g}"
    if len(prediction.binning.counts) == 1:
        name = "whole turn"
    height = float(prediction.density.regions[j].value) * 2 * np.pi
    share = f"{count / data.histogram.total:.1%}"
    return name, share, f"{height:.3g}" if count else "gap"


def _notes(prediction: Prediction, omits: bool) -> list[str]:
    return [
        *_certainty(prediction),
        "Learned: mean square error over the region, mean over the phase, relative to the start.",
        *([] if prediction.training is None else _steps(prediction.training)),
        *(["All frequencies are in --json and --plot."] if omits else []),
    ]


def _certainty(prediction: Prediction) -> list[str]:
    if prediction.without_interval is not None:
        return [f"No bootstrap intervals: {prediction.without_interval}."]
    if prediction.interval is None:
        return []
    notes = [f"Under each time its {prediction.interval.level:.0%} bootstrap interval, the regions "
             "held fixed."]  # fmt: skip
    if prediction.training is not None:
        notes.append("Relative widths are those of gradient flow, rounded outwards to whole steps.")
    return notes


def _steps(training: Training) -> list[str]:
    full = training.batch_size == training.samples
    samples = "all" if full else f"{training.batch_size:,} of"
    step = (
        f"A step of {training.loss.value} loss on {samples} {training.samples:,} samples is "
        f"{number(training.time_per_step)} of operator time."
    )
    if full:
        return [step]
    epoch = number(training.steps_per_epoch)
    return [step, f"An epoch is {epoch} steps; the noise of batches is left out."]


def _target(prediction: Prediction, by: float | None) -> tuple[str, Table]:
    from rich.table import Table

    fit = prediction.fit
    assert fit is not None
    scale, unit = _scale(prediction)
    title = (
        f"target {prediction.data.target}: mean square {number(fit.mean_square)}, signal "
        f"{number(fit.signal)} in {fit.modes} of {fit.flow.eigenvalues.size} "
        f"eigenfunctions, noise floor {number(fit.noise)}"
    )
    table = Table(box=None, pad_edge=False)
    table.add_column(f"region ({prediction.data.unit.value})", no_wrap=True)
    names = ["rows", "p 2pi", "energy", "noise in it", "learned to", f"by {unit}"]
    for name in (*names, *(["learned by then"] if by else [])):
        table.add_column(name, justify="right")
    levels, times = fit.levels(prediction.tolerance), fit.times(prediction.tolerance) / scale
    shares = np.full(times.size, np.nan) if by is None else fit.learned(by)
    for j in _order(prediction):
        share = [percent(float(shares[j]))] if by else []
        numbers = (fit.energies[j], fit.floors[j], levels[j], times[j])
        table.add_row(*_region(prediction, j), *(number(float(x)) for x in numbers), *share)
    return title, table


def percent(share: float) -> str:
    """Negative where the error has grown; rounded first, for -0.0 is no share."""
    return "-" if np.isnan(share) else f"{round(share, 3) + 0.0:.1%}"
