"""What float64 cannot resolve is refused or bounded, never silently wrong."""

import numpy as np
import pytest
import sympy as sp

from freqbias.numerics import densities
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

_SHORT = ["0.3333333333333334", "0.33333333333334", "0.333333333334"]


@pytest.mark.parametrize("end", _SHORT)
@pytest.mark.parametrize("weights", ["0, 1, 0", "1, 1e16, 1"])
def test_a_piece_short_against_rounding_keeps_its_mass(end: str, weights: str) -> None:
    """All mass in a point: phat_m has modulus 1 and lambda_0 tends to k(0) = 1/2."""
    density = PiecewiseConstant.from_text(f"-1, 1/3, {end}, 1", weights)
    share = float(density.regions[1].value * density.regions[1].length)
    phat = densities.fourier(density, 50)
    rounding = 50 * 4 * np.finfo(float).eps * np.pi
    assert abs(phat[0] - 1) < rounding
    assert np.all(np.abs(np.abs(phat) - share) <= 1 - share + rounding)
    spectrum = galerkin_spectrum(first_layer_bias, density, 100)
    assert spectrum.eigenvalues[0] <= 0.5
    assert spectrum.eigenvalues[0] + spectrum.error >= 0.5 * share - 1e-3


def test_points_of_a_short_piece_lie_in_it() -> None:
    density = PiecewiseConstant.from_text("-1, 1/3, 0.3333333333333334, 1", "0, 1, 0")
    points = densities.quantile_points(density, 10)
    assert np.all(np.abs(points - np.pi / 3) < 1e-15 * np.pi)
    assert np.isfinite(densities.cumulative(density, points)).all()


def test_an_indefinite_kernel_is_refused() -> None:
    kernel = Kernel("bad", "nothing", "none", sp.cos(THETA) - 1)
    with pytest.raises(InputError, match="negative Fourier coefficient"):
        galerkin_spectrum(kernel, PiecewiseConstant((-1, 1), (1,)), 10)


def test_a_finite_rank_kernel_has_a_rounding_error() -> None:
    kernel = Kernel("rank three", "nothing", "none", 1 + sp.cos(THETA))
    found = galerkin_spectrum(kernel, PiecewiseConstant.from_text("-1, 0, 1", "4, 1"), 20)
    assert found.error > 0
    assert np.all(np.abs(found.eigenvalues[3:]) <= found.error)
