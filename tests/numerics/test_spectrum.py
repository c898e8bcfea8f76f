"""Certified spectra: reference values, completeness, and what a planted error does."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings

from freqbias.numerics.balls import Ball
from freqbias.numerics.completeness import prove_completeness
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.spectrum import certified_spectrum
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_FIG2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_FIG13 = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
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


def _ends(ball: Ball) -> tuple[Decimal, Decimal]:
    scale = Decimal(10) ** ball.exponent
    return (ball.mid - ball.rad) * scale, (ball.mid + ball.rad) * scale


@pytest.mark.parametrize("name", _REFERENCE)
def test_reference_values_lie_in_the_balls(name: str) -> None:
    density, text = _REFERENCE[name]
    with localcontext() as context:
        context.prec = 80
        values = [Decimal(word) for word in text.split()]
        found = certified_spectrum(first_layer_bias, density, len(values), 45)
        for index, value in enumerate(values):
            low, high = _ends(found[index].value)
            assert low <= value <= high, f"{name}[{index}]: {value} is not in {found[index].value}"
            assert found[index].certified
            assert found[index].index == index
            assert (high - low) / value < Decimal("1e-44")


@settings(max_examples=8)
@given(kernels(), piecewise_constant_densities(min_pieces=2, max_pieces=4))
def test_certified_values_lie_above_galerkin_and_within_its_bound(
    kernel: Kernel, density: PiecewiseConstant
) -> None:
    lower = galerkin_spectrum(kernel, density, 200)
    for eigenvalue in certified_spectrum(kernel, density, 5, 20).eigenvalues:
        if eigenvalue.certified:
            excess = float(eigenvalue.value) - lower.eigenvalues[eigenvalue.index]
            rounding = 1e-13
            assert -rounding <= excess <= lower.error + rounding, (
                f"{kernel.name}, {density}: {excess}"
            )


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_every_kernel_of_the_family_with_a_gap(kernel: Kernel) -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 0, 4")
    found = certified_spectrum(kernel, density, 6, 25)
    assert all(eigenvalue.certified for eigenvalue in found.eigenvalues), found.completeness


def test_extreme_ratio() -> None:
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 1000000, 4")
    found = certified_spectrum(first_layer_bias, density, 8, 25)
    assert all(eigenvalue.certified for eigenvalue in found.eigenvalues), found.completeness


@pytest.mark.parametrize("turned", ["rotated", "reflected"])
def test_rotation_and_reflection_leave_enclosures_overlapping(turned: str) -> None:
    moved = _FIG2.rotated(PiecewiseConstant.from_text("-1, 1/7, 1", "1, 1").breaks[1])
    other = moved if turned == "rotated" else _FIG2.reflected()
    first = certified_spectrum(first_layer_bias, _FIG2, 5, 20)
    second = certified_spectrum(first_layer_bias, other, 5, 20)
    for one, two in zip(first.eigenvalues[:5], second.eigenvalues[:5], strict=True):
        assert _ends(one.value)[0] <= _ends(two.value)[1]
        assert _ends(two.value)[0] <= _ends(one.value)[1]


def test_exact_doubles_are_not_called_certified() -> None:
    found = certified_spectrum(first_layer_bias, PiecewiseConstant((-1, 1), (1,)), 5, 20)
    assert [e.multiplicity for e in found.eigenvalues][:3] == [1, 2, 2]
    assert not any(e.certified for e in found.eigenvalues)


def _known(count: int) -> tuple[list[arb], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    estimates = galerkin_spectrum(first_layer_bias, _FIG2, 200).eigenvalues
    return [arb(float(value)) for value in estimates[:count]], estimates


def test_completeness_holds_for_all_known() -> None:
    known, estimates = _known(9)
    radius = float(1 / np.sqrt(estimates[8] * estimates[9]))
    proof = prove_completeness(first_layer_bias, _FIG2, known, estimates, radius)
    assert proof.proved, proof
    assert 1 <= float(proof.quotient) < 2


@pytest.mark.parametrize("missing", range(9))
def test_a_missing_eigenvalue_is_noticed(missing: int) -> None:
    known, estimates = _known(9)
    radius = float(1 / np.sqrt(estimates[8] * estimates[9]))
    left = known[:missing] + known[missing + 1 :]
    proof = prove_completeness(first_layer_bias, _FIG2, left, estimates, radius)
    assert not proof.proved, f"index {missing} was taken away and not missed: {proof}"


def test_a_doubled_eigenvalue_is_noticed() -> None:
    """Claiming one copy too many drives the quotient below 1, which existence forbids."""
    known, estimates = _known(9)
    radius = float(1 / np.sqrt(estimates[8] * estimates[9]))
    proof = prove_completeness(first_layer_bias, _FIG2, [*known, known[3]], estimates, radius)
    with ctx.workprec(64):
        assert float(proof.quotient) < 1


@pytest.mark.parametrize(("count", "digits"), [(0, 10), (10**6, 10), (5, 0), (5, 10**9)])
def test_bad_input(count: int, digits: int) -> None:
    with pytest.raises(InputError):
        certified_spectrum(first_layer_bias, _FIG2, count, digits)
