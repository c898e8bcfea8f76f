"""Jets and Leibniz' rule: derived lines vanish at exact eigenpairs, wrong ones do not."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.theory.differential_equation import (
    F_BAR,
    LAMBDA,
    LEFT,
    P_BAR,
    PRODUCT,
    RIGHT,
    F,
    P,
    S,
    X,
    Z,
    half_turns_merged,
    halves,
    image,
    normal_form,
    product,
    sixth_order,
    total_derivative,
)
from freqbias.theory.eigenpairs import designed
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_JETS = [*F[:4], *P[:4], *F_BAR[:4], *P_BAR[:4]]
_polynomials = st.lists(
    st.tuples(st.integers(-3, 3), st.sampled_from(_JETS), st.sampled_from(_JETS)),
    min_size=1,
    max_size=3,
).map(lambda terms: sp.Add(*(c * a * b for c, a, b in terms)))


@settings(max_examples=20)
@given(_polynomials, st.sampled_from([sp.Rational(1, 3), sp.Rational(-7, 5), sp.Integer(0)]))
def test_total_derivative_is_the_derivative(polynomial: sp.Expr, at: sp.Rational) -> None:
    """Against functions: f = x^3, p = x^2 + x and their shifts put into both sides."""
    functions = {"f": X**3, "p": X**2 + X, "fbar": (X + 1) ** 3, "pbar": (X + 1) ** 2 + X + 1}
    rows = {"f": F, "p": P, "fbar": F_BAR, "pbar": P_BAR}
    values = {row[n]: sp.diff(functions[k], X, n) for k, row in rows.items() for n in range(5)}
    stated = total_derivative(polynomial).xreplace(values).subs(X, at)
    true = sp.diff(polynomial.xreplace(values), X).subs(X, at)
    assert stated == true, f"d/dx ({polynomial}) at {at}: {stated}, not {true}"


def test_the_last_jet_has_no_derivative() -> None:
    with pytest.raises(InputError, match="the last"):
        total_derivative(F[-1] * P[0])


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_leibniz_and_distributions_give_one_equation(kernel: Kernel) -> None:
    defect = normal_form(sixth_order(kernel), kernel)
    assert defect == 0, f"{kernel.name}: {defect} is left"


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=5))
@settings(max_examples=8)
def test_lines_combined_from_derivatives_have_no_normal_form(weights: list[int]) -> None:
    """``sum c_j (lambda f^(j) - (T f)^(j)) = 0``, and one changed boundary value shows."""
    lines = [(c, image(order=j)) for j, c in enumerate(weights)]
    side = sp.Add(*(c * (LAMBDA * F[j] - t.local) for j, (c, t) in enumerate(lines)))
    left = sp.Add(*(c * t.left.expression(S) for c, t in lines))
    right = sp.Add(*(c * t.right.expression(S) for c, t in lines))
    assert normal_form(side - halves(left, right)) == 0, f"weights {weights}"
    assert normal_form(side + product(0) - halves(left, right)) == P[0] * F[0]


@pytest.mark.parametrize("order", range(7))
@pytest.mark.parametrize("cosines", [{0: 2, 1: 1}, {1: 1, 3: sp.Rational(1, 100)}], ids=str)
def test_derivatives_of_the_integral_at_exact_eigenpairs(
    order: int, cosines: dict[int, sp.Expr]
) -> None:
    """``lambda f^(n)`` by differentiating f; the integrals by ball quadrature, no Leibniz."""
    derived = image(order=order)
    integrals = halves(derived.left.expression(S), derived.right.expression(S))
    defect = LAMBDA * F[order] - integrals - derived.local
    values = designed(cosines).at(sp.pi * sp.Rational(2, 9))
    ball = enclose(defect.xreplace(values), 30)
    assert ball.contains_zero, f"order {order}, f = {cosines}: defect {ball}"


def test_a_wrong_jump_is_seen_at_an_exact_eigenpair() -> None:
    wrong = sixth_order() + sp.Rational(1, 10**12) * P[1] * F[3]
    assert normal_form(wrong) != 0
    ball = enclose(wrong.xreplace(designed({0: 2, 1: 1}).at(sp.pi / 5)), 30)
    assert not ball.contains_zero


def test_halves_can_be_merged() -> None:
    """At an antiperiodic pair ``int_x^(x+pi) h(z-x) p f dz = -int_(x-pi)^x h(z+pi-x) p f dz``."""
    profile = S * sp.cos(S) + 2
    merged = half_turns_merged(RIGHT * profile, -1)
    assert not merged.has(RIGHT)
    values = designed({1: 1, 3: sp.Rational(1, 100)}).at(sp.pi / 5)
    both = halves(-merged.coeff(LEFT), profile)
    ball = enclose(both.xreplace(values), 30)
    assert ball.contains_zero, f"the two halves differ by {ball}"


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="half circle"):
        normal_form(LAMBDA * F[0] - sp.Integral(PRODUCT(Z), (Z, X, X + 1)))
    with pytest.raises(InputError, match="half circle"):
        normal_form(LAMBDA * F[0] - sp.Integral(Z * PRODUCT(Z), (Z, X, X + sp.pi)))
    for defect in (LAMBDA**2 * F[0], LAMBDA * P[0], LAMBDA * F[0] * F[1], LAMBDA * F[0] ** 2):
        with pytest.raises(InputError, match="not linear"):
            normal_form(defect, first_layer_bias)
