"""Finite samples: perturbation formulas, Gaussian blocks, and rectangle sums, against exact algebra."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.theory.errors import InputError
from freqbias.theory.kernels import first_layer, first_layer_bias
from freqbias.theory.sampling import (
    block_covariance,
    concentration_bound,
    diagonal_defect,
    jump_defect,
    kink_defect,
    limit_covariance,
    second_order_shift,
    sharp_concentration_bound,
    uniform_pair_covariance,
)
from freqbias.theory.z_scaling import frequency_of_index, printed_eigenvalue, scaled_eigenvalue

ratios = st.fractions(min_value=Fraction(1, 12), max_value=3, max_denominator=12).map(
    lambda f: sp.Rational(f.numerator, f.denominator)
)
U = sp.Symbol("u", real=True)


@given(ratios, ratios, ratios)
def test_the_shift_is_second_order_perturbation(a: sp.Expr, b: sp.Expr, m: sp.Expr) -> None:
    """Of diag(a, b) + t E with E = sqrt(a b m) off the diagonal, from the characteristic polynomial."""
    if a == b:
        return
    t = sp.Symbol("t")
    x = a + second_order_shift(a, b, m) * t**2
    defect = sp.Poly(sp.expand((a - x) * (b - x) - a * b * m * t**2), t)
    low = [defect.coeff_monomial(t**k) for k in range(4)]
    assert low == [0, 0, 0, 0], f"a = {a}, b = {b}, M = {m}: residual {defect.as_expr()}"


@given(ratios, ratios, ratios)
def test_shifts_cancel_so_the_trace_stays(a: sp.Expr, b: sp.Expr, m: sp.Expr) -> None:
    if a != b:
        total = second_order_shift(a, b, m) + second_order_shift(b, a, m)
        assert total == 0, f"{a}, {b}, {m}: the shifts sum to {total}"


def test_a_pair_under_the_uniform_density_splits_evenly() -> None:
    found = uniform_pair_covariance(sp.Integer(3))
    sum_of_both = found[0, 0] + 2 * found[0, 2] + found[2, 2]
    assert sum_of_both == 0, f"the sum of the pair has variance {sum_of_both}"
    # the half difference is the length of (E_11 - E_22)/2, E_12, so E R^2 = lambda^2
    length = (found[0, 0] - 2 * found[0, 2] + found[2, 2]) / 4 + found[1, 1]
    assert length == 9, f"the mean square of half the splitting is {length}, not lambda^2"
    assert found[0, 1] == found[1, 2] == 0


def test_a_block_of_one_is_the_simple_law() -> None:
    value, moment = sp.Rational(1, 7), sp.Rational(5, 3)
    simple = limit_covariance(value, value, moment)
    assert block_covariance(value, moment, True, True) == simple
    assert block_covariance(value, moment, False, False) == value**2 * moment


def rectangle_sum(function: sp.Expr, seam: sp.Expr, n: int, shift: sp.Expr) -> sp.Expr:
    """The mean over (i + shift)/n of a function of period 1 given on (seam, seam + 1)."""
    nodes = ((sp.Integer(i) + shift) / n for i in range(n))
    placed = (seam + sp.Mod(node - seam, 1) for node in nodes)
    return sp.Add(*(function.subs(U, node) for node in placed)) / n


@given(ratios, st.integers(1, 12), st.integers(0, 6))
def test_a_jump_gives_the_first_bernoulli_polynomial(seam: sp.Expr, n: int, sevenths: int) -> None:
    """Of u with the period 1 there is no other term."""
    shift = sp.Rational(sevenths, 7)
    offset = n * seam - shift
    if offset == sp.floor(offset):
        return  # a node on the jump: which value it has is not said
    found = rectangle_sum(U, seam, n, shift) - (seam + sp.Rational(1, 2))
    expected = jump_defect(-1, offset, n)
    assert found == expected, f"seam {seam}, n = {n}, delta = {shift}: {found}, not {expected}"


@given(ratios, st.integers(1, 12), st.integers(0, 6))
def test_a_kink_gives_the_second_bernoulli_polynomial(seam: sp.Expr, n: int, sevenths: int) -> None:
    """Of a parabola with the period 1, continuous, whose slope jumps from 1 to -1."""
    shift = sp.Rational(sevenths, 7)
    parabola = (U - seam) * (U - seam - 1)
    found = rectangle_sum(parabola, seam, n, shift) + sp.Rational(1, 6)
    expected = kink_defect(-2, n * seam - shift, n)
    assert found == expected, f"seam {seam}, n = {n}, delta = {shift}: {found}, not {expected}"


def test_equidistant_points_alias_as_the_diagonal_defect_says() -> None:
    """Under the uniform density the eigenvalue is the sum of khat_{m + l n}/(2 pi) over l, exactly.

    For odd m and even n these are 1/(2 pi^2 (m + l n)^2), and the sum has a closed form.
    """
    m = 5
    assert sp.simplify(first_layer_bias.fourier().eigenvalue(m) - 1 / (2 * sp.pi**2 * m**2)) == 0
    n = sp.Symbol("n", positive=True)
    aliases = 1 / (2 * n**2 * sp.sin(sp.pi * m / n) ** 2) - 1 / (2 * sp.pi**2 * m**2)
    found = sp.limit((aliases * n**2).subs(n, 1 / U), U, 0, "+")
    stated = diagonal_defect(first_layer_bias, 2 * sp.pi, 1)
    assert found == stated, f"the aliases tend to {found}/n^2, stated is {stated}/n^2"


def test_a_kink_at_the_antipode_is_refused() -> None:
    with pytest.raises(InputError, match="'first_layer' has the slope 1/\\(2\\*pi\\) at pi, not 0"):
        diagonal_defect(first_layer, 1, 10)


@given(st.integers(1, 10**6), st.integers(1, 20))
def test_the_sharp_bound_is_below_the_cited_one(n: int, tau: int) -> None:
    cited = concentration_bound(first_layer_bias, n, tau)
    largest = first_layer_bias.at_zero**2  # sum lambda_i^2 <= (sum lambda_i)^2
    sharp = sharp_concentration_bound(first_layer_bias, n, tau, largest)
    assert sp.simplify(sharp / cited) == 1 / sp.sqrt(2), f"n = {n}, tau = {tau}"


def test_the_bound_is_pinelis_inequality() -> None:
    """``2 exp(-n e^2/(2 C^2))`` with C = 2 k(0) is ``2 e^{-tau}`` at the bound e."""
    n, tau = sp.symbols("n tau", positive=True)
    bound = concentration_bound(first_layer_bias, n, tau)
    exponent = n * bound**2 / (2 * (2 * first_layer_bias.at_zero) ** 2)
    assert sp.simplify(exponent - tau) == 0, f"the exponent is {exponent}"


def test_lists_are_by_frequency() -> None:
    assert [frequency_of_index(i) for i in (0, 1, 2, 49)] == [0, 1, 1, 25]
    for q in range(2, 9):
        ratio = sp.simplify(scaled_eigenvalue(first_layer_bias, q) / printed_eigenvalue(q))
        assert ratio == sp.pi, f"q = {q}: ratio {ratio}"
    low = [
        sp.simplify(scaled_eigenvalue(first_layer_bias, q) / printed_eigenvalue(q)) for q in (0, 1)
    ]
    assert low == [2 * sp.pi, sp.pi], f"the printed list is half of its own scale at q = 0: {low}"
