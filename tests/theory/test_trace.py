"""The trace of T is k(0) for every density, and what that forbids."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings

from freqbias.numerics.balls import enclose
from freqbias.numerics.fourier import coefficients
from freqbias.strategies import all_kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.trace import (
    ROOT_MEAN,
    integrate_in_root_density,
    scaling_defect,
    spread,
    spread_of,
    trace,
)

FEWER = settings(max_examples=settings().max_examples // 2)
Z_SCALING = 2 * sp.pi * ROOT_MEAN**2  # uniform eigenvalues times this: 2003.04560 (20), repaired


@given(all_kernels())
def test_trace_is_the_diagonal(kernel: Kernel) -> None:
    assert trace(kernel) == kernel.at_zero, kernel.name


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_uniform_eigenvalues_sum_to_the_trace(kernel: Kernel) -> None:
    """Partial sums to M miss at most ``(1/pi) sum_{m>M} khat_m``.

    From m = 2 on, m^2 khat_m <= 4 khat_2 because m^2 khat_m decreases within each parity to its
    limit and is largest at m = 2, so that the missing part is at most 4 khat_2/(pi M).
    """
    count = 20_000
    khat = coefficients(kernel, count + 1)
    bound = 4 * khat[2] / (sp.pi * count)
    missing = kernel.at_zero - (khat[0] + 2 * khat[1:].sum()) / (2 * sp.pi)
    rounding = 1e-12  # 20001 terms, each at most 1 and off by a few units of 1e-16
    assert -rounding <= missing <= bound + rounding, f"{kernel.name}: k(0) - sum = {missing}"


def test_spread_from_moments() -> None:
    assert sp.expand(spread() - 1 + 2 * sp.pi * ROOT_MEAN**2) == 0, f"{spread()}"
    assert spread().subs(ROOT_MEAN, 1 / sp.sqrt(2 * sp.pi)) == 0, "uniform: no spread"


def test_moments() -> None:
    root = sp.Symbol("s", nonnegative=True)
    values = [integrate_in_root_density(p) for p in (sp.Integer(1), root, root**2)]
    assert values == [2 * sp.pi, 2 * sp.pi * ROOT_MEAN, 1], f"{values}"


@FEWER
@given(piecewise_constant_densities())
def test_spread_by_regions_is_the_spread_by_moments(density: PiecewiseConstant) -> None:
    by_moments = spread().subs(ROOT_MEAN, density.root_mean)
    defect = enclose(spread_of(density) - by_moments, 40)
    assert defect.contains_zero, f"{density}: the two sums differ by {defect}"


@FEWER
@given(piecewise_constant_densities())
def test_z_scaling_breaks_the_trace_iff_not_uniform(density: PiecewiseConstant) -> None:
    """k(0) (1 - 2 pi Z^2) = k(0) integral (sqrt p - Z)^2, zero for the uniform density only."""
    defect = enclose(scaling_defect(Z_SCALING, first_layer_bias, density), 40)
    assert defect.contains_zero == density.is_uniform, f"{density}: k(0) - sum = {defect}"
    assert defect.mid > 0 or density.is_uniform, f"{density}: k(0) - sum = {defect}"


@given(all_kernels())
def test_a_constant_scaling_by_one_keeps_the_trace(kernel: Kernel) -> None:
    assert scaling_defect(sp.Integer(1), kernel) == 0, kernel.name
    assert scaling_defect(sp.Integer(1), kernel, uniform()) == 0, kernel.name
