"""What a sweep shows and exports are the numbers of its table."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.plots import svg
from freqbias.sweeps import Row, Table, sweep
from freqbias.sweeps.deviations import Curve, Panel, chosen, curves
from freqbias.sweeps.plot import plot
from freqbias.sweeps.table import COLUMNS
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError

_P = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")


@pytest.fixture(scope="module")
def table() -> Table:
    return sweep(
        [_P, uniform()], [30, 60, 120], seeds=range(3), count=4, points=["iid", "quantile"]
    )


def test_exports_are_the_table(table: Table) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    rows = list(csv.DictReader(StringIO(table.encoded(".csv").decode())))
    assert [float(row["mid"]) for row in rows] == [row.mid for row in table]
    frame = pandas.read_parquet(BytesIO(table.encoded(".parquet")))
    assert list(frame.columns) == list(COLUMNS)
    assert frame["exact"].tolist() == [row.exact for row in table]
    assert frame["seed"].isna().sum() == sum(row.seed is None for row in table) > 0
    with pytest.raises(InputError, match=r"suffix '\.xlsx' is none of"):
        table.encoded(".xlsx")


@settings(max_examples=15)
@given(st.integers(2, 30), st.floats(1e-6, 10), st.integers(0, 2**32))
def test_intervals_hold_the_standard_deviation_as_often_as_they_say(
    seeds: int, sigma: float, seed: int
) -> None:
    draws = sigma * np.abs(np.random.default_rng(seed).standard_normal((2000, seeds)))
    low, high = Curve(0, np.ones(2000), tuple(draws)).interval
    share = float(np.mean((low <= sigma) & (sigma <= high)))
    assert abs(share - 0.95) < 0.025, f"{share} of 2000 intervals hold sigma = {sigma}"


def test_quantile_points_follow_their_law() -> None:
    table = sweep([uniform()], [100, 1000, 10_000], count=3, points="quantile")
    for found in curves(table, [0, 1, 2]).values():
        for curve in found:
            ratio = curve.rms / (curve.law(-2.0) * curve.sizes**-2.0)
            assert np.allclose(ratio, 1, atol=0.02), f"index {curve.index}: {ratio}"


def test_marks_are_root_mean_squares_and_indices_are_named(table: Table) -> None:
    figure = plot(table, indices=[0, 3])
    panels = list(dict.fromkeys(Panel(row.density, row.kernel, row.points) for row in table))
    assert len(figure.axes) == len(panels) == 4, "two densities, two kinds of points"
    for axes, panel in zip(figure.axes, panels, strict=True):
        drawn = {line.get_label(): np.asarray(line.get_ydata()) for line in axes.get_lines()}
        for index in (0, 3):
            for place, n in enumerate([30, 60, 120]):
                wanted = (*panel, index, n)
                found = [row.deviation for row in table if wanted == _place(row)]
                assert len(found) == (3 if panel.points == "iid" else 1)
                rms = float(np.sqrt(np.mean(np.square(found))))
                assert drawn[str(index)][place] == pytest.approx(rms, rel=1e-12), wanted


def _place(row: Row) -> tuple[object, ...]:
    return row.density, row.kernel, row.points, row.index, row.n


def test_indices_that_are_not_there_are_refused(table: Table) -> None:
    with pytest.raises(InputError, match="index 9 is not between 0 and 3"):
        plot(table, indices=[9])


def test_svg_is_reproducible(table: Table) -> None:
    drawn = svg(plot(table))
    assert drawn == svg(plot(table))
    assert "<dc:date>" not in drawn


@pytest.mark.parametrize(
    ("sizes", "labels"),
    [([10, 40, 150], ["10", "20", "50", "100", "200"]), ([10, 400], ["10^{1}", "10^{2}"])],
    ids=["close", "far"],
)
def test_labels_of_sizes_have_room(sizes: list[int], labels: list[str]) -> None:
    figure = plot(sweep([_P], sizes, seeds=[0], count=1))
    figure.canvas.draw()
    (axes,) = figure.axes
    low, high = axes.get_xlim()
    assert not any(label.get_text() for label in axes.get_xticklabels(minor=True))
    ticks = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    shown = [text.get_text() for x, text in ticks if low <= x <= high]
    assert len(shown) == len(labels)
    assert all(label in text for label, text in zip(labels, shown, strict=True))


def test_one_size_and_one_seed_can_be_drawn() -> None:
    single = sweep([_P], [30], seeds=[0], count=1)
    assert chosen(single, None) == [0]
    (axes,) = plot(single).axes
    assert np.isfinite(axes.get_ylim()).all()
    assert np.isfinite(axes.get_xlim()).all()
