"""Residual curves: against exact rates and certified times; bad times; the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import freqbias as fb

_THIRDS = fb.piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")


def test_residual_curve_agrees_with_the_uniform_rates() -> None:
    """Under the uniform density sin(k x) falls at the rate khat_k/(2 pi), its square at twice that."""
    for k in (1, 2, 3):
        rate = float(fb.kernels.first_layer_bias.fourier().eigenvalue(k))
        curve = fb.residual(fb.uniform(), k)
        np.testing.assert_allclose(curve.regions[0], np.exp(-2 * rate * curve.times), rtol=1e-9)
        np.testing.assert_allclose(curve.overall, curve.regions[0], rtol=1e-12)


def test_residual_curve_crosses_where_the_certified_time_is() -> None:
    found = fb.time_to_converge(_THIRDS, 3, "1/100")
    times = [row.estimate for row in found.regions]
    errors = fb.residual(_THIRDS, 3, times).regions
    np.testing.assert_allclose(np.diag(errors), 0.01, rtol=1e-8)


def test_residual_curve_counts_steps() -> None:
    descent = fb.Descent(4, 1)
    rate = float(fb.kernels.first_layer_bias.fourier().eigenvalue(1))
    curve = fb.residual(fb.uniform(), 1, [0, 1, 5], descent=descent)
    np.testing.assert_allclose(curve.regions[0], (1 - 4 * rate) ** np.array([0.0, 2, 10]))
    assert repr(curve).splitlines()[2].startswith("steps")


def test_a_gap_has_no_error() -> None:
    p = fb.piecewise_constant(breaks="-1, 0, 1", weights="0, 1")
    curve = fb.residual(p, 1, [0, 1])
    assert np.isnan(curve.regions[0]).all()
    assert np.isfinite(curve.overall).all()


@pytest.mark.parametrize("times", [[], [-1], [float("nan")], [[1, 2]], "soon", None])
def test_times_that_cannot_be_meant(times: Any) -> None:
    descent = fb.Descent(1000, 1000) if times is None else None
    with pytest.raises(fb.InputError):
        fb.residual(fb.uniform(), 1, times, descent=descent)


def test_steps_are_whole() -> None:
    with pytest.raises(fb.InputError, match="whole numbers of steps"):
        fb.residual(fb.uniform(), 1, [0.5], descent=fb.Descent(1, 1))


def test_plot_of_a_curve_has_a_line_for_each_region() -> None:
    pytest.importorskip("matplotlib")
    curve = fb.residual(_THIRDS, 3, [1, 10, 100])
    figure = fb.plot(curve)
    (axes,) = figure.axes
    assert [line.get_label() for line in axes.get_lines()] == [
        "-1 pi to -1/3 pi", "-1/3 pi to 1/3 pi", "1/3 pi to 1 pi", "all",
    ]  # fmt: skip
    shown = figure._repr_svg_()  # type: ignore[attr-defined]
    assert "<svg" in shown
    assert shown == fb.plot(curve)._repr_svg_()  # type: ignore[attr-defined]
