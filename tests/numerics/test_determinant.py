"""D(nu) = det(I - nu T): its value at 0, its derivatives, its zeros."""

import pytest
import sympy as sp
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball
from freqbias.numerics.exact.determinant import FredholmDeterminant
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.sectors import sectors

_densities = piecewise_constant_densities(max_pieces=4)


@settings(max_examples=15)
@given(kernels(), _densities)
def test_value_and_slope_at_zero(kernel: Kernel, density: PiecewiseConstant) -> None:
    """D(0) = 1 and D'(0) = -k(0), the trace, for every density."""
    determinant = FredholmDeterminant(kernel, density, 600)
    with ctx.workprec(600):
        step = arb(10) ** -30
        assert determinant(acb(0)).contains(1)
        slope = (determinant(arb(step)) - determinant(arb(-step))) / (2 * step)
        error = abs(slope + complex_ball(kernel.at_zero).real)
        assert error < arb(10) ** -25, f"{kernel.name}, {density}: D'(0) = {slope.str(10)}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_uniform_density_has_the_product_of_fourier_coefficients(kernel: Kernel) -> None:
    """D(1/lambda) encloses 0 at lambda = khat_m/(2 pi), from the closed form."""
    determinant = FredholmDeterminant(kernel, uniform(), 200)
    with ctx.workprec(200):
        for m in range(8):
            if kernel.fourier()(m) != 0:
                at = 2 * acb.pi() / complex_ball(kernel.fourier()(m))
                value = determinant(at)
                assert value.contains(0), f"{kernel.name}, m = {m}: {value.str(5)}"
                assert abs(value.real).upper() < arb(10) ** -20
                assert not determinant(at * (1 + arb(10) ** -6)).contains(0)


@given(st.floats(-300, 300), st.floats(-300, 300))
@settings(max_examples=20)
def test_conjugate_arguments_give_conjugate_values(x: float, y: float) -> None:
    density = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    determinant = FredholmDeterminant(first_layer_bias, density, 160)
    with ctx.workprec(160):
        value, mirrored = determinant(acb(x, y)), determinant(acb(x, -y))
        assert (value.real - mirrored.real).contains(0)
        assert (value.imag + mirrored.imag).contains(0)


def test_second_moment() -> None:
    """D''(0) = (sum lambda)^2 - sum lambda^2; for weights 4 : 1 by ball quadrature."""
    heights = (sp.Rational(4, 5) / sp.pi, sp.Rational(1, 5) / sp.pi)
    density = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    t = sp.Symbol("t", positive=True)
    k = ((1 + sp.cos(t)) * (sp.pi - t) / (4 * sp.pi)) ** 2
    same = 2 * sp.Integral((sp.pi - t) * k, (t, 0, sp.pi))  # both points in one half
    across = 2 * sp.Integral(t * k, (t, 0, sp.pi))  # distance t, or 2 pi minus more than pi
    squares = (heights[0] ** 2 + heights[1] ** 2) * same + 2 * heights[0] * heights[1] * across
    determinant = FredholmDeterminant(first_layer_bias, density, 400)
    with ctx.workprec(400):
        step = arb(10) ** -25
        values = [determinant(n * step) for n in (-1, 0, 1)]
        second = (values[0] - 2 * values[1] + values[2]) / step**2
        expected = arb(1) / 4 - complex_ball(squares).real
        assert abs(second - expected) < arb(10) ** -20, (
            f"{second.str(12)} against {expected.str(12)}"
        )


@pytest.mark.parametrize("order", range(2, 7))
@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_the_sectors_share_out_the_determinant(kernel: Kernel, order: int) -> None:
    """D is the product over all characters of the determinants of their sectors, at any nu."""
    breaks = [
        sp.Rational(2 * i, order) - 1 + s
        for i in range(order)
        for s in (0, sp.Rational(1, order) / 2)
    ]
    weights = ", ".join(["1, 4"] * order)
    density = PiecewiseConstant.from_text(", ".join(map(str, [*breaks, 1])), weights)
    whole = FredholmDeterminant(kernel, density, 300)
    parts = [(FredholmDeterminant(kernel, density, 300, s), s.multiplicity) for s in sectors(order)]
    with ctx.workprec(300):
        for nu in (acb(7), acb(-3, 50)):
            product = acb(1)
            for part, multiplicity in parts:
                product *= part(nu) ** multiplicity
            defect = product / whole(nu) - 1
            assert defect.contains(0), f"{kernel.name}, order {order}: off by {defect.str(5)}"
            assert defect.rad() < 1e-20
