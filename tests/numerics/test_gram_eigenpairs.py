"""Spectra at scale: every eigenvalue in its row, none missing, against dense algebra and balls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.densities import quantile_points, sample
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.galerkin import measure_matrix
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.gram.eigenpairs import SampledSpectrum, memory, top_eigenpairs
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.ritz import Block
from freqbias.numerics.gram.start import fourier_coefficients, galerkin_block
from freqbias.strategies import piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 8)
THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
HALVES = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
EPS = float(np.finfo(float).eps)


def dense_values(operator: GramOperator, angles: Floats, weights: Floats | None) -> Floats:
    """All eigenvalues of H/mass, decreasing, by LAPACK."""
    matrix = gram_matrix(operator.kernel, angles)
    if weights is not None:
        matrix = np.sqrt(weights[:, None] * weights) * matrix
    return np.asarray(np.linalg.eigvalsh(matrix)[::-1] / operator.mass)


def complaints(found: SampledSpectrum, exact: Floats, count: int) -> list[str]:
    """What is wrong with the rows; the dense values are right to about n eps times the norm."""
    slack = exact.size * EPS * float(exact[0])
    wrong, following = [], 0
    for row in found.rows:
        low, high = map(float, bounds(row.value))
        own = exact[row.index : row.index + row.multiplicity]
        if row.index != following:
            wrong.append(f"row {row} does not follow index {following}")
        if not row.certified:
            wrong.append(f"{row}: {found.reason}")
        if not ((low - slack <= own) & (own <= high + slack)).all():
            wrong.append(f"{row} does not hold {own}")
        following += row.multiplicity
    return wrong if following >= count else [*wrong, f"only {following} of {count}"]


def check(
    angles: Floats, count: int, weights: Floats | None = None, **options: Any
) -> SampledSpectrum:
    """The rows against dense algebra."""
    operator = GramOperator(angles, options.pop("kernel", first_layer_bias), weights=weights)
    found = top_eigenpairs(operator, count, **options)
    wrong = complaints(found, dense_values(operator, angles, weights), count)
    assert not wrong, "\n".join(wrong)
    return found


@FEWER
@given(piecewise_constant_densities(max_pieces=4, max_ratio=1000), st.integers(1, 250), st.data())
def test_rows_hold_the_dense_eigenvalues(
    density: PiecewiseConstant, n: int, data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 1000))
    angles = sample(density, n, seed)
    if data.draw(st.booleans()):
        angles = np.round(angles, 1)  # repeated points
    weights = None
    if data.draw(st.booleans()):
        weights = np.random.default_rng(seed).choice([0.0, 0.5, 3.0], n)
        weights[0] = 1.0
    check(angles, data.draw(st.integers(1, min(n, 30))), weights)


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_of_the_family(name: str) -> None:
    check(sample(THIRDS, 300, 1), 20, kernel=KERNELS[name])


def rotated(order: int, each: int) -> Floats:
    """Points that a rotation of this order maps to themselves."""
    base = np.random.default_rng(order).uniform(-np.pi, np.pi, each)
    turns = 2 * np.pi * np.arange(order) / order
    return np.asarray((base[:, None] + turns).ravel())


def tight(width: float, each: int) -> Floats:
    """Two clusters far apart."""
    crumbs = width * np.random.default_rng(0).standard_normal((2, each))
    return np.asarray((np.array([[1.0], [-1.5]]) + crumbs).ravel())


PLANTED: dict[str, tuple[Callable[[], Floats], int]] = {
    "rotation of order 3: exactly double eigenvalues": (lambda: rotated(3, 80), 40),
    "rotation of order 7": (lambda: rotated(7, 40), 40),
    "order 50: nearly circulant": (lambda: rotated(50, 4), 40),
    "equispaced: circulant": (lambda: rotated(200, 1), 50),
    "quantile points of the uniform density": (lambda: quantile_points(uniform(), 333), 50),
    "density 4:1 on halves: near-degenerate": (lambda: quantile_points(HALVES, 600), 50),
    "two clusters 1e-2 wide": (lambda: tight(1e-2, 150), 12),
    "two clusters 1e-4 wide": (lambda: tight(1e-4, 150), 10),
    "two clusters 1e-6 wide: eigenvalues down to rounding": (lambda: tight(1e-6, 150), 10),
    "whole degrees": (lambda: np.deg2rad(np.round(np.rad2deg(sample(THIRDS, 600, 2)))), 50),
    "antipodes": (lambda: np.concatenate([rotated(1, 100), rotated(1, 100) + np.pi]), 40),
    "all but a few of all": (lambda: sample(THIRDS, 120, 0), 115),
    "all": (lambda: sample(THIRDS, 40, 0), 40),
}


@pytest.mark.parametrize("name", PLANTED)
def test_no_eigenvalue_of_a_planted_cluster_is_dropped(name: str) -> None:
    angles, count = PLANTED[name]
    check(angles(), count)


def test_copies_forced_by_a_rotation_share_a_row() -> None:
    """Characters of order 3 come in conjugate pairs: of three eigenvalues two are equal."""
    sizes = [row.multiplicity for row in check(rotated(3, 80), 30).rows]
    assert set(sizes) == {1, 2}, f"{sizes}"
    assert sizes.count(2) >= 9, f"{sizes}"


@pytest.mark.parametrize("count", [19, 20, 21, 35])
def test_a_last_row_holds_the_kernel_of_a_singular_matrix(count: int) -> None:
    angles = np.repeat(np.random.default_rng(3).uniform(-3, 3, 20), 30)
    found = check(angles, count)
    if count > 20:
        row = found.rows[-1]
        assert (row.index, row.multiplicity) == (20, 580), f"{row}"
        assert bounds(row.value)[1] < bounds(found.rows[-2].value)[0] / 1000, f"{found}"


def test_points_with_weights_are_repeated_points() -> None:
    random = np.random.default_rng(4)
    angles, copies = random.uniform(-np.pi, np.pi, 90), random.integers(0, 6, 90)
    weighted = check(angles, 25, copies.astype(float))
    repeated = check(np.repeat(angles, copies), 25)
    apart = np.abs(weighted.values - repeated.values).max()
    assert apart < 1e-13, f"eigenvalues differ by {apart}"


def test_weights_zero_on_an_arc_remove_its_points() -> None:
    angles = sample(THIRDS, 400, 7)
    inside = (angles > 0) & (angles < 1)
    weighted = check(angles, 25, np.where(inside, 0.0, 1.0))
    apart = np.abs(weighted.values - check(angles[~inside], 25).values).max()
    assert apart < 1e-13, f"eigenvalues differ by {apart}"
    assert np.abs(weighted.vectors()[inside]).max() == 0


def test_against_forty_digits() -> None:
    """Exact angles, mpmath: the radius 1e-12 is tested, not only the shape."""
    angles = rotated(3, 12)
    with mp.workdps(40):
        x = [mp.mpf(float(v)) for v in angles]

        def entry(i: int, j: int) -> Any:
            theta = mp.acos(mp.cos(x[i] - x[j]))
            return (1 + mp.cos(theta)) * (mp.pi - theta) / (4 * mp.pi)

        size = range(len(x))
        exact = mp.eigsy(mp.matrix([[entry(i, j) for j in size] for i in size]), eigvals_only=True)
        values = sorted((v / len(x) for v in exact), reverse=True)
        found = top_eigenpairs(GramOperator(angles), 20)
        for row in found.rows:
            low, high = (mp.mpf(b.numerator) / b.denominator for b in bounds(row.value))
            assert high - low < 2e-12, f"{row}"
            for value in values[row.index : row.index + row.multiplicity]:
                assert low <= value <= high, f"{mp.nstr(value, 25)} is not in {row}"


def test_galerkin_sections_are_lower_bounds() -> None:
    """What they lack is nearly the diagonal of the rest: its trace 1/(pi^2 M), over n."""
    n, frequencies = 3000, 300
    operator = GramOperator(sample(THIRDS, n, 1))
    found = top_eigenpairs(operator, 30)
    section = measure_matrix(operator.kernel, fourier_coefficients(operator, 2 * frequencies + 1))
    lacking = found.values - np.linalg.eigvalsh(section)[::-1][:30]
    expected = 1 / (np.pi**2 * frequencies * n)
    assert (0.5 * expected < lacking).all(), f"{lacking}, about {expected} expected"
    assert (lacking < 2 * expected).all(), f"{lacking}, about {expected} expected"


@pytest.mark.parametrize("weighted", [False, True])
def test_vectors_are_eigenvectors_in_the_order_given(weighted: bool) -> None:
    angles = sample(HALVES, 700, 3)
    weights = np.random.default_rng(1).uniform(0, 2, 700) if weighted else None
    operator = GramOperator(angles, weights=weights, threads=2)
    found = top_eigenpairs(operator, 30, tolerance=1e-14)
    vectors = found.vectors()
    departure = np.abs(vectors.T @ vectors - np.eye(30)).max()
    assert departure < 1e-12, f"departure from orthonormality {departure}"
    residual = np.abs(operator @ vectors / operator.mass - vectors * found.values).max()
    assert residual < 1e-13, f"residual {residual}"
    assert (found.residuals < 1e-13).all(), f"{found.residuals}"


def test_functions_extend_the_vectors() -> None:
    angles = sample(HALVES, 500, 3)
    weights = np.random.default_rng(1).uniform(0.5, 2, 500)
    operator = GramOperator(angles, weights=weights)
    found = top_eigenpairs(operator, 12, tolerance=1e-14)
    for index in (0, 5, 11):
        values = found.function(index, angles)
        expected = found.vectors()[:, index] * np.sqrt(operator.mass / weights)
        off = np.abs(values - expected).max()
        assert off < 1e-9, f"function {index} misses the samples by {off}"
        mean = (weights * values**2).sum() / operator.mass
        assert abs(mean - 1) < 1e-9, f"mean square {mean}"
    beyond = found.function(3, np.array([0.5, 0.5 + 2 * np.pi]))
    assert abs(beyond[0] - beyond[1]) < 1e-12, f"{beyond}"


def test_a_function_of_the_kernel_is_refused() -> None:
    found = top_eigenpairs(GramOperator([0.5, 0.5]), 2)
    with pytest.raises(
        InputError, match="eigenvalue 1 is not known to be positive: it has no function"
    ):
        found.function(1, [0.0])


def test_the_start_is_near() -> None:
    """All but what lies beyond the section: residuals far below the eigenvalues."""
    operator = GramOperator(sample(THIRDS, 20_000, 0), weights=np.full(20_000, 0.5), threads=2)
    found = Block(operator, galerkin_block(operator, 41)).projection()
    assert found.departure < 1e-2, f"{found.departure}"
    relative = (found.residuals / found.values).max()
    assert relative < 1e-3, f"relative residuals up to {relative}"
    direct = np.exp(-1j * np.outer(np.arange(9), sample(THIRDS, 20_000, 0))).mean(axis=1)
    off = np.abs(fourier_coefficients(operator, 9) - direct).max()
    assert off < 1e-8, f"Fourier coefficients are off by {off}"


def test_the_same_seed_gives_the_same() -> None:
    first, second = (top_eigenpairs(GramOperator(rotated(3, 50)), 10, seed=3) for _ in range(2))
    assert first.rows == second.rows
    assert (first.vectors() == second.vectors()).all()


def test_watch_is_told_values_that_grow_to_the_result() -> None:
    seen: list[Floats] = []
    found = check(
        sample(THIRDS, 300, 0),
        10,
        tolerance=1e-14,
        watch=lambda stage, values=None: None if values is None else seen.append(values.copy()),
    )
    assert len(seen) > 1
    assert np.abs(seen[-1] - found.values).max() == 0


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"count": 0}, "count 0 is not an integer between 1 and 3"),
        ({"count": 4}, "count 4 is not an integer between 1 and 3"),
        ({"count": 2.0}, r"count 2\.0 is not an integer between 1 and 3"),
        ({"count": 2, "tolerance": 0.0}, r"tolerance 0\.0 is not a positive float"),
        ({"count": 2, "tolerance": float("nan")}, "tolerance nan is not a positive float"),
        ({"count": 2, "seed": -1}, "seed -1 is not an integer between 0 and"),
    ],
)
def test_arguments_are_checked(arguments: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        top_eigenpairs(GramOperator([0.0, 1.0, 2.0]), **arguments)


def test_no_weight_at_all_is_refused() -> None:
    operator = GramOperator([0.0, 1.0], weights=[0.0, 0.0])
    with pytest.raises(InputError, match="weights are all 0"):
        top_eigenpairs(operator, 1)


def test_memory_grows_with_points_and_vectors() -> None:
    small = memory(1000, 10, first_layer_bias)
    assert small < memory(2000, 10, first_layer_bias) < 2 * small
    assert memory(1000, 200, first_layer_bias) > small + 8 * 1000 * 190


@pytest.mark.slow
@pytest.mark.parametrize(
    "density", [THIRDS, HALVES, uniform()], ids=["thirds", "halves", "uniform"]
)
@pytest.mark.parametrize(
    "draw", [lambda p, n: sample(p, n, 1), quantile_points], ids=["iid", "quantile"]
)
def test_a_million_points(density: PiecewiseConstant, draw: Any) -> None:
    operator = GramOperator(draw(density, 1_000_000), threads=2)
    found = top_eigenpairs(operator, 50)
    assert found.certified, found.reason
    assert sum(row.multiplicity for row in found.rows) >= 50
    widest = max(float(high - low) for low, high in (bounds(row.value) for row in found.rows))
    assert widest < 1e-10, f"an enclosure is {widest} wide"
    assert float(found.values.sum()) < float(operator.kernel.at_zero)
