"""Whatever is certified is defined there, part by part: by mpmath, node by node, in real numbers."""

from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.analytic import conditions
from freqbias.numerics.boxes import cover
from freqbias.theory.errors import InputError

X = sp.Symbol("x", real=True)
_LOW, _HIGH = Fraction(-2), Fraction(2)
_leaves = st.one_of(st.just(X), st.integers(-4, 4).map(lambda n: sp.Rational(n, 2)))


def _power(base: Any, exponent: Any) -> Any:
    return sp.Pow(base, exponent, evaluate=False)


_UNARY = (
    sp.log,
    sp.acos,
    sp.asin,
    lambda a: _power(a, sp.Rational(1, 2)),
    lambda a: _power(a, sp.Rational(-1, 3)),
    lambda a: _power(a, -1),
    lambda a: _power(a, 2),
    lambda a: sp.cos(2 * a),
)


def _applied(function: Any, a: Any) -> Any:
    try:
        return function(a) if a.free_symbols else a
    except TypeError:  # SymPy stumbles over 1/0 inside
        return a


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: sp.Mul(a, b, evaluate=False), inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(_applied, st.sampled_from(_UNARY), inner),
    )


_expressions = st.recursive(_leaves, _compound, max_leaves=5)
_FUNCTIONS: dict[Any, Any] = {
    sp.log: mpmath.log,
    sp.acos: mpmath.acos,
    sp.asin: mpmath.asin,
    sp.cos: mpmath.cos,
    sp.sin: mpmath.sin,
    sp.exp: mpmath.exp,
}


def _real(node: Any, x: Any) -> Any:
    """The value in real numbers; ValueError where some part of it has none."""
    if node == X:
        return x
    if node.is_Rational:
        return mpmath.mpf(int(node.p)) / int(node.q)
    if node in (sp.pi, sp.E):
        return mpmath.pi() if node == sp.pi else mpmath.e()
    args = [_real(arg, x) for arg in node.args]
    if node.is_Add:
        return mpmath.fsum(args)
    if node.is_Mul:
        return mpmath.fprod(args)
    try:
        value = args[0] ** args[1] if type(node) is sp.Pow else _FUNCTIONS[type(node)](*args)
    except ZeroDivisionError:
        raise ValueError from None
    if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value):
        raise ValueError
    return value


@settings(max_examples=150, deadline=None)
@given(g=_expressions, shift=st.integers(-3, 3).map(lambda n: sp.Rational(n, 2)))
def test_what_is_certified_is_real_and_holds(g: Any, shift: Any) -> None:
    try:
        found = cover([g + shift], {X: (_LOW, _HIGH)}, budget=120)
    except InputError:
        return  # I or zoo: SymPy saw already that it is not real
    for part in found.proved:
        low, high = part[X]
        with mpmath.workdps(40):
            for k in range(9):
                at = low + (high - low) * Fraction(k, 8)
                try:
                    value = _real(g + shift, mpmath.mpf(at.numerator) / at.denominator)
                except ValueError:
                    pytest.fail(
                        f"{g + shift} >= 0 was certified at x = {at}, where it is undefined"
                    )
                assert value > -1e-30, f"{g + shift} = {value} at x = {at}"
    if found.counterexample is not None:
        at = found.counterexample[1][X]
        with mpmath.workdps(40):
            assert _real(g + shift, mpmath.mpf(at.numerator) / at.denominator) < 0


def test_conditions_of_each_kind() -> None:
    y = sp.Symbol("y", real=True)
    assert conditions(sp.exp(X) + sp.sin(X * y) ** 3 + sp.pi) == ()
    assert conditions(1 / (X + y)) == ((X + y) ** 2,)
    assert conditions((X + y) ** sp.Rational(2, 3)) == (X + y,)
    assert conditions(2**X) == ()
    assert set(conditions(X**y)) == {X}
    assert set(conditions(sp.asin(sp.log(X)))) == {1 - sp.log(X), 1 + sp.log(X), X}


@pytest.mark.parametrize("g", [sp.atan(X), sp.sinh(X), sp.tan(X), sp.I * X, sp.EulerGamma * X])
def test_what_either_side_lacks_is_refused(g: Any) -> None:
    """atan and sinh have no balls here, gamma and Euler's constant no place in certificates."""
    with pytest.raises(InputError, match="vocabulary"):
        conditions(1 + g)
