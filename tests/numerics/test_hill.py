"""Counts in balls against Fourier sections, and both against the spectrum of T."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freqbias.numerics import densities
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.hill.counts import hill_count, negative_eigenvalues, two_sided_count
from freqbias.numerics.hill.eigenvalues import hill_eigenvalues, hill_interval
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.hill.bounds import symbol_bounds
from freqbias.theory.hill.two_pieces import TwoPieces
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_FIG13 = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
_MODES = 150
_NUS = st.integers(1, 4000).map(lambda n: Fraction(n, 7))
_SHIFTS = st.integers(-12, 12)


def _section(density: PiecewiseConstant, nu: float, shift: float) -> NDArray[np.float64]:
    """Eigenvalues of ``-D^2 - nu p + shift`` on trigonometric polynomials: from above."""
    phat = densities.fourier(density, 2 * _MODES + 1) / (2 * np.pi)
    m = np.arange(-_MODES, _MODES + 1)
    difference = m[:, None] - m
    multiplication = np.where(
        difference >= 0, phat[np.abs(difference)], phat[np.abs(difference)].conj()
    )
    return np.asarray(np.linalg.eigvalsh(np.diag(m**2 + shift) - nu * multiplication))


@settings(max_examples=25)
@given(piecewise_constant_densities(max_pieces=5, max_ratio=100), _NUS, _SHIFTS)
def test_counts_are_those_of_a_large_section(
    density: PiecewiseConstant, nu: Fraction, shift: int
) -> None:
    """Potentials of either sign, gaps included; a route without nodes or stiffness matrices."""
    values = _section(density, float(nu), shift)
    near = float(np.min(np.abs(values)))
    assume(near > 1e-2 * max(1.0, float(density.maximum) * float(nu) / 100))
    count = hill_count(density, nu, 1, shift)
    assert count == np.sum(values < 0), (
        f"{count}, section {np.sum(values < 0)} (nearest {near:.3g}) at nu = {nu}, shift {shift}, "
        f"{density}"
    )


@settings(max_examples=25)
@given(piecewise_constant_densities(max_pieces=4, max_ratio=1000), _NUS, st.fractions(0, 1))
def test_another_break_changes_no_count(
    density: PiecewiseConstant, nu: Fraction, share: Fraction
) -> None:
    assume(0 < share < 1)
    left, right = density.breaks[:2]
    cut = left + (right - left) * share.numerator / share.denominator
    refined = PiecewiseConstant(
        (left, cut, *density.breaks[1:]), (density.weights[0], *density.weights)
    )
    pair = hill_count(density, nu, 1), hill_count(refined, nu, 1)
    assert pair[0] == pair[1] or None in pair, f"{pair} at nu = {nu}, {density}, cut at {cut}"


@pytest.mark.parametrize("highest", [0, 1, 2, 7, 100])
def test_uniform_counts(highest: int) -> None:
    for offset, expected in ((-1, 2 * highest - 1), (1, 2 * highest + 1)):
        w = arb(highest**2) + arb(offset) / 10**6
        assert negative_eigenvalues([(2 * arb.pi(), w)], arb(1)) == max(expected, 0)
        parts = [(arb.pi() / 3, w), (arb.pi(), w), (2 * arb.pi() / 3, w)]
        assert negative_eigenvalues(parts, arb(1)) == max(expected, 0)
    assert negative_eigenvalues([(2 * arb.pi(), arb(highest**2))], arb(1)) is None, "never a guess"


def test_a_wide_ball_is_not_decided() -> None:
    assert negative_eigenvalues([(2 * arb.pi(), arb(5, 2))], arb(1)) is None
    assert negative_eigenvalues([(2 * arb.pi(), arb(0.01, 0.001))], arb(1)) == 1
    assert negative_eigenvalues([(2 * arb.pi(), arb(0, 0.001))], arb(1)) is None


@settings(max_examples=15)
@given(piecewise_constant_densities(max_pieces=4, max_ratio=1000), st.integers(2, 40))
def test_float_eigenvalues_lie_between_certified_counts(
    density: PiecewiseConstant, count: int
) -> None:
    """``N(a) <= n < N(b)``, and Weyl's law with the number of regions as its error."""
    values = hill_eigenvalues(density, count, 1)
    low, high = hill_interval(density, count - 1, 1)
    assert low < values[-1] < high, f"{values[-1]} of index {count - 1} for {density}"
    phases = 2 * float(density.root_mean) * np.sqrt(values)
    index, occupied = np.arange(count), len(density.regions) - len(density.gaps)
    slack = 1e-9 * (1 + phases)
    assert np.all(phases >= index + 1 - occupied - slack), f"{phases} for {density}"
    assert np.all(phases <= index + occupied + slack), f"{phases} for {density}"


def test_gaps_of_figure_13() -> None:
    """Double at every third q, else split by at least the recurring offset, within the largest."""
    pieces, z = TwoPieces(_FIG13), float(_FIG13.root_mean)
    x = z * np.sqrt(hill_eigenvalues(_FIG13, 1201, 1))
    for q in range(1, 601):
        offsets = np.array([q - x[2 * q - 1], x[2 * q] - q])
        if pieces.is_double(q):
            assert np.abs(offsets).max() < 1e-12 * q, f"q = {q}: {offsets}"
        else:
            least, most = float(pieces.recurring_offset), float(pieces.largest_offset)
            assert np.all((offsets > least) & (offsets < most)), f"q = {q}: {offsets}"


@settings(max_examples=10)
@given(
    piecewise_constant_densities(min_pieces=2, max_pieces=2, max_ratio=50, gaps=False),
    st.integers(1, 60),
)
def test_of_two_successive_gaps_one_is_wide(density: PiecewiseConstant, q: int) -> None:
    pieces, z = TwoPieces(density), float(density.root_mean)
    x = z * np.sqrt(hill_eigenvalues(density, 2 * q + 3, 1))
    offsets = [min(n - x[2 * n - 1], x[2 * n] - n) for n in (q, q + 1)]
    least = float(pieces.recurring_offset)
    assert max(offsets) > least - 1e-9, f"{offsets} at q = {q}, bound {least}, {density}"


@settings(max_examples=10)
@given(kernels(), piecewise_constant_densities(max_pieces=4, max_ratio=10**4))
def test_the_count_of_the_operator_lies_between(kernel: Kernel, density: PiecewiseConstant) -> None:
    """All kernels, with and without bias, gaps included, against Galerkin eigenvalues."""
    spectrum = galerkin_spectrum(kernel, density, 120)
    values, error = spectrum.eigenvalues, spectrum.error
    for i in (0, 1, 5, 9):
        if values[i] - values[i + 1] > 4 * error:
            nu = float(2 / (values[i] + error + values[i + 1]))
            low, high = two_sided_count(kernel, density, nu)
            text = f"{low} <= {i + 1} <= {high} at nu = {nu}, {kernel.name}, {density}"
            assert low is None or low <= i + 1, text
            assert high is None or high >= i + 1, text


@settings(max_examples=10)
@given(piecewise_constant_densities(max_pieces=4, max_ratio=100, gaps=False))
def test_index_by_index(density: PiecewiseConstant) -> None:
    """``nu_n + a <= 1/lambda_n <= nu_n + b`` with Galerkin values for lambda_n."""
    bounds = symbol_bounds(first_layer_bias)
    a, b = map(float, bounds.shifts(density.minimum, density.maximum))
    spectrum = galerkin_spectrum(first_layer_bias, density, 250)
    hill = hill_eigenvalues(density, 12)
    lower = 1 / (spectrum.eigenvalues[:12] + spectrum.error)  # of 1/lambda_n
    upper = 1 / spectrum.eigenvalues[:12]
    slack = 1e-9 * upper
    assert np.all(upper >= hill + a - slack), f"{upper - hill - a} for {density}"
    assert np.all(lower <= hill + b + slack), f"{hill + b - lower} for {density}"


def test_the_bounds_are_attained_by_the_uniform_density() -> None:
    """Tighter constants would be false: 1/khat_0 at index 0, nearly -3 pi at high even frequencies."""
    khat = first_layer_bias.fourier()
    bounds = symbol_bounds(first_layer_bias)
    hill = hill_eigenvalues(uniform(), 2 * 60 + 1)
    a, b = map(float, bounds.shifts(uniform().minimum, uniform().maximum))
    exact = [float(1 / khat.eigenvalue(m)) for m in (0, 60)]
    assert exact[0] - hill[0] == pytest.approx(b, rel=1e-12)
    assert a < exact[1] - hill[120] < 0.999 * a


def test_both_bounds_mostly_agree_beyond_index_100() -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    inverse = 1 / galerkin_spectrum(first_layer_bias, density, 800).eigenvalues[:301]
    middles = (inverse[100:300:4] + inverse[101:301:4]) / 2
    agree = [two_sided_count(first_layer_bias, density, float(nu)) for nu in middles]
    share = np.mean([low == high for low, high in agree])
    assert share > 0.95, f"they agree at {share:.0%} of points only"


def test_extreme_ratio_and_exact_numbers() -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 1000000, 4")
    low, high = two_sided_count(first_layer_bias, density, Fraction(10**9, 3))
    assert low is not None
    assert high is not None
    assert low <= high <= low + 200
    assert two_sided_count(KERNELS["first_layer"], density, 1000) != (None, None)
    with pytest.raises(InputError, match="nu -1 is not > 0"):
        two_sided_count(first_layer_bias, density, -1)
    for bad in (float("nan"), float("inf")):
        with pytest.raises(InputError, match="nu contains"):
            two_sided_count(first_layer_bias, density, bad)
    with pytest.raises(InputError, match="count 0"):
        hill_eigenvalues(density, 0)
