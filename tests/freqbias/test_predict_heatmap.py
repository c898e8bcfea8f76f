"""The picture of a prediction: its rows, hatches, key and title."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from freqbias.heatmap import heatmap
from freqbias.numerics.samples import Unit
from freqbias.plots import svg
from freqbias.prediction import predict
from freqbias.theory.kernels import first_layer


def test_the_heat_map_has_the_times_on_the_angles(tmp_path: Path) -> None:
    """A region over the seam is drawn in two pieces of the same colour; a gap is masked."""
    degrees = [*range(-175, -90, 1), *range(100, 180)] * 8 + [*range(-85, 0, 3)]
    (tmp_path / "seam.csv").write_text("d\n" + "\n".join(f"{d + 0.5}" for d in degrees))
    found = predict(tmp_path / "seam.csv", unit=Unit.DEGREES, frequencies=[1, 2], draws=0)
    upper, lower, _ = heatmap(found).axes
    (mesh,) = lower.collections[:1]
    colours = np.ma.filled(np.asarray(mesh.get_array()).reshape(2, -1), np.nan)
    edges = np.asarray(mesh._coordinates)[0, :, 0]  # type: ignore[attr-defined]
    assert (edges[0], edges[-1]) == (-180, 180)
    assert lower.get_xlabel() == "degrees"
    assert np.array_equal(colours[:, 0], colours[:, -1]), f"{edges}: {colours}"
    assert set(np.unique(found.times[np.isfinite(found.times)])) == set(
        np.unique(colours[colours > 0])
    )
    assert upper.get_title(loc="left") == f"seam.csv: {len(degrees):,} rows"


def test_every_frequency_has_a_row_and_a_label(tmp_path: Path) -> None:
    """Without a bias odd waves are never learned under the uniform density: not a gap, and so keyed."""
    (tmp_path / "a.csv").write_text("a\n" + "\n".join(map(str, range(360))))
    asked = [1, 2, 3, 10, 50]
    found = predict(tmp_path / "a.csv", unit=Unit.DEGREES, regions=1, frequencies=asked,
                    kernel=first_layer, draws=0)  # fmt: skip
    figure = heatmap(found)
    lower = figure.axes[1]
    assert [label.get_text() for label in lower.get_yticklabels()] == [str(k) for k in asked]
    assert lower.get_yticks().tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert lower.get_ylim() == (0, 5)
    hatched = [patch.get_y() for patch in lower.patches if isinstance(patch, Rectangle)]
    assert hatched == [2], "k = 3 is the third row"
    (key,) = figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["never learned"]


def test_every_row_has_a_label_up_to_24_and_the_last_beyond(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n0.5\n3\n5\n")
    for count, labels in ((24, 24), (25, 13), (200, 23)):
        found = predict(tmp_path / "a.csv", regions=1, frequencies=range(1, count + 1), draws=0)
        texts = [label.get_text() for label in heatmap(found).axes[1].get_yticklabels()]
        assert (len(texts), texts[-1]) == (labels, str(count))


@pytest.mark.parametrize("name", ["$x_{$[b].csv", "$" + "a" * 200 + "$.csv"])
def test_names_of_files_are_no_formulas_and_fit(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a\n0.5\n3\n5\n")
    figure = heatmap(predict(tmp_path / name, regions=1, frequencies=[1], draws=0))
    title = figure.axes[0].get_title(loc="left")
    assert len(title) < 70
    assert title.startswith(name[:8])
    assert svg(figure)
