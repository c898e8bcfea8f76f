"""Solves and determinants against dense algebra; too small a ridge is refused, with one that works."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.gram.factorisation import Factorisation
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, both_layers, first_layer_bias

EPS = float(np.finfo(float).eps)


def scattered(kind: str, n: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-np.pi, np.pi, n)
    if kind == "clustered":
        points = rng.choice([-2.0, 0.1, 1.0], n) + 1e-9 * rng.normal(size=n)
    if kind == "repeated":
        points = rng.choice(points[: n // 3 + 1], n)
    if kind == "antipodal":
        points[n // 2 :] = points[: n - n // 2] - np.pi * np.sign(points[: n - n // 2])
    return points


kinds = st.sampled_from(["random", "clustered", "repeated", "antipodal"])
few_kernels = st.sampled_from([first_layer_bias, both_layers])  # each is compiled
sizes, seeds = st.integers(1, 80), st.integers(0, 10**6)
ridges = st.sampled_from([1e-6, 1e-4, 1e-2, 1.0])


@given(few_kernels, kinds, sizes, seeds, ridges)
def test_solves_and_determinants_are_those_of_dense_algebra(
    kernel: Kernel, kind: str, n: int, seed: int, part: float
) -> None:
    points = scattered(kind, n, seed)
    rng = np.random.default_rng(seed)
    weights, b = rng.uniform(0, 2, n), rng.normal(size=(n, 3))
    ridge = part * n
    root = np.sqrt(weights)
    matrix = root[:, None] * gram_matrix(kernel, points) * root + ridge * np.eye(n)
    factors = Factorisation(GramOperator(points, kernel, weights), ridge)
    found = factors.solve(b)
    rest = np.linalg.norm(b - matrix @ found.x, axis=0) / np.linalg.norm(b, axis=0)
    rounding = 20 * n * EPS * np.linalg.norm(matrix, 2) / ridge
    where = f"{kernel.name}, {kind}, n = {n}, ridge {ridge}"
    assert rest.max() <= found.residual + rounding, f"{where}: {rest}, stated {found.residual}"
    assert found.residual <= rounding + 8 * EPS, f"{where}: residual {found.residual}"
    expected = np.linalg.slogdet(matrix)[1]
    allowed = -n * np.log1p(-factors.error / factors.least) + 2 * n * rounding
    assert abs(factors.logdet - expected) <= allowed, f"{where}: {factors.logdet}, {expected}"


@given(kinds, sizes, seeds, ridges)
def test_the_factors_are_within_the_stated_error(kind: str, n: int, seed: int, part: float) -> None:
    """L D L^T with the basis of the kernel written out, against the matrix."""
    points = scattered(kind, n, seed)
    factors = Factorisation(GramOperator(points), part * n)
    folded = factors.operator.points
    y, side = folded.y, folded.sides
    known = {
        (p, w): y**p * (folded.waves[w] if w >= 0 else 1.0) for p in (0, 1) for w in (-1, 0, 1)
    }
    found = factors.operator.scan.moments
    rows = np.array(
        [
            known[p, w] * (side if odd else 1)
            for p, w, odd in zip(found.powers, found.waves, found.odd, strict=True)
        ]
    )
    lower = np.tril(rows.T @ factors.columns.T, -1) + np.eye(n)
    built = lower * factors.pivots @ lower.T
    order = folded.order
    matrix = gram_matrix(first_layer_bias, points[order]) + part * n * np.eye(n)
    off = np.linalg.norm(built - matrix, 2)
    growth = np.linalg.norm(np.abs(lower) * factors.pivots @ np.abs(lower.T), 2)
    size = np.linalg.norm(np.abs(rows.T) @ np.abs(factors.columns.T), 2)
    dense = 40 * EPS * (n * growth + n + size * factors.pivots.max() * np.linalg.norm(lower, 2))
    assert off <= factors.error + dense, f"{kind}, n = {n}: off by {off}, stated {factors.error}"


@pytest.mark.parametrize("kind", ["random", "clustered", "repeated", "antipodal"])
def test_the_ridge_offered_is_enough(kind: str) -> None:
    points = scattered(kind, 2000, 1)
    operator = GramOperator(points)
    with pytest.raises(InputError, match="too near to a singular matrix") as refused:
        Factorisation(operator, 0.0)
    offered = re.search(r"a ridge of (\S+)", str(refused.value))
    assert offered is not None, str(refused.value)
    b = np.random.default_rng(0).normal(size=2000)
    found = Factorisation(operator, float(offered[1])).solve(b)
    matrix = gram_matrix(first_layer_bias, points)
    rest = np.linalg.norm(b - matrix @ found.x - float(offered[1]) * found.x) / np.linalg.norm(b)
    assert rest <= 1e-7, f"{kind}: ridge {offered[1]} leaves a residual {rest}"


def test_repeated_points_are_named() -> None:
    with pytest.raises(InputError, match=r"ridge 0.0 .* as 1 points are repeated"):
        Factorisation(GramOperator([0.3, 1.0, 0.3]), 0.0)


def test_points_far_apart_need_no_ridge() -> None:
    """What is proved by a count: equispaced points, least eigenvalue about 0.05."""
    points = np.linspace(-np.pi, np.pi, 50, endpoint=False)
    factors = Factorisation(GramOperator(points), 0.0)
    values = np.linalg.eigvalsh(gram_matrix(first_layer_bias, points))
    assert 2 * factors.error < factors.least <= values[0], f"{factors.least}, {values[0]}"
    off = factors.logdet - np.log(values).sum()
    assert abs(off) <= 1e-9, f"log-determinant off by {off}"


def test_solving_is_undoing_the_product_at_any_order_of_points() -> None:
    rng = np.random.default_rng(3)
    operator = GramOperator(rng.uniform(-9, 9, 5000))
    x = rng.normal(size=5000)
    b = operator @ x + 2.0 * x
    off = np.abs(Factorisation(operator, 2.0).solve(b).x - x).max()
    assert off <= 1e-11, f"off by {off}"


def test_no_right_hand_side_and_nought() -> None:
    factors = Factorisation(GramOperator([0.0, 1.0]), 1.0)
    assert factors.solve(np.zeros((2, 0))).x.shape == (2, 0)
    assert (factors.solve(np.zeros(2)).x == 0).all()


@pytest.mark.parametrize("ridge", [-1.0, float("nan"), float("inf")])
def test_ridges_are_checked(ridge: float) -> None:
    with pytest.raises(InputError, match="is not a finite number >= 0"):
        Factorisation(GramOperator([0.0, 1.0]), ridge)


@pytest.mark.parametrize("b", [np.zeros(3), np.array([np.nan, 0.0]), np.zeros((2, 1, 1))])
def test_right_hand_sides_are_checked(b: Floats) -> None:
    with pytest.raises(InputError, match="is not finite or has not 2 rows"):
        Factorisation(GramOperator([0.0, 1.0]), 1.0).solve(b)


def test_a_tolerance_that_cannot_be_reached() -> None:
    factors = Factorisation(GramOperator(scattered("random", 200, 0)), 1e-3)
    with pytest.raises(InputError, match="the relative residual stays at"):
        factors.solve(np.random.default_rng(0).normal(size=200), tolerance=1e-18)
