"""The O(n) product against 128-bit dense algebra: its stated bounds, and that it is linear algebra."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod

import numpy as np
import pytest
import sympy as sp
from flint import arb, arb_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.linalg import aslinearoperator

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.numerics.gram.operator import GramOperator
from freqbias.numerics.gram.scan import BLOCK
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError, NotExponentialPolynomial
from freqbias.theory.kernels import Kernel, both_layers_bias, deep, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 2)
SIZES = (1, 2, 3, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1)

INVENTED = {
    "power and odd wave": THETA**2 / 10 + sp.sin(3 * THETA),
    "half frequency": THETA * sp.cos(THETA / 2) - THETA**3,
    "smooth only": sp.cos(2 * THETA),
    "fast": sp.sin(100 * THETA),
}
FAMILY = (first_layer_bias, both_layers_bias)
EVERY = [*FAMILY, *(Kernel(name, "", "", k) for name, k in INVENTED.items())]
every_kernel = pytest.mark.parametrize("kernel", EVERY, ids=lambda kernel: kernel.name)

borders = [s * b for b in (0.0, 5e-324, 1e-17, np.pi / 2, np.pi) for s in (1, -1)]
angles = st.one_of(
    st.floats(-np.pi, np.pi),
    st.sampled_from(borders + [float(np.nextafter(b, 0.5)) for b in borders]),
    st.builds(lambda c, k: c + 1e-12 * k, st.sampled_from([1.0, 1 - np.pi]), st.integers(-3, 3)),
)
vectors: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "normal": lambda random, n: random.standard_normal(n),
    "alternating": lambda random, n: np.cos(np.pi * np.arange(n)),
    "one point": lambda random, n: np.eye(n)[random.integers(n)],
    "huge range": lambda random, n: random.standard_normal(n) * 10.0 ** random.uniform(-99, 99, n),
    "cancelling": lambda random, n: random.permutation(np.linspace(-1e8, 1e8, n)),
    "zero": lambda random, n: np.zeros(n),
}


@st.composite
def samples(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Angles of few places, repeated where the size asks for more; weights; a few vectors."""
    places = draw(st.lists(angles, min_size=1, max_size=16))
    size = draw(st.sampled_from(SIZES))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = random.permutation(np.resize(places, size))
    weights = random.choice([0.0, 1e-9, 0.3, 1.0, 7.0], size)
    chosen = draw(st.lists(st.sampled_from(sorted(vectors)), min_size=1, max_size=3))
    return x, weights, np.array([vectors[name](random, size) for name in chosen])


def exact_product(kernel: Kernel, places: list[tuple[float, int]], rows: Floats) -> list[list[arb]]:
    """H times each row at points ``x + turns pi``, from distances: nothing is folded or split."""
    terms = [  # real, so those of -w are conjugate to those of w
        (n, complex_ball(w).real, complex_ball(c if w == 0 else 2 * c))
        for (n, w), c in kernel.profile.terms.items()
        if w >= 0
    ]

    def value(apart: arb) -> arb:
        distance = abs(apart).min(abs(2 * arb.pi() - abs(apart)))
        total = arb(0)
        for n, w, c in terms:
            sin, cos = (w * distance).sin_cos()
            total += prod([distance] * n, start=c.real * cos - c.imag * sin)
        return total

    where = {place: k for k, place in enumerate(dict.fromkeys(places))}
    x = [arb(angle) + turns * arb.pi() for angle, turns in where]
    together = [[arb(0)] * len(x) for _ in rows]
    for row, sums in zip(rows.tolist(), together, strict=True):
        for place, v in zip(places, row, strict=True):
            sums[where[place]] += arb(v)
    lower = [[value(x[i] - x[j]) for j in range(i + 1)] for i in range(len(x))]
    matrix = [[lower[max(i, j)][min(i, j)] for j in range(len(x))] for i in range(len(x))]
    product = (arb_mat(together) * arb_mat(matrix)).tolist()
    return [[row[where[place]] for place in places] for row in product]


def errors(found: Floats, exact: list[list[arb]]) -> Floats:
    """``|found - exact|``, for certain at most."""
    pairs = zip(found.ravel().tolist(), (value for row in exact for value in row), strict=True)
    return np.array([float((f - value).abs_upper()) for f, value in pairs]).reshape(found.shape)


def assert_entries(kernel: Kernel, x: Floats, rows: Floats) -> None:
    """Where the points are after folding, each entry is within ``scan.error |v|_1``."""
    H = GramOperator(x, kernel)
    y, sides = H.points.y.tolist(), H.points.sides.tolist()
    places = [(place, 0 if side > 0 else -1) for place, side in zip(y, sides, strict=True)]
    with precision(128):
        off = errors(H.sorted_product(rows), exact_product(kernel, places, rows))
    allowed = H.scan.error * np.abs(rows).sum(axis=1)
    for row, (worst, bound) in enumerate(zip(off.max(axis=1), allowed, strict=True)):
        assert worst <= bound, f"{kernel}, n = {len(x)}, vector {row}: off by {worst} > {bound}"


def assert_products(kernel: Kernel, x: Floats, weights: Floats | None, rows: Floats) -> None:
    """For the angles as given, in the order given, the product is within ``error mass |v|_2``."""
    H = GramOperator(x, kernel, weights)
    roots = np.ones(len(x)) if weights is None else np.sqrt(weights)
    with precision(128):
        exact = exact_product(kernel, [(angle, 0) for angle in x.tolist()], rows * roots)
        exact = [[arb(r) * v for r, v in zip(roots.tolist(), row, strict=True)] for row in exact]
        off = np.linalg.norm(errors((H @ rows.T).T, exact), axis=1)
    allowed = H.error * H.mass * np.linalg.norm(rows, axis=1)
    for row, (distance, bound) in enumerate(zip(off, allowed, strict=True)):
        assert distance <= bound, (
            f"{kernel}, n = {len(x)}, vector {row}: off by {distance} > {bound}"
        )


@every_kernel
@settings(max_examples=10)
@given(samples())
def test_bounds_hold_against_dense_algebra_at_128_bits(
    kernel: Kernel, sample: tuple[Floats, Floats, Floats]
) -> None:
    x, weights, rows = sample
    assert_entries(kernel, x, rows)
    assert_products(kernel, x, None, rows)
    assert_products(kernel, x, weights, rows)


@pytest.mark.parametrize("spread", [np.pi, 1e-3, 1e-12], ids="spread {:.0e}".format)
def test_bounds_hold_at_500_points(spread: float) -> None:
    random = np.random.default_rng(3)
    x = spread * random.uniform(-1, 1, 300)
    x = np.concatenate([x, x[:150], x[:50] - np.pi * np.sign(x[:50])])  # repeated, antipodal
    rows = np.array([make(random, 500) for make in vectors.values()])
    assert_entries(first_layer_bias, x, rows)
    assert_products(first_layer_bias, x, random.uniform(0, 1, 500), rows)


@every_kernel
def test_beside_the_dense_matrix_in_float64(kernel: Kernel) -> None:
    """Another route, at a size that 128 bits do not reach."""
    random = np.random.default_rng(1)
    x, v = random.uniform(-10, 10, 1500), random.standard_normal(1500)
    H = GramOperator(x, kernel)
    off = np.abs(H @ v - gram_matrix(kernel, x) @ v).max()
    allowed = (H.error + 1e-13) * np.linalg.norm(v, 1)  # 1e-13: entries of the dense one
    assert off <= allowed, f"{kernel}: products differ by {off} > {allowed}"


numbers = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=3 * BLOCK).map(np.array)


@given(numbers, st.integers(0, 2**32), st.floats(-1e3, 1e3))
def test_linear_and_symmetric(v: Floats, seed: int, factor: float) -> None:
    random = np.random.default_rng(seed)
    n = len(v)
    H = GramOperator(random.uniform(-4, 4, n), weights=random.uniform(0, 2, n))
    w = random.standard_normal(n)
    size = H.error * H.mass
    length = np.abs(v).max() * np.sqrt(n)  # at least |v|, and squares do not underflow
    slack = size * length * np.linalg.norm(w)
    left, right = w @ (H @ v), (H @ w) @ v
    assert abs(left - right) <= 4 * slack, f"n = {n}: w.Hv = {left}, Hw.v = {right}"
    off = np.linalg.norm(H @ (factor * v + w) - (factor * (H @ v) + H @ w))
    allowed = 4 * size * (abs(factor) * length + np.linalg.norm(w))
    assert off <= allowed, f"n = {n}: additive and homogeneous but for {off} > {allowed}"


@FEWER
@given(samples(), st.integers(1, 4))
def test_columns_transposes_and_threads_are_the_same_product(
    sample: tuple[Floats, Floats, Floats], threads: int
) -> None:
    x, weights, rows = sample
    H = GramOperator(x, weights=weights, threads=threads)
    together = H @ rows.T
    for column, row in zip(together.T, rows, strict=True):
        assert (column == H @ row).all(), f"n = {len(x)}: matmat and matvec differ"
        assert (H.matvec(row[:, None])[:, 0] == column).all()
        assert (H.T @ row == column).all()
        assert (H.H @ row == column).all()
    assert (H.points.order.size, 1) == H.matvec(rows[0][:, None]).shape


def test_composes_with_other_operators() -> None:
    random = np.random.default_rng(5)
    x, v = random.uniform(-3, 3, 90), random.standard_normal(90)
    H = GramOperator(x)
    shifted = H + 2 * aslinearoperator(np.eye(90))
    expected = gram_matrix(first_layer_bias, x)
    assert np.allclose(shifted @ v, expected @ v + 2 * v, rtol=1e-12, atol=1e-12)
    assert np.allclose((H @ H) @ v, expected @ (expected @ v), rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize("kind", ["int64", "bool", "float32", "complex128", "object"])
def test_vectors_of_any_numbers(kind: str) -> None:
    x = np.random.default_rng(6).uniform(-3, 3, 40)
    v = (np.arange(40) % 5 - (1 + 2j if kind == "complex128" else 1)).astype(kind)
    found = GramOperator(x) @ v
    expected = gram_matrix(first_layer_bias, x) @ v
    off = np.abs(found - expected).max()
    assert off <= GramOperator(x).error * np.abs(v).sum() + 1e-13, f"{kind}: off by {off}"


def test_nan_is_not_hidden() -> None:
    H = GramOperator(np.linspace(-3, 3, 200))
    v = np.ones(200)
    v[17] = np.nan
    assert np.isnan(H @ v).all(), "one NaN reaches every entry, as in the dense product"


@pytest.mark.parametrize("shape", [(3,), (5,), (1, 4), (3, 4), (5, 2)], ids=str)
def test_vectors_of_another_size_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="dimension mismatch"):
        GramOperator(np.zeros(4)) @ np.ones(shape)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], "weights of shape .* do not fit 2 points"),
        ([1.0, -1.0], "not all finite and >= 0"),
        ([1.0, np.nan], "not all finite and >= 0"),
        ([np.inf, 1.0], "not all finite and >= 0"),
    ],
)
def test_weights_that_are_none_are_refused(weights: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        GramOperator([0.0, 1.0], weights=weights)


def test_a_kernel_without_a_closed_form_is_refused() -> None:
    with pytest.raises(NotExponentialPolynomial):
        GramOperator([0.0, 1.0], deep(2))


def test_trace_and_mass() -> None:
    H = GramOperator([0.0, 1.0, 2.0], weights=[0.25, 0.0, 2.0])
    assert abs(H.mass - 2.25) < 1e-15
    assert abs(H.trace - np.trace(H @ np.eye(3))) < 1e-15


def test_the_mass_of_many_equal_weights_is_not_off_by_n_roundings() -> None:
    """Else the enclosure of an eigenvalue of H/mass, here k(0), would not hold it."""
    n = 1_000_000
    H = GramOperator(np.zeros(n), weights=np.full(n, 0.7))
    off = abs(float(Fraction(H.mass) / (Fraction(0.7) * n) - 1))
    assert off < 1e-14 < H.error, f"mass is off by {off}"
