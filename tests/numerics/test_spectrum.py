"""Spectra: reference values, every kernel, symmetry, clusters, bad input."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings

from freqbias.numerics.balls import enclose
from freqbias.numerics.densities import quantile_points
from freqbias.numerics.eigenvalue import bounds, disjoint
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.numerics.spectrum import spectrum
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias

_FIG2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_FIG13 = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
_FIG5 = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
_THIRDS = "-1, -5/6, -1/3, -1/6, 1/3, 1/2, 1"
_REFERENCE = {
    "fig2": (
        _FIG2,
        """0.2197817719756309865503506528876399255135335138270745
        0.1109959551588548386616632203685564102031465061890574
        0.08128238999048139336320779054679459567161704554920734
        0.02497846794893601929866650787444291758103675906062543
        0.02349205110495063434432584396805504648706522197494551
        0.006167967622209520630546245868265553899968465976100246
        0.005484023652419866585404300923262463347672910349139379
        0.003292367700830722740892312717800096506697905128837914
        0.003132249177207709490450567817096630491874836888384599
        0.002111724775801333621947217788769136489700367043353311
        0.001967812756540587648007358477304790790227161272236948
        0.001378113468697704101497786233226495654011705455734581""",
    ),
    "fig13": (
        _FIG13,
        """0.2271656138988545941472428547443554578661379769540154
        0.1221492761412219224065283070261469706181711239941495
        0.06627307935282461187789340823223850393043749571652316
        0.02525741657292282006801516327936803400215082905589253
        0.02048031449028787612298339159810525499347434100329052""",
    ),
}


@pytest.mark.parametrize("name", _REFERENCE)
def test_reference_values_lie_in_the_balls(name: str) -> None:
    density, text = _REFERENCE[name]
    values = [Fraction(word) for word in text.split()]
    found = spectrum(first_layer_bias, density, len(values), 48)
    for index, value in enumerate(values):
        low, high = bounds(found[index].row.value)
        slack = value / 10**50  # how well the reference is known
        assert low - slack <= value <= high + slack, (
            f"{name}[{index}]: {value} is not in {found[index]}"
        )
        assert found[index].certified
        assert (high - low) / value < Fraction(1, 10**47)


@settings(max_examples=12)
@given(kernels(), piecewise_constant_densities(min_pieces=2, max_pieces=8))
def test_certified_values_lie_above_galerkin_and_within_its_bound(
    kernel: Kernel, density: PiecewiseConstant
) -> None:
    lower = galerkin_spectrum(kernel, density, 200)
    found = spectrum(kernel, density, 5, 20)
    assert found.certified, f"{kernel.name}, {density}: {found}"
    for row in found.rows:
        for index in range(row.index, row.index + row.multiplicity):
            excess = float(row.value) - lower.eigenvalues[index]
            assert -1e-13 <= excess <= lower.error + 1e-13, f"{kernel.name}, {density}: {excess}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
@pytest.mark.parametrize("weights", ["1, 0, 4", "1, 1000000, 4", "0, 1, 0"])
def test_every_kernel_of_the_family_with_gaps_and_ratios(kernel: Kernel, weights: str) -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", weights)
    found = spectrum(kernel, density, 8, 25)
    assert found.certified, found


@pytest.mark.parametrize("density", [_FIG2, _FIG5], ids=["pieces", "trigonometric"])
@pytest.mark.parametrize("turned", ["rotated", "reflected"])
def test_rotation_and_reflection_leave_enclosures_overlapping(
    density: Density, turned: str
) -> None:
    third = _FIG2.breaks[2]
    other = density.rotated(third / 7) if turned == "rotated" else density.reflected()
    first, second = (spectrum(first_layer_bias, p, 5, 20) for p in (density, other))
    assert first.certified
    assert second.certified
    for one, two in zip(first.rows, second.rows, strict=True):
        (a, b), (c, d) = bounds(one.value), bounds(two.value)
        assert max(a, c) <= min(b, d), f"{one} against {two}"


def test_rotation_symmetry_forces_doubles() -> None:
    density = PiecewiseConstant.from_text(_THIRDS, "1, 4, 1, 4, 1, 4")
    found = spectrum(first_layer_bias, density, 12, 25)
    assert found.certified
    assert [row.multiplicity for row in found.rows] == [1, 2, 2, 1, 1, 2, 2, 1]
    assert not any(row.cluster for row in found.rows)


@pytest.mark.parametrize("order", [3, 4, 5])
@pytest.mark.parametrize("digits", [4, 15, 30])
def test_rotation_symmetric_spectra_agree_with_galerkin(order: int, digits: int) -> None:
    """Pairs of one sector must not be taken for eigenvalues of another."""
    breaks = ", ".join(f"{i}/{order}" for i in range(-order, order + 1))
    density = PiecewiseConstant.from_text(breaks, ", ".join(["1, 2"] * order))
    found = spectrum(first_layer_bias, density, 24, digits)
    lower = galerkin_spectrum(first_layer_bias, density, 300)
    assert found.certified
    for pair in found:
        excess = float(pair.row.value) - lower.eigenvalues[pair.index]
        assert abs(excess) < 1e-6, (
            f"order {order}: {pair}, Galerkin {lower.eigenvalues[pair.index]}"
        )


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_few_digits_are_no_less_certain(digits: int) -> None:
    density = PiecewiseConstant.from_text("-1, 0, 1", "1000, 1001")
    found = spectrum(first_layer_bias, density, 12, digits)
    assert found.certified
    assert all(row.multiplicity == 1 for row in found.rows)
    assert found[0].value(digits).digits >= digits


@pytest.mark.parametrize(("zeros", "clusters"), [(15, 0), (36, 4)])
def test_broken_symmetry_separates_pairs_or_calls_them_clusters(zeros: int, clusters: int) -> None:
    """Breaking the symmetry by 1e-15 splits pairs by 1e-17: separate at 20 digits; by 1e-36: not."""
    weights = f"1, 4, 1, 4, 1, 4{'0' * (zeros - 1)}1/1{'0' * zeros}"
    found = spectrum(first_layer_bias, PiecewiseConstant.from_text(_THIRDS, weights), 12, 20)
    assert found.certified
    assert sum(row.cluster for row in found.rows) == clusters, found
    assert disjoint([row.value for row in found.rows])


def test_uniform_density_agrees_with_the_determinant() -> None:
    """A density that is uniform up to 1e-30, through the determinant, against the closed form."""
    nearly = PiecewiseConstant.from_text("-1, 0, 1", f"1, 1{'0' * 29}1/1{'0' * 30}")
    for kernel in KERNELS.values():
        closed, found = spectrum(kernel, uniform(), 7, 15), spectrum(kernel, nearly, 7, 15)
        assert found.certified
        for index in range(7):
            one, two = bounds(closed[index].row.value), bounds(found[index].row.value)
            assert max(one[0], two[0]) <= min(one[1], two[1]) + Fraction(1, 10**15), (
                f"{kernel.name}[{index}]: {closed[index]} against {found[index]}"
            )


def test_figure_five_to_fifteen_digits_and_more() -> None:
    found = spectrum(first_layer_bias, _FIG5, 12, 16)
    assert found.certified
    for row in found.rows:
        low, high = bounds(row.value)
        assert (high - low) / low < Fraction(1, 10**15)


def test_more_digits_on_demand_lie_in_the_first_ball() -> None:
    for density in (_FIG2, uniform(), _FIG5):
        pair = spectrum(first_layer_bias, density, 4, 12)[3]
        sharp = pair.value(60)
        (a, b), (c, d) = bounds(pair.row.value), bounds(sharp)
        assert a <= c <= d <= b, f"{sharp} is not in {pair.row.value}"
        assert sharp.digits >= 60


@pytest.mark.parametrize("density", [_FIG2, _FIG5], ids=["pieces", "trigonometric"])
def test_trace_identity(density: Density) -> None:
    """sum lambda = k(0) = 1/2: what the first 60 leave is what Weyl's law predicts, to 3 %."""
    found = spectrum(first_layer_bias, density, 60, 15)
    rest = 0.5 - sum(float(pair.row.value) for pair in found)
    predicted = 2 * float(density.root_mean) ** 2 / np.pi / 30
    assert abs(rest / predicted - 1) < 0.03, f"{rest} against {predicted}"


def test_hilbert_schmidt_identity() -> None:
    """sum lambda^2 = integral k^2 p p, by ball quadrature for weights 4 : 1 on halves."""
    heights = (sp.Rational(4, 5) / sp.pi, sp.Rational(1, 5) / sp.pi)
    k = first_layer_bias.expression**2
    same = 2 * sp.Integral((sp.pi - THETA) * k, (THETA, 0, sp.pi))
    across = 2 * sp.Integral(THETA * k, (THETA, 0, sp.pi))
    squares = (heights[0] ** 2 + heights[1] ** 2) * same + 2 * heights[0] * heights[1] * across
    total = sum(bounds(enclose(squares, 20))) / 2
    values = [
        sum(bounds(pair.row.value)) / 2 for pair in spectrum(first_layer_bias, _FIG13, 80, 20)
    ]
    rest = total - sum(value**2 for value in values)
    assert 0 < rest < values[-1] * (Fraction(1, 2) - sum(values)), float(rest)


@settings(max_examples=5)
@given(piecewise_constant_densities(min_pieces=2, max_pieces=4, max_ratio=20, gaps=False))
def test_sampled_spectra_approach_the_exact_one(density: PiecewiseConstant) -> None:
    """Eigenvalues of H/n at 800 quantile points, within O(1/n^2) of those of T."""
    sampled = gram_spectrum(first_layer_bias, quantile_points(density, 800), 6)
    exact = np.array(
        [float(pair.row.value) for pair in spectrum(first_layer_bias, density, 6, 15)][:6]
    )
    assert np.abs(sampled - exact).max() < 2e-4, f"{density}: {sampled} against {exact}"


def test_copies_are_counted() -> None:
    found = spectrum(first_layer_bias, uniform(), 5)
    assert len(found) == 5
    assert [pair.multiplicity for pair in found] == [1, 2, 2, 2, 2]
    assert found[2].row is found[1].row


def test_without_closed_form_nothing_is_certified() -> None:
    found = spectrum(deep(2), _FIG2, 5)
    assert not any(pair.certified for pair in found)
    with pytest.raises(InputError, match="not certified"):
        found[0].value(40)
    with pytest.raises(InputError, match="not certified"):
        _ = found[0].function


@pytest.mark.parametrize(("count", "digits"), [(0, 10), (10**6, 10), (5, 0), (5, 10**9)])
def test_bad_input(count: int, digits: int) -> None:
    with pytest.raises(InputError):
        spectrum(first_layer_bias, _FIG2, count, digits)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
@pytest.mark.parametrize(
    ("breaks", "weights"),
    [("-1, 0, 1/1000000000000, 1", "1, 5, 2"), ("-1, 1/2, 1", "1, 1000000000000")],
    ids=["width 1e-12", "ratio 1e12"],
)
def test_extreme_densities_are_honest(kernel: Kernel, breaks: str, weights: str) -> None:
    found = spectrum(kernel, PiecewiseConstant.from_text(breaks, weights), 5, 15)
    lower = galerkin_spectrum(kernel, PiecewiseConstant.from_text(breaks, weights), 400)
    for row in found.rows:
        if row.certified:
            excess = float(row.value) - lower.eigenvalues[row.index]
            assert -1e-12 <= excess <= lower.error + 1e-12, f"{row}: {excess}"
