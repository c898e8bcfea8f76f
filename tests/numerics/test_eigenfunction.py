"""Eigenfunctions: residual of the integral equation by quadrature, orthonormality, local waves."""

from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball
from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.spectrum import Eigenpair, spectrum
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_FIG2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_THIRDS = PiecewiseConstant.from_text("-1, -5/6, -1/3, -1/6, 1/3, 1/2, 1", "1, 4, 1, 4, 1, 4")
_GAPS = PiecewiseConstant.from_text("-1, -1/2, 0, 1/4, 1", "0, 1, 0, 5")
_BITS = 128


def _residual(kernel: Kernel, pair: Eigenpair, f: Eigenfunction, x: sp.Rational) -> arb:
    """``lambda f(x) - integral k(x - z) p(z) f(z) dz`` at x pi, by ball quadrature on every arc."""
    with ctx.workprec(_BITS):
        total = acb(0)
        kinks = [x, x - 1 if x > 0 else x + 1]
        for placed in f.pieces:
            cuts = sorted(
                {placed.left, placed.right, *(k for k in kinks if placed.left < k < placed.right)}
            )
            for left, right in pairwise(cuts):
                distance = _distance(x, (left + right) / 2)

                def integrand(z: acb, _: bool, placed=placed, d=distance) -> acb:  # type: ignore[no-untyped-def]
                    angle = d[0] * arb.pi() + d[1] * z
                    k = complex_ball(kernel.expression, {THETA: angle})
                    value: acb = k * placed.piece(z - _ball(placed.left) * arb.pi())
                    return value

                area = acb.integral(integrand, _ball(left) * arb.pi(), _ball(right) * arb.pi())
                total += complex_ball(placed.density) * area
        low, high = (arb(fmpq(end.numerator, end.denominator)) for end in bounds(pair.row.value))
        value = f.value(x * sp.pi, 25)
        at_x = arb(fmpq(value.mid)) * arb(10) ** value.exponent
        return low.union(high) * at_x - total.real


def _ball(number: sp.Rational) -> arb:
    return arb(fmpq(int(number.p), int(number.q)))


def _distance(x: sp.Rational, z: sp.Rational) -> tuple[arb, int]:
    """The distance on the circle near z as ``offset pi + sign z``."""
    difference = x - z
    turn = 2 * sp.floor((difference + 1) / 2)
    sign = 1 if difference - turn > 0 else -1
    return _ball(sp.Rational(sign * (x - turn))), -sign


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
@pytest.mark.parametrize("density", [_FIG2, _THIRDS, _GAPS], ids=["1:2:4", "thirds", "gaps"])
def test_eigenfunctions_solve_the_integral_equation(
    kernel: Kernel, density: PiecewiseConstant
) -> None:
    found = spectrum(kernel, density, 6, 25)
    for pair in (found[0], found[2], found[5]):
        defect = _residual(kernel, pair, pair.function, sp.Rational(3, 11))
        assert abs(defect).upper() < 1e-20, f"{kernel.name}, {density}, {pair}: {defect.str(5)}"


@settings(max_examples=6, phases=[Phase.generate])
@given(kernels(), piecewise_constant_densities(min_pieces=2, max_pieces=5), st.integers(0, 4))
def test_random_densities(kernel: Kernel, density: PiecewiseConstant, index: int) -> None:
    pair = spectrum(kernel, density, 5, 25)[index]
    if pair.certified and not pair.cluster:
        defect = _residual(kernel, pair, pair.function, sp.Rational(-5, 13))
        assert abs(defect).upper() < 1e-18, f"{kernel.name}, {density}, {pair}: {defect.str(5)}"


@pytest.mark.parametrize("density", [_FIG2, _THIRDS, _GAPS, uniform()], ids=str)
def test_orthonormality(density: PiecewiseConstant) -> None:
    functions = [pair.function for pair in spectrum(first_layer_bias, density, 7, 25)]
    for i, f in enumerate(functions):
        for j, g in enumerate(functions):
            product = f.inner(g)
            assert abs(product - (i == j)).upper() < 1e-18, f"<f_{i}, f_{j}> = {product.str(5)}"


@pytest.mark.parametrize("density", [_FIG2, _GAPS], ids=str)
def test_functions_and_derivatives_are_continuous(density: PiecewiseConstant) -> None:
    for pair in spectrum(first_layer_bias, density, 5, 25):
        for f in (pair.function, pair.function.derivative()):
            with ctx.workprec(f.bits):
                for before, after in zip(f.pieces, (*f.pieces[1:], f.pieces[0]), strict=True):
                    jump = acb(after.piece(arb(0)) - before.piece(before.piece.length)).real
                    assert abs(jump).upper() < 1e-18, (
                        f"{pair}: jump {jump.str(5)} at {before.right} pi"
                    )


def test_balls_contain_float_values() -> None:
    f = spectrum(first_layer_bias, _FIG2, 6)[5].function
    for x in (sp.Integer(1), sp.pi / 3, -sp.pi, sp.pi, 7 * sp.pi / 5, sp.Rational(-22, 7)):
        assert abs(float(f.value(x)) - float(f(float(x)))) < 1e-12
    slope = (f(0.5 + 1e-6) - f(0.5 - 1e-6)) / 2e-6
    assert abs(f.derivative()(0.5) - slope) < 1e-8


def test_supremum_bounds_samples_and_is_attained() -> None:
    f = spectrum(first_layer_bias, _FIG2, 12)[11].function
    ball = f.supremum()
    largest = np.abs(f(np.linspace(-np.pi, np.pi, 20001))).max()
    assert abs(float(ball) - largest) < 1e-5
    low, high = bounds(ball)
    assert largest <= float(high)
    assert float(high - low) < 1e-5


def test_supremum_to_many_digits_bounds_the_end() -> None:
    f = spectrum(first_layer_bias, _FIG2, 4)[0].function
    high = bounds(f.supremum(-1, 0, digits=20))[1]
    assert high >= bounds(f.value(-sp.pi, 25))[0]


def test_local_waves_follow_the_density() -> None:
    """Local frequency over sqrt(p/(pi lambda)) tends to 1; amplitudes fall with density."""
    pair = spectrum(first_layer_bias, _FIG2, 60, 20)[59]
    f = pair.function
    for region, where in enumerate(_FIG2.regions):
        leading = float(sp.sqrt(where.value / (sp.pi * float(pair.row.value))))
        assert abs(float(f.local_frequency(region)) / leading - 1) < 0.01
    amplitudes = [float(f.local_amplitude(region)) for region in range(3)]
    assert amplitudes[0] > amplitudes[1] > amplitudes[2]


def test_a_wave_reconstructs_the_function_up_to_the_leak() -> None:
    pair = spectrum(first_layer_bias, _FIG2, 60, 20)[59]
    for wave in pair.function.waves():
        assert wave is not None
        x = np.linspace(float(wave.left) + 0.05, float(wave.right) - 0.05, 50) * np.pi
        model = float(wave.amplitude) * np.cos(float(wave.frequency) * x + float(wave.phase))
        assert np.abs(model - pair.function(x)).max() < 0.02


def test_bad_input() -> None:
    f = spectrum(first_layer_bias, _FIG2, 2)[1].function
    with pytest.raises(InputError, match="x"):
        f.value(0.5)
    with pytest.raises(InputError, match="region 3"):
        f.local_frequency(3)
    with pytest.raises(InputError, match="interval"):
        f.supremum(1, -1)
