"""Densities are exact: mass, Fourier coefficients, symmetries, refusals."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball, enclose
from freqbias.strategies import (
    densities,
    pi_periodic_densities,
    piecewise_constant_densities,
    symmetric_densities,
    trigonometric_densities,
)
from freqbias.theory.densities import Density, Exactness, PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.densities.density import ANGLE
from freqbias.theory.errors import InputError
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical

FEWER = settings(max_examples=settings().max_examples // 4)
FEWEST = settings(max_examples=settings().max_examples // 12)
PI, R = sp.pi, sp.Rational

points = st.fractions(-1, Fraction(99, 100), max_denominator=100).map(lambda q: sp.Rational(q))
shifts = st.fractions(-3, 3, max_denominator=12).map(lambda q: sp.Rational(q))


def at(density: Density, point: Any) -> Any:
    """p at an angle in units of pi, of any turn."""
    return density.expression().subs(ANGLE, ((point + 1) % 2 - 1) * PI)


def breaks_of_one_turn(density: PiecewiseConstant) -> set[Any]:
    return {(b + 1) % 2 - 1 for b in density.breaks}


@given(piecewise_constant_densities())
def test_mass_is_one(density: PiecewiseConstant) -> None:
    mass = sp.Add(*(region.length * region.value for region in density.regions))
    assert mass == 1, f"{density} has mass {mass}"
    assert sum(r.length for r in density.regions) == 2 * PI, f"{density} is not one turn"


@FEWER
@given(trigonometric_densities())
def test_mass_of_a_trigonometric_density_is_one(density: Trigonometric) -> None:
    mass = ExponentialPolynomial.of(density.expression(), ANGLE).integral(-PI, PI)
    assert mass == 1, f"{density} has mass {mass}"


@given(piecewise_constant_densities(), points)
def test_values_lie_between_minimum_and_maximum(density: PiecewiseConstant, point: Any) -> None:
    value = at(density, point)
    assert density.minimum <= value <= density.maximum, f"{density}: p({point} pi) = {value}"


@FEWEST
@given(trigonometric_densities(), st.lists(points, min_size=20, max_size=20))
def test_extrema_of_a_trigonometric_density(density: Trigonometric, sampled: list[Any]) -> None:
    """To 30 digits: the extrema are roots of polynomials, evaluated to that many."""
    low, high = (sp.N(extremum, 40) for extremum in (density.minimum, density.maximum))
    assert low > -1e-30, f"{density}: minimum {low}"
    for point in sampled:
        value = sp.N(at(density, point), 40)
        assert low - 1e-30 <= value <= high + 1e-30, f"{density}: p({point} pi) = {value}"


@FEWER
@given(piecewise_constant_densities(), st.integers(1, 9))
def test_opposite_frequencies_are_conjugate(density: PiecewiseConstant, m: int) -> None:
    value, mirrored = (density.fourier_coefficient(sign * m) for sign in (1, -1))
    assert sp.expand(sp.conjugate(value) - mirrored) == 0, f"{density}: phat_-{m} = {mirrored}"


@FEWER
@given(trigonometric_densities(), st.integers(0, 5))
def test_trigonometric_coefficients_are_integrals(density: Trigonometric, m: int) -> None:
    profile = ExponentialPolynomial.of(density.expression(), ANGLE)
    wave = ExponentialPolynomial.of(sp.exp(-sp.I * m * ANGLE), ANGLE)
    value = density.fourier_coefficient(m)
    defect = canonical((profile * wave).integral(-PI, PI) - value)
    assert defect == 0, f"{density}: phat_{m} = {value}, the integral differs by {defect}"
    assert density.fourier_coefficient(-m) == sp.conjugate(value), f"{density}: phat_-{m}"


@FEWER
@given(piecewise_constant_densities(max_pieces=3), st.integers(1, 6))
def test_coefficients_for_symbolic_frequency(density: PiecewiseConstant, m: int) -> None:
    symbol = sp.Symbol("m", integer=True, nonzero=True)
    general = density.fourier_coefficient(symbol).subs(symbol, m)
    defect = sp.expand(general - density.fourier_coefficient(m))
    assert defect == 0, f"{density}, m = {m}: the general formula is off by {defect}"


@FEWER
@given(piecewise_constant_densities(max_pieces=4), st.integers(1, 6))
def test_coefficients_are_integrals(density: PiecewiseConstant, m: int) -> None:
    wave = ExponentialPolynomial.of(sp.cos(m * ANGLE), ANGLE)
    by_regions = sp.Add(
        *(r.value * wave.integral(r.left * PI, r.right * PI) for r in density.regions)
    )
    defect = enclose(by_regions - sp.re(density.fourier_coefficient(m)), 30)
    assert defect.contains_zero, f"{density}: Re phat_{m} is off by {defect}"


@FEWER
@given(piecewise_constant_densities())
def test_root_mean_is_largest_for_the_uniform_density(density: PiecewiseConstant) -> None:
    """Cauchy-Schwarz: Z <= 1/sqrt(2 pi), with equality only for the uniform density."""
    gap = enclose(1 / sp.sqrt(2 * PI) - density.root_mean, 40)
    assert gap.contains_zero == density.is_uniform, f"{density}: 1/sqrt(2 pi) - Z = {gap}"
    assert gap.mid >= -gap.rad, f"{density}: 1/sqrt(2 pi) - Z = {gap} is negative"


@pytest.mark.parametrize("text", ["2 + cos(x)", "(3 cos(2x+pi)+4.5)/(9 pi)", "3+cos(x)+sin(2x)"])
def test_root_mean_of_a_trigonometric_density(text: str) -> None:
    gap = enclose(1 / sp.sqrt(2 * PI) - Trigonometric.from_text(text).root_mean, 15)
    assert gap.mid > gap.rad, f"{text}: 1/sqrt(2 pi) - Z = {gap}"


def test_uniform_root_mean() -> None:
    for density in (uniform(), Trigonometric((), ()), PiecewiseConstant((0, 1, 2), (3, 3))):
        assert density.is_uniform, f"{density}"
        assert sp.simplify(density.root_mean - 1 / sp.sqrt(2 * PI)) == 0, f"{density}"


@FEWER
@given(densities(), points)
def test_antipodal_twice_is_the_identity(density: Density, point: Any) -> None:
    twice = density.antipodal().antipodal()
    assert at(twice, point) == at(density, point), f"{density} at {point} pi"
    assert sp.expand(at(density.antipodal(), point) - at(density, point + 1)) == 0, f"{density}"


@FEWER
@given(piecewise_constant_densities(), shifts, points)
def test_rotation(density: PiecewiseConstant, shift: Any, point: Any) -> None:
    rotated = density.rotated(shift)
    assert at(rotated, point) == at(density, point - shift), f"{density}, {shift}, {point} pi"


@FEWER
@given(trigonometric_densities(), st.integers(-4, 4).map(lambda k: sp.Rational(k, 2)), points)
def test_rotation_of_a_trigonometric_density(density: Density, shift: Any, point: Any) -> None:
    defect = enclose(at(density.rotated(shift), point) - at(density, point - shift), 30)
    assert defect.contains_zero, f"{density} turned by {shift} pi at {point} pi: {defect}"


@pytest.mark.parametrize("text", ["1+cos(x)", "2+cos(x)+cos(2x)", "3+cos(x)+cos(2x)"])
@pytest.mark.parametrize("shift", [R(1, 3), R(1, 4), R(1, 7)])
def test_trigonometric_densities_rotate_by_any_rational(text: str, shift: Any) -> None:
    """Also where all of the mass of p is needed to keep it from being negative."""
    rotated = Trigonometric.from_text(text).rotated(shift)
    defect = enclose(at(rotated, shift) - at(Trigonometric.from_text(text), R(0)), 30)
    assert defect.contains_zero, f"{text} turned by {shift} pi: off by {defect} at its top"


@pytest.mark.parametrize("shift", [R(1, 3), R(1, 4), R(1, 7)])
def test_extrema_of_one_wave_do_not_move(shift: Any) -> None:
    density = Trigonometric.from_text("3 + 2cos(2x)").rotated(shift)
    extrema = (density.minimum, density.maximum)
    for extremum, expected in zip(extrema, (1 / (6 * PI), 5 / (6 * PI)), strict=True):
        assert enclose(extremum - expected).contains_zero, f"turned by {shift} pi: {extrema}"


@FEWER
@given(densities(), points)
def test_reflection(density: Density, point: Any) -> None:
    if isinstance(density, PiecewiseConstant) and point in {
        -b for b in breaks_of_one_turn(density)
    } | {sp.Integer(-1)}:
        return  # at a jump the value on the right is taken, which reflection exchanges
    reflected = density.reflected()
    assert sp.expand(at(reflected, point) - at(density, -point)) == 0, f"{density} at {point} pi"
    assert at(reflected.reflected(), point) == at(density, point), f"{density} reflected twice"


@FEWER
@given(symmetric_densities(), pi_periodic_densities(), st.integers(1, 8))
def test_symmetries_seen_by_the_coefficients(
    even: PiecewiseConstant, periodic: PiecewiseConstant, m: int
) -> None:
    value, odd = even.fourier_coefficient(m), periodic.fourier_coefficient(2 * m - 1)
    with ctx.workprec(200):
        imaginary, zero = complex_ball(value).imag, complex_ball(odd)
    assert imaginary.contains(0), f"{even}: Im phat_{m} = {imaginary}"
    assert zero.contains(0), f"{periodic}: phat_{2 * m - 1} = {zero}"
    assert zero.rad() < 1e-40, f"{periodic}: phat_{2 * m - 1} = {zero} is too wide to tell"


@FEWER
@given(piecewise_constant_densities(), st.fractions(0, 1).filter(lambda q: 0 < q < 1))
def test_refinement_is_constant_on_arcs(density: PiecewiseConstant, share: Fraction) -> None:
    """On every arc p and p(. + pi) take one value each; the arcs fill the half circle [-pi, 0)."""
    arcs = density.refined()
    assert arcs[0][0].left == -1, f"{density}: the arcs start at {arcs[0][0].left} pi"
    assert arcs[-1][0].right == 0, f"{density}: the arcs end at {arcs[-1][0].right} pi"
    for (arc, _), (following, _) in pairwise(arcs):
        assert arc.right == following.left, f"{density}: a hole after {arc}"
    for arc, opposite in arcs:
        inside = arc.left + (arc.right - arc.left) * sp.Rational(share)
        assert at(density, inside) == arc.value, f"{density} at {inside} pi, arc {arc}"
        assert at(density, inside + 1) == opposite.value, f"{density}, arc {opposite}"
        assert opposite.left - arc.left == opposite.right - arc.right == 1, f"{arc}, {opposite}"


@given(piecewise_constant_densities())
def test_gaps_are_where_the_minimum_is_zero(density: PiecewiseConstant) -> None:
    assert bool(density.gaps) == (density.minimum == 0), f"{density}: gaps {density.gaps}"
    assert all(at(density, gap.left) == 0 for gap in density.gaps), f"{density}"
    occupied = [r for r in density.regions if r not in density.gaps]
    assert all(r.value > 0 for r in occupied), f"{density}: {occupied}"


@given(piecewise_constant_densities())
def test_piecewise_text_reads_back(density: PiecewiseConstant) -> None:
    breaks, weights = (", ".join(map(str, part)) for part in (density.breaks, density.weights))
    assert PiecewiseConstant.from_text(breaks, weights) == density, f"{breaks}; {weights}"


@FEWER
@given(trigonometric_densities())
def test_trigonometric_text_reads_back(density: Trigonometric) -> None:
    text = str(density.expression())
    read = Trigonometric.from_text(text)
    assert sp.expand(read.expression() - density.expression()) == 0, f"{text} became {read}"


def test_a_printed_density() -> None:
    """The trigonometric density of 2003.04560, figure 12."""
    density = Trigonometric.from_text("(3 cos(2x+pi)+4.5)/(9 pi)")
    assert (density.minimum, density.maximum) == (1 / (6 * PI), 5 / (6 * PI))
    assert [density.fourier_coefficient(m) for m in range(4)] == [1, 0, -R(1, 3), 0]


@given(densities())
def test_densities_are_immutable_and_hashable(density: Density) -> None:
    assert hash(density) == hash(density), f"{density}"
    with pytest.raises(FrozenInstanceError):
        density.exactness = Exactness.SAMPLED


@given(densities())
def test_representations(density: Density) -> None:
    assert density._repr_latex_().startswith("$\\displaystyle p(x) = "), str(density)
    assert "\n" not in str(density), str(density)


BAD_PIECES: list[tuple[Any, Any, str]] = [
    ((-1, 0, 1), (1, -1), "weights contains -1, which is not >= 0"),
    ((-1, 0, 1), (0, 0), "weights (0, 0) are all zero, so there is no density"),
    ((-1, 0, 1), (1,), "weights has 1 entries, but the breaks make 2 pieces"),
    ((-1, 1), (1, 2), "weights has 2 entries, but the breaks make 1 pieces"),
    ((-1,), (1,), "breaks has 1 entries, not between 2 and 10001"),
    ((), (), "breaks has 0 entries, not between 2 and 10001"),
    ((-1, R(1, 2), 0, 1), (1, 1, 1), "breaks must increase, but 1/2 is followed by 0"),
    ((-1, 0, 0, 1), (1, 1, 1), "breaks must increase, but 0 is followed by 0"),
    ((1, -1), (1,), "breaks must increase, but 1 is followed by -1"),
    ((-1, 0, 2), (1, 1), "breaks must span one turn, 2 in units of pi, but span 3"),
    ((0, 1), (1,), "breaks must span one turn, 2 in units of pi, but span 1"),
    ((-PI, 0, PI), (1, 1), "breaks contains -pi, not rational in units of pi; write -1"),
    ((-1, 0, 1), (1, sp.sqrt(2)), "weights contains sqrt(2), not rational; only ratios matter"),
    ((-1, sp.sqrt(2) / 2, 1), (1, 1), "breaks contains sqrt(2)/2, not rational in units of pi"),
]
NOT_EXACT = [
    float("nan"), float("inf"), 0.5, sp.nan, sp.oo, sp.zoo, sp.I, sp.Symbol("a"), None, "1",
    "__import__('os').environ.__setitem__('FREQBIAS_RAN', '1')", True, [1], sp.Float("0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "weights", "message"), BAD_PIECES)
def test_bad_pieces_give_one_sentence(breaks: Any, weights: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        PiecewiseConstant(breaks, weights)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", NOT_EXACT, ids=repr)
@pytest.mark.parametrize("argument", ["breaks", "weights", "shift"])
def test_what_is_no_exact_number_is_refused(value: Any, argument: str) -> None:
    makers: dict[str, Callable[[], Any]] = {
        "breaks": lambda: PiecewiseConstant((-1, value, 1), (1, 1)),
        "weights": lambda: PiecewiseConstant((-1, 0, 1), (1, value)),
        "shift": lambda: PiecewiseConstant((-1, 0, 1), (1, 2)).rotated(value),
    }
    with pytest.raises(InputError) as caught:
        makers[argument]()
    message = str(caught.value)
    assert message.startswith(f"{argument} contains "), message
    assert message.endswith("which is not an exact finite real number"), message
    assert "FREQBIAS_RAN" not in os.environ, f"{value} was run"


@pytest.mark.parametrize("value", [0.5, float("nan"), sp.oo, sp.I, None, "1"], ids=repr)
def test_a_trigonometric_density_refuses_inexact_numbers(value: Any) -> None:
    with pytest.raises(InputError):
        Trigonometric((value,), (sp.Integer(0),))
    with pytest.raises(InputError):
        Trigonometric.from_text("1+cos(x)/2").rotated(value)


def test_a_trigonometric_density_takes_python_integers_and_fractions() -> None:
    assert Trigonometric((1,), (0,)) == Trigonometric.from_text("1+cos(x)")
    assert Trigonometric((Fraction(1, 2),), (0,)) == Trigonometric.from_text("2+cos(x)")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1+2cos(x)", "is negative somewhere"),
        ("-1", "has mean -1, which is not > 0"),
        ("cos(x)", "has mean 0, which is not > 0"),
        ("1+x", "is not a trigonometric polynomial in x"),
        ("1+cos(x/2)/2", "is not a trigonometric polynomial in x"),
        ("1/(2+cos(x))", "is not a power of x times e^(i w x)"),
        ("1+cos(cos(x))", "is not"),
        ("2+cos(33x)", "has a frequency above 32"),
        ("1+0.9cos(x)+0.9cos(2x)", "is negative somewhere"),
        ("1+cos(x)+0.0000000001 sin(2x)", "is negative somewhere"),
        ("__import__('os')", "cannot be read at character 1"),
        ("1+sqrt(2)cos(x)", "cannot be read at character 3"),
    ],
)
def test_bad_trigonometric_text_gives_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        Trigonometric.from_text(text)
    message = str(caught.value)
    assert reason in message, message
    assert len(message.splitlines()) == 1, message


@pytest.mark.parametrize("text", ["1+cos(x)", "1-sin(3x)", "(1+cos(x))(1+cos(2x))", "(1-cos(x))^3"])
def test_densities_may_touch_zero(text: str) -> None:
    assert Trigonometric.from_text(text).minimum == 0, f"{text}"


def test_exactness_survives_every_motion() -> None:
    for density in (
        PiecewiseConstant((-1, 0, 1), (1, 2), Exactness.ROUNDED),
        Trigonometric((R(1, 2),), (R(0),), Exactness.ROUNDED),
    ):
        for moved in (density.rotated(R(1, 2)), density.reflected(), density.antipodal()):
            assert moved.exactness is Exactness.ROUNDED, f"{moved}: {moved.exactness}"
