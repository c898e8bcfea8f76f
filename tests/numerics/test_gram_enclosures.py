"""Enclosures from a block: the theorem on matrices, its ingredients against balls."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.balls import precision
from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.enclosures import BlockBounds, ball, block_bounds, enclosures, unindexed
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.ritz import Block
from freqbias.numerics.gram.vectors import combined, distances, inner_error, inner_products

_SIZE = 24
_FLOAT = 1e-13  # of what eigvalsh does here, norms are at most 2


def symmetric(seed: int, close: float) -> tuple[Floats, Floats]:
    """A matrix with decreasing eigenvalues, many of them only ``close`` apart, and eigenvectors."""
    random = np.random.default_rng(seed)
    values = np.repeat(np.sort(random.uniform(0, 1, _SIZE // 3))[::-1], 3)
    values = np.sort(values + close * random.uniform(0, 1, _SIZE))[::-1]
    vectors = np.linalg.qr(random.standard_normal((_SIZE, _SIZE)))[0]
    return (vectors * values) @ vectors.T, vectors


def subspace(matrix: Floats, vectors: Floats, k: int, noise: float, seed: int) -> BlockBounds:
    """theta' and rho of a disturbed eigenspace, as accurate as floats are."""
    random = np.random.default_rng(seed + 1)
    disturbed = vectors[:, :k] + noise * random.standard_normal((_SIZE, k))
    basis = np.linalg.qr(disturbed)[0]
    section = basis.T @ matrix @ basis
    theta = np.linalg.eigvalsh(section)[::-1]
    rho = float(np.linalg.norm(matrix @ basis - basis @ section, 2))
    return BlockBounds(0.0, 0.0, rho + _FLOAT, theta - _FLOAT, theta + _FLOAT)


cases = st.tuples(
    st.integers(0, 10**6),
    st.sampled_from([0.0, 1e-9, 1e-3]),
    st.integers(1, _SIZE - 1),
    st.sampled_from([1e-10, 1e-6, 1e-4, 1e-3]),
    st.floats(0.01, 0.99),
)


def in_gap(case: tuple[int, float, int, float, float]) -> tuple[Floats, Floats, int, float] | None:
    """Matrix, vectors, k and a tau that exactly k eigenvalues exceed; None without such a gap."""
    seed, close, k, _, part = case
    matrix, vectors = symmetric(seed, close)
    exact = np.linalg.eigvalsh(matrix)[::-1]
    if exact[k - 1] - exact[k] < 1e-6:
        return None
    return matrix, vectors, k, float(exact[k] + part * (exact[k - 1] - exact[k]))


@given(cases)
def test_every_eigenvalue_lies_in_the_enclosure_of_its_index(
    case: tuple[int, float, int, float, float],
) -> None:
    found = in_gap(case)
    if found is None:
        return
    matrix, vectors, k, above = found
    block = subspace(matrix, vectors, k, case[3], case[0])
    try:
        lower, upper = enclosures(block, above)
    except ArithmeticError:
        assert not block.lower[-1] - above > 2.01 * block.rho, f"{block} refused above {above}"
        return
    exact = np.linalg.eigvalsh(matrix)[::-1][:k]
    inside = (lower - _FLOAT <= exact) & (exact <= upper + _FLOAT)
    assert inside.all(), f"{exact[~inside]} not in {lower[~inside]}, {upper[~inside]}; {block}"


@given(cases)
def test_without_a_count_as_many_eigenvalues_lie_in_the_wider_intervals(
    case: tuple[int, float, int, float, float],
) -> None:
    """Kahan: paired with eigenvalues one by one; here a matching in order always exists."""
    seed, close, k, noise, _ = case
    matrix, vectors = symmetric(seed, close)
    lower, upper = unindexed(subspace(matrix, vectors, k, noise, seed))
    remaining = list(np.linalg.eigvalsh(matrix)[::-1])
    for low, high in zip(lower, upper, strict=True):
        within = [value for value in remaining if low - _FLOAT <= value <= high + _FLOAT]
        assert within, f"no eigenvalue left in {low}, {high}"
        remaining.remove(within[0])


def test_the_quadratic_bound_is_attained_up_to_a_factor() -> None:
    """Two dimensions: lambda - theta' = rho^2/gap to leading order, so half of it would be wrong."""
    angle, low, high = 1e-4, 0.2, 1.0
    vector = np.array([np.cos(angle), np.sin(angle)])
    theta = high * vector[0] ** 2 + low * vector[1] ** 2
    rho = (high - low) * np.cos(angle) * np.sin(angle)
    block = BlockBounds(0.0, 0.0, rho, np.array([theta]), np.array([theta]))
    upper = enclosures(block, low)[1][0]
    assert high <= upper, f"{high} above {upper}"
    assert high > theta + (upper - theta) / 2, f"{upper - theta} is more than twice {high - theta}"


def test_a_wrong_count_would_be_noticed() -> None:
    """With an eigenvalue more above tau than is said, the enclosure fails: the count is needed."""
    matrix = np.diag([1.0, 0.9, 0.1])
    theta = np.array([0.9])
    block = BlockBounds(0.0, 0.0, 1e-12, theta, theta)
    upper = enclosures(block, 0.5)[1][0]
    assert upper < np.linalg.eigvalsh(matrix)[-1], f"{upper} should have been wrong"


def test_residuals_too_large_for_the_gap_are_refused() -> None:
    theta = np.array([0.5])
    with pytest.raises(ArithmeticError, match=r"residuals of 2\.0e-01 are too large for a gap of"):
        enclosures(BlockBounds(0.0, 0.0, 0.2, theta, theta), 0.4)


@given(st.floats(-1, 1), st.floats(0, 1e-3))
def test_balls_hold_their_intervals(low: float, width: float) -> None:
    least, most = bounds(ball(low, low + width))
    assert least <= low <= low + width <= most, f"{ball(low, low + width)}: {low}, {low + width}"


def exact_matrix(operator: GramOperator) -> arb_mat:
    """``H_ij`` of the default kernel in balls, sorted order, from the folded points."""
    points = operator.points
    angles = [
        arb(float(y)) if side > 0 else arb(float(y)) - arb.pi()
        for y, side in zip(points.y, points.sides, strict=True)
    ]
    roots = np.ones(len(angles)) if operator.roots is None else operator.roots

    def entry(i: int, j: int) -> arb:
        apart = abs(angles[i] - angles[j])
        theta = apart if apart < arb.pi() else 2 * arb.pi() - apart
        value = (1 + theta.cos()) * (arb.pi() - theta) / (4 * arb.pi())
        return value * arb(float(roots[i])) * arb(float(roots[j]))

    return arb_mat([[entry(i, j) for j in range(len(angles))] for i in range(len(angles))])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("noise", [0.0, 1e-9, 1e-5])
def test_epsilon_delta_and_rho_bound_the_exact_quantities(weighted: bool, noise: float) -> None:
    random = np.random.default_rng(5)
    n, k = 60, 7
    weights = random.uniform(0, 3, n) if weighted else None
    operator = GramOperator(random.uniform(-np.pi, np.pi, n), weights=weights)
    vectors = np.linalg.eigh(operator.sorted_product(np.eye(n)))[1]
    rows = vectors.T[::-1][:k] + noise * random.standard_normal((k, n))
    found = Block(operator, rows).projection()
    bound = block_bounds(operator, found, k)
    with precision(200):
        block, mass = arb_mat(rows.tolist()), arb(operator.mass)
        theta = diagonal(found.values)
        products = block * exact_matrix(operator) * (1 / mass)
        epsilon = frobenius(block * block.transpose() - diagonal(np.ones(k)))
        delta = frobenius(products * block.transpose() - theta)
        rho = frobenius(products - theta * block)
    assert epsilon <= bound.epsilon, f"epsilon {epsilon} against {bound.epsilon}"
    assert delta <= bound.delta, f"delta {delta} against {bound.delta}"
    assert rho <= bound.rho, f"rho {rho} against {bound.rho}"
    assert bound.rho <= 1.001 * rho + 1e-12, f"rho {rho} is far below {bound.rho}"


def diagonal(values: Floats) -> arb_mat:
    """A diagonal matrix in balls."""
    return arb_mat(np.diag(values).tolist())


def frobenius(matrix: arb_mat) -> float:
    """The Frobenius norm, rounded up."""
    total = sum((entry**2 for entry in matrix.entries()), arb(0))
    return float(total.sqrt().upper())


@pytest.mark.parametrize("n", [1, 127, 128, 129, 5000, 20_000])
@pytest.mark.parametrize("threads", [1, 3])
def test_inner_products_are_within_their_bound(n: int, threads: int) -> None:
    """Also where everything cancels, and where a plain sum of ones and crumbs loses the crumbs."""
    random = np.random.default_rng(n)
    left = np.stack([random.standard_normal(n), np.ones(n), np.full(n, 2.0**-30)])
    right = np.stack([np.resize([1.0, -1.0], n), 10.0 ** random.uniform(-12, 0, n)])
    found = inner_products(left, right, threads)
    with precision(400):
        exact = arb_mat(left.tolist()) * arb_mat(right.tolist()).transpose()
    for i in range(3):
        for j in range(2):
            off = abs(float(exact[i, j] - arb(float(found[i, j]))))
            allowed = inner_error(n) * np.linalg.norm(left[i]) * np.linalg.norm(right[j])
            assert off <= allowed, f"n = {n}, {i}, {j}: off by {off}, allowed {allowed}"


def test_crumbs_lost_between_many_threads_are_in_the_bound() -> None:
    """The sum of the first thread is 1, each other is lost beside it."""
    n, threads = 8192, 1024
    row = np.zeros((1, n))
    row[0, :: n // threads] = np.sqrt(0.99 * 2.0**-53)
    row[0, 0] = 1
    lost = (threads - 1) * 0.99 * 2.0**-53
    off = abs(float(inner_products(row, row, threads)[0, 0]) - 1 - lost)
    assert inner_error(n) < lost - 1e-15 < off + 1e-15, f"off by {off}: nothing is tested"
    assert off <= inner_error(n, threads), f"off by {off}"


@pytest.mark.parametrize("threads", [1, 2])
def test_rows_are_combined_in_place_and_distances_are_norms(threads: int) -> None:
    random = np.random.default_rng(0)
    rows, matrix = random.standard_normal((5, 9001)), random.standard_normal((3, 5))
    expected = matrix @ rows
    kept = combined(rows, matrix, threads)
    assert np.shares_memory(kept, rows)
    assert np.abs(kept - expected).max() < 1e-13, f"{np.abs(kept - expected).max()}"
    factors = np.array([0.5, 0.0, -2.0])
    apart = distances(kept, expected, factors, threads)
    norms = np.abs(1 - factors) * np.linalg.norm(expected, axis=1)
    assert np.abs(apart / norms - 1).max() < 1e-12, f"{apart} against {norms}"
