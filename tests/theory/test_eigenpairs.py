"""Exact eigenpairs: T f = lambda f, p a density, by quadrature that knows nothing of Fourier series."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import enclose
from freqbias.theory.differential_equation import P_BAR, P, X
from freqbias.theory.eigenpairs import Eigenpair, designed
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import KERNELS, Kernel

_small = st.fractions(-1, 1, max_denominator=7).filter(bool).map(lambda c: sp.Rational(str(c)))


@st.composite
def _pairs(draw: st.DrawFn) -> Eigenpair:
    """One frequency; or 0 and m with a large constant; or m and 3 m with a small second term."""
    m = draw(st.integers(1, 4))
    shape = draw(st.sampled_from(["one", "mean", "triple"]))
    if shape == "one":
        return designed({m: draw(_small)})
    if shape == "mean":
        return designed({0: 5 * m**2, m: draw(_small)})
    return designed({m: 1, 3 * m: draw(_small) / 100})


@given(_pairs(), st.sampled_from([sp.Rational(1, 7), sp.Rational(-5, 9), sp.Integer(0)]))
@settings(max_examples=8)
def test_t_f_is_lambda_f(pair: Eigenpair, share: sp.Rational) -> None:
    z, point = sp.Symbol("z", real=True), share * sp.pi
    weight = (pair.density * pair.eigenfunction).subs(X, z)
    printed = (1 + sp.cos(z - point)) / (4 * sp.pi)
    below = sp.Integral(printed * (sp.pi - point + z) * weight, (z, point - sp.pi, point))
    above = sp.Integral(printed * (sp.pi + point - z) * weight, (z, point, point + sp.pi))
    defect = pair.eigenvalue * pair.eigenfunction.subs(X, point) - below - above
    ball = enclose(defect, 25)
    assert ball.contains_zero, f"{pair}: lambda f - T f = {ball} at {point}"


@given(_pairs())
@settings(max_examples=8)
def test_p_is_a_density(pair: Eigenpair) -> None:
    mass = enclose(sp.Integral(pair.density, (X, -sp.pi, sp.pi)) - 1, 25)
    assert mass.contains_zero, f"{pair}: the integral of p is 1 + {mass}"
    assert enclose(pair.eigenvalue, 20).mid > 0
    for share in range(-3, 4):
        assert float(enclose(pair.density.subs(X, share * sp.pi / 3), 20)) > 0, f"{pair}"


@given(_pairs())
@settings(max_examples=5)
def test_jets_are_the_derivatives_of_p(pair: Eigenpair) -> None:

    values = pair.at(sp.pi / 7)
    for n in (0, 3):
        for jet, point in ((P[n], sp.pi / 7), (P_BAR[n], 8 * sp.pi / 7)):
            true = sp.diff(pair.density, X, n).subs(X, point)
            ball = enclose(values[jet] - true, 25)
            assert ball.contains_zero, f"{jet} of {pair} is off by {ball}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_uniform_eigenvalues_are_the_fourier_ones(kernel: Kernel) -> None:
    for m in (0, 1, 4):
        pair = designed({m: 3}, kernel)
        assert pair.is_uniform
        assert sp.simplify(pair.eigenvalue - kernel.fourier().eigenvalue(m)) == 0, f"m = {m}"


@pytest.mark.parametrize(
    ("cosines", "match"),
    [
        ({0: 1, 1: 1}, "not positive"),
        ({1: 1, 3: sp.Rational(1, 20)}, "not positive"),
        ({0: 1, 1: 5}, "not positive"),
        ({1: 1, 2: 1}, "more than one"),
        ({0: 90, 1: 1, 2: 1}, "more than one"),
    ],
    ids=str,
)
def test_no_density_is_no_pair(cosines: dict[int, sp.Expr], match: str) -> None:
    with pytest.raises(InputError, match=match):
        designed(cosines)
