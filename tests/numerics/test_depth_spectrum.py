"""Spectra and local waves of deep kernels, certified under the uniform density."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.depth.leading_order import (
    end_slopes,
    leading_bounds,
    leading_eigenvalues,
    remainder_symbol,
)
from freqbias.numerics.depth.local_waves import (
    measured_frequencies,
    predicted_frequencies,
    proportional,
)
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.depth.recursion import deep
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer, first_layer_bias

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
HALVES = PiecewiseConstant.from_text("-1, 0, 1", "3, 1")


@pytest.mark.parametrize("layers", [2, 4, 9])
def test_uniform_spectra_are_certified_and_complete(layers: int) -> None:
    """Against the sorted coefficients in float64, each twice but the constant."""
    found = spectrum(deep(layers), uniform(), 60, digits=20)
    khat = coefficients(deep(layers), 200) / (2 * np.pi)
    expected = np.sort(np.concatenate([khat, khat[1:]]))[::-1]
    assert found.certified, f"L = {layers}: {found}"
    for pair in found:
        value = float(pair.value(18))
        assert value == pytest.approx(expected[pair.index], abs=1e-13), f"L = {layers}: {pair}"


def test_more_digits_of_one_eigenvalue() -> None:
    pair = spectrum(deep(2), uniform(), 40, digits=10)[37]
    short, long = pair.value(8), pair.value(60)
    assert long.digits >= 60, f"{long} has {long.digits} digits"
    assert float(short) == pytest.approx(float(long), rel=1e-8)


def test_eigenfunctions_of_a_deep_kernel() -> None:
    first, second = spectrum(deep(3), uniform(), 5)[1].functions
    x = np.array([0.3, 1.2])
    squares = [float(first(t)) ** 2 + float(second(t)) ** 2 for t in x]
    assert squares == pytest.approx([2.0, 2.0]), f"2 cos^2 + 2 sin^2 at {x}: {squares}"


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 10), st.sampled_from([20, 50, 100]))
def test_galerkin_tail_bounds_the_error(layers: int, frequencies: int) -> None:
    """Adding modes raises no eigenvalue by more than the bound, which is finite for deep kernels."""
    coarse = galerkin_spectrum(deep(layers), HALVES, frequencies)
    fine = galerkin_spectrum(deep(layers), HALVES, 300).eigenvalues[: coarse.eigenvalues.size]
    raised = fine - coarse.eigenvalues
    assert coarse.tail < coarse.missing, f"L = {layers}: {coarse.tail} and {coarse.missing}"
    assert raised.min() > -coarse.rounding, f"L = {layers}: fell by {-raised.min()}"
    assert raised.max() < coarse.error, f"L = {layers}: {raised.max()} > {coarse.error}"


def test_two_layers_follow_the_square_root() -> None:
    """By eigenvalues of high order, for a kernel with equal leading constants of both parities."""
    law = predicted_frequencies(first_layer_bias, THIRDS, [40])
    excess = law.excess(proportional(THIRDS, [40]))
    assert np.abs(excess).max() < 0.1, f"{excess} per cent"


def test_ten_layers_do_not_yet() -> None:
    """At q = 3 the sparse arc oscillates a fifth less than sqrt(p) says, at q = 20 a hundredth."""
    turns = [3, 10, 20]
    reference = proportional(THIRDS, turns)
    law = predicted_frequencies(deep(9), THIRDS, turns).excess(reference)
    measured = measured_frequencies(deep(9), THIRDS, turns, frequencies=200).excess(reference)
    for name, table in (("law", law), ("measured", measured)):
        expected = [[-25, -1, 11.5], [-0.7, 0, 0.3]]
        defect = np.abs(table[[0, 2]] - expected).max(axis=1)
        assert defect[0] < 4, f"{name}: {table[0]} per cent at q = 3"
        assert defect[1] < 0.1, f"{name}: {table[2]} per cent at q = 20"
    apart = np.abs(law - measured)[1:]
    assert apart.max() < 0.2, f"law and measurement differ by {apart} points"


def test_phases_add_up() -> None:
    turns = [2, 5, 11]
    lengths = np.array([2, 2, 2]) * np.pi / 3
    law = predicted_frequencies(deep(4), THIRDS, turns).frequencies
    assert law @ lengths == pytest.approx(2 * np.pi * np.array(turns), rel=1e-10)


@pytest.mark.parametrize("layers", [2, 3, 9])
def test_leading_order_brackets_the_spectrum(layers: int) -> None:
    bounds = leading_bounds(deep(layers), HALVES, 30, frequencies=200)
    inverse = 1 / galerkin_spectrum(deep(layers), HALVES, 300).eigenvalues[:30]
    below, above = inverse - bounds.lower, bounds.upper - inverse
    least = min(below.min(), above.min())
    assert least > -1e-3, f"L = {layers}: {below}, {above}"


def test_leading_eigenvalues_under_the_uniform_density() -> None:
    """``nu = 2 pi m^2/(2 (a + (-1)^m b))``, twice."""
    a, b = end_slopes(deep(3))
    m = np.arange(1.0, 9)
    expected = np.sort(np.pi * m**2 / (a + (-1) ** m * b))
    found = leading_eigenvalues(deep(3), uniform(), 20)[1:9:2]
    assert found == pytest.approx(expected[:4], rel=1e-10), f"{found} and {expected}"


def test_the_symbol_of_the_remainder_is_bounded() -> None:
    symbol = remainder_symbol(deep(2), 20_000)
    assert (symbol.min(), symbol.max()) == pytest.approx((-2.857, 0.147), abs=1e-3)
    assert np.abs(symbol[-2:] - symbol[-1002:-1000]).max() < 1e-4, f"no limit: {symbol[-4:]}"


def test_bad_input() -> None:
    gap = PiecewiseConstant.from_text("-1, 0, 1", "0, 1")
    with pytest.raises(InputError, match="not constant and positive on arcs"):
        predicted_frequencies(deep(2), gap, [3])
    with pytest.raises(InputError, match="turns 0"):
        predicted_frequencies(deep(2), THIRDS, [0])
    with pytest.raises(InputError, match="coefficients that are not > 0"):
        predicted_frequencies(first_layer, THIRDS, [3])
