"""Float64 spectra against ball arithmetic, Galerkin sections, closed forms and symmetry."""

import numpy as np
import pytest
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.exact.determinant import FredholmDeterminant
from freqbias.numerics.floating.determinant import FloatDeterminant
from freqbias.numerics.floating.spectrum import float_spectrum
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.strategies import kernels, piecewise_constant_densities, trigonometric_densities
from freqbias.theory.densities import Density, PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias, random_bias

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
_THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_HALVES = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
_DENSITIES = {
    "thirds": _THIRDS,
    "halves": _HALVES,
    "gap": PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 0, 4"),
    "ratio": PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 1000000, 4"),
    "quarters": PiecewiseConstant.from_text("-1, -1/2, 0, 1/2, 1", "4, 1, 4, 1"),
    "opposite gaps": PiecewiseConstant.from_text("-1, -1/2, 0, 1/2, 1", "1, 0, 4, 0"),
    "eight": PiecewiseConstant.from_text(
        "-1, -3/4, -1/2, -1/5, 0, 1/7, 1/2, 4/5, 1", "1, 1000, 3, 0, 7, 200000, 4, 9"
    ),
}


def _changes_sign(determinant: FredholmDeterminant, value: float, relative: float) -> bool:
    """Whether D certainly changes sign over an interval of this half-width around ``value``."""
    with ctx.workprec(400):
        ends = [arb(value) * (1 + sign * arb(relative)) for sign in (-1, 1)]
        low, high = (determinant(acb(1 / end)).real for end in ends)
        return bool((low > 0 and high < 0) or (low < 0 and high > 0))


@settings(max_examples=10)
@given(
    kernels(),
    piecewise_constant_densities(max_pieces=4, max_ratio=100),
    st.lists(st.floats(0.1, 3000), min_size=2, max_size=2),
)
def test_determinant_is_the_fredholm_determinant(
    kernel: Kernel, density: PiecewiseConstant, nus: list[float]
) -> None:
    """Up to a constant and the documented power of w, against the companion form in balls."""
    determinant = FloatDeterminant(kernel, density)
    points = np.array([1e-3, *nus])
    sign, size = determinant.sign_and_log(points)
    exact = FredholmDeterminant(kernel, density, 300)
    with ctx.workprec(300):
        balls = [exact(acb(nu)).real for nu in points]
        reference = np.array([float(ball.mid()) for ball in balls])
    scale = determinant.log_scale(points)
    found = sign * np.exp(size - size[0] - scale + scale[0]) * reference[0] * sign[0]
    amplitude = np.maximum(np.abs(reference), 1e-3)  # near a zero only the absolute error is small
    error = np.abs(found - reference) / amplitude
    assert error.max() < 1e-9, f"{kernel.name}, {density}, nu = {points}: {found} {reference}"


@settings(max_examples=10)
@given(kernels(), piecewise_constant_densities(max_pieces=4, max_ratio=50))
def test_galerkin_values_are_lower_bounds(kernel: Kernel, density: PiecewiseConstant) -> None:
    """Rayleigh-Ritz: 0 <= lambda_i - mu_i <= bound, for the first eight."""
    section = galerkin_spectrum(kernel, density, 150)
    excess = float_spectrum(kernel, density, 8) - section.eigenvalues[:8]
    top = section.error + 1e-13
    assert excess.min() > -1e-13, f"{kernel.name}, {density}: {excess}"
    assert excess.max() < top, f"{kernel.name}, {density}: {excess} against {top}"


@settings(max_examples=8)
@given(kernels(), piecewise_constant_densities(max_pieces=5), st.integers(2, 60))
def test_count_agrees_with_the_eigenvalues(
    kernel: Kernel, density: PiecewiseConstant, count: int
) -> None:
    """Two routes: zeros of D, and the inertia of the stiffness form, between distinct zeros."""
    found = float_spectrum(kernel, density, count)
    nu = 1 / np.sqrt(found[:-1] * found[1:])
    apart = np.flatnonzero(-np.diff(found) > 1e-10 * found[1:])
    counted = FloatDeterminant(kernel, density).count(nu)
    wrong = apart[counted[apart] != apart + 1]
    assert not wrong.size, f"{kernel.name}, {density}: counts {counted[wrong]} after {wrong + 1}"


@_KERNELS
def test_uniform_density_has_the_closed_form(kernel: Kernel) -> None:
    khat = kernel.fourier()
    exact = np.array([float(khat.eigenvalue(abs(m))) for m in range(-80, 81)])
    exact = np.sort(exact)[::-1][:70]
    error = np.abs(float_spectrum(kernel, uniform(), 70) / exact - 1)
    assert error.max() < 1e-13, f"{kernel.name}: {error.max():.1e} at {error.argmax()}"


@pytest.mark.parametrize("name", _DENSITIES)
def test_determinant_in_balls_changes_sign_at_eigenvalues(name: str) -> None:
    found = float_spectrum(first_layer_bias, _DENSITIES[name], 300)
    exact = FredholmDeterminant(first_layer_bias, _DENSITIES[name], 400)
    for index in (0, 1, 2, 9, 40, 173, 299):
        assert _changes_sign(exact, found[index], 2e-13), f"{name}[{index}] = {found[index]!r}"


@_KERNELS
def test_every_kernel_in_balls(kernel: Kernel) -> None:
    found = float_spectrum(kernel, _HALVES, 40)
    exact = FredholmDeterminant(kernel, _HALVES, 300)
    for index in (0, 3, 17, 39):
        assert _changes_sign(exact, found[index], 2e-13), (
            f"{kernel.name}[{index}]: {found[index]!r}"
        )


def test_close_pairs_at_a_high_index() -> None:
    """At weights 4:1 on halves pairs split by O(1/q^2) of themselves: both must be right."""
    found = float_spectrum(first_layer_bias, _HALVES, 4000)
    exact = FredholmDeterminant(first_layer_bias, _HALVES, 400)
    relative = -np.diff(found) / found[:-1]
    for index in np.argsort(relative)[:3]:
        for at in (int(index), int(index) + 1):
            assert _changes_sign(exact, found[at], 2e-13), f"[{at}] = {found[at]!r}"


def test_exact_doubles() -> None:
    """Rotation symmetry of order 3 forces doubles; its real sector has none."""
    density = PiecewiseConstant.from_text("-1, -2/3, -1/3, 0, 1/3, 2/3, 1", "1, 4, 1, 4, 1, 4")
    found = float_spectrum(first_layer_bias, density, 120)
    gaps = np.abs(np.diff(found)) / found[1:]
    double, simple = (gaps < 1e-12).sum(), (gaps > 1e-9).sum()
    assert double + simple == gaps.size, f"undecided gaps: {np.sort(gaps)[:50]}"
    assert 36 <= double <= 42, double


@pytest.mark.parametrize("name", _DENSITIES)
def test_trace_and_weyl(name: str) -> None:
    """Sum of eigenvalues plus the tail by Weyl's law is k(0) = 1/2."""
    count = 400
    found = float_spectrum(first_layer_bias, _DENSITIES[name], count)
    per_unit = FloatDeterminant(first_layer_bias, _DENSITIES[name]).zeros_per_unit
    if name in ("thirds", "halves", "quarters"):
        tail = per_unit**2 / count
        assert abs(found.sum() + tail - 0.5) < 0.02 * tail, f"{name}: {found.sum()} + {tail}"
    assert found.sum() < 0.5, name


@given(st.integers(1, 12))
@settings(max_examples=5)
def test_rotation_and_reflection(shift: int) -> None:
    moved = _THIRDS.rotated(PiecewiseConstant.from_text(f"-1, {shift}/13, 1", "1, 1").breaks[1])
    expected = float_spectrum(first_layer_bias, _THIRDS, 30)
    for density in (moved, moved.reflected()):
        error = np.abs(float_spectrum(first_layer_bias, density, 30) / expected - 1)
        assert error.max() < 1e-13, f"{density}: {error}"


@settings(max_examples=3)
@given(trigonometric_densities())
def test_only_piecewise_constant_densities(density: Density) -> None:
    with pytest.raises(InputError, match="not piecewise constant"):
        float_spectrum(first_layer_bias, density, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, -1, 10**7])
def test_count_out_of_range(count: int) -> None:
    with pytest.raises(InputError, match="count"):
        float_spectrum(first_layer_bias, _THIRDS, count)


def test_kernel_without_inverse_symbol() -> None:
    with pytest.raises(InputError, match="no closed form"):
        float_spectrum(random_bias(), _THIRDS, 3)


@pytest.mark.slow
def test_index_one_hundred_thousand() -> None:
    found = float_spectrum(first_layer_bias, _THIRDS, 100_000)
    exact = FredholmDeterminant(first_layer_bias, _THIRDS, 400)
    for index in (12345, 54321, 99_999):
        assert _changes_sign(exact, found[index], 2e-13), f"[{index}] = {found[index]!r}"
