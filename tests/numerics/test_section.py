"""Sections of trigonometric sectors: counts, products and solutions against dense float64 matrices."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flint import arb
from numpy.typing import NDArray

from freqbias.numerics.balls import precision
from freqbias.numerics.ritz.count import Interval, Section, SingularShift, dot, proves
from freqbias.numerics.ritz.sectors import SymmetrisedOperator
from freqbias.theory.densities import Trigonometric
from freqbias.theory.kernels import first_layer_bias

_BITS = 128
_DENSITIES = {
    "figure 5": Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)"),
    "skew": Trigonometric.from_text("1 + cos(x)/2 + sin(2x)/3"),
}


def _sections(name: str, frequencies: int = 12) -> list[Section]:
    operator = SymmetrisedOperator(first_layer_bias, _DENSITIES[name])
    sectors = operator.sectors(frequencies)
    return [Section(operator, sector, frequencies, _BITS) for sector in sectors]


def _dense(section: Section, reach: int) -> NDArray[Any]:
    """S on the modes up to ``reach``, entry by entry; entries beyond the degree vanish."""
    operator, degree = section.operator, section.operator.degree
    modes = operator.modes(section.sector, reach)
    matrix = np.zeros((len(modes), len(modes)), dtype=complex)
    for i, m in enumerate(modes):
        for j, n in enumerate(modes[i:], start=i):
            if abs(n) <= abs(m) + degree:
                matrix[i, j] = complex(operator.entry(section.sector, m, n, _BITS))
                matrix[j, i] = matrix[i, j].conjugate()
    return matrix


@pytest.mark.parametrize("name", _DENSITIES)
def test_the_dense_form_is_the_matrix_of_entries(name: str) -> None:
    for section in _sections(name):
        assert np.abs(section.dense() - _dense(section, 12)).max() < 1e-15


@pytest.mark.parametrize("name", _DENSITIES)
def test_products_reach_as_far_as_the_coupling(name: str) -> None:
    for section in _sections(name):
        size = len(section.modes)
        vector = [(i * i % 7) - 2 for i in range(size)]
        image = np.array([complex(x) for x in section.times([arb(x) for x in vector])])
        wide = _dense(section, 12 + section.operator.degree)
        assert image.size == len(wide) > size
        assert np.abs(image - wide[:, :size] @ np.array(vector)).max() < 1e-14


@pytest.mark.parametrize("name", _DENSITIES)
def test_solutions_solve(name: str) -> None:
    for section in _sections(name):
        size = len(section.modes)
        sides = [[arb((i * k) % 5 - 1) for i in range(size)] for k in (1, 2)]
        for shift in (0.3, 0.0007):
            for side, found in zip(sides, section.solve(arb(shift), sides), strict=True):
                matrix = shift * np.eye(size) - _dense(section, 12)
                expected = np.linalg.solve(matrix, np.array([float(x) for x in side]))
                scale = np.abs(expected).max()
                assert np.abs(np.array([complex(x) for x in found]) - expected).max() < 1e-9 * scale


@pytest.mark.parametrize("name", _DENSITIES)
def test_counts_are_those_of_a_larger_matrix(name: str) -> None:
    for section in _sections(name, 20):
        values = np.linalg.eigvalsh(_dense(section, 60))[::-1]
        marks = [float(a + b) / 2 for a, b in pairwise(values[:5])]
        assert [section.count(arb(mark)) for mark in marks] == [1, 2, 3, 4]
        assert section.count(arb(1)) == 0
        assert section.count(arb(0)) is None, "0 is the limit of the eigenvalues"
        assert section.count(arb(float(values[1]), 1e-6)) is None, "the ball holds an eigenvalue"
        claims = [Interval(arb(b), arb(a), 1) for a, b in pairwise(marks)]
        assert proves(section, claims, 1)
        assert proves(section, [], 7), "nothing is claimed"
        assert not proves(section, claims, 0)
        low, high = arb(marks[2]), arb(marks[0])
        assert not proves(section, [Interval(low, high, 1)], 2), "one above is no two"
        assert not proves(section, claims[::-1], 1)
        assert not proves(section, [Interval(arb(marks[0]), arb(marks[1]), 1)], 1), "turned round"
        assert not proves(section, [Interval(low, high, 1)], 1)
        assert proves(section, [Interval(low, high, 2)], 1)
        assert not proves(section, [Interval(arb(marks[1]), arb(marks[1]), 0)], 2), "low < high"


def test_a_shift_at_an_eigenvalue_is_refused() -> None:
    section = _sections("figure 5")[0]
    with precision(_BITS), pytest.raises(SingularShift, match="pivot"):
        section.solve(arb("0.18", "0.1"), [[arb(1)] * len(section.modes)])


def test_dot_products_conjugate_the_first() -> None:
    from flint import acb

    assert dot([acb(0, 1), acb(2)], [acb(0, 1), acb(3), acb(9)]) == 7
    assert dot([], [acb(1)]) == 0
