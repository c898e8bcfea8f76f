"""Eigenfunctions of trigonometric densities: the integral equation, norms and stated errors."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, fmpq

from freqbias.numerics import densities
from freqbias.numerics.balls import precision
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.evaluate import kernel_function
from freqbias.numerics.ritz.spectrum import ritz_spectrum
from freqbias.numerics.ritz.vectors import RitzVector, ritz_vector
from freqbias.theory.densities import Trigonometric
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

FIG5 = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
SKEW = Trigonometric.from_text("1 + cos(x)/2 + sin(2x)/3")
TRIPLE = Trigonometric.from_text("1 + cos(3x)/2 + sin(6x)/3")


def _transformed(kernel: Kernel, density: Trigonometric, f: RitzVector, x: float) -> float:
    """``(T f)(x)`` by Gauss quadrature in the distance theta, away from the kink at theta = 0."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    theta, weights = np.pi * (nodes + 1) / 2, np.pi / 2 * weights
    total = 0.0
    for z in (x - theta, x + theta):
        values = np.array([float(f(float(point)).mid()) for point in z])
        integrand = kernel_function(kernel)(theta) * densities.values(density, z) * values
        total += float(weights @ integrand)
    return total


@pytest.mark.parametrize("density", [FIG5, SKEW], ids=["figure 5", "skew"])
def test_eigenfunctions_solve_the_integral_equation(density: Trigonometric) -> None:
    found = ritz_spectrum(first_layer_bias, density, 6)
    points = np.linspace(-np.pi, np.pi, 64, endpoint=False)
    p = densities.values(density, points) * 2 * np.pi / 64
    functions = [ritz_vector(found, index) for index in range(6)]
    table = np.array([[float(f(float(x)).mid()) for x in points] for f in functions])
    gram = (table * p) @ table.T
    assert np.abs(gram - np.eye(6)).max() < 1e-13, f"integral p f_i f_j is {gram}"
    for f, row in zip(functions, found.eigenvalues, strict=True):
        assert f.error < 1e-15, f"{row}: {f.error}"
        apart = _transformed(first_layer_bias, density, f, 0.3) - float(row.value) * float(f(0.3))
        assert abs(apart) < 1e-14, f"{row}: T f - lambda f = {apart} at 0.3"


def test_errors_of_eigenfunctions_cover_the_difference_to_more_digits() -> None:
    found = ritz_spectrum(first_layer_bias, SKEW, 6, 60)
    for index in range(6):
        short, long = (ritz_vector(found, index, digits) for digits in (1, 40))
        assert long.error < arb(10) ** -40 < arb(10) ** -9, long.error
        for x in (-2.0, 0.1, 1.7):
            assert short(x).overlaps(long(x)), f"{index} at {x}: {short(x)}, {long(x)}"


def test_temple_and_kato_agree_with_the_counts() -> None:
    """Two routes to 60 digits: residual and gap, and counts above both ends of an interval."""
    found = ritz_spectrum(first_layer_bias, SKEW, 6, 60)
    for row in found.eigenvalues:
        kato = ritz_vector(found, row.index, 40).eigenvalue
        with precision(400):
            low, high = (arb(fmpq(end.numerator, end.denominator)) for end in bounds(row.value))
            assert kato.rad() < kato * arb(10) ** -60, f"{row}: {kato.str(70)}"
            assert kato.overlaps(low.union(high)), f"{row}: {kato.str(70)}"


def test_a_double_eigenvalue_has_no_single_eigenfunction() -> None:
    with pytest.raises(InputError, match="simple"):
        ritz_vector(ritz_spectrum(first_layer_bias, TRIPLE, 3), 1)
