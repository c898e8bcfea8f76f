"""Fourier coefficients by the closed form, by Gauss panels and by balls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.fourier import (
    ball_coefficient,
    closed_coefficients,
    coefficients,
    quadrature_coefficients,
)
from freqbias.strategies import all_kernels, kernels
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 2)
EPS = float(np.finfo(float).eps)

DEEP = {  # khat_0, ..., khat_8, computed with 20 digits by another program
    2: [
        6.80158041458801362727, 3.69319002968195695454, 1.38770747272578980862,
        0.306294094056133883949, 0.188854471261756771631, 0.0760319690947948986758,
        0.0713633049378574135583, 0.0355905862853733287965, 0.0377460805630698858829,
    ],
    9: [
        25.0461033643132678100, 5.92917893597355339438, 3.55246466784769832456,
        2.11042799278939789656, 1.39341860136739481999, 0.960348565527670413773,
        0.704203792671770541510, 0.531327722693852831855, 0.417051636572401514856,
    ],
}  # fmt: skip


def rounding(kernel: Kernel) -> float:
    """Of 2 sum_j w_j k_j cos(m t_j): weights sum to pi, |k| <= k(0), and every factor of a term is
    right to about 8 eps (the angle m t_j included, for m t_j of a few hundred: eps m t_j more)."""
    return 2 * np.pi * float(kernel.at_zero) * 20 * EPS


@given(kernels(), st.integers(0, 400))
def test_closed_form_in_floats_is_the_exact_value(kernel: Kernel, m: int) -> None:
    """A rational function of m with positive terms, evaluated in about ten operations."""
    value = coefficients(kernel, m + 1)[m]
    exact = float(kernel.fourier()(m))
    assert abs(value - exact) <= 10 * EPS * exact, f"{kernel.name}, m = {m}: {value} and {exact}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_gauss_panels_agree_with_the_closed_form(kernel: Kernel) -> None:
    closed = closed_coefficients(kernel.fourier(), 64)
    error = np.abs(quadrature_coefficients(kernel, 64) - closed)
    worst = int(error.argmax())
    assert error.max() < rounding(kernel), f"{kernel.name}: m = {worst} is off by {error.max()}"


@FEWER
@given(kernels(), st.integers(0, 60))
def test_gauss_panels_agree_with_balls(kernel: Kernel, m: int) -> None:
    ball = ball_coefficient(kernel, m, 20)
    defect = abs(quadrature_coefficients(kernel, m + 1)[m] - float(ball))
    assert defect < rounding(kernel), f"{kernel.name}: khat_{m} = {ball}, panels off by {defect}"


@pytest.mark.parametrize("layers", DEEP)
def test_deep_kernels(layers: int) -> None:
    error = np.abs(coefficients(deep(layers), 9) - DEEP[layers]).max()
    assert error < rounding(deep(layers)), f"L = {layers}: off by {error}"


def test_one_hidden_layer_is_twice_the_two_layer_kernel() -> None:
    error = np.abs(coefficients(deep(1), 40) - 2 * coefficients(KERNELS["both_layers"], 40)).max()
    assert error < rounding(deep(1)), f"off by {error}"


@FEWER
@given(all_kernels(), st.integers(1, 50), st.integers(1, 50))
def test_a_longer_list_begins_with_the_shorter(kernel: Kernel, count: int, more: int) -> None:
    short, long = coefficients(kernel, count), coefficients(kernel, count + more)
    error = np.abs(long[:count] - short).max()
    assert error < 2 * rounding(kernel), f"{kernel.name}: {count} and {count + more}: {error}"


@given(all_kernels())
def test_coefficients_are_not_negative(kernel: Kernel) -> None:
    khat = coefficients(kernel, 60)
    assert khat.min() > -rounding(kernel), f"{kernel.name}: khat_{khat.argmin()} = {khat.min()}"


@given(all_kernels())
def test_they_sum_to_the_diagonal(kernel: Kernel) -> None:
    """``k(0) = (1/2pi) (khat_0 + 2 sum khat_m)``.

    By parts khat_m = -(1/m) integral k' sin(m t), and again, khat_m <= V/m^2 with V the total
    variation of k' over a turn: what M terms miss is at most (1/pi) V/M.
    """
    count = 400
    khat = coefficients(kernel, count + 1)
    missing = float(kernel.at_zero) - (khat[0] + 2 * khat[1:].sum()) / (2 * np.pi)
    bound = variation(kernel) / (np.pi * count)
    noise = count * rounding(kernel) / np.pi
    assert -noise <= missing <= bound + noise, f"{kernel.name}: missing {missing}, bound {bound}"


def variation(kernel: Kernel) -> float:
    """Total variation of k' over a turn, by differences on a grid."""
    theta = np.linspace(-np.pi, np.pi, 4001)
    values: Floats = kernel_function(kernel)(np.abs(theta))
    slopes = np.diff(values) / np.diff(theta)
    slopes = np.append(slopes, slopes[0])
    return float(np.abs(np.diff(slopes)).sum()) * 1.01


def test_literature_doubles_frequency_zero() -> None:
    """A list with khat_0 / 2 in place of khat_0 would be off by half."""
    uniform_eigenvalues = coefficients(first_layer_bias, 3) / (2 * np.pi)
    expected = [1 / 8 + 1 / (2 * np.pi**2), 1 / 16 + 1 / (2 * np.pi**2), 5 / (18 * np.pi**2)]
    assert np.abs(uniform_eigenvalues - expected).max() < 4 * EPS, f"{uniform_eigenvalues}"


@pytest.mark.parametrize("count", [0, -1, 1.0, "3", 10_000_001])
def test_count_is_checked(count: Any) -> None:
    with pytest.raises(InputError, match="is not an integer between 1 and 10000000"):
        coefficients(first_layer_bias, count)
