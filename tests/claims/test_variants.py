"""Systematic controls differ from the formula they come from, in one place each."""

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims import registry
from freqbias.claims.variants import variants

_X, _Y = sp.symbols("x y", real=True)
_LEAVES = st.sampled_from([_X, _Y, sp.pi, sp.Integer(2), sp.Rational(-3, 5)])
_FORMULAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(sp.cos, inner),
        st.builds(lambda a: a**2, inner),
    ),
    max_leaves=6,
)
_POINT = {_X: sp.Rational(7, 5), _Y: sp.Rational(-2, 3)}


@given(_FORMULAS)
def test_a_variant_is_another_function(formula: sp.Expr) -> None:
    """Doubled terms and raised exponents change the value wherever their place is not 0 or 1."""
    for control in variants(formula):
        difference = sp.N((control.statement - formula).subs(_POINT), 30)
        assert control.statement != formula, control.name
        if difference == 0:
            assert "raised" in control.name or " for " in control.name, (
                f"{control.name} leaves {formula} as it is"
            )


@given(_FORMULAS)
def test_variants_are_deterministic_and_have_names_of_their_own(formula: sp.Expr) -> None:
    names = [control.name for control in variants(formula)]
    assert names == [control.name for control in variants(formula)]
    assert len(set(names)) == len(names), f"{names}"


def test_both_sides_of_an_equation_are_varied() -> None:
    controls = variants(sp.Eq(_X + _Y, sp.cos(_X), evaluate=False))
    assert [control.name for control in controls] == [
        "left: x doubled",
        "left: y doubled",
        "right: cos(x) doubled",
    ]


def test_every_coefficient_of_the_sixth_order_equation_is_a_control() -> None:
    claim = registry.claim("basri2020.A.ode6")
    doubled = [control for control in claim.controls if "doubled" in control.name]
    assert len(doubled) >= 9, f"{[control.name for control in claim.controls]}"


def test_inequalities_and_data_have_none() -> None:
    assert variants(sp.Ge(_X, 1)) == ()
    assert variants(sp.Tuple(_X, _Y)) == ()
    assert variants("text") == ()
