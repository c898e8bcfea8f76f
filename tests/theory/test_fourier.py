"""Closed Fourier coefficients, against quadrature that shares no code with them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import Ball, enclose
from freqbias.numerics.fourier import ball_coefficient
from freqbias.strategies import kernels
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError, NotExponentialPolynomial
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients, fourier_coefficients
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias

FEWER = settings(max_examples=settings().max_examples // 4)
FEWEST = settings(max_examples=settings().max_examples // 8)
PI = sp.pi

rationals = st.fractions(-2, 2, max_denominator=2).map(lambda q: sp.Rational(q))
waves = st.sampled_from([sp.cos, sp.sin])
terms = st.builds(
    lambda c, n, wave, w: c * THETA**n * wave(w * THETA),
    rationals.filter(bool),
    st.integers(0, 2),
    waves,
    st.sampled_from([sp.Integer(0), sp.Rational(1, 2), *map(sp.Integer, (1, 2, 3))]),
)
profiles = st.lists(terms, min_size=1, max_size=2).map(lambda parts: sp.Add(*parts))


def overlap(a: Ball, b: Ball) -> bool:
    ends = [
        (Fraction(ball.mid), Fraction(ball.rad), Fraction(10) ** ball.exponent) for ball in (a, b)
    ]
    (mid_a, rad_a, unit_a), (mid_b, rad_b, unit_b) = ends
    return abs(mid_a * unit_a - mid_b * unit_b) <= rad_a * unit_a + rad_b * unit_b


def exact_integral(expression: Any, m: int) -> Any:
    """``2 integral_0^pi k cos(m theta)``, one antiderivative for one m: no symbolic frequency."""
    profile = ExponentialPolynomial.of(expression * sp.cos(m * THETA), THETA)
    return canonical(2 * profile.integral(0, PI))


def parity_value(khat: FourierCoefficients, m: int) -> Any:
    """The formula of the parity of m at m, or None at a pole."""
    _, denominator = sp.fraction(sp.together(khat.parity(m)))
    pole = canonical(denominator.subs(FREQUENCY, m)) == 0
    return None if pole else canonical(khat.parity(m).subs(FREQUENCY, m))


def parity_formula_fails(kernel: Kernel, m: int) -> bool:
    value = parity_value(kernel.fourier(), m)
    return value is None or not overlap(enclose(value, 50), ball_coefficient(kernel, m, 50))


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
@pytest.mark.parametrize("m", range(21))
def test_closed_form_and_ball_quadrature_agree_to_100_digits(kernel: Kernel, m: int) -> None:
    closed = enclose(kernel.fourier()(m), 100)
    quadrature = ball_coefficient(kernel, m, 100)
    assert overlap(closed, quadrature), f"m = {m}: closed {closed}, quadrature {quadrature}"
    assert closed.digits >= 100 or kernel.fourier()(m) == 0, f"m = {m}: only {closed}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_exceptional_frequencies_are_where_the_formula_fails(kernel: Kernel) -> None:
    khat = kernel.fourier()
    failing = {m for m in range(21) if parity_formula_fails(kernel, m)}
    assert failing == set(khat.exceptional), f"fails at {failing}, says {set(khat.exceptional)}"


@FEWEST
@given(profiles)
def test_any_exponential_polynomial(expression: Any) -> None:
    khat = fourier_coefficients(ExponentialPolynomial.of(expression, THETA))
    for m in range(9):
        exact = exact_integral(expression, m)
        defect = canonical(khat(m) - exact)
        assert defect == 0, f"k = {expression}, m = {m}: {khat(m)} is not {exact}"
        if m in khat.exceptional:
            needless = f"k = {expression}: {m} is no exception, the formula gives {exact}"
            assert parity_value(khat, m) != exact, needless


@pytest.mark.parametrize("w", ["1/2", "5/2", "2/3"])
@pytest.mark.parametrize("wave", [sp.cos, sp.sin])
@pytest.mark.parametrize("n", range(3))
def test_a_frequency_that_is_no_integer(n: int, wave: Any, w: str) -> None:
    """Phases e^{i w pi} that are not +-1 and must be carried through."""
    expression = THETA**n * wave(sp.Rational(w) * THETA)
    khat = fourier_coefficients(ExponentialPolynomial.of(expression, THETA))
    assert not khat.exceptional
    for m in (0, 1, 2, 5):
        quadrature = sp.Integral(2 * expression * sp.cos(m * THETA), (THETA, 0, PI))
        defect = enclose(khat(m) - quadrature, 15)
        assert defect.contains_zero, f"k = {expression}, m = {m}: closed - quadrature = {defect}"


@FEWER
@given(profiles, st.integers(0, 8))
def test_any_exponential_polynomial_by_quadrature(expression: Any, m: int) -> None:
    khat = fourier_coefficients(ExponentialPolynomial.of(expression, THETA))
    quadrature = sp.Integral(2 * expression * sp.cos(m * THETA), (THETA, 0, PI))
    defect = enclose(khat(m) - quadrature, 25)
    assert defect.contains_zero, f"k = {expression}, m = {m}: closed - quadrature = {defect}"


@FEWER
@given(profiles)
def test_decrease_starts_where_it_is_said_to(expression: Any) -> None:
    """From ``decreasing_from`` on, ``|khat_m|`` falls within each parity."""
    assert_decrease(fourier_coefficients(ExponentialPolynomial.of(expression, THETA)), expression)


@pytest.mark.parametrize("w", ["1/2", "5/2", "21/2"])
def test_decrease_starts_beyond_poles_that_are_no_integers(w: str) -> None:
    """``(pi - theta) cos(w theta)`` has all coefficients positive, the largest at m near w."""
    expression = (PI - THETA) * sp.cos(sp.Rational(w) * THETA)
    assert_decrease(fourier_coefficients(ExponentialPolynomial.of(expression, THETA)), expression)


def assert_decrease(khat: FourierCoefficients, expression: Any) -> None:
    start = khat.decreasing_from
    if start is not None:
        sizes = [abs(sp.N(khat(m), 30)) for m in range(start, start + 24)]
        for m, (size, next_size) in enumerate(zip(sizes, sizes[2:], strict=False), start):
            assert next_size <= size, (
                f"k = {expression} is said to decrease from {start}, "
                f"but |khat_{m}| = {size}, |khat_{m + 2}| = {next_size}"
            )


@pytest.mark.parametrize(
    ("expression", "nonnegative"),
    [
        (PI - THETA, True),
        ((PI - THETA) * sp.cos(THETA / 2), True),
        (1 + sp.cos(3 * THETA), True),
        (THETA - PI, False),
        (THETA**2, False),
        (1 - sp.cos(3 * THETA), False),
        (sp.cos(sp.sqrt(2) * THETA), False),
        (THETA**3, False),
        (THETA**4, False),
    ],
    ids=str,
)
def test_a_sign_is_proved_or_not_claimed(expression: Any, nonnegative: bool) -> None:
    """The last two are not decided: pi enters their roots."""
    khat = fourier_coefficients(ExponentialPolynomial.of(expression, THETA))
    assert khat.is_nonnegative is nonnegative, f"{khat.even}, {khat.odd}, {khat.exceptional}"


@given(kernels(), st.integers(0, 40))
def test_coefficients_are_even_and_not_negative(kernel: Kernel, m: int) -> None:
    value = kernel.fourier()(m)
    assert kernel.fourier()(-m) == value, f"khat_-{m} of {kernel.name}"
    assert value.is_nonnegative, f"khat_{m} of {kernel.name} is {value}"


@given(kernels(), st.integers(0, 40))
def test_one_formula_with_all_cases(kernel: Kernel, m: int) -> None:
    khat = kernel.fourier()
    defect = canonical(khat.piecewise.subs(FREQUENCY, m) - khat(m))
    assert defect == 0, f"{kernel.name}, m = {m}: the piecewise form is off by {defect}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
def test_decrease_of_the_kernels_is_decided(kernel: Kernel) -> None:
    assert kernel.fourier().decreasing_from == 2, f"{kernel.fourier().decreasing_from}"
    assert_decrease(kernel.fourier(), kernel.name)


@pytest.mark.parametrize(
    ("m", "value"),
    [
        (0, PI / 4 + 1 / PI),
        (1, 1 / PI + PI / 8),
        *((m, sp.Integer(m**2 + 1) / (PI * (m**2 - 1) ** 2)) for m in (2, 4, 10, 100)),
        *((m, 1 / (PI * m**2)) for m in (3, 5, 11, 101)),
    ],
)
def test_printed_kernel(m: int, value: Any) -> None:
    """Coefficients of (1 + cos t)(pi - t)/(4 pi), derived by hand."""
    assert canonical(first_layer_bias.fourier()(m) - value) == 0, f"{first_layer_bias.fourier()(m)}"


@pytest.mark.parametrize(
    ("m", "value"),
    [
        (0, sp.Rational(1, 8) + 1 / (2 * PI**2)),
        (1, sp.Rational(1, 16) + 1 / (2 * PI**2)),
        (4, sp.Rational(17, 450) / PI**2),
        (7, sp.Rational(1, 98) / PI**2),
    ],
)
def test_uniform_eigenvalues_of_the_printed_kernel(m: int, value: Any) -> None:
    """A list that doubles the m >= 1 against m = 0 fails here."""
    eigenvalue = first_layer_bias.fourier().eigenvalue(m)
    assert canonical(eigenvalue - value) == 0, f"m = {m}: {eigenvalue}, expected {value}"


@pytest.mark.parametrize("name", ["first_layer", "both_layers"])
def test_without_bias_odd_frequencies_from_three_on_vanish(name: str) -> None:
    khat = KERNELS[name].fourier()
    assert khat.odd == 0
    assert khat(1) != 0, "frequency 1 is exceptional"


@pytest.mark.parametrize("m", [1.0, "1", None])
def test_frequency_must_be_an_integer(m: Any) -> None:
    with pytest.raises(InputError, match="is not an integer"):
        first_layer_bias.fourier()(m)


def test_deep_kernels_have_no_closed_form() -> None:
    with pytest.raises(NotExponentialPolynomial, match="deep:2"):
        deep(2).fourier()
