"""Densities from floats, arrays and functions, with the exactness that is left."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.reading import density_from_function, piecewise_constant
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import Exactness, PiecewiseConstant
from freqbias.theory.errors import InputError


@given(piecewise_constant_densities())
def test_text_numbers_and_fractions_are_the_same(density: PiecewiseConstant) -> None:
    breaks, weights = density.breaks, density.weights
    forms: list[tuple[Any, Any]] = [
        (", ".join(map(str, breaks)), ", ".join(map(str, weights))),
        (breaks, weights),
        ([str(b) for b in breaks], [str(w) for w in weights]),
        ([Fraction(int(b.p), int(b.q)) for b in breaks], np.array([int(w) for w in weights])),
    ]
    for form in forms:
        read = piecewise_constant(*form)
        assert read == density, f"{form} became {read}"
        assert read.exactness is Exactness.EXACT, f"{form}: {read.exactness}"


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=2).filter(any))
def test_floats_are_the_binary_fractions_they_are(weights: list[float]) -> None:
    for given_weights in (weights, np.array(weights), tuple(map(np.float64, weights))):
        read = piecewise_constant([-1, 0, 1], given_weights)
        assert [Fraction(int(w.p), int(w.q)) for w in read.weights] == [*map(Fraction, weights)]
        assert read.exactness is Exactness.ROUNDED, f"{weights}: {read.exactness}"


@given(st.floats(-1, 1, exclude_min=True, exclude_max=True))
def test_a_float_break_is_kept(middle: float) -> None:
    read = piecewise_constant([-1, middle, 1], [1, 2])
    assert float(read.breaks[1]) == middle, f"{middle} became {read.breaks[1]}"


@pytest.mark.parametrize("start", [-0.9, 1 / 3])
def test_a_turn_of_floats_may_start_anywhere(start: float) -> None:
    """``start + 2`` is rounded, so the turn spans 2 only up to one unit of the last place."""
    read = piecewise_constant([start, start + 1, start + 2], [1, 2])
    assert read.breaks[-1] - read.breaks[0] == 2, f"{read.breaks}"


@given(st.integers(1, 30))
def test_constant_functions_give_the_uniform_density(pieces: int) -> None:
    density = density_from_function(lambda x: 3.0 * np.ones_like(x), pieces)
    assert len(density.regions) == pieces, f"{density}"
    assert density.exactness is Exactness.SAMPLED
    spread = float(density.maximum) / float(density.minimum) - 1
    assert spread < 1e-14, f"{spread}"  # the Gauss weights sum to 2 up to 8 roundings


@pytest.mark.parametrize("pieces", [1, 2, 7, 64])
def test_cell_means_of_a_polynomial_are_exact_to_rounding(pieces: int) -> None:
    """8-point Gauss integrates degree 15 exactly; 1 + x^2 has size at most 11."""
    density = density_from_function(lambda x: 1 + x**2, pieces)
    edges = np.linspace(-np.pi, np.pi, pieces + 1)
    means = np.diff(edges + edges**3 / 3) / np.diff(edges)
    error = np.abs([float(w) for w in density.weights] - means).max()
    assert error < 1e-13 * pieces, f"{pieces} pieces: cell means are off by {error}"


BAD = [
    ([-1, 0, 1], [1, -0.5], "weights contains -1/2, which is not >= 0"),
    ([-1, 0, 1], [1, float("nan")], "weights contains nan, which is not finite"),
    ([-1, 0, 1], [1, float("inf")], "weights contains inf, which is not finite"),
    ([-1, 0, 1], np.array([1, np.nan]), "weights contains nan, which is not finite"),
    ([-1, 0, 1], [0.0, 0.0], "weights (0, 0) are all zero, so there is no density"),
    ([-1, 0, 1], [1, True], "weights contains True, which is not a number"),
    ([-1, 0, 1], ["1, 2", 1], "weights contains '1, 2', which is not one number"),
    ([-1, 0, 1], 3, "weights 3 is neither text nor a sequence of numbers"),
    ([-1, 0, 1], None, "weights None is neither text nor a sequence of numbers"),
    ([-1, 0, 1], [1, 1j], "weights contains 1j, which is not an exact finite real number"),
    ([-1, 0, 1], [1, None], "weights contains None, which is not an exact finite real number"),
    ([-1, 0, 1], [1, Decimal("0.5")], "weights contains 0.5, which is not an exact finite real"),
    ([-1, 0, 1], "1, x", "weights '1, x' contains a variable where a number is expected"),
    ([-1, 0, 1], "__import__('os')", "cannot be read at character 1"),
    ("__import__('os'), 1", [1], "cannot be read at character 1"),
    ([-1, float("inf"), 1], [1, 1], "breaks contains inf, which is not finite"),
    ([-1, 0, 1, 1.5], [1, 1, 1], "breaks must span one turn, 2 in units of pi, but span 5/2"),
    ([-1, 0.5, 0.25, 1], [1, 1, 1], "breaks must increase, but 1/2 is followed by 1/4"),
    ([-1, 0, 0.0, 1], [1, 1, 1], "breaks must increase, but 0 is followed by 0"),
    ([-1, 0, 1], [1], "weights has 1 entries, but the breaks make 2 pieces"),
    ([-1, 0, 1], [1, sp.sqrt(2)], "weights contains sqrt(2), not rational"),
    (np.array(1.0), [1], "breaks 1.0 is neither text nor a sequence of numbers"),
    ([[-1, 1]], [1], "breaks contains [-1, 1], which is not an exact finite real number"),
]


@pytest.mark.parametrize(("breaks", "weights", "reason"), BAD)
def test_bad_input_gives_one_sentence(breaks: Any, weights: Any, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        piecewise_constant(breaks, weights)
    message = str(caught.value)
    assert reason in message, message
    assert len(message.splitlines()) == 1, message


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (np.cos, "which is not >= 0"),
        (lambda x: np.full_like(x, np.nan), "density contains nan, which is not finite"),
        (lambda x: 0 * x, "are all zero, so there is no density"),
    ],
)
def test_functions_that_are_no_densities(function: Any, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        density_from_function(function, 8)
    assert reason in str(caught.value), f"{caught.value}"


@pytest.mark.parametrize("pieces", [0, -1, 1.5, "8", 10_001])
def test_pieces_are_checked(pieces: Any) -> None:
    with pytest.raises(InputError, match="is not an integer between 1 and 10000"):
        density_from_function(np.ones_like, pieces)


def test_sympy_numbers_are_exact() -> None:
    read = piecewise_constant([-1, sp.Rational(1, 3), 1], [sp.Rational(2, 7), sp.Integer(3)])
    assert read.exactness is Exactness.EXACT
    assert read.weights == (sp.Rational(2, 7), 3)
