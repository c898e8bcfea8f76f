"""The product on S^2 by harmonics against the matrix as it is: its bound, and its linear algebra."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.linalg import eigsh

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.operator import SphereGramOperator
from freqbias.numerics.spheres.points import angles_between, unit_vectors
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, both_layers_bias, deep, first_layer_bias

pytest.importorskip("ducc0")
KERNELS = (first_layer_bias, both_layers_bias, deep(3))
every_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
POLES = ([0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0])


def _sampled(seed: int, n: int) -> Floats:
    """Points with the poles, both ends of the seam and two that nearly coincide among them."""
    points = np.random.default_rng(seed).standard_normal((n, 3))
    points = np.concatenate([points, POLES, points[:1] + 1e-9])
    return np.asarray(points / np.linalg.norm(points, axis=1)[:, None])


@every_kernel
@given(seed=st.integers(0, 2**32), n=st.integers(1, 30), degrees=st.integers(4, 60))
def test_the_stated_bound_holds(kernel: Kernel, seed: int, n: int, degrees: int) -> None:
    points = _sampled(seed, n)
    random = np.random.default_rng(seed)
    weights, v = random.random(len(points)), random.standard_normal(len(points))
    H = SphereGramOperator(points, kernel, weights, degrees)
    off = np.abs(H @ v - H.rows(np.arange(len(points))) @ v)
    bound = np.sqrt(weights) * (np.sqrt(weights) @ np.abs(v)) * (H.remainder + 1e-8)
    worst = int(np.argmax(off - bound))
    assert (off <= bound).all(), f"entry {worst} is off by {off[worst]}, stated {bound[worst]}"


def test_many_points_with_the_degrees_by_default() -> None:
    points = _sampled(0, 4000)
    H, random = SphereGramOperator(points), np.random.default_rng(1)
    for v in (np.ones(len(points)), random.standard_normal(len(points)), points[:, 2]):
        assert H.measured_error(v, 50) < 1e-6


def test_symmetric_linear_complex_and_columns() -> None:
    points = _sampled(2, 50)
    H, random = SphereGramOperator(points, degrees=40), np.random.default_rng(3)
    u, v = random.standard_normal((2, len(points)))
    assert u @ (H @ v) == pytest.approx(v @ (H.T @ u), rel=1e-7)
    np.testing.assert_allclose(H @ (u + 2j * v), H @ u + 2j * (H @ v), atol=1e-8)
    np.testing.assert_allclose((H @ np.stack([u, v], axis=1))[:, 1], H @ v, atol=1e-8)


def test_eigenvalues_of_uniform_samples_near_those_of_the_operator() -> None:
    points = _sampled(4, 20_000)
    H = SphereGramOperator(points, degrees=60)
    found = np.sort(eigsh(H, 4, return_eigenvectors=False, tol=1e-8))[::-1] / len(points)
    exact = np.array([5 / 32, 7 / 96, 7 / 96, 7 / 96])  # mu_0 once, mu_1 three times
    np.testing.assert_allclose(found, exact, rtol=0.05)


@given(small=st.floats(1e-12, 1e-2))
def test_angles_keep_their_digits_near_both_ends(small: float) -> None:
    x = np.array([[0.0, 0.0, 1.0]])
    near = np.array([[np.sin(small), 0.0, np.cos(small)]])
    assert angles_between(x, near)[0, 0] == pytest.approx(small, rel=1e-13)
    assert np.pi - angles_between(x, -near)[0, 0] == pytest.approx(small, abs=1e-15, rel=1e-13)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([[0.0, 0.0, 2.0]], "point 0 has length 2, not 1"),
        ([[0.0, 0.0, np.nan]], "point 0 has length nan, not 1"),
        ([[1.0, 0.0]], r"points of shape \(1, 2\) are not \(n, 3\)"),
        ([0.0], r"points of shape \(1,\) are not"),
        (np.zeros((0, 3)), r"points of shape \(0, 3\) are not"),
    ],
)
def test_points_off_the_sphere_are_refused(points: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        SphereGramOperator(points)  # type: ignore[arg-type]


def test_unit_vectors_are_divided_by_their_rounded_lengths() -> None:
    given = np.array([[0.0, 1 + 1e-13, 0.0]])
    assert unit_vectors(given).tolist() == [[0.0, 1.0, 0.0]]


def test_bad_degrees_and_weights() -> None:
    north = [[0.0, 0.0, 1.0]]
    with pytest.raises(InputError, match="degrees 0 is not an integer between 1 and 10000"):
        SphereGramOperator(north, degrees=0)
    with pytest.raises(InputError, match=r"weights of shape \(2,\) do not fit 1 points"):
        SphereGramOperator(north, weights=[1.0, 1.0])
