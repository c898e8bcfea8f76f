"""Plots show the numbers they are made of, and their SVG is reproducible."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

import freqbias as fb
from freqbias.numerics import densities
from freqbias.numerics.spectrum import Eigenpair, spectrum
from freqbias.plots import plot, svg
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer_bias, random_bias

_FIG2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_SMOOTH = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")


@pytest.fixture(scope="module")
def pair() -> Eigenpair:
    return spectrum(first_layer_bias, _FIG2, 6)[5]


@pytest.fixture(scope="module")
def constant() -> Eigenpair:
    return spectrum(first_layer_bias, uniform(), 1)[0]


def _curve(axes: Axes) -> tuple[np.ndarray, np.ndarray]:
    line = max(axes.get_lines(), key=lambda line: len(line.get_xdata()))  # type: ignore[arg-type]
    return np.asarray(line.get_xdata()) * np.pi, np.asarray(line.get_ydata())


def _step(axes: Axes) -> tuple[np.ndarray, np.ndarray]:
    heights, edges, _ = next(p for p in axes.patches if isinstance(p, StepPatch)).get_data()
    return np.asarray(heights), np.asarray(edges)


def _rules(axes: Axes) -> set[float]:
    ends = [np.asarray(line.get_xdata(), dtype=float) for line in axes.get_lines()]
    return {round(float(x[0]), 9) for x in ends if len(x) == 2 and x[0] == x[1]}


@settings(max_examples=15)
@given(piecewise_constant_densities(max_pieces=6))
def test_the_step_is_the_density(constant: Eigenpair, density: PiecewiseConstant) -> None:
    upper, lower = plot(constant, density=density).axes
    heights, edges = _step(lower)
    mass = float((heights * np.diff(edges)).sum()) * np.pi
    assert abs(mass - 1) < 1e-9, f"{density}: the filled area is {mass}"
    middles = np.pi * (edges[:-1] + edges[1:]) / 2
    assert np.array_equal(heights, densities.values(density, middles)), density
    jumps = {round(float(b), 9) for b in edges[1:-1]}
    assert _rules(upper) == _rules(lower) == jumps, f"{density}: boundaries {_rules(upper)}"
    assert not (np.diff(heights) == 0).any(), f"{density}: a boundary where p does not jump"


def test_the_curve_is_the_eigenfunction(pair: Eigenpair) -> None:
    upper, lower = plot(pair).axes
    x, y = _curve(upper)
    assert np.array_equal(y[:-1], pair.function(x[:-1]))
    assert (x[0], x[-1], y[0]) == (-np.pi, np.pi, y[-1]), "the circle closes"
    assert upper.get_title() == r"$f_{5}$,  $\lambda_{5} = 0.00616797$"
    assert upper.get_shared_x_axes().joined(upper, lower)
    labels = [label.get_text() for label in lower.get_xticklabels()]
    assert labels == [r"$-\pi$", r"$-\pi/3$", r"$\pi/3$", r"$\pi$"]


def test_high_frequencies_are_resolved() -> None:
    f = spectrum(first_layer_bias, _FIG2, 60, 15)[59].function
    x, y = _curve(plot(f).axes[0])
    middles = (x[:-1] + x[1:]) / 2
    off = np.abs((y[:-1] + y[1:]) / 2 - f(middles)).max()
    assert off < 0.01 * np.abs(y).max(), f"straight lines miss the curve by {off:.2g}"


def test_trigonometric_density() -> None:
    f = spectrum(first_layer_bias, _SMOOTH, 4)[3].function
    upper, lower = plot(f, density=_SMOOTH).axes
    x, y = _curve(upper)
    for at, value in list(zip(x, y, strict=True))[::300]:
        assert abs(float(f(at)) - value) < 1e-12, f"f({at}) = {f(at)}, drawn {value}"
    x, y = _curve(lower)
    assert np.allclose(y, densities.values(_SMOOTH, x))
    assert upper.get_title().startswith("$f_{3}$,  $\\lambda_{3} = 0.0")
    with pytest.raises(InputError, match="density None: this function does not know its density"):
        plot(f)


def test_axes_of_the_caller(pair: Eigenpair) -> None:
    figure = Figure()
    _, mine = figure.subplots(1, 2)
    assert plot(pair.function, ax=mine) is figure
    assert len(figure.axes) == 3
    assert len(_curve(mine)[0]) > 1000
    assert mine.get_title() == "", "a function alone knows neither index nor eigenvalue"
    free = Figure().add_axes((0.1, 0.2, 0.8, 0.7))
    below = plot(pair, ax=free).axes[1].get_position()
    assert below.y0 == pytest.approx(0.2)
    assert below.y1 < free.get_position().y0


def test_doubles_say_so() -> None:
    assert (
        plot(spectrum(first_layer_bias, uniform(), 3)[2])
        .axes[0]
        .get_title()
        .endswith("(multiplicity 2)")
    )


def test_svg_is_reproducible(pair: Eigenpair) -> None:
    code = (
        "import freqbias as fb\n"
        "from freqbias.plots import plot, svg\n"
        "p = fb.piecewise_constant(breaks='-1, -1/3, 1/3, 1', weights='1, 2, 4')\n"
        "print(svg(plot(fb.spectrum(p, count=6)[5])), end='')\n"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    here = svg(plot(pair))
    assert here == elsewhere.stdout
    assert "<dc:date>" not in here


def test_matplotlib_is_optional_and_loaded_late(
    pair: Eigenpair, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys, freqbias.plots; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r'pip install "freqbias\[plot\]"'):
        plot(pair)


def test_what_has_no_function_is_refused() -> None:
    with pytest.raises(InputError, match=r"0\.5 is neither an eigenpair nor an eigenfunction"):
        plot(0.5)
    with pytest.raises(InputError, match="not certified"):
        plot(spectrum(random_bias(1), fb.uniform(), 2)[0])


def test_functions_on_the_sphere_are_drawn_as_they_are() -> None:
    found = fb.spectrum(fb.zones("-1, 0, 1", "12, 1"), count=3)
    figure = plot(found[0])
    meridian = figure.axes[1]
    line = max(meridian.get_lines(), key=lambda line: len(line.get_xdata()))  # type: ignore[arg-type]
    south = np.pi * np.asarray(line.get_xdata())
    expected = found[0].function.radial(np.clip(-np.cos(south), -1, 1))
    np.testing.assert_allclose(np.asarray(line.get_ydata()), expected, atol=1e-12)
    assert svg(plot(found[0])) == svg(figure)


def test_other_spheres_are_not_drawn() -> None:
    found = fb.spectrum(fb.zones("-1, 0, 1", "12, 1", 4), count=1)
    with pytest.raises(InputError, match=r"a function on S\^3 cannot be drawn"):
        plot(found[0])
    flat = fb.spectrum(fb.zones("-1, 0, 1", "12, 1"), count=1)
    with pytest.raises(InputError, match="a figure of its own"):
        plot(flat[0], ax=Figure().add_subplot())
