"""The folded semiseparable form, exactly: one identity, two parities, the rank of the triangle."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import NotExponentialPolynomial
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias, random_bias
from freqbias.theory.semiseparable import BasisFunction, FoldedHalf, order, semiseparable

FEWER = settings(max_examples=settings().max_examples // 4)
Y, Z = sp.symbols("y z", real=True)

frequencies = st.sampled_from([sp.Rational(k, 6) for k in (0, 2, 3, 6, 9, 12, 18)] + [sp.sqrt(2)])
terms = st.builds(
    lambda c, n, wave, w: c * THETA**n * wave(w * THETA),
    st.sampled_from([sp.Integer(1), sp.Integer(-3), sp.Rational(2, 5), 1 / sp.pi]),
    st.integers(0, 3),
    st.sampled_from([sp.cos, sp.sin]),
    frequencies,
)
invented = st.lists(terms, max_size=3).map(
    lambda parts: Kernel("invented", "", "", sp.Add(*parts))  # zero and odd ones too
)
kernels = st.one_of(st.sampled_from(list(KERNELS.values())), invented)


def folded_half(kernel: Kernel, sign: int, t: Any) -> Any:
    """``(k(t) + s k(pi - t))/2``, from the expression of the kernel and nothing else."""
    near, far = (kernel.expression.subs(THETA, at) for at in (t, sp.pi - t))
    return (near + sign * far) / 2


def entry(half: FoldedHalf, y: Any, z: Any) -> Any:
    """``beta(y)^T (smooth + sign(y - z) skew) beta(z)``, written out, y and z numbers."""
    matrix = half.smooth + sp.sign(y - z) * half.skew
    left, right = ([b.expression(at) for b in half.basis] for at in (y, z))
    return sum(
        matrix[i, j] * left[i] * right[j] for i in range(len(left)) for j in range(len(right))
    )


def nonzero(half: FoldedHalf, matrix: Any) -> dict[tuple[BasisFunction, BasisFunction], Any]:
    pairs = ((a, b) for a in range(matrix.rows) for b in range(matrix.cols))
    return {(half.basis[a], half.basis[b]): matrix[a, b] for a, b in pairs if matrix[a, b] != 0}


@FEWER
@given(kernels)
def test_the_form_is_the_folded_kernel(kernel: Kernel) -> None:
    for half in semiseparable(kernel):
        defect = half.expression(Y, Z) - folded_half(kernel, half.sign, Y - Z)
        assert vanishes(sp.expand(defect)), f"{kernel}, s = {half.sign}: defect {defect}"


@given(kernels, st.fractions(-1, 1), st.fractions(-1, 1))
def test_both_halves_make_the_kernel_of_the_distance(kernel: Kernel, a: Any, b: Any) -> None:
    """Angles a pi and b pi in any order, on any sides, from unfolded distance on the circle."""
    apart = abs(a - b)
    distance = sp.pi * sp.Rational(min(apart, 2 - apart))
    expected = kernel.expression.subs(THETA, distance)
    places = [(sp.pi * sp.Rational(t + (t < 0)), 1 if t >= 0 else -1) for t in (a, b)]
    (y, left), (z, right) = places
    plus, minus = semiseparable(kernel)
    found = entry(plus, y, z) + left * right * entry(minus, y, z)
    difference = (sp.sympify(found) - expected).evalf(30, maxn=200, chop=True)
    assert abs(difference) < 1e-25, f"{kernel} at {a} pi, {b} pi: off by {difference}"


@FEWER
@given(kernels)
def test_smooth_is_symmetric_and_skew_antisymmetric(kernel: Kernel) -> None:
    for half in semiseparable(kernel):
        assert half.smooth == half.smooth.T, f"{kernel}, s = {half.sign}: {half.smooth}"
        assert half.skew == -half.skew.T, f"{kernel}, s = {half.sign}: {half.skew}"
        both = half.smooth.multiply_elementwise(half.skew)
        assert both.is_zero_matrix, f"{kernel}, s = {half.sign}: a pair is of both parities, {both}"


@FEWER
@given(kernels)
def test_no_basis_function_is_idle_or_named_twice(kernel: Kernel) -> None:
    for half in semiseparable(kernel):
        assert len(set(half.basis)) == len(half.basis), f"{kernel}: {half.basis}"
        whole = half.smooth + half.skew
        for place, b in enumerate(half.basis):
            assert not whole.row(place).is_zero_matrix, f"{kernel}, s = {half.sign}: {b} is idle"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda kernel: kernel.name)
def test_the_order_is_the_rank_of_the_lower_triangle(kernel: Kernel) -> None:
    """The basis functions are independent, so the rank is that of the matrix between them."""
    ranks = [(half.smooth + half.skew).rank() for half in semiseparable(kernel)]
    assert sum(ranks) == order(kernel), f"{kernel.name}: ranks {ranks} of {order(kernel)} moments"


@pytest.mark.parametrize(
    ("expression", "sizes"),
    [
        (sp.Integer(0), (0, 0)),
        (sp.Integer(1), (1, 0)),
        (sp.cos(THETA), (0, 2)),
        (sp.cos(2 * THETA), (2, 0)),
        (sp.sin(3 * THETA), (2, 0)),
        (THETA, (1, 2)),
        (THETA**2, (3, 2)),
        (THETA * sp.cos(THETA / 2), (4, 4)),
    ],
    ids=str,
)
def test_sizes_of_known_forms(expression: Any, sizes: tuple[int, int]) -> None:
    """By hand: theta folds to pi/2 and theta - pi/2, theta^2 to a square and a line, ..."""
    halves = semiseparable(Kernel("known", "", "", expression))
    assert tuple(len(half.basis) for half in halves) == sizes, f"{[half.basis for half in halves]}"


def test_printed_kernel_by_hand() -> None:
    """``h_-(t) = (pi - 2 t)/(8 pi) + cos(t)/8``: the line is odd, the rest smooth."""
    minus = semiseparable(first_layer_bias)[1]
    one, line = BasisFunction(0, sp.Integer(0)), BasisFunction(1, sp.Integer(0))
    cosine = BasisFunction(0, sp.Integer(1))
    sine = BasisFunction(0, sp.Integer(1), sine=True)
    eighth, slope = sp.Rational(1, 8), 1 / (4 * sp.pi)
    smooth = {(one, one): eighth, (cosine, cosine): eighth, (sine, sine): eighth}
    assert nonzero(minus, minus.smooth) == smooth
    assert nonzero(minus, minus.skew) == {(line, one): -slope, (one, line): slope}


@pytest.mark.parametrize("kernel", [random_bias(1), deep(2)], ids=lambda kernel: kernel.name)
def test_kernels_without_a_closed_form_are_refused(kernel: Kernel) -> None:
    with pytest.raises(NotExponentialPolynomial, match="not an exponential polynomial"):
        semiseparable(kernel)
