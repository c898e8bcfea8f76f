"""The unrolled recursion, decided for all t, against the recursion itself in integers."""

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.theory.gradient_descent import (
    ERROR,
    INDEX,
    KERNEL,
    LIMIT_KERNEL,
    RESIDUAL,
    STEP_SIZE,
    TIME,
    Unrolled,
    is_unrolled,
    remainder,
)

_FACTOR = 3
_shifts = st.integers(-1, 1)


def _noise(s: int) -> int:
    return 7 * s * s + 11 * s + 5


def _recursion(t: int) -> int:
    value = 2
    for s in range(t):
        value = _FACTOR * value + _noise(s)
    return value


def _value(form: Unrolled, t: int) -> sp.Rational:
    def at(expression: sp.Expr, i: int = 0) -> sp.Integer:
        return sp.sympify(expression).subs({TIME: t, INDEX: i})

    terms = (
        sp.Integer(_FACTOR) ** at(form.exponent, i) * _noise(int(at(form.argument, i)))
        for i in range(int(at(form.last)) + 1)
    )
    return sp.Integer(_FACTOR) ** at(form.power) * 2 + sum(terms)


@given(_shifts, _shifts, _shifts, _shifts, st.booleans(), st.booleans())
def test_a_form_is_accepted_iff_it_gives_the_recursion(
    power: int, last: int, exponent: int, argument: int, back: bool, turned: bool
) -> None:
    """In one dimension, with noise that no other order reproduces at t = 0, ..., 5."""
    ahead = TIME - 1 - INDEX
    form = Unrolled(
        TIME + power,
        TIME - 1 + last,
        (ahead if turned else INDEX) + exponent,
        (ahead if back else INDEX) + argument,
    )
    right = all(_value(form, t) == _recursion(t) for t in range(6))
    assert is_unrolled(form) == right, f"{form}: accepted {is_unrolled(form)}, but right is {right}"


def test_the_remainder_makes_up_the_step() -> None:
    with_limit = RESIDUAL - STEP_SIZE * LIMIT_KERNEL * RESIDUAL + remainder()
    assert sp.expand(with_limit - (RESIDUAL - STEP_SIZE * KERNEL * RESIDUAL + ERROR)) == 0
    assert sp.expand(remainder() - ERROR) != 0
