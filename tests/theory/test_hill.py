"""Hill's equation: discriminant by two routes, gap edges, exact extremes of the inverse symbol."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.exact import sign
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import (
    STEP,
    nonnegative_form,
    remainder,
    strictly_decreasing,
    symbol_bounds,
)
from freqbias.theory.hill.discriminant import (
    cosine_sum,
    discriminant,
    effective_frequency,
    eigenvalue_at,
    monodromy,
    two_piece_discriminant,
)
from freqbias.theory.hill.two_pieces import TwoPieces, edge_function, gap_form
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.trace import ROOT_MEAN

_OMEGAS = st.fractions(0, 12, max_denominator=50).filter(lambda omega: omega > 0).map(sp.Rational)
_OCCUPIED = piecewise_constant_densities(min_pieces=1, max_pieces=4, max_ratio=100, gaps=False)
_TWO = piecewise_constant_densities(min_pieces=2, max_pieces=2, max_ratio=50, gaps=False)
_FIG13 = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")


@settings(max_examples=10)
@given(piecewise_constant_densities(max_pieces=3, max_ratio=100), _OMEGAS)
def test_the_monodromy_preserves_the_wronskian(density: PiecewiseConstant, omega: sp.Expr) -> None:
    (a, b), (c, d) = monodromy(density, omega).tolist()
    defect = enclose(a * d - b * c - 1, 12)
    assert defect.contains_zero, f"det - 1 = {defect} at omega = {omega}, {density}"


@settings(max_examples=10)
@given(_OCCUPIED, _OMEGAS)
def test_transfer_matrices_agree_with_the_sum_of_cosines(
    density: PiecewiseConstant, omega: sp.Expr
) -> None:
    """Two routes: products of matrices, and amplitudes transmitted and reflected."""
    defect = enclose(discriminant(density, omega) - cosine_sum(density, omega), 12)
    assert defect.contains_zero, f"{defect} at omega = {omega}, {density}"


@settings(max_examples=10)
@given(piecewise_constant_densities(max_pieces=4, max_ratio=100), _OMEGAS, st.fractions(-1, 1))
def test_rotation_and_reflection_leave_the_discriminant(
    density: PiecewiseConstant, omega: sp.Expr, shift: Any
) -> None:
    value = discriminant(density, omega)
    for moved in (density.rotated(sp.Rational(shift)), density.reflected()):
        defect = enclose(discriminant(moved, omega) - value, 12)
        assert defect.contains_zero, f"{defect} at omega = {omega}: {density} and {moved}"


def test_an_empty_region_takes_part() -> None:
    """By hand: 2 cos t - t' sin t with t = omega sqrt(p) pi and t' = omega sqrt(p) times the gap."""
    gap = PiecewiseConstant.from_text("-1, 0, 1", "1, 0")
    t = sp.pi * sp.sqrt(1 / sp.pi)
    assert enclose(discriminant(gap, 1) - (2 * sp.cos(t) - t * sp.sin(t)), 30).contains_zero


@settings(max_examples=10)
@given(_TWO, st.integers(1, 40).map(lambda n: sp.Rational(n, 8)))
def test_the_two_piece_forms_agree(density: PiecewiseConstant, x: sp.Expr) -> None:
    pieces = TwoPieces(density)
    omega = x / density.root_mean
    phase = 2 * sp.pi * x * pieces.share
    value = discriminant(density, omega)
    closed = two_piece_discriminant(phase, 2 * sp.pi * x - phase, pieces.ratio)
    assert enclose(value - closed, 12).contains_zero, f"closed form at x = {x}, {density}"
    gap = gap_form(x, pieces.ratio, pieces.share)
    assert enclose(value - 2 - gap, 12).contains_zero, f"gap form at x = {x}, {density}"


@settings(max_examples=10)
@given(_TWO, st.integers(1, 30))
def test_printed_frequencies_lie_in_gaps_or_are_double(density: PiecewiseConstant, q: int) -> None:
    pieces = TwoPieces(density)
    excess = enclose(discriminant(density, q / density.root_mean) - 2, 20)
    assert enclose(pieces.excess(q), 20).mid == pytest.approx(excess.mid, abs=10 * excess.rad + 10)
    if pieces.is_double(q):
        assert excess.contains_zero, f"q = {q} is no double eigenvalue of {density}: {excess}"
    else:
        assert excess.mid > excess.rad, f"q = {q} is not in a gap of {density}: {excess}"


@settings(max_examples=10)
@given(_TWO, st.integers(1, 30))
def test_edge_functions_change_sign_within_the_bound(density: PiecewiseConstant, q: int) -> None:
    pieces = TwoPieces(density)
    assume(not density.is_uniform)
    reach = pieces.largest_offset
    for which in (1, -1):
        ends = [
            enclose(edge_function(q + side * reach, pieces.ratio, pieces.share, which), 20)
            for side in (-1, 1)
        ]
        product = ends[0].mid * ends[1].mid
        assert product <= 0 or min(abs(e.mid) - e.rad for e in ends) <= 10, (
            f"no edge within {sp.N(reach)} of {q} for {density}: {ends}"
        )


def test_three_regions_can_put_a_printed_frequency_in_a_band() -> None:
    """So that the gap statement is one about two regions."""
    density = PiecewiseConstant.from_text("-1, 0, 3/5, 1", "1, 50, 10")
    value = float(enclose(discriminant(density, 3 / density.root_mean), 20))
    assert -2 < value < 2, f"the discriminant is {value}"


def test_doubles_of_figure_13_and_of_equal_phases() -> None:
    pieces = TwoPieces(_FIG13)
    assert [q for q in range(1, 13) if pieces.is_double(q)] == [3, 6, 9, 12]
    assert sign(pieces.recurring_offset) == 1
    even = TwoPieces(PiecewiseConstant.from_text("-1, -1/3, 1", "4, 1"))  # equal phases, w = 1/2
    assert all(even.is_double(q) for q in range(1, 9))
    assert even.recurring_offset == 0
    irrational = TwoPieces(PiecewiseConstant.from_text("-1, 0, 1", "2, 1"))
    assert not any(irrational.is_double(q) for q in range(1, 30))


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_symbol_bounds_hold_far_out_and_are_sharp(kernel: Kernel) -> None:
    bounds, khat = symbol_bounds(kernel), kernel.fourier()
    step = 2 if bounds.even_only else 1
    values = [sp.N(remainder(khat, bounds.slope, m), 25) for m in range(0, 24, step)]
    far = 10**6
    values.append(sp.N(1 / khat(far) - bounds.slope * far**2, 25))
    low, high = sp.N(bounds.lower, 25), sp.N(bounds.upper, 25)
    slack = sp.Rational(1, 10**15)
    assert all(low - slack <= value <= high + slack for value in values), f"{kernel.name}: {values}"
    assert min(values) - low < sp.Rational(1, 10**9), f"{kernel.name}: {low} is not sharp"
    assert high - max(values) < sp.Rational(1, 10**9), f"{kernel.name}: {high} is not sharp"


@given(kernels())
def test_bias_decides_the_sector(kernel: Kernel) -> None:
    bounds = symbol_bounds(kernel)
    assert bounds.even_only == ("bias" not in kernel.name)
    assert strictly_decreasing(kernel) == (not bounds.even_only)
    assert bounds.extra == (2 if bounds.even_only else 0), kernel.name


def test_the_order_of_the_uniform_eigenvalues() -> None:
    khat = first_layer_bias.fourier()
    values = [float(sp.N(khat(m))) for m in range(60)]
    assert all(a > b for a, b in pairwise(values))
    assert strictly_decreasing(first_layer_bias)


def test_the_printed_kernel() -> None:
    bounds = symbol_bounds(first_layer_bias)
    assert bounds.lower == -3 * sp.pi
    assert bounds.upper.equals(1 / (sp.pi / 4 + 1 / sp.pi))
    assert bounds.shifts(sp.Integer(2), sp.Integer(5))[0] == -3 * sp.pi / 2
    assert bounds.frequency_error(4) == 2 + sp.sqrt(3)


def test_nonnegative_forms_are_the_expression() -> None:
    expression = (FREQUENCY**2 - 3) / (FREQUENCY + 1)
    form = nonnegative_form(expression, 2)
    assert form is not None
    assert sp.cancel(form - expression.subs(FREQUENCY, 2 + 2 * STEP)) == 0
    assert nonnegative_form(expression, 0) is None
    assert nonnegative_form(1 / FREQUENCY, 0) is None, "a pole at the start is no bound"


def test_effective_frequency_inverts_the_leading_eigenvalue() -> None:
    for q in (1, 2, 7):
        assert effective_frequency(eigenvalue_at(q, ROOT_MEAN), ROOT_MEAN) == q


_KERNEL_OF_COSINE = Kernel("cosine", "", "", sp.cos(sp.Symbol("theta", real=True)) + 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: TwoPieces(uniform()), "has 1 regions, 0 of them empty, not two occupied ones"),
        (
            lambda: TwoPieces(PiecewiseConstant.from_text("-1, 0, 1", "1, 0")),
            "has 2 regions, 1 of them empty",
        ),
        (lambda: TwoPieces(_FIG13).is_double(0), "q 0 is not an integer between"),
        (lambda: cosine_sum(PiecewiseConstant.from_text("-1, 0, 1", "1, 0")), "1 empty of 2"),
        (lambda: symbol_bounds(KERNELS["first_layer"]).weyl_error(2), "no bias"),
        (lambda: symbol_bounds(KERNELS["first_layer"]).shifts(1, 2), "no bias"),
        (lambda: symbol_bounds(first_layer_bias).shifts(sp.Integer(0), 2), "minimum 0"),
        (lambda: symbol_bounds(_KERNEL_OF_COSINE), "kernel 'cosine'"),
    ],
)
def test_what_has_no_such_theory_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()
