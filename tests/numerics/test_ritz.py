"""Trigonometric densities: certified spectra against other routes, and planted errors."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp
from flint import acb, acb_mat, arb
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball, enclose, precision
from freqbias.numerics.eigenvalue import Eigenvalue, bounds
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.numerics.ritz import enclose as ritz_enclose
from freqbias.numerics.ritz.count import Interval, Section, proves
from freqbias.numerics.ritz.enclose import Finder
from freqbias.numerics.ritz.refine import Group, float_pairs, groups_above
from freqbias.numerics.ritz.sectors import SymmetrisedOperator
from freqbias.numerics.ritz.spectrum import RitzSpectrum, eigenvalues_above, ritz_spectrum
from freqbias.strategies import kernels, trigonometric_densities
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import Trigonometric, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import (
    KERNELS,
    Kernel,
    deep,
    first_layer,
    first_layer_bias,
    random_bias,
)

FEW = settings(max_examples=max(1, settings().max_examples // 3))
FIG5 = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
SKEW = Trigonometric.from_text("1 + cos(x)/2 + sin(2x)/3")
TRIPLE = Trigonometric.from_text("1 + cos(3x)/2 + sin(6x)/3")


def spread(row: Eigenvalue) -> Fraction:
    low, high = bounds(row.value)
    return (high - low) / low


def assert_sound(found: RitzSpectrum, what: str) -> None:
    """Indices count copies, balls decrease and do not meet."""
    index = 0
    for row in found.eigenvalues:
        assert row.certified, f"{what}: {row} is not certified"
        assert row.index == index, f"{what}: {row} should have index {index}"
        index += row.multiplicity
    for one, two in pairwise(found.eigenvalues):
        assert bounds(two.value)[1] < bounds(one.value)[0], f"{what}: {one} meets {two}"


def assert_overlap(first: RitzSpectrum, second: RitzSpectrum, count: int, what: str) -> None:
    for index in range(count):
        (a, b), (c, d) = bounds(first[index].value), bounds(second[index].value)
        assert max(a, c) <= min(b, d), f"{what}, {index}: {first[index]} and {second[index]}"


@FEW
@given(trigonometric_densities(2), kernels(), st.integers(1, 12))
def test_certified_rows_agree_with_galerkin(
    density: Trigonometric, kernel: Kernel, count: int
) -> None:
    found = ritz_spectrum(kernel, density, count)
    assert_sound(found, f"{kernel.name}, {density}")
    floats = galerkin_spectrum(kernel, density, 100)
    for index in range(count):
        row = found[index]
        apart = abs(float(row.value) - floats.eigenvalues[index])
        assert apart <= 10 * floats.rounding, f"{kernel.name}, {density}, {row}: off by {apart}"
    total = sum(bounds(row.value)[0] * row.multiplicity for row in found.eigenvalues)
    at_zero = bounds(enclose(kernel.at_zero, 30))[1]
    assert total <= at_zero, f"{kernel.name}, {density}: {float(total)} exceeds the trace"


@FEW
@given(trigonometric_densities(), kernels(), st.integers(1, 400))
def test_counts_agree_with_galerkin(density: Trigonometric, kernel: Kernel, parts: int) -> None:
    bound = sp.Rational(parts, 1009) * sp.Rational(kernel.at_zero.evalf(6))
    floats = galerkin_spectrum(kernel, density, 60)
    expected = int((floats.eigenvalues > float(bound)).sum())
    counted = eigenvalues_above(kernel, density, bound)
    assert counted == expected, f"{kernel.name}, {density}: {counted} above {bound}"


@FEW
@given(trigonometric_densities(2), kernels(), st.integers(1, 6))
def test_a_coarse_section_counts_right_or_not_at_all(
    density: Trigonometric, kernel: Kernel, frequencies: int
) -> None:
    """B and D are bounded, not neglected: tried between its own eigenvalues and the true ones."""
    operator = SymmetrisedOperator(kernel, density)
    for sector in operator.sectors(frequencies):
        coarse = Section(operator, sector, frequencies, 128)
        fine = Section(operator, sector, 80, 128)
        pairs = zip(float_pairs(coarse)[0], float_pairs(fine)[0], strict=False)
        between = [float(low + high) / 2 for low, high in pairs if high - low > 1e-9]
        for tau in (*between, 2.0**-8, 2.0**-10, 2.0**-12):
            counts = coarse.count(arb(tau)), fine.count(arb(tau))
            what = f"{kernel.name}, {density}, {sector}, above {tau}, {frequencies} frequencies"
            assert counts[0] in (None, counts[1]), f"{what}: {counts}"


def test_figure_five_against_a_dense_matrix_without_sectors() -> None:
    """S to abs(m) <= 30 in complex exponentials, from exact entries, diagonalised by Arb.

    What it cuts off lowers the twelfth eigenvalue by less than 1e-33 of it.
    """
    found = ritz_spectrum(first_layer_bias, FIG5, 12, 30)
    assert_sound(found, "figure 5")
    khat, modes = first_layer_bias.fourier(), range(-30, 31)
    with precision(256):
        root = {m: complex_ball(khat(m)).real.sqrt() for m in modes}
        phat = {
            k: complex_ball(FIG5.fourier_coefficient(k)) / (2 * acb.pi()) for k in range(-60, 61)
        }
        dense = acb_mat([[root[m] * root[n] * phat[m - n] for n in modes] for m in modes])
        values = sorted((v.real for v in dense.mid().eig(algorithm="approx")), key=float)[::-1]
        for index in range(12):
            row = found[index]
            assert spread(row) < Fraction(1, 10**30), row
            low, high = (arb(str(b.numerator)) / b.denominator for b in bounds(row.value))
            assert low < values[index].mid() < high, f"{row} misses {values[index].str(45)}"


@pytest.mark.parametrize("density", [FIG5, SKEW, TRIPLE], ids=["figure 5", "skew", "triple"])
def test_more_digits_lie_inside_fewer(density: Trigonometric) -> None:
    few, many = (ritz_spectrum(first_layer_bias, density, 12, digits) for digits in (15, 40))
    assert_overlap(few, many, 12, str(density))
    for row in few.eigenvalues:
        assert spread(row) < Fraction(1, 10**15), row
    for row in many.eigenvalues:
        assert spread(row) < Fraction(1, 10**40), row


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda kernel: kernel.name)
def test_the_uniform_density_in_closed_form(kernel: Kernel) -> None:
    found = ritz_spectrum(kernel, Trigonometric((), ()), 14, 30)
    assert_sound(found, kernel.name)
    exact = [(enclose(kernel.fourier().eigenvalue(m), 50), 2 if m else 1) for m in range(40)]
    exact = sorted((e for e in exact if e[0].mid), key=lambda e: bounds(e[0])[0], reverse=True)
    for row, (value, copies) in zip(found.eigenvalues, exact, strict=False):
        assert row.multiplicity == copies, f"{row}: {copies} copies expected"
        assert row.exact, row
        low, high = bounds(row.value)
        assert low <= bounds(value)[0] <= bounds(value)[1] <= high, f"{row} misses {value}"


@pytest.mark.parametrize("density", [FIG5, SKEW, TRIPLE], ids=["figure 5", "skew", "triple"])
@pytest.mark.parametrize("shift", [sp.Rational(1, 2), sp.Rational(1, 7)], ids=str)
def test_rotation_leaves_enclosures_overlapping(density: Trigonometric, shift: sp.Expr) -> None:
    still = ritz_spectrum(first_layer_bias, density, 10)
    moved = ritz_spectrum(first_layer_bias, density.rotated(shift), 10)
    assert_overlap(still, moved, 10, f"{density} rotated by {shift} pi")


def test_an_axis_of_symmetry_is_found_exactly() -> None:
    """About cos alpha = 3/5: phases 3 + 4i and (3 + 4i)^2 = -7 + 24i, multiples of alpha."""
    part = sp.Rational
    tilted = Trigonometric((part(3, 10), part(-7, 75)), (part(2, 5), part(8, 25)))
    nearly = Trigonometric(tilted.cosines, (part(2, 5), part(8, 25) + part(1, 10**30)))
    assert SymmetrisedOperator(first_layer_bias, tilted).is_symmetric
    assert not SymmetrisedOperator(first_layer_bias, nearly).is_symmetric
    straight = Trigonometric.from_text("1 + cos(x)/2 + cos(2x)/3")
    first = ritz_spectrum(first_layer_bias, straight, 10, 30)
    assert_overlap(first, ritz_spectrum(first_layer_bias, tilted, 10, 30), 10, "tilted")
    assert_overlap(first, ritz_spectrum(first_layer_bias, nearly, 10, 25), 10, "nearly tilted")


def test_rotation_symmetry_forces_exact_doubles() -> None:
    found = ritz_spectrum(first_layer_bias, TRIPLE, 20)
    assert_sound(found, "period 2 pi/3")
    doubles = [row.index for row in found.eigenvalues if row.multiplicity == 2]
    assert len(doubles) == 7, found.eigenvalues
    assert all(row.exact for row in found.eigenvalues)


def test_frequencies_the_kernel_lacks_force_exact_doubles() -> None:
    """Without bias, cos x couples even m >= 4 to odd frequencies that the kernel does not have."""
    found = ritz_spectrum(first_layer, Trigonometric.from_text("1 + cos(x)"), 15)
    assert_sound(found, "no bias")
    rows = [row for row in found.eigenvalues if row.multiplicity == 2]
    assert len(rows) == 5
    for m, row in zip(range(4, 14, 2), rows, strict=True):
        value = enclose(first_layer.fourier().eigenvalue(m), 30)
        assert bounds(row.value)[0] <= bounds(value)[0] <= bounds(row.value)[1], f"{m}: {row}"
        assert row.exact, row


def test_neighbours_not_told_apart_are_one_row_and_not_called_exact() -> None:
    tiny = Trigonometric((sp.Rational(1, 10**12),), (0,))
    found = ritz_spectrum(first_layer_bias, tiny, 12)
    assert_sound(found, "nearly uniform")
    clusters = [row for row in found.eigenvalues if row.cluster]
    assert clusters, found.eigenvalues
    assert all(row.multiplicity == 2 for row in clusters)
    split = [row for row in found.eigenvalues if row.multiplicity == 1]
    assert len(split) == 5, "m = 1 and 2 split by 1e-12 and 1e-24"


def _section_and_claims() -> tuple[Section, list[Interval]]:
    """Sines of even frequency under figure 5's density, and its true eigenvalues above 1/1024."""
    operator = SymmetrisedOperator(first_layer_bias, FIG5)
    sector = operator.sectors(40)[1]
    section = Section(operator, sector, 40, 200)
    members = [m for m in Finder(operator, 12, 15).members() if m.sector == sector]
    claims = []
    for member in members:
        low, high = (arb(float(end)) for end in bounds(member.ball))
        claims.append(Interval(low * (1 - arb(2) ** -40), high * (1 + arb(2) ** -40), 1))
    return section, [Interval(c.low.mid(), c.high.mid(), 1) for c in claims]


def test_true_claims_hold() -> None:
    section, claims = _section_and_claims()
    assert len(claims) == 3
    assert proves(section, claims, 0)
    assert section.count(arb(1) / 1024) == 3


@pytest.mark.parametrize("at", [0, 1, 2])
def test_planted_errors_are_noticed(at: int) -> None:
    section, claims = _section_and_claims()
    true = claims[at]
    wrong = {
        "missing": [],
        "doubled": [true, true],
        "moved up": [Interval(true.high, true.high * 2 - true.low, 1)],
        "moved down": [Interval(true.low * 2 - true.high, true.low, 1)],
        "of size two": [Interval(true.low, true.high, 2)],
        "empty beside it": [Interval(true.high * 2, true.high * 3, 1), true],
    }
    for error, planted in wrong.items():
        exact = [Interval(c.low.mid(), c.high.mid(), c.size) for c in planted]
        tried = [*claims[:at], *exact, *claims[at + 1 :]]
        complete = section.count(arb(1) / 1024) == sum(claim.size for claim in tried)
        assert not (proves(section, tried, 0) and complete), f"{error} at {at} was not noticed"


@pytest.mark.parametrize("lost", range(6))
def test_a_candidate_lost_in_float64_leaves_nothing_certified(
    lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Group] = []

    def careless(*arguments: Any) -> list[Group]:
        groups = groups_above(*arguments)
        kept = [g for i, g in enumerate(groups, start=len(seen)) if i != lost]
        seen.extend(groups)
        return kept

    monkeypatch.setattr(ritz_enclose, "groups_above", careless)
    found = ritz_spectrum(first_layer_bias, FIG5, 12)
    assert lost < len(seen)
    assert not any(row.certified for row in found.eigenvalues), f"group {lost} was not missed"


def test_what_is_not_proved_is_float64_and_not_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ritz_enclose, "proves", lambda *_: False)
    found = ritz_spectrum(first_layer_bias, FIG5, 4)
    floats = galerkin_spectrum(first_layer_bias, FIG5, 60).eigenvalues
    for index in range(4):
        assert not found[index].certified
        low, high = bounds(found[index].value)
        assert low < float(floats[index]) < high, f"{found[index]}, {floats[index]}"


@pytest.mark.parametrize("kernel", [random_bias(), deep(2)], ids=lambda kernel: kernel.name)
def test_kernels_without_closed_coefficients_are_refused(kernel: Kernel) -> None:
    with pytest.raises(InputError, match="closed form"):
        ritz_spectrum(kernel, FIG5, 3)


def test_bad_input() -> None:
    negative = Kernel("negative", "-", "-", -sp.cos(THETA))
    with pytest.raises(InputError, match="not proved"):
        ritz_spectrum(negative, FIG5, 1)
    for count, digits in [(0, 15), (10**6, 15), (3, 0), (3, 10**9)]:
        with pytest.raises(InputError):
            ritz_spectrum(first_layer_bias, FIG5, count, digits)
    with pytest.raises(InputError, match="trigonometric"):
        ritz_spectrum(first_layer_bias, uniform(), 3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="> 0"):
        eigenvalues_above(first_layer_bias, FIG5, 0)
    eigenvalue = first_layer_bias.fourier().eigenvalue(2)
    with pytest.raises(InputError, match="told apart"):
        eigenvalues_above(first_layer_bias, Trigonometric((), ()), eigenvalue)
    with pytest.raises(InputError, match="frequencies"):
        eigenvalues_above(first_layer_bias, FIG5, sp.Rational(1, 10**30))
    with pytest.raises(InputError, match="index"):
        ritz_spectrum(first_layer_bias, FIG5, 3)[50]


def test_a_kernel_of_finite_rank() -> None:
    finite = Kernel("finite", "-", "-", 1 + sp.cos(THETA))
    found = ritz_spectrum(finite, SKEW, 3)
    assert_sound(found, "rank 3")
    assert sum(row.multiplicity for row in found.eigenvalues) == 3
    with pytest.raises(InputError, match="exceeds 3"):
        ritz_spectrum(finite, SKEW, 4)
