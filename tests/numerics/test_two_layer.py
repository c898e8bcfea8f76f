"""The fast step against the plain one: arcs, sums, gradients, many steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import CirclePoints, Indices, arcs_of, settle
from freqbias.numerics.networks.steps import Iterate
from freqbias.numerics.networks.sums import gather, scatter
from freqbias.numerics.networks.tangent import largest_step_size
from freqbias.numerics.networks.two_layer import Network
from freqbias.theory.descent import Descent, Loss, Parameterisation
from freqbias.theory.errors import InputError

U = 2.0**-53
TRAINED = ("W", "Wb", "Wa", "Wba")
seeds = st.integers(0, 2**32 - 1)


@st.composite
def point_sets(draw: st.DrawFn) -> Floats:
    """Unsorted angles of any turn, some repeated, antipodal or clustered."""
    points = draw(st.lists(st.floats(-10, 10), min_size=1, max_size=12))
    for shift in draw(st.lists(st.sampled_from([0.0, np.pi, 1e-9, 2 * np.pi]), max_size=12)):
        points.append(points[draw(st.integers(0, len(points) - 1))] + shift)
    return np.array(draw(st.permutations(points)))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Small ones, with units that are active nowhere and everywhere among those of large bias."""
    return Network.drawn(
        draw(st.integers(1, 30)),
        draw(seeds),
        trained=draw(st.sampled_from(TRAINED)),
        weight_scale=draw(st.sampled_from([0.2, 1.0, 3.0])),
        bias_scale=draw(st.sampled_from([0.0, 0.5, 5.0])),
        amplitudes=draw(st.sampled_from(["signs", "normal"])),
        parameterisation=draw(st.sampled_from(Parameterisation)),
    )


def activations(units: Floats, points: Floats) -> Floats:
    """w . x + b, shape (m, n), by the definition."""
    x = np.array([np.cos(points), np.sin(points), np.ones(points.size)])
    return np.asarray(units[:, :3] @ x)


def plain_gradient(network: Network, points: Floats, targets: Floats, twice_c: float) -> Floats:
    """Of c sum (f - y)^2 in the trained parameters, rows (w_1, w_2, b, a), by dense matrices."""
    units, scale = network.units, network.scale
    x = np.column_stack([np.cos(points), np.sin(points), np.ones(points.size)])
    before = activations(units, points)
    rho = scale * units[:, 3] @ np.maximum(before, 0) - targets
    inner = ((before > 0) * rho) @ x * units[:, 3:]
    outer = np.maximum(before, 0) @ rho
    gradient = twice_c * scale * np.column_stack([inner, outer])
    letters = np.array([letter in network.trained for letter in "WWba"])
    return np.asarray(gradient * letters)


def members(arcs: Indices, circle: CirclePoints) -> Any:
    """Whether point i, as given, is in the range of unit r; shape (m, n)."""
    ranks = np.arange(len(circle))
    first, end = arcs[:, :1], arcs[:, 1:]
    inside = ((ranks >= first) & (ranks < end)) | (ranks + len(circle) < end)
    result = np.empty_like(inside)
    result[:, circle.order] = inside
    return result


def exact_step_size(value: float) -> Any:
    return sp.Rational(Fraction(value))


@given(networks(), point_sets(), st.sampled_from([-1.0, 1.0, None]), seeds)
def test_arcs_are_the_signs(
    network: Network, points: Floats, tangent: float | None, seed: int
) -> None:
    """Also for b = +-|w|, for w = 0, and from any old range."""
    units = network.units.copy()
    units[0, :2] = 0
    if tangent is not None:
        units[:, 2] = tangent * np.hypot(units[:, 0], units[:, 1])
    circle = CirclePoints(points)
    n = len(circle)
    before = activations(units, points)
    clear = np.abs(before) > 8 * U * np.abs(units[:, :3]).sum(axis=1)[:, None]
    random = np.random.default_rng(seed)
    old = random.integers(0, n, len(units))
    walked = [
        settle(tuple(unit[:3]), k, k + random.integers(0, n + 1), circle.inputs, circle.angles)
        for unit, k in zip(units, old, strict=True)
    ]
    for arcs in (arcs_of(units, circle), np.array(walked)):
        wrong = (members(arcs, circle) != (before > 0)) & clear
        assert not wrong.any(), f"unit, point {np.argwhere(wrong)[0]}: arcs {arcs}, w.x+b {before}"


@given(networks(), point_sets(), seeds)
def test_sums_are_within_the_stated_bounds(network: Network, points: Floats, seed: int) -> None:
    """Against exact rational sums over the same ranges, terms of very different size."""
    circle = CirclePoints(points)
    arcs = arcs_of(network.units, circle)
    inside = members(arcs, circle)
    x = np.column_stack([np.cos(points), np.sin(points), np.ones(points.size)])
    random = np.random.default_rng(seed)
    values = random.standard_normal(points.size) * 10.0 ** random.integers(-8, 8, points.size)
    vectors = random.standard_normal((len(arcs), 3)) * 10.0 ** random.integers(
        -8, 8, (len(arcs), 1)
    )
    exact_x, exact_v, exact_z = (np.vectorize(Fraction)(a) for a in (x, values, vectors))
    off = np.abs(gather(values, arcs, circle) - (inside * exact_v) @ exact_x).max()
    bound = 6 * U * np.abs(values).sum()
    assert off <= bound, f"gather is off by {float(off)}, bound {bound}"
    off = np.abs(
        scatter(vectors, arcs, circle) - ((exact_z @ exact_x.T) * inside).sum(axis=0)
    ).max()
    borders = np.bincount(arcs.ravel() % points.size).max()
    bound = (2 * borders + 4) * U * np.abs(vectors).sum()
    assert off <= bound, f"scatter is off by {float(off)}, bound {bound}"


@given(networks(), point_sets(), seeds)
def test_gather_is_the_transpose_of_scatter(network: Network, points: Floats, seed: int) -> None:
    circle = CirclePoints(points)
    arcs = arcs_of(network.units, circle)
    random = np.random.default_rng(seed)
    values, vectors = random.standard_normal(points.size), random.standard_normal((len(arcs), 3))
    left = float(np.sum(gather(values, arcs, circle) * vectors))
    right = float(values @ scatter(vectors, arcs, circle))
    size = np.abs(values).sum() * np.abs(vectors).sum()
    assert abs(left - right) <= 200 * U * size, f"<gather v, Z> = {left}, <v, scatter Z> = {right}"


def plain_steps(
    network: Network, points: Floats, targets: Floats, twice_c: float, step: float
) -> Network:
    """30 plain steps; examples with a point within 1e-9 of a border, where rounding decides a jump of
    the gradient, are left out, and so are those that descent far from its linearisation blows up."""
    for _ in range(30):
        before = activations(network.units, points)
        assume(np.all(np.abs(before) > 1e-9 * np.abs(network.units).max()))
        gradient = plain_gradient(network, points, targets, twice_c)
        network = network.moved(network.units - step * gradient)
        assume(np.abs(network.units).max() < 1e3)
    return network


@given(networks(), point_sets(), seeds, st.sampled_from(Loss))
def test_many_steps_are_the_plain_ones(
    network: Network, points: Floats, seed: int, loss: Loss
) -> None:
    """30 steps at half the step size that is stable at the start.  Where descent leaves the linear
    regime it may amplify rounding, as it does any change: what a change of the start by 1e-10 becomes
    is measured, and a hundredth of it is the rounding allowed."""
    n = points.size
    random = np.random.default_rng(seed)
    targets = random.standard_normal(n)
    limit = largest_step_size(network, points, loss)
    assume(np.isfinite(limit))
    iterate = Iterate(
        network, points, targets, network.descent(exact_step_size(limit / 2), n, loss)
    )
    iterate.advance(30)
    twice_c = float(loss.curvature(n)) / n
    size = np.abs(network.units).max()
    change = 1e-10 * size * random.choice([-1.0, 1.0], network.units.shape)
    plain, changed = (
        plain_steps(network.moved(units), points, targets, twice_c, limit / 2)
        for units in (network.units, network.units + change)
    )
    allowed = (
        max(np.abs(changed.units - plain.units).max(), 1e-10 * np.abs(plain.units).max()) / 100
    )
    apart = np.abs(iterate.network.units - plain.units).max()
    assert apart <= allowed, f"{network} on {points}: parameters {apart} apart, allowed {allowed}"
    moved = iterate.network
    outputs = moved.scale * moved.units[:, 3] @ np.maximum(activations(moved.units, points), 0)
    terms = moved.scale * (np.abs(moved.units[:, 3:]) * np.abs(moved.units[:, :3])).sum()
    for found in (iterate.outputs, moved(points)):
        apart = np.abs(found - outputs).max()
        assert apart <= 1e-14 * terms, f"{network} on {points}: outputs {apart} apart of {terms}"


@pytest.mark.parametrize("trained", TRAINED)
def test_gradient_by_differences_of_the_loss(trained: str) -> None:
    """Central differences in 60 digits share nothing with running sums: every entry, to 1e-12."""
    network = Network.drawn(4, seed=5, trained=trained, bias_scale=0.4, amplitudes="normal")
    points, targets = np.array([2.0, -1.0, 0.3, 4.0, 2.0]), np.array([1.0, -2.0, 0.5, 3.0, 1.5])
    context = mpmath.mp.clone() if hasattr(mpmath.mp, "clone") else mpmath.MPContext()
    context.dps = 60

    def loss(units: list[list[Any]]) -> Any:
        total = context.mpf(0)
        for angle, target in zip(points, targets, strict=True):
            c, s = context.mpf(np.cos(angle)), context.mpf(np.sin(angle))
            rows = [a * max(w * c + v * s + b, 0) for w, v, b, a in units]
            total += (sum(rows) * context.mpf(network.scale) - target) ** 2
        return total / 2

    moved = Iterate(network, points, targets, network.descent(1, 5))
    moved.advance(1)
    gradient = network.units - moved.network.units
    h = context.mpf(10) ** -20
    for r, j in np.ndindex(4, 4):
        values = []
        for sign in (1, -1):
            units = [[context.mpf(x) for x in row] for row in network.units]
            units[r][j] += sign * h
            values.append(loss(units))
        expected = float((values[0] - values[1]) / (2 * h)) if "WWba"[j] in trained else 0.0
        assert gradient[r, j] == pytest.approx(expected, rel=1e-12, abs=1e-14), (
            f"unit {r}, {'wwba'[j]}"
        )


@pytest.mark.parametrize("trained", TRAINED)
def test_gradient_by_automatic_differentiation(trained: str) -> None:
    jax = pytest.importorskip("jax")
    network = Network.drawn(300, seed=1, trained=trained, bias_scale=0.4, amplitudes="normal")
    points = np.random.default_rng(2).uniform(-4, 4, 101)
    targets = np.sin(3 * points)
    descent = network.descent(sp.Rational(1, 8), 101, Loss.MEAN)
    iterate = Iterate(network, points, targets, descent)
    with jax.enable_x64(True):

        def loss(units: Any) -> Any:
            x = np.array([np.cos(points), np.sin(points)])
            hidden = jax.nn.relu(units[:, :2] @ x + units[:, 2:3])
            return jax.numpy.mean((network.scale * units[:, 3] @ hidden - targets) ** 2)

        slope = jax.jit(jax.grad(loss))
        units, letters = network.units, np.array([letter in trained for letter in "WWba"])
        for _ in range(50):
            units = units - np.asarray(slope(units)) * letters / 8
    iterate.advance(50)
    apart = np.abs(iterate.network.units - units).max()
    assert apart < 1e-12, f"after 50 steps parameters are {apart} apart"


def test_borders_are_followed_far() -> None:
    """Mean-field units turn past many points in one step; plain and fast steps agree."""
    network = Network.drawn(40, seed=3, parameterisation=Parameterisation.MEAN_FIELD)
    points = np.random.default_rng(4).uniform(-np.pi, np.pi, 500)
    targets = 3 * np.sin(points)
    descent = Descent(30, 500, Loss.HALF_MEAN, Parameterisation.MEAN_FIELD, 40)
    iterate = Iterate(network, points, targets, descent)
    before = iterate.arcs.copy()
    iterate.advance(1)
    assert np.abs(iterate.arcs - before).max() > 16, "no border moved far, so nothing is tested"
    plain = network.units - 30 * plain_gradient(network, points, targets, 1 / 500)
    assert np.abs(iterate.network.units - plain).max() < 1e-12
    inside = members(iterate.arcs, iterate.circle)
    assert np.array_equal(inside, activations(iterate.units, points) > 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Network(np.ones((3, 3))), "units of shape"),
        (lambda: Network.drawn(0, 0), "width 0"),
        (lambda: Network.drawn(3, 0, trained="Wx"), "trained"),
        (lambda: Network.drawn(3, 0, weight_scale=0.0), "weight_scale 0.0 is not a positive"),
        (lambda: Network.drawn(3, 0, bias_scale=float("nan")), "bias_scale nan"),
        (lambda: Network.drawn(3, 0)(np.array([np.inf])), "points of shape"),
        (lambda: Network.drawn(3, 0)(np.array([])), "points of shape"),
        (lambda: Iterate(Network.drawn(3, 0), np.ones(2), np.ones(3), Descent(1, 2)), "targets"),
        (lambda: Iterate(Network.drawn(3, 0), np.ones(2), np.ones(2), Descent(1, 3)), "3 samples"),
        (
            lambda: Iterate(
                Network.drawn(3, 0),
                np.ones(2),
                np.ones(2),
                Descent(1, 2, Loss.HALF, Parameterisation.STANDARD, 3),
            ),
            "parameterisation standard",
        ),
    ],
)
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()
