"""The claims on single eigenfunctions: verdicts, controls, counterexamples, what checks let pass."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020.section_4 import (
    dispersion,
    eigenfunctions,
    figure_5,
    figures_2_3,
    local_waves,
)
from freqbias.claims.basri2020.section_4.dispersion import HERE, THERE, root_near
from freqbias.claims.basri2020.section_4.eigenfunctions import OneWave, one_wave
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS, eigenvalue, function
from freqbias.claims.basri2020.section_4.local_waves import Bounds, Lattice, order_at
from freqbias.claims.basri2020.section_4.spectra import HALVES, Within, arb_of
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, Verdict
from freqbias.derivations.modes import arc_modes
from freqbias.derivations.regional_waves import no_regional_waves
from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.kernels import first_layer_bias

_MODULES = (eigenfunctions, local_waves, dispersion, figures_2_3, figure_5)
_CLAIMS: dict[str, Claim] = {
    claim.id.removeprefix("basri2020."): claim for module in _MODULES for claim in module.CLAIMS
}
_EXPECTED = {
    "prop1": Status.REFUTED,
    "prop1.integer-q": Status.REFUTED,
    "prop1.corrected": Status.PROVED,
    "eq12": Status.REFUTED,
    "eq12.integer-q": Status.REFUTED,
    "eq12.frequency": Status.REFUTED,
    "eq12.defect": Status.PROVED,
    "eq12.corrected": Status.PROVED,
    "eq21.exact": Status.REFUTED,
    "eq21.suprema": Status.REFUTED,
    "fig2": Status.SUPPORTED,
    "fig3": Status.SUPPORTED,
    "fig5": Status.SUPPORTED,
}


@pytest.mark.xdist_group("verdicts")
@pytest.mark.parametrize("name", _EXPECTED)
def test_verdicts_and_controls(verdicts: dict[str, Verdict], name: str) -> None:
    verdict = verdicts[f"basri2020.{name}"]
    assert verdict.status is _EXPECTED[name], f"{verdict}"
    assert len(verdict.controls) >= 3
    rejected = {Status.REFUTED} | ({Status.CONTRADICTED} if name.startswith("fig") else set())
    passed = [n for n, status in verdict.controls.items() if status not in rejected]
    assert not passed, f"{name} does not reject {passed}"


def test_all_claims_are_expected() -> None:
    assert set(_CLAIMS) == set(_EXPECTED)


@pytest.mark.parametrize("derivation", [arc_modes(), no_regional_waves()], ids=lambda d: d.name)
def test_derivations_are_exact(derivation) -> None:  # type: ignore[no-untyped-def]
    derivation.require()


@given(st.integers(3, 400), st.integers(4, 400), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_root_lies_where_it_is_proved_to_lie(small: int, gap: int, dense: bool) -> None:
    m, n = (small + gap, small) if dense else (small, small + gap)
    root = root_near(first_layer_bias, m, n)
    claim = _CLAIMS["eq12.corrected"].statement
    bound = float(claim.error.subs({HERE: m, THERE: n}))
    assert abs(float(root) + m + 1.5) <= bound, f"m = {m}, n = {n}: root {root}, bound {bound}"


@pytest.mark.parametrize(
    ("factor", "finding"), [(Fraction(2, 5), Finding.FAILS), (Fraction(1), Finding.HOLDS)]
)
def test_no_error_below_the_leading_term_is_proved(factor: Fraction, finding: Finding) -> None:
    """The leading term of the distance is half of the error stated."""
    claim = _CLAIMS["eq12.corrected"]
    stated = Within(claim.statement.value, claim.statement.error * sp.Rational(str(factor)))
    assert claim.check(Context(), stated).finding is finding


@pytest.mark.parametrize("density", [HALVES, THIRDS], ids=["halves", "thirds"])
@pytest.mark.parametrize("index", [12, 15])
def test_certified_frequencies_obey_the_proved_bound(density, index: int) -> None:  # type: ignore[no-untyped-def]
    """The local frequency of the exact eigenfunction is that of its own density's root, or pbar's."""
    value = float(eigenvalue(first_layer_bias, density, index)) * np.pi
    claim = _CLAIMS["eq12.corrected"].statement
    for wave in function(first_layer_bias, density, index).waves():
        assert wave is not None
        middle = (wave.left + wave.right) / 2
        m, n = float(wave.density) / value, float(density.at(middle + 1)) / value
        if min(m, n) < 3 or abs(m - n) < 4:
            continue
        bound = float(claim.error.subs({HERE: m, THERE: n}))
        miss = abs(float(wave.frequency) ** 2 - m - 1.5)
        assert miss <= bound, f"{wave}: misses by {miss}, bound {bound}"


def test_one_wave_is_left_when_all_other_modes_are_annihilated() -> None:
    """The operator has squares rounded to 40 digits; without it the quotients differ by 3.8."""
    points = (sp.pi / 5, 3 * sp.pi / 7)
    operator = OneWave(_annihilator(first_layer_bias))
    found = one_wave(HALVES, "4 : 1 on halves", 6, points)(Context(), operator)
    defect = float(found.witness.spot.ball) if found.witness else 0.0
    assert abs(defect) < 1e-20, f"the quotients differ by {defect}"


def _annihilator(kernel) -> sp.Expr:  # type: ignore[no-untyped-def]
    """Of all modes on the sparse half but the largest wave, from the certified squares."""
    f = function(kernel, HALVES, 6)
    squares = sorted({sp.Rational(str(t.square.real.mid().str(40, radius=False)))
                      for t in f.pieces[1].piece.terms}, key=float)  # fmt: skip
    wave = -(float(f.local_frequency(1)) ** 2)
    kept = [s for s in squares if abs(float(s) - wave) > 1e-6]
    operators = (DERIVATIVE if s == 0 else DERIVATIVE**2 - s for s in kept)
    return sp.expand(sp.Mul(*operators))


@pytest.mark.parametrize("step", [Fraction(1), Fraction(1, 2)])
def test_a_lattice_that_holds_the_order_is_not_refuted(step: Fraction) -> None:
    """With the order replaced by an integer or half of one nothing can be refuted."""
    check = order_at(HALVES, "4 : 1 on halves", 6, 1)
    true = Lattice(sp.Integer(3) * sp.Rational(str(step)), step)
    assert check(Context(), true).finding is Finding.OPEN
    false = Lattice(true.order + sp.Rational(1, 10**6), step)
    assert check(Context(), false).finding is Finding.FAILS


@pytest.mark.parametrize("name", ["eq21.exact", "eq21.suprema"])
def test_wide_bounds_of_amplitudes_are_left_open(name: str) -> None:
    wide = Bounds(sp.Rational(1, 100), sp.Integer(100))
    assert _CLAIMS[name].check(Context(), wide).finding is Finding.OPEN


def test_multiples_of_the_operator_hold_and_changed_ones_do_not() -> None:
    claim = _CLAIMS["prop1.corrected"]
    times = sp.expand(claim.statement * (DERIVATIVE**2 + 7))
    assert claim.check(Context(), times).finding is Finding.HOLDS
    changed = sp.expand(claim.statement) + DERIVATIVE / 10**9
    assert claim.check(Context(), changed).finding is Finding.FAILS


@given(st.floats(8, 40), st.floats(0, 6), st.floats(0.5, 3))
def test_the_peak_of_one_wave_is_its_frequency(
    frequency: float, phase: float, length: float
) -> None:
    """To a fraction of the width of the Hann window's peak, where there are two waves or more."""
    if frequency * length < 4 * np.pi:
        return
    x = np.linspace(1.0, 1.0 + length, 600)
    found = figures_2_3.peak(x, np.cos(frequency * x + phase), 1.0, length)
    assert abs(found - frequency) < 0.1 * 2 * np.pi / length, f"{frequency}: {found}"


@pytest.mark.parametrize("index", [13, 18])
def test_zeros_of_the_continuous_density(index: int) -> None:
    """Index 2 q - 1 or 2 q has 2 q zeros, and f changes sign across each ball."""
    pair = figure_5._spectrum(first_layer_bias)[index]
    found = figure_5.zeros(pair.function)
    assert len(found) == 2 * ((index + 1) // 2), f"{len(found)} zeros at index {index}"
    for ball in found:
        sides = [pair.function(ball.mid() + s * ball.rad()) for s in (-2, 2)]
        assert (sides[0] * sides[1]) < 0, f"no sign change across {ball}"


def test_certified_and_sampled_frequencies_agree() -> None:
    """Two routes to figure 3: closed forms, and FFT of eigenvectors of H/n, within the interval."""
    f = function(first_layer_bias, THIRDS, 24)
    exact = [float(arb_of(f.local_waves(j)[0].frequency)) for j in range(3)]
    sampled = figures_2_3.local_peaks(first_layer_bias, 0, 24)
    assert np.allclose(sampled, exact, rtol=0.12), f"{sampled} against {exact}"
