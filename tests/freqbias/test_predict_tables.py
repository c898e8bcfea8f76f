"""The tables of a prediction say what is so: signs, reasons, and nothing that has no meaning."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy as sp
from rich.console import Console

from freqbias.numerics.flow import Flow
from freqbias.numerics.samples import Unit
from freqbias.prediction import Prediction, predict
from freqbias.prediction.tables import percent, show
from freqbias.prediction.waves import Waves
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.kernels import first_layer, first_layer_bias

_ARRIVALS = Path(__file__).parents[2] / "examples" / "arrivals.csv"


def _printed(path: Path = _ARRIVALS, by: float | None = None, **options: Any) -> str:
    text = StringIO()
    fixed: dict[str, Any] = {"unit": Unit.HOURS, "frequencies": [1]}
    show(predict(path, **{**fixed, **options}), by, Console(file=text, width=100))
    return " ".join(text.getvalue().split())


def test_learned_up_to_k_means_all_below_too() -> None:
    """Without a bias frequency 3 is never learned under the uniform density, 4 soon is."""
    waves = Waves(Flow.of(uniform(), first_layer, 4), (1, 2, 3, 4))
    done = waves.times(0.01)[0] <= 1000
    assert done.tolist() == [True, True, False, True]
    found = SimpleNamespace(waves=waves, frequencies=waves.frequencies, tolerance=0.01)
    assert Prediction.learned(found, 1000.0)[0].tolist() == [2]  # type: ignore[arg-type]


def test_what_leakage_adds_is_a_negative_share() -> None:
    """1:20, frequency 8: what the dense region's error leaks makes the sparse one's grow at first."""
    density = PiecewiseConstant.from_text("-1, 1/2, 1", "20, 1")
    errors = Waves(Flow.of(density, first_layer_bias, 8), (8,)).errors(300.0)
    assert errors[1, 0] > 1.01, f"errors {errors}"


@pytest.mark.parametrize(("share", "text"), [(-0.276, "-27.6%"), (-1e-9, "0.0%"), (0.5, "50.0%")])
def test_shares_are_shown_with_their_sign(share: float, text: str) -> None:
    assert percent(share) == text


def test_one_region_is_the_whole_turn_and_has_no_interval() -> None:
    printed = _printed(regions=1)
    assert "whole turn" in printed
    assert "0 to 0" not in printed
    assert "–" not in printed, "an interval without a width"
    assert "No bootstrap intervals: resampling does not change" in printed


@pytest.mark.parametrize(("thousandths", "given"), [(9, True), (10, False), (35, False)])
def test_intervals_near_stability_are_not_given(thousandths: int, given: bool) -> None:
    """lambda_max is 0.2077 and there are 254 rows: steps are 0.475, 0.528 and 1.85 of 1/lambda_max."""
    printed = _printed(training={"step_size": sp.Rational(thousandths, 1000)})
    assert ("–" in printed) == given, printed
    assert ("Relative widths are those of gradient flow, rounded outwards" in printed) == given
    assert ("No bootstrap intervals: a step is" in printed) != given


def test_negative_shares_are_explained(tmp_path: Path) -> None:
    """1:20 as in the test above, by data: three quarters of a turn dense, one sparse."""
    middles = np.arange(900) * 0.3 + 0.15
    dense = np.concatenate([np.repeat(middles, 20), np.arange(270.15, 360, 0.3)])
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "\n".join(map(repr, dense.tolist())))
    options: dict[str, Any] = {"unit": Unit.DEGREES, "regions": 4, "draws": 0}
    printed = _printed(path, 300.0, frequencies=[8], **options)
    assert " -" in printed.split("share learned")[1], printed
    assert "Below 0: the error has grown" in printed
    assert "Below 0" not in _printed(path, 1e5, frequencies=[8], **options)


@pytest.mark.parametrize(("most", "omitted"), [(3, False), (20, True)])
def test_frequencies_that_the_table_omits_are_elsewhere(most: int, omitted: bool) -> None:
    printed = _printed(frequencies=range(1, most + 1))
    assert ("All frequencies are in --json and --plot." in printed) == omitted


def test_names_of_files_are_not_markup(tmp_path: Path) -> None:
    path = tmp_path / "[red][x].csv"
    path.write_bytes(_ARRIVALS.read_bytes())
    assert _printed(path).startswith("[red][x].csv: 254 rows")
