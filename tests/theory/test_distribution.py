"""One algorithm gives every kernel its differential equation."""

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.theory.arccosine import THETA
from freqbias.theory.distribution import DERIVATIVE, annihilator, distributional_equation
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import fourier_coefficients
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_D = DERIVATIVE
_terms = st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans(), st.integers(-3, 3))


@st.composite
def _profiles(draw: st.DrawFn) -> ExponentialPolynomial:
    total = sum(
        c * THETA**n * (sp.cos(w * THETA) if even else sp.sin(w * THETA))
        for n, w, even, c in draw(st.lists(_terms, min_size=1, max_size=3))
    )
    return ExponentialPolynomial.of(total, THETA)


def test_printed_kernel_has_equation_a() -> None:
    """4 pi D^2 (D^2+1)^2 k = -(4 D^4 + 2 D^2 + 2) delta_0 + (6 D^2 + 2) delta_pi."""
    equation = distributional_equation(first_layer_bias.profile)
    assert sp.factor(equation.operator.as_expr()) == _D**2 * (_D**2 + 1) ** 2
    assert sp.expand(4 * sp.pi * equation.at_zero.as_expr()) == -(4 * _D**4 + 2 * _D**2 + 2)
    assert sp.expand(4 * sp.pi * equation.at_pi.as_expr()) == 6 * _D**2 + 2


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_fourier_coefficients_satisfy_it(kernel: Kernel) -> None:
    """L(im) khat_m = A(im) + (-1)^m B(im), with coefficients from a route of their own."""
    equation = distributional_equation(kernel.profile)
    for m in range(12):
        defect = sp.simplify(equation.fourier_defect(kernel.fourier()(m), m))
        assert defect == 0, f"{kernel.name}, m = {m}: defect {defect}"


@given(_profiles())
def test_any_exponential_polynomial(profile: ExponentialPolynomial) -> None:
    equation = distributional_equation(profile)
    khat = fourier_coefficients(profile)
    for m in range(5):
        defect = sp.simplify(equation.fourier_defect(khat(m), m))
        assert defect == 0, f"{profile.expression(THETA)}, m = {m}: defect {defect}"


@given(_profiles())
def test_annihilator_annihilates_and_is_least(profile: ExponentialPolynomial) -> None:
    operator = annihilator(profile)

    def applied(polynomial: sp.Poly) -> ExponentialPolynomial:
        total, current = ExponentialPolynomial({}), profile
        for j in range(polynomial.degree() + 1):
            total = total + current.scaled(polynomial.coeff_monomial(_D**j))
            current = current.derivative()
        return total

    assert applied(operator).is_zero
    for factor, _ in operator.factor_list()[1]:
        smaller = sp.Poly(sp.quo(operator, factor), _D)
        assert not applied(smaller).is_zero, f"{smaller} already annihilates {profile}"
