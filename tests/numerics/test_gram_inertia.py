"""Counts of eigenvalues: never wrong by more than their bound says, at poles and eigenvalues too."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.gram.inertia import inertia
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, both_layers, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 4)
EPS = float(np.finfo(float).eps)


def scattered(kind: str, n: int, seed: int) -> Floats:
    """Points in [-pi, pi), one set for each kind."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(-np.pi, np.pi, n)
    if kind == "clustered":
        points = rng.choice([-2.0, 0.1, 1.0], n) + 1e-7 * rng.normal(size=n)
    if kind == "repeated":
        points = rng.choice(points[: n // 3 + 1], n)
    if kind == "antipodal":
        points[n // 2 :] = points[: n - n // 2] - np.pi * np.sign(points[: n - n // 2])
    return points


kinds = st.sampled_from(["random", "clustered", "repeated", "antipodal"])
seeds = st.integers(0, 10**6)
few_kernels = st.sampled_from([first_layer_bias, both_layers])  # each is compiled


def weighted(kernel: Kernel, points: Floats, weights: Floats) -> Floats:
    root = np.sqrt(weights)
    return root[:, None] * gram_matrix(kernel, points) * root


def positive(matrix: Any) -> int:
    """Eigenvalues > 0 by LDL^T in mpmath, rows swapped so that pivots are largest."""
    count, n = 0, matrix.rows
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(matrix[i, i]))
        for i in range(n):
            matrix[i, k], matrix[i, best] = matrix[i, best], matrix[i, k]
        for i in range(n):
            matrix[k, i], matrix[best, i] = matrix[best, i], matrix[k, i]
        count += matrix[k, k] > 0
        for i in range(k + 1, n):
            factor = matrix[i, k] / matrix[k, k]
            for j in range(k + 1, n):
                matrix[i, j] -= factor * matrix[k, j]
    return count


def exact_matrix(points: Floats, shift: Any) -> Any:
    """H - shift I for the default kernel as printed in (5), in mpmath."""
    pi = mpmath.pi

    def entry(i: int, j: int) -> Any:
        turned = abs(mpmath.mpf(points[i]) - mpmath.mpf(points[j]))
        distance = min(turned, 2 * pi - turned)
        value = (pi - distance) * (1 + mpmath.cos(distance)) / (4 * pi)
        return value - shift if i == j else value

    return mpmath.matrix([[entry(i, j) for j in range(len(points))] for i in range(len(points))])


@FEWER
@given(kinds, st.integers(1, 10), seeds, st.integers(0, 9), st.floats(-3, 3))
def test_the_claim_holds_in_128_bits(kind: str, n: int, seed: int, which: int, off: float) -> None:
    points = scattered(kind, n, seed)
    operator = GramOperator(points)
    near = float(np.linalg.eigvalsh(gram_matrix(first_layer_bias, points))[which % n])
    shift = abs(near + off * 10 * EPS) + 1e-15
    found = inertia(operator, shift)
    with mpmath.workprec(128):
        error = mpmath.mpf(found.error)
        least = positive(exact_matrix(points, shift + error))
        most = positive(exact_matrix(points, shift - error))
    assert least <= found.count <= most, (
        f"{kind}, {points}, shift {shift}: {found}, {least}, {most}"
    )


@given(few_kernels, kinds, st.integers(1, 80), seeds, st.booleans(), st.data())
def test_counts_agree_with_dense_spectra(
    kernel: Kernel, kind: str, n: int, seed: int, leading: bool, data: st.DataObject
) -> None:
    """Shifts next to an eigenvalue of H, or of the first points: there a pivot vanishes."""
    points = scattered(kind, n, seed)
    weights = np.random.default_rng(seed).uniform(0, 2, n)
    matrix = weighted(kernel, points, weights)
    values = np.linalg.eigvalsh(matrix)
    operator = GramOperator(points, kernel, weights)
    near = values
    if leading:
        first = operator.points.order[: data.draw(st.integers(1, n))]
        near = np.linalg.eigvalsh(matrix[np.ix_(first, first)])
    centre = float(near[data.draw(st.integers(0, len(near) - 1))])
    shift = abs(centre * (1 + data.draw(st.sampled_from([0, 1, -1, 1e3, -1e6, 1e9])) * EPS)) + 1e-12
    found = inertia(operator, shift)
    slack = found.error + 10 * n * EPS * float(kernel.at_zero) * float(weights.sum())
    least, most = int((values > shift + slack).sum()), int((values > shift - slack).sum())
    assert least <= found.count <= most, f"{kernel.name}, {kind}, n = {n}, shift {shift}: {found}"


@pytest.mark.parametrize("kind", ["random", "clustered", "repeated", "antipodal"])
@pytest.mark.parametrize("n", [200, 20_000])
def test_the_bound_is_useful(kind: str, n: int) -> None:
    operator = GramOperator(scattered(kind, n, 5))
    for part in (0.0917, 1.03e-3, 0.97e-5):
        error = inertia(operator, part * n).error
        assert error <= 1e-8 * n, f"{kind}, n = {n}: error {error} at shift {part} n"


def test_where_a_pivot_vanishes_half_the_digits_are_left() -> None:
    """40 equal points have the eigenvalue 40 k(0) = 20: the pivot of the next is 0."""
    points = np.append(np.full(70, 0.1), scattered("random", 130, 0))
    found = inertia(GramOperator(points), 20.0)
    values = np.linalg.eigvalsh(gram_matrix(first_layer_bias, points))
    assert found.error <= 1e-7 * 200, f"error {found.error}"
    assert found.count == int((values > 20).sum()), f"{found}, {values[-5:]}"


def test_counts_fall_one_eigenvalue_at_a_time() -> None:
    """Between neighbours of a dense spectrum that are apart by more than all errors."""
    points = scattered("random", 400, 7)
    values = np.linalg.eigvalsh(gram_matrix(first_layer_bias, points))[::-1]
    operator = GramOperator(points)
    for i in range(60):
        shift = float(values[i] + values[i + 1]) / 2
        found = inertia(operator, shift)
        apart = float(values[i] - values[i + 1]) / 2
        assert found.error < apart, f"error {found.error} between eigenvalues apart by {2 * apart}"
        assert found.count == i + 1, f"{found.count} above {shift}, between {i} and {i + 1}"


def test_a_first_pivot_of_zero() -> None:
    """k(0) = 1/2 is the eigenvalue of one point; nothing can be said at it, all next to it."""
    operator = GramOperator([1.0])
    at = inertia(operator, 0.5)
    assert at.error > 0, f"{at} claims to know the side of an eigenvalue at the shift"
    assert [inertia(operator, shift).count for shift in (0.49, 0.51)] == [1, 0]


def test_without_weight_nothing_is_above() -> None:
    assert inertia(GramOperator([0.0, 1.0], weights=[0.0, 0.0]), 1e-9).count == 0


@pytest.mark.parametrize("shift", [0.0, -1.0, float("nan"), float("inf")])
def test_shifts_are_checked(shift: float) -> None:
    with pytest.raises(InputError, match="is not a finite number > 0"):
        inertia(GramOperator([0.0, 1.0]), shift)


@pytest.mark.parametrize("power", [-470, -300, -150, 150, 300, 470])
def test_the_bound_goes_with_the_weights(power: int) -> None:
    """Off the diagonal it is the root of a sum of fourth powers of their roots."""
    random = np.random.default_rng(0)
    near, far = -np.pi + random.uniform(1e-9, 0.1, 200), random.uniform(0.5, 2.6, 200)
    points, unit = np.concatenate([[0.0], near, far, -far]), 4.0**power
    weights = np.ones(points.size)
    weights[0] = 4.0001
    expected = inertia(GramOperator(points, weights=weights), 2.0)
    found = inertia(GramOperator(points, weights=weights * unit), 2.0 * unit)
    assert found.count == expected.count
    off = found.error / unit / expected.error - 1
    assert abs(off) < 1e-12, f"{found.error / unit} against {expected.error}"


def test_nothing_is_known_where_products_lose_bits() -> None:
    found = inertia(GramOperator(np.zeros(3), weights=np.full(3, 1e-305)), 1e-306)
    assert np.isinf(found.error), f"{found}"
