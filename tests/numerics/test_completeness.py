"""Completeness: what is missing or doubled is noticed."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.exact.completeness import Circle, Completeness, prove_completeness
from freqbias.numerics.exact.roots import EigenvalueFinder
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import first_layer_bias

_DENSITY = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_FINDER = EigenvalueFinder(first_layer_bias, _DENSITY, 20)
_COUNT = 15


def _zeros() -> Floats:
    return np.asarray(1 / galerkin_spectrum(first_layer_bias, _DENSITY, 300).eigenvalues[:60])


def _proof(known: Floats, top: float) -> Completeness:
    """With balls of the size of Galerkin's error."""
    with ctx.workprec(64):
        balls = [(arb(zero, 1e-5 * zero), 1) for zero in known]
    return prove_completeness(_FINDER.determinant, balls, _zeros(), top, Fraction(2))


def _top(zeros: Floats) -> float:
    return float(zeros[_COUNT - 1] + zeros[_COUNT]) / 2


def test_all_known_zeros_complete_the_proof() -> None:
    zeros = _zeros()
    assert _proof(zeros[:_COUNT], _top(zeros)).bound >= _top(zeros)


@pytest.mark.parametrize("missing", range(_COUNT))
def test_a_missing_zero_is_noticed(missing: int) -> None:
    zeros = _zeros()
    proof = _proof(np.delete(zeros[:_COUNT], missing), _top(zeros))
    assert proof.bound < zeros[missing], f"index {missing} was taken away and not missed: {proof}"


@pytest.mark.parametrize("doubled", range(_COUNT))
def test_a_doubled_zero_is_noticed(doubled: int) -> None:
    """Two balls that meet could hold one zero: nothing is proved."""
    zeros = _zeros()
    proof = _proof(np.sort(np.append(zeros[:_COUNT], zeros[doubled])), _top(zeros))
    assert proof.bound == 0


@pytest.mark.parametrize("doubled", range(_COUNT))
def test_a_zero_said_to_be_double_is_noticed(doubled: int) -> None:
    """One copy too many drives a quotient below 1, which existence forbids."""
    zeros = _zeros()
    with ctx.workprec(64):
        known = [(arb(z, 1e-5 * z), 1 + (i == doubled)) for i, z in enumerate(zeros[:_COUNT])]
    listed = np.sort(np.append(zeros, zeros[doubled]))
    proof = prove_completeness(_FINDER.determinant, known, listed, _top(zeros), Fraction(2))
    assert proof.bound < zeros[doubled], [circle.quotient for circle in proof.circles]


def test_a_doubled_zero_cannot_hide_a_missing_one() -> None:
    """D = (1 - nu)(1 - nu/9)(1 - nu/30): the zero 1 given twice has the quotient of 1 and 9."""

    def polynomial(_: int) -> Any:
        return lambda nu: (1 - nu) * (1 - nu / 9) * (1 - nu / 30)

    zeros = np.array([1.0, 1.0, 30.0, 60.0, 90.0])
    proof = prove_completeness(polynomial, [(arb(1), 1), (arb(1), 1)], zeros, 10.0, Fraction(1, 2))
    assert proof.bound == 0
    zeros[1] = 9.0
    proof = prove_completeness(polynomial, [(arb(1), 1), (arb(9), 1)], zeros, 10.0, Fraction(1, 2))
    assert proof.bound >= 9


@given(st.floats(1, 2000), st.floats(0.01, 0.9))
@settings(max_examples=15)
def test_the_product_over_a_circle(centre: float, share: float) -> None:
    """Against the product over 600 Galerkin zeros and Weyl's tail, in float64."""
    zeros = 1 / galerkin_spectrum(first_layer_bias, _DENSITY, 600).eigenvalues[:600]
    radius = share * centre
    if np.min(np.abs(zeros - centre)) < 1e-3 * centre:
        return
    with ctx.workprec(400):
        determinant = _FINDER.determinant(400)
        product = 1 / determinant(arb(centre)) ** 4
        for j in range(2):
            node = (arb(2 * j + 1) / 4 * arb.pi()).cos(), (arb(2 * j + 1) / 4 * arb.pi()).sin()
            value = determinant(_complex(centre + radius * node[0], radius * node[1]))
            product *= value.real**2 + value.imag**2
    expected = np.sum(np.log1p((radius / (zeros - centre)) ** 4))
    assert abs(float(product.log()) - expected) < 1e-3 * (1 + expected)


def _complex(real: arb, imag: arb):  # type: ignore[no-untyped-def]
    from flint import acb

    return acb(real, imag)


def test_a_circle_that_fails_or_a_hole_proves_nothing_beyond() -> None:
    good, bad = Ball(11, 1, -1), Ball(21, 1, -1)
    inner, outer = Circle(1.0, 1.0, good), Circle(3.0, 1.0, good)
    low = Circle(1.0, 1.0, Ball(9, 0, -1))  # below 1: the known are refuted
    floor = Fraction(1, 100)
    assert Completeness((outer, inner), floor).bound == 4
    assert Completeness((outer, Circle(1.0, 1.0, bad)), floor).bound == 0
    assert Completeness((outer, low), floor).bound == 0
    assert Completeness((Circle(3.0, 0.9, good), inner), floor).bound == 2
    assert Completeness((Circle(3.0, 1.0, bad), inner), floor).bound == 2
