"""What is missing is noticed, and what is not proved is not called so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

from freqbias.numerics.densities import sample
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram import eigenpairs
from freqbias.numerics.gram.certificate import Certificate
from freqbias.numerics.gram.eigenpairs import top_eigenpairs
from freqbias.numerics.gram.inertia import Inertia, inertia
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.ritz import Projection
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import Kernel, first_layer_bias

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")


def rotated(order: int, each: int) -> Floats:
    """Points that a rotation of this order maps to themselves: eigenvalues come in pairs."""
    base = np.random.default_rng(order).uniform(-np.pi, np.pi, each)
    return np.asarray((base[:, None] + 2 * np.pi * np.arange(order) / order).ravel())


def dense_values(operator: GramOperator) -> Floats:
    """Eigenvalues of H/mass, decreasing."""
    matrix = operator.sorted_product(np.eye(operator.shape[0]))
    return np.asarray(np.linalg.eigvalsh(matrix)[::-1] / operator.mass)


def test_a_vector_missing_at_the_start_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start lacks one eigenvector; the count says so, random vectors bring it back."""
    monkeypatch.setattr(eigenpairs, "galerkin_block", without(4))
    stages: list[str] = []
    operator = GramOperator(rotated(3, 80))
    found = top_eigenpairs(operator, 20, watch=lambda stage, values=None: stages.append(stage))
    assert stages.count("counting") > 1, f"{stages}"
    assert found.certified, found.reason
    off = np.abs(found.values - dense_values(operator)[:20]).max()
    assert off < 1e-13, f"eigenvalues are off by {off}"


def test_what_stays_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eigenpairs, "galerkin_block", without(4))
    monkeypatch.setattr(eigenpairs, "_ATTEMPTS", 1)
    found = top_eigenpairs(GramOperator(rotated(3, 80)), 20)
    assert not any(row.certified for row in found.rows), f"{found}"
    assert "eigenvalues exceed" in found.reason, found.reason
    assert "were found" in found.reason, found.reason


def without(index: int) -> Callable[[GramOperator, int], Floats]:
    """A start that lacks an eigenvector, not by chance: it is taken out of H's own."""

    def block(operator: GramOperator, count: int) -> Floats:
        vectors = np.linalg.eigh(operator.sorted_product(np.eye(operator.shape[0])))[1].T[::-1]
        return np.delete(vectors[: count + 1], index, axis=0)

    return block


@pytest.mark.parametrize("change", [-1, 1])
def test_a_count_that_disagrees_certifies_nothing(change: int) -> None:
    def counting(operator: GramOperator, shift: float) -> Inertia:
        true = inertia(operator, shift)
        return Inertia(true.count + change, true.error)

    found = top_eigenpairs(GramOperator(sample(THIRDS, 200, 0)), 10, counting=counting)
    assert not found.certified, f"{found}"
    assert found.reason


def test_a_count_that_knows_nothing_certifies_nothing() -> None:
    operator = GramOperator(sample(THIRDS, 200, 0))
    found = top_eigenpairs(operator, 10, counting=lambda _, shift: Inertia(0, np.inf))
    assert not found.certified
    assert found.reason
    exact = dense_values(operator)
    for row in found.rows:
        low, high = map(float, bounds(row.value))
        assert low <= exact[row.index] <= high, f"{row} against {exact[row.index]}"


def proof(lower: list[float], upper: list[float], above: float, missing: int = 0) -> Certificate:
    nothing = np.zeros(0)
    projection = Projection(nothing, nothing, nothing, nothing)
    return Certificate(projection, np.array(lower), np.array(upper), 9, above, missing=missing)


def test_enclosures_that_meet_share_a_row() -> None:
    rows = proof([0.5, 0.3, 0.29], [0.6, 0.32, 0.31], 0.2).rows(3)
    assert [(row.index, row.multiplicity, row.certified) for row in rows] == [
        (0, 1, True),
        (1, 2, True),
    ]


def test_a_cluster_across_the_last_index_is_listed_whole() -> None:
    rows = proof([0.5, 0.3, 0.29], [0.6, 0.32, 0.31], 0.2).rows(2)
    assert sum(row.multiplicity for row in rows) == 3, f"{rows}"


def test_what_is_not_found_is_in_the_last_row() -> None:
    last = proof([0.5], [0.6], 0.001).rows(4)[-1]
    assert (last.index, last.multiplicity, last.certified) == (1, 8, True)
    assert bounds(last.value)[0] <= 0
    assert bounds(last.value)[1] >= 0.001


def test_the_last_row_does_not_reach_the_row_before_it() -> None:
    """Rounded to one digit its radius did: [-0.01, 0.03] held the eigenvalue 0.025 as well."""
    first, last = proof([0.025], [0.026], 0.022).rows(4)
    assert first.certified
    assert last.certified
    assert bounds(last.value)[1] < bounds(first.value)[0], f"{last} and {first} meet"


def test_vectors_are_added_while_eigenvalues_asked_for_are_missing() -> None:
    assert proof([0.5], [0.6], 0.001).settles(4)
    assert not proof([0.5], [0.6], 0.001, missing=2).settles(4)
    assert proof([0.5], [0.6], 0.001, missing=2).settles(1)


def test_the_last_row_of_a_kernel_that_is_not_semidefinite_reaches_below_zero() -> None:
    """khat is negative at a frequency no section sees; at 0 and pi/900 that is an eigenvalue < 0."""
    expression = first_layer_bias.expression - sp.cos(900 * THETA) / 10
    kernel = Kernel("indefinite", "W, b", "none", expression)
    points = np.random.default_rng(0).choice([0.0, np.pi / 900, 1.0, -1.0], 100)
    operator = GramOperator(points, kernel)
    exact = dense_values(operator)
    assert exact[-1] < -0.01, f"{exact[-1]}"
    last = top_eigenpairs(operator, 10).rows[-1]
    low, high = map(float, bounds(last.value))
    assert last.certified
    inside = np.count_nonzero((low <= exact) & (exact <= high))
    assert inside == last.multiplicity, f"{inside} eigenvalues in {last}"
